//! The client's side of SCRAM: it proves that it knows the password, and makes sure that the server
//! knew it before.

use data_encoding::BASE64;

use super::{
    NONCE_BYTES_MAX, ROUNDS_MAX, ROUNDS_MIN, SALT_BYTES_MAX, base64, equal, escaped, hash_of, hmac, is_nonce,
    sha256, valued, xor,
};

/// The header of every client of ours: no channel binding, nobody else's identity.
const HEADER: &str = "n,,";

/// Why a server is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// It is no message of SCRAM, or not the one that is due.
    Unreadable,
    /// It does not answer what was said: the nonce is not ours with something added.
    Nonce,
    /// It wants so many rounds: fewer than [`ROUNDS_MIN`] or more than [`ROUNDS_MAX`].
    Rounds(u64),
    /// It refuses, and this is its word for why.
    Refused(String),
    /// It does not know who we are: its signature is wrong.
    Forged,
}

/// What a server asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The salt.
    pub salt: Vec<u8>,
    /// Rounds of PBKDF2.
    pub iterations: u32,
    text: String,
    nonce: String,
}

/// A client that wants to be believed.
#[derive(Clone, Debug)]
pub struct ClientScram {
    bare: String,
    nonce: String,
    signature: Option<[u8; 32]>,
}

impl ClientScram {
    /// `name` is whom the password belongs to; `nonce` must be one that nobody can guess and that was
    /// never used before: printable, without a comma.
    pub fn new(name: &str, nonce: &str) -> Self {
        debug_assert!(is_nonce(nonce) && nonce.len() <= NONCE_BYTES_MAX, "{nonce}");
        Self { bare: format!("n={},r={nonce}", escaped(name)), nonce: nonce.to_owned(), signature: None }
    }

    /// The first message.
    pub fn first(&self) -> String {
        format!("{HEADER}{}", self.bare)
    }

    /// Reads what the server asks. What is due next is [`super::salted_password`] of it, which is
    /// slow, and then [`ClientScram::prove`].
    ///
    /// # Errors
    /// [`Distrust`].
    pub fn challenge(&self, text: &str) -> Result<Challenge, Distrust> {
        if let Some(word) = valued(Some(text), "e") {
            return Err(Distrust::Refused(word.to_owned()));
        }
        let mut parts = text.split(',');
        let nonce = valued(parts.next(), "r").filter(|nonce| is_nonce(nonce)).ok_or(Distrust::Unreadable)?;
        if nonce.strip_prefix(&self.nonce).is_none_or(str::is_empty) {
            return Err(Distrust::Nonce);
        }
        let salt = valued(parts.next(), "s").and_then(|salt| BASE64.decode(salt.as_bytes()).ok());
        let salt =
            salt.filter(|salt| (1..=SALT_BYTES_MAX).contains(&salt.len())).ok_or(Distrust::Unreadable)?;
        let rounds = valued(parts.next(), "i").ok_or(Distrust::Unreadable)?;
        if rounds.is_empty() || !rounds.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Distrust::Unreadable);
        }
        let iterations = rounds.parse().unwrap_or(u32::MAX);
        if !(ROUNDS_MIN..=ROUNDS_MAX).contains(&iterations) {
            return Err(Distrust::Rounds(iterations.into()));
        }
        Ok(Challenge { salt, iterations, text: text.to_owned(), nonce: nonce.to_owned() })
    }

    /// The proof, as the last message.
    pub fn prove(&mut self, challenge: Challenge, salted: &[u8; 32]) -> String {
        let Challenge { text, nonce, .. } = challenge;
        let without_proof = format!("c={},r={nonce}", base64(HEADER.as_bytes()));
        let signed = format!("{},{text},{without_proof}", self.bare);
        let client_key = hmac(salted, b"Client Key");
        let proof = xor(&client_key, &hmac(&sha256(&client_key), signed.as_bytes()));
        self.signature = Some(hmac(&hmac(salted, b"Server Key"), signed.as_bytes()));
        format!("{without_proof},p={}", base64(&proof))
    }

    /// Reads what the server says to the proof: whether it knew us before.
    ///
    /// # Errors
    /// [`Distrust`].
    pub fn verify(&self, text: &str) -> Result<(), Distrust> {
        if let Some(word) = valued(Some(text), "e") {
            return Err(Distrust::Refused(word.to_owned()));
        }
        let signature = valued(text.split(',').next(), "v").and_then(hash_of).ok_or(Distrust::Unreadable)?;
        match self.signature {
            Some(expected) if equal(&expected, &signature) => Ok(()),
            Some(_) => Err(Distrust::Forged),
            None => Err(Distrust::Unreadable),
        }
    }
}
