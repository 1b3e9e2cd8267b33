//! Which door somebody takes, told by their first bytes.
//!
//! Pure: bytes in, a guess out. Must not know a clock or a connection; how long a silence must be
//! is a value that it hands out.
//!
//! IRC clients begin with a command, netcat users with a line that is their name, the original
//! program with its name and no line end. No name holds a space, and none begins with `@` or `:`;
//! that is what makes the doors different. Only a bare word is doubtful, and it is a command if it
//! is one that stands alone and is written as programs write it.

use std::time::Duration;

use crate::room::command::is_known;
use crate::wire::Message;

/// After this silence bytes without line end are a name: the original client waits for its answer.
pub const SILENCE: Duration = Duration::from_millis(300);

/// The same where the bytes could be the beginning of an IRC client's first line.
pub const DOUBTFUL_SILENCE: Duration = Duration::from_secs(2);

/// How long somebody may say nothing at all before they are asked for their name.
pub const PROMPT_AFTER: Duration = Duration::from_secs(1);

/// The same for somebody from beyond this machine who may yet begin TLS: the first packet of one who does
/// may have been lost, and is sent again by then (RFC 6298: after a second, then after two more).
pub const PROMPT_AFTER_WITH_TLS: Duration = Duration::from_millis(3500);

/// What a first line says of its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// It is a message of IRC.
    Irc,
    /// It is a name.
    Name,
}

/// What clients register with (Modern IRC, "Connection Registration").
const REGISTRATION: &[&str] = &["CAP", "NICK", "USER", "PASS"];

/// Commands of other servers and of their services, from a program that probes.
const FOREIGN: &[&str] =
    &["AUTHENTICATE", "CHATHISTORY", "PROTOCTL", "REGISTER", "SERVER", "STARTTLS", "WEBIRC"];

/// Commands that may come first without a parameter.
const ALONE: &[&str] = &["PING", "QUIT"];

/// What a complete first line, without its end, is.
pub fn guess(line: &[u8]) -> Guess {
    // A name is UTF-8; a line of IRC that is none still begins with its command.
    let text = String::from_utf8_lossy(line);
    let Ok(message) = Message::parse(&text) else { return Guess::Name };
    let (command, alone) = (message.command, message.params().is_empty());
    let registers = REGISTRATION.iter().any(|known| known.eq_ignore_ascii_case(command));
    let is_irc = text.starts_with(['@', ':'])
        || (registers && (!alone || REGISTRATION.contains(&command)))
        || (is_command(command) && (!alone || ALONE.contains(&command)));
    if is_irc { Guess::Irc } else { Guess::Name }
}

/// Whether this is a command as programs write it.
fn is_command(word: &str) -> bool {
    let is_upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
    is_upper && (FOREIGN.contains(&word) || is_known(word))
}

/// How long the silence behind `partial`, bytes without a line end, must be to make them a name.
pub fn patience(partial: &[u8]) -> Duration {
    let begins_like = |word: &&str| {
        let word = word.as_bytes();
        let both = partial.iter().zip(word);
        let same = both.clone().all(|(found, wanted)| found.eq_ignore_ascii_case(wanted));
        // The whole word is doubtful as long as a parameter may be on its way.
        same && partial.get(word.len()).is_none_or(|&byte| byte == b' ')
    };
    if REGISTRATION.iter().any(begins_like) || partial.starts_with(b"@") || partial.starts_with(b":") {
        DOUBTFUL_SILENCE
    } else {
        SILENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines() {
        let irc = [
            "CAP LS 302",
            "cap ls",
            "CAP",
            "NICK alice",
            "nick alice",
            "Nick :alice",
            "NICK",
            "USER",
            "PASS",
            "USER a 0 * :A",
            "PASS secret",
            "PING",
            "PING x",
            "QUIT",
            "QUIT :bye",
            "JOIN #tea",
            "PRIVMSG #tea :hi",
            "@label=1 CAP LS",
            ":alice NICK alice",
            "@a=b nick alice",
            "  NICK alice",
            "AUTHENTICATE *",
            "WHO #tea",
        ];
        for line in irc {
            assert_eq!(guess(line.as_bytes()), Guess::Irc, "{line}");
        }
        let names = [
            "alice",
            "爱丽丝",
            "nick",
            "Nick",
            "cap",
            "user",
            "pass",
            "Captain",
            "JOIN",
            "WHO",
            "LIST",
            "ping",
            "quit",
            "Ping",
            "join #tea",
            "who am i",
            "Quentin",
            "USERS",
            "NICKY",
            "",
            " ",
            ":)",
            "@",
            "@a",
            ":",
            "GET / HTTP/1.1",
            "hello there",
            "CAPS LOCK",
            "a: b",
            "Алиса",
            "x'; DROP TABLE users",
        ];
        for line in names {
            assert_eq!(guess(line.as_bytes()), Guess::Name, "{line}");
        }
    }

    #[test]
    fn lines_that_are_no_utf8() {
        assert_eq!(guess(b"USER a 0 * :\xe9"), Guess::Irc);
        assert_eq!(guess(b"\xe9tienne"), Guess::Name);
        assert_eq!(guess(b"\x16\x03\x01\x02"), Guess::Name);
    }

    #[test]
    fn silence_after_part_of_a_line() {
        for doubtful in [
            "c", "C", "CA", "cap", "CAP ", "CAP LS", "n", "Nic", "NICK al", "U", "USE", "user a", "p", "PASS",
        ] {
            assert_eq!(patience(doubtful.as_bytes()), DOUBTFUL_SILENCE, "{doubtful}");
        }
        assert_eq!(patience(b"@label=1 C"), DOUBTFUL_SILENCE);
        for name in ["alice", "carol", "cape", "nicky", "NICKY", "Pam", "userin", "爱丽丝", "passer", "C3"]
        {
            assert_eq!(patience(name.as_bytes()), SILENCE, "{name}");
        }
    }
}
