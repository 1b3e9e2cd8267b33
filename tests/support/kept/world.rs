//! The world around a house that remembers: members who talk, come and go; a disk that is late or
//! fails; a server that dies. What the program does between the two (`src/cmd/serve/server`) is done
//! here in the same order, with the same line of what is held back.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use chatroom::door::held::{Held, Released};
use chatroom::door::{Doors, Order, Orders};
use chatroom::lang::Languages;
use chatroom::room::keep::{Answer, Ask, Entry, Kept, Place, RoomRecord};
use chatroom::room::rules::{HistoryRules, OnFailure};
use chatroom::room::{Ending, Errand, Event, Hall, Rules, What};
use chatroom::store::Report;
use chatroom::wire::{ConnId, MsgId, Now};

use super::chance::Chance;
use super::client::{Client, Kind, Seat, Told, mark};
use super::disk::{Disk, Truth, is_message};
use super::pure::{BEGIN_MS, rules};

const CLIENTS_MAX: usize = 7;
const LINES_WAITING_MAX: usize = 4;
const HELD_BYTES_MAX: usize = 60_000;
const LOG_LINES_MAX: usize = 80;
const PAGE_MAX: usize = 7;
const KEY: &str = "sesame";
const OPERATOR: &str = "Administrator";

/// Rooms that people are in.
pub const ROOMS: &[&str] = &["#lobby", "#tea", "#coffee", "#茶馆"];

/// What they talk about.
pub const WORDS: &[&str] = &[
    "tea",
    "Green",
    "coffee",
    "Café",
    "ＴＥＡ",
    "我们喝茶吧",
    "喝茶",
    "世界你好",
    "steam",
    "teapot",
    "hello",
    "naïve",
    "你好hello",
];

/// What happened, so that a run that tried nothing is seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Messages that were heard.
    pub heard: usize,
    /// Messages that were played to those who came.
    pub replayed: usize,
    /// Deaths of the server.
    pub deaths: usize,
    /// Times that the disk began to fail.
    pub failures: usize,
    /// Messages that were refused.
    pub refused: usize,
    /// Pages that were read.
    pub pages: usize,
    /// Messages that were taken back.
    pub redacted: usize,
    /// Messages that were seen and lost, since nothing could be written, which was told.
    pub lost: usize,
    /// Questions that were asked of the real store, too.
    pub compared: usize,
}

impl Tally {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.heard += other.heard;
        self.replayed += other.replayed;
        self.deaths += other.deaths;
        self.failures += other.failures;
        self.refused += other.refused;
        self.pages += other.pages;
        self.redacted += other.redacted;
        self.lost += other.lost;
        self.compared += other.compared;
    }
}

/// The world.
pub struct World {
    pub(super) chance: Chance,
    rules: Rules,
    doors: Doors,
    orders: Orders,
    now: Now,
    held: Held,
    pub(super) disk: Disk,
    pub(super) truth: Truth,
    pub(super) clients: BTreeMap<ConnId, Client>,
    /// Lines of each that the server has not taken.
    lines: BTreeMap<ConnId, usize>,
    answers: VecDeque<(ConnId, u64, Answer)>,
    /// The last id that anybody was shown of what is public.
    shown: MsgId,
    /// The last id that anybody was shown before the server last died.
    former: MsgId,
    /// What everybody was told is taken back.
    gone: BTreeSet<MsgId>,
    /// What was taken back while nothing could be written, and is there again.
    returned: BTreeSet<MsgId>,
    /// What was shown while nothing could be written, and is lost.
    lost: BTreeSet<MsgId>,
    /// What the operator said, who is heard in any case; what then can't be written is not kept.
    loud: BTreeSet<u32>,
    opened: u32,
    marks: u32,
    /// One time in so many does the disk write something.
    lateness: usize,
    /// The disk does not recover before the server dies.
    for_ever: bool,
    log: VecDeque<String>,
    /// What happened.
    pub tally: Tally,
}

