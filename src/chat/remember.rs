//! What is taken back and how far we have read. Sources: IRCv3 message-redaction, read-marker.

use std::sync::Arc;
use std::time::Duration;

use super::MARK_READ_EVERY;
use super::batch::{parse_time, write_time};
use super::carried::Own;
use super::happening::{Happening, Refusal, Said, Where};
use super::receive::reason;
use super::session::{Outbox, Reads, Session, Stage};
use super::trace::Trace;
use crate::wire::{Message, Now, caps};

impl Session {
    /// `/unsay`: takes back what we said last in this room.
    pub(super) fn take_back(&mut self, room: &Arc<str>, out: &mut Outbox) {
        if !self.server.caps.has(caps::MESSAGE_REDACTION) {
            return out.happen(Happening::Refused { label: None, why: Refusal::NotOffered("unsay") });
        }
        let key = self.server.fold(room);
        // What was said last may have no id yet.
        if let Some(label) = self.carried.pendings.last_to(room) {
            self.carried.taking_back = Some(label);
            return;
        }
        let is_last = |own: &&mut Own| !own.is_going && self.server.fold(&own.place) == key;
        match self.carried.own.iter_mut().rev().find(is_last) {
            Some(own) => {
                own.is_going = true;
                out.line("REDACT").param(room).param(&own.id).end();
            }
            None => out.happen(Happening::Refused { label: None, why: Refusal::NothingToTakeBack }),
        }
    }

    /// A message of ours has its id: if it was to be taken back, it is.
    pub(super) fn take_back_now(&mut self, place: &str, said: &Said, out: &mut Outbox) {
        if let (Some(label), Some(id)) = (said.label, &said.id)
            && self.carried.taking_back.take_if(|waiting| *waiting == label).is_some()
        {
            self.carried.own.iter_mut().filter(|own| own.id == *id).for_each(|own| own.is_going = true);
            out.line("REDACT").param(place).param(id).end();
        }
    }

    /// `REDACT <target> <msgid> [:reason]`.
    pub(super) fn handle_redact(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(target), Some(id)) = (message.param(0), message.param(1)) else { return };
        let who = self.who(message.source);
        let place = if self.server.is_room(target) { target } else { &*who.name };
        if let Some(trace) = self.trace_mut(place) {
            trace.forget(id);
        }
        let own = self.carried.own.iter().position(|own| *own.id == *id);
        let beginning = own.and_then(|at| self.carried.own.remove(at)).map(|own| own.beginning);
        let (room, id, reason) = (place.into(), id.into(), reason(message.param(2)));
        self.tell(Happening::TakenBack { room, who, id, beginning, reason }, out);
    }

    /// `MARKREAD <target> timestamp=<time>`, or `*` where nothing was read.
    pub(super) fn handle_marker(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(target), Some(word)) = (message.param(0), message.param(1)) else { return };
        let Some(at_ms) = word.strip_prefix("timestamp=").and_then(parse_time) else { return };
        let mut is_news = true;
        let mut name: Arc<str> = target.into();
        if let Some(trace) = self.trace_mut(target) {
            trace.read_ms = Some(at_ms);
            // What we have told comes back as well.
            is_news = at_ms > trace.marked_ms;
            trace.marked_ms = trace.marked_ms.max(at_ms);
            name = Arc::clone(&trace.name);
        }
        if is_news && self.wish.marks_read == Reads::AsSeen {
            let place = if self.server.is_room(target) { Where::Room } else { Where::Private };
            out.happen(Happening::ReadTo { place: place(name), at_ms });
        }
    }

    /// Our person has seen all that was said there up to this moment.
    pub fn seen(&mut self, now: Now, place: &Where, at_ms: u64, out: &mut Outbox) {
        self.now = now;
        let (Where::Room(name) | Where::Private(name)) = place;
        if let Some(trace) = self.trace_mut(name) {
            trace.seen_ms = trace.seen_ms.max(at_ms);
        }
        self.tick_marker(out);
    }

    /// What is read is told with the next tick, for our person goes elsewhere.
    pub(super) fn mark_read_soon(&mut self) {
        self.marks_soon = true;
    }

    /// Up to when something was read that the server does not know of yet.
    fn unmarked(&self, trace: &Trace) -> Option<u64> {
        let read_ms = match self.wish.marks_read {
            Reads::Never => return None,
            Reads::AsShown => {
                let here = self.rooms.here()?;
                let is_here = *trace.name == *here.name
                    || self.server.fold(&trace.name) == self.server.fold(&here.name);
                is_here.then_some(trace.shown_ms)?
            }
            Reads::AsSeen => trace.seen_ms,
        };
        (read_ms > trace.marked_ms && trace.catching.is_none()).then_some(read_ms)
    }

    /// Whether the server does not know yet how far we have read.
    fn has_unmarked(&self) -> bool {
        self.server.caps.has(caps::READ_MARKER)
            && self.carried.traces.iter().any(|trace| self.unmarked(trace).is_some())
    }

    pub(super) fn marker_deadline(&self) -> Option<Duration> {
        let wait = if self.marks_soon { Duration::ZERO } else { MARK_READ_EVERY };
        (matches!(self.stage, Stage::In) && self.has_unmarked()).then(|| self.marked + wait)
    }

    pub(super) fn tick_marker(&mut self, out: &mut Outbox) {
        if self.marker_deadline().is_some_and(|due| due <= self.now.uptime) {
            self.mark_read(out);
        }
    }

    /// Tells the server how far we have read.
    pub(super) fn mark_read(&mut self, out: &mut Outbox) {
        self.marks_soon = false;
        if !self.has_unmarked() {
            return;
        }
        self.marked = self.now.uptime;
        let unmarked = |(at, trace)| self.unmarked(trace).map(|read_ms| (at, read_ms));
        let all: Vec<(usize, u64)> = self.carried.traces.iter().enumerate().filter_map(unmarked).collect();
        for (at, read_ms) in all {
            let Some(trace) = self.carried.traces.get_mut(at) else { continue };
            trace.marked_ms = read_ms;
            let time = write_time(read_ms);
            out.line("MARKREAD").param(&trace.name).param(&format!("timestamp={time}")).end();
        }
    }
}
