//! Links that lead into a room: `chatroom://host:port/room` and `irc://host:port/#room`.
//!
//! Must not resolve a host and must not know what a default room is. A link is read generously, in
//! all the forms that people write (the room with its `#` or without, in percent-encoding or as it
//! stands, with a slash or a query behind it), and written in one. Source: RFC 3986 for the outer
//! form, RFC 6874 for zones of IPv6 addresses, and the old draft of `irc:` links, by which `#`
//! begins the room and no fragment.

use std::fmt::{self, Write as _};
use std::net::Ipv6Addr;
use std::str::FromStr;

use super::clean::is_unsafe;
use super::name::{NameError, RoomName};

/// Which kind of server a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `chatroom:`, a server of ours.
    Chatroom,
    /// `irc:`, any IRC server.
    Irc,
}

impl Scheme {
    /// What stands before `://`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chatroom => "chatroom",
            Self::Irc => "irc",
        }
    }

    /// The port that such a link means if it names none.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Chatroom => 5555,
            Self::Irc => 6667,
        }
    }
}

/// A link, taken apart.
#[derive(Clone, Debug)]
pub struct Link {
    /// Which kind of server it leads to.
    pub scheme: Scheme,
    /// A name or an address; IPv6 without its brackets.
    pub host: String,
    /// The port, if it was named; never 0.
    pub port: Option<u16>,
    /// The room, if it was named.
    pub room: Option<RoomName>,
}

/// Why a text is no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// There is no `://` in it.
    NoScheme,
    /// What stands before `://` is not a scheme of ours.
    Scheme(String),
    /// No host follows.
    NoHost,
    /// This can't be a host; an IPv6 address stands in brackets.
    Host(String),
    /// This is no port (1 to 65535).
    Port(String),
    /// A `%` is not followed by two hexadecimal digits, or what they spell is no UTF-8.
    Encoding,
    /// The room's name is unfit.
    Room(NameError),
}

impl Link {
    /// Takes `text` apart.
    ///
    /// # Errors
    /// [`LinkError`], which names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let (word, rest) = text.split_once("://").ok_or(LinkError::NoScheme)?;
        let scheme = [Scheme::Chatroom, Scheme::Irc]
            .into_iter()
            .find(|scheme| word.eq_ignore_ascii_case(scheme.word()));
        let scheme = scheme.ok_or_else(|| LinkError::Scheme(word.to_owned()))?;
        let (place, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = parse_place(place)?;
        Ok(Self { scheme, host, port, room: parse_room(scheme, tail)? })
    }

    /// The port to connect to.
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(self.scheme.default_port())
    }
}

/// `host`, `host:port`, `[v6]` or `[v6]:port`.
fn parse_place(place: &str) -> Result<(String, Option<u16>), LinkError> {
    let unfit = || LinkError::Host(place.to_owned());
    let (host, port) = if let Some(bracketed) = place.strip_prefix('[') {
        let (address, behind) = bracketed.split_once(']').ok_or_else(unfit)?;
        let port = match behind.strip_prefix(':') {
            Some(port) => port,
            None if behind.is_empty() => "",
            None => return Err(unfit()),
        };
        (parse_v6(address).ok_or_else(unfit)?, port)
    } else {
        let (host, port) = place.split_once(':').unwrap_or((place, ""));
        if host.is_empty() {
            return Err(if port.contains(':') { unfit() } else { LinkError::NoHost });
        }
        let bad = |c: char| matches!(c, '@' | '[' | ']' | '%' | '\\') || c.is_whitespace() || is_unsafe(c);
        if host.contains(bad) || port.contains(':') {
            return Err(unfit());
        }
        (host.to_owned(), port)
    };
    if port.is_empty() {
        return Ok((host, None));
    }
    let number = port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse::<u16>().ok()).flatten();
    match number {
        Some(number) if number != 0 => Ok((host, Some(number))),
        _ => Err(LinkError::Port(port.to_owned())),
    }
}

/// An IPv6 address, perhaps with a zone (`fe80::1%25eth0`; a bare `%` is understood too).
fn parse_v6(text: &str) -> Option<String> {
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) => (address, Some(zone.strip_prefix("25").unwrap_or(zone))),
        None => (text, None),
    };
    address.parse::<Ipv6Addr>().ok()?;
    match zone {
        None => Some(address.to_owned()),
        Some(zone) if !zone.is_empty() && zone.bytes().all(is_plain) => Some(format!("{address}%{zone}")),
        Some(_) => None,
    }
}