impl World {
    /// The world of a seed; with the real store if `is_real`.
    pub fn new(seed: u64, is_real: bool) -> Self {
        let mut chance = Chance::new(seed);
        let on_failure = *chance.pick(&[OnFailure::GoOn, OnFailure::Refuse]);
        let replay = *chance.pick(&[0, 3, 50]);
        let mut rules = rules();
        rules.history = HistoryRules {
            keeps: true,
            outlives: true,
            replay,
            page_max: PAGE_MAX,
            on_failure,
            ..HistoryRules::default()
        };
        rules.ping_every = Duration::from_secs(1_000_000);
        rules.registration_timeout = Duration::from_secs(1_000_000);
        let disk = if is_real { Disk::real(on_failure, replay) } else { Disk::model(on_failure) };
        let doors = Doors::new(Hall::new(rules.clone()), Languages::built_in().lang("en"));
        let lateness = *chance.pick(&[2, 5, 20, 60]);
        Self {
            chance,
            rules,
            doors,
            orders: Orders::default(),
            now: Now { uptime: Duration::from_secs(1000), unix_ms: BEGIN_MS },
            held: Held::new(HELD_BYTES_MAX),
            disk,
            truth: Truth::default(),
            clients: BTreeMap::new(),
            lines: BTreeMap::new(),
            answers: VecDeque::new(),
            shown: MsgId::ZERO,
            former: MsgId::ZERO,
            gone: BTreeSet::new(),
            returned: BTreeSet::new(),
            lost: BTreeSet::new(),
            loud: BTreeSet::new(),
            opened: 0,
            marks: 0,
            lateness,
            for_ever: false,
            log: VecDeque::new(),
            tally: Tally::default(),
        }
    }

    /// What happened last, for whoever looks for the cause.
    pub fn log(&self) -> String {
        self.log.iter().map(|line| format!("  {line}\n")).collect()
    }

    pub(super) fn note(&mut self, what: String) {
        if self.log.len() == LOG_LINES_MAX {
            self.log.pop_front();
        }
        self.log.push_back(what);
    }

    /// One thing happens.
    pub fn step(&mut self) {
        self.now.uptime += Duration::from_micros(11);
        self.now.unix_ms += u64::try_from(self.chance.below(3)).unwrap();
        match self.chance.below(100) {
            0..3 => self.connect(),
            3 => self.vanish(),
            4..50 => self.plan(),
            50..96 => self.take(),
            96 => self.weather(),
            97 if self.chance.one_in(4) => self.settle(),
            98 if self.chance.one_in(6) => self.die(),
            _ => self.announce(),
        }
        if self.chance.one_in(self.lateness) {
            let group = 1 + self.chance.below(40);
            self.disk.commit(group);
        }
        if self.chance.one_in(2) {
            self.take_reports();
        }
        if self.chance.one_in(3) {
            self.take_answer();
        }
    }

    fn someone(&mut self) -> Option<ConnId> {
        if self.clients.is_empty() {
            return None;
        }
        let index = self.chance.below(self.clients.len());
        self.clients.keys().nth(index).copied()
    }

    fn connect(&mut self) {
        if self.clients.len() < CLIENTS_MAX {
            let kind = *self.chance.pick(&[Kind::Rich, Kind::Rich, Kind::Tagged, Kind::Bare]);
            let events = self.chance.one_in(2);
            self.open(kind, events);
        }
    }

