//! A connection is lost, and another one is made.

use super::*;

/// In the room, with one message seen; then the connection is lost.
pub(super) const LOST: &str = "
    server: :h.test BATCH +1 chathistory #lobby
    server: @batch=1;msgid=1 :bob!b@h PRIVMSG #lobby :one
    server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
    server: :h.test BATCH -1
    told: old #lobby Message bob: one
    told: old #lobby Message bob: two
    told: #lobby earlier 2
    closed
    told: interrupted Closed
    @1
    told: dial
";

/// Our own JOIN there, and the members.
pub(super) const IN: &str = "
    server: @time=2023-11-14T22:14:00.000Z :alice!~chatroom@cloak JOIN #lobby
    client: CHATHISTORY AFTER #lobby msgid=1 3
    server: :h.test 353 alice = #lobby :@bob alice
    server: :h.test 366 alice #lobby :end
    told: back in #lobby: alice @bob
";

/// Nothing was said there before.
pub(super) const EMPTY: &str = "
    server: :h.test BATCH +1 chathistory #lobby
    server: :h.test BATCH -1
";

/// Our own JOIN where nothing was said before: what came since we entered is asked for.
pub(super) const IN_EMPTY: &str = "
    server: :alice!~chatroom@cloak JOIN #lobby
    client: CHATHISTORY AFTER #lobby timestamp=2023-11-14T22:13:19.999Z 3
";

fn lost() -> Talk {
    let mut talk = remembered();
    talk.run(LOST).run(BACK).run(IN);
    talk
}

#[test]
fn what_was_missed_is_shown_once_and_in_order() {
    lost().run(
        "
        server: @msgid=6 :bob!b@h PRIVMSG #lobby :six
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: @batch=1;msgid=3 :bob!b@h PRIVMSG #lobby :three
        server: @batch=1;msgid=4 :bob!b@h PRIVMSG #lobby :four
        server: :h.test BATCH -1
        told: old #lobby Message bob: three
        told: old #lobby Message bob: four
        client: CHATHISTORY AFTER #lobby msgid=4 3
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=5 :bob!b@h PRIVMSG #lobby :five
        server: @batch=1;msgid=6 :bob!b@h PRIVMSG #lobby :six
        server: :h.test BATCH -1
        told: old #lobby Message bob: five
        told: #lobby Message bob: six
        server: @msgid=7 :bob!b@h PRIVMSG #lobby :seven
        told: #lobby Message bob: seven
        # Cut again, a message later, and nothing was missed.
        closed
        told: interrupted Closed
        @2
        told: dial
    ",
    );
}

#[test]
fn nothing_missed_is_known_from_one_page() {
    lost().run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: :h.test BATCH -1
        server: @msgid=3 :bob!b@h PRIVMSG #lobby :three
        told: #lobby Message bob: three
    ",
    );
}

#[test]
fn a_cut_while_catching_up_loses_nothing() {
    lost()
        .run(
            "
        server: @msgid=9 :bob!b@h PRIVMSG #lobby :nine
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: @batch=1;msgid=3 :bob!b@h PRIVMSG #lobby :three
        closed
        told: interrupted Closed
        @2
        told: dial
    ",
        )
        .run(&BACK.replace("RESUME T0", "RESUME T1"))
        .run(IN)
        .run(
            "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: @batch=1;msgid=3 :bob!b@h PRIVMSG #lobby :three
        server: @batch=1;msgid=9 :bob!b@h PRIVMSG #lobby :nine
        server: :h.test BATCH -1
        told: old #lobby Message bob: three
        told: #lobby Message bob: nine
        # That one was heard over the connection before: there may be more behind it.
        client: CHATHISTORY AFTER #lobby msgid=9 3
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
    ",
        );
}

/// Whoever leaves before there is a connection again is told what nobody has heard.
#[test]
fn what_could_not_be_said_is_told_at_the_end() {
    let typed = "
        person: one
        person: /me waves
        person: /topic tea
        person: /msg bob three
        ";
    let told = r#"told: unconfirmed [] unsent ["one", "/me waves", "/msg bob three"]"#;
    let wish = Wish { history: 50, patience: Some(Duration::from_secs(2)), ..wish("alice") };
    for leaving in ["leave", "person: /quit bye", "person:"] {
        let mut talk = Talk::lasting(wish.clone(), Duration::from_secs(600));
        talk.run(REMEMBERED).run(LOST).run(&format!("{typed}\n{leaving}\n{told}\ntold: ended Left"));
    }
    // A pipe waits, for as long as one may.
    remembered().run(LOST).run(&format!(
        "
        {typed}
        leave
        @600
        {told}
        told: ended Lost(Closed)
        "
    ));
    // With a connection, and before the room is entered.
    let mut talk = Talk::lasting(wish, Duration::from_secs(600));
    talk.run(REMEMBERED).run(LOST).run(BACK).run(&format!(
        "
        {typed}
        leave
        client: QUIT
        closed
        {told}
        told: ended Left
        "
    ));
}

