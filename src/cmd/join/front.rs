//! Where the person reads and types: a screen of its own ([`super::stage`]), a terminal with a line
//! being edited, or two streams and an input.
//!
//! What happens in one turn of the loop is written at once, at its end. On a terminal it stands
//! above the line being typed. In a pipe what is chat goes to standard output and all else to
//! standard error.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use super::machine::Machine;
use super::stage::Stage;
use crate::chat::command::{self, Intent};
use crate::chat::{Ending, Happening, Life, Where};
use crate::cmd::OutputClosed;
use crate::cmd::printer::{self, Printer};
use crate::cmd::typing::{Typed, Typing};
use crate::edit::{Editor, Kind, Outcome};
use crate::lines::{Face, Line, Stream};
use crate::net::Signal;
use crate::tui::screen::{Want, Way};
use crate::wire::clean::{clean, clean_lines};
use crate::wire::lines::{LineBuffer, Taken};

/// Bytes of one line of a pipe, its end included.
pub const INPUT_LINE_BYTES_MAX: usize = 1024 * 1024;

/// Lines of the talk that can be copied.
const RECENT_LINES_MAX: usize = 500;

/// What the person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Nothing: what they type is for the room.
    Nothing,
    /// Their name.
    Name,
    /// The server's password.
    Password,
    /// Whether to try again.
    Retry,
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
    /// They want something of the session.
    Act(Intent),
    /// They speak there from here on.
    Speak(Where),
    /// They have seen all that was said there up to this moment, milliseconds since 1970.
    Seen(Where, u64),
    /// They have answered what was asked.
    Answer(String),
}

#[derive(Debug)]
pub enum Desk {
    /// All of a terminal is drawn.
    Screen(Box<Stage>),
    /// Lines stand on a terminal, above the one that is typed.
    Terminal(Box<Typing>),
    /// Two streams and an input.
    Pipe {
        /// Standard input is a terminal nevertheless: somebody can be asked.
        ask: bool,
        /// What was read of it.
        typed: LineBuffer,
        /// How it is told there what happens.
        voice: Voice,
    },
}

/// How what happens is told where nothing is drawn.
#[derive(Debug)]
pub enum Voice {
    /// In sentences.
    Lines,
    /// In sentences that begin with what they are.
    Linear,
    /// In objects, for a program.
    Json(Machine),
}

/// See the head of this file.
#[derive(Debug)]
pub struct Front {
    /// The words.
    pub face: Face,
    desk: Desk,
    question: Question,
    lines: Vec<Line>,
    /// What is said once the screen has gone.
    farewell: Vec<Line>,
    /// The last lines of the talk, for the clipboard.
    recent: VecDeque<String>,
    /// What is written to the terminal before them.
    commands: Vec<u8>,
    redraw: bool,
    printer: Printer,
    /// Behind a prompt that is no row being edited, the cursor waits for the answer.
    behind_prompt: bool,
}

impl Front {
    /// At this desk.
    pub fn new(face: Face, desk: Desk, printer: Printer) -> Self {
        let mut front = Self {
            face,
            desk,
            question: Question::Nothing,
            lines: Vec::new(),
            farewell: Vec::new(),
            recent: VecDeque::new(),
            commands: Vec::new(),
            redraw: false,
            printer,
            behind_prompt: false,
        };
        front.ask(Question::Nothing);
        front
    }

    /// Whether this is a terminal on which keys are read.
    pub fn is_terminal(&self) -> bool {
        matches!(self.desk, Desk::Screen(_) | Desk::Terminal(_))
    }

    /// Whether all of the terminal is drawn: what went wrong is told there, and may be tried again.
    pub fn is_screen(&self) -> bool {
        matches!(self.desk, Desk::Screen(_))
    }

    /// Whether keys are to be read; somebody else may have the terminal for a while.
    pub fn reads_keys(&self) -> bool {
        match &self.desk {
            Desk::Screen(stage) => stage.is_ours(),
            Desk::Terminal(_) => true,
            Desk::Pipe { .. } => false,
        }
    }

    /// Whether somebody can be asked for a name.
    pub fn can_ask(&self) -> bool {
        !self.is_json()
            && matches!(self.desk, Desk::Screen(_) | Desk::Terminal(_) | Desk::Pipe { ask: true, .. })
    }

    /// How it stands with the server.
    pub fn set_way(&mut self, way: Way) {
        if let Desk::Screen(stage) = &mut self.desk {
            stage.set_way(way);
        }
    }

    /// What the person is being asked.
    pub fn question(&self) -> Question {
        self.question
    }

    /// Asks something, or goes over to talk. What was being typed is gone if it answered something
    /// else.
    pub fn ask(&mut self, question: Question) {
        if let Desk::Screen(stage) = &mut self.desk {
            stage.ask(question, None);
        }
        self.put(question);
    }

    /// Asks something, and says why it is asked.
    pub fn ask_because(&mut self, question: Question, why: String) {
        if let Desk::Screen(stage) = &mut self.desk {
            stage.ask(question, Some(why));
        } else {
            self.aside(why);
        }
        self.put(question);
    }

