//! How many handshakes are begun in a second, since one costs as much as hundreds of lines.
//!
//! Pure: told of times, it says when the next may begin. A bucket that holds as many as one second brings:
//! whoever comes while it is empty waits, and is not sent away.

use std::time::{Duration, Instant};

/// The bucket.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    per_second: Option<u32>,
    /// When the bucket would be full if nothing more were taken from it.
    full_at: Option<Instant>,
}

impl Rate {
    /// From here on at most `per_second`; `None`: as many as come.
    pub(crate) const fn set(&mut self, per_second: Option<u32>) {
        self.per_second = per_second;
    }

    /// Takes one if there is one; else when there will be.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let Some(per_second) = self.per_second else { return Ok(()) };
        let one = Duration::from_secs(1) / per_second.max(1);
        let full_at = self.full_at.map_or(now, |at| at.max(now)) + one;
        let earliest = now + Duration::from_secs(1).max(one);
        if full_at > earliest {
            return Err(now + (full_at - earliest));
        }
        self.full_at = Some(full_at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_brings_as_many_as_it_says_and_nobody_is_sent_away() {
        let start = Instant::now();
        let mut rate = Rate::default();
        assert_eq!((0..1000).filter(|_| rate.take(start).is_ok()).count(), 1000);
        rate.set(Some(4));
        assert_eq!((0..100).filter(|_| rate.take(start).is_ok()).count(), 4);
        let next = rate.take(start).unwrap_err();
        assert_eq!(next, start + Duration::from_millis(250));
        assert_eq!(rate.take(next), Ok(()));
        assert!(rate.take(next).is_err());
        let later = start + Duration::from_secs(60);
        assert_eq!((0..100).filter(|_| rate.take(later).is_ok()).count(), 4, "no more than a second's worth");
    }
}
