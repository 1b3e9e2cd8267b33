//! What the owner of `Net` does with one connection, and the flush.
//!
//! The hot path is [`Net::send`]: a look into the table, a copy, a mark. Every system call for a connection
//! (but reading) is made in one place, `flush_conn`, once per turn.

use std::cmp::Reverse;
use std::io;
use std::mem;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};

use super::conn::{Conn, Link, Phase};
use super::reactor::Net;
use super::{Ready, Received, SocketOptions, Token};

impl Net {
    /// Begins a connection to `addr`; [`Ready::Connected`] tells how it went. What is sent meanwhile waits.
    /// The time that it may take is the caller's to watch ([`Net::drop_now`] gives it up).
    ///
    /// # Errors
    /// It failed at once: no route, no descriptor, an address of a kind that this system has not.
    pub fn connect(&mut self, addr: SocketAddr) -> io::Result<Token> {
        self.begin_connect(addr, Link::Clear)
    }

    pub(crate) fn begin_connect(&mut self, addr: SocketAddr, link: Link) -> io::Result<Token> {
        let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        match socket.connect(&addr.into()) {
            Ok(()) => {}
            Err(error) if is_under_way(&error) => {}
            Err(error) => return Err(error),
        }
        let socket = TcpStream::from(socket);
        set_up(&socket, self.options);
        // Also where the system was done at once: the poller then reports it writable.
        self.add(socket, Phase::Connecting, link)
    }

    /// Reads into `buf` what the connection has, by one system call (TLS: by as many as it takes to find
    /// something for the caller, with a bound). An end that TLS has not announced is a failure
    /// (`UnexpectedEof`), since anybody on the way can make one.
    pub fn read(&mut self, token: Token, buf: &mut [u8]) -> Received {
        let Some(conn) = self.conns.get_mut(token) else { return Received::Nothing };
        if conn.phase != Phase::Open || conn.ended || buf.is_empty() {
            return Received::Nothing;
        }
        let received = conn.read(buf);
        let received = match (&conn.link, received) {
            (Link::Untold, Received::Bytes(count)) => {
                super::shake::tell(conn, self.tls.server.as_ref(), buf.get(..count).unwrap_or_default())
            }
            (_, received) => received,
        };
        if conn.needs_flush() {
            mark(conn, token, &mut self.dirty);
        }
        received
    }

    /// Queues `bytes` for the next [`Net::flush`]; how many bytes wait for this connection afterwards.
    /// Nothing is queued, and 0 returned, once the connection is told to finish or gone.
    #[inline]
    pub fn send(&mut self, token: Token, bytes: &[u8]) -> usize {
        let Some(conn) = self.conns.get_mut(token) else { return 0 };
        if matches!(conn.phase, Phase::Closing | Phase::Draining) {
            return 0;
        }
        let queued = conn.push(bytes, self.marks);
        if !conn.blocked {
            mark(conn, token, &mut self.dirty);
        }
        queued
    }

    /// How many bytes wait for this connection.
    pub fn queued(&self, token: Token) -> usize {
        self.conns.get(token).map_or(0, Conn::queued)
    }

    /// How many connections have bytes that the system has not taken yet.
    pub fn unsent(&self) -> usize {
        self.conns.iter().filter(|conn| conn.has_unsent()).count()
    }

    /// How many connections there are, those included that are being closed.
    pub const fn connections(&self) -> usize {
        self.conns.len()
    }

    /// This connection is not read until [`Net::resume`].
    pub fn pause(&mut self, token: Token) {
        self.set_paused(token, true);
    }

    /// This connection is read again.
    pub fn resume(&mut self, token: Token) {
        self.set_paused(token, false);
    }

    fn set_paused(&mut self, token: Token, paused: bool) {
        if let Some(conn) = self.conns.get_mut(token)
            && conn.paused != paused
        {
            conn.paused = paused;
            mark(conn, token, &mut self.dirty);
        }
    }

