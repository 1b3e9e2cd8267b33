//! One connection from its first byte to its last: its state, and what can be put in.
//!
//! Theory of operation, as states and what leads on from each:
//!
//! | stage | waits for | then |
//! |---|---|---|
//! | `Registering` | capabilities, a name that is taken, 001 | `Welcomed` |
//! | `Welcomed` | the end of the welcome | `Entering`; ends if no room is known |
//! | `Entering` | our own JOIN | `In`; ends if the room is refused |
//! | `In` | – | `Leaving`; ends if the server says so |
//! | `Leaving` | the PONG that confirms all that was said | `Goodbye` |
//! | `Goodbye` | the server's ERROR, its end, or two seconds | `Ended` |
//! | `Ended` | nothing: what is put in is ignored | |

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use super::batch::Batches;
use super::command::{self, Mistyped};
use super::drafts::Drafts;
use super::happening::{Ending, Happening, Label, Lost, NameRefusal};
use super::members::Rooms;
use super::partners::Partners;
use super::register::Registering;
use super::send::Sender;
use super::server::Server;
use super::{
    ANSWER_PATIENCE, GOODBYE_PATIENCE, HELD_LINES_MAX, Intent, Member, RECEIVED_LINE_BYTES_MAX,
    REGISTER_PATIENCE, SILENCE_MAX, UNCONFIRMED_BYTES_MAX,
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
}

/// What a session wants done. The caller takes both before it puts in anything else.
#[derive(Debug, Default)]
pub struct Outbox {
    /// What to send.
    pub bytes: Vec<u8>,
    /// What has happened, in order.
    pub happenings: Vec<Happening>,
}

impl Outbox {
    pub(super) fn happen(&mut self, happening: Happening) {
        self.happenings.push(happening);
    }

    /// A line to the server, up to its command.
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
    Welcomed { since: Duration },
    Entering { since: Duration, room: String },
    In,
    Leaving { until: Option<Duration>, reason: Option<String> },
    Goodbye { until: Duration },
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
    /// Rows of the answer to `/list` so far.
    pub(super) listed_count: u64,
    pub(super) noted: Noted,
    pub(super) now: Now,
    /// What was typed before a room was entered.
    held: VecDeque<Intent>,
    input: LineBuffer,
    /// When the server was last heard of.
    heard: Duration,
}

impl Session {
    /// Begins to come in over a connection that has just been made.
    pub fn start(now: Now, wish: Wish, out: &mut Outbox) -> Self {
        let mut session = Self {
            stage: Stage::Registering(Registering::new(now.uptime)),
            server: Server::default(),
            me: Me { name: "".into(), prefix: None },
            rooms: Rooms::default(),
            batches: Batches::default(),
            sender: Sender::default(),
            partners: Partners::default(),
            drafts: Drafts::default(),
            listed_count: 0,
            noted: Noted::default(),
            now,
            held: VecDeque::new(),
            input: LineBuffer::new(),
            heard: now.uptime,
            wish,
        };
        session.ask_capabilities(out);
        if let Some(name) = session.wish.name.take() {
            session.name(now, &name, out);
        }
        session
    }

