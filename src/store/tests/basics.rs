//! What is kept is there again, in order and as it was.

use super::*;
use crate::room::history::nonces::AUTHOR_NONCES_MAX;
use crate::room::keep::{AuditRecord, BanRecord};

const NONE: [i64; 0] = [];

#[test]
fn what_was_kept_is_there_after_a_restart() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    assert_eq!(house.kept.last, MsgId::ZERO);
    let mut noted = said(3, "again");
    noted.nonce = Some(shared("n1"));
    house.keep([
        Keep::Room(record(1, "#tea")),
        Keep::Entry(said(2, "hello")),
        Keep::Entry(noted),
        Keep::Marker { account: shared("alice"), target: shared("#tea"), at_ms: 3 },
        Keep::Code(code("C0DE", 2)),
        Keep::Code(code("GONE", 1)),
        Keep::CodeGone(shared("GONE")),
        Keep::Account(account("alice")),
        Keep::Account(account("bob")),
        Keep::AccountGone(shared("bob")),
        Keep::Ban(ban(1, "bob")),
        Keep::Ban(ban(2, "~m:carol")),
        Keep::BanGone(1),
        Keep::Audit(audited(1, "ban")),
        Keep::Audit(audited(1, "unban")),
        Keep::Audit(audited(9, "kick")),
    ]);
    assert_eq!(house.page(room(1), Range::Latest(None), 10, false), [2, 3]);
    house.finish();

    let house = House::open(options(Some(&dir)));
    let kept = &house.kept;
    assert_eq!(kept.last, id(3));
    assert_eq!(kept.rooms[0].0, record(1, "#tea"));
    assert_eq!(numbers(&kept.rooms[0].1), [2, 3]);
    assert_eq!(format!("{:?}", kept.rooms[0].1[0]), format!("{:?}", said(2, "hello")));
    assert_eq!(kept.nonces, [(shared("n1"), id(3), Party::Guest(shared("alice")))]);
    assert_eq!(kept.markers, [(shared("alice"), shared("#tea"), 3)]);
    assert_eq!(kept.codes, [code("C0DE", 2)]);
    assert_eq!(kept.accounts, [account("alice")]);
    assert_eq!(kept.bans, [ban(2, "~m:carol")]);
    // A room that is gone takes its records with it.
    assert_eq!(kept.audit, [audited(1, "ban"), audited(1, "unban")]);
    assert!(matches!(
        Store::open(options(Some(&dir)), || {}),
        Err(OpenError::InUse { path }) if path == dir.path()
    ));
}

fn ban(id: u64, mask: &str) -> BanRecord {
    let (mask, by, reason) = (mask.to_owned(), "Ann".to_owned(), Some("spam".to_owned()));
    BanRecord { id, mask, whom: None, by, reason, at_ms: 5, until_ms: Some(9) }
}

fn audited(room: i64, did: &str) -> AuditRecord {
    AuditRecord { at_ms: 7, room: Some(room), by: "Ann".into(), did: did.into(), ..AuditRecord::default() }
}

#[test]
fn nothing_is_changed_in_the_audit_log() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Audit(audited(1, "ban"))]);
    house.finish();
    let conn = rusqlite::Connection::open(dir.path().join(crate::store::FILE_NAME)).unwrap();
    let error = conn.execute("UPDATE audit SET record = ''", []).unwrap_err();
    assert!(error.to_string().contains("audit"), "{error}");
}

