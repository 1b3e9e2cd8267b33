//! A world without sockets: the doors and the rules themselves, with a clock that is moved by hand.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chatroom::door::reload::Renewed;
use chatroom::door::{Doors, Order, Orders};
use chatroom::lang::Languages;
use chatroom::room::keep::{AccountRecord, Answer, CodeKind, CodeRecord, Keep, Keeping, Secrets};
use chatroom::room::limits::LimitRules;
use chatroom::room::rules::{
    AccountRules, AlwaysOn, EntryRules, EntryWho, HistoryRules, MetadataRules, OnFailure, OrderRules,
    Registration,
};
use chatroom::room::{Ending, Errand, Hall, Operator, Rules, Verdict};
use chatroom::settings::hash;
use chatroom::wire::scram::Verifier;
use chatroom::wire::{ConnId, Now, RoomName};

use super::conversation::SERVER;
use super::memory::Memory;
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
        order: OrderRules::default(),
        metadata: MetadataRules::default(),
        history: HistoryRules::default(),
        accounts: AccountRules { scram_iterations: 4096, ..AccountRules::default() },
        entry: EntryRules::default(),
        tls: Default::default(),
        limits: LimitRules::default(),
        operator_name: languages.lang("en").say("operator-name", &[]),
        reserved_names: operators,
        absent: languages.lang("en").say("told-absent", &[]),
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
            "account" => {}
            "entry" => rules.entry.who = entry(value),
            "code" => {}
            "registration" => rules.accounts.registration = registration(value),
            "always_on" => rules.accounts.always_on = always_on(value),
            "before_connect" => rules.accounts.before_connect = value == "true",
            "email_required" => rules.accounts.email_required = value == "true",
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
            "bans_max" => rules.order.bans_max = value.parse().unwrap(),
            "raid_joins_max" => rules.order.raid_joins_max = value.parse().unwrap(),
            "raid_seconds" => rules.order.raid_span = seconds(value),
            "raid_brake_minutes" => rules.order.raid_brake = 60 * seconds(value),
            "repeats_max" => rules.order.repeats_max = value.parse().unwrap(),
            "repeats_seconds" => rules.order.repeats_span = seconds(value),
            "connections_max" => rules.limits.connections_max = value.parse().unwrap(),
            "connections_per_address_max" => {
                rules.limits.connections_per_address_max = value.parse().unwrap();
            }
            "connections_per_network_max" => {
                rules.limits.connections_per_network_max = value.parse().unwrap();
            }
            "connects_per_minute_max" => rules.limits.connects_per_minute_max = value.parse().unwrap(),
            "trusted" => {
                rules.limits.trusted = value.split(' ').map(|range| range.parse().unwrap()).collect()
            }
            "messages_per_second" => rules.limits.pace.messages.per_second = value.parse().unwrap(),
            "messages_burst" => rules.limits.pace.messages.burst = value.parse().unwrap(),
            "queries_per_second" => rules.limits.pace.queries.per_second = value.parse().unwrap(),
            "queries_burst" => rules.limits.pace.queries.burst = value.parse().unwrap(),
            "line_bytes_max" => rules.limits.line_bytes_max = value.parse().unwrap(),
            "rooms_max" => rules.limits.rooms_max = value.parse().unwrap(),
            "members_per_room_max" => rules.limits.members_per_room_max = value.parse().unwrap(),
            "past_max" => rules.past_max = value.parse().unwrap(),
            "client_tags_denied" => rules.client_tags_denied = value.split(',').map(str::to_owned).collect(),
            "metadata_keys_max" => rules.metadata.keys_max = value.parse().unwrap(),
            "metadata_subscriptions_max" => rules.metadata.subscriptions_max = value.parse().unwrap(),
            "metadata_value_bytes_max" => rules.metadata.value_bytes_max = value.parse().unwrap(),
            "metadata_sync_max" => rules.metadata.sync_max = value.parse().unwrap(),
            "metadata_changes_per_minute_max" => {
                rules.metadata.changes_per_minute_max = value.parse().unwrap()
            }
            "history" => {
                rules.history.keeps = value == "true";
                rules.history.outlives = rules.history.keeps;
            }
            "history_replay" => rules.history.replay = value.parse().unwrap(),
            "history_page_max" => rules.history.page_max = value.parse().unwrap(),
            "history_redact_minutes" => rules.history.redact_within = Some(60 * seconds(value)),
            "history_keep_days" => rules.history.retention.age_max = Some(86_400 * seconds(value)),
            "history_keep_messages" => rules.history.retention.messages_max = value.parse().ok(),
            "history_keep_megabytes" => {
                rules.history.retention.bytes_max = Some(1_000_000 * value.parse::<u64>().unwrap());
            }
            "history_on_failure" => rules.history.on_failure = on_failure(value),
            _ => panic!("{}: there is no rule {name}", script.path),
        }
    }
    let words = Languages::built_in().lang(&lang);
    rules.operator_name = words.say("operator-name", &[]);
    rules.absent = words.say("told-absent", &[]);
    (rules, lang)
}

