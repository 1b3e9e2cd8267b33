//! The audit log: who has done what to whom, where. What is written is never changed.
//!
//! Each room has its own log, and the house has one: of what was done in it and in the default room.
//! So nobody pushes out of the house's what they did not do there, however busy they are in a room of
//! their own. Operators of a room read its log, the operator of the house each. The newest part is held
//! in memory, so that reading it asks nobody; more is kept ([`Keep::Audit`]): of each room so many
//! records, until the room is gone.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::room::Hall;
use crate::room::keep::{AuditRecord, Keep};
use crate::room::outbox::{Effect, Outbox};
use crate::room::place::RoomId;
use crate::wire::mask::Mask;
use crate::wire::{MsgId, Now};

use super::Terms;

/// Records of one room, and of the house, that are held in memory.
pub const AUDIT_RECORDS_MAX: usize = 200;

/// Records that one answer has, where no number is named.
pub const AUDIT_SHOWN: usize = 20;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// Put somebody out.
    Kick,
    /// Banned somebody.
    Ban,
    /// Lifted a ban.
    Unban,
    /// Muted somebody.
    Mute,
    /// Lifted a mute.
    Unmute,
    /// A ban or mute has ended by itself.
    Expired,
    /// Changed modes.
    Mode,
    /// Ended somebody's connection (KILL).
    Kill,
    /// Removed somebody's account.
    Forget,
    /// The brake was put on.
    Brake,
    /// It was taken off.
    BrakeOff,
}

impl Did {
    /// What it is to set or lift this mask.
    pub const fn of_mask(on: bool, mask: &Mask) -> Self {
        match (on, mask.mutes()) {
            (true, false) => Self::Ban,
            (false, false) => Self::Unban,
            (true, true) => Self::Mute,
            (false, true) => Self::Unmute,
        }
    }

    /// Its word, on the wire and as it is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kick => "kick",
            Self::Ban => "ban",
            Self::Unban => "unban",
            Self::Mute => "mute",
            Self::Unmute => "unmute",
            Self::Expired => "expired",
            Self::Mode => "mode",
            Self::Kill => "kill",
            Self::Forget => "forget",
            Self::Brake => "brake",
            Self::BrakeOff => "brake-off",
        }
    }
}

/// The newest part of the log.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    records: VecDeque<AuditRecord>,
}

impl Audit {
    /// Adds a record; the oldest goes if there are too many here.
    pub fn add(&mut self, record: AuditRecord) {
        if self.records.len() >= AUDIT_RECORDS_MAX {
            self.records.pop_front();
        }
        self.records.push_back(record);
    }

    /// The newest, so many at most, in the order in which they were done.
    pub fn newest(&self, count: usize) -> impl Iterator<Item = &AuditRecord> {
        self.records.iter().skip(self.records.len().saturating_sub(count))
    }
}

impl Hall {
    /// Notes that something was done, in a room or to the whole house.
    pub(in crate::room) fn audit(
        &mut self,
        now: Now,
        room: Option<RoomId>,
        (did, whom): (Did, &str),
        terms: &Terms,
        out: &mut Outbox,
    ) {
        let place = room.and_then(|room| self.rooms.get(room));
        let record = AuditRecord {
            at_ms: now.unix_ms,
            room: place.and_then(|place| place.memory.id).map(MsgId::number),
            room_name: place.map(|place| place.name.as_str().to_owned()),
            by: terms.by.to_string(),
            did: did.word().to_owned(),
            whom: whom.to_owned(),
            until_ms: terms.until_ms,
            reason: terms.reason.as_deref().map(str::to_owned),
        };
        if let Some(place) = room.and_then(|room| self.rooms.get_mut(room)) {
            place.audit.add(record.clone());
        }
        if room.is_none_or(|room| room == self.lobby) {
            self.audit.add(record.clone());
        }
        if self.rules.history.keeps {
            out.effects.push(Effect::Keep(Keep::Audit(record)));
        }
    }

    /// The same where there is nothing to say of a time.
    pub(in crate::room) fn audit_simply(
        &mut self,
        now: Now,
        room: Option<RoomId>,
        done: (Did, &str),
        (by, reason): (&Arc<str>, Option<&Arc<str>>),
        out: &mut Outbox,
    ) {
        let terms = Terms { by: Arc::clone(by), until_ms: None, reason: reason.cloned() };
        self.audit(now, room, done, &terms, out);
    }

    /// The log is there as it was kept; each room has its own part of it.
    pub(in crate::room) fn restore_audit(&mut self, records: Vec<AuditRecord>) {
        let lobby = self.rooms.get(self.lobby).and_then(|place| place.memory.id);
        for record in records {
            let room = record.room.and_then(MsgId::from_number);
            if record.room.is_none() || (room.is_some() && room == lobby) {
                self.audit.add(record.clone());
            }
            if let Some(place) = self.rooms.all_mut().find(|place| room.is_some() && place.memory.id == room)
            {
                place.audit.add(record);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_at_hand_in_order() {
        let mut audit = Audit::default();
        for at_ms in 0..AUDIT_RECORDS_MAX as u64 + 5 {
            audit.add(AuditRecord { at_ms, ..AuditRecord::default() });
        }
        let newest: Vec<_> = audit.newest(3).map(|record| record.at_ms).collect();
        let last = AUDIT_RECORDS_MAX as u64 + 4;
        assert_eq!(newest, [last - 2, last - 1, last]);
        assert_eq!(audit.newest(usize::MAX).count(), AUDIT_RECORDS_MAX);
    }
}
