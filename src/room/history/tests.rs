//! What is kept of whom, who may see it again, and what becomes of rooms. Passwords are not asked for
//! here, and answers are given by hand.

use std::net::{IpAddr, Ipv4Addr};

use super::*;
use crate::room::accounts::tests::record;
use crate::room::keep::{Answer, Ask, Keeping, Range, Unkept};
use crate::room::outbox::Errand;
use crate::room::tests::rules;
use crate::room::{Input, SaidKind};
use crate::wire::caps::{self, Caps};
use crate::wire::{ConnId, Message, MsgId};

#[test]
fn moments_as_clients_write_them() {
    assert_eq!(moment("1970-01-01T00:00:01.500Z"), Some(1500));
    assert_eq!(moment("2026-01-01T00:00:00Z"), Some(1_767_225_600_000));
    for text in ["", "Z", "2026-01-01", "2026-01-01T00:00:00.000", "1969-12-31T23:59:59.000Z", "12345"] {
        assert_eq!(moment(text), None, "{text}");
    }
}

#[test]
fn what_people_do_not_read_is_not_kept() {
    let said = |text: &str| What::Said {
        target: "#tea".into(),
        in_room: true,
        kind: SaidKind::Message,
        text: Text::line(text),
        tags: "".into(),
    };
    assert!(is_kept(&said("hello")) && is_kept(&said("\u{1}ACTION waves\u{1}")));
    assert!(!is_kept(&said("\u{1}VERSION\u{1}")) && !is_kept(&said("\u{1}ACTIONS\u{1}")));
    let tagged = |tags: &str| What::Tagged { target: "#tea".into(), tags: tags.into() };
    assert!(!is_kept(&tagged("")) && !is_kept(&tagged("+typing=active;+draft/typing=active")));
    assert!(is_kept(&tagged("+typing=done;+draft/react=x")));
}

/// A hall that remembers, and what the last input led to.
struct House {
    hall: Hall,
    out: Outbox,
    now: Now,
}

const ALICE: ConnId = ConnId::new(0, 0);
const BOB: ConnId = ConnId::new(1, 0);
const CAROL: ConnId = ConnId::new(2, 0);
const PEOPLE: [(ConnId, &str); 3] = [(ALICE, "alice"), (BOB, "bob"), (CAROL, "carol")];

fn remembering() -> Rules {
    let mut rules = rules();
    rules.history.keeps = true;
    rules.history.replay = 10;
    rules
}

impl House {
    /// Alice and Carol are here, who have accounts, and Bob, who has none.
    fn new(rules: Rules, kept: Kept) -> Self {
        let now = Now { uptime: Default::default(), unix_ms: 1_000_000 };
        let accounts = ["alice", "carol"].map(record).to_vec();
        let hall = Hall::with_memory(rules, Kept { accounts, ..kept });
        let mut house = Self { hall, out: Outbox::default(), now };
        for (conn, name) in PEOPLE {
            house.come(conn, name, name != "bob");
        }
        house
    }

    fn come(&mut self, conn: ConnId, name: &str, has_account: bool) {
        self.input(Input::Opened { conn, address: IpAddr::V4(Ipv4Addr::LOCALHOST), trusted: true });
        if has_account {
            // They have shown that it is theirs.
            let arrival = self.hall.sessions.get_mut(conn).and_then(|session| session.arrival_mut());
            arrival.unwrap().account = Some(name.into());
        }
        self.line(conn, "NICK", &[name]);
        self.line(conn, "USER", &["u", "0", "*", "Somebody"]);
        assert!(self.hall.member(name).is_some(), "{:?}", self.out);
        self.caps(conn, caps::REMEMBERED.with(caps::MESSAGE_TAGS));
    }

    fn caps(&mut self, conn: ConnId, caps: Caps) {
        self.hall.sessions.get_mut(conn).unwrap().caps = caps;
    }

    fn input(&mut self, input: Input<'_>) {
        self.out = Outbox::default();
        self.hall.handle(self.now, input, &mut self.out);
    }

    fn line(&mut self, conn: ConnId, command: &str, params: &[&str]) {
        self.input(Input::Message { conn, message: &Message::new(command, params) });
    }

    /// What the last input has to be written.
    fn keeps(&self) -> Vec<&Keep> {
        let keeps = self.out.effects.iter().filter_map(|effect| match effect {
            Effect::Keep(keep) => Some(keep),
            _ => None,
        });
        keeps.collect()
    }

