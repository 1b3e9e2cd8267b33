//! One connection from its first byte to its last: its state, and what can be put in.
//!
//! Theory of operation, as states and what leads on from each:
//!
//! | stage | waits for | then |
//! |---|---|---|
//! | `Registering` | capabilities, a name that is taken, 001 | `Welcomed` |
//! | `Welcomed` | the end of the welcome | `Entering`; ends if no room is known |
//! | `Entering` | our own JOIN | `Catching` or `In`; ends if the room is refused |
//! | `Catching` | what was missed, which tells what of ours was heard | `In` |
//! | `In` | – | `Leaving`; ends if the server says so |
//! | `Leaving` | the PONG that confirms all that was said | `Goodbye` |
//! | `Goodbye` | the server's ERROR, its end, or two seconds | `Ended` |
//! | `Ended` | nothing: what is put in is ignored | |

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use super::account::{Accounts, Derive};
use super::batch::Batches;
use super::carried::{Carried, Held, Holding};
use super::drafts::Drafts;
use super::happening::{Ending, Happening, Label, Lost, NameRefusal, Terms, Where};
use super::members::Rooms;
use super::partners::Partners;
use super::register::Registering;
use super::roster::Roster;
use super::send::Sender;
use super::server::Server;
use super::{
    ANSWER_PATIENCE, GOODBYE_PATIENCE, Intent, Member, RECEIVED_LINE_BYTES_MAX, REGISTER_PATIENCE, ROOMS_MAX,
    SILENCE_MAX, SLEPT_MS_MIN, Secret, UNCONFIRMED_BYTES_MAX, WAKE_PATIENCE, WATCH_EVERY,
};
use crate::wire::lines::{LineBuffer, Taken};
use crate::wire::{LineWriter, Now};

/// How a person wants to come in.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// By which name; without one the session waits for [`Session::name`].
    pub name: Option<String>,
    /// With which password, if with one.
    pub password: Option<String>,
    /// Into which room; without one into the server's default.
    pub room: Option<String>,
    /// Whether one's own messages come back as [`Happening::Said`], each once, with the place that
    /// they have in the room.
    pub echo: bool,
    /// What others read about us while we are away and have not said why.
    pub away: String,
    /// How long to wait, when leaving, until the server has confirmed all that was said. `None`: as
    /// long as the server is alive.
    pub patience: Option<Duration>,
    /// How many messages of before are shown on entering, at most.
    pub history: usize,
    /// The account to log in to, and its password.
    pub login: Option<(String, Secret)>,
    /// Whether that password may be said as it is: nobody can read along on the way to the server.
    pub plain: bool,
    /// Whether the server was shown a certificate of ours, which may stand for an account.
    pub certificate: bool,
    /// Whether each message of ours is told as soon as it is said ([`Happening::Sending`]), and what
    /// becomes of it.
    pub fates: bool,
    /// Whether we stay though we are in no room any more.
    pub lingers: bool,
    /// Whether the server should know how far we have read, and how we know it.
    pub marks_read: Reads,
    /// How far our clocks are ahead of UTC, in seconds: dates that are typed are ours.
    pub utc_offset: i64,
}

/// How it is known how far a person has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    /// It is not.
    #[default]
    Never,
    /// What is shown where they speak is read.
    AsShown,
    /// They have seen it ([`super::Life::seen`]).
    AsSeen,
}

/// What a session wants done. The caller takes both before it puts in anything else.
#[derive(Debug, Default)]
pub struct Outbox {
    /// What to send.
    pub bytes: Vec<u8>,
    /// What has happened, in order.
    pub happenings: Vec<Happening>,
    /// Whether another connection should be made.
    pub dial: bool,
    /// What should be computed elsewhere, and brought back with [`Session::derived`].
    pub derive: Option<Derive>,
}

impl Outbox {
    pub(super) fn happen(&mut self, happening: Happening) {
        self.happenings.push(happening);
    }

    /// A line to the server, up to its command.
    #[must_use]
    pub(super) fn line(&mut self, command: &str) -> LineWriter<'_> {
        LineWriter::new(&mut self.bytes).command(None, command)
    }

    /// The same with a tag before it.
    pub(super) fn tagged(&mut self, tag: &str, value: &str, command: &str) -> LineWriter<'_> {
        LineWriter::new(&mut self.bytes).tag(tag, value).command(None, command)
    }
}

