//! The loop of `chatroom serve`: bytes from the sockets to the doors, orders of the doors to the
//! sockets. It holds no rule of its own.
//!
//! One turn: wait; read each connection that has something, once; take lines from those that have
//! some, in rounds of a few lines each, so that a burst of one is served between the lines of the
//! others; hand on what is to be written to the disk; write to each connection once. A connection
//! whose lines are not all taken is not read.
//!
//! What comes of a line is carried out in `obey`: at once, or when what it tells is written. While too
//! much waits for that, no lines are taken from anybody.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;

use crate::cmd::Exit;
use crate::cmd::address::Left;
use crate::cmd::serve::clock::HouseClock;
use crate::cmd::serve::desk::{Desk, Did};
use crate::cmd::serve::errands::Hasher;
use crate::cmd::serve::keys::Keys;
use crate::cmd::serve::reload::Reader;
use crate::door::gate::Origin;
use crate::door::held::Held;
use crate::door::{Doors, Order, Orders};
use crate::net::{self, Flow, FlowAct, FlowLimits, Net, Ready, Received, Signal, Token};
use crate::room::Ending;
use crate::room::limits::Limit;
use crate::store::Store;
use crate::wire::{ConnId, Fingerprint, Now};

mod obey;

/// Lines taken from one connection before the next has its turn.
const LINES_PER_ROUND: usize = 32;

/// Bytes read from one connection at once.
const READ_BYTES: usize = 16 * 1024;

/// How long clients may take to read a farewell that has been sent, before the program ends.
const LAST_READS: Duration = Duration::from_millis(300);

/// How long the disk may take for what is still to be written, when the program ends.
const LAST_WRITES: Duration = Duration::from_secs(10);

/// The server.
#[derive(Debug)]
pub struct Server {
    pub(super) net: Net,
    pub(super) doors: Doors,
    flow: Flow,
    /// How long a farewell may take to be delivered.
    grace: Duration,
    pub(super) desk: Desk,
    hasher: Hasher,
    pub(super) reader: Reader,
    after: After,
    started: Instant,
    clock: HouseClock,
    pub(super) orders: Orders,
    pub(super) store: Store,
    /// What is shown in handshakes; `None`: there are none.
    pub(super) keys: Option<Keys>,
    /// What `chatroom invite` reads; `None`: nothing outlives this server.
    left: Option<Left>,
    /// What waits to be written before it is seen.
    held: Held,
    acts: Vec<FlowAct>,
    /// What writing brought to light, to be taken in the next turn.
    later: Vec<Ready>,
    /// Connections with lines that were not taken yet, in turn.
    waiting: VecDeque<Token>,
    /// Whose other side has sent all it will send.
    ended: HashSet<Token>,
    /// When it must be over, once it closes.
    closing: Option<Duration>,
    /// Whether the farewells wait for what is written before them.
    farewell_waits: bool,
}

/// How much the server bears, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// What readers may cost.
    pub flow: FlowLimits,
    /// Bytes that may wait to be shown until what they tell is written.
    pub held_bytes_max: usize,
    /// How long a farewell may take to be delivered.
    pub grace: Duration,
}

/// What is to be done when the server has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// Start it again (RESTART).
    Restart,
}

impl Server {
    /// A server on what `net` listens to.
    pub fn new(
        (net, doors, desk): (Net, Doors, Desk),
        (hasher, reader): (Hasher, Reader),
        store: Store,
        bounds: Bounds,
    ) -> Self {
        let mut server = Self {
            net,
            doors,
            flow: Flow::new(bounds.flow),
            grace: bounds.grace,
            desk,
            hasher,
            reader,
            after: After::Nothing,
            started: Instant::now(),
            clock: HouseClock::default(),
            orders: Orders::default(),
            store,
            keys: None,
            left: None,
            held: Held::new(bounds.held_bytes_max),
            acts: Vec::new(),
            later: Vec::new(),
            waiting: VecDeque::new(),
            ended: HashSet::new(),
            closing: None,
            farewell_waits: false,
        };
        server.set_bounds(bounds);
        server
    }

