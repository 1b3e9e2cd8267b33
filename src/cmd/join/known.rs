//! The servers that this person has met, and by which key each is known: `known_servers`.
//!
//! Theory of operation: a file of lines `host:port SHA256:… date` beside the passwords of accounts,
//! for its owner to read and to edit; the date may be missing. A server may stand in several lines:
//! any of their keys will do. `public` in place of a key says that the system's roots have vouched
//! for it, and `first` behind the date that the key was there at the first visit and that nothing
//! else speaks for it. What begins with `#` is a remark. The file is read when `join` starts; one
//! that can't be read, or has a line of another kind, is an error and not an empty file: otherwise
//! whoever breaks it has made strangers welcome. It is read again under its lock before it is
//! written, so that no client loses another's line or overrules it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::dial::Place;
use super::kept;
use crate::net::tls::trust::{Known, Remembered};
use crate::wire::Fingerprint;

/// What the file is called.
pub const FILE: &str = "known_servers";

/// What stands above all that is in it.
const HEAD: &str = "\
# Servers that `chatroom join` has met: host:port, the key by which it is known, since when; and
# `first` if nothing but the first visit speaks for the key.
# A line taken out makes its server a stranger again.
";

/// What stands in place of a key where the system's roots have vouched for a server.
const PUBLIC: &str = "public";

/// What stands behind the date of a key for which nothing else speaks.
const FIRST: &str = "first";

/// Bytes of the file that are read, and written.
const FILE_BYTES_MAX: usize = 1024 * 1024;

/// What a line says of its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It has this key, for which more speaks than the first visit.
    Key(Fingerprint),
    /// It had this key at the first visit.
    First(Fingerprint),
    /// The system's roots have vouched for it.
    Public,
}

impl Entry {
    /// Its line.
    fn line(self, place: &Place, date: &str) -> String {
        let server = place.shown();
        match self {
            Self::Key(key) => format!("{server} {key} {date}\n"),
            Self::First(key) => format!("{server} {key} {date} {FIRST}\n"),
            Self::Public => format!("{server} {PUBLIC} {date}\n"),
        }
    }

    const fn key(self) -> Option<Fingerprint> {
        match self {
            Self::Key(key) | Self::First(key) => Some(key),
            Self::Public => None,
        }
    }
}

/// Why it is not known what is known.
#[derive(Debug)]
pub enum KnownError {
    /// The file can't be read.
    Unreadable(io::Error),
    /// This line is of no kind that is known.
    Line(usize),
}

/// Why something is not remembered.
#[derive(Debug)]
pub enum RememberError {
    /// Another client has met the server meanwhile, and this is known of it.
    Otherwise(Known),
    /// The file can't be read or written.
    Io(io::Error),
}

impl From<io::Error> for RememberError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What this text says of a server, line by line.
///
/// # Errors
/// The number of a line that can't be read, whichever server it is about.
pub fn entries(text: &str, place: &Place) -> Result<Vec<Entry>, usize> {
    let mut found = Vec::new();
    for (line, number) in text.strip_prefix(BOM).unwrap_or(text).lines().zip(1_usize..) {
        if let Some((server, entry)) = entry(line).map_err(|()| number)?
            && place.is_written(server)
        {
            found.push(entry);
        }
    }
    Ok(found)
}

/// What Windows programs put before a text.
const BOM: char = '\u{feff}';

/// What a line says, and of whom; nothing if it is blank or a remark.
fn entry(line: &str) -> Result<Option<(&str, Entry)>, ()> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (server, key, behind) = match words.as_slice() {
        [] => return Ok(None),
        [remark, ..] if remark.starts_with('#') => return Ok(None),
        [server, key, behind @ ..] => (*server, *key, behind),
        [_] => return Err(()),
    };
    let port = server.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port);
    port.and_then(|port| port.parse::<u16>().ok()).ok_or(())?;
    let (date, is_first) = match behind {
        [] => (None, false),
        [date] => (Some(date), false),
        [date, first] if first.eq_ignore_ascii_case(FIRST) => (Some(date), true),
        _ => return Err(()),
    };
    date.map_or(Ok(()), |date| date.parse::<jiff::civil::Date>().map(|_| ()).map_err(|_| ()))?;
    let entry = match Fingerprint::parse(key) {
        Ok(key) if is_first => Entry::First(key),
        Ok(key) => Entry::Key(key),
        Err(_) if key.eq_ignore_ascii_case(PUBLIC) && !is_first => Entry::Public,
        Err(_) => return Err(()),
    };
    Ok(Some((server, entry)))
}