    fn put(&mut self, question: Question) {
        let changed = self.question != question;
        self.question = question;
        self.redraw = true;
        let prompt = self.prompt();
        if let Desk::Terminal(typing) = &mut self.desk {
            if changed {
                typing.editor = Editor::new(match question {
                    Question::Nothing => Kind::Message,
                    Question::Name | Question::Retry => Kind::Answer,
                    Question::Password => Kind::Secret,
                });
            }
            typing.editor.hide(command::secret_from);
            typing.prompt = prompt;
        }
    }

    fn prompt(&self) -> String {
        self.face.sentence(match self.question {
            Question::Nothing | Question::Retry => "chat-prompt-line",
            Question::Name => "chat-prompt-name",
            Question::Password => "chat-prompt-password",
        })
    }

    /// Shows what has happened; gives what the screen wants done about it.
    pub fn show(&mut self, happening: &Happening, life: &Life) -> Vec<Did> {
        let stage = match &mut self.desk {
            Desk::Screen(stage) => stage,
            Desk::Pipe { voice: Voice::Json(machine), .. } => {
                machine.show(happening, &mut self.lines);
                return Vec::new();
            }
            Desk::Pipe { voice: Voice::Linear, .. } => {
                self.face.show_linear(happening, &mut self.lines);
                return Vec::new();
            }
            Desk::Terminal(_) | Desk::Pipe { voice: Voice::Lines, .. } => {
                self.face.show(happening, &mut self.lines);
                return Vec::new();
            }
        };
        match happening {
            // Whoever leaves now reads it on the terminal that they come back to.
            Happening::Undelivered { .. } => self.face.show(happening, &mut self.farewell),
            Happening::Entered { .. } | Happening::Returned { .. } => self.farewell.clear(),
            _ => {}
        }
        let wants = stage.happen(happening, life);
        self.want(wants)
    }

    fn want(&mut self, wants: Vec<Want>) -> Vec<Did> {
        let Desk::Screen(stage) = &mut self.desk else { return Vec::new() };
        wants.into_iter().filter_map(|want| stage.want(want, &mut self.printer)).collect()
    }

    /// Prints these with the next [`Front::flush`].
    pub fn print(&mut self, lines: impl IntoIterator<Item = Line>) {
        for mut line in lines {
            match &mut self.desk {
                Desk::Screen(stage) => {
                    stage.aside(line.text);
                    continue;
                }
                Desk::Pipe { voice: Voice::Json(machine), .. } => line = machine.info(&line.text),
                Desk::Pipe { voice: Voice::Linear, .. } => line.text = self.face.linear_aside(&line.text),
                Desk::Terminal(_) | Desk::Pipe { voice: Voice::Lines, .. } => {}
            }
            if line.stream == Stream::Chat && self.is_terminal() {
                self.remember(&line.text);
            }
            self.lines.push(line);
        }
    }

    /// Prints the last line of all: where there was a screen, on the terminal that stood behind it.
    pub fn farewell(&mut self, line: Line) {
        match &mut self.desk {
            Desk::Screen(_) => self.farewell.push(line),
            Desk::Pipe { voice: Voice::Json(machine), .. } => machine.bid_farewell(line.text),
            Desk::Terminal(_) | Desk::Pipe { .. } => self.print([line]),
        }
    }

    /// Whether a program reads and writes.
    pub fn is_json(&self) -> bool {
        matches!(self.desk, Desk::Pipe { voice: Voice::Json(_), .. })
    }

    /// Whether a line without a word is nothing, and does not leave.
    pub fn passes_over_empty(&self) -> bool {
        matches!(self.desk, Desk::Screen(_) | Desk::Pipe { voice: Voice::Linear | Voice::Json(_), .. })
    }

    /// How it ended.
    pub fn end(&mut self, ending: &Ending) {
        if let Desk::Pipe { voice: Voice::Json(machine), .. } = &mut self.desk {
            machine.end(ending.clone());
        }
    }

    /// Tells a program something.
    pub fn machine_says(&mut self, say: impl FnOnce(&mut Machine) -> Line) {
        if let Desk::Pipe { voice: Voice::Json(machine), .. } = &mut self.desk {
            self.lines.push(say(machine));
        }
    }

    fn remember(&mut self, text: &str) {
        if self.recent.len() >= RECENT_LINES_MAX {
            self.recent.pop_front();
        }
        self.recent.push_back(text.to_owned());
    }

    /// Takes away what stands on the terminal.
    pub fn clear(&mut self) {
        if self.is_terminal() {
            self.commands.extend_from_slice(b"\x1b[H\x1b[2J");
            self.redraw = true;
        }
    }

    /// Puts the last so many lines of the talk into the terminal's clipboard (OSC 52); tells how many
    /// there were.
    pub fn copy(&mut self, count: usize) -> usize {
        let from = self.recent.len().saturating_sub(count);
        let lines: Vec<&str> = self.recent.iter().skip(from).map(String::as_str).collect();
        if !lines.is_empty() {
            let text = data_encoding::BASE64.encode(lines.join("\n").as_bytes());
            self.commands.extend_from_slice(format!("\x1b]52;c;{text}\x07").as_bytes());
            self.redraw = true;
        }
        lines.len()
    }

