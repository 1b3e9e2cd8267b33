//! Where the person reads and types: a terminal with a line being edited, or two streams and an
//! input.
//!
//! What happens in one turn of the loop is written at once, at its end. On a terminal it stands
//! above the line being typed. In a pipe what is chat goes to standard output and all else to
//! standard error.

use std::io;
use std::time::{Duration, Instant};

use crate::chat::command::{self, Intent};
use crate::cmd::OutputClosed;
use crate::cmd::printer::{self, Printer};
use crate::cmd::typing::{Typed, Typing};
use crate::edit::{Editor, Kind, Outcome};
use crate::lines::{Face, Line, Stream};
use crate::wire::clean::{clean, clean_lines};
use crate::wire::lines::{LineBuffer, Taken};

/// Bytes of one line of a pipe, its end included.
pub const INPUT_LINE_BYTES_MAX: usize = 1024 * 1024;

/// What the person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Nothing: what they type is for the room.
    Nothing,
    /// Their name.
    Name,
    /// The server's password.
    Password,
}

/// What the person did.
#[derive(Debug)]
pub enum Did {
    /// They typed a line.
    Line(String),
    /// They typed a line that is too long to be taken.
    TooLong,
    /// They want to leave.
    Leave,
}

#[derive(Debug)]
enum Desk {
    Terminal(Box<Typing>),
    /// `ask`: standard input is a terminal nevertheless.
    Pipe {
        ask: bool,
        typed: LineBuffer,
    },
}

/// See the head of this file.
#[derive(Debug)]
pub struct Front {
    /// The words.
    pub face: Face,
    desk: Desk,
    question: Question,
    lines: Vec<Line>,
    redraw: bool,
    printer: Printer,
    /// Behind a prompt that is no row being edited, the cursor waits for the answer.
    behind_prompt: bool,
}

impl Front {
    /// On a terminal, with `typing`, or in a pipe; `ask`: somebody can be asked.
    pub fn new(face: Face, typing: Option<Typing>, ask: bool, printer: Printer) -> Self {
        let desk = match typing {
            Some(typing) => Desk::Terminal(Box::new(typing)),
            None => Desk::Pipe { ask, typed: LineBuffer::new() },
        };
        let mut front = Self {
            face,
            desk,
            question: Question::Nothing,
            lines: Vec::new(),
            redraw: false,
            printer,
            behind_prompt: false,
        };
        front.ask(Question::Nothing);
        front
    }

    /// Whether this is a terminal on which lines are edited.
    pub fn is_terminal(&self) -> bool {
        matches!(self.desk, Desk::Terminal(_))
    }

    /// Whether somebody can be asked for a name.
    pub fn can_ask(&self) -> bool {
        matches!(self.desk, Desk::Terminal(_) | Desk::Pipe { ask: true, .. })
    }

    /// What the person is being asked.
    pub fn question(&self) -> Question {
        self.question
    }

    /// Asks something, or goes over to talk. What was being typed is gone if it answered something
    /// else.
    pub fn ask(&mut self, question: Question) {
        let changed = self.question != question;
        self.question = question;
        self.redraw = true;
        let prompt = self.prompt();
        if let Desk::Terminal(typing) = &mut self.desk {
            if changed {
                typing.editor = Editor::new(match question {
                    Question::Nothing => Kind::Message,
                    Question::Name => Kind::Answer,
                    Question::Password => Kind::Secret,
                });
            }
            typing.editor.hide(command::secret_from);
            typing.prompt = prompt;
        }
    }

    fn prompt(&self) -> String {
        self.face.sentence(match self.question {
            Question::Nothing => "chat-prompt-line",
            Question::Name => "chat-prompt-name",
            Question::Password => "chat-prompt-password",
        })
    }

    /// Prints these with the next [`Front::flush`].
    pub fn print(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.lines.extend(lines);
    }

    /// Prints something that only this person wants to know.
    pub fn aside(&mut self, text: String) {
        self.lines.push(Line { stream: Stream::Aside, text });
    }

