//! How fast one connection may speak. What comes too early stays in its line buffer and is taken when
//! its time has come: nobody is let go, no line is lost, and the order stays.
//!
//! Pure: times are values. Must not know what a line does, only which of two purses it is paid from:
//! *messages* are what others see, *queries* what only the one who asks is answered (so that a client
//! which comes back and asks for everything is not kept from speaking).
//!
//! Theory of operation: a purse is a bucket of tokens, held as the one time at which it will be full
//! again. All connections of a member share what is in them. Nothing is done for a connection that says
//! nothing. Prices are eighths of a line, since a line of a message of several lines costs less than a
//! message, and a very long one more.

use std::time::Duration;

use crate::room::limits::{Limit, Pace, Rate};

/// Prices are counted in parts of a line.
const PARTS: u32 = 8;

/// Bytes of a line at the plain door that are worth one part: what is told as one line of IRC costs
/// as much as a line of a message of several lines.
const PLAIN_BYTES_PER_PART: usize = 350;

/// How long somebody is not told again that their lines come too fast.
const TOLD_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// What others see of it, when it is done, or what is kept of it.
const MESSAGES: &[&str] = &[
    "PRIVMSG", "TAGMSG", "NOTICE", "BATCH", "JOIN", "PART", "NICK", "TOPIC", "KICK", "INVITE", "KNOCK",
    "AWAY", "SETNAME", "REDACT", "RENAME", "WALLOPS", "KILL", "BAN", "UNBAN", "MUTE", "UNMUTE", "UNDO",
    "OWNER", "CERT", "CODE",
];

/// What costs almost nothing: signs of life, which programs send by themselves.
const SIGNS_OF_LIFE: &[&str] = &["PING", "PONG", "QUIT"];

/// A bucket of tokens: so many at once, and as many again as time brings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bucket {
    full_at: Duration,
}

impl Bucket {
    /// Takes `price` parts at `now`, if there is at least one whole; else when there will be.
    ///
    /// # Errors
    /// The uptime from which on they can be taken.
    pub fn take(&mut self, now: Duration, rate: Rate, price: u32) -> Result<(), Duration> {
        if rate.per_second == 0 {
            return Ok(());
        }
        self.take_each(now, Duration::from_secs(1) / rate.per_second, rate.burst, price)
    }

    /// The same for a whole line that comes back in `every`.
    ///
    /// # Errors
    /// As [`Bucket::take`].
    pub fn take_each(
        &mut self,
        now: Duration,
        every: Duration,
        burst: u32,
        price: u32,
    ) -> Result<(), Duration> {
        let full_at = self.full_at.max(now);
        let from = full_at.saturating_sub(every * burst.saturating_sub(1));
        if now < from {
            return Err(from);
        }
        self.full_at = full_at + every * price / PARTS;
        Ok(())
    }

    /// Whether nothing is missing in it.
    pub fn is_full(self, now: Duration) -> bool {
        self.full_at <= now
    }
}

/// The price of one whole line.
pub const WHOLE: u32 = PARTS;

/// Which purse a line is paid from, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    is_message: bool,
    parts: u32,
}

/// What a line of IRC costs, read no further than its command. `batch` is what the message of several
/// lines is called that its connection has begun: a line that says it is of another is none of it.
pub fn price_of_irc(line: &[u8], batch: Option<&str>) -> Price {
    let mut words = line.split(|&byte| matches!(byte, b' ' | b'\r' | b'\n')).filter(|word| !word.is_empty());
    let mut word = words.next().unwrap_or_default();
    let mut in_batch = false;
    if let Some(tags) = word.strip_prefix(b"@") {
        let mut said = tags.split(|&byte| byte == b';').filter_map(|tag| tag.strip_prefix(b"batch="));
        let first = said.next();
        in_batch = first.is_some() && first == batch.map(str::as_bytes) && said.next().is_none();
        word = words.next().unwrap_or_default();
    }
    if word.starts_with(b":") {
        word = words.next().unwrap_or_default();
    }
    let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(word);
    if MESSAGES.iter().any(is) {
        return Price { is_message: true, parts: if in_batch { 1 } else { WHOLE } };
    }
    // A line without a command is of no use to anybody, and many keep connections open so.
    if word.is_empty() || SIGNS_OF_LIFE.iter().any(is) {
        return Price { is_message: false, parts: 1 };
    }
    // With something behind its target it changes the room for all.
    let changes = is(&"MODE") && words.nth(1).is_some();
    Price { is_message: changes, parts: WHOLE }
}

