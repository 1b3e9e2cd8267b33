//! TLS around the bytes of one connection, on both sides; rustls does it.
//!
//! Knows no address, no key file and no door. Which end is believed is the caller's choice: a server's
//! configuration comes from [`server_config`], a client's from whoever decides what to trust.
//!
//! Theory of operation. A `Session` stands between the socket and the caller. What is to be sent stays in
//! the connection's one queue as plain bytes; the flush seals a piece of it when rustls holds nothing that
//! was not sent, so that a slow reader's queue is counted in the bytes that were said, and what is sealed
//! and not sent is at most one record. What comes is opened by the read that asks for it.
//!
//! | state     | reads                        | writes                                     | then            |
//! |-----------|------------------------------|--------------------------------------------|-----------------|
//! | shaking   | net, as long as it takes     | what the handshake has to say              | open, or failed |
//! | open      | whoever reads the connection | the queue, in pieces                       | closing         |
//! | closing   | nobody                       | the rest of the queue, then `close_notify` | shut            |

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use rustls::Connection;
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use sha2::{Digest as _, Sha256};

use super::Received;
use super::queue::OutQueue;

pub mod pem;
mod rate;
mod server;
pub mod trust;

pub(crate) use rate::Rate;
pub use server::{KeyError, can_use, is_of_time, is_public, is_timely, provider, server_config, tickets};

/// The first byte of every TLS connection: the type of a record that holds a handshake (RFC 8446, 5.1).
pub(crate) const FIRST_BYTE: u8 = 0x16;

/// As much as one record holds (RFC 8446, 5.1).
const PIECE_BYTES_MAX: usize = 16 * 1024;

/// Records taken from the socket by one read that find nothing for the caller in them.
const EMPTY_READS_MAX: usize = 8;

/// What a finished handshake agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secured {
    /// The version, as in `TLSv1.3`.
    pub version: &'static str,
    /// The cipher suite by its name in the standards.
    pub cipher: &'static str,
    /// SHA-256 of the key (SubjectPublicKeyInfo) in the certificate that the other side has shown and has
    /// proved to own, if it has shown one. It says nothing of who issued the certificate.
    pub peer: Option<[u8; 32]>,
}

/// SHA-256 of the key (SubjectPublicKeyInfo) in this certificate: the name of its owner that survives the
/// renewal of the certificate.
///
/// # Errors
/// It is no certificate.
pub fn key_sha256(certificate: &CertificateDer<'_>) -> Result<[u8; 32], rustls::Error> {
    let certificate = ParsedCertificate::try_from(certificate)?;
    Ok(Sha256::digest(certificate.subject_public_key_info()).into())
}

/// A failure of TLS as an error of the connection; [`io::Error::get_ref`] leads back to the
/// [`rustls::Error`].
fn broken(error: rustls::Error) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}

/// The socket, behind what was read from it before its meaning was known.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) early: &'a mut Vec<u8>,
    pub(crate) socket: &'a TcpStream,
}

impl io::Read for Source<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.early.is_empty() {
            return self.socket.read(buf);
        }
        let count = self.early.as_slice().read(buf)?;
        self.early.drain(..count);
        if self.early.is_empty() {
            *self.early = Vec::new();
        }
        Ok(count)
    }
}

/// TLS on one connection.
#[derive(Debug)]
pub(crate) struct Session {
    tls: Connection,
    /// Bytes of the queue that were sealed and have not all been sent.
    sealed: usize,
    /// There may be opened bytes that nobody has read.
    more: bool,
    /// The other side has said that it will send no more.
    peer_closed: bool,
    said_goodbye: bool,
}

impl Session {
    pub(crate) fn new(mut tls: Connection) -> Self {
        // Sealed pieces never wait in rustls beside each other.
        tls.set_buffer_limit(Some(2 * PIECE_BYTES_MAX));
        Self { tls, sealed: 0, more: false, peer_closed: false, said_goodbye: false }
    }

