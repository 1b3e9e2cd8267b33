//! What clients called their newest messages, so that one that is sent again, since its client can't
//! know whether it came through, is not said twice. In bounded memory; holds no rule.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::wire::MsgId;
use crate::wire::limits::{NONCE_CHARS_MAX, NONCE_CHARS_MIN};

/// Messages that are remembered, of all clients together.
const NONCES_MAX: usize = 10_000;

/// Names of messages, each with the id that the first of that name got.
#[derive(Debug, Default)]
pub struct Nonces {
    ids: HashMap<Arc<str>, MsgId>,
    order: VecDeque<Arc<str>>,
}

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
    pub fn add(&mut self, nonce: Arc<str>, id: MsgId) {
        if self.order.len() >= NONCES_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        if self.ids.insert(Arc::clone(&nonce), id).is_none() {
            self.order.push_back(nonce);
        }
    }

    /// Those of these messages were not said after all.
    pub fn forget(&mut self, lost: &[MsgId]) {
        let ids = &mut self.ids;
        self.order.retain(|nonce| match ids.get(nonce) {
            Some(id) if lost.contains(id) => {
                ids.remove(nonce);
                false
            }
            Some(_) => true,
            None => false,
        });
    }
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

    #[test]
    fn the_newest_are_remembered() {
        let mut nonces = Nonces::default();
        for number in 0..=NONCES_MAX as u64 {
            nonces.add(number.to_string().into(), id(number));
        }
        assert_eq!((nonces.find("0"), nonces.find("1")), (None, Some(id(1))));
        assert_eq!(nonces.ids.len(), NONCES_MAX);
        nonces.forget(&[id(1), id(5)]);
        assert_eq!((nonces.find("1"), nonces.find("5"), nonces.find("2")), (None, None, Some(id(2))));
        assert_eq!((nonces.ids.len(), nonces.order.len()), (NONCES_MAX - 2, NONCES_MAX - 2));
    }
}
