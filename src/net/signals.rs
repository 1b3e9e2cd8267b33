//! Signals, as happenings of the reactor.
//!
//! Unix: the handler of each signal writes a byte into a socket pair of its own, whose other end the poller
//! watches; every byte is told, so that a second interrupt is seen as such. Windows: Ctrl-C, Ctrl-Break and
//! the closing of the console come from a thread, and are all told as [`Signal::Interrupt`].

/// A signal that can be watched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// SIGINT, Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP: the terminal is gone.
    Hangup,
    /// SIGWINCH: the terminal has another size.
    WindowSize,
    /// SIGCONT: the process goes on after having been stopped.
    Continued,
    /// SIGUSR1: what another program of ours wants to tell this one.
    UserOne,
}

#[cfg(unix)]
pub(crate) use unix::Signals;
#[cfg(windows)]
pub(crate) use windows::Signals;

#[cfg(unix)]
mod unix {
    use std::io::{self, Read};
    use std::os::unix::net::UnixStream;
    use std::sync::mpsc::Sender;

    use polling::{Event, PollMode, Poller};
    use signal_hook::SigId;
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGWINCH};
    use signal_hook::low_level::{pipe, unregister};

    use super::Signal;
    use crate::net::Ready;
    use crate::net::reactor::KEY_SIGNALS;

    const fn number(signal: Signal) -> i32 {
        match signal {
            Signal::Interrupt => SIGINT,
            Signal::Terminate => SIGTERM,
            Signal::Hangup => SIGHUP,
            Signal::WindowSize => SIGWINCH,
            Signal::Continued => SIGCONT,
            Signal::UserOne => SIGUSR1,
        }
    }

    #[derive(Debug)]
    struct Watched {
        signal: Signal,
        pipe: UnixStream,
        id: SigId,
    }

    #[derive(Debug, Default)]
    pub(crate) struct Signals(Vec<Watched>);

    impl Signals {
        pub(crate) fn watch(
            &mut self,
            which: &[Signal],
            poller: &Poller,
            _mailbox: &Sender<Ready>,
        ) -> io::Result<()> {
            for &signal in which {
                let known = self.0.iter().any(|watched| watched.signal == signal);
                if known || is_ignored(signal) {
                    continue;
                }
                let (ours, handlers) = UnixStream::pair()?;
                ours.set_nonblocking(true)?;
                let id = pipe::register(number(signal), handlers)?;
                let event = Event::readable(KEY_SIGNALS + self.0.len());
                self.0.push(Watched { signal, pipe: ours, id });
                if let Some(watched) = self.0.last() {
                    // SAFETY: `close` takes it out of the poller before it is dropped.
                    unsafe { poller.add_with_mode(&watched.pipe, event, PollMode::Level)? };
                }
            }
            Ok(())
        }

        /// The poller says that the signal in this place has arrived.
        pub(crate) fn take(&mut self, index: usize, ready: &mut Vec<Ready>) {
            let Some(watched) = self.0.get(index) else { return };
            let mut bytes = [0; 64];
            if let Ok(count) = (&watched.pipe).read(&mut bytes) {
                ready.extend((0..count).map(|_| Ready::Signal(watched.signal)));
            }
        }

        pub(crate) fn close(&mut self, poller: &Poller) {
            for watched in self.0.drain(..) {
                unregister(watched.id);
                if let Err(error) = poller.delete(&watched.pipe) {
                    log::trace!("event=signal_disarm error={error:?}");
                }
            }
        }
    }

    /// Whether this process was started with the hang-up ignored, as `nohup` does: watching for it would
    /// undo that. Only Linux tells without being asked in C; elsewhere nothing counts as ignored.
    fn is_ignored(signal: Signal) -> bool {
        signal == Signal::Hangup
            && std::fs::read_to_string("/proc/self/status").is_ok_and(|status| {
                let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
                let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
                mask.is_some_and(|mask| mask >> (SIGHUP - 1) & 1 == 1)
            })
    }
}

#[cfg(windows)]
mod windows {
    use std::io;
    use std::sync::Arc;
    use std::sync::mpsc::Sender;

    use polling::Poller;

    use super::Signal;
    use crate::net::Ready;

    #[derive(Debug, Default)]
    pub(crate) struct Signals {
        watching: bool,
    }

    impl Signals {
        pub(crate) fn watch(
            &mut self,
            which: &[Signal],
            poller: &Arc<Poller>,
            mailbox: &Sender<Ready>,
        ) -> io::Result<()> {
            if self.watching || !which.contains(&Signal::Interrupt) {
                return Ok(());
            }
            let (poller, mailbox) = (Arc::clone(poller), mailbox.clone());
            let set = ctrlc::set_handler(move || {
                // An error: the reactor is gone.
                let _ = mailbox.send(Ready::Signal(Signal::Interrupt));
                let _ = poller.notify();
            });
            set.map_err(|error| match error {
                ctrlc::Error::System(error) => error,
                ctrlc::Error::MultipleHandlers => io::ErrorKind::AlreadyExists.into(),
                ctrlc::Error::NoSuchSignal(_) => io::ErrorKind::Unsupported.into(),
            })?;
            self.watching = true;
            Ok(())
        }

        /// No signal comes by the poller here.
        pub(crate) fn take(&mut self, _index: usize, _ready: &mut Vec<Ready>) {}

        /// The handler stays until the process ends; there is no way to take it back.
        pub(crate) fn close(&mut self, _poller: &Poller) {}
    }
}
