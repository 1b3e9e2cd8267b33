//! How it ends.

use super::*;

#[test]
fn an_empty_line_leaves_when_all_is_said() {
    at_home().run(
        "
        person: hello
        client: PRIVMSG #lobby :hello
        person:
        client: PING mark-1
        # What arrives meanwhile is shown, what is typed is too late.
        server: :bob!b@h PRIVMSG #lobby :bye
        told: #lobby Message bob: bye
        person: wait
        server: :h.test PONG h.test :mark-1
        client: QUIT
        server: ERROR :Quit
        told: ended Left
    ",
    );
}

#[test]
fn with_nothing_said_goodbye_is_said_at_once() {
    at_home().run(
        "
        person: /quit so long
        client: QUIT :so long
        closed
        told: ended Left
    ",
    );
}

#[test]
fn a_server_that_says_no_goodbye() {
    at_home().run(
        "
        leave
        client: QUIT
        @1
        @1
        told: ended Left
    ",
    );
}

#[test]
fn a_person_does_not_wait_for_ever() {
    let mut talk = Talk::new(Wish { patience: Some(Duration::from_secs(2)), ..wish("alice") });
    talk.run(AT_HOME).run(
        "
        person: hello
        client: PRIVMSG #lobby :hello
        leave
        client: PING mark-1
        @2
        told: unconfirmed [\"hello\"] unsent []
        told: ended Left
    ",
    );
}

#[test]
fn a_pipe_waits_as_long_as_the_server_lives() {
    at_home().run(
        "
        person: hello
        client: PRIVMSG #lobby :hello
        leave
        client: PING mark-1
        @59
        server: :bob!b@h PRIVMSG #lobby :still here
        told: #lobby Message bob: still here
        @59
        @1
        told: unconfirmed [\"hello\"] unsent []
        told: ended Lost(Silent)
    ",
    );
}

#[test]
fn before_coming_in() {
    let mut talk = Talk::new(Wish::default());
    talk.sent.clear();
    talk.run(
        "
        leave
        client: QUIT
        closed
        told: ended Left
    ",
    );
    // Words typed ahead are said first.
    let mut talk = Talk::new(Wish { room: Some("#t".to_owned()), ..wish("alice") });
    talk.sent.clear();
    talk.run(
        "
        person: hello
        person:
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #t
        server: :alice!a@h JOIN #t
        client: PRIVMSG #t :hello
        client: PING mark-1
        server: PONG mark-1
        client: QUIT
    ",
    );
}

#[test]
fn the_room_is_closed_or_the_server_goes_down() {
    for (note, ending) in [
        ("ROOM_CLOSED", "RoomClosed"),
        ("SERVER_DOWN", "ServerDown"),
        ("READS_TOO_SLOWLY", "Lost(ReadsTooSlowly)"),
        ("HOUSE_FULL 10", r#"Lost(TurnedAway { why: House, number: "10" })"#),
        ("ADDRESS_FULL 2", r#"Lost(TurnedAway { why: Address, number: "2" })"#),
        ("NETWORK_FULL 3", r#"Lost(TurnedAway { why: Network, number: "3" })"#),
        ("CONNECTS_TOO_OFTEN 20", r#"Lost(TurnedAway { why: TooOften, number: "20" })"#),
    ] {
        at_home().run(&format!(
            "
            server: :h.test NOTE * {note} :sentence
            server: ERROR :sentence
            told: ended {ending}
            person: too late
            leave
            @1000
            closed
        "
        ));
        at_home().run(&format!(
            "
            server: :h.test NOTE * {note} :sentence
            closed
            told: ended {ending}
        "
        ));
    }
}

#[test]
fn removed_from_the_house() {
    at_home().run(
        "
        server: :h.test NOTE * REMOVED Administrator :You were removed.
        server: ERROR :Removed
        told: ended Removed { by: Who { name: \"Administrator\", voice: Operator }, reason: None }
    ",
    );
    at_home().run(
        "
        server: :h.test NOTE * REMOVED bob :too loud :You were removed.
        closed
        told: ended Removed { by: Who { name: \"bob\", voice: Member }, reason: None }
    ",
    );
    at_home().run(
        "
        server: :h.test NOTE * REMOVED bob loud :You were removed.
        closed
        told: ended Removed { by: Who { name: \"bob\", voice: Member }, reason: Some(\"loud\") }
    ",
    );
}

#[test]
fn killed_by_an_operator_of_the_server() {
    at_home().run(
        "
        server: :bob!b@h KILL alice :too loud
        server: :h.test NOTE * REMOVED bob :You were removed.
        server: :alice!a@h QUIT :Killed (bob (too loud))
        server: ERROR :Closing Link: h.test (Killed (bob (too loud)))
        told: ended Removed { by: Who { name: \"bob\", voice: Member }, reason: Some(\"too loud\") }
    ",
    );
    // Operators of other servers see it of others.
    at_home().run(
        "
        server: :bob!b@h KILL carol :too loud
        server: ERROR :bye
        told: ended Lost(ServerSaid(\"bye\"))
    ",
    );
}

#[test]
fn put_out_of_the_only_room() {
    at_home().run(
        "
        server: :bob!b@h KICK #lobby carol :not you
        told: #lobby put out carol by bob (not you)
        server: :bob!b@h KICK #lobby alice :bob
        client: QUIT
        told: ended Removed { by: Who { name: \"bob\", voice: Member }, reason: None }
    ",
    );
    // With another room to be in, it goes on there.
    at_home().run(
        "
        server: :alice!~chatroom@cloak JOIN #tea
        server: :bob!b@h KICK #lobby alice :loud
        told: #lobby put out alice=Me by bob (loud)
        told: here #tea
        person: hi
        client: PRIVMSG #tea :hi
    ",
    );
}

#[test]
fn the_connection_is_lost() {
    at_home().run(
        "
        closed
        told: ended Lost(Closed)
    ",
    );
    at_home().run(
        "
        closed: connection reset
        told: ended Lost(Broken(\"connection reset\"))
    ",
    );
    at_home().run(
        "
        server: ERROR :Closing Link: flood
        told: ended Lost(ServerSaid(\"Closing Link: flood\"))
    ",
    );
    // A dead server is found by asking.
    at_home().run(
        "
        @59
        @1
        client: PING mark-1
        server: PONG mark-1
        @60
        client: PING mark-2
        @60
        told: ended Lost(Silent)
    ",
    );
}

#[test]
fn what_is_on_its_way_is_bounded_and_nothing_is_left_behind() {
    let mut talk = at_home();
    let mut bytes = 0;
    let mut lines = 0;
    let mut marks = Vec::new();
    while !talk.session.is_full() {
        let mut out = Outbox::default();
        talk.session.typed(talk.now, "a line of some length", &mut out);
        lines += 1;
        bytes += out.bytes.len();
        let sent = String::from_utf8(out.bytes).unwrap();
        marks.extend(sent.lines().filter_map(|line| line.strip_prefix("PING ")).map(str::to_owned));
    }
    assert!(bytes < UNCONFIRMED_BYTES_MAX as usize + MARK_EVERY_BYTES as usize && lines > 1000);
    let (last, first) = marks.split_last().unwrap();
    for mark in first {
        talk.run(&format!("server: PONG {mark}"));
        assert!(!talk.session.is_full());
    }
    talk.run(&format!(
        "
        person: one more
        client: PRIVMSG #lobby :one more
        leave
        client: PING mark-{next}
        server: PONG {last}
        server: PONG mark-{next}
        client: QUIT
    ",
        next = marks.len() + 1
    ));
}