#[test]
fn pages_of_every_kind() {
    for is_on_disk in [true, false] {
        let dir = is_on_disk.then(Dir::new);
        let mut house = House::open(options(dir.as_ref()));
        let joined = || What::Joined { room: "#tea".into(), realname: "Bob".into() };
        house.keep((10..20).map(|number| {
            Keep::Entry(if number == 13 || number == 16 {
                happened("bob", room(1), number, joined())
            } else {
                said(number, "x")
            })
        }));
        house.keep([Keep::Entry(said_by("alice", room(2), 20, "elsewhere"))]);
        let mut page = |range, max, events| house.page(room(1), range, max, events);
        assert_eq!(page(Range::Latest(None), 3, false), [17, 18, 19]);
        assert_eq!(page(Range::Latest(None), 5, true), [15, 16, 17, 18, 19]);
        assert_eq!(page(Range::Latest(Some(id(17))), 5, true), [18, 19]);
        assert_eq!(page(Range::Before(id(17)), 3, false), [12, 14, 15]);
        assert_eq!(page(Range::Before(id(17)), 3, true), [14, 15, 16]);
        assert_eq!(page(Range::After(id(11)), 3, false), [12, 14, 15]);
        assert_eq!(page(Range::After(id(11)), 3, true), [12, 13, 14]);
        assert_eq!(page(Range::Around(id(14)), 4, false), [11, 12, 14, 15]);
        assert_eq!(page(Range::Around(id(14)), 5, true), [12, 13, 14, 15, 16]);
        assert_eq!(page(Range::Around(id(0)), 5, true), [10, 11, 12]);
        assert_eq!(page(Range::Between(id(11), id(18)), 3, false), [12, 14, 15]);
        assert_eq!(page(Range::Between(id(18), id(11)), 3, false), [14, 15, 17]);
        assert_eq!(page(Range::Between(id(11), id(13)), 3, true), [12]);
        assert_eq!(page(Range::After(id(19)), 3, true), NONE);
        assert_eq!(house.page(room(3), Range::Latest(None), 3, true), NONE);
        assert_eq!(numbers(&house.entries(Ask::Entry(room(1), id(13)))), [13]);
        assert_eq!(numbers(&house.entries(Ask::Entry(room(2), id(13)))), NONE);
    }
}

#[test]
fn a_room_is_called_what_it_is_called_when_it_is_read() {
    let mut house = House::open(options(None));
    house.keep([
        Keep::Room(record(1, "#tea")),
        Keep::Entry(said(2, "x")),
        Keep::Room(record(1, "#chai")),
        Keep::Entry(happened("bob", room(1), 3, What::Topic { room: "#chai".into(), topic: "T".into() })),
    ]);
    let entries =
        house.entries(Ask::Page { place: room(1), range: Range::Latest(None), entries_max: 9, events: true });
    let said = format!("{:?}", entries[0].event.what);
    assert!(said.contains("#chai") && said.contains("in_room: true"), "{said}");
    assert!(format!("{:?}", entries[1].event.what).contains("#chai"));
}

#[test]
fn rooms_that_are_gone_do_not_come_back() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([
        Keep::Room(record(1, "#tea")),
        Keep::Entry(said(2, "x")),
        Keep::RoomGone(id(1)),
        Keep::Room(record(3, "#empty")),
        Keep::RoomGone(id(3)),
        Keep::Room(record(4, "#Tea")),
        Keep::Entry(said_by("bob", room(4), 5, "y")),
        // Its name is taken by another, of which it has not heard.
        Keep::Room(record(6, "#lost")),
        Keep::Room(record(7, "#LOST")),
    ]);
    assert_eq!(house.page(room(4), Range::Latest(None), 9, true), [5]);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [2], "it is not erased");
    house.finish();
    let house = House::open(options(Some(&dir)));
    let rooms: Vec<_> = house.kept.rooms.iter().map(|(record, _)| record.id).collect();
    assert_eq!(rooms, [4, 7]);
    assert_eq!(house.kept.last, id(7));
}