    /// From here on it bears so much.
    pub(super) fn set_bounds(&mut self, bounds: Bounds) {
        self.flow.set_limits(bounds.flow);
        self.net.set_marks(self.flow.marks());
        // What is shown at once when it has been written must not make a quick reader look slow.
        self.held.set_max(bounds.held_bytes_max.min(bounds.flow.queue_bytes_max / 2));
        self.grace = bounds.grace;
    }

    /// The same with TLS: these keys are looked after from here on, and what is left in the folder names
    /// them.
    pub fn with_keys(self, keys: Option<Keys>, left: Option<Left>) -> Self {
        Self { keys, left, ..self }
    }

    /// Invitations, here and beside the server, name this key from here on.
    pub(super) fn known_by(&mut self, key: Option<Fingerprint>) {
        self.desk.change_key(key);
        let left = self.left.as_mut().map(|left| left.change_key(self.desk.lang(), key));
        if let Some(Err(warning)) = left {
            self.desk.print(warning);
        }
    }

    /// The files of the key and the certificate were read again: what was found is shown from here on, or
    /// the operator is told why not.
    pub(super) fn renew_keys(&mut self, found: Result<Arc<ServerConfig>, String>) {
        match (found, &self.keys) {
            (Ok(config), Some(keys)) => {
                self.net.accept_tls(Some(config));
                let (key, told, untimely) = (keys.fingerprint(), keys.renewed(), keys.untimely());
                self.known_by(Some(key));
                self.desk.print(told);
                untimely.into_iter().for_each(|told| self.desk.print(told));
            }
            (Ok(_), None) => {}
            (Err(why), _) => self.desk.print(why),
        }
    }

    /// Serves until the room is closed; what is to be done then.
    ///
    /// # Errors
    /// Only what stops the reactor itself.
    pub fn run(mut self) -> std::io::Result<After> {
        let mut buffer = vec![0; READ_BYTES];
        let mut ready = Vec::new();
        self.desk.draw();
        while !self.is_over() {
            self.turn(&mut ready, &mut buffer)?;
        }
        let left = self.closing.unwrap_or_default().saturating_sub(self.started.elapsed());
        self.store.finish(LAST_WRITES);
        self.desk.finish(left.max(LAST_READS));
        Ok(self.after)
    }

    /// One turn; see the head of this file. Both arguments are only for their memory.
    fn turn(&mut self, ready: &mut Vec<Ready>, buffer: &mut [u8]) -> std::io::Result<()> {
        self.net.wait(self.timeout(), ready)?;
        self.clock.catch_up(self.started.elapsed());
        // What writing brought to light happened before.
        std::mem::swap(ready, &mut self.later);
        ready.append(&mut self.later);
        for one in ready.drain(..) {
            self.take(one, buffer);
        }
        self.take_reports();
        self.take_hashed();
        self.round();
        self.pass_time();
        self.store.send();
        self.net.flush(&mut self.later);
        self.desk.flush();
        Ok(())
    }

