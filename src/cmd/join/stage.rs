//! The screen on a terminal: keys go in, frames come out, and the terminal is left as it was found.
//!
//! Knows what a terminal is told and what it answers; what is drawn, and what a key means, only
//! [`Screen`] knows.
//!
//! Theory of operation: what is to be written gathers here and goes to the printer as one piece, a
//! frame at its end; a frame is drawn only when the one before is written, so that a terminal that is
//! slower than what happens misses frames and nothing else. The terminal is *ours*, or somebody
//! else's for a while: the shell's (Ctrl-Z), an editor's. Then nothing is written and no key read,
//! and on coming back all is switched on and drawn anew.
//!
//! Somebody else who stops the program (`kill -TSTP`) finds the screen left on: that signal is not
//! watched for, since only the system knows whether anybody could let the program go on
//! ([`crate::net::terminal`]). When it goes on, all is switched on and drawn anew here, too.

mod compose;
mod drafts;
pub mod modes;

use std::io;
use std::time::{Duration, Instant};

use self::compose::Composing;
pub use self::drafts::Drafts;
use self::modes::CallBy;
use super::clock::Clock;
use super::front::{Did, Question};
use crate::chat::{Happening, Life};
use crate::cmd::printer::{Printer, Stream};
use crate::cmd::restore;
use crate::edit::{ESCAPE_WAIT, Key, Keys, Report};
use crate::lang::Lang;
use crate::net::terminal::{self, RawMode};
use crate::net::{Signal, Waker};
use crate::tui::screen::Way;
use crate::tui::{self, Painter, Screen, Want, ask};

/// How long a terminal that is given away may take for what is still to be written.
const LAST_FRAME: Duration = Duration::from_millis(300);

/// How long a terminal may think about what it is asked; nothing waits for it.
const ANSWER_WAIT: Duration = Duration::from_millis(100);

/// What a stage is made of.
#[derive(Debug)]
pub struct Props {
    /// What is drawn.
    pub screen: Screen,
    /// How it is drawn.
    pub painter: Painter,
    /// The words for what goes wrong here.
    pub lang: Lang,
    /// By which time it is.
    pub clock: Clock,
    /// What was being typed the last time.
    pub drafts: Drafts,
    /// Wakes the loop.
    pub waker: Waker,
    /// How the person is called.
    pub call_by: CallBy,
    /// Whether the terminal says what is behind its letters; else somebody has set it.
    pub asks_background: bool,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Stage {
    raw: RawMode,
    screen: Screen,
    painter: Painter,
    lang: Lang,
    clock: Clock,
    drafts: Drafts,
    waker: Waker,
    call_by: CallBy,
    keys: Keys,
    /// A lone Esc is a key from then on.
    escape_due: Option<Instant>,
    /// What was asked is not waited for any longer from then on.
    answer_due: Option<Instant>,
    /// What is to be written before the next frame.
    out: Vec<u8>,
    title: String,
    mouse: bool,
    size: Option<terminal::Size>,
    composing: Option<Composing>,
}

impl Stage {
    /// Takes the terminal; `None`: it can't be had, and its line mode is to be tried.
    pub fn begin(props: Props) -> Option<Self> {
        let raw = RawMode::enter().ok()?;
        restore::in_a_panic(modes::OFF);
        let Props { mut screen, painter, lang, clock, drafts, waker, call_by, asks_background } = props;
        screen.restore_drafts(drafts.kept().to_vec());
        let mut stage = Self {
            raw,
            screen,
            painter,
            lang,
            clock,
            drafts,
            waker,
            call_by,
            keys: Keys::new(),
            escape_due: None,
            answer_due: Some(Instant::now() + ANSWER_WAIT),
            // The questions stand before the first frame, which takes away what they write.
            out: [modes::BEGIN, modes::ON, ask::WIDTH].concat(),
            title: String::new(),
            mouse: false,
            size: None,
            composing: None,
        };
        if asks_background {
            stage.out.extend_from_slice(ask::BACKGROUND);
        }
        stage.keys.expect_report(true);
        stage.measure();
        Some(stage)
    }

    /// Whether the terminal is ours, so that its keys are to be read.
    pub const fn is_ours(&self) -> bool {
        self.composing.is_none()
    }

