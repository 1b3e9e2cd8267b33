//! The loop over a disk that can be stopped: what waits, what does not, and that nothing is lost of it.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::*;
use crate::cmd::Context;
use crate::cmd::printer::Printer;
use crate::cmd::serve::rules;
use crate::lang::Languages;
use crate::room::Hall;
use crate::room::rules::{HistoryRules, OnFailure};
use crate::settings::Settings;
use crate::store::Options;

/// A disk that can be stopped.
#[derive(Default)]
struct Gate {
    is_shut: Mutex<bool>,
    moved: Condvar,
}

impl Gate {
    fn set(&self, is_shut: bool) {
        *self.is_shut.lock().unwrap() = is_shut;
        self.moved.notify_all();
    }

    fn pass(&self) {
        drop(self.moved.wait_while(self.is_shut.lock().unwrap(), |is_shut| *is_shut).unwrap());
    }
}

/// A server in this thread, and its disk.
struct House {
    server: Server,
    address: SocketAddr,
    gate: Arc<Gate>,
    ready: Vec<Ready>,
    buffer: Vec<u8>,
}

impl House {
    fn open() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let languages = Languages::built_in();
        let mut settings = Settings::default();
        settings.history.enabled = false;
        settings.serve.transcript = false;
        change(&mut settings);
        let ctx = Context {
            lang: languages.lang("en"),
            languages,
            settings,
            origins: Default::default(),
            sources: Default::default(),
            file_is_named: false,
            password_variable: None,
            verbose: 0,
        };
        let mut net = Net::new().unwrap();
        let address = net.listen_all(&["127.0.0.1:0".parse().unwrap()]).unwrap()[0];
        let gate = Arc::new(Gate::default());
        let (theirs, waker) = (Arc::clone(&gate), net.waker());
        let HistoryRules { retention, .. } = rules::history(&ctx.settings.history);
        let options = Options {
            dir: None,
            sync: crate::store::Sync::Never,
            recent: 50,
            retention,
            unwritten_bytes_max: 1 << 20,
            on_failure: OnFailure::GoOn,
            memory_messages_max: 10_000,
            fault: Some(Arc::new(move |_| {
                theirs.pass();
                None
            })),
        };
        let (store, kept) = Store::open(options, move || waker.wake()).unwrap();
        let hall = Hall::with_memory(rules::rules(&ctx, [7; 16]).unwrap(), kept);
        let doors = Doors::new(hall, ctx.languages.lang("en"));
        let printer = Printer::start(net.waker()).unwrap();
        let desk = Desk::new(ctx.languages.lang("en"), "#lobby", false, printer, None);
        let hasher = Hasher::start(net.waker()).unwrap();
        let queue_bytes_max = ctx.settings.limits.queue_bytes_max;
        let limits = FlowLimits { queue_bytes_max, slow_reader_grace: Duration::from_secs(2) };
        let bounds = Bounds { flow: limits, held_bytes_max: 64 * 1024, grace: Duration::from_secs(2) };
        let server = Server::new((net, doors, desk), (hasher, Reader::of(&ctx, false, None)), store, bounds);
        Self { server, address, gate, ready: Vec::new(), buffer: vec![0; READ_BYTES] }
    }

    /// Lets the loop turn until it is so.
    fn until(&mut self, is_so: impl Fn(&Server) -> bool) {
        while !is_so(&self.server) {
            self.server.turn(&mut self.ready, &mut self.buffer).unwrap();
        }
    }

    fn enter(&mut self, name: &str) -> TcpStream {
        let members = self.server.net.connections() + 1;
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(format!("NICK {name}\r\nUSER u 0 * :u\r\nJOIN #lobby\r\n").as_bytes()).unwrap();
        self.until(|server| server.net.connections() == members && server.waiting.is_empty());
        stream
    }
}

/// Lines of these words that stand in what a client is sent, until one that ends with `last`.
fn heard(stream: TcpStream, words: &str, last: &str) -> Vec<String> {
    let mut heard = Vec::new();
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if line.ends_with(last) {
            return heard;
        }
        heard.extend(line.split_once(words).map(|(_, text)| text.to_owned()));
    }
    panic!("it ended before {last:?}");
}

