//! Standard input as a descriptor that the poller watches.
//!
//! A terminal has one more trap: a process in the background that reads it is stopped (SIGTTIN), and the
//! terminal is readable to the poller whenever the user types to whoever is in the foreground. So a
//! terminal is read in the foreground only; in the background it is out of the poller, and looked after
//! once in [`FOREGROUND_CHECK`], from the first key on.

use std::io;
use std::time::{Duration, Instant};

use polling::{Event, PollMode, Poller};
use rustix::fs::FileType;
use rustix::stdio::stdin;

use super::super::Received;
use super::super::reactor::KEY_INPUT;

/// How often a process in the background looks whether it has been brought to the foreground.
const FOREGROUND_CHECK: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Polled {
    terminal: bool,
    armed: bool,
    ready: bool,
    /// In the background: when to look again.
    look_at: Option<Instant>,
}

impl Polled {
    pub(crate) fn open(poller: &Poller) -> io::Result<Self> {
        let terminal = rustix::termios::isatty(stdin());
        let mut polled = Self { terminal, armed: false, ready: false, look_at: None };
        polled.arm(poller, true)?;
        Ok(polled)
    }

    pub(crate) fn arm(&mut self, poller: &Poller, wanted: bool) -> io::Result<()> {
        let wanted = wanted && self.look_at.is_none();
        if wanted == self.armed {
            return Ok(());
        }
        if wanted {
            // SAFETY: descriptor 0 stays open as long as the process runs.
            unsafe { poller.add_with_mode(&stdin(), Event::readable(KEY_INPUT), PollMode::Level)? };
        } else {
            poller.delete(stdin())?;
        }
        self.armed = wanted;
        self.ready = false;
        Ok(())
    }

    pub(crate) const fn begin(&mut self) {
        self.ready = false;
    }

    pub(crate) const fn ready(&mut self) {
        self.ready = self.armed;
    }

    pub(crate) const fn is_ready(&self) -> bool {
        self.ready
    }

    pub(crate) const fn due(&self) -> Option<Instant> {
        self.look_at
    }

    /// Leaves the terminal alone while in the background. `idle`: nobody wants to read.
    pub(crate) fn tick(&mut self, poller: &Poller, idle: bool) {
        if idle || (!self.ready && self.look_at.is_none()) {
            return;
        }
        let now = Instant::now();
        if self.look_at.is_some_and(|at| at > now) {
            return;
        }
        self.look_at = if self.terminal && is_in_background() { Some(now + FOREGROUND_CHECK) } else { None };
        if let Err(error) = self.arm(poller, true) {
            log::debug!("event=input_arm error={error:?}");
            self.look_at = Some(now + FOREGROUND_CHECK);
        }
    }

    pub(crate) fn read(&mut self, buf: &mut [u8]) -> Received {
        // One read for one event: the second could block.
        if !std::mem::take(&mut self.ready) {
            return Received::Nothing;
        }
        read(buf)
    }
}

/// Reads descriptor 0 itself: the buffer of `std::io::Stdin` would hide bytes from the poller.
pub(crate) fn read(buf: &mut [u8]) -> Received {
    Received::from_read(rustix::io::read(stdin(), buf).map_err(io::Error::from))
}

/// Files, which no poller has to be asked about.
pub(crate) fn is_always_ready() -> bool {
    let kind = rustix::fs::fstat(stdin()).map(|stat| FileType::from_raw_mode(stat.st_mode));
    matches!(kind, Ok(FileType::RegularFile | FileType::Directory | FileType::BlockDevice) | Err(_))
}

/// Whether the poller's word on this descriptor counts. Kqueue accepts some devices that are no terminals
/// (`/dev/null`) and then never reports them.
pub(crate) fn can_be_polled() -> bool {
    let kind = rustix::fs::fstat(stdin()).map(|stat| FileType::from_raw_mode(stat.st_mode));
    cfg!(any(target_os = "linux", target_os = "android"))
        || !matches!(kind, Ok(FileType::CharacterDevice))
        || rustix::termios::isatty(stdin())
}

/// Whether another group of processes has the terminal.
fn is_in_background() -> bool {
    rustix::termios::tcgetpgrp(stdin()).is_ok_and(|group| group != rustix::process::getpgrp())
}
