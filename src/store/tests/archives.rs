//! What the command line does with what is kept, with a server and without.

use super::*;
use crate::store::archive::{Access, Archive, Erase, ImportCount, Imported, ImportedPlace, State, verify};

fn exported(archive: &Archive, place: Option<Place>) -> Vec<(i64, String)> {
    let all = archive.export(place, MsgId::ZERO, MsgId::MAX);
    all.map(|entry| entry.map(|(entry, name)| (entry.event.id.unwrap().number(), name.to_string())).unwrap())
        .collect()
}

fn imported(at_ms: u64, room: &str, text: &str) -> Imported {
    Imported {
        at_ms,
        id: None,
        place: ImportedPlace::Room(room.to_owned()),
        who: who("carol"),
        what: said(0, text).event.what,
        nonce: None,
    }
}

#[test]
fn places_are_listed_and_exported() {
    let dir = Dir::new();
    assert!(matches!(Archive::open(dir.path(), Access::Read), Err(OpenError::Io { .. })));
    let mut house = House::open(options(Some(&dir)));
    house.keep([
        Keep::Room(record(1, "#tea")),
        Keep::Entry(said(2, "hello")),
        Keep::Entry(happened("bob", room(1), 3, What::Topic { room: "#tea".into(), topic: "T".into() })),
        Keep::Entry(said_by("bob", private("bob", "alice"), 4, "psst")),
        Keep::Entry(said_by("bob", room(5), 6, "gone")),
        Keep::RoomGone(id(5)),
    ]);
    // While the server runs.
    let archive = Archive::open(dir.path(), Access::Read).unwrap();
    let shelves = archive.shelves().unwrap();
    let listed: Vec<_> = shelves
        .iter()
        .map(|shelf| (shelf.name.as_str(), shelf.state, shelf.messages, shelf.bytes, shelf.span))
        .collect();
    assert_eq!(
        listed,
        [
            ("#tea", State::Open, 1, 6, Some((id(2), id(3)))),
            ("#tea", State::Gone, 1, 4, Some((id(6), id(6)))),
            ("", State::Private, 1, 7, Some((id(4), id(4)))),
        ]
    );
    assert_eq!(archive.rooms_named("#TEA").unwrap(), [room(1), room(5)]);
    let pair = |number, name: &str| (number, name.to_owned());
    let all = [pair(2, "#tea"), pair(3, "#tea"), pair(4, ""), pair(6, "#tea")];
    assert_eq!(exported(&archive, None), all);
    assert_eq!(exported(&archive, Some(room(1))), all[..2]);
    house.keep((10..3_500).map(|number| Keep::Entry(said(number, "more"))));
    assert_eq!(exported(&archive, None).len(), 3_494);
    assert_eq!(exported(&archive, Some(room(1))).len(), 3_492);
    house.finish();
    let found = archive.search(&Search { places: Some(vec![private("alice", "bob")]), ..words("") }).unwrap();
    assert_eq!(found[0].0.event.id, Some(id(4)));
}

#[test]
fn what_is_imported_is_found_and_comes_only_once() {
    let dir = Dir::new();
    let mut archive = Archive::open(dir.path(), Access::Write).unwrap();
    let mut with_id = imported(0, "#tea", "with its id");
    with_id.id = Some(MsgId::first_at(9_000));
    let future = imported(u64::MAX >> 12, "#tea", "of the future");
    let all = vec![
        with_id,
        imported(1_000, "#Tea", "first words"),
        imported(1_000, "#tea", "second words"),
        imported(1_000, "#chai", "elsewhere"),
        future,
    ];
    let count = archive.import(all.clone()).unwrap();
    assert_eq!(count, ImportCount { added: 4, known: 0, refused: 1 });
    let count = archive.import(all).unwrap();
    assert_eq!(count, ImportCount { added: 0, known: 4, refused: 1 });
    let found = archive.search(&words("words")).unwrap();
    assert_eq!(found.len(), 2, "it is indexed without a server");
    drop(archive);

    let mut house = House::open(options(Some(&dir)));
    let rooms: Vec<_> = house.kept.rooms.iter().map(|(room, recent)| (&*room.name, recent.len())).collect();
    assert_eq!(rooms, [("#Tea", 3), ("#chai", 1)]);
    assert_eq!(house.kept.last, MsgId::first_at(9_000));
    assert_eq!(house.search(words("words"), 2).len(), 2);
}

