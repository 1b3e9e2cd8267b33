//! Who has an account, and the codes by which one may be had. What is done with them by whom is not
//! known here.
//!
//! An account is found by the key of its name, as people are: written otherwise it is the same one.
//! Nobody can register a name that is reserved or could be taken for another account's
//! ([`Accounts::clash`]), and nobody but its owner can bear one that could be.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use data_encoding::BASE32_NOPAD;

use super::keep::{AccountRecord, Keep};
use crate::wire::scram::hmac;
use crate::wire::{MemberId, Name, name};

pub mod login;
pub mod password;
pub mod sasl;

/// Accounts of one house.
pub const ACCOUNTS_MAX: usize = 100_000;

/// Codes that can be used at a time.
pub const CODES_MAX: usize = 1000;

/// Accounts that may be registered with one code.
pub const CODE_USES_MAX: u32 = 1000;

/// Bytes behind a code: so many that nobody finds one by trying.
const CODE_BYTES: usize = 10;

/// An account.
#[derive(Debug)]
pub struct Account {
    /// Its name.
    pub name: Name,
    /// What is kept of it.
    pub record: AccountRecord,
    /// Who was last here by it. They may have left, or logged in to another.
    pub seen: Option<MemberId>,
}

/// Why a name can't be an account's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// There is one of this name.
    Exists,
    /// It could be taken for this one.
    LooksLike(Arc<str>),
}

/// All accounts.
#[derive(Debug, Default)]
pub struct Accounts {
    accounts: BTreeMap<Arc<str>, Account>,
    // The keys of those that share a skeleton.
    looks: HashMap<Arc<str>, Vec<Arc<str>>>,
    codes: BTreeMap<Arc<str>, u32>,
    codes_made: u64,
}

impl Accounts {
    /// Those that were kept. One whose name can be no name any more is passed over.
    pub fn new(kept: Vec<AccountRecord>, codes: Vec<(Arc<str>, u32)>) -> Self {
        let mut accounts = Self { codes: codes.into_iter().collect(), ..Self::default() };
        for record in kept {
            accounts.insert(record);
        }
        accounts
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.accounts.len()
    }

    /// The account of this name, however it is written.
    pub fn find(&self, text: &str) -> Option<&Account> {
        self.get(&name::fold(text)?)
    }

    /// The account with this key.
    pub fn get(&self, key: &str) -> Option<&Account> {
        self.accounts.get(key)
    }

    /// The same, to be changed. Whoever does says so with [`Keep::Account`].
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Account> {
        self.accounts.get_mut(key)
    }

    /// All of them, by their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Account)> {
        self.accounts.iter()
    }

    /// What stands against whoever is logged in to `own` bearing this name, or against registering
    /// it. Two plain ASCII names never look alike.
    pub fn clash(&self, name: &Name, own: Option<&str>) -> Option<Clash> {
        if self.accounts.contains_key(name.key()) {
            return (own != Some(&**name.key())).then_some(Clash::Exists);
        }
        let alike = name.looks().iter().filter_map(|look| self.looks.get(look)).flatten();
        let alike = alike.filter(|key| own != Some(&***key));
        let mut others = alike.filter_map(|key| self.get(key)).map(|account| &account.name);
        let other = others.find(|other| !(name.is_ascii() && other.is_ascii()))?;
        Some(Clash::LooksLike(other.shared()))
    }

    /// Adds an account, or puts it in the place of its former self; whether its name is one.
    pub fn insert(&mut self, record: AccountRecord) -> bool {
        let Ok(name) = Name::parse(&record.name) else { return false };
        let key = Arc::clone(name.key());
        self.remove(&key);
        for look in distinct(&name) {
            self.looks.entry(Arc::clone(look)).or_default().push(Arc::clone(&key));
        }
        self.accounts.insert(key, Account { name, record, seen: None });
        true
    }

    /// Takes an account out.
    pub fn remove(&mut self, key: &str) -> Option<Account> {
        let account = self.accounts.remove(key)?;
        for look in distinct(&account.name) {
            if let Some(alike) = self.looks.get_mut(look) {
                alike.retain(|other| **other != *key);
                if alike.is_empty() {
                    self.looks.remove(look);
                }
            }
        }
        Some(account)
    }

    /// Makes a code by which `uses` accounts can be registered; `None` if there are too many. What it
    /// is made of must be of this one run of the program, or codes would come again.
    pub fn make_code(&mut self, secret: &[u8], run: u64, uses: u32) -> Option<(Arc<str>, Keep)> {
        if self.codes.len() >= CODES_MAX {
            return None;
        }
        self.codes_made += 1;
        let hash = hmac(secret, format!("code {run} {}", self.codes_made).as_bytes());
        let text = BASE32_NOPAD.encode(hash.get(..CODE_BYTES)?).to_ascii_lowercase();
        let code: Arc<str> = text.into();
        let left = uses.clamp(1, CODE_USES_MAX);
        self.codes.insert(Arc::clone(&code), left);
        Some((Arc::clone(&code), Keep::Code { code, left }))
    }

    /// Uses a code once, if there is this one. Case and hyphens make no difference.
    pub fn use_code(&mut self, text: &str) -> Option<Keep> {
        let text: String = text.chars().filter(|&c| c != '-').map(|c| c.to_ascii_lowercase()).collect();
        let (code, left) = self.codes.get_key_value(text.as_str())?;
        let (code, left) = (Arc::clone(code), left.saturating_sub(1));
        if left == 0 {
            self.codes.remove(&code);
        } else {
            self.codes.insert(Arc::clone(&code), left);
        }
        Some(Keep::Code { code, left })
    }
}

