//! What can be wrong with settings, as data; `cmd` says it in the reader's language.

use std::io;
use std::path::PathBuf;

use super::{Expects, Origin};

/// Why there are no settings.
#[derive(Debug)]
pub enum SettingsError {
    /// The file can't be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file is no TOML.
    Syntax {
        /// Which file.
        path: PathBuf,
        /// The line, counted from 1, if the parser told.
        line: Option<usize>,
        /// The parser's own words.
        cause: String,
    },
    /// The file sets something that is no setting.
    UnknownKey {
        /// Which file.
        path: PathBuf,
        /// What it sets.
        key: String,
        /// The keys that might stand in its place.
        known: Vec<&'static str>,
    },
    /// In place of a section the file has a value.
    NoSection {
        /// Which file.
        path: PathBuf,
        /// The section.
        section: String,
    },
    /// A value is not what was expected.
    Wrong {
        /// Where it stands.
        origin: Origin,
        /// Which setting.
        key: &'static str,
        /// What stands there.
        found: String,
        /// What was expected.
        expects: Expects,
    },
    /// An environment variable of ours is no Unicode.
    NoUnicode {
        /// Its name.
        variable: String,
    },
    /// What each layer holds is right, and yet they don't make settings together.
    Merge(config::ConfigError),
}
