//! A person at a terminal: the real program in a pseudo-terminal, its screen read back by a terminal's
//! parser.
//!
//! A wait ends with the screen that is waited for; the limit is reached only where a test fails.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::house::STUCK;

/// Columns that no terminal of these tests has.
const COLUMNS_MAX: u16 = 1000;

/// A person at a terminal.
pub struct Terminal {
    pub master: Option<Box<dyn MasterPty + Send>>,
    pub child: Box<dyn Child + Send + Sync>,
    pub keys: Option<Box<dyn Write + Send>>,
    pub output: Receiver<Vec<u8>>,
    pub parser: vt100::Parser,
    /// All that the parser got.
    pub raw: Vec<u8>,
    /// The modes that the terminal had before.
    modes: String,
}

/// A size without pixels.
pub const fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// A number of rows or columns.
pub fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

impl Terminal {
    /// Starts a command in a terminal of this size.
    pub fn start(command: &Command, rows: u16, columns: u16) -> Self {
        let pair = native_pty_system().openpty(size(rows, columns)).unwrap();
        let mut builder = CommandBuilder::new(command.get_program());
        builder.args(command.get_args());
        builder.cwd(command.get_current_dir().unwrap());
        for name in ["NO_COLOR", "COLORTERM", "VISUAL", "EDITOR"] {
            builder.env_remove(name);
        }
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => builder.env(name, value),
                None => builder.env_remove(name),
            }
        }
        builder.env("TERM", "xterm-256color");
        let modes = modes(&*pair.master);
        let child = pair.slave.spawn_command(builder).unwrap();
        let keys = pair.master.take_writer().unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let (master, keys) = (Some(pair.master), Some(keys));
        Self { master, child, keys, output, parser, raw: Vec::new(), modes }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        let writer = self.keys.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, rows: u16, columns: u16) {
        self.master.as_ref().unwrap().resize(size(rows, columns)).unwrap();
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
    }

    /// What is to be seen.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The row on which the cursor is, as far as the cursor.
    pub fn before_caret(&self) -> String {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        screen.contents_between(row, 0, row, column).trim_end_matches('\n').to_owned()
    }

    /// The row on which the cursor is, as far as the cursor, and behind it.
    pub fn row(&self) -> (String, String) {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        let behind = screen.contents_between(row, column, row, COLUMNS_MAX);
        (self.before_caret(), behind.trim_end().to_owned())
    }

    /// Reads until the screen is as it should be.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        while !is_so(self) {
            let Ok(bytes) = self.output.recv_timeout(STUCK) else {
                panic!("{what:?} did not come; the screen is\n{}", self.screen());
            };
            self.parser.process(&bytes);
            self.raw.extend_from_slice(&bytes);
        }
    }

    /// Reads until `text` is on the screen.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |terminal| terminal.screen().contains(text));
    }

    /// Reads until the row with the cursor is this, the cursor at its end.
    pub fn wait_for_row(&mut self, row: &str) {
        self.wait_until(row, |terminal| terminal.row() == (row.to_owned(), String::new()));
    }

    /// Reads until what stands before the cursor ends with this.
    pub fn wait_for_input(&mut self, text: &str) {
        self.wait_until(text, |terminal| terminal.before_caret().ends_with(text));
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end; the terminal must be as it was found.
    pub fn end(mut self) -> (u32, String) {
        let code = self.child.wait().unwrap().exit_code();
        while let Ok(bytes) = self.output.recv_timeout(STUCK) {
            self.parser.process(&bytes);
            self.raw.extend_from_slice(&bytes);
        }
        assert_eq!(modes(&**self.master.as_ref().unwrap()), self.modes, "the terminal has other modes");
        self.is_given_back();
        (code, self.screen())
    }

    /// The terminal shows what it showed before, and nothing is switched on that was not.
    pub fn is_given_back(&self) {
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "the other screen is on");
        assert!(!screen.bracketed_paste(), "pastes are still marked");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let at = |bytes: &[u8]| self.raw.windows(bytes.len()).rposition(|window| window == bytes);
        // What a face never switched on, it need not switch off.
        for (on, off) in [
            (&b"\x1b[?1004h"[..], &b"\x1b[?1004l"[..]),
            (b"\x1b[?1007h", b"\x1b[?1007r"),
            (b"\x1b[?2026h", b"\x1b[?2026l"),
            (b"\x1b[22;0;0t", b"\x1b[23;0;0t"),
        ] {
            assert!(at(on).is_none() || at(on) < at(off), "{} is still on", on.escape_ascii());
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Ended already, unless the test has failed.
        let _ = self.child.kill();
    }
}
