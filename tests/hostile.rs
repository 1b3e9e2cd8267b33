//! Peers that mean harm, at the program itself: each test does one of the things by which a stranger
//! could take the server's memory, its descriptors or its time from others, and then looks that
//! somebody who behaves is still served, and that the server's memory has stayed within the sum of the
//! named limits (where the system tells it, which is Linux; elsewhere that part is passed over, and
//! said to be).
//!
//! `CHATROOM_HOSTILE_TIMES=20` makes everything twenty times as much. Nothing waits for a while: what
//! is waited for is an answer, or the end of a connection.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]
#![allow(clippy::print_stderr, reason = "what is skipped is said")]
#![cfg(unix)]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::Command;
#[cfg(target_os = "linux")]
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::time::Instant;

use chatroom::wire::limits::{CLIENT_TAGS_BYTES_MAX, LINE_BYTES_MAX, PLAIN_LINE_BYTES_MAX};

#[path = "support/joined.rs"]
mod house;

use house::{House, STUCK, chatroom};

/// Bytes that the server takes from one connection at once.
const READ_BYTES: usize = 16 * 1024;

/// `limits.queue_bytes_max` in these tests, its least.
const QUEUE_BYTES: usize = 65_536;

/// Bytes that one connection may cost, by the named limits: a line that grows (a buffer that grows has
/// room for twice as much), and what waits to be sent.
const CONNECTION_BYTES: usize = 2 * (PLAIN_LINE_BYTES_MAX + READ_BYTES) + 2 * QUEUE_BYTES;

/// What the allocator may keep of what was given back, and what the first of a kind costs once.
const SLACK_BYTES: usize = 12 * 1024 * 1024;

/// How much more of everything.
fn times() -> usize {
    std::env::var("CHATROOM_HOSTILE_TIMES").map_or(1, |text| text.parse().unwrap())
}

/// A server with narrow queues that remembers nothing: memory is then what its limits say.
fn narrow() -> Command {
    let mut command = chatroom("en");
    command.env("CHATROOM_LIMITS__QUEUE_BYTES_MAX", QUEUE_BYTES.to_string());
    command.env("CHATROOM_LIMITS__SLOW_READER_GRACE", "0");
    command.env("CHATROOM_HISTORY__MEMORY_MESSAGES_MAX", "0");
    command.env("CHATROOM_SERVE__TRANSCRIPT", "false");
    command
}

/// A raw connection.
struct Peer {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Peer {
    fn connect(house: &House) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(2 * STUCK)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        Self { stream, lines }
    }

    /// Comes in by IRC, in no room but the one that is named.
    fn enter(house: &House, name: &str, room: &str) -> Self {
        let mut peer = Self::connect(house);
        peer.say(format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN {room}\r\n").as_bytes());
        peer.wait_for(" 366 ");
        peer
    }

    fn say(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Says it, if it is still heard; whether it is.
    fn try_to_say(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        match self.lines.read_until(b'\n', &mut line) {
            Ok(0) => None,
            Ok(_) => Some(String::from_utf8_lossy(&line).trim_end().to_owned()),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("nothing came within {STUCK:?}");
            }
            Err(_) => None,
        }
    }

    /// The next line that contains `wanted`.
    fn wait_for(&mut self, wanted: &str) -> String {
        loop {
            let line = self.line().unwrap_or_else(|| panic!("{wanted:?} did not come"));
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Asks, and waits for the answer: whatever was sent before it has been taken by then.
    fn ask(&mut self, token: &str) {
        self.say(format!("PING :{token}\r\n").as_bytes());
        self.wait_for(&format!(" :{token}"));
    }

    /// Everything until the end of the connection.
    fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        match self.lines.read_to_end(&mut rest) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("the connection did not end within {STUCK:?}: {:?}", String::from_utf8_lossy(&rest));
            }
            Ok(_) | Err(_) => rest,
        }
    }

