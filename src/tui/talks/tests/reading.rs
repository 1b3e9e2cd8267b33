//! What was seen, and moving over it.

use super::*;
use crate::chat::{Refusal, Typing};

fn laid(stage: &Stage) -> usize {
    stage.talks.look.laid.get()
}

/// How many entries are laid out while this is done.
fn cost(stage: &mut Stage, act: impl FnOnce(&mut Stage)) -> usize {
    let before = laid(stage);
    act(stage);
    stage.draw();
    laid(stage) - before
}

fn numbered(tag: &str, columns: u16, rows: u16, count: usize) -> Stage {
    let mut stage = Stage::new(tag, columns, rows);
    for number in 0..count {
        stage.says("alice", &format!("message {number}."));
        stage.wait(10);
    }
    stage
}

/// The numbers of the messages on the screen.
fn numbers(stage: &mut Stage) -> Vec<usize> {
    let drawn = stage.draw();
    let number = |row: &str| row.split_once("message ")?.1.split_once('.')?.0.parse().ok();
    drawn.lines().filter_map(number).collect()
}

#[test]
fn a_frame_lays_out_what_is_seen_and_nothing_else() {
    let mut stage = numbered("en", 80, 24, 10_000);
    assert_eq!(laid(&stage), 0);
    assert_eq!(cost(&mut stage, |_| {}), 24);
    assert_eq!(cost(&mut stage, |_| {}), 0);
    assert_eq!(cost(&mut stage, |stage| drop(stage.says("bob", "hi"))), 1);
    assert!(cost(&mut stage, |stage| stage.talks.scroll(Scroll::Pages(-1))) <= 23);
    assert_eq!(cost(&mut stage, |stage| stage.talks.scroll(Scroll::Rows(1))), 0);
    assert_eq!(cost(&mut stage, |stage| stage.size = (60, 24)), 24);
    assert!(cost(&mut stage, |stage| stage.talks.scroll(Scroll::Oldest)) <= 25);
    stage.draw();
    assert!(cost(&mut stage, |stage| stage.say_old(NOON - 1, "bob", "older")) <= 2);
    assert!(cost(&mut stage, |stage| stage.talks.scroll(Scroll::Newest)) <= 25);
    assert_eq!(stage.talks.highlight(Some("message 17.")), 1);
    assert!(cost(&mut stage, |stage| assert!(stage.talks.find_next(true))) <= 60);
    assert!(numbers(&mut stage).contains(&17));
}

#[test]
fn the_view_stays_while_somebody_reads() {
    let mut stage = numbered("en", 60, 5, 20);
    assert_eq!(numbers(&mut stage), [15, 16, 17, 18, 19]);
    assert_eq!(stage.talks.below(), None);
    stage.talks.scroll(Scroll::Rows(-7));
    assert_eq!(numbers(&mut stage), [8, 9, 10, 11, 12]);
    assert_eq!(stage.talks.below(), Some(Below::default()));
    stage.says("bob", "hi");
    stage.says("bob", "are you there, me?");
    stage.says("bob", "well");
    assert_eq!(numbers(&mut stage), [8, 9, 10, 11, 12]);
    assert_eq!(stage.talks.below(), Some(Below { count: 3, mention: Some("bob".into()) }));
    // Pages overlap by two rows.
    stage.talks.scroll(Scroll::Pages(-1));
    assert_eq!(numbers(&mut stage), [5, 6, 7, 8, 9]);
    stage.talks.scroll(Scroll::Pages(1));
    assert_eq!(numbers(&mut stage), [8, 9, 10, 11, 12]);
    // Further down than there is anything: at the newest.
    stage.talks.scroll(Scroll::Rows(100));
    assert_eq!(stage.talks.below(), None);
    assert!(stage.draw().ends_with("well"));
    // Who says something wants to see it.
    stage.talks.scroll(Scroll::Oldest);
    stage.send(1, "yes");
    assert!(stage.draw().ends_with("yes"));
}

