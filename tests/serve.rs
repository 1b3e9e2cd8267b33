//! `chatroom serve` as its operator and its peers meet it: the console in a pipe, signals, what it
//! does when it can't listen, when a reader is stuck, when there are no descriptors left.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
#[cfg(unix)]
use std::process::Stdio;

#[path = "support/joined.rs"]
mod house;

use house::{House, Process, STUCK, chatroom};

/// A raw IRC client.
struct Peer {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Peer {
    fn connect(house: &House) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
        stream.set_read_timeout(Some(STUCK)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        Self { stream, lines }
    }

    /// Comes in and enters the default room.
    fn enter(house: &House, name: &str) -> Self {
        let mut peer = Self::connect(house);
        peer.say(&format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN #lobby\r\n"));
        peer.wait_for(" 366 ");
        peer
    }

    fn say(&mut self, lines: &str) {
        self.stream.write_all(lines.as_bytes()).unwrap();
    }

    /// The next line that contains `wanted`; `None` at the end of the connection.
    fn find(&mut self, wanted: &str) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            if line.contains(wanted) {
                return Some(line.trim_end().to_owned());
            }
        }
    }

    fn wait_for(&mut self, wanted: &str) -> String {
        self.find(wanted).unwrap_or_else(|| panic!("{wanted:?} did not come"))
    }
}

#[test]
fn the_operator_talks_looks_removes_and_closes() {
    let mut house = House::open("en", &[]);
    let mut bob = Peer::enter(&house, "bob");
    let carol = house.join("cn", &["--name", "carol", "--listen"]);
    bob.wait_for("carol");
    house.server.type_in("tea at five\n//slash\n/who\n");
    assert_eq!(bob.wait_for("tea"), ":Administrator!operator@chatroom.local PRIVMSG #lobby :tea at five");
    bob.wait_for(" PRIVMSG #lobby :/slash");
    house.server.out.wait_for("2 people are here:");
    house.server.out.wait_for("bob (#lobby)");
    house.server.type_in("/kick nobody\n/kick\n/kcik bob\n/topic\n/topic Tea\n/kick CAROL too loud\n");
    house.server.out.wait_for("Nobody here is called nobody.");
    house.server.out.wait_for("Usage: /kick NAME [REASON]");
    house.server.out.wait_for("Did you mean /kick?");
    house.server.out.wait_for("There is no topic.");
    bob.wait_for("TOPIC #lobby :Tea");
    bob.wait_for("KICK #lobby carol :too loud");
    let (code, out, err) = carol.end();
    assert_eq!(code, 6, "{out:?} {err:?}");
    assert!(out.iter().any(|line| line == "管理员: tea at five"), "{out:?}");
    assert!(err.iter().any(|line| line.contains("too loud")), "{err:?}");
    // What stands behind the closing line is said to nobody.
    house.server.type_in("\nafter\n");
    assert_eq!(bob.wait_for("ERROR"), "ERROR :Chatroom closed by Administrator.");
    assert_eq!(bob.find(""), None);
    let (code, out, err) = house.server.end();
    assert_eq!((code, err), (0, vec![]));
    assert!(out.last().unwrap().ends_with("Chatroom closed by Administrator."), "{out:?}");
}

#[test]
fn the_transcript_tells_what_happens() {
    let mut house = House::open("en", &[]);
    let mut bob = Peer::enter(&house, "bob");
    let mut eve = Peer::enter(&house, "eve");
    bob.say("PRIVMSG #lobby :hello \x1b[31m\r\nPRIVMSG eve :secret\r\nJOIN #tea\r\nQUIT :so long\r\n");
    eve.wait_for("QUIT");
    house.server.type_in("\n");
    let (_, out, _) = house.server.end();
    let told: Vec<_> = out.iter().filter_map(|line| line.split_once(' ').map(|(_, rest)| rest)).collect();
    for line in [
        "bob entered the chatroom.",
        "bob: hello ␛[31m",
        "bob entered #tea.",
        "bob left the chatroom: so long",
    ] {
        assert!(told.contains(&line), "{line:?} is not in {out:#?}");
    }
    assert!(told.iter().any(|line| line.starts_with("Connected from 127.0.0.1:")), "{out:#?}");
    assert!(!told.iter().any(|line| line.contains("secret")), "{out:#?}");
    let clock = out.iter().find(|line| line.ends_with("bob entered the chatroom.")).unwrap();
    assert!(clock.as_bytes()[2] == b':' && clock.as_bytes()[5] == b':', "{clock}");
}

#[cfg(unix)]
#[test]
fn the_end_of_input_is_no_empty_line() {
    let mut house = House::open("en", &[]);
    house.server.type_in("last words");
    house.server.close_input();
    house.server.out.wait_for("Standard input has ended");
    let mut bob = Peer::enter(&house, "bob");
    bob.say("PRIVMSG bob :still here\r\n");
    bob.wait_for("still here");

    let mut command = chatroom("en");
    command.stdin(Stdio::null());
    let house = House::open_with(command, &[]);
    Peer::enter(&house, "bob");
    house.server.signal(rustix::process::Signal::INT);
    assert_eq!(house.server.end().0, 0);
}

