//! The way to the server: its addresses, tried so that a dead one costs a moment and not a minute.
//!
//! Theory of operation (RFC 8305 in short): a host may have several addresses. The first is tried
//! at once; while it has not answered, each [`STAGGER`] one more is tried beside it. The first that
//! answers is taken, and the others are given up. When all have failed, or [`PATIENCE`] is over,
//! the last failure is what is told.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use crate::lang::Lang;
use crate::net::{Net, Token};
use crate::wire::clean::clean;

/// After how long without an answer the next address is tried too.
const STAGGER: Duration = Duration::from_millis(300);

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Addresses that are tried.
const ADDRESSES_MAX: usize = 16;

/// After how long the person is told that it takes its time.
const SLOW: Duration = Duration::from_secs(1);

/// Where to go.
#[derive(Clone, Debug)]
pub struct Place {
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Place {
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

/// Why there is no connection.
#[derive(Debug)]
pub enum Unreachable {
    /// Its addresses can't be found.
    Unknown(io::Error),
    /// None of its addresses can be reached; this is the last failure.
    Failed(io::Error),
    /// None has answered in time.
    NoAnswer,
}

impl Unreachable {
    /// What is wrong, and what to do.
    pub fn sentence(&self, lang: &Lang, place: &Place) -> String {
        let address = place.shown();
        match self {
            Self::Unknown(error) => {
                let args = [("host", clean(&place.host).into()), ("cause", error.to_string().into())];
                lang.say("chat-end-unknown-host", &args)
            }
            Self::NoAnswer => {
                let args = [("address", address.into()), ("seconds", PATIENCE.as_secs().into())];
                lang.say("chat-end-no-answer", &args)
            }
            Self::Failed(error) => {
                let refused = error.kind() == io::ErrorKind::ConnectionRefused;
                let key = if refused { "chat-end-refused" } else { "chat-end-unreachable" };
                lang.say(key, &[("address", address.into()), ("cause", error.to_string().into())])
            }
        }
    }
}

/// A connection being made.
#[derive(Debug)]
pub struct Dial {
    waiting: VecDeque<SocketAddr>,
    under_way: Vec<Token>,
    resolved: bool,
    failure: Option<io::Error>,
    started: Instant,
    next_try: Instant,
    said_slow: bool,
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
            said_slow: false,
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
                self.failure = Some(error);
                self.next_try = Instant::now();
                false
            }
        }
    }

    /// Does what is due: tries the next address.
    ///
    /// # Errors
    /// No address is left, or no time.
    pub fn proceed(&mut self, net: &mut Net) -> Result<(), Unreachable> {
        let now = Instant::now();
        while now >= self.next_try
            && let Some(address) = self.waiting.pop_front()
        {
            match net.connect(address) {
                Ok(token) => {
                    self.under_way.push(token);
                    self.next_try = now + STAGGER;
                }
                Err(error) => self.failure = Some(error),
            }
        }
        if self.resolved && self.waiting.is_empty() && self.under_way.is_empty() {
            return Err(self.failure.take().map_or(Unreachable::NoAnswer, Unreachable::Failed));
        }
        if now >= self.started + PATIENCE {
            self.give_up(net);
            return Err(self.failure.take().map_or(Unreachable::NoAnswer, Unreachable::Failed));
        }
        Ok(())
    }

    /// Whether the person should be told that it takes its time; tells it once.
    pub fn is_slow(&mut self) -> bool {
        let slow = !self.said_slow && Instant::now() >= self.started + SLOW;
        self.said_slow |= slow;
        slow
    }

    /// When [`proceed`](Self::proceed) is due.
    pub fn deadline(&self) -> Instant {
        let mut due = self.started + PATIENCE;
        if !self.waiting.is_empty() {
            due = due.min(self.next_try);
        }
        if !self.said_slow {
            due = due.min(self.started + SLOW);
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

    /// Waits until the dial has come to its end.
    fn finish(net: &mut Net, dial: &mut Dial) -> Result<Token, Unreachable> {
        let mut ready = Vec::new();
        loop {
            dial.proceed(net)?;
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
        let mut dial = Dial::start(&mut net, &Place { host: "127.0.0.1".into(), port: closed.port() });
        dial.waiting.push_back(address);
        let token = finish(&mut net, &mut dial).unwrap();
        assert!(dial.under_way.is_empty() && net.queued(token) == 0);
        listener.accept().unwrap();
    }

    #[test]
    fn a_closed_port_is_told() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut net = Net::new().unwrap();
        let place = Place { host: "127.0.0.1".into(), port };
        let mut dial = Dial::start(&mut net, &place);
        let failure = finish(&mut net, &mut dial).unwrap_err();
        assert!(
            matches!(&failure, Unreachable::Failed(error) if error.kind() == io::ErrorKind::ConnectionRefused)
        );
        for tag in ["en", "cn"] {
            let sentence = failure.sentence(&Languages::built_in().lang(tag), &place);
            assert!(
                sentence.contains(&format!("127.0.0.1:{port}")) && sentence.contains("--port"),
                "{sentence}"
            );
        }
    }

    #[test]
    fn addresses_are_shown_as_they_are_written() {
        let shown = |host: &str| Place { host: host.into(), port: 5 }.shown();
        assert_eq!([shown("h"), shown("::1"), shown("a\u{1b}b")], ["h:5", "[::1]:5", "a␛b:5"]);
    }
}
