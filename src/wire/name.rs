//! Names of people and rooms: checked once, then carried with the key by which they are compared.
//!
//! Two names are the same if their keys are equal (RFC 8265, UsernameCaseMapped: width and case
//! folded, normalised). Two names look alike if their skeletons are (UTS #39), which is asked only
//! where one of them is not plain ASCII or is reserved: `rn` and `m` look alike too, and nobody may
//! lose the name "Arnold" over it.

use std::sync::Arc;

use precis_profiles::precis_core::profile::PrecisFastInvocation;
use unicode_normalization::UnicodeNormalization;

use super::clean::{is_invisible, is_unsafe};
use super::limits::{NAME_CHARS_MAX, ROOM_NAME_BYTES_MAX};

/// Why a text can't be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing in it.
    Empty,
    /// More than [`NAME_CHARS_MAX`] characters, or [`ROOM_NAME_BYTES_MAX`] bytes for a room.
    TooLong,
    /// It holds, or begins with, a character that means something on the wire.
    Character(char),
    /// RFC 8265 forbids something in it (spaces, symbols, emoji, mixed directions, …).
    Unfit,
    /// A room's name must begin with `#`.
    NoRoom,
}

/// A person's name as they typed it, with its keys.
#[derive(Clone, Debug)]
pub struct Name {
    text: Arc<str>,
    key: Arc<str>,
    looks: [Arc<str>; 2],
}

impl Name {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`NameError`], which says what is wrong.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let first = text.chars().next().ok_or(NameError::Empty)?;
        if text.chars().count() > NAME_CHARS_MAX {
            return Err(NameError::TooLong);
        }
        // What begins a room, a role, a command, a parameter or a server mask (Modern IRC,
        // "Nicknames"; `/` for our own commands).
        if matches!(first, '#' | '&' | '+' | '%' | '~' | '$' | ':' | '/' | '=') {
            return Err(NameError::Character(first));
        }
        // `.` would make it a server's name, `:` ends a name at the plain door.
        if let Some(bad) = text
            .chars()
            .find(|&c| matches!(c, ' ' | ',' | '*' | '?' | '!' | '@' | '.' | ':') || c.is_control())
        {
            return Err(NameError::Character(bad));
        }
        let key = fold(text).ok_or(NameError::Unfit)?;
        let looks = [skeleton(&key), fold(&skeleton(text)).unwrap_or_else(|| skeleton(text))];
        Ok(Self { text: text.into(), key: key.into(), looks: looks.map(Arc::from) })
    }

    /// The name, if it has at most `chars_max` characters, where that is less than the wire has room
    /// for.
    ///
    /// # Errors
    /// [`NameError::TooLong`].
    pub fn at_most(self, chars_max: usize) -> Result<Self, NameError> {
        if self.text.chars().count() > chars_max { Err(NameError::TooLong) } else { Ok(self) }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As it was typed, shared.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// What it is compared by.
    pub fn key(&self) -> &Arc<str> {
        &self.key
    }

    /// What it looks like: any two names that share one of these look alike.
    pub fn looks(&self) -> &[Arc<str>; 2] {
        &self.looks
    }

    /// Whether it is all ASCII.
    pub fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }

    /// Whether somebody could take one name for the other, though they differ.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.looks.iter().any(|look| other.looks.contains(look))
    }
}

/// The key of a person's name, or `None` if no name folds to one.
pub fn fold(text: &str) -> Option<String> {
    if text.is_ascii() {
        // What RFC 8265 does to ASCII, without its tables; its controls and space are refused.
        let fit = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        return fit.then(|| text.to_ascii_lowercase());
    }
    // Composing after mapping can give what would be mapped once more, or can be no name at all (RFC 8264
    // section 7): a key is what stays as it is.
    let mut key = enforced(text)?;
    for _ in 0..FOLDS_MAX {
        let again = enforced(&key)?;
        if again == key {
            return Some(key);
        }
        key = again;
    }
    None
}

/// How often a key may change on being folded again; after that it is none.
const FOLDS_MAX: usize = 3;

fn enforced(text: &str) -> Option<String> {
    precis_profiles::UsernameCaseMapped::enforce(text).ok().map(|key| key.into_owned())
}

fn skeleton(text: &str) -> String {
    unicode_security::confusable_detection::skeleton(text).collect()
}

/// A room's name as its founder typed it, with the key by which it is compared.
#[derive(Clone, Debug)]
pub struct RoomName {
    text: Arc<str>,
    key: Arc<str>,
}