    /// Breaks the connection, which is not the same as closing it.
    fn drop_hard(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

/// Somebody who behaves, and looks what the server costs.
struct Witness {
    peer: Peer,
    asked: usize,
    process: u32,
    before: Option<usize>,
    descriptors: Option<usize>,
}

impl Witness {
    fn of(house: &House) -> Self {
        let process = house.server.pid().as_raw_nonzero().get().unsigned_abs();
        let mut peer = Peer::enter(house, "witness", "#witness");
        peer.ask("begin");
        let (before, descriptors) = (resident(process), open_descriptors(process));
        if before.is_none() {
            eprintln!("SKIPPED: this system does not tell what memory a process has");
        }
        Self { peer, asked: 0, process, before, descriptors }
    }

    /// Whether the witness is served, and the server costs no more than `allowed` bytes more than it
    /// did at the beginning.
    #[track_caller]
    fn look(&mut self, allowed: usize) {
        self.served();
        let (Some(before), Some(found)) = (self.before, resident(self.process)) else { return };
        let allowed = before + allowed + SLACK_BYTES;
        let mib = |bytes: usize| bytes / 1024 / 1024;
        assert!(
            found <= allowed,
            "{} MiB are used, {} MiB are what the limits allow ({} MiB at the beginning)",
            mib(found),
            mib(allowed),
            mib(before)
        );
    }

    /// Whether the witness is served.
    #[track_caller]
    fn served(&mut self) {
        self.asked += 1;
        let token = format!("witness-{}", self.asked);
        self.peer.ask(&token);
    }

    /// Asks until the server has no more descriptors open than at the beginning.
    #[track_caller]
    fn until_all_are_gone(&mut self) {
        let Some(before) = self.descriptors else { return };
        let mut found = before;
        // Each answer is a turn of the server's; what a broken connection leaves takes a few.
        for _ in 0..100_000 {
            self.served();
            found = open_descriptors(self.process).unwrap();
            if found <= before {
                return;
            }
        }
        panic!("{found} descriptors are open, {before} were");
    }
}

/// Bytes of memory that a process has, where the system tells.
fn resident(process: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? * 1024)
}

fn open_descriptors(process: u32) -> Option<usize> {
    Some(std::fs::read_dir(format!("/proc/{process}/fd")).ok()?.count())
}

/// A line that never ends costs no more than the longest line, at every door.
#[test]
fn no_newline_for_ever() {
    const PEOPLE: usize = 5;
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let beginnings: [&[u8]; 6] = [
        b"NICK a\r\nUSER a 0 * :a\r\n",
        b"NICK b\r\n@",
        b"PRIVMSG ",
        b"somebody\nhello ",
        b"",
        b"\xff\xfa\x1f",
    ];
    let mut crowd = Vec::new();
    for beginning in beginnings.into_iter().cycle().take(PEOPLE * beginnings.len()) {
        let mut peer = Peer::connect(&house);
        peer.say(beginning);
        crowd.push(peer);
    }
    let piece = [b'x'; 64 * 1024];
    for _ in 0..32 * times() {
        for peer in &mut crowd {
            // Whoever has said no name that fits is let go after a while.
            peer.try_to_say(&piece);
        }
        witness.look(crowd.len() * CONNECTION_BYTES);
    }
    crowd.into_iter().for_each(Peer::drop_hard);
    witness.until_all_are_gone();
    witness.look(0);
}

/// Tags up to their limit, tags beyond it, tags that go along to everybody in the room.
#[test]
fn tag_floods() {
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let mut readers: Vec<_> = (0..5)
        .map(|number| {
            let mut reader = Peer::connect(&house);
            reader.say(
                format!(
                    "CAP REQ :message-tags\r\nCAP END\r\nNICK r{number}\r\nUSER r 0 * :r\r\nJOIN #tea\r\n"
                )
                .as_bytes(),
            );
            reader.wait_for(" 366 ");
            reader
        })
        .collect();
    let mut flood = Peer::connect(&house);
    flood.say(b"CAP REQ :message-tags\r\nCAP END\r\nNICK flood\r\nUSER f 0 * :f\r\nJOIN #tea\r\n");
    flood.wait_for(" 366 ");
    let longest = format!("@+a={} TAGMSG #tea\r\n", "x".repeat(CLIENT_TAGS_BYTES_MAX - 3));
    let many = format!("@{} TAGMSG #tea\r\n", "+a=b;".repeat(CLIENT_TAGS_BYTES_MAX / 5));
    let too_long = format!("@{} PRIVMSG #tea :x\r\n", "+a=b;".repeat(4 * CLIENT_TAGS_BYTES_MAX));
    // Were any of these kept, it would be more than the limits and the slack allow.
    for _ in 0..300 * times() {
        flood.say(longest.as_bytes());
        flood.say(many.as_bytes());
        for reader in &mut readers {
            assert!(reader.wait_for(" TAGMSG ").contains("+a=xxx"));
            reader.wait_for(" TAGMSG ");
        }
        flood.say(too_long.as_bytes());
        flood.wait_for(" 417 ");
        witness.look(7 * CONNECTION_BYTES);
    }
}

/// What people and programs say, cut off at every place: the connection ends there, in good order or
/// broken, and nothing of it stays.
#[test]
fn truncated_everything() {
    let stories: [&[u8]; 7] = [
        b"CAP LS 302\r\nNICK cut\r\nUSER u 0 * :r\r\nJOIN #tea\r\nQUIT :bye\r\n",
        b"CAP REQ :batch draft/multiline message-tags\r\nCAP END\r\nNICK cut\r\nUSER u 0 * :r\r\nJOIN #tea\r\n\
          BATCH +a draft/multiline #tea\r\n@batch=a PRIVMSG #tea :one\r\n@batch=a;draft/multiline-concat PRIVMSG #tea :two\r\nBATCH -a\r\n",
        b"CAP REQ :sasl\r\nNICK cut\r\nUSER u 0 * :r\r\nAUTHENTICATE PLAIN\r\nAUTHENTICATE AGEAYgBj\r\nCAP END\r\n",
        b"cut\nhello\n/who\n/leave\n",
        b"\xff\xfb\x18\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0cut\r\0\xe4\xbd\xa0\xe5\xa5\xbd\r\0",
        b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x00\x00\x02\x13\x01\x01\x00\x00\x00",
        b"PROXY TCP4 203.0.113.1 127.0.0.1 40000 5555\r\nNICK cut\r\nUSER u 0 * :r\r\n",
    ];
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let mut count = 0;
    for story in stories {
        for end in 0..=story.len() {
            let mut peer = Peer::connect(&house);
            peer.try_to_say(&story[..end]);
            count += 1;
            if count % 2 == 0 {
                peer.drop_hard();
            } else if peer.stream.shutdown(Shutdown::Write).is_ok() {
                peer.rest();
            }
        }
        witness.until_all_are_gone();
    }
    witness.look(0);
}

/// Byte by byte, all at once: everybody comes in.
#[test]
fn slow_bytes() {
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let mut crowd: Vec<_> = (0..20 * times()).map(|_| Peer::connect(&house)).collect();
    let story =
        |number: usize| format!("NICK slow{number:04}\r\nUSER u 0 * :r\r\nJOIN #tea\r\n").into_bytes();
    for at in 0..story(0).len() {
        for (number, peer) in crowd.iter_mut().enumerate() {
            peer.say(&story(number)[at..=at]);
        }
        if at % 10 == 0 {
            witness.look(crowd.len() * CONNECTION_BYTES);
        }
    }
    for peer in &mut crowd {
        peer.wait_for(" 366 ");
    }
}

/// Whoever says nothing, or never gets done with coming in, is let go when their time is over; whoever
/// only says no more is still answered.
#[test]
fn half_open() {
    let mut command = narrow();
    command.env("CHATROOM_LIMITS__REGISTRATION_TIMEOUT", "1");
    let house = House::open_with(command, &[]);
    let mut witness = Witness::of(&house);
    let beginnings: [&[u8]; 7] =
        [b"", b"N", b"NICK a\r\n", b"CAP LS 302\r\n", b"\xff\xfb", b"@a=b", b"\x16\x03\x01"];
    let mut crowd = Vec::new();
    for beginning in beginnings.iter().cycle().take(beginnings.len() * 5 * times()) {
        let mut peer = Peer::connect(&house);
        peer.say(beginning);
        crowd.push(peer);
    }
    witness.look(crowd.len() * CONNECTION_BYTES);
    crowd.iter_mut().for_each(|peer| drop(peer.rest()));
    witness.until_all_are_gone();
    let mut peer = Peer::connect(&house);
    peer.say(b"NICK half\r\nUSER u 0 * :r\r\nJOIN #tea\r\nPING :last\r\n");
    peer.stream.shutdown(Shutdown::Write).unwrap();
    let told = String::from_utf8_lossy(&peer.rest()).into_owned();
    assert!(told.contains(" 366 ") && told.contains(" :last"), "{told}");
    witness.until_all_are_gone();
}

/// Connections that are made and broken as fast as they can be.
#[test]
fn connect_floods() {
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    for round in 0..10 * times() {
        let crowd: Vec<_> = (0..50).map(|_| Peer::connect(&house)).collect();
        for (number, mut peer) in crowd.into_iter().enumerate() {
            match (number + round) % 3 {
                0 => peer.drop_hard(),
                1 => drop(peer.try_to_say(b"NICK x\r\n")),
                _ => {}
            }
        }
        witness.look(50 * CONNECTION_BYTES);
    }
    witness.until_all_are_gone();
    witness.look(0);
}

/// One that joins ten thousand rooms in one breath and reads nothing until all is said: it is slowed,
/// nothing is lost, and nobody else waits.
#[test]
fn ten_thousand_queued_joins() {
    let joins = 10_000 * times();
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let mut greedy = Peer::enter(&house, "greedy", "#first");
    let mut speaks = greedy.stream.try_clone().unwrap();
    let said = std::thread::spawn(move || {
        for number in 0..joins {
            speaks.write_all(format!("JOIN #room{number}\r\n").as_bytes()).unwrap();
        }
        speaks.write_all(b"PING :done\r\n").unwrap();
    });
    for _ in 0..50 {
        witness.look(2 * CONNECTION_BYTES);
    }
    let (mut entered, mut refused) = (0, 0);
    loop {
        let line = greedy.line().unwrap();
        entered += usize::from(line.contains(" 366 "));
        refused += usize::from(line.contains(" 405 "));
        if line.ends_with(" :done") {
            break;
        }
    }
    said.join().unwrap();
    assert_eq!(entered + refused, joins, "{entered} rooms were entered, {refused} refused");
    witness.look(2 * CONNECTION_BYTES);
}

/// Rooms that are made and left again leave nothing behind: there is room for as many once more.
#[test]
fn rooms_without_end() {
    const ROOMS: usize = 100;
    let mut command = narrow();
    // Some stand already; were those that are left to stay, there would soon be no more.
    command.env("CHATROOM_LIMITS__ROOMS_MAX", (ROOMS + 10).to_string());
    let house = House::open_with(command, &[]);
    let mut witness = Witness::of(&house);
    let mut maker = Peer::enter(&house, "maker", "#first");
    for round in 0..50 * times() {
        let mut lines = String::new();
        for number in 0..ROOMS {
            let room = format!("#{round}-{number}-{}", "x".repeat(40));
            lines += &format!(
                "JOIN {room}\r\nTOPIC {room} :{}\r\nMODE {room} +b *!*@{number}\r\nPART {room}\r\n",
                "t".repeat(300)
            );
        }
        // Said by another thread: who only speaks and does not read is slowed.
        lines += &format!("PING :round-{round}\r\n");
        let mut speaks = maker.stream.try_clone().unwrap();
        let said = std::thread::spawn(move || speaks.write_all(lines.as_bytes()).unwrap());
        let mut entered = 0;
        loop {
            let line = maker.line().unwrap();
            entered += usize::from(line.contains(" 366 "));
            if line.ends_with(&format!(" :round-{round}")) {
                break;
            }
        }
        assert_eq!(entered, ROOMS, "rooms of round {round} that were made");
        said.join().unwrap();
        witness.look(2 * CONNECTION_BYTES);
    }
}

/// Readers that do not read cost their queue at most, and are let go.
#[test]
fn readers_that_do_not_read() {
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let crowd: Vec<_> = (0..10).map(|number| Peer::enter(&house, &format!("deaf{number}"), "#tea")).collect();
    let mut speaker = Peer::enter(&house, "speaker", "#tea");
    let line = format!("PRIVMSG #tea :{}\r\n", "x".repeat(LINE_BYTES_MAX - 100));
    for round in 0..100 * times() {
        speaker.say(line.repeat(200).as_bytes());
        speaker.ask(&format!("round-{round}"));
        witness.look((crowd.len() + 2) * CONNECTION_BYTES);
    }
    // Their names are free again: they were let go.
    drop(Peer::enter(&house, "deaf0", "#tea"));
    drop(crowd);
}

/// Passwords are worked on one at a time, and who comes when too many wait is told so at once: memory is
/// that of one.
#[test]
fn many_passwords_at_once() {
    /// What one password takes: Argon2id with `m=19456`.
    const PASSWORD_BYTES: usize = 19_456 * 1024;
    let house = House::open_with(narrow(), &[]);
    let mut witness = Witness::of(&house);
    let mut crowd: Vec<_> =
        (0..80).map(|number| Peer::enter(&house, &format!("p{number}"), &format!("#p{number}"))).collect();
    for peer in &mut crowd {
        peer.say(b"REGISTER * * correct-horse-battery\r\n");
    }
    for _ in 0..10 {
        witness.look(PASSWORD_BYTES + crowd.len() * CONNECTION_BYTES);
    }
    let mut refused = 0;
    for peer in &mut crowd {
        peer.stream.set_nonblocking(true).unwrap();
        let mut told = Vec::new();
        // Whose password waits is told nothing yet.
        let _ = peer.lines.read_to_end(&mut told);
        refused += usize::from(String::from_utf8_lossy(&told).contains("FAIL REGISTER "));
    }
    assert!(refused > 0, "nobody was refused");
    crowd.into_iter().for_each(Peer::drop_hard);
    witness.until_all_are_gone();
}

/// `command`, run with so many descriptors.
#[cfg(target_os = "linux")]
fn with_descriptors(inner: &Command, count: usize) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {count}; exec \"$0\" \"$@\"")]).arg(inner.get_program());
    command.args(inner.get_args()).current_dir(inner.get_current_dir().unwrap());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Without descriptors those who are in are served, the operator is told once, and the server waits: it