#[test]
fn places_by_their_latest_message() {
    let mut house = House::open(options(None));
    let guest = Place::between(Party::Account("alice".into()), Party::Guest("bob".into()));
    house.keep([
        Keep::Entry(said_by("alice", room(1), 10, "x")),
        Keep::Entry(said_by("alice", private("alice", "bob"), 11, "x")),
        Keep::Entry(said_by("alice", private("zoe", "alice"), 12, "x")),
        Keep::Entry(said_by("bob", guest.clone(), 13, "x")),
        Keep::Entry(said_by("bob", private("bob", "zoe"), 14, "secret")),
        Keep::Entry(said_by("alice", room(2), 15, "x")),
        Keep::Entry(happened("bob", room(1), 16, What::Topic { room: "#a".into(), topic: "T".into() })),
    ]);
    let mut places = |account: Option<&str>, after, before, places_max| {
        let rooms = vec![id(1), id(2), id(99)];
        let account = account.map(Arc::from);
        match house.ask(Ask::Places { account, rooms, after: id(after), before: id(before), places_max }) {
            Answer::Places(places) => places,
            answer => panic!("{answer:?}"),
        }
    };
    let all = [
        (room(1), id(10)),
        (private("alice", "bob"), id(11)),
        (private("alice", "zoe"), id(12)),
        (guest, id(13)),
        (room(2), id(15)),
    ];
    assert_eq!(places(Some("alice"), 0, 99, 10), all);
    assert_eq!(places(Some("alice"), 10, 13, 10), all[1..3]);
    assert_eq!(places(Some("alice"), 0, 99, 2), all[3..]);
    assert_eq!(places(None, 0, 99, 9), [all[0].clone(), all[4].clone()]);
}

#[test]
fn who_takes_the_name_of_an_account_that_is_gone_sees_nothing_of_it() {
    let mut house = House::open(options(None));
    let talk = private("alice", "bob");
    house.keep([
        Keep::Account(account("alice")),
        Keep::Entry(said_by("alice", talk.clone(), 2, "secret")),
        Keep::AccountGone(shared("alice")),
        Keep::Account(account("alice")),
    ]);
    assert_eq!(house.page(talk.clone(), Range::Latest(None), 9, true), NONE);
    let guest = Place::between(Party::Account("bob".into()), Party::Guest("alice".into()));
    assert_eq!(house.page(guest.clone(), Range::Latest(None), 9, true), [2], "bob still sees it");
    // The same again, and then there are two of them.
    house.keep([Keep::Entry(said_by("alice", talk.clone(), 3, "more")), Keep::AccountGone(shared("alice"))]);
    assert_eq!(house.page(talk, Range::Latest(None), 9, true), NONE);
    assert_eq!(house.page(guest, Range::Latest(None), 9, true), [2]);
}

#[test]
fn what_is_redacted_has_lost_its_words() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([
        Keep::Entry(said(2, "a secret word")),
        Keep::Entry(said(3, "a word")),
        Keep::Redact { place: room(2), id: id(3) },
    ]);
    assert_eq!(house.search(words("word"), 2), [2, 3], "it stands in another room");
    house.keep([Keep::Redact { place: room(1), id: id(2) }, Keep::Redact { place: room(1), id: id(2) }]);
    assert_eq!(numbers(&house.entries(Ask::Search(words("word")))), [3]);
    assert_eq!(numbers(&house.entries(Ask::Search(words("secret")))), NONE);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [3]);
    assert_eq!(house.entries(Ask::Entry(room(1), id(2))).len(), 0);
    // One that is not indexed yet.
    house.keep([Keep::Entry(said(4, "word")), Keep::Redact { place: room(1), id: id(4) }]);
    house.keep([Keep::Entry(said(5, "last"))]);
    assert_eq!(house.search(words("last"), 1), [5]);
    assert_eq!(house.search(words("word"), 1), [3]);
    house.finish();
    for file in ["history.db", "history.db-wal"] {
        let bytes = std::fs::read(dir.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(6).any(|window| window == b"secret"), "{file}");
    }
}

