//! The reactor: sockets, standard input, signals and names of hosts behind one blocking call.
//!
//! Knows bytes and connections; must never see a nickname, nor hold a word for people. All of it stands on
//! the `polling` crate in level mode, which is the only mode that epoll, kqueue and IOCP share.
//!
//! # A turn
//!
//! ```text
//! loop {
//!     net.wait(timeout, &mut ready)?;       // one wake-up, all that is ready
//!     for happening in &ready { … net.read(…) … net.send(…) … net.finish(…) … }
//!     net.flush(&mut later);                // one write per connection that has something to say
//! }
//! ```
//!
//! `send`, `pause`, `resume` and `finish` make no system call: they mark the connection, and the next
//! `flush` (or the `wait` after it, if there was none) writes once and tells the poller what has changed.
//! A connection whose system buffer is full is not written to again before the system asks for more.
//!
//! # TLS and proxies
//!
//! With [`Net::accept_tls`] an accepted connection may begin TLS, which its first byte tells; to the caller
//! its bytes are what was said in it. Such a connection may be readable though the socket is not: `flush`
//! tells of that, as of everything that it brings about. With [`Net::accept_proxied`] a connection from one
//! of these addresses is opened once it has said who stands behind it.
//!
//! # Deaths of a connection
//!
//! The end of what the peer sends is read like bytes ([`Received::End`], or [`Received::Failed`]); the
//! connection stays, and can be sent to, until the caller uses [`Net::finish`] or [`Net::drop_now`]. A
//! failed write ends it at once ([`Ready::Gone`]). After `Gone`, after a failed [`Ready::Connected`] and
//! after `drop_now`, the token is dead: every call with it does nothing.

mod announce;
mod conn;
mod connections;
mod flow;
mod input;
mod limits;
mod listen;
pub mod proxy;
mod queue;
mod reactor;
mod resolve;
mod shake;
mod signals;
pub mod terminal;
pub mod tls;
mod token;

#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

pub use announce::Origin;
pub use flow::{Flow, FlowAct, FlowLimits};
pub use limits::raise_descriptor_limit;
pub use listen::{ListenError, Stack};
pub use reactor::{Net, Waker};
pub use shake::TlsCounts;
pub use signals::Signal;
pub use tls::Secured;
pub use token::Token;

/// Something that happened, as told by [`Net::wait`] and [`Net::flush`].
#[derive(Debug)]
pub enum Ready {
    /// A peer came in through a listener. Its address is IPv4 where it came by IPv4, also through a
    /// dual-stack socket.
    Opened(Token, SocketAddr),
    /// This peer's first byte says that it speaks TLS. Its handshake goes on by itself, and is not read from
    /// the outside: it ends with [`Ready::Secured`] or [`Ready::Gone`]. What is sent meanwhile waits for it.
    Shaking(Token),
    /// The handshake of an accepted connection is done. Told before anything that was said in it.
    Secured(Token, Secured),
    /// What [`Net::connect`] or [`Net::connect_tls`] began is done, the handshake included; after an error
    /// the token is dead. A failed handshake is an error around a `rustls::Error`.
    Connected(Token, io::Result<()>),
    /// What [`Net::resolve`] began is done. The list is never empty.
    Resolved(io::Result<Vec<SocketAddr>>),
    /// Call [`Net::read`] once, with a buffer of some kilobytes; what is left is reported again.
    Readable(Token),
    /// Call [`Net::read_input`] once.
    InputReadable,
    /// The queue fell below the low mark after having been above the high one (see [`Marks`]).
    Drained(Token),
    /// The connection is closed and the token dead. With an error: it broke while being written to, or
    /// (`TimedOut`) its last bytes could not be sent within the grace.
    Gone(Token, Option<io::Error>),
    /// No connection can be accepted, mostly for want of descriptors. Said once; tried again when a
    /// connection closes and every 500 ms.
    AcceptPaused(io::Error),
    /// Connections are accepted again.
    AcceptResumed,
    /// One of the signals asked for by [`Net::watch_signals`] arrived; each arrival is told.
    Signal(Signal),
}

/// What a read gave.
#[derive(Debug)]
pub enum Received {
    /// That many bytes, at least one, stand in the buffer.
    Bytes(usize),
    /// Nothing yet (or the token is dead).
    Nothing,
    /// The other side will send no more. Told once; not reported as readable again.
    End,
    /// Reading failed and will not be tried again.
    Failed(io::Error),
}

impl Received {
    /// What the result of `Read::read` with a buffer that isn't empty means.
    pub(crate) fn from_read(result: io::Result<usize>) -> Self {
        match result {
            Ok(0) => Self::End,
            Ok(count) => Self::Bytes(count),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                Self::Nothing
            }
            Err(error) => Self::Failed(error),
        }
    }
}

/// When a queue counts as long, and when as short again; both in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Longer than this is long.
    pub high: usize,
    /// Shorter than this is short again.
    pub low: usize,
}

impl Default for Marks {
    fn default() -> Self {
        Self { high: 64 * 1024, low: 16 * 1024 }
    }
}

/// TCP keepalive: how a dead peer is found that sends nothing and is sent nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// Silence before the first probe.
    pub time: Duration,
    /// Time between probes.
    pub interval: Duration,
    /// Probes without an answer before the connection is given up. (Not on systems that fix it.)
    pub retries: u32,
}

impl Default for Keepalive {
    fn default() -> Self {
        Self { time: Duration::from_secs(60), interval: Duration::from_secs(15), retries: 4 }
    }
}

/// How sockets are set up; applies to those accepted or connected afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketOptions {
    /// Send at once what is written (no Nagle delay). Default: true.
    pub nodelay: bool,
    /// Keepalive, or none. Default: 60 s, 15 s, 4 probes.
    pub keepalive: Option<Keepalive>,
}

impl Default for SocketOptions {
    fn default() -> Self {
        Self { nodelay: true, keepalive: Some(Keepalive::default()) }
    }
}
