//! The editor: keys in, a text with a caret kept, what the caller should do about it out.
//!
//! Must not know how it is drawn, nor what a text means: commands and names are the caller's.
//!
//! Theory of operation. A key is looked up in the usual table (`bind`) and becomes an act; each act
//! changes the buffer (`buffer`), which alone knows how to take changes back. What the last act was
//! matters to three: a cut joins a cut, Alt-Y follows a paste of a cut, Tab follows a completion.
//! Enter is the only thing that hands a text over; nothing that is pasted does.

use crate::wire::limits::{MULTILINE_BYTES_MAX, MULTILINE_LINES_MAX};

use super::bind::{self, Act};
use super::buffer::Buffer;
use super::complete::{Cycle, Word};
use super::history::History;
use super::key::{Code, Key, Mods, Paste, Stroke};
use super::kill::{Kills, Side};
use super::place;

/// Bytes of a message being typed: what fits in one multiline message.
pub const MESSAGE_BYTES_MAX: usize = MULTILINE_BYTES_MAX;

/// Lines of a message being typed.
pub const MESSAGE_LINES_MAX: usize = MULTILINE_LINES_MAX;

/// Bytes of an answer to a question: a name, a password.
pub const ANSWER_BYTES_MAX: usize = 1024;

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A message: may have several lines, is remembered.
    #[default]
    Message,
    /// The answer to a question: one line, not remembered.
    Answer,
    /// The same, and nobody may read it: drawn as stars, and what is cut is not kept.
    Secret,
}

/// What came of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Nothing changed, nothing to do.
    Nothing,
    /// The text or the caret changed: draw it.
    Changed,
    /// Enter: this is the text, and the input is empty again. It may hold `\n`.
    Submitted(String),
    /// Ctrl-C in an empty input.
    Interrupted,
    /// Ctrl-D in an empty input.
    EndOfInput,
    /// Ctrl-Z: stop the program until it is told to go on.
    Suspend,
    /// Tab, or Shift-Tab: bring candidates for the word before the caret to [`Editor::complete`].
    Complete {
        /// Whether the last candidate should come first.
        backwards: bool,
    },
    /// Ctrl-L: draw everything again, on a cleared screen.
    Redraw,
    /// It did not fit and was not taken; the text is as it was.
    TooLong {
        /// Bytes that fit.
        bytes_max: usize,
    },
    /// It had too many lines and was not taken; the text is as it was.
    TooManyLines {
        /// Lines that fit.
        lines_max: usize,
    },
    /// No key of the editor: the caller's, if it has a use for it.
    Unbound(Key),
}

/// What the last act was, where the next depends on it.
#[derive(Debug, Default)]
enum Last {
    #[default]
    Other,
    Kill,
    Yank {
        start: usize,
        age: usize,
    },
    Complete(Cycle),
}

/// An input being edited.
#[derive(Debug, Default)]
pub struct Editor {
    kind: Kind,
    /// From which byte on a message holds what nobody may read.
    secret_from: Option<fn(&str) -> Option<usize>>,
    buffer: Buffer,
    kills: Kills,
    history: History,
    last: Last,
}