    /// Somebody connects and says who they are.
    pub(super) fn open(&mut self, kind: Kind, events: bool) -> ConnId {
        self.opened += 1;
        let is_free = |index: &u32| !self.clients.keys().any(|conn| conn.index() == *index as usize);
        let conn = ConnId::new((0..).find(is_free).unwrap(), self.opened);
        let name = format!("g{}", self.opened);
        self.note(format!("{name} connects, {kind:?}"));
        self.clients.insert(conn, Client::new(conn, kind, &name));
        self.doors.opened(self.now, conn, SocketAddr::from(([127, 0, 0, 1], 40_000)), &mut self.orders);
        self.carry_out(None);
        if kind != Kind::Bare {
            let events = if events && kind == Kind::Rich { " draft/event-playback" } else { "" };
            self.send(conn, &format!("CAP REQ :{}{events}", kind.caps()));
        }
        self.send(conn, &format!("NICK {name}"));
        self.send(conn, "USER u 0 * :Somebody");
        if kind != Kind::Bare {
            self.send(conn, "CAP END");
        }
        conn
    }

    pub(super) fn send(&mut self, conn: ConnId, line: &str) {
        self.doors.received(self.now, conn, format!("{line}\r\n").as_bytes());
        *self.lines.entry(conn).or_default() += 1;
    }

    fn vanish(&mut self) {
        let Some(conn) = self.someone() else { return };
        self.note(format!("{} is gone", self.clients[&conn].name));
        self.doors.lost(self.now, conn, Ending::Broken, &mut self.orders);
        self.clients.remove(&conn);
        self.lines.remove(&conn);
        self.carry_out(None);
    }

    fn announce(&mut self) {
        self.marks += 1;
        let text = format!("~{} from the operator", self.marks);
        self.loud.insert(self.marks);
        if self.truth.is_failing() && self.rules.history.on_failure == OnFailure::Refuse {
            self.truth.handed_back.insert(self.marks);
        }
        self.doors.console(self.now, &text, &mut self.orders);
        self.carry_out(None);
    }

    fn weather(&mut self) {
        if !self.disk.fails() {
            if self.chance.one_in(3) {
                self.note("the disk fails".to_owned());
                self.for_ever = self.chance.one_in(4);
                self.tally.failures += 1;
                self.disk.fail(true);
            }
        } else if !self.for_ever && self.chance.one_in(2) {
            self.note("the disk works".to_owned());
            self.disk.fail(false);
        }
    }

    /// Somebody thinks of something to do.
    fn plan(&mut self) {
        let Some(conn) = self.someone() else { return };
        let waiting = self.lines.get(&conn).copied().unwrap_or_default();
        let client = &self.clients[&conn];
        if !client.here || waiting >= LINES_WAITING_MAX {
            return;
        }
        let rooms: Vec<String> = client.seats.keys().cloned().collect();
        let room = match rooms.is_empty() || self.chance.one_in(8) {
            true => (*self.chance.pick(ROOMS)).to_owned(),
            false => self.chance.pick(&rooms).clone(),
        };
        let whom = self.someone().map(|other| self.clients[&other].name.clone()).unwrap_or_default();
        let line = match self.chance.below(30) {
            0..4 => format!("JOIN {} {KEY}", self.chance.pick(ROOMS)),
            4 => format!("PART {room} :enough"),
            5 => format!("KICK {room} {whom} :out"),
            6 => format!("TOPIC {room} :{}", self.chance.pick(WORDS)),
            7 | 8 => self.mode(&room, &whom),
            9 | 10 => match self.redaction(conn, &room) {
                Some(line) => line,
                None => return,
            },
            11 if self.chance.one_in(3) => format!("NICK h{}", self.opened * 1000 + self.marks),
            12 if self.clients[&conn].kind == Kind::Rich => format!("CHATHISTORY LATEST {room} * {PAGE_MAX}"),
            13 if self.chance.one_in(4) => format!("JOIN {},{} {KEY},{KEY}", ROOMS[1], ROOMS[2]),
            _ => self.words(conn, &room, &whom),
        };
        self.note(format!("{}: {line}", self.clients[&conn].name));
        self.send(conn, &line);
    }

