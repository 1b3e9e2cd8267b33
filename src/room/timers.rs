//! When to look at a connection again. A timer is checked when it is due and set anew if nothing
//! is to be done yet, so that what people say touches no timer at all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use crate::wire::ConnId;

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// The newcomer should be in.
    Registration,
    /// Whoever has named no room goes to the default one.
    AutoJoin,
    /// Is the client there?
    Pulse,
    /// Is its batch closed?
    Batch,
}

/// All timers.
#[derive(Debug, Default)]
pub struct Timers {
    heap: BinaryHeap<Reverse<(Duration, ConnId, Due)>>,
}

impl Timers {
    /// Asks for `due` when the uptime is `at`.
    pub fn set(&mut self, at: Duration, conn: ConnId, due: Due) {
        self.heap.push(Reverse((at, conn, due)));
    }

    /// When the first is due.
    pub fn next(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((at, _, _))| *at)
    }

    /// Takes one that is due.
    pub fn pop(&mut self, uptime: Duration) -> Option<(ConnId, Due)> {
        if self.next()? > uptime {
            return None;
        }
        self.heap.pop().map(|Reverse((_, conn, due))| (conn, due))
    }
}
