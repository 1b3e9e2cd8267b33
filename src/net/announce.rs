//! Connections from proxies, until they have said who stands behind them.
//!
//! Must not believe anybody but the listed: a header from another address is what a door makes of it. A
//! connection from a listed proxy that sends no header, a broken one or none in time is closed without a
//! word, and counted; nobody was told of it before.

use std::collections::VecDeque;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use ipnet::IpNet;

use super::conn::Phase;
use super::connections::{canonical, mark};
use super::proxy::{HEADER_BYTES_MAX, Header, parse};
use super::reactor::Net;
use super::{Ready, Received, Token};

/// How long a proxy may take to say who stands behind it.
const HEADER_GRACE: Duration = Duration::from_secs(5);

/// The proxies, and those of their connections that have not said who they are.
#[derive(Debug, Default)]
pub(crate) struct Proxies {
    believed: Vec<IpNet>,
    /// In the order of their deadlines; some have been announced or are gone since.
    expected: VecDeque<(Instant, Token, SocketAddr)>,
    refused: u64,
}

impl Proxies {
    pub(crate) fn are_believed(&self, ip: IpAddr) -> bool {
        self.believed.iter().any(|range| range.contains(&ip))
    }

    /// This connection, which comes from `proxy`, must say who it is.
    pub(crate) fn expect(&mut self, token: Token, proxy: SocketAddr) {
        self.expected.push_back((Instant::now() + HEADER_GRACE, token, proxy));
    }

    pub(crate) fn due(&self) -> Option<Instant> {
        self.expected.front().map(|(at, ..)| *at)
    }
}

/// By which way a connection came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From where the system says.
    Direct,
    /// Through a proxy, which says from where.
    Announced,
    /// Through a proxy that does not know from where, or speaks for itself: the address is the proxy's.
    Unannounced,
}

impl Net {
    /// By which way this connection came.
    pub fn origin(&self, token: Token) -> Origin {
        self.conns.get(token).map_or(Origin::Direct, |conn| conn.origin)
    }

    /// From here on connections from these addresses must begin with a header of the PROXY protocol, which
    /// tells the address that [`Ready::Opened`] has.
    pub fn accept_proxied(&mut self, proxies: Vec<IpNet>) {
        self.proxies.believed = proxies;
    }

    /// How many connections of proxies were closed because they did not say who stands behind them.
    pub const fn proxied_refused(&self) -> u64 {
        self.proxies.refused
    }

    /// Bytes have come from a proxy that has not said yet who stands behind it.
    pub(crate) fn announcement(&mut self, token: Token, ready: &mut Vec<Ready>) {
        let Some(conn) = self.conns.get_mut(token) else { return };
        let mut buf = [0; HEADER_BYTES_MAX];
        let header = match Received::from_read((&conn.socket).read(&mut buf)) {
            Received::Nothing => return,
            Received::Bytes(count) => {
                conn.early.extend_from_slice(buf.get(..count).unwrap_or_default());
                parse(&conn.early)
            }
            Received::End | Received::Failed(_) => Header::Broken,
        };
        match header {
            Header::Partial => {}
            Header::Broken => self.refuse_proxied(token),
            Header::Whole { bytes, source } => {
                conn.early.drain(..bytes);
                conn.phase = Phase::Open;
                mark(conn, token, &mut self.dirty);
                let place = self.proxies.expected.iter().position(|(_, expected, _)| *expected == token);
                let Some((_, _, proxy)) = place.and_then(|place| self.proxies.expected.remove(place)) else {
                    return;
                };
                let origin = if source.is_some() { Origin::Announced } else { Origin::Unannounced };
                let source = canonical(source.unwrap_or(proxy));
                if let Some(conn) = self.conns.get_mut(token) {
                    let is_far = origin == Origin::Announced && !source.ip().is_loopback();
                    conn.peer = Some(source.ip()).filter(|_| is_far);
                    conn.origin = origin;
                }
                log::info!("event=announced token={:#x}", token.0);
                ready.push(Ready::Opened(token, source));
            }
        }
    }

    /// Closes those whose time is over.
    pub(crate) fn close_unannounced(&mut self) {
        if self.proxies.expected.is_empty() {
            return;
        }
        let now = Instant::now();
        while let Some(&(at, token, _)) = self.proxies.expected.front()
            && at <= now
        {
            self.refuse_proxied(token);
        }
    }

    fn refuse_proxied(&mut self, token: Token) {
        log::info!("event=unannounced token={:#x}", token.0);
        self.proxies.expected.retain(|(_, expected, _)| *expected != token);
        self.proxies.refused += 1;
        self.take(token);
    }
}
