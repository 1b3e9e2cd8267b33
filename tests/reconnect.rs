//! `chatroom join` over a connection that breaks: at every byte of a conversation in either
//! direction, with the server killed, and with the server told to end. What a person sees and says
//! is compared with what was said: nothing is missing, nothing is there twice, and the order is one.
//!
//! A *cable* stands between our client and the server: it passes on all bytes up to the one at which
//! it breaks, and then either both ends see that, or only the client's does, so that the server
//! still holds the dead connection when the client comes back. Every cut is a conversation of its
//! own, in a room of its own. All cuts of a run are every `CHATROOM_CUT_EVERY`-th byte.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

#[path = "support/joined.rs"]
mod house;

use house::{House, Lines, Process, STUCK, chatroom, folder};

/// Conversations at a time.
const AT_A_TIME: usize = 4;

/// Messages that each of the two says.
const ROUNDS: usize = 4;

/// From the client to the server, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Where the cable breaks, and what becomes of its other end.
#[derive(Debug, Default)]
struct Cuts {
    /// Counting has begun.
    armed: bool,
    /// Bytes passed on since, up and down.
    passed: [usize; 2],
    /// The way, and how many bytes pass before it breaks there.
    ahead: Vec<(Way, usize)>,
    /// The server is not told.
    silent: bool,
    /// Ends that are kept open, since nobody tells them.
    kept: Vec<TcpStream>,
    made: usize,
    /// What has passed, for whoever has to find out why it went wrong.
    log: String,
}

/// See the head of this file.
struct Cable {
    port: u16,
    cuts: Arc<Mutex<Cuts>>,
}

impl Cable {
    fn to(server: u16, ahead: Vec<(Way, usize)>, silent: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(Mutex::new(Cuts { ahead, silent, ..Cuts::default() }));
        let shared = Arc::clone(&cuts);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                // The server may be away.
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                for (way, from, to) in [(Way::Up, &client, &server), (Way::Down, &server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let cuts = Arc::clone(&shared);
                    std::thread::spawn(move || pump(way, from, to, &cuts));
                }
            }
        });
        Self { port, cuts }
    }

    fn arm(&self) {
        self.cuts.lock().unwrap().armed = true;
    }
}

fn pump(way: Way, mut from: TcpStream, mut to: TcpStream, cuts: &Mutex<Cuts>) {
    let mut bytes = [0; 4096];
    loop {
        let count = from.read(&mut bytes).unwrap_or(0);
        let mut pass = count;
        let mut cut = None;
        if let Ok(mut cuts) = cuts.lock()
            && cuts.armed
        {
            let passed = cuts.passed[way as usize];
            let at = cuts.ahead.iter().position(|(cut, at)| *cut == way && *at <= passed + count);
            if let Some(at) = at {
                pass = cuts.ahead.remove(at).1.saturating_sub(passed).min(count);
                cuts.made += 1;
                cut = Some(cuts.silent);
            }
            cuts.passed[way as usize] += pass;
            let text = String::from_utf8_lossy(&bytes[..pass]).into_owned();
            cuts.log.push_str(&format!("{way:?} cut {cut:?} of {count}\n{text}\n"));
        }
        let written = to.write_all(&bytes[..pass]).is_ok();
        let (client, server) = if way == Way::Up { (&from, &to) } else { (&to, &from) };
        if let Some(silent) = cut {
            let _ = client.shutdown(Shutdown::Both);
            if silent {
                cuts.lock().unwrap().kept.push(server.try_clone().unwrap());
            } else {
                let _ = server.shutdown(Shutdown::Both);
            }
            return;
        }
        if count == 0 || !written {
            // An end that was cut in silence stays.
            let is_kept = cuts.lock().unwrap().kept.iter().any(|kept| {
                kept.local_addr().ok() == server.local_addr().ok() && server.local_addr().is_ok()
            });
            if !is_kept {
                let _ = client.shutdown(Shutdown::Both);
                let _ = server.shutdown(Shutdown::Both);
            }
            return;
        }
    }
}

/// What comes from a server that asks whether we are there, and is answered.
fn answering(mut socket: TcpStream) -> impl Read + Send {
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::thread::spawn(move || {
        let mut lines = BufReader::new(socket.try_clone().unwrap());
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|count| count > 0) {
            let done = match line.strip_prefix("PING ") {
                Some(token) => socket.write_all(format!("PONG {token}").as_bytes()),
                None => writer.write_all(line.as_bytes()),
            };
            if done.is_err() {
                return;
            }
            line.clear();
        }
    });
    reader
}

/// Somebody at the server's own socket, who speaks plain IRC and sees all that happens.
struct Bob {
    socket: TcpStream,
    lines: Lines,
}

