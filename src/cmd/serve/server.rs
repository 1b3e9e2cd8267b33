//! The loop of `chatroom serve`: bytes from the sockets to the doors, orders of the doors to the
//! sockets. It holds no rule of its own.
//!
//! One turn: wait; read each connection that has something, once; take lines from those that have
//! some, in rounds of a few lines each, so that a burst of one is served between the lines of the
//! others; write to each connection once. A connection whose lines are not all taken is not read.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant, SystemTime};

use crate::cmd::Exit;
use crate::cmd::serve::desk::{Desk, Did};
use crate::cmd::serve::errands::{Checked, Checker, Reader};
use crate::door::{Doors, Order, Orders};
use crate::net::{Flow, FlowAct, FlowLimits, Net, Ready, Received, Signal, Token};
use crate::room::{Ending, Errand};
use crate::wire::{ConnId, Now};

/// Lines taken from one connection before the next has its turn.
const LINES_PER_ROUND: usize = 32;

/// Bytes read from one connection at once.
const READ_BYTES: usize = 16 * 1024;

/// How long clients may take to read a farewell that has been sent, before the program ends.
const LAST_READS: Duration = Duration::from_millis(300);

/// The server.
#[derive(Debug)]
pub struct Server {
    net: Net,
    doors: Doors,
    flow: Flow,
    /// How long a farewell may take to be delivered.
    grace: Duration,
    desk: Desk,
    checker: Checker,
    reader: Reader,
    after: After,
    started: Instant,
    orders: Orders,
    acts: Vec<FlowAct>,
    /// What writing brought to light, to be taken in the next turn.
    later: Vec<Ready>,
    /// Connections with lines that were not taken yet, in turn.
    waiting: VecDeque<Token>,
    /// Whose other side has sent all it will send.
    ended: HashSet<Token>,
    /// When it must be over, once it closes.
    closing: Option<Duration>,
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
        (mut net, doors, desk): (Net, Doors, Desk),
        (checker, reader): (Checker, Reader),
        limits: FlowLimits,
        grace: Duration,
    ) -> Self {
        let flow = Flow::new(limits);
        net.set_marks(flow.marks());
        Self {
            net,
            doors,
            flow,
            grace,
            desk,
            checker,
            reader,
            after: After::Nothing,
            started: Instant::now(),
            orders: Orders::default(),
            acts: Vec::new(),
            later: Vec::new(),
            waiting: VecDeque::new(),
            ended: HashSet::new(),
            closing: None,
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
        loop {
            self.net.wait(self.timeout(), &mut ready)?;
            ready.append(&mut self.later);
            for one in ready.drain(..) {
                self.take(one, &mut buffer);
            }
            self.take_checked();
            self.round();
            self.pass_time();
            self.net.flush(&mut self.later);
            self.desk.flush();
            if self.is_over() {
                break;
            }
        }
        let left = self.closing.unwrap_or_default().saturating_sub(self.started.elapsed());
        self.desk.finish(left.max(LAST_READS));
        Ok(self.after)
    }

    fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now { uptime: self.started.elapsed(), unix_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX) }
    }

    fn timeout(&self) -> Option<Duration> {
        if !self.waiting.is_empty() || !self.later.is_empty() {
            return Some(Duration::ZERO);
        }
        let due =
            [self.doors.deadline(), self.flow.deadline(), self.look_again()].into_iter().flatten().min();
        let due = due.map(|due| due.saturating_sub(self.started.elapsed()));
        [due, self.desk.wait()].into_iter().flatten().min()
    }

    /// When to see whether it is over.
    fn look_again(&self) -> Option<Duration> {
        let deadline = self.closing?;
        let said = deadline.saturating_sub(self.grace) + LAST_READS;
        Some(if self.started.elapsed() < said { said } else { deadline })
    }

    /// Whether the room is closed and everybody has been told, or can't be.
    fn is_over(&self) -> bool {
        let Some(deadline) = self.closing else { return false };
        let left = deadline.saturating_sub(self.started.elapsed());
        // Some clients never close their side: what was sent to them is with the system by then.
        let all_said = self.doors.is_empty() && self.net.unsent() == 0 && left + LAST_READS < self.grace;
        self.net.connections() == 0 || left.is_zero() || all_said
    }

    fn take(&mut self, ready: Ready, buffer: &mut [u8]) {
        match ready {
            Ready::Opened(token, peer) => {
                let now = self.now();
                self.desk.connected(peer);
                self.doors.opened(now, ConnId(token.0), peer, &mut self.orders);
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
            Received::Failed(_) => {
                self.net.drop_now(token);
                self.gone(token, Ending::Broken);
            }
        }
    }

    /// One round over those who have lines.
    fn round(&mut self) {
        for _ in 0..self.waiting.len() {
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
        if self.ended.contains(&token) {
            self.gone(token, Ending::Gone);
            // It may still want to read the answers to what it said last.
            self.net.finish(token, self.grace);
        } else {
            self.net.resume(token);
        }
    }

    /// Does what the doors ordered, and what the flow of bytes asks for then; `acting` gave the
    /// command that it comes from.
    fn carry_out(&mut self, acting: Option<ConnId>) {
        self.obey(acting);
        self.act();
        for errand in std::mem::take(&mut self.orders.errands) {
            self.run_errand(errand);
        }
    }

    /// Does what the doors ordered.
    fn obey(&mut self, acting: Option<ConnId>) {
        let uptime = self.started.elapsed();
        let long = self.flow.marks().high;
        for order in self.orders.orders.drain(..) {
            match order {
                Order::Send { to, bytes, by } => {
                    // An answer to oneself slows nobody but oneself.
                    let by = by.or(acting.filter(|acting| to.as_slice() == [*acting]));
                    let by = by.map(|conn| Token(conn.0));
                    for conn in to {
                        let token = Token(conn.0);
                        let mut queued = self.net.send(token, &bytes);
                        if queued > long {
                            // It may only look slow because nothing was written to it in this turn.
                            queued = self.net.flush_one(token, &mut self.later);
                        }
                        self.flow.sent(uptime, token, by, queued, &mut self.acts);
                    }
                }
                Order::Close { conn, .. } => self.net.finish(Token(conn.0), self.grace),
            }
        }
        for event in self.orders.seen.drain(..) {
            self.desk.event(&event);
        }
        for reply in self.orders.console.drain(..) {
            self.desk.reply(&reply);
        }
    }

    /// Does what the rules can't do themselves.
    fn run_errand(&mut self, errand: Errand) {
        match errand {
            Errand::Verify { conn, ticket, hash, password } => {
                if let Some(checked) = self.checker.check((conn, ticket), hash, password) {
                    self.checked(checked);
                }
            }
            Errand::Reload { by } => {
                let outcome = self.reader.read();
                let now = self.now();
                self.doors.reloaded(now, by, outcome, &mut self.orders);
                self.carry_out(None);
            }
            Errand::Die => self.close(Ending::ServerDown),
            Errand::Restart => {
                self.after = After::Restart;
                self.close(Ending::ServerDown);
            }
        }
    }

    /// Takes the answers about passwords that have come.
    fn take_checked(&mut self) {
        while let Some(checked) = self.checker.take() {
            self.checked(checked);
        }
    }

    fn checked(&mut self, Checked { conn, ticket, verdict }: Checked) {
        let now = self.now();
        self.doors.verified(now, (conn, ticket), verdict, &mut self.orders);
        self.carry_out(Some(conn));
        // What they said meanwhile has its turn.
        self.waiting.push_back(Token(conn.0));
    }

    /// Does what the flow of bytes asks for, and what comes of that.
    fn act(&mut self) {
        let mut next = 0;
        while let Some(&act) = self.acts.get(next) {
            next += 1;
            match act {
                // Its lines are left where they are, and it is not read.
                FlowAct::Pause(token) => self.net.pause(token),
                FlowAct::Resume(token) => self.waiting.push_back(token),
                FlowAct::LetGo(token) => {
                    let now = self.now();
                    self.doors.lost(now, ConnId(token.0), Ending::ReadsTooSlowly, &mut self.orders);
                    // Thousands may be let go at once: this only adds to the acts.
                    self.obey(None);
                    self.net.finish(token, self.grace);
                }
            }
        }
        self.acts.clear();
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
            self.doors.tick(now, &mut self.orders);
            self.carry_out(None);
        }
        if self.flow.deadline().is_some_and(|due| due <= now.uptime) {
            self.flow.tick(now.uptime, &mut self.acts);
            self.act();
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
            Signal::Terminate | Signal::Hangup => Ending::ServerDown,
            Signal::WindowSize | Signal::Continued => return self.desk.signal(signal),
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
        self.closing = Some(now.uptime + self.grace);
        self.net.close_listeners();
        self.desk.closes(&why);
        self.doors.shutdown(now, why, &mut self.orders);
        self.carry_out(None);
    }
}
