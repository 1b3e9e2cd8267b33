//! The terminal around the program: whether there is one, how large it is, and its raw mode.
//!
//! Knows modes and sizes. It must not write to the terminal: what a face has switched on with escape
//! sequences (bracketed paste, another screen) that face switches off again, before the mode is given back.
//!
//! Raw mode hands over every key as it is pressed, Ctrl-C and Ctrl-Z too, and echoes nothing. Output is left
//! as it was: whoever else writes a line (a panic, say) still gets its line ends right.
//!
//! | event                         | what to call                                                            |
//! |-------------------------------|-------------------------------------------------------------------------|
//! | start                         | [`RawMode::enter`]                                                      |
//! | Ctrl-Z pressed                | [`RawMode::suspend`], which returns when the program goes on            |
//! | SIGCONT                       | [`RawMode::resume`]: the shell may have set its own mode meanwhile      |
//! | exit, error                   | drop the [`RawMode`]                                                    |
//! | panic, SIGTERM, second signal | [`restore_now`], from any thread                                        |
//!
//! SIGTSTP should not be watched for: what stops the program by default also knows when nobody could let it
//! go on, which a handler can't find out.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io::{self, IsTerminal};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// The mode to give back; `None` while the terminal is as it was found.
static FOUND: Mutex<Option<system::Mode>> = Mutex::new(None);

/// How large a terminal is, in cells. Neither is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Cells in a row.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
}

/// Whether standard input is a terminal: somebody may be asked.
pub fn is_input() -> bool {
    io::stdin().is_terminal()
}

/// Whether standard output is a terminal: somebody looks at it.
pub fn is_output() -> bool {
    io::stdout().is_terminal()
}

/// The terminal's size, or `None` where there is no terminal or it does not say.
pub fn size() -> Option<Size> {
    system::size().filter(|size| size.columns > 0 && size.rows > 0)
}

/// The terminal in raw mode, for as long as this lives. There can be one at a time.
#[derive(Debug)]
pub struct RawMode(());

impl RawMode {
    /// Puts the terminal of standard input into raw mode.
    ///
    /// # Errors
    /// Standard input is no terminal, the terminal can't do it (a Windows console without escape
    /// sequences), or somebody holds it in raw mode already (`AlreadyExists`).
    pub fn enter() -> io::Result<Self> {
        let mut found = found();
        if found.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        *found = Some(raw(system::mode()?)?);
        Ok(Self(()))
    }

    /// Gives the terminal back and stops the program, with all others of its job, as Ctrl-Z does; returns in
    /// raw mode when it goes on. Where nobody could let it go on (the program was not started by a shell
    /// with job control) the system does not stop it, and this returns at once, as it does on Windows.
    /// Call it from the main thread, which is the one that the system stops before the call returns.
    ///
    /// # Errors
    /// Raw mode can't be had again, mostly because the terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore_now();
        system::stop()?;
        self.resume()
    }

    /// Puts the terminal into raw mode again after the program was stopped by whomever. Stops it once more
    /// if it goes on in the background: the terminal is then another's.
    ///
    /// # Errors
    /// As of [`enter`](Self::enter).
    pub fn resume(&mut self) -> io::Result<()> {
        let mut found = found();
        let mode = match found.take() {
            Some(mode) => mode,
            None => system::mode()?,
        };
        *found = Some(raw(mode)?);
        Ok(())
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        restore_now();
    }
}

/// Gives the terminal back as it was found. Does nothing when it is as it was found, or when another
/// program has it (this one is in the background). Can be called at any time from any thread, a panic hook
/// included.
pub fn restore_now() {
    // Held by a thread that is in the middle of it, or by this very one in a panic: waiting won't help.
    let mut found = match FOUND.try_lock() {
        Ok(found) => found,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => return,
    };
    if let Some(mode) = found.take()
        && let Err(error) = system::restore(&mode)
    {
        log::debug!("event=terminal_restore error={error:?}");
    }
}

fn found() -> MutexGuard<'static, Option<system::Mode>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets raw mode over `mode` and returns `mode`, to be given back.
fn raw(mode: system::Mode) -> io::Result<system::Mode> {
    match system::set_raw(&mode) {
        Ok(()) => Ok(mode),
        Err(error) => {
            // Half of it may be set.
            let _ = system::restore(&mode);
            Err(error)
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use rustix::stdio::stdin;
    use rustix::termios::{LocalModes, OutputModes, Termios, tcgetattr};

    use super::*;

    const CHILD: &str = "CHATROOM_TEST_TERMINAL";
    const TYPED: &[u8] = b"\x03\x1a\x1c\x16\x13\r\xe5\xa5\xbdq";

    /// This test runs itself again in a terminal of its own, and talks to itself through it.
    #[test]
    fn raw_mode_takes_every_key_and_gives_the_terminal_back() {
        if std::env::var_os(CHILD).is_some() {
            return in_the_terminal();
        }
        let size = PtySize { rows: 30, cols: 100, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let name = "raw_mode_takes_every_key_and_gives_the_terminal_back";
        command.args([&format!("{}::{name}", module()), "--exact", "--nocapture"]);
        command.env(CHILD, "1");
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (mut reader, mut writer) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let (mut output, mut buf, mut typed) = (Vec::new(), [0; 1024], false);
        // Linux says the end of a terminal by an error.
        while let Ok(count @ 1..) = reader.read(&mut buf) {
            output.extend_from_slice(&buf[..count]);
            if !typed && String::from_utf8_lossy(&output).contains("ready") {
                writer.write_all(TYPED).unwrap();
                typed = true;
            }
        }
        let output = String::from_utf8_lossy(&output).into_owned();
        assert!(child.wait().unwrap().success() && output.contains("all well"), "{output}");
    }

    fn module() -> &'static str {
        module_path!().split_once("::").map_or("", |(_crate, module)| module)
    }

    fn in_the_terminal() {
        let now = || tcgetattr(stdin()).unwrap();
        let lines = |mode: &Termios| mode.local_modes.contains(LocalModes::ICANON | LocalModes::ECHO);
        let same = |left: &Termios, right: &Termios| {
            (left.input_modes, left.output_modes, left.local_modes)
                == (right.input_modes, right.output_modes, right.local_modes)
        };
        let before = now();
        assert!(lines(&before) && is_input() && is_output());
        assert_eq!(size(), Some(Size { columns: 100, rows: 30 }));

        let mut raw = RawMode::enter().unwrap();
        assert!(!lines(&now()) && now().output_modes.contains(OutputModes::OPOST));
        assert_eq!(RawMode::enter().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        println!("ready");
        let mut typed = vec![0; TYPED.len()];
        io::stdin().read_exact(&mut typed).unwrap();
        assert_eq!(typed, TYPED);

        // Nobody could let this process go on: it is not stopped.
        raw.suspend().unwrap();
        assert!(!lines(&now()));
        restore_now();
        assert!(same(&now(), &before));
        restore_now();
        raw.resume().unwrap();
        raw.resume().unwrap();
        assert!(!lines(&now()));
        drop(raw);
        assert!(same(&now(), &before));
        println!("all well");
    }
}
