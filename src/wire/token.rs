//! Words that nobody can guess: whoever says one was told it.
//!
//! A token is half of an HMAC-SHA-256 of a count, 128 bits, in base 32. The same secret gives the
//! same tokens in the same order, which is what the rules need to be the same for the same inputs.

use std::sync::Arc;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a token before they are written.
const TOKEN_BYTES: usize = 16;

/// Gives tokens out.
#[derive(Debug)]
pub struct Tokens {
    secret: Vec<u8>,
    given: u64,
}

impl Tokens {
    /// Made with a secret; `purpose` keeps them apart from whatever else is made with it.
    pub fn new(secret: &[u8], purpose: &str) -> Self {
        Self { secret: [secret, purpose.as_bytes()].concat(), given: 0 }
    }

    /// The next one, which was never given out before.
    pub fn give(&mut self) -> Option<Arc<str>> {
        self.given += 1;
        let mac = Hmac::<Sha256>::new_from_slice(&self.secret).ok()?;
        let code = mac.chain_update(self.given.to_be_bytes()).finalize().into_bytes();
        code.get(..TOKEN_BYTES).map(|code| BASE32_NOPAD.encode(code).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_words_that_differ() {
        let mut tokens = Tokens::new(&[7; 16], "one");
        let given: Vec<_> = (0..3).filter_map(|_| tokens.give()).collect();
        assert_eq!(given.len(), 3);
        assert!(
            given.iter().all(|token| token.len() == 26 && token.bytes().all(|b| b.is_ascii_alphanumeric()))
        );
        assert!(given[0] != given[1] && given[1] != given[2] && given[0] != given[2]);
        assert_eq!(Tokens::new(&[7; 16], "one").give().as_ref(), given.first());
        for mut other in [Tokens::new(&[8; 16], "one"), Tokens::new(&[7; 16], "two")] {
            assert_ne!(other.give().as_ref(), given.first());
        }
    }
}
