//! The way to the server: its addresses, tried so that a dead one costs a moment and not a minute.
//!
//! Theory of operation (RFC 8305 in short): a host may have several addresses. The first is tried
//! at once; while it has not answered, each [`STAGGER`] one more is tried beside it. The first that
//! answers is taken, and the others are given up. Where the way is TLS an address has answered when
//! the handshake is done. When all have failed, or [`PATIENCE`] is over, the last failure is what is
//! told, and before all others that a server was there and is not to be trusted.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use super::secure::{Security, mistrusted};
use crate::cmd::Exit;
use crate::cmd::complain;
use crate::lang::Lang;
use crate::net::tls::trust::Mistrust;
use crate::net::{Net, Token};
use crate::wire::clean::clean;

/// After how long without an answer the next address is tried too.
const STAGGER: Duration = Duration::from_millis(300);

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Addresses that are tried.
const ADDRESSES_MAX: usize = 16;

/// After how long the person is told that it takes its time, and then what is waited for.
const TOLD_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];

/// Where to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A name or an address, in the one form in which it is remembered.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Place {
    /// The place that somebody has written so: an address in whichever form is that address, and a
    /// name is the same in capitals or with its last dot.
    pub fn new(host: &str, port: u16) -> Self {
        let bare = host.strip_suffix('.').filter(|bare| !bare.is_empty()).unwrap_or(host);
        let (address, zone) =
            bare.split_once('%').map_or((bare, None), |(address, zone)| (address, Some(zone)));
        let parsed = address.parse::<IpAddr>().ok().or_else(|| old_form(address).map(IpAddr::V4));
        let host = match (parsed.map(|address| address.to_canonical()), zone) {
            (Some(address), None) => address.to_string(),
            (Some(address), Some(zone)) => format!("{address}%{zone}"),
            (None, _) => bare.to_lowercase(),
        };
        Self { host, port }
    }

    /// Whether `text`, written as [`Place::shown`] does or by hand, means this place.
    pub fn is_written(&self, text: &str) -> bool {
        let Some((host, port)) = text.rsplit_once(':') else { return false };
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        port.parse() == Ok(self.port) && Self::new(host, self.port) == *self
    }

    /// Whether nobody else can read along on the way there.
    pub fn is_this_machine(&self) -> bool {
        let address = self.host.parse::<IpAddr>().ok();
        address.map_or_else(|| self.host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
    }

    /// As it is written: `host:port`, `[::1]:port`.
    pub fn shown(&self) -> String {
        let host = clean(&self.host);
        if host.contains(':') { format!("[{host}]:{}", self.port) } else { format!("{host}:{}", self.port) }
    }
}

/// An IPv4 address in the old forms that systems still resolve: one to four numbers, the last of which
/// fills what is left (`127.1`), each decimal, octal (`0177`) or hexadecimal (`0x7f`).
fn old_form(text: &str) -> Option<Ipv4Addr> {
    let read = |part: &str| {
        let (digits, radix) = match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
            Some(digits) => (digits, 16),
            None if part.len() > 1 && part.starts_with('0') => (part, 8),
            None => (part, 10),
        };
        let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_number.then(|| u32::from_str_radix(digits, radix).ok()).flatten()
    };
    let parts: Vec<u32> = text.split('.').map(read).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    let bits_left = 32_u32.checked_sub(8 * u32::try_from(first.len()).ok()?).filter(|bits| *bits > 0)?;
    if first.iter().any(|part| *part > 0xff) || u64::from(*last) >= 1 << bits_left {
        return None;
    }
    let high = first.iter().zip([24, 16, 8]).fold(0, |all, (part, shift)| all | part << shift);
    Some((high | last).into())
}

/// Why there is no connection.
#[derive(Debug)]
pub enum Unreachable {
    /// Its addresses can't be found.
    Unknown(io::Error),
    /// None of its addresses can be reached; this is the last failure.
    Failed(io::Error),
    /// It is not the server that was meant, for all that is known.
    Mistrusted(Mistrust),
    /// What it says is no TLS.
    NoTls,
    /// It speaks TLS, but not with us.
    TlsFailed(rustls::Error),
    /// None has answered in time.
    NoAnswer {
        /// TLS was wanted.
        tls: bool,
    },
}

