//! Bans and mutes of the whole house, on which terms somebody is banned anywhere, and what belongs to
//! keeping order: a brake against raids, a guard against repeating, undoing, and the audit log.
//!
//! What is about one room is in that room's lists ([`crate::room::modes`]); what is about the house is
//! here. Both have the same terms: by whom, until when, why. Whoever is put out, or can't come in or
//! speak, is told them.
//!
//! Theory of operation: what ends by itself is looked for at the beginning of each input
//! ([`Expiry`]), so that nothing ever has to ask for the time when it looks a ban up.
//!
//! In reading order: [`terms`], `house` (who is banned from everywhere), `rooms` (from one room), `judge` (what follows from it),
//! [`brake`], [`repeats`], [`audit`], `undo`.

pub mod audit;
pub mod brake;
mod house;
mod judge;
pub mod repeats;
mod rooms;
pub mod terms;
mod undo;

use std::sync::Arc;
use std::time::Duration;

use super::keep::BanRecord;
use crate::wire::Now;
use crate::wire::mask::{Mask, Subject};

pub(in crate::room) use house::Meant;
pub use rooms::RoomDeed;
pub use terms::Terms;
pub use undo::Deed;
pub(in crate::room) use undo::told_each;

/// A ban or mute of the house.
#[derive(Clone, Debug)]
pub struct Ban {
    /// What it is called; never given again.
    pub id: u64,
    /// Whom it means; [`Mask::mutes`] says whether it is a mute.
    pub mask: Mask,
    /// For whom it was set, by name.
    pub whom: Option<Arc<str>>,
    /// By whom, until when, why.
    pub terms: Terms,
    /// When it was set, milliseconds since 1970.
    pub at_ms: u64,
}

/// The bans and mutes of the house.
#[derive(Debug, Default)]
pub struct Bans {
    bans: Vec<Ban>,
    mutes: Vec<Ban>,
    last_id: u64,
    /// When something ends by itself.
    pub expiry: Expiry,
    /// What can be undone, the latest last.
    pub deeds: Vec<Deed>,
}

impl Bans {
    /// Those that were kept; one whose mask can be none any more is passed over.
    pub fn restored(records: Vec<BanRecord>) -> Self {
        let mut bans = Self::default();
        for record in records {
            bans.last_id = bans.last_id.max(record.id);
            let Some(mask) = Mask::parse(&record.mask) else { continue };
            let terms = Terms {
                by: record.by.into(),
                until_ms: record.until_ms,
                reason: record.reason.map(Into::into),
            };
            let whom = record.whom.map(Into::into);
            bans.add(Ban { id: record.id, mask, whom, terms, at_ms: record.at_ms });
        }
        bans
    }

    /// All of them, the bans first, each in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = &Ban> {
        self.bans.iter().chain(&self.mutes)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bans.len() + self.mutes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one with this mask.
    pub fn find(&self, mask: &Mask) -> Option<&Ban> {
        self.iter().find(|ban| ban.mask.key() == mask.key())
    }

    /// The one with this number.
    pub fn get(&self, id: u64) -> Option<&Ban> {
        self.iter().find(|ban| ban.id == id)
    }

    /// An id that no other has had.
    pub fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Adds one.
    pub fn add(&mut self, ban: Ban) {
        if ban.mask.mutes() { &mut self.mutes } else { &mut self.bans }.push(ban);
    }

    /// Takes one out.
    pub fn remove(&mut self, id: u64) -> Option<Ban> {
        for list in [&mut self.bans, &mut self.mutes] {
            if let Some(place) = list.iter().position(|ban| ban.id == id) {
                return Some(list.remove(place));
            }
        }
        None
    }

    /// On which terms somebody may not be here.
    pub fn bars(&self, subject: Subject<'_>) -> Option<&Terms> {
        fitting(&self.bans, subject)
    }

