//! How far people have read (IRCv3 read-marker): of an account for as long as it is there, of a
//! guest for as long as they are. Holds no rule but that a marker goes forward only.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::wire::MemberId;

/// Rooms and people of which one reader's marker is remembered.
pub const MARKERS_MAX: usize = 1_000;

/// Whose marker it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reader {
    /// An account's, by its key.
    Account(Arc<str>),
    /// A guest's.
    Guest(MemberId),
}

/// All markers: up to when somebody has read what, milliseconds since 1970.
#[derive(Debug, Default)]
pub struct Markers {
    markers: HashMap<Reader, BTreeMap<Arc<str>, u64>>,
}

/// What became of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It stands there from here on.
    On,
    /// It stands where it stood, further on.
    Not(u64),
    /// There are too many already.
    TooMany,
}

impl Markers {
    /// The markers of accounts are where they were: account key, folded target, when.
    pub fn restore(&mut self, kept: Vec<(Arc<str>, Arc<str>, u64)>) {
        for (account, target, at_ms) in kept {
            self.markers.entry(Reader::Account(account)).or_default().insert(target, at_ms);
        }
    }

    /// Where it stands.
    pub fn find(&self, reader: &Reader, target: &str) -> Option<u64> {
        self.markers.get(reader)?.get(target).copied()
    }

    /// Moves it, if that is forward.
    pub fn set(&mut self, reader: &Reader, target: &Arc<str>, at_ms: u64) -> Moved {
        let all = self.markers.entry(reader.clone()).or_default();
        let count = all.len();
        match all.get_mut(target) {
            Some(found) if *found >= at_ms => return Moved::Not(*found),
            Some(found) => *found = at_ms,
            None if count >= MARKERS_MAX => return Moved::TooMany,
            None => {
                all.insert(Arc::clone(target), at_ms);
            }
        }
        Moved::On
    }

    /// An account is gone.
    pub fn disown(&mut self, account: &Arc<str>) {
        self.markers.remove(&Reader::Account(Arc::clone(account)));
    }

    /// A guest is gone.
    pub fn forget(&mut self, member: MemberId) {
        self.markers.remove(&Reader::Guest(member));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_only_and_not_without_end() {
        let (mut markers, guest) = (Markers::default(), Reader::Guest(MemberId::new(0, 0)));
        let tea: Arc<str> = "#tea".into();
        assert_eq!(markers.find(&guest, "#tea"), None);
        assert_eq!(markers.set(&guest, &tea, 5), Moved::On);
        assert_eq!(markers.set(&guest, &tea, 4), Moved::Not(5));
        assert_eq!(markers.set(&guest, &tea, 6), Moved::On);
        for number in 1..MARKERS_MAX {
            assert_eq!(markers.set(&guest, &format!("n{number}").into(), 1), Moved::On);
        }
        assert_eq!(markers.set(&guest, &"one more".into(), 1), Moved::TooMany);
        assert_eq!(markers.find(&Reader::Account("a".into()), "#tea"), None, "each has their own");
        markers.forget(MemberId::new(0, 0));
        assert_eq!(markers.find(&guest, "#tea"), None);
    }
}