impl Editor {
    /// An empty input.
    pub fn new(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Some messages hold a secret from a certain byte on: that part is drawn as stars, and the
    /// whole is not remembered.
    pub fn hide(&mut self, secret_from: fn(&str) -> Option<usize>) {
        self.secret_from = Some(secret_from);
    }

    /// From which byte on nobody may read what is being typed.
    pub fn secret_from(&self) -> Option<usize> {
        match self.kind {
            Kind::Secret => Some(0),
            Kind::Answer => None,
            Kind::Message => self.secret_from.and_then(|find| find(self.text())),
        }
    }

    /// What is being typed.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The text as it stands; lines are parted by `\n`.
    pub fn text(&self) -> &str {
        self.buffer.text()
    }

    /// Byte offset of the caret in the text, always between two characters as a reader counts them.
    pub fn caret(&self) -> usize {
        self.buffer.caret()
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Takes one key.
    pub fn press(&mut self, key: Key) -> Outcome {
        match key {
            Key::Stroke(stroke) => match (bind::usual(stroke), stroke) {
                (Some(act), _) => self.act(act),
                (None, Stroke { code: Code::Char(c), mods: Mods::NONE }) => self.type_in(c),
                (None, _) => Outcome::Unbound(key),
            },
            Key::Paste(paste) => self.paste(&paste),
            Key::Focus(_) | Key::Mouse(_) | Key::Report(_) => Outcome::Unbound(key),
        }
    }

    /// Does one thing, whatever key it came from.
    pub fn act(&mut self, act: Act) -> Outcome {
        let last = std::mem::take(&mut self.last);
        let (text, at) = (self.buffer.text(), self.buffer.caret());
        match act {
            Act::Submit => self.submit(),
            Act::Newline if self.kind == Kind::Message => self.insert("\n"),
            Act::Newline => Outcome::Nothing,
            Act::Complete => self.turn(last, false),
            Act::CompleteBackwards => self.turn(last, true),
            Act::Cancel => self.cancel(last),
            Act::Interrupt if self.is_empty() => Outcome::Interrupted,
            Act::Interrupt => self.replace(0..text.len(), ""),
            Act::DeleteOrEnd if self.is_empty() => Outcome::EndOfInput,
            Act::DeleteOrEnd | Act::Delete => self.replace(at..place::behind(text, at), ""),
            Act::Suspend => Outcome::Suspend,
            Act::Redraw => Outcome::Redraw,
            Act::Left => self.move_to(place::before(text, at)),
            Act::Right => self.move_to(place::behind(text, at)),
            Act::WordLeft => self.move_to(place::word_start(text, at)),
            Act::WordRight => self.move_to(place::word_end(text, at)),
            Act::Home => self.move_to(other_than(at, place::line_start(text, at), 0)),
            Act::End => self.move_to(other_than(at, place::line_end(text, at), text.len())),
            Act::Older => changed(self.history.older(&mut self.buffer)),
            Act::Newer => changed(self.history.newer(&mut self.buffer)),
            Act::Backspace => self.replace(place::before(text, at)..at, ""),
            Act::KillToEnd => {
                self.kill_to(other_than(at, place::line_end(text, at), place::behind(text, at)), &last)
            }
            Act::KillToStart => {
                self.kill_to(other_than(at, place::line_start(text, at), place::before(text, at)), &last)
            }
            Act::KillBack => self.kill_to(place::run_start(text, at), &last),
            Act::KillWordLeft => self.kill_to(place::word_start(text, at), &last),
            Act::KillWordRight => self.kill_to(place::word_end(text, at), &last),
            Act::Yank => self.yank(0),
            Act::YankOlder => self.yank_older(&last),
            Act::Transpose => self.transpose(),
            Act::Undo => changed(self.buffer.undo()),
            Act::Redo => changed(self.buffer.redo()),
        }
    }

    /// The word before the caret, to be completed.
    pub fn word_before_caret(&self) -> Word<'_> {
        let (before, _) = self.buffer.halves();
        let start = place::unblank_start(before, before.len());
        let (blanks, text) = before.split_at_checked(start).unwrap_or(("", before));
        Word { start, text, first: blanks.trim().is_empty() }
    }

    /// Puts the first of `candidates` (or the last, `backwards`) in place of what is between the byte
    /// offset `start` and the caret; Tab and Shift-Tab then go round the others, Esc puts back what
    /// was typed. A candidate comes whole, with the `: ` or the blank that should stand behind it;
    /// those that would not fit are left out.
    pub fn complete(&mut self, start: usize, candidates: Vec<String>, backwards: bool) -> Outcome {
        self.last = Last::Other;
        let end = self.caret();
        let Some(word) = self.text().get(start..end) else { return Outcome::Nothing };
        let room = word.len() + self.bytes_max().saturating_sub(self.text().len());
        let fitting: Vec<String> =
            candidates.into_iter().filter(|candidate| candidate.len() <= room).collect();
        if fitting.is_empty() {
            return Outcome::Nothing;
        }
        let mut cycle = Cycle::new(start, end, fitting);
        if backwards {
            cycle.turn(true);
        }
        self.show(cycle)
    }

    /// Puts `with` in place of what is between the byte offset `start` and the caret.
    pub fn replace_word(&mut self, start: usize, with: &str) -> Outcome {
        self.complete(start, vec![with.into()], false)
    }

    /// Puts `text` in place of all there is, the caret behind it, cleaned as a paste is: a text that
    /// was refused, to be mended, or one that comes from another program. It can be undone.
    pub fn set_text(&mut self, text: &str) -> Outcome {
        self.last = Last::Other;
        let text = fit(text, self.kind);
        match self.refuses(self.text().len(), &text) {
            Some(refusal) => refusal,
            None => self.replace(0..self.text().len(), &text),
        }
    }

    /// Puts the caret at a byte offset, or at the next place where it may stand.
    pub fn move_caret(&mut self, to: usize) -> Outcome {
        self.last = Last::Other;
        self.move_to(to)
    }

    /// Takes over what was cut in another input, to be pasted here.
    pub fn take_cuts(&mut self, from: &mut Self) {
        std::mem::swap(&mut self.kills, &mut from.kills);
    }

    fn bytes_max(&self) -> usize {
        match self.kind {
            Kind::Message => MESSAGE_BYTES_MAX,
            Kind::Answer | Kind::Secret => ANSWER_BYTES_MAX,
        }
    }

    /// Why `with` can't come in place of `removed` bytes.
    fn refuses(&self, removed: usize, with: &str) -> Option<Outcome> {
        let bytes_max = self.bytes_max();
        if self.text().len() - removed + with.len() > bytes_max {
            return Some(Outcome::TooLong { bytes_max });
        }
        let newlines = |text: &str| text.matches('\n').count();
        let before = if removed == self.text().len() { 0 } else { newlines(self.text()) };
        let added = newlines(with);
        (added > 0 && before + added >= MESSAGE_LINES_MAX)
            .then_some(Outcome::TooManyLines { lines_max: MESSAGE_LINES_MAX })
    }

    fn type_in(&mut self, c: char) -> Outcome {
        self.last = Last::Other;
        let mut utf8 = [0; 4];
        let typed: &str = c.encode_utf8(&mut utf8);
        if c.is_control() {
            return Outcome::Nothing;
        }
        if let Some(refusal) = self.refuses(0, typed) {
            return refusal;
        }
        self.buffer.type_in(typed);
        Outcome::Changed
    }

    fn paste(&mut self, paste: &Paste) -> Outcome {
        self.last = Last::Other;
        if !paste.whole {
            return Outcome::TooLong { bytes_max: self.bytes_max() };
        }
        self.insert(&fit(&paste.text, self.kind))
    }

    fn insert(&mut self, with: &str) -> Outcome {
        match self.refuses(0, with) {
            Some(refusal) => refusal,
            None => self.replace(self.caret()..self.caret(), with),
        }
    }

    fn replace(&mut self, range: std::ops::Range<usize>, with: &str) -> Outcome {
        if range.is_empty() && with.is_empty() {
            return Outcome::Nothing;
        }
        self.buffer.replace(range, with);
        Outcome::Changed
    }

    fn move_to(&mut self, to: usize) -> Outcome {
        changed(self.buffer.move_to(to))
    }

    fn submit(&mut self) -> Outcome {
        let is_secret = self.secret_from().is_some();
        let text = std::mem::take(&mut self.buffer).into_text();
        if self.kind == Kind::Message && !is_secret {
            self.history.push(&text);
        }
        Outcome::Submitted(text)
    }

    /// Cuts what is between the caret and `to`.
    fn kill_to(&mut self, to: usize, last: &Last) -> Outcome {
        let at = self.caret();
        let (range, side) = if to < at { (to..at, Side::Before) } else { (at..to, Side::Behind) };
        let Some(cut) = self.buffer.text().get(range.clone()).filter(|cut| !cut.is_empty()) else {
            return Outcome::Nothing;
        };
        if self.secret_from().is_none() {
            self.kills.push(cut, side, matches!(last, Last::Kill));
        }
        self.last = Last::Kill;
        self.replace(range, "")
    }

    fn yank(&mut self, age: usize) -> Outcome {
        let start = self.caret();
        let Some(cut) = self.kills.at(age).map(str::to_owned) else { return Outcome::Nothing };
        let outcome = self.insert(&cut);
        if outcome == Outcome::Changed {
            self.last = Last::Yank { start, age };
        }
        outcome
    }

    fn yank_older(&mut self, last: &Last) -> Outcome {
        let &Last::Yank { start, age } = last else { return Outcome::Nothing };
        self.buffer.retract();
        self.buffer.move_to(start);
        match self.yank(age + 1) {
            // The older one does not fit: what stood there stays.
            refusal @ (Outcome::TooLong { .. } | Outcome::TooManyLines { .. }) => {
                let _stood_there = self.yank(age);
                refusal
            }
            outcome => outcome,
        }
    }

    fn transpose(&mut self) -> Outcome {
        let (text, at) = (self.text(), self.caret());
        let middle = if at == text.len() { place::before(text, at) } else { at };
        let (start, end) = (place::before(text, middle), place::behind(text, middle));
        let (Some(left), Some(right)) = (text.get(start..middle), text.get(middle..end)) else {
            return Outcome::Nothing;
        };
        if left.is_empty() || right.is_empty() {
            return Outcome::Nothing;
        }
        let swapped = format!("{right}{left}");
        self.replace(start..end, &swapped)
    }

    /// Tab: the next candidate if one is shown, else the caller's turn.
    fn turn(&mut self, last: Last, backwards: bool) -> Outcome {
        let Last::Complete(mut cycle) = last else { return Outcome::Complete { backwards } };
        self.take_back(&cycle);
        cycle.turn(backwards);
        self.show(cycle)
    }

    fn show(&mut self, cycle: Cycle) -> Outcome {
        self.buffer.replace(cycle.start..cycle.end, cycle.shown());
        if cycle.has_more() {
            self.last = Last::Complete(cycle);
        }
        Outcome::Changed
    }

    fn cancel(&mut self, last: Last) -> Outcome {
        let Last::Complete(cycle) = last else {
            return Outcome::Unbound(Key::plain(Code::Escape));
        };
        self.take_back(&cycle);
        Outcome::Changed
    }

    fn take_back(&mut self, cycle: &Cycle) {
        self.buffer.retract();
        self.buffer.move_to(cycle.end);
    }
}

fn changed(whether: bool) -> Outcome {
    if whether { Outcome::Changed } else { Outcome::Nothing }
}

/// `near`, or `far` when the caret stands there already.
fn other_than(at: usize, near: usize, far: usize) -> usize {
    if near == at { far } else { near }
}

/// `text` as it may come into an input of this kind: a tab is a blank, lines end in `\n` whatever
/// they ended in before, no other control character is left, nor the end of the last line. Where
/// one line is all there may be, its lines are parted by blanks.
fn fit(text: &str, kind: Kind) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end_matches(is_line_end);
    text.chars()
        .filter_map(|c| match c {
            '\t' => Some(' '),
            c if is_line_end(c) => Some(if kind == Kind::Message { '\n' } else { ' ' }),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// Whether `c` ends a line: LF, VT, FF, CR, NEL and Unicode's two separators (UAX #14, class BK).
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{0b}' | '\u{0c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