    fn mode(&mut self, room: &str, whom: &str) -> String {
        let change = match self.chance.below(9) {
            0 => "+m".to_owned(),
            1 => "-m".to_owned(),
            2 => format!("+o {whom}"),
            3 => format!("+v {whom}"),
            4 => format!("+k {KEY}"),
            5 => format!("-k {KEY}"),
            6 => format!("+b bad{}*!*@*", self.chance.below(9)),
            7 => format!("+l {}", 20 + self.chance.below(9)),
            _ => (*self.chance.pick(&["+s", "-s", "-t", "+t", "-l"])).to_owned(),
        };
        format!("MODE {room} {change}")
    }

    fn redaction(&mut self, conn: ConnId, room: &str) -> Option<String> {
        let seen = &self.clients[&conn].seats.get(room)?.seen;
        let id = *seen.get(self.chance.below(seen.len().max(1)))?;
        Some(format!("REDACT {room} {id}"))
    }

    fn words(&mut self, conn: ConnId, room: &str, whom: &str) -> String {
        self.marks += 1;
        let mark = self.marks;
        let targets = match self.chance.below(10) {
            // Between two guests nothing is kept, and nothing is refused.
            0 if self.clients[&conn].kind != Kind::Bare && whom != self.clients[&conn].name => {
                if self.chance.one_in(2) { whom.to_owned() } else { format!("{room},{whom}") }
            }
            1 => match *self.chance.pick(ROOMS) {
                other if other == room => room.to_owned(),
                other => format!("{room},{other}"),
            },
            _ => room.to_owned(),
        };
        let mut text = format!("~{mark}");
        for _ in 0..self.chance.below(5) {
            text = format!("{text} {}", self.chance.pick(WORDS));
        }
        if let Some(client) = self.clients.get_mut(&conn) {
            let targets = targets.split(',').map(|target| (mark, target.to_ascii_lowercase()));
            client.said.extend(targets);
        }
        let is_labeled = self.clients[&conn].kind == Kind::Rich && self.chance.one_in(4);
        let label = if is_labeled { format!("@label=l{mark} ") } else { String::new() };
        format!("{label}PRIVMSG {targets} :{text}")
    }

    /// The server takes a line of somebody, unless too much is held back.
    fn take(&mut self) {
        if self.held.is_full() {
            return;
        }
        if let Some(conn) = self.someone() {
            self.take_line(conn);
        }
    }

    fn take_line(&mut self, conn: ConnId) -> bool {
        if !self.doors.step(self.now, conn, &mut self.orders) {
            return false;
        }
        *self.lines.get_mut(&conn).unwrap() -= 1;
        self.carry_out(Some(conn));
        true
    }

    /// Does what the doors ordered, or holds it back.
    fn carry_out(&mut self, acting: Option<ConnId>) {
        if !self.held.lets_pass(&self.orders) {
            let (disk, truth) = (&mut self.disk, &mut self.truth);
            self.held.hold(&mut self.orders, acting, |keep| {
                let position = disk.push(&keep);
                truth.pushed(position, keep);
                position
            });
            return;
        }
        let mut orders = std::mem::take(&mut self.orders);
        self.fulfil(&mut orders);
        self.orders = orders;
    }

    fn fulfil(&mut self, orders: &mut Orders) {
        let seen = std::mem::take(&mut orders.seen);
        for event in &seen {
            self.shown = self.shown.max(event.id.unwrap_or(MsgId::ZERO));
        }
        for order in orders.orders.drain(..) {
            match order {
                Order::Send { to, bytes, .. } => {
                    to.into_iter().for_each(|conn| self.receive(conn, &bytes, &seen));
                }
                Order::Close { conn, .. } => panic!("nobody is let go: {conn:?}"),
            }
        }
        for errand in orders.errands.drain(..) {
            let Errand::Ask { conn, ticket, ask } = errand else { panic!("{errand:?}") };
            let answer = self.answer(&ask);
            self.answers.push_back((conn, ticket, answer));
        }
        orders.shows.clear();
        orders.console.clear();
    }