/// does not turn round and round over what it can't accept.
#[cfg(target_os = "linux")]
#[test]
fn no_descriptors_left() {
    let mut command = narrow();
    command.env("CHATROOM_LIMITS__REGISTRATION_TIMEOUT", "2");
    let mut house = House::open_with(with_descriptors(&command, 40), &[]);
    let mut witness = Witness::of(&house);
    let mut first = Peer::connect(&house);
    first.say(b"CAP LS\r\n");
    let crowd: Vec<_> = (0..100).map(|_| TcpStream::connect(("127.0.0.1", house.port)).unwrap()).collect();
    house.server.out.wait_for("No more connections can be accepted for now");
    for _ in 0..100 {
        witness.served();
    }
    let (began, busy) = (Instant::now(), busy(witness.process));
    // About two seconds in which nothing happens but that nobody can be accepted.
    first.rest();
    let (passed, busy) = (began.elapsed(), self::busy(witness.process) - busy);
    assert!(busy < passed / 2, "of {passed:?} the server was busy for {busy:?}");
    witness.look(crowd.len() * CONNECTION_BYTES);
    drop(crowd);
    house.server.out.wait_for("New connections are accepted again.");
    drop(Peer::enter(&house, "late", "#tea"));
    witness.until_all_are_gone();
}

