//! The hall alone: who of several connections of one member is told what.

use std::net::{IpAddr, Ipv4Addr};

use super::command::Ctx;
use super::limits::LimitRules;
use super::rules::{AccountRules, HistoryRules, Lengths, MetadataRules, OrderRules};
use super::*;
use crate::wire::caps;

pub(super) fn rules() -> Rules {
    Rules {
        server_name: "chat.example".into(),
        network: "Tea".into(),
        description: String::new(),
        admin: [const { String::new() }; 3],
        operators: Vec::new(),
        settings_file: String::new(),
        can_restart: false,
        motd: Vec::new(),
        default_room: RoomName::parse("#lobby").unwrap(),
        password: None,
        auto_join: false,
        registration_timeout: Duration::from_secs(30),
        ping_every: Duration::from_secs(120),
        ping_timeout: Duration::from_secs(60),
        batch_timeout: Duration::from_secs(30),
        rooms_per_member_max: 10,
        lengths: Lengths::default(),
        masks_per_room_max: 100,
        monitored_max: 100,
        past_max: 10,
        client_tags_denied: Vec::new(),
        order: OrderRules::default(),
        metadata: MetadataRules::default(),
        history: HistoryRules::default(),
        accounts: AccountRules::default(),
        entry: Default::default(),
        tls: Default::default(),
        limits: LimitRules::default(),
        operator_name: "Administrator".into(),
        reserved_names: Vec::new(),
        absent: "Not connected".into(),
        secret: [7; 16],
        version: "0".into(),
        created_ms: 0,
    }
}

/// A hall, and what the last input led to.
struct House {
    hall: Hall,
    out: Outbox,
}

const NOW: Now = Now { uptime: Duration::ZERO, unix_ms: 1_000 };
const DESK: ConnId = ConnId::new(0, 0);
const PHONE: ConnId = ConnId::new(1, 0);
const BOB: ConnId = ConnId::new(2, 0);
const PLAIN: ConnId = ConnId::new(3, 0);

impl House {
    /// Alice is here from her desk and her phone, Bob once; all are in `#tea`.
    fn new() -> Self {
        let mut house = Self { hall: Hall::new(rules()), out: Outbox::default() };
        for conn in [DESK, PHONE, BOB, PLAIN] {
            house.input(Input::Opened { conn, address: IpAddr::V4(Ipv4Addr::LOCALHOST), trusted: true });
        }
        for (conn, name) in [(DESK, "alice"), (BOB, "bob")] {
            house.line(conn, "NICK", &[name]);
            house.line(conn, "USER", &["u", "0", "*", "Somebody"]);
            house.line(conn, "JOIN", &["#tea"]);
        }
        let alice = house.hall.member("alice").unwrap();
        house.out = Outbox::default();
        Ctx { hall: &mut house.hall, out: &mut house.out, now: NOW, conn: PHONE }.attach(alice);
        house
    }

    fn input(&mut self, input: Input<'_>) {
        self.out = Outbox::default();
        self.hall.handle(NOW, input, &mut self.out);
    }

    fn line(&mut self, conn: ConnId, command: &str, params: &[&str]) {
        self.input(Input::Message { conn, message: &Message::new(command, params) });
    }

    /// Who is told of what happened, of each thing by itself.
    fn told(&self) -> Vec<Vec<ConnId>> {
        let told = self.out.effects.iter().filter_map(|effect| match effect {
            Effect::Event { to, .. } => Some(to.clone()),
            Effect::Aside { to, .. } => Some(vec![*to]),
            _ => None,
        });
        let mut told: Vec<_> = told.filter(|to: &Vec<_>| !to.is_empty()).collect();
        told.iter_mut().for_each(|to| to.sort_unstable());
        told
    }

    /// The numerics with which `conn` is answered.
    fn codes(&self, conn: ConnId) -> Vec<u16> {
        let codes = self.out.effects.iter().filter_map(|effect| match effect {
            Effect::Reply { to, numeric, .. } | Effect::ReplyList { to, numeric, .. } if *to == conn => {
                Some(numeric.code)
            }
            _ => None,
        });
        codes.collect()
    }
}

#[test]
fn a_further_connection_is_shown_what_is_and_nobody_else_sees_it() {
    let house = House::new();
    assert_eq!(house.told(), [[PHONE]], "its own JOIN");
    assert_eq!(house.codes(PHONE).first(), Some(&1));
    assert_eq!(house.codes(PHONE).split_off(house.codes(PHONE).len() - 2), [353, 366]);
    assert_eq!(house.hall.name(PHONE).as_deref(), Some("alice"));
    assert_eq!((house.hall.members.len(), house.hall.attached), (2, 3));
}

