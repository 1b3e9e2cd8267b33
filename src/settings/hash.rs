//! Passwords that are kept only as what an argon2id hash made of them, written as a PHC string
//! (RFC 9106; "PHC string format"). Whoever reads the settings can't say the password.
//!
//! A hash takes tens of milliseconds and 19 MiB on purpose: never on the thread of the reactor.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params};

/// Bytes of salt that go into a hash (RFC 9106 section 3.1 recommends 16).
pub const SALT_BYTES: usize = 16;

/// The most memory that a hash may ask for, in KiB: what it asks for is taken for every try.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;

/// Whether `text` is the hash of a password, as [`make`] writes it.
pub fn is_hash(text: &str) -> bool {
    let Ok(hash) = PasswordHash::new(text) else { return false };
    let is_argon2id = hash.algorithm.as_str() == Algorithm::Argon2id.as_str();
    let bears = Params::try_from(&hash).is_ok_and(|params| params.m_cost() <= MEMORY_KIB_MAX);
    is_argon2id && bears && hash.salt.is_some() && hash.hash.is_some()
}

/// Makes the hash of a password with a salt that nobody has used before.
///
/// # Errors
/// There is no memory for it.
pub fn make(password: &str, salt: &[u8; SALT_BYTES]) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password_with_salt(password.as_bytes(), salt).map(|hash| hash.to_string())
}

/// Whether `hash` was made of `password`. Takes the same time whether it was or not.
pub fn verify(hash: &str, password: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let hash = make("hunter2", &[7; SALT_BYTES]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_hash(&hash) && verify(&hash, "hunter2"));
        assert!(!verify(&hash, "hunter3") && !verify(&hash, "") && !verify("nonsense", "hunter2"));
        assert_ne!(make("hunter2", &[8; SALT_BYTES]).unwrap(), hash);
    }

    #[test]
    fn what_is_no_hash_is_seen() {
        let salt_and_hash = "c29tZXNhbHRzb21lc2FsdA$1z1Xh1S2a9lGmkmDd9UMZ4b1VnEzKZ0m8kqJZ1m7YVc";
        assert!(is_hash(&format!("$argon2id$v=19$m=19456,t=2,p=1${salt_and_hash}")));
        for text in [
            "",
            "hunter2",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA",
            &format!("$argon2i$v=19$m=19456,t=2,p=1${salt_and_hash}"),
            &format!("$argon2id$v=19$m=4294967295,t=2,p=1${salt_and_hash}"),
            &format!("$argon2id$v=19$m=1,t=2,p=1${salt_and_hash}"),
        ] {
            assert!(!is_hash(text), "{text}");
        }
    }
}