fn always_on(value: &str) -> AlwaysOn {
    match value {
        "off" => AlwaysOn::Off,
        "opt-in" => AlwaysOn::OptIn,
        "default" => AlwaysOn::Default,
        _ => panic!("nobody is always on by {value}"),
    }
}

fn registration(value: &str) -> Registration {
    match value {
        "off" => Registration::Off,
        "open" => Registration::Open,
        "invite" => Registration::ByInvite,
        _ => panic!("there is no such registration as {value}"),
    }
}

fn entry(value: &str) -> EntryWho {
    match value {
        "everyone" => EntryWho::Everyone,
        "invited" => EntryWho::Invited,
        "accounts" => EntryWho::Accounts,
        _ => panic!("nobody comes in by {value}"),
    }
}

/// Codes as a conversation names them: `code:kind:uses`, with spaces between.
fn codes_of(value: &str) -> Vec<CodeRecord> {
    let record = |text: &str| {
        let [code, kind, left] = text.split(':').collect::<Vec<_>>()[..] else { panic!("{text}") };
        let kind = match kind {
            "account" => CodeKind::Account,
            "entry" => CodeKind::Entry,
            "owner" => CodeKind::Owner,
            _ => panic!("{text}"),
        };
        let left = left.parse().unwrap();
        CodeRecord { code: code.to_owned(), kind, left, expires_ms: None, used_by: Vec::new() }
    };
    value.split(' ').map(record).collect()
}

