//! Ids of messages (IRCv3 message-ids): a moment and a count, so that they sort as they were said.
//!
//! An id is a number of 63 bits: milliseconds since 1970 above ten bits of a count. Whoever gives
//! ids out gives each next one a greater number, even if the clock goes back or a millisecond has
//! more than 1,024 messages: then an id is ahead of the clock for a while. On the wire it has 13
//! digits of Crockford's base 32, so that ids sort as text, too. A moment is a bound in the same
//! order ([`MsgId::first_at`]), which makes history by time and history by id one thing.

use std::fmt;

use super::Now;

/// Bits that count within a millisecond.
const COUNT_BITS: u32 = 10;

/// Digits on the wire.
const DIGITS: usize = 13;

/// The digits of Crockford's base 32.
const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The id of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MsgId(u64);

impl MsgId {
    /// Before all ids; no message has it.
    pub const ZERO: Self = Self(0);

    /// Behind all ids; no message has it.
    pub const MAX: Self = Self(i64::MAX as u64);

    /// The least id that a message of this moment (milliseconds since 1970) can have.
    pub const fn first_at(unix_ms: u64) -> Self {
        if unix_ms > Self::MAX.0 >> COUNT_BITS { Self::MAX } else { Self(unix_ms << COUNT_BITS) }
    }

    /// The greatest id that a message of this moment can have.
    pub const fn last_at(unix_ms: u64) -> Self {
        if unix_ms >= Self::MAX.0 >> COUNT_BITS { Self::MAX } else { Self(((unix_ms + 1) << COUNT_BITS) - 1) }
    }

    /// The id of this number, as a database keeps it; `None` for one below zero.
    pub const fn from_number(number: i64) -> Option<Self> {
        if number < 0 { None } else { Some(Self(number as u64)) }
    }

    /// Its number, never below zero.
    pub const fn number(self) -> i64 {
        self.0 as i64
    }

    /// The moment it says, milliseconds since 1970.
    pub const fn unix_ms(self) -> u64 {
        self.0 >> COUNT_BITS
    }

    /// The next greater id.
    pub const fn next(self) -> Self {
        if self.0 >= Self::MAX.0 { Self::MAX } else { Self(self.0 + 1) }
    }

    /// Reads it from the wire: 13 digits, in upper case as they are written.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != DIGITS {
            return None;
        }
        let number = text.bytes().try_fold(0_u128, |number, byte| {
            let digit = BASE32.iter().position(|&digit| digit == byte)?;
            Some(number << 5 | digit as u128)
        })?;
        i64::try_from(number).ok().and_then(Self::from_number)
    }
}

impl fmt::Display for MsgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; DIGITS];
        for (place, digit) in digits.iter_mut().rev().enumerate() {
            *digit = BASE32[(self.0 >> (5 * place)) as usize & 31];
        }
        f.write_str(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

/// Gives ids out.
#[derive(Clone, Copy, Debug)]
pub struct MsgIds {
    last: MsgId,
}

impl MsgIds {
    /// Every id will be greater than `last`, the greatest that was ever given out.
    pub const fn after(last: MsgId) -> Self {
        Self { last }
    }

    /// The next id.
    pub fn next(&mut self, now: Now) -> MsgId {
        self.last = self.last.next().max(MsgId::first_at(now.unix_ms));
        self.last
    }

    /// The last that was given out.
    pub const fn last(&self) -> MsgId {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unix_ms: u64) -> Now {
        Now { uptime: std::time::Duration::ZERO, unix_ms }
    }

    #[test]
    fn ids_sort_even_when_the_clock_goes_back() {
        let mut ids = MsgIds::after(MsgId::ZERO);
        let made: Vec<_> = [5, 5, 4, 6, 6].into_iter().map(|ms| ids.next(at(ms))).collect();
        assert!(made.is_sorted_by(|one, next| one < next), "{made:?}");
        assert_eq!(made.iter().map(|id| id.unix_ms()).collect::<Vec<_>>(), [5, 5, 5, 6, 6]);
        let texts: Vec<_> = made.iter().map(MsgId::to_string).collect();
        assert!(texts.is_sorted() && texts.iter().all(|text| text.len() == DIGITS), "{texts:?}");
        let mut later = MsgIds::after(made[4]);
        assert!(later.next(at(0)) > made[4], "also behind those of an earlier run");
    }

    #[test]
    fn what_is_written_is_read() {
        for id in [MsgId::ZERO, MsgId::MAX, MsgId::first_at(1_767_225_600_000).next()] {
            assert_eq!(MsgId::parse(&id.to_string()), Some(id));
            assert_eq!(MsgId::from_number(id.number()), Some(id));
        }
        for text in ["", "0", "00000000000000", "ZZZZZZZZZZZZZ", "000000000000I", "00000000000é"] {
            assert_eq!(MsgId::parse(text), None, "{text}");
        }
        assert_eq!(MsgId::first_at(u64::MAX), MsgId::MAX);
        assert_eq!(MsgId::last_at(u64::MAX), MsgId::MAX);
        assert_eq!(MsgId::last_at(6).next(), MsgId::first_at(7));
        assert_eq!(MsgId::last_at(6).unix_ms(), 6);
        assert_eq!(MsgId::from_number(-1), None);
    }
}
