//! Changes of a text that can be taken back, and brought again.
//!
//! A change is kept as what it took away and what it put there, so that a step costs what was
//! typed and not the whole text.

use std::collections::VecDeque;

/// Steps that can be taken back; of more, the oldest is forgotten.
const UNDO_STEPS_MAX: usize = 200;

/// One change: at `at`, `removed` gave way to `inserted`; the caret had been at `caret`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) at: usize,
    pub(super) removed: String,
    pub(super) inserted: String,
    pub(super) caret: usize,
}

/// The changes of one text.
#[derive(Debug, Default)]
pub(super) struct Undo {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// Whether the last step was typed and the next may become part of it.
    open: bool,
}

impl Undo {
    /// Keeps a change. Characters typed one behind the other make one step for each word.
    pub(super) fn record(&mut self, step: Step, typed: bool) {
        self.undone.clear();
        let joins = typed && self.open && step.removed.is_empty();
        self.open = typed;
        if let Some(last) = self.done.back_mut().filter(|last| joins && is_behind(last, &step)) {
            last.inserted.push_str(&step.inserted);
            return;
        }
        if self.done.len() == UNDO_STEPS_MAX {
            self.done.pop_front();
        }
        self.done.push_back(step);
    }

    /// What is typed from here is a step of its own.
    pub(super) fn seal(&mut self) {
        self.open = false;
    }

    /// The change to take back; it can be brought again.
    pub(super) fn back(&mut self) -> Option<Step> {
        self.open = false;
        let step = self.done.pop_back()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The change to bring again.
    pub(super) fn again(&mut self) -> Option<Step> {
        self.open = false;
        let step = self.undone.pop()?;
        self.done.push_back(step.clone());
        Some(step)
    }

    /// Forgets what was taken back last: it can't be brought again.
    pub(super) fn forget_undone(&mut self) {
        self.undone.pop();
    }
}

/// Whether `step` goes on where `last` ended and begins no word.
fn is_behind(last: &Step, step: &Step) -> bool {
    let begins_word =
        last.inserted.ends_with(char::is_whitespace) && !step.inserted.starts_with(char::is_whitespace);
    last.at + last.inserted.len() == step.at && !begins_word
}