#[test]
fn another_size_keeps_the_place() {
    let mut stage = Stage::new("en", 80, 6);
    for number in 0..50 {
        stage.says("alice", &format!("message {number}. {}", "word ".repeat(20)));
    }
    stage.draw();
    stage.talks.scroll(Scroll::Rows(-40));
    let first = numbers(&mut stage)[0];
    for size in [(40, 6), (20, 3), (200, 9), (1, 1), (7, 2), (80, 6)] {
        stage.size = size;
        stage.draw();
    }
    let after = numbers(&mut stage)[0];
    assert!(after.abs_diff(first) <= 1, "{first} {after}");
    stage.talks.scroll(Scroll::Newest);
    stage.size = (30, 8);
    assert!(stage.talks.below().is_none());
}

#[test]
fn no_size_is_too_small() {
    for tag in ["en", "cn"] {
        let mut stage = Stage::new(tag, 1, 1);
        for name in ["alice", "王小明", "me", "a\u{301}\u{301}"] {
            stage.says(name, "me 你好 https://a.test/b ❤️ \u{1b}[31m");
            stage.comes(name);
        }
        stage.send(1, "a\nb");
        for columns in (0..50).chain([300]) {
            for rows in [0, 1, 2, 3, 50] {
                stage.size = (columns, rows);
                for widths in [false, true] {
                    stage.widths = Widths { ambiguous_wide: widths };
                    stage.draw();
                    stage.talks.scroll(Scroll::Rows(-3));
                    stage.draw();
                    stage.talks.scroll(Scroll::Pages(1));
                    stage.talks.take_seen(true);
                }
            }
        }
    }
}

#[test]
fn the_ruler_stands_where_the_unread_begin() {
    let mut stage = Stage::new("en", 60, 6);
    stage.says("alice", "one");
    stage.look();
    // Nothing comes between what was seen as it came.
    stage.says("alice", "two");
    assert!(!stage.draw().contains("unread"));
    stage.look();
    stage.talks.take_seen(false);
    stage.says("alice", "three");
    stage.says("me", "from elsewhere");
    stage.says("alice", "four");
    assert_eq!(stage.unread(), (2, 0));
    shows(
        &mut stage,
        "
 12:00   alice one
               two
-- unread messages below -----------------------------------
 12:00   alice three
            me from elsewhere
         alice four",
    );
    // It stays while somebody looks, and goes when they answer.
    stage.look();
    assert_eq!(stage.unread(), (0, 0));
    stage.wait(1);
    stage.says("alice", "five");
    assert!(stage.look().is_some());
    assert!(stage.draw().contains("unread"));
    stage.send(1, "hello");
    assert!(!stage.draw().contains("unread"));
}

#[test]
fn the_ruler_stands_where_the_server_says() {
    let mut stage = Stage::new("cn", 60, 6);
    stage.say_old(NOON - 3, "alice", "read");
    stage.happen(Happening::Unread { room: room(), since_ms: NOON - 3 });
    stage.say_old(NOON - 2, "alice", "news");
    stage.say_old(NOON - 1, "bob", "me: news");
    stage.happen(Happening::Earlier { room: room(), count: 3 });
    assert_eq!(stage.unread(), (2, 1));
    shows(
        &mut stage,
        "
-- 2026年11月4日 星期三 ------------------------------------
 11:59   alice read
-- 以下是未读消息 ------------------------------------------
 11:59   alice news
>          bob me: news",
    );
    stage.talks.scroll(Scroll::Unread);
    assert_eq!(stage.look(), Some((Where::Room(room()), NOON - 1)));
    assert_eq!(stage.unread(), (0, 0));
}

