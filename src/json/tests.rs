//! Everything that can happen, as objects: each is as the tables say, and every type is among them.

use std::sync::Arc;

use super::*;
use crate::chat::command::{self, FaceAct};
use crate::chat::{
    About, AccountNews, AccountRefusal, Ending, Happening, Label, Lost, Manner, NameRefusal, Noted, Refusal,
    RoomRefusal, Said, Secret, Terms, Typing, Voice, Where, Who,
};
use crate::wire::text::Text;

fn name(word: &str) -> Arc<str> {
    word.into()
}

fn bob() -> Who {
    Who { name: name("bob"), voice: Voice::Member }
}

fn terms() -> Terms {
    Terms { reason: Some("why".into()), by: bob(), until_ms: Some(1) }
}

fn said(manner: Manner, place: Where) -> Said {
    Said {
        at_ms: 1_700_000_000_000,
        id: Some(name("1")),
        who: bob(),
        place,
        manner,
        text: Text::line("hi"),
        label: Some(Label(1)),
        old: false,
        mentions_me: true,
    }
}

fn talk() -> Vec<Happening> {
    let (room, members) = (name("#tea"), Vec::new());
    let (here, alone) = (Where::Room(name("#tea")), Where::Private(name("bob")));
    let command = command::ALL.first().unwrap();
    vec![
        Happening::Welcome { network: Some(name("net")), me: name("me") },
        Happening::MessageOfTheDay("hi".into()),
        Happening::Entered { room: room.clone(), members: members.clone() },
        Happening::Members { room: room.clone(), members: members.clone() },
        Happening::Came { room: room.clone(), who: bob() },
        Happening::Left { rooms: vec![room.clone(), name("#b")], who: bob(), reason: Some("bye".into()) },
        Happening::PutOut { room: room.clone(), whom: bob(), by: bob(), reason: None },
        Happening::Renamed { who: bob(), to: name("rob") },
        Happening::TopicSet { room: room.clone(), who: bob(), topic: "t".into() },
        Happening::Topic { room: room.clone(), topic: String::new() },
        Happening::Said(said(Manner::Message, here.clone())),
        Happening::Said(said(Manner::Action, alone.clone())),
        Happening::Said(said(Manner::Notice, alone.clone())),
        Happening::Found(said(Manner::Message, here.clone())),
        Happening::SearchEnded { count: 1 },
        Happening::Sending {
            label: Label(1),
            place: here.clone(),
            manner: Manner::Message,
            text: Text::line("hi"),
            at_ms: 1,
        },
        Happening::Delivered { label: Label(1), id: None },
        Happening::Undelivered { unconfirmed: vec!["a".into()], unsent: vec![], labels: vec![Label(2)] },
        Happening::TakenBack { room: name("bob"), who: bob(), id: name("1"), beginning: None, reason: None },
        Happening::Here(here),
        Happening::TalkClosed(name("bob")),
        Happening::ReadTo { place: alone.clone(), at_ms: 1 },
        Happening::Face(FaceAct::Keys),
        Happening::HeldBack,
        Happening::Ignored(vec![name("eve")]),
        Happening::Ignoring { name: name("eve"), on: true },
        Happening::Earlier { room: room.clone(), count: 3 },
        Happening::Unread { room: room.clone(), since_ms: 1 },
        Happening::Gap { room: name("bob"), since_ms: 1, until_ms: 2 },
        Happening::Typing { who: bob(), place: alone, typing: Typing::Paused },
        Happening::UnknownCommand { typed: "x".into(), nearest: Some(command) },
        Happening::Usage(command),
        Happening::Help,
        Happening::HelpOn(command),
        Happening::TooEarly,
        Happening::LineTooLong,
    ]
}

fn rest() -> Vec<Happening> {
    let room = name("#tea");
    let noted = Noted {
        command: "JOIN".into(),
        code: "HISTORY_KEPT".into(),
        context: vec!["#tea".into()],
        said: "kept".into(),
        operator: None,
    };
    let who = name("me");
    vec![
        Happening::Noted { label: None, noted: noted.clone() },
        Happening::Noted { label: Some(Label(1)), noted },
        Happening::Account(AccountNews::LoggedIn { account: who.clone(), keep: None }),
        Happening::Account(AccountNews::LoggedOut),
        Happening::Account(AccountNews::Registered {
            account: who,
            keep: Some(Secret("hunter2".into())),
            is_made: true,
        }),
        Happening::Account(AccountNews::Refused(AccountRefusal::Exists("me".into()))),
        Happening::Interrupted(Lost::Broken("cut".into())),
        Happening::GoingDown,
        Happening::Returned { room: room.clone(), members: Vec::new() },
        Happening::ReturnedRoomless,
        Happening::NameRefused { name: "x".into(), why: NameRefusal::Character(','), entering: true },
        Happening::RoomRefused { room: "#tea".into(), why: RoomRefusal::BannedBy(terms()) },
        Happening::Refused { label: None, why: Refusal::Muted("#tea".into(), terms()) },
        Happening::Refused { label: Some(Label(1)), why: Refusal::Muted("#tea".into(), terms()) },
        Happening::Refused { label: Some(Label(1)), why: Refusal::NoSuchName("eve".into()) },
        Happening::Mode { target: "#tea".into(), who: bob(), words: "+t".into(), changes: Vec::new() },
        Happening::Modes { target: "#tea".into(), words: "+t".into() },
        Happening::Away { who: bob(), message: None },
        Happening::IsAway { who: bob(), message: "lunch".into() },
        Happening::OwnAway(true),
        Happening::Partner { name: name("bob"), online: true },
        Happening::RealName { who: bob(), real_name: "Bob".into() },
        Happening::RoomRenamed { room: room.clone(), to: name("#b"), who: bob(), reason: None },
        Happening::Invited { room: "#tea".into(), who: bob(), whom: bob() },
        Happening::InvitationSent { room: "#tea".into(), name: "bob".into() },
        Happening::Listed { room: "#tea".into(), count: None, topic: String::new() },
        Happening::ListEnded { count: 1 },
        Happening::About { name: "bob".into(), what: About::Operator },
        Happening::About { name: "bob".into(), what: About::Silent(3) },
        Happening::About { name: "bob".into(), what: About::Rooms("#tea".into()) },
        Happening::Ended(Ending::Left),
    ]
}

#[test]
fn whatever_happens_is_as_the_tables_say() {
    let mut kinds = Vec::new();
    let happened: Vec<Happening> = talk().into_iter().chain(rest()).collect();
    let info = Object::new("info", 1).with("text", "hi");
    let last = [closed(1, None, 1, Some("why")), closed(1, Some(&Ending::Left), 0, None), info];
    for object in happened.iter().flat_map(|one| events(one, 1)).chain(last) {
        let line = object.line();
        schema::check(&line).unwrap();
        assert!(!line.contains("hunter2"), "{line}");
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        kinds.push(value["type"].as_str().unwrap().to_owned());
    }
    for one in happened.iter().filter(|one| !matches!(one, Happening::Ended(_))) {
        assert!(!events(one, 1).is_empty(), "{one:?} is told to nobody");
    }
    let missing: Vec<_> =
        schema::TYPES.iter().map(|of| of.0).filter(|of| !kinds.iter().any(|kind| kind == of)).collect();
    assert!(missing.is_empty(), "nothing makes {missing:?}");
}