    /// The entries of it.
    fn entries(&self) -> Vec<Entry> {
        let entries = self.keeps().into_iter().filter_map(|keep| match keep {
            Keep::Entry(entry) => Some(entry.clone()),
            _ => None,
        });
        entries.collect()
    }

    /// What the last input asks, and the ticket.
    fn asked(&self) -> Option<(u64, Ask)> {
        self.out.effects.iter().find_map(|effect| match effect {
            Effect::Errand(Errand::Ask { ticket, ask, .. }) => Some((*ticket, ask.clone())),
            _ => None,
        })
    }

    fn answer(&mut self, conn: ConnId, answer: Answer) {
        let (ticket, _) = self.asked().unwrap();
        self.input(Input::Answered { conn, ticket, answer });
    }

    /// The codes of the standard replies to somebody.
    fn notes(&self, to: ConnId) -> Vec<&'static str> {
        let notes = self.out.effects.iter().filter_map(|effect| match effect {
            Effect::Note { to: told, note, .. } if *told == to => Some(note.code),
            _ => None,
        });
        notes.collect()
    }

    /// What the last batch tells.
    fn batch(&self) -> Vec<Event> {
        let batch = self.out.effects.iter().find_map(|effect| match effect {
            Effect::Batch { effects, .. } => Some(effects),
            _ => None,
        });
        let told = batch.unwrap().iter().filter_map(|effect| match effect {
            Effect::Aside { event, .. } => Some(event.clone()),
            _ => None,
        });
        told.collect()
    }

    fn standing(&self, conn: ConnId, room: &str) -> crate::room::place::Standing {
        let place = self.hall.rooms.get(self.hall.room(room).unwrap()).unwrap();
        place.standing(self.hall.member_id(conn).unwrap()).unwrap()
    }
}

fn account(key: &str) -> Party {
    Party::Account(key.into())
}

fn guest(key: &str) -> Party {
    Party::Guest(key.into())
}

#[test]
fn what_two_say_is_kept_if_one_has_an_account() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "PRIVMSG", &["bob", "psst"]);
    let [entry] = &house.entries()[..] else { panic!("{:?}", house.out) };
    assert_eq!(entry.place, Place::between(account("alice"), guest("bob")));
    assert!(matches!(house.out.effects.as_slice(), [Effect::Keep(_), Effect::Event { .. }]));
    house.line(BOB, "PRIVMSG", &["ALICE", "yes?"]);
    assert_eq!(house.entries()[0].place, entry.place, "both ways");
    house.line(BOB, "PRIVMSG", &["alice", "\u{1}VERSION\u{1}"]);
    assert_eq!(house.keeps().len(), 0);
    house.come(ConnId::new(3, 0), "dave", false);
    house.line(BOB, "PRIVMSG", &["dave", "between us"]);
    assert_eq!(house.keeps().len(), 0, "two guests");
}

