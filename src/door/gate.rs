//! The gate: who may connect, by what is connected already and how often somebody came lately.
//!
//! Pure: addresses and times are values. Must not know a socket, nor how a refusal is told.
//!
//! Theory of operation: whoever is let in counts until their socket is gone; whoever is turned away and
//! told why counts among those alone, who are few. Of an IPv6 address its network of 64 bits counts as
//! one place, for that is what one person has at least. Whoever is trusted counts in all, and nowhere
//! else; behind a proxy nobody is this machine, and whom the proxy does not know nobody trusts.
//!
//! | checked in this order | of whom |
//! |---|---|
//! | connections in all | everybody |
//! | connections from the address | those who are not trusted |
//! | connections from the network of 64 bits | the same, with IPv6 |
//! | connections in a minute from the place | the same |

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::time::Duration;

use super::pace::{Bucket, WHOLE};
use crate::room::limits::{Limit, LimitRules};
use crate::wire::address::{network, place};
use crate::wire::{ConnId, Table};

/// How many at once are told why they are turned away; all others are let go without a word.
pub const FAREWELLS_MAX: usize = 100;

/// Places whose last connections are remembered. When there are more, those go that came often enough
/// ago; if none did, nobody else is let in for the moment.
const PLACES_MAX: usize = 65_536;

/// How long it is not looked again whether any place can be forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

const MINUTE: Duration = Duration::from_secs(60);

/// What becomes of somebody who has connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// They are in.
    Welcome {
        /// Whether the operator trusts where they come from.
        trusted: bool,
    },
    /// They are told this, and let go.
    TurnedAway(Reason),
    /// They are let go: too many are being told already.
    Silently(Limit),
}

/// By which way somebody has connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the address that the system says.
    Direct,
    /// Through a proxy, which says from which address.
    Announced,
    /// Through a proxy that does not know from where: the address is the proxy's own.
    Unannounced,
}

impl Origin {
    /// Whether somebody who came so from this address is on this machine: what a proxy says may be
    /// another machine's view of itself.
    pub fn is_near(self, address: IpAddr) -> bool {
        self == Self::Direct && address.is_loopback()
    }

    /// Whether it counts that this address is trusted.
    fn may_be_trusted(self, address: IpAddr) -> bool {
        match self {
            Self::Direct => true,
            Self::Announced => !address.is_loopback(),
            Self::Unannounced => false,
        }
    }
}

/// Why somebody is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What was reached.
    pub limit: Limit,
    /// How much it is; of [`Limit::Connects`] it is the seconds until the next one is let in.
    pub number: u64,
}

/// One connection.
#[derive(Debug)]
enum Counted {
    /// From here, as one of many.
    From(IpAddr),
    /// It counts in all alone.
    Trusted,
    /// It is told why it is turned away.
    Farewell,
}

/// Who is connected.
#[derive(Debug, Default)]
pub struct Gate {
    connections: Table<Counted>,
    places: HashMap<IpAddr, usize>,
    networks: HashMap<IpAddr, usize>,
    lately: HashMap<IpAddr, Bucket>,
    swept: Option<Duration>,
    farewells: usize,
}

impl Gate {
    /// Somebody has connected from `address`.
    pub fn open(
        &mut self,
        now: Duration,
        conn: ConnId,
        (address, origin): (IpAddr, Origin),
        rules: &LimitRules,
    ) -> Admission {
        let address = address.to_canonical();
        let trusted = origin.may_be_trusted(address) && rules.trusts(address);
        let refused = self.judge(now, address, trusted, rules);
        if let Some(reason) = refused {
            if self.farewells >= FAREWELLS_MAX {
                return Admission::Silently(reason.limit);
            }
            self.add(conn, Counted::Farewell);
            return Admission::TurnedAway(reason);
        }
        self.add(conn, if trusted { Counted::Trusted } else { Counted::From(address) });
        Admission::Welcome { trusted }
    }

    /// The socket of `conn` is gone.
    pub fn close(&mut self, conn: ConnId) {
        if let Some(counted) = self.connections.remove(conn) {
            self.discount(counted);
        }
    }

