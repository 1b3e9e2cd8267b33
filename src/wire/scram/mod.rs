//! SCRAM-SHA-256 (RFC 5802, RFC 7677): proving that one knows a password without saying it, and
//! without the other side having kept it. Both sides, as states that take a message and give the
//! next; how messages travel is not known here, and no clock, thread or chance is.
//!
//! | client ([`ClientScram`]) | message | server |
//! |---|---|---|
//! | `new`, `first` | `n,,n=user,r=nonce` | [`ClientFirst::parse`] |
//! | `challenge` | `r=nonces,s=salt,i=rounds` | `answer`, which gives a [`ServerScram`] |
//! | `prove` | `c=biws,r=nonces,p=proof` | `finish` |
//! | `verify` | `v=signature` | |
//!
//! Only the rounds are slow ([`salted_password`], and [`Verifier::make`] by it): on purpose, so a
//! caller that must not wait does them on a thread of its own. All the rest is a few hashes.
//!
//! Channel binding is not offered: a client that insists on it is refused, one that could do it and
//! sees that we can't is welcome (RFC 5802 section 6).

mod client;
mod server;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::{Algorithm, Params, pbkdf2_hmac_with_params};
use precis_profiles::OpaqueString;
use precis_profiles::precis_core::profile::PrecisFastInvocation as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use client::{Challenge, ClientScram, Distrust};
pub use server::{ClientFirst, Failure, ServerScram};

/// The mechanism's name.
pub const MECHANISM: &str = "SCRAM-SHA-256";

/// Rounds below which a client proves nothing: whoever asks for fewer wants to guess the password
/// from the proof (RFC 7677 section 4).
pub const ROUNDS_MIN: u32 = 4096;

/// Rounds above which a client does not begin: whoever asks for more wants to keep it busy.
pub const ROUNDS_MAX: u32 = 10_000_000;

/// Bytes of one side's nonce.
pub const NONCE_BYTES_MAX: usize = 128;

/// Bytes of a salt that a client takes.
pub const SALT_BYTES_MAX: usize = 256;

/// Bytes of a hash.
const HASH_BYTES: usize = 32;

type Hash = [u8; HASH_BYTES];

/// What a server knows of a password: it can't log in with it (RFC 5802 section 3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verifier {
    /// The salt.
    pub salt: Vec<u8>,
    /// Rounds of PBKDF2.
    pub iterations: u32,
    /// StoredKey.
    pub stored_key: [u8; 32],
    /// ServerKey.
    pub server_key: [u8; 32],
}

impl Verifier {
    /// Makes the verifier of a password that has been [`prepared`], with [`ROUNDS_MIN`] rounds at
    /// least. Slow: see the head of this file.
    pub fn make(password: &str, salt: &[u8], iterations: u32) -> Self {
        let iterations = iterations.max(ROUNDS_MIN);
        Self::of(&salted_password(password, salt, iterations), salt, iterations)
    }

    /// The same of the salted password, which is not slow.
    pub fn of(salted: &[u8; 32], salt: &[u8], iterations: u32) -> Self {
        let stored_key = sha256(&hmac(salted, b"Client Key"));
        Self { salt: salt.to_vec(), iterations, stored_key, server_key: hmac(salted, b"Server Key") }
    }
}

impl std::fmt::Debug for Verifier {
    /// Without the keys: with ServerKey one could pretend to be the server.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier").field("iterations", &self.iterations).finish_non_exhaustive()
    }
}

/// A password as it is hashed: written otherwise it is the same one (RFC 8265, OpaqueString). `None`
/// if it can be none: it is empty, or has a control character in it.
pub fn prepared(password: &str) -> Option<String> {
    OpaqueString::enforce(password).ok().map(|password| password.into_owned())
}

/// `SaltedPassword` of a password that has been [`prepared`], with [`ROUNDS_MIN`] rounds at least
/// (RFC 5802 section 3). Slow: see the head of this file.
pub fn salted_password(password: &str, salt: &[u8], iterations: u32) -> [u8; 32] {
    debug_assert!(iterations >= ROUNDS_MIN, "so few rounds protect nothing");
    let params = Params::new(iterations.max(ROUNDS_MIN)).unwrap_or(Params::RECOMMENDED);
    let mut salted = [0; HASH_BYTES];
    pbkdf2_hmac_with_params(password.as_bytes(), salt, Algorithm::Pbkdf2Sha256, params, &mut salted);
    salted
}

/// HMAC-SHA-256: what nobody can say who does not know the key.
pub fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else {
        debug_assert!(false, "HMAC takes keys of any length");
        return sha256(key);
    };
    mac.chain_update(text).finalize().into_bytes().into()
}

fn sha256(text: &[u8]) -> Hash {
    Sha256::digest(text).into()
}

fn xor(one: &Hash, other: &Hash) -> Hash {
    let mut both = *one;
    both.iter_mut().zip(other).for_each(|(byte, other)| *byte ^= other);
    both
}

