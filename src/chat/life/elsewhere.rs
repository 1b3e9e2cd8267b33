//! The rooms and talks of a stay: where one speaks, who is there, and what of it was seen; with a
//! connection or without.

use std::sync::Arc;

use super::Life;
use crate::chat::carried::Carried;
use crate::chat::{Happening, Intent, Outbox, Refusal, Roster, Session, Voice, Where, Who};
use crate::wire::Now;

impl Life {
    /// Goes elsewhere while there is no connection: what is typed next is for there. Gives back
    /// whatever is another thing, or is to be said there.
    pub(super) fn go_alone(&mut self, intent: Intent, out: &mut Outbox) -> Option<Intent> {
        let (place, text) = match intent {
            Intent::Query { name, text } => (Where::Private(name.into()), text),
            Intent::Go(word) => match self.carried.find_place(&word) {
                Some(place) => (place, None),
                None => {
                    out.happen(Happening::Refused { label: None, why: Refusal::NoSuchPlace(word) });
                    return None;
                }
            },
            intent => return Some(intent),
        };
        if self.carried.go(&place) {
            self.astray = None;
            out.happen(Happening::Here(place));
        }
        text.map(Intent::Say)
    }

    /// Says again what was refused last, where it was to be said; tells whether there is anything.
    pub fn say_again(&mut self, now: Now, out: &mut Outbox) -> bool {
        self.put(now, out, |session, out| session.say_again(now, out)).unwrap_or(false)
    }

    /// Our person has seen all that was said there up to this moment, milliseconds since 1970; only
    /// with [`Reads::AsSeen`](crate::chat::Reads::AsSeen).
    pub fn seen(&mut self, now: Now, place: &Where, at_ms: u64, out: &mut Outbox) {
        self.put(now, out, |session, out| session.seen(now, place, at_ms, out));
    }

    /// Where what is typed goes, if anywhere.
    pub fn place(&self) -> Option<Where> {
        self.session.as_ref().map_or_else(|| self.carried.place(), Session::place)
    }

    /// Our rooms in the order of entering them, then those to whom we talk alone.
    pub fn places(&self) -> Vec<Where> {
        self.carried().places()
    }

    pub(super) fn carried(&self) -> &Carried {
        self.session.as_ref().map_or(&self.carried, |session| &session.carried)
    }

    /// Speaks elsewhere from here on, in a room of ours or to a person; tells whether it can be done.
    pub fn go(&mut self, place: &Where) -> bool {
        match &mut self.session {
            Some(session) => session.go(place),
            None => self.carried.go(place),
        }
    }

    /// The face shows this place: what is typed is meant for there from here on. Where that is none of
    /// ours (we were put out of the room, or are on our way back into it), it is refused, and never
    /// said elsewhere.
    pub fn look_at(&mut self, place: &Where) {
        self.astray = (!self.go(place)).then(|| place.clone());
    }

    /// Gives an intent back, unless it is about a place that the face shows and that is none of ours.
    pub(super) fn unless_astray(&mut self, intent: Intent, out: &mut Outbox) -> Option<Intent> {
        // It may be ours by now.
        if let Some(place) = self.astray.clone().filter(|_| intent.is_here()) {
            self.look_at(&place);
        } else {
            return Some(intent);
        }
        let Some(Where::Room(name) | Where::Private(name)) = &self.astray else { return Some(intent) };
        let name = Arc::clone(name);
        match intent {
            // There is nothing to leave but the sight of it.
            Intent::Part { .. } => {
                self.astray = None;
                let who = Who { name: self.me().unwrap_or_default().into(), voice: Voice::Me };
                out.happen(Happening::Left { rooms: vec![name], who, reason: None });
                self.place().into_iter().for_each(|place| out.happen(Happening::Here(place)));
            }
            _ => {
                let why = Refusal::NoSuchPlace(name.to_string());
                out.happen(Happening::Refused { label: None, why });
            }
        }
        None
    }

    /// Who is in a room of ours, without being copied.
    pub fn roster(&self, room: &str) -> Option<Roster<'_>> {
        self.session.as_ref().and_then(|session| session.roster(room))
    }

    /// The topic of a room of ours; an empty one is none.
    pub fn topic(&self, room: &str) -> Option<&str> {
        self.session.as_ref().and_then(|session| session.topic(room))
    }

    /// What a name is found by: two names are the same if theirs is.
    pub fn fold(&self, name: &str) -> String {
        self.carried().fold(name)
    }
}