impl Bob {
    fn enter(port: u16, name: &str, room: &str) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let lines = Lines::of(answering(socket.try_clone().unwrap()));
        let mut bob = Self { socket, lines };
        bob.send(&format!("NICK {name}\r\nUSER b 0 * :B\r\nJOIN {room}"));
        bob.lines.wait_for(" 366 ");
        bob
    }

    fn send(&mut self, line: &str) {
        self.socket.write_all(format!("{line}\r\n").as_bytes()).unwrap();
    }

    /// All that `name` said to the room, as it came.
    fn heard(mut self, name: &str) -> Vec<String> {
        self.send("QUIT");
        let said = format!(":{name}!");
        let words = |line: String| {
            let line = line.trim_end().to_owned();
            let (_, text) = line.split_once(" PRIVMSG ")?.1.split_once(" :")?;
            Some(text.to_owned())
        };
        let all = self.lines.all().into_iter();
        all.filter(|line| line.starts_with(&said)).filter_map(words).collect()
    }
}

/// What others said, of what a client has printed: without the times.
fn spoken(out: Vec<String>) -> Vec<String> {
    let said = |line: String| {
        let line = match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            Some((_, line)) => line.to_owned(),
            None => line,
        };
        (line.contains(": ") && !line.starts_with("Administrator")).then_some(line)
    };
    out.into_iter().filter_map(said).collect()
}

/// Says which conversation it was that came to no end.
struct Stuck(String, Arc<Mutex<Cuts>>);

impl Drop for Stuck {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.1.lock().map(|cuts| cuts.log.clone()).unwrap_or_default();
            let _ = writeln!(std::io::stderr(), "cuts: {}\n{log}", self.0);
        }
    }
}

/// One conversation, with these cuts. Gives how many bytes passed each way.
fn converse(server: u16, number: usize, ahead: Vec<(Way, usize)>, silent: bool) -> [usize; 2] {
    let what = format!("{ahead:?} silent: {silent}");
    let wanted = ahead.len();
    let cable = Cable::to(server, ahead, silent);
    let (alice_name, bob_name, room) =
        (format!("alice{number}"), format!("bob{number}"), format!("#r{number}"));
    let mut bob = Bob::enter(server, &bob_name, &room);
    let mut command = chatroom("en");
    // In clear text every byte has its place; TLS has no place of its own to break at.
    command.args(["join", "--no-tls", "--host", "127.0.0.1", "--port", &cable.port.to_string()]);
    command.args(["--name", &alice_name, "--room", &room]);
    let mut alice = Process::start(command);
    alice.err.wait_for("2 people are in");
    cable.arm();
    let _stuck = Stuck(what.clone(), Arc::clone(&cable.cuts));
    for round in 0..ROUNDS {
        bob.send(&format!("PRIVMSG {room} :b{round}"));
        bob.send(&format!("PRIVMSG {room} :b{round} more"));
        alice.type_in(&format!("a{round}\na{round} more\n"));
        bob.lines.wait_for(&format!(" PRIVMSG {room} :a{round} more"));
        alice.out.wait_for(&format!("{bob_name}: b{round} more"));
    }
    let passed = cable.cuts.lock().unwrap().passed;
    alice.close_input();
    let (code, out, err) = alice.end();
    assert_eq!(code, 0, "{what}: {err:#?}");
    let lines = |name: &str| -> Vec<String> {
        (0..ROUNDS).flat_map(|round| [format!("{name}{round}"), format!("{name}{round} more")]).collect()
    };
    let from_bob: Vec<String> = lines("b").iter().map(|line| format!("{bob_name}: {line}")).collect();
    assert_eq!(spoken(out), from_bob, "{what}: {err:#?}");
    assert_eq!(bob.heard(&alice_name), lines("a"), "{what}: {err:#?}");
    assert!(!err.iter().any(|line| line.contains("may be missing")), "{what}: {err:#?}");
    let made = cable.cuts.lock().unwrap().made;
    let back = err.iter().filter(|line| *line == "Connected again.").count();
    assert!(back <= made && made <= wanted, "{what}: {made} {err:#?}");
    passed
}

#[test]
fn a_connection_that_breaks_at_any_byte_loses_and_doubles_nothing() {
    // A connection that dies before its token has come holds the name until the server notices.
    let mut command = chatroom("en");
    for limit in ["REGISTRATION_TIMEOUT", "PING_EVERY", "PING_TIMEOUT"] {
        command.env(format!("CHATROOM_LIMITS__{limit}"), "2");
    }
    let house = House::open_with(command, &[]);
    let [up, down] = converse(house.port, 0, Vec::new(), false);
    let every = std::env::var("CHATROOM_CUT_EVERY").ok().and_then(|text| text.parse().ok()).unwrap_or(61);
    let cuts: Vec<(Way, usize)> = (1..=up)
        .step_by(every)
        .map(|at| (Way::Up, at))
        .chain((1..=down).step_by(every).map(|at| (Way::Down, at)))
        .collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(&(way, at)) = cuts.get(number) else { return };
                    // The second cut falls into coming back, at one byte of it or another.
                    let again = (
                        if number.is_multiple_of(3) { Way::Up } else { Way::Down },
                        2 * at + number * 7 % 900,
                    );
                    let ahead =
                        if number.is_multiple_of(2) { vec![(way, at)] } else { vec![(way, at), again] };
                    converse(house.port, number + 1, ahead, number % 4 < 2);
                }
            });
        }
    });
}

