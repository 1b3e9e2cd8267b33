//! The line being typed.

use super::*;

#[test]
fn an_empty_enter_does_nothing_and_words_are_said() {
    let mut desk = Desk::inside(80, 24, "en");
    desk.press("enter space enter");
    assert_eq!(desk.wants(), []);
    desk.press("ctrl-u");
    desk.typed("hello");
    assert_eq!(desk.screen.draft(), "hello");
    desk.press("enter");
    assert_eq!(desk.wants(), [Want::Act(Intent::Say("hello".into()))]);
    assert_eq!(desk.screen.draft(), "");
    desk.typed("//x");
    assert_eq!(desk.screen.draft(), "");
    desk.press("enter");
    assert_eq!(desk.wants(), [Want::Act(Intent::Say("/x".into()))]);
}

#[test]
fn several_lines_grow_to_a_third() {
    let mut desk = Desk::inside(40, 12, "en");
    desk.typed("one");
    desk.press("alt-enter");
    desk.typed("二：一行很长很长很长很长很长很长很长的中文");
    desk.press("ctrl-j");
    desk.shows("several-lines");
    for _ in 0..10 {
        desk.press("alt-enter x");
    }
    let _ = desk.drawn();
    assert_eq!(desk.screen.layout.input.height, 4);
    desk.press("enter");
    let wants = desk.wants();
    assert!(matches!(&wants[..], [Want::Act(Intent::Say(text))] if text.lines().count() == 13), "{wants:?}");
}

#[test]
fn arrows_move_in_rows_and_then_through_what_was_said() {
    let mut desk = Desk::inside(40, 12, "en");
    desk.typed("first");
    desk.press("enter");
    desk.typed("draft");
    desk.press("ctrl-j");
    desk.typed("of two lines");
    desk.press("up");
    assert_eq!(desk.screen.inputs.editor().caret(), 5);
    desk.press("up");
    assert_eq!(desk.screen.inputs.editor().text(), "first");
    desk.press("down");
    assert_eq!(desk.screen.inputs.editor().text(), "draft\nof two lines");
    desk.press("up up");
    let arrow = Key::plain(crate::edit::Code::Down);
    desk.keys(vec![arrow.clone(), arrow.clone(), arrow]);
    assert_eq!(desk.screen.inputs.editor().text(), "first", "three at once are the wheel");
}

#[test]
fn each_conversation_keeps_its_line() {
    let mut desk = Desk::inside(60, 10, "en");
    desk.arrive(":bob!b@h PRIVMSG alice :psst");
    desk.typed("for the room");
    desk.press("ctrl-w ctrl-n");
    desk.typed("for bob ");
    desk.press("ctrl-y");
    assert_eq!(desk.screen.inputs.editor().text(), "for bob room", "what was cut goes along");
    assert_eq!(
        desk.screen.drafts(),
        [
            (Place::Room("#tea".into()), "for the ".to_owned()),
            (Place::Person("bob".into()), "for bob room".to_owned())
        ]
    );
    desk.press("ctrl-p");
    assert_eq!(desk.screen.inputs.editor().text(), "for the ");
    let drafts = desk.screen.drafts();
    let mut next = Desk::new(60, 10, "en");
    next.screen.restore_drafts(drafts);
    next.screen.talks.go(&Place::Person("bob".into()));
    next.screen.follow();
    assert_eq!(next.screen.inputs.editor().text(), "for bob room");
}

#[test]
fn what_was_typed_in_an_earlier_run_is_named_once() {
    let mut inputs = super::super::inputs::Inputs::new();
    let tea = Place::Room("#tea".into());
    inputs.restore(vec![(tea.clone(), "half".to_owned())]);
    assert!(!inputs.take_restored(), "it is not for where we are");
    inputs.go(&tea);
    assert!(inputs.take_restored() && !inputs.take_restored());
}

#[test]
fn what_can_be_said_nowhere_stays_on_the_line() {
    let mut desk = Desk::inside(60, 10, "en");
    desk.typed("for tea");
    desk.press("enter");
    let why = crate::chat::Refusal::NoSuchPlace("#tea".to_owned());
    let refused = Happening::Refused { label: None, why };
    let _wants = desk.screen.happen(desk.now, &refused, &desk.life);
    assert_eq!(desk.screen.inputs.editor().text(), "for tea");
}

#[test]
fn what_is_typed_too_early_is_for_the_first_room() {
    let mut desk = Desk::new(60, 10, "en");
    desk.typed("hello");
    desk.screen.talks.go(&Place::Room("#tea".into()));
    desk.screen.follow();
    assert_eq!(desk.screen.inputs.editor().text(), "hello");
}

#[test]
fn tab_completes_and_shows_what_else_it_could_be() {
    let mut desk = Desk::inside(60, 10, "en");
    desk.typed("bo");
    desk.press("tab");
    assert_eq!(desk.screen.inputs.editor().text(), "bob: ");
    desk.press("ctrl-u");
    desk.typed("/un");
    desk.press("tab");
    desk.shows("complete");
    desk.press("tab");
    desk.typed("bo");
    desk.press("tab");
    desk.press("ctrl-u");
    desk.typed("/msg bob");
    desk.shows("usage");
    desk.press("ctrl-u");
    desk.typed("明");
    desk.press("tab");
    assert_eq!(desk.screen.inputs.editor().text(), "小明: ");
}