    pub(crate) fn is_server(&self) -> bool {
        matches!(self.tls, Connection::Server(_))
    }

    /// Bytes of the queue that rustls has taken and the system hasn't.
    pub(crate) const fn sealed(&self) -> usize {
        self.sealed
    }

    pub(crate) fn wants_write(&self) -> bool {
        self.tls.wants_write()
    }

    /// A read would find something though the socket has nothing.
    pub(crate) const fn is_ripe(&self) -> bool {
        self.more || self.peer_closed
    }

    /// Goes on with the handshake; true once it is done.
    pub(crate) fn shake(&mut self, source: &mut Source<'_>) -> io::Result<bool> {
        loop {
            match self.tls.read_tls(source) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => self.open()?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if !self.tls.is_handshaking() {
                return Ok(true);
            }
        }
    }

    /// What the handshake agreed on, once it is done.
    pub(crate) fn secured(&self) -> Option<Secured> {
        if self.tls.is_handshaking() {
            return None;
        }
        let certificate = self.tls.peer_certificates().and_then(<[_]>::first);
        Some(Secured {
            version: match self.tls.protocol_version()? {
                rustls::ProtocolVersion::TLSv1_2 => "TLSv1.2",
                rustls::ProtocolVersion::TLSv1_3 => "TLSv1.3",
                _ => "TLS",
            },
            cipher: self.tls.negotiated_cipher_suite()?.suite().as_str().unwrap_or("?"),
            peer: certificate.and_then(|certificate| key_sha256(certificate).ok()),
        })
    }

    fn open(&mut self) -> io::Result<()> {
        let state = self.tls.process_new_packets().map_err(broken)?;
        self.more |= state.plaintext_bytes_to_read() > 0;
        self.peer_closed |= state.peer_has_closed();
        Ok(())
    }

    /// Reads what was said into `buf`, which isn't empty. An end of the connection that the other side has
    /// not announced is a failure (`UnexpectedEof`): anybody on the way can make one.
    pub(crate) fn read(&mut self, source: &mut Source<'_>, buf: &mut [u8]) -> Received {
        for _ in 0..EMPTY_READS_MAX {
            match self.tls.reader().read(buf) {
                Ok(count) => {
                    self.more = count == buf.len();
                    return Received::from_read(Ok(count));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.more = false,
                Err(error) => return Received::Failed(error),
            }
            match self.tls.read_tls(source) {
                Ok(_) => {}
                Err(error) => return Received::from_read(Err(error)),
            }
            if let Err(error) = self.open() {
                return Received::Failed(error);
            }
        }
        Received::Nothing
    }

    /// Sends what waits in rustls and in `queue`, and after it `close_notify` if nothing will follow. True:
    /// the system takes no more for the moment.
    pub(crate) fn write(
        &mut self,
        queue: &mut OutQueue,
        mut socket: &TcpStream,
        is_last: bool,
    ) -> io::Result<bool> {
        loop {
            if !self.tls.wants_write() {
                self.sealed = 0;
                if self.tls.is_handshaking() {
                    return Ok(false);
                }
                let waiting = queue.waiting();
                if waiting.is_empty() && (!is_last || self.said_goodbye) {
                    return Ok(false);
                }
                if waiting.is_empty() {
                    self.said_goodbye = true;
                    self.tls.send_close_notify();
                } else {
                    let piece = waiting.get(..PIECE_BYTES_MAX).unwrap_or(waiting);
                    self.sealed = self.tls.writer().write(piece)?;
                    queue.sent(self.sealed);
                }
                if !self.tls.wants_write() {
                    return Ok(false);
                }
            }
            match self.tls.write_tls(&mut socket) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Tries to say why the handshake failed; nobody waits for it.
    pub(crate) fn last_words(&mut self, mut socket: &TcpStream) {
        if self.tls.wants_write()
            && let Err(error) = self.tls.write_tls(&mut socket)
        {
            log::debug!("event=tls_alert error={error:?}");
        }
    }
}
