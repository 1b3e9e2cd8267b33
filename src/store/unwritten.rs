//! What could not be written yet: in memory, in order, and never more than so many bytes.
//!
//! Records that replace each other (rooms, accounts, markers, codes) are kept once each, as they
//! were last, and are never given up. What was said is given up, the oldest first, once there is too
//! much of it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::room::keep::Keep;
use crate::wire::MsgId;

/// What waits to be written.
#[derive(Debug, Default)]
pub struct Unwritten {
    said: VecDeque<Keep>,
    bytes: usize,
    records: HashMap<Key, (u64, Keep)>,
    turn: u64,
    given_up: u64,
}

/// What a record is of.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Room(MsgId),
    Account(Arc<str>),
    AccountGone(Arc<str>),
    Marker(Arc<str>, Arc<str>),
    Code(Arc<str>),
}

impl Unwritten {
    /// Takes one more thing; what is too much for `bytes_max` is given up.
    pub fn take(&mut self, keep: Keep, bytes_max: usize) {
        let key = match &keep {
            Keep::Entry(_) | Keep::Redact { .. } => {
                self.bytes += keep.bytes();
                self.said.push_back(keep);
                while self.bytes > bytes_max
                    && let Some(oldest) = self.said.pop_front()
                {
                    self.bytes -= oldest.bytes();
                    self.given_up += 1;
                }
                return;
            }
            Keep::Room(room) => Key::Room(MsgId::from_number(room.id).unwrap_or(MsgId::ZERO)),
            Keep::RoomGone(room) => Key::Room(*room),
            Keep::Account(account) => Key::Account(account.key.as_str().into()),
            // Its name may be registered anew meanwhile, by somebody who inherits nothing.
            Keep::AccountGone(account) => Key::AccountGone(Arc::clone(account)),
            Keep::Marker { account, target, .. } => Key::Marker(Arc::clone(account), Arc::clone(target)),
            Keep::Code { code, .. } => Key::Code(Arc::clone(code)),
        };
        self.turn += 1;
        self.records.insert(key, (self.turn, keep));
    }

    /// All that waits, in the order in which it should be written.
    pub fn all(&self) -> Vec<&Keep> {
        let mut records: Vec<_> = self.records.values().collect();
        records.sort_by_key(|(turn, _)| *turn);
        records.into_iter().map(|(_, keep)| keep).chain(&self.said).collect()
    }

    /// How much was given up.
    pub const fn given_up(&self) -> u64 {
        self.given_up
    }

    /// All of it was written.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{record, said};

    #[test]
    fn records_stay_and_the_oldest_words_go() {
        let mut unwritten = Unwritten::default();
        let one = said(1, "x").bytes();
        for id in 1..=5 {
            unwritten.take(Keep::Room(record(1, &format!("#room{id}"))), 2 * one);
            unwritten.take(Keep::Entry(said(id, "x")), 2 * one);
        }
        unwritten.take(Keep::Room(record(2, "#other")), 2 * one);
        unwritten.take(Keep::RoomGone(MsgId::from_number(1).unwrap()), 2 * one);
        let ids: Vec<_> = unwritten
            .all()
            .into_iter()
            .map(|keep| match keep {
                Keep::Entry(entry) => entry.event.id.unwrap().number(),
                Keep::Room(room) => -room.id,
                Keep::RoomGone(room) => -10 * room.number(),
                _ => 0,
            })
            .collect();
        assert_eq!(ids, [-2, -10, 4, 5]);
        assert_eq!(unwritten.given_up(), 3);
        unwritten.clear();
        assert!(unwritten.all().is_empty());
    }
}
