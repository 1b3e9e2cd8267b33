//! What outlives a connection: what we have seen, what we have said and nobody has confirmed, and
//! who and where we are.

use std::collections::VecDeque;
use std::sync::Arc;

use super::happening::{Happening, Label, Manner, Where};
use super::news::Secret;
use super::pending::{Pendings, Utterance, digits};
use super::server::Casemapping;
use super::session::{Outbox, Wish};
use super::trace::Trace;
use super::{BEGINNING_CHARS_MAX, HELD_LINES_MAX, Intent, OWN_IDS_MAX, PARTNERS_MAX, ROOMS_MAX};
use crate::wire::Now;
use crate::wire::scram::hmac;
use crate::wire::text::Text;

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// What we have seen of rooms, and of talks with single people.
    pub traces: Vec<Trace>,
    pub pendings: Pendings,
    /// What was typed and not done yet.
    pub held: VecDeque<Held>,
    /// What lets another connection take our place.
    pub token: Option<String>,
    /// The rooms that we were in, where we spoke first of all; none before we were in one.
    pub rooms: Vec<Arc<str>>,
    /// The same rooms in the order in which we came into them first.
    pub order: Vec<Arc<str>>,
    /// Whom we talk to alone, in the order in which that began.
    pub talks: Vec<Arc<str>>,
    /// To whom what is typed goes, if it is one person.
    pub alone: Option<Arc<str>>,
    /// The room that our person wants to speak in as soon as we are there.
    pub going: Option<String>,
    /// We were in rooms, and have left all of them.
    pub roomless: bool,
    /// How often we have come into a room.
    pub entered: u32,
    /// Whose words our person does not want to see.
    pub ignored: Vec<Arc<str>>,
    /// What was refused last, and where it was to be said.
    pub failed: Option<(String, Utterance)>,
    /// How the server folds names, as it said last.
    pub casemapping: Casemapping,
    /// Messages of ours that can be taken back, the last one last.
    pub own: VecDeque<Own>,
    /// One that is to be taken back as soon as it has an id.
    pub taking_back: Option<Label>,
    /// SCRAM's salted password, which takes long to make: salt, rounds, and what came of it.
    pub salted: Option<(Secret, Vec<u8>, u32, [u8; 32])>,
    pub seed: Seed,
}

/// What was typed and not done yet.
#[derive(Debug)]
pub(super) struct Held {
    pub intent: Intent,
    /// What it was called when it was told, if it is to be said.
    pub label: Option<Label>,
    /// Where it was typed; `None`: before we were anywhere.
    pub place: Option<Where>,
}

/// What is needed to tell that something will be said.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    /// Where it was typed.
    pub place: Option<Where>,
    /// Where we are about to go.
    pub towards: Arc<str>,
    /// Whether it is to be told.
    pub fates: bool,
    pub now_ms: u64,
}

impl Holding {
    pub fn of(wish: &Wish, place: Option<Where>, now: Now) -> Self {
        let room = wish.room.as_deref().unwrap_or_default();
        let towards = match room {
            "" => "".into(),
            room if room.starts_with(['#', '&']) => room.into(),
            room => format!("#{room}").into(),
        };
        Self { place, towards, fates: wish.fates, now_ms: now.unix_ms }
    }
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
    pub fn hold(&mut self, intent: Intent, how: Holding, out: &mut Outbox) -> Option<Intent> {
        match self.do_alone(intent, out)? {
            intent @ Intent::Leave(_) if self.held.is_empty() && self.pendings.is_empty() => {
                return Some(intent);
            }
            _ if self.held.len() >= HELD_LINES_MAX => out.happen(Happening::TooEarly),
            intent => {
                let label = self.tell_held(&intent, &how, out);
                self.held.push_back(Held { intent, label, place: how.place });
            }
        }
        None
    }

    /// Tells of words that they will be said.
    fn tell_held(&mut self, intent: &Intent, how: &Holding, out: &mut Outbox) -> Option<Label> {
        let here = || how.place.clone().unwrap_or_else(|| Where::Room(Arc::clone(&how.towards)));
        let (place, manner, text) = match intent {
            Intent::Say(text) => (here(), Manner::Message, Text::of_lines(text)?),
            Intent::Act(text) => (here(), Manner::Action, Text::line(text)),
            Intent::Tell { name, text } => {
                (Where::Private(name.as_str().into()), Manner::Message, Text::of_lines(text)?)
            }
            _ => return None,
        };
        how.fates.then(|| {
            let label = self.pendings.reserve();
            out.happen(Happening::Sending { label, place, manner, text, at_ms: how.now_ms });
            label
        })
    }

    /// The end: tells what was typed to be said, and may have been heard by nobody.
    pub fn tell_unsaid(&mut self, out: &mut Outbox) {
        let mut labels = self.pendings.labels();
        let unconfirmed = self.pendings.take_typed();
        labels.extend(self.held.iter().filter_map(|held| held.label));
        let unsent: Vec<String> = self.held.drain(..).filter_map(|held| held.intent.into_words()).collect();
        if !unsent.is_empty() || !unconfirmed.is_empty() {
            out.happen(Happening::Undelivered { unconfirmed, unsent, labels });
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
