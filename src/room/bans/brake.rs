//! The raid brake: when as many people have entered a room within a while as may, only those with an
//! account, and those who were invited, enter it for some time.
//!
//! | state | somebody enters | then |
//! |---|---|---|
//! | open | is counted within `joins_seconds` | braked, once they are `joins_max` |
//! | braked | with an account, or invited | enters |
//! | braked | else | is told when to try again |
//!
//! Only strangers are counted: those without an account, uninvited, from addresses that are not
//! trusted. Each address counts once within the while, however often somebody comes and goes there, and
//! so does each network of IPv6 that is given out as one: nobody shuts a room to others alone.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::Duration;

use crate::room::rules::OrderRules;
use crate::wire::address::place;

/// A room's brake.
#[derive(Debug, Default)]
pub struct Brake {
    // When strangers entered lately, as uptime, and from where.
    entered: VecDeque<(Duration, IpAddr)>,
    until: Option<Duration>,
}

impl Brake {
    /// A stranger enters who comes from there; whether that puts the brake on.
    pub fn count(&mut self, now: Duration, address: IpAddr, rules: &OrderRules) -> bool {
        if rules.raid_joins_max == 0 {
            return false;
        }
        while self.entered.front().is_some_and(|&(at, _)| at + rules.raid_span <= now) {
            self.entered.pop_front();
        }
        let network = place(address);
        if self.entered.iter().any(|&(_, other)| other == network) {
            return false;
        }
        self.entered.push_back((now, network));
        if self.entered.len() < rules.raid_joins_max {
            return false;
        }
        self.entered.clear();
        self.put_on(now + rules.raid_brake);
        true
    }

    /// It is on until then.
    pub fn put_on(&mut self, until: Duration) {
        self.until = Some(until);
    }

    /// It is off; whether it was on.
    pub fn take_off(&mut self, now: Duration) -> bool {
        self.entered.clear();
        let was = self.left(now).is_some();
        self.until = None;
        was
    }

    /// For how long it is still on; `None`: it is not.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        self.until.and_then(|until| until.checked_sub(now)).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_at_once_put_it_on_and_time_takes_it_off() {
        let rules = OrderRules {
            raid_joins_max: 4,
            raid_span: Duration::from_secs(10),
            raid_brake: Duration::from_secs(60),
            ..OrderRules::default()
        };
        let at = Duration::from_secs;
        let mut brake = Brake::default();
        let place = |last| IpAddr::from([192, 0, 2, last]);
        let mut comes = |second: u8| brake.count(at(second.into()), place(second), &rules);
        assert!([0, 5, 9, 10].into_iter().all(|second| !comes(second)), "the first is old");
        assert!(comes(11));
        assert_eq!(brake.left(at(31)), Some(at(40)));
        assert_eq!(brake.left(at(71)), None);
        assert!(!brake.take_off(at(71)));
        brake.put_on(at(100));
        assert!(brake.take_off(at(80)) && brake.left(at(80)).is_none());
        let off = OrderRules { raid_joins_max: 0, ..rules };
        assert!((0..100).all(|_| !brake.count(at(200), place(1), &off)));
    }

    #[test]
    fn one_place_counts_once() {
        let rules = OrderRules {
            raid_joins_max: 3,
            raid_span: Duration::from_secs(10),
            raid_brake: Duration::from_secs(60),
            ..OrderRules::default()
        };
        let mut brake = Brake::default();
        let mut comes = |text: &str| brake.count(Duration::ZERO, text.parse().unwrap(), &rules);
        for _ in 0..9 {
            assert!(!comes("192.0.2.1") && !comes("::ffff:192.0.2.1"));
            assert!(!comes("2001:db8::1") && !comes("2001:db8::2"));
        }
        assert!(comes("2001:db8:0:1::1"));
    }
}
