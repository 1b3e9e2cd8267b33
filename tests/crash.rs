//! Nothing that anybody saw is lost: the real server is killed with SIGKILL, under load from several
//! clients, at random moments, and started again on what it kept.
//!
//! After each kill, what each client saw is compared with what history says. What a client saw from
//! its first message to its last must be exactly what stands in history between these two: nothing
//! lost, nothing doubled, nothing in another order, nothing between that was kept from it. Nothing
//! that was said once is in history twice, and what one speaker said is there in the order in which
//! they said it, without a hole.
//!
//! The same with a disk that is full now and then, in the middle of a write too: where the operator
//! wants messages to be refused then, as strictly; where the room goes on without, what was seen
//! while nothing could be written may be lost in a kill, but only that, and only from the end. At the
//! end history itself is verified, and a client that asks gets the end of it.
//!
//! The moment of a kill is a count of messages that clients have seen, so that nothing here waits for
//! a time. A failure prints the seed; `CHATROOM_CRASH_SEED=7 cargo test --test crash` makes the same
//! choices again (the scheduler of the machine makes its own), `CHATROOM_CRASH_KILLS=500` kills
//! oftener.

#![allow(clippy::unwrap_used, clippy::print_stderr)]
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rustix::process::Signal;

#[path = "support/joined.rs"]
mod house;

use house::{House, STUCK, chatroom};

/// Kills of one test, if nobody wants more.
const KILLS: usize = 3;

/// The tests that share the kills that somebody wants.
const TESTS: usize = 5;

/// Lives of the server on one folder; then history is looked at as a whole, and another begun, so that
/// what is compared does not grow for ever.
const LIVES_MAX: usize = 20;

/// Clients that talk.
const CLIENTS: usize = 5;

/// Messages that are seen, by all clients together, before the server is killed: at most.
const SEEN_MAX: u64 = 6_000;

/// Messages of one client that are under way: at most.
const UNDER_WAY_MAX: u64 = 40;

/// Messages that one client says in one life of the server: more than are waited for, so that there is
/// load at every kill but one that waits for the disk.
const SAID_MAX: u64 = 1_500;

/// Numbers that a seed decides (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// A message, as a client or history has it: its id and its words.
type Message = (String, String);

/// What one client saw of one life of the server.
#[derive(Debug, Default)]
struct Seen {
    messages: Vec<Message>,
    /// How many it has said.
    said: u64,
}

/// A client that says what nobody has said before, and writes down what it sees until the end.
struct Client {
    name: String,
    stream: TcpStream,
    thread: JoinHandle<Seen>,
}

impl Client {
    /// `life` is how often the server has been started; `told` hears of every message seen.
    fn start(port: u16, (life, number): (usize, usize), under_way: u64, told: Sender<()>) -> Self {
        let name = format!("c{number}");
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(STUCK)).unwrap();
        let other = stream.try_clone().unwrap();
        let words = format!("l{life}{name}n");
        let own = name.clone();
        let thread = std::thread::spawn(move || talk(stream, &own, &words, under_way, &told));
        Self { name, stream: other, thread }
    }

    fn end(self) -> Seen {
        let _ = self.stream.shutdown(Shutdown::Write);
        self.thread.join().unwrap()
    }
}