    /// Takes what has arrived.
    pub fn receive(&mut self, now: Now, bytes: &[u8], out: &mut Outbox) {
        self.now = now;
        self.heard = now.uptime;
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

    /// Takes a line as its person typed it: words, a command, or nothing, which leaves.
    pub fn typed(&mut self, now: Now, line: &str, out: &mut Outbox) -> Option<Label> {
        match command::read(line) {
            Ok(intent) => self.act(now, intent, out),
            Err(Mistyped::Unknown { typed, nearest }) => {
                out.happen(Happening::UnknownCommand { typed, nearest });
                None
            }
            Err(Mistyped::Usage(command)) => {
                out.happen(Happening::Usage(command));
                None
            }
        }
    }

    /// Does what a person wants. What needs a room and comes before there is one is kept until
    /// there is. The label is that of the message that was sent, if its echo is awaited.
    pub fn act(&mut self, now: Now, intent: Intent, out: &mut Outbox) -> Option<Label> {
        self.now = now;
        match &self.stage {
            Stage::In => {
                let before = out.bytes.len();
                let label = self.carry_out(intent, out);
                // What leaving sends is no message, and waits for no confirmation.
                if matches!(self.stage, Stage::In) {
                    self.sender.sent(out.bytes.len() - before);
                    if self.sender.is_mark_due() {
                        self.mark(out);
                    }
                }
                label
            }
            Stage::Leaving { .. } | Stage::Goodbye { .. } | Stage::Ended => None,
            Stage::Registering(_) | Stage::Welcomed { .. } | Stage::Entering { .. } => {
                match intent {
                    Intent::Help => out.happen(Happening::Help),
                    Intent::Leave(reason) if self.held.is_empty() => self.leave(now, reason, out),
                    _ if self.held.len() >= HELD_LINES_MAX => out.happen(Happening::TooEarly),
                    intent => self.held.push_back(intent),
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
                let until = self.wish.patience.map(|patience| now.uptime + patience);
                self.stage = Stage::Leaving { until, reason };
                self.leave_if_confirmed(out);
            }
            Stage::Registering(_) | Stage::Welcomed { .. } | Stage::Entering { .. } => {
                self.say_goodbye(reason, out)
            }
            Stage::Leaving { .. } | Stage::Goodbye { .. } | Stage::Ended => {}
        }
    }

    pub(super) fn leave_if_confirmed(&mut self, out: &mut Outbox) {
        if self.sender.unconfirmed() == 0
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

    /// We are in our first room: what was typed before is said.
    pub(super) fn release_held(&mut self, out: &mut Outbox) {
        self.stage = Stage::In;
        while let Some(intent) = self.held.pop_front() {
            self.act(self.now, intent, out);
        }
    }

    /// When [`tick`](Self::tick) is due, counted like [`Now::uptime`].
    pub fn deadline(&self) -> Option<Duration> {
        let drafts = self.drafts.deadline().filter(|_| self.is_in());
        [self.stage_deadline(), drafts].into_iter().flatten().min()
    }

    fn stage_deadline(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Registering(registering) => registering.since().map(|since| since + REGISTER_PATIENCE),
            Stage::Welcomed { since } | Stage::Entering { since, .. } => Some(*since + REGISTER_PATIENCE),
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
        match self.sender.oldest_mark() {
            Some(asked) => asked.max(self.heard) + ANSWER_PATIENCE,
            None => self.heard + SILENCE_MAX,
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now, out: &mut Outbox) {
        self.now = now;
        if self.is_in() {
            self.tick_drafts(out);
        }
        if self.stage_deadline().is_none_or(|due| now.uptime < due) {
            return;
        }
        match &self.stage {
            Stage::Registering(_) | Stage::Entering { .. } => self.end(Ending::Lost(Lost::Silent), out),
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
        self.sender.unconfirmed() >= UNCONFIRMED_BYTES_MAX
    }

    /// The name that we have, once we have one.
    pub fn me(&self) -> &Arc<str> {
        &self.me.name
    }

    /// The room in which we speak, if we are in one.
    pub fn here(&self) -> Option<&Arc<str>> {
        self.rooms.here().map(|room| &room.name)
    }

    /// Speaks in another of our rooms from here on; tells whether we are in it.
    pub fn go(&mut self, room: &str) -> bool {
        let key = self.server.fold(room);
        self.rooms.go(&key)
    }

    /// Who is in a room of ours, in the order of their names.
    pub fn members(&self, room: &str) -> Vec<Member> {
        self.rooms.get(&self.server.fold(room)).map(super::members::Room::members).unwrap_or_default()
    }

    /// The others where we speak whose names `part` begins, or stands in where it is not ASCII;
    /// who spoke last comes first.
    pub fn names_like(&self, part: &str) -> Vec<Arc<str>> {
        let Some(room) = self.rooms.here() else { return Vec::new() };
        let (part, me) = (self.server.fold(part), self.server.fold(&self.me.name));
        let fits =
            |key: &str| key != me && (key.starts_with(&part) || (!part.is_ascii() && key.contains(&part)));
        let mut members = room.members();
        members.retain(|member| fits(&self.server.fold(&member.name)));
        members.sort_by_key(|member| std::cmp::Reverse(member.spoke));
        members.into_iter().map(|member| member.name).collect()
    }

    /// How long the last question to the server took to be answered.
    pub fn lag(&self) -> Option<Duration> {
        self.sender.lag()
    }
}