    /// What is known; the real store must know the same.
    pub(super) fn answer(&mut self, ask: &Ask) -> Answer {
        let known = self.truth.memory.answer(ask);
        // What is searched is there within a second, and looked at apart. What the disk has done and
        // nobody has heard of yet is known to the store alone.
        if !matches!(ask, Ask::Search(_))
            && !self.disk.has_news()
            && let Some(found) = self.disk.ask(ask)
        {
            self.tally.compared += 1;
            assert_eq!(
                format!("{found:#?}"),
                format!("{known:#?}"),
                "the store answers the first to {ask:?}"
            );
        }
        known
    }

    fn take_reports(&mut self) {
        while let Some(report) = self.disk.take() {
            self.truth.hear(&report);
            match report {
                Report::Written { to } => self.held.written(to),
                Report::Unwritten { from, to } => self.held.unwritten(from, to),
                Report::Keeping(keeping) => {
                    self.note(format!("{keeping:?}"));
                    self.doors.keeping(self.now, keeping, &mut self.orders);
                    self.carry_out(None);
                }
                Report::Answered { .. } | Report::Rewritten { .. } => panic!("{report:?}"),
            }
        }
        while let Some(Released { mut orders, acting, unkept }) = self.held.release() {
            self.fulfil(&mut orders);
            self.held.reuse(orders);
            if !unkept.is_empty() {
                self.note(format!("unkept {unkept:?}"));
                self.doors.unkept(self.now, acting, &unkept, &mut self.orders);
                self.carry_out(acting);
            }
        }
    }

    fn take_answer(&mut self) -> bool {
        let Some((conn, ticket, answer)) = self.answers.pop_front() else { return false };
        self.doors.answered(self.now, (conn, ticket), answer, &mut self.orders);
        self.carry_out(Some(conn));
        true
    }

    /// Everything that is under way arrives; then everybody must have heard all that they should.
    pub fn settle(&mut self) {
        self.run();
        self.note("all is quiet".to_owned());
        let conns: Vec<ConnId> = self.clients.keys().copied().collect();
        for conn in conns {
            self.check_seats(conn, true);
            self.check_said(conn);
        }
        self.check_rooms();
    }

    /// Everything that is under way arrives.
    pub(super) fn run(&mut self) {
        loop {
            let mut moved = self.held.is_full();
            let conns: Vec<ConnId> = self.clients.keys().copied().collect();
            for conn in conns {
                while !self.held.is_full() && self.take_line(conn) {
                    moved = true;
                }
            }
            self.disk.commit(usize::MAX);
            self.take_reports();
            while self.take_answer() {
                moved = true;
            }
            if !moved && self.held.is_empty() && self.disk.waiting() == 0 {
                return;
            }
        }
    }

    /// Somebody is sent something.
    fn receive(&mut self, conn: ConnId, bytes: &[u8], seen: &[Event]) {
        let Some(mut client) = self.clients.remove(&conn) else { return };
        for told in client.read(bytes) {
            self.told(&mut client, told, seen);
        }
        self.clients.insert(conn, client);
    }

