//! A line that came in, as a message or as what is wrong with it.

use crate::wire::Message;
use crate::wire::limits::{CLIENT_TAGS_BYTES_MAX, LINE_BYTES_MAX};
use crate::wire::message::MessageError;

/// Bytes of the longest line with the longest tags.
pub const TAGGED_LINE_BYTES_MAX: usize = CLIENT_TAGS_BYTES_MAX + 2 + LINE_BYTES_MAX;

/// Why a line is no message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing is in it, which is ignored (RFC 2812 section 2.3.1).
    Empty,
    /// It is too long, or its tags are.
    TooLong,
    /// It is no UTF-8.
    NotUtf8 {
        /// The command, if that can be read; else `*`.
        command: String,
        /// The label, if there is one that can be read.
        label: Option<String>,
    },
    /// Its first word is no command.
    NoCommand(String),
}

/// Reads a line without its end.
///
/// # Errors
/// [`Unfit`] if it is no message.
pub fn decode(line: &[u8]) -> Result<Message<'_>, Unfit> {
    let tags = match line.first() {
        Some(b'@') => memchr::memchr(b' ', line).unwrap_or(line.len()),
        _ => 0,
    };
    // The `@` and the space behind the tags do not count, the line end of the rest does.
    let rest = line.len() - tags - usize::from(tags > 0 && tags < line.len());
    if tags > CLIENT_TAGS_BYTES_MAX + 1 || rest > LINE_BYTES_MAX - 2 {
        return Err(Unfit::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| not_utf8(line))?;
    Message::parse(text).map_err(|why| match why {
        MessageError::Empty => Unfit::Empty,
        MessageError::Command => {
            Unfit::NoCommand(text.split(' ').find(|word| !word.is_empty()).unwrap_or(text).to_owned())
        }
    })
}

/// What can be read of a line that is no UTF-8.
fn not_utf8(line: &[u8]) -> Unfit {
    let text = String::from_utf8_lossy(line);
    let message = Message::parse(&text).ok();
    let command = message.map_or_else(|| "*".to_owned(), |message| message.command.to_ascii_uppercase());
    let label = message.and_then(|message| message.tags.value("label"));
    let label = label.filter(|label| !label.is_empty() && !label.contains(char::REPLACEMENT_CHARACTER));
    Unfit::NotUtf8 { command, label: label.map(|label| label.into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_exact() {
        let body = |bytes: usize| format!("PRIVMSG a :{}", "x".repeat(bytes - 11));
        let tags = |bytes: usize| format!("@{} ", "t".repeat(bytes));
        assert!(decode(body(510).as_bytes()).is_ok());
        assert_eq!(decode(body(511).as_bytes()), Err(Unfit::TooLong));
        let longest = tags(4094) + &body(510);
        assert!(decode(longest.as_bytes()).is_ok());
        assert_eq!(longest.len() + 2, TAGGED_LINE_BYTES_MAX);
        assert_eq!(decode((tags(4095) + &body(510)).as_bytes()), Err(Unfit::TooLong));
        assert_eq!(decode((tags(4094) + &body(511)).as_bytes()), Err(Unfit::TooLong));
        assert_eq!(decode(("@".to_owned() + &"t".repeat(4095)).as_bytes()), Err(Unfit::TooLong));
    }

    #[test]
    fn what_is_no_message() {
        assert_eq!(decode(b""), Err(Unfit::Empty));
        assert_eq!(decode(b"   "), Err(Unfit::Empty));
        assert_eq!(decode(b":alice"), Err(Unfit::Empty));
        let not_utf8 = |command: &str, label: Option<&str>| {
            Err(Unfit::NotUtf8 { command: command.to_owned(), label: label.map(str::to_owned) })
        };
        assert_eq!(decode(b"PRIVMSG a :\xff"), not_utf8("PRIVMSG", None));
        assert_eq!(decode(b"@label=x privmsg a :\xff"), not_utf8("PRIVMSG", Some("x")));
        assert_eq!(decode(b"@label=\xff \xff a"), not_utf8("*", None));
        assert_eq!(decode(b" N1CK alice"), Err(Unfit::NoCommand("N1CK".to_owned())));
    }
}
