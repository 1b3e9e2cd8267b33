//! The simulated world: clients of every kind around the real doors, with chance deciding who does
//! what, how bytes are cut, whose line is taken next, and when somebody vanishes.
//!
//! The server takes one line of one connection at a time. A line's act is given to the model when
//! the server has taken the line, and what the model says must be heard is compared with what came,
//! at once and for everybody; so is who is where.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use chatroom::door::{Doors, Order, Orders, sniff};
use chatroom::lang::Languages;
use chatroom::room::{Ending, Hall};
use chatroom::wire::caps::{self, Caps};
use chatroom::wire::{ConnId, Now};

use super::act::{self, Act, Line, Said};
use super::chance::Chance;
use super::model::{Door, Heard, Model, OPERATOR};
use super::pure::{BEGIN_MS, rules};
use super::view::View;

const LOBBY: &str = "#lobby";
const CLIENTS_MAX: usize = 12;
const LINES_WAITING_MAX: usize = 8;
const LOG_LINES_MAX: usize = 60;
const LOG_CHARS_MAX: usize = 120;

/// Names that clash in every way there is: case, width, look-alikes, reserved, unfit.
const NAMES: &[&str] = &[
    "alice",
    "ALICE",
    "bob",
    "carol",
    "dave",
    "erin",
    "frank",
    "Grace",
    "heidi",
    "ivan",
    "judy",
    "小明",
    "小红",
    "ليلى",
    "Алиса",
    "аlice",
    "ｂｏｂ",
    "rnallory",
    "mallory",
    "Administrator",
    "管理员",
    "two words",
    "👋",
    "a.b",
];

/// Rooms, some of them the same.
const ROOMS: &[&str] = &["#lobby", "#tea", "#TEA", "#茶馆", "#Чай", "#coffee"];

/// Lines that do nothing to anybody else.
const NOISE: &[&[u8]] = &[
    b"\r\n",
    b"   \r\n",
    b"WIBBLE\r\n",
    b"PRIVMSG\r\n",
    b"PRIVMSG #tea\r\n",
    b"MODE #tea +zz\r\n",
    b":\r\n",
    b"@\r\n",
    b"@a=b;c\r\n",
    b"KICK #tea\r\n",
    b"\xff\xfe\xc3(\r\n",
    b"BATCH -nothing\r\n",
    b"NAMES #tea\r\n",
    b"NAMES #lobby\r\n",
    b"WHO #tea\r\n",
    b"WHOIS alice\r\n",
    b"LIST\r\n",
    b"AWAY :tea\r\n",
    b"AWAY\r\n",
    b"MODE #tea\r\n",
    b"PING x\r\n",
    b"MOTD\r\n",
    b"TOPIC #tea\r\n",
    b"CAP LIST\r\n",
    b"CAP REQ :nonsense\r\n",
    b"USER a b c\r\n",
    b"PRIVMSG nobody :x\r\n",
    b"TAGMSG #tea\r\n",
    b"NICK b!b\r\n",
];

/// The same at the plain door.
const PLAIN_NOISE: &[&[u8]] =
    &[b"\n", b"  \n", b"/wibble\n", b"/msg\n", b"/who\n", b"/help\n", b"\xc3(\n", b"/topic\n"];

struct Client {
    door: Door,
    /// Lines that the server has not taken, in order.
    lines: VecDeque<Line>,
    /// Bytes of them that are still under way.
    sending: VecDeque<u8>,
    /// What it had negotiated when its last line was taken.
    caps: Caps,
    /// What it will have negotiated once all its lines are taken.
    planned: Caps,
    view: View,
    /// Lines at the plain door that must still come: what is held back for the original program.
    owed: VecDeque<String>,
    /// The name that the original program has sent, and when silence makes it one.
    bare_name: Option<(String, Duration)>,
    /// What it puts before its words, whatever it is called by now.
    before: String,
    first: bool,
}

