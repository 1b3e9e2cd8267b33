//! What we say, on the wire: cut to fit, labelled, and counted until the server has confirmed it.
//!
//! Theory of operation: a line of IRC, with our prefix before it as others get it, has 512 bytes.
//! What does not fit is cut, never inside a character, and sent as one multiline batch where the
//! server knows that, else as several lines. Every [`MARK_EVERY_BYTES`] a PING is sent as a *mark*:
//! a server handles what it gets in order, so its PONG confirms all that was sent before. The
//! caller stops asking its person for more while too much is unconfirmed, and nothing is left
//! behind when we leave. What is said stays in `pending` until its fate is known.
//!
//! Sources: IRCv3 multiline, labeled-response, echo-message.

use std::collections::VecDeque;
use std::time::Duration;

use super::MARK_EVERY_BYTES;
use super::batch::NONCE_TAG;
use super::command::Intent;
use super::happening::{Happening, Label, Manner, Refusal, Said, Voice, Where, Who};
use super::pending::Utterance;
use super::session::{Outbox, Session};
use crate::wire::caps;
use crate::wire::limits::{LINE_BYTES_MAX, USER_BYTES_MAX};
use crate::wire::message::LineWriter;
use crate::wire::text::{Piece, Text};

/// Bytes of a host at most (RFC 1035), for a prefix that we have not seen yet.
const HOST_BYTES_MAX: usize = 63;

/// Bytes of a piece at least, whatever else stands on its line.
const PIECE_BYTES_MIN: usize = 64;

/// What begins the token of a mark.
const MARK: &str = "mark-";

/// A question how far the server has got.
#[derive(Debug)]
struct Mark {
    number: u64,
    /// How many bytes had been sent before it.
    bytes: u64,
    at: Duration,
}

/// What is on its way.
#[derive(Debug, Default)]
pub(super) struct Sender {
    /// Bytes sent, confirmed, and sent before the last mark, in all.
    sent: u64,
    confirmed: u64,
    marked: u64,
    marks: VecDeque<Mark>,
    marks_count: u64,
    batches_count: u64,
    /// Behind which mark the last command was sent that is no message, until it is confirmed.
    commanded: Option<u64>,
    lag: Option<Duration>,
}

impl Sender {
    pub fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }

    /// Bytes that the server has not confirmed.
    pub fn unconfirmed(&self) -> u64 {
        self.sent - self.confirmed
    }

    /// A command was sent that is no message.
    pub fn commanded(&mut self) {
        self.commanded = Some(self.marks_count);
    }

    /// Whether such a command waits for its answer.
    pub fn has_commands(&self) -> bool {
        self.commanded.is_some()
    }

    pub fn has_unmarked(&self) -> bool {
        self.sent > self.marked
    }

    pub fn is_mark_due(&self) -> bool {
        self.sent - self.marked >= MARK_EVERY_BYTES
    }

    /// When the first mark without an answer was set.
    pub fn oldest_mark(&self) -> Option<Duration> {
        self.marks.front().map(|mark| mark.at)
    }

    pub fn lag(&self) -> Option<Duration> {
        self.lag
    }
}

impl Label {
    /// As it stands on the wire.
    fn word(self) -> String {
        format!("m{}", self.0)
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        word.strip_prefix('m')?.parse().ok().map(Self)
    }
}

impl Session {
    /// Asks the server how far it has got.
    pub(super) fn mark(&mut self, out: &mut Outbox) {
        let sender = &mut self.sender;
        sender.marks_count += 1;
        let mark = Mark { number: sender.marks_count, bytes: sender.sent, at: self.now.uptime };
        out.line("PING").param(&format!("{MARK}{}", mark.number)).end();
        sender.marked = sender.sent;
        sender.marks.push_back(mark);
    }

    /// The answer to a mark: all that was sent before it has been handled.
    pub(super) fn handle_pong(&mut self, token: &str, out: &mut Outbox) {
        let Some(number) = token.strip_prefix(MARK).and_then(|number| number.parse::<u64>().ok()) else {
            return;
        };
        for label in self.carried.pendings.confirm_before(number) {
            if self.tells_fates() {
                out.happen(Happening::Delivered { label, id: None });
            }
        }
        let sender = &mut self.sender;
        sender.commanded.take_if(|behind| *behind < number);
        while sender.marks.front().is_some_and(|mark| mark.number <= number) {
            if let Some(mark) = sender.marks.pop_front() {
                sender.confirmed = mark.bytes;
                sender.lag = Some(self.now.uptime.saturating_sub(mark.at));
            }
        }
        self.mark_for_fates(out);
        self.leave_if_confirmed(out);
    }

