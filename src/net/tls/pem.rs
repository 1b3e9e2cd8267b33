//! Certificates and keys as files hold them (PEM), and what is wrong with a file that holds none.
//!
//! Must not read a file, nor say a sentence: bytes come in, a [`Flaw`] goes out. A file is judged by what a
//! person has most likely done with it: named the other file, left the password on, or copied it in parts.

use std::fmt;

use rustls::pki_types::pem::{Error, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// By what a file in PEM is known.
const BEGIN: &[u8] = b"-----BEGIN ";

/// By what a certificate in it is, and a key of any kind.
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";
const KEY: &[u8] = b"PRIVATE KEY-----";

/// By what a key with a password is known, in its two forms (RFC 7468, 11; RFC 1421, 4.6.1.1).
const PASSWORDS: [&[u8]; 2] = [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED"];

/// Why a file does not give what was looked for in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing is in it.
    Empty,
    /// It is no PEM.
    NotPem,
    /// It is PEM, and damaged or cut off.
    Damaged,
    /// It holds a key and no certificate, which was looked for.
    OnlyKey,
    /// It holds a certificate and no key, which was looked for.
    OnlyCertificate,
    /// The key in it can't be read without a password.
    Password,
    /// It holds something else.
    Missing,
}

impl fmt::Display for Flaw {
    /// For the log; people are told in their language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "nothing is in it",
            Self::NotPem => "it is no PEM",
            Self::Damaged => "its PEM is damaged",
            Self::OnlyKey => "it holds a key and no certificate",
            Self::OnlyCertificate => "it holds a certificate and no key",
            Self::Password => "its key has a password",
            Self::Missing => "it holds something else",
        })
    }
}

/// All certificates in this file; there is at least one.
///
/// # Errors
/// There is none, or one of them is damaged.
pub fn certificates(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, Flaw> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(file).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ if holds(file, KEY) && !holds(file, CERTIFICATE) => Err(Flaw::OnlyKey),
        Ok(_) => Err(without(file)),
        Err(_) => Err(Flaw::Damaged),
    }
}

/// The first key in this file.
///
/// # Errors
/// There is none that can be read.
pub fn key(file: &[u8]) -> Result<PrivateKeyDer<'static>, Flaw> {
    PrivateKeyDer::from_pem_slice(file).map_err(|error| match error {
        _ if PASSWORDS.iter().any(|mark| holds(file, mark)) => Flaw::Password,
        _ if holds(file, CERTIFICATE) && !holds(file, KEY) => Flaw::OnlyCertificate,
        Error::NoItemsFound => without(file),
        _ => Flaw::Damaged,
    })
}

/// What a file is that holds nothing of what was looked for.
fn without(file: &[u8]) -> Flaw {
    match file {
        _ if file.trim_ascii().is_empty() => Flaw::Empty,
        _ if holds(file, BEGIN) => Flaw::Missing,
        _ => Flaw::NotPem,
    }
}

fn holds(file: &[u8], mark: &[u8]) -> bool {
    file.windows(mark.len()).any(|part| part == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_is_judged_by_what_it_is() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, own) = (made.cert.pem(), made.signing_key.serialize_pem());
        assert_eq!(certificates(format!("{own}{certificate}").as_bytes()).unwrap().len(), 1);
        key(format!("{certificate}{own}").as_bytes()).unwrap();

        let cut = |whole: &str| whole.get(..whole.len() / 2).unwrap().to_owned();
        let locked = own.replace("PRIVATE", "ENCRYPTED PRIVATE");
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n\
             -----END RSA PRIVATE KEY-----\n";
        let other = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
        for (file, as_certificate, as_key) in [
            (String::new(), Flaw::Empty, Flaw::Empty),
            (" \n".to_owned(), Flaw::Empty, Flaw::Empty),
            ("0\u{1}\u{2}".to_owned(), Flaw::NotPem, Flaw::NotPem),
            (other.to_owned(), Flaw::Missing, Flaw::Missing),
            (locked, Flaw::OnlyKey, Flaw::Password),
            (old.to_owned(), Flaw::OnlyKey, Flaw::Password),
            (cut(&own), Flaw::OnlyKey, Flaw::Damaged),
            (cut(&certificate), Flaw::Damaged, Flaw::OnlyCertificate),
        ] {
            assert_eq!(certificates(file.as_bytes()).unwrap_err(), as_certificate, "{file}");
            assert_eq!(key(file.as_bytes()).unwrap_err(), as_key, "{file}");
        }
        assert_eq!(certificates(own.as_bytes()).unwrap_err(), Flaw::OnlyKey);
        assert_eq!(key(certificate.as_bytes()).unwrap_err(), Flaw::OnlyCertificate);
    }
}
