//! TLS for the members of the room, and what it costs by itself.
//!
//! The members believe any server: they measure, and nothing they say is a secret.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chatroom::net::tls::trust::{Expected, Trust};
use chatroom::net::tls::{server_config, tickets};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ConnectionCommon, ServerConnection};
use std::io::Write as _;

use crate::crowd::LINE_BYTES;

/// Lines sealed for one figure.
const LINES: u32 = 200_000;

/// What the members connect with.
pub fn client() -> Result<Arc<ClientConfig>> {
    let anybody = Expected { accept_new_key: true, ..Expected::default() };
    Ok(Arc::new(Arc::new(Trust::new("chatroom", anybody)).config(None)?))
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
        pass(&mut peer, &mut server, &mut wire)?;
        pass(&mut server, &mut peer, &mut wire)?;
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

/// Passes on what one side has to say in the handshake.
fn pass<A, B>(
    from: &mut ConnectionCommon<A>,
    to: &mut ConnectionCommon<B>,
    wire: &mut Vec<u8>,
) -> Result<()> {
    wire.clear();
    from.write_tls(wire)?;
    let mut fresh = wire.as_slice();
    while !fresh.is_empty() {
        to.read_tls(&mut fresh)?;
        to.process_new_packets()?;
    }
    Ok(())
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
