//! A world without sockets: the doors and the rules themselves, with a clock that is moved by hand.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use chatroom::door::{Doors, Order, Orders};
use chatroom::lang::Languages;
use chatroom::room::rules::MetadataRules;
use chatroom::room::{Ending, Errand, Hall, Operator, Renewed, Rules, Verdict};
use chatroom::settings::hash;
use chatroom::wire::{ConnId, Now, RoomName};

use super::conversation::SERVER;
use super::script::Script;
use super::world::{Inbox, World};

/// 2026-01-01T00:00:00Z.
pub const BEGIN_MS: u64 = 1_767_225_600_000;

/// How much time goes by, at most, while somebody waits for something.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// What the operator decides where a conversation says nothing.
pub fn rules() -> Rules {
    let languages = Languages::built_in();
    let operators =
        languages.known().iter().map(|folder| languages.lang(folder).say("operator-name", &[])).collect();
    Rules {
        server_name: SERVER.to_owned(),
        network: "ExampleNet".to_owned(),
        description: "A place to talk".to_owned(),
        admin: ["Here".to_owned(), "Us".to_owned(), "admin@chat.example".to_owned()],
        operators: Vec::new(),
        settings_file: "chatroom.toml".to_owned(),
        can_restart: true,
        motd: Vec::new(),
        default_room: RoomName::parse("#lobby").unwrap(),
        password: None,
        auto_join: false,
        registration_timeout: Duration::from_secs(30),
        ping_every: Duration::from_secs(120),
        ping_timeout: Duration::from_secs(60),
        batch_timeout: Duration::from_secs(30),
        rooms_per_member_max: 20,
        lengths: chatroom::room::rules::Lengths::default(),
        masks_per_room_max: 100,
        monitored_max: 100,
        past_max: 1000,
        client_tags_denied: Vec::new(),
        metadata: MetadataRules::default(),
        operator_name: languages.lang("en").say("operator-name", &[]),
        reserved_names: operators,
        secret: [7; 16],
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_ms: BEGIN_MS,
    }
}

/// The rules of a conversation, and the server's language.
fn rules_of(script: &Script) -> (Rules, String) {
    let mut rules = rules();
    let mut lang = "en".to_owned();
    let seconds = |value: &str| Duration::from_secs(value.parse().unwrap());
    for (name, value) in &script.rules {
        match name.as_str() {
            "lang" => lang.clone_from(value),
            "password" => rules.password = Some(value.clone()),
            "motd" => rules.motd = value.lines().map(str::to_owned).collect(),
            "room" => rules.default_room = RoomName::parse(value).unwrap(),
            "oper" => rules.operators = operators(value),
            "auto_join" => rules.auto_join = value == "true",
            "registration_timeout" => rules.registration_timeout = seconds(value),
            "ping_every" => rules.ping_every = seconds(value),
            "ping_timeout" => rules.ping_timeout = seconds(value),
            "batch_timeout" => rules.batch_timeout = seconds(value),
            "rooms_per_member_max" => rules.rooms_per_member_max = value.parse().unwrap(),
            "masks_per_room_max" => rules.masks_per_room_max = value.parse().unwrap(),
            "monitored_max" => rules.monitored_max = value.parse().unwrap(),
            "name_chars_max" => rules.lengths.name_chars_max = value.parse().unwrap(),
            "room_name_bytes_max" => rules.lengths.room_name_bytes_max = value.parse().unwrap(),
            "topic_bytes_max" => rules.lengths.topic_bytes_max = value.parse().unwrap(),
            "reason_bytes_max" => rules.lengths.reason_bytes_max = value.parse().unwrap(),
            "realname_bytes_max" => rules.lengths.realname_bytes_max = value.parse().unwrap(),
            "key_bytes_max" => rules.lengths.key_bytes_max = value.parse().unwrap(),
            "targets_max" => rules.lengths.targets_max = value.parse().unwrap(),
            "mode_changes_max" => rules.lengths.mode_changes_max = value.parse().unwrap(),
            "multiline_bytes_max" => rules.lengths.multiline_bytes_max = value.parse().unwrap(),
            "multiline_lines_max" => rules.lengths.multiline_lines_max = value.parse().unwrap(),
            "past_max" => rules.past_max = value.parse().unwrap(),
            "client_tags_denied" => rules.client_tags_denied = value.split(',').map(str::to_owned).collect(),
            "metadata_keys_max" => rules.metadata.keys_max = value.parse().unwrap(),
            "metadata_subscriptions_max" => rules.metadata.subscriptions_max = value.parse().unwrap(),
            "metadata_value_bytes_max" => rules.metadata.value_bytes_max = value.parse().unwrap(),
            "metadata_sync_max" => rules.metadata.sync_max = value.parse().unwrap(),
            "metadata_changes_per_minute_max" => {
                rules.metadata.changes_per_minute_max = value.parse().unwrap()
            }
            _ => panic!("{}: there is no rule {name}", script.path),
        }
    }
    rules.operator_name = Languages::built_in().lang(&lang).say("operator-name", &[]);
    (rules, lang)
}

