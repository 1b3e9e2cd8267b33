//! The original program, byte for byte.

use super::*;

#[test]
fn its_whole_conversation() {
    let mut house = House::new();
    let bob = house.person("bob");
    let alice = house.connect();
    house.send(alice, "alice");
    house.wait(299);
    assert_eq!(house.reads(alice), Vec::<String>::new(), "the silence is not long enough");
    house.wait(1);
    assert_eq!(house.reads(alice), ["Welcome!"]);
    assert_eq!(house.text(bob), "alice entered the chatroom.\n");

    house.send(bob, "hello alice\n");
    house.wait(500);
    assert_eq!(house.text(alice), "", "nothing until it has spoken");
    house.send(alice, "alice: entered the chatroom.\n");
    assert_eq!(house.reads(alice), ["bob: hello alice\n"]);
    assert_eq!(house.text(bob), "", "nothing is announced twice");

    house.send(alice, "alice: hello bob\n");
    assert_eq!(house.text(bob), "alice: hello bob\n");
    house.send(alice, "bob: I am not bob\nal");
    house.send(alice, "ice: cut\nalice: in two\n");
    assert_eq!(house.text(bob), "alice: bob: I am not bob\nalice: cut\nalice: in two\n");
    house.act(|doors, now, orders| doors.console(now, "tea is ready", orders));
    assert_eq!(house.text(alice), "Administrator: tea is ready\n");

    house.send(alice, "alice: quited the chatroom.\n");
    assert_eq!(house.text(bob), "Administrator: tea is ready\nalice left the chatroom.\n");
    assert!(house.is_closed(alice));
    assert_eq!(house.text(alice), "");
    house.original("alice");
}

#[test]
fn in_chinese() {
    let mut house = House::with("cn", Rules { operator_name: "管理员".into(), ..rules() });
    let bob = house.person("鲍勃");
    let alice = house.connect();
    house.send(alice, "爱丽丝");
    house.wait(300);
    assert_eq!(house.reads(alice), ["Welcome!"]);
    house.send(alice, "爱丽丝: 进入了聊天室。\n爱丽丝: 你好\n");
    assert_eq!(house.text(bob), "爱丽丝 进入了聊天室。\n爱丽丝: 你好\n");
    house.send(bob, "你好\n");
    assert_eq!(house.text(alice), "鲍勃: 你好\n");
    house.send(alice, "爱丽丝: 退出了聊天室。\n");
    assert_eq!(house.text(bob), "爱丽丝 退出了聊天室。\n");
    assert!(house.is_closed(alice));
}

#[test]
fn any_refusal_is_the_same_bytes() {
    for (tag, password) in [("en", None), ("cn", None), ("en", Some("tea".to_owned()))] {
        let mut house = House::with(tag, Rules { password: password.clone(), ..rules() });
        if password.is_none() {
            house.person("alice");
        }
        for name in [
            &b"alice"[..],
            "аlice".as_bytes(),
            b"Administrator",
            "管理员".as_bytes(),
            b"a b",
            b"\xc3\x28",
            b"#x",
        ] {
            let conn = house.connect();
            house.send(conn, name);
            house.wait(2000);
            assert_eq!(house.reads(conn), ["Username already exists!"]);
            assert!(house.is_closed(conn));
        }
    }
}

#[test]
fn a_name_in_several_segments_is_one_name() {
    let mut house = House::new();
    let conn = house.connect();
    for byte in "爱丽丝".as_bytes() {
        house.send(conn, [*byte]);
        house.wait(200);
    }
    house.wait(100);
    assert_eq!(house.reads(conn), ["Welcome!"]);
    assert_eq!(house.doors.hall.name(conn).as_deref(), Some("爱丽丝"));
}

#[test]
fn a_name_like_a_command_waits_longer() {
    let mut house = House::new();
    let conn = house.connect();
    house.send(conn, "Nick");
    house.wait(1999);
    assert_eq!(house.text(conn), "");
    house.wait(1);
    assert_eq!(house.reads(conn), ["Welcome!"]);

    let slow = house.connect();
    house.send(slow, "NICK");
    house.wait(1500);
    house.send(slow, " carol\r\nUSER c 0 * :c\r\n");
    assert!(house.text(slow).starts_with(":chat.example 001 carol :"));
}

#[test]
fn the_end_comes_in_a_read_of_its_own() {
    for why in [Ending::RoomClosed, Ending::ServerDown] {
        let mut house = House::new();
        let alice = house.original("alice");
        let silent = house.connect();
        house.send(silent, "bob");
        house.wait(300);
        assert_eq!(house.reads(silent), ["Welcome!"]);
        assert_eq!(house.reads(alice), ["bob entered the chatroom.\n"]);
        house.act(|doors, now, orders| doors.console(now, "good night", orders));
        house.act(|doors, now, orders| doors.shutdown(now, why, orders));
        assert!(!house.doors.is_empty());
        house.wait(149);
        assert_eq!(house.reads(alice), ["Administrator: good night\n"]);
        house.wait(1);
        assert_eq!(house.reads(alice), ["\n"]);
        assert_eq!(house.reads(silent), ["\n"], "what was held is not worth losing the end");
        assert!(house.is_closed(alice) && house.is_closed(silent) && house.doors.is_empty());
    }
}

#[test]
fn removed_by_the_operator() {
    let mut house = House::new();
    let alice = house.original("alice");
    house.act(|doors, now, orders| doors.console(now, "/kick alice spam", orders));
    house.wait(150);
    assert_eq!(house.reads(alice), ["Removed by Administrator: spam\n", "\n"]);
    assert!(house.is_closed(alice));
    house.send(alice, "alice: still here?\n");
    assert_eq!(house.text(alice), "");
}

#[test]
fn who_never_reads_the_welcome_is_let_go() {
    let mut house = House::new();
    let bob = house.person("bob");
    let alice = house.connect();
    house.send(alice, "alice");
    house.wait(300);
    assert_eq!(house.reads(alice), ["Welcome!"]);
    house.text(bob);
    let line = "x".repeat(10_000) + "\n";
    for _ in 0..HELD_BYTES_MAX / line.len() + 1 {
        house.send(bob, &line);
    }
    assert_eq!(house.text(bob), "alice left the chatroom (Did not read fast enough).\n");
    house.wait(150);
    assert_eq!(house.reads(alice), ["\n"]);
    assert!(house.is_closed(alice));
}

#[test]
fn commands_and_renaming() {
    let mut house = House::new();
    let alice = house.original("alice");
    let bob = house.person("bob");
    assert_eq!(house.text(alice), "bob entered the chatroom.\n");
    house.send(alice, "alice: /nick Ann\n");
    assert_eq!(house.text(alice), "You are now called Ann.\n");
    assert_eq!(house.text(bob), "alice is now called Ann.\n");
    house.send(alice, "alice: hello\n");
    assert_eq!(house.text(bob), "Ann: hello\n", "the name that it keeps sending is still its own");
    house.send(alice, "alice: /who\n");
    assert_eq!(house.text(alice), "Here: Ann, bob\n");
}
