//! The past as the doors tell it to those who have not asked: what was said before somebody came, for
//! how long it is kept, and that it can't be written.

use crate::room::Event;
use crate::room::rules::Retention;
use crate::wire::ConnId;
use crate::wire::caps::{BATCH, Caps, SERVER_TIME, STANDARD_REPLIES};
use crate::wire::note::Note;

use super::irc::past::{dated, room_note};
use super::irc::response::Response;
use super::plain::say;
use super::turn::{Turn, scribe, with_line_ends};
use super::way::{Door, Face, Way};
use super::{fan, retention};

impl Turn<'_> {
    /// Shows what was said in a room before `to` came. The last of it may be lost yet, so that each
    /// message is told apart from all else.
    pub(super) fn replay(&mut self, to: ConnId, room: &str, events: Vec<Event>) {
        if self.is_plain(to) {
            return self.replay_plain(to, &events);
        }
        let (clock, now_ms, caps) = (self.clock, self.now.unix_ms, self.hall.caps(to));
        let batch = caps.has(BATCH.with(SERVER_TIME)).then(|| {
            let mut scribe = scribe(self.hall, self.lang, self.batches);
            let mut out = Vec::new();
            let batch = scribe.open_batch(&mut out, ("chathistory", &[room.to_owned()]));
            self.orders.send_one(to, |bytes| bytes.append(&mut out));
            batch
        });
        for event in events {
            let event = dated(event, caps, clock, now_ms);
            let mut line = Response::gather(to);
            let mut scribe = scribe(self.hall, self.lang, self.batches);
            line.add(|out| scribe.event(out, &event, caps));
            self.orders.showing = event.id;
            self.orders.send_one(to, |out| match &batch {
                Some(batch) => line.enclosed(out, batch),
                None => drop(line.loose(out)),
            });
            self.orders.showing = None;
        }
        if let Some(batch) = batch {
            let mut scribe = scribe(self.hall, self.lang, self.batches);
            self.orders.send_one(to, |out| scribe.close_batch(out, &batch));
        }
    }

    fn replay_plain(&mut self, to: ConnId, events: &[Event]) {
        self.tell_plain(to, &say::replay_begins(self.lang));
        for event in events {
            let text = say::replayed(self.lang, event, &self.clock.short(event.at_ms, self.now.unix_ms));
            self.orders.showing = event.id;
            self.tell_plain(to, &text);
            self.orders.showing = None;
        }
    }

    /// Tells `to` for how long what is said in a room is kept.
    pub(super) fn retention(&mut self, to: ConnId, room: &str, limits: &Retention) {
        if self.is_plain(to) {
            let text = retention::sentence(self.lang, room, limits) + &self.lang.say("told-full-stop", &[]);
            self.tell_plain(to, &(text + "\n"));
            return;
        }
        let caps = self.hall.caps(to);
        self.tell(to, |scribe, out, nick| scribe.retention(out, (nick, caps), room, limits), |_| None);
    }

    /// Tells all of these, who are in the room, the same.
    pub(super) fn room_note(&mut self, to: Vec<ConnId>, room: &str, note: &Note) {
        let sentence = room_note(self.lang, note, room) + &self.lang.say("told-full-stop", &[]) + "\n";
        for (face, to) in fan::divide(to, self.ways.faces(), Caps::default()) {
            match face {
                Face::None => {}
                Face::Irc(_) => {
                    let knows = |conn: &ConnId| self.hall.caps(*conn).has(STANDARD_REPLIES);
                    let (knowing, others): (Vec<_>, Vec<_>) = to.into_iter().partition(knows);
                    for (to, is_known) in [(knowing, true), (others, false)] {
                        let mut bytes = Vec::new();
                        scribe(self.hall, self.lang, self.batches)
                            .room_note(&mut bytes, is_known, room, note);
                        self.orders.send_many(to, bytes, None);
                    }
                }
                Face::Plain | Face::PlainReturns => {
                    let bytes = with_line_ends(&sentence, face == Face::PlainReturns);
                    self.orders.send_many(to, bytes, None);
                }
                Face::Original => self.tell_originals(to, &sentence, None),
            }
        }
    }

    fn is_plain(&self, conn: ConnId) -> bool {
        !matches!(self.ways.get(conn), Some(Way { door: Door::Irc, .. }))
    }

    /// Tells somebody at the plain door; the original program once it reads.
    fn tell_plain(&mut self, to: ConnId, text: &str) {
        match self.ways.get(to).map(|way| &way.door) {
            Some(Door::Original(_)) => self.tell_originals(vec![to], text, None),
            Some(Door::Person(_) | Door::Unknown { .. } | Door::Irc) => self.say(to, text),
            None => {}
        }
    }
}
