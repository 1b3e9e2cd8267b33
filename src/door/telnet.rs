//! What telnet puts between the words, taken out: options and line ends as they come.
//!
//! Must not know what a line means. It is the first that sees the bytes of a connection whose door
//! is not known or is the plain one, so it has to leave alone what is not telnet's: the byte 255
//! can't stand in UTF-8, and only counts where a command of telnet follows.
//!
//! | state | IAC | SB..SE etc. |
//! |---|---|---|
//! | Text | Iac | passes; CR becomes LF and swallows one LF or NUL behind it |
//! | Iac | a byte 255: dropped, Text | WILL WONT DO DONT: Option; SB: Inside; other command: Text; else both pass |
//! | Option | Text | any byte: Text |
//! | Inside | InsideIac | dropped |
//! | InsideIac | Inside | SE: Text; else Inside |
//!
//! Source: RFC 854 (commands, the line ends `CR LF` and `CR NUL`), RFC 855 (sub-negotiation).

use std::borrow::Cow;

const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;
const WILL: u8 = 251;
const WONT: u8 = 252;
const DONT: u8 = 254;

/// The option by which the other side's terminal leaves showing what is typed to us (RFC 857).
const ECHO: u8 = 1;

/// What makes a terminal not show what is typed from here on: we say that we show it, and do not.
pub const HIDE: [u8; 3] = [IAC, WILL, ECHO];

/// What makes it show that again.
pub const SHOW: [u8; 3] = [IAC, WONT, ECHO];

/// Where in telnet's own language the bytes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Iac,
    Option,
    Inside,
    InsideIac,
}

/// The filter of one connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Telnet {
    state: State,
    /// A CR has ended a line; what belongs to that line end may follow.
    ended: bool,
    /// The other side ends its lines with CR, as terminals do whose lines must be ended so, too.
    pub returns: bool,
    /// The other side has said something in telnet's own language, and so understands it.
    pub negotiates: bool,
}

impl Telnet {
    /// The text in `arrived`, with `\n` as its only line end.
    pub fn filter<'a>(&mut self, arrived: &'a [u8]) -> Cow<'a, [u8]> {
        if *self == (Self { returns: self.returns, negotiates: self.negotiates, ..Self::default() })
            && memchr::memchr2(IAC, b'\r', arrived).is_none()
        {
            return Cow::Borrowed(arrived);
        }
        let mut text = Vec::with_capacity(arrived.len());
        arrived.iter().for_each(|&byte| self.take(byte, &mut text));
        Cow::Owned(text)
    }

    fn take(&mut self, byte: u8, text: &mut Vec<u8>) {
        self.state = match (self.state, byte) {
            (State::Text, IAC) => State::Iac,
            (State::Text, byte) => {
                self.take_text(byte, text);
                State::Text
            }
            (State::Iac, WILL..=DONT) => self.negotiates(State::Option),
            (State::Iac, SB) => self.negotiates(State::Inside),
            (State::Iac, IAC | SE..SB) => self.negotiates(State::Text),
            (State::Iac, byte) => {
                self.take_text(IAC, text);
                self.take_text(byte, text);
                State::Text
            }
            (State::Option, _) => State::Text,
            (State::Inside, IAC) => State::InsideIac,
            (State::Inside, _) => State::Inside,
            (State::InsideIac, SE) => State::Text,
            (State::InsideIac, _) => State::Inside,
        };
    }

    fn negotiates(&mut self, next: State) -> State {
        (self.returns, self.negotiates) = (true, true);
        next
    }

    fn take_text(&mut self, byte: u8, text: &mut Vec<u8>) {
        let ended = std::mem::replace(&mut self.ended, byte == b'\r');
        match byte {
            b'\r' => {
                self.returns = true;
                text.push(b'\n');
            }
            b'\n' | 0 if ended => {}
            byte => text.push(byte),
        }
    }
}

/// A line as it was meant by whoever typed it with backspaces, which a terminal in character mode
/// sends as they are.
pub fn rubbed_out(line: &str) -> Cow<'_, str> {
    const BACKSPACES: [char; 2] = ['\u{08}', '\u{7f}'];
    if !line.contains(BACKSPACES) {
        return Cow::Borrowed(line);
    }
    let mut meant = String::with_capacity(line.len());
    for typed in line.chars() {
        if BACKSPACES.contains(&typed) {
            meant.pop();
        } else {
            meant.push(typed);
        }
    }
    Cow::Owned(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_whole_and_byte_by_byte() {
        let vectors: [(&[u8], &[u8], bool); 10] = [
            (b"alice\n", b"alice\n", false),
            (b"alice\r\nhi\r\n", b"alice\nhi\n", true),
            (b"alice\r\0hi\r\0", b"alice\nhi\n", true),
            (b"alice\rhi\r\r\n\n", b"alice\nhi\n\n\n", true),
            (b"\xff\xfb\x18\xff\xfd\x01alice\n", b"alice\n", true),
            // A window size with a line end in it.
            (b"\xff\xfa\x1f\x00\x0a\xff\xff\x0d\xff\xf0alice\n", b"alice\n", true),
            (b"al\xff\xf6ice\xff\xff\n", b"alice\n", true),
            (b"caf\xff\n", b"caf\xff\n", false),
            (b"\xe7\x88\xb1\n", b"\xe7\x88\xb1\n", false),
            (b"a\0b\n", b"a\0b\n", false),
        ];
        for (arrived, text, returns) in vectors {
            let mut telnet = Telnet::default();
            assert_eq!(telnet.filter(arrived), text, "{arrived:?}");
            assert_eq!(telnet.returns, returns, "{arrived:?}");
            assert_eq!(telnet.negotiates, arrived.contains(&IAC) && returns, "{arrived:?}");
            let mut telnet = Telnet::default();
            let singly: Vec<u8> =
                arrived.iter().flat_map(|byte| telnet.filter(&[*byte]).into_owned()).collect();
            assert_eq!(singly, text, "{arrived:?}");
        }
    }

    #[test]
    fn backspaces_take_characters() {
        assert_eq!(rubbed_out("alicf\u{8}e"), "alice");
        assert_eq!(rubbed_out("爱丽\u{7f}\u{7f}\u{7f}bob"), "bob");
        assert_eq!(rubbed_out("bob"), "bob");
    }
}