#[derive(Debug)]
pub(super) enum Stage {
    Registering(Registering),
    Welcomed {
        since: Duration,
    },
    Entering {
        since: Duration,
        room: String,
    },
    /// In our room, and there is more to know before what was typed can be said.
    Catching {
        since: Duration,
    },
    In,
    Leaving {
        until: Option<Duration>,
        reason: Option<String>,
    },
    Goodbye {
        until: Duration,
    },
    Ended,
}

/// Who we are to the server.
#[derive(Debug)]
pub(super) struct Me {
    pub name: Arc<str>,
    /// `name!user@host` as others see it, once we have seen it ourselves.
    pub prefix: Option<String>,
}

/// What the server has said about something that it will do next.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// Why the next name is refused.
    pub name: Option<NameRefusal>,
    /// Why the connection ends.
    pub ending: Option<Ending>,
    /// On which terms we are banned from the room that we can't enter.
    pub banned: Option<Terms>,
    /// On which terms we can't say what we said.
    pub muted: Option<Terms>,
    /// The same of the whole server.
    pub hushed: Option<Terms>,
    /// Nobody has looked at our password, since there were too many.
    pub tries: bool,
    /// The server has as many rooms as it takes.
    pub no_more_rooms: bool,
}

/// One connection, as its member sees it. See the head of this file.
#[derive(Debug)]
pub struct Session {
    pub(super) wish: Wish,
    pub(super) stage: Stage,
    pub(super) server: Server,
    pub(super) me: Me,
    pub(super) rooms: Rooms,
    pub(super) batches: Batches,
    pub(super) sender: Sender,
    pub(super) partners: Partners,
    pub(super) drafts: Drafts,
    pub(super) carried: Carried,
    pub(super) accounts: Accounts,
    /// Rows of the answer to `/list` so far.
    pub(super) listed_count: u64,
    pub(super) noted: Noted,
    pub(super) now: Now,
    input: LineBuffer,
    /// When the server was last heard of.
    heard: Duration,
    /// With which reason we are leaving, if we are.
    leaving: Option<Option<String>>,
    /// By how much the clock was ahead of the uptime, in milliseconds; a jump means that we slept.
    ahead_ms: u64,
    /// When the server must have answered, because we slept.
    awake_until: Option<Duration>,
    /// Where we spoke before a room was lost, until it is told where we speak now.
    pub(super) moving: Option<Where>,
    /// When the server was last told how far we have read.
    pub(super) marked: Duration,
    /// It is told again as soon as it can be.
    pub(super) marks_soon: bool,
}

impl Session {
    /// Begins to come in over a connection that has just been made, with what earlier ones have left.
    pub(super) fn start(now: Now, wish: Wish, carried: Carried, out: &mut Outbox) -> Self {
        let mut session = Self {
            stage: Stage::Registering(Registering::new(now.uptime)),
            server: Server::default(),
            me: Me { name: "".into(), prefix: None },
            rooms: Rooms::default(),
            batches: Batches::default(),
            sender: Sender::default(),
            partners: Partners::default(),
            drafts: Drafts::default(),
            carried,
            accounts: Accounts::default(),
            listed_count: 0,
            noted: Noted::default(),
            now,
            input: LineBuffer::new(),
            heard: now.uptime,
            leaving: None,
            ahead_ms: ahead_ms(now),
            awake_until: None,
            moving: None,
            marked: now.uptime,
            marks_soon: false,
            wish,
        };
        session.ask_capabilities(out);
        // Whoever takes an earlier connection's place says so before the name, which is still taken.
        if session.carried.token.is_none()
            && let Some(name) = session.wish.name.take()
        {
            session.name(now, &name, out);
        }
        session
    }

    /// The reason with which we were leaving, if we were.
    pub(super) fn take_leaving(&mut self) -> Option<Option<String>> {
        self.leaving.take()
    }

    /// Whether the server has confirmed all that we have said, and no command waits for its answer.
    pub(super) fn has_said_all(&self) -> bool {
        self.carried.pendings.is_empty() && !self.sender.has_commands()
    }

