//! What the person does: lines and keys, answers and words, leaving, and the signals by which a
//! system tells them to.

use std::time::Instant;

use super::client::{Client, PATIENCE, Way};
use super::front::{Candidates, Did, INPUT_LINE_BYTES_MAX, Question};
use crate::chat::{Intent, Life, command};
use crate::cmd::{Exit, Failure, complain};
use crate::edit::line::MESSAGE_BYTES_MAX;
use crate::edit::{Editor, Kind};
use crate::net::{Received, Signal};

impl Client {
    pub(super) fn input(&mut self, received: Received, buffer: &[u8]) -> anyhow::Result<()> {
        match received {
            Received::Bytes(count) => {
                let life = &self.life;
                let bytes = buffer.get(..count).unwrap_or_default();
                for did in self.front.take(bytes, life, |editor| candidates(life, editor)) {
                    self.did(did)?;
                }
                self.tell_typing()?;
            }
            Received::Nothing => {}
            // The terminal is gone.
            Received::End | Received::Failed(_) if self.front.is_terminal() => self.leave()?,
            Received::End => self.input_ended = true,
            Received::Failed(error) => {
                let sentence =
                    self.lang.say("chat-end-input", &[("cause", complain::io(&self.lang, &error))]);
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
        self.with_life(|life, out| life.drafts(now, &draft, out))
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
                let said = self.lang.say("chat-too-long", &[("bytes_max", bytes_max.into())]);
                if self.front.is_json() {
                    self.front.machine_says(|machine| machine.not_taken("line-too-long", &said));
                } else {
                    self.front.aside(said);
                }
                Ok(())
            }
            Did::Act(Intent::Leave(reason)) => {
                self.give_up.get_or_insert(Instant::now() + PATIENCE);
                self.leave_saying(reason)
            }
            Did::Act(intent) => {
                let now = self.now();
                self.with_life(|life, out| {
                    // What becomes of it is told under its label.
                    life.act(now, intent, out);
                })
            }
            Did::Speak(place) => {
                self.life.look_at(&place);
                Ok(())
            }
            Did::Seen(place, at_ms) => {
                let now = self.now();
                self.with_life(|life, out| life.seen(now, &place, at_ms, out))
            }
            Did::Answer(_) if self.front.question() == Question::Nothing => Ok(()),
            Did::Answer(answer) => self.line(answer),
            // They insist.
            Did::Leave if self.give_up.is_some() => {
                self.give_up = Some(Instant::now());
                self.go()
            }
            Did::Leave => {
                self.give_up = Some(Instant::now() + PATIENCE);
                self.leave()
            }
        }
    }

    /// Takes a line: an answer, if something was asked; else words or a command.
    fn line(&mut self, line: String) -> anyhow::Result<()> {
        let me = self.life.me().unwrap_or_default().to_owned();
        self.front.keep(&line, &me, self.plan.verbatim);
        match self.front.question() {
            Question::Nothing if self.front.is_json() => self.order(&line),
            Question::Nothing if line.is_empty() && self.front.passes_over_empty() => Ok(()),
            Question::Nothing => self.say(&line),
            Question::Name => self.choose_name(line.trim()),
            Question::Retry => {
                self.failed = None;
                let known = self.life.me().is_some();
                self.front.ask(if known { Question::Nothing } else { Question::Name });
                self.dial();
                Ok(())
            }
            // On the screen an empty line is nothing; elsewhere it leaves.
            Question::Password if line.is_empty() && self.front.is_screen() => Ok(()),
            Question::Password if line.is_empty() => self.leave(),
            Question::Password => {
                match command::read(&line) {
                    Ok(Intent::LogIn { account, password }) => {
                        let name = account.or_else(|| self.life.me().map(str::to_owned));
                        self.life.set_login(name.map(|name| (name, password)));
                    }
                    // The house's password, whatever it looks like.
                    _ => self.life.set_password(line),
                }
                self.password_typed = true;
                self.front.ask(Question::Nothing);
                self.dial();
                Ok(())
            }
        }
    }

    fn choose_name(&mut self, name: &str) -> anyhow::Result<()> {
        if name.is_empty() {
            // The prompt of a pipe stands on a line of its own.
            self.front.ask_because(Question::Name, self.lang.say("chat-name-empty", &[]));
            return Ok(());
        }
        self.front.ask(Question::Nothing);
        self.life.set_login(self.secrets.of(&self.plan.place, name));
        let now = self.now();
        self.with_life(|life, out| life.name(now, name, out))?;
        // On coming back the next attempt has its time.
        if matches!(self.way, Way::Down) && !self.life.is_away() {
            self.dial();
        }
        Ok(())
    }

    pub(super) fn say(&mut self, line: &str) -> anyhow::Result<()> {
        let verbatim = self.plan.verbatim;
        if verbatim && line.is_empty() {
            return Ok(());
        }
        // Nobody has typed what stands indented in a pipe: it is said as it stands.
        let is_indented = !self.front.is_terminal() && line.starts_with(char::is_whitespace);
        let now = self.now();
        self.with_life(|life, out| {
            if verbatim || is_indented {
                life.act(now, Intent::Say(line.to_owned()), out);
            } else {
                life.typed(now, line, out);
            }
        })
    }

    pub(super) fn leave(&mut self) -> anyhow::Result<()> {
        self.leave_saying(None)
    }

    fn leave_saying(&mut self, reason: Option<String>) -> anyhow::Result<()> {
        let now = self.now();
        if self.life.has_session() || self.life.is_away() {
            return self.with_life(|life, out| life.leave(now, reason, out));
        }
        if let Way::Dialing(dial) = &mut self.way {
            dial.give_up(&mut self.net);
        }
        self.go()
    }

    /// Leaves without waiting for anything.
    pub(super) fn go(&mut self) -> anyhow::Result<()> {
        if self.exit.is_some() {
            return Ok(());
        }
        self.with_life(Life::abandon)
    }

    pub(super) fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        if !self.front.is_heard(signal) {
            return Ok(());
        }
        match signal {
            Signal::Interrupt | Signal::Terminate | Signal::Hangup => self.did(Did::Leave),
            Signal::WindowSize => {
                self.front.renew(false);
                Ok(())
            }
            // It is not watched for.
            Signal::UserOne => Ok(()),
            Signal::Continued => {
                self.front.renew(true);
                Ok(())
            }
        }
    }
}

/// What the word before the caret could become: a command, or somebody's name.
fn candidates(life: &Life, editor: &Editor) -> Candidates {
    if editor.kind() != Kind::Message {
        return Candidates { start: editor.caret(), words: Vec::new() };
    }
    let (start, candidates) = command::complete(editor.text(), editor.caret(), life);
    Candidates { start, words: candidates.into_iter().map(|one| one.text).collect() }
}
