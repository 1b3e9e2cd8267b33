//! What we say while the connection breaks: it is said, and said once.

use super::returning::{EMPTY, IN, IN_EMPTY, LOST};
use super::*;

/// The tags of the message with this label, on the wire.
fn sent(talk: &mut Talk, person: &str) -> String {
    let mut out = Outbox::default();
    talk.session.typed(talk.now, person, &mut out);
    String::from_utf8(out.bytes).unwrap().trim_end().to_owned()
}

#[test]
fn a_message_keeps_its_nonce() {
    let mut talk = remembered();
    talk.run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=1 :bob!b@h PRIVMSG #lobby :one
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: :h.test BATCH -1
        told: old #lobby Message bob: one
        told: old #lobby Message bob: two
        told: #lobby earlier 2
        ",
    );
    let (heard, lost) = (sent(&mut talk, "heard"), sent(&mut talk, "lost"));
    let nonce = heard.split(['=', ' ']).nth(2).unwrap().to_owned();
    talk.run(
        "
        closed
        told: interrupted Closed
        # Typed meanwhile.
        person: later
        person: /xyzzy
        told: unknown xyzzy -
        person: /help
        told: Help
        @1
        told: dial
        ",
    )
    .run(BACK)
    .run(IN);
    talk.run(&format!(
        "
        # Nothing is said before we know what was heard.
        person: last
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: @batch=1;msgid=3;chatroom/id={nonce} :alice!a@h PRIVMSG #lobby :heard
        server: :h.test BATCH -1
        told: delivered 1 3
        client: CHATHISTORY AFTER #lobby msgid=3 3
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        client: {lost}
        client: @label=m3;…
        client: @label=m4;…
        server: @label=m2;msgid=4 :alice!a@h PRIVMSG #lobby :lost
        told: delivered 2 4
        server: @label=m3;msgid=5 :alice!a@h PRIVMSG #lobby :later
        told: delivered 3 5
        "
    ));
}

#[test]
fn whoever_was_leaving_and_has_said_all_has_left() {
    let heard = "
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        person: bye
        client: @label=m1;…
        server: @label=m1;msgid=5 :alice!a@h PRIVMSG #lobby :bye
        told: delivered 1 5
    ";
    remembered().run(heard).run("leave\nclient: PING mark-1\nclosed\ntold: ended Left");
    // Whether a command was carried out nobody knows.
    let mut talk = remembered();
    talk.run(heard).run(
        "
        person: /topic x
        client: TOPIC #lobby :x
        leave
        client: PING mark-1
        closed
        told: ended Lost(Closed)
        ",
    );
}

#[test]
fn leaving_while_there_is_no_connection() {
    // Nobody sits before a pipe: what was said is said first.
    let mut talk = remembered();
    talk.run(LOST).run(
        "
        person: last words
        leave
        ",
    );
    assert!(!talk.session.has_session());
    talk.run(BACK).run(
        "
        server: :alice!~chatroom@cloak JOIN #lobby
        client: CHATHISTORY AFTER #lobby msgid=1 3
        client: @label=m1;…
        client: PING mark-1
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=2 :bob!b@h PRIVMSG #lobby :two
        server: @batch=1;msgid=3 :bob!b@h PRIVMSG #lobby :three
        server: :h.test BATCH -1
        told: old #lobby Message bob: three
        client: CHATHISTORY AFTER #lobby msgid=3 3
        server: PONG mark-1
        told: delivered 1 -
        # What was missed is still to come.
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        client: QUIT
        ",
    );
    // With nothing to say, or with a person who waits, it is over at once.
    remembered().run(LOST).run("leave\ntold: ended Left");
    let wish = Wish { history: 50, patience: Some(Duration::from_secs(2)), ..wish("alice") };
    let mut talk = Talk::lasting(wish, Duration::from_secs(600));
    talk.run(REMEMBERED)
        .run(LOST)
        .run("person: words\nleave\ntold: unconfirmed [] unsent [\"words\"]\ntold: ended Left");
}

