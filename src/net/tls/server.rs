//! What a server shows and asks for in a handshake.
//!
//! Must not read a file: keys and certificates come as bytes. TLS 1.2 and 1.3; a client comes back to a
//! session by a ticket, which only this process can read. A client may show a certificate of its own and
//! need not; whatever it shows is accepted if it owns the key, for the fingerprint of the key is all that
//! is made of it.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerifier as _};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, ParsedCertificate, ProducesTickets};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme,
};

use super::pem::{self, Flaw};

/// The cryptography behind all of TLS, chosen in this one place.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Why a certificate and its key can't be used.
#[derive(Debug)]
pub enum KeyError {
    /// There is no certificate in the file for it, or what is there is damaged.
    Certificate(Flaw),
    /// There is no key in the file for it, or what is there is damaged.
    Key(Flaw),
    /// The key is of a kind, or a size, that can't be used.
    Kind,
    /// They are not fit to be used, or don't belong together.
    Unfit(rustls::Error),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(flaw) | Self::Key(flaw) => flaw.fmt(f),
            Self::Kind => f.write_str("a key of this kind can't be used"),
            Self::Unfit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for KeyError {}

/// What a server with this chain of certificates (its own first) and this key shows, both in PEM; and the
/// chain itself. `tickets` let clients come back to sessions that began under an earlier configuration.
///
/// # Errors
/// They can't be used.
pub fn server_config(
    certificates: &[u8],
    key: &[u8],
    tickets: Arc<dyn ProducesTickets>,
) -> Result<(Arc<ServerConfig>, Vec<CertificateDer<'static>>), KeyError> {
    let chain = pem::certificates(certificates).map_err(KeyError::Certificate)?;
    let key = pem::key(key).map_err(KeyError::Key)?;
    let provider = provider();
    if !can_use(&key) {
        return Err(KeyError::Kind);
    }
    let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(rustls::DEFAULT_VERSIONS)
        .map_err(KeyError::Unfit)?
        .with_client_cert_verifier(Arc::new(AnyClient(provider)))
        .with_single_cert(chain.clone(), key)
        .map_err(KeyError::Unfit)?;
    // Tickets hold all there is to know of a session: nothing of it is kept here.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.ticketer = tickets;
    Ok((Arc::new(config), chain))
}

/// Whether this key is of a kind, and a size, that TLS can use.
pub fn can_use(key: &PrivateKeyDer<'_>) -> bool {
    provider().key_provider.load_private_key(key.clone_key()).is_ok()
}

/// What clients come back to their sessions with.
///
/// # Errors
/// The system has no chance to give.
pub fn tickets() -> Result<Arc<dyn ProducesTickets>, rustls::Error> {
    aws_lc_rs::Ticketer::new()
}

/// Whether the roots of this system vouch for this chain (its own certificate first), whatever name it is
/// made out to: clients elsewhere then need not know the key.
///
/// # Errors
/// They don't, or can't be read.
pub fn is_public(chain: &[CertificateDer<'_>]) -> Result<(), rustls::Error> {
    let (own, others) = chain.split_first().ok_or(rustls::Error::NoCertificatesPresented)?;
    let name =
        ServerName::try_from("host.invalid").map_err(|error| rustls::Error::General(error.to_string()))?;
    let verifier = rustls_platform_verifier::Verifier::new(provider())?;
    match verifier.verify_server_cert(own, others, &name, &[], UnixTime::now()) {
        // The name is looked at when all the rest is right.
        Ok(_)
        | Err(rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether this certificate holds at this time. Clients that go by who has issued it refuse one that doesn't.
///
/// # Errors
/// [`CertificateError::Expired`] or [`CertificateError::NotValidYet`], as an [`InvalidCertificate`]; or it
/// is no certificate.
///
/// [`InvalidCertificate`]: rustls::Error::InvalidCertificate
pub fn is_timely(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), rustls::Error> {
    let certificate = ParsedCertificate::try_from(certificate)?;
    let algorithms = provider().signature_verification_algorithms.all;
    // Its time is looked at before its issuer, which no empty store knows.
    let judged = verify_server_cert_signed_by_trust_anchor(
        &certificate,
        &RootCertStore::empty(),
        &[],
        now,
        algorithms,
    );
    match judged {
        Err(rustls::Error::InvalidCertificate(error)) if is_of_time(&error) => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether this is about the time in which a certificate holds.
pub const fn is_of_time(error: &CertificateError) -> bool {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    matches!(error, Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. })
}

/// Believes every client that owns the key of the certificate that it shows.
#[derive(Debug)]
struct AnyClient(Arc<CryptoProvider>);

impl ClientCertVerifier for AnyClient {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