    /// What the next connection goes on with.
    pub(super) fn into_carried(mut self) -> Carried {
        if !self.rooms.is_empty() {
            // Those that we were on our way back into are not forgotten; where we spoke comes first.
            let mut former = mem::replace(&mut self.carried.rooms, self.rooms.names());
            let is_back = |name: &Arc<str>| self.rooms.get(&self.server.fold(name)).is_some();
            if former.first().is_some_and(|first| !is_back(first)) {
                self.carried.rooms.insert(0, former.remove(0));
            }
            former.retain(|name| !is_back(name));
            self.carried.rooms.append(&mut former);
            self.carried.rooms.truncate(ROOMS_MAX);
        }
        self.carried.lose(self.now.unix_ms);
        self.carried
    }

    /// Takes what has arrived.
    pub fn receive(&mut self, now: Now, bytes: &[u8], out: &mut Outbox) {
        self.pass(now, out);
        self.heard = now.uptime;
        self.awake_until = None;
        let mut input = mem::take(&mut self.input);
        input.push(bytes);
        while !self.is_over()
            && let Some(taken) = input.take_line(RECEIVED_LINE_BYTES_MAX)
        {
            match taken {
                Taken::Line(line) => self.handle_line(&String::from_utf8_lossy(line), out),
                Taken::TooLong => out.happen(Happening::LineTooLong),
            }
        }
        self.input = input;
    }

    /// The connection has ended, with a cause if it broke.
    pub fn closed(&mut self, now: Now, cause: Option<String>, out: &mut Outbox) {
        self.now = now;
        let ending = match (&self.stage, self.noted.ending.take()) {
            (Stage::Ended, _) => return,
            (Stage::Goodbye { .. }, _) => Ending::Left,
            (_, Some(noted)) => noted,
            (_, None) => Ending::Lost(cause.map_or(Lost::Closed, Lost::Broken)),
        };
        self.end(ending, out);
    }

    /// Does what a person wants. What needs a room and comes before there is one is kept until
    /// there is. The label is that of the message that was sent, if its echo is awaited.
    pub fn act(&mut self, now: Now, intent: Intent, out: &mut Outbox) -> Option<Label> {
        self.pass(now, out);
        match &self.stage {
            Stage::In => {
                let before = out.bytes.len();
                let is_said = matches!(intent, Intent::Say(_) | Intent::Act(_) | Intent::Tell { .. });
                let label = self.carry_out(intent, out);
                // What leaving sends is no message, and waits for no confirmation.
                if matches!(self.stage, Stage::In) {
                    self.sender.sent(out.bytes.len() - before);
                    if !is_said && out.bytes.len() > before {
                        self.sender.commanded();
                    }
                    if self.sender.is_mark_due() {
                        self.mark(out);
                    }
                    self.mark_for_fates(out);
                }
                label
            }
            Stage::Leaving { .. } | Stage::Goodbye { .. } | Stage::Ended => None,
            Stage::Catching { .. }
            | Stage::Registering(_)
            | Stage::Welcomed { .. }
            | Stage::Entering { .. } => {
                // What comes next is for where it is typed.
                let intent = match intent {
                    Intent::Go(word) => {
                        self.go_by_word(&word, out);
                        return None;
                    }
                    Intent::Query { name, text } => {
                        let is_ours = self.query(&name, out);
                        Intent::Say(text.filter(|_| is_ours)?)
                    }
                    intent => intent,
                };
                let how = Holding::of(&self.wish, self.place(), now);
                if let Some(Intent::Leave(reason)) = self.carried.hold(intent, how, out) {
                    self.leave(now, reason, out);
                }
                None
            }
        }
    }

    /// Leaves: as soon as the server has confirmed all that was said, it is told goodbye.
    pub fn leave(&mut self, now: Now, reason: Option<String>, out: &mut Outbox) {
        self.now = now;
        match &self.stage {
            Stage::In => {
                if self.sender.has_unmarked() {
                    self.mark(out);
                }
                self.mark_read(out);
                let until = self.wish.patience.map(|patience| now.uptime + patience);
                self.leaving = Some(reason.clone());
                self.stage = Stage::Leaving { until, reason };
                self.leave_if_confirmed(out);
            }
            Stage::Registering(_)
            | Stage::Welcomed { .. }
            | Stage::Entering { .. }
            | Stage::Catching { .. } => self.say_goodbye(reason, out),
            Stage::Leaving { .. } | Stage::Goodbye { .. } | Stage::Ended => {}
        }
    }

