//! TLS for the members of the room, and what it costs by itself.
//!
//! The members believe any server: they measure, and nothing they say is a secret.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chatroom::net::tls::{provider, server_config, tickets};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, ServerConnection, SignatureScheme};
use std::io::Write as _;

use crate::crowd::LINE_BYTES;

/// Lines sealed for one figure.
const LINES: u32 = 200_000;

/// What the members connect with.
pub fn client() -> Result<Arc<ClientConfig>> {
    let provider = provider();
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_protocol_versions(rustls::DEFAULT_VERSIONS)?;
    let anybody = Arc::new(Anybody(provider));
    Ok(Arc::new(builder.dangerous().with_custom_certificate_verifier(anybody).with_no_client_auth()))
}

/// One side of a connection that is to be.
pub fn connection(client: &Arc<ClientConfig>) -> Result<ClientConnection> {
    Ok(ClientConnection::new(Arc::clone(client), ServerName::try_from("chatroom")?)?)
}

/// Nanoseconds that rustls takes to seal one line of ours, with nothing else around it.
pub fn sealing_ns() -> Result<f64> {
    let key = rcgen::KeyPair::generate()?;
    let params = rcgen::CertificateParams::new(vec!["chatroom".to_owned()])?;
    let pem = params.self_signed(&key)?.pem();
    let (config, _) = server_config(pem.as_bytes(), key.serialize_pem().as_bytes(), tickets()?)?;
    let (mut server, mut peer) = (ServerConnection::new(config)?, connection(&client()?)?);
    let mut wire = Vec::with_capacity(64 * 1024);
    while server.is_handshaking() || peer.is_handshaking() {
        peer.write_tls(&mut wire)?;
        let mut fresh = wire.as_slice();
        while !fresh.is_empty() {
            server.read_tls(&mut fresh)?;
            server.process_new_packets()?;
        }
        wire.clear();
        server.write_tls(&mut wire)?;
        let mut fresh = wire.as_slice();
        while !fresh.is_empty() {
            peer.read_tls(&mut fresh)?;
            peer.process_new_packets()?;
        }
        wire.clear();
    }
    let line = [b'x'; LINE_BYTES];
    let began = Instant::now();
    for _ in 0..LINES {
        server.writer().write_all(&line)?;
        wire.clear();
        server.write_tls(&mut wire)?;
    }
    ensure!(wire.len() > LINE_BYTES, "what was sealed is longer than what was said");
    Ok(began.elapsed().as_nanos() as f64 / f64::from(LINES))
}

/// Takes what came from the socket and puts what was said in it into `plain`.
pub fn open(tls: &mut ClientConnection, mut fresh: &[u8], plain: &mut Vec<u8>) -> Result<()> {
    while !fresh.is_empty() {
        tls.read_tls(&mut fresh)?;
        let mut left = tls.process_new_packets().context("TLS")?.plaintext_bytes_to_read();
        while left > 0 {
            let end = plain.len();
            plain.resize(end + left, 0);
            let count = std::io::Read::read(&mut tls.reader(), &mut plain[end..])?;
            plain.truncate(end + count);
            left -= count;
        }
    }
    Ok(())
}

#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
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