#[test]
fn a_long_paste_is_asked_about() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(70, 14, language);
        desk.paste("one line\n");
        assert_eq!(desk.screen.inputs.editor().text(), "one line");
        desk.press("ctrl-u");
        let lines: Vec<_> = (1..=12).map(|number| format!("line {number} 行")).collect();
        desk.paste(&lines.join("\r\n"));
        desk.shows(&format!("paste-{language}"));
        desk.press("x enter");
        assert_eq!(desk.wants(), []);
        assert_eq!(desk.screen.inputs.editor().text(), lines.join("\n"), "Enter edits");
        desk.press("ctrl-c");
        desk.paste(&lines.join("\n"));
        desk.press("n");
        assert!(desk.screen.inputs.editor().is_empty());
        desk.paste(&lines.join("\n"));
        desk.press("y");
        assert_eq!(desk.wants(), [Want::Act(Intent::Say(lines.join("\n")))]);
        desk.paste("one\n/quit");
        desk.shows(&format!("paste-command-{language}"));
        desk.press("n");
        desk.paste("/quit\ntwo");
        desk.press("y");
        assert_eq!(desk.wants(), [Want::Act(Intent::Say("/quit\ntwo".into()))], "it is said as it was told");
    }
}

#[test]
fn what_looks_like_a_command_is_held_back() {
    let mut desk = Desk::inside(60, 10, "en");
    for text in ["  /login secret", "/login secret\nmore"] {
        desk.screen.edited(text);
        desk.press("enter");
        assert_eq!(desk.wants(), []);
        assert_eq!(desk.screen.inputs.editor().text(), text, "it stays on the line");
        assert!(desk.screen.moment.notice.is_some());
        desk.press("ctrl-c");
    }
    desk.typed("/tpoic x");
    desk.press("enter");
    assert_eq!(desk.wants(), []);
    assert_eq!(desk.screen.inputs.editor().text(), "/tpoic x");
    desk.shows("unknown-command");
}

#[test]
fn nobody_reads_a_password() {
    let mut desk = Desk::inside(60, 10, "en");
    desk.typed("/login sesame");
    let drawn = desk.drawn();
    assert!(drawn.contains("/login ******") && !drawn.contains("sesame"), "{drawn}");
    assert_eq!(desk.screen.drafts(), []);
}

#[test]
fn keys_reach_what_is_outside() {
    let mut desk = Desk::inside(60, 10, "en");
    desk.typed("text");
    desk.press("ctrl-x ctrl-z ctrl-l f9 f9 f6");
    assert_eq!(
        desk.wants(),
        [Want::Edit("text".into()), Want::Suspend, Want::Redraw, Want::Mouse(true), Want::Mouse(false)]
    );
    desk.screen.edited("from the editor\nof two lines\n");
    assert_eq!(desk.screen.inputs.editor().text(), "from the editor\nof two lines");
}

#[test]
fn what_failed_is_said_again() {
    for language in ["en", "cn"] {
        let mut desk = Desk::inside(60, 12, language);
        desk.typed("hello");
        desk.press("enter");
        desk.act();
        desk.shows(&format!("sending-{language}"));
        let mut out = Outbox::default();
        desk.life.abandon(&mut out);
        desk.tell(out);
        desk.shows(&format!("failed-{language}"));
        desk.press("f6");
        assert_eq!(desk.wants(), [Want::Act(Intent::Say("hello".into()))]);
        desk.press("f6");
        assert_eq!(desk.wants(), [], "it is said once");
    }
}

#[test]
fn commands_of_the_face_are_done_here() {
    let mut desk = Desk::inside(60, 12, "en");
    desk.arrive(":bob!b@h PRIVMSG #tea :first\n:bob!b@h PRIVMSG #tea :second");
    let run = |desk: &mut Desk, line: &str| {
        desk.typed(line);
        desk.press("enter");
        desk.wants()
    };
    let wants = run(&mut desk, "/copy 1");
    assert!(matches!(&wants[..], [Want::Copy(text)] if text.contains("second")), "{wants:?}");
    assert_eq!(run(&mut desk, "/mouse on"), [Want::Mouse(true)]);
    assert_eq!(run(&mut desk, "/resend"), []);
    assert_eq!(run(&mut desk, "/clear"), []);
    assert!(!desk.drawn().contains("second"));
    assert_eq!(run(&mut desk, "/notify off"), []);
    desk.arrive(":bob!b@h PRIVMSG #tea :alice: hi");
    assert_eq!(desk.wants(), []);
    assert_eq!(run(&mut desk, "/notify all"), []);
    desk.arrive(":bob!b@h PRIVMSG #tea :anything");
    assert!(matches!(&desk.wants()[..], [Want::Call { .. }]));
    assert_eq!(run(&mut desk, "/rooms"), []);
    assert!(matches!(desk.screen.over, Some(Over::List(_))));
    desk.press("esc");
    assert_eq!(run(&mut desk, "/help topic"), []);
    assert!(desk.drawn().contains("/topic"));
}
