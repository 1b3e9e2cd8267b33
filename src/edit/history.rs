//! The lines that were said, to be said again, with the unsent one kept behind them.
//!
//! Theory of operation. While someone walks, each line visited stands in its own buffer, with its
//! changes, until one is submitted: so neither the draft nor a change of an old line is lost by
//! walking on.

use std::collections::{BTreeMap, VecDeque};

use super::buffer::Buffer;

/// Lines remembered; of more, the oldest is forgotten.
pub const HISTORY_LINES_MAX: usize = 500;

/// The lines said, and where someone is among them.
#[derive(Debug, Default)]
pub(super) struct History {
    said: VecDeque<String>,
    /// How many lines back from the draft, which is 0.
    back: usize,
    /// Lines visited and left, the draft too, by how far back they are.
    visited: BTreeMap<usize, Buffer>,
}

impl History {
    /// Remembers a line, unless it is empty or the same as the last, and ends the walk.
    pub(super) fn push(&mut self, line: &str) {
        self.leave();
        if line.is_empty() || self.said.back().is_some_and(|last| last == line) {
            return;
        }
        if self.said.len() == HISTORY_LINES_MAX {
            self.said.pop_front();
        }
        self.said.push_back(line.into());
    }

    /// Ends the walk: the lines are again as they were said.
    pub(super) fn leave(&mut self) {
        self.back = 0;
        self.visited.clear();
    }

    /// Puts the line before into `shown`; says whether there is one.
    pub(super) fn older(&mut self, shown: &mut Buffer) -> bool {
        self.back < self.said.len() && self.go(self.back + 1, shown)
    }

    /// Puts the line behind into `shown`, at last the draft; says whether there is one.
    pub(super) fn newer(&mut self, shown: &mut Buffer) -> bool {
        self.back.checked_sub(1).is_some_and(|back| self.go(back, shown))
    }

    fn go(&mut self, back: usize, shown: &mut Buffer) -> bool {
        let said = || self.said.iter().nth_back(back.wrapping_sub(1)).cloned();
        let to = self.visited.remove(&back).unwrap_or_else(|| Buffer::new(said().unwrap_or_default()));
        self.visited.insert(self.back, std::mem::replace(shown, to));
        self.back = back;
        true
    }
}