    /// On which terms somebody may not speak.
    pub fn mutes(&self, subject: Subject<'_>) -> Option<&Terms> {
        fitting(&self.mutes, subject)
    }
}

fn fitting<'b>(list: &'b [Ban], subject: Subject<'_>) -> Option<&'b Terms> {
    if list.is_empty() {
        return None;
    }
    let subject = subject.folded();
    list.iter().find(|ban| ban.mask.fits(&subject)).map(|ban| &ban.terms)
}

impl Ban {
    /// As it is written.
    pub fn record(&self) -> BanRecord {
        BanRecord {
            id: self.id,
            mask: self.mask.as_str().to_owned(),
            whom: self.whom.as_deref().map(str::to_owned),
            by: self.terms.by.to_string(),
            reason: self.terms.reason.as_deref().map(str::to_owned),
            at_ms: self.at_ms,
            until_ms: self.terms.until_ms,
        }
    }
}

/// When the next thing ends by itself: by the wall clock, and when that will be if the clock does not
/// jump.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expiry {
    at_ms: Option<u64>,
    due: Option<Duration>,
}

impl Expiry {
    /// It is to be looked at once, since nobody knows the time yet.
    pub const AT_ONCE: Self = Self { at_ms: Some(0), due: Some(Duration::ZERO) };

    /// It is at this moment, if ever.
    pub fn new(now: Now, at_ms: Option<u64>) -> Self {
        let due = at_ms.map(|at_ms| now.uptime + Duration::from_millis(at_ms.saturating_sub(now.unix_ms)));
        Self { at_ms, due }
    }

    /// Whether something has ended, or the clock has been set back and nobody knows.
    pub fn is_due(&self, now: Now) -> bool {
        self.at_ms.is_some_and(|at_ms| at_ms <= now.unix_ms) || self.due.is_some_and(|due| due <= now.uptime)
    }

    /// The uptime at which to look.
    pub const fn due(&self) -> Option<Duration> {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ban(id: u64, mask: &str) -> BanRecord {
        let (mask, by) = (mask.into(), "Ann".into());
        BanRecord { id, mask, whom: None, by, reason: None, at_ms: 0, until_ms: None }
    }

    #[test]
    fn bans_and_mutes_are_told_apart_and_ids_do_not_come_again() {
        let mut bans = Bans::restored(vec![ban(3, "bob"), ban(7, "~m:carol"), ban(9, "no mask")]);
        let subject = |prefix| Subject { prefix, account: None, address: None };
        assert!(bans.bars(subject("Bob!~b@x")).is_some() && bans.mutes(subject("bob!~b@x")).is_none());
        assert!(bans.bars(subject("carol!~c@x")).is_none() && bans.mutes(subject("carol!~c@x")).is_some());
        assert_eq!((bans.len(), bans.next_id()), (2, 10));
        assert_eq!(bans.find(&Mask::parse("BOB").unwrap()).map(|ban| ban.id), Some(3));
        assert_eq!(bans.get(7).map(Ban::record), Some(ban(7, "~m:carol!*@*")));
        assert!(bans.remove(3).is_some() && bans.remove(3).is_none());
        assert!(bans.bars(subject("bob!~b@x")).is_none());
    }

    #[test]
    fn an_end_is_noticed_by_either_clock() {
        let now = |seconds, unix_ms| Now { uptime: Duration::from_secs(seconds), unix_ms };
        let expiry = Expiry::new(now(10, 1_000), Some(6_000));
        assert_eq!(expiry.due(), Some(Duration::from_secs(15)));
        assert!(!expiry.is_due(now(14, 5_000)) && expiry.is_due(now(15, 6_000)));
        assert!(expiry.is_due(now(11, 9_000)), "the clock was set forward");
        assert!(expiry.is_due(now(15, 2_000)), "it was set back: somebody must look");
        assert!(!Expiry::new(now(10, 1_000), None).is_due(now(100, 100_000)));
        assert!(Expiry::AT_ONCE.is_due(now(0, 0)));
    }
}
