//! Links that lead into a room: `chatroom://host:port/room`, `ircs://host:port/#room` and
//! `irc://host:port/#room`.
//!
//! Behind the room a link may say by which key its server is known (`?fp=…`), so that even the first
//! visit is safe, and the code that lets its bearer in (`?code=…`). What else stands there is not
//! ours. A fingerprint that can't be read is an error: whoever was given one wants it to be checked.
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
use super::fingerprint::Fingerprint;
use super::name::{NameError, RoomName};

/// Bytes of a code in a link.
pub const CODE_BYTES_MAX: usize = 100;

/// Which kind of server a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `chatroom:`, a server of ours, by TLS.
    Chatroom,
    /// `ircs:`, any IRC server, by TLS.
    Ircs,
    /// `irc:`, any IRC server, in clear text.
    Irc,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chatroom, Self::Ircs, Self::Irc];

    /// What stands before `://`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chatroom => "chatroom",
            Self::Ircs => "ircs",
            Self::Irc => "irc",
        }
    }

    /// The port that such a link means if it names none.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Chatroom => 5555,
            Self::Ircs => 6697,
            Self::Irc => 6667,
        }
    }

    /// Whether such a link leads through TLS.
    pub const fn is_encrypted(self) -> bool {
        match self {
            Self::Chatroom | Self::Ircs => true,
            Self::Irc => false,
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
    /// The key of the server, if it was named.
    pub fingerprint: Option<Fingerprint>,
    /// What lets its bearer in, if there is such a thing: at most [`CODE_BYTES_MAX`] bytes that can be
    /// said in a line.
    pub code: Option<String>,
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
    /// This is no fingerprint, or it stands there twice.
    Fingerprint(String),
    /// The code is too long, or holds what can't be said in a line.
    Code,
}

impl Link {
    /// Takes `text` apart.
    ///
    /// # Errors
    /// [`LinkError`], which names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let (word, rest) = text.split_once("://").ok_or(LinkError::NoScheme)?;
        let scheme = Scheme::ALL.into_iter().find(|scheme| word.eq_ignore_ascii_case(scheme.word()));
        let scheme = scheme.ok_or_else(|| LinkError::Scheme(word.to_owned()))?;
        let (place, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = parse_place(place)?;
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let room = parse_room(scheme, path)?;
        let (fingerprint, code) = parse_query(query)?;
        // Behind the `#` it would be none of the link, and nobody would check it. In links of IRC that
        // is the room.
        let fragments = match scheme {
            Scheme::Chatroom => [path, query],
            Scheme::Ircs | Scheme::Irc => ["", query],
        };
        for (_, fragment) in fragments.into_iter().filter_map(|text| text.split_once('#')) {
            if let Some(part) = fragment.split(['?', '&', '#']).find(|part| key_of(part) == "fp") {
                return Err(LinkError::Fingerprint(part.to_owned()));
            }
        }
        Ok(Self { scheme, host, port, room, fingerprint, code })
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

/// What stands behind the host: `/room`, `/#room`, `#room`, or nothing.
fn parse_room(scheme: Scheme, path: &str) -> Result<Option<RoomName>, LinkError> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let bare = path.trim_start_matches('#');
    let (marks, _) = path.split_at(path.len() - bare.len());
    let bare = match scheme {
        Scheme::Chatroom => bare.split_once('#').map_or(bare, |(bare, _fragment)| bare),
        Scheme::Ircs | Scheme::Irc => bare,
    };
    let bare = decode(bare.strip_suffix('/').unwrap_or(bare)).ok_or(LinkError::Encoding)?;
    if bare.is_empty() && marks.len() < 2 {
        return Ok(None);
    }
    let marks = if marks.is_empty() && !bare.starts_with('#') { "#" } else { marks };
    RoomName::parse(&format!("{marks}{bare}")).map(Some).map_err(LinkError::Room)
}

/// What stands behind the `?`, up to a fragment.
fn parse_query(query: &str) -> Result<(Option<Fingerprint>, Option<String>), LinkError> {
    let query = query.split_once('#').map_or(query, |(query, _fragment)| query);
    let (mut fingerprint, mut code) = (None, None);
    for part in query.split('&') {
        let value = part.split_once('=').map_or("", |(_, value)| value);
        match key_of(part).as_str() {
            "fp" => {
                let text = decode(value).ok_or(LinkError::Encoding)?;
                let Ok(found) = Fingerprint::parse(&text) else { return Err(LinkError::Fingerprint(text)) };
                if fingerprint.replace(found).is_some_and(|other| other != found) {
                    return Err(LinkError::Fingerprint(text));
                }
            }
            "code" => {
                let text = decode(value).ok_or(LinkError::Encoding)?;
                if text.len() > CODE_BYTES_MAX || text.contains(is_unsafe) {
                    return Err(LinkError::Code);
                }
                code = Some(text).filter(|text| !text.is_empty());
            }
            _ => {}
        }
    }
    Ok((fingerprint, code))
}

/// What a part of a query sets: in small letters, without the `amp;` of a link that was copied out of
/// the source of a page.
fn key_of(part: &str) -> String {
    let key = part.split_once('=').map_or(part, |(key, _)| key);
    let key = decode(key).unwrap_or_default().to_ascii_lowercase();
    key.strip_prefix("amp;").unwrap_or(&key).to_owned()
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
        let Self { scheme, host, port, room, fingerprint, code } = self;
        write!(f, "{}://", scheme.word())?;
        match host.split_once('%') {
            Some((address, zone)) => write!(f, "[{address}%25{zone}]")?,
            None if host.contains(':') => write!(f, "[{host}]")?,
            None => f.write_str(host)?,
        }
        if let Some(port) = port {
            write!(f, ":{port}")?;
        }
        if room.is_some() || fingerprint.is_some() || code.is_some() {
            f.write_char('/')?;
        }
        if let Some(room) = room {
            let bare = room.as_str().trim_start_matches('#');
            let marks = room.as_str().len() - bare.len();
            // One `#` goes without saying where links of ours are read, more do not.
            let marks = if *scheme == Scheme::Chatroom && marks == 1 { 0 } else { marks };
            (0..marks).try_for_each(|_| f.write_char('#'))?;
            encode(bare, *scheme, f)?;
        }
        if let Some(fingerprint) = fingerprint {
            write!(f, "?fp={}", fingerprint.in_link())?;
        }
        if let Some(code) = code {
            f.write_str(if fingerprint.is_some() { "&code=" } else { "?code=" })?;
            encode(code, Scheme::Ircs, f)?;
        }
        Ok(())
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

    /// What stands behind the room.
    fn keys(link: &Link) -> (Option<Fingerprint>, Option<&str>) {
        (link.fingerprint, link.code.as_deref())
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
    fn a_key_and_a_code_stand_behind_the_room() {
        let key = Fingerprint::of_key(b"abc");
        let (link, shown) = (key.in_link(), key.to_string());
        for (text, expected) in [
            (format!("chatroom://h/tea?fp={link}"), (Some(key), None)),
            (format!("chatroom://h/tea?fp={shown}&fp={link}#top"), (Some(key), None)),
            (format!("chatroom://h?x=1&fp={}&y", shown.replace('+', "%2B")), (Some(key), None)),
            (format!("chatroom://h/?code=K7-x%20%C3%A9&fp={}", key.in_hex()), (Some(key), Some("K7-x é"))),
            (format!("ircs://h/#tea?code=A+B&FP={link}"), (Some(key), Some("A+B"))),
            (format!("chatroom://h/tea?Code=A&amp;%66p={link}"), (Some(key), Some("A"))),
            (format!("chatroom://h/tea?x=fp={link}&fpx={link}#x"), (None, None)),
            ("chatroom://h/tea?code=".to_owned(), (None, None)),
            ("chatroom://h/tea?code".to_owned(), (None, None)),
        ] {
            let link = Link::parse(&text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!(keys(&link), expected, "{text}");
            assert_eq!(keys(&link.to_string().parse().unwrap()), expected, "{text} written as {link}");
        }
        let other = Fingerprint::of_key(b"other").in_link();
        for (query, expected) in [
            ("fp=".to_owned(), LinkError::Fingerprint(String::new())),
            ("FP".to_owned(), LinkError::Fingerprint(String::new())),
            ("x&amp;fp".to_owned(), LinkError::Fingerprint(String::new())),
            (format!("code=K#fp={link}"), LinkError::Fingerprint(format!("fp={link}"))),
            (format!("#top&fp={link}"), LinkError::Fingerprint(format!("fp={link}"))),
            (format!("fp={}", &link[1..]), LinkError::Fingerprint(link[1..].to_owned())),
            (format!("fp={link}&fp={other}"), LinkError::Fingerprint(other)),
            ("fp=%".to_owned(), LinkError::Encoding),
            ("code=a%0D%0AQUIT".to_owned(), LinkError::Code),
            (format!("code={}", "x".repeat(CODE_BYTES_MAX + 1)), LinkError::Code),
        ] {
            assert_eq!(Link::parse(&format!("chatroom://h/tea?{query}")).unwrap_err(), expected, "{query}");
        }
    }

    #[test]
    fn a_key_behind_a_fragment_is_not_passed_over() {
        assert!(matches!(Link::parse("chatroom://h/tea#fp=x"), Err(LinkError::Fingerprint(_))));
        assert!(matches!(Link::parse("chatroom://h#fp=x"), Err(LinkError::Fingerprint(_))));
        assert!(Link::parse("irc://h/#fp=x").is_ok_and(|link| link.fingerprint.is_none()));
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
        assert_eq!(Link::parse("ircs://h").unwrap().port_or_default(), 6697);
        assert_eq!(Link::parse("chatroom://h").unwrap().port_or_default(), 5555);
        assert_eq!(Link::parse("chatroom://h:7").unwrap().port_or_default(), 7);
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(
            scheme in 0_usize..3,
            key in any::<Option<[u8; 32]>>(),
            code in proptest::option::of("[!-~茶]{1,20}"),
            host in "[a-z0-9.-]{1,20}|[0-9]{1,3}(\\.[0-9]{1,3}){3}|::1|fe80::[1-9]%eth[0-9]|小[a-z]{1,3}",
            port in proptest::option::of(1_u16..),
            room in proptest::option::of("#{0,3}[^\\x00-\\x20,:]{1,15}"),
        ) {
            let scheme = Scheme::ALL[scheme];
            let room = room.and_then(|room| RoomName::parse(&format!("#{room}")).ok());
            let link = Link { scheme, host, port, room, fingerprint: key.map(Fingerprint), code };
            let written = link.to_string();
            let read = Link::parse(&written);
            prop_assert!(read.as_ref().is_ok_and(|read| parts(read) == parts(&link) && keys(read) == keys(&link)), "{} {:?}", written, read);
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>(), tail in "(chatroom|ircs?)://[^ ]{0,3}[:\\[\\]%#/?.0-9a-f]{0,20}(\\?(fp|code)=[^ ]{0,9})?") {
            for text in [text, tail] {
                if let Ok(link) = Link::parse(&text) {
                    let read = Link::parse(&link.to_string());
                    prop_assert!(read.as_ref().is_ok_and(|read| parts(read) == parts(&link)), "{:?} {} {:?}", text, link, read);
                }
            }
        }
    }
}
