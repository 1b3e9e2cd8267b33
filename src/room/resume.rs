//! Whose tokens are good for what: with one, a client that lost its connection takes its member back
//! on another, even while the server still believes in the former (`chatroom/resume`).
//!
//! A token is good for one connection and lives as long as it. Whoever takes over keeps the token: if
//! that connection breaks before its client has read a word, the client knows no other.

use std::collections::HashMap;
use std::sync::Arc;

use crate::wire::ConnId;
use crate::wire::token::Tokens;

/// All tokens.
#[derive(Debug)]
pub struct Resumes {
    tokens: Tokens,
    owners: HashMap<Arc<str>, ConnId>,
}

impl Resumes {
    /// None yet. `run` is that of no other run with this secret: a token of another run, which its
    /// owner still says, must be nobody's in this one.
    pub fn new(secret: &[u8], run: u64) -> Self {
        Self { tokens: Tokens::new(secret, &format!("resume {run}")), owners: HashMap::new() }
    }

    /// Another token, which is `conn`'s.
    pub fn give(&mut self, conn: ConnId) -> Option<Arc<str>> {
        let token = self.tokens.give()?;
        self.owners.insert(Arc::clone(&token), conn);
        Some(token)
    }

    /// Whose token this is.
    pub fn owner(&self, token: &str) -> Option<ConnId> {
        self.owners.get(token).copied()
    }

    /// It is `conn`'s from here on.
    pub fn hand_over(&mut self, token: &str, conn: ConnId) {
        if let Some(owner) = self.owners.get_mut(token) {
            *owner = conn;
        }
    }

    /// It is good for nothing any more.
    pub fn forget(&mut self, token: &str) {
        self.owners.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_another_run_is_nobodys() {
        let conn = ConnId::new(0, 1);
        let (mut before, mut after) = (Resumes::new(b"secret", 1), Resumes::new(b"secret", 2));
        let token = before.give(conn).unwrap();
        after.give(conn).unwrap();
        assert_eq!((before.owner(&token), after.owner(&token)), (Some(conn), None));
    }
}
