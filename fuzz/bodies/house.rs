//! The whole house without sockets: all doors, all rules, a clock that is moved by hand.
//!
//! The bytes are a story of acts with RS between. An act begins with who does what:
//!
//! | act | what happens |
//! |---|---|
//! | `0`–`5` and bytes | that person sends them, and connects before, if they are not there |
//! | `e` and a digit | that person says that nothing more will come |
//! | `x` and a digit | their connection breaks |
//! | `t` and a digit | time goes by |
//! | `c` and a line | the operator types it |
//! | `d` | the disk fails, or can be written again |
//! | anything else | the first person sends it |
//!
//! When the story begins, somebody with all capabilities (`0`) and somebody at the plain door (`1`)
//! are in the room.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chatroom::door::irc::decode::TAGGED_LINE_BYTES_MAX;
use chatroom::door::telnet::{HIDE, SHOW};
use chatroom::door::{Doors, Order, Orders, transcript};
use chatroom::lang::{Lang, Languages};
use chatroom::room::keep::{Answer, Keeping, Secrets};
use chatroom::room::{Ending, Errand, Hall, Rules, Verdict};
use chatroom::wire::scram::Verifier;
use chatroom::wire::{ConnId, Message, Now};

use super::{BETWEEN, assert_clean, time};
use crate::conversation::SERVER;
use crate::memory::Memory;
use crate::pure::{BEGIN_MS, rules};

/// How long everything may take that follows from one act, in things done: a story that does not end
/// is a fault.
const ERRANDS_MAX: usize = 10_000;

static ENGLISH: LazyLock<Lang> = LazyLock::new(|| Languages::built_in().lang("en"));

/// What the operator decides, so that the story has something to be refused, too. Made once, which takes
/// longer than most stories.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = rules();
    rules.rooms_per_member_max = 3;
    rules.masks_per_room_max = 3;
    rules.monitored_max = 3;
    rules
});

/// What one person has been sent.
#[derive(Default)]
struct Person {
    conn: Option<ConnId>,
    bytes: Vec<u8>,
}

struct House {
    doors: Doors,
    orders: Orders,
    now: Now,
    people: [Person; 6],
    whose: BTreeMap<ConnId, usize>,
    opened: u32,
    memory: Memory,
    failing: bool,
    over: bool,
    /// Of everything that was sent, so that the same story can be compared.
    digest: u64,
}

/// Any story at all.
pub fn doors(data: &[u8]) {
    let digest = run(data.split(|&byte| byte == BETWEEN));
    // The same story is the same to the byte; told twice only sometimes, for it costs as much again.
    if data.len().is_multiple_of(4) {
        let again = run(data.split(|&byte| byte == BETWEEN));
        assert_eq!(digest, again, "the same story went otherwise");
    }
}

/// A story in which the operator alone acts, a line each.
pub fn console(data: &[u8]) {
    let mut house = House::new();
    for line in data.split(|&byte| byte == b'\n') {
        house.console(&String::from_utf8_lossy(line));
    }
    house.pass(Duration::from_secs(1));
}

fn run<'d>(acts: impl Iterator<Item = &'d [u8]>) -> u64 {
    let mut house = House::new();
    for act in acts {
        house.act(act);
    }
    house.pass(Duration::from_secs(200));
    house.digest
}

impl House {
    fn new() -> Self {
        let mut house = Self {
            doors: Doors::new(Hall::new(RULES.clone()), ENGLISH.clone()),
            orders: Orders::default(),
            now: Now { uptime: Duration::from_secs(1000), unix_ms: BEGIN_MS },
            people: std::array::from_fn(|_| Person::default()),
            whose: BTreeMap::new(),
            opened: 0,
            memory: Memory::default(),
            failing: false,
            over: false,
            digest: 0xcbf2_9ce4_8422_2325,
        };
        house.send(
            0,
            b"CAP REQ :batch echo-message labeled-response message-tags server-time account-tag\r\n\
              CAP REQ :draft/multiline draft/chathistory draft/read-marker draft/message-redaction\r\n\
              CAP REQ :draft/metadata-2 away-notify extended-join setname draft/event-playback\r\n\
              CAP END\r\nNICK alice\r\nUSER a 0 * :A\r\nJOIN #tea\r\nMODE #tea +b x!*@*\r\n",
        );
        house.send(1, b"bob\n");
        house
    }