    fn add(&mut self, conn: ConnId, counted: Counted) {
        match &counted {
            Counted::Trusted => {}
            Counted::Farewell => self.farewells += 1,
            Counted::From(address) => {
                *self.places.entry(*address).or_default() += 1;
                if let Some(network) = network(*address) {
                    *self.networks.entry(network).or_default() += 1;
                }
            }
        }
        // Whoever stood in this place is gone without our having been told.
        if let Some(before) = self.connections.insert(conn, counted) {
            self.discount(before);
        }
    }

    fn discount(&mut self, counted: Counted) {
        match counted {
            Counted::Trusted => {}
            Counted::Farewell => self.farewells -= 1,
            Counted::From(address) => {
                take_one(&mut self.places, address);
                if let Some(network) = network(address) {
                    take_one(&mut self.networks, network);
                }
            }
        }
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.connections.len() - self.farewells
    }

    fn judge(&mut self, now: Duration, address: IpAddr, trusted: bool, rules: &LimitRules) -> Option<Reason> {
        let reason = |limit, max: usize| Some(Reason { limit, number: max as u64 });
        if self.connections() >= rules.connections_max {
            return reason(Limit::Connections, rules.connections_max);
        }
        if trusted {
            return None;
        }
        let of = |counts: &HashMap<IpAddr, usize>, place| counts.get(&place).copied().unwrap_or_default();
        if of(&self.places, address) >= rules.connections_per_address_max {
            return reason(Limit::PerAddress, rules.connections_per_address_max);
        }
        if network(address).is_some_and(|it| of(&self.networks, it) >= rules.connections_per_network_max) {
            return reason(Limit::PerNetwork, rules.connections_per_network_max);
        }
        let until = self.come(now, place(address), rules).err()?;
        let seconds = until.saturating_sub(now).as_millis().div_ceil(1000);
        Some(Reason { limit: Limit::Connects, number: u64::try_from(seconds).unwrap_or(u64::MAX) })
    }

    /// Counts that somebody came from `place`.
    fn come(&mut self, now: Duration, place: IpAddr, rules: &LimitRules) -> Result<(), Duration> {
        if self.lately.len() >= PLACES_MAX && !self.lately.contains_key(&place) {
            if self.swept.is_none_or(|swept| now >= swept + SWEEP_EVERY) {
                self.swept = Some(now);
                self.lately.retain(|_, bucket| !bucket.is_full(now));
            }
            if self.lately.len() >= PLACES_MAX {
                return Err(now + SWEEP_EVERY);
            }
        }
        let max = u32::try_from(rules.connects_per_minute_max).unwrap_or(u32::MAX).max(1);
        self.lately.entry(place).or_default().take_each(now, MINUTE / max, max, WHOLE)
    }
}