#[test]
fn read_is_what_was_on_the_screen_while_somebody_looked() {
    let mut stage = numbered("en", 60, 5, 4);
    stage.draw();
    assert_eq!(stage.unread(), (4, 0));
    assert_eq!(stage.talks.take_seen(false), None);
    assert_eq!(stage.unread(), (4, 0));
    assert_eq!(stage.talks.take_seen(true), Some((Where::Room(room()), NOON + 30)));
    assert_eq!(stage.talks.take_seen(true), None);
    // What is below the screen is not read.
    stage.talks.scroll(Scroll::Rows(-1));
    for number in 4..20 {
        stage.says("alice", &format!("message {number}."));
    }
    stage.talks.scroll(Scroll::Oldest);
    stage.look();
    assert_eq!(stage.unread(), (16, 0));
    // Nor is what came after it was drawn.
    stage.talks.scroll(Scroll::Newest);
    stage.draw();
    stage.says("alice", "late");
    stage.talks.take_seen(true);
    assert_eq!(stage.unread(), (1, 0));
    // Read elsewhere.
    let at_ms = stage.now.unix_ms;
    stage.happen(Happening::ReadTo { place: Where::Room(room()), at_ms });
    assert_eq!(stage.unread(), (0, 0));
}

#[test]
fn who_should_be_called() {
    let mut stage = Stage::new("en", 60, 5);
    assert_eq!(stage.says("alice", "hello"), None);
    let call = stage.says("alice", "Me:\u{1b}\nlook").unwrap();
    let place = Place::Room(room());
    assert_eq!(call, Attention { place, name: "alice".into(), text: "Me:␛ look".into() });
    assert_eq!(stage.says("me", "me too"), None);
    let alone = |stage: &mut Stage, name: &str, old: bool| {
        let said = Said { place: Where::Private(name.into()), old, ..stage.message(name, "psst") };
        stage.happen(Happening::Said(said))
    };
    assert_eq!(alone(&mut stage, "bob", false).map(|call| call.place), Some(Place::Person("bob".into())));
    assert_eq!(alone(&mut stage, "carol", true), None);
    let server = Who { name: "h.test".into(), voice: Voice::Server };
    let said =
        Said { place: Where::Private("h.test".into()), who: server, ..stage.message("x", "me: notice") };
    assert_eq!(stage.happen(Happening::Said(said)), None);
    assert!(stage.draw().contains("h.test: me: notice"));
    let tabs = stage.talks.list();
    let names: Vec<_> = tabs.iter().map(|tab| (tab.unread, tab.mentions)).collect();
    assert_eq!(names, [(2, 1), (1, 1), (0, 0)]);
    assert_eq!(stage.talks.most_active(), Some(Place::Person("bob".into())));
    stage.talks.go(&Place::Person("BOB".into()));
    assert_eq!(stage.talks.current(), &Place::Person("bob".into()));
    assert_eq!(stage.talks.most_active(), Some(Place::Room(room())));
    stage.look();
    stage.talks.close(&Place::Person("bob".into()));
    assert_ne!(stage.talks.current(), &Place::Person("bob".into()));
    assert_eq!(stage.talks.list().len(), 2);
}

#[test]
fn what_came_before_is_asked_for_once() {
    let mut stage = numbered("en", 60, 5, 20);
    stage.draw();
    assert!(!stage.talks.wants_earlier());
    stage.talks.scroll(Scroll::Oldest);
    assert!(stage.talks.wants_earlier());
    assert!(!stage.talks.wants_earlier());
    stage.talks.scroll(Scroll::Rows(-1));
    assert!(!stage.talks.wants_earlier());
    let before = stage.draw();
    // A page with equal times, the last of them that of the first that is here.
    for text in ["a", "b", "c"] {
        stage.say_old(NOON, "zoe", text);
    }
    stage.happen(Happening::Earlier { room: room(), count: 3 });
    let after = stage.draw();
    // Only what stands before it is another than the row of the day.
    assert_eq!(before.lines().nth(2), after.lines().nth(2), "{before}\n\n{after}");
    stage.talks.scroll(Scroll::Rows(-100));
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00     zoe a
               b
               c
         alice message 0.",
    );
    assert!(stage.talks.wants_earlier());
    stage.happen(Happening::Earlier { room: room(), count: 0 });
    stage.talks.scroll(Scroll::Oldest);
    assert!(!stage.talks.wants_earlier());
    assert!(stage.draw().contains("There are no earlier messages."));
}

