//! What a setting may hold: one enum, asked both by the settings and by the command line.

use std::net::{IpAddr, Ipv4Addr};

use config::{Value, ValueKind};
use ipnet::IpNet;

use super::hash::is_hash;
use crate::edit::Stroke;
use crate::tui::keymap::NO_KEY;
use crate::tui::theme::words;
use crate::wire::RoomName;
use crate::wire::link::LinkError;

/// What a setting may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expects {
    /// Text of one line; it may be empty.
    Line,
    /// Text of any number of lines.
    Text,
    /// A path, or nothing.
    Path,
    /// One or several IP addresses ([`parse_address`]).
    Addresses,
    /// Any number of IP addresses and ranges of them ([`parse_network`]).
    Networks,
    /// A host's name or address.
    Host,
    /// A port from this one on.
    Port {
        /// The least.
        min: u16,
    },
    /// Yes or no.
    Switch,
    /// A whole number.
    Number {
        /// The least.
        min: u64,
        /// The greatest.
        max: u64,
    },
    /// A room's name.
    Room,
    /// A room's name, or nothing.
    OptionalRoom,
    /// A server's name: letters, digits and `-`, with a dot, at most 63 bytes.
    ServerName,
    /// One word of ASCII, at most 63 bytes.
    Word,
    /// Operators: tables of a name and the hash of a password, each name once. As one text they
    /// stand as `name:hash` with spaces between.
    Operators,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// The keys of an act, with blanks between, or `none` ([`parse_keys`]).
    Keys,
    /// How something on the screen looks, in the words of [`crate::tui::theme::words`].
    Style,
    /// Names of tags with commas between, `-` before some of them, or `*`; at most 300 bytes.
    Tags,
}

/// A value on the command line is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// A length of time was expected, or `never`.
    Span,
    /// It should have been this.
    Expected(Expects),
    /// It should have been a link.
    Link(LinkError),
    /// It should have been the id of a message.
    Id,
    /// It should have been a time.
    Time,
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Misfit {}

/// A server's name or a network's: what fits in every line that names it.
const WORD_BYTES_MAX: usize = 63;

/// A description: what fits in the line that tells it (RPL_WHOISSERVER).
const LINE_BYTES_MAX: usize = 300;

impl Expects {
    /// Whether `value` is of this kind. Where `from_text` is set, it comes from a place that knows
    /// only text (the environment), and text that spells a number or a switch counts as one.
    pub fn accepts(self, value: &Value, from_text: bool) -> bool {
        match (&value.kind, self) {
            (ValueKind::String(text), Self::Port { .. } | Self::Number { .. } | Self::Switch) => {
                from_text && self.accepts_text(text)
            }
            (ValueKind::String(text), _) => self.accepts_text(text),
            (ValueKind::Array(list), Self::Addresses) => {
                let fits = |value: &Value| matches!(&value.kind, ValueKind::String(text) if parse_address(text).is_some());
                !list.is_empty() && list.iter().all(fits)
            }
            (ValueKind::Array(list), Self::Networks) => {
                let fits = |value: &Value| matches!(&value.kind, ValueKind::String(text) if parse_network(text).is_some());
                list.iter().all(fits)
            }
            (ValueKind::Array(list), Self::Operators) => {
                let operators = list.iter().map(|value| match &value.kind {
                    ValueKind::Table(table) if table.len() == 2 => {
                        let text = |key| table.get(key).and_then(text_of);
                        Some((text("name")?, text("password_hash")?))
                    }
                    _ => None,
                });
                operators.collect::<Option<Vec<_>>>().is_some_and(|all| are_operators(&all))
            }
            (ValueKind::Boolean(_), Self::Switch) => true,
            (ValueKind::I64(number), _) => {
                u64::try_from(*number).is_ok_and(|number| self.accepts_number(number))
            }
            (ValueKind::U64(number), _) => self.accepts_number(*number),
            _ => false,
        }
    }

