//! Standard replies, as one table. Source: IRCv3 standard-replies.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The command was not carried out.
    Fail,
    /// It was, and there is something to know about it.
    Warn,
    /// Something to know, without a command.
    Note,
}

impl Severity {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "FAIL",
            Self::Warn => "WARN",
            Self::Note => "NOTE",
        }
    }
}

/// A kind of standard reply. Its sentence stands in `irc.ftl` under `note-` and the code in lower
/// case with `-` for `_`; the context is its arguments.
#[derive(Debug)]
pub struct Note {
    /// How bad it is.
    pub severity: Severity,
    /// The command that it is about, or `*`.
    pub command: &'static str,
    /// The machine-readable code.
    pub code: &'static str,
    /// What its context parameters are called.
    pub context: &'static [&'static str],
}

impl Note {
    /// The key of its sentence.
    pub fn key(&self) -> String {
        format!("note-{}", self.code.to_ascii_lowercase().replace('_', "-"))
    }
}

macro_rules! notes {
    ($($severity:ident $command:literal $name:ident ($($context:ident),*);)*) => {
        $(#[doc = concat!("`", stringify!($name), "` for `", $command, "`.")]
        pub static $name: Note = Note {
            severity: Severity::$severity,
            command: $command,
            code: stringify!($name),
            context: &[$(stringify!($context)),*],
        };)*
        /// Every standard reply, in the order of the table.
        pub static ALL: &[&Note] = &[$(&$name),*];
    };
}

notes! {
    // UTF8ONLY: a line that is no UTF-8.
    Fail "*" INVALID_UTF8 ();
    // IRCv3 multiline.
    Fail "BATCH" MULTILINE_MAX_BYTES (bytes);
    Fail "BATCH" MULTILINE_MAX_LINES (lines);
    Fail "BATCH" MULTILINE_INVALID_TARGET (expected, found);
    Fail "BATCH" MULTILINE_INVALID ();
    Fail "BATCH" UNKNOWN_BATCH (reference);
    // Ours: why a name was refused, told before the numeric.
    Note "NICK" NICK_LOOKS_LIKE (nick, other);
    Note "NICK" NICK_RESERVED (nick);
    Note "NICK" NICK_TOO_LONG (nick, chars_max);
    // Ours: why the connection ends, told before the ERROR.
    Note "*" ROOM_CLOSED ();
    Note "*" SERVER_DOWN ();
    Note "*" REMOVED (by);
    Note "*" READS_TOO_SLOWLY ();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_one_of_its_kind() {
        assert_eq!(ALL.iter().map(|note| note.key()).collect::<BTreeSet<_>>().len(), ALL.len());
        for note in ALL {
            assert!(note.code.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_')));
            assert_eq!(
                note.context.iter().collect::<BTreeSet<_>>().len(),
                note.context.len(),
                "{}",
                note.code
            );
        }
        assert_eq!(MULTILINE_MAX_BYTES.key(), "note-multiline-max-bytes");
        assert_eq!(MULTILINE_MAX_BYTES.severity.word(), "FAIL");
        assert_eq!([Severity::Warn.word(), Severity::Note.word()], ["WARN", "NOTE"]);
    }
}