#[test]
fn a_server_without_a_memory_is_asked_once() {
    let mut stage = numbered("en", 60, 5, 20);
    stage.draw();
    stage.talks.scroll(Scroll::Oldest);
    assert!(stage.talks.wants_earlier());
    let refused = || Happening::Refused { label: None, why: Refusal::NotOffered("history") };
    stage.happen(refused());
    stage.talks.scroll(Scroll::Newest);
    assert_eq!(numbers(&mut stage), [15, 16, 17, 18, 19]);
    stage.talks.go(&Place::Person("bob".into()));
    stage.talks.scroll(Scroll::Oldest);
    assert!(!stage.talks.wants_earlier());
    // Who asks by a command is answered.
    stage.happen(refused());
    assert_ne!(stage.draw().trim(), "");
}

#[test]
fn a_talk_goes_with_the_name_of_the_other() {
    let mut stage = Stage::new("en", 60, 5);
    let said = Said { place: Where::Private("bob".into()), ..stage.message("bob", "psst") };
    stage.happen(Happening::Said(said));
    stage.happen(Happening::Renamed { who: who("bob"), to: "robert".into() });
    stage.happen(Happening::Here(Where::Private("robert".into())));
    assert_eq!(stage.talks.current(), &Place::Person("robert".into()));
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
-- unread messages below -----------------------------------
>12:00     bob psst
               bob is now called robert.",
    );
    // We leave a room, and it is off the list.
    stage.happen(Happening::Left { rooms: vec![room()], who: who("me"), reason: None });
    assert_eq!(stage.talks.list().len(), 1);
    stage.happen(Happening::TalkClosed("robert".into()));
    assert_eq!(stage.talks.current(), &Place::House);
}

#[test]
fn nothing_stands_twice_and_gaps_fill() {
    let mut stage = Stage::new("en", 80, 8);
    let one = stage.message("alice", "one");
    stage.happen(Happening::Said(one.clone()));
    stage.happen(Happening::Said(one.clone()));
    stage.happen(Happening::Said(Said { old: true, ..one }));
    stage.wait(minutes(3));
    stage.happen(Happening::Gap { room: room(), since_ms: NOON, until_ms: NOON + minutes(3) });
    stage.says("bob", "three");
    stage.say_old(NOON + minutes(1), "carol", "two");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 --------------------------------------------------
 12:00      alice one
                  — messages between 12:00 and 12:03 may be missing here —
 12:01      carol two
 12:03        bob three",
    );
}

#[test]
fn a_day_begins_while_nothing_happens() {
    let mut stage = Stage::new("en", 60, 4);
    assert_eq!(stage.talks.deadline(), Some(Duration::from_secs(12 * 3600)));
    stage.says("alice", "good night");
    stage.wait(minutes(12 * 60));
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00   alice good night
-- Thursday, 5 November 2026 -------------------------------",
    );
    stage.says("alice", "good morning");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00   alice good night
-- Thursday, 5 November 2026 -------------------------------
 00:00   alice good morning",
    );
}

#[test]
fn a_search_goes_from_one_to_the_next() {
    let mut stage = numbered("en", 60, 5, 100);
    stage.says("bob", "Tea at 5, and TEA at 6");
    stage.says("bob", "x");
    stage.draw();
    assert_eq!(stage.talks.highlight(Some("tea")), 1);
    let canvas = stage.canvas();
    let found = canvas.buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED));
    assert_eq!(found.map(|cell| cell.symbol()).collect::<String>(), "TeaTEA");
    assert_eq!(stage.talks.highlight(Some("message 4")), 11);
    let mut visited = Vec::new();
    while stage.talks.find_next(true) {
        visited.push(numbers(&mut stage));
    }
    assert_eq!(visited.len(), 11);
    assert!(visited[0].contains(&49) && visited[10].contains(&4));
    assert!(stage.talks.find_next(false));
    assert!(numbers(&mut stage).contains(&40));
    assert_eq!(stage.talks.highlight(None), 0);
    assert!(!stage.talks.find_next(true));
    // By its id, from another conversation.
    stage.talks.go(&Place::Person("bob".into()));
    assert!(!stage.talks.show_message(&Place::Room(room()), "nobody"));
    assert!(stage.talks.show_message(&Place::Room(room()), "id31"));
    assert!(numbers(&mut stage).contains(&30));
}

