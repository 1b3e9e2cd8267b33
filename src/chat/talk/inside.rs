//! What happens in a room.

use super::*;

#[test]
fn people_come_speak_and_go() {
    at_home().run(
        "
        server: :carol!c@h JOIN #lobby
        told: #lobby came carol
        server: @time=2024-01-01T00:00:00.000Z;msgid=x :carol!c@h PRIVMSG #lobby :hello : there
        told: #lobby Message carol: hello : there
        server: :carol!c@h PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        told: #lobby Action carol: waves
        server: :carol!c@h PRIVMSG #lobby :\u{1}ACTION waves, unclosed
        told: #lobby Action carol: waves, unclosed
        server: :carol!c@h NOTICE #lobby :psst
        told: #lobby Notice carol: psst
        server: :carol!c@h PRIVMSG ALICE :just you
        told: private carol Message carol: just you
        server: :carol!c@h PRIVMSG @#lobby :to the operators
        told: #lobby Message carol: to the operators
        # Programs asking programs.
        server: :carol!c@h PRIVMSG alice :\u{1}VERSION\u{1}
        server: :carol!c@h NICK Karla
        told: renamed carol to Karla
        server: :Karla!c@h AWAY :tea
        told: away Karla (tea)
        person: /who
        told: who #lobby: alice @bob Karla(away)
        server: :Karla!c@h AWAY
        told: away Karla
        server: :h.test MODE #lobby +vo-o Karla Karla bob
        told: #lobby mode +vo-o Karla Karla bob by h.test=Server
        person: /who
        told: who #lobby: alice bob @+Karla
        server: :Karla!c@h TOPIC #lobby :new
        told: #lobby topic by Karla: new
        person: /topic
        told: #lobby topic: new
        server: :Karla!c@h PART #lobby :bye
        told: #lobby left Karla (bye)
        server: :bob!b@h QUIT :Ping timeout
        told: #lobby left bob (Ping timeout)
        server: :erin!e@h JOIN #lobby
        told: #lobby came erin
        server: :erin!e@h QUIT :Quit: so long
        told: #lobby left erin (so long)
        # Some servers send the name where there is no reason.
        server: :dave!d@h JOIN #lobby
        told: #lobby came dave
        server: :dave!d@h QUIT :dave
        told: #lobby left dave
        # Whom we don't know.
        server: :zoe!z@h QUIT :x
        server: :zoe!z@h PART #lobby
        server: :zoe!z@h JOIN #elsewhere
        server: :zoe!z@h INVITE alice #tea
        told: alice=Me invited to #tea by zoe
        person: /who
        told: who #lobby: alice
    ",
    );
}

#[test]
fn the_operator_is_known_by_the_name_that_the_server_advertised() {
    at_home().run(
        "
        server: :Administrator!operator@h.test PRIVMSG #lobby :closing at ten
        told: #lobby Message Administrator=Operator: closing at ten
        server: :Administrator TOPIC #lobby :be nice
        told: #lobby topic by Administrator=Operator: be nice
        server: :h.test NOTICE alice :a word
        told: private h.test Notice h.test=Server: a word
        server: NOTICE alice :nobody said this
        told: private  Notice =Server: nobody said this
    ",
    );
    let mut elsewhere = Talk::new(Wish { room: Some("#tea".to_owned()), ..wish("alice") });
    elsewhere.sent.clear();
    elsewhere.run(
        "
        server: :s 001 alice :hi
        server: :s 376 alice :end
        told: welcome alice to ?
        client: JOIN #tea
        server: :alice!a@h JOIN #tea
        server: :Administrator!a@h PRIVMSG #tea :obey
        told: #tea Message Administrator: obey
    ",
    );
}

#[test]
fn long_messages_arrive_whole() {
    at_home().run(
        "
        server: @time=2024-01-01T00:00:00.000Z;msgid=q :bob!b@h BATCH +1 draft/multiline #lobby
        server: @batch=1 :bob!b@h PRIVMSG #lobby :one,
        # Others speak in between, in a batch of their own too.
        server: :h.test BATCH +2 netjoin a b
        server: @batch=2 :carol!c@h JOIN #lobby
        told: #lobby came carol
        server: BATCH -2
        server: @batch=1;draft/multiline-concat :bob!b@h PRIVMSG #lobby : still one
        server: @batch=1 :bob!b@h PRIVMSG #lobby :two
        server: :h.test BATCH -1
        told: #lobby Message bob: one, still one | two
        # An end without a beginning, a beginning without anything in it.
        server: :h.test BATCH -1
        server: :h.test BATCH +3 draft/multiline #lobby
        server: :h.test BATCH -3
        server: @batch=nowhere :bob!b@h PRIVMSG #lobby :three
        told: #lobby Message bob: three
    ",
    );
}