#[test]
fn what_is_searched_is_found() {
    let mut house = House::open(options(None));
    let mut bob = said_by("bob", room(2), 6, "tea for two");
    bob.event.who.account = Some("robert".into());
    house.keep([
        Keep::Entry(said(2, "Green tea, please")),
        Keep::Entry(said(3, "please: tea, green")),
        Keep::Entry(said(4, "今天天气很好，我们去喝茶吧")),
        Keep::Entry(said_by("bob", private("alice", "bob"), 5, "Café")),
        Keep::Entry(bob),
        Keep::Entry(happened("tea", room(1), 7, What::Topic { room: "#tea".into(), topic: "tea".into() })),
    ]);
    assert_eq!(house.search(words("tea"), 3), [2, 3, 6]);
    let mut found = |words: Search| numbers(&house.entries(Ask::Search(words)));
    assert_eq!(found(words("PLEASE green")), [2, 3]);
    assert_eq!(found(words("\"green tea\"")), [2]);
    assert_eq!(found(words("天气")), [4]);
    assert_eq!(found(words("我们 喝茶")), [4]);
    assert_eq!(found(words("天们")), NONE);
    assert_eq!(found(words("cafe")), [5]);
    assert_eq!(found(words("?")), NONE);
    assert_eq!(found(words("")), [2, 3, 4, 5, 6]);
    assert_eq!(found(Search { from: Some("Bob".into()), ..words("") }), [5, 6]);
    assert_eq!(found(Search { from: Some("robert".into()), ..words("tea") }), [6]);
    assert_eq!(found(Search { places: Some(vec![room(1)]), ..words("tea") }), [2, 3]);
    assert_eq!(found(Search { places: Some(vec![room(1), room(2)]), ..words("tea") }), [2, 3, 6]);
    assert_eq!(found(Search { places: Some(vec![private("bob", "alice")]), ..words("") }), [5]);
    assert_eq!(found(Search { places: Some(vec![room(9)]), ..words("tea") }), NONE);
    assert_eq!(found(Search { places: Some(vec![]), ..words("tea") }), NONE);
    assert_eq!(found(Search { after: id(2), before: id(6), ..words("tea") }), [3]);
    assert_eq!(found(Search { after: id(2), before: id(6), ..words("") }), [3, 4, 5]);
    assert_eq!(found(Search { entries_max: 2, ..words("tea") }), [3, 6]);
    assert_eq!(found(Search { entries_max: 2, oldest: true, ..words("tea") }), [2, 3]);
    assert_eq!(found(Search { entries_max: 2, oldest: true, ..words("") }), [2, 3]);
}

#[test]
fn retention_takes_the_oldest() {
    for is_on_disk in [true, false] {
        let dir = is_on_disk.then(Dir::new);
        let retention = Retention { messages_max: Some(300), ..Retention::default() };
        let mut house = House::open(Options { retention, ..options(dir.as_ref()) });
        house.keep((1..=1000).map(|number| Keep::Entry(said(number, "some words"))));
        house.keep([Keep::Entry(said_by("bob", room(2), 1001, "other"))]);
        let all =
            || Ask::Page { place: room(1), range: Range::Latest(None), entries_max: 2000, events: true };
        let deadline = Instant::now() + Duration::from_secs(30);
        while house.entries(all()).len() > 300 {
            assert!(Instant::now() < deadline);
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(numbers(&house.entries(all())), (701..=1000).collect::<Vec<_>>());
        assert_eq!(house.page(room(2), Range::Latest(None), 9, true), [1001]);
        assert_eq!(house.search(Search { entries_max: 2000, ..words("words") }, 300).len(), 300);
    }
}

#[test]
fn retention_by_bytes_and_age() {
    let dir = Dir::new();
    let old = MsgId::first_at(1_000).number();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Room(record(1, "#tea")), Keep::Entry(said(old, "long ago"))]);
    let recent = MsgId::first_at(u64::MAX).number() - 1000;
    house.keep((0..100).map(|number| Keep::Entry(said(recent + number, "0123456789"))));
    house.finish();

    let age_max = Some(Duration::from_secs(3_600));
    let retention = Retention { age_max, bytes_max: Some(500), ..Retention::default() };
    let mut house = House::open(Options { retention, ..options(Some(&dir)) });
    let all = || Ask::Page { place: room(1), range: Range::Latest(None), entries_max: 2000, events: true };
    let deadline = Instant::now() + Duration::from_secs(30);
    while house.entries(all()).len() > 50 {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(numbers(&house.entries(all())), (recent + 50..recent + 100).collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_it() {
    use std::os::unix::fs::MetadataExt;
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Entry(said(2, "secret"))]);
    for file in ["history.db", "history.db-wal", "history.db-shm"] {
        assert_eq!(std::fs::metadata(dir.path().join(file)).unwrap().mode() & 0o077, 0, "{file}");
    }
}

