//! IRC clients, and all doors together.

use super::*;

const ALL: &str =
    "batch draft/multiline echo-message labeled-response message-tags server-time standard-replies";

/// The parts of a line: tags, then the rest.
fn parts(line: &str) -> (&str, &str) {
    line.strip_prefix('@').and_then(|line| line.split_once(' ')).unwrap_or(("", line))
}

#[test]
fn registration_in_one_read_and_byte_by_byte() {
    for whole in [true, false] {
        let mut house = House::new();
        let conn = house.connect();
        let bytes = b"CAP LS 302\r\nNICK alice\r\nUSER a 0 * :A\r\nCAP END\r\n";
        if whole {
            house.send(conn, bytes);
        } else {
            bytes.iter().for_each(|byte| house.send(conn, [*byte]));
        }
        let text = house.text(conn);
        assert!(text.starts_with(":chat.example CAP * LS * :account-notify "), "{text}");
        assert!(text.contains("\r\n:chat.example 001 alice :"), "{text}");
        assert!(text.contains("\r\n:chat.example 004 alice chat.example chatroom-0 "), "{text}");
        house.wait(1000);
        assert!(house.text(conn).starts_with(":alice!~a@"), "put into the default room");
    }
}

#[test]
fn who_was_asked_for_a_name_may_still_speak_irc() {
    let mut house = House::new();
    let conn = house.connect();
    house.wait(5000);
    assert_eq!(house.text(conn), "username> ");
    house.send(conn, "NICK alice\r\nUSER a 0 * :A\r\n");
    assert!(house.text(conn).starts_with("\r\n:chat.example 001 alice :"));
}

#[test]
fn what_is_wrong_with_a_line_is_said() {
    let mut house = House::new();
    let (alice, bob) = (house.irc("alice", "standard-replies"), house.irc("bob", "batch"));
    house.text(alice);
    let lines = [&b"\r\n"[..], b"  \r\n", b"PRIVMSG #lobby :\xff\r\n", b"N1CK x\r\n"].concat();
    house.send(alice, &lines);
    let text = house.text(alice);
    let told: Vec<_> = text.split_terminator("\r\n").map(|line| line.split(" :").next().unwrap()).collect();
    assert_eq!(told, [":chat.example FAIL PRIVMSG INVALID_UTF8", ":chat.example 421 alice N1CK"]);
    house.send(bob, &lines);
    assert!(house.text(bob).starts_with(":chat.example FAIL PRIVMSG INVALID_UTF8 :"));
    house.send(
        alice,
        format!("PRIVMSG #lobby :{}\r\n@{} PRIVMSG #lobby :x\r\n", "x".repeat(500), "t".repeat(5000)),
    );
    let text = house.text(alice);
    assert_eq!(text.matches(":chat.example 417 alice :").count(), 2, "{text}");
    assert_eq!(house.text(bob), "");
}

#[test]
fn one_message_through_all_doors() {
    let mut house = House::new();
    let speaker = house.irc("alice", ALL);
    let tags = house.irc("tags", "message-tags");
    let bare = house.irc("bare", "batch");
    let person = house.person("person");
    let original = house.original("original");
    for conn in [speaker, tags, bare, person, original] {
        house.text(conn);
    }
    house.seen.clear();
    house.send(speaker, "@+typing=done;x=y PRIVMSG #lobby :hello\r\n");
    let echo = house.text(speaker);
    let (echo_tags, echo) = parts(&echo);
    assert!(echo_tags.starts_with("time=2011-10-19T") && echo_tags.ends_with(";+typing=done"), "{echo_tags}");
    assert!(echo.starts_with(":alice!~u@") && echo.ends_with(" PRIVMSG #lobby :hello\r\n"), "{echo}");
    let text = house.text(tags);
    assert!(parts(&text).0.starts_with("msgid=") && parts(&text).0.ends_with(";+typing=done"), "{text}");
    assert_eq!(parts(&text).1, echo);
    assert_eq!(house.text(bare), echo);
    assert_eq!(house.text(person), "alice: hello\n");
    assert_eq!(house.text(original), "alice: hello\n");
    assert_eq!(house.seen.len(), 1, "the transcript has it once");
    house.send(speaker, "PRIVMSG person :psst\r\n@+typing=active TAGMSG #lobby\r\n");
    assert_eq!(house.text(person), "[alice → you] psst\n");
    assert_eq!(house.text(bare), "");
    assert!(house.text(tags).ends_with(" TAGMSG #lobby\r\n"));
    assert_eq!(house.seen.len(), 1, "what is private is not in the transcript");
}

