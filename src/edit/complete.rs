//! Completion: the word that stands before the caret, and the candidates one after the other in
//! its place.
//!
//! Must not know what can be completed: the caller brings the candidates, whole and in its order.

/// The word before the caret, as far as the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Byte offset in the text at which it starts.
    pub start: usize,
    /// The word, up to the caret: what is between a blank, or the start of the text, and the caret.
    pub text: &'a str,
    /// Whether nothing but blanks stands before it: here a name addresses someone (`name: `).
    pub first: bool,
}

/// Completion under way: one candidate stands in the text.
#[derive(Debug)]
pub(super) struct Cycle {
    /// Byte offset at which the candidates are put.
    pub(super) start: usize,
    /// Byte offset of the caret before the first candidate came.
    pub(super) end: usize,
    candidates: Vec<String>,
    shown: usize,
}

impl Cycle {
    /// The first candidate stands in place of what is between `start` and `end`.
    pub(super) fn new(start: usize, end: usize, candidates: Vec<String>) -> Self {
        Self { start, end, candidates, shown: 0 }
    }

    /// Goes on to the next candidate or the one before, round and round.
    pub(super) fn turn(&mut self, backwards: bool) {
        let count = self.candidates.len().max(1);
        let step = if backwards { count - 1 } else { 1 };
        self.shown = (self.shown + step) % count;
    }

    /// The candidate to show.
    pub(super) fn shown(&self) -> &str {
        self.candidates.get(self.shown).map_or("", String::as_str)
    }

    /// Whether there is another than the one shown.
    pub(super) fn has_more(&self) -> bool {
        self.candidates.len() > 1
    }
}
