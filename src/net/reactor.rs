//! `Net` itself: what it owns, and the wait.
//!
//! Theory of operation. The poller knows each source by a key: a connection by its place in the table, the
//! rest by keys from the top of the range. One `wait` takes the poller's events and turns them into
//! [`Ready`] values; connections are accepted after all events have been looked at, so that an event never
//! meets a newcomer in the place of the connection it was meant for. Threads (names of hosts, consoles that
//! can't be polled) put finished `Ready` values into the mailbox and wake the poller.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use polling::{Event, Events, Poller};

use super::announce::Proxies;
use super::conn::{Conn, Phase};
use super::input::Input;
use super::listen::Listeners;
use super::shake::Tls;
use super::signals::Signals;
use super::token::{Table, Token};
use super::{Marks, Ready, SocketOptions};

/// The poller keeps `usize::MAX` for itself.
pub(crate) const KEY_INPUT: usize = usize::MAX - 1;
/// Signals have the 16 keys from here.
pub(crate) const KEY_SIGNALS: usize = usize::MAX - 32;
/// Listeners have the keys from here to the signals: some four thousand.
pub(crate) const KEY_LISTENERS: usize = usize::MAX - 4096;

/// The reactor. One thread owns it.
#[derive(Debug)]
pub struct Net {
    pub(crate) poller: Arc<Poller>,
    events: Events,
    batch: Vec<Event>,
    pub(crate) conns: Table<Conn>,
    pub(crate) dirty: Vec<Token>,
    /// When those that were told to finish are closed at the latest. A token may stand here twice, and
    /// after its death: only the earliest entry of a living one counts.
    pub(crate) endings: BinaryHeap<Reverse<(Instant, Token)>>,
    pub(crate) listeners: Listeners,
    pub(crate) proxies: Proxies,
    pub(crate) tls: Tls,
    input: Option<Input>,
    pub(crate) signals: Signals,
    mailbox: (Sender<Ready>, Receiver<Ready>),
    pub(crate) marks: Marks,
    pub(crate) options: SocketOptions,
}

/// Makes [`Net::wait`] return, from any thread.
#[derive(Clone, Debug)]
pub struct Waker(Arc<Poller>);

impl Waker {
    /// Wakes the wait under way, or else the next one. Costs next to nothing if one is pending already.
    pub fn wake(&self) {
        if let Err(error) = self.0.notify() {
            log::trace!("event=wake error={error:?}");
        }
    }
}

