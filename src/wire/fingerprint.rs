//! The fingerprint of a key: SHA-256 of its SubjectPublicKeyInfo, by which a server or a client is
//! known whatever certificate it shows.
//!
//! Must not know what a certificate is. A fingerprint is of the key and not of the certificate, so
//! that a certificate that is renewed with the same key keeps its name. It is written as ssh writes
//! it (`SHA256:` and base64 without padding), in links so that nothing needs an encoding
//! (base64url), and read in every form in which others write it: the colons of openssl, capitals,
//! padding.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use sha2::{Digest as _, Sha256};

/// Bytes of a fingerprint.
pub const FINGERPRINT_BYTES: usize = 32;

/// What stands before the base64.
const PREFIX: &str = "SHA256:";

/// See the head of this file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; FINGERPRINT_BYTES]);

/// A text is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFingerprint;

impl Fingerprint {
    /// That of a key, given as its SubjectPublicKeyInfo (RFC 5280) in DER.
    pub fn of_key(spki: &[u8]) -> Self {
        Self(Sha256::digest(spki).into())
    }

    /// Reads `SHA256:` and base64, base64 or base64url alone, or 64 hexadecimal digits, with colons
    /// between them or without.
    ///
    /// # Errors
    /// It is nothing of the kind.
    pub fn parse(text: &str) -> Result<Self, NoFingerprint> {
        let text = text.trim();
        let text = match text.split_at_checked(PREFIX.len()) {
            Some((word, rest)) if word.eq_ignore_ascii_case(PREFIX) => rest,
            _ => text,
        };
        let digits: String = text.chars().filter(|char| *char != ':').collect();
        let is_hex = digits.len() == 2 * FINGERPRINT_BYTES;
        let bytes = if is_hex {
            HEXLOWER_PERMISSIVE.decode(digits.as_bytes())
        } else {
            let bare = text.strip_suffix('=').unwrap_or(text).as_bytes();
            let is_url = bare.iter().any(|byte| matches!(byte, b'-' | b'_'));
            if is_url { BASE64URL_NOPAD.decode(bare) } else { BASE64_NOPAD.decode(bare) }
        };
        let bytes = bytes.map_err(|_| NoFingerprint)?;
        bytes.try_into().map(Self).map_err(|_| NoFingerprint)
    }

    /// As it stands in a link: base64url without padding.
    pub fn in_link(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// As 64 hexadecimal digits, as IRC servers tell it (RPL_WHOISCERTFP).
    pub fn in_hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", BASE64_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of a key that is the three letters `abc`: the vector of FIPS 180-2.
    const HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const BASE64: &str = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0";

    #[test]
    fn every_form_is_read() {
        let fingerprint = Fingerprint::of_key(b"abc");
        assert_eq!(fingerprint.to_string(), format!("SHA256:{BASE64}"));
        assert_eq!(fingerprint.in_hex(), HEX);
        let colons = HEX.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        let colons = colons.collect::<Vec<_>>().join(":");
        for text in [
            fingerprint.to_string(),
            fingerprint.in_link(),
            BASE64.to_owned(),
            format!("{BASE64}="),
            format!("sha256:{BASE64}"),
            format!(" {HEX} "),
            HEX.to_uppercase(),
            colons.clone(),
            format!("SHA256:{}", colons.to_uppercase()),
        ] {
            assert_eq!(Fingerprint::parse(&text), Ok(fingerprint), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        let short = BASE64.get(1..).unwrap();
        for text in ["", "SHA256:", "SHA1:abc", short, &HEX[2..], &format!("{BASE64}=="), &format!("a{HEX}")]
        {
            assert_eq!(Fingerprint::parse(text), Err(NoFingerprint), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(bytes in any::<[u8; FINGERPRINT_BYTES]>(), noise in "\\PC*") {
            let fingerprint = Fingerprint(bytes);
            for text in [fingerprint.to_string(), fingerprint.in_link(), fingerprint.in_hex()] {
                prop_assert_eq!(Fingerprint::parse(&text), Ok(fingerprint));
            }
            let _ = Fingerprint::parse(&noise);
        }
    }
}
