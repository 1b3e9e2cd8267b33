//! The real server and those who may run it: operators, whose passwords it looks at beside its
//! loop, settings that it reads again, and an end that is a beginning. And what clients lean on:
//! the order of what is said, and that a flood of one is served between the lines of the others.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use chatroom::settings::hash;

#[path = "support/joined.rs"]
mod house;

use house::{House, Process, STUCK, chatroom, folder};

/// Somebody with a plain socket who speaks IRC.
struct Client {
    socket: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Client {
    fn enter(port: u16, name: &str) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket.set_nodelay(true).unwrap();
        socket.set_read_timeout(Some(STUCK)).unwrap();
        let mut client = Self { lines: BufReader::new(socket.try_clone().unwrap()), socket };
        client.say(&format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN #tea\r\n"));
        client.wait_for(" 366 ");
        client
    }

    fn say(&mut self, lines: &str) {
        self.socket.write_all(lines.as_bytes()).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Reads on to a line that holds `wanted`; all lines before it, and that one.
    fn read_to(&mut self, wanted: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            assert!(!line.is_empty(), "the connection ended before {wanted:?}; before it came {lines:#?}");
            let found = line.contains(wanted);
            lines.push(line);
            if found {
                return lines;
            }
        }
    }

    fn wait_for(&mut self, wanted: &str) -> String {
        self.read_to(wanted).pop().unwrap()
    }
}

/// A settings file with an operator `root`, whose password is `secret`.
fn settings(motd: &str) -> String {
    let hash = hash::make("secret", &[7; hash::SALT_BYTES]).unwrap();
    format!(
        "[serve]\nname = \"chat.example\"\nauto_join = false\nmotd = \"{motd}\"\n\
         [[oper]]\nname = \"root\"\npassword_hash = \"{hash}\"\n"
    )
}

fn open() -> (House, PathBuf) {
    let file = folder().join("chatroom.toml");
    fs::write(&file, settings("first")).unwrap();
    let mut command = chatroom("en");
    command.arg("--config").arg(&file);
    (House::open_with(command, &[]), file)
}

fn hash_password(input: &str) -> (i32, Vec<String>, Vec<String>) {
    let mut command: Command = chatroom("en");
    command.arg("hash-password");
    let mut process = Process::start(command);
    process.type_in(input);
    process.close_input();
    process.end()
}

#[test]
fn a_password_becomes_a_hash_that_knows_it() {
    let (code, out, err) = hash_password("tea time\r\nsecond line\n");
    assert_eq!((code, err), (0, Vec::new()));
    let [hash] = out.as_slice() else { panic!("{out:?}") };
    assert!(hash::is_hash(hash) && hash::verify(hash, "tea time"), "{hash}");
    let (_, again, _) = hash_password("tea time\n");
    assert_ne!(again, out, "no two have the same salt");
    for input in ["", "\n", "a\u{7}b\n", &"x".repeat(301)] {
        let (code, out, err) = hash_password(input);
        assert_eq!((code, out.len(), err.len()), (1, 0, 1), "{err:?}");
    }
}

#[test]
fn settings_are_read_again_whole_or_not_at_all() {
    let (mut house, file) = open();
    let mut alice = Client::enter(house.port, "alice");
    alice.say("OPER root secret\r\n");
    alice.wait_for(" 381 ");
    house.server.out.wait_for("alice is now an operator of the server, as root.");

    fs::write(&file, settings("second")).unwrap();
    alice.say("REHASH\r\n");
    alice.wait_for(" 382 alice chatroom.toml :");
    assert_eq!(alice.wait_for(" NOTICE "), ":chat.example NOTICE alice :The settings were read again");
    alice.say("MOTD\r\n");
    assert_eq!(alice.wait_for(" 372 "), ":chat.example 372 alice :- second");

    // Something is wrong with it: all stays, and the operator is told what, and where.
    fs::write(&file, settings("third").replace("auto_join = false", "auto_join = 7")).unwrap();
    alice.say("REHASH\r\n");
    let told = alice.wait_for(" NOTICE ");
    assert!(told.contains("Nothing was changed: ") && told.contains("serve.auto_join = 7"), "{told}");
    alice.say("MOTD\r\n");
    assert_eq!(alice.wait_for(" 372 "), ":chat.example 372 alice :- second");

    // The console may ask for it as well; whoever became an operator stays one.
    fs::write(&file, "[serve]\nname = \"chat.example\"\nmotd = \"fourth\"\n").unwrap();
    house.server.type_in("/reload\n");
    house.server.out.wait_for("The settings were read again.");
    alice.say("MOTD\r\nOPER root secret\r\nMODE alice\r\n");
    assert_eq!(alice.wait_for(" 372 "), ":chat.example 372 alice :- fourth");
    alice.wait_for(" 491 ");
    assert_eq!(alice.wait_for(" 221 "), ":chat.example 221 alice +o");
}

#[cfg(unix)]
#[test]
fn a_server_that_is_restarted_opens_again() {
    let (mut house, _) = open();
    let mut alice = Client::enter(house.port, "alice");
    alice.say("OPER root secret\r\nRESTART\r\n");
    alice.wait_for("ERROR :");
    let line = house.server.out.wait_for(" is open on 127.0.0.1:");
    let (_, port) = line.split_once("127.0.0.1:").unwrap();
    let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
    let mut bob = Client::enter(digits.parse().unwrap(), "bob");
    bob.say("OPER root secret\r\nDIE\r\n");
    bob.wait_for("ERROR :");
    let House { server, .. } = house;
    assert_eq!(server.end().0, 0);
}

#[test]
fn our_client_tells_that_it_was_removed() {
    let (house, _) = open();
    let mut alice = Client::enter(house.port, "alice");
    alice.say("JOIN #lobby\r\nOPER root secret\r\n");
    alice.wait_for(" 381 ");
    let bob = house.join("en", &["--name", "bob", "--listen"]);
    alice.wait_for(":bob!");
    alice.say("KILL bob :enough\r\n");
    let (code, _, err) = bob.end();
    assert_eq!(code, 6, "{err:?}");
    assert!(err.iter().any(|line| line.contains("alice")), "{err:?}");
}

/// While a password is looked at, somebody else is answered, again and again.
#[test]
fn a_password_holds_up_only_who_said_it() {
    let (house, _) = open();
    let mut bob = Client::enter(house.port, "bob");
    let mut alice = Client::enter(house.port, "alice");
    alice.say("OPER root secret\r\nPRIVMSG bob :I am\r\nPING done\r\n");
    let mut answers = 0;
    loop {
        bob.say("PING mark\r\n");
        let lines = bob.read_to(" :mark");
        answers += 1;
        if lines.iter().any(|line| line.ends_with(" PRIVMSG bob :I am")) {
            break;
        }
    }
    assert!(answers > 1, "bob was answered while alice waited");
    let lines = alice.read_to(" :done");
    let place = |wanted: &str| lines.iter().position(|line| line.contains(wanted)).unwrap();
    assert!(place(" 381 ") < place(" :done"), "{lines:#?}");
}

/// "When A has its PONG, whatever A said before is already queued to B ahead of B's next PONG": the
/// barrier by which clients and tests know that something did not come.
#[test]
fn what_was_said_before_a_pong_is_there_before_the_next_pong_of_the_other() {
    let (house, _) = open();
    let (mut alice, mut bob) = (Client::enter(house.port, "alice"), Client::enter(house.port, "bob"));
    for round in 0..200 {
        alice.say(&format!("PRIVMSG #tea :round {round}\r\nPING a{round}\r\n"));
        alice.wait_for(&format!(" :a{round}"));
        bob.say(&format!("PING b{round}\r\n"));
        let lines = bob.read_to(&format!(" :b{round}"));
        assert!(lines.iter().any(|line| line.ends_with(&format!(" :round {round}"))), "{lines:#?}");
    }
}

/// Alice never stops to speak, and bob is answered between her lines, in a room with her and by
/// himself.
#[test]
fn a_flood_of_one_is_served_between_the_lines_of_the_others() {
    let (house, _) = open();
    let alice = Client::enter(house.port, "alice");
    let mut bob = Client::enter(house.port, "bob");
    let mut socket = alice.socket.try_clone().unwrap();
    let flood = std::thread::spawn(move || {
        let lines = "PRIVMSG #tea :again and again\r\n".repeat(1000);
        // Until the connection is shut down.
        while socket.write_all(lines.as_bytes()).is_ok() {}
    });
    bob.wait_for(" :again and again");
    let mut heard = 0;
    for round in 0..20 {
        bob.say(&format!("PRIVMSG alice :hey\r\nPING b{round}\r\n"));
        let lines = bob.read_to(&format!(" :b{round}"));
        heard += lines.iter().filter(|line| line.ends_with(" :again and again")).count();
    }
    assert!(heard > 20, "alice is served as well");
    alice.socket.shutdown(Shutdown::Both).unwrap();
    flood.join().unwrap();
}