#[test]
fn nobody_reads_what_others_say_to_each_other() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "PRIVMSG", &["bob", "psst"]);
    let secret = house.entries();
    let own = Place::between(account("alice"), guest("bob"));
    // A guest has no past with anybody, not even with whom it was said.
    for (command, params) in [
        ("CHATHISTORY", &["LATEST", "alice", "*", "5"][..]),
        ("SEARCH", &["in=alice;text=psst"]),
        ("REDACT", &["alice", "0000000000001"]),
    ] {
        house.line(BOB, command, params);
        if let Some((_, ask)) = house.asked() {
            // Taking back may be asked for, of what they said themselves.
            assert!(matches!(ask, Ask::Entry(..)), "{ask:?}");
            house.answer(BOB, Answer::Entries(secret.clone()));
        }
        assert!(!house.notes(BOB).is_empty(), "{command}: {:?}", house.out);
    }
    // Another account asks about the same person, and gets to its own talk with them.
    for params in [&["LATEST", "bob", "*", "5"][..], &["AROUND", "bob", "msgid=0000000000001", "5"]] {
        house.line(CAROL, "CHATHISTORY", params);
        let Some((_, Ask::Page { place, .. })) = house.asked() else { panic!("{:?}", house.out) };
        assert_eq!(place, Place::between(account("carol"), guest("bob")));
        // Even if the answer held what it must not.
        house.answer(CAROL, Answer::Entries(secret.clone()));
        assert!(house.batch().is_empty());
    }
    house.line(CAROL, "SEARCH", &["text=psst"]);
    let Some((_, Ask::Places { account: asked, rooms, .. })) = house.asked() else {
        panic!("{:?}", house.out)
    };
    assert_eq!((asked.as_deref(), rooms), (Some("carol"), Vec::new()));
    house.answer(CAROL, Answer::Places(vec![(own.clone(), MsgId::ZERO)]));
    house.answer(CAROL, Answer::Entries(secret.clone()));
    assert!(house.batch().is_empty());
    house.line(
        CAROL,
        "CHATHISTORY",
        &["TARGETS", "timestamp=1970-01-01T00:00:00.000Z", "timestamp=2000-01-01T00:00:00.000Z", "5"],
    );
    house.answer(CAROL, Answer::Places(vec![(own.clone(), MsgId::ZERO)]));
    assert!(matches!(&house.out.effects[..], [Effect::Batch { effects, .. }] if effects.is_empty()));
    // An operator of the house decides in rooms, not between two.
    house.hall.member_at_mut(CAROL).unwrap().house_operator = true;
    house.line(CAROL, "REDACT", &["bob", &secret[0].event.id.unwrap().to_string()]);
    house.answer(CAROL, Answer::Entries(secret.clone()));
    assert_eq!(house.notes(CAROL), ["UNKNOWN_MSGID"]);
    // Whose it is sees it.
    house.line(ALICE, "CHATHISTORY", &["LATEST", "Bob", "*", "5"]);
    let Some((_, Ask::Page { place, range, .. })) = house.asked() else { panic!("{:?}", house.out) };
    assert_eq!((place, range), (own, Range::Latest(None)));
    house.answer(ALICE, Answer::Entries(secret));
    assert_eq!(house.batch().len(), 1);
}

#[test]
fn who_was_put_out_meanwhile_is_not_answered() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "JOIN", &["#tea"]);
    house.line(BOB, "JOIN", &["#tea"]);
    house.line(ALICE, "PRIVMSG", &["#tea", "hello"]);
    let said = house.entries();
    house.line(BOB, "CHATHISTORY", &["LATEST", "#tea", "*", "5"]);
    let (ticket, _) = house.asked().unwrap();
    house.line(ALICE, "KICK", &["#tea", "bob"]);
    house.input(Input::Answered { conn: BOB, ticket, answer: Answer::Entries(said) });
    assert_eq!(house.notes(BOB), ["INVALID_TARGET"]);
}

#[test]
fn a_room_whose_founder_has_an_account_stays_and_knows_its_ranks() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "JOIN", &["#tea"]);
    let [Keep::Room(record), Keep::Entry(_)] = &house.keeps()[..] else { panic!("{:?}", house.out) };
    assert_eq!(record.founder.as_deref(), Some("alice"));
    house.line(CAROL, "JOIN", &["#tea"]);
    house.line(ALICE, "MODE", &["#tea", "+v", "carol"]);
    let [Keep::Audit(_), Keep::Entry(_), Keep::Room(record)] = &house.keeps()[..] else {
        panic!("{:?}", house.out)
    };
    assert_eq!(record.roles, [("carol".to_owned(), "v".to_owned())]);
    for conn in [ALICE, CAROL] {
        house.line(conn, "PART", &["#tea"]);
        assert!(!house.keeps().iter().any(|keep| matches!(keep, Keep::RoomGone(_))));
    }
    house.line(BOB, "JOIN", &["#tea"]);
    assert_eq!(house.standing(BOB, "#tea").marks(true), "", "it is not his");
    house.line(CAROL, "JOIN", &["#tea"]);
    assert_eq!(house.standing(CAROL, "#tea").marks(true), "+");
    house.line(ALICE, "JOIN", &["#tea"]);
    assert_eq!(house.standing(ALICE, "#tea").marks(true), "~");
    let told = house.out.effects.iter().any(|effect| match effect {
        Effect::Event { event, to, .. } => {
            matches!(&event.what, What::Mode { words, .. } if *words == ["+q", "alice"]) && to.contains(&BOB)
        }
        _ => false,
    });
    assert!(told, "the others see it");
    house.line(ALICE, "MODE", &["#tea", "-v", "carol"]);
    let [Keep::Audit(_), Keep::Entry(_), Keep::Room(record)] = &house.keeps()[..] else {
        panic!("{:?}", house.out)
    };
    assert!(record.roles.is_empty());
    // A guest's goes.
    house.line(BOB, "JOIN", &["#coffee"]);
    house.line(BOB, "PART", &["#coffee"]);
    assert!(matches!(&house.keeps()[..], [Keep::Entry(_), Keep::RoomGone(_)]));
}

