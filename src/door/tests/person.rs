//! People with netcat or telnet.

use super::*;

#[test]
fn a_name_and_then_words() {
    let mut house = House::new();
    let alice = house.connect();
    house.send(alice, "alice\n");
    let welcome =
        "Welcome, alice! Type a line and press Enter to talk. /help lists the commands, /quit leaves.\n";
    assert_eq!(house.text(alice), format!("{welcome}Here: alice\n"));
    let bob = house.connect();
    house.send(bob, "bob\nhello\n\n  \nand how are you?\n");
    assert_eq!(house.text(alice), "bob entered the chatroom.\nbob: hello\nbob: and how are you?\n");
    house.send(bob, "one li");
    house.send(bob, "ne\n");
    house.doors.received(house.now, bob, b"a last word");
    house.end(bob);
    assert_eq!(house.text(alice), "bob: one line\nbob: a last word\nbob left the chatroom.\n");
    assert!(house.text(bob).ends_with("Here: alice, bob\n"), "own words are not repeated");
}

#[test]
fn a_prompt_after_a_second() {
    for (tag, prompt) in [("en", "username> "), ("cn", "用户名> ")] {
        let mut house = House::with(tag, rules());
        let conn = house.connect();
        house.wait(999);
        assert_eq!(house.text(conn), "");
        house.wait(1);
        assert_eq!(house.text(conn), prompt);
        for key in ["a", "l", "x", "\u{8}", "i", "ce"] {
            house.send(conn, key);
            house.wait(1000);
        }
        assert_eq!(house.text(conn), "", "it waits for the line end");
        house.send(conn, "\n");
        assert_eq!(house.doors.hall.name(conn).as_deref(), Some("alice"));
    }
}

#[test]
fn a_name_that_cannot_be_had_is_asked_for_again() {
    let mut house = House::new();
    house.person("alice");
    let conn = house.connect();
    house.send(conn, "alice\n");
    assert_eq!(house.text(conn), "Somebody here is called alice already. Try another name.\nusername> ");
    house.send(conn, "GET / HTTP/1.1\n");
    assert_eq!(house.text(conn), "A name can't have a space in it. Try another name.\nusername> ");
    house.send(conn, "caf\u{e9}\n\n");
    assert!(house.text(conn).starts_with("Welcome, café!"));
    let other = house.connect();
    house.send(other, b"caf\xe9\n\n");
    let told = house.text(other);
    assert!(told.starts_with("That line was not UTF-8; nothing was sent."), "{told}");
    assert!(told.ends_with("\nusername> username> "), "{told}");
}

#[test]
fn whoever_tries_too_many_names_is_sent_away() {
    let mut house = House::new();
    let conn = house.connect();
    house.send(conn, "a b\n".repeat(20));
    let told = house.text(conn);
    assert_eq!(told.matches("username> ").count(), usize::try_from(REFUSALS_MAX).unwrap() - 1);
    assert!(told.ends_with("please come back later\n"), "{told}");
    assert!(house.is_closed(conn));
}

#[test]
fn the_password_of_the_room() {
    let mut house = House::with("en", Rules { password: Some("tea time".into()), ..rules() });
    let conn = house.connect();
    house.send(conn, "alice\n");
    assert_eq!(house.text(conn), "password> ");
    house.send(conn, "coffee\n");
    assert_eq!(house.text(conn), "The password is wrong.\npassword> ");
    house.send(conn, "tea time\n");
    assert!(house.text(conn).starts_with("Welcome, alice!"));
    let other = house.connect();
    house.send(other, "alice\ntea time\n");
    assert!(house.text(other).ends_with("Try another name.\nusername> "));
    house.send(other, "bob\n");
    assert!(house.text(other).starts_with("Welcome, bob!"), "the password is not asked for again");
}

