//! The server's side of SCRAM: it reads a name, asks for a proof, and believes it or not.

use data_encoding::BASE64;

use super::{
    NONCE_BYTES_MAX, Verifier, base64, equal, hash_of, hmac, is_nonce, sha256, unescaped, valued, xor,
};

/// Why a client is not believed (RFC 5802 section 7, `server-error-value`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It is no message of SCRAM, or not the one that is due.
    InvalidEncoding,
    /// It has an extension that must be understood.
    ExtensionsNotSupported,
    /// It insists on channel binding.
    ChannelBindingNotSupported,
    /// What it signed is not what it had said of channel binding.
    ChannelBindingsDontMatch,
    /// Its name can't be read.
    InvalidUsernameEncoding,
    /// It wants to act as somebody else.
    AnotherIdentity,
    /// It does not know the password.
    InvalidProof,
}

/// The first message of a client.
#[derive(Clone, Debug)]
pub struct ClientFirst {
    header: String,
    bare: String,
    name: String,
    nonce: String,
}

impl ClientFirst {
    /// Reads it: `gs2-header client-first-message-bare`.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let mut parts = text.splitn(3, ',');
        let (flag, authzid, bare) = match (parts.next(), parts.next(), parts.next()) {
            (Some(flag), ..) if flag.starts_with("p=") => return Err(Failure::ChannelBindingNotSupported),
            (Some(flag @ ("n" | "y")), Some(authzid), Some(bare)) => (flag, authzid, bare),
            _ => return Err(Failure::InvalidEncoding),
        };
        let mut parts = bare.split(',');
        let first = parts.next();
        if valued(first, "m").is_some() {
            return Err(Failure::ExtensionsNotSupported);
        }
        let name = valued(first, "n").ok_or(Failure::InvalidEncoding)?;
        let name = unescaped(name).ok_or(Failure::InvalidUsernameEncoding)?;
        let nonce =
            valued(parts.next(), "r").filter(|nonce| is_nonce(nonce) && nonce.len() <= NONCE_BYTES_MAX);
        let nonce = nonce.ok_or(Failure::InvalidEncoding)?;
        if !parts.all(is_extension) {
            return Err(Failure::InvalidEncoding);
        }
        if !authzid.is_empty() {
            let authzid = valued(Some(authzid), "a").ok_or(Failure::InvalidEncoding)?;
            let authzid = unescaped(authzid).ok_or(Failure::InvalidUsernameEncoding)?;
            if authzid != name {
                return Err(Failure::AnotherIdentity);
            }
        }
        let header = format!("{flag},{authzid},");
        Ok(Self { header, bare: bare.to_owned(), name, nonce: nonce.to_owned() })
    }

    /// Who it says it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it called this exchange.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The answer, for whom `verifier` belongs to. `nonce` must be one that nobody can guess and that
    /// was never used before.
    pub fn answer(self, verifier: Verifier, nonce: &str) -> (ServerScram, String) {
        debug_assert!(is_nonce(nonce), "{nonce}");
        let nonce = format!("{}{nonce}", self.nonce);
        let first = format!("r={nonce},s={},i={}", base64(&verifier.salt), verifier.iterations);
        let signed = format!("{},{first}", self.bare);
        (ServerScram { verifier, header: self.header, nonce, signed }, first)
    }
}

/// An optional extension, which is passed over: a letter, `=`, a value.
fn is_extension(part: &str) -> bool {
    let mut chars = part.chars();
    let is_named =
        chars.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && chars.next() == Some('=');
    is_named && chars.next().is_some()
}

/// A server that waits for the proof.
#[derive(Clone, Debug)]
pub struct ServerScram {
    verifier: Verifier,
    header: String,
    nonce: String,
    signed: String,
}

impl ServerScram {
    /// Reads the proof; if it is right, this is what proves to the client that it talks to a server
    /// that knows it.
    ///
    /// # Errors
    /// [`Failure`]; the exchange is over then.
    pub fn finish(self, text: &str) -> Result<String, Failure> {
        let (without_proof, proof) = text.rsplit_once(",p=").ok_or(Failure::InvalidEncoding)?;
        let proof = hash_of(proof).ok_or(Failure::InvalidEncoding)?;
        let mut parts = without_proof.split(',');
        let binding = valued(parts.next(), "c").ok_or(Failure::InvalidEncoding)?;
        let binding = BASE64.decode(binding.as_bytes()).map_err(|_| Failure::InvalidEncoding)?;
        if binding != self.header.as_bytes() {
            return Err(Failure::ChannelBindingsDontMatch);
        }
        if valued(parts.next(), "r") != Some(&self.nonce) || !parts.all(is_extension) {
            return Err(Failure::InvalidEncoding);
        }
        let signed = format!("{},{without_proof}", self.signed);
        let client_key = xor(&proof, &hmac(&self.verifier.stored_key, signed.as_bytes()));
        if !equal(&sha256(&client_key), &self.verifier.stored_key) {
            return Err(Failure::InvalidProof);
        }
        Ok(format!("v={}", base64(&hmac(&self.verifier.server_key, signed.as_bytes()))))
    }
}