    pub(super) fn leave_if_confirmed(&mut self, out: &mut Outbox) {
        if self.sender.unconfirmed() == 0
            && !self.is_catching()
            && let Stage::Leaving { reason, .. } = &mut self.stage
        {
            let reason = reason.take();
            self.say_goodbye(reason, out);
        }
    }

    fn say_goodbye(&mut self, reason: Option<String>, out: &mut Outbox) {
        let quit = out.line("QUIT");
        match reason {
            Some(reason) => quit.last(&reason).end(),
            None => quit.end(),
        }
        self.stage = Stage::Goodbye { until: self.now.uptime + GOODBYE_PATIENCE };
    }

    /// We are in our first room: what was said before and typed since is said, as soon as we know
    /// what of it was heard.
    pub(super) fn release_held(&mut self, out: &mut Outbox) {
        if !self.carried.pendings.is_empty() && self.is_catching() {
            self.stage = Stage::Catching { since: self.now.uptime };
            return;
        }
        self.stage = Stage::In;
        self.send_unsent(out);
        while let Some(Held { intent, label, place }) = self.carried.held.pop_front() {
            if matches!(intent, Intent::Say(_) | Intent::Act(_) | Intent::Tell { .. }) && self.is_in() {
                let before = out.bytes.len();
                self.speak(place.or_else(|| self.place()), intent, label, out);
                self.sender.sent(out.bytes.len() - before);
                if self.sender.is_mark_due() {
                    self.mark(out);
                }
            } else {
                self.act(self.now, intent, out);
            }
        }
        self.mark_for_fates(out);
    }

    /// Takes note of the time. Whoever wakes from sleep asks at once whether the server is there.
    fn pass(&mut self, now: Now, out: &mut Outbox) {
        self.now = now;
        let ahead = ahead_ms(now);
        let slept = ahead.saturating_sub(std::mem::replace(&mut self.ahead_ms, ahead)) > SLEPT_MS_MIN;
        if slept && matches!(self.stage, Stage::In | Stage::Leaving { .. }) {
            self.mark(out);
            self.awake_until = Some(now.uptime + WAKE_PATIENCE);
        }
    }

    /// When [`tick`](Self::tick) is due, counted like [`Now::uptime`].
    pub fn deadline(&self) -> Option<Duration> {
        let drafts = self.drafts.deadline().filter(|_| self.is_in());
        let inside = matches!(self.stage, Stage::In | Stage::Leaving { .. });
        let watch = inside.then(|| self.now.uptime + WATCH_EVERY);
        let due = [self.stage_deadline(), drafts, watch, self.history_deadline(), self.marker_deadline()];
        due.into_iter().flatten().min()
    }