    fn told(&mut self, client: &mut Client, told: Told, seen: &[Event]) {
        match told {
            Told::Welcome => client.here = true,
            Told::Named(name) => client.name = name,
            Told::Entered { room, id } => self.entered(client, &room, id, seen),
            Told::Left { room } => {
                if let Some(seat) = client.seats.remove(&room) {
                    self.check_seat(client, &seat, false);
                }
                client.topics.remove(&room);
            }
            Told::Live { target, from, id, mark } => self.live(client, (&target, &from), id, mark),
            Told::Replayed { room, id, mark } => self.replayed(client, &room, id, mark),
            Told::Redacted { id } => {
                self.tally.redacted += 1;
                self.gone.insert(id);
                assert!(self.truth.redacted.contains(&id), "{id} is taken back for {} only", client.name);
                client.seats.values_mut().for_each(|seat| seat.seen.retain(|seen| *seen != id));
            }
            Told::Topic { room, topic } => drop(client.topics.insert(room, topic)),
            Told::Refused => {
                self.tally.refused += 1;
                client.refused += 1;
            }
            Told::NobodyThere => client.nobody += 1,
            Told::Keeping => {}
            Told::Page(lines) => {
                self.tally.pages += 1;
                assert!(lines.is_sorted_by_key(|(id, _)| *id), "{}: {lines:?}", client.name);
                lines.iter().for_each(|(id, mark)| self.past(*id, *mark));
                client.answers.push(Told::Page(lines));
            }
            Told::Modes { .. } | Told::Failed(_) => client.answers.push(told),
        }
    }

    fn entered(&mut self, client: &mut Client, room: &str, id: Option<MsgId>, seen: &[Event]) {
        let joins = |event: &&Event| match &event.what {
            What::Joined { room: joined, .. } => {
                *event.who.name == *client.name && joined.to_ascii_lowercase() == room
            }
            _ => false,
        };
        let id = id.or_else(|| seen.iter().find(joins).and_then(|event| event.id));
        let place = id.and_then(|id| self.truth.entries.get(&id)).map(|entry| entry.place.clone());
        let seat = Seat { since: self.shown, place, seen: Vec::new() };
        assert!(client.seats.insert(room.to_owned(), seat).is_none(), "{} is twice in {room}", client.name);
        client.topics.remove(room);
    }

    /// A message is heard: it is written, unless nothing can be, and never twice.
    fn live(&mut self, client: &mut Client, (target, from): (&str, &str), id: Option<MsgId>, number: u32) {
        self.tally.heard += 1;
        if let Some(id) = id {
            assert!(id > client.last, "{}: {id} comes behind {}", client.name, client.last);
            assert!(id > self.former, "{id} is not behind {}, from before the server died", self.former);
            assert!(!self.lost.contains(&id), "{id} was lost, and is given out again");
            client.last = id;
        }
        if !target.starts_with('#') {
            // The operator speaks to everybody, in the rooms of the few who are in none.
            let is_private = target.eq_ignore_ascii_case(&client.name) || from == client.name;
            assert!(is_private, "{} hears what {from} said to {target}", client.name);
            if from == client.name {
                client.echoed.insert(number);
            }
            return;
        }
        if from == OPERATOR && self.truth.handed_back.contains(&number) {
            return;
        }
        let seat = client.seats.get_mut(target);
        let seat = seat.unwrap_or_else(|| panic!("{} hears ~{number} in {target}", client.name));
        let place = seat.place.clone();
        let here = |place: &Place| place_is(place, seat.place.as_ref());
        let entry = match id {
            Some(id) => self.truth.entries.get(&id),
            None => self.truth.entries.values().rev().find(|entry| {
                is_of(&entry.event, target) && here(&entry.place) && mark_of(&entry.event) == Some(number)
            }),
        };
        let entry = entry.unwrap_or_else(|| panic!("{} hears ~{number}, which is not written", client.name));
        let id = entry.event.id.unwrap();
        assert_eq!(mark_of(&entry.event), Some(number), "{id}");
        assert!(place_is(&entry.place, place.as_ref()), "{}: ~{number} of another room", client.name);
        assert!(seat.seen.last() < Some(&id), "{}: {id} comes behind {:?}", client.name, seat.seen.last());
        seat.place = Some(entry.place.clone());
        seat.seen.push(id);
        self.shown = self.shown.max(id);
    }

    /// Something of the past is shown: it is written, and was not taken back.
    fn past(&self, id: MsgId, number: Option<u32>) {
        let entry = self.truth.entries.get(&id).unwrap_or_else(|| panic!("{id} of the past is not written"));
        assert_eq!(mark_of(&entry.event), number, "{id}");
        assert!(!self.gone.contains(&id), "{id} was taken back, and is shown");
        assert!(!self.lost.contains(&id), "{id} was lost, and is shown");
    }

