//! The codes that an operator gives to people, and what they open. Who may use which is not decided
//! here ([`super::entry`], [`super::command`]).
//!
//! | kind | opens | is used up |
//! |---|---|---|
//! | account | the house, to as many guests at a time as it has uses left; and the registering of an account | by registering |
//! | entry | the house | by a name that was not let in with it before |
//! | owner | the default room becomes its bearer's | by that |
//!
//! A code that lets people in stays when it is used up, so that they can come back. It knows them by
//! their names, and goes along when they take another ([`Codes::renamed`]): a name that is free is then
//! one whose bearer has really gone, and never are more people in by a code than it may be used. What
//! expires goes, and what the operator withdraws. Another process may add codes ([`Codes::adopt`]); what
//! has gone here does not come back by that, since the other may not have seen that it went.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use data_encoding::BASE32_NOPAD;

use super::keep::{CodeKind, CodeRecord, Keep};
use crate::wire::scram::hmac;

/// Codes that can be used at a time.
pub const CODES_MAX: usize = 1000;

/// How often one code may be used.
pub const CODE_USES_MAX: u32 = 1000;

/// Codes that are gone, and remembered.
const GONE_MAX: usize = 1000;

/// Bytes behind a code: so many that nobody finds one by trying.
pub const CODE_BYTES: usize = 10;