/// What a line at the plain door costs; before its sender is in, it can only be a name or a password.
pub fn price_of_plain(line: &[u8], is_here: bool) -> Price {
    let asks = |word: &[u8]| line.starts_with(word);
    if !is_here || asks(b"/who") || asks(b"/help") || asks(b"/quit") {
        return Price { is_message: false, parts: WHOLE };
    }
    let pieces = u32::try_from(line.len() / PLAIN_BYTES_PER_PART).unwrap_or(u32::MAX);
    Price { is_message: true, parts: pieces.max(WHOLE) }
}

/// How fast a connection has spoken lately.
#[derive(Clone, Copy, Debug, Default)]
pub struct Purses {
    messages: Bucket,
    queries: Bucket,
    told: Option<Duration>,
}

/// A line comes too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooEarly {
    /// The uptime at which it may be taken.
    pub until: Duration,
    /// What it is held to.
    pub limit: Limit,
    /// Whether its sender was not told lately.
    pub tells: bool,
}

impl Purses {
    /// Pays for a line that is taken at `now`.
    ///
    /// # Errors
    /// It comes too early.
    pub fn pay(&mut self, now: Duration, pace: Pace, price: Price) -> Result<(), TooEarly> {
        let (bucket, rate, limit) = match price.is_message {
            true => (&mut self.messages, pace.messages, Limit::Messages),
            false => (&mut self.queries, pace.queries, Limit::Queries),
        };
        bucket.take(now, rate, price.parts).map_err(|until| {
            let tells = self.told.is_none_or(|told| now >= told + TOLD_AGAIN_AFTER);
            if tells {
                self.told = Some(now);
            }
            TooEarly { until, limit, tells }
        })
    }