#[test]
fn a_disk_that_is_stuck_holds_what_is_said_and_nobody_else() {
    const LINES: usize = 1_000;
    let mut house = House::open();
    let mut alice = house.enter("alice");
    let mut bob = house.enter("bob");
    house.until(|server| server.doors.hall.room_of(ConnId(1)).is_some() && server.held.is_empty());
    house.gate.set(true);
    let said: String = (0..LINES).map(|number| format!("PRIVMSG #lobby :line {number}\r\n")).collect();
    alice.write_all(said.as_bytes()).unwrap();
    house.until(|server| server.held.is_full());
    // It turns on, and takes no lines that it would have to hold.
    let carol = house.enter_while_stuck();
    assert!(house.server.held.is_full());
    house.server.did(Did::Line("/topic".to_owned()));
    let printed = house.server.desk.lines();
    assert!(
        printed.iter().any(|line| line.starts_with("There is no topic")),
        "the console works: {printed:?}"
    );
    house.gate.set(false);
    bob.write_all(b"PING end\r\n").unwrap();
    house.until(|server| server.held.is_empty() && server.waiting.is_empty());
    house.server.close(Ending::RoomClosed);
    house.until(Server::is_over);
    let expected: Vec<_> = (0..LINES).map(|number| number.to_string()).collect();
    assert_eq!(heard(bob, " PRIVMSG #lobby :line ", "Administrator."), expected);
    drop((alice, carol));
}

impl House {
    /// Somebody connects, and that is all that comes of it.
    fn enter_while_stuck(&mut self) -> TcpStream {
        let connections = self.server.net.connections() + 1;
        let stream = TcpStream::connect(self.address).unwrap();
        self.until(|server| server.net.connections() == connections);
        stream
    }
}

#[test]
fn the_answer_to_ones_own_command_never_ends_ones_connection() {
    const LINES: usize = 100;
    // Far more than the system's own buffers and the queue hold together.
    let motd = format!("{}\n", "x".repeat(99)).repeat(160_000);
    let mut house = House::with(|settings| {
        settings.serve.motd = motd;
        settings.limits.queue_bytes_max = 65_536;
    });
    let mut alice = TcpStream::connect(house.address).unwrap();
    alice.write_all(b"NICK alice\r\nUSER u 0 * :u\r\nJOIN #lobby\r\nPING end\r\n").unwrap();
    let token = Token(ConnId::new(0, 0).0);
    house.until(|server| server.flow.is_paused(token));
    assert!(house.server.net.queued(token) > 1 << 20);
    // Others speak to her meanwhile, and are neither held up nor let go.
    let mut bob = TcpStream::connect(house.address).unwrap();
    let said: String = (0..LINES).map(|number| format!("PRIVMSG alice :line {number}\r\n")).collect();
    bob.write_all(format!("NICK bob\r\nUSER u 0 * :u\r\n{said}").as_bytes()).unwrap();
    let reader = std::thread::spawn(move || heard(alice, " PRIVMSG alice :line ", ":end"));
    house.until(|_| reader.is_finished());
    let expected: Vec<_> = (0..LINES).map(|number| number.to_string()).collect();
    let heard = reader.join().unwrap();
    assert!(expected.starts_with(&heard), "{heard:?}");
    house.until(|server| server.net.connections() == 1);
    drop(bob);
}

#[test]
fn whoever_speaks_too_fast_and_says_goodbye_is_heard_to_the_end() {
    const LINES: usize = 30;
    let mut house = House::with(|settings| {
        settings.limits.trusted = Vec::new();
        settings.limits.messages_per_second = 200;
        settings.limits.messages_burst = 2;
    });
    let bob = house.enter("bob");
    let mut alice = house.enter("alice");
    let said: String = (0..LINES).map(|number| format!("PRIVMSG #lobby :line {number}\r\n")).collect();
    alice.write_all(said.as_bytes()).unwrap();
    alice.shutdown(std::net::Shutdown::Write).unwrap();
    house.until(|server| server.net.connections() == 1);
    house.server.close(Ending::RoomClosed);
    house.until(Server::is_over);
    let expected: Vec<_> = (0..LINES).map(|number| number.to_string()).collect();
    assert_eq!(heard(bob, " PRIVMSG #lobby :line ", "Administrator."), expected);
}
