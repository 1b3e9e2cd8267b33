//! Listening sockets, and accepting.
//!
//! Several connections are accepted per turn, with a bound, so that a rush of newcomers doesn't starve
//! those who are in. Out of descriptors (or of anything else that accepting takes), the listeners leave the
//! poller, since the connection that can't be accepted would wake the loop again and again; they come back
//! when an attempt succeeds, which is made when a connection has closed and every [`RETRY_AFTER`].

use std::io::{self, ErrorKind};
use std::mem;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use polling::{Event, PollMode, Poller};
use socket2::{Domain, Protocol, Socket, Type};

use super::conn::{Link, Phase};
use super::connections::{canonical, set_up};
use super::reactor::{KEY_LISTENERS, KEY_SIGNALS, Net};
use super::{Ready, Token};

/// Connections accepted from one listener in one turn.
const ACCEPTS_PER_TURN_MAX: usize = 64;
/// Connections that the system holds until they are accepted.
const BACKLOG: i32 = 1024;
/// Time after which accepting is tried again, when it has failed and no connection has closed.
const RETRY_AFTER: Duration = Duration::from_millis(500);
const LISTENERS_MAX: usize = KEY_SIGNALS - KEY_LISTENERS;

/// What an IPv6 listener does about IPv4; means nothing to an IPv4 listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stack {
    /// `[::]` takes IPv4 too.
    Dual,
    /// IPv6 and nothing else, so that IPv4 can have a listener of its own on the same port.
    V6Only,
}

/// An address that could not be listened on, and why.
#[derive(Debug)]
pub struct ListenError {
    /// The address as it was asked for.
    pub addr: SocketAddr,
    /// Why: `AddrInUse`, `AddrNotAvailable`, `PermissionDenied`, …
    pub error: io::Error,
}

#[derive(Debug)]
struct Listener {
    socket: TcpListener,
    marked: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Listeners {
    list: Vec<Listener>,
    /// Accepting has failed; when it is tried again.
    retry_at: Option<Instant>,
}

impl Listeners {
    pub(crate) const fn is_paused(&self) -> bool {
        self.retry_at.is_some()
    }

    pub(crate) const fn due(&self) -> Option<Instant> {
        self.retry_at
    }

    /// A connection has closed: what accepting lacked may be there.
    pub(crate) fn descriptor_freed(&mut self) {
        if let Some(retry_at) = &mut self.retry_at {
            *retry_at = Instant::now();
        }
    }

    /// Somebody knocks at this listener. False: there is none such.
    pub(crate) fn mark(&mut self, index: usize) -> bool {
        match self.list.get_mut(index) {
            Some(listener) => {
                listener.marked = true;
                true
            }
            None => false,
        }
    }

    fn arm(&self, poller: &Poller) -> io::Result<()> {
        for (index, listener) in self.list.iter().enumerate() {
            arm(poller, &listener.socket, index)?;
        }
        Ok(())
    }

    fn disarm(&self, poller: &Poller) {
        for listener in &self.list {
            if let Err(error) = poller.delete(&listener.socket) {
                log::debug!("event=listener_disarm error={error:?}");
            }
        }
    }
}

impl Net {
    /// Listens on `addr`; the address it got, which tells the port if `addr` left it open (0). `[::]` takes
    /// IPv4 too.
    ///
    /// # Errors
    /// The address is in use, isn't one of this machine's, or its port may not be taken.
    pub fn listen(&mut self, addr: SocketAddr) -> io::Result<SocketAddr> {
        self.listen_with(addr, Stack::Dual)
    }

    /// The same, with a say about IPv4 on an IPv6 address.
    ///
    /// # Errors
    /// As [`Net::listen`].
    pub fn listen_with(&mut self, addr: SocketAddr, stack: Stack) -> io::Result<SocketAddr> {
        let index = self.listeners.list.len();
        if index >= LISTENERS_MAX {
            return Err(ErrorKind::InvalidInput.into());
        }
        let socket = open(addr, stack)?;
        let bound = socket.local_addr()?;
        if !self.listeners.is_paused() {
            arm(&self.poller, &socket, index)?;
        }
        self.listeners.list.push(Listener { socket, marked: false });
        log::info!("event=listen addr={bound}");
        Ok(bound)
    }