/// What stands behind the host: `/room`, `/#room`, `#room`, a query, or nothing.
fn parse_room(scheme: Scheme, tail: &str) -> Result<Option<RoomName>, LinkError> {
    let path = tail.strip_prefix('/').unwrap_or(tail);
    let path = path.split_once('?').map_or(path, |(path, _query)| path);
    let bare = path.trim_start_matches('#');
    let (marks, _) = path.split_at(path.len() - bare.len());
    let bare = match scheme {
        Scheme::Chatroom => bare.split_once('#').map_or(bare, |(bare, _fragment)| bare),
        Scheme::Irc => bare,
    };
    let bare = decode(bare.strip_suffix('/').unwrap_or(bare)).ok_or(LinkError::Encoding)?;
    if bare.is_empty() && marks.len() < 2 {
        return Ok(None);
    }
    let marks = if marks.is_empty() && !bare.starts_with('#') { "#" } else { marks };
    RoomName::parse(&format!("{marks}{bare}")).map(Some).map_err(LinkError::Room)
}

fn decode(text: &str) -> Option<String> {
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        plain.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(plain).ok()
}

/// What never needs an encoding (RFC 3986, "Unreserved Characters").
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Link {
    /// Writes it so that [`Link::parse`] reads the same from it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port, room } = self;
        write!(f, "{}://", scheme.word())?;
        match host.split_once('%') {
            Some((address, zone)) => write!(f, "[{address}%25{zone}]")?,
            None if host.contains(':') => write!(f, "[{host}]")?,
            None => f.write_str(host)?,
        }
        if let Some(port) = port {
            write!(f, ":{port}")?;
        }
        let Some(room) = room else { return Ok(()) };
        f.write_char('/')?;
        let bare = room.as_str().trim_start_matches('#');
        let marks = room.as_str().len() - bare.len();
        // One `#` goes without saying where links of ours are read, more do not.
        let marks = if *scheme == Scheme::Chatroom && marks == 1 { 0 } else { marks };
        (0..marks).try_for_each(|_| f.write_char('#'))?;
        encode(bare, *scheme, f)
    }
}