fn on_failure(value: &str) -> OnFailure {
    match value {
        "refuse" => OnFailure::Refuse,
        "go-on" => OnFailure::GoOn,
        _ => panic!("there is no {value}"),
    }
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

/// What is kept of a password, made quickly.
fn secrets(password: &str, iterations: u32) -> Secrets {
    Secrets {
        argon2id: hash::make(password, &[7; hash::SALT_BYTES]).unwrap(),
        scram: Verifier::make(password, &[7; 16], iterations),
    }
}

/// Accounts as a conversation names them: `name:password`, with spaces between.
fn accounts_of(value: &str, iterations: u32) -> Vec<AccountRecord> {
    let accounts = value.split(' ').filter_map(|one| one.split_once(':'));
    let record = |(name, password): (&str, &str)| AccountRecord {
        name: name.to_owned(),
        key: chatroom::wire::name::fold(name).unwrap(),
        secrets: secrets(password, iterations),
        email: None,
        created_ms: BEGIN_MS,
        always_on: None,
        presence: None,
        certificates: Vec::new(),
    };
    accounts.map(record).collect()
}

/// The world.
pub struct Pure {
    doors: Doors,
    orders: Orders,
    now: Now,
    people: BTreeMap<String, ConnId>,
    inboxes: BTreeMap<ConnId, Inbox>,
    opened: u32,
    memory: Memory,
    // What the disk says, if it can't be written.
    failing: Option<String>,
    lang: String,
}

impl Pure {
    /// A house with nobody in it, as a conversation wants it.
    pub fn of(script: &Script) -> Self {
        let (rules, lang) = rules_of(script);
        let accounts = script.rules.iter().filter(|(name, _)| name == "account");
        let iterations = rules.accounts.scram_iterations;
        let accounts: Vec<_> = accounts.flat_map(|(_, value)| accounts_of(value, iterations)).collect();
        let mut memory = Memory::default();
        accounts.iter().cloned().for_each(|account| memory.keep(Keep::Account(account)));
        let codes = script.rules.iter().filter(|(name, _)| name == "code");
        let codes: Vec<_> = codes.flat_map(|(_, value)| codes_of(value)).collect();
        codes.iter().cloned().for_each(|code| memory.keep(Keep::Code(code)));
        let mut hall = Hall::new(rules);
        hall.restore_accounts(accounts, codes);
        Self {
            doors: Doors::new(hall, Languages::built_in().lang(&lang)),
            memory,
            failing: None,
            lang,
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
        let Orders { orders, errands, keep, .. } = std::mem::take(&mut self.orders);
        keep.into_iter().for_each(|keep| self.memory.keep(keep));
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
                let renewed = Renewed {
                    rules: Box::new(self.doors.hall.rules().clone()),
                    lang: Languages::built_in().lang("en"),
                    at_next_start: Vec::new(),
                };
                self.doors.reloaded(self.now, by, Ok(renewed), &mut self.orders);
            }
            Errand::Make { conn, ticket, password, iterations } => {
                let made = Some(Box::new(secrets(&password, iterations)));
                self.doors.made(self.now, (conn, ticket), made, &mut self.orders);
            }
            Errand::Ask { conn, ticket, ask } => {
                let answer = match &self.failing {
                    None => self.memory.answer(&ask),
                    Some(why) => Answer::Failed(why.clone()),
                };
                self.doors.answered(self.now, (conn, ticket), answer, &mut self.orders);
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
        let again = std::mem::take(&mut self.orders.again);
        self.deliver();
        for conn in again {
            self.step(conn);
        }
    }

    fn lose(&mut self, conn: ConnId, why: Ending) {
        self.doors.lost(self.now, conn, why, &mut self.orders);
        self.deliver();
    }
}

impl World for Pure {
    fn connect(&mut self, who: &str) {
        self.connect_from(who, [127, 0, 0, 1].into());
    }

    fn connect_from(&mut self, who: &str, address: IpAddr) {
        let is_free = |index: &u32| !self.inboxes.keys().any(|conn| conn.index() == *index as usize);
        let index = (0..).find(is_free).expect("there is always one more");
        let conn = ConnId::new(index, self.opened);
        self.opened += 1;
        let peer = SocketAddr::from((address, 40000));
        assert!(self.people.insert(who.to_owned(), conn).is_none(), "{who} is connected");
        self.inboxes.insert(conn, Inbox::default());
        if !self.doors.opened(self.now, conn, peer, &mut self.orders)
            && let Some(inbox) = self.inboxes.get_mut(&conn)
        {
            inbox.closed = true;
        }
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
        // Also where the server has closed: only then is the socket gone.
        self.lose(conn, Ending::Gone);
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

    fn disk(&mut self, failing: Option<&str>) {
        self.failing = failing.map(str::to_owned);
        let keeping = self.failing.clone().map_or(Keeping::Fine, Keeping::Failing);
        self.doors.keeping(self.now, keeping, &mut self.orders);
        self.deliver();
    }

    fn restart(&mut self) {
        let rules = self.doors.hall.rules().clone();
        let kept = self.memory.kept(rules.history.replay);
        let hall = Hall::with_memory(rules, kept);
        self.doors = Doors::new(hall, Languages::built_in().lang(&self.lang));
        (self.people, self.inboxes) = (BTreeMap::new(), BTreeMap::new());
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