#[test]
fn a_server_that_runs_sees_what_is_changed() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    let begin = MsgId::first_at(50_000).number();
    house.keep([
        Keep::Room(record(1, "#tea")),
        Keep::Entry(said(begin, "one word")),
        Keep::Entry(said_by("bob", room(1), begin + 1, "two word")),
        Keep::Entry(said_by("bob", private("bob", "alice"), begin + 2, "three word")),
    ]);
    assert_eq!(house.search(words("word"), 3).len(), 3);
    // Not `leave`, which signals this very process: no server of the tests waits for that signal.
    let mut archive = Archive::open(dir.path(), Access::Write).unwrap();
    archive.is_told = false;
    archive.import([imported(1_000, "#tea", "old word")]).unwrap();
    assert_eq!(archive.erase(&Erase::Ids(vec![id(begin), id(7)])).unwrap(), 1);
    house.store.look_again();
    let Report::Rewritten { recent, upto, .. } = house.report() else { panic!() };
    assert_eq!(upto, id(begin + 2));
    let old = MsgId::first_at(1_000).number();
    assert_eq!(numbers(&recent[0].1), [old, begin + 1]);
    let found = |house: &mut House| numbers(&house.entries(Ask::Search(words("word"))));
    assert_eq!(found(&mut house), [old, begin + 1, begin + 2]);

    assert_eq!(archive.erase(&Erase::Author("Bob".into(), Some(vec![room(1)]))).unwrap(), 1);
    assert_eq!(found(&mut house), [old, begin + 2]);
    assert_eq!(archive.erase(&Erase::Author("BOB".into(), None)).unwrap(), 1);
    assert_eq!(found(&mut house), [old]);
    house.keep([].into_iter().chain([Keep::Entry(said_by("bob", room(1), begin + 3, "again"))]));
    assert!(matches!(house.report(), Report::Rewritten { .. }));
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [old, begin + 3]);
    house.finish();
    assert!(verify(dir.path()).unwrap().problems.is_empty());
    for file in ["history.db", "history.db-wal"] {
        let bytes = std::fs::read(dir.path().join(file)).unwrap_or_default();
        for word in ["three", "one word"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{file} {word}");
        }
    }
}

#[test]
fn ids_are_not_given_out_again_when_the_last_is_erased() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Entry(said(1, "x")), Keep::Entry(said(2, "x"))]);
    house.finish();
    let mut archive = Archive::open(dir.path(), Access::Write).unwrap();
    assert_eq!(archive.erase(&Erase::Ids(vec![id(2)])).unwrap(), 1);
    drop(archive);
    assert_eq!(House::open(options(Some(&dir))).kept.last, id(2));
}

#[test]
fn a_backup_is_whole_while_the_server_writes() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Room(record(1, "#tea")), Keep::Account(account("alice"))]);
    house.keep((10..2_000).map(|number| Keep::Entry(said(number, "some words to be copied"))));
    let archive = Archive::open(dir.path(), Access::Read).unwrap();
    let copy = dir.path().join("copy.db");
    let mut steps = 0;
    archive
        .backup(&copy, |_, _| {
            steps += 1;
            house.keep([Keep::Entry(said(5_000 + steps, "meanwhile"))]);
        })
        .unwrap();
    let verified = verify(&copy).unwrap();
    assert_eq!(verified.problems, Vec::<String>::new());
    assert_eq!((verified.rooms, verified.messages, verified.accounts), (1, 1_990, 1));
    assert!(!dir.path().join("copy.db.part").exists());
    // It can be used as it is.
    let other = Dir::new();
    std::fs::copy(&copy, other.path().join("history.db")).unwrap();
    assert_eq!(House::open(options(Some(&other))).kept.rooms[0].1.len(), 50);
    // And a broken one is seen to be one.
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 3_000].fill(0x5a);
    std::fs::write(&copy, bytes).unwrap();
    assert!(verify(&copy).map_or(true, |verified| !verified.problems.is_empty()));
    assert!(matches!(archive.backup(&dir.path().join("no/such/dir"), |_, _| {}), Err(OpenError::Io { .. })));
}