#[test]
fn those_who_are_alike_share_one_order() {
    let mut house = House::new();
    let alice = house.irc("alice", ALL);
    let others: Vec<_> = (0..50).map(|number| house.irc(&format!("m{number}"), ALL)).collect();
    let bare: Vec<_> = (0..5).map(|number| house.irc(&format!("b{number}"), "multi-prefix")).collect();
    house.doors.received(house.now, alice, b"PRIVMSG #lobby :hello\r\n");
    let mut orders = Orders::default();
    assert!(house.doors.step(house.now, alice, &mut orders));
    assert!(!house.doors.step(house.now, alice, &mut orders));
    let groups = orders.orders.iter().map(|order| match order {
        Order::Send { to, by, .. } => (to.len(), *by),
        Order::Close { .. } => panic!("nobody leaves"),
    });
    let groups: Vec<_> = groups.collect();
    assert_eq!(groups, [(1 + others.len(), Some(alice)), (bare.len(), Some(alice))]);
}

#[test]
fn four_thousand_chinese_characters_from_the_plain_door() {
    let mut house = House::new();
    let (multi, bare) = (house.irc("multi", ALL), house.irc("bare", "batch"));
    let person = house.person("爱丽丝");
    house.text(multi);
    house.text(bare);
    let long = "茶".repeat(4000);
    house.send(person, format!("{long}\n"));
    let text = house.text(multi);
    let inner = text.split_terminator("\r\n").filter(|line| line.starts_with("@batch="));
    assert_eq!(inner.map(|line| line.rsplit(':').next().unwrap()).collect::<String>(), long);
    let text = house.text(bare);
    let lines: Vec<_> = text.split_terminator("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 510));
    assert_eq!(lines.iter().map(|line| line.rsplit(':').next().unwrap()).collect::<String>(), long);
    // And back: several lines from a client, whole at the plain door.
    let lines: String = (0..3)
        .map(|_| format!("@batch=1;draft/multiline-concat PRIVMSG #lobby :{}\r\n", "茶".repeat(120)))
        .collect();
    house.send(
        multi,
        format!("BATCH +1 draft/multiline #lobby\r\n@batch=1 PRIVMSG #lobby :a\r\n{lines}BATCH -1\r\n"),
    );
    assert_eq!(house.text(person), format!("multi: a{}\n", "茶".repeat(360)));
}

#[test]
fn labels() {
    let mut house = House::new();
    let alice = house.irc("alice", ALL);
    let bob = house.irc("bob", ALL);
    house.text(alice);
    house.send(alice, "@label=1 PRIVMSG #lobby :hi\r\n");
    let echo = house.text(alice);
    assert!(echo.starts_with("@label=1;time=") && echo.ends_with(" PRIVMSG #lobby :hi\r\n"), "{echo}");
    let heard = house.text(bob);
    assert!(heard.starts_with("@time=") && !heard.contains("label"), "{heard}");
    house.send(alice, "@label=2 PONG x\r\n");
    assert_eq!(house.text(alice), "@label=2 :chat.example ACK\r\n");
    house.send(alice, "@label=3 PRIVMSG nobody :hi\r\n");
    assert!(house.text(alice).starts_with("@label=3 :chat.example 401 alice nobody :"));
    house.send(alice, "@label=4 NAMES #lobby\r\n");
    let names = house.text(alice);
    let lines: Vec<_> = names.split_terminator("\r\n").collect();
    let [open, list, end, close] = lines.as_slice() else { panic!("{names}") };
    let reference = open
        .strip_prefix("@label=4 :chat.example BATCH +")
        .unwrap()
        .strip_suffix(" labeled-response")
        .unwrap();
    assert!(list.starts_with(&format!("@batch={reference} :chat.example 353 alice = #lobby :")), "{list}");
    assert!(end.starts_with(&format!("@batch={reference} :chat.example 366 alice #lobby :")), "{end}");
    assert_eq!(*close, format!(":chat.example BATCH -{reference}"));
    house.send(alice, "@label=5 JOIN #tea\r\n");
    let joined = house.text(alice);
    assert!(
        joined.starts_with("@label=5 :chat.example BATCH +") && joined.contains(" JOIN #tea\r\n"),
        "{joined}"
    );
    house.send(alice, "@label=6 QUIT :bye\r\n");
    let last = house.text(alice);
    assert!(last.starts_with("@label=6 ERROR :"), "{last}");
    assert!(house.is_closed(alice));
    assert!(house.text(bob).ends_with(" QUIT :Quit: bye\r\n"));
}

#[test]
fn a_label_on_several_lines_stands_on_the_opening_only() {
    let mut house = House::new();
    let alice = house.irc("alice", ALL);
    house.send(
        alice,
        "@label=7;+a BATCH +1 draft/multiline #lobby\r\n@batch=1 PRIVMSG #lobby :a\r\n@batch=1 PRIVMSG #lobby :b\r\nBATCH -1\r\n",
    );
    let echo = house.text(alice);
    assert!(echo.starts_with("@label=7;time=") && echo.contains(" BATCH +"), "{echo}");
    assert_eq!(echo.matches("label").count(), 1, "{echo}");
    assert_eq!(echo.matches("@batch=").count(), 2, "{echo}");
}

#[test]
fn talking_to_oneself() {
    let mut house = House::new();
    let (echoed, silent) = (house.irc("alice", ALL), house.irc("bob", "batch labeled-response"));
    house.text(echoed);
    house.send(echoed, "@label=1 PRIVMSG alice :hi\r\n");
    let text = house.text(echoed);
    let lines: Vec<_> = text.split_terminator("\r\n").collect();
    let [delivered, echo] = lines.as_slice() else { panic!("{text}") };
    assert!(delivered.starts_with("@time=") && delivered.ends_with(" PRIVMSG alice :hi"), "{delivered}");
    assert!(echo.starts_with("@label=1;time=") && echo.ends_with(" PRIVMSG alice :hi"), "{echo}");
    house.send(silent, "@label=2 PRIVMSG bob :hi\r\n");
    let text = house.text(silent);
    assert!(text.starts_with(":bob!~u@") && text.ends_with("\r\n@label=2 :chat.example ACK\r\n"), "{text}");
    house.send(echoed, "PRIVMSG alice :hi\r\n");
    assert_eq!(house.text(echoed).matches(" PRIVMSG alice :hi\r\n").count(), 2);
}

#[test]
fn endings() {
    let mut house = House::new();
    let (alice, bob) = (house.irc("alice", ALL), house.irc("bob", "batch"));
    house.text(alice);
    house.act(|doors, now, orders| doors.shutdown(now, Ending::RoomClosed, orders));
    let text = house.text(alice);
    assert!(text.starts_with(":chat.example NOTE * ROOM_CLOSED :"), "{text}");
    assert!(text.ends_with("\r\nERROR :Chatroom closed by Administrator.\r\n"), "{text}");
    assert_eq!(house.text(bob), "ERROR :Chatroom closed by Administrator.\r\n");
    assert!(house.is_closed(alice) && house.is_closed(bob) && house.doors.is_empty());
}

#[test]
fn a_reader_who_is_too_slow_is_told_and_the_others_too() {
    let mut house = House::new();
    let (alice, bob) = (house.irc("alice", ALL), house.irc("bob", "batch"));
    house.text(alice);
    house.act(|doors, now, orders| doors.lost(now, alice, Ending::ReadsTooSlowly, orders));
    let text = house.text(alice);
    assert!(
        text.contains(" NOTE * READS_TOO_SLOWLY :") && text.ends_with("ERROR :Did not read fast enough\r\n"),
        "{text}"
    );
    assert!(house.is_closed(alice));
    assert!(house.text(bob).ends_with(" QUIT :Did not read fast enough\r\n"));
    house.act(|doors, now, orders| doors.lost(now, alice, Ending::Gone, orders));
    assert_eq!(house.text(bob), "", "gone once is gone");
    house.act(|doors, now, orders| doors.lost(now, bob, Ending::Broken, orders));
    assert!(house.doors.is_empty());
}

#[test]
fn a_last_line_without_line_end_is_heard_of_a_person_and_not_of_a_program() {
    let mut house = House::new();
    let (alice, bob, carol) = (house.irc("alice", ""), house.irc("bob", "batch"), house.irc("carol", ALL));
    house.doors.received(house.now, carol, b"PRIVMSG #lobby :by");
    house.end(carol);
    let heard = house.text(bob);
    assert!(!heard.contains("PRIVMSG") && heard.ends_with(" QUIT :Connection closed\r\n"), "{heard}");
    house.doors.received(house.now, alice, b"PRIVMSG #lobby :bye");
    house.end(alice);
    let heard = house.text(bob);
    assert!(
        heard.contains(" PRIVMSG #lobby :bye\r\n") && heard.ends_with(" QUIT :Connection closed\r\n"),
        "{heard}"
    );
}