#[test]
fn what_a_member_says_is_shown_on_their_other_connections() {
    let mut house = House::new();
    house.line(DESK, "PRIVMSG", &["#tea", "hello"]);
    assert_eq!(house.told(), [[PHONE, BOB]]);
    house.line(DESK, "PRIVMSG", &["bob", "hello"]);
    assert_eq!(house.told(), [[PHONE, BOB]]);
    house.line(BOB, "PRIVMSG", &["alice", "hello"]);
    assert_eq!(house.told(), [[DESK, PHONE]]);
    house.line(DESK, "PRIVMSG", &["alice", "to myself"]);
    assert_eq!(house.told(), [[DESK, PHONE]], "the door says what of it is an echo");
    house.line(DESK, "PRIVMSG", &["@#tea", "to the operators"]);
    assert_eq!(house.told(), [[PHONE]], "Alice is the only one");
    house.line(DESK, "CAP", &["REQ", "echo-message"]);
    assert!(house.hall.caps(DESK).has(caps::ECHO_MESSAGE));
    house.line(DESK, "PRIVMSG", &["#tea", "hello"]);
    assert_eq!(house.told(), [[DESK, PHONE, BOB]]);
}

#[test]
fn what_a_member_does_is_shown_on_all_their_connections() {
    let mut house = House::new();
    house.line(PHONE, "NICK", &["ann"]);
    assert_eq!(house.told(), [[DESK, PHONE, BOB]]);
    house.line(PHONE, "AWAY", &["out"]);
    assert_eq!((house.codes(PHONE), house.codes(DESK)), (vec![306], vec![306]));
    house.line(PHONE, "MODE", &["ann", "+i"]);
    assert_eq!(house.told(), [[DESK, PHONE]]);
    house.line(PHONE, "JOIN", &["#coffee"]);
    assert_eq!(house.told(), [[DESK, PHONE]]);
    assert_eq!((house.codes(PHONE), house.codes(DESK)), (vec![353, 366], vec![353, 366]));
    house.line(PHONE, "PART", &["#tea"]);
    assert_eq!(house.told(), [[DESK, PHONE, BOB]]);
    house.line(PHONE, "PART", &["#coffee"]);
    house.line(PHONE, "NICK", &["alice"]);
    assert_eq!(house.told(), [[DESK, PHONE]], "in no room, too");
    house.line(DESK, "WHOIS", &["alice"]);
    assert!(house.codes(PHONE).is_empty(), "answers go to who asked");
}

#[test]
fn a_member_leaves_with_the_last_connection() {
    let mut house = House::new();
    house.line(DESK, "QUIT", &[]);
    assert!(house.told().is_empty());
    house.line(BOB, "PRIVMSG", &["#tea", "hello"]);
    assert_eq!(house.told(), [[PHONE]]);
    house.input(Input::Lost { conn: PHONE, why: Ending::Gone });
    assert_eq!(house.told(), [[BOB]]);
    assert!(house.hall.member("alice").is_none());
    assert_eq!((house.hall.members.len(), house.hall.attached), (1, 1));
}

#[test]
fn whoever_is_removed_loses_all_connections() {
    let mut house = House::new();
    house.input(Input::Console { line: "/kick alice" });
    let closed = house.out.effects.iter().filter_map(|effect| match effect {
        Effect::Close { conn, .. } => Some(*conn),
        _ => None,
    });
    assert_eq!(closed.collect::<Vec<_>>(), [DESK, PHONE]);
    assert_eq!(house.told(), [[DESK, PHONE, BOB]], "the KICK");
    house.line(BOB, "PRIVMSG", &["#tea", "hello"]);
    assert!(house.told().is_empty());
    assert_eq!((house.hall.members.len(), house.hall.attached), (1, 1));
}