fn take_one(counts: &mut HashMap<IpAddr, usize>, place: IpAddr) {
    if let Entry::Occupied(mut entry) = counts.entry(place) {
        *entry.get_mut() -= 1;
        if *entry.get() == 0 {
            entry.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    struct House {
        gate: Gate,
        rules: LimitRules,
        opened: u32,
        now: Duration,
    }

    impl House {
        fn new(rules: LimitRules) -> Self {
            Self { gate: Gate::default(), rules, opened: 0, now: Duration::from_secs(100) }
        }

        fn comes(&mut self, address: &str) -> Admission {
            let conn = ConnId::new(self.opened, 0);
            self.opened += 1;
            self.gate.open(self.now, conn, (address.parse().unwrap(), Origin::Direct), &self.rules)
        }

        fn goes(&mut self, index: u32) {
            self.gate.close(ConnId::new(index, 0));
        }
    }

    const IN: Admission = Admission::Welcome { trusted: false };

    const fn turned_away(limit: Limit, number: u64) -> Admission {
        Admission::TurnedAway(Reason { limit, number })
    }

    #[test]
    fn behind_a_proxy_nobody_is_this_machine() {
        let trusted = ["127.0.0.0/8", "10.0.0.0/8"].map(|range| range.parse().unwrap()).to_vec();
        let mut house = House::new(LimitRules { trusted, ..LimitRules::default() });
        let mut comes = |address: &str, origin| {
            let conn = ConnId::new(house.opened, 0);
            house.opened += 1;
            house.gate.open(house.now, conn, (address.parse().unwrap(), origin), &house.rules)
        };
        let trusted = Admission::Welcome { trusted: true };
        for near in ["127.0.0.1", "::ffff:127.0.0.1"] {
            assert_eq!(comes(near, Origin::Direct), trusted);
            assert_eq!(comes(near, Origin::Announced), IN);
            assert_eq!(comes(near, Origin::Unannounced), IN);
        }
        assert_eq!(comes("10.0.0.1", Origin::Announced), trusted);
        assert_eq!(comes("10.0.0.1", Origin::Unannounced), IN);
    }

    #[test]
    fn one_address_and_one_network_have_so_many_and_others_are_not_held_to_it() {
        let rules = LimitRules {
            connections_per_address_max: 2,
            connections_per_network_max: 3,
            ..LimitRules::default()
        };
        let mut house = House::new(rules);
        assert_eq!([house.comes("192.0.2.1"), house.comes("192.0.2.1")], [IN; 2]);
        assert_eq!(house.comes("192.0.2.1"), turned_away(Limit::PerAddress, 2));
        assert_eq!(house.comes("::ffff:192.0.2.1"), turned_away(Limit::PerAddress, 2), "the same");
        assert_eq!(house.comes("192.0.2.2"), IN);
        house.goes(0);
        assert_eq!(house.comes("192.0.2.1"), IN);
        assert_eq!([house.comes("2001:db8::1"), house.comes("2001:db8::1")], [IN; 2]);
        assert_eq!(house.comes("2001:db8::1"), turned_away(Limit::PerAddress, 2));
        assert_eq!(house.comes("2001:db8::2"), IN);
        assert_eq!(house.comes("2001:db8::3"), turned_away(Limit::PerNetwork, 3));
        assert_eq!(house.comes("2001:db8:0:1::3"), IN);
    }

    #[test]
    fn whoever_comes_too_often_waits_and_the_trusted_do_not() {
        let rules = LimitRules { connects_per_minute_max: 6, ..LimitRules::default() };
        let mut house = House::new(rules);
        for host in 1..=6 {
            assert_eq!(house.comes(&format!("2001:db8::{host}")), IN);
        }
        assert_eq!(house.comes("2001:db8::9"), turned_away(Limit::Connects, 10));
        assert_eq!(house.comes("2001:db8:1::9"), IN);
        house.now += Duration::from_millis(9_001);
        assert_eq!(house.comes("2001:db8::9"), turned_away(Limit::Connects, 1));
        house.now += Duration::from_millis(999);
        assert_eq!(house.comes("2001:db8::9"), IN);
        for _ in 0..100 {
            assert_eq!(house.comes("127.0.0.1"), Admission::Welcome { trusted: true });
        }
    }

    #[test]
    fn in_all_everybody_counts_and_only_some_are_told() {
        let mut house = House::new(LimitRules { connections_max: 2, ..LimitRules::default() });
        assert_eq!(house.comes("192.0.2.1"), IN);
        assert_eq!(house.comes("127.0.0.1"), Admission::Welcome { trusted: true });
        for host in 0..FAREWELLS_MAX {
            let address = format!("10.0.0.{host}");
            assert_eq!(house.comes(&address), turned_away(Limit::Connections, 2));
        }
        assert_eq!(house.comes("127.0.0.1"), Admission::Silently(Limit::Connections));
        house.goes(2);
        assert_eq!(house.comes("127.0.0.1"), turned_away(Limit::Connections, 2));
        let all = house.opened;
        (0..all).for_each(|conn| house.goes(conn));
        assert_eq!((house.gate.connections(), house.gate.farewells), (0, 0));
        assert!(house.gate.places.is_empty() && house.gate.networks.is_empty());
        assert_eq!(house.comes("192.0.2.1"), IN);
    }

    #[test]
    fn what_is_remembered_of_places_has_an_end() {
        let mut house = House::new(LimitRules { connections_max: 1_000_000, ..LimitRules::default() });
        for number in 0..PLACES_MAX {
            let address = IpAddr::from(Ipv6Addr::from_bits((0x2001_0db8 << 96) | ((number as u128) << 64)));
            let conn = ConnId::new(0, u32::try_from(number).unwrap());
            assert_eq!(house.gate.open(house.now, conn, (address, Origin::Direct), &house.rules), IN);
            house.gate.close(conn);
        }
        assert!(matches!(house.comes("192.0.2.1"), Admission::TurnedAway(_)));
        house.now += MINUTE;
        assert_eq!(house.comes("192.0.2.1"), IN);
        assert_eq!(house.gate.lately.len(), 1);
    }
}