/// Operators as a conversation names them: `name:password`, with spaces between.
fn operators(value: &str) -> Vec<Operator> {
    let operators = value.split(' ').filter_map(|one| one.split_once(':'));
    let hashed = |(name, password): (&str, &str)| Operator {
        name: name.to_owned(),
        password_hash: hash::make(password, &[7; hash::SALT_BYTES]).unwrap().into(),
    };
    operators.map(hashed).collect()
}

/// The world.
pub struct Pure {
    doors: Doors,
    orders: Orders,
    now: Now,
    people: BTreeMap<String, ConnId>,
    inboxes: BTreeMap<ConnId, Inbox>,
    opened: u32,
}

impl Pure {
    /// A house with nobody in it, as a conversation wants it.
    pub fn of(script: &Script) -> Self {
        let (rules, lang) = rules_of(script);
        Self {
            doors: Doors::new(Hall::new(rules), Languages::built_in().lang(&lang)),
            orders: Orders::default(),
            now: Now { uptime: Duration::from_secs(1000), unix_ms: BEGIN_MS },
            people: BTreeMap::new(),
            inboxes: BTreeMap::new(),
            opened: 0,
        }
    }

    fn conn(&self, who: &str) -> ConnId {
        *self.people.get(who).unwrap_or_else(|| panic!("{who} is not connected"))
    }

    fn is_open(&self, conn: ConnId) -> bool {
        self.inboxes.get(&conn).is_some_and(|inbox| !inbox.closed)
    }

    /// Carries out what the doors ordered.
    fn deliver(&mut self) {
        let Orders { orders, errands, .. } = std::mem::take(&mut self.orders);
        for order in orders {
            match order {
                Order::Send { to, bytes, .. } => {
                    for conn in to {
                        let inbox = self.inboxes.get_mut(&conn).expect("nothing is sent to who is gone");
                        assert!(!inbox.closed, "nothing is sent to who was let go");
                        inbox.bytes.extend_from_slice(&bytes);
                    }
                }
                Order::Close { conn, .. } => {
                    let inbox = self.inboxes.get_mut(&conn).expect("nobody is let go who is gone");
                    assert!(!inbox.closed, "nobody is let go twice");
                    inbox.closed = true;
                }
            }
        }
        for errand in errands {
            self.run_errand(errand);
        }
    }

