//! What could not be written yet: in memory, in order, and never more than so many bytes.
//!
//! Records that replace each other (rooms, accounts, markers, codes) are kept once each, as they
//! were last, and are never given up; nothing is kept of what came and went while nothing could be
//! written, so that there are no more of them than there are rooms and people. What was said is
//! given up, the oldest first, once there is too much of it and of the records together.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::room::keep::{Entry, Keep, Party, Place};
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
    Ban(u64),
    Audit(u64),
}

impl Key {
    /// Whether it goes with an account.
    fn is_of(&self, gone: &Arc<str>) -> bool {
        match self {
            Self::Account(account) | Self::Marker(account, _) => account == gone,
            Self::Room(_) | Self::AccountGone(_) | Self::Code(_) | Self::Ban(_) | Self::Audit(_) => false,
        }
    }
}

impl Unwritten {
    /// Takes one more thing; what is too much for `bytes_max` is given up. All rooms that are known
    /// to the database have ids up to `written`.
    pub fn take(&mut self, keep: Keep, written: MsgId, bytes_max: usize) {
        match &keep {
            Keep::Entry(_) | Keep::Redact { .. } => {
                self.bytes += keep.bytes();
                self.said.push_back(keep);
            }
            Keep::Room(room) => {
                self.record(Key::Room(MsgId::from_number(room.id).unwrap_or(MsgId::ZERO)), keep);
            }
            // What was said in it stays, for the operator.
            Keep::RoomGone(room) if *room > written => self.drop_records(|key| *key == Key::Room(*room)),
            Keep::RoomGone(room) => self.record(Key::Room(*room), keep),
            Keep::Account(account) => self.record(Key::Account(account.key.as_str().into()), keep),
            Keep::AccountGone(account) => {
                self.drop_records(|key| key.is_of(account));
                self.disown(account);
                // Its name may be registered anew meanwhile, by somebody who inherits nothing.
                self.record(Key::AccountGone(Arc::clone(account)), keep);
            }
            Keep::Marker { account, target, .. } => {
                self.record(Key::Marker(Arc::clone(account), Arc::clone(target)), keep);
            }
            Keep::Code(code) => self.record(Key::Code(code.code.as_str().into()), keep),
            Keep::CodeGone(code) => self.record(Key::Code(Arc::clone(code)), keep),
            Keep::Ban(ban) => self.record(Key::Ban(ban.id), keep),
            Keep::BanGone(id) => self.record(Key::Ban(*id), keep),
            // Each is one of its own, and none is given up.
            Keep::Audit(_) => self.record(Key::Audit(self.turn), keep),
        }
        while self.bytes > bytes_max
            && let Some(oldest) = self.said.pop_front()
        {
            self.bytes -= oldest.bytes();
            self.given_up += 1;
        }
    }

    /// What an account that is gone said to others is a guest's from here on: records are written
    /// before what was said, and so would a new account of the same name be.
    fn disown(&mut self, account: &Arc<str>) {
        let gone = Party::Account(Arc::clone(account));
        let now =
            |party: &Party| if *party == gone { Party::Guest(Arc::clone(account)) } else { party.clone() };
        for keep in &mut self.said {
            if let Keep::Entry(Entry { place, .. }) | Keep::Redact { place, .. } = keep
                && let Place::Private(one, other) = place
            {
                *place = Place::between(now(one), now(other));
            }
        }
    }

    fn record(&mut self, key: Key, keep: Keep) {
        self.turn += 1;
        self.bytes += keep.bytes();
        if let Some((_, former)) = self.records.insert(key, (self.turn, keep)) {
            self.bytes -= former.bytes();
        }
    }

    fn drop_records(&mut self, goes: impl Fn(&Key) -> bool) {
        let bytes = &mut self.bytes;
        self.records.retain(|key, (_, keep)| {
            let goes = goes(key);
            *bytes -= if goes { keep.bytes() } else { 0 };
            !goes
        });
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
    use crate::store::tests::{account, id, private, record, said, said_by};

    /// Takes it where `bytes_max` is the limit, and all rooms up to number 1000 are known.
    fn take(unwritten: &mut Unwritten, keep: Keep, bytes_max: usize) {
        unwritten.take(keep, id(1000), bytes_max);
        let all = unwritten.all().into_iter().map(Keep::bytes).sum::<usize>();
        assert_eq!(unwritten.bytes, all);
    }

    #[test]
    fn records_stay_and_the_oldest_words_go() {
        let mut unwritten = Unwritten::default();
        let records = Keep::Room(record(1, "#room5")).bytes() + Keep::Room(record(2, "#other")).bytes();
        let bytes_max = records + 2 * said(1, "x").bytes();
        for number in 1..=5 {
            take(&mut unwritten, Keep::Room(record(1, &format!("#room{number}"))), bytes_max);
            take(&mut unwritten, Keep::Room(record(2, "#other")), bytes_max);
            take(&mut unwritten, Keep::Entry(said(number, "x")), bytes_max);
        }
        take(&mut unwritten, Keep::RoomGone(id(1)), bytes_max);
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
        // Records take the place of words.
        take(&mut unwritten, Keep::Room(record(3, "#third")), bytes_max);
        assert_eq!(unwritten.given_up(), 4);
        unwritten.clear();
        assert!(unwritten.all().is_empty());
    }

    #[test]
    fn nothing_is_left_of_what_came_and_went_meanwhile() {
        let mut unwritten = Unwritten::default();
        for number in 2000..2100 {
            take(&mut unwritten, Keep::Room(record(number, "#fleeting")), usize::MAX);
            take(&mut unwritten, Keep::RoomGone(id(number)), usize::MAX);
        }
        assert!(unwritten.all().is_empty());
        take(&mut unwritten, Keep::Account(account("bob")), usize::MAX);
        for target in ["#tea", "alice"] {
            let (account, target) = ("bob".into(), target.into());
            take(&mut unwritten, Keep::Marker { account, target, at_ms: 1 }, usize::MAX);
        }
        take(&mut unwritten, Keep::AccountGone("bob".into()), usize::MAX);
        assert_eq!(unwritten.all().len(), 1, "it may have been known before");
    }

    #[test]
    fn what_waits_of_an_account_that_is_gone_is_nobodys() {
        let mut unwritten = Unwritten::default();
        take(&mut unwritten, Keep::Entry(said_by("alice", private("alice", "bob"), 3, "secret")), usize::MAX);
        take(&mut unwritten, Keep::AccountGone("alice".into()), usize::MAX);
        take(&mut unwritten, Keep::Account(account("alice")), usize::MAX);
        let guest = Place::between(Party::Account("bob".into()), Party::Guest("alice".into()));
        let all = unwritten.all();
        assert!(matches!(all.last(), Some(Keep::Entry(entry)) if entry.place == guest), "{all:?}");
    }
}
