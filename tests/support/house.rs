//! A world without sockets: the pure core with its doors, a clock that is moved, and people whose
//! bytes are handed over whole.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use chatroom::door::{Doors, Order, Orders};
use chatroom::lang::Languages;
use chatroom::room::rules::MetadataRules;
use chatroom::room::{Ending, Hall, Rules};
use chatroom::wire::{ConnId, Now, RoomName};

use super::conversation::SERVER;
use super::script::Script;
use super::world::{Inbox, World};

/// How long somebody waits for what should come.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// Wall clock at the start, milliseconds since 1970: 2026-01-01T00:00:00Z.
const START_MS: u64 = 1_767_225_600_000;

/// The clock of deadlines at the start.
const START: Duration = Duration::from_secs(1);

struct Person {
    conn: ConnId,
    inbox: Inbox,
}

/// The world.
pub struct House {
    doors: Doors,
    uptime: Duration,
    people: BTreeMap<String, Person>,
    connected: u32,
}

impl House {
    /// The house as a conversation wants it.
    pub fn of(script: &Script) -> Self {
        let languages = Languages::built_in();
        let mut tag = "en";
        let mut rules = Rules {
            server_name: SERVER.to_owned(),
            network: "ExampleNet".to_owned(),
            description: "A place to talk".to_owned(),
            motd: Vec::new(),
            default_room: RoomName::parse("#lobby").unwrap(),
            password: None,
            auto_join: false,
            registration_timeout: Duration::from_secs(30),
            ping_every: Duration::from_secs(120),
            ping_timeout: Duration::from_secs(60),
            batch_timeout: Duration::from_secs(30),
            rooms_per_member_max: 20,
            masks_per_room_max: 100,
            monitored_max: 100,
            past_max: 1000,
            client_tags_denied: Vec::new(),
            metadata: MetadataRules::default(),
            operator_name: String::new(),
            reserved_names: languages.known().iter().map(|tag| operator(&languages, tag)).collect(),
            secret: [7; 16],
            version: env!("CARGO_PKG_VERSION").to_owned(),
            created_ms: START_MS,
        };
        for (name, value) in &script.rules {
            let seconds = || Duration::from_secs(value.parse().unwrap());
            match name.as_str() {
                "lang" => tag = value,
                "password" => rules.password = Some(value.clone()),
                "motd" => rules.motd = value.lines().map(str::to_owned).collect(),
                "room" => rules.default_room = RoomName::parse(value).unwrap(),
                "auto_join" => rules.auto_join = matches!(value.as_str(), "true" | "on"),
                "registration_timeout" => rules.registration_timeout = seconds(),
                "ping_every" => rules.ping_every = seconds(),
                "ping_timeout" => rules.ping_timeout = seconds(),
                "batch_timeout" => rules.batch_timeout = seconds(),
                "rooms_per_member_max" => rules.rooms_per_member_max = value.parse().unwrap(),
                "masks_per_room_max" => rules.masks_per_room_max = value.parse().unwrap(),
                "monitored_max" => rules.monitored_max = value.parse().unwrap(),
                "past_max" => rules.past_max = value.parse().unwrap(),
                "client_tags_denied" => rules.client_tags_denied = value.split(',').map(str::to_owned).collect(),
                "metadata_keys_max" => rules.metadata.keys_max = value.parse().unwrap(),
                "metadata_subscriptions_max" => rules.metadata.subscriptions_max = value.parse().unwrap(),
                "metadata_value_bytes_max" => rules.metadata.value_bytes_max = value.parse().unwrap(),
                "metadata_sync_max" => rules.metadata.sync_max = value.parse().unwrap(),
                "metadata_changes_per_minute_max" => rules.metadata.changes_per_minute_max = value.parse().unwrap(),
                _ => panic!("{}: there is no rule {name}", script.path),
            }
        }
        rules.operator_name = operator(&languages, tag);
        let doors = Doors::new(Hall::new(rules), languages.lang(tag));
        Self { doors, uptime: START, people: BTreeMap::new(), connected: 0 }
    }

    fn now(&self) -> Now {
        let passed = u64::try_from((self.uptime - START).as_millis()).unwrap();
        Now { uptime: self.uptime, unix_ms: START_MS + passed }
    }