#[test]
fn commands() {
    let mut house = House::new();
    let alice = house.person("alice");
    let bob = house.person("bob");
    house.text(alice);
    house.send(bob, "/me waves\n//who is here?\n/msg alice psst\n/topic tea\n/nick Bob\n");
    let heard = house.text(alice);
    let expected = "* bob waves\nbob: /who is here?\n[bob → you] psst\n";
    assert!(heard.starts_with(expected), "{heard}");
    assert!(heard.ends_with("bob is now called Bob.\n"), "{heard}");
    house.text(bob);
    house.send(bob, "/wo\n/msg nobody hi\n/nick alice\n/nick аlice\n/help\n");
    let told = house.text(bob);
    let expected = "There is no command /wo; nothing was sent. Did you mean /who?\n\
        Nobody here is called nobody.\n\
        Somebody here is called alice already. Try another name.\n";
    assert!(told.starts_with(expected), "{told}");
    assert_eq!(told.lines().filter(|line| line.starts_with('/')).count(), 12, "{told}");
    house.send(bob, "/who\n");
    assert_eq!(house.text(bob), "Here: alice, Bob\n");
    house.text(alice);
    house.send(bob, "/quit so long\n");
    assert_eq!(house.text(alice), "Bob left the chatroom (so long).\n");
    assert_eq!(house.text(bob), "You left the chatroom\n");
    assert!(house.is_closed(bob));
}

#[test]
fn telnet_in_character_mode() {
    let mut house = House::new();
    let bob = house.person("bob");
    let alice = house.connect();
    house.send(alice, b"\xff\xfb\x18\xff\xfb\x1f");
    house.wait(1000);
    assert_eq!(house.text(alice), "username> ");
    for byte in b"alix\x7fce\r\0" {
        house.send(alice, [*byte]);
    }
    let welcome = house.text(alice);
    assert!(
        welcome.starts_with("Welcome, alice!") && welcome.ends_with("\r\nHere: bob, alice\r\n"),
        "{welcome}"
    );
    house.send(bob, "hi\n");
    assert_eq!(house.text(alice), "bob: hi\r\n");
    assert_eq!(house.text(bob), "alice entered the chatroom.\n");
}

#[test]
fn a_long_line_arrives_whole_and_a_longer_one_is_refused() {
    let mut house = House::new();
    let (alice, bob) = (house.person("alice"), house.person("bob"));
    house.text(alice);
    let long = "爱".repeat(4000);
    house.send(bob, format!("{long}\n"));
    assert_eq!(house.text(alice), format!("bob: {long}\n"));
    house.send(bob, "x".repeat(PLAIN_LINE_BYTES_MAX) + "\nnext\n");
    assert_eq!(house.text(alice), "bob: next\n");
    assert!(house.text(bob).starts_with("That line was too long; nothing was sent."));
    house.send(bob, b"\xc3\x28\n");
    assert_eq!(house.text(alice), "");
    assert!(house.text(bob).starts_with("That line was not UTF-8; nothing was sent."));
}

#[test]
fn endings() {
    let mut house = House::new();
    let (alice, bob) = (house.person("alice"), house.person("bob"));
    let waiting = house.connect();
    house.wait(1000);
    house.text(alice);
    house.act(|doors, now, orders| doors.console(now, "/kick bob", orders));
    assert_eq!(house.text(bob), "Removed by Administrator\n");
    assert_eq!(house.text(alice), "Administrator removed bob from the chatroom.\n");
    house.act(|doors, now, orders| doors.shutdown(now, Ending::RoomClosed, orders));
    assert_eq!(house.text(alice), "Chatroom closed by Administrator.\n");
    assert_eq!(house.text(waiting), "username> \nChatroom closed by Administrator.\n");
    assert!(house.is_closed(alice) && house.is_closed(waiting) && house.doors.is_empty());
}

#[test]
fn whoever_never_says_a_name_is_given_up() {
    let mut house = House::new();
    let conn = house.connect();
    house.wait(29_999);
    assert!(!house.is_closed(conn));
    house.wait(1);
    assert_eq!(house.text(conn), "username> \nYou did not say who you are within 30 seconds\n");
    assert!(house.is_closed(conn));
}

#[test]
fn nothing_harmful_comes_through() {
    let mut house = House::new();
    let alice = house.person("alice");
    let irc = house.irc("eve", "server-time");
    house.text(alice);
    house.send(
        irc,
        "PRIVMSG #lobby :\u{1b}]0;x\u{7}\u{202e}a\u{2028}b\r\nPRIVMSG #lobby :\u{1}VERSION\u{1}\r\n",
    );
    house.send(irc, "QUIT :\u{1b}[2J\r\n");
    assert_eq!(house.text(alice), "eve: ␛]0;x␇\u{fffd}a\u{fffd}b\neve left the chatroom (␛[2J).\n");
}
