//! What clients called their newest messages, so that one that is sent again, since its client can't
//! know whether it came through, is not said twice. In bounded memory; holds no rule.
//!
//! Whoever says much has only their own forgotten: each author has so many, and when all authors
//! together have too many, the oldest goes of whoever has most.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use crate::room::keep::Party;
use crate::wire::limits::{NONCE_CHARS_MAX, NONCE_CHARS_MIN};
use crate::wire::{MemberId, MsgId};

/// Messages that are remembered, of all authors together.
const NONCES_MAX: usize = 10_000;

/// Messages of one author that are remembered.
pub const AUTHOR_NONCES_MAX: usize = 500;

/// Who said a message, for as long as it is remembered here: another name makes nobody another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Author {
    /// An account, by its key.
    Account(Arc<str>),
    /// A guest.
    Guest(MemberId),
    /// A guest who was here when the server last ran, by their folded name of that moment.
    Past(Arc<str>),
}

impl From<Party> for Author {
    /// Whoever is read from what was kept.
    fn from(party: Party) -> Self {
        match party {
            Party::Account(key) => Self::Account(key),
            Party::Guest(name) => Self::Past(name),
        }
    }
}

/// Names of messages, each with the id that the first of that name got.
#[derive(Debug, Default)]
pub struct Nonces {
    ids: HashMap<Arc<str>, MsgId>,
    /// What each author has, the oldest first; nobody is here who has nothing.
    authors: HashMap<Author, VecDeque<(MsgId, Arc<str>)>>,
    /// The authors by how much they have and by the oldest of it.
    ranks: BTreeMap<Rank, Author>,
}

/// How many somebody has, and the oldest of them. The greatest is first to lose one.
type Rank = (usize, Reverse<MsgId>);

/// Whether `text` can be a nonce: letters and digits of ASCII, not too many, and enough
/// that it is nobody else's.
pub fn is_nonce(text: &str) -> bool {
    (NONCE_CHARS_MIN..=NONCE_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Nonces {
    /// The message of this name.
    pub fn find(&self, nonce: &str) -> Option<MsgId> {
        self.ids.get(nonce).copied()
    }

    /// A message has this name, which no other had.
    pub fn add(&mut self, nonce: Arc<str>, id: MsgId, author: Author) {
        if self.ids.contains_key(&nonce) {
            return;
        }
        let most = || self.ranks.last_key_value().map(|(_, author)| author.clone());
        if self.authors.get(&author).is_some_and(|own| own.len() >= AUTHOR_NONCES_MAX) {
            self.forget_oldest(&author);
        } else if self.ids.len() >= NONCES_MAX
            && let Some(most) = most()
        {
            self.forget_oldest(&most);
        }
        self.ids.insert(Arc::clone(&nonce), id);
        self.change(&author, |own| own.push_back((id, nonce)));
    }

    /// Those of these messages were not said after all.
    pub fn forget(&mut self, lost: &[MsgId]) {
        let has_lost = |own: &VecDeque<(MsgId, _)>| own.iter().any(|(id, _)| lost.contains(id));
        let authors = self.authors.iter().filter(|(_, own)| has_lost(own));
        for author in authors.map(|(author, _)| author.clone()).collect::<Vec<_>>() {
            self.change(&author, |own| own.retain(|(id, _)| !lost.contains(id)));
        }
        self.ids.retain(|_, id| !lost.contains(id));
    }

    fn forget_oldest(&mut self, author: &Author) {
        let oldest = self.change(author, VecDeque::pop_front);
        if let Some((_, nonce)) = oldest {
            self.ids.remove(&nonce);
        }
    }

    /// Changes what an author has, and with it where they stand among all.
    fn change<T>(
        &mut self,
        author: &Author,
        change: impl FnOnce(&mut VecDeque<(MsgId, Arc<str>)>) -> T,
    ) -> T {
        let mut own = self.authors.remove(author).unwrap_or_default();
        rank(&own).and_then(|rank| self.ranks.remove(&rank));
        let changed = change(&mut own);
        if let Some(rank) = rank(&own) {
            self.ranks.insert(rank, author.clone());
            self.authors.insert(author.clone(), own);
        }
        changed
    }
}

fn rank(own: &VecDeque<(MsgId, Arc<str>)>) -> Option<Rank> {
    own.front().map(|(oldest, _)| (own.len(), Reverse(*oldest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> MsgId {
        MsgId::first_at(number)
    }

    #[test]
    fn what_can_be_a_nonce() {
        for good in ["0Zz4567890abcdef", &"x".repeat(NONCE_CHARS_MIN), &"x".repeat(NONCE_CHARS_MAX)] {
            assert!(is_nonce(good), "{good}");
        }
        for bad in ["", "0123456789abcd-f", "0123456789abcdé", "0123456789abcd f"] {
            assert!(!is_nonce(bad), "{bad}");
        }
        for length in [NONCE_CHARS_MIN - 1, NONCE_CHARS_MAX + 1] {
            let bad = &"x".repeat(length);
            assert!(!is_nonce(bad), "{bad}");
        }
    }

    fn guest(number: u64) -> Author {
        Author::Guest(MemberId(number))
    }

    /// Says messages of these numbers, each called by it.
    fn add(nonces: &mut Nonces, numbers: impl IntoIterator<Item = u64>, author: &Author) {
        for number in numbers {
            nonces.add(number.to_string().into(), id(number), author.clone());
        }
    }

    #[test]
    fn the_newest_are_remembered() {
        let mut nonces = Nonces::default();
        let (author, most) = (guest(1), AUTHOR_NONCES_MAX as u64);
        add(&mut nonces, 0..=most, &author);
        assert_eq!((nonces.find("0"), nonces.find("1")), (None, Some(id(1))));
        assert_eq!(nonces.ids.len(), AUTHOR_NONCES_MAX);
        nonces.forget(&[id(1), id(5)]);
        assert_eq!((nonces.find("1"), nonces.find("5"), nonces.find("2")), (None, None, Some(id(2))));
        assert_eq!(nonces.authors[&author].len(), AUTHOR_NONCES_MAX - 2);
        nonces.forget(&(2..=most).map(id).collect::<Vec<_>>());
        assert!(nonces.ids.is_empty() && nonces.authors.is_empty() && nonces.ranks.is_empty());
    }

    #[test]
    fn whoever_says_much_has_only_their_own_forgotten() {
        let mut nonces = Nonces::default();
        let quiet = Author::Account("alice".into());
        add(&mut nonces, 0..20, &quiet);
        add(&mut nonces, 20..20 + NONCES_MAX as u64, &guest(1));
        assert_eq!((nonces.find("0"), nonces.find("20")), (Some(id(0)), None));
        assert_eq!(nonces.ids.len(), 20 + AUTHOR_NONCES_MAX);
        // Many, each of whom has no more than they may.
        let share = AUTHOR_NONCES_MAX as u64;
        for author in 0..30 {
            let first = 100_000 + author * share;
            add(&mut nonces, first..first + share, &guest(100 + author));
        }
        assert_eq!(nonces.ids.len(), NONCES_MAX);
        assert_eq!(nonces.authors.values().map(VecDeque::len).sum::<usize>(), NONCES_MAX);
        assert_eq!(nonces.authors.len(), nonces.ranks.len());
        assert!((0..20).all(|number| nonces.find(&number.to_string()) == Some(id(number))));
    }
}