    fn act(&mut self, act: &[u8]) {
        let Some((&verb, rest)) = act.split_first() else { return };
        let who = |rest: &[u8]| {
            rest.first().filter(|byte| (b'0'..=b'5').contains(byte)).map(|byte| usize::from(byte - b'0'))
        };
        match verb {
            b'0'..=b'5' => self.send(usize::from(verb - b'0'), rest),
            b'e' => self.end(who(rest).unwrap_or(0)),
            b'x' => self.lose(who(rest).unwrap_or(0)),
            b't' => self.pass(time(rest.first())),
            b'c' => self.console(&String::from_utf8_lossy(rest)),
            b'd' => self.disk(),
            _ => self.send(0, act),
        }
    }

    fn send(&mut self, who: usize, bytes: &[u8]) {
        if self.over {
            return;
        }
        let conn = match self.people[who].conn {
            Some(conn) => conn,
            None => self.open(who),
        };
        self.doors.received(self.now, conn, bytes);
        self.step(who);
    }

    fn open(&mut self, who: usize) -> ConnId {
        let index = u32::try_from(who).unwrap_or_default();
        let conn = ConnId::new(index, self.opened);
        self.opened += 1;
        self.people[who] = Person { conn: Some(conn), bytes: Vec::new() };
        self.whose.insert(conn, who);
        // Three of this machine, which is trusted, and three strangers from one address.
        let address = if who < 3 { [127, 0, 0, 1] } else { [203, 0, 113, 7] };
        let peer = SocketAddr::from((address, 40_000));
        if !self.doors.opened(self.now, conn, peer, &mut self.orders) {
            self.whose.remove(&conn);
            self.people[who].conn = None;
        }
        self.deliver();
        conn
    }

    fn step(&mut self, who: usize) {
        for _ in 0..ERRANDS_MAX {
            let Some(conn) = self.people[who].conn else { return };
            let took = self.doors.step(self.now, conn, &mut self.orders);
            self.deliver();
            if !took {
                return;
            }
        }
        panic!("lines without end");
    }

    fn end(&mut self, who: usize) {
        let Some(conn) = self.people[who].conn else { return };
        self.doors.ended(conn);
        self.step(who);
        if self.people[who].conn.is_some() {
            self.part(who, Ending::Gone);
        }
    }

    fn lose(&mut self, who: usize) {
        if self.people[who].conn.is_some() {
            self.part(who, Ending::Broken);
        }
    }

    fn part(&mut self, who: usize, why: Ending) {
        let Some(conn) = self.people[who].conn else { return };
        self.doors.lost(self.now, conn, why, &mut self.orders);
        self.deliver();
        self.whose.remove(&conn);
        self.people[who].conn = None;
    }

    fn console(&mut self, line: &str) {
        if self.over || line.is_empty() {
            return;
        }
        self.doors.console(self.now, line, &mut self.orders);
        self.deliver();
    }

    fn disk(&mut self) {
        self.failing = !self.failing;
        let keeping = if self.failing { Keeping::Failing("full".to_owned()) } else { Keeping::Fine };
        self.doors.keeping(self.now, keeping, &mut self.orders);
        self.deliver();
    }

    fn pass(&mut self, passed: Duration) {
        let end = self.now.uptime + passed;
        for _ in 0..ERRANDS_MAX {
            let Some(due) = self.doors.deadline().filter(|due| *due <= end) else {
                return self.tick_at(end);
            };
            self.tick_at(due);
            for who in 0..self.people.len() {
                self.step(who);
            }
        }
        panic!("something is due without end");
    }

    fn tick_at(&mut self, due: Duration) {
        let passed = due.saturating_sub(self.now.uptime);
        self.now.uptime += passed;
        self.now.unix_ms += u64::try_from(passed.as_millis()).unwrap_or_default();
        self.doors.tick(self.now, &mut self.orders);
        self.deliver();
    }

