//! Typing on a terminal, for both commands: the terminal in raw mode, its bytes as keys, the keys
//! as a line, and that line as the last row of the screen. Only what is typed is known here, not
//! what it means.

use std::time::Instant;

use super::restore::{self, write_now};
use crate::edit::{ESCAPE_WAIT, Editor, Key, Keys, Kind, Outcome, Row, draw};
use crate::net::terminal::{self, RawMode};

/// What came of the keys.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// A whole line, or several that were pasted or written together.
    Line(String),
    /// Ctrl-C in an empty line.
    Interrupted,
    /// Ctrl-D in an empty line.
    EndOfInput,
    /// Ctrl-Z.
    Suspend,
    /// Tab: complete the word before the caret.
    Complete {
        /// Shift-Tab.
        backwards: bool,
    },
    /// What was typed or pasted does not fit.
    TooLong,
}

/// Somebody typing.
#[derive(Debug)]
pub struct Typing {
    raw: RawMode,
    keys: Keys,
    /// The line being typed.
    pub editor: Editor,
    /// What stands before it.
    pub prompt: String,
    columns: u16,
    deadline: Option<Instant>,
}

/// Pastes come marked as such (DECSET 2004).
const PASTES_MARKED: &[u8] = b"\x1b[?2004h";
const PASTES_UNMARKED: &[u8] = b"\x1b[?2004l";

/// A panic stands on a row of its own.
const OFF_IN_A_PANIC: &[u8] = b"\r\n\x1b[?2004l";

impl Typing {
    /// Takes the terminal; it is given back when this is dropped.
    ///
    /// # Errors
    /// See [`RawMode::enter`].
    pub fn begin(prompt: &str) -> std::io::Result<Self> {
        let raw = RawMode::enter()?;
        restore::in_a_panic(OFF_IN_A_PANIC);
        let mut typing = Self {
            raw,
            keys: Keys::new(),
            editor: Editor::new(Kind::Message),
            prompt: prompt.to_owned(),
            columns: 80,
            deadline: None,
        };
        typing.measure();
        write_now(PASTES_MARKED);
        Ok(typing)
    }

    /// Takes the terminal if there is one, at both ends, that can move its cursor.
    pub fn where_it_can_be(prompt: &str) -> Option<Self> {
        let whole = terminal::is_input() && terminal::is_output();
        let plain = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        (whole && !plain).then(|| Self::begin(prompt).ok()).flatten()
    }

    /// Takes bytes of the terminal.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Typed> {
        let mut keys = Vec::new();
        self.keys.feed(bytes, &mut keys);
        self.deadline = self.keys.pending().then(|| Instant::now() + ESCAPE_WAIT);
        self.press(keys)
    }

    /// When [`Typing::pass_time`] should be called, if no byte comes before.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// A lone Esc is a key after all.
    pub fn pass_time(&mut self) -> Vec<Typed> {
        let mut keys = Vec::new();
        self.keys.flush(&mut keys);
        self.deadline = None;
        self.press(keys)
    }

    fn press(&mut self, keys: Vec<Key>) -> Vec<Typed> {
        let mut typed = Vec::new();
        for key in keys {
            match self.editor.press(key) {
                Outcome::Submitted(line) => typed.push(Typed::Line(line)),
                Outcome::Interrupted => typed.push(Typed::Interrupted),
                Outcome::EndOfInput => typed.push(Typed::EndOfInput),
                Outcome::Suspend => typed.push(Typed::Suspend),
                Outcome::Complete { backwards } => typed.push(Typed::Complete { backwards }),
                Outcome::TooLong { .. } | Outcome::TooManyLines { .. } => typed.push(Typed::TooLong),
                Outcome::Redraw => write_now(b"\x1b[H\x1b[2J"),
                Outcome::Nothing | Outcome::Changed | Outcome::Unbound(_) => {}
            }
        }
        typed
    }

    /// Prints lines above the row, and draws the row again.
    pub fn print_above(&self, lines: &[String], out: &mut Vec<u8>) {
        self.row().print_above(lines, out);
    }

    fn row(&self) -> Row<'_> {
        Row { columns: self.columns, prompt: &self.prompt, editor: &self.editor }
    }

    /// The terminal may have another size.
    pub fn measure(&mut self) {
        self.columns = terminal::size().map_or(80, |size| size.columns);
    }

    /// Stops the program, as Ctrl-Z does; returns when it goes on.
    pub fn suspend(&mut self) {
        let mut bytes = Vec::new();
        leave_row(&mut bytes);
        write_now(&bytes);
        // Without a terminal there is nothing to come back to; the end of input will tell.
        let _ = self.raw.suspend();
        self.come_back();
    }

    /// The program goes on after it was stopped by somebody else.
    pub fn resume(&mut self) {
        let _ = self.raw.resume();
        self.come_back();
    }

    fn come_back(&mut self) {
        self.measure();
        write_now(PASTES_MARKED);
    }

    /// Takes the row away for good and gives the terminal back, at once.
    pub fn leave(self) {
        let mut bytes = Vec::new();
        leave_row(&mut bytes);
        write_now(&bytes);
    }
}

fn leave_row(out: &mut Vec<u8>) {
    draw::erase(out);
    out.extend_from_slice(PASTES_UNMARKED);
}
