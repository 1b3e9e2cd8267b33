//! What the threads of the store tell the loop.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Report;

/// Reports that nobody has taken yet, and how the loop is woken for them.
pub struct Reports {
    waiting: Mutex<VecDeque<Report>>,
    wake: Box<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for Reports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reports").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl Reports {
    /// None yet.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { waiting: Mutex::default(), wake: Box::new(wake) }
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Report>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds one, and wakes the loop.
    pub fn push(&self, report: Report) {
        let mut waiting = self.waiting();
        match (waiting.back_mut(), &report) {
            (Some(Report::Written { to: last }), Report::Written { to }) => *last = *to,
            _ => waiting.push_back(report),
        }
        drop(waiting);
        (self.wake)();
    }

    /// Takes the oldest.
    pub fn take(&self) -> Option<Report> {
        self.waiting().pop_front()
    }
}
