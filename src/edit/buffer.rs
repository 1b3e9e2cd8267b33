//! A text with a caret, in which every change goes through one door and can be taken back.
//!
//! Invariant: the caret stands between two characters as a reader counts them.

use std::ops::Range;

use super::place;
use super::undo::{Step, Undo};

/// The text of one line of input, its caret and its past.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    text: String,
    caret: usize,
    undo: Undo,
}

impl Buffer {
    /// A text without a past, the caret at its end.
    pub(super) fn new(text: String) -> Self {
        Self { caret: text.len(), text, undo: Undo::default() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Byte offset of the caret.
    pub(super) fn caret(&self) -> usize {
        self.caret
    }

    /// What stands before the caret and what behind it.
    pub(super) fn halves(&self) -> (&str, &str) {
        self.text.split_at_checked(self.caret).unwrap_or((&self.text, ""))
    }

    /// Puts the caret at `to` or the next place that is fit; says whether it moved.
    pub(super) fn move_to(&mut self, to: usize) -> bool {
        let was = self.caret;
        self.caret = place::fit_from(&self.text, to);
        self.undo.seal();
        was != self.caret
    }

    /// Puts `with` in place of `range`, the caret behind it. Outside the text nothing happens.
    pub(super) fn replace(&mut self, range: Range<usize>, with: &str) {
        self.change(range, with, false);
    }

    /// The same for a character that was typed at the caret.
    pub(super) fn type_in(&mut self, with: &str) {
        self.change(self.caret..self.caret, with, true);
    }

    /// Takes back the last change; says whether there was one.
    pub(super) fn undo(&mut self) -> bool {
        let Some(step) = self.undo.back() else { return false };
        self.put(step.at..step.at + step.inserted.len(), &step.removed);
        self.caret = place::fit_from(&self.text, step.caret);
        true
    }

    /// Brings again what was taken back last; says whether there was something.
    pub(super) fn redo(&mut self) -> bool {
        let Some(step) = self.undo.again() else { return false };
        self.put(step.at..step.at + step.removed.len(), &step.inserted);
        true
    }

    /// Takes back the last change for good.
    pub(super) fn retract(&mut self) {
        if self.undo() {
            self.undo.forget_undone();
        }
    }

    fn change(&mut self, range: Range<usize>, with: &str, typed: bool) {
        let Some(removed) = self.text.get(range.clone()) else { return };
        let step =
            Step { at: range.start, removed: removed.into(), inserted: with.into(), caret: self.caret };
        self.undo.record(step, typed);
        self.put(range, with);
    }

    /// A neighbour may make one character with the end of what came in (a combining mark, a flag's
    /// other half): then the caret stands behind both.
    fn put(&mut self, range: Range<usize>, with: &str) {
        let end = range.start + with.len();
        if self.text.get(range.clone()).is_some() {
            self.text.replace_range(range, with);
        }
        self.caret = place::fit_from(&self.text, end);
    }
}