/// Comes in, and talks until the connection ends.
fn talk(mut stream: TcpStream, name: &str, words: &str, under_way: u64, told: &Sender<()>) -> Seen {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut seen = Seen::default();
    // With draft/chathistory nothing is replayed to it: whatever it sees is said in this life.
    let caps = "message-tags server-time echo-message standard-replies draft/chathistory";
    let hello =
        format!("CAP REQ :{caps}\r\nNICK {name}\r\nUSER {name} 0 * :{name}\r\nCAP END\r\nJOIN #lobby\r\n");
    if stream.write_all(hello.as_bytes()).is_err() {
        return seen;
    }
    let (mut is_in, mut back, mut asked) = (false, 0, 0_u64);
    let mut line = String::new();
    loop {
        line.clear();
        // What arrived before the kill is still there to be read; a broken line was not seen.
        if !matches!(lines.read_line(&mut line), Ok(1..)) || !line.ends_with('\n') {
            return seen;
        }
        is_in |= line.contains(" 366 ");
        if let Some(token) = line.strip_prefix("PING ") {
            let _ = stream.write_all(format!("PONG {token}").as_bytes());
        }
        if let Some((id, text)) = message(&line) {
            back += u64::from(text.starts_with(words));
            seen.messages.push((id, text));
            // The one who counts may have heard enough.
            let _ = told.send(());
        }
        if line.contains(" FAIL PRIVMSG HISTORY_FAILING ") {
            back += 1;
            let _ = told.send(());
        }
        // A few at a time, in one write, as a pasted text or a bot would.
        let wanted = under_way.saturating_sub(seen.said.saturating_sub(back)).min(SAID_MAX - seen.said);
        if is_in && wanted * 2 > under_way {
            let mut burst = String::new();
            for _ in 0..wanted {
                seen.said += 1;
                burst.push_str(&format!("PRIVMSG #lobby :{words}{}\r\n", seen.said));
            }
            asked += 1;
            burst.push_str(&format!("PING {asked}\r\n"));
            if stream.write_all(burst.as_bytes()).is_err() {
                // What was seen before is still to be read.
                is_in = false;
            }
        }
    }
}

/// The id and the words, if the line is a message to the room.
fn message(line: &str) -> Option<Message> {
    let (tags, rest) = line.strip_prefix('@')?.split_once(' ')?;
    let (_, text) = rest.split_once(" PRIVMSG #lobby :")?;
    let id = tags.split(';').find_map(|tag| tag.strip_prefix("msgid="))?;
    Some((id.to_owned(), text.trim_end().to_owned()))
}

/// What is kept, in one folder, and the lives of the server on it.
struct World {
    folder: PathBuf,
    sync: &'static str,
    on_failure: &'static str,
    lives: usize,
}