impl RoomName {
    /// Checks `text`: `#`, then anything but spaces, commas, controls and colons.
    ///
    /// # Errors
    /// [`NameError`], which says what is wrong.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let rest = text.strip_prefix('#').ok_or(NameError::NoRoom)?;
        if rest.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > ROOM_NAME_BYTES_MAX {
            return Err(NameError::TooLong);
        }
        let unfit = |c: char| matches!(c, ',' | ':') || c.is_whitespace() || is_unsafe(c);
        if let Some(bad) = rest.chars().find(|&c| unfit(c)) {
            return Err(NameError::Character(bad));
        }
        // There must be something to see of it.
        if rest.chars().all(is_invisible) {
            return Err(NameError::Empty);
        }
        Ok(Self { text: text.into(), key: fold_room(text).into() })
    }

    /// The name, if it has at most `bytes_max` bytes, where that is less than the wire has room for.
    ///
    /// # Errors
    /// [`NameError::TooLong`].
    pub fn at_most(self, bytes_max: usize) -> Result<Self, NameError> {
        if self.text.len() > bytes_max { Err(NameError::TooLong) } else { Ok(self) }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As it was typed, shared.
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// What it is compared by.
    pub fn key(&self) -> &Arc<str> {
        &self.key
    }
}

/// The key of a room's name: compatibility forms and case folded, and without what can't be seen, so
/// that two rooms never differ by that alone.
pub fn fold_room(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let seen: String = text.nfkc().filter(|&c| !is_invisible(c)).collect();
    seen.to_lowercase().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn name(text: &str) -> Name {
        Name::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
    }

    #[test]
    fn what_composes_to_what_can_be_no_name_is_none() {
        assert_eq!(fold("label=\u{338}\u{338}"), None);
    }

    #[test]
    fn names_of_many_scripts() {
        for text in [
            "alice",
            "Bob_2",
            "[a]\\`^{}|-",
            "小明",
            "Алиса",
            "ليلى",
            "Ελένη",
            "ひろし",
            "José",
            "지민",
            "O'Hara",
            "7up",
        ] {
            assert_eq!(name(text).as_str(), text);
            assert_eq!(name(text).is_ascii(), text.is_ascii());
        }
    }

    #[test]
    fn the_same_name_written_otherwise() {
        for (one, other) in [
            ("Alice", "aLICE"),
            ("Ａｌｉｃｅ", "alice"),
            ("АЛИСА", "алиса"),
            ("Jose\u{301}", "josé"),
            ("ﾋﾛｼ", "ヒロシ"),
        ] {
            assert_eq!(name(one).key(), name(other).key(), "{one} {other}");
            assert!(name(one).looks_like(&name(other)));
        }
        // CASEMAPPING=ascii: brackets have no case.
        assert_ne!(name("a[").key(), name("a{").key());
        assert_ne!(name("小明").key(), name("小红").key());
    }

    #[test]
    fn names_that_look_alike() {
        for (one, other) in [
            ("аlice", "alice"), // Cyrillic а
            ("Аlice", "ALICE"), // the capital too
            ("αlice", "alice"), // Greek
            ("rnark", "mark"),
            ("Bi11", "Bill"),
            ("paypaI", "paypal"), // capital i
            ("О", "0"),
        ] {
            assert_ne!(name(one).key(), name(other).key(), "{one} {other}");
            assert!(name(one).looks_like(&name(other)), "{one} {other}");
            assert!(name(other).looks_like(&name(one)), "{one} {other}");
        }
        for (one, other) in [("alice", "bob"), ("小明", "小红"), ("алиса", "alisa"), ("ab", "abc")] {
            assert!(!name(one).looks_like(&name(other)), "{one} {other}");
        }
    }

    #[test]
    fn what_can_be_no_name() {
        assert_eq!(Name::parse("").unwrap_err(), NameError::Empty);
        for (text, bad) in [
            ("#a", '#'),
            ("&a", '&'),
            ("+a", '+'),
            ("%a", '%'),
            ("~a", '~'),
            ("$a", '$'),
            (":a", ':'),
            ("/a", '/'),
            ("=a", '='),
            ("@a", '@'),
            ("!a", '!'),
            ("a b", ' '),
            ("a,b", ','),
            ("a*", '*'),
            ("a?", '?'),
            ("a!b", '!'),
            ("a@b", '@'),
            ("a.b", '.'),
            ("a:", ':'),
            ("a\u{1b}", '\u{1b}'),
            ("a\n", '\n'),
            ("a\0", '\0'),
            ("a\u{9b}", '\u{9b}'),
            ("\u{7f}", '\u{7f}'),
        ] {
            assert_eq!(Name::parse(text).unwrap_err(), NameError::Character(bad), "{text:?}");
        }
        for text in [
            "👋",
            "al👋ce",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{2028}b",
            "小\u{3000}明",
            "①",
            "aليلى",
            "♥",
            "\u{301}a\u{feff}",
        ] {
            assert_eq!(Name::parse(text).unwrap_err(), NameError::Unfit, "{text:?}");
        }
    }

    /// Nothing that can't be seen may tell two people apart.
    #[test]
    fn no_name_differs_from_another_by_what_is_not_seen() {
        let all = (0..=0x10_ffff).filter_map(char::from_u32);
        for c in all.filter(|&c| is_invisible(c)) {
            for text in [format!("{c}"), format!("al{c}ice"), format!("{c}alice"), format!("alice{c}")] {
                assert!(Name::parse(&text).is_err(), "{text:?}");
            }
        }
        // In some scripts a joiner shapes what stands before it, and is fit there; the two are alike.
        for (with, without) in [("क्\u{200d}ष", "क्ष"), ("क्\u{200c}ष", "क्ष")] {
            if let Ok(with) = Name::parse(with) {
                assert!(with.looks_like(&name(without)), "{with:?}");
            }
        }
    }

    #[test]
    fn names_have_a_length() {
        assert!(Name::parse(&"a".repeat(NAME_CHARS_MAX)).is_ok());
        assert!(Name::parse(&"明".repeat(NAME_CHARS_MAX)).is_ok());
        assert_eq!(Name::parse(&"a".repeat(NAME_CHARS_MAX + 1)).unwrap_err(), NameError::TooLong);
        assert_eq!(Name::parse(&"明".repeat(NAME_CHARS_MAX + 1)).unwrap_err(), NameError::TooLong);
    }

    #[test]
    fn rooms() {
        for (text, key) in [
            ("#tea", "#tea"),
            ("#Tea", "#tea"),
            ("##rust", "##rust"),
            ("#茶馆", "#茶馆"),
            ("#Чай", "#чай"),
            ("#ＴＥＡ", "#tea"),
            ("#a/b", "#a/b"),
            ("#👋", "#👋"),
            ("#é", "#é"),
            ("#e\u{301}", "#é"),
            // What can't be seen makes no other room.
            ("#t\u{200d}ea", "#tea"),
            ("#te\u{3164}a\u{fe0f}", "#tea"),
            ("#❤\u{fe0f}", "#❤"),
        ] {
            let room = RoomName::parse(text).unwrap();
            assert_eq!((room.as_str(), &**room.key()), (text, key));
        }
        for (text, error) in [
            ("", NameError::NoRoom),
            ("tea", NameError::NoRoom),
            ("&tea", NameError::NoRoom),
            ("#", NameError::Empty),
            ("#a b", NameError::Character(' ')),
            ("#a,b", NameError::Character(',')),
            ("#a:b", NameError::Character(':')),
            ("#a\u{7}", NameError::Character('\u{7}')),
            ("#a\u{202e}", NameError::Character('\u{202e}')),
            ("#a\u{3000}b", NameError::Character('\u{3000}')),
            ("#a\u{a0}b", NameError::Character('\u{a0}')),
            ("#a\u{200b}", NameError::Character('\u{200b}')),
            ("#\u{200d}\u{3164}", NameError::Empty),
        ] {
            assert_eq!(RoomName::parse(text).unwrap_err(), error, "{text:?}");
        }
        let longest = format!("#{}", "a".repeat(ROOM_NAME_BYTES_MAX - 1));
        assert!(RoomName::parse(&longest).is_ok());
        assert_eq!(RoomName::parse(&format!("{longest}a")).unwrap_err(), NameError::TooLong);
    }

    proptest! {
        /// Nothing in a name could end a word, a prefix or a line, or harm a terminal.
        #[test]
        fn names_are_fit_for_the_wire(text in "\\PC{1,12}|[!-~]{1,12}") {
            if let Ok(name) = Name::parse(&text) {
                let parts = [name.as_str(), name.key(), &name.looks()[0]];
                for part in parts {
                    prop_assert!(!part.contains([' ', '!', '@', ',', ':', '\r', '\n', '\0']), "{:?}", part);
                }
                prop_assert!(!name.as_str().chars().any(super::super::clean::is_unsafe));
                prop_assert!(name.looks_like(&name));
            }
        }

        #[test]
        fn rooms_are_fit_for_the_wire(text in "#\\PC{1,12}") {
            if let Ok(room) = RoomName::parse(&text) {
                prop_assert!(!room.as_str().contains([' ', ',', '\r', '\n', '\0']));
            }
        }
    }
}
