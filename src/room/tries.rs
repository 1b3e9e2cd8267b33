//! How often passwords may be tried: so many wrong ones within a while from one place, however many
//! connections it makes. Holds no rule about what the passwords are for.
//!
//! A try counts from the moment it begins, so that many at once are as many; one that was right is
//! taken back.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::wire::address::place;

/// Wrong passwords that one place may try within [`FORGOTTEN_AFTER`].
pub const TRIES_MAX: u32 = 5;

/// After how long without a further one wrong tries are forgotten.
pub const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);

/// Places that are remembered; past that, those are forgotten first whose time is over.
const PLACES_MAX: usize = 4096;

/// What was tried from where.
#[derive(Debug, Default)]
pub struct Tries {
    places: HashMap<IpAddr, Tried>,
}

#[derive(Debug)]
struct Tried {
    count: u32,
    last: Duration,
}

impl Tries {
    /// Whether another may be tried from `address` now; if so, it is counted.
    pub fn begin(&mut self, address: IpAddr, now: Duration) -> bool {
        let place = place(address);
        if self.places.len() >= PLACES_MAX && !self.places.contains_key(&place) {
            self.places.retain(|_, tried| now < tried.last + FORGOTTEN_AFTER);
            if self.places.len() >= PLACES_MAX {
                return false;
            }
        }
        let tried = self.places.entry(place).or_insert(Tried { count: 0, last: now });
        if now >= tried.last + FORGOTTEN_AFTER {
            tried.count = 0;
        }
        if tried.count >= TRIES_MAX {
            return false;
        }
        (tried.count, tried.last) = (tried.count + 1, now);
        true
    }

    /// The last one from `address` does not count: it was right, or was not looked at.
    pub fn take_back(&mut self, address: IpAddr) {
        let place = place(address);
        if let Some(tried) = self.places.get_mut(&place) {
            tried.count = tried.count.saturating_sub(1);
            if tried.count == 0 {
                self.places.remove(&place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_may_err_a_few_times_and_others_are_not_held_to_it() {
        let mut tries = Tries::default();
        let [one, near, far] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map(|text| text.parse().unwrap());
        let at = Duration::from_secs;
        for _ in 0..TRIES_MAX {
            assert!(tries.begin(one, at(10)));
        }
        assert!(!tries.begin(one, at(11)) && !tries.begin(near, at(69)), "the same network");
        assert!(tries.begin(far, at(11)));
        tries.take_back(one);
        assert!(tries.begin(near, at(20)), "one was right");
        assert!(!tries.begin(near, at(79)));
        assert!(tries.begin(near, at(80)), "a minute after the last");
    }
}