#[test]
fn a_later_version_and_a_broken_file_are_refused() {
    let dir = Dir::new();
    let path = dir.path().join("history.db");
    std::fs::write(&path, "this is no database, and long enough to be seen as none".repeat(100)).unwrap();
    assert!(matches!(Store::open(options(Some(&dir)), || {}), Err(OpenError::Damaged { .. })));
    std::fs::remove_file(&path).unwrap();
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 1_000).unwrap();
    drop(conn);
    assert!(matches!(
        Store::open(options(Some(&dir)), || {}),
        Err(OpenError::Newer { version: 1_000, path: at }) if at == path
    ));
    let blocked = dir.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let options = Options { dir: Some(blocked.join("dir")), ..options(None) };
    assert!(matches!(Store::open(options, || {}), Err(OpenError::Io { .. })));
}

#[test]
fn what_is_not_indexed_is_at_the_next_start() {
    let dir = Dir::new();
    for sync in [Sync::Always, Sync::Second, Sync::Never] {
        let mut house = House::open(Options { sync, ..options(Some(&dir)) });
        let from = house.kept.last.number() + 1;
        house.keep((from..from + 600).map(|number| Keep::Entry(said(number, "words"))));
        house.finish();
    }
    let conn = rusqlite::Connection::open(dir.path().join("history.db")).unwrap();
    let forget = "INSERT INTO words(words) VALUES('delete-all');
        UPDATE facts SET number = 0 WHERE name = 'indexed';";
    conn.execute_batch(forget).unwrap();
    drop(conn);
    let mut house = House::open(options(Some(&dir)));
    assert_eq!(house.search(Search { entries_max: 5_000, ..words("words") }, 1_800).len(), 1_800);
}

/// The log is moved into the database by another thread, which is no change from outside.
#[test]
fn a_long_log_is_moved() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    let long = "x".repeat(3_000);
    for from in (0..20).map(|turn| 1 + turn * 200) {
        house.keep((from..from + 200).map(|number| Keep::Entry(said(number, &long))));
    }
    let size = |file: &str| std::fs::metadata(dir.path().join(file)).unwrap().len();
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut number = 10_000;
    loop {
        let before = size("history.db-wal");
        number += 1;
        house.keep([Keep::Entry(said(number, "more"))]);
        if size("history.db") > 4_000 * 3_000 && size("history.db-wal") == before {
            break;
        }
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(house.page(room(1), Range::Latest(None), 1, true), [number]);
    assert!(house.store.take().is_none());
}

#[test]
fn whoever_said_much_leaves_room_for_what_others_called_their_messages() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    let named = |name: &str, number: i64| {
        let mut entry = said_by(name, room(1), number, "x");
        entry.nonce = Some(format!("n{number}").into());
        Keep::Entry(entry)
    };
    let most = AUTHOR_NONCES_MAX as i64;
    house.keep([named("bob", 1)]);
    house.keep((2..most + 20).map(|number| named("alice", number)));
    house.finish();
    let house = House::open(options(Some(&dir)));
    let nonces = &house.kept.nonces;
    assert_eq!(nonces.len(), AUTHOR_NONCES_MAX + 1);
    assert_eq!(nonces[0], (shared("n1"), id(1), Party::Guest(shared("bob"))));
    assert_eq!((nonces[1].1, nonces[AUTHOR_NONCES_MAX].1), (id(20), id(most + 19)));
}