/// How long a process has had a processor, which the system counts in hundredths of a second.
#[cfg(target_os = "linux")]
fn busy(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Behind the name, which is in brackets: the 14th and the 15th field of all.
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let ticks: u64 = fields.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum();
    Duration::from_millis(10 * ticks)
}

/// A server that trusts nobody who connects from this machine, with these limits.
fn distrustful(limits: &[(&str, &str)]) -> Command {
    let mut command = narrow();
    command.env("CHATROOM_LIMITS__TRUSTED", "192.0.2.0/24");
    for (name, value) in limits {
        command.env(format!("CHATROOM_LIMITS__{}", name.to_uppercase()), value);
    }
    command
}

/// One address has so many connections and no more; whoever is turned away is told why in the form of
/// their door, it is counted, and when one goes another is let in.
#[test]
fn one_address_has_so_many_connections() {
    let limits = [("connections_per_address_max", "4"), ("connects_per_minute_max", "10000")];
    let mut house = House::open_with(distrustful(&limits), &[]);
    let mut witness = Witness::of(&house);
    let mut crowd: Vec<_> =
        (0..3).map(|number| Peer::enter(&house, &format!("in{number}"), "#tea")).collect();
    for beginning in ["NICK late\r\nUSER l 0 * :l\r\n", "late\n"] {
        for _ in 0..20 * times() {
            let mut late = Peer::connect(&house);
            late.try_to_say(beginning.as_bytes());
            let told = String::from_utf8_lossy(&late.rest()).into_owned();
            assert!(told.contains("as many connections as one may have"), "{told:?}");
            assert_eq!(
                told.starts_with("ERROR ") || told.contains("\r\nERROR "),
                beginning.contains("NICK"),
                "{told:?}"
            );
        }
    }
    witness.look(5 * CONNECTION_BYTES);
    house.server.type_in("/limits\n");
    let row = house.server.out.wait_for("Connections of one address (");
    assert!(row.contains(&format!("reached {} times", 40 * times())), "{row}");
    drop(crowd.pop());
    // The server notices that before it answers the witness often.
    for _ in 0..100 {
        witness.served();
    }
    drop(Peer::enter(&house, "late", "#tea"));
}