impl Unreachable {
    /// How the program ends because of it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Mistrusted(_) | Self::NoTls => Exit::NotLetIn,
            Self::Unknown(_) | Self::Failed(_) | Self::TlsFailed(_) | Self::NoAnswer { .. } => Exit::Failed,
        }
    }

    /// Whether it makes no sense to try it again by itself.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Mistrusted(_))
    }

    /// What is wrong, and what to do.
    pub fn sentence(&self, lang: &Lang, place: &Place, security: &Security) -> String {
        let address = place.shown();
        match self {
            Self::Unknown(error) => {
                let args = [("host", clean(&place.host).into()), ("cause", complain::io(lang, error))];
                lang.say("chat-end-unknown-host", &args)
            }
            Self::Mistrusted(mistrust) => mistrusted(lang, place, mistrust),
            Self::NoTls => {
                // Nobody is told to leave away what has kept them safe before.
                let key = if security.is_met() { "tls-error-no-tls-known" } else { "tls-error-no-tls" };
                lang.say(key, &[("address", address.into())])
            }
            Self::TlsFailed(error) => {
                let args = [("address", address.into()), ("cause", complain::tls(lang, error))];
                lang.say("tls-error-failed", &args)
            }
            Self::NoAnswer { tls } => {
                let args = [("address", address.into()), ("seconds", PATIENCE.as_secs().into())];
                let key = match (tls, security.is_met()) {
                    (false, _) => "chat-end-no-answer",
                    (true, false) => "tls-error-no-answer",
                    (true, true) => "tls-error-no-answer-known",
                };
                lang.say(key, &args)
            }
            Self::Failed(error) => {
                let refused = error.kind() == io::ErrorKind::ConnectionRefused;
                let key = if refused { "chat-end-refused" } else { "chat-end-unreachable" };
                lang.say(key, &[("address", address.into()), ("cause", complain::io(lang, error))])
            }
        }
    }

    /// What a failed connection means; `tls`: it was to be made with TLS.
    fn of(error: io::Error, tls: bool) -> Self {
        if let Some(mistrust) = Mistrust::of(&error) {
            return Self::Mistrusted(mistrust.clone());
        }
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidMessage(_)) => Self::NoTls,
            Some(error) => Self::TlsFailed(error.clone()),
            // The other side is there, and hangs up on what it does not understand.
            None if tls && is_cut(error.kind()) => Self::NoTls,
            None => Self::Failed(error),
        }
    }
}