    /// A line that was typed stays on a terminal, as `me: words` where it was said. In a pipe it is
    /// not repeated.
    pub fn keep(&mut self, line: &str, me: &str, verbatim: bool) {
        if !self.is_terminal() {
            return;
        }
        let shown = match self.question {
            Question::Password => vec![self.prompt()],
            Question::Name => vec![format!("{}{}", self.prompt(), clean(line))],
            Question::Nothing if line.is_empty() => Vec::new(),
            Question::Nothing if verbatim => self.face.own(me, line),
            Question::Nothing if command::secret_from(line).is_some() => {
                let end = command::secret_from(line).unwrap_or_default();
                vec![format!("{}{}…", self.prompt(), clean(line.get(..end).unwrap_or_default()))]
            }
            Question::Nothing => match command::read(line) {
                Ok(Intent::Say(text)) => self.face.own(me, &text),
                Ok(Intent::Act(text)) => vec![self.face.own_action(me, &text)],
                _ => vec![format!("{}{}", self.prompt(), clean(line))],
            },
        };
        for text in shown {
            self.aside(text);
        }
    }

    /// Takes bytes of the input. On a terminal they are keys, and what those led to is given back,
    /// in order; lines of a pipe are taken with [`Front::next_line`]. `candidates` completes words.
    pub fn take(&mut self, bytes: &[u8], candidates: impl Fn(&Editor) -> Candidates) -> Vec<Did> {
        match &mut self.desk {
            Desk::Terminal(typing) => {
                let typed = typing.feed(bytes);
                self.understand(typed, candidates)
            }
            Desk::Pipe { typed, .. } => {
                typed.push(bytes);
                Vec::new()
            }
        }
    }

    /// What stands on the line being typed on a terminal, if it is for the room.
    pub fn draft(&self) -> &str {
        match &self.desk {
            Desk::Terminal(typing) if self.question == Question::Nothing => typing.editor.text(),
            Desk::Terminal(_) | Desk::Pipe { .. } => "",
        }
    }

    /// The next whole line of a pipe.
    pub fn next_line(&mut self) -> Option<Did> {
        let Desk::Pipe { typed, .. } = &mut self.desk else { return None };
        let taken = typed.take_line(INPUT_LINE_BYTES_MAX)?;
        // Enter has ended the row of the prompt.
        self.behind_prompt = false;
        Some(match taken {
            Taken::Line(line) => Did::Line(String::from_utf8_lossy(line).into_owned()),
            Taken::TooLong => Did::TooLong,
        })
    }

    /// Whether a whole line of a pipe waits to be taken.
    pub fn has_line(&self) -> bool {
        matches!(&self.desk, Desk::Pipe { typed, .. } if typed.has_line())
    }

    /// The last line of a pipe, if it had no line end.
    pub fn rest(&mut self) -> Option<String> {
        let Desk::Pipe { typed, .. } = &mut self.desk else { return None };
        let rest = typed.take_rest();
        (!rest.is_empty()).then(|| String::from_utf8_lossy(&rest).into_owned())
    }

    /// All that was read of a pipe and not taken. What was not read stays in the pipe for others.
    pub fn take_untaken(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(did) = self.next_line() {
            match did {
                Did::Line(line) => lines.push(line),
                Did::TooLong | Did::Leave => {}
            }
        }
        lines.extend(self.rest());
        lines
    }

    fn understand(&mut self, typed: Vec<Typed>, candidates: impl Fn(&Editor) -> Candidates) -> Vec<Did> {
        let Desk::Terminal(typing) = &mut self.desk else { return Vec::new() };
        self.redraw = true;
        let mut did = Vec::new();
        for one in typed {
            match one {
                Typed::Line(line) => did.push(Did::Line(line)),
                Typed::TooLong => did.push(Did::TooLong),
                Typed::Interrupted | Typed::EndOfInput => did.push(Did::Leave),
                Typed::Suspend => typing.suspend(),
                Typed::Complete { backwards } => {
                    let Candidates { start, words } = candidates(&typing.editor);
                    // Where nothing fits the word stays as it is.
                    let _: Outcome = typing.editor.complete(start, words, backwards);
                }
            }
        }
        did
    }

