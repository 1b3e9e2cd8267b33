//! All the members of one room, played by one thread: it says lines, waits for every copy of each,
//! and notes when it came.
//!
//! A line that is said ends in a *mark*: `|`, the slot it was said in (two hex digits), its number
//! (eight). So a copy is recognised by its last bytes, whatever the server put before them. A slot
//! is one message under way: it knows its number, which members have their copy and how many still
//! miss it. When none does, the slot says the next message, by the member who has been quiet for
//! longest. A copy with a number that its slot does not have, or for a member who has it, came twice
//! or too late, and fails the bench; so does silence while copies are missing.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use memchr::memchr;
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, Event, EventData, EventFlags};
use rustls::ClientConnection;

use crate::floor::GREETING;
use crate::secure;

/// Bytes of a line as it arrives, its end included.
pub const LINE_BYTES: usize = 100;

/// The room where all of it happens.
const ROOM: &str = "#bench";

/// Bytes of a mark and of the line end behind it.
const MARK_BYTES: usize = 11;
const LINE_END: &[u8] = b"\r\n";

/// Bytes taken in one read, and events in one turn.
const READ_BYTES_MAX: usize = 256 * 1024;
const EVENTS_MAX: usize = 1024;

/// How long nothing may come while something is missing.
const SILENCE_MAX: Duration = Duration::from_secs(20);

/// What is spoken on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// Lines and nothing else, as the floor takes them.
    Bare,
    /// IRC.
    Irc,
    /// The same, in TLS.
    IrcInTls,
}

/// The members, all in.
pub struct Crowd {
    wires: Wires,
    /// What each says, up to its mark.
    said: Vec<Vec<u8>>,
    /// Who may speak, those quiet for longest first.
    quiet: VecDeque<usize>,
    /// The number of the next message.
    number: u32,
}

/// What one stretch of talk has shown.
pub struct Talk {
    /// Copies that arrived.
    pub deliveries: u64,
    /// From the first line said to the last copy read.
    pub elapsed: Duration,
    /// Nanoseconds from saying to arrival, of each copy, in no order.
    pub latencies_ns: Vec<u32>,
}

impl Crowd {
    /// Brings `count` members in, and waits until each sees everyone.
    pub fn enter(speech: Speech, address: SocketAddr, count: usize) -> Result<Self> {
        let mut wires = Wires::connect(address, count, speech == Speech::IrcInTls)?;
        let said = match speech {
            Speech::Bare => enter_bare(&mut wires),
            Speech::Irc | Speech::IrcInTls => enter_irc(&mut wires),
        }?;
        let mut crowd = Self { wires, said, quiet: (0..count).collect(), number: 0 };
        crowd.settle()?;
        Ok(crowd)
    }

    /// Talks for `time` with `under_way` messages on their way, then waits for what is missing.
    pub fn talk(&mut self, under_way: usize, time: Duration) -> Result<Talk> {
        ensure!((1..=256).contains(&under_way) && under_way < self.said.len(), "{under_way} under way");
        self.exchange(under_way, |_, elapsed| elapsed < time)
    }

    /// Makes sure that nothing is on its way any more: two lines by two members, one after the
    /// other, pass everything that was sent before them, and a copy too many shows.
    pub fn settle(&mut self) -> Result<()> {
        self.exchange(1, |messages, _| messages < 2).map(drop)
    }

    /// Says messages in `under_way` slots while `more` (told the messages said, and since when).
    fn exchange(&mut self, under_way: usize, more: impl Fn(u32, Duration) -> bool) -> Result<Talk> {
        let Self { wires, said, quiet, number } = self;
        let began = Instant::now();
        let first = *number;
        let mut slots: Vec<Slot> = (0..under_way).map(|_| Slot::empty(said.len())).collect();
        let mut latencies_ns = Vec::new();
        let mut open = 0;
        for (place, slot) in slots.iter_mut().enumerate() {
            slot.say(place, wires, said, quiet, number)?;
            open += 1;
        }
        while open > 0 {
            wires
                .turn(|wires, member, line, when| {
                    let Some((place, copy)) = mark_of(line) else { return wires.heed(member, line) };
                    let slot = slots.get_mut(place).context("a mark that nobody made")?;
                    slot.arrived(copy, member)?;
                    latencies_ns.push(u32::try_from((when - slot.began).as_nanos()).unwrap_or(u32::MAX));
                    if slot.missing == 0 {
                        quiet.push_back(slot.speaker);
                        if more(*number - first, when - began) {
                            slot.say(place, wires, said, quiet, number)?;
                        } else {
                            open -= 1;
                        }
                    }
                    Ok(())
                })
                .with_context(|| {
                    let missing: usize = slots.iter().map(|slot| slot.missing).sum();
                    format!("{missing} copies of {open} messages were missing")
                })?;
        }
        Ok(Talk { deliveries: latencies_ns.len() as u64, elapsed: began.elapsed(), latencies_ns })
    }
}