    /// Listens on all of `addrs`, or on none. An IPv6 wildcard beside any IPv4 address leaves IPv4 alone,
    /// so that `0.0.0.0` and `[::]` stand on one port. Where ports are left open (0), all take the one that
    /// the first of them gets.
    ///
    /// # Errors
    /// The first address that failed.
    pub fn listen_all(&mut self, addrs: &[SocketAddr]) -> Result<Vec<SocketAddr>, ListenError> {
        let with_v4 = addrs.iter().any(SocketAddr::is_ipv4);
        let before = self.listeners.list.len();
        let mut bound: Vec<SocketAddr> = Vec::with_capacity(addrs.len());
        let mut open_port = 0;
        for &addr in addrs {
            let wildcard = addr.ip() == IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED);
            let stack = if wildcard && with_v4 { Stack::V6Only } else { Stack::Dual };
            let port = if addr.port() == 0 { open_port } else { addr.port() };
            match self.listen_with(SocketAddr::new(addr.ip(), port), stack) {
                Ok(got) => {
                    if addr.port() == 0 {
                        open_port = got.port();
                    }
                    bound.push(got);
                }
                Err(error) => {
                    self.close_listeners_from(before);
                    return Err(ListenError { addr, error });
                }
            }
        }
        Ok(bound)
    }

    /// Nobody can come in any more.
    pub fn close_listeners(&mut self) {
        self.close_listeners_from(0);
        self.listeners.retry_at = None;
    }

    fn close_listeners_from(&mut self, first: usize) {
        let closed = Listeners { list: self.listeners.list.split_off(first), retry_at: None };
        if !self.listeners.is_paused() {
            closed.disarm(&self.poller);
        }
    }

    /// Accepts from the listeners that are marked, or from all to see whether it works again.
    pub(crate) fn accept_all(&mut self, ready: &mut Vec<Ready>) {
        let retrying = self.listeners.is_paused();
        if retrying && self.listeners.due().is_some_and(|at| at > Instant::now()) {
            return;
        }
        let mut outcome = Ok(());
        for index in 0..self.listeners.list.len() {
            let Some(listener) = self.listeners.list.get_mut(index) else { break };
            if mem::take(&mut listener.marked) || retrying {
                outcome = outcome.and(self.accept_from(index, ready));
            }
        }
        if outcome.is_ok() && retrying {
            outcome = self.listeners.arm(&self.poller);
            if outcome.is_err() {
                // Some may be in, some not.
                self.listeners.disarm(&self.poller);
            }
        }
        match (outcome, retrying) {
            (Ok(()), false) => {}
            (Ok(()), true) => {
                self.listeners.retry_at = None;
                ready.push(Ready::AcceptResumed);
            }
            (Err(_), true) => self.listeners.retry_at = Some(Instant::now() + RETRY_AFTER),
            (Err(error), false) => {
                self.listeners.disarm(&self.poller);
                self.listeners.retry_at = Some(Instant::now() + RETRY_AFTER);
                log::info!("event=accept_paused error={error:?}");
                ready.push(Ready::AcceptPaused(error));
            }
        }
    }

    fn accept_from(&mut self, index: usize, ready: &mut Vec<Ready>) -> io::Result<()> {
        for _ in 0..ACCEPTS_PER_TURN_MAX {
            let Some(listener) = self.listeners.list.get(index) else { break };
            match listener.socket.accept() {
                Ok((socket, peer)) => {
                    let peer = canonical(peer);
                    let is_proxy = self.proxies.are_believed(peer.ip());
                    let token = self.welcome(socket, peer, is_proxy)?;
                    log::info!("event=accept token={:#x}", token.0);
                    if is_proxy {
                        self.proxies.expect(token, peer);
                    } else {
                        ready.push(Ready::Opened(token, peer));
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if is_the_peers(&error) => log::debug!("event=accept_skipped error={error:?}"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn welcome(&mut self, socket: TcpStream, peer: SocketAddr, is_proxy: bool) -> io::Result<Token> {
        socket.set_nonblocking(true)?;
        set_up(&socket, self.options);
        let phase = if is_proxy { Phase::Announcing } else { Phase::Open };
        let token = self.add(socket, phase, Link::Untold)?;
        if let Some(conn) = self.conns.get_mut(token) {
            conn.peer = Some(peer.ip());
        }
        Ok(token)
    }
}

fn open(addr: SocketAddr, stack: Stack) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // On Unix: a port whose last connections linger can be taken again. On Windows the same option would
    // let two programs share one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if addr.is_ipv6()
        && let Err(error) = socket.set_only_v6(stack == Stack::V6Only)
    {
        // OpenBSD has no dual stack.
        log::debug!("event=only_v6 error={error:?}");
    }
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn arm(poller: &Poller, socket: &TcpListener, index: usize) -> io::Result<()> {
    let event = Event::readable(KEY_LISTENERS + index);
    // SAFETY: a listener is taken out of the poller before it is closed.
    unsafe { poller.add_with_mode(socket, event, PollMode::Level) }
}

/// Errors of the one connection that was to be accepted, which is gone with them (accept(2) passes on what
/// the network had to say about it). Everything else concerns this process or the system.
fn is_the_peers(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::PROTO.raw_os_error()) {
        return true;
    }
    matches!(
        error.kind(),
        ErrorKind::Interrupted
            | ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::NetworkDown
            | ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
            | ErrorKind::TimedOut
            | ErrorKind::PermissionDenied
    )
}
