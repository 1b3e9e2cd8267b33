//! One TCP connection: its socket, its queue, and what the poller is told to watch for.
//!
//! Must not know what the bytes mean. States:
//!
//! | phase        | from                        | reads  | leaves when                                  |
//! |--------------|-----------------------------|--------|----------------------------------------------|
//! | `Connecting` | `connect`                   | no     | the system says yes or no                    |
//! | `Announcing` | accepted from a proxy       | net    | the proxy has said who stands behind it      |
//! | `Shaking`    | TLS is told or wanted       | net    | the handshake is done, or fails              |
//! | `Open`       | accepted, connected, shaken | caller | `finish`, or a write fails                   |
//! | `Closing`    | `finish`                    | no     | the queue is empty (write side is shut)      |
//! | `Draining`   | the queue was sent          | net    | the peer ends too, or the grace is over      |
//!
//! What the bytes are wrapped in is the [`Link`]. An accepted connection says so by its first byte, which the
//! read that finds it looks at: whoever speaks no TLS pays nothing for those who do.
//!
//! A socket with nothing to watch for is out of the poller altogether: a system that reports a hang-up
//! without being asked for it would wake an otherwise idle loop for ever.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, TcpStream};

use polling::{Event, PollMode, Poller};

use super::announce::Origin;
use super::queue::OutQueue;
use super::tls::{Session, Source};
use super::{Marks, Received};

/// Read at most this many times per turn from a peer whose words don't matter any more.
const DRAIN_READS_MAX: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Connecting,
    Announcing,
    Shaking,
    Open,
    Closing,
    Draining,
}

/// What the bytes are wrapped in.
#[derive(Debug)]
pub(crate) enum Link {
    /// Its first byte will tell.
    Untold,
    Clear,
    Tls(Box<Session>),
}

/// What the poller watches a socket for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interest {
    pub(crate) read: bool,
    pub(crate) write: bool,
}

#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) socket: TcpStream,
    pub(crate) queue: OutQueue,
    pub(crate) phase: Phase,
    pub(crate) link: Link,
    /// Who it is, where it was accepted; `None` behind a proxy that does not say who, or says that it is
    /// this machine.
    pub(crate) peer: Option<IpAddr>,
    /// By which way it came, where it was accepted.
    pub(crate) origin: Origin,
    /// What was read before it was known what it is.
    pub(crate) early: Vec<u8>,
    /// Its handshake waits until one may begin.
    pub(crate) waits_to_shake: bool,
    /// In the list of those that the next flush looks at.
    pub(crate) dirty: bool,
    /// The system took less than it was given: it will say when it takes more.
    pub(crate) blocked: bool,
    /// The caller doesn't want to read.
    pub(crate) paused: bool,
    /// There is nothing more to read, be it the peer's end or an error.
    pub(crate) ended: bool,
    /// The queue was above the high mark and has not been below the low one since.
    above: bool,
    armed: Interest,
}

impl Conn {
    pub(crate) fn new(socket: TcpStream, phase: Phase, link: Link) -> Self {
        Self {
            socket,
            queue: OutQueue::default(),
            phase,
            link,
            peer: None,
            origin: Origin::Direct,
            early: Vec::new(),
            waits_to_shake: false,
            dirty: false,
            blocked: false,
            paused: false,
            ended: false,
            above: false,
            armed: Interest::default(),
        }
    }

    /// Queues `bytes`; the length of the queue afterwards.
    pub(crate) fn push(&mut self, bytes: &[u8], marks: Marks) -> usize {
        self.queue.push(bytes);
        let queued = self.queued();
        if queued > marks.high {
            self.above = true;
        }
        queued
    }

    /// Bytes that the system has not taken.
    pub(crate) fn queued(&self) -> usize {
        let sealed = if let Link::Tls(session) = &self.link { session.sealed() } else { 0 };
        self.queue.len() + sealed
    }

    /// There is something to write: what was queued, or what TLS has to say.
    pub(crate) fn has_unsent(&self) -> bool {
        !self.queue.is_empty() || matches!(&self.link, Link::Tls(session) if session.wants_write())
    }

    /// A read would find something though the socket has nothing: the poller won't tell.
    pub(crate) fn is_ripe(&self) -> bool {
        let is_ripe = !self.early.is_empty() || matches!(&self.link, Link::Tls(tls) if tls.is_ripe());
        is_ripe && self.phase == Phase::Open && !self.paused && !self.ended
    }