/// What these say together.
fn together(entries: &[Entry]) -> Known {
    let key = |entry: &Entry| match entry {
        Entry::Key(key) => Some(Remembered { key: key.0, is_proved: true }),
        Entry::First(key) => Some(Remembered { key: key.0, is_proved: false }),
        Entry::Public => None,
    };
    // A key that stands there twice is proved if one of them is.
    let mut keys: Vec<_> = entries.iter().filter_map(key).collect();
    keys.sort_by_key(|known| !known.is_proved);
    match (keys.is_empty(), entries.is_empty()) {
        (false, _) => Known::Keys(keys),
        (true, false) => Known::Public,
        (true, true) => Known::Nothing,
    }
}

/// See the head of this file.
#[derive(Debug)]
pub struct KnownServers {
    path: Option<PathBuf>,
}

impl KnownServers {
    /// Those of this folder; without one nothing is known or remembered.
    pub fn new(dir: Option<PathBuf>) -> Self {
        Self { path: dir.map(|dir| dir.join(FILE)) }
    }

    /// Where they are kept.
    pub fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(FILE.as_ref())
    }

    /// What is known of the server at this place.
    ///
    /// # Errors
    /// [`KnownError`].
    pub fn of(&self, place: &Place) -> Result<Known, KnownError> {
        let text = self.read().map_err(KnownError::Unreadable)?;
        entries(&text, place).map(|entries| together(&entries)).map_err(KnownError::Line)
    }

    /// Remembers this of the server at this place, since `date`; `instead` of all that was, or
    /// because nothing was but the same, or the same key of a first visit.
    ///
    /// # Errors
    /// What the system says; that another client has remembered something else meanwhile.
    pub fn remember(
        &self,
        place: &Place,
        entry: Entry,
        date: &str,
        instead: bool,
    ) -> Result<(), RememberError> {
        let path = self.path.as_deref().ok_or(io::Error::from(io::ErrorKind::NotFound))?;
        let _lock = kept::lock(path)?;
        let text = self.read()?;
        let known = entries(&text, place).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        let same_key = |known: &Entry| entry.key().is_some_and(|key| known.key() == Some(key));
        let says_more = matches!(entry, Entry::Key(_)) && !known.contains(&entry);
        if instead && known == [entry] {
            return Ok(());
        }
        if !instead && known.iter().any(|known| *known == entry || (same_key(known) && !says_more)) {
            return Ok(());
        }
        if !instead && !known.is_empty() && !known.iter().any(same_key) {
            return Err(RememberError::Otherwise(together(&known)));
        }
        let goes = |line: &str| match self::entry(line) {
            Ok(Some((server, known))) => place.is_written(server) && (instead || same_key(&known)),
            Ok(None) | Err(()) => false,
        };
        let text = text.strip_prefix(BOM).unwrap_or(&text);
        let mut all: String = text.split_inclusive('\n').filter(|line| !goes(line)).collect();
        if all.is_empty() {
            all.push_str(HEAD);
        } else if !all.ends_with('\n') {
            all.push('\n');
        }
        all.push_str(&entry.line(place, date));
        if all.len() > FILE_BYTES_MAX {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
        }
        Ok(kept::replace(path, all.as_bytes())?)
    }

    /// The whole file; empty if it is not there.
    fn read(&self) -> io::Result<String> {
        let Some(path) = &self.path else { return Ok(String::new()) };
        match fs::metadata(path) {
            Ok(found) if found.len() > FILE_BYTES_MAX as u64 => Err(io::ErrorKind::FileTooLarge.into()),
            Ok(_) => fs::read_to_string(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(name: &str) -> Fingerprint {
        Fingerprint::of_key(name.as_bytes())
    }

    fn place(host: &str) -> Place {
        Place::new(host, 5)
    }

    fn keys<const N: usize>(names: [&str; N]) -> Known {
        Known::Keys(names.map(|name| Remembered { key: key(name).0, is_proved: true }).to_vec())
    }

    fn empty(name: &str) -> (PathBuf, KnownServers) {
        let dir = std::env::temp_dir().join(format!("chatroom-known-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let known = KnownServers::new(Some(dir.clone()));
        (dir, known)
    }

    #[test]
    fn what_is_remembered_is_known() {
        let (dir, known) = empty("known");
        assert_eq!(known.of(&place("h")).unwrap(), Known::Nothing);
        known.remember(&place("h"), Entry::Key(key("a")), "2026-11-24", false).unwrap();
        known.remember(&place("h"), Entry::Key(key("a")), "2026-11-25", false).unwrap();
        known.remember(&place("::1"), Entry::Public, "2026-11-24", false).unwrap();
        assert_eq!(known.of(&place("H")).unwrap(), keys(["a"]));
        assert_eq!(known.of(&place("::1")).unwrap(), Known::Public);
        assert_eq!(known.of(&Place::new("h", 6)).unwrap(), Known::Nothing);
        // Another client may have met it, as somebody else.
        let other = known.remember(&place("h"), Entry::First(key("b")), "2026-11-24", false);
        assert!(matches!(other, Err(RememberError::Otherwise(known)) if known == keys(["a"])));
        known.remember(&place("h"), Entry::Key(key("b")), "2026-11-26", true).unwrap();
        assert_eq!(known.of(&place("h")).unwrap(), keys(["b"]));
        let text = fs::read_to_string(known.path()).unwrap();
        assert_eq!(text, format!("{HEAD}[::1]:5 public 2026-11-24\nh:5 {} 2026-11-26\n", key("b")));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(known.path()).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 2, "nothing but its lock");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_first_visit_is_marked_until_more_speaks_for_the_key() {
        let (dir, known) = empty("first");
        let first = Known::Keys(vec![Remembered { key: key("a").0, is_proved: false }]);
        known.remember(&place("h"), Entry::First(key("a")), "2026-11-24", false).unwrap();
        known.remember(&place("i"), Entry::Public, "2026-11-24", false).unwrap();
        known.remember(&place("h"), Entry::First(key("a")), "2026-11-25", false).unwrap();
        assert_eq!(known.of(&place("h")).unwrap(), first);
        known.remember(&place("h"), Entry::Key(key("a")), "2026-11-26", false).unwrap();
        known.remember(&place("h"), Entry::First(key("a")), "2026-11-27", false).unwrap();
        let text = fs::read_to_string(known.path()).unwrap();
        assert_eq!(text, format!("{HEAD}i:5 public 2026-11-24\nh:5 {} 2026-11-26\n", key("a")));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_hand_may_edit_it() {
        let (dir, known) = empty("hand");
        fs::create_dir_all(&dir).unwrap();
        let hex = key("b").in_hex();
        let text = format!("\u{feff}H.:5\t{}\r\n# mine\n\n  h:5 {hex}\n\n# h:5 ?", key("a"));
        fs::write(known.path(), &text).unwrap();
        assert_eq!(known.of(&place("h")).unwrap(), keys(["a", "b"]));
        known.remember(&place("y"), Entry::Public, "2026-11-24", false).unwrap();
        let written = fs::read_to_string(known.path()).unwrap();
        assert!(written.ends_with("\n# h:5 ?\ny:5 public 2026-11-24\n"), "{written}");
        known.remember(&place("h"), Entry::Key(key("x")), "2026-11-24", true).unwrap();
        assert_eq!(known.of(&place("h")).unwrap(), keys(["x"]));
        fs::write(known.path(), b"h:5 \xff").unwrap();
        assert!(matches!(known.of(&place("other")), Err(KnownError::Unreadable(_))));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_line_of_another_kind_is_an_error_whomever_it_is_about() {
        let key = key("a").to_string();
        for good in ["", " \t", "# x", "x:5 public", "[::1]:5 PUBLIC 2026-11-24"] {
            assert_eq!(entries(good, &place("h")), Ok(vec![]), "{good}");
        }
        for tail in ["", " 2026-11-24", " 2026-11-24 FIRST"] {
            assert_eq!(entries(&format!("h:5 {key}{tail}"), &place("h")).map(|found| found.len()), Ok(1));
        }
        for bad in [
            "x:5".to_owned(),
            "x:5 ?".to_owned(),
            format!("x {key}"),
            format!(":5 {key}"),
            format!("x:y {key}"),
            format!("x:5 {key} yesterday"),
            format!("x:5 {key} first"),
            format!("x:5 {key} 2026-11-24 last"),
            format!("x:5 {key} 2026-11-24 first ?"),
            "x:5 public 2026-11-24 first".to_owned(),
            format!("x:5{key}"),
        ] {
            assert_eq!(entries(&format!("\n{bad}\n"), &place("h")), Err(2), "{bad}");
        }
    }

    #[test]
    fn without_a_folder_nothing_is_remembered() {
        let known = KnownServers::new(None);
        assert_eq!(known.of(&place("h")).unwrap(), Known::Nothing);
        assert!(known.remember(&place("h"), Entry::Public, "2026-11-24", false).is_err());
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "([hx#]:5|\\PC{0,9}|[ \\t\\r\\n]|public|SHA256:){0,12}") {
            let _ = entries(&text, &place("h"));
        }
    }
}
