//! One entry of a conversation: something said, people who come and go, or a sentence of ours.
//!
//! Must not know how it looks (`rows`) or where it stands (`talk`).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::rows::Laid;
use crate::chat::{Label, Manner, Who};
use crate::wire::clean::clean;
use crate::wire::text::Text;

/// Comings and goings that are told in one entry.
const MOVES_MAX: usize = 1_000;

/// What an entry is known by; never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Serial(pub u64);

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Entry {
    pub serial: Serial,
    /// When it happened, milliseconds since 1970.
    pub at_ms: u64,
    /// By what its place is found: never less than that of the entry before it.
    pub order_ms: u64,
    /// The day of `at_ms` where the reader is.
    pub day: Date,
    pub kind: Kind,
    /// Whether it was drawn while somebody looked, or is nothing that anybody has to see.
    pub seen: bool,
    /// How it was drawn last.
    pub laid: Option<Laid>,
}

/// What it is.
#[derive(Debug)]
pub(super) enum Kind {
    Message(Box<Said>),
    Moves(Moves),
    Note {
        lines: Vec<String>,
        tone: Tone,
    },
    /// A day has begun while nothing was said.
    Day,
}

/// How a sentence of ours is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Notice,
    Error,
}

/// A message.
#[derive(Debug)]
pub(super) struct Said {
    pub who: Who,
    /// The speaker's name, as it is shown.
    pub name: String,
    /// The same folded.
    pub folded: String,
    pub manner: Manner,
    pub text: Text,
    pub id: Option<Arc<str>>,
    pub label: Option<Label>,
    pub fate: Fate,
    /// Whether it names us, or is for us alone.
    pub calls_me: bool,
    /// Whether it is taken back; with the reason, if there is one.
    pub taken_back: Option<Option<String>>,
}

/// What has become of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is where it should be.
    Told,
    /// Ours, and on its way.
    Sending,
    /// Ours, and it did not get there; why, in words, if anybody knows.
    Failed(Option<String>),
    /// Ours, and nobody knows whether it got there.
    Unknown,
}

impl Said {
    /// The lines, clean.
    pub fn lines(&self) -> Vec<String> {
        self.text.lines().iter().map(|line| clean(line).into_owned()).collect()
    }

    /// As it could be typed again.
    pub fn typed(&self) -> String {
        self.text.lines().join("\n")
    }

    /// Whether these two go on with one another, so that the name needs to stand only once.
    pub fn goes_on(&self, former: &Self) -> bool {
        self.manner == former.manner && self.manner != Manner::Action && self.folded == former.folded
    }
}

/// People who come and go, one after the other.
#[derive(Debug)]
pub(super) struct Moves {
    /// How the first of them is told if it stays the only one.
    pub first: String,
    pub moves: Vec<Move>,
}

/// Somebody who comes or goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// Their name, clean.
    pub name: String,
    pub step: Step,
}

/// What they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Comes,
    Goes,
    /// They are called so from here on; clean.
    IsNow(String),
}

/// What comes of many moves.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub came: Vec<String>,
    pub went: Vec<String>,
    /// Came and went.
    pub passed: Vec<String>,
    /// Went and came.
    pub returned: Vec<String>,
    pub renamed: Vec<(String, String)>,
}

impl Moves {
    pub fn is_full(&self) -> bool {
        self.moves.len() >= MOVES_MAX
    }

    /// What comes of them: each person once, by their first and their last step.
    pub fn sum(&self) -> Sum {
        /// One person: who they were, who they are, whether they were here and are here.
        struct Track<'a> {
            first: &'a str,
            last: &'a str,
            came_first: Option<bool>,
            is_here: bool,
        }
        let mut tracks: Vec<Track<'_>> = Vec::new();
        let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
        for step in &self.moves {
            let at = by_name.get(step.name.as_str()).copied().unwrap_or_else(|| {
                tracks.push(Track { first: &step.name, last: &step.name, came_first: None, is_here: true });
                by_name.insert(&step.name, tracks.len() - 1);
                tracks.len() - 1
            });
            let Some(track) = tracks.get_mut(at) else { continue };
            match &step.step {
                Step::IsNow(to) => {
                    by_name.remove(track.last);
                    by_name.insert(to, at);
                    track.last = to;
                }
                Step::Comes | Step::Goes => {
                    track.is_here = step.step == Step::Comes;
                    track.came_first.get_or_insert(track.is_here);
                }
            }
        }
        let mut sum = Sum::default();
        for track in tracks {
            let name = track.last.to_owned();
            match (track.came_first, track.is_here) {
                (Some(true), true) => sum.came.push(name),
                (Some(true), false) => sum.passed.push(name),
                (Some(false), true) => sum.returned.push(name),
                (Some(false), false) => sum.went.push(name),
                (None, _) if track.first != track.last => sum.renamed.push((track.first.to_owned(), name)),
                (None, _) => {}
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_many_moves() {
        let moves = [
            ("ann", Step::Comes),
            ("bob", Step::Goes),
            ("cat", Step::Comes),
            ("cat", Step::Goes),
            ("dan", Step::Goes),
            ("dan", Step::Comes),
            ("eve", Step::IsNow("eva".into())),
            ("eva", Step::IsNow("evi".into())),
            ("fay", Step::IsNow("fae".into())),
            ("fae", Step::IsNow("fay".into())),
            ("ann", Step::IsNow("anna".into())),
        ];
        let moves = moves.map(|(name, step)| Move { name: name.into(), step }).into();
        let sum = Moves { first: String::new(), moves }.sum();
        let expected = Sum {
            came: vec!["anna".into()],
            went: vec!["bob".into()],
            passed: vec!["cat".into()],
            returned: vec!["dan".into()],
            renamed: vec![("eve".into(), "evi".into())],
        };
        assert_eq!(sum, expected);
    }
}