/// Who connects again and again is let in so often in a minute.
#[test]
fn one_address_connects_so_often() {
    let house = House::open_with(distrustful(&[("connects_per_minute_max", "10")]), &[]);
    let mut witness = Witness::of(&house);
    let (mut entered, mut told, mut silently) = (0, 0, 0);
    for _ in 0..100 * times() {
        let mut peer = Peer::connect(&house);
        peer.try_to_say(b"NICK again\r\nUSER a 0 * :a\r\nQUIT\r\n");
        let rest = String::from_utf8_lossy(&peer.rest()).into_owned();
        entered += usize::from(rest.contains(" 001 "));
        told += usize::from(rest.contains("connects too often"));
        silently += usize::from(rest.is_empty());
    }
    // The witness was one of the ten, and the minute goes on meanwhile.
    assert!(entered >= 5 && told + silently > 0, "{entered} entered, {told} told, {silently} not");
    assert!(entered < 50 * times(), "{entered} entered");
    witness.until_all_are_gone();
    witness.look(0);
}

/// Who speaks too fast is read later: they cost no more than their line and their queue, stay, and
/// nobody else waits for them.
#[test]
fn who_speaks_too_fast_is_read_later() {
    // Faster than by default, so that what was read of them is soon taken when they are gone.
    let mut house = House::open_with(distrustful(&[("messages_per_second", "100")]), &[]);
    let mut witness = Witness::of(&house);
    let fast = Peer::enter(&house, "fast", "#tea");
    let mut speaks = fast.stream.try_clone().unwrap();
    let said = std::thread::spawn(move || {
        let line = format!("PRIVMSG #tea :{}\r\n", "x".repeat(400));
        // Ends when the connection is broken below: the server does not take all that.
        while speaks.write_all(line.as_bytes()).is_ok() {}
    });
    for _ in 0..200 * times() {
        witness.look(3 * CONNECTION_BYTES);
    }
    witness.peer.say(b"WHOIS fast\r\n");
    witness.peer.wait_for(" 311 ");
    house.server.type_in("/limits\n");
    let row = house.server.out.wait_for("Messages of one connection in a second (");
    assert!(!row.contains("reached 0 times"), "{row}");
    fast.stream.shutdown(Shutdown::Both).unwrap();
    fast.drop_hard();
    said.join().unwrap();
    witness.until_all_are_gone();
}