#[test]
fn mentions_are_found_wherever_they_are() {
    let mut stage = numbered("en", 60, 5, 10);
    stage.says("bob", "me: message 77.");
    for number in 10..20 {
        stage.says("alice", &format!("message {number}."));
    }
    let said = Said { place: Where::Private("bob".into()), ..stage.message("bob", "message 88.") };
    stage.happen(Happening::Said(said));
    stage.draw();
    assert!(stage.talks.mention(true));
    assert!(numbers(&mut stage).contains(&77));
    assert!(stage.talks.mention(true));
    assert_eq!(stage.talks.current(), &Place::Person("bob".into()));
    assert!(numbers(&mut stage).contains(&88));
}

#[test]
fn the_last_words_can_be_copied_and_all_can_be_cleared() {
    let mut stage = Stage::new("cn", 60, 5);
    stage.says("alice", "one\ntwo");
    let action = Said { manner: Manner::Action, ..stage.message("bob", "waves") };
    stage.happen(Happening::Said(action));
    stage.happen(Happening::Typing { who: who("alice"), place: Where::Room(room()), typing: Typing::Active });
    assert_eq!(stage.talks.text(2), "alice: one\nalice: two\n* bob waves");
    assert_eq!(stage.talks.text(1), "* bob waves");
    stage.talks.clear();
    assert_eq!((stage.draw().trim(), stage.unread()), ("", (0, 0)));
}

#[test]
fn the_oldest_go_when_there_are_too_many() {
    let mut stage = numbered("en", 60, 5, ENTRIES_MAX + 10);
    let talk = stage.talks.talk(stage.talks.current).unwrap();
    assert_eq!((talk.entries.len(), talk.unread), (ENTRIES_MAX, ENTRIES_MAX));
    stage.draw();
    stage.talks.scroll(Scroll::Oldest);
    // What is gone is not asked for in the wrong place.
    assert!(!stage.talks.wants_earlier());
    assert!(stage.draw().contains("Older messages are no longer on the screen."));
}

#[test]
fn what_the_house_says_stands_before_the_first_room() {
    let mut stage = Stage::new("en", 60, 5);
    stage.talks.close(&Place::Room(room()));
    stage.happen(Happening::MessageOfTheDay("welcome".into()));
    assert_eq!(stage.talks.list().len(), 1);
    assert!(stage.draw().contains("welcome"));
    stage.happen(Happening::Entered { room: room(), members: Vec::new() });
    assert_eq!(stage.talks.list().len(), 1);
    assert!(stage.draw().contains("welcome"));
    stage.talks.aside(stage.now, "only for you\nand you".into());
    assert!(stage.draw().ends_with("only for you\n               and you"));
}

#[test]
fn strangers_open_only_so_many_talks() {
    let mut stage = Stage::new("en", 80, 6);
    for number in 0..hear::TALKS_MAX + 3 {
        let name = format!("n{number}");
        stage.wait(1);
        let said = Said { place: Where::Private(name.as_str().into()), ..stage.message(&name, "psst") };
        stage.happen(Happening::Said(said));
    }
    let list = stage.talks.list();
    assert_eq!(list.len() + 1, hear::TALKS_MAX);
    assert_eq!(*stage.talks.current(), Place::Room(room()));
    assert!(!list.iter().any(|tab| tab.place == Place::Person("n0".into())));
    assert!(stage.draw().contains("The talk with n4 was closed"), "{}", stage.draw());
}