/// Whether they are equal, in a time that does not tell where they differ.
fn equal(one: &Hash, other: &Hash) -> bool {
    xor(one, other).iter().fold(0, |all, byte| all | std::hint::black_box(*byte)) == 0
}

fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

fn hash_of(text: &str) -> Option<Hash> {
    BASE64.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// Whether a text can be a nonce: printable, no comma.
fn is_nonce(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
}

/// What stands behind `letter=` in one part of a message.
fn valued<'m>(part: Option<&'m str>, letter: &str) -> Option<&'m str> {
    part?.strip_prefix(letter)?.strip_prefix('=')
}

/// A name as messages write it (`saslname`).
fn escaped(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// And back; `None` if there is another `=` in it, or nothing at all.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('=');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        let (c, rest) = match (part.strip_prefix("2C"), part.strip_prefix("3D")) {
            (Some(rest), _) => (',', rest),
            (_, Some(rest)) => ('=', rest),
            (None, None) => return None,
        };
        name.push(c);
        name.push_str(rest);
    }
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "W22ZaJ0SNY7soEsUEjb6gQ==";
    const CLIENT_NONCE: &str = "rOprNGfwEbeRWgbNEkqO";
    const SERVER_NONCE: &str = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const SERVER_FIRST: &str =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    const CLIENT_FINAL: &str = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
        p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    const SERVER_FINAL: &str = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    fn verifier() -> Verifier {
        Verifier::make("pencil", &BASE64.decode(SALT.as_bytes()).unwrap(), 4096)
    }

    /// RFC 7677 section 3.
    #[test]
    fn both_sides_say_what_the_specification_says() {
        let mut client = ClientScram::new("user", CLIENT_NONCE);
        assert_eq!(client.first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let first = ClientFirst::parse(&client.first()).unwrap();
        assert_eq!(first.name(), "user");
        let (server, server_first) = first.answer(verifier(), SERVER_NONCE);
        assert_eq!(server_first, SERVER_FIRST);
        let challenge = client.challenge(&server_first).unwrap();
        assert_eq!((base64(&challenge.salt).as_str(), challenge.iterations), (SALT, 4096));
        let salted = salted_password("pencil", &challenge.salt, challenge.iterations);
        let client_final = client.prove(challenge, &salted);
        assert_eq!(client_final, CLIENT_FINAL);
        assert_eq!(server.finish(&client_final).as_deref(), Ok(SERVER_FINAL));
        assert_eq!(client.verify(SERVER_FINAL), Ok(()));
    }

    fn server(first: &str) -> (ServerScram, String) {
        ClientFirst::parse(first).unwrap().answer(verifier(), SERVER_NONCE)
    }

    #[test]
    fn what_a_client_begins_with() {
        let read = |text: &str| ClientFirst::parse(text).map(|first| first.name().to_owned());
        for (text, name) in [
            ("n,,n=user,r=x", "user"),
            ("y,,n=user,r=x", "user"),
            ("n,a=user,n=user,r=x", "user"),
            ("n,,n=a=2Cb=3Dc,r=x", "a,b=c"),
            ("n,,n=爱,r=x,x=more", "爱"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(name), "{text}");
        }
        let long = format!("n,,n=user,r={}", "x".repeat(NONCE_BYTES_MAX + 1));
        for (text, failure) in [
            ("p=tls-unique,,n=user,r=x", Failure::ChannelBindingNotSupported),
            ("p=,,n=user,r=x", Failure::ChannelBindingNotSupported),
            ("n,a=other,n=user,r=x", Failure::AnotherIdentity),
            ("n,b=user,n=user,r=x", Failure::InvalidEncoding),
            ("n,,m=x,n=user,r=x", Failure::ExtensionsNotSupported),
            ("n,,n=us=er,r=x", Failure::InvalidUsernameEncoding),
            ("n,,n=,r=x", Failure::InvalidUsernameEncoding),
            ("n,a==,n=user,r=x", Failure::InvalidUsernameEncoding),
            ("n,,n=user", Failure::InvalidEncoding),
            ("n,,n=user,r=", Failure::InvalidEncoding),
            ("n,,n=user,r=a b", Failure::InvalidEncoding),
            ("n,,n=user,r=x,", Failure::InvalidEncoding),
            ("n,,n=user,r=x,y", Failure::InvalidEncoding),
            ("n,,r=x,n=user", Failure::InvalidEncoding),
            ("x,,n=user,r=x", Failure::InvalidEncoding),
            ("n", Failure::InvalidEncoding),
            ("", Failure::InvalidEncoding),
            (&long, Failure::InvalidEncoding),
        ] {
            assert_eq!(read(text), Err(failure), "{text}");
        }
    }

    #[test]
    fn what_a_client_ends_with() {
        let first = format!("n,,n=user,r={CLIENT_NONCE}");
        let finish = |text: &str| server(&first).0.finish(text);
        assert!(finish(CLIENT_FINAL).is_ok());
        let with = |from: &str, to: &str| finish(&CLIENT_FINAL.replacen(from, to, 1));
        assert_eq!(with("c=biws", "c=eSws"), Err(Failure::ChannelBindingsDontMatch));
        assert_eq!(with("c=biws", "c=b"), Err(Failure::InvalidEncoding));
        assert_eq!(with("r=rOp", "r=rOq"), Err(Failure::InvalidEncoding), "another nonce");
        assert_eq!(with("p=dH", "p=dI"), Err(Failure::InvalidProof));
        assert_eq!(with("p=dH", "p="), Err(Failure::InvalidEncoding));
        assert_eq!(with("p=dH", "x=y,p=dH"), Err(Failure::InvalidProof), "an extension is signed, too");
        assert_eq!(with(",p=", ",q="), Err(Failure::InvalidEncoding));
        assert_eq!(finish(&format!("{CLIENT_FINAL},x=y")), Err(Failure::InvalidEncoding));
        for end in 0..CLIENT_FINAL.len() {
            assert!(finish(&CLIENT_FINAL[..end]).is_err(), "{end}");
        }
    }

    /// A client that knows of channel binding signs that it saw none offered.
    #[test]
    fn the_header_is_signed() {
        let (server, server_first) = server(&format!("y,,n=user,r={CLIENT_NONCE}"));
        let mut client = ClientScram::new("user", CLIENT_NONCE);
        let challenge = client.challenge(&server_first).unwrap();
        let salted = salted_password("pencil", &challenge.salt, challenge.iterations);
        assert_eq!(server.finish(&client.prove(challenge, &salted)), Err(Failure::ChannelBindingsDontMatch));
    }

    #[test]
    fn a_client_distrusts_a_server() {
        let challenge = |text: &str| ClientScram::new("user", CLIENT_NONCE).challenge(text);
        assert!(challenge(SERVER_FIRST).is_ok());
        let with = |from: &str, to: &str| challenge(&SERVER_FIRST.replacen(from, to, 1)).unwrap_err();
        assert_eq!(with("r=rO", "r=ro"), Distrust::Nonce);
        assert_eq!(with(SERVER_NONCE, ""), Distrust::Nonce, "it must add something");
        assert_eq!(with("i=4096", "i=4095"), Distrust::Rounds(4095));
        assert_eq!(with("i=4096", "i=10000001"), Distrust::Rounds(10_000_001));
        assert_eq!(with("i=4096", "i=99999999999999"), Distrust::Rounds(u64::from(u32::MAX)));
        for (from, to) in [
            ("i=4096", "i=-1"),
            ("i=4096", "i=+5000"),
            ("i=4096", "i="),
            (",i=4096", ""),
            (SALT, ""),
            (SALT, "x"),
            ("r=", "m=x,r="),
            ("s=", "t="),
        ] {
            assert_eq!(with(from, to), Distrust::Unreadable, "{from} {to}");
        }
        assert_eq!(challenge("e=unknown-user").unwrap_err(), Distrust::Refused("unknown-user".into()));
        let mut client = ClientScram::new("user", CLIENT_NONCE);
        assert_eq!(client.verify(SERVER_FINAL), Err(Distrust::Unreadable), "nothing was proved yet");
        let challenge = client.challenge(SERVER_FIRST).unwrap();
        client.prove(challenge, &salted_password("pencil", &BASE64.decode(SALT.as_bytes()).unwrap(), 4096));
        assert_eq!(client.verify(&SERVER_FINAL.replace("6r", "7r")), Err(Distrust::Forged));
        assert_eq!(client.verify("v="), Err(Distrust::Unreadable));
        assert_eq!(client.verify("e=invalid-proof"), Err(Distrust::Refused("invalid-proof".into())));
        assert_eq!(client.verify(SERVER_FINAL), Ok(()));
    }

    #[test]
    fn a_password_is_the_same_however_it_is_written() {
        assert_eq!(prepared("pencil").as_deref(), Some("pencil"));
        assert_eq!(prepared("cafe\u{301} \u{3000}x").as_deref(), Some("caf\u{e9}  x"));
        assert_eq!(prepared("Ｐencil").as_deref(), Some("Ｐencil"), "width and case are kept");
        assert_eq!([prepared(""), prepared("a\nb")], [None, None]);
    }

    #[test]
    fn names_survive() {
        for name in ["user", "a,b", "a=b", "=2C", "=,=", "爱"] {
            assert_eq!(unescaped(&escaped(name)).as_deref(), Some(name));
        }
        for text in ["", "=", "a=2", "a=2c", "a=3E"] {
            assert_eq!(unescaped(text), None, "{text}");
        }
    }

    #[test]
    fn keys_are_not_shown() {
        let shown = format!(
            "{:?}",
            Verifier { salt: vec![], iterations: 1, stored_key: [77; 32], server_key: [77; 32] }
        );
        assert!(!shown.contains("77"), "{shown}");
    }
}