/// The world.
pub struct World {
    chance: Chance,
    doors: Doors,
    orders: Orders,
    now: Now,
    model: Model,
    clients: BTreeMap<ConnId, Client>,
    /// Whom the server lets go, but has not yet closed.
    leaving: Vec<ConnId>,
    free: Vec<u32>,
    generation: u32,
    messages: u32,
    log: VecDeque<String>,
    /// How often something was heard; a world in which nobody hears anything proves nothing.
    pub heard: usize,
}

impl World {
    /// The world of a seed.
    pub fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut rules = rules();
        rules.auto_join = chance.one_in(2);
        rules.ping_every = Duration::from_secs(60);
        rules.ping_timeout = Duration::from_secs(600);
        rules.registration_timeout = Duration::from_secs(300);
        let model = Model::new(LOBBY, &rules.reserved_names, rules.auto_join);
        Self {
            chance,
            doors: Doors::new(Hall::new(rules), Languages::built_in().lang("en")),
            orders: Orders::default(),
            now: Now { uptime: Duration::from_secs(1000), unix_ms: BEGIN_MS },
            model,
            clients: BTreeMap::new(),
            leaving: Vec::new(),
            free: Vec::new(),
            generation: 0,
            messages: 0,
            log: VecDeque::new(),
            heard: 0,
        }
    }

    /// What happened last, for whoever looks for the cause.
    pub fn log(&self) -> String {
        self.log.iter().map(|line| format!("  {line}\n")).collect()
    }

    fn note(&mut self, what: String) {
        if self.log.len() == LOG_LINES_MAX {
            self.log.pop_front();
        }
        self.log.push_back(what.chars().take(LOG_CHARS_MAX).collect());
    }

    /// One thing happens.
    pub fn step(&mut self) {
        // Never twice at the same moment, so that no two things are due together.
        self.now.uptime += Duration::from_micros(7);
        match self.chance.below(100) {
            0..2 => self.connect(),
            2 => self.vanish(),
            3 => self.operator(),
            4..8 => self.pass(),
            8..30 => self.plan(),
            30..60 => self.deliver(),
            _ => self.take(),
        }
        self.check();
    }

    /// The room closes, and everybody is let go.
    pub fn close(&mut self) {
        self.note("the room closes".to_owned());
        self.doors.shutdown(self.now, Ending::RoomClosed, &mut self.orders);
        let people: Vec<ConnId> = self.clients.keys().copied().collect();
        for conn in people {
            self.model.leave(conn);
            self.leaving.push(conn);
        }
        self.carry_out(None, Vec::new());
        while let Some(due) = self.doors.deadline() {
            self.now.uptime = self.now.uptime.max(due);
            self.doors.tick(self.now, &mut self.orders);
            self.carry_out(None, Vec::new());
        }
        assert!(self.clients.is_empty(), "not everybody was let go");
        assert!(self.doors.is_empty(), "the doors remember somebody");
    }

    fn someone(&mut self) -> Option<ConnId> {
        if self.clients.is_empty() {
            return None;
        }
        let index = self.chance.below(self.clients.len());
        self.clients.keys().nth(index).copied()
    }

    fn connect(&mut self) {
        if self.clients.len() >= CLIENTS_MAX {
            return;
        }
        let index = self.free.pop().unwrap_or_else(|| u32::try_from(self.clients.len()).unwrap());
        self.generation += 1;
        let conn = ConnId::new(index, self.generation);
        let door = *self.chance.pick(&[Door::Irc, Door::Irc, Door::Irc, Door::Person, Door::Original]);
        let client = Client {
            door,
            lines: VecDeque::new(),
            sending: VecDeque::new(),
            caps: Caps::default(),
            planned: Caps::default(),
            view: View::default(),
            owed: VecDeque::new(),
            bare_name: None,
            before: String::new(),
            first: true,
        };
        self.note(format!("{conn:?} connects, {door:?}"));
        self.clients.insert(conn, client);
        self.model.connect(conn, door);
        self.doors.opened(self.now, conn, SocketAddr::from(([127, 0, 0, 1], 40000)), &mut self.orders);
        self.carry_out(None, Vec::new());
    }

    /// A connection ends, with everything heard, or breaks.
    fn vanish(&mut self) {
        let Some(conn) = self.someone() else { return };
        let breaks = self.chance.one_in(2);
        self.note(format!("{conn:?} {}", if breaks { "breaks" } else { "closes" }));
        if !breaks {
            // All it has sent is on its way before the end.
            let rest: Vec<u8> =
                self.clients.get_mut(&conn).map(|client| client.sending.drain(..).collect()).unwrap();
            self.doors.received(self.now, conn, &rest);
            self.doors.ended(conn);
            if let Some((_, at)) = self.clients.get_mut(&conn).and_then(|client| client.bare_name.as_mut()) {
                // The end is as good as silence.
                *at = self.now.uptime;
                assert!(self.doors.step(self.now, conn, &mut self.orders));
                self.enter_originals();
                self.carry_out(None, Vec::new());
            }
            while self.clients.contains_key(&conn) && self.take_line(conn) {}
        }
        if self.clients.contains_key(&conn) {
            self.gone(conn, if breaks { Ending::Broken } else { Ending::Gone });
        }
    }

    fn gone(&mut self, conn: ConnId, why: Ending) {
        self.doors.lost(self.now, conn, why, &mut self.orders);
        self.forget(conn);
        self.carry_out(None, Vec::new());
    }

    fn forget(&mut self, conn: ConnId) {
        self.model.leave(conn);
        self.clients.remove(&conn);
        self.leaving.retain(|&other| other != conn);
        self.free.push(u32::try_from(conn.index()).unwrap());
    }

    /// A message's first line begins with its mark.
    fn mark(&mut self) -> u32 {
        self.messages += 1;
        self.messages
    }

    fn operator(&mut self) {
        match self.chance.below(4) {
            0 => {
                let whom = (*self.chance.pick(NAMES)).to_owned();
                self.note(format!("the operator kicks {whom}"));
                let conn = self.model.find(&whom);
                self.doors.console(self.now, &format!("/kick {whom} enough"), &mut self.orders);
                if let Some(conn) = conn {
                    self.model.leave(conn);
                    self.leaving.push(conn);
                }
                self.carry_out(None, Vec::new());
            }
            1 => {
                let topic = format!("topic {}", self.chance.below(100));
                self.note(format!("the operator sets {topic}"));
                self.doors.console(self.now, &format!("/topic {topic}"), &mut self.orders);
                self.model.set_topic(&topic);
                self.carry_out(None, Vec::new());
            }
            _ => {
                let text = format!("~{}.0 from the operator", self.mark());
                self.note(format!("the operator says {text}"));
                self.doors.console(self.now, &text, &mut self.orders);
                let heard = self.model.announce(&text);
                self.carry_out(None, heard);
            }
        }
    }

    /// Some time passes; what is due happens at its moment.
    fn pass(&mut self) {
        let milliseconds = *self.chance.pick(&[1, 10, 50, 150, 400, 2000]);
        let end = self.now.uptime + Duration::from_millis(milliseconds);
        while let Some(due) = self.doors.deadline().filter(|due| *due <= end) {
            self.now.uptime = self.now.uptime.max(due);
            self.doors.tick(self.now, &mut self.orders);
            self.model.pass(self.now.uptime);
            self.note(format!("it is {due:?}"));
            self.enter_originals();
            self.carry_out(None, Vec::new());
            self.check();
        }
        self.now.uptime = end;
        self.now.unix_ms = BEGIN_MS + u64::try_from(end.as_millis()).unwrap();
    }

    /// Whoever was silent long enough behind a bare name has said it.
    fn enter_originals(&mut self) {
        let now = self.now.uptime;
        let due = |client: &Client| client.bare_name.as_ref().is_some_and(|(_, at)| *at <= now);
        let late: Vec<ConnId> =
            self.clients.iter().filter(|(_, client)| due(client)).map(|(conn, _)| *conn).collect();
        for conn in late {
            let taken = self.clients.get_mut(&conn).and_then(|client| client.bare_name.take());
            let Some((name, _)) = taken else { continue };
            if !self.model.enter(conn, &name) {
                self.model.leave(conn);
                self.leaving.push(conn);
            }
        }
    }

    /// Somebody thinks of something to do.
    fn plan(&mut self) {
        let Some(conn) = self.someone() else { return };
        let is_here = self.model.name(conn).is_some();
        let Some(client) = self.clients.get(&conn) else { return };
        let (door, planned, first) = (client.door, client.planned, client.first);
        if client.lines.len() >= LINES_WAITING_MAX || self.leaving.contains(&conn) {
            return;
        }
        let lines = match door {
            Door::Irc if !is_here => self.registration(conn, first),
            Door::Irc if self.chance.one_in(8) => self.noise(NOISE),
            Door::Irc => {
                let (act, planned) = self.irc_act(conn, planned);
                let labels = planned.has(caps::LABELED_RESPONSE) && !matches!(act, Act::CapReq(_));
                let label = (labels && self.chance.one_in(3)).then(|| format!("L{}", self.mark()));
                let before =
                    self.clients.get_mut(&conn).map(|client| std::mem::replace(&mut client.planned, planned));
                act::irc(act, label, before.unwrap_or_default())
            }
            Door::Person if !is_here => self.name_at_plain(conn),
            Door::Original if !is_here => return self.send_bare_name(conn),
            Door::Person | Door::Original if self.chance.one_in(8) => self.noise(PLAIN_NOISE),
            Door::Person | Door::Original => {
                let before = client.before.clone();
                act::plain(self.plain_act(), &before)
            }
        };
        self.send(conn, lines);
    }

    fn send(&mut self, conn: ConnId, lines: Vec<Line>) {
        let Some(client) = self.clients.get_mut(&conn) else { return };
        for line in lines {
            client.sending.extend(&line.bytes);
            client.lines.push_back(line);
        }
        // Doors are told apart by first bytes and silence; who waits within their first line is
        // somebody else, and `.talk` files know them.
        if std::mem::take(&mut client.first) {
            let first: Vec<u8> = client.sending.drain(..).collect();
            self.doors.received(self.now, conn, &first);
        }
    }

    fn noise(&mut self, noise: &[&[u8]]) -> Vec<Line> {
        let bytes = self.chance.pick(noise).to_vec();
        vec![Line { bytes, act: Act::Nothing, label: None }]
    }

    /// The next lines of somebody who wants to come in by the IRC door.
    fn registration(&mut self, conn: ConnId, first: bool) -> Vec<Line> {
        let nick = Act::Nick((*self.chance.pick(NAMES)).replace(' ', "_").replace("👋", "wave"));
        if !first {
            let waits = self.clients.get(&conn).is_some_and(|client| !client.lines.is_empty());
            return if waits { Vec::new() } else { act::irc(nick, None, Caps::default()) };
        }
        let mut acts = vec![nick, Act::User];
        let mut planned = Caps::default();
        if self.chance.one_in(2) {
            acts.reverse();
        }
        if !self.chance.one_in(4) {
            planned = self.some_caps();
            acts.insert(0, Act::CapLs);
            acts.insert(1, Act::CapReq(planned));
            acts.push(Act::CapEnd);
        }
        let mut lines = Vec::new();
        for act in acts {
            let caps = if matches!(act, Act::CapReq(_)) { caps::CAP_NOTIFY } else { Caps::default() };
            lines.extend(act::irc(act, None, caps));
        }
        if let Some(client) = self.clients.get_mut(&conn) {
            client.planned = planned;
        }
        lines
    }

    /// Capabilities that go together.
    fn some_caps(&mut self) -> Caps {
        let mut caps = caps::CAP_NOTIFY;
        for (cap, _) in caps::ALL {
            if self.chance.one_in(2) {
                caps = caps.with(*cap);
            }
        }
        // Who is in a room is learnt from what is told on entering it.
        caps = caps.without(caps::NO_IMPLICIT_NAMES);
        // Nothing is remembered here, so that these are not to be had.
        caps = caps.without(caps::REMEMBERED);
        if !caps.has(caps::BATCH) {
            caps = caps.without(caps::MULTILINE).without(caps::LABELED_RESPONSE);
        }
        caps
    }

    fn name_at_plain(&mut self, conn: ConnId) -> Vec<Line> {
        let waits = self.clients.get(&conn).is_some_and(|client| !client.lines.is_empty());
        if waits { Vec::new() } else { act::plain(Act::Enter((*self.chance.pick(NAMES)).to_owned()), "") }
    }

    fn send_bare_name(&mut self, conn: ConnId) {
        let name = (*self.chance.pick(NAMES)).to_owned();
        let Some(client) = self.clients.get_mut(&conn) else { return };
        if !std::mem::take(&mut client.first) {
            return;
        }
        self.doors.received(self.now, conn, name.as_bytes());
        client.before = format!("{name}: ");
        client.bare_name = Some((name.clone(), self.now.uptime + sniff::patience(name.as_bytes())));
        self.note(format!("{conn:?} sends the bare name {name}"));
    }

    /// Somebody's name: of one who is here, or any.
    fn whom(&mut self) -> String {
        match self.someone().and_then(|conn| self.model.name(conn)).map(str::to_owned) {
            Some(name) if self.chance.one_in(2) => name,
            _ => (*self.chance.pick(NAMES)).replace(' ', "_"),
        }
    }

    /// A room: of those they are in, or any.
    fn room(&mut self, conn: ConnId) -> String {
        let rooms: Vec<String> = self.model.rooms_of(conn).map(|(_, room)| room.name.clone()).collect();
        match rooms.is_empty() || self.chance.one_in(3) {
            true => (*self.chance.pick(ROOMS)).to_owned(),
            false => self.chance.pick(&rooms).clone(),
        }
    }

    fn irc_act(&mut self, conn: ConnId, planned: Caps) -> (Act, Caps) {
        let (room, whom) = (self.room(conn), self.whom());
        let act = match self.chance.below(40) {
            0 if self.chance.one_in(2) => Act::Join(":".to_owned()),
            0..6 => Act::Join((*self.chance.pick(ROOMS)).to_owned()),
            6..8 => Act::Part(room),
            8..10 => Act::Nick((*self.chance.pick(NAMES)).replace(' ', "_")),
            10..12 => Act::Kick { room, whom },
            12..15 => {
                let (letter, on) = (*self.chance.pick(&['o', 'v', 'm']), self.chance.one_in(2));
                Act::Mode { room, letter, on, whom }
            }
            15 => Act::Topic { room, text: format!("topic {}", self.chance.below(100)) },
            16 => {
                let wanted = self.some_caps().with(caps::CAP_NOTIFY);
                return (Act::CapReq(wanted), wanted);
            }
            17 if self.chance.one_in(4) => Act::Quit,
            18..22 => Act::Say(self.words(whom, planned)),
            _ => Act::Say(self.words(room, planned)),
        };
        (act, planned)
    }

    fn plain_act(&mut self) -> Act {
        match self.chance.below(20) {
            0..2 => Act::Nick((*self.chance.pick(NAMES)).replace(' ', "_")),
            2 => Act::Topic { room: LOBBY.to_owned(), text: "mine".to_owned() },
            3 if self.chance.one_in(3) => Act::Quit,
            4..7 => {
                let target = (*self.chance.pick(NAMES)).replace(' ', "_");
                let (mark, filler) = (self.mark(), self.filler(300));
                let lines = vec![vec![format!("~{mark}.0 {filler}")]];
                Act::Say(Said { target, is_notice: false, is_action: false, lines })
            }
            7 => Act::Say(Said { is_action: true, ..self.one_line(LOBBY.to_owned(), 100) }),
            _ => {
                let bytes_max = *self.chance.pick(&[20, 400, 3000]);
                Act::Say(self.one_line(LOBBY.to_owned(), bytes_max))
            }
        }
    }

    fn one_line(&mut self, target: String, bytes_max: usize) -> Said {
        let (mark, filler) = (self.mark(), self.filler(bytes_max));
        Said { target, is_notice: false, is_action: false, lines: vec![vec![format!("~{mark}.0 {filler}")]] }
    }

    /// Something to say at the IRC door.
    fn words(&mut self, target: String, planned: Caps) -> Said {
        if !planned.has(caps::MULTILINE) || self.chance.one_in(2) {
            let bytes_max = *self.chance.pick(&[10, 100, 470]);
            let (is_notice, is_action) = (self.chance.one_in(6), self.chance.one_in(8) && bytes_max < 470);
            return Said {
                is_notice,
                is_action: is_action && !is_notice,
                ..self.one_line(target, bytes_max)
            };
        }
        let mark = self.mark();
        let mut lines = Vec::new();
        for number in 0..=self.chance.below(4) {
            if number > 0 && self.chance.one_in(4) {
                lines.push(vec![String::new()]);
                continue;
            }
            let mut pieces = vec![format!("~{mark}.{number} {}", self.filler(470))];
            for _ in 0..self.chance.below(3) {
                pieces.push(format!("and {}", self.filler(470)));
            }
            lines.push(pieces);
        }
        Said { target, is_notice: false, is_action: false, lines }
    }

    /// Words of at most so many bytes, which end in a letter.
    fn filler(&mut self, bytes_max: usize) -> String {
        let unit = *self.chance.pick(&["x", "word ", "茶", "é👋", "long sentences, ", "你好，世界 "]);
        let count = self.chance.below(bytes_max / unit.len() + 1);
        format!("{}.", unit.repeat(count.saturating_sub(2)))
    }

    /// Some bytes of somebody arrive.
    fn deliver(&mut self) {
        let Some(conn) = self.someone() else { return };
        let bytes_max = *self.chance.pick(&[4, 100, 3000]);
        let count = 1 + self.chance.below(bytes_max);
        let Some(client) = self.clients.get_mut(&conn) else { return };
        let count = count.min(client.sending.len());
        if count > 0 && !self.leaving.contains(&conn) {
            let bytes: Vec<u8> = client.sending.drain(..count).collect();
            self.doors.received(self.now, conn, &bytes);
        }
    }

    fn take(&mut self) {
        if let Some(conn) = self.someone() {
            self.take_line(conn);
        }
    }

    /// The server takes one line of somebody, if one is there; the model takes it too.
    fn take_line(&mut self, conn: ConnId) -> bool {
        if self.leaving.contains(&conn) || !self.doors.step(self.now, conn, &mut self.orders) {
            return false;
        }
        let Some(line) = self.clients.get_mut(&conn).and_then(|client| client.lines.pop_front()) else {
            panic!("{conn:?}: the server took a line that was not sent");
        };
        let text = String::from_utf8_lossy(&line.bytes);
        self.note(format!("{conn:?} {}: {}", self.model.name(conn).unwrap_or("?"), text.trim_end()));
        let before = self.model.people.get(&conn).map(|person| person.caps).unwrap_or_default();
        let heard = self.model.apply(conn, &line.act, self.now.uptime);
        if matches!(line.act, Act::Quit) {
            self.leaving.push(conn);
        }
        let label = line.label.filter(|_| before.has(caps::LABELED_RESPONSE));
        self.carry_out(label.map(|label| (conn, label)), heard);
        if let (Some(client), Some(person)) = (self.clients.get_mut(&conn), self.model.people.get(&conn)) {
            client.caps = person.caps;
        }
        true
    }

    /// What the doors ordered reaches people at once; they must hear what the model says, no more.
    fn carry_out(&mut self, label: Option<(ConnId, String)>, heard: Vec<(ConnId, Heard)>) {
        let orders = std::mem::take(&mut self.orders);
        for order in orders.orders {
            match order {
                Order::Send { to, bytes, .. } => to.iter().for_each(|&conn| self.receive(conn, &bytes)),
                Order::Close { conn } => self.closed(conn),
            }
        }
        self.expect(&heard);
        for (conn, client) in &mut self.clients {
            let labels = std::mem::take(&mut client.view.labels);
            let wanted: Vec<_> =
                label.iter().filter(|(whose, _)| whose == conn).map(|(_, label)| label).collect();
            assert!(labels.iter().eq(wanted.iter().copied()), "{conn:?}: labels {labels:?}, not {wanted:?}");
        }
        self.answer_pings();
    }

    fn receive(&mut self, conn: ConnId, bytes: &[u8]) {
        let Some(client) = self.clients.get_mut(&conn) else {
            panic!("{conn:?} is gone and was sent {bytes:?}")
        };
        // While a request is answered, both what was and what will be is right.
        let after = self.model.people.get(&conn).map_or(client.caps, |person| person.caps);
        let (caps, sure) = (client.caps.with(after), client.caps.both(after));
        match client.door {
            // Who has sent nothing is spoken to as a person.
            Door::Irc if client.first => {}
            Door::Irc => client.view.read_irc(bytes, caps.with(caps::CAP_NOTIFY), sure),
            Door::Person => client.view.read_plain(bytes, LOBBY),
            // Who was slow has been asked for a name, and ends it with a line end.
            Door::Original if bytes == b"username> " => {
                client.door = Door::Person;
                self.model.person(conn).door = Door::Person;
            }
            Door::Original => {
                client.view.read_plain(bytes, LOBBY);
                if client.view.name.as_deref() == Some("") {
                    client.view.name = self.model.name(conn).map(str::to_owned);
                    // It is not told who is here; from here on it is told who comes and goes.
                    let names = self.model.names(LOBBY).into_iter().map(str::to_owned).collect();
                    client.view.rooms.insert(LOBBY.to_owned(), names);
                }
            }
        }
    }

    /// The server closes: whoever was let go, or never came in (too slow, or too many names).
    fn closed(&mut self, conn: ConnId) {
        self.note(format!("{conn:?} is closed"));
        assert!(self.clients.contains_key(&conn), "{conn:?} is closed and was not here");
        assert!(self.model.name(conn).is_none(), "{conn:?} is closed and did nothing to deserve it");
        self.forget(conn);
    }

    fn expect(&mut self, heard: &[(ConnId, Heard)]) {
        let mut wanted: BTreeMap<ConnId, Vec<Heard>> = BTreeMap::new();
        for (conn, heard) in heard {
            match self.clients.get_mut(conn) {
                Some(client) if client.door != Door::Irc => client.owed.extend(plain_lines(heard)),
                _ => wanted.entry(*conn).or_default().push(heard.clone()),
            }
        }
        self.heard += heard.len();
        for (conn, client) in &mut self.clients {
            let came = std::mem::take(&mut client.view.heard);
            let wanted = wanted.remove(conn).unwrap_or_default();
            assert!(alike(&came, &wanted), "{conn:?} heard {came:#?}\nand should have heard {wanted:#?}");
            let ids = if client.caps.has(caps::MESSAGE_TAGS) { wanted.len() } else { 0 };
            assert_eq!(std::mem::take(&mut client.view.ids), ids, "{conn:?}: ids of {came:#?}");
            for line in client.view.said.drain(..) {
                let owed = client.owed.pop_front();
                assert_eq!(
                    Some(&line),
                    owed.as_ref(),
                    "{conn:?} heard the first and should have heard the second"
                );
            }
            let silent = self.model.people.get(conn).is_some_and(|person| person.silent);
            let waits = silent || self.leaving.contains(conn);
            assert!(waits || client.owed.is_empty(), "{conn:?} did not hear {:?}", client.owed);
        }
    }

    fn answer_pings(&mut self) {
        for client in self.clients.values_mut() {
            for token in client.view.pings.drain(..) {
                let line = Line::new(&format!("PONG :{token}"), Act::Nothing);
                client.sending.extend(&line.bytes);
                client.lines.push_back(line);
            }
        }
    }

    /// Everybody believes what is so.
    fn check(&self) {
        for (conn, client) in &self.clients {
            let Some(person) = self.model.people.get(conn).filter(|person| person.here && !person.silent)
            else {
                continue;
            };
            let view = &client.view;
            assert_eq!(view.name.as_deref(), self.model.name(*conn), "{conn:?}: its own name");
            let mut believed: Vec<(&str, Vec<&str>)> = view
                .rooms
                .iter()
                .map(|(room, names)| (room.as_str(), names.iter().map(String::as_str).collect()))
                .collect();
            let mut real: Vec<(&str, Vec<&str>)> = Vec::new();
            for (key, room) in self.model.rooms_of(*conn) {
                let mut names = self.model.names(key);
                names.sort_unstable();
                real.push((&room.name, names));
                let topic = view.topics.get(&room.name).map_or("", |topic| topic);
                assert!(
                    person.door != Door::Irc || topic == room.topic,
                    "{conn:?}: topic {topic:?} of {key}"
                );
            }
            believed.sort_unstable();
            real.sort_unstable();
            assert_eq!(believed, real, "{conn:?} believes the first, and the second is so");
        }
    }
}

