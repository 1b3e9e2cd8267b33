//! The loop: what is ready goes to the session or to the front, and what those want is done.
//!
//! Theory of operation: the client is *dialing*, then has an *open* connection with a session on
//! it; it is *down* only while the person is asked for something that the server did not wait for
//! (a name, for longer than it lets anybody take; a password), and dials again with the answer. A
//! turn does what is due, writes, waits, and takes what is ready. A pipe is read only while the
//! session can take what comes: in a room, and with a bounded number of bytes on their way.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime};

use super::dial::{Dial, Place, Unreachable};
use super::front::{Front, Question};
use crate::chat::{Ending, Happening, Outbox, Session, Wish};
use crate::cmd::{Exit, Failure};
use crate::lang::Lang;
use crate::lines::{Line, Stream};
use crate::net::{Net, Ready, Received, Signal, Token};
use crate::wire::Now;

/// How long a person waits, when leaving, for the server to confirm that it has got everything.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// How long what is still to be printed may take once somebody has said that it is over.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What one read takes.
const READ_BYTES_MAX: usize = 64 * 1024;

/// What should be done.
#[derive(Debug)]
pub struct Plan {
    /// Where to go.
    pub place: Place,
    /// The name to have there; `None`: ask.
    pub name: Option<String>,
    /// The password to say there.
    pub password: Option<String>,
    /// The room to enter; `None`: the server's own.
    pub room: Option<String>,
    /// Whether lines are said as they stand.
    pub verbatim: bool,
    /// Whether to stay after the end of input.
    pub listen: bool,
}

/// How things stand with the server.
#[derive(Debug)]
pub(super) enum Way {
    Dialing(Dial),
    Open(Token, Box<Session>),
    Down,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Client {
    pub(super) plan: Plan,
    pub(super) net: Net,
    pub(super) front: Front,
    pub(super) lang: Lang,
    pub(super) way: Way,
    started: Instant,
    /// What was typed before there was a session.
    pub(super) held: VecDeque<String>,
    pub(super) input_ended: bool,
    /// The connection has been shown.
    announced: bool,
    /// The password was typed, and may be typed again.
    pub(super) password_typed: bool,
    /// When leaving has taken too long; set once somebody insists.
    pub(super) give_up: Option<Instant>,
    pub(super) exit: Option<Exit>,
}

impl Client {
    /// Begins to dial, and asks for a name if there is none.
    pub fn new(plan: Plan, mut net: Net, mut front: Front, lang: Lang) -> Self {
        if plan.name.is_none() {
            front.ask(Question::Name);
        }
        let way = Way::Dialing(Dial::start(&mut net, &plan.place));
        Self {
            plan,
            net,
            front,
            lang,
            way,
            started: Instant::now(),
            held: VecDeque::new(),
            input_ended: false,
            announced: false,
            password_typed: false,
            give_up: None,
            exit: None,
        }
    }

    /// Runs until we have left, or something has ended it.
    ///
    /// # Errors
    /// As of [`super::run`].
    pub fn run(mut self) -> anyhow::Result<Exit> {
        let result = self.turn_until_done();
        // A goodbye that is queued still goes out; nobody waits for an answer.
        self.net.flush(&mut Vec::new());
        let flushed = self.front.flush();
        let written = self.wait_until_written();
        self.front.leave();
        self.front.finish(LAST_WORDS);
        let exit = result?;
        flushed.and(written).map(|()| exit)
    }

    /// Whoever reads slowly still reads all of it, unless somebody who wanted to leave has waited
    /// for long enough, or a signal comes.
    fn wait_until_written(&mut self) -> anyhow::Result<()> {
        if let Way::Open(token, _) = std::mem::replace(&mut self.way, Way::Down) {
            self.net.drop_now(token);
        }
        self.net.pause_input();
        let mut ready = Vec::new();
        while !self.front.is_idle() {
            let left = self.give_up.map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            self.net.wait(left, &mut ready)?;
            self.front.flush()?;
            let told_to_end = |one: &Ready| {
                matches!(one, Ready::Signal(Signal::Interrupt | Signal::Terminate | Signal::Hangup))
            };
            if ready.iter().any(told_to_end) {
                break;
            }
        }
        Ok(())
    }