    /// Reads no more and closes once the queue has been sent and the peer has ended too, at the latest
    /// after `grace`; then [`Ready::Gone`]. What the peer still sends is read and forgotten, since unread
    /// bytes would turn the end into a reset that can destroy the last words. Asked twice, the earlier end
    /// counts.
    pub fn finish(&mut self, token: Token, grace: Duration) {
        let Some(conn) = self.conns.get_mut(token) else { return };
        if !matches!(conn.phase, Phase::Closing | Phase::Draining) {
            // Never connected, or not yet able to read what was meant for it: nobody is there to be told.
            let unborn = conn.phase != Phase::Open;
            conn.phase = if unborn { Phase::Draining } else { Phase::Closing };
            conn.ended |= unborn;
            mark(conn, token, &mut self.dirty);
        }
        let now = Instant::now();
        // A grace beyond what the clock can count is a year.
        let at = now.checked_add(grace).unwrap_or(now + Duration::from_secs(365 * 24 * 3600));
        self.endings.push(Reverse((at, token)));
    }

    /// Closes at once, without a word; no [`Ready::Gone`] follows.
    pub fn drop_now(&mut self, token: Token) {
        self.take(token);
    }

    /// Writes once to every connection that has something new to send or whose system buffer has room
    /// again, and tells the poller what has changed. Adds [`Ready::Drained`] and [`Ready::Gone`] to
    /// `ready`. Call it once at the end of a turn.
    pub fn flush(&mut self, ready: &mut Vec<Ready>) {
        if self.dirty.is_empty() {
            return;
        }
        let mut dirty = mem::take(&mut self.dirty);
        for token in dirty.drain(..) {
            self.flush_conn(token, ready);
        }
        self.dirty = dirty;
    }

    /// Writes to this one connection without waiting for the end of the turn: for a queue that grows long
    /// within one turn, though its reader may be quick. The length of the queue afterwards.
    pub fn flush_one(&mut self, token: Token, ready: &mut Vec<Ready>) -> usize {
        if self.conns.get(token).is_some_and(|conn| conn.dirty && !conn.blocked) {
            // It stays in the list of the dirty, where the flush finds it with nothing to do.
            self.flush_conn(token, ready);
            if let Some(conn) = self.conns.get_mut(token) {
                conn.dirty = true;
            }
        }
        self.queued(token)
    }

    fn flush_conn(&mut self, token: Token, ready: &mut Vec<Ready>) {
        let Some(conn) = self.conns.get_mut(token) else { return };
        conn.dirty = false;
        if conn.phase == Phase::Shaking && !conn.early.is_empty() && !self.begin_shaking(token, ready) {
            return;
        }
        let Some(conn) = self.conns.get_mut(token) else { return };
        let can_write = matches!(conn.phase, Phase::Shaking | Phase::Open | Phase::Closing) && !conn.blocked;
        if can_write && (conn.has_unsent() || conn.phase == Phase::Closing) {
            match conn.write(self.marks) {
                Ok(false) => {}
                Ok(true) => ready.push(Ready::Drained(token)),
                Err(error) => return self.close(token, Some(error), ready),
            }
        }
        if conn.phase == Phase::Closing && !conn.has_unsent() && conn.shut() {
            return self.close(token, None, ready);
        }
        if conn.phase == Phase::Draining && conn.ended {
            return self.close(token, None, ready);
        }
        let is_ripe = conn.is_ripe();
        if let Err(error) = conn.arm(&self.poller, token.index()) {
            self.close(token, Some(error), ready);
        } else if is_ripe {
            ready.push(Ready::Readable(token));
        }
    }

    /// The system takes more: the next flush writes.
    pub(crate) fn unblock(&mut self, token: Token) {
        if let Some(conn) = self.conns.get_mut(token) {
            conn.blocked = false;
            mark(conn, token, &mut self.dirty);
        }
    }

