//! Where somebody comes from, as it is counted: one person has at least an IPv4 address, or an IPv6
//! network of 64 bits (RFC 4291, section 2.5.4).

use std::net::{IpAddr, Ipv6Addr};

/// The network of 64 bits that an IPv6 address is of; an IPv4 address has none, however it is written.
pub fn network(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => Some(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into()),
    }
}

/// What counts as one place: the address, or of IPv6 its network.
pub fn place(address: IpAddr) -> IpAddr {
    network(address).unwrap_or_else(|| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_address_is_a_place_and_of_ipv6_its_network() {
        let of = |text: &str| {
            let address = text.parse().unwrap();
            (network(address).map(|it| it.to_string()), place(address).to_string())
        };
        assert_eq!(of("192.0.2.1"), (None, "192.0.2.1".to_owned()));
        assert_eq!(of("::ffff:192.0.2.1"), (None, "192.0.2.1".to_owned()));
        assert_eq!(of("2001:db8::1:2"), (Some("2001:db8::".to_owned()), "2001:db8::".to_owned()));
    }
}
