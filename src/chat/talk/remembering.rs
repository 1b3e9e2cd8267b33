//! What was said before, what is taken back, what is found, and what was read.

use super::*;

#[test]
fn what_was_said_before_stands_above_what_is_said_now() {
    remembered().run(
        "
        # Said before the page comes: it waits. What stands in both is shown once.
        server: @msgid=3;time=2023-11-14T22:13:19.000Z :bob!b@h PRIVMSG #lobby :\u{1}ACTION three\u{1}
        server: @msgid=4;time=2023-11-14T22:13:21.000Z :bob!b@h PRIVMSG #lobby :four
        server: :carol!c@h JOIN #lobby
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=1;time=2023-11-14T22:00:00.000Z :bob!b@h PRIVMSG #lobby :one
        server: @batch=1 :h.test BATCH +2 draft/multiline #lobby
        server: @batch=2 :alice!a@h PRIVMSG #lobby :two
        server: @batch=2;draft/multiline-concat :alice!a@h PRIVMSG #lobby :, still two
        server: @batch=1 BATCH -2
        server: @batch=1;msgid=3;time=2023-11-14T22:13:19.000Z :bob!b@h PRIVMSG #lobby :\u{1}ACTION three\u{1}
        server: :h.test BATCH -1
        told: old #lobby Message bob: one
        told: old #lobby Message alice=Me: two, still two
        told: #lobby earlier 2
        told: #lobby Action bob: three
        told: #lobby Message bob: four
        told: #lobby came carol
        server: @msgid=5 :bob!b@h PRIVMSG #lobby :five
        told: #lobby Message bob: five
        server: @msgid=5 :bob!b@h PRIVMSG #lobby :five
        person: /history 2
        client: CHATHISTORY BEFORE #lobby msgid=1 2
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=0 :bob!b@h PRIVMSG #lobby :zero
        server: :h.test BATCH -1
        told: old #lobby Message bob: zero
        told: #lobby earlier 1
        person: /history
        client: CHATHISTORY BEFORE #lobby msgid=0 3
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        told: #lobby earlier 0
        person: /history
        client: CHATHISTORY BEFORE #lobby msgid=0 3
        server: :h.test FAIL CHATHISTORY MESSAGE_ERROR BEFORE #lobby :no
        told: refused None ServerSaid(\"no\")
    ",
    );
}

#[test]
fn a_talk_of_which_nothing_is_kept_is_at_its_beginning() {
    remembered().run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        server: @msgid=4 :bob!b@h PRIVMSG alice :psst
        told: private bob Message bob: psst
        person: /query bob
        told: here private bob
        person: /history
        client: CHATHISTORY BEFORE bob msgid=4 3
        server: :h.test FAIL CHATHISTORY INVALID_TARGET BEFORE bob :no such talk
        told: bob earlier 0
    ",
    );
}

#[test]
fn a_page_that_does_not_come_is_not_waited_for() {
    remembered().run(
        "
        server: @msgid=4 :bob!b@h PRIVMSG #lobby :four
        @20
        told: #lobby Message bob: four
    ",
    );
    remembered().run(
        "
        server: @msgid=4 :bob!b@h PRIVMSG #lobby :four
        server: :h.test FAIL CHATHISTORY MESSAGE_ERROR LATEST #lobby :no
        told: #lobby Message bob: four
    ",
    );
    // Nobody wants to see it.
    let mut talk = Talk::new(wish("alice"));
    talk.run(&REMEMBERED.replace("client: CHATHISTORY LATEST #lobby * 3", "")).run(
        "
        server: @msgid=4 :bob!b@h PRIVMSG #lobby :four
        told: #lobby Message bob: four
    ",
    );
}

#[test]
fn more_than_can_wait_is_not_held_up() {
    let mut talk = remembered();
    let line = |number: usize| format!("@msgid={number} :bob!b@h PRIVMSG #lobby :x\r\n");
    let lines: String = (0..=WAITING_HAPPENINGS_MAX).map(line).collect();
    let mut out = Outbox::default();
    talk.session.receive(talk.now, lines.as_bytes(), &mut out);
    assert_eq!(out.happenings.len(), WAITING_HAPPENINGS_MAX + 1);
}