    fn stage_deadline(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Registering(registering) => {
                registering.since(self.wish.name.is_some()).map(|since| since + REGISTER_PATIENCE)
            }
            Stage::Welcomed { since } | Stage::Entering { since, .. } | Stage::Catching { since } => {
                Some(*since + REGISTER_PATIENCE)
            }
            Stage::In => Some(self.silent_at()),
            Stage::Leaving { until, .. } => {
                Some(until.map_or(self.silent_at(), |until| until.min(self.silent_at())))
            }
            Stage::Goodbye { until } => Some(*until),
            Stage::Ended => None,
        }
    }

    /// When the server's silence has lasted too long, or long enough to ask.
    fn silent_at(&self) -> Duration {
        if let Some(until) = self.awake_until {
            return until;
        }
        match self.sender.oldest_mark() {
            Some(asked) => asked.max(self.heard) + ANSWER_PATIENCE,
            None => self.heard + SILENCE_MAX,
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now, out: &mut Outbox) {
        self.pass(now, out);
        if self.is_in() {
            self.tick_drafts(out);
            self.tick_marker(out);
            // Nothing else says what was heard, and in a busy room no silence ever asks.
            let is_due = self.sender.has_unmarked() && self.sender.oldest_mark().is_none();
            if is_due && !self.has_labels() && !self.carried.pendings.is_empty() {
                self.mark(out);
            }
        }
        self.tick_history(out);
        if self.stage_deadline().is_none_or(|due| now.uptime < due) {
            return;
        }
        match &self.stage {
            Stage::Registering(_) | Stage::Entering { .. } | Stage::Catching { .. } => {
                self.end(Ending::Lost(Lost::Silent), out)
            }
            Stage::Welcomed { .. } => self.enter(out),
            Stage::In | Stage::Leaving { until: None, .. } if self.sender.oldest_mark().is_none() => {
                self.mark(out)
            }
            Stage::In | Stage::Leaving { until: None, .. } => self.end(Ending::Lost(Lost::Silent), out),
            Stage::Leaving { .. } | Stage::Goodbye { .. } => self.end(Ending::Left, out),
            Stage::Ended => {}
        }
    }

    pub(super) fn end(&mut self, ending: Ending, out: &mut Outbox) {
        self.stage = Stage::Ended;
        out.happen(Happening::Ended(ending));
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Ended)
    }

    /// Whether we are in a room and stay: what is typed is said at once.
    pub fn is_in(&self) -> bool {
        matches!(self.stage, Stage::In)
    }

    /// Whether so much is on its way to the server, unconfirmed, that nothing more should be typed
    /// until something arrives.
    pub fn is_full(&self) -> bool {
        self.sender.unconfirmed() >= UNCONFIRMED_BYTES_MAX || self.carried.pendings.is_full()
    }

    /// The name that we have, once we have one.
    pub fn me(&self) -> &Arc<str> {
        &self.me.name
    }

    /// The room in which we speak, if we are in one.
    pub fn here(&self) -> Option<&Arc<str>> {
        self.rooms.here().map(|room| &room.name)
    }

    /// Who is in a room of ours, without being copied.
    pub fn roster(&self, room: &str) -> Option<Roster<'_>> {
        self.rooms.get(&self.server.fold(room)).map(Roster::new)
    }

    /// The topic of a room of ours; an empty one is none.
    pub fn topic(&self, room: &str) -> Option<&str> {
        self.rooms.get(&self.server.fold(room)).map(|room| &*room.topic)
    }

    /// Who is in a room of ours, in the order of their names.
    pub fn members(&self, room: &str) -> Vec<Member> {
        self.rooms.get(&self.server.fold(room)).map(super::members::Room::members).unwrap_or_default()
    }

    /// The others where we speak whose names `part` begins, or stands in where it is not ASCII. First
    /// those who have named us, then those who spoke, the last one first; then by name.
    pub fn names_like(&self, part: &str) -> Vec<Arc<str>> {
        const SKIPPED: &[char] = &['[', ']', '\\', '`', '_', '-', '^', '{', '}', '|'];
        let (part, me) = (self.server.fold(part), self.server.fold(&self.me.name));
        let fits = |key: &str| {
            key != me
                && (key.starts_with(&part)
                    || key.trim_start_matches(SKIPPED).starts_with(&part)
                    || (!part.is_ascii() && key.contains(&part)))
        };
        let alone = self.carried.alone.iter().filter(|name| fits(&self.server.fold(name))).map(Arc::clone);
        let mut names: Vec<Arc<str>> = alone.collect();
        if let Some(room) = self.rooms.here() {
            let mut others: Vec<_> = room.by_key().filter(|(key, _)| fits(key)).collect();
            others.sort_by_key(|(key, _)| std::cmp::Reverse(room.rank(key)));
            let is_known = |member: &&Member| names.iter().any(|name| **name == *member.name);
            let others: Vec<_> =
                others.into_iter().map(|(_, member)| member).filter(|one| !is_known(one)).collect();
            names.extend(others.into_iter().map(|member| Arc::clone(&member.name)));
        }
        names
    }

    /// How long the last question to the server took to be answered.
    pub fn lag(&self) -> Option<Duration> {
        self.sender.lag()
    }

    /// When the oldest question to the server was asked that is not answered yet, in uptime.
    pub fn asked(&self) -> Option<Duration> {
        self.sender.oldest_mark()
    }
}

/// By how much the clock is ahead of the uptime.
fn ahead_ms(now: Now) -> u64 {
    now.unix_ms.saturating_sub(u64::try_from(now.uptime.as_millis()).unwrap_or(u64::MAX))
}
