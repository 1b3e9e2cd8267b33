//! What becomes of each message of ours.

use super::*;

fn wish_fates() -> Wish {
    Wish { echo: true, fates: true, ..wish("alice") }
}

/// In a room of a server that knows nothing of labels and echoes.
fn at_an_old_server(lasting: u64) -> Talk {
    let wish = Wish { room: Some("#t".to_owned()), ..wish_fates() };
    let mut talk = Talk::lasting(wish, Duration::from_secs(lasting));
    talk.sent.clear();
    talk.run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #t
        server: :alice!a@h JOIN #t
        server: :s 353 alice = #t :alice
        server: :s 366 alice #t :end
        told: in #t: alice
    ",
    );
    talk
}

#[test]
fn a_message_is_told_then_its_fate() {
    Talk::new(wish_fates()).run(&with_labels(AT_HOME)).run(
        "
        person: hello
        client: @label=m1 PRIVMSG #lobby :hello
        told: sending 1 #lobby Message: hello
        server: @label=m1;msgid=z :alice!~chatroom@cloak PRIVMSG #lobby :hello
        told: #lobby Message alice=Me: [1] hello
        told: delivered 1 z
        person: /me waves
        client: @label=m2 PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        told: sending 2 #lobby Action: waves
        server: @label=m2 :h.test 404 alice #lobby :no
        told: refused Some(2) MayNotSpeak(\"#lobby\")
        server: @label=m2 :h.test ACK
        person: /msg bob hi
        client: @label=m3 PRIVMSG bob :hi
        client: MONITOR + bob
        told: sending 3 private bob Message: hi
        server: @label=m3 :h.test ACK
        told: delivered 3 -
        # What was refused is said again, as another message.
        again
        client: @label=m4 PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        told: sending 4 #lobby Action: waves
        server: @label=m4 :h.test FAIL PRIVMSG SLOW_MODE #lobby 10 :wait
        told: noted Some(4) SLOW_MODE #lobby 10
    ",
    );
}

#[test]
fn an_old_server_confirms_by_marks() {
    at_an_old_server(0).run(
        "
        person: hello
        client: PRIVMSG #t :hello
        client: PING mark-1
        told: sending 1 #t Message: hello
        # One question at a time.
        person: more
        client: PRIVMSG #t :more
        told: sending 2 #t Message: more
        server: PONG mark-1
        client: PING mark-2
        told: delivered 1 -
        server: :s 404 alice #t :no
        told: refused Some(2) MayNotSpeak(\"#t\")
        server: PONG mark-2
    ",
    );
}

#[test]
fn what_is_held_is_told_at_once_and_said_once() {
    at_an_old_server(600).run(
        "
        closed
        told: interrupted Closed
        person: later
        told: sending 1 #t Message: later
        person: /query bob
        told: here private bob
        person: for bob
        told: sending 2 private bob Message: for bob
        @1
        told: dial
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        client: NICK alice
        client: USER chatroom 0 * :alice
        server: :s 001 alice :hi
        server: :s 376 alice :end
        client: JOIN #t
        server: :alice!a@h JOIN #t
        told: #t gap of 1s
        client: PRIVMSG #t :later
        client: PRIVMSG bob :for bob
        client: PING mark-1
        server: PONG mark-1
        told: delivered 1 -
        told: delivered 2 -
    ",
    );
}

#[test]
fn what_was_never_said_is_told_with_its_labels() {
    let mut talk = at_an_old_server(600);
    let mut out = Outbox::default();
    talk.session.closed(talk.now, None, &mut out);
    talk.session.typed(talk.now, "nobody hears", &mut out);
    talk.session.abandon(&mut out);
    let labels = out.happenings.iter().find_map(|happening| match happening {
        Happening::Undelivered { labels, .. } => Some(labels.clone()),
        _ => None,
    });
    assert_eq!(labels, Some(vec![Label(1)]));
}

#[test]
fn before_any_room_is_known_words_have_a_place_without_a_name() {
    let mut talk = Talk::new(wish_fates());
    talk.sent.clear();
    talk.run(
        "
        person: early
        told: sending 1  Message: early
        server: :s 001 alice :hi
        server: :s 005 alice CHATROOM=Administrator LOBBY=#lobby :are supported
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #lobby
        server: :alice!a@h JOIN #lobby
        client: PRIVMSG #lobby :early
        client: PING mark-1
        server: PONG mark-1
        told: delivered 1 -
    ",
    );
}
