//! The one clock of `join`: the session, the screen and the loop count from the same moment.

use std::time::{Duration, Instant, SystemTime};

use crate::wire::Now;

/// Counts from when it was made.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Begins to count.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// This moment, by both ways of counting.
    pub fn now(self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now { uptime: self.0.elapsed(), unix_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX) }
    }

    /// When so much will have passed since it was made.
    pub fn at(self, uptime: Duration) -> Instant {
        self.0 + uptime
    }
}
