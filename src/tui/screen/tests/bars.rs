//! What stands around the messages: layout, status, questions, calls.

use super::*;

#[test]
fn before_anything_arrives_there_is_a_frame() {
    Desk::new(60, 10, "en").shows("first-frame");
    Desk::new(60, 10, "cn").shows("first-frame-cn");
}

#[test]
fn a_room_at_each_size_in_each_language() {
    for (columns, rows) in [(20, 4), (80, 24), (120, 40)] {
        for language in ["en", "cn"] {
            let mut desk = Desk::inside(columns, rows, language);
            desk.arrive(
                ":bob!b@h PRIVMSG #tea :hello all
                :小明!x@h PRIVMSG #tea :大家好。今天天气很好，我们去喝茶吧！🍵
                :carol!c@h PRIVMSG #tea :alice: are you there? see https://tea.example/a/long/path",
            );
            desk.shows(&format!("room-{columns}x{rows}-{language}"));
        }
    }
}

#[test]
fn tiny_screens_have_an_input() {
    for (columns, rows) in [(1, 1), (2, 2), (0, 0), (5, 1), (1, 30), (80, 3)] {
        let mut desk = Desk::inside(columns, rows, "en");
        desk.typed("茶hello");
        let (canvas, caret) = desk.screen.draw(desk.now, &desk.life);
        assert_eq!(caret.is_some(), !canvas.area().is_empty(), "{columns}x{rows}");
        assert!(caret.is_none_or(|caret| canvas.area().contains(caret.into())));
    }
    let mut desk = Desk::inside(30, 3, "en");
    desk.typed("hi");
    desk.shows("three-rows");
}

#[test]
fn whoever_resizes_sees_the_same_as_whoever_comes() {
    let mut desk = Desk::inside(80, 24, "en");
    desk.arrive(":bob!b@h PRIVMSG #tea :hello all");
    let before = desk.drawn();
    for (columns, rows) in [(1, 1), (200, 60), (30, 5), (0, 0), (80, 24)] {
        desk.screen.resize(columns, rows);
        let _ = desk.drawn();
    }
    assert_eq!(desk.drawn(), before);
}

#[test]
fn comings_and_goings_are_folded() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(60, 12, language);
        desk.arrive(
            ":dora!d@h JOIN #tea
            :emil!e@h JOIN #tea
            :dora!d@h PART #tea
            :bob!b@h QUIT :bye",
        );
        desk.shows(&format!("folded-{language}"));
    }
}

#[test]
fn reading_back_stands_still_and_says_what_is_new() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(60, 12, language);
        for number in 1..40 {
            desk.arrive(&format!(":bob!b@h PRIVMSG #tea :line {number}"));
        }
        let _ = desk.drawn();
        desk.press("page-up page-up");
        desk.arrive(":carol!c@h PRIVMSG #tea :news\n:carol!c@h PRIVMSG #tea :alice: look");
        desk.shows(&format!("scrolled-{language}"));
        desk.press("esc");
        assert!(desk.drawn().contains("look"));
    }
}

#[test]
fn status_tells_what_is_elsewhere_and_who_types() {
    let mut desk = Desk::inside(100, 12, "en");
    desk.arrive(":bob!b@h PRIVMSG alice :psst\n:bob!b@h PRIVMSG alice :are you there?");
    let who = crate::chat::Who { name: "carol".into(), voice: crate::chat::Voice::Member };
    let place = Where::Room("#tea".into());
    let typing = Happening::Typing { who, place, typing: crate::chat::Typing::Active };
    let _ = desk.screen.happen(desk.now, &typing, &desk.life);
    desk.shows("status");
    let due = desk.screen.deadline().unwrap();
    desk.now.uptime += Duration::from_secs(6);
    assert!(due <= desk.now.uptime);
    let _ = desk.screen.draw(desk.now, &desk.life);
    let _ = desk.screen.tick(desk.now);
    assert!(desk.screen.is_stale());
    assert!(!desk.drawn().contains("typing"));
    desk.screen.set_way(desk.now, Way::Reconnecting);
    assert!(desk.drawn().contains("reconnecting"));
    assert_eq!(desk.screen.title(), "(2) #tea - chatroom");
}