#[test]
fn what_was_not_read_is_marked() {
    let mut talk = Talk::new(Wish { history: 3, marks_read: Reads::AsShown, ..wish("alice") });
    talk.run(REMEMBERED).run(
        "
        server: :h.test MARKREAD #lobby timestamp=2023-11-14T22:00:00.000Z
        server: :h.test BATCH +1 chathistory #lobby
        server: @batch=1;msgid=1;time=2023-11-14T22:00:00.000Z :bob!b@h PRIVMSG #lobby :one
        server: @batch=1;msgid=2;time=2023-11-14T22:00:01.000Z :bob!b@h PRIVMSG #lobby :two
        server: :h.test BATCH -1
        told: old #lobby Message bob: one
        told: #lobby unread since 1699999200000
        told: old #lobby Message bob: two
        told: #lobby earlier 2
        @30
        client: MARKREAD #lobby timestamp=2023-11-14T22:00:01.000Z
        @15
        @15
        client: PING mark-1
        server: PONG mark-1
        server: @time=2023-11-14T22:15:00.000Z :bob!b@h PRIVMSG #lobby :three
        told: #lobby Message bob: three
        person: /quit
        client: MARKREAD #lobby timestamp=2023-11-14T22:15:00.000Z
        client: QUIT
    ",
    );
}

#[test]
fn messages_are_taken_back() {
    remembered().run(
        "
        server: :h.test BATCH +1 chathistory #lobby
        server: :h.test BATCH -1
        person: /unsay
        told: refused None NothingToTakeBack
        person: hello
        client: @label=m1;chatroom/id=…
        server: @label=m1;msgid=5 :alice!a@h PRIVMSG #lobby :hello
        told: delivered 1 5
        person: /unsay
        client: REDACT #lobby 5
        server: :alice!a@h REDACT #lobby 5
        told: #lobby 5 (hello) taken back by alice=Me
        # Said and taken back in one breath: it has no id before it comes back.
        person: typo
        client: @label=m2;chatroom/id=…
        person: /unsay
        server: @label=m2;msgid=6 :alice!a@h PRIVMSG #lobby :typo
        client: REDACT #lobby 6
        told: delivered 2 6
        server: :bob!b@h REDACT #lobby 7 :typo
        told: #lobby 7 taken back by bob (typo)
        server: :h.test FAIL REDACT UNKNOWN_MSGID #lobby 5 :gone
        told: refused None ServerSaid(\"gone\")
    ",
    );
    at_home().run(
        "
        person: /unsay
        told: refused None NotOffered(\"unsay\")
        person: /search tea
        told: refused None NotOffered(\"search\")
        person: /history
        told: refused None NotOffered(\"history\")
        person: /stay on
        told: refused None NotOffered(\"stay\")
    ",
    );
}

#[test]
fn what_was_said_is_found() {
    remembered().run(
        "
        person: /search green tea; in:#lobby from:bob after:2023-11-01 before:2023-11-02
        client: SEARCH in=#lobby;from=bob;after=2023-11-01T00:00:00.000Z;before=2023-11-02T00:00:00.000Z;text=green\\stea\\:;limit=50
        server: :h.test BATCH +1 soju.im/search
        server: @batch=1;msgid=1 :bob!b@h PRIVMSG #lobby :green tea
        server: :h.test BATCH -1
        told: found #lobby bob: green tea
        told: found 1
        person: /search nothing
        client: SEARCH text=nothing;limit=50
        server: :h.test BATCH +1 soju.im/search
        server: :h.test BATCH -1
        told: found 0
    ",
    );
}

#[test]
fn what_a_server_says_about_its_memory_has_codes() {
    remembered().run(
        "
        server: :h.test NOTE JOIN HISTORY_KEPT #lobby 30 * * :kept
        told: noted None HISTORY_KEPT #lobby 30 * *
        person: hello
        client: @label=m1;chatroom/id=…
        server: @label=m1 :h.test FAIL PRIVMSG HISTORY_FAILING PRIVMSG #lobby :not kept
        told: noted Some(1) HISTORY_FAILING PRIVMSG #lobby
    ",
    );
}