fn distinct(name: &Name) -> impl Iterator<Item = &Arc<str>> {
    let [first, second] = name.looks();
    std::iter::once(first).chain((first != second).then_some(second))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::room::keep::Secrets;
    use crate::wire::scram::Verifier;

    pub(crate) fn record(name: &str) -> AccountRecord {
        let scram = Verifier::make("sesame", b"salt", 4096);
        AccountRecord {
            name: name.to_owned(),
            key: name::fold(name).unwrap(),
            secrets: Secrets { argon2id: "hash".to_owned(), scram },
            email: None,
            created_ms: 0,
            always_on: None,
            presence: None,
        }
    }

    fn parsed(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn an_account_is_found_however_it_is_written() {
        let mut accounts = Accounts::new(vec![record("Alice"), record("小明")], Vec::new());
        assert_eq!(accounts.count(), 2);
        assert_eq!(accounts.find("ＡLICE").map(|account| account.name.as_str()), Some("Alice"));
        assert!(accounts.find("bob").is_none() && accounts.find("").is_none());
        assert_eq!(accounts.clash(&parsed("aLICE"), None), Some(Clash::Exists));
        assert_eq!(accounts.clash(&parsed("аlice"), None), Some(Clash::LooksLike("Alice".into())));
        assert_eq!(accounts.clash(&parsed("аlice"), Some("alice")), None, "it is her own");
        assert_eq!(accounts.clash(&parsed("alice"), Some("bob")), Some(Clash::Exists));
        assert_eq!(accounts.clash(&parsed("aIice"), None), None, "I and l are plain ASCII");
        assert!(accounts.remove("alice").is_some() && accounts.remove("alice").is_none());
        assert_eq!(accounts.clash(&parsed("аlice"), None), None);
        assert!(accounts.looks.values().all(|keys| !keys.is_empty()));
    }

    #[test]
    fn what_can_be_no_name_is_passed_over() {
        let mut bad = record("alice");
        bad.name = "no name".to_owned();
        assert_eq!(Accounts::new(vec![bad], Vec::new()).count(), 0);
    }

    #[test]
    fn a_code_can_be_used_as_often_as_it_says() {
        let mut accounts = Accounts::new(Vec::new(), vec![("kept".into(), 1)]);
        let (code, keep) = accounts.make_code(b"secret", 1, 2).unwrap();
        assert!(matches!(keep, Keep::Code { left: 2, .. }));
        assert_eq!(code.len(), 16);
        let (other, _) = accounts.make_code(b"secret", 1, 1).unwrap();
        assert_ne!(code, other);
        let hyphens = format!("{}-{}", &code[..8], code[8..].to_uppercase());
        assert!(matches!(accounts.use_code(&hyphens), Some(Keep::Code { left: 1, .. })));
        assert!(matches!(accounts.use_code(&code), Some(Keep::Code { left: 0, .. })));
        assert!(accounts.use_code(&code).is_none() && accounts.use_code("").is_none());
        assert!(accounts.use_code("kept").is_some() && accounts.use_code("kept").is_none());
        for _ in 1..CODES_MAX {
            assert!(accounts.make_code(b"secret", 1, 0).is_some());
        }
        assert!(accounts.make_code(b"secret", 1, 1).is_none());
    }
}