/// A code of these bytes.
pub fn written(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

/// All codes.
#[derive(Debug, Default)]
pub struct Codes {
    codes: BTreeMap<Arc<str>, CodeRecord>,
    made: u64,
    gone: VecDeque<Arc<str>>,
}

impl Codes {
    /// Those that were kept.
    pub fn new(kept: Vec<CodeRecord>) -> Self {
        let codes = kept.into_iter().map(|record| (record.code.as_str().into(), record)).collect();
        Self { codes, ..Self::default() }
    }

    /// Makes a code that may be used so often, until then; `None` if there are too many. What it is
    /// made of must be of this one run of the program, or codes would come again.
    pub fn make(
        &mut self,
        (secret, run): (&[u8], u64),
        (kind, uses): (CodeKind, u32),
        expires_ms: Option<u64>,
    ) -> Option<CodeRecord> {
        if self.codes.len() >= CODES_MAX {
            return None;
        }
        self.made += 1;
        let hash = hmac(secret, format!("code {run} {}", self.made).as_bytes());
        let code = written(hash.get(..CODE_BYTES)?);
        let left = uses.clamp(1, CODE_USES_MAX);
        let record = CodeRecord { code, kind, left, expires_ms, used_by: Vec::new() };
        self.codes.insert(record.code.as_str().into(), record.clone());
        Some(record)
    }

    /// Takes the codes that another process has added.
    pub fn adopt(&mut self, kept: Vec<CodeRecord>) {
        for record in kept {
            let code: Arc<str> = record.code.as_str().into();
            if !self.gone.contains(&code) && self.codes.len() < CODES_MAX {
                self.codes.entry(code).or_insert(record);
            }
        }
    }

    /// The code that `text` means, unless it has expired. Case and hyphens make no difference.
    pub fn find(&self, text: &str, now_ms: u64) -> Option<&CodeRecord> {
        let text: String = text.chars().filter(|&c| c != '-').map(|c| c.to_ascii_lowercase()).collect();
        self.codes.get(text.as_str()).filter(|record| !has_expired(record, now_ms))
    }

    /// Whether somebody with this folded name comes in with it, while so many guests are in by it.
    pub fn lets_in(record: &CodeRecord, name: &str, guests: usize) -> bool {
        match record.kind {
            CodeKind::Account => guests < record.left as usize,
            CodeKind::Entry => record.left > 0 || record.used_by.iter().any(|other| other == name),
            CodeKind::Owner => false,
        }
    }

    /// Somebody has come in with it who said this folded name and bears that one, which may be their
    /// account's: what is to be kept of that.
    pub fn came_in(&mut self, code: &str, said: &str, borne: &str) -> Option<Keep> {
        let record = self.codes.get_mut(code).filter(|record| record.kind == CodeKind::Entry)?;
        if record.used_by.iter().any(|other| other == borne) {
            return None;
        }
        if let Some(before) = record.used_by.iter_mut().find(|other| *other == said) {
            borne.clone_into(before);
        } else {
            record.left = record.left.saturating_sub(1);
            record.used_by.push(borne.to_owned());
        }
        Some(Keep::Code(record.clone()))
    }

    /// Somebody who came in with it takes another name: what is to be kept of that.
    pub fn renamed(&mut self, code: &str, from: &str, to: &str) -> Option<Keep> {
        let record = self.codes.get_mut(code).filter(|record| record.kind == CodeKind::Entry)?;
        let name = record.used_by.iter_mut().find(|name| *name == from)?;
        to.clone_into(name);
        Some(Keep::Code(record.clone()))
    }

    /// All that open something, in the order of their text.
    pub fn all(&self, now_ms: u64) -> impl Iterator<Item = &CodeRecord> {
        self.codes.values().filter(move |record| !has_expired(record, now_ms))
    }

    /// Takes a code back, as the operator wrote it; what is to be kept of that.
    pub fn withdraw(&mut self, text: &str, now_ms: u64) -> Option<Keep> {
        let code: Arc<str> = self.find(text, now_ms)?.code.as_str().into();
        Some(self.remove(code))
    }

    /// Uses a code of this kind once, if there is this one; what is to be kept of that.
    pub fn take(&mut self, text: &str, kind: CodeKind, now_ms: u64) -> Option<Keep> {
        let found = self.find(text, now_ms).filter(|record| record.kind == kind)?;
        let code: Arc<str> = found.code.as_str().into();
        let record = self.codes.get_mut(&code)?;
        record.left = record.left.saturating_sub(1);
        Some(if record.left == 0 { self.remove(code) } else { Keep::Code(record.clone()) })
    }

    /// Takes out those that have expired, and those of this kind; what is to be kept of that.
    pub fn clear(&mut self, kind: Option<CodeKind>, now_ms: u64) -> Vec<Keep> {
        let goes = |record: &CodeRecord| has_expired(record, now_ms) || Some(record.kind) == kind;
        let gone = self.codes.iter().filter(|(_, record)| goes(record));
        let gone: Vec<_> = gone.map(|(code, _)| Arc::clone(code)).collect();
        gone.into_iter().map(|code| self.remove(code)).collect()
    }

    fn remove(&mut self, code: Arc<str>) -> Keep {
        self.codes.remove(&code);
        if self.gone.len() >= GONE_MAX {
            self.gone.pop_front();
        }
        self.gone.push_back(Arc::clone(&code));
        Keep::CodeGone(code)
    }
}

fn has_expired(record: &CodeRecord, now_ms: u64) -> bool {
    record.expires_ms.is_some_and(|expires| now_ms >= expires)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: (&[u8], u64) = (b"secret", 1);

    fn kept(code: &str, kind: CodeKind, left: u32) -> CodeRecord {
        CodeRecord { code: code.into(), kind, left, expires_ms: None, used_by: Vec::new() }
    }

    #[test]
    fn a_code_can_be_used_as_often_as_it_says() {
        let mut codes = Codes::new(vec![kept("kept", CodeKind::Account, 1)]);
        let made = codes.make(HOUSE, (CodeKind::Account, 2), None).unwrap();
        assert_eq!((made.code.len(), made.left), (16, 2));
        let other = codes.make(HOUSE, (CodeKind::Account, 1), None).unwrap();
        assert_ne!(made.code, other.code);
        let hyphens = format!("{}-{}", &made.code[..8], made.code[8..].to_uppercase());
        let take = |codes: &mut Codes, text: &str| codes.take(text, CodeKind::Account, 0);
        assert!(codes.take(&hyphens, CodeKind::Owner, 0).is_none(), "it is of another kind");
        assert!(matches!(take(&mut codes, &hyphens), Some(Keep::Code(CodeRecord { left: 1, .. }))));
        assert!(matches!(take(&mut codes, &made.code), Some(Keep::CodeGone(_))));
        assert!(take(&mut codes, &made.code).is_none() && take(&mut codes, "").is_none());
        assert!(take(&mut codes, "kept").is_some() && take(&mut codes, "kept").is_none());
        for _ in 1..CODES_MAX {
            assert!(codes.make(HOUSE, (CodeKind::Entry, 0), Some(5)).is_some());
        }
        assert!(codes.make(HOUSE, (CodeKind::Entry, 1), None).is_none());
        assert_eq!(codes.clear(None, 5).len(), CODES_MAX - 1);
        assert!(codes.make(HOUSE, (CodeKind::Entry, 1), None).is_some());
    }

    #[test]
    fn whoever_came_in_with_a_code_may_again() {
        let mut codes = Codes::new(vec![kept("tea", CodeKind::Entry, 1)]);
        let lets_in = |codes: &Codes, name: &str| Codes::lets_in(codes.find("TEA", 0).unwrap(), name, 0);
        assert!(lets_in(&codes, "alice"));
        let Some(Keep::Code(record)) = codes.came_in("tea", "alice", "alice") else { panic!() };
        assert_eq!((record.left, record.used_by.as_slice()), (0, &["alice".to_owned()][..]));
        assert!(codes.came_in("tea", "alice", "alice").is_none(), "nothing has changed");
        assert!(lets_in(&codes, "alice") && !lets_in(&codes, "bob"));
    }

    #[test]
    fn another_name_takes_the_use_along() {
        let mut codes = Codes::new(vec![kept("tea", CodeKind::Entry, 2)]);
        let lets_in = |codes: &Codes, name: &str| Codes::lets_in(codes.find("tea", 0).unwrap(), name, 0);
        codes.came_in("tea", "alice", "alice");
        assert!(codes.renamed("tea", "alice", "other").is_some());
        assert!(codes.renamed("tea", "alice", "more").is_none(), "it is theirs no longer");
        codes.came_in("tea", "bob", "bob");
        assert!(lets_in(&codes, "other") && lets_in(&codes, "bob") && !lets_in(&codes, "alice"));
        // Both end up with one name, one after the other: it is two uses all the same.
        codes.renamed("tea", "other", "bob");
        codes.renamed("tea", "bob", "carol");
        assert!(lets_in(&codes, "carol") && lets_in(&codes, "bob") && !lets_in(&codes, "other"));
        // Who said a name that it knew, and has another by their account.
        codes.came_in("tea", "bob", "zoe");
        assert!(lets_in(&codes, "zoe") && !lets_in(&codes, "bob"));
    }

    #[test]
    fn a_code_for_an_account_lets_in_as_many_at_a_time_as_it_has_uses() {
        let record = kept("a", CodeKind::Account, 2);
        let lets_in = [0, 1, 2, 3].map(|guests| Codes::lets_in(&record, "x", guests));
        assert_eq!(lets_in, [true, true, false, false]);
    }

    #[test]
    fn what_is_withdrawn_opens_nothing() {
        let mut codes = Codes::new(vec![kept("a", CodeKind::Entry, 0), kept("b", CodeKind::Entry, 1)]);
        assert_eq!(codes.all(0).count(), 2);
        assert!(codes.withdraw("A", 0).is_some() && codes.withdraw("a", 0).is_none());
        assert_eq!(codes.all(0).map(|record| record.code.as_str()).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn what_has_expired_opens_nothing() {
        let mut codes =
            Codes::new(vec![CodeRecord { expires_ms: Some(10), ..kept("a", CodeKind::Entry, 1) }]);
        assert!(codes.find("a", 9).is_some() && codes.find("a", 10).is_none());
        assert!(matches!(&codes.clear(None, 10)[..], [Keep::CodeGone(code)] if &**code == "a"));
    }

    #[test]
    fn what_was_added_is_there_and_what_has_gone_stays_gone() {
        let mut codes = Codes::new(vec![kept("a", CodeKind::Account, 1), kept("b", CodeKind::Entry, 1)]);
        codes.came_in("b", "alice", "alice");
        codes.take("a", CodeKind::Account, 0);
        let again = ["a", "b", "c"].map(|code| kept(code, CodeKind::Entry, 1));
        codes.adopt(again.to_vec());
        assert!(codes.find("a", 0).is_none() && codes.find("c", 0).is_some());
        assert_eq!(codes.find("b", 0).map(|record| record.left), Some(0), "what is known here is newer");
        codes.adopt(vec![kept("d", CodeKind::Owner, 1)]);
        assert_eq!(codes.clear(Some(CodeKind::Owner), 0).len(), 1);
    }
}
