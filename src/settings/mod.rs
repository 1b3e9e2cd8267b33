//! What the operator and the reader decided, as one typed value: flags over the environment over a
//! file over the built-in defaults.
//!
//! Must hold no word for people: what is wrong comes out as data ([`SettingsError`]), and so does
//! where each value came from ([`Origin`]). Only `cmd` reads this.
//!
//! Theory of operation: one table of keys ([`keys`]) says what each may hold. Each layer is checked
//! against it by itself, so that an error can name its place; then the crate `config` lays them
//! over each other and serde makes [`Settings`] of the result. In reading order:

pub mod choices;
pub mod expects;
pub mod forms;
pub mod hash;
pub mod sections;
pub mod tables;

pub mod error;
pub mod layers;

pub mod load;
pub mod password;
pub mod show;

pub use error::SettingsError;
pub use expects::{Expects, Misfit};
pub use layers::data_dir;
pub use load::{
    Flags, Hints, Loaded, Origin, Origins, Problems, Sources, hints, load, load_or_all_problems,
    load_what_is_right,
};
pub use password::{PasswordError, password};
pub use sections::{Accounts, Admin, Entry, History, Join, Limits, Oper, Serve, Settings, Tls};
pub use tables::{Colors, Keys};

/// A setting.
#[derive(Debug)]
pub struct Key {
    /// Its section and name: `serve.port`, `join.keys.send`.
    pub name: &'static str,
    /// What it may hold.
    pub expects: Expects,
}

impl Key {
    /// The environment variable that sets it: `CHATROOM_SERVE__PORT`.
    pub fn variable(&self) -> String {
        format!("{}{}", layers::PREFIX, self.name.to_ascii_uppercase().replace('.', "__").replace('-', "_"))
    }

    /// Its section, if it is in one, and its name there.
    pub fn parts(&self) -> (Option<&'static str>, &'static str) {
        self.name.rsplit_once('.').map_or((None, self.name), |(section, name)| (Some(section), name))
    }
}

/// Every setting, in the order of `chatroom.toml`.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    let sections = [
        Settings::KEYS,
        Serve::KEYS,
        Tls::KEYS,
        Admin::KEYS,
        History::KEYS,
        Accounts::KEYS,
        Entry::KEYS,
        Join::KEYS,
        Colors::KEYS,
        Keys::KEYS,
        Limits::KEYS,
    ];
    sections.into_iter().flatten()
}

/// The settings of the server that hold from its start to its end. All others of its can change while
/// it is open.
pub const FIXED_AT_START: &[&str] = &[
    "serve.host",
    "serve.port",
    "serve.room",
    "serve.name",
    "history.enabled",
    "history.dir",
    "history.memory_messages_max",
];

/// The setting of this name.
pub fn key(name: &str) -> Option<&'static Key> {
    keys().find(|key| key.name == name)
}