    /// Takes what another connection of the same person has paid, so that who has many says no more than
    /// who has one. Whether they were told stays each connection's own.
    pub fn share(&mut self, other: &Self) {
        self.messages.full_at = self.messages.full_at.max(other.messages.full_at);
        self.queries.full_at = self.queries.full_at.max(other.queries.full_at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace =
        Pace { messages: Rate { per_second: 2, burst: 3 }, queries: Rate { per_second: 10, burst: 5 } };

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_burst_then_as_many_as_time_brings() {
        let mut bucket = Bucket::default();
        let now = ms(10_000);
        for _ in 0..3 {
            assert_eq!(bucket.take(now, PACE.messages, WHOLE), Ok(()));
        }
        assert_eq!(bucket.take(now, PACE.messages, WHOLE), Err(ms(10_500)));
        assert_eq!(bucket.take(ms(10_499), PACE.messages, WHOLE), Err(ms(10_500)));
        assert_eq!(bucket.take(ms(10_500), PACE.messages, WHOLE), Ok(()));
        assert_eq!(bucket.take(ms(10_500), PACE.messages, WHOLE), Err(ms(11_000)));
        assert!(!bucket.is_full(ms(11_999)) && bucket.is_full(ms(12_000)));
        // After a rest the burst is whole again, and no greater.
        for _ in 0..3 {
            assert_eq!(bucket.take(ms(90_000), PACE.messages, WHOLE), Ok(()));
        }
        assert!(bucket.take(ms(90_000), PACE.messages, WHOLE).is_err());
    }

    #[test]
    fn what_costs_more_than_there_is_is_taken_and_paid_off_later() {
        let mut bucket = Bucket::default();
        assert_eq!(bucket.take(ms(0), PACE.messages, 6 * WHOLE), Ok(()));
        assert_eq!(bucket.take(ms(0), PACE.messages, WHOLE), Err(ms(2000)));
        assert_eq!(Bucket::default().take(ms(0), Rate { per_second: 0, burst: 1 }, 99), Ok(()));
    }

    #[test]
    fn a_line_is_paid_by_its_command() {
        let message = Price { is_message: true, parts: WHOLE };
        for line in [
            "PRIVMSG #tea :hi\r\n",
            "privmsg #tea :hi",
            "@label=1 NOTICE a :b",
            ":me JOIN #tea",
            "  PART #tea",
            "MODE #tea +o bob",
            "@+typing=active TAGMSG #tea",
            "BAN #tea bob",
            "undo #tea",
        ] {
            assert_eq!(price_of_irc(line.as_bytes(), None), message, "{line}");
        }
        let query = Price { is_message: false, parts: WHOLE };
        for line in ["WHO #tea", "MODE #tea", "CHATHISTORY LATEST #tea * 50", "PRIVMSGS x", "@a=b", "NONE"] {
            if line != "@a=b" {
                assert_eq!(price_of_irc(line.as_bytes(), None), query, "{line}");
            }
        }
        let cheap = Price { is_message: false, parts: 1 };
        for line in ["PING x", "pong :x", "QUIT", "", "\r\n", "@a=b", ":a"] {
            assert_eq!(price_of_irc(line.as_bytes(), None), cheap, "{line}");
        }
        let part = Price { is_message: true, parts: 1 };
        let in_one = |line: &str| price_of_irc(line.as_bytes(), Some("1"));
        assert_eq!(in_one("@batch=1 PRIVMSG #tea :hi"), part);
        assert_eq!(in_one("@label=1;batch=1 PRIVMSG #tea :hi"), part);
        for made_up in ["@xbatch=1", "@batch=2", "@batch=", "@batch=1;batch=2", "@a=@batch=1"] {
            assert_eq!(in_one(&format!("{made_up} PRIVMSG #tea :hi")), message, "{made_up}");
        }
        assert_eq!(price_of_irc(b"@batch=1 PRIVMSG #tea :hi", None), message);
        assert_eq!(price_of_irc(b"@batch= PRIVMSG #tea :hi", None), message);
        assert_eq!(price_of_plain(b"hello", true), message);
        assert_eq!(price_of_plain(&[b'x'; 7000], true), Price { is_message: true, parts: 20 });
        assert_eq!(price_of_plain(b"/who", true), query);
        assert_eq!(price_of_plain(b"alice", false), query);
    }

    #[test]
    fn what_one_connection_pays_another_has_not() {
        let (mut one, mut other) = (Purses::default(), Purses::default());
        let message = price_of_irc(b"PRIVMSG a :b", None);
        for _ in 0..3 {
            assert_eq!(one.pay(ms(0), PACE, message), Ok(()));
        }
        other.share(&one);
        assert!(other.pay(ms(0), PACE, message).is_err());
        // Sharing gives nothing back.
        one.share(&Purses::default());
        assert!(one.pay(ms(0), PACE, message).is_err());
    }

    #[test]
    fn the_two_purses_are_apart_and_telling_is_rare() {
        let mut purses = Purses::default();
        let (message, query) = (price_of_irc(b"PRIVMSG a :b", None), price_of_irc(b"WHO a", None));
        for _ in 0..3 {
            assert_eq!(purses.pay(ms(0), PACE, message), Ok(()));
        }
        let early = |tells, until| Err(TooEarly { until: ms(until), limit: Limit::Messages, tells });
        assert_eq!(purses.pay(ms(0), PACE, message), early(true, 500));
        assert_eq!(purses.pay(ms(1), PACE, message), early(false, 500));
        assert_eq!(purses.pay(ms(1), PACE, query), Ok(()));
        for _ in 0..3 {
            assert_eq!(purses.pay(ms(60_000), PACE, message), Ok(()));
        }
        assert_eq!(purses.pay(ms(60_000), PACE, message), early(true, 60_500));
    }
}
