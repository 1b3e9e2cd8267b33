//! Handshakes of TLS: who begins one, when it may begin, and how it ends.
//!
//! Must not know a key file, or what a name means; configurations come ready. A handshake of an accepted
//! connection costs the processor as much as hundreds of lines, so they are begun at a bounded rate: those
//! that come too early wait in a queue and aren't read meanwhile. Each place of the queue is a connection, so
//! that what bounds those bounds it.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use ipnet::IpNet;
use polling::Event;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};

use super::conn::{Conn, Link, Phase};
use super::connections::mark;
use super::reactor::Net;
use super::tls::{FIRST_BYTE, Rate, Secured, Session};
use super::{Ready, Received, Token};

/// What became of handshakes of accepted connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TlsCounts {
    /// Done.
    pub done: u64,
    /// Failed, or broken off by the other side.
    pub failed: u64,
    /// Came too early and had to wait.
    pub delayed: u64,
}

/// What the reactor knows of TLS.
#[derive(Debug, Default)]
pub(crate) struct Tls {
    pub(crate) server: Option<Arc<ServerConfig>>,
    rate: Rate,
    /// Whose handshakes begin at once.
    exempt: Vec<IpNet>,
    waiting: VecDeque<Token>,
    /// When the first of them may begin.
    next_at: Option<Instant>,
    counts: TlsCounts,
}

impl Tls {
    pub(crate) const fn due(&self) -> Option<Instant> {
        self.next_at
    }

    fn is_exempt(&self, ip: IpAddr) -> bool {
        self.exempt.iter().any(|range| range.contains(&ip))
    }
}

/// What the first bytes of an accepted connection are: for TLS they are kept for the handshake.
pub(crate) fn tell(conn: &mut Conn, server: Option<&Arc<ServerConfig>>, bytes: &[u8]) -> Received {
    conn.link = Link::Clear;
    let Some(server) = server.filter(|_| bytes.first() == Some(&FIRST_BYTE)) else {
        return Received::Bytes(bytes.len());
    };
    match ServerConnection::new(Arc::clone(server)) {
        Ok(tls) => {
            conn.link = Link::Tls(Box::new(Session::new(tls.into())));
            conn.phase = Phase::Shaking;
            conn.early.splice(..0, bytes.iter().copied());
            Received::Nothing
        }
        Err(error) => {
            conn.ended = true;
            Received::Failed(io::Error::other(error))
        }
    }
}

impl Net {
    /// From here on accepted connections may begin TLS with this configuration; `None`: none may. Those that
    /// have begun go on as they are.
    pub fn accept_tls(&mut self, server: Option<Arc<ServerConfig>>) {
        self.tls.server = server;
    }

    /// From here on at most so many handshakes of accepted connections begin in a second, but for those from
    /// `exempt` addresses; the others wait. `None`: as many as come.
    pub fn limit_handshakes(&mut self, per_second: Option<u32>, exempt: Vec<IpNet>) {
        self.tls.rate.set(per_second);
        self.tls.exempt = exempt;
    }

    /// What became of handshakes so far.
    pub const fn tls_counts(&self) -> TlsCounts {
        self.tls.counts
    }

    /// The same as [`Net::connect`], in TLS with a server that is asked for by this name. What `client`
    /// doesn't trust fails; nothing is sent in clear text in any case.
    ///
    /// # Errors
    /// As [`Net::connect`]; or the configuration can't be used.
    pub fn connect_tls(
        &mut self,
        addr: SocketAddr,
        client: Arc<ClientConfig>,
        name: ServerName<'static>,
    ) -> io::Result<Token> {
        let tls = ClientConnection::new(client, name).map_err(io::Error::other)?;
        self.begin_connect(addr, Link::Tls(Box::new(Session::new(tls.into()))))
    }

    /// Whether the other side has taken this connection, and has not finished the handshake.
    pub fn is_shaking(&self, token: Token) -> bool {
        self.conns.get(token).is_some_and(|conn| conn.phase == Phase::Shaking)
    }

