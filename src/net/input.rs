//! Standard input, whatever it is, as one source of the reactor.
//!
//! | what it is                     | how it is read                                                       |
//! |--------------------------------|----------------------------------------------------------------------|
//! | pipe, terminal, socket (Unix)  | the poller, level mode; one read per event (`polled`)                |
//! | file, `/dev/null` (Unix)       | always ready: a chunk per turn until the end, then never again       |
//! | what the poller refuses; all of Windows | a thread with blocking reads, a bounded channel (`bridge`)  |
//!
//! The descriptor is never made non-blocking: that flag belongs to the open file, which the shell that
//! started us shares. Epoll has nothing to say about files and answers EPERM, which is how they are told
//! from the rest; kqueue does take files, but never reports their end, so those are told by their type.
//!
//! The end is told once. After it, and while paused, nothing is watched: an end that stays readable must
//! not keep an idle server awake.

mod bridge;
#[cfg(unix)]
mod polled;

use std::io;
use std::time::Instant;

use polling::Poller;

use self::bridge::Bridge;
#[cfg(unix)]
use self::polled::Polled;
use super::Received;
use super::reactor::Waker;

/// What one read takes at most, in bytes.
pub(crate) const CHUNK_BYTES_MAX: usize = 16 * 1024;

#[derive(Debug)]
enum Source {
    #[cfg(unix)]
    Polled(Polled),
    #[cfg(unix)]
    Always,
    Bridge(Bridge),
}

#[derive(Debug)]
pub(crate) struct Input {
    source: Source,
    paused: bool,
    ended: bool,
}

impl Input {
    pub(crate) fn open(poller: &Poller, waker: Waker) -> io::Result<Self> {
        Ok(Self { source: choose(poller, waker)?, paused: false, ended: false })
    }

    /// Before each wait: whether there is something without asking the poller. What the poller said of an
    /// earlier turn counts no more, since somebody else may have read it meanwhile.
    pub(crate) fn begin(&mut self) -> bool {
        #[cfg(unix)]
        if let Source::Polled(polled) = &mut self.source {
            polled.begin();
        }
        self.has_something()
    }

    /// The poller says so.
    pub(crate) fn ready(&mut self) {
        #[cfg(unix)]
        if let Source::Polled(polled) = &mut self.source {
            polled.ready();
        }
    }

    /// Once per turn, before [`Input::has_something`].
    pub(crate) fn tick(&mut self, poller: &Poller) {
        #[cfg(unix)]
        if let Source::Polled(polled) = &mut self.source {
            polled.tick(poller, self.paused || self.ended);
        }
        #[cfg(not(unix))]
        let _ = poller;
    }

    /// When `tick` wants to be called without anything else happening.
    pub(crate) fn due(&self) -> Option<Instant> {
        match &self.source {
            #[cfg(unix)]
            Source::Polled(polled) if !self.paused && !self.ended => polled.due(),
            #[cfg(unix)]
            Source::Polled(_) | Source::Always => None,
            Source::Bridge(_) => None,
        }
    }

    /// Whether a read is in place.
    pub(crate) fn has_something(&mut self) -> bool {
        if self.paused || self.ended {
            return false;
        }
        match &mut self.source {
            #[cfg(unix)]
            Source::Polled(polled) => polled.is_ready(),
            #[cfg(unix)]
            Source::Always => true,
            Source::Bridge(bridge) => bridge.has_something(),
        }
    }

    pub(crate) fn read(&mut self, poller: &Poller, buf: &mut [u8]) -> Received {
        let size = buf.len().min(CHUNK_BYTES_MAX);
        let buf = buf.get_mut(..size).unwrap_or_default();
        if self.ended || buf.is_empty() {
            return Received::Nothing;
        }
        let received = match &mut self.source {
            #[cfg(unix)]
            Source::Polled(polled) => polled.read(buf),
            #[cfg(unix)]
            Source::Always => polled::read(buf),
            Source::Bridge(bridge) => bridge.read(buf),
        };
        if matches!(received, Received::End | Received::Failed(_)) {
            log::debug!("event=input_end received={received:?}");
            self.ended = true;
            self.arm(poller);
        }
        received
    }

    pub(crate) fn set_paused(&mut self, poller: &Poller, paused: bool) {
        if self.paused != paused {
            self.paused = paused;
            self.arm(poller);
        }
    }

    fn arm(&mut self, poller: &Poller) {
        #[cfg(unix)]
        if let Source::Polled(polled) = &mut self.source
            && let Err(error) = polled.arm(poller, !self.paused && !self.ended)
        {
            // It was in the poller before, so this is a system out of memory: read it without asking.
            log::debug!("event=input_arm error={error:?}");
            self.source = Source::Always;
        }
        #[cfg(not(unix))]
        let _ = poller;
    }
}

#[cfg(unix)]
fn choose(poller: &Poller, waker: Waker) -> io::Result<Source> {
    if polled::is_always_ready() {
        return Ok(Source::Always);
    }
    if polled::can_be_polled() {
        match Polled::open(poller) {
            Ok(polled) => return Ok(Source::Polled(polled)),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(Source::Always),
            // EINVAL of kqueue for some terminals, among others.
            Err(error) => log::debug!("event=input_not_polled error={error:?}"),
        }
    }
    Ok(Source::Bridge(Bridge::open(waker)?))
}

#[cfg(not(unix))]
fn choose(_poller: &Poller, waker: Waker) -> io::Result<Source> {
    Ok(Source::Bridge(Bridge::open(waker)?))
}