    /// Whether this text is of this kind, or spells it.
    pub fn accepts_text(self, text: &str) -> bool {
        match self {
            Self::Line => text.len() <= LINE_BYTES_MAX && !text.chars().any(char::is_control),
            Self::Text => !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')),
            Self::Path => !text.contains('\0'),
            Self::Addresses => {
                let mut list = split_list(text).peekable();
                list.peek().is_some() && list.all(|address| parse_address(address).is_some())
            }
            Self::Networks => split_networks(text).all(|network| parse_network(network).is_some()),
            Self::Host => !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control()),
            Self::Port { .. } | Self::Number { .. } => {
                text.parse().is_ok_and(|number| self.accepts_number(number))
            }
            // The words that the crate `config` takes for one.
            Self::Switch => {
                let words = ["true", "false", "yes", "no", "on", "off", "1", "0"];
                words.iter().any(|word| text.eq_ignore_ascii_case(word))
            }
            Self::Room => parse_room(text).is_some(),
            Self::OptionalRoom => text.is_empty() || parse_room(text).is_some(),
            Self::ServerName => {
                let fit = |label: &str| {
                    !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                };
                text.len() <= WORD_BYTES_MAX && text.contains('.') && text.split('.').all(fit)
            }
            Self::Tags => {
                let fit = |name: &str| {
                    let name = name.strip_prefix('-').unwrap_or(name);
                    let tag = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/');
                    name == "*" || (!name.is_empty() && name.bytes().all(tag))
                };
                text.len() <= LINE_BYTES_MAX && (text.is_empty() || text.split(',').all(fit))
            }
            Self::Keys => parse_keys(text).is_ok(),
            Self::Style => words::parse(text).is_ok(),
            Self::OneOf(words) => words.contains(&text),
            Self::Operators => split_operators(text).is_some_and(|all| are_operators(&all)),
            Self::Word => {
                !text.is_empty()
                    && text.len() <= WORD_BYTES_MAX
                    && !text.starts_with(':')
                    && text.bytes().all(|byte| byte.is_ascii_graphic())
            }
        }
    }

    fn accepts_number(self, number: u64) -> bool {
        match self {
            Self::Port { min } => (u64::from(min)..=u64::from(u16::MAX)).contains(&number),
            Self::Number { min, max } => (min..=max).contains(&number),
            _ => false,
        }
    }
}

/// The keys that a text names, with blanks between.
///
/// # Errors
/// The first word that is none.
pub fn parse_keys(text: &str) -> Result<Vec<Stroke>, &str> {
    let words = text.split_whitespace().filter(|word| *word != NO_KEY);
    words.map(|word| Stroke::parse(word).ok_or(word)).collect()
}

