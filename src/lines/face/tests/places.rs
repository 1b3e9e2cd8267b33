//! Where one speaks, in words.

use super::*;
use crate::chat::command;

#[test]
fn what_happens_elsewhere_says_where() {
    let mut face = face("en");
    face.speak_at(Some(Where::Room("#tea".into())));
    let show = |face: &Face, happening: &Happening| {
        let mut lines = Vec::new();
        face.show(happening, &mut lines);
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    let hi = |place| said(alice(), place, Manner::Message, Text::line("hi"));
    assert_eq!(show(&face, &hi(Where::Room("#tea".into()))), ["alice: hi"]);
    assert_eq!(show(&face, &hi(Where::Room("#lobby".into()))), ["[#lobby] alice: hi"]);
    assert_eq!(show(&face, &hi(Where::Private("alice".into()))), ["[alice → you] hi"]);
    let came = Happening::Came { room: "#lobby".into(), who: alice() };
    assert!(show(&face, &came).iter().all(|line| line.starts_with("[#lobby] ")));
    let left = |rooms: &[&str]| Happening::Left {
        rooms: rooms.iter().map(|room| Arc::from(*room)).collect(),
        who: alice(),
        reason: None,
    };
    assert!(show(&face, &left(&["#lobby", "#tea"])).iter().all(|line| !line.starts_with('[')));
    // What is typed to one person stands as that.
    assert_eq!(face.own("me", "hi"), ["me: hi"]);
    face.speak_at(Some(Where::Private("bob".into())));
    assert_eq!(face.own("me", "hi"), ["[me → bob] hi"]);
    assert_eq!(show(&face, &hi(Where::Room("#tea".into()))), ["[#tea] alice: hi"]);
}

#[test]
fn places_are_numbered() {
    let mut face = face("cn");
    assert_eq!(face.rooms(&[]), ["你不在任何聊天室中。"]);
    face.speak_at(Some(Where::Private("bob".into())));
    let places = [Where::Room("#tea".into()), Where::Private("bob".into())];
    assert_eq!(face.rooms(&places), ["1  #tea", "2  bob（当前）"]);
}

#[test]
fn every_command_says_what_it_does() {
    for tag in ["en", "cn"] {
        let face = face(tag);
        for command in command::ALL {
            let rows = face.help_on(command);
            let name = format!("/{}", command.name);
            assert!(rows.first().is_some_and(|row| row.starts_with(&name)), "{tag} {rows:?}");
        }
    }
}