/// Who was here before the connection was lost is no answer, and who has come again so far is none.
#[test]
fn who_is_here_is_told_once_it_is_known_again() {
    let back = BACK.replace("draft/chathistory ", "");
    remembered().run(LOST).run("person: /who").run(&back).run(
        "
        server: :alice!~chatroom@cloak JOIN #lobby
        told: #lobby gap of 1s
        person: /who
        server: :h.test 353 alice = #lobby :@carol alice
        server: :h.test 366 alice #lobby :end
        told: back in #lobby: alice @carol
        told: who #lobby: alice @carol
        person: /who
        told: who #lobby: alice @carol
        ",
    );
}

/// The first page never came; what was heard meanwhile keeps its place before what came later.
#[test]
fn a_cut_before_the_first_page_keeps_the_order() {
    let cut = |talk: &mut Talk| {
        talk.run(
            "
            server: @msgid=5 :bob!b@h PRIVMSG #lobby :five
            closed
            told: interrupted Closed
            @1
            told: dial
            ",
        )
        .run(BACK)
        .run(
            "
            server: :alice!~chatroom@cloak JOIN #lobby
            client: CHATHISTORY LATEST #lobby * 3
            server: @msgid=7 :bob!b@h PRIVMSG #lobby :seven
            ",
        );
    };
    let mut talk = remembered();
    cut(&mut talk);
    talk.run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=5 :bob!b@h PRIVMSG #lobby :five
        server: @batch=1;msgid=6 :bob!b@h PRIVMSG #lobby :six
        server: @batch=1;msgid=7 :bob!b@h PRIVMSG #lobby :seven
        server: :h.test BATCH -1
        told: #lobby Message bob: five
        told: old #lobby Message bob: six
        told: #lobby earlier 1
        told: #lobby Message bob: seven
        ",
    );
    // It does not reach back so far.
    let mut talk = remembered();
    cut(&mut talk);
    talk.run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=6 :bob!b@h PRIVMSG #lobby :six
        server: :h.test BATCH -1
        told: #lobby Message bob: five
        told: #lobby gap of 1s
        told: old #lobby Message bob: six
        told: #lobby earlier 1
        told: #lobby Message bob: seven
        ",
    );
}

#[test]
fn what_can_not_be_bridged_is_told_where_it_is() {
    // The server no longer knows the last message that we have seen.
    lost().run(
        "
        @9
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=8 :bob!b@h PRIVMSG #lobby :eight
        server: :h.test BATCH -1
        told: #lobby gap of 10s
        told: old #lobby Message bob: eight
        client: CHATHISTORY AFTER #lobby msgid=8 3
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
    ",
    );
    // It does not answer, or refuses.
    lost().run(
        "
        server: @msgid=9 :bob!b@h PRIVMSG #lobby :nine
        server: :h.test FAIL CHATHISTORY MESSAGE_ERROR AFTER #lobby :no
        told: #lobby gap of 1s
        told: #lobby Message bob: nine
    ",
    );
    // It remembers nothing.
    let mut talk = remembered();
    talk.run(LOST).run(&BACK.replace("draft/chathistory ", "")).run(
        "
        server: :alice!~chatroom@cloak JOIN #lobby
        told: #lobby gap of 1s
        server: @msgid=9 :bob!b@h PRIVMSG #lobby :nine
        told: #lobby Message bob: nine
    ",
    );
}

#[test]
fn attempts_come_ever_later_and_end() {
    let mut talk = remembered();
    talk.run(LOST);
    let mut waits = Vec::new();
    let begin = talk.now.uptime;
    loop {
        let mut out = Outbox::default();
        if talk.told.is_empty() {
            assert!(talk.session.unreachable(talk.now, &mut out));
        }
        let due = talk.session.deadline().unwrap();
        waits.push(due.saturating_sub(talk.now.uptime));
        talk.now.uptime = due;
        talk.session.tick(talk.now, &mut out);
        if let [Happening::Ended(ending)] = out.happenings.as_slice() {
            assert_eq!(*ending, Ending::Lost(Lost::Closed));
            break;
        }
        assert!(out.dial && out.happenings.is_empty());
    }
    assert_eq!(talk.now.uptime - begin, Duration::from_secs(599), "of 600, and 1 before");
    assert!(waits[0] >= RECONNECT_WAIT_MIN * 2 && waits[0] <= RECONNECT_WAIT_MIN * 3, "{waits:?}");
    assert!(waits.iter().all(|wait| *wait <= RECONNECT_WAIT_MAX) && waits.len() > 15, "{waits:?}");
    // However long the wait is, two clients do not knock at the same moment.
    let long: std::collections::BTreeSet<_> = waits[8..waits.len() - 1].iter().collect();
    assert!(long.len() == waits.len() - 9, "{waits:?}");
    assert!(long.iter().all(|wait| **wait >= RECONNECT_WAIT_MAX * 2 / 3), "{waits:?}");
}