#[test]
fn a_batch_without_end_is_given_out_in_parts() {
    let mut talk = at_home();
    let mut out = Outbox::default();
    let mut lines = ":bob!b@h BATCH +1 draft/multiline #lobby\r\n".to_owned();
    for _ in 0..(crate::wire::limits::MULTILINE_LINES_MAX * 2 + 1) {
        lines.push_str("@batch=1 :bob!b@h PRIVMSG #lobby :x\r\n");
    }
    talk.session.receive(talk.now, lines.as_bytes(), &mut out);
    assert_eq!(out.happenings.len(), 2);
    // More batches than may be open: the oldest is given out as far as it came.
    let open: String = (0..BATCHES_OPEN_MAX).map(|n| format!("BATCH +b{n} netsplit a b\r\n")).collect();
    talk.session.receive(talk.now, open.as_bytes(), &mut out);
    assert_eq!(out.happenings.len(), 3);
}

#[test]
fn refusals_are_told_in_types_where_we_know_them() {
    at_home().run(
        "
        server: :h.test 401 alice nobody :No such nick
        told: refused None NoSuchName(\"nobody\")
        server: :h.test 404 alice #lobby :Moderated
        told: refused None MayNotSpeak(\"#lobby\")
        server: :h.test 482 alice #lobby :no
        told: refused None NotOperator(\"#lobby\")
        server: :h.test 442 alice #x :no
        told: refused None NotHere(\"#x\")
        server: :h.test 403 alice nothing :no
        told: refused None NoSuchRoom(\"nothing\")
        server: :h.test 498 alice :odd
        told: refused None ServerSaid(\"odd\")
        server: :h.test FAIL BATCH MULTILINE_MAX_BYTES 10 :too much
        told: refused None ServerSaid(\"too much\")
        person: /nick bob
        client: NICK bob
        server: :h.test 433 alice bob :taken
        told: refused name \"bob\" Taken false
        person: /nick anna
        client: NICK anna
        server: :alice!~chatroom@cloak NICK anna
        told: renamed alice=Me to anna
        server: :h.test 471 anna #full :full
        told: refused room #full Full
    ",
    );
}

#[test]
fn nonsense_harms_nobody() {
    let mut talk = at_home();
    let words = [
        "",
        " ",
        ":",
        "@",
        "@;;;= ",
        ":x",
        "@a :b",
        "PING",
        "PONG",
        "CAP",
        "CAP *",
        "CAP * LS",
        "CAP * ACK",
        "BATCH",
        "BATCH +",
        "BATCH -",
        "BATCH x",
        "PRIVMSG",
        "PRIVMSG #lobby",
        "PRIVMSG  :",
        ":b PRIVMSG #lobby :\u{1}",
        ":b PRIVMSG #lobby :\u{1}\u{1}",
        ":!@ PRIVMSG #lobby :x",
        "JOIN",
        ":bob JOIN",
        "PART",
        "KICK",
        "KICK #lobby",
        "NICK",
        ":alice NICK",
        "TOPIC",
        "TOPIC #lobby",
        "MODE",
        "MODE #lobby",
        "MODE #lobby +o",
        "MODE #lobby +",
        "AWAY",
        "INVITE",
        "ACK",
        "FAIL",
        "FAIL *",
        "NOTE * REMOVED",
        "NOTE NICK NICK_TOO_LONG",
        "NOTE * *",
        "001",
        "005",
        "332",
        "353",
        "353 a b #lobby",
        "353 a b #lobby :@ + @+",
        "366",
        "433",
        "464",
        "999",
        "@label=m99999999999999999999;batch=\\ ACK",
        "@batch=1 BATCH +1 x",
        "@batch=1 ACK",
    ];
    for word in words {
        let mut out = Outbox::default();
        talk.session.receive(talk.now, format!("{word}\r\n").as_bytes(), &mut out);
    }
    talk.session.receive(talk.now, b"\xff\xfe PRIVMSG\n:bob PRIVMSG #lobby :\xff\n", &mut Outbox::default());
    assert!(talk.session.is_in());
    let mut out = Outbox::default();
    talk.session.receive(talk.now, &vec![b'x'; RECEIVED_LINE_BYTES_MAX * 3], &mut out);
    assert_eq!(out.happenings, [Happening::LineTooLong]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Nothing that a server sends can harm us, in whatever stage it finds us.
    #[test]
    fn strange_servers_harm_nobody(
        lines in proptest::collection::vec(
            "(@(batch=b|label=m1|time=2|;){0,3} )?(:[ab](!u@h)? )?(BATCH|PRIVMSG|JOIN|PART|NICK|KICK|MODE|QUIT|CAP|ERROR|NOTE|FAIL|PONG|00[15]|3[35]3|366|376|4[0-9]{2}|.{0,3})( [#+-]?(lobby|alice|a|b|\\*|LS|ACK|[+-][ov]{0,3}|draft/multiline|.{0,4})){0,4}( :.{0,9})?",
            0..60,
        ),
        inside in proptest::bool::ANY,
    ) {
        let mut talk = if inside { at_home() } else { Talk::new(wish("alice")) };
        for line in lines {
            talk.session.receive(talk.now, format!("{line}\r\n").as_bytes(), &mut Outbox::default());
            talk.session.typed(talk.now, "hi", &mut Outbox::default());
        }
    }
}