    fn replayed(&mut self, client: &Client, room: &str, id: Option<MsgId>, number: u32) {
        self.tally.replayed += 1;
        // The operator is heard in any case.
        if self.truth.handed_back.contains(&number) && self.loud.contains(&number) {
            return;
        }
        let seat = client.seats.get(room).unwrap_or_else(|| panic!("{}: replay of {room}", client.name));
        let is_it = |entry: &&Entry| {
            let is_here = is_of(&entry.event, room) && place_is(&entry.place, seat.place.as_ref());
            is_here && mark_of(&entry.event) == Some(number)
        };
        let entry = match id {
            Some(id) => self.truth.entries.get(&id).filter(is_it),
            None => self.truth.entries.values().find(is_it),
        };
        let entry = entry.unwrap_or_else(|| panic!("{}: ~{number} is replayed, not written", client.name));
        let id = entry.event.id.unwrap();
        assert!(id < seat.since || seat.seen.is_empty(), "{}: ~{number} is replayed late", client.name);
        self.past(id, Some(number));
    }

    /// What was heard in all rooms is what was said there.
    fn check_seats(&self, conn: ConnId, is_all: bool) {
        let client = &self.clients[&conn];
        for (room, seat) in &client.seats {
            match &seat.place {
                Some(_) => self.check_seat(client, seat, is_all),
                None => {
                    let place = self.place_named(room).filter(|_| is_all);
                    let seat = Seat { place, seen: seat.seen.clone(), ..*seat };
                    self.check_seat(client, &seat, is_all);
                }
            }
        }
    }

    /// What was heard is what was said since they came: all of it, or up to the last that was heard.
    fn check_seat(&self, client: &Client, seat: &Seat, is_all: bool) {
        let stands = |id: &&MsgId| {
            ![&self.truth.redacted, &self.gone, &self.returned].iter().any(|gone| gone.contains(*id))
        };
        let seen: Vec<MsgId> = seat.seen.iter().filter(stands).copied().collect();
        let Some(place) = &seat.place else {
            assert!(seen.is_empty(), "{} hears in a room that nobody knows: {seen:?}", client.name);
            return;
        };
        let to = if is_all { MsgId::MAX } else { seat.seen.last().copied().unwrap_or(MsgId::ZERO) };
        let mut said = self.truth.said_in(place);
        said.retain(|id| *id > seat.since && *id <= to && stands(&id));
        if client.kind == Kind::Bare {
            // It is not told what it says itself.
            let is_own = |id: &MsgId| {
                let mark = mark_of(&self.truth.entries[id].event);
                client.said.iter().any(|(own, _)| Some(*own) == mark)
            };
            said.retain(|id| !is_own(id));
        }
        assert_eq!(
            seen, said,
            "{} heard the first, and the second was said in {place:?} since {:?}",
            client.name, seat.since
        );
    }

    /// What somebody said was heard, or they were told that it was not.
    fn check_said(&mut self, conn: ConnId) {
        let mut written: BTreeMap<u32, usize> = BTreeMap::new();
        for entry in self.truth.entries.values().filter(|entry| is_message(entry)) {
            *written.entry(mark_of(&entry.event).unwrap()).or_default() += 1;
        }
        let Some(client) = self.clients.get_mut(&conn) else { return };
        let (mut missing, all) = (0, client.said.clone());
        for (mark, target) in std::mem::take(&mut client.said) {
            if target.is_empty() {
                client.said.push((mark, target));
                continue;
            }
            let is_heard = match target.starts_with('#') {
                true => written.get_mut(&mark).filter(|left| **left > 0).map(|left| *left -= 1).is_some(),
                false => client.echoed.contains(&mark),
            };
            missing += usize::from(!is_heard);
            if client.kind == Kind::Bare {
                // It must still know later which words are its own.
                client.said.push((mark, String::new()));
            }
        }
        let told = client.refused..=client.refused + client.nobody;
        assert!(told.contains(&missing), "{} lost {missing}, and was told of {told:?}: {all:?}", client.name);
        (client.refused, client.nobody) = (0, 0);
        client.echoed.clear();
    }