#[test]
fn a_server_that_goes_down_is_waited_for_and_one_that_closes_the_room_is_not() {
    remembered().run(EMPTY).run(
        "
        server: :h.test NOTE * SERVER_DOWN :down
        server: ERROR :down
        told: GoingDown
        @1
        told: dial
        unreachable
        @2
        told: dial
    ",
    );
    remembered().run(
        "
        server: :h.test NOTE * ROOM_CLOSED :closed
        server: ERROR :closed
        told: ended RoomClosed
    ",
    );
    remembered().run(
        "
        server: :h.test NOTE * REMOVED bob :You were removed.
        closed
        told: ended Removed { by: Who { name: \"bob\", voice: Member }, reason: None }
    ",
    );
    // What waited to be shown is shown at the end.
    remembered().run(
        "
        server: @msgid=4 :bob!b@h PRIVMSG #lobby :four
        server: :h.test NOTE * ROOM_CLOSED :closed
        server: ERROR :closed
        told: #lobby Message bob: four
        told: ended RoomClosed
    ",
    );
}

#[test]
fn an_empty_room_is_asked_from_when_we_came() {
    let mut talk = remembered();
    talk.run(EMPTY)
        .run(
            "
        closed
        told: interrupted Closed
        @1
        told: dial
    ",
        )
        .run(BACK)
        .run(IN_EMPTY)
        .run(
            "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=1 :bob!b@h PRIVMSG #lobby :one
        server: :h.test BATCH -1
        told: old #lobby Message bob: one
        client: CHATHISTORY AFTER #lobby msgid=1 3
    ",
        );
}

#[test]
fn the_name_is_taken_on_return() {
    let mut talk = remembered();
    let again = "
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        server: :h.test CAP * LS :standard-replies
        client: NICK alice
        client: USER chatroom 0 * :alice
        server: :h.test CAP * ACK :standard-replies
        client: CAP END
        server: :h.test 433 * alice :taken
    ";
    // Perhaps by a connection of ours that the server does not know to be dead.
    talk.run(LOST);
    talk.run(&format!("{again}\nclient: QUIT\n@2\ntold: dial\nunreachable\n@200\ntold: dial"));
    talk.run(&format!(
        "
        {again}
        told: refused name \"alice\" Taken true
        # Nobody is hurried.
        server: ERROR :too slow
        @30
        name: anna
        @0
        told: dial
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        server: :h.test CAP * LS :standard-replies
        client: NICK anna
        client: USER chatroom 0 * :anna
    "
    ));
}

#[test]
fn whoever_is_let_in_no_more_does_not_knock_again() {
    let mut talk = remembered();
    talk.run(LOST).run(
        "
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        server: :h.test 465 alice :You are banned
        server: ERROR :bye
        told: ended Lost(Barred(\"You are banned\"))
    ",
    );
}

#[test]
fn whoever_wakes_asks_at_once() {
    remembered().run(EMPTY).run(
        "
        asleep: 3600
        client: PING mark-1
        server: PONG mark-1
        asleep: 4
        asleep: 3600
        client: PING mark-2
        @10
        told: interrupted Silent
    ",
    );
}

/// In two rooms, and then the connection is lost.
const LOST_BOTH: &str = "
    server: :h.test BATCH +1 chathistory #lobby
    server: @batch=1;msgid=1 :bob!b@h PRIVMSG #lobby :one
    server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
    server: :h.test BATCH -1
    told: old #lobby Message bob: one
    told: old #lobby Message bob: two
    told: #lobby earlier 2
    server: @time=2023-11-14T22:13:20.000Z :alice!~chatroom@cloak JOIN #tea
    client: CHATHISTORY LATEST #tea * 3
    server: :h.test BATCH +1 chathistory #tea
    server: :h.test BATCH -1
    server: :h.test 366 alice #tea :end
    told: in #tea: alice
    closed
    told: interrupted Closed
    @1
    told: dial
";

#[test]
fn a_cut_while_coming_back_forgets_no_room() {
    let cut = "
        closed
        told: interrupted Closed
        @2
        told: dial
    ";
    for first in ["#lobby", "#tea"] {
        let mut talk = remembered();
        talk.run(LOST_BOTH).run(&format!("{BACK}\nclient: JOIN #tea"));
        if first == "#lobby" {
            talk.run(IN).run(cut);
        } else {
            // The room where we speak is still to come.
            talk.run(
                "
                server: :alice!~chatroom@cloak JOIN #tea
                client: CHATHISTORY …
                closed
                @2
                told: dial
                ",
            );
        }
        talk.run(&format!("{}\nclient: JOIN #tea", BACK.replace("RESUME T0", "RESUME T1")));
    }
}

#[test]
fn a_room_that_we_left_or_could_not_enter_again_is_not_come_back_to() {
    let lost = "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: :h.test BATCH -1
        closed
        told: interrupted Closed
        @2
        told: dial
    ";
    for (event, told) in [
        ("server: :alice!~chatroom@cloak PART #tea", "told: #tea left alice=Me"),
        ("server: :h.test 473 alice #tea :no", "told: refused room #tea InviteOnly"),
    ] {
        let mut talk = remembered();
        talk.run(LOST_BOTH).run(&format!("{BACK}\nclient: JOIN #tea")).run(IN);
        if event.contains("PART") {
            talk.run("server: :alice!~chatroom@cloak JOIN #tea\nclient: CHATHISTORY …");
        }
        talk.run(&format!("{event}\n{told}")).run(lost).run(&BACK.replace("RESUME T0", "RESUME T1"));
    }
    // What was renamed is come back to by its name.
    let mut talk = remembered();
    talk.run(LOST_BOTH).run(&format!("{BACK}\nclient: JOIN #tea")).run(IN);
    talk.run(
        "
        server: :alice!~chatroom@cloak JOIN #tea
        client: CHATHISTORY …
        server: :bob!b@h RENAME #tea #mate
        told: #tea renamed to #mate by bob
        ",
    )
    .run(lost)
    .run(&format!("{}\nclient: JOIN #mate", BACK.replace("RESUME T0", "RESUME T1")));
}

#[test]
fn a_room_that_is_lost_while_it_is_caught_up_with_holds_nothing_back() {
    let mut talk = remembered();
    talk.run(&LOST_BOTH.replace("    closed\n", "    person: hi\n    client: @label=m1;…\n    closed\n"))
        .run(&format!("{BACK}\nclient: JOIN #tea"))
        .run(IN)
        .run(
            "
            server: :alice!~chatroom@cloak JOIN #tea
            client: CHATHISTORY …
            server: :h.test BATCH +1 chathistory #lobby
            server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
            server: :h.test BATCH -1
            server: :bob!b@h PRIVMSG #tea :waits
            server: :alice!~chatroom@cloak PART #tea
            told: #tea Message bob: waits
            told: #tea left alice=Me
            client: @label=m1;…
            ",
        );
}

#[test]
fn whoever_was_asked_for_a_password_stays_like_anybody_else() {
    let asked = "
        server: :h.test 464 alice :wrong
        told: ended WrongPassword { given: false }
        # Nobody is hurried.
        @3600
    ";
    let (before, welcome) = REMEMBERED.split_at(REMEMBERED.find("    server:").unwrap());
    // At the first door.
    let mut talk = Talk::lasting(Wish { history: 50, ..wish("alice") }, Duration::from_secs(600));
    talk.run(before).run(asked).run(&format!("connect\n{before}{welcome}")).run(LOST);
    talk.run("person: words").run(BACK).run(&IN.replace("msgid=1 3", "msgid=1 3\nclient: @label=m1;…"));
    // On coming back, when there is one.
    let mut talk = remembered();
    talk.run(LOST).run(BACK.split_at(BACK.find("    server: :h.test CAP * ACK").unwrap()).0).run(asked);
}

/// A server puts whoever has named no room into its own; that may have happened to the connection
/// that broke before our JOIN arrived.
#[test]
fn a_room_that_the_server_chose_meanwhile_is_not_the_one_we_speak_in() {
    remembered().run(LOST).run("person: hi").run(BACK).run(
        "
        server: :alice!~chatroom@cloak JOIN #hall
        client: CHATHISTORY LATEST #hall * 3
        server: :alice!~chatroom@cloak JOIN #lobby
        client: CHATHISTORY AFTER #lobby msgid=1 3
        client: @label=m1;…
        ",
    );
}