/// Letters of any script stay readable in our own links; others' programs may know ASCII only.
fn encode(text: &str, scheme: Scheme, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for char in text.chars() {
        let plain = u8::try_from(char).is_ok_and(is_plain);
        let letter = scheme == Scheme::Chatroom && !char.is_ascii() && char.is_alphanumeric();
        if plain || letter {
            f.write_char(char)?;
        } else {
            let mut bytes = [0; 4];
            char.encode_utf8(&mut bytes).bytes().try_for_each(|byte| write!(f, "%{byte:02X}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A link in short: scheme, host, port, room.
    fn parts(link: &Link) -> (&'static str, &str, Option<u16>, Option<&str>) {
        (link.scheme.word(), &link.host, link.port, link.room.as_ref().map(RoomName::as_str))
    }

    #[test]
    fn all_the_forms_people_write() {
        for (text, expected) in [
            ("chatroom://example.org", ("chatroom", "example.org", None, None)),
            ("chatroom://example.org/", ("chatroom", "example.org", None, None)),
            ("chatroom://example.org:/", ("chatroom", "example.org", None, None)),
            ("chatroom://example.org:5555/tea", ("chatroom", "example.org", Some(5555), Some("#tea"))),
            ("chatroom://example.org:5555/tea/", ("chatroom", "example.org", Some(5555), Some("#tea"))),
            ("chatroom://example.org/#tea", ("chatroom", "example.org", None, Some("#tea"))),
            ("chatroom://example.org/%23tea", ("chatroom", "example.org", None, Some("#tea"))),
            ("chatroom://example.org/tea#top", ("chatroom", "example.org", None, Some("#tea"))),
            ("chatroom://example.org/tea?from=web&x=1", ("chatroom", "example.org", None, Some("#tea"))),
            ("chatroom://example.org?x=/y#z", ("chatroom", "example.org", None, None)),
            ("chatroom://1.2.3.4:1/茶馆", ("chatroom", "1.2.3.4", Some(1), Some("#茶馆"))),
            ("CHATROOM://h/%E8%8c%b6", ("chatroom", "h", None, Some("#茶"))),
            ("irc://irc.example.org/#tea", ("irc", "irc.example.org", None, Some("#tea"))),
            ("irc://irc.example.org#tea", ("irc", "irc.example.org", None, Some("#tea"))),
            ("irc://irc.example.org:6668/tea", ("irc", "irc.example.org", Some(6668), Some("#tea"))),
            ("irc://h/##rust", ("irc", "h", None, Some("##rust"))),
            ("irc://h/%23%23rust", ("irc", "h", None, Some("##rust"))),
            ("irc://h/#c#", ("irc", "h", None, Some("#c#"))),
            ("irc://h/#a/b?key=x", ("irc", "h", None, Some("#a/b"))),
            ("irc://h/#", ("irc", "h", None, None)),
            ("irc://[::1]:5555/#tea", ("irc", "::1", Some(5555), Some("#tea"))),
            ("chatroom://[2001:db8::1]/tea", ("chatroom", "2001:db8::1", None, Some("#tea"))),
            ("chatroom://[fe80::1%25eth0]:5555", ("chatroom", "fe80::1%eth0", Some(5555), None)),
            ("chatroom://[fe80::1%eth0]", ("chatroom", "fe80::1%eth0", None, None)),
        ] {
            let link = Link::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!(parts(&link), expected, "{text}");
            let written = link.to_string();
            assert_eq!(parts(&written.parse().unwrap()), expected, "{text} written as {written}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let host = |text: &str| LinkError::Host(text.to_owned());
        let port = |text: &str| LinkError::Port(text.to_owned());
        for (text, expected) in [
            ("", LinkError::NoScheme),
            ("example.org:5555/tea", LinkError::NoScheme),
            ("https://example.org", LinkError::Scheme("https".to_owned())),
            ("://example.org", LinkError::Scheme(String::new())),
            ("irc:///#tea", LinkError::NoHost),
            ("irc://:5555", LinkError::NoHost),
            ("irc://::1:5555", host("::1:5555")),
            ("irc://h:1:2", host("h:1:2")),
            ("irc://[::1", host("[::1")),
            ("irc://[::1]5", host("[::1]5")),
            ("irc://[1.2.3.4]", host("[1.2.3.4]")),
            ("irc://[::1%25]", host("[::1%25]")),
            ("irc://alice@h", host("alice@h")),
            ("irc://h h", host("h h")),
            ("irc://h\u{1b}[31m/", host("h\u{1b}[31m")),
            ("irc://h:0", port("0")),
            ("irc://h:65536", port("65536")),
            ("irc://h:+80", port("+80")),
            ("irc://h:x", port("x")),
            ("irc://h/%", LinkError::Encoding),
            ("irc://h/%2", LinkError::Encoding),
            ("irc://h/%zz", LinkError::Encoding),
            ("irc://h/%ff", LinkError::Encoding),
            ("irc://h/%茶", LinkError::Encoding),
            ("irc://h/#a%0ab", LinkError::Room(NameError::Character('\n'))),
            ("irc://h/#a,b", LinkError::Room(NameError::Character(','))),
        ] {
            assert_eq!(Link::parse(text).unwrap_err(), expected, "{text:?}");
        }
    }

    #[test]
    fn written_in_one_form() {
        for (text, written) in [
            ("chatroom://h:5555/#tea", "chatroom://h:5555/tea"),
            ("chatroom://h/%E8%8C%B6%E9%A6%86", "chatroom://h/茶馆"),
            ("chatroom://h/a%2fb%3f", "chatroom://h/a%2Fb%3F"),
            ("chatroom://h/##tea", "chatroom://h/##tea"),
            ("irc://h/茶", "irc://h/#%E8%8C%B6"),
            ("irc://h/#c%23", "irc://h/#c%23"),
            ("Irc://[fe80::1%eth0]:1", "irc://[fe80::1%25eth0]:1"),
        ] {
            assert_eq!(Link::parse(text).unwrap().to_string(), written);
        }
        assert_eq!(Link::parse("irc://h").unwrap().port_or_default(), 6667);
        assert_eq!(Link::parse("chatroom://h").unwrap().port_or_default(), 5555);
        assert_eq!(Link::parse("chatroom://h:7").unwrap().port_or_default(), 7);
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(
            irc in any::<bool>(),
            host in "[a-z0-9.-]{1,20}|[0-9]{1,3}(\\.[0-9]{1,3}){3}|::1|fe80::[1-9]%eth[0-9]|小[a-z]{1,3}",
            port in proptest::option::of(1_u16..),
            room in proptest::option::of("#{0,3}[^\\x00-\\x20,:]{1,15}"),
        ) {
            let scheme = if irc { Scheme::Irc } else { Scheme::Chatroom };
            let room = room.and_then(|room| RoomName::parse(&format!("#{room}")).ok());
            let link = Link { scheme, host, port, room };
            let written = link.to_string();
            let read = Link::parse(&written);
            prop_assert!(read.as_ref().is_ok_and(|read| parts(read) == parts(&link)), "{} {:?}", written, read);
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>(), tail in "(chatroom|irc)://[^ ]{0,3}[:\\[\\]%#/?.0-9a-f]{0,20}") {
            for text in [text, tail] {
                if let Ok(link) = Link::parse(&text) {
                    let read = Link::parse(&link.to_string());
                    prop_assert!(read.as_ref().is_ok_and(|read| parts(read) == parts(&link)), "{:?} {} {:?}", text, link, read);
                }
            }
        }
    }
}
