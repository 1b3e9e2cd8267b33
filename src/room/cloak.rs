//! What members see in place of each other's addresses.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

/// The host part of a prefix for `address`: the same for the same address while the server runs,
/// and useless to whoever does not know `secret`.
pub fn cloak(secret: &[u8; 16], address: IpAddr) -> String {
    // SipHash, keyed by hashing the secret on both sides of what it hides.
    let mut hasher = DefaultHasher::new();
    secret.hash(&mut hasher);
    address.to_canonical().hash(&mut hasher);
    secret.hash(&mut hasher);
    format!("{:012x}.cloak", hasher.finish() >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_the_address_and_stays_the_same() {
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        let cloaked = cloak(&[1; 16], address);
        assert_eq!(cloaked, cloak(&[1; 16], address));
        assert_eq!(cloaked, cloak(&[1; 16], "::ffff:192.0.2.7".parse().unwrap()), "one machine, one cloak");
        assert_ne!(cloaked, cloak(&[2; 16], address));
        assert_ne!(cloaked, cloak(&[1; 16], "192.0.2.8".parse().unwrap()));
        assert!(!cloaked.contains("192"));
        assert_eq!(cloaked.len(), crate::wire::limits::HOST_BYTES_MAX);
    }
}