/// A server that can be started again where it was.
struct Home {
    folder: std::path::PathBuf,
    port: u16,
}

impl Home {
    fn new() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: folder(), port }
    }

    fn open(&self) -> Process {
        let mut command = chatroom("en");
        command.args(["serve", "--host", "127.0.0.1", "--port", &self.port.to_string(), "--data"]);
        command.arg(self.folder.join("data"));
        let mut server = Process::start(command);
        server.out.wait_for("127.0.0.1:");
        server
    }

    fn join(&self, name: &str) -> Process {
        let mut command = chatroom("en");
        command.args(["join", "--host", "127.0.0.1", "--port", &self.port.to_string(), "--name", name]);
        let mut process = Process::start(command);
        process.err.wait_for("#lobby");
        process
    }
}

/// A server that is killed in the middle of a conversation, again and again: what was typed
/// meanwhile is said once, and everybody sees the same.
#[test]
fn a_server_that_is_killed_and_comes_back_is_waited_for() {
    let home = Home::new();
    let mut server = home.open();
    let mut alice = home.join("alice");
    let mut bob = home.join("bob");
    alice.out.wait_for("bob entered");
    for round in 0..3 {
        for line in 0..20 {
            alice.type_in(&format!("a{round}.{line}\n"));
            bob.type_in(&format!("b{round}.{line}\n"));
        }
        // Killed, with no goodbye, while these are on their way.
        drop(server);
        alice.type_in(&format!("a{round}.last\n"));
        bob.type_in(&format!("b{round}.last\n"));
        server = home.open();
        bob.out.wait_for(&format!("alice: a{round}.last"));
        alice.out.wait_for(&format!("bob: b{round}.last"));
    }
    let said = |name: &str| -> Vec<String> {
        let lines =
            |round| (0..20).map(move |line| format!("{round}.{line}")).chain([format!("{round}.last")]);
        (0..3).flat_map(lines).map(|line| format!("{name}{line}")).collect()
    };
    for (process, other, lines) in [(alice, "bob", said("b")), (bob, "alice", said("a"))] {
        let mut process = process;
        process.close_input();
        let (code, out, err) = process.end();
        assert_eq!(code, 0, "{err:#?}");
        let expected: Vec<String> = lines.iter().map(|line| format!("{other}: {line}")).collect();
        assert_eq!(spoken(out), expected, "{err:#?}");
        assert!(!err.iter().any(|line| line.contains("may be missing")), "{err:#?}");
    }
    drop(server);
}

#[cfg(unix)]
#[test]
fn a_server_that_is_restarted_is_waited_out_quietly() {
    let home = Home::new();
    let server = home.open();
    let mut alice = home.join("alice");
    alice.type_in("before\n");
    let mut bob = home.join("bob");
    bob.out.wait_for("alice: before");
    server.signal(rustix::process::Signal::TERM);
    assert_eq!(server.end().0, 0);
    alice.err.wait_for("The server is going down; trying again …");
    alice.type_in("meanwhile\n");
    let _server = home.open();
    bob.out.wait_for("alice: meanwhile");
    alice.close_input();
    let (code, out, err) = alice.end();
    assert_eq!(code, 0, "{err:#?}");
    assert!(!out.iter().any(|line| line.contains("alice: ")), "one's own words are not repeated: {out:#?}");
    let asides: Vec<&str> = err.iter().map(String::as_str).filter(|line| line.contains("onnect")).collect();
    let port = home.port;
    let connected = format!("Connected to 127.0.0.1:{port}");
    assert_eq!(asides, [&*connected, "Connected again."]);
}

#[test]
fn a_server_that_stays_away_is_the_end_after_a_while() {
    let home = Home::new();
    let server = home.open();
    let mut command = chatroom("en");
    command.args(["join", "--host", "127.0.0.1", "--port", &home.port.to_string(), "--name", "alice"]);
    command.env("CHATROOM_JOIN__RECONNECT_MAX", "1").arg("--listen");
    let mut alice = Process::start(command);
    alice.err.wait_for("#lobby");
    drop(server);
    let (code, _, err) = alice.end();
    assert_eq!(code, 4, "{err:#?}");
    assert!(err.iter().any(|line| line.contains("trying again")), "{err:#?}");
    assert!(err.last().unwrap().starts_with("error: Connection lost"), "{err:#?}");
}

/// A network that is silent, and not closed, is noticed by asking; here by a name that is taken back
/// from a connection that the server still holds.
#[test]
fn the_name_is_taken_back_from_a_dead_connection() {
    let house = House::open("en", &[]);
    let passed = converse(house.port, 1, vec![(Way::Down, 40)], true);
    assert!(passed[1] > 40);
    let mut late = BufReader::new(TcpStream::connect(("127.0.0.1", house.port)).unwrap());
    late.get_ref().set_read_timeout(Some(STUCK)).unwrap();
    late.get_ref().write_all(b"NICK alice1\r\nUSER a 0 * :A\r\n").unwrap();
    let mut line = String::new();
    late.read_line(&mut line).unwrap();
    assert!(line.contains(" 001 alice1 "), "nobody holds the name any more: {line}");
}