/// Handshakes that are begun and left: they begin at a bounded rate, cost so much each, and end with the
/// time to come in.
#[test]
fn handshakes_without_end() {
    /// What a handshake may hold: what came, and what is to be sent.
    const HANDSHAKE_BYTES: usize = 64 * 1024;
    let mut command = distrustful(&[
        ("registration_timeout", "2"),
        ("connections_per_address_max", "1000"),
        ("connects_per_minute_max", "10000"),
    ]);
    command.env("CHATROOM_TLS__HANDSHAKES_PER_SECOND", "50");
    let house = House::open_with(command, &[]);
    let mut witness = Witness::of(&house);
    let roots = rustls::RootCertStore::empty();
    let builder = rustls::ClientConfig::builder_with_provider(chatroom::net::tls::provider());
    let builder = builder.with_protocol_versions(rustls::DEFAULT_VERSIONS).unwrap();
    let config = Arc::new(builder.with_root_certificates(roots).with_no_client_auth());
    let mut crowd = Vec::new();
    for number in 0..100 * times() {
        let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
        let mut client = rustls::ClientConnection::new(Arc::clone(&config), name).unwrap();
        let mut hello = Vec::new();
        client.write_tls(&mut hello).unwrap();
        // Some are cut off in their first message, some are damaged, the rest say no more.
        match number % 3 {
            0 => hello.truncate(1 + number % hello.len()),
            1 => hello[9 + number % 100] ^= 0x55,
            _ => {}
        }
        let mut peer = Peer::connect(&house);
        peer.try_to_say(&hello);
        crowd.push(peer);
        if number % 10 == 0 {
            witness.look(crowd.len() * (CONNECTION_BYTES + HANDSHAKE_BYTES));
        }
    }
    crowd.iter_mut().for_each(|peer| drop(peer.rest()));
    witness.until_all_are_gone();
    witness.look(0);
}
