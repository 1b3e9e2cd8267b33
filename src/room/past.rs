//! Who had which name before (WHOWAS): the last of those who left or took another name, in bounded
//! memory. Holds no rule.

use std::collections::VecDeque;
use std::sync::Arc;

use super::member::Member;

/// Somebody as they were when they gave up a name.
#[derive(Clone, Debug)]
pub struct Former {
    /// The name's key.
    key: Arc<str>,
    /// The name.
    pub nick: Arc<str>,
    /// The user part of the prefix.
    pub user: String,
    /// The cloak.
    pub host: String,
    /// What they said they were called.
    pub realname: String,
    /// When that was, milliseconds since 1970.
    pub until_ms: u64,
}

/// The last of them, the latest at the end.
#[derive(Debug)]
pub struct Past {
    formers: VecDeque<Former>,
    kept_max: usize,
}

impl Past {
    /// Nobody yet; of `kept_max` the oldest is forgotten for the next.
    pub fn new(kept_max: usize) -> Self {
        Self { formers: VecDeque::new(), kept_max }
    }

    /// From here on so many are remembered.
    pub fn set_max(&mut self, kept_max: usize) {
        self.kept_max = kept_max;
        let surplus = self.formers.len().saturating_sub(kept_max);
        self.formers.drain(..surplus);
    }

    /// A member gives up their name.
    pub fn add(&mut self, member: &Member, now_ms: u64) {
        if self.kept_max == 0 {
            return;
        }
        if self.formers.len() >= self.kept_max {
            self.formers.pop_front();
        }
        self.formers.push_back(Former {
            key: Arc::clone(member.name.key()),
            nick: member.name.shared(),
            user: member.user.clone(),
            host: member.host.clone(),
            realname: member.realname.clone(),
            until_ms: now_ms,
        });
    }

    /// Those who had the name with this key, the latest first.
    pub fn of<'p>(&'p self, key: &'p str) -> impl Iterator<Item = &'p Former> {
        self.formers.iter().rev().filter(move |former| *former.key == *key)
    }
}