impl Net {
    /// A reactor with nothing in it.
    ///
    /// # Errors
    /// The system gives no poller (out of descriptors).
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            events: Events::new(),
            batch: Vec::new(),
            conns: Table::new(),
            dirty: Vec::new(),
            endings: BinaryHeap::new(),
            listeners: Listeners::default(),
            proxies: Proxies::default(),
            tls: Tls::default(),
            input: None,
            signals: Signals::default(),
            mailbox: channel(),
            marks: Marks::default(),
            options: SocketOptions::default(),
        })
    }

    /// When a queue counts as long and as short again, for [`Ready::Drained`].
    pub const fn set_marks(&mut self, marks: Marks) {
        self.marks = marks;
    }

    /// Something that other threads can wake this reactor with.
    pub fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.poller))
    }

    /// Looks up the addresses of `host` on a thread of its own; [`Ready::Resolved`] has the answer.
    pub fn resolve(&mut self, host: String, port: u16) {
        super::resolve::start(host, port, self.mailbox.0.clone(), self.waker());
    }

    /// Standard input joins the reactor. Call it once.
    ///
    /// # Errors
    /// It was opened before, or the system gives no thread where one is needed to read it.
    pub fn open_input(&mut self) -> io::Result<()> {
        if self.input.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.input = Some(Input::open(&self.poller, self.waker())?);
        Ok(())
    }

    /// Reads what standard input has, at most one system call's worth and never more than 16 KiB.
    pub fn read_input(&mut self, buf: &mut [u8]) -> super::Received {
        match &mut self.input {
            Some(input) => input.read(&self.poller, buf),
            None => super::Received::Nothing,
        }
    }

    /// Standard input is not read until [`Net::resume_input`].
    pub fn pause_input(&mut self) {
        if let Some(input) = &mut self.input {
            input.set_paused(&self.poller, true);
        }
    }

    /// Standard input is read again.
    pub fn resume_input(&mut self) {
        if let Some(input) = &mut self.input {
            input.set_paused(&self.poller, false);
        }
    }

    /// From here on each of these signals is told as [`Ready::Signal`] instead of what it does by itself.
    /// What this system doesn't have is passed over. A hang-up that this process was started to ignore
    /// (`nohup`) goes on being ignored, where the system lets one see that.
    ///
    /// # Errors
    /// The system refuses (out of descriptors; on Windows: watched twice).
    pub fn watch_signals(&mut self, which: &[super::Signal]) -> io::Result<()> {
        self.signals.watch(which, &self.poller, &self.mailbox.0)
    }

    /// How long until this reactor has to do something by itself; [`Net::wait`] sees to it.
    pub(super) fn next_due(&self) -> Option<Duration> {
        let ending = self.endings.peek().map(|Reverse((at, _))| *at);
        let input = self.input.as_ref().and_then(Input::due);
        let due = [ending, self.listeners.due(), input, self.tls.due(), self.proxies.due()]
            .into_iter()
            .flatten()
            .min()?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    /// Waits until something happens, or until `timeout` is over (`None`: for as long as it takes), and
    /// puts all of it into `ready`, which is emptied first. May return with nothing.
    ///
    /// # Errors
    /// The poller itself failed: nothing can go on.
    pub fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        ready.clear();
        self.flush(ready);
        let busy = !ready.is_empty() || self.input.as_mut().is_some_and(Input::begin);
        let timeout = match (timeout, self.next_due()) {
            _ if busy => Some(Duration::ZERO),
            (Some(asked), Some(due)) => Some(asked.min(due)),
            (asked, due) => asked.or(due),
        };
        self.events.clear();
        self.poller.wait(&mut self.events, timeout)?;

        let mut batch = mem::take(&mut self.batch);
        batch.extend(self.events.iter());
        let mut accept = false;
        for event in batch.drain(..) {
            if event.key < KEY_LISTENERS {
                self.conn_event(event, ready);
            } else if event.key == KEY_INPUT {
                if let Some(input) = &mut self.input {
                    input.ready();
                }
            } else if event.key >= KEY_SIGNALS {
                self.signals.take(event.key - KEY_SIGNALS, ready);
            } else {
                accept |= self.listeners.mark(event.key - KEY_LISTENERS);
            }
        }
        self.batch = batch;

        ready.extend(self.mailbox.1.try_iter());
        if let Some(input) = &mut self.input {
            input.tick(&self.poller);
            if input.has_something() {
                ready.push(Ready::InputReadable);
            }
        }
        self.close_overdue(ready);
        self.close_unannounced();
        self.let_shake(ready);
        if accept || self.listeners.is_paused() {
            self.accept_all(ready);
        }
        Ok(())
    }

    fn conn_event(&mut self, event: Event, ready: &mut Vec<Ready>) {
        let Some((token, conn)) = self.conns.at(event.key) else { return };
        match conn.phase {
            Phase::Connecting => self.connect_event(token, ready),
            Phase::Announcing => self.announcement(token, ready),
            Phase::Shaking => self.shaking_event(token, &event, ready),
            Phase::Open => {
                let armed = conn.armed();
                if event.readable && armed.read {
                    ready.push(Ready::Readable(token));
                }
                // A hang-up may come as readable only: the next write will tell.
                if armed.write && (event.writable || !armed.read) {
                    self.unblock(token);
                }
            }
            Phase::Closing => self.unblock(token),
            Phase::Draining => {
                conn.drain();
                if conn.ended {
                    self.close(token, None, ready);
                }
            }
        }
    }

    fn close_overdue(&mut self, ready: &mut Vec<Ready>) {
        if self.endings.is_empty() {
            return;
        }
        let now = Instant::now();
        while let Some(&Reverse((at, token))) = self.endings.peek() {
            if at > now {
                return;
            }
            self.endings.pop();
            let Some(conn) = self.conns.get(token) else { continue };
            let error = conn.has_unsent().then(|| io::ErrorKind::TimedOut.into());
            self.close(token, error, ready);
        }
    }
}