    /// Prints something that only this person wants to know.
    pub fn aside(&mut self, text: String) {
        self.print([Line { stream: Stream::Aside, text }]);
    }

    /// A line that was typed stays on a terminal, as `me: words` where it was said. In a pipe it is
    /// not repeated.
    pub fn keep(&mut self, line: &str, me: &str, verbatim: bool) {
        // On the screen it is the message itself, with its fate.
        if !matches!(self.desk, Desk::Terminal(_)) {
            return;
        }
        let shown = match self.question {
            Question::Password => vec![self.prompt()],
            Question::Name | Question::Retry => vec![format!("{}{}", self.prompt(), clean(line))],
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
        let is_said = self.question == Question::Nothing
            && (verbatim || matches!(command::read(line), Ok(Intent::Say(_) | Intent::Act(_))));
        for text in shown {
            if is_said {
                self.remember(&text);
            }
            self.aside(text);
        }
    }

    /// Takes bytes of the input. On a terminal they are keys, and what those led to is given back,
    /// in order; lines of a pipe are taken with [`Front::next_line`]. `candidates` completes words.
    pub fn take(
        &mut self,
        bytes: &[u8],
        life: &Life,
        candidates: impl Fn(&Editor) -> Candidates,
    ) -> Vec<Did> {
        match &mut self.desk {
            Desk::Screen(stage) => {
                let wants = stage.feed(bytes, life);
                self.want(wants)
            }
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
            Desk::Screen(stage) if self.question == Question::Nothing => stage.draft(),
            Desk::Terminal(typing) if self.question == Question::Nothing => typing.editor.text(),
            Desk::Screen(_) | Desk::Terminal(_) | Desk::Pipe { .. } => "",
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
            if let Did::Line(line) = did {
                lines.push(line);
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
            Desk::Screen(stage) => stage.deadline(),
            Desk::Terminal(typing) => typing.deadline(),
            Desk::Pipe { .. } => None,
        }
    }

    /// Does what is due: a lone Esc is a key after all.
    pub fn pass_time(&mut self, life: &Life) -> Vec<Did> {
        if let Desk::Screen(stage) = &mut self.desk {
            let wants = stage.pass_time(life);
            return self.want(wants);
        }
        let Desk::Terminal(typing) = &mut self.desk else { return Vec::new() };
        if typing.deadline().is_none_or(|due| due > Instant::now()) {
            return Vec::new();
        }
        let typed = typing.pass_time();
        self.understand(typed, |editor| Candidates { start: editor.caret(), words: Vec::new() })
    }

    /// The terminal has another size, or the program goes on after having been stopped.
    pub fn renew(&mut self, was_stopped: bool) {
        match &mut self.desk {
            Desk::Screen(stage) if was_stopped => stage.resume(),
            Desk::Screen(stage) => stage.measure(),
            Desk::Terminal(typing) => {
                if was_stopped {
                    typing.resume();
                }
                typing.measure();
                self.redraw = true;
            }
            Desk::Pipe { .. } => {}
        }
    }

    /// Whether a signal is for us: an editor that has the terminal in our place gets some of its own.
    pub fn is_heard(&self, signal: Signal) -> bool {
        match &self.desk {
            Desk::Screen(stage) => stage.is_heard(signal),
            Desk::Terminal(_) | Desk::Pipe { .. } => true,
        }
    }

    /// Writes what was printed since the last time.
    ///
    /// # Errors
    /// Nobody reads any more: [`OutputClosed`], or what the system says.
    pub fn flush(&mut self, life: &Life) -> anyhow::Result<()> {
        if let Some(error) = self.printer.failure() {
            // EIO: the terminal is gone.
            let nobody_reads = error.kind() == io::ErrorKind::BrokenPipe || terminal_is_gone(&error);
            return Err(if nobody_reads { OutputClosed.into() } else { error.into() });
        }
        if let Desk::Screen(stage) = &mut self.desk {
            stage.flush(life, &mut self.printer);
            return Ok(());
        }
        if self.lines.is_empty() && !self.redraw {
            return Ok(());
        }
        let lines = std::mem::take(&mut self.lines);
        let redraw = std::mem::take(&mut self.redraw);
        let (mut out, mut aside) = (Vec::new(), Vec::new());
        let torn = self.behind_prompt && !lines.is_empty();
        match &self.desk {
            Desk::Screen(_) => {}
            Desk::Terminal(typing) => {
                out.append(&mut self.commands);
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

    /// Takes the row being typed away, or the screen, and gives the terminal back. What is printed
    /// afterwards goes to the streams, and the last words do.
    pub fn leave(&mut self) {
        self.redraw = false;
        self.question = Question::Nothing;
        let pipe = Desk::Pipe { ask: false, typed: LineBuffer::new(), voice: Voice::Lines };
        match std::mem::replace(&mut self.desk, pipe) {
            Desk::Screen(stage) => {
                stage.leave(&mut self.printer);
                self.lines.append(&mut self.farewell);
            }
            Desk::Terminal(typing) => typing.leave(),
            pipe @ Desk::Pipe { .. } => self.desk = pipe,
        }
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