    /// When [`Front::pass_time`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.desk {
            Desk::Terminal(typing) => typing.deadline(),
            Desk::Pipe { .. } => None,
        }
    }

    /// A lone Esc is a key after all.
    pub fn pass_time(&mut self) -> Vec<Did> {
        let Desk::Terminal(typing) = &mut self.desk else { return Vec::new() };
        if typing.deadline().is_none_or(|due| due > Instant::now()) {
            return Vec::new();
        }
        let typed = typing.pass_time();
        self.understand(typed, |editor| Candidates { start: editor.caret(), words: Vec::new() })
    }

    /// The terminal has another size, or the program goes on after having been stopped.
    pub fn renew(&mut self, was_stopped: bool) {
        if let Desk::Terminal(typing) = &mut self.desk {
            if was_stopped {
                typing.resume();
            }
            typing.measure();
            self.redraw = true;
        }
    }

    /// Writes what was printed since the last time.
    ///
    /// # Errors
    /// Nobody reads any more: [`OutputClosed`], or what the system says.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        if let Some(error) = self.printer.failure() {
            // EIO: the terminal is gone.
            let nobody_reads = error.kind() == io::ErrorKind::BrokenPipe || terminal_is_gone(&error);
            return Err(if nobody_reads { OutputClosed.into() } else { error.into() });
        }
        if self.lines.is_empty() && !self.redraw {
            return Ok(());
        }
        let lines = std::mem::take(&mut self.lines);
        let redraw = std::mem::take(&mut self.redraw);
        let (mut out, mut aside) = (Vec::new(), Vec::new());
        let torn = self.behind_prompt && !lines.is_empty();
        match &self.desk {
            Desk::Terminal(typing) => {
                let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
                typing.print_above(&lines, &mut out);
            }
            Desk::Pipe { ask, .. } => {
                if torn {
                    aside.push(b'\n');
                }
                for line in lines {
                    let to = if line.stream == Stream::Chat { &mut out } else { &mut aside };
                    to.extend_from_slice(clean_lines(&line.text).as_bytes());
                    to.push(b'\n');
                }
                if *ask && (redraw || torn) && self.question != Question::Nothing {
                    aside.extend_from_slice(self.prompt().as_bytes());
                    self.behind_prompt = true;
                }
            }
        }
        self.printer.print(printer::Stream::Aside, aside);
        self.printer.print(printer::Stream::Out, out);
        Ok(())
    }

    /// Whether so much waits to be written that the server should be read later.
    pub fn is_full(&self) -> bool {
        self.printer.is_full()
    }

    /// Whether all that was printed has been written.
    pub fn is_idle(&self) -> bool {
        self.printer.is_idle()
    }

    /// Takes the row being typed away and gives the terminal back. What is printed afterwards goes
    /// to the streams.
    pub fn leave(&mut self) {
        self.redraw = false;
        self.desk =
            match std::mem::replace(&mut self.desk, Desk::Pipe { ask: false, typed: LineBuffer::new() }) {
                Desk::Terminal(typing) => {
                    typing.leave();
                    Desk::Pipe { ask: false, typed: LineBuffer::new() }
                }
                pipe @ Desk::Pipe { .. } => pipe,
            };
    }

    /// Ends the printer, which has `grace` for what it has not written yet.
    pub fn finish(self, grace: Duration) {
        self.printer.finish(grace);
    }
}

/// What the word before the caret could become.
#[derive(Debug)]
pub struct Candidates {
    /// Where the word begins.
    pub start: usize,
    /// What it could be, with what should stand behind it.
    pub words: Vec<String>,
}

#[cfg(unix)]
fn terminal_is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

#[cfg(not(unix))]
fn terminal_is_gone(_error: &io::Error) -> bool {
    false
}