/// One message under way.
struct Slot {
    number: u32,
    speaker: usize,
    began: Instant,
    missing: usize,
    /// One bit for each member: whether the copy is there. The speaker's is set from the start.
    there: Vec<u64>,
}

impl Slot {
    fn empty(members: usize) -> Self {
        Self {
            number: 0,
            speaker: 0,
            began: Instant::now(),
            missing: 0,
            there: vec![0; members.div_ceil(64)],
        }
    }

    fn say(
        &mut self,
        place: usize,
        wires: &Wires,
        said: &mut [Vec<u8>],
        quiet: &mut VecDeque<usize>,
        number: &mut u32,
    ) -> Result<()> {
        let members = said.len();
        let speaker = quiet.pop_front().context("everyone speaks already")?;
        let line = said.get_mut(speaker).context("no such member")?;
        let text = line.len() - MARK_BYTES - LINE_END.len();
        line.truncate(text);
        write!(line, "|{place:02x}{number:08x}\r\n")?;
        self.there.fill(0);
        self.speaker = speaker;
        self.number = *number;
        self.missing = members - 1;
        self.there[speaker / 64] |= 1 << (speaker % 64);
        *number = number.wrapping_add(1);
        self.began = Instant::now();
        wires.send(speaker, line)
    }

    fn arrived(&mut self, number: u32, member: usize) -> Result<()> {
        let word = &mut self.there[member / 64];
        let bit = 1 << (member % 64);
        if number != self.number || *word & bit != 0 {
            bail!("member {member} was told message {number} twice, or their own");
        }
        *word |= bit;
        self.missing -= 1;
        Ok(())
    }
}

/// Slot and number of a line that somebody of ours has said.
fn mark_of(line: &[u8]) -> Option<(usize, u32)> {
    let mark = line.last_chunk::<MARK_BYTES>()?;
    if mark[0] != b'|' {
        return None;
    }
    Some((hex(&mark[1..3])? as usize, hex(&mark[3..])?))
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}

/// The sockets, and one place where they are read.
struct Wires {
    epoll: OwnedFd,
    streams: Vec<TcpStream>,
    /// Of each, its TLS; of none if there is none.
    tls: Vec<RefCell<ClientConnection>>,
    /// Of each, the beginning of a line whose end has not come yet.
    halves: Vec<Vec<u8>>,
    events: Vec<Event>,
    bytes: Vec<u8>,
    /// What was said in what TLS brought.
    plain: Vec<u8>,
}

impl Wires {
    fn connect(address: SocketAddr, count: usize, in_tls: bool) -> Result<Self> {
        let client = secure::client()?;
        let mut tls = Vec::new();
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut streams = Vec::with_capacity(count);
        for number in 0..count {
            let stream =
                TcpStream::connect(address).with_context(|| format!("connecting member {number}"))?;
            stream.set_nodelay(true)?;
            if in_tls {
                let mut connection = secure::connection(&client)?;
                while connection.is_handshaking() {
                    connection
                        .complete_io(&mut &stream)
                        .with_context(|| format!("TLS of member {number}"))?;
                }
                tls.push(RefCell::new(connection));
            }
            stream.set_nonblocking(true)?;
            epoll::add(&epoll, &stream, EventData::new_u64(number as u64), EventFlags::IN)?;
            streams.push(stream);
        }
        let events = Vec::with_capacity(EVENTS_MAX);
        let (halves, bytes, plain) = (vec![Vec::new(); count], vec![0; READ_BYTES_MAX], Vec::new());
        Ok(Self { epoll, streams, tls, halves, events, bytes, plain })
    }

    /// A line is far smaller than what a socket takes at once: if it does not, the server has not
    /// read for long.
    fn send(&self, member: usize, line: &[u8]) -> Result<()> {
        let mut stream = self.streams.get(member).context("no such member")?;
        if let Some(tls) = self.tls.get(member) {
            let mut tls = tls.borrow_mut();
            tls.writer().write_all(line)?;
            tls.write_tls(&mut stream).with_context(|| format!("member {member} speaks"))?;
            ensure!(!tls.wants_write(), "the server does not read what member {member} says");
            return Ok(());
        }
        let count = stream.write(line).with_context(|| format!("member {member} speaks"))?;
        ensure!(count == line.len(), "the server does not read what member {member} says");
        Ok(())
    }

    /// What an IRC client must do about a line that is no message: answer a PING, mind an ERROR.
    fn heed(&self, member: usize, line: &[u8]) -> Result<()> {
        if let Some(token) = line.strip_prefix(b"PING ") {
            return self.send(member, &[b"PONG ", token, LINE_END].concat());
        }
        if line.starts_with(b"ERROR") {
            bail!("member {member} was told: {}", String::from_utf8_lossy(line));
        }
        Ok(())
    }