#[test]
fn the_plain_door_leads_to_the_default_room_alone() {
    let mut house = House::new();
    let alice = house.hall.member("alice").unwrap();
    house.out = Outbox::default();
    let (hall, out) = (&mut house.hall, &mut house.out);
    hall.attach_plain(NOW, PLAIN, alice, out).unwrap();
    assert_eq!(house.told(), [[DESK, PHONE]], "she enters; the plain door shows that by a welcome");
    assert_eq!(house.hall.room_of(PLAIN).as_deref(), Some("#lobby"));
    house.line(BOB, "PRIVMSG", &["#tea", "hello"]);
    assert_eq!(house.told(), [[DESK, PHONE]]);
    house.line(BOB, "JOIN", &["#lobby"]);
    assert_eq!(house.told(), [[DESK, PHONE, BOB, PLAIN]]);
    house.line(DESK, "JOIN", &["#coffee"]);
    assert_eq!(house.told(), [[DESK, PHONE]]);
    house.input(Input::PlainSay { conn: PLAIN, text: "hello" });
    assert_eq!(house.told(), [[DESK, PHONE, BOB]]);
    house.line(DESK, "PART", &["#lobby"]);
    let closes = house.out.effects.iter().any(|effect| matches!(effect, Effect::Close { conn: PLAIN, .. }));
    assert!(closes && house.hall.member("alice").is_some());
}

#[test]
fn rules_that_change_are_told_to_whoever_was_told_of_them() {
    let mut house = House::new();
    house.line(DESK, "CAP", &["LS", "302"]);
    house.line(BOB, "CAP", &["REQ", "draft/account-registration"]);
    let mut fresh = rules();
    fresh.server_name = "other.example".into();
    fresh.monitored_max = 7;
    fresh.lengths.multiline_lines_max = 9;
    fresh.accounts.registration = rules::Registration::Off;
    fresh.operator_name = "Boss".into();
    fresh.reserved_names = vec!["Boss".into()];
    house.input(Input::Renewed { rules: Box::new(fresh) });
    let told = house.out.effects.iter().filter_map(|effect| match effect {
        Effect::ReplyList { to, items, .. } => Some((*to, items.join(" "))),
        Effect::Cap { to, subcommand, words, .. } => Some((*to, format!("{subcommand} {}", words.join(" ")))),
        _ => None,
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    let new = "NEW draft/multiline=max-bytes=16384,max-lines=9";
    let expected = [
        (DESK, "CHATROOM=Boss MONITOR=7"),
        (DESK, "DEL draft/account-registration"),
        (DESK, new),
        (PHONE, "CHATROOM=Boss MONITOR=7"),
        (BOB, "CHATROOM=Boss MONITOR=7"),
    ];
    assert_eq!(told, expected.map(|(to, text)| (to, text.to_owned())));
    assert!(!house.hall.caps(BOB).has(caps::ACCOUNT_REGISTRATION), "it is off for all");
    assert_eq!(house.hall.rules().server_name, "chat.example", "the name holds to the end");
    assert_eq!(&*house.hall.operator.prefix, "Boss!operator@chat.example");
    house.line(BOB, "NICK", &["Boss"]);
    assert_eq!(house.codes(BOB), [433]);
    house.line(BOB, "NICK", &["Administrator"]);
    assert_eq!(house.codes(BOB), [0; 0]);
    assert_eq!(house.hall.robbed_by(&rules()).as_deref(), Some("Administrator"));
    assert_eq!(house.hall.robbed_by(house.hall.rules()), None);
}

/// What the operator of the house reads who asks for the whole log.
fn audited(house: &mut House, ask: &str) -> Vec<String> {
    house.input(Input::Console { line: ask });
    let records = house.out.effects.iter().find_map(|effect| match effect {
        Effect::Console(outbox::ConsoleReply::Audit(records)) => Some(records),
        _ => None,
    });
    records.into_iter().flatten().map(|record| format!("{} {}", record.did, record.whom)).collect()
}

#[test]
fn nobody_pushes_anything_out_of_the_log_of_the_house() {
    let mut house = House::new();
    house.input(Input::Console { line: "/ban 192.0.2.0/24 2h spam" });
    for _ in 0..bans::audit::AUDIT_RECORDS_MAX {
        house.line(DESK, "MODE", &["#tea", "+m"]);
        house.line(DESK, "MODE", &["#tea", "-m"]);
    }
    assert_eq!(audited(&mut house, "/audit 200"), ["ban *!*@192.0.2.0/24"]);
    assert_eq!(audited(&mut house, "/audit #tea 2"), ["mode +m", "mode -m"]);
    // A line is one record, whatever it toggles.
    house.line(DESK, "MODE", &["#tea", &"+m-m".repeat(50)]);
    assert_eq!(audited(&mut house, "/audit #tea 1"), ["mode -m"]);
    house.line(DESK, "MODE", &["#tea", "+m-m+mns-t+k", "secret"]);
    assert_eq!(audited(&mut house, "/audit #tea 2"), ["mode -m", "mode +ms-t+k"]);
}
