//! The wire protocol of the original program: its own words, which are no sentences of ours.
//!
//! It compares a whole read with each of these, in whatever language it speaks, so they are never
//! translated.

/// The answer to a name, without line end.
pub const WELCOME: &[u8] = b"Welcome!";

/// The answer to a name that can't be had, for whatever reason, without line end.
pub const REFUSED: &[u8] = b"Username already exists!";

/// What says that it is over; it must be all of a read.
pub const OVER: &[u8] = b"\n";

/// What it says of itself when it comes, behind its name.
const ENTERED: [&str; 2] = ["entered the chatroom.", "进入了聊天室。"];

/// What it says of itself when it goes.
const LEFT: [&str; 2] = ["quited the chatroom.", "退出了聊天室。"];

/// What a line of the original program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// That it came, which the room knows already.
    Entered,
    /// That it goes.
    Leaves,
    /// What its user typed.
    Typed(&'a str),
}

/// Reads a line of a client that may put any of `names` before its words: the name that it sent,
/// and the one that it has. Another's name before them is part of the words.
pub fn read<'a>(line: &'a str, names: [&str; 2]) -> Heard<'a> {
    let own = names.iter().find_map(|name| line.strip_prefix(name)?.strip_prefix(':'));
    let Some(words) = own.map(|words| words.strip_prefix(' ').unwrap_or(words)) else {
        return Heard::Typed(line);
    };
    if ENTERED.contains(&words) {
        Heard::Entered
    } else if LEFT.contains(&words) {
        Heard::Leaves
    } else {
        Heard::Typed(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_lines() {
        let vectors = [
            ("alice: hello", Heard::Typed("hello")),
            ("alice: alice: hello", Heard::Typed("alice: hello")),
            ("alice:hello", Heard::Typed("hello")),
            ("alice: ", Heard::Typed("")),
            ("Ann: hello", Heard::Typed("hello")),
            ("bob: hello", Heard::Typed("bob: hello")),
            ("alice2: hello", Heard::Typed("alice2: hello")),
            ("hello", Heard::Typed("hello")),
            ("alice: entered the chatroom.", Heard::Entered),
            ("alice: 进入了聊天室。", Heard::Entered),
            ("alice: quited the chatroom.", Heard::Leaves),
            ("Ann: 退出了聊天室。", Heard::Leaves),
            ("bob: quited the chatroom.", Heard::Typed("bob: quited the chatroom.")),
            ("quited the chatroom.", Heard::Typed("quited the chatroom.")),
        ];
        for (line, heard) in vectors {
            assert_eq!(read(line, ["alice", "Ann"]), heard, "{line}");
        }
    }
}