    /// Says something where it was typed; the label is that by which it was told already.
    pub(super) fn speak(
        &mut self,
        place: Option<Where>,
        intent: Intent,
        label: Option<Label>,
        out: &mut Outbox,
    ) -> Option<Label> {
        if let Intent::Tell { name, text } = intent {
            let label = self.say(&name, &text, label, out);
            self.watch(&name, out);
            return label;
        }
        let Some(place) = place else {
            out.happen(Happening::Refused { label, why: Refusal::NoRoomHere });
            return None;
        };
        let (Where::Room(target) | Where::Private(target)) = &place;
        self.drafts.said();
        let label = match intent {
            Intent::Say(text) => self.say(target, &text, label, out),
            Intent::Act(text) => self.act_out(target, &text, label, out),
            _ => None,
        };
        if let Where::Private(name) = &place {
            self.watch(name, out);
        }
        label
    }

    /// Says `text`, which may have several lines, to a room or a person.
    fn say(&mut self, target: &str, text: &str, told: Option<Label>, out: &mut Outbox) -> Option<Label> {
        let mut told = told;
        let bytes_max = self.piece_bytes_max(target);
        let mut pieces = Vec::new();
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            pieces.extend_from_slice(Text::long_line(line, bytes_max).pieces());
        }
        if pieces.iter().all(|piece| piece.text.is_empty()) {
            return None;
        }
        let mut label = None;
        if self.server.caps.has(caps::MULTILINE.with(caps::BATCH)) {
            for message in self.group(pieces) {
                label = self.utter(target, Utterance::Message(message), told.take(), out);
            }
        } else {
            for piece in pieces.into_iter().filter(|piece| !piece.text.is_empty()) {
                label = self.utter(target, Utterance::Message(vec![piece]), told.take(), out);
            }
        }
        label
    }

    /// Shows us doing something. Nothing says that an action may be a batch, so a long one is
    /// several.
    fn act_out(&mut self, target: &str, text: &str, told: Option<Label>, out: &mut Outbox) -> Option<Label> {
        let mut told = told;
        let around = "\u{1}ACTION \u{1}".len();
        let mut label = None;
        for piece in
            Text::long_line(text, self.piece_bytes_max(target).saturating_sub(around).max(1)).pieces()
        {
            label = self.utter(target, Utterance::Action(piece.text.to_string()), told.take(), out);
        }
        label
    }

    /// Bytes of text that fit on a line as the others get it, from us and to `target`.
    fn piece_bytes_max(&self, target: &str) -> usize {
        let guess = self.me.name.len() + "!@".len() + USER_BYTES_MAX + HOST_BYTES_MAX;
        let prefix = self.me.prefix.as_ref().map_or(guess, String::len);
        let around = ": PRIVMSG  :\r\n".len() + prefix + target.len();
        LINE_BYTES_MAX.saturating_sub(around).max(PIECE_BYTES_MIN)
    }

    /// Pieces as messages that the server takes.
    fn group(&self, pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
        let limits = self.server.multiline;
        let mut groups: Vec<Vec<Piece>> = Vec::new();
        let mut bytes = 0;
        for mut piece in pieces {
            let more = piece.text.len() + usize::from(!piece.concat);
            match groups.last_mut() {
                Some(group) if bytes + more <= limits.bytes_max && group.len() < limits.lines_max => {
                    bytes += more;
                    group.push(piece);
                }
                _ => {
                    bytes = piece.text.len();
                    piece.concat = false;
                    groups.push(vec![piece]);
                }
            }
        }
        groups.retain(|group| group.iter().any(|piece| !piece.text.is_empty()));
        groups
    }

    /// Says one message. The label is given if an answer with it is awaited; `told`: that by which it
    /// was told already.
    fn utter(
        &mut self,
        target: &str,
        utterance: Utterance,
        told: Option<Label>,
        out: &mut Outbox,
    ) -> Option<Label> {
        if self.carried.pendings.is_stuffed() {
            out.happen(Happening::Refused { label: told, why: Refusal::TooMuchUnderWay });
            return None;
        }
        let (manner, text) = match &utterance {
            Utterance::Message(pieces) => (Manner::Message, Text::from_pieces(pieces.clone())),
            Utterance::Action(text) => (Manner::Action, Some(Text::line(text))),
        };
        let label = self.carried.pendings.add(target, utterance, told);
        if let Some(text) = text.clone().filter(|_| self.wish.fates && told.is_none()) {
            let (place, at_ms) = (self.place_of(target), self.now.unix_ms);
            out.happen(Happening::Sending { label, place, manner, text, at_ms });
        }
        self.send_pending(label, out);
        if let Some(text) = text {
            self.echo_here(target, manner, text, out);
        }
        self.tells_fates().then_some(label)
    }

    /// Whether the server says what became of a message.
    pub(super) fn has_labels(&self) -> bool {
        self.server.caps.has(caps::LABELED_RESPONSE)
    }

    /// Whether a message of ours has an end of its own to be told.
    pub(super) fn tells_fates(&self) -> bool {
        self.wish.fates || self.has_labels()
    }

    /// Where something goes that is sent to this target.
    fn place_of(&self, target: &str) -> Where {
        let place = if self.server.is_room(target) { Where::Room } else { Where::Private };
        place(target.into())
    }

    /// Asks for a confirmation where nothing else gives one and somebody waits for it.
    pub(super) fn mark_for_fates(&mut self, out: &mut Outbox) {
        let is_due = self.sender.has_unmarked() && self.sender.oldest_mark().is_none();
        if self.wish.fates && is_due && !self.has_labels() && !self.carried.pendings.is_empty() {
            self.mark(out);
        }
    }

    /// A message of ours was refused: it can be said again.
    pub(super) fn refused(&mut self, label: Label) -> bool {
        let failed = self.carried.pendings.refuse(label);
        let was_waiting = failed.is_some();
        self.carried.failed = failed.or_else(|| self.carried.failed.take());
        was_waiting
    }

    /// Says again what was refused last; tells whether there is anything.
    pub fn say_again(&mut self, now: crate::wire::Now, out: &mut Outbox) -> bool {
        self.now = now;
        if !self.is_in() {
            return false;
        }
        let Some((target, utterance)) = self.carried.failed.take() else { return false };
        let before = out.bytes.len();
        self.utter(&target, utterance, None, out);
        self.sender.sent(out.bytes.len() - before);
        self.mark_for_fates(out);
        true
    }

    /// Says again what may not have been heard over the connection before.
    pub(super) fn send_unsent(&mut self, out: &mut Outbox) {
        let before = out.bytes.len();
        for label in self.carried.pendings.unsent() {
            self.send_pending(label, out);
        }
        self.sender.sent(out.bytes.len() - before);
    }

    fn send_pending(&mut self, label: Label, out: &mut Outbox) {
        let Some(pending) = self.carried.pendings.get(label).cloned() else { return };
        self.carried.pendings.sent(label, self.sender.marks_count);
        let target = &pending.target;
        let tags = Tags {
            label: self.has_labels().then(|| label.word()),
            nonce: self.server.caps.has(caps::RESUME).then(|| self.carried.pendings.nonce(label)),
        };
        match &pending.utterance {
            Utterance::Action(text) => {
                tags.begin("PRIVMSG", out).param(target).last(&format!("\u{1}ACTION {text}\u{1}")).end();
            }
            Utterance::Message(pieces) => match pieces.as_slice() {
                [only] => tags.begin("PRIVMSG", out).param(target).last(&only.text).end(),
                pieces if self.server.caps.has(caps::MULTILINE.with(caps::BATCH)) => {
                    self.write_batch(&tags, target, pieces, out);
                }
                // It was cut for a server that knows how to put it together again.
                pieces => pieces
                    .iter()
                    .filter(|piece| !piece.text.is_empty())
                    .for_each(|piece| out.line("PRIVMSG").param(target).last(&piece.text).end()),
            },
        }
    }

    fn write_batch(&mut self, tags: &Tags, target: &str, pieces: &[Piece], out: &mut Outbox) {
        self.sender.batches_count += 1;
        let reference = format!("b{}", self.sender.batches_count);
        tags.begin("BATCH", out).param(&format!("+{reference}")).param("draft/multiline").param(target).end();
        for piece in pieces {
            let mut line = LineWriter::new(&mut out.bytes).tag("batch", &reference);
            if piece.concat {
                line = line.tag("draft/multiline-concat", "");
            }
            line.command(None, "PRIVMSG").param(target).last(&piece.text).end();
        }
        out.line("BATCH").param(&format!("-{reference}")).end();
    }

    /// Where the server does not echo what we say and the face wants to see it.
    fn echo_here(&self, target: &str, manner: Manner, text: Text, out: &mut Outbox) {
        // Whoever is told of every message has seen it.
        if !self.wish.echo || self.wish.fates || self.server.caps.has(caps::ECHO_MESSAGE) {
            return;
        }
        out.happen(Happening::Said(Said {
            at_ms: self.now.unix_ms,
            id: None,
            who: Who { name: self.me.name.clone(), voice: Voice::Me },
            place: self.place_of(target),
            manner,
            text,
            label: None,
            old: false,
            mentions_me: false,
        }));
    }
}

/// The tags of a message of ours.
struct Tags {
    label: Option<String>,
    nonce: Option<String>,
}

impl Tags {
    /// A line to the server, up to its command.
    fn begin<'a>(&self, command: &str, out: &'a mut Outbox) -> LineWriter<'a> {
        let mut line = LineWriter::new(&mut out.bytes);
        for (tag, value) in [("label", &self.label), (NONCE_TAG, &self.nonce)] {
            if let Some(value) = value {
                line = line.tag(tag, value);
            }
        }
        line.command(None, command)
    }
}