impl World {
    fn new(sync: &'static str, on_failure: &'static str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("crash-{sync}-{on_failure}-{}-{number}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        Self { folder, sync, on_failure, lives: 0 }
    }

    fn open(&mut self) -> House {
        self.lives += 1;
        let inner = chatroom("en");
        // A file that may not grow is then an error, not the end.
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        command.arg(inner.get_program()).args(inner.get_args());
        command.current_dir(inner.get_current_dir().unwrap());
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("CHATROOM_HISTORY__SYNC", self.sync);
        command.env("CHATROOM_HISTORY__ON_FAILURE", self.on_failure);
        command.env("CHATROOM_SERVE__TRANSCRIPT", "false");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        House::open_with(command, &["--data", self.folder.to_str().unwrap()])
    }

    fn clients(&self, house: &House, chance: &mut Chance) -> (Vec<Client>, Receiver<()>) {
        let (told, seen) = channel();
        let client = |number| {
            let under_way = 1 + chance.below(UNDER_WAY_MAX);
            Client::start(house.port, (self.lives, number), under_way, told.clone())
        };
        ((0..CLIENTS).map(client).collect(), seen)
    }

    fn run(&self, args: &[&str]) -> String {
        let mut command = chatroom("en");
        command.args(["history", "--data", self.folder.to_str().unwrap()]).args(args);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// All that was said, as history has it.
    fn history(&self) -> Vec<Message> {
        let json = self.run(&["export", "--format", "json"]);
        let row = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (row["type"] == "message").then(|| (text("id"), text("text")))
        };
        json.lines().filter_map(row).collect()
    }

    /// What is wrong at the end: history itself, or what a client is told of it.
    fn last_look(&mut self, history: &[Message]) {
        assert!(self.run(&["verify"]).ends_with(" is whole.\n"));
        let house = self.open();
        let mut stream = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
        stream.set_read_timeout(Some(STUCK)).unwrap();
        let ask = "CAP REQ :message-tags server-time batch draft/chathistory\r\nNICK asks\r\nUSER a 0 * :a\r\n\
                   CAP END\r\nJOIN #lobby\r\nCHATHISTORY LATEST #lobby * 50\r\nPING :end\r\n";
        stream.write_all(ask.as_bytes()).unwrap();
        let mut told = Vec::new();
        for line in BufReader::new(stream).lines() {
            let line = line.unwrap();
            if line.ends_with(":end") {
                break;
            }
            told.extend(message(&line));
        }
        assert_eq!(told, history[history.len().saturating_sub(50)..], "the end of history");
        house.server.signal(Signal::TERM);
        house.server.end();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Where each message stands in history; whatever was said once must be there once.
fn places(history: &[Message]) -> BTreeMap<&str, usize> {
    let mut texts = BTreeSet::new();
    for (id, text) in history {
        assert!(texts.insert(text), "{text} ({id}) is in history twice");
    }
    assert!(history.is_sorted_by(|(one, _), (next, _)| one < next), "ids sort as they were said");
    history.iter().enumerate().map(|(place, (id, _))| (id.as_str(), place)).collect()
}

/// What one client saw is exactly what history has between its first message and its last.
fn compare(name: &str, seen: &[Message], history: &[Message], places: &BTreeMap<&str, usize>) {
    let Some((first, text)) = seen.first() else { return };
    let begin = *places.get(first.as_str()).unwrap_or_else(|| panic!("{name} saw {text}, which is lost"));
    for (number, (id, text)) in seen.iter().enumerate() {
        let Some((kept, words)) = history.get(begin + number) else {
            panic!("{name} saw {text} ({id}), which is lost: history ends before it")
        };
        assert!(
            (kept, words) == (id, text),
            "{name} saw {text} ({id}) in place {number}, where history has {words} ({kept}); \
             that is {} in history",
            places.get(id.as_str()).map_or("not".to_owned(), |place| format!("in place {place}"))
        );
    }
}

/// What one speaker said in one life stands there in order, from the first on and without a hole.
/// Where messages were refused or lost there are holes, and the order is the same.
fn order_of_speakers(history: &[Message], has_holes: bool) {
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for (id, text) in history {
        let (speaker, number) = text.split_once('n').unwrap();
        let number: u64 = number.parse().unwrap();
        let before = last.insert(speaker, number).unwrap_or(0);
        let fits = if has_holes { number > before } else { number == before + 1 };
        assert!(fits, "{text} ({id}) stands behind number {before} of its speaker");
    }
}

fn seed() -> u64 {
    let chosen = std::env::var("CHATROOM_CRASH_SEED").ok().and_then(|seed| seed.parse().ok());
    chosen.unwrap_or(1)
}

/// How often each of the tests kills.
fn kills() -> usize {
    let all = std::env::var("CHATROOM_CRASH_KILLS").ok().and_then(|kills| kills.parse::<usize>().ok());
    all.map_or(KILLS, |all| all.div_ceil(TESTS))
}

/// Says the seed where a test fails.
struct Told(u64, &'static str);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("CHATROOM_CRASH_SEED={} ({})", self.0, self.1);
        }
    }
}

/// Waits for so many messages; fewer, if nobody sees any more.
fn wait(seen: &Receiver<()>, count: u64) {
    for _ in 0..count {
        if seen.recv_timeout(STUCK).is_err() {
            panic!("nobody has seen anything for {STUCK:?}");
        }
    }
}

/// Kills the server at once; what its clients saw.
fn kill(house: House, clients: Vec<Client>) -> Vec<(String, Seen)> {
    house.server.signal(Signal::KILL);
    let end = |client: Client| (client.name.clone(), client.end());
    let saw = clients.into_iter().map(end).collect();
    house.server.end();
    saw
}

fn kill_and_compare(sync: &'static str) {
    let seed = seed();
    let _told = Told(seed, sync);
    let mut chance = Chance(seed);
    let mut world = World::new(sync, "go-on");
    let (mut compared, mut history) = (0, Vec::new());
    for number in 0..kills() {
        if world.lives == LIVES_MAX {
            world.last_look(&history);
            world = World::new(sync, "go-on");
        }
        let house = world.open();
        let (clients, seen) = world.clients(&house, &mut chance);
        // Most kills come while all talk, some while they still come in.
        let count = if number % 8 == 1 { 0 } else { 1 + chance.below(SEEN_MAX) };
        wait(&seen, count);
        (0..chance.below(20_000)).for_each(|_| std::hint::spin_loop());
        let saw = kill(house, clients);
        history = world.history();
        let places = places(&history);
        order_of_speakers(&history, false);
        for (name, seen) in &saw {
            compared += seen.messages.len();
            compare(name, &seen.messages, &history, &places);
        }
    }
    eprintln!("sync={sync}: {} kills, {compared} messages seen", kills());
    assert!(compared > 100, "only {compared} messages were seen");
    world.last_look(&history);
}

#[test]
fn nothing_seen_is_lost_where_every_message_is_flushed() {
    kill_and_compare("always");
}

#[test]
fn nothing_seen_is_lost_where_the_disk_is_flushed_each_second() {
    kill_and_compare("second");
}

#[test]
fn nothing_seen_is_lost_where_the_disk_is_never_flushed() {
    kill_and_compare("never");
}

/// The same with a disk that is full now and then.
#[cfg(target_os = "linux")]
fn fill_kill_and_compare(on_failure: &'static str) {
    use rustix::process::{Resource, Rlimit, prlimit};
    let seed = seed();
    let _told = Told(seed, on_failure);
    let mut chance = Chance(seed);
    let mut world = World::new("second", on_failure);
    let (mut compared, mut lost, mut history) = (0, 0, Vec::new());
    for _ in 0..kills() {
        if world.lives == LIVES_MAX {
            world.last_look(&history);
            world = World::new("second", on_failure);
        }
        let mut house = world.open();
        let pid = house.server.pid();
        let limit = |bytes| {
            prlimit(Some(pid), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
        };
        let (clients, seen) = world.clients(&house, &mut chance);
        wait(&seen, chance.below(SEEN_MAX / 4));
        // So that it happens in the middle of a write.
        let log = fs::metadata(world.folder.join("history.db-wal")).map_or(0, |log| log.len());
        limit(Some(log + chance.below(40_000)));
        house.server.out.wait_for("History can't be written");
        wait(&seen, chance.below(SEEN_MAX / 4));
        let recovers = chance.below(2) == 0;
        if recovers {
            limit(None);
            house.server.out.wait_for("History is written again");
            wait(&seen, chance.below(SEEN_MAX / 4));
        }
        let saw = kill(house, clients);
        history = world.history();
        let places = places(&history);
        order_of_speakers(&history, true);
        for (name, seen) in &saw {
            let mut messages = seen.messages.as_slice();
            compared += messages.len();
            if on_failure == "go-on" && !recovers {
                let kept = messages.iter().take_while(|(id, _)| places.contains_key(id.as_str())).count();
                let (before, behind) = messages.split_at(kept);
                if let Some((id, text)) = behind.iter().find(|(id, _)| places.contains_key(id.as_str())) {
                    panic!("{text} ({id}) is in history, and what {name} saw before it is not");
                }
                lost += behind.len();
                messages = before;
            }
            compare(name, messages, &history, &places);
        }
    }
    eprintln!("{on_failure}: {} kills, {compared} messages seen, {lost} of them lost", kills());
    assert!(compared > 100, "only {compared} messages were seen");
    world.last_look(&history);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_seen_is_lost_where_messages_are_refused_when_the_disk_is_full() {
    fill_kill_and_compare("refuse");
}

#[cfg(target_os = "linux")]
#[test]
fn only_the_end_is_lost_where_the_room_goes_on_when_the_disk_is_full() {
    fill_kill_and_compare("go-on");
}
