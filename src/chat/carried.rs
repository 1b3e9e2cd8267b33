//! What outlives a connection: what we have seen, what we have said and nobody has confirmed, and
//! who and where we are.

use std::collections::VecDeque;
use std::sync::Arc;

use super::happening::{Happening, Label};
use super::news::Secret;
use super::pending::{Pendings, digits};
use super::session::Outbox;
use super::trace::Trace;
use super::{BEGINNING_CHARS_MAX, HELD_LINES_MAX, Intent, OWN_IDS_MAX, PARTNERS_MAX, ROOMS_MAX};
use crate::wire::scram::hmac;
use crate::wire::text::Text;

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// What we have seen of rooms, and of talks with single people.
    pub traces: Vec<Trace>,
    pub pendings: Pendings,
    /// What was typed and not done yet.
    pub held: VecDeque<Intent>,
    /// What lets another connection take our place.
    pub token: Option<String>,
    /// The rooms that we were in, where we spoke first of all; none before we were in one.
    pub rooms: Vec<Arc<str>>,
    /// Messages of ours that can be taken back, the last one last.
    pub own: VecDeque<Own>,
    /// One that is to be taken back as soon as it has an id.
    pub taking_back: Option<Label>,
    /// SCRAM's salted password, which takes long to make: salt, rounds, and what came of it.
    pub salted: Option<(Secret, Vec<u8>, u32, [u8; 32])>,
    pub seed: Seed,
}

/// A message of ours that the server remembers.
#[derive(Debug)]
pub(super) struct Own {
    /// Where it was said.
    pub place: Arc<str>,
    pub id: Arc<str>,
    /// How it begins, for telling which one it was.
    pub beginning: String,
    /// The server was told to take it back.
    pub is_going: bool,
}

/// What everything is made of that nobody may guess.
#[derive(Clone, Default)]
pub(super) struct Seed(pub [u8; 32]);

impl Seed {
    /// A word of 128 bits that nobody can guess who does not know the seed, the same for the same
    /// use.
    pub fn word(&self, what: &str) -> String {
        let bytes = hmac(&self.0, what.as_bytes());
        digits(bytes.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte)))
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed")
    }
}

impl Carried {
    /// With what makes our nonces unguessable.
    pub fn new(seed: [u8; 32]) -> Self {
        let seed = Seed(seed);
        Self { pendings: Pendings::new(seed.word("messages")), seed, ..Self::default() }
    }

    /// The connection is gone.
    pub fn lose(&mut self, now_ms: u64) {
        self.pendings.lose();
        self.traces.iter_mut().for_each(|trace| trace.lose(now_ms));
    }

    /// Keeps what a person wants until we are in a room. Gives back their wish to leave, if nothing
    /// is to be done before.
    pub fn hold(&mut self, intent: Intent, out: &mut Outbox) -> Option<Intent> {
        match intent {
            Intent::Help => out.happen(Happening::Help),
            Intent::Leave(_) if self.held.is_empty() && self.pendings.is_empty() => return Some(intent),
            _ if self.held.len() >= HELD_LINES_MAX => out.happen(Happening::TooEarly),
            intent => self.held.push_back(intent),
        }
        None
    }

    /// The end: tells what was typed to be said, and may have been heard by nobody.
    pub fn tell_unsaid(&mut self, out: &mut Outbox) {
        let unconfirmed = self.pendings.take_typed();
        let unsent: Vec<String> = self.held.drain(..).filter_map(|intent| intent.into_words()).collect();
        if !unsent.is_empty() || !unconfirmed.is_empty() {
            out.happen(Happening::Undelivered { unconfirmed, unsent });
        }
    }

    /// What was told and not shown, since it was to stand behind what was missed.
    pub fn take_waiting(&mut self) -> Vec<Happening> {
        self.traces.iter_mut().flat_map(Trace::take_waiting).collect()
    }

    /// Makes room for one more trace.
    pub fn add_trace(&mut self, trace: Trace) {
        if self.traces.len() >= ROOMS_MAX + PARTNERS_MAX {
            self.traces.remove(0);
        }
        self.traces.push(trace);
    }

    /// Notes a message of ours that can be taken back.
    pub fn note_own(&mut self, place: &Arc<str>, id: &Arc<str>, text: &Text) {
        if self.own.iter().any(|own| own.id == *id) {
            return;
        }
        let (place, id) = (Arc::clone(place), Arc::clone(id));
        self.own.push_back(Own { place, id, beginning: beginning(text), is_going: false });
        if self.own.len() > OWN_IDS_MAX {
            self.own.pop_front();
        }
    }
}

/// How a text begins, cut where it is too long to be repeated.
fn beginning(text: &Text) -> String {
    let lines = text.lines();
    let mut chars = lines.first().map(|line| line.chars()).into_iter().flatten();
    let mut beginning: String = chars.by_ref().take(BEGINNING_CHARS_MAX).collect();
    if lines.len() > 1 || chars.next().is_some() {
        beginning.push('…');
    }
    beginning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_named_by_its_beginning() {
        assert_eq!(beginning(&Text::line("hello")), "hello");
        let exact = "茶".repeat(BEGINNING_CHARS_MAX);
        assert_eq!(beginning(&Text::line(&exact)), exact);
        assert_eq!(beginning(&Text::line(&format!("{exact}!"))), format!("{exact}…"));
    }
}
