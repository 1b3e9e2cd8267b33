//! A line that came in, as a message or as what is wrong with it.

use crate::wire::Message;
use crate::wire::limits::{CLIENT_TAGS_BYTES_MAX, LINE_BYTES_MAX};
use crate::wire::message::MessageError;

/// Bytes of the longest line with the longest tags.
pub const TAGGED_LINE_BYTES_MAX: usize = CLIENT_TAGS_BYTES_MAX + 2 + LINE_BYTES_MAX;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded<'a> {
    /// A message.
    Message(Message<'a>),
    /// Nothing at all, which is ignored (RFC 2812 section 2.3.1).
    Empty,
    /// Too long, or its tags are.
    TooLong,
    /// No UTF-8.
    NotUtf8,
    /// Something whose first word is no command.
    NoCommand(&'a str),
}

/// Reads a line without its end.
pub fn decode(line: &[u8]) -> Decoded<'_> {
    let tags = match line.first() {
        Some(b'@') => memchr::memchr(b' ', line).unwrap_or(line.len()),
        _ => 0,
    };
    // The `@` and the space behind the tags do not count, the line end of the rest does.
    let rest = line.len() - tags - usize::from(tags > 0 && tags < line.len());
    if tags > CLIENT_TAGS_BYTES_MAX + 1 || rest > LINE_BYTES_MAX - 2 {
        return Decoded::TooLong;
    }
    let Ok(text) = std::str::from_utf8(line) else { return Decoded::NotUtf8 };
    match Message::parse(text) {
        Ok(message) => Decoded::Message(message),
        Err(MessageError::Empty) => Decoded::Empty,
        Err(MessageError::Command) => Decoded::NoCommand(text.split(' ').find(|word| !word.is_empty()).unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_exact() {
        let body = |bytes: usize| format!("PRIVMSG a :{}", "x".repeat(bytes - 11));
        let tags = |bytes: usize| format!("@{} ", "t".repeat(bytes));
        assert!(matches!(decode(body(510).as_bytes()), Decoded::Message(_)));
        assert_eq!(decode(body(511).as_bytes()), Decoded::TooLong);
        let longest = tags(4094) + &body(510);
        assert!(matches!(decode(longest.as_bytes()), Decoded::Message(_)));
        assert_eq!(longest.len() + 2, TAGGED_LINE_BYTES_MAX);
        assert_eq!(decode((tags(4095) + &body(510)).as_bytes()), Decoded::TooLong);
        assert_eq!(decode((tags(4094) + &body(511)).as_bytes()), Decoded::TooLong);
        assert_eq!(decode(("@".to_owned() + &"t".repeat(4095)).as_bytes()), Decoded::TooLong);
    }

    #[test]
    fn what_is_no_message() {
        assert_eq!(decode(b""), Decoded::Empty);
        assert_eq!(decode(b"   "), Decoded::Empty);
        assert_eq!(decode(b":alice"), Decoded::Empty);
        assert_eq!(decode(b"PRIVMSG a :\xff"), Decoded::NotUtf8);
        assert_eq!(decode(b" N1CK alice"), Decoded::NoCommand("N1CK"));
    }
}
