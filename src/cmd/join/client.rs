//! The loop: what is ready goes to the session or to the front, and what those want is done.
//!
//! Theory of operation: the client is *dialing*, then has an *open* connection; it is *down* while
//! the person is asked for something that the server did not wait for (a name, for longer than it
//! lets anybody take; a password), and between two attempts to come back, which
//! [`Life`](crate::chat::Life) asks for. A turn does what is due, writes, waits, and takes what is
//! ready. A pipe is read only while what comes can be said: in a room, and with a bounded number of
//! bytes on their way.

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::clock::Clock;
use super::dial::{Dial, Place, Unreachable};
use super::front::{Front, Question};
use super::secrets::{self, Secrets};
use super::secure::Security;
use crate::chat::{AccountNews, Ending, Happening, Life, NameRefusal, Outbox, Secret};
use crate::cmd::{Exit, Failure, complain};
use crate::lang::Lang;
use crate::lines::{Line, Stream};
use crate::net::{Net, Ready, Received, Signal, Token};
use crate::tui::screen;
use crate::wire::Now;
use crate::wire::clean::clean;

/// How long a person waits, when leaving, for the server to confirm that it has got everything.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// How long what is still to be printed may take once somebody has said that it is over.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What one read takes.
const READ_BYTES_MAX: usize = 64 * 1024;

/// What should be done.
#[derive(Debug)]
pub struct Plan {
    /// Where to go.
    pub place: Place,
    /// How the way there is kept safe.
    pub security: Security,
    /// Whether there is a name to have there, or it must be asked for.
    pub has_name: bool,
    /// Whether lines are said as they stand.
    pub verbatim: bool,
    /// Whether to stay after the end of input.
    pub listen: bool,
}

/// How things stand with the server.
#[derive(Debug)]
pub(super) enum Way {
    Dialing(Dial),
    Open(Token),
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
    pub(super) life: Life,
    pub(super) secrets: Secrets,
    /// A password is being made into what proves that we know it.
    deriving: Option<Receiver<[u8; 32]>>,
    clock: Clock,
    /// How it stood with the server when the front was told last.
    told_way: screen::Way,
    /// What has ended it, if the person is asked whether to try again.
    pub(super) failed: Option<Failure>,
    pub(super) input_ended: bool,
    /// The connection has been shown.
    announced: bool,
    /// Something that was to be said was not, for all that is known.
    undelivered: bool,
    /// The password was typed, and may be typed again.
    pub(super) password_typed: bool,
    /// When leaving has taken too long; set once somebody insists.
    pub(super) give_up: Option<Instant>,
    pub(super) exit: Option<Exit>,
}