    /// What is being typed, if it would be said as it stands.
    pub fn draft(&self) -> &str {
        self.screen.draft()
    }

    /// Something has happened.
    pub fn happen(&mut self, happening: &Happening, life: &Life) -> Vec<Want> {
        self.screen.happen(self.clock.now(), happening, life)
    }

    /// Says something that only this person wants to know.
    pub fn aside(&mut self, text: String) {
        self.screen.aside(self.clock.now(), text);
    }

    /// How it stands with the server.
    pub fn set_way(&mut self, way: Way) {
        self.screen.set_way(self.clock.now(), way);
    }

    /// Asks something, and why.
    pub fn ask(&mut self, question: Question, why: Option<String>) {
        match question {
            Question::Nothing => self.screen.ask(None, why),
            Question::Name => self.screen.ask(Some(tui::Question::Name), why),
            Question::Password => self.screen.ask(Some(tui::Question::Password), why),
            Question::Retry => {
                self.screen.ask(Some(tui::Question::Retry(why.unwrap_or_default())), None);
            }
        }
    }

    /// Takes bytes of the terminal.
    pub fn feed(&mut self, bytes: &[u8], life: &Life) -> Vec<Want> {
        let mut keys = Vec::new();
        self.keys.feed(bytes, &mut keys);
        self.escape_due = self.keys.pending().then(|| Instant::now() + ESCAPE_WAIT);
        self.press(keys, life)
    }

    fn press(&mut self, mut keys: Vec<Key>, life: &Life) -> Vec<Want> {
        keys.retain(|key| match key {
            Key::Report(report) => {
                self.answered(*report);
                false
            }
            _ => true,
        });
        if keys.is_empty() {
            return Vec::new();
        }
        let wants = self.screen.press(self.clock.now(), keys, life);
        self.drafts.look(&self.screen.drafts());
        wants
    }

    /// The terminal says what it is; late answers count too.
    fn answered(&mut self, report: Report) {
        match report {
            Report::Cursor { column, .. } => {
                if let Some(widths) = ask::widths(column) {
                    self.screen.set_widths(widths);
                    // What was counted otherwise may stand elsewhere.
                    self.painter.forget();
                }
            }
            Report::Background { red, green, blue } => {
                let byte = |part: u16| part.to_be_bytes()[0];
                self.screen.set_background(ask::background(byte(red), byte(green), byte(blue)));
            }
            Report::Other => {}
        }
    }

    /// When [`Stage::pass_time`] is due.
    pub fn deadline(&self) -> Option<Instant> {
        let screen = self.screen.deadline().map(|due| self.clock.at(due));
        [self.escape_due, self.answer_due, screen, self.drafts.deadline()].into_iter().flatten().min()
    }

    /// Does what is due.
    pub fn pass_time(&mut self, life: &Life) -> Vec<Want> {
        let mut wants = Vec::new();
        if self.escape_due.is_some_and(|due| due <= Instant::now()) {
            self.escape_due = None;
            let mut keys = Vec::new();
            self.keys.flush(&mut keys);
            wants.extend(self.press(keys, life));
        }
        if self.answer_due.is_some_and(|due| due <= Instant::now()) {
            self.answer_due = None;
            self.keys.expect_report(false);
        }
        let now = self.clock.now();
        if self.screen.deadline().is_some_and(|due| due <= now.uptime) {
            wants.extend(self.screen.tick(now));
        }
        let screen = &self.screen;
        if let Err(error) = self.drafts.pass_time(|| screen.drafts()) {
            self.complain("screen-drafts-unkept", &error);
        }
        if let Some(outcome) = self.composing.as_ref().and_then(Composing::outcome) {
            self.composing = None;
            self.come_back();
            match outcome {
                Ok(text) => {
                    self.screen.edited(&text);
                    self.drafts.look(&self.screen.drafts());
                }
                Err(error) => self.complain("screen-editor-failed", &error),
            }
        }
        wants
    }

    fn complain(&mut self, key: &str, error: &io::Error) {
        let cause = crate::cmd::complain::io(&self.lang, error);
        self.aside(self.lang.say(key, &[("cause", cause)]));
    }