    /// Where what is said in a room of this name is kept.
    pub(super) fn place_named(&self, room: &str) -> Option<Place> {
        let record = self.records().into_iter().find(|record| record.name.to_ascii_lowercase() == room)?;
        MsgId::from_number(record.id).map(Place::Room)
    }

    /// The rooms as they are written, or would be.
    pub(super) fn records(&self) -> Vec<RoomRecord> {
        let mut memory = self.truth.memory.clone();
        self.truth.unwritten.iter().for_each(|keep| memory.keep(keep.clone()));
        memory.kept(0).rooms.into_iter().map(|(record, _)| record).collect()
    }

    /// The server dies, and begins again with what was written.
    pub fn die(&mut self) {
        self.note("the server dies".to_owned());
        self.tally.deaths += 1;
        // What was written is, whether or not anybody has heard of it.
        while let Some(report) = self.disk.take() {
            self.truth.hear(&report);
        }
        let (lost, back) = self.truth.die();
        self.tally.lost += lost.len();
        // What nobody could write is not in what is compared.
        for client in self.clients.values_mut() {
            for seat in client.seats.values_mut() {
                seat.seen.retain(|id| !lost.contains(id));
            }
        }
        self.gone.retain(|id| !back.contains(id));
        self.returned = back;
        self.lost.extend(lost);
        let conns: Vec<ConnId> = self.clients.keys().copied().collect();
        conns.into_iter().for_each(|conn| self.check_seats(conn, false));
        self.returned.clear();
        self.former = self.clients.values().map(|client| client.last).max().unwrap_or(self.former);
        self.former = self.former.max(self.shown);
        let modelled = self.truth.memory.kept(self.rules.history.replay);
        let kept = self.disk.die().inspect(|kept| compare(kept, &modelled)).unwrap_or(modelled);
        (self.for_ever, self.held) = (false, Held::new(HELD_BYTES_MAX));
        self.clients.clear();
        self.lines.clear();
        self.answers.clear();
        self.orders = Orders::default();
        self.now.unix_ms += 5;
        let hall = Hall::with_memory(self.rules.clone(), kept);
        self.doors = Doors::new(hall, Languages::built_in().lang("en"));
        self.audit();
    }
}

/// Whether a place is the one that is known, if one is.
fn place_is(place: &Place, known: Option<&Place>) -> bool {
    known.is_none_or(|known| known == place)
}

/// Whether it was said to a room of this name.
fn is_of(event: &Event, room: &str) -> bool {
    matches!(&event.what, What::Said { target, .. } if target.to_ascii_lowercase() == room)
}

/// The number of a message; none if it is no message.
pub fn mark_of(event: &Event) -> Option<u32> {
    match &event.what {
        What::Said { text, .. } => mark(&text.lines().concat()),
        _ => None,
    }
}

/// The real store begins with what the model says.
fn compare(kept: &Kept, modelled: &Kept) {
    let shape = |kept: &Kept| {
        let mut rooms: Vec<String> = kept.rooms.iter().map(|room| format!("{room:#?}")).collect();
        rooms.sort();
        let mut nonces: Vec<_> = kept.nonces.iter().map(|(nonce, id, _)| (nonce.to_string(), *id)).collect();
        nonces.sort();
        (rooms, nonces)
    };
    assert_eq!(shape(kept), shape(modelled), "the store begins with the first");
    assert!(kept.last >= modelled.last, "{:?} {:?}", kept.last, modelled.last);
}
