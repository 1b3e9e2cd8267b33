//! The ring of what was cut: the last few texts, the latest first.

use std::collections::VecDeque;

/// Cuts that can be pasted again; of more, the oldest is forgotten.
const KILLS_MAX: usize = 16;

/// On which side of the caret a cut was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    Behind,
}

/// What was cut.
#[derive(Debug, Default)]
pub(super) struct Kills {
    ring: VecDeque<String>,
}

impl Kills {
    /// Keeps a cut. One that follows another at once (`joins`) becomes part of it, on its side.
    pub(super) fn push(&mut self, text: &str, side: Side, joins: bool) {
        match (self.ring.front_mut().filter(|_| joins), side) {
            (Some(last), Side::Before) => last.insert_str(0, text),
            (Some(last), Side::Behind) => last.push_str(text),
            (None, _) => {
                self.ring.truncate(KILLS_MAX - 1);
                self.ring.push_front(text.into());
            }
        }
    }

    /// The cut `age` steps back, counted round the ring: 0 is the latest.
    pub(super) fn at(&self, age: usize) -> Option<&str> {
        self.ring.get(age.checked_rem(self.ring.len())?).map(String::as_str)
    }
}