    pub(crate) fn connect_event(&mut self, token: Token, ready: &mut Vec<Ready>) {
        let Some(conn) = self.conns.get_mut(token) else { return };
        let failure = match conn.socket.take_error() {
            Ok(Some(error)) | Err(error) => Some(error),
            // Neither failed nor connected: woken for nothing.
            Ok(None) if conn.socket.peer_addr().is_err() => return,
            Ok(None) => None,
        };
        match failure {
            None => {
                let shakes = matches!(conn.link, Link::Tls(_));
                conn.phase = if shakes { Phase::Shaking } else { Phase::Open };
                mark(conn, token, &mut self.dirty);
                if !shakes {
                    ready.push(Ready::Connected(token, Ok(())));
                }
            }
            Some(error) => {
                self.take(token);
                ready.push(Ready::Connected(token, Err(error)));
            }
        }
    }

    /// A socket joins the table and the poller.
    pub(crate) fn add(&mut self, socket: TcpStream, phase: Phase, link: Link) -> io::Result<Token> {
        let conn = Conn::new(socket, phase, link);
        let token = self.conns.insert(conn).ok_or(io::ErrorKind::OutOfMemory)?;
        let armed = match self.conns.get_mut(token) {
            Some(conn) => conn.arm(&self.poller, token.index()),
            None => Ok(()),
        };
        match armed {
            Ok(()) => Ok(token),
            Err(error) => {
                self.take(token);
                Err(error)
            }
        }
    }

    pub(crate) fn close(&mut self, token: Token, error: Option<io::Error>, ready: &mut Vec<Ready>) {
        log::info!("event=close token={:#x} error={error:?}", token.0);
        self.take(token);
        ready.push(Ready::Gone(token, error));
    }

    pub(crate) fn take(&mut self, token: Token) {
        if let Some(mut conn) = self.conns.remove(token) {
            conn.disarm(&self.poller);
            self.listeners.descriptor_freed();
        }
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        // The poller must not hold a socket that is closed; it may outlive this value in a `Waker`.
        self.close_listeners();
        self.signals.close(&self.poller);
        self.conns.for_each(|conn| conn.disarm(&self.poller));
    }
}

#[inline]
pub(crate) fn mark(conn: &mut Conn, token: Token, dirty: &mut Vec<Token>) {
    if !conn.dirty {
        conn.dirty = true;
        dirty.push(token);
    }
}

/// Applies the options; a system that refuses one still has a connection that works.
pub(crate) fn set_up(socket: &TcpStream, options: SocketOptions) {
    let socket = SockRef::from(socket);
    let mut results = [Ok(()), Ok(()), Ok(())];
    if options.nodelay {
        results[0] = socket.set_tcp_nodelay(true);
    }
    if let Some(keepalive) = options.keepalive {
        let params = TcpKeepalive::new().with_time(keepalive.time).with_interval(keepalive.interval);
        results[1] = socket.set_tcp_keepalive(&params.with_retries(keepalive.retries));
    }
    // Telnet marks an interrupt by an urgent byte, which belongs into the stream like every other: left out
    // of it, the command that it ends would swallow the byte after it.
    results[2] = socket.set_out_of_band_inline(true);
    for error in results.into_iter().filter_map(Result::err) {
        log::debug!("event=socket_option error={error:?}");
    }
}

/// An IPv4 address that a dual-stack socket shows as IPv6, as what it is.
pub(crate) fn canonical(addr: SocketAddr) -> SocketAddr {
    match addr {
        SocketAddr::V4(_) => addr,
        SocketAddr::V6(v6) => match v6.ip().to_ipv4_mapped() {
            Some(ip) => SocketAddr::new(ip.into(), v6.port()),
            None => addr,
        },
    }
}

fn is_under_way(error: &io::Error) -> bool {
    #[cfg(unix)]
    let in_progress = error.raw_os_error() == Some(rustix::io::Errno::INPROGRESS.raw_os_error());
    #[cfg(not(unix))]
    let in_progress = false;
    in_progress || error.kind() == io::ErrorKind::WouldBlock
}
