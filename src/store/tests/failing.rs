//! What happens when nothing can be written.

use std::sync::atomic::AtomicBool;

use super::*;

/// Commits fail while the switch is on.
fn faulty(options: Options) -> (Options, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&switch);
    let fault: Fault = Arc::new(move |_| seen.load(Ordering::Relaxed).then(|| "no space".to_owned()));
    (Options { fault: Some(fault), ..options }, switch)
}

#[track_caller]
fn expect(house: &mut House, expected: &[&str]) {
    for expected in expected {
        assert_eq!(format!("{:?}", house.report()), *expected);
    }
}

#[test]
fn going_on_keeps_it_until_it_can_be_written() {
    let dir = Dir::new();
    let (options, switch) = faulty(options(Some(&dir)));
    let mut house = House::open(options.clone());
    house.keep([Keep::Entry(said(1, "before"))]);
    switch.store(true, Ordering::Relaxed);
    house.store.push(Keep::Entry(said(2, "meanwhile")));
    house.store.push(Keep::Entry(said(3, "meanwhile")));
    house.store.send();
    expect(&mut house, &["Keeping(Failing(\"no space\"))", "Written { to: 3 }"]);
    house.keep([Keep::Entry(said(4, "meanwhile"))]);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [1]);
    switch.store(false, Ordering::Relaxed);
    expect(&mut house, &["Keeping(Fine)"]);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [1, 2, 3, 4]);
    house.keep([Keep::Entry(said(5, "after"))]);
    house.finish();
    let mut house = House::open(options);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [1, 2, 3, 4, 5]);
}

#[test]
fn refusing_hands_messages_back_and_keeps_the_rest() {
    let (options, switch) = faulty(Options { on_failure: OnFailure::Refuse, ..options(None) });
    let mut house = House::open(options);
    switch.store(true, Ordering::Relaxed);
    let topic = What::Topic { room: "#tea".into(), topic: "T".into() };
    house.store.push(Keep::Entry(said(1, "no")));
    house.store.push(Keep::Entry(said(2, "no")));
    house.store.push(Keep::Entry(happened("bob", room(1), 3, topic)));
    house.store.push(Keep::Entry(said(4, "no")));
    house.store.send();
    let expected = [
        "Keeping(Failing(\"no space\"))",
        "Unwritten { from: 1, to: 2 }",
        "Unwritten { from: 4, to: 4 }",
        "Written { to: 4 }",
    ];
    expect(&mut house, &expected);
    house.store.push(Keep::Room(record(1, "#tea")));
    house.store.push(Keep::Entry(said(5, "no")));
    house.store.send();
    expect(&mut house, &["Unwritten { from: 6, to: 6 }", "Written { to: 6 }"]);
    switch.store(false, Ordering::Relaxed);
    expect(&mut house, &["Keeping(Fine)"]);
    house.keep([Keep::Entry(said(6, "yes"))]);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [3, 6]);
}

#[test]
fn too_much_is_given_up_and_told() {
    let (options, switch) = faulty(Options { unwritten_bytes_max: 3_000, ..options(None) });
    let mut house = House::open(options);
    switch.store(true, Ordering::Relaxed);
    for number in 1..=100 {
        house.store.push(Keep::Entry(said(number, "words")));
    }
    house.store.send();
    let expected = [
        "Keeping(Failing(\"no space\"))",
        "Keeping(Failing(\"no space; unwritten_bytes_max = 3000\"))",
        "Written { to: 100 }",
    ];
    expect(&mut house, &expected);
    switch.store(false, Ordering::Relaxed);
    expect(&mut house, &["Keeping(Fine)"]);
    let page = house.page(room(1), Range::Latest(None), 200, true);
    assert!(page.len() > 5 && page.len() < 15 && page.ends_with(&[99, 100]), "{page:?}");
}

#[test]
fn another_process_that_writes_is_waited_for() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Room(record(1, "#tea"))]);
    // Another process writes, and stops.
    let other = rusqlite::Connection::open(dir.path().join("history.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let last = house.store.push(Keep::Entry(said(2, "waits")));
    house.store.send();
    std::thread::sleep(Duration::from_millis(20));
    assert!(house.store.take().is_none());
    other.execute_batch("COMMIT").unwrap();
    match house.report() {
        Report::Written { to } => assert_eq!(to, last),
        report => panic!("{report:?}"),
    }
}

#[test]
fn a_conflict_of_ids_harms_nobody_else() {
    let mut house = House::open(options(None));
    house.keep([
        Keep::Entry(said(1, "first")),
        Keep::Entry(said(1, "second")),
        Keep::Entry(said(2, "third")),
    ]);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [1, 2]);
}

#[test]
fn another_process_is_noticed() {
    let dir = Dir::new();
    let mut house = House::open(options(Some(&dir)));
    house.keep([Keep::Room(record(1, "#tea")), Keep::Entry(said(2, "one")), Keep::Entry(said(3, "two"))]);
    let other = rusqlite::Connection::open(dir.path().join("history.db")).unwrap();
    let erased = "DELETE FROM entries WHERE id = 2; DELETE FROM people;";
    other.execute_batch(erased).unwrap();
    house.store.look_again();
    match house.report() {
        Report::Rewritten { recent, upto, .. } => {
            assert_eq!(upto, id(3));
            assert_eq!(recent[0].0, id(1));
        }
        report => panic!("{report:?}"),
    }
    // The author is written down again.
    house.keep([Keep::Entry(said(4, "three"))]);
    assert_eq!(house.page(room(1), Range::Latest(None), 9, true), [3, 4]);
    // Without being told, it sees it with its next commit.
    other.execute_batch("DELETE FROM entries WHERE id = 3").unwrap();
    house.store.push(Keep::Entry(said(5, "four")));
    house.store.send();
    let mut reports = vec![format!("{:?}", house.report()), format!("{:?}", house.report())];
    reports.sort();
    assert!(reports[0].starts_with("Rewritten") && reports[1] == "Written { to: 5 }", "{reports:?}");
}

#[test]
fn a_room_that_came_and_went_meanwhile_leaves_what_was_said_and_one_that_was_there_is_gone() {
    let dir = Dir::new();
    let (options, switch) = faulty(options(Some(&dir)));
    let mut house = House::open(options.clone());
    house.keep([Keep::Room(record(1, "#tea")), Keep::Entry(said(2, "before"))]);
    switch.store(true, Ordering::Relaxed);
    house.store.push(Keep::Room(record(3, "#fleeting")));
    house.store.push(Keep::Entry(said_by("bob", room(3), 4, "meanwhile")));
    house.store.push(Keep::RoomGone(id(3)));
    house.store.push(Keep::RoomGone(id(1)));
    house.store.send();
    expect(&mut house, &["Keeping(Failing(\"no space\"))", "Written { to: 6 }"]);
    switch.store(false, Ordering::Relaxed);
    expect(&mut house, &["Keeping(Fine)"]);
    assert_eq!(house.page(room(3), Range::Latest(None), 9, true), [4]);
    house.finish();
    let house = House::open(options);
    assert_eq!(house.kept.rooms.len(), 0);
}