    /// Reading has brought about something that the next flush must see to.
    pub(crate) fn needs_flush(&self) -> bool {
        let speaks = matches!(&self.link, Link::Tls(session) if session.wants_write()) && !self.blocked;
        self.ended || self.phase != Phase::Open || speaks || self.is_ripe()
    }

    /// Reads what is meant for the caller.
    pub(crate) fn read(&mut self, buf: &mut [u8]) -> Received {
        let mut source = Source { early: &mut self.early, socket: &self.socket };
        let received = match &mut self.link {
            Link::Untold | Link::Clear => Received::from_read(source.read(buf)),
            Link::Tls(session) => session.read(&mut source, buf),
        };
        self.ended |= matches!(received, Received::End | Received::Failed(_));
        received
    }

    /// Goes on with the handshake; true once it is done.
    pub(crate) fn shake(&mut self) -> io::Result<bool> {
        let Link::Tls(session) = &mut self.link else { return Ok(true) };
        session.shake(&mut Source { early: &mut self.early, socket: &self.socket })
    }

    /// Reads and forgets, so that closing the socket finds nothing unread: an unread byte would turn the
    /// end of the connection into a reset, which may destroy what the peer has not read yet.
    pub(crate) fn drain(&mut self) {
        let mut waste = [0; 4096];
        for _ in 0..DRAIN_READS_MAX {
            match Received::from_read((&self.socket).read(&mut waste)) {
                Received::Bytes(_) => {}
                Received::Nothing => return,
                Received::End | Received::Failed(_) => {
                    self.ended = true;
                    return;
                }
            }
        }
    }

    /// One write of all that waits (TLS: of each piece). True: the queue fell below the low mark after
    /// having been above the high one.
    pub(crate) fn write(&mut self, marks: Marks) -> io::Result<bool> {
        if let Link::Tls(session) = &mut self.link {
            self.blocked = session.write(&mut self.queue, &self.socket, self.phase == Phase::Closing)?;
        } else if !self.queue.is_empty() {
            self.write_clear()?;
        }
        let drained = self.above && self.queued() < marks.low;
        self.above &= !drained;
        Ok(drained)
    }

    fn write_clear(&mut self) -> io::Result<()> {
        // Whoever is spoken to in clear text can't begin TLS any more.
        self.link = Link::Clear;
        let waiting = self.queue.waiting();
        match (&self.socket).write(waiting) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => {
                self.blocked = count < waiting.len();
                self.queue.sent(count);
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                self.blocked = true;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The queue was sent and nothing will follow: says so to the peer. True: the connection can be closed
    /// at once, since the peer has ended too.
    pub(crate) fn shut(&mut self) -> bool {
        self.phase = Phase::Draining;
        self.socket.shutdown(Shutdown::Write).is_err() || self.ended
    }

    const fn wanted(&self) -> Interest {
        match self.phase {
            Phase::Connecting => Interest { read: false, write: true },
            Phase::Announcing => Interest { read: true, write: false },
            Phase::Shaking => Interest { read: !self.waits_to_shake, write: self.blocked },
            Phase::Open => Interest { read: !self.paused && !self.ended, write: self.blocked },
            Phase::Closing => Interest { read: false, write: self.blocked },
            Phase::Draining => Interest { read: !self.ended, write: false },
        }
    }

    pub(crate) const fn armed(&self) -> Interest {
        self.armed
    }

    /// Tells the poller what to watch for, if that has changed.
    pub(crate) fn arm(&mut self, poller: &Poller, key: usize) -> io::Result<()> {
        let wanted = self.wanted();
        if wanted == self.armed {
            return Ok(());
        }
        let event = Event::new(key, wanted.read, wanted.write);
        if wanted == Interest::default() {
            poller.delete(&self.socket)?;
        } else if self.armed == Interest::default() {
            // SAFETY: the socket stays open until `disarm`, which every way out of the table calls.
            unsafe { poller.add_with_mode(&self.socket, event, PollMode::Level)? };
        } else {
            poller.modify_with_mode(&self.socket, event, PollMode::Level)?;
        }
        self.armed = wanted;
        Ok(())
    }

    /// Takes the socket out of the poller, before it is closed.
    pub(crate) fn disarm(&mut self, poller: &Poller) {
        if self.armed != Interest::default() {
            self.armed = Interest::default();
            if let Err(error) = poller.delete(&self.socket) {
                log::trace!("event=disarm error={error:?}");
            }
        }
    }
}