    /// Does what a person wants of the terminal; what they want of the session is given back.
    pub fn want(&mut self, want: Want, printer: &mut Printer) -> Option<Did> {
        match want {
            Want::Act(intent) => return Some(Did::Act(intent)),
            Want::Speak(place) => return Some(Did::Speak(place)),
            Want::Answer(answer) => return Some(Did::Answer(answer)),
            Want::Seen(place, at_ms) => return Some(Did::Seen(place, at_ms)),
            Want::Leave => return Some(Did::Leave),
            Want::Suspend => self.suspend(printer),
            Want::Redraw => {
                self.out.extend_from_slice(modes::CLEAR);
                self.draw_anew();
            }
            Want::Edit(text) => self.compose(&text, printer),
            Want::Mouse(ours) => {
                self.mouse = ours;
                self.out.extend_from_slice(modes::mouse(ours));
            }
            Want::Copy(text) => modes::copy(&text, &mut self.out),
            Want::Call { title, text } => modes::call(self.call_by, &title, &text, &mut self.out),
        }
        None
    }

    /// Writes what is to be written, as one piece.
    pub fn flush(&mut self, life: &Life, printer: &mut Printer) {
        if !self.is_ours() || !printer.is_idle() {
            return;
        }
        if self.screen.is_stale() {
            // A signal may be lost, and not every system has one for it.
            self.measure();
            let title = self.screen.title();
            if title != self.title {
                modes::title(&title, &mut self.out);
                self.title = title;
            }
            let (canvas, caret) = self.screen.draw(self.clock.now(), life);
            self.out.append(&mut self.painter.paint(canvas, caret));
        }
        printer.print(Stream::Out, std::mem::take(&mut self.out));
    }

    /// The terminal may have another size.
    pub fn measure(&mut self) {
        let size = terminal::size();
        if size != self.size
            && let Some(terminal::Size { columns, rows }) = size
        {
            self.size = size;
            self.screen.resize(columns, rows);
        }
    }

    /// A signal that is not for the one who has the terminal in our place.
    pub fn is_heard(&self, signal: Signal) -> bool {
        self.is_ours() || !matches!(signal, Signal::Interrupt | Signal::Continued | Signal::WindowSize)
    }

    /// The program goes on after it was stopped by somebody else.
    pub fn resume(&mut self) {
        // Without a terminal there is nothing to come back to; the end of input will tell.
        let _ = self.raw.resume();
        self.switch_on(false);
    }

    fn suspend(&mut self, printer: &mut Printer) {
        self.give_away(printer);
        let _ = self.raw.suspend();
        self.switch_on(true);
    }

    fn compose(&mut self, text: &str, printer: &mut Printer) {
        self.give_away(printer);
        terminal::restore_now();
        match Composing::begin(text, self.waker.clone()) {
            Ok(composing) => self.composing = Some(composing),
            Err(error) => {
                self.come_back();
                self.complain("screen-editor-failed", &error);
            }
        }
    }

    /// Takes the terminal again that somebody else has had.
    fn come_back(&mut self) {
        let _ = self.raw.resume();
        self.switch_on(true);
    }

    fn give_away(&mut self, printer: &mut Printer) {
        self.out.extend_from_slice(modes::OFF);
        printer.print(Stream::Out, std::mem::take(&mut self.out));
        printer.settle(LAST_FRAME);
    }

    /// `begun`: what was put by was taken out again.
    fn switch_on(&mut self, begun: bool) {
        if begun {
            self.out.extend_from_slice(modes::BEGIN);
        }
        self.out.extend_from_slice(modes::ON);
        if self.mouse {
            self.out.extend_from_slice(modes::mouse(true));
        }
        self.title.clear();
        self.draw_anew();
    }

    fn draw_anew(&mut self) {
        self.painter.forget();
        let unknown = terminal::Size { columns: 80, rows: 24 };
        let size = terminal::size().or(self.size).unwrap_or(unknown);
        self.size = Some(size);
        self.screen.resize(size.columns, size.rows);
    }

    /// Gives the terminal back for good, without waiting for it.
    pub fn leave(mut self, printer: &mut Printer) {
        if let Some(composing) = &self.composing {
            composing.end();
        } else {
            self.out.extend_from_slice(modes::OFF);
            printer.print(Stream::Out, std::mem::take(&mut self.out));
        }
        restore::in_a_panic(b"");
        self.drafts.finish(self.screen.drafts());
    }
}
