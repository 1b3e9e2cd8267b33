//! What the person does: lines and keys, answers and words, leaving, and the signals by which a
//! system tells them to.

use std::time::Instant;

use super::client::{Client, PATIENCE, Way};
use super::front::{Candidates, Did, INPUT_LINE_BYTES_MAX, Question};
use crate::chat::{Command, Ending, HELD_LINES_MAX, Intent, Session, command};
use crate::cmd::{Exit, Failure};
use crate::edit::line::MESSAGE_BYTES_MAX;
use crate::edit::{Editor, Kind};
use crate::net::{Received, Signal};

impl Client {
    pub(super) fn input(&mut self, received: Received, buffer: &[u8]) -> anyhow::Result<()> {
        match received {
            Received::Bytes(count) => {
                let session = match &self.way {
                    Way::Open(_, session) => Some(&**session),
                    Way::Dialing(_) | Way::Down => None,
                };
                let bytes = buffer.get(..count).unwrap_or_default();
                for did in self.front.take(bytes, |editor| candidates(session, editor)) {
                    self.did(did)?;
                }
                self.tell_typing()?;
            }
            Received::Nothing => {}
            // The terminal is gone.
            Received::End | Received::Failed(_) if self.front.is_terminal() => self.leave()?,
            Received::End => self.input_ended = true,
            Received::Failed(error) => {
                let sentence = self.lang.say("chat-end-input", &[("cause", error.to_string().into())]);
                return Err(Failure::new(Exit::Failed, sentence).into());
            }
        }
        Ok(())
    }

    /// Lets the room know that something is being written that will be said there.
    fn tell_typing(&mut self) -> anyhow::Result<()> {
        if !self.front.is_terminal() {
            return Ok(());
        }
        let draft = match command::read(self.front.draft()) {
            _ if self.plan.verbatim => self.front.draft().to_owned(),
            Ok(Intent::Say(text)) => text,
            _ => String::new(),
        };
        let now = self.now();
        self.with_session(|session, out| session.drafts(now, &draft, out))
    }

    /// A pipe has come to its end, and all its whole lines are said.
    pub(super) fn end_input(&mut self) -> anyhow::Result<()> {
        self.input_ended = false;
        if let Some(rest) = self.front.rest() {
            self.line(rest)?;
        }
        if self.plan.listen && self.front.question() == Question::Nothing {
            return Ok(());
        }
        self.leave()
    }

    pub(super) fn did(&mut self, did: Did) -> anyhow::Result<()> {
        match did {
            Did::Line(line) => self.line(line),
            Did::TooLong => {
                let bytes_max =
                    if self.front.is_terminal() { MESSAGE_BYTES_MAX } else { INPUT_LINE_BYTES_MAX };
                self.front.aside(self.lang.say("chat-too-long", &[("bytes_max", bytes_max.into())]));
                Ok(())
            }
            // They insist.
            Did::Leave if self.give_up.is_some() => {
                self.give_up = Some(Instant::now());
                self.go();
                Ok(())
            }
            Did::Leave => {
                self.give_up = Some(Instant::now() + PATIENCE);
                self.leave()
            }
        }
    }

    /// Takes a line: an answer, if something was asked; else words or a command.
    fn line(&mut self, line: String) -> anyhow::Result<()> {
        let me = match &self.way {
            Way::Open(_, session) if !session.me().is_empty() => session.me().to_string(),
            _ => self.plan.name.clone().unwrap_or_default(),
        };
        self.front.keep(&line, &me, self.plan.verbatim);
        match self.front.question() {
            Question::Nothing => self.say(&line),
            Question::Name => self.choose_name(line.trim()),
            Question::Password if line.is_empty() => self.leave(),
            Question::Password => {
                self.plan.password = Some(line);
                self.password_typed = true;
                self.front.ask(Question::Nothing);
                self.dial();
                Ok(())
            }
        }
    }

    fn choose_name(&mut self, name: &str) -> anyhow::Result<()> {
        if name.is_empty() {
            self.front.aside(self.lang.say("chat-name-empty", &[]));
            // The prompt of a pipe stands on a line of its own.
            self.front.ask(Question::Name);
            return Ok(());
        }
        self.plan.name = Some(name.to_owned());
        self.front.ask(Question::Nothing);
        let now = self.now();
        match &self.way {
            Way::Open(..) => self.with_session(|session, out| session.name(now, name, out)),
            Way::Dialing(_) => Ok(()),
            Way::Down => {
                self.dial();
                Ok(())
            }
        }
    }

    pub(super) fn say(&mut self, line: &str) -> anyhow::Result<()> {
        let verbatim = self.plan.verbatim;
        if verbatim && line.is_empty() {
            return Ok(());
        }
        if !matches!(self.way, Way::Open(..)) {
            if line.is_empty() && self.held.is_empty() {
                return self.leave();
            }
            if self.held.len() < HELD_LINES_MAX {
                self.held.push_back(line.to_owned());
            } else {
                self.front.aside(self.lang.say("chat-too-early", &[]));
            }
            return Ok(());
        }
        let now = self.now();
        self.with_session(|session, out| {
            if verbatim {
                session.act(now, Intent::Say(line.to_owned()), out);
            } else {
                session.typed(now, line, out);
            }
        })
    }

    pub(super) fn leave(&mut self) -> anyhow::Result<()> {
        let now = self.now();
        if matches!(self.way, Way::Open(..)) {
            return self.with_session(|session, out| session.leave(now, None, out));
        }
        if let Way::Dialing(dial) = &mut self.way {
            dial.give_up(&mut self.net);
        }
        self.go();
        Ok(())
    }

    /// Leaves without waiting for anything.
    pub(super) fn go(&mut self) {
        if self.exit.is_none() {
            self.front.aside(self.front.face.ending(&Ending::Left));
            self.exit = Some(Exit::Left);
        }
    }

    pub(super) fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        match signal {
            Signal::Interrupt | Signal::Terminate | Signal::Hangup => self.did(Did::Leave),
            Signal::WindowSize => {
                self.front.renew(false);
                Ok(())
            }
            Signal::Continued => {
                self.front.renew(true);
                Ok(())
            }
        }
    }
}

/// What the word before the caret could become: a command, or somebody's name.
fn candidates(session: Option<&Session>, editor: &Editor) -> Candidates {
    let word = editor.word_before_caret();
    let mut words = Vec::new();
    if editor.kind() == Kind::Message {
        if let Some(begun) = word.text.strip_prefix('/').filter(|_| word.first) {
            let fitting = command::ALL.iter().filter(|command: &&Command| command.name.starts_with(begun));
            words.extend(fitting.map(|command| format!("/{} ", command.name)));
        } else if let Some(session) = session {
            let behind = if word.first { ": " } else { " " };
            words.extend(session.names_like(word.text).iter().map(|name| format!("{name}{behind}")));
        }
    }
    Candidates { start: word.start, words }
}