    /// Waits, reads each ready socket once, and hands on each line with when it was read.
    fn turn(&mut self, mut heard: impl FnMut(&Self, usize, &[u8], Instant) -> Result<()>) -> Result<()> {
        let mut events = std::mem::take(&mut self.events);
        let mut bytes = std::mem::take(&mut self.bytes);
        let mut plain = std::mem::take(&mut self.plain);
        let limit = rustix::event::Timespec::try_from(SILENCE_MAX)?;
        match epoll::wait(&self.epoll, spare_capacity(&mut events), Some(&limit)) {
            Ok(0) => bail!("nothing came for {} s", SILENCE_MAX.as_secs()),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error).context("epoll"),
        }
        for event in events.drain(..) {
            let member = event.data.u64() as usize;
            let mut stream = &self.streams[member];
            let count = match stream.read(&mut bytes) {
                Ok(0) => bail!("member {member} was disconnected"),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error).with_context(|| format!("member {member} listens")),
            };
            let when = Instant::now();
            let mut rest = &bytes[..count];
            if let Some(tls) = self.tls.get(member) {
                plain.clear();
                secure::open(&mut tls.borrow_mut(), rest, &mut plain)?;
                rest = &plain;
            }
            let mut half = std::mem::take(&mut self.halves[member]);
            while let Some(end) = memchr(b'\n', rest) {
                let line = &rest[..end];
                rest = &rest[end + 1..];
                if half.is_empty() {
                    heard(self, member, without_return(line), when)?;
                } else {
                    half.extend_from_slice(line);
                    heard(self, member, without_return(&half), when)?;
                    half.clear();
                }
            }
            half.extend_from_slice(rest);
            self.halves[member] = half;
        }
        self.events = events;
        self.bytes = bytes;
        self.plain = plain;
        Ok(())
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What a member says, up to [`LINE_BYTES`] as it arrives behind `prefix`.
fn saying(command: &str, prefix_bytes: usize) -> Result<Vec<u8>> {
    let around = prefix_bytes + command.len() + MARK_BYTES + LINE_END.len();
    let padding = LINE_BYTES.checked_sub(around).context("the server's prefix leaves no place for a text")?;
    let mut line = command.as_bytes().to_vec();
    line.resize(command.len() + padding + MARK_BYTES + LINE_END.len(), b'x');
    Ok(line)
}

fn enter_bare(wires: &mut Wires) -> Result<Vec<Vec<u8>>> {
    let count = wires.streams.len();
    let mut waiting = count;
    while waiting > 0 {
        wires.turn(|_, _, line, _| {
            ensure!(line == without_return(&GREETING[..GREETING.len() - 1]), "an unknown greeting");
            waiting -= 1;
            Ok(())
        })?;
    }
    (0..count).map(|_| saying("", 0)).collect()
}

/// How many may be on their way in at a time: what each is told about all the others grows with
/// the square of the room.
const ENTERING_MAX: usize = 50;

fn enter_irc(wires: &mut Wires) -> Result<Vec<Vec<u8>>> {
    let count = wires.streams.len();
    let mut said = vec![Vec::new(); count];
    let (mut begun, mut done) = (0, 0);
    while done < count {
        while begun < count && begun - done < ENTERING_MAX {
            let name = name_of(begun);
            wires.send(begun, format!("NICK {name}\r\nUSER b 0 * :b\r\nJOIN {ROOM}\r\n").as_bytes())?;
            begun += 1;
        }
        wires
            .turn(|wires, member, line, _| {
                let mut words = line.split(|&byte| byte == b' ');
                let source = words.next().unwrap_or_default();
                match words.next() {
                    // RPL_ENDOFNAMES: in.
                    Some(b"366") => done += 1,
                    Some(b"JOIN") if source.get(1..).is_some_and(|who| is_by(who, &name_of(member))) => {
                        said[member] = saying(&format!("PRIVMSG {ROOM} :"), source.len() + 1)?;
                    }
                    // Of the numerics from 400 on all but ERR_NOMOTD are refusals.
                    Some([b'4' | b'5', number @ ..]) if number.len() == 2 && number != b"22" => {
                        bail!("member {member} was told: {}", String::from_utf8_lossy(line))
                    }
                    _ => wires.heed(member, line)?,
                }
                Ok(())
            })
            .with_context(|| format!("{done} of {count} members were in"))?;
    }
    ensure!(said.iter().all(|line| !line.is_empty()), "somebody was not told of their own JOIN");
    Ok(said)
}

/// All of equal length, so that all lines are.
fn name_of(member: usize) -> String {
    format!("b{member:05}")
}

fn is_by(source: &[u8], name: &str) -> bool {
    source.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"!"))
}