#[test]
fn a_server_that_does_not_answer_lags() {
    let mut desk = Desk::inside(80, 12, "en");
    while desk.life.asked().is_none() {
        desk.now.uptime = desk.life.deadline().unwrap();
        desk.life.tick(desk.now, &mut Outbox::default());
    }
    let silent = desk.now.uptime;
    assert!(!desk.drawn().contains("lags"));
    desk.now.uptime = desk.screen.deadline().unwrap();
    assert_eq!(desk.now.uptime, silent + Duration::from_secs(1));
    let _ = desk.screen.tick(desk.now);
    assert!(desk.screen.is_stale() && desk.drawn().contains("the server lags by 1 s"));
}

#[test]
fn an_idle_screen_is_drawn_for_the_clock_alone() {
    let mut desk = Desk::inside(80, 24, "en");
    let _ = desk.drawn();
    let _ = desk.screen.tick(desk.now);
    assert!(!desk.screen.is_stale());
    let due = desk.screen.deadline().unwrap();
    let to_minute = Duration::from_millis(60_000 - desk.now.unix_ms % 60_000);
    assert_eq!(due, desk.now.uptime + to_minute);
    desk.now.uptime = due;
    desk.now.unix_ms += 60_000;
    let _ = desk.screen.tick(desk.now);
    assert!(desk.screen.is_stale());
}

#[test]
fn questions_stand_in_place_of_the_line_and_the_draft_is_kept() {
    for language in ["en", "cn"] {
        let mut desk = Desk::new(60, 10, language);
        desk.typed("hello");
        desk.screen.ask(Some(Question::Name), Some("Username already exists!".to_owned()));
        desk.shows(&format!("question-name-{language}"));
        desk.press("enter esc");
        assert_eq!(desk.wants(), []);
        desk.typed("bob");
        desk.press("enter");
        assert_eq!(desk.wants(), [Want::Answer("bob".to_owned())]);
        desk.screen.ask(Some(Question::Password), None);
        desk.typed("geheim");
        let drawn = desk.drawn();
        assert!(drawn.contains("******") && !drawn.contains("geheim"), "{drawn}");
        let why = "The server at tea.example does not answer: connection refused.".to_owned();
        desk.screen.ask(Some(Question::Retry(why)), None);
        desk.shows(&format!("question-retry-{language}"));
        desk.press("x enter");
        assert_eq!(desk.wants(), [Want::Answer(String::new())]);
        desk.screen.ask(None, None);
        assert!(desk.drawn().contains("> hello"));
    }
}

#[test]
fn leaving_is_asked_once() {
    let mut desk = Desk::inside(60, 10, "en");
    desk.typed("hello");
    desk.press("ctrl-c");
    assert_eq!(desk.wants(), []);
    desk.press("ctrl-c");
    desk.shows("leave-again");
    desk.press("esc ctrl-c");
    assert_eq!(desk.wants(), [], "another key takes it back");
    desk.press("ctrl-c");
    assert_eq!(desk.wants(), [Want::Leave]);
}

#[test]
fn who_looks_is_not_called_and_who_does_not_once() {
    let mut desk = Desk::inside(60, 10, "en");
    let call = |desk: &mut Desk, line: &str| {
        desk.arrive(line);
        desk.wants().iter().filter(|want| matches!(want, Want::Call { .. })).count()
    };
    desk.keys(vec![Key::Focus(true)]);
    assert_eq!(call(&mut desk, ":bob!b@h PRIVMSG #tea :alice: hi"), 0);
    desk.keys(vec![Key::Focus(false)]);
    assert_eq!(call(&mut desk, ":bob!b@h PRIVMSG #tea :nobody"), 0);
    assert_eq!(call(&mut desk, ":bob!b@h PRIVMSG #tea :alice: hi"), 1);
    assert_eq!(call(&mut desk, ":bob!b@h PRIVMSG alice :hi"), 0, "it has just been called");
    desk.now.uptime += Duration::from_secs(5);
    assert_eq!(call(&mut desk, ":bob!b@h PRIVMSG alice :hi"), 1);
}
