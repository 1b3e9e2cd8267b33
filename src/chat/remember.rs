//! What is taken back and how far we have read. Sources: IRCv3 message-redaction, read-marker.

use std::sync::Arc;
use std::time::Duration;

use super::MARK_READ_EVERY;
use super::batch::{parse_time, write_time};
use super::carried::Own;
use super::happening::{Happening, Refusal, Said};
use super::receive::reason;
use super::session::{Outbox, Session, Stage};
use crate::wire::{Message, caps};

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
    pub(super) fn handle_marker(&mut self, message: &Message<'_>) {
        let (Some(target), Some(word)) = (message.param(0), message.param(1)) else { return };
        let Some(read_ms) = word.strip_prefix("timestamp=").and_then(parse_time) else { return };
        if let Some(trace) = self.trace_mut(target) {
            trace.read_ms = Some(read_ms);
            trace.marked_ms = trace.marked_ms.max(read_ms);
        }
    }

    /// Whether the server does not know yet how far we have read.
    fn has_unmarked(&self) -> bool {
        let has = |at: usize| {
            self.carried
                .traces
                .get(at)
                .is_some_and(|trace| trace.shown_ms > trace.marked_ms && trace.catching.is_none())
        };
        self.wish.marks_read
            && self.server.caps.has(caps::READ_MARKER)
            && self.rooms.here().is_some_and(|room| self.trace_at(&room.name).is_some_and(has))
    }

    pub(super) fn marker_deadline(&self) -> Option<Duration> {
        (matches!(self.stage, Stage::In) && self.has_unmarked()).then(|| self.marked + MARK_READ_EVERY)
    }

    pub(super) fn tick_marker(&mut self, out: &mut Outbox) {
        if self.marker_deadline().is_some_and(|due| due <= self.now.uptime) {
            self.mark_read(out);
        }
    }

    /// Tells the server how far we have read where we speak.
    pub(super) fn mark_read(&mut self, out: &mut Outbox) {
        if !self.has_unmarked() {
            return;
        }
        self.marked = self.now.uptime;
        let Some(room) = self.rooms.here().map(|room| Arc::clone(&room.name)) else { return };
        let Some(trace) = self.trace_mut(&room) else { return };
        trace.marked_ms = trace.shown_ms;
        let time = write_time(trace.shown_ms);
        out.line("MARKREAD").param(&room).param(&format!("timestamp={time}")).end();
    }
}