#[test]
fn a_room_is_there_again_with_its_founder_and_its_messages() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "JOIN", &["#tea"]);
    let record = match house.keeps()[0] {
        Keep::Room(record) => record.clone(),
        keep => panic!("{keep:?}"),
    };
    house.line(ALICE, "PRIVMSG", &["#tea", "hello"]);
    let entries = house.entries();
    let last = house.hall.ids.last();
    let kept = Kept { last, rooms: vec![(record, entries)], ..Kept::default() };
    let mut house = House::new(remembering(), kept);
    assert!(house.hall.ids.last() >= last);
    house.caps(BOB, Caps::default());
    house.line(BOB, "JOIN", &["#Tea"]);
    let replay = house.out.effects.iter().find_map(|effect| match effect {
        Effect::Replay { events, room, .. } => Some((events.len(), room.to_string())),
        _ => None,
    });
    assert_eq!(replay, Some((1, "#tea".to_owned())));
    assert_eq!(house.standing(BOB, "#tea").marks(true), "");
    house.line(BOB, "PRIVMSG", &["#tea", "again"]);
    assert!(house.entries()[0].event.id > Some(last), "ids go on");
}

#[test]
fn what_could_not_be_written_was_not_said() {
    let mut rules = remembering();
    rules.history.on_failure = OnFailure::Refuse;
    let mut house = House::new(rules, Kept::default());
    house.line(ALICE, "JOIN", &["#tea"]);
    house.line(ALICE, "PRIVMSG", &["#tea", "one"]);
    house.line(ALICE, "PRIVMSG", &["#tea", "two"]);
    let id = house.entries()[0].event.id.unwrap();
    house.input(Input::Keeping(Keeping::Failing("full".to_owned())));
    assert!(house.out.effects.iter().any(|effect| matches!(effect, Effect::RoomNote { .. })));
    let lost =
        |id, target: &str| Unkept { id, command: "PRIVMSG", target: target.into(), by: "alice".into() };
    house.input(Input::Unkept { conn: Some(ALICE), said: &[lost(id, "#tea"), lost(MsgId::ZERO, "bob")] });
    assert_eq!(house.notes(ALICE), ["HISTORY_FAILING"; 2]);
    let room = house.hall.room("#tea").unwrap();
    let recent = &house.hall.rooms.get(room).unwrap().memory.recent;
    assert_eq!(recent.len(), 1, "nobody will see it");
    let (place, kept) = (house.hall.rooms.get(room).unwrap().memory.id.unwrap(), recent[0].clone());
    house.line(ALICE, "TOPIC", &["#tea", "full"]);
    assert!(house.keeps().is_empty());
    house.input(Input::Keeping(Keeping::Fine));
    assert!(house.keeps().iter().any(|keep| matches!(keep, Keep::Room(room) if room.topic.is_some())));
    let upto = kept.event.id.unwrap();
    house.input(Input::Rewritten {
        recent: vec![(place, vec![kept.clone(), kept])],
        upto,
        codes: Vec::new(),
    });
    assert_eq!(house.hall.rooms.get(room).unwrap().memory.recent.len(), 2);
}

#[test]
fn an_answer_that_was_read_before_does_not_show_what_was_taken_back() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "JOIN", &["#tea"]);
    house.line(BOB, "JOIN", &["#tea"]);
    house.line(ALICE, "PRIVMSG", &["#tea", "oops"]);
    let said = house.entries();
    let id = said[0].event.id.unwrap().to_string();
    house.line(BOB, "CHATHISTORY", &["LATEST", "#tea", "*", "5"]);
    let (ticket, _) = house.asked().unwrap();
    house.line(ALICE, "REDACT", &["#tea", &id]);
    house.answer(ALICE, Answer::Entries(said.clone()));
    assert!(matches!(&house.keeps()[..], [Keep::Redact { .. }]));
    house.input(Input::Answered { conn: BOB, ticket, answer: Answer::Entries(said) });
    let shown = format!("{:?}", house.out.effects);
    assert!(!shown.contains("oops"), "{shown}");
}