impl Client {
    /// Begins to dial, and asks for a name if there is none.
    pub fn new(
        plan: Plan,
        life: Life,
        secrets: Secrets,
        mut net: Net,
        (mut front, clock): (Front, Clock),
        lang: Lang,
    ) -> Self {
        if !plan.has_name {
            front.ask(Question::Name);
        }
        let way = Way::Dialing(Dial::start(&mut net, &plan.place));
        Self {
            plan,
            net,
            front,
            lang,
            way,
            life,
            secrets,
            deriving: None,
            clock,
            told_way: screen::Way::Connecting,
            failed: None,
            input_ended: false,
            announced: false,
            undelivered: false,
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
        self.tell_end(&result);
        // A goodbye that is queued still goes out; nobody waits for an answer.
        self.net.flush(&mut Vec::new());
        let flushed = self.front.flush(&self.life);
        let written = self.wait_until_written();
        self.front.leave();
        let flushed = flushed.and(self.front.flush(&self.life));
        self.front.finish(LAST_WORDS);
        let exit = result?;
        flushed.and(written).map(|()| exit)
    }

    /// Whatever has ended it, a program is told so.
    fn tell_end(&mut self, result: &anyhow::Result<Exit>) {
        let (exit, text) = match result {
            Ok(exit) => (*exit, None),
            Err(error) => match error.downcast_ref::<Failure>() {
                Some(failure) => (failure.exit, Some(failure.sentence.clone())),
                None => (Exit::Failed, None),
            },
        };
        self.front.machine_says(|machine| machine.closed(exit as u8, text));
    }

    /// Whoever reads slowly still reads all of it, unless somebody who wanted to leave has waited
    /// for long enough, or a signal comes.
    fn wait_until_written(&mut self) -> anyhow::Result<()> {
        if let Way::Open(token) = std::mem::replace(&mut self.way, Way::Down) {
            self.net.drop_now(token);
        }
        self.net.pause_input();
        if self.front.is_screen() {
            // Nobody needs the last frame.
            return Ok(());
        }
        let mut ready = Vec::new();
        while !self.front.is_idle() {
            let left = self.give_up.map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            self.net.wait(left, &mut ready)?;
            self.front.flush(&self.life)?;
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
            self.tell_way();
            self.front.flush(&self.life)?;
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
        self.clock.now()
    }

    /// Tells the front how it stands with the server, if that has changed.
    fn tell_way(&mut self) {
        let way = match (&self.way, self.life.is_away()) {
            (_, true) => screen::Way::Reconnecting,
            (Way::Dialing(_), false) => screen::Way::Connecting,
            (Way::Open(_), false) => screen::Way::Open,
            (Way::Down, false) => screen::Way::Down,
        };
        if std::mem::replace(&mut self.told_way, way) != way {
            self.front.set_way(way);
        }
    }

    fn wait(&self) -> Option<Duration> {
        let way = match &self.way {
            Way::Dialing(dial) => Some(dial.deadline()),
            Way::Open(_) | Way::Down => None,
        };
        let life = self.life.deadline().map(|due| self.clock.at(due));
        let due = [way, life, self.front.deadline(), self.give_up].into_iter().flatten().min()?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    /// Does what is due, and takes lines of a pipe as far as they can be taken.
    fn proceed(&mut self) -> anyhow::Result<()> {
        if let Way::Dialing(dial) = &mut self.way {
            let told = dial.words(Instant::now(), &self.net, &self.lang, &self.plan.place);
            if let Some(told) = told.filter(|_| !self.life.is_away()) {
                self.front.aside(told);
            }
            if let Err(failure) = dial.proceed(&mut self.net, &self.plan.security) {
                self.unreachable(&failure)?;
            }
        }
        let now = self.now();
        if let Some(salted) = self.deriving.as_ref().and_then(|made| made.try_recv().ok()) {
            self.deriving = None;
            self.with_life(|life, out| life.derived(now, &salted, out))?;
        }
        self.with_life(|life, out| life.tick(now, out))?;
        for did in self.front.pass_time(&self.life) {
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
        let reads = self.front.reads_keys()
            || (!self.front.is_terminal() && self.wants_lines() && !self.front.has_line());
        if reads {
            self.net.resume_input()
        } else {
            self.net.pause_input()
        }
        if let Way::Open(token) = &self.way {
            if self.front.is_full() {
                self.net.pause(*token);
            } else {
                self.net.resume(*token);
            }
        }
        if self.give_up.is_some_and(|at| Instant::now() >= at) {
            self.go()?;
        }
        Ok(())
    }

    /// Whether a line of a pipe can be taken.
    pub(super) fn wants_lines(&self) -> bool {
        let asked = self.front.question() != Question::Nothing;
        self.exit.is_none() && (asked || (self.life.is_in() && !self.life.is_full()))
    }

    fn take(&mut self, happening: Ready, buffer: &mut [u8]) -> anyhow::Result<()> {
        match happening {
            Ready::Resolved(found) => {
                if let Way::Dialing(dial) = &mut self.way
                    && let Err(failure) = dial.resolved(found)
                {
                    self.unreachable(&failure)?;
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
                let cause = error.map(|error| complain::cut(&self.lang, &error));
                self.with_life(|life, out| life.closed(now, cause, out))?;
            }
            Ready::InputReadable => {
                let received = self.net.read_input(buffer);
                self.input(received, buffer)?;
            }
            Ready::Signal(signal) => self.signal(signal)?,
            Ready::Readable(_)
            | Ready::Gone(..)
            | Ready::Opened(..)
            | Ready::Shaking(_)
            | Ready::Secured(..)
            | Ready::Drained(_)
            | Ready::AcceptPaused(_)
            | Ready::AcceptResumed => {}
        }
        Ok(())
    }

    fn is_ours(&self, token: Token) -> bool {
        matches!(&self.way, Way::Open(ours) if *ours == token)
    }

    /// There is no connection to be had: on coming back it is tried again, unless somebody else is
    /// there in the server's place.
    fn unreachable(&mut self, failure: &Unreachable) -> anyhow::Result<()> {
        let now = self.now();
        self.way = Way::Down;
        let mut out = Outbox::default();
        if failure.is_final() {
            self.life.give_up(&mut out);
        } else if self.life.unreachable(now, &mut out) {
            return self.act(out);
        }
        self.act(out)?;
        let sentence = failure.sentence(&self.lang, &self.plan.place, &self.plan.security);
        let ending = Failure::new(failure.exit(), sentence);
        // Another server in its place is nothing to try again.
        if failure.is_final() { Err(ending.into()) } else { self.fail(ending) }
    }

    /// It has failed: on the screen the person is asked whether to try again.
    fn fail(&mut self, failure: Failure) -> anyhow::Result<()> {
        if !self.front.is_screen() || self.give_up.is_some() {
            return Err(failure.into());
        }
        self.front.ask_because(Question::Retry, failure.sentence.clone());
        self.failed = Some(failure);
        Ok(())
    }

    /// There is a connection.
    fn open(&mut self, token: Token) -> anyhow::Result<()> {
        if !std::mem::replace(&mut self.announced, true) && !self.front.is_screen() {
            let args = [("address", self.plan.place.shown().into())];
            self.front.aside(self.lang.say("chat-connected", &args));
        }
        let connected = self.plan.security.connected(&self.net, token, &self.lang, &self.plan.place);
        let connected = match connected {
            Ok(connected) => connected,
            Err(mistrust) => {
                self.net.drop_now(token);
                return self.unreachable(&Unreachable::Mistrusted(mistrust));
            }
        };
        for sentence in connected.said {
            self.front.aside(sentence);
        }
        self.life.set_plain(connected.is_vouched);
        self.way = Way::Open(token);
        let now = self.now();
        self.with_life(|life, out| life.connected(now, out))
    }

    pub(super) fn dial(&mut self) {
        self.way = Way::Dialing(Dial::start(&mut self.net, &self.plan.place));
    }

    fn received(&mut self, received: Received, buffer: &[u8]) -> anyhow::Result<()> {
        let now = self.now();
        match received {
            Received::Bytes(count) => {
                self.with_life(|life, out| life.receive(now, buffer.get(..count).unwrap_or_default(), out))
            }
            Received::End => self.with_life(|life, out| life.closed(now, None, out)),
            Received::Failed(error) => {
                let cause = complain::cut(&self.lang, &error);
                self.with_life(|life, out| life.closed(now, Some(cause), out))
            }
            Received::Nothing => Ok(()),
        }
    }

    /// Puts something in, and does what comes of it.
    pub(super) fn with_life(&mut self, put: impl FnOnce(&mut Life, &mut Outbox)) -> anyhow::Result<()> {
        let mut out = Outbox::default();
        put(&mut self.life, &mut out);
        self.act(out)
    }

    fn act(&mut self, out: Outbox) -> anyhow::Result<()> {
        if let Way::Open(token) = &self.way
            && !out.bytes.is_empty()
        {
            self.net.send(*token, &out.bytes);
        }
        if let Some(derive) = out.derive {
            self.deriving = secrets::derive(derive, self.net.waker());
        }
        let mut did = Vec::new();
        self.front.face.read_at(self.now().unix_ms);
        self.front.face.speak_at(self.life.place());
        for happening in out.happenings {
            match happening {
                Happening::NameRefused { name, why: NameRefusal::Owned, entering: false }
                    if self.claim(&name)? => {}
                Happening::NameRefused { name, why, entering: true } => {
                    let why = self.front.face.name_refusal(&name, &why);
                    self.ask_name_again(why)?;
                }
                Happening::Face(act) if !self.front.is_screen() => self.do_face_act(act)?,
                Happening::Ended(ending) => self.ended(ending)?,
                happening => {
                    self.undelivered |= matches!(happening, Happening::Undelivered { .. });
                    // It is not said to be kept before it is.
                    let unkept = self.keep_secret(&happening);
                    match happening {
                        Happening::Account(AccountNews::Registered { .. }) if !unkept.is_empty() => {}
                        happening => did.extend(self.front.show(&happening, &self.life)),
                    }
                    self.front.print(unkept);
                }
            }
        }
        if !self.life.has_session()
            && let Way::Open(token) = self.way
        {
            // Lost, and perhaps dead: there is nobody to wait for.
            self.net.drop_now(token);
            self.way = Way::Down;
        }
        if out.dial {
            self.dial();
        }
        did.into_iter().try_for_each(|did| self.did(did))
    }

    /// Logs in to the account to which this name belongs, if its password is kept here, to bear the
    /// name. Tells whether that is tried.
    fn claim(&mut self, name: &str) -> anyhow::Result<bool> {
        let Some(login) = self.secrets.of(&self.plan.place, name) else { return Ok(false) };
        let now = self.now();
        let mut is_tried = false;
        self.with_life(|life, out| is_tried = life.claim(now, name, login, out))?;
        Ok(is_tried)
    }

    /// A password that has turned out to be right is kept for the next time. Gives what is to be
    /// said if it can't be.
    fn keep_secret(&mut self, happening: &Happening) -> Vec<Line> {
        let Happening::Account(news) = happening else { return Vec::new() };
        let (account, Secret(password), is_made, key) = match news {
            AccountNews::LoggedIn { account, keep: Some(keep) } => {
                (account, keep, false, "chat-account-file")
            }
            AccountNews::CodeWanted { account, keep: Some(keep), is_made } => {
                (account, keep, *is_made, "chat-account-file")
            }
            AccountNews::Registered { account, keep: Some(keep), is_made } => {
                (account, keep, *is_made, "chat-registered-unkept")
            }
            _ => return Vec::new(),
        };
        let Err(error) = self.secrets.keep(&self.plan.place, account, password) else {
            return Vec::new();
        };
        let path = self.secrets.path().display().to_string();
        let args = [("path", path.into()), ("cause", complain::io(&self.lang, &error))];
        let name = [("name", clean(account).into())];
        let mut unkept = vec![self.lang.say(key, &[&name[..], &args].concat())];
        // Nobody has seen it, and it is nowhere else; a pipe may end in a file that others read.
        if is_made && self.front.is_terminal() {
            let args = [&name[..], &[("password", password.as_str().into())]].concat();
            unkept.push(self.lang.say("chat-account-password", &args));
        }
        unkept.into_iter().map(|text| Line { stream: Stream::Aside, text }).collect()
    }

    fn ask_name_again(&mut self, why: String) -> anyhow::Result<()> {
        if !self.front.can_ask() {
            let sentence = self.lang.say("chat-end-name", &[("why", why.into())]);
            return Err(Failure::new(Exit::NameRefused, sentence).into());
        }
        self.front.ask_because(Question::Name, why);
        Ok(())
    }

    /// Repeats the lines that were read of a pipe and that nobody has done anything with.
    fn tell_untaken(&mut self) {
        let untaken = self.front.take_untaken();
        if untaken.is_empty() {
            return;
        }
        if self.front.is_json() {
            for line in &untaken {
                self.front.machine_says(|machine| machine.not_taken("not-taken", line));
            }
            return;
        }
        let heading = self.lang.say("chat-untaken", &[("count", untaken.len().into())]);
        let lines = untaken.iter().map(|line| clean(line).into_owned());
        let aside = |text| Line { stream: Stream::Aside, text };
        self.front.print(std::iter::once(heading).chain(lines).map(aside));
    }

    fn ended(&mut self, ending: Ending) -> anyhow::Result<()> {
        if let Way::Open(token) = std::mem::replace(&mut self.way, Way::Down) {
            self.net.finish(token, PATIENCE);
        }
        let sentence = self.front.face.ending(&ending);
        // What stands behind /quit was not to be said, and an answer to a question is none of it.
        let is_cut_short = !matches!(ending, Ending::Left | Ending::WrongPassword { .. });
        if is_cut_short && self.front.question() == Question::Nothing {
            self.tell_untaken();
        }
        self.front.end(&ending);
        let (exit, stream) = match ending {
            // It did not wait for as long as the person thinks about a name.
            Ending::Lost(_) if self.front.question() == Question::Name => return Ok(()),
            Ending::WrongPassword { given }
                if self.front.is_terminal() && (!given || self.password_typed) =>
            {
                if given {
                    self.front.ask_because(Question::Password, self.lang.say("chat-password-wrong", &[]));
                } else {
                    self.front.ask(Question::Password);
                }
                return Ok(());
            }
            Ending::NotInvited { given, .. }
                if self.front.is_terminal() && (!given || self.password_typed) =>
            {
                self.front.aside(sentence);
                self.front.ask_because(Question::Password, self.lang.say("chat-code-or-login", &[]));
                return Ok(());
            }
            Ending::TooManyTries if self.front.is_terminal() && self.password_typed => {
                self.front.ask_because(Question::Password, sentence);
                return Ok(());
            }
            Ending::Left if self.failed.as_ref().is_some_and(|failure| failure.exit == Exit::Left) => {
                (Exit::Left, Stream::Aside)
            }
            Ending::Left if self.failed.is_some() => {
                return self.failed.take().map_or(Ok(()), |failure| Err(failure.into()));
            }
            Ending::Left if self.undelivered => (Exit::ConnectionLost, Stream::Aside),
            Ending::Left => (Exit::Left, Stream::Aside),
            // Whoever writes just now does not find their words in the shell.
            Ending::RoomClosed if self.front.is_screen() => {
                return self.fail(Failure::new(Exit::Left, sentence));
            }
            Ending::RoomClosed => (Exit::Left, Stream::Chat),
            Ending::Removed { .. } | Ending::Barred(_) => (Exit::Removed, Stream::Aside),
            Ending::WrongPassword { .. } | Ending::NotInvited { .. } | Ending::TooManyTries => {
                return Err(Failure::new(Exit::NotLetIn, sentence).into());
            }
            Ending::ServerDown | Ending::Lost(_) => {
                return self.fail(Failure::new(Exit::ConnectionLost, sentence));
            }
            Ending::NoRoomNamed | Ending::RoomRefused { .. } => {
                return self.fail(Failure::new(Exit::Failed, sentence));
            }
        };
        self.front.farewell(Line { stream, text: sentence });
        self.exit = Some(exit);
        Ok(())
    }
}