/// Whether this is the end of a connection that there was.
const fn is_cut(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(kind, UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}

/// A connection being made.
#[derive(Debug)]
pub struct Dial {
    waiting: VecDeque<SocketAddr>,
    under_way: Vec<Token>,
    resolved: bool,
    failure: Option<Unreachable>,
    started: Instant,
    next_try: Instant,
    /// How often the person was told that it takes its time.
    told: usize,
    /// By TLS.
    tls: bool,
}

impl Dial {
    /// Begins.
    pub fn start(net: &mut Net, place: &Place) -> Self {
        let now = Instant::now();
        let mut dial = Self {
            waiting: VecDeque::new(),
            under_way: Vec::new(),
            resolved: false,
            failure: None,
            started: now,
            next_try: now,
            told: 0,
            tls: false,
        };
        match place.host.parse::<IpAddr>() {
            Ok(address) => {
                dial.resolved = true;
                dial.waiting.push_back(SocketAddr::new(address, place.port));
            }
            Err(_) => net.resolve(place.host.clone(), place.port),
        }
        dial
    }

    /// The host has been looked up.
    ///
    /// # Errors
    /// It has no address.
    pub fn resolved(&mut self, found: io::Result<Vec<SocketAddr>>) -> Result<(), Unreachable> {
        let found = found.map_err(Unreachable::Unknown)?;
        self.resolved = true;
        self.waiting.extend(found.into_iter().take(ADDRESSES_MAX));
        self.next_try = Instant::now();
        Ok(())
    }

    /// One attempt has come to its end; tells whether it is the connection.
    pub fn connected(&mut self, net: &mut Net, token: Token, how: io::Result<()>) -> bool {
        let Some(at) = self.under_way.iter().position(|other| *other == token) else { return false };
        self.under_way.swap_remove(at);
        match how {
            Ok(()) => {
                self.under_way.drain(..).for_each(|other| net.drop_now(other));
                true
            }
            Err(error) => {
                self.fail(error);
                self.next_try = Instant::now();
                false
            }
        }
    }

    /// Does what is due: tries the next address.
    ///
    /// # Errors
    /// No address is left, or no time.
    pub fn proceed(&mut self, net: &mut Net, security: &Security) -> Result<(), Unreachable> {
        let now = Instant::now();
        self.tls = security.is_tls();
        while now >= self.next_try
            && let Some(address) = self.waiting.pop_front()
        {
            match security.connect(net, address) {
                Ok(token) => {
                    self.under_way.push(token);
                    self.next_try = now + STAGGER;
                }
                Err(error) => self.fail(error),
            }
        }
        let no_answer = Unreachable::NoAnswer { tls: security.is_tls() };
        if self.resolved && self.waiting.is_empty() && self.under_way.is_empty() {
            return Err(self.failure.take().unwrap_or(no_answer));
        }
        if now >= self.started + PATIENCE {
            self.give_up(net);
            return Err(self.failure.take().unwrap_or(no_answer));
        }
        Ok(())
    }

    fn fail(&mut self, error: io::Error) {
        if !self.failure.as_ref().is_some_and(Unreachable::is_final) {
            self.failure = Some(Unreachable::of(error, self.tls));
        }
    }

    /// What the person should be told of it, if it takes its time; each sentence once.
    pub fn words(&mut self, now: Instant, net: &Net, lang: &Lang, place: &Place) -> Option<String> {
        let after = TOLD_AFTER.get(self.told)?;
        if now < self.started + *after {
            return None;
        }
        self.told += 1;
        if self.told < TOLD_AFTER.len() {
            return Some(lang.say("chat-connecting", &[("address", place.shown().into())]));
        }
        let is_taken = self.under_way.iter().any(|token| net.is_shaking(*token));
        let key = if is_taken { "tls-still-silent" } else { "chat-still-connecting" };
        let left = PATIENCE.saturating_sub(*after).as_secs();
        Some(lang.say(key, &[("address", place.shown().into()), ("seconds", left.into())]))
    }

    /// When [`proceed`](Self::proceed) is due.
    pub fn deadline(&self) -> Instant {
        let mut due = self.started + PATIENCE;
        if !self.waiting.is_empty() {
            due = due.min(self.next_try);
        }
        if let Some(after) = TOLD_AFTER.get(self.told) {
            due = due.min(self.started + *after);
        }
        due
    }

    /// Tries no more.
    pub fn give_up(&mut self, net: &mut Net) {
        self.waiting.clear();
        self.under_way.drain(..).for_each(|token| net.drop_now(token));
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::lang::Languages;
    use crate::net::Ready;
    use crate::net::tls::trust::{Expected, Trust};

    /// Waits until the dial has come to its end.
    fn finish(net: &mut Net, dial: &mut Dial) -> Result<Token, Unreachable> {
        let mut ready = Vec::new();
        loop {
            dial.proceed(net, &Security::Clear)?;
            net.wait(Some(dial.deadline().saturating_duration_since(Instant::now())), &mut ready).unwrap();
            let mut done = None;
            for happening in ready.drain(..) {
                match happening {
                    Ready::Resolved(found) => dial.resolved(found)?,
                    Ready::Connected(token, how) => done = dial.connected(net, token, how).then_some(token),
                    _ => {}
                }
            }
            if let Some(token) = done {
                return Ok(token);
            }
        }
    }

    #[test]
    fn the_address_that_answers_is_taken() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut net = Net::new().unwrap();
        let mut dial = Dial::start(&mut net, &Place::new("127.0.0.1", closed.port()));
        dial.waiting.push_back(address);
        let token = finish(&mut net, &mut dial).unwrap();
        assert!(dial.under_way.is_empty() && net.queued(token) == 0);
        listener.accept().unwrap();
    }

    #[test]
    fn a_closed_port_is_told() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut net = Net::new().unwrap();
        let place = Place::new("127.0.0.1", port);
        let mut dial = Dial::start(&mut net, &place);
        let failure = finish(&mut net, &mut dial).unwrap_err();
        assert!(
            matches!(&failure, Unreachable::Failed(error) if error.kind() == io::ErrorKind::ConnectionRefused)
        );
        for tag in ["en", "cn"] {
            let sentence = failure.sentence(&Languages::built_in().lang(tag), &place, &Security::Clear);
            assert!(
                sentence.contains(&format!("127.0.0.1:{port}")) && sentence.contains("--port"),
                "{sentence}"
            );
        }
    }

    #[test]
    fn whoever_waits_is_told_for_what() {
        // The system takes the connection, and nobody says a word on it.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let trust = std::sync::Arc::new(Trust::new("127.0.0.1", Expected::default()));
        let mut net = Net::new().unwrap();
        let token = net.connect_tls(address, trust.config(None).unwrap().into(), trust.name()).unwrap();
        let place = Place::new("127.0.0.1", address.port());
        let mut dial = Dial::start(&mut net, &place);
        dial.waiting.clear();
        let (lang, started) = (Languages::built_in().lang("en"), dial.started);
        let told = |dial: &mut Dial, net: &Net, seconds| {
            dial.words(started + Duration::from_secs(seconds), net, &lang, &place)
        };
        assert_eq!((told(&mut dial, &net, 0), dial.deadline()), (None, started + TOLD_AFTER[0]));
        assert!(told(&mut dial, &net, 1).unwrap().starts_with("Connecting to 127.0.0.1"));
        assert_eq!(told(&mut dial, &net, 4), None);
        while !net.is_shaking(token) {
            net.wait(None, &mut Vec::new()).unwrap();
        }
        dial.under_way.push(token);
        let silent = told(&mut dial, &net, 5).unwrap();
        assert!(silent.contains("has taken the connection") && silent.contains("15 seconds"), "{silent}");
        assert_eq!(told(&mut dial, &net, 9), None);

        let mut dial = Dial::start(&mut net, &place);
        assert!(told(&mut dial, &net, 7).is_some(), "one after the other");
        let silent = told(&mut dial, &net, 7).unwrap();
        assert!(silent.starts_with("No answer from") && silent.contains("Ctrl-C"), "{silent}");
    }

    #[test]
    fn addresses_are_shown_as_they_are_written() {
        let shown = |host: &str| Place::new(host, 5).shown();
        assert_eq!([shown("h"), shown("::1"), shown("a\u{1b}b")], ["h:5", "[::1]:5", "a␛b:5"]);
    }

    #[test]
    fn one_server_is_one_place_however_it_is_written() {
        let host = |text: &str| Place::new(text, 5).host;
        for text in [
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "0x7f.1",
            "0177.0.0.1",
            "2130706433",
            "0x7F000001",
            "127.0.0.1.",
            "::ffff:127.0.0.1",
            "::FFFF:7f00:1",
            "0:0:0:0:0:ffff:127.0.0.1",
        ] {
            assert_eq!(host(text), "127.0.0.1", "{text}");
            assert!(Place::new(text, 5).is_this_machine());
        }
        for (text, one) in [
            ("Chat.Example.", "chat.example"),
            ("2001:DB8:0::1", "2001:db8::1"),
            ("FE80::1%eth0", "fe80::1%eth0"),
            (".", "."),
            ("256.1", "256.1"),
            ("1.2.3.4.5", "1.2.3.4.5"),
            ("1.2.3.256", "1.2.3.256"),
            ("4294967296", "4294967296"),
            ("0x", "0x"),
            ("08.1", "08.1"),
            ("+1.2", "+1.2"),
        ] {
            assert_eq!(host(text), one, "{text}");
        }
        let place = Place::new("::1", 5);
        assert!(place.is_written("[0::1]:5") && place.is_written("::1:5"));
        for other in ["[::1]:6", "[::2]:5", "::1", "", "h:5", "[::1]:+"] {
            assert!(!place.is_written(other), "{other}");
        }
    }
}