/// An address to listen on: IPv4, IPv6 with or without brackets, or `localhost`.
pub fn parse_address(text: &str) -> Option<IpAddr> {
    if text.eq_ignore_ascii_case("localhost") {
        return Some(Ipv4Addr::LOCALHOST.into());
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok()
}

/// An address, or a range of them: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`.
pub fn parse_network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn text_of(value: &Value) -> Option<&str> {
    match &value.kind {
        ValueKind::String(text) => Some(text),
        _ => None,
    }
}

/// Whether each has a name that fits on a line of IRC and that no other has, and a hash.
fn are_operators(all: &[(&str, &str)]) -> bool {
    all.iter().enumerate().all(|(place, (name, password_hash))| {
        let is_new = !all.iter().take(place).any(|(other, _)| other == name);
        Expects::Word.accepts_text(name) && is_new && is_hash(password_hash)
    })
}

/// The operators in a list that is written as one text: `alice:$argon2id$… bob:$argon2id$…`.
pub fn split_operators(text: &str) -> Option<Vec<(&str, &str)>> {
    text.split_ascii_whitespace().map(|part| part.split_once(':')).collect()
}

/// A room's name; its `#`, which a shell takes for a comment, may be left out.
pub fn parse_room(text: &str) -> Option<RoomName> {
    if text.starts_with('#') { RoomName::parse(text).ok() } else { RoomName::parse(&format!("#{text}")).ok() }
}

/// The word for no networks at all: in the environment an empty text is as good as none.
const NO_NETWORKS: &str = "none";

/// The members of a list of networks that is written as one text: `10.0.0.0/8, ::1`.
pub fn split_networks(text: &str) -> impl Iterator<Item = &str> {
    split_list(if text.trim() == NO_NETWORKS { "" } else { text })
}

/// The members of a list that is written as one text: `0.0.0.0, ::`.
pub fn split_list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(expects: Expects, texts: &[&str]) {
        for text in texts {
            assert!(expects.accepts_text(text), "{expects:?} should take {text:?}");
        }
    }

    fn does_not_fit(expects: Expects, texts: &[&str]) {
        for text in texts {
            assert!(!expects.accepts_text(text), "{expects:?} should not take {text:?}");
        }
    }

    #[test]
    fn text_is_judged() {
        fits(Expects::Addresses, &["0.0.0.0", "::", "[::1]", "localhost", "127.0.0.1, ::1", "::,0.0.0.0"]);
        does_not_fit(
            Expects::Addresses,
            &["", " ", ",", "example.org", "1.2.3", "256.1.1.1", "::1 x", "1.2.3.4:5"],
        );
        fits(Expects::Networks, &["", "none", " none", "10.0.0.0/8", "192.0.2.7, ::1 2001:db8::/32"]);
        does_not_fit(
            Expects::Networks,
            &["none, ::1", "[]", "10.0.0.0/33", "localhost", "::/129", "10.0.0/8"],
        );
        fits(Expects::Port { min: 0 }, &["0", "5555", "65535"]);
        does_not_fit(Expects::Port { min: 1 }, &["0", "65536", "-1", "", "x", "5.5", "1e3"]);
        fits(Expects::Room, &["#lobby", "lobby", "#茶馆", "##x"]);
        does_not_fit(Expects::Room, &["", "#", "#a b", "a,b", "a\u{1b}b"]);
        fits(Expects::OptionalRoom, &["", "tea"]);
        fits(Expects::ServerName, &["chatroom.local", "a.b", "irc-1.example.org"]);
        does_not_fit(
            Expects::ServerName,
            &["", "chatroom", ".", "a..b", ".local", "a b.c", "茶.local", "a_b.c"],
        );
        fits(Expects::Word, &["chatroom", "Tea/House"]);
        does_not_fit(Expects::Word, &["", "tea house", ":x", "茶馆"]);
        fits(Expects::Tags, &["", "*", "typing", "*,-typing,-draft/react", "example.org/a-b"]);
        does_not_fit(Expects::Tags, &[",", "a,", "+typing", "a b", "-", "a=b", &"x".repeat(301)]);
        let either = Expects::OneOf(&["go-on", "refuse"]);
        fits(either, &["go-on", "refuse"]);
        does_not_fit(either, &["", "goon", "Refuse", "go-on "]);
        fits(Expects::Switch, &["true", "Off", "1", "no"]);
        does_not_fit(Expects::Switch, &["", "maybe", "2"]);
        fits(Expects::Line, &["", "A room: for all", "茶馆"]);
        does_not_fit(Expects::Line, &["a\nb", "\u{1b}[31m", &"x".repeat(301)]);
        fits(Expects::Text, &["", "a\nb\r\n\tc"]);
        does_not_fit(Expects::Text, &["\u{1b}[31m"]);
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$1z1Xh1S2a9lGmkmDd9UMZ4b1VnEzKZ0m8kqJZ1m7YVc";
        let [one, two] = [format!("alice:{hash}"), format!("alice:{hash} b:{hash}")];
        fits(Expects::Operators, &["", &one, &two]);
        let [same, nobody] = [format!("{one} {one}"), format!(":{hash}")];
        does_not_fit(Expects::Operators, &["alice", "alice:secret", hash, &same, &nobody]);
        fits(Expects::Keys, &["", "none", "f1", "ctrl-x alt-enter  页", "Ctrl-_"]);
        does_not_fit(Expects::Keys, &["meta-x", "f1 f99", "shift-a"]);
        fits(Expects::Style, &["", "none", "bold red", "bright-blue on black", "#ffcc00 underline", "240"]);
        does_not_fit(Expects::Style, &["blod", "on", "red blue", "#fff", "256"]);
        fits(Expects::Host, &["example.org", "::1"]);
        does_not_fit(Expects::Host, &["", "a b"]);
    }

    #[test]
    fn a_file_knows_kinds_and_the_environment_only_text() {
        let port = Expects::Port { min: 1 };
        assert!(port.accepts(&Value::new(None, 5555), false));
        assert!(port.accepts(&Value::new(None, "5555"), true));
        assert!(!port.accepts(&Value::new(None, "5555"), false));
        assert!(!port.accepts(&Value::new(None, 65_536), false));
        assert!(!port.accepts(&Value::new(None, -1), false));
        assert!(!port.accepts(&Value::new(None, true), false));
        assert!(!port.accepts(&Value::new(None, 5.0), false));
        assert!(!Expects::Line.accepts(&Value::new(None, 5), false));
        assert!(Expects::Switch.accepts(&Value::new(None, true), false));
        assert!(!Expects::Switch.accepts(&Value::new(None, "true"), false));
        assert!(Expects::Addresses.accepts(&Value::new(None, vec!["::", "0.0.0.0"]), false));
        assert!(!Expects::Addresses.accepts(&Value::new(None, vec!["::", "x"]), false));
        assert!(!Expects::Addresses.accepts(&Value::new(None, Vec::<String>::new()), false));
        assert!(!Expects::Line.accepts(&Value::new(None, vec!["x"]), false));
        assert!(Expects::Operators.accepts(&Value::new(None, Vec::<String>::new()), false));
        assert!(!Expects::Operators.accepts(&Value::new(None, vec!["alice"]), false));
    }
}