    /// Does at once what the program does elsewhere.
    fn run_errand(&mut self, errand: Errand) {
        match errand {
            Errand::Verify { conn, ticket, hash, password } => {
                let is_right = hash::verify(&hash, &password);
                let verdict = if is_right { Verdict::Right } else { Verdict::Wrong };
                self.doors.verified(self.now, (conn, ticket), verdict, &mut self.orders);
            }
            Errand::Reload { by } => {
                // There is no file: what is read is what was.
                let rules = self.doors.hall.rules().clone();
                let renewed = Renewed {
                    description: rules.description,
                    admin: rules.admin,
                    operators: rules.operators,
                    motd: rules.motd,
                    registration_timeout: rules.registration_timeout,
                    ping_every: rules.ping_every,
                    ping_timeout: rules.ping_timeout,
                };
                self.doors.reloaded(self.now, by, Ok(renewed), &mut self.orders);
            }
            Errand::Die | Errand::Restart => {
                self.doors.shutdown(self.now, Ending::ServerDown, &mut self.orders);
            }
        }
        self.deliver();
    }

    fn step(&mut self, conn: ConnId) {
        while self.doors.step(self.now, conn, &mut self.orders) {
            self.deliver();
        }
        self.deliver();
    }

    fn tick_at(&mut self, due: Duration) {
        let passed = due.saturating_sub(self.now.uptime);
        self.now.uptime += passed;
        self.now.unix_ms += u64::try_from(passed.as_millis()).unwrap();
        self.doors.tick(self.now, &mut self.orders);
        self.deliver();
    }

    fn lose(&mut self, conn: ConnId, why: Ending) {
        self.doors.lost(self.now, conn, why, &mut self.orders);
        self.deliver();
    }
}

impl World for Pure {
    fn connect(&mut self, who: &str) {
        let conn = ConnId::new(self.opened % 64, self.opened);
        self.opened += 1;
        let peer = SocketAddr::from(([127, 0, 0, 1], 40000));
        assert!(self.people.insert(who.to_owned(), conn).is_none(), "{who} is connected");
        self.inboxes.insert(conn, Inbox::default());
        self.doors.opened(self.now, conn, peer, &mut self.orders);
        self.deliver();
    }

    fn send(&mut self, who: &str, bytes: &[u8], _: bool) {
        let conn = self.conn(who);
        if self.is_open(conn) {
            self.doors.received(self.now, conn, bytes);
            self.step(conn);
        }
    }

    fn end(&mut self, who: &str) {
        let conn = self.conn(who);
        if !self.is_open(conn) {
            return;
        }
        self.doors.ended(conn);
        self.step(conn);
        if self.is_open(conn) {
            self.lose(conn, Ending::Gone);
            if let Some(inbox) = self.inboxes.get_mut(&conn) {
                inbox.closed = true;
            }
        }
    }

    fn close(&mut self, who: &str) {
        self.end(who);
        let conn = self.conn(who);
        self.inboxes.remove(&conn);
        self.people.remove(who);
    }

    fn drop(&mut self, who: &str) {
        let conn = self.conn(who);
        if self.is_open(conn) {
            self.lose(conn, Ending::Broken);
        }
        self.inboxes.remove(&conn);
        self.people.remove(who);
    }

    fn console(&mut self, line: &str) {
        if line.is_empty() {
            self.doors.shutdown(self.now, Ending::RoomClosed, &mut self.orders);
        } else {
            self.doors.console(self.now, line, &mut self.orders);
        }
        self.deliver();
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now.uptime + time;
        while let Some(due) = self.doors.deadline().filter(|due| *due <= end) {
            self.tick_at(due);
        }
        self.tick_at(end);
    }

    fn settle(&mut self, _: &str) {}

    fn wait(&mut self, who: &str) -> bool {
        let conn = self.conn(who);
        let state = |world: &Self| world.inboxes.get(&conn).map(|inbox| (inbox.bytes.len(), inbox.closed));
        let (before, end) = (state(self), self.now.uptime + WAIT_MAX);
        while let Some(due) = self.doors.deadline().filter(|due| *due <= end) {
            self.tick_at(due);
            if state(self) != before {
                return true;
            }
        }
        false
    }

    fn inbox(&mut self, who: &str) -> Option<&mut Inbox> {
        self.inboxes.get_mut(self.people.get(who)?)
    }
}
