//! Who has an account. What is done with them by whom is not known here.
//!
//! An account is found by the key of its name, as people are: written otherwise it is the same one.
//! Nobody can register a name that is reserved or could be taken for another account's
//! ([`Accounts::clash`]), and nobody but its owner can bear one that could be.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::keep::AccountRecord;
use crate::wire::{MemberId, Name, name};

pub mod login;
pub mod password;
pub mod sasl;

/// Accounts of one house.
pub const ACCOUNTS_MAX: usize = 100_000;

/// Certificates of one account.
pub const CERTIFICATES_MAX: usize = 10;

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
    // Whose each certificate is.
    certificates: HashMap<String, Arc<str>>,
}

impl Accounts {
    /// Those that were kept. One whose name can be no name any more is passed over.
    pub fn new(kept: Vec<AccountRecord>) -> Self {
        let mut accounts = Self::default();
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

    /// The same, to be changed. Whoever does says so with [`Keep::Account`](crate::room::keep::Keep::Account).
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

    /// The key of the account whose owner may log in with this certificate.
    pub fn bearer_of(&self, certificate: &str) -> Option<&Arc<str>> {
        self.certificates.get(certificate)
    }

    /// The owner of an account may log in with this certificate, which is nobody's; `false`: there is
    /// no such account, or it has too many.
    pub fn add_certificate(&mut self, key: &str, certificate: &str) -> bool {
        let Some(account) = self.accounts.get_mut(key) else { return false };
        if account.record.certificates.len() >= CERTIFICATES_MAX {
            return false;
        }
        account.record.certificates.push(certificate.to_owned());
        self.certificates.insert(certificate.to_owned(), Arc::clone(account.name.key()));
        true
    }

    /// They no longer may; whether they might.
    pub fn remove_certificate(&mut self, key: &str, certificate: &str) -> bool {
        let Some(account) = self.accounts.get_mut(key) else { return false };
        let before = account.record.certificates.len();
        account.record.certificates.retain(|other| other != certificate);
        let was = account.record.certificates.len() != before;
        if was {
            self.certificates.remove(certificate);
        }
        was
    }

    /// Adds an account, or puts it in the place of its former self; whether its name is one.
    pub fn insert(&mut self, record: AccountRecord) -> bool {
        let Ok(name) = Name::parse(&record.name) else { return false };
        let key = Arc::clone(name.key());
        self.remove(&key);
        for look in distinct(&name) {
            self.looks.entry(Arc::clone(look)).or_default().push(Arc::clone(&key));
        }
        for certificate in &record.certificates {
            self.certificates.insert(certificate.clone(), Arc::clone(&key));
        }
        self.accounts.insert(key, Account { name, record, seen: None });
        true
    }

    /// Takes an account out.
    pub fn remove(&mut self, key: &str) -> Option<Account> {
        let account = self.accounts.remove(key)?;
        self.certificates.retain(|_, owner| **owner != *key);
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
            certificates: Vec::new(),
        }
    }

    fn parsed(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn an_account_is_found_however_it_is_written() {
        let mut accounts = Accounts::new(vec![record("Alice"), record("小明")]);
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
        assert_eq!(Accounts::new(vec![bad]).count(), 0);
    }
}