    /// Carries out what the doors ordered, and looks at all of it.
    fn deliver(&mut self) {
        let Orders { orders, errands, keep, seen, console, .. } = std::mem::take(&mut self.orders);
        keep.into_iter().for_each(|keep| self.memory.keep(keep));
        for event in &seen {
            let lines = transcript::transcript(&ENGLISH, event, "#lobby");
            lines.iter().for_each(|line| assert_clean(line));
        }
        self.note(format!("{console:?}").as_bytes());
        let mut closed = Vec::new();
        for order in orders {
            match order {
                Order::Send { to, bytes, .. } => {
                    self.note(&bytes);
                    for conn in to {
                        let who = *self.whose.get(&conn).expect("nothing is sent to who is gone");
                        check(&bytes);
                        self.people[who].bytes.clear();
                        self.people[who].bytes.extend_from_slice(&bytes);
                    }
                }
                Order::Close { conn, .. } => {
                    let who = self.whose.remove(&conn).expect("nobody is let go twice");
                    self.people[who].conn = None;
                    closed.push(conn);
                }
            }
        }
        // Their sockets are gone a moment later.
        for conn in closed {
            self.doors.lost(self.now, conn, Ending::Gone, &mut self.orders);
            self.deliver();
        }
        for errand in errands {
            self.run_errand(errand);
        }
    }

    /// Does at once what the program does elsewhere; of passwords nothing is computed.
    fn run_errand(&mut self, errand: Errand) {
        static SECRETS: LazyLock<Secrets> = LazyLock::new(|| Secrets {
            argon2id: "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            scram: Verifier::of(&[7; 32], &[7; 16], 4096),
        });
        match errand {
            Errand::Verify { conn, ticket, password, .. } => {
                let verdict = if password.len().is_multiple_of(2) { Verdict::Right } else { Verdict::Wrong };
                self.doors.verified(self.now, (conn, ticket), verdict, &mut self.orders);
            }
            Errand::Reload { by } => {
                // There is no file.
                self.doors.reloaded(self.now, by, Err(vec!["no file".to_owned()]), &mut self.orders);
            }
            Errand::Make { conn, ticket, .. } => {
                let made = Some(Box::new(SECRETS.clone()));
                self.doors.made(self.now, (conn, ticket), made, &mut self.orders);
            }
            Errand::Ask { conn, ticket, ask } => {
                let answer = match self.failing {
                    false => self.memory.answer(&ask),
                    true => Answer::Failed("full".to_owned()),
                };
                self.doors.answered(self.now, (conn, ticket), answer, &mut self.orders);
            }
            Errand::Die | Errand::Restart => {
                self.over = true;
                self.doors.shutdown(self.now, Ending::ServerDown, &mut self.orders);
            }
        }
        self.deliver();
    }

    fn note(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.digest = (self.digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// What is sent is whole lines of text, whichever door they are for: of IRC, no longer than its limits;
/// of plain text, without anything that a terminal obeys.
fn check(bytes: &[u8]) {
    let text: Arc<str> = String::from_utf8_lossy(bytes).into();
    if bytes.ends_with(b"\r\n") && text.starts_with([':', '@']) || text.starts_with("ERROR ") {
        for line in text.split("\r\n").filter(|line| !line.is_empty()) {
            assert!(!line.contains(['\r', '\n', '\0']), "{line:?} is several");
            let tags =
                if line.starts_with('@') { line.find(' ').map_or(line.len(), |end| end + 1) } else { 0 };
            assert!(line.len() - tags <= 510, "{} bytes are sent: {line:?}", line.len() - tags);
            assert!(tags <= TAGGED_LINE_BYTES_MAX.max(8191), "{tags} bytes of tags are sent");
            let message = Message::parse(line).unwrap_or_else(|error| panic!("{line:?}: {error:?}"));
            let is_real = |source: &str| source.ends_with(".cloak") || source.ends_with(SERVER);
            assert!(message.source.is_none_or(is_real), "somebody speaks who is not there: {line:?}");
        }
        return;
    }
    let (mut rest, mut words) = (bytes, Vec::new());
    while let Some((&byte, behind)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(&HIDE).or_else(|| rest.strip_prefix(&SHOW)) {
            rest = behind;
            continue;
        }
        words.push(byte);
        rest = behind;
    }
    let words = String::from_utf8(words).unwrap_or_else(|error| panic!("{error}: {text:?}"));
    words.split(['\r', '\n']).for_each(assert_clean);
}