#[test]
fn a_pipe_that_was_leaving_says_its_last_words() {
    let mut talk = remembered();
    talk.run(EMPTY)
        .run(
            "
        person: bye
        client: @label=m1;…
        leave
        client: PING mark-1
        closed
        told: interrupted Closed
        @1
        told: dial
        ",
        )
        .run(BACK)
        .run(&format!(
            "
        {IN_EMPTY}
        {EMPTY}
        client: @label=m1;…
        client: PING mark-1
        server: @label=m1;msgid=5 :alice!a@h PRIVMSG #lobby :bye
        told: delivered 1 5
        server: PONG mark-1
        client: QUIT
        closed
        told: ended Left
    ",
        ));
}

/// To the server we are another guest of the same name, so it does not say what we called it. It is
/// not shown, and sent again all the same: the server knows it by its nonce.
#[test]
fn words_alone_are_no_proof_where_there_are_nonces() {
    let mut talk = remembered();
    talk.run(EMPTY)
        .run(
            "
        person: heard
        client: @label=m1;…
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
        server: @batch=1;msgid=1 :alice!a@h PRIVMSG #lobby :heard
        server: @batch=1;msgid=2 :alice!a@h PRIVMSG #lobby :from elsewhere
        server: :h.test BATCH -1
        told: old #lobby Message alice=Me: from elsewhere
        client: CHATHISTORY AFTER #lobby msgid=2 3
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        client: @label=m1;…
        server: @label=m1;msgid=1 :alice!a@h PRIVMSG #lobby :heard
        told: delivered 1 1
    ",
        );
}

/// A server that knows no nonces: our words are all there is.
#[test]
fn elsewhere_words_are_known_by_what_they_are() {
    let elsewhere =
        |script: &str| script.replace("chatroom/resume ", "").replace("server: :h.test RESUME TOKEN T0", "");
    let mut talk = Talk::lasting(Wish { history: 50, ..wish("alice") }, Duration::from_secs(600));
    talk.run(&elsewhere(REMEMBERED)).run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        person: heard
        client: @label=m1 PRIVMSG #lobby :heard
        person: /me waves
        client: @label=m2 PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        closed
        told: interrupted Closed
        @1
        told: dial
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        client: NICK alice
        client: USER chatroom 0 * :alice
        server: :h.test CAP * LS :batch draft/chathistory message-tags
        client: CAP REQ :batch draft/chathistory message-tags
        server: :h.test CAP * ACK :standard-replies
        server: :h.test CAP * ACK :batch message-tags draft/chathistory
        client: CAP END
        server: :h.test 001 alice :Welcome
        server: :h.test 422 alice :no message
        client: JOIN #lobby
        server: :alice!~chatroom@cloak JOIN #lobby
        client: CHATHISTORY AFTER #lobby timestamp=2023-11-14T22:13:19.999Z 200
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=a :alice!a@h PRIVMSG #lobby :heard
        server: :h.test BATCH -1
        client: CHATHISTORY AFTER #lobby msgid=a 200
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        client: PRIVMSG #lobby :\u{1}ACTION waves\u{1}
    ",
    );
}

/// In a busy room there is no silence to ask in, and nothing else there says what was heard.
#[test]
fn elsewhere_what_was_heard_in_a_busy_room_is_not_said_again() {
    let mut talk = Talk::lasting(wish("alice"), Duration::from_secs(600));
    talk.run(AT_HOME).run(
        "
        person: hi
        client: PRIVMSG #lobby :hi
        server: :bob!b@h PRIVMSG #lobby :one
        told: #lobby Message bob: one
        @15
        client: PING mark-1
        server: :bob!b@h PRIVMSG #lobby :two
        told: #lobby Message bob: two
        # One question at a time.
        person: and
        client: PRIVMSG #lobby :and
        @15
        server: PONG mark-1
        @15
        client: PING mark-2
        server: PONG mark-2
        @15
        person: lost
        client: PRIVMSG #lobby :lost
        closed
        told: interrupted Closed
        @2
        told: dial
        connect
        client: CAP LS 302
        client: CAP REQ :standard-replies
        client: NICK alice
        client: USER chatroom 0 * :alice
        server: :h.test CAP * LS :standard-replies
        server: :h.test CAP * ACK :standard-replies
        client: CAP END
        server: :h.test 001 alice :Welcome
        server: :h.test 422 alice :no message
        client: JOIN #lobby
        server: :alice!~chatroom@cloak JOIN #lobby
        told: #lobby gap of 2s
        client: PRIVMSG #lobby :lost
        ",
    );
}