    pub(super) fn now(&mut self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now {
            uptime: self.clock.uptime(self.started.elapsed()),
            unix_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn timeout(&self) -> Option<Duration> {
        let elapsed = self.started.elapsed();
        if (!self.waiting.is_empty() && !self.held.is_full()) || !self.later.is_empty() {
            return Some(Duration::ZERO);
        }
        let doors = self.doors.deadline().filter(|_| !self.clock.stands(elapsed));
        let doors = doors.map(|due| self.clock.when(due));
        let keys = self.keys.as_ref().and_then(Keys::deadline);
        let due = [doors, self.clock.deadline(), self.flow.deadline(), self.look_again(), keys];
        let due = due.into_iter().flatten().min().map(|due| due.saturating_sub(elapsed));
        [due, self.desk.wait()].into_iter().flatten().min()
    }

    /// When to see whether it is over.
    fn look_again(&self) -> Option<Duration> {
        let deadline = self.closing?;
        let (elapsed, said) = (self.started.elapsed(), deadline.saturating_sub(self.grace) + LAST_READS);
        let in_turn = [said, deadline, deadline + LAST_WRITES];
        in_turn.into_iter().find(|due| elapsed < *due).or(Some(elapsed))
    }

    /// Whether the room is closed and everybody has been told, or can't be.
    fn is_over(&self) -> bool {
        let Some(deadline) = self.closing else { return false };
        let elapsed = self.started.elapsed();
        if !self.held.is_empty() && elapsed < deadline + LAST_WRITES {
            return false;
        }
        let left = deadline.saturating_sub(elapsed);
        // Some clients never close their side: what was sent to them is with the system by then.
        let all_said = self.doors.is_empty() && self.net.unsent() == 0 && left + LAST_READS < self.grace;
        self.net.connections() == 0 || left.is_zero() || all_said
    }

    fn take(&mut self, ready: Ready, buffer: &mut [u8]) {
        match ready {
            Ready::Opened(token, peer) => {
                let (now, conn) = (self.now(), ConnId(token.0));
                let origin = match self.net.origin(token) {
                    net::Origin::Direct => Origin::Direct,
                    net::Origin::Announced => Origin::Announced,
                    net::Origin::Unannounced => Origin::Unannounced,
                };
                if !self.doors.opened_by(now, conn, (peer, origin), &mut self.orders) {
                    return self.net.drop_now(token);
                }
                self.desk.connected(peer);
                self.carry_out(None);
            }
            Ready::Readable(token) => self.read(token, buffer),
            Ready::Drained(token) => {
                self.flow.drained(token, &mut self.acts);
                self.act();
            }
            Ready::Gone(token, error) => {
                self.gone(token, if error.is_some() { Ending::Broken } else { Ending::Gone })
            }
            Ready::InputReadable => self.read_input(buffer),
            Ready::AcceptPaused(error) => self.desk.accept_paused(&error),
            Ready::AcceptResumed => self.desk.accept_resumed(),
            Ready::Signal(signal) => self.signal(signal),
            Ready::Shaking(token) => {
                let now = self.now();
                self.doors.shaking(now, ConnId(token.0));
            }
            Ready::Secured(token, secured) => {
                let (now, certificate) = (self.now(), secured.peer.map(Fingerprint));
                self.doors.secured(now, ConnId(token.0), certificate, &mut self.orders);
                self.carry_out(None);
            }
            // The server asks for neither.
            Ready::Connected(..) | Ready::Resolved(_) => {}
        }
    }

    fn read(&mut self, token: Token, buffer: &mut [u8]) {
        let now = self.now();
        let conn = ConnId(token.0);
        match self.net.read(token, buffer) {
            Received::Bytes(count) => {
                self.doors.received(now, conn, buffer.get(..count).unwrap_or_default());
                self.waiting.push_back(token);
                // Read again when its lines are taken.
                self.net.pause(token);
            }
            Received::Nothing => {}
            Received::End => {
                self.doors.ended(conn);
                self.ended.insert(token);
                self.waiting.push_back(token);
            }
            // Who only hung up is still to be heard: whole lines count.
            Received::Failed(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                self.doors.cut(conn);
                self.doors.ended(conn);
                self.ended.insert(token);
                self.waiting.push_back(token);
            }
            Received::Failed(_) => {
                self.net.drop_now(token);
                self.gone(token, Ending::Broken);
            }
        }
    }

    /// One round over those who have lines.
    fn round(&mut self) {
        for _ in 0..self.waiting.len() {
            if self.held.is_full() {
                return;
            }
            let Some(token) = self.waiting.pop_front() else { return };
            if self.take_lines(token) {
                self.waiting.push_back(token);
            }
        }
    }

    /// Takes some lines of one connection; whether there may be more to take now.
    fn take_lines(&mut self, token: Token) -> bool {
        let conn = ConnId(token.0);
        for _ in 0..LINES_PER_ROUND {
            // While a password of theirs is looked at, their lines are left where they are.
            if self.flow.is_paused(token) || self.doors.is_waiting(conn) {
                return false;
            }
            if self.held.is_full() {
                return true;
            }
            let now = self.now();
            if !self.doors.step(now, conn, &mut self.orders) {
                self.all_taken(token);
                return false;
            }
            self.carry_out(Some(conn));
        }
        true
    }

    fn all_taken(&mut self, token: Token) {
        if self.ended.remove(&token) {
            let now = self.now();
            self.flow.gone(token, &mut self.acts);
            self.doors.lost(now, ConnId(token.0), Ending::Gone, &mut self.orders);
            // It may still want to read the answers to what it said last.
            self.orders.orders.push(Order::Close { conn: ConnId(token.0) });
            self.carry_out(None);
        } else {
            self.net.resume(token);
        }
    }

    fn gone(&mut self, token: Token, why: Ending) {
        let now = self.now();
        self.ended.remove(&token);
        self.flow.gone(token, &mut self.acts);
        self.doors.lost(now, ConnId(token.0), why, &mut self.orders);
        self.carry_out(None);
    }

    fn pass_time(&mut self) {
        let now = self.now();
        if self.doors.deadline().is_some_and(|due| due <= now.uptime) {
            for token in self.flow.reading(|token| self.net.queued(token)) {
                self.doors.reads(now, ConnId(token.0));
            }
            self.doors.tick(now, &mut self.orders);
            self.waiting.extend(self.orders.again.drain(..).map(|conn| Token(conn.0)));
            self.carry_out(None);
        }
        let elapsed = self.started.elapsed();
        if let Some(found) = self.keys.as_mut().and_then(|keys| keys.look(elapsed)) {
            self.renew_keys(found);
        }
        if self.flow.deadline().is_some_and(|due| due <= elapsed) {
            self.flow.tick(elapsed, &mut self.acts);
            self.act();
        }
        if let Some(pace) = self.clock.news(elapsed) {
            self.desk.pace(pace);
        }
        for did in self.desk.pass_time() {
            self.did(did);
        }
    }

    fn read_input(&mut self, buffer: &mut [u8]) {
        let done = match self.net.read_input(buffer) {
            Received::Bytes(count) => self.desk.typed(buffer.get(..count).unwrap_or_default()),
            Received::Nothing => return,
            Received::End | Received::Failed(_) => self.desk.input_ended(),
        };
        for did in done {
            self.did(did);
        }
    }

    /// What the operator did; an empty line closes the room.
    fn did(&mut self, did: Did) {
        match did {
            // What stands behind the line that closed the room is said to nobody.
            Did::Line(_) if self.closing.is_some() => {}
            Did::Line(line) if line.is_empty() => self.close(Ending::RoomClosed),
            Did::Line(line) => {
                self.desk.echo(&line);
                self.doors.hall.counted(Limit::Handshakes, self.net.tls_counts().delayed);
                let now = self.now();
                self.doors.console(now, &line, &mut self.orders);
                self.carry_out(None);
            }
            Did::Interrupt => self.signal(Signal::Interrupt),
            Did::Leave => self.net.pause_input(),
        }
    }

    fn signal(&mut self, signal: Signal) {
        let why = match signal {
            Signal::Interrupt => Ending::RoomClosed,
            Signal::Hangup if self.reader.obeys_hangup() && self.closing.is_none() => {
                return self.reload(None);
            }
            Signal::Terminate | Signal::Hangup => Ending::ServerDown,
            Signal::WindowSize | Signal::Continued => return self.desk.signal(signal),
            Signal::UserOne => return self.store.look_again(),
        };
        if self.closing.is_some() {
            self.desk.restore_terminal();
            std::process::exit(Exit::Failed as i32);
        }
        self.close(why);
    }

    fn close(&mut self, why: Ending) {
        if self.closing.is_some() {
            return;
        }
        let now = self.now();
        self.closing = Some(self.started.elapsed() + self.grace);
        self.net.close_listeners();
        self.desk.closes(&why);
        self.doors.shutdown(now, why, &mut self.orders);
        self.carry_out(None);
        self.farewell_waits = !self.held.is_empty();
    }
}

#[cfg(test)]
mod tests;