/// Whether this is what should have been heard. What came in a batch has its lines; what came
/// without is one line after another.
fn alike(came: &[Heard], wanted: &[Heard]) -> bool {
    let mut came = came.iter();
    for wanted in wanted {
        let is_next = |heard: &Heard| {
            (&heard.from, &heard.target, heard.is_notice) == (&wanted.from, &wanted.target, wanted.is_notice)
        };
        let Some(first) = came.next().filter(|first| is_next(first)) else { return false };
        if first.lines == wanted.lines {
            continue;
        }
        let (mut whole, all) = (first.lines.concat(), wanted.lines.concat());
        while whole.len() < all.len() {
            let Some(next) = came.next().filter(|next| is_next(next) && next.lines.len() == 1) else {
                return false;
            };
            whole += &next.lines[0];
        }
        if whole != all || first.lines.len() > 1 {
            return false;
        }
    }
    came.next().is_none()
}

/// What is heard, as the plain door shows it.
fn plain_lines(heard: &Heard) -> Vec<String> {
    let in_room = heard.target.starts_with('#') || heard.from == OPERATOR;
    let show = |line: &String| {
        let (from, action) = (&heard.from, line.strip_prefix("\u{1}ACTION "));
        let deed = action.map(|deed| deed.trim_end_matches('\u{1}'));
        match (deed, heard.is_notice, in_room) {
            (Some(deed), _, true) => format!("* {from} {deed}"),
            (Some(deed), _, false) => format!("[→ you] * {from} {deed}"),
            (None, true, _) => format!("{from} (notice): {line}"),
            (None, false, true) => format!("{from}: {line}"),
            (None, false, false) => format!("[{from} → you] {line}"),
        }
    };
    // A line without a mark is not told apart from other sentences.
    heard.lines.iter().filter(|line| line.contains('~')).map(show).collect()
}
