//! The house's clock: time since the start, but for the time in which nothing could be written.
//!
//! While the disk is stuck, what members are asked waits, and what they answer is not taken. Nobody
//! must be sent away for that. So the clock that their deadlines are counted by stands still then,
//! and goes on where it stood. Must not read a clock: it is told how much real time has passed.

use std::time::Duration;

/// How long what is held may not move before the clock stands.
const STANDS_AFTER: Duration = Duration::from_secs(1);

/// How long that may last before the operator is told.
const TOLD_AFTER: Duration = Duration::from_secs(5);

/// The clock; every time that it is given is real time since the start.
#[derive(Debug, Default)]
pub struct HouseClock {
    /// By how much it is behind.
    lag: Duration,
    /// The last time that it told.
    told: Duration,
    /// Since when something waits to be written without getting on: real, and its own.
    waits: Option<(Duration, Duration)>,
    /// Whether the operator knows that it is stuck.
    known: bool,
}

/// How it stands with writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Nothing has got on for this long.
    Stuck(Duration),
    /// It gets on again.
    Moves,
}

impl HouseClock {
    /// What it shows.
    pub fn uptime(&mut self, elapsed: Duration) -> Duration {
        self.told = self.told.max(elapsed.saturating_sub(self.lag));
        self.told
    }

    /// At which real time it will show `due`, if it does not stand.
    pub fn when(&self, due: Duration) -> Duration {
        due.saturating_add(self.lag)
    }

    /// Something waits from now on, or has just got on while more waits.
    pub fn waits(&mut self, elapsed: Duration) {
        self.catch_up(elapsed);
        self.waits = Some((elapsed, self.uptime(elapsed)));
    }

    /// Nothing waits any more.
    pub fn rests(&mut self, elapsed: Duration) {
        self.catch_up(elapsed);
        self.waits = None;
    }

    /// Takes out of the time that has passed what it must not show. To be called before
    /// [`HouseClock::uptime`] whenever the loop wakes up.
    pub fn catch_up(&mut self, elapsed: Duration) {
        let Some((_, since)) = self.waits else { return };
        let most = self.told.max(since.saturating_add(STANDS_AFTER));
        self.lag += elapsed.saturating_sub(self.lag).saturating_sub(most);
    }

    /// Whether it stands: nothing that is due by it need be waited for.
    pub fn stands(&self, elapsed: Duration) -> bool {
        self.waits.is_some_and(|(since, _)| elapsed.saturating_sub(since) >= STANDS_AFTER)
    }

    /// What the operator must be told, once for each change.
    pub fn news(&mut self, elapsed: Duration) -> Option<Pace> {
        let waited = self.waits.map_or(Duration::ZERO, |(since, _)| elapsed.saturating_sub(since));
        let is_stuck = waited >= TOLD_AFTER;
        if std::mem::replace(&mut self.known, is_stuck) == is_stuck {
            return None;
        }
        Some(if is_stuck { Pace::Stuck(waited) } else { Pace::Moves })
    }

    /// At which real time [`HouseClock::news`] should be asked.
    pub fn deadline(&self) -> Option<Duration> {
        self.waits.filter(|_| !self.known).map(|(since, _)| since.saturating_add(TOLD_AFTER))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_stands_while_nothing_gets_on_and_goes_on_from_there() {
        let mut clock = HouseClock::default();
        assert_eq!(clock.uptime(s(10)), s(10));
        clock.waits(s(10));
        clock.catch_up(s(11));
        assert_eq!(clock.uptime(s(11)), s(11));
        assert!(clock.stands(s(11)) && !clock.stands(s(10)));
        clock.catch_up(s(60));
        assert_eq!(clock.uptime(s(60)), s(11));
        clock.catch_up(s(100));
        assert_eq!(clock.uptime(s(100)), s(11));
        clock.rests(s(100));
        assert_eq!(clock.uptime(s(101)), s(12));
        assert_eq!(clock.when(s(13)), s(102));
    }

    #[test]
    fn a_stop_that_nobody_looked_at_is_taken_out_too() {
        let mut clock = HouseClock::default();
        clock.waits(s(10));
        clock.rests(s(70));
        assert_eq!(clock.uptime(s(70)), s(11));
        clock.waits(s(80));
        clock.waits(s(80));
        clock.rests(s(80));
        assert_eq!(clock.uptime(s(80)), s(21));
    }

    #[test]
    fn the_operator_is_told_once() {
        let mut clock = HouseClock::default();
        assert_eq!((clock.news(s(1)), clock.deadline()), (None, None));
        clock.waits(s(1));
        assert_eq!((clock.news(s(2)), clock.deadline()), (None, Some(s(6))));
        assert_eq!(clock.news(s(7)), Some(Pace::Stuck(s(6))));
        assert_eq!((clock.news(s(8)), clock.deadline()), (None, None));
        clock.rests(s(9));
        assert_eq!((clock.news(s(9)), clock.news(s(9))), (Some(Pace::Moves), None));
    }
}