    fn person(&mut self, who: &str) -> &mut Person {
        self.people.get_mut(who).unwrap_or_else(|| panic!("{who} is not connected"))
    }

    /// Does what the doors order.
    fn carry_out(&mut self, orders: Orders) {
        for order in orders.orders {
            match order {
                Order::Send { to, bytes, .. } => {
                    for person in self.people.values_mut().filter(|person| to.contains(&person.conn)) {
                        person.inbox.bytes.extend_from_slice(&bytes);
                    }
                }
                Order::Close { conn, .. } => {
                    for person in self.people.values_mut().filter(|person| person.conn == conn) {
                        person.inbox.closed = true;
                    }
                }
            }
        }
    }

    /// Takes in all lines of one connection.
    fn step(&mut self, conn: ConnId) {
        loop {
            let mut orders = Orders::default();
            let was_one = self.doors.step(self.now(), conn, &mut orders);
            self.carry_out(orders);
            if !was_one {
                return;
            }
        }
    }

    fn lose(&mut self, who: &str, why: Ending) {
        if let Some(person) = self.people.remove(who) {
            let mut orders = Orders::default();
            self.doors.lost(self.now(), person.conn, why, &mut orders);
            self.carry_out(orders);
        }
    }

    /// Moves the clock to the next thing that is due, not past `end`; whether there was one.
    fn advance(&mut self, end: Duration) -> bool {
        let Some(due) = self.doors.deadline().filter(|due| *due <= end) else { return false };
        self.uptime = self.uptime.max(due);
        let mut orders = Orders::default();
        self.doors.tick(self.now(), &mut orders);
        self.carry_out(orders);
        let conns: Vec<ConnId> = self.people.values().map(|person| person.conn).collect();
        conns.into_iter().for_each(|conn| self.step(conn));
        true
    }
}

fn operator(languages: &Languages, tag: &str) -> String {
    languages.lang(tag).say("operator-name", &[])
}

impl World for House {
    fn connect(&mut self, who: &str) {
        let conn = ConnId::new(self.connected, 0);
        self.connected += 1;
        let person = Person { conn, inbox: Inbox::default() };
        assert!(self.people.insert(who.to_owned(), person).is_none(), "{who} is connected");
        let port = 40_000 + u16::try_from(self.connected).unwrap();
        let peer = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        let mut orders = Orders::default();
        self.doors.opened(self.now(), conn, peer, &mut orders);
        self.carry_out(orders);
    }

    fn send(&mut self, who: &str, bytes: &[u8], _: bool) {
        let conn = self.person(who).conn;
        self.doors.received(self.now(), conn, bytes);
        self.step(conn);
    }

    fn end(&mut self, who: &str) {
        let conn = self.person(who).conn;
        self.doors.ended(conn);
        self.step(conn);
        let mut orders = Orders::default();
        self.doors.lost(self.now(), conn, Ending::Gone, &mut orders);
        self.carry_out(orders);
        self.person(who).inbox.closed = true;
    }

    fn close(&mut self, who: &str) {
        if let Some(person) = self.people.get(who) {
            let conn = person.conn;
            self.doors.ended(conn);
            self.step(conn);
            self.lose(who, Ending::Gone);
        }
    }

    fn drop(&mut self, who: &str) {
        self.lose(who, Ending::Broken);
    }

    fn console(&mut self, line: &str) {
        let mut orders = Orders::default();
        match line {
            "" => self.doors.shutdown(self.now(), Ending::RoomClosed, &mut orders),
            line => self.doors.console(self.now(), line, &mut orders),
        }
        self.carry_out(orders);
    }

    fn pass(&mut self, time: Duration) {
        let end = self.uptime + time;
        while self.advance(end) {}
        self.uptime = end;
    }

    fn settle(&mut self, _: &str) {}

    fn wait(&mut self, who: &str) -> bool {
        let end = self.uptime + WAIT_MAX;
        let before = self.person(who).inbox.bytes.len();
        while !self.person(who).inbox.closed {
            if !self.advance(end) {
                return false;
            }
            if self.person(who).inbox.bytes.len() > before || self.person(who).inbox.closed {
                return true;
            }
        }
        false
    }

    fn inbox(&mut self, who: &str) -> Option<&mut Inbox> {
        self.people.get_mut(who).map(|person| &mut person.inbox)
    }
}