    /// What the handshake of this connection agreed on; `None`: it is in clear text, or not done.
    pub fn secured(&self, token: Token) -> Option<Secured> {
        match &self.conns.get(token)?.link {
            Link::Tls(session) => session.secured(),
            Link::Untold | Link::Clear => None,
        }
    }

    /// An accepted connection has shown by its first bytes that it speaks TLS. False: it is gone.
    pub(crate) fn begin_shaking(&mut self, token: Token, ready: &mut Vec<Ready>) -> bool {
        let Some(conn) = self.conns.get_mut(token) else { return false };
        if conn.waits_to_shake {
            return true;
        }
        ready.push(Ready::Shaking(token));
        if !conn.peer.is_some_and(|ip| self.tls.is_exempt(ip)) {
            let first = if self.tls.waiting.is_empty() { self.tls.rate.take(Instant::now()) } else { Ok(()) };
            if let Err(at) = first {
                self.tls.next_at = Some(at);
            }
            if !self.tls.waiting.is_empty() || first.is_err() {
                conn.waits_to_shake = true;
                self.tls.waiting.push_back(token);
                self.tls.counts.delayed += 1;
                return true;
            }
        }
        self.shake(token, ready)
    }

    /// Lets those begin whose turn it is.
    pub(crate) fn let_shake(&mut self, ready: &mut Vec<Ready>) {
        let Some(at) = self.tls.next_at else { return };
        let now = Instant::now();
        if at > now {
            return;
        }
        self.tls.next_at = None;
        while let Some(&token) = self.tls.waiting.front() {
            if self.conns.get(token).is_some_and(|conn| conn.waits_to_shake && conn.phase == Phase::Shaking) {
                if let Err(at) = self.tls.rate.take(now) {
                    self.tls.next_at = Some(at);
                    return;
                }
                if let Some(conn) = self.conns.get_mut(token) {
                    conn.waits_to_shake = false;
                }
                self.tls.waiting.pop_front();
                self.shake_and_mark(token, ready);
            } else {
                self.tls.waiting.pop_front();
            }
        }
    }

    /// The poller has something for a connection whose handshake is under way.
    pub(crate) fn shaking_event(&mut self, token: Token, event: &Event, ready: &mut Vec<Ready>) {
        let Some(armed) = self.conns.get(token).map(Conn::armed) else { return };
        if armed.write && (event.writable || !armed.read) {
            self.unblock(token);
        }
        if event.readable && armed.read {
            self.shake_and_mark(token, ready);
        }
    }

    fn shake_and_mark(&mut self, token: Token, ready: &mut Vec<Ready>) {
        if self.shake(token, ready)
            && let Some(conn) = self.conns.get_mut(token)
        {
            mark(conn, token, &mut self.dirty);
        }
    }

    /// Goes on with a handshake as far as the bytes go. False: it has failed, and the connection is gone.
    fn shake(&mut self, token: Token, ready: &mut Vec<Ready>) -> bool {
        let Some(conn) = self.conns.get_mut(token) else { return false };
        let outcome = conn.shake();
        let Link::Tls(session) = &mut conn.link else { return true };
        let is_server = session.is_server();
        match outcome {
            Ok(false) => true,
            Ok(true) => {
                conn.phase = Phase::Open;
                let secured = session.secured();
                log::info!("event=secured token={:#x} as={secured:?}", token.0);
                if !is_server {
                    ready.push(Ready::Connected(token, Ok(())));
                } else if let Some(secured) = secured {
                    self.tls.counts.done += 1;
                    ready.push(Ready::Secured(token, secured));
                }
                true
            }
            Err(error) => {
                session.last_words(&conn.socket);
                if is_server {
                    self.tls.counts.failed += 1;
                    self.close(token, Some(error), ready);
                } else {
                    self.take(token);
                    ready.push(Ready::Connected(token, Err(error)));
                }
                false
            }
        }
    }
}