    fn turn_until_done(&mut self) -> anyhow::Result<Exit> {
        let mut ready = Vec::new();
        let mut buffer = vec![0; READ_BYTES_MAX];
        loop {
            self.proceed()?;
            self.front.flush()?;
            if let Some(exit) = self.exit {
                return Ok(exit);
            }
            self.net.wait(self.wait(), &mut ready)?;
            for happening in ready.drain(..) {
                self.take(happening, &mut buffer)?;
            }
        }
    }

    pub(super) fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now { uptime: self.started.elapsed(), unix_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX) }
    }

    fn wait(&self) -> Option<Duration> {
        let way = match &self.way {
            Way::Dialing(dial) => Some(dial.deadline()),
            Way::Open(_, session) => session.deadline().map(|due| self.started + due),
            Way::Down => None,
        };
        let due = [way, self.front.deadline(), self.give_up].into_iter().flatten().min()?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    /// Does what is due, and takes lines of a pipe as far as they can be taken.
    fn proceed(&mut self) -> anyhow::Result<()> {
        if let Way::Dialing(dial) = &mut self.way {
            if dial.is_slow() {
                let args = [("address", self.plan.place.shown().into())];
                self.front.aside(self.lang.say("chat-connecting", &args));
            }
            dial.proceed(&mut self.net).map_err(|failure| self.unreachable(&failure))?;
        }
        let now = self.now();
        self.with_session(|session, out| session.tick(now, out))?;
        for did in self.front.pass_time() {
            self.did(did)?;
        }
        while self.wants_lines()
            && let Some(did) = self.front.next_line()
        {
            self.did(did)?;
        }
        if self.input_ended && !self.front.has_line() && self.wants_lines() {
            self.end_input()?;
        }
        let reads = self.front.is_terminal() || (self.wants_lines() && !self.front.has_line());
        if reads {
            self.net.resume_input()
        } else {
            self.net.pause_input()
        }
        if let Way::Open(token, _) = &self.way {
            if self.front.is_full() {
                self.net.pause(*token);
            } else {
                self.net.resume(*token);
            }
        }
        if self.give_up.is_some_and(|at| Instant::now() >= at) {
            self.go();
        }
        Ok(())
    }

    /// Whether a line of a pipe can be taken.
    pub(super) fn wants_lines(&self) -> bool {
        let asked = self.front.question() != Question::Nothing;
        let room = matches!(&self.way, Way::Open(_, session) if session.is_in() && !session.is_full());
        self.exit.is_none() && (asked || room)
    }

    fn take(&mut self, happening: Ready, buffer: &mut [u8]) -> anyhow::Result<()> {
        match happening {
            Ready::Resolved(found) => {
                if let Way::Dialing(dial) = &mut self.way {
                    dial.resolved(found).map_err(|failure| self.unreachable(&failure))?;
                }
            }
            Ready::Connected(token, how) => {
                if let Way::Dialing(dial) = &mut self.way
                    && dial.connected(&mut self.net, token, how)
                {
                    self.open(token)?;
                }
            }
            Ready::Readable(token) if self.is_ours(token) => {
                let received = self.net.read(token, buffer);
                self.received(received, buffer)?;
            }
            Ready::Gone(token, error) if self.is_ours(token) => {
                let now = self.now();
                let cause = error.map(|error| error.to_string());
                self.with_session(|session, out| session.closed(now, cause, out))?;
            }
            Ready::InputReadable => {
                let received = self.net.read_input(buffer);
                self.input(received, buffer)?;
            }
            Ready::Signal(signal) => self.signal(signal)?,
            Ready::Readable(_)
            | Ready::Gone(..)
            | Ready::Opened(..)
            | Ready::Drained(_)
            | Ready::AcceptPaused(_)
            | Ready::AcceptResumed => {}
        }
        Ok(())
    }

    fn is_ours(&self, token: Token) -> bool {
        matches!(&self.way, Way::Open(ours, _) if *ours == token)
    }

    fn unreachable(&self, failure: &Unreachable) -> Failure {
        Failure::new(Exit::Failed, failure.sentence(&self.lang, &self.plan.place))
    }

    /// There is a connection.
    fn open(&mut self, token: Token) -> anyhow::Result<()> {
        if !std::mem::replace(&mut self.announced, true) {
            let args = [("address", self.plan.place.shown().into())];
            self.front.aside(self.lang.say("chat-connected", &args));
        }
        let wish = Wish {
            name: self.plan.name.clone(),
            password: self.plan.password.clone(),
            room: self.plan.room.clone(),
            echo: false,
            away: self.lang.say("chat-away-default", &[]),
            patience: self.front.is_terminal().then_some(PATIENCE),
        };
        let mut out = Outbox::default();
        let session = Session::start(self.now(), wish, &mut out);
        self.way = Way::Open(token, Box::new(session));
        self.act(out)?;
        while let Some(line) = self.held.pop_front() {
            self.say(&line)?;
        }
        Ok(())
    }

    pub(super) fn dial(&mut self) {
        self.way = Way::Dialing(Dial::start(&mut self.net, &self.plan.place));
    }

    fn received(&mut self, received: Received, buffer: &[u8]) -> anyhow::Result<()> {
        let now = self.now();
        self.with_session(|session, out| match received {
            Received::Bytes(count) => session.receive(now, buffer.get(..count).unwrap_or_default(), out),
            Received::End => session.closed(now, None, out),
            Received::Failed(error) => session.closed(now, Some(error.to_string()), out),
            Received::Nothing => {}
        })
    }

    /// Puts something into the session, if there is one, and does what it wants.
    pub(super) fn with_session(&mut self, put: impl FnOnce(&mut Session, &mut Outbox)) -> anyhow::Result<()> {
        let Way::Open(_, session) = &mut self.way else { return Ok(()) };
        let mut out = Outbox::default();
        put(session, &mut out);
        self.act(out)
    }

    fn act(&mut self, out: Outbox) -> anyhow::Result<()> {
        if let Way::Open(token, _) = &self.way
            && !out.bytes.is_empty()
        {
            self.net.send(*token, &out.bytes);
        }
        let mut lines = Vec::new();
        for happening in out.happenings {
            match happening {
                Happening::NameRefused { name, why, entering: true } => {
                    let why = self.front.face.name_refusal(&name, &why);
                    self.ask_name_again(why)?;
                }
                Happening::Ended(ending) => {
                    self.front.print(lines.drain(..));
                    self.ended(ending)?;
                }
                happening => self.front.face.show(&happening, &mut lines),
            }
        }
        self.front.print(lines);
        Ok(())
    }

    fn ask_name_again(&mut self, why: String) -> anyhow::Result<()> {
        if !self.front.can_ask() {
            let sentence = self.lang.say("chat-end-name", &[("why", why.into())]);
            return Err(Failure::new(Exit::NameRefused, sentence).into());
        }
        self.plan.name = None;
        self.front.aside(why);
        self.front.ask(Question::Name);
        Ok(())
    }

    fn ended(&mut self, ending: Ending) -> anyhow::Result<()> {
        if let Way::Open(token, _) = std::mem::replace(&mut self.way, Way::Down) {
            self.net.finish(token, PATIENCE);
        }
        let sentence = self.front.face.ending(&ending);
        let (exit, stream) = match ending {
            // It did not wait for as long as the person thinks about a name.
            Ending::Lost(_) if self.front.question() == Question::Name => return Ok(()),
            Ending::WrongPassword { given }
                if self.front.is_terminal() && (!given || self.password_typed) =>
            {
                if given {
                    self.front.aside(self.lang.say("chat-password-wrong", &[]));
                }
                self.front.ask(Question::Password);
                return Ok(());
            }
            Ending::Left => (Exit::Left, Stream::Aside),
            Ending::RoomClosed => (Exit::Left, Stream::Chat),
            Ending::Removed { .. } => (Exit::Removed, Stream::Aside),
            Ending::WrongPassword { .. } => return Err(Failure::new(Exit::NotLetIn, sentence).into()),
            Ending::ServerDown | Ending::Lost(_) => {
                return Err(Failure::new(Exit::ConnectionLost, sentence).into());
            }
            Ending::NoRoomNamed | Ending::RoomRefused { .. } => {
                return Err(Failure::new(Exit::Failed, sentence).into());
            }
        };
        self.front.print([Line { stream, text: sentence }]);
        self.exit = Some(exit);
        Ok(())
    }
}
