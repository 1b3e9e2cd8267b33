//! When something is due at a connection that has said nothing. Only connections whose door is not
//! known, or that must be spoken to after a pause, have an entry; the others cost nothing.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::wire::{ConnId, Table};

/// At most one deadline for each connection, counted by uptime.
#[derive(Debug, Default)]
pub struct Deadlines {
    order: BTreeSet<(Duration, ConnId)>,
    of: Table<Duration>,
}

impl Deadlines {
    /// Sets the deadline of `conn`, in place of the one it had.
    pub fn set(&mut self, conn: ConnId, due: Duration) {
        self.clear(conn);
        self.of.insert(conn, due);
        self.order.insert((due, conn));
    }

    /// Takes the deadline of `conn` away.
    pub fn clear(&mut self, conn: ConnId) {
        if let Some(due) = self.of.remove(conn) {
            self.order.remove(&(due, conn));
        }
    }

    /// The next deadline of all.
    pub fn next(&self) -> Option<Duration> {
        self.order.first().map(|(due, _)| *due)
    }

    /// Takes one that is due at `uptime`.
    pub fn pop(&mut self, uptime: Duration) -> Option<ConnId> {
        let (_, conn) = self.order.first().copied().filter(|(due, _)| *due <= uptime)?;
        self.clear(conn);
        Some(conn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_one_and_the_earliest_comes_first() {
        let (alice, bob) = (ConnId::new(0, 0), ConnId::new(1, 0));
        let mut deadlines = Deadlines::default();
        deadlines.set(alice, Duration::from_secs(1));
        deadlines.set(bob, Duration::from_secs(2));
        deadlines.set(alice, Duration::from_secs(3));
        assert_eq!(deadlines.next(), Some(Duration::from_secs(2)));
        assert_eq!(deadlines.pop(Duration::from_secs(1)), None);
        assert_eq!(deadlines.pop(Duration::from_secs(9)), Some(bob));
        deadlines.clear(alice);
        assert_eq!((deadlines.pop(Duration::from_secs(9)), deadlines.next()), (None, None));
    }
}
