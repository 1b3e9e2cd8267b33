//! What becomes of messages of ours.

use super::*;
use crate::chat::{Intent, Refusal};

impl Stage {
    pub(super) fn send(&mut self, number: u64, text: &str) {
        self.send_to(Where::Room(room()), number, text);
    }

    fn send_to(&mut self, place: Where, number: u64, text: &str) {
        let (label, text, at_ms) = (Label(number), Text::line(text), self.now.unix_ms);
        self.happen(Happening::Sending { label, place, manner: Manner::Message, text, at_ms });
    }

    fn echo(&mut self, number: u64, text: &str) {
        let said = Said { label: Some(Label(number)), ..self.message("me", text) };
        self.happen(Happening::Said(said));
    }

    pub(super) fn refuse(&mut self, number: u64) {
        let why = Refusal::MayNotSpeak("#tea".into());
        self.happen(Happening::Refused { label: Some(Label(number)), why });
    }
}

#[test]
fn a_message_is_on_its_way_and_then_there() {
    let mut stage = Stage::new("en", 60, 4);
    stage.send(1, "hello");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
…12:00      me hello",
    );
    stage.happen(Happening::Delivered { label: Label(1), id: Some("x".into()) });
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00      me hello",
    );
    // The echo is the same message.
    stage.echo(1, "hello");
    assert_eq!(stage.draw().matches("hello").count(), 1);
    // A terminal that would give the dots two cells gets one.
    stage.send(2, "there");
    stage.widths = Widths { ambiguous_wide: true };
    assert!(stage.draw().contains("\n.              there"), "{}", stage.draw());
}

#[test]
fn what_is_said_elsewhere_is_seen_here() {
    let mut stage = Stage::new("en", 60, 5);
    let bob = || Where::Private("bob".into());
    stage.send_to(bob(), 1, "psst");
    assert!(stage.draw().contains("[me → bob] psst"), "{}", stage.draw());
    let why = Refusal::MayNotSpeak("bob".into());
    stage.happen(Happening::Refused { label: Some(Label(1)), why });
    assert!(stage.draw().contains("You may not speak in bob"), "{}", stage.draw());
    stage.talks.go(&Place::from(&bob()));
    assert!(stage.draw().contains("me psst") && stage.talks.has_failed(), "{}", stage.draw());
}

#[test]
fn what_others_said_meanwhile_stands_before_it() {
    let mut stage = Stage::new("en", 60, 6);
    stage.send(1, "one");
    stage.send(2, "two");
    stage.says("alice", "hi");
    stage.echo(1, "one");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
…12:00      me two
         alice hi
            me one",
    );
    stage.echo(2, "two");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00   alice hi
            me one
               two",
    );
}

#[test]
fn what_fails_says_why_and_can_be_said_again() {
    let mut stage = Stage::new("en", 120, 4);
    stage.send(1, "hello\u{1b}");
    stage.refuse(1);
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------------------------------------------------------------------
✗12:00              me hello␛
                       Not sent. You may not speak in #tea; nothing was sent. /resend sends it again.",
    );
    // Told once.
    stage.refuse(1);
    assert!(stage.draw().contains("Not sent. You"));
    assert_eq!(stage.talks.take_failed(), Some(Intent::Say("hello\u{1b}".into())));
    assert_eq!(stage.talks.take_failed(), None);
    assert!(!stage.draw().contains("hello"));

    let mut stage = Stage::new("cn", 120, 4);
    stage.send(1, "你好");
    stage.refuse(1);
    let drawn = stage.draw();
    assert!(drawn.contains("未发送。") && drawn.contains("输入 /resend 重新发送。"), "{drawn}");
}

#[test]
fn what_was_not_confirmed_when_it_ended_is_marked() {
    let mut stage = Stage::new("en", 120, 4);
    stage.send(1, "one");
    stage.send(2, "two");
    stage.echo(1, "one");
    let labels = vec![Label(1), Label(2)];
    stage.happen(Happening::Undelivered { unconfirmed: vec!["two".into()], unsent: vec![], labels });
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------------------------------------------------------------------
 12:00              me one
✗                      two
                       Perhaps not sent: the server has not confirmed it. /resend sends it again.",
    );
    assert_eq!(stage.talks.take_failed(), Some(Intent::Say("two".into())));
    // Where nothing of it stands here, it is said in words.
    let unsent = vec!["three".into()];
    stage.happen(Happening::Undelivered { unconfirmed: vec![], unsent, labels: vec![Label(3)] });
    assert!(stage.draw().contains("three"));
}

#[test]
fn what_is_held_before_a_room_is_entered_stands_in_it_then() {
    let mut stage = Stage::new("en", 60, 4);
    stage.talks.close(&Place::Room(room()));
    assert_eq!(stage.talks.current(), &Place::House);
    stage.send_to(Where::Room("".into()), 1, "hello");
    assert!(stage.draw().contains("…12:00      me hello"));
    stage.happen(Happening::Entered { room: room(), members: Vec::new() });
    assert_eq!(stage.talks.current(), &Place::Room(room()));
    stage.echo(1, "hello");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00      me hello",
    );
}

#[test]
fn what_comes_back_in_a_page_stands_at_its_time() {
    let mut stage = Stage::new("en", 60, 5);
    stage.says("alice", "one");
    stage.send(1, "mine");
    stage.wait(minutes(2));
    let said = stage.message("me", "mine");
    let said = Said { label: Some(Label(1)), old: true, at_ms: NOON + minutes(1), ..said };
    stage.say_old(NOON + 1, "bob", "before");
    stage.happen(Happening::Said(said));
    stage.say_old(NOON + minutes(2), "bob", "after");
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00   alice one
           bob before
 12:01      me mine
 12:02     bob after",
    );
}

#[test]
fn what_is_taken_back_is_gone() {
    let mut stage = Stage::new("en", 60, 5);
    stage.send(1, "secret");
    stage.happen(Happening::Delivered { label: Label(1), id: Some("x".into()) });
    stage.says("alice", "secret too");
    let back = |id: &str, name: &str, reason: Option<&str>| Happening::TakenBack {
        room: room(),
        who: who(name),
        id: id.into(),
        beginning: None,
        reason: reason.map(str::to_owned),
    };
    stage.happen(back("x", "me", None));
    stage.happen(back("id1", "alice", Some("typo")));
    shows(
        &mut stage,
        "
-- Wednesday, 4 November 2026 ------------------------------
 12:00      me Message taken back.
         alice Message taken back (typo).",
    );
    assert_eq!(stage.talks.highlight(Some("secret")), 0);
    assert_eq!(stage.talks.text(9), "");
    // What is not here is told in words.
    stage.happen(back("y", "alice", None));
    assert!(stage.draw().contains("alice took back a message."));
}
