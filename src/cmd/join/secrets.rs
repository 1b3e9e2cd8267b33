//! Passwords of accounts, kept where only their owner can read them, and what takes long to make of
//! them.
//!
//! Theory of operation: one small file in the platform's folder of data, read when `join` starts and
//! written whole each time something changes ([`super::kept`]). On Unix nobody but the owner may open
//! it; on Windows it lies in the owner's profile.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

use serde::Deserialize;

use super::dial::Place;
use super::kept;
use crate::chat::{Derive, Secret};
use crate::net::Waker;
use crate::wire::scram;

/// What the file is called.
const FILE: &str = "accounts.toml";

/// What stands above all that is in it.
const HEAD: &str = "# Passwords of accounts, kept by `chatroom join`. Nobody else may read this file.\n";

/// Bytes of the file that are read.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Clone, Deserialize)]
struct Account {
    server: String,
    name: String,
    password: String,
}

#[derive(Default, Deserialize)]
struct Accounts {
    #[serde(default)]
    account: Vec<Account>,
}

/// See the head of this file.
pub struct Secrets {
    path: PathBuf,
    accounts: Vec<Account>,
}

impl std::fmt::Debug for Secrets {
    /// Without the passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Reads what is kept in this folder. A file that can't be read holds nothing.
    pub fn open(dir: Option<PathBuf>) -> Self {
        let path = dir.unwrap_or_default().join(FILE);
        let accounts = read(&path).unwrap_or_default();
        Self { path, accounts }
    }

    /// Where they are kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The account of this name at this place, with its password, if we know it.
    pub fn of(&self, place: &Place, name: &str) -> Option<(String, Secret)> {
        let is_it = |account: &&Account| {
            place.is_written(&account.server) && account.name.to_lowercase() == name.to_lowercase()
        };
        let found = self.accounts.iter().find(is_it)?;
        Some((found.name.clone(), Secret(found.password.clone())))
    }

    /// Keeps a password. A file that can't be read stays as it is, since it holds others.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep(&mut self, place: &Place, name: &str, password: &str) -> io::Result<()> {
        let _lock = kept::lock(&self.path)?;
        // Another client may have kept one meanwhile.
        match read(&self.path) {
            Ok(accounts) => self.accounts = accounts,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let server = place.shown();
        self.accounts.retain(|known| {
            !place.is_written(&known.server) || known.name.to_lowercase() != name.to_lowercase()
        });
        let (name, password) = (name.to_owned(), password.to_owned());
        self.accounts.push(Account { server, name, password });
        self.write()
    }

    fn write(&self) -> io::Result<()> {
        let mut text = HEAD.to_owned();
        for account in &self.accounts {
            text.push_str("\n[[account]]\n");
            for (key, value) in
                [("server", &account.server), ("name", &account.name), ("password", &account.password)]
            {
                text.push_str(&format!("{key} = {}\n", quoted(value)));
            }
        }
        kept::replace(&self.path, text.as_bytes())
    }
}

fn read(path: &Path) -> io::Result<Vec<Account>> {
    if fs::metadata(path)?.len() > FILE_BYTES_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let text = fs::read_to_string(path)?;
    let file = config::File::from_str(&text, config::FileFormat::Toml);
    let loaded = config::Config::builder().add_source(file).build();
    let accounts = loaded.and_then(config::Config::try_deserialize::<Accounts>);
    accounts.map(|accounts| accounts.account).map_err(io::Error::other)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(char))),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// Makes what takes long, on a thread of its own; `waker` is told when it is there. `None`: no
/// thread can be had.
pub fn derive(derive: Derive, waker: Waker) -> Option<Receiver<[u8; 32]>> {
    let (send, made) = channel();
    let work = move || {
        let salted = scram::salted_password(&derive.password.0, &derive.salt, derive.rounds);
        // Whoever asked may have gone on without it.
        let _ = send.send(salted);
        waker.wake();
    };
    std::thread::Builder::new().name("password".to_owned()).spawn(work).ok().map(|_| made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_and_nobody_else_reads_it() {
        let dir = std::env::temp_dir().join(format!("chatroom-secrets-{}", std::process::id()));
        let place = |host: &str| Place::new(host, 5);
        let mut secrets = Secrets::open(Some(dir.clone()));
        assert_eq!(secrets.of(&place("h"), "alice"), None);
        let password = "a \"b\" \\ \u{1}小明";
        secrets.keep(&place("h"), "Alice", "old").unwrap();
        secrets.keep(&place("h"), "Alice", password).unwrap();
        secrets.keep(&place("::1"), "Alice", "other").unwrap();
        let secrets = Secrets::open(Some(dir.clone()));
        let found = secrets.of(&place("H."), "alice");
        assert_eq!(found, Some(("Alice".to_owned(), Secret(password.to_owned()))));
        assert_eq!(secrets.of(&place("h"), "bob"), None);
        assert_eq!(secrets.accounts.len(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(secrets.path()).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 2, "nothing but its lock is left beside it");
        assert!(!format!("{secrets:?}").contains("other"));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_that_can_not_be_read_keeps_what_it_has() {
        let dir = std::env::temp_dir().join(format!("chatroom-secrets-unreadable-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let place = Place::new("h", 5);
        // A slip of somebody's hand; a client meanwhile that has read it before, and one that has not.
        let good = "[[account]]\nserver = \"h:5\"\nname = \"bob\"\npassword = \"b\"\n";
        let slip = good.replace("name", "nam e");
        fs::write(dir.join(FILE), good).unwrap();
        let before = Secrets::open(Some(dir.clone()));
        fs::write(dir.join(FILE), &slip).unwrap();
        for mut secrets in [before, Secrets::open(Some(dir.clone()))] {
            assert!(secrets.keep(&place, "alice", "a").is_err());
            assert_eq!(fs::read_to_string(secrets.path()).unwrap(), slip);
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn without_a_folder_nothing_is_kept() {
        let mut secrets = Secrets::open(None);
        assert!(secrets.keep(&Place::new("h", 5), "a", "b").is_err());
    }
}