#[cfg(unix)]
#[test]
fn signals_close_it_with_their_reason() {
    use rustix::process::Signal;
    for (signal, farewell) in [
        (Signal::INT, "ERROR :Chatroom closed by Administrator."),
        (Signal::TERM, "ERROR :The server is going down"),
    ] {
        let house = House::open("en", &[]);
        let mut bob = Peer::enter(&house, "bob");
        house.server.signal(signal);
        assert_eq!(bob.wait_for("ERROR"), farewell);
        drop(bob);
        assert_eq!(house.server.end().0, 0);
    }
}

#[test]
fn an_address_that_cannot_be_had_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (lang, words) in [("en", "is in use by another program"), ("cn", "已被其他程序占用")] {
        let mut command = chatroom(lang);
        command.args(["serve", "--no-history", "--host", "127.0.0.1", "--port", &port]);
        let (code, out, err) = Process::start(command).end();
        assert_eq!((code, out), (1, vec![]));
        assert!(err[0].contains(&format!("127.0.0.1:{port}")) && err[0].contains(words), "{err:?}");
    }
}

#[test]
fn nobody_need_read_the_transcript() {
    let mut house = House::open("en", &[]);
    house.server.out = house::Lines::of(std::io::empty());
    let mut bob = Peer::enter(&house, "bob");
    bob.say("PRIVMSG #lobby :unheard\r\nPING x\r\n");
    bob.wait_for("PONG");
}

#[test]
fn it_listens_on_several_addresses() {
    let mut command = chatroom("en");
    command.args(["serve", "--no-history", "--port", "0", "--host", "127.0.0.1", "--host", "127.0.0.2"]);
    if TcpListener::bind("[::1]:0").is_ok() {
        command.args(["--host", "::1"]);
    }
    if TcpListener::bind("127.0.0.2:0").is_err() {
        eprintln!("SKIPPED: this machine has no 127.0.0.2");
        return;
    }
    let mut server = Process::start(command);
    let line = server.out.wait_for("127.0.0.1:");
    let addresses = line.split(' ').filter_map(|word| word.trim_end_matches([',', '.']).parse().ok());
    let addresses: Vec<std::net::SocketAddr> = addresses.collect();
    assert!(addresses.len() >= 2, "{line}");
    for address in addresses {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(STUCK)).unwrap();
        stream.write_all(b"PING here\r\nQUIT\r\n").unwrap();
        let mut lines = BufReader::new(stream);
        let mut answer = String::new();
        lines.read_line(&mut answer).unwrap();
        assert_eq!(answer, ":chatroom.local PONG chatroom.local :here\r\n", "{address}");
    }
}

/// Whoever stops reading is let go with the reason, and those who talk meanwhile lose no line.
#[test]
fn a_stuck_reader_stops_nobody_and_a_fast_speaker_loses_nothing() {
    const LINES: usize = 60_000;
    let mut command = chatroom("en");
    command.envs([("CHATROOM_LIMITS__SLOW_READER_GRACE", "0"), ("CHATROOM_SERVE__TRANSCRIPT", "false")]);
    let house = House::open_with(command, &[]);
    let stuck = Peer::enter(&house, "stuck");
    let mut reader = Peer::enter(&house, "reader");
    let mut speaker = Peer::enter(&house, "speaker");
    let talk = std::thread::spawn(move || {
        for number in 0..LINES {
            speaker.say(&format!("PRIVMSG #lobby :line {number} {}\r\n", "x".repeat(80)));
        }
        speaker
    });
    for number in 0..LINES {
        let line = reader.wait_for(" #lobby :line ");
        assert!(line.contains(&format!(":line {number} ")), "{number} is next, but {line}");
    }
    talk.join().unwrap();
    // The name is free again: whoever did not read is gone.
    drop(Peer::enter(&house, "stuck"));
    drop(stuck);
}

/// Out of descriptors, those who are in are served, and others are taken when somebody leaves.
#[cfg(target_os = "linux")]
#[test]
fn without_descriptors_it_serves_those_who_are_in() {
    let inner = chatroom("en");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -n 24; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(inner.get_current_dir().unwrap());
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut house = House::open_with(command, &[]);
    let mut bob = Peer::enter(&house, "bob");
    let crowd: Vec<_> = (0..30).map(|_| TcpStream::connect(("127.0.0.1", house.port)).unwrap()).collect();
    house.server.out.wait_for("No more connections can be accepted for now");
    bob.say("PING still\r\n");
    bob.wait_for(":still");
    drop(crowd);
    house.server.out.wait_for("New connections are accepted again.");
    Peer::enter(&house, "carol");
    bob.wait_for("carol");
}
