//! Ids of messages (IRCv3 message-ids): unique over restarts, and in order within a run.

use std::sync::Arc;

use crate::wire::Now;

/// Makes ids: 48 bits of milliseconds, 32 bits of a count, 48 bits that differ from run to run;
/// written as 26 digits of Crockford's base 32, so that they sort as text.
#[derive(Debug)]
pub struct MessageIds {
    run: u64,
    last_ms: u64,
    count: u32,
}

impl MessageIds {
    /// `run` should differ from one run of the server to the next; its low 48 bits count.
    pub fn new(run: u64) -> Self {
        Self { run: run & 0xffff_ffff_ffff, last_ms: 0, count: 0 }
    }

    /// The next id. It sorts behind all before it, even if the clock goes back.
    pub fn next(&mut self, now: Now) -> Arc<str> {
        self.last_ms = self.last_ms.max(now.unix_ms);
        self.count = self.count.checked_add(1).unwrap_or_else(|| {
            self.last_ms += 1;
            0
        });
        let number = (u128::from(self.last_ms) << 80) | (u128::from(self.count) << 48) | u128::from(self.run);
        base32(number).as_str().into()
    }
}

fn base32(number: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..26).rev().map(|place| char::from(DIGITS[(number >> (place * 5)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(unix_ms: u64) -> Now {
        Now { uptime: std::time::Duration::ZERO, unix_ms }
    }

    #[test]
    fn ids_sort_even_when_the_clock_goes_back() {
        let mut ids = MessageIds::new(7);
        let made: Vec<_> = [5, 5, 4, 6, 6].into_iter().map(|ms| ids.next(at(ms))).collect();
        assert!(made.is_sorted() && made.iter().all(|id| id.len() == 26), "{made:?}");
        let mut other = MessageIds::new(8);
        assert!(!made.contains(&other.next(at(5))), "another run makes other ids");
    }
}
