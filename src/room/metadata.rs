//! What is known of one person or one room (IRCv3 metadata, "Keys and Values"), and what one client
//! wants to know of all. Holds no rule of who may know or change it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::wire::limits::METADATA_KEY_BYTES_MAX;

/// Over which time changes are counted.
const CHANGES_PER: Duration = Duration::from_secs(60);

/// Values by their keys, in the order of the keys.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    values: BTreeMap<Arc<str>, Arc<str>>,
}

/// How often one client changed something lately.
#[derive(Debug, Default)]
pub struct Changes {
    since: Duration,
    count: usize,
}

/// The key, if it can be one: `a-z`, `0-9` and `_./-`, and no longer than a key may be.
pub fn key(text: &str) -> Option<Arc<str>> {
    let fits = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'/' | b'-');
    let is_key = !text.is_empty() && text.len() <= METADATA_KEY_BYTES_MAX && text.bytes().all(fits);
    is_key.then(|| text.into())
}

impl Metadata {
    /// The value of `key`.
    pub fn value(&self, key: &str) -> Option<&Arc<str>> {
        self.values.get(key)
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Arc<str>)> {
        self.values.iter()
    }

    /// Whether `key` may be set where at most `keys_max` may be.
    pub fn has_room_for(&self, key: &str, keys_max: usize) -> bool {
        self.values.contains_key(key) || self.values.len() < keys_max
    }

    /// Sets `key`, or removes it if there is no value; whether that changed anything.
    pub fn set(&mut self, key: &Arc<str>, value: Option<&Arc<str>>) -> bool {
        match value {
            Some(value) => self.values.insert(Arc::clone(key), Arc::clone(value)).as_ref() != Some(value),
            None => self.values.remove(key).is_some(),
        }
    }

    /// Removes everything, and says what there was.
    pub fn clear(&mut self) -> Vec<Arc<str>> {
        std::mem::take(&mut self.values).into_keys().collect()
    }
}

impl Changes {
    /// Counts one more at this uptime.
    ///
    /// # Errors
    /// After how many seconds to try again, if there were `changes_max` in this minute.
    pub fn count(&mut self, uptime: Duration, changes_max: usize) -> Result<(), u64> {
        let end = self.since + CHANGES_PER;
        if uptime >= end || self.count == 0 {
            *self = Self { since: uptime, count: 0 };
        } else if self.count >= changes_max {
            return Err(end.saturating_sub(uptime).as_secs() + 1);
        }
        self.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_a_key() {
        for good in ["url", "im.xmpp", "example.com/a_b-c", "0", &"k".repeat(METADATA_KEY_BYTES_MAX)] {
            assert_eq!(key(good).as_deref(), Some(good));
        }
        for bad in ["", "URL", "$url", "a b", "café", "a:b", &"k".repeat(METADATA_KEY_BYTES_MAX + 1)] {
            assert_eq!(key(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_what_changes_something_is_a_change() {
        let (url, here): (Arc<str>, Arc<str>) = ("url".into(), "here".into());
        let mut metadata = Metadata::default();
        assert!(!metadata.set(&url, None), "there was none");
        assert!(metadata.set(&url, Some(&here)));
        assert!(!metadata.set(&url, Some(&here)), "the same");
        assert!(metadata.has_room_for("url", 1) && !metadata.has_room_for("other", 1));
        assert_eq!(metadata.value("url"), Some(&here));
        assert_eq!(metadata.iter().len(), 1);
        assert_eq!(metadata.clear(), [url]);
        assert_eq!(metadata.value("url"), None);
    }

    #[test]
    fn changes_are_counted_by_the_minute() {
        let mut changes = Changes::default();
        let at = Duration::from_secs;
        assert_eq!(changes.count(at(1000), 2), Ok(()));
        assert_eq!(changes.count(at(1010), 2), Ok(()));
        assert_eq!(changes.count(at(1010), 2), Err(51));
        assert_eq!(changes.count(at(1059), 2), Err(2));
        assert_eq!(changes.count(at(1060), 2), Ok(()));
    }
}