#[test]
fn markers_of_an_account_are_kept_and_told_to_its_clients() {
    let mut house = House::new(remembering(), Kept::default());
    let phone = ConnId::new(7, 0);
    let alice = house.hall.member_id(ALICE).unwrap();
    house.input(Input::Opened { conn: phone, address: IpAddr::V4(Ipv4Addr::LOCALHOST), trusted: true });
    house.hall.attach(phone, alice);
    house.caps(phone, caps::READ_MARKER);
    house.line(ALICE, "MARKREAD", &["bob", "timestamp=1970-01-01T00:00:05.000Z"]);
    let told = house.out.effects.iter().filter_map(|effect| match effect {
        Effect::Marker { to, at_ms, .. } => Some((*to, *at_ms)),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [(ALICE, Some(5000)), (phone, Some(5000))]);
    assert!(matches!(&house.keeps()[..], [Keep::Marker { at_ms: 5000, .. }]));
    let markers = vec![("alice".into(), "bob".into(), 7000)];
    let mut house = House::new(remembering(), Kept { markers, ..Kept::default() });
    house.line(ALICE, "MARKREAD", &["Bob"]);
    assert!(matches!(&house.out.effects[..], [Effect::Marker { at_ms: Some(7000), .. }]));
    house.line(CAROL, "MARKREAD", &["bob"]);
    assert!(matches!(&house.out.effects[..], [Effect::Marker { at_ms: None, .. }]));
}

#[test]
fn an_account_takes_back_what_it_said_by_whatever_name() {
    let mut house = House::new(remembering(), Kept::default());
    house.line(ALICE, "PRIVMSG", &["carol", "oops"]);
    let said = house.entries();
    let id = said[0].event.id.unwrap().to_string();
    house.line(ALICE, "NICK", &["ann"]);
    house.line(CAROL, "REDACT", &["ann", &id]);
    house.answer(CAROL, Answer::Entries(said.clone()));
    assert_eq!(house.notes(CAROL), ["REDACT_FORBIDDEN"]);
    house.line(ALICE, "REDACT", &["carol", &id, "wrong person"]);
    house.answer(ALICE, Answer::Entries(said));
    assert!(matches!(&house.keeps()[..], [Keep::Redact { .. }]));
    let told = house.out.effects.iter().find_map(|effect| match effect {
        Effect::Event { to, event, .. } => Some((to.clone(), event.what.clone())),
        _ => None,
    });
    assert!(matches!(told, Some((to, What::Redacted { .. })) if to == [CAROL]));
}

#[test]
fn what_a_connection_is_shown_of_all_rooms_together_is_one_answer() {
    let mut rules = remembering();
    (rules.history.replay, rules.rooms_per_member_max) = (100, 20);
    let mut house = House::new(rules, Kept::default());
    let rooms = ["#a", "#b", "#c", "#d"];
    house.line(ALICE, "JOIN", &[&rooms.join(",")]);
    for room in rooms {
        // A little in the first, and too much in the others.
        let count = if room == "#a" { 1 } else { 100 };
        let text = "x".repeat(2_000);
        (0..count).for_each(|_| house.line(ALICE, "PRIVMSG", &[room, &text]));
    }
    house.caps(BOB, Caps::default());
    house.line(BOB, "JOIN", &[&rooms.join(",")]);
    let shown = |house: &House| -> Vec<usize> {
        let shown = house.out.effects.iter().filter_map(|effect| match effect {
            Effect::Replay { to, events, .. } if *to == BOB => Some(events.len()),
            _ => None,
        });
        shown.collect()
    };
    let counts = shown(&house);
    assert_eq!((counts.len(), counts[0]), (4, 1));
    assert!(counts[1..].iter().all(|count| (35..45).contains(count)), "{counts:?}");
    // The same for a connection that comes to somebody who is in all of them.
    house.out = Outbox::default();
    let (hall, out, now) = (&mut house.hall, &mut house.out, house.now);
    super::super::command::Ctx { hall, out, now, conn: BOB }.show_oneself();
    assert_eq!(shown(&house), counts);
}
