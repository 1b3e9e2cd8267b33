//! What a person wants, done: one arm per [`Intent`].

use std::sync::Arc;

use super::command::Intent;
use super::happening::{Happening, Label, Refusal, Where};
use super::session::{Outbox, Session};
use crate::wire::caps;
use crate::wire::limits::LINE_BYTES_MAX;
use crate::wire::text::split_at_most;

/// What stands for a reason to be away where the caller has given none: an empty one would mean
/// that we are back.
const NO_WORDS: &str = "-";

impl Session {
    /// Does what is wanted, once we are where we want to be.
    pub(super) fn carry_out(&mut self, intent: Intent, out: &mut Outbox) -> Option<Label> {
        let intent = self.carried.do_alone(intent, out)?;
        match intent {
            Intent::Say(_) | Intent::Act(_) | Intent::Tell { .. } => {
                return self.speak(self.place(), intent, None, out);
            }
            Intent::Join { room, key } => self.join(&room, key.as_deref(), out),
            Intent::Part { room, reason } => self.part(room, reason.as_deref(), out),
            Intent::Go(word) => self.go_by_word(&word, out),
            Intent::Query { name, text } => {
                if self.query(&name, out)
                    && let Some(text) = text
                {
                    return self.speak(self.place(), Intent::Say(text), None, out);
                }
            }
            Intent::Rename(name) => out.line("NICK").param(&name).end(),
            Intent::Away(message) => {
                let given = message.as_deref().unwrap_or(&self.wish.away);
                out.line("AWAY").last(if given.is_empty() { NO_WORDS } else { given }).end();
            }
            Intent::Back => out.line("AWAY").end(),
            Intent::RealName(name) if self.server.caps.has(caps::SETNAME) => {
                out.line("SETNAME").last(&name).end();
            }
            Intent::RealName(_) => not_offered("setname", out),
            Intent::List => {
                self.listed_count = 0;
                out.line("LIST").end();
            }
            Intent::Whois(name) => out.line("WHOIS").param(&name).end(),
            Intent::Search(query) => self.search(&query, out),
            intent @ (Intent::Register { .. }
            | Intent::LogIn { .. }
            | Intent::Verify(_)
            | Intent::Stay(_)
            | Intent::Code(_)
            | Intent::Own(_)
            | Intent::Certificates(..)) => self.carry_out_for_account(intent, out),
            Intent::Leave(reason) => self.leave(self.now, reason, out),
            Intent::Mode(words) => self.change_modes(&words, out),
            Intent::Raw(line) => send_raw(&line, out),
            Intent::Earlier(_) if !self.has_history() => not_offered("history", out),
            Intent::Earlier(count) => {
                if let Some(Where::Room(name) | Where::Private(name)) = self.place() {
                    self.ask_earlier(&name, count, out);
                }
            }
            Intent::TakeBack => match self.place() {
                Some(Where::Room(name) | Where::Private(name)) => self.take_back(&name, out),
                None => out.happen(Happening::Refused { label: None, why: Refusal::NothingToTakeBack }),
            },
            // The stay does it, or it is done already.
            Intent::Reconnect
            | Intent::Help
            | Intent::HelpOn(_)
            | Intent::Face(_)
            | Intent::Ignore(_)
            | Intent::Unignore(_) => {}
            intent @ (Intent::Who
            | Intent::ShowTopic
            | Intent::SetTopic(_)
            | Intent::Invite(_)
            | Intent::Kick { .. }
            | Intent::Ban { .. }
            | Intent::Unban { .. }
            | Intent::Bans
            | Intent::Undo
            | Intent::Audit(_)
            | Intent::Slow(_)
            | Intent::Role { .. }) => {
                let room = self.room_here(out)?;
                self.carry_out_in(room, intent, out);
            }
        }
        None
    }

    /// Does what is about our account and what comes with it.
    fn carry_out_for_account(&mut self, intent: Intent, out: &mut Outbox) {
        match intent {
            Intent::Register { password, email } => self.register(password, email, out),
            Intent::LogIn { account, password } => {
                let account = account.unwrap_or_else(|| self.me.name.to_string());
                self.log_in(&account, password, true, out);
            }
            Intent::Verify(code) => self.verify(&code, out),
            // Without an account there is nothing that could stay.
            Intent::Stay(_) if !self.server.caps.has(caps::SASL) => not_offered("stay", out),
            Intent::Stay(on) => out.line("STAY").param(if on { "ON" } else { "OFF" }).end(),
            // Ours alone know these.
            Intent::Code(_) if self.server.operator.is_none() => not_offered("invite", out),
            Intent::Own(_) if self.server.operator.is_none() => not_offered("owner", out),
            Intent::Certificates(..) if self.server.operator.is_none() => not_offered("cert", out),
            Intent::Code(words) => {
                words.iter().fold(out.line("CODE"), |line, word| line.param(word)).end();
            }
            Intent::Own(token) => out.line("OWNER").param(&token.0).end(),
            Intent::Certificates(verb, fingerprint) => {
                let line = out.line("CERT").param(verb);
                match fingerprint {
                    Some(fingerprint) => line.param(&fingerprint).end(),
                    None => line.end(),
                }
            }
            _ => {}
        }
    }

    /// Does what is about the room where we speak.
    fn carry_out_in(&mut self, here: Arc<str>, intent: Intent, out: &mut Outbox) {
        let Some(room) = self.rooms.get_mut(&self.server.fold(&here)) else { return };
        match intent {
            Intent::Who if room.listed => {
                let members = room.members();
                out.happen(Happening::Members { room: here, members });
            }
            // Nobody knows yet who is here.
            Intent::Who => room.is_asked_for = true,
            Intent::ShowTopic => {
                let topic = room.topic.clone();
                out.happen(Happening::Topic { room: here, topic });
            }
            Intent::SetTopic(topic) => out.line("TOPIC").param(&here).last(&topic).end(),
            Intent::Invite(name) => out.line("INVITE").param(&name).param(&here).end(),
            Intent::Kick { name, reason } => kick(&here, &name, reason.as_deref(), out),
            Intent::Role { set, name } => {
                out.line("MODE").param(&here).param(if set { "+o" } else { "-o" }).param(&name).end();
            }
            Intent::Slow(seconds) => self.slow_down(&here, seconds, out),
            intent => self.keep_order(&here, intent, out),
        }
    }

    /// `/mode`: of the room where we speak, unless the words begin with another one, or with us.
    fn change_modes(&mut self, words: &str, out: &mut Outbox) {
        let mut words: Vec<&str> = words.split_whitespace().collect();
        let is_target = |word: &&str| {
            self.server.is_room(word) || self.server.fold(word) == self.server.fold(&self.me.name)
        };
        let room;
        if !words.first().is_some_and(is_target) {
            let Some(here) = self.room_here(out) else { return };
            room = here;
            words.insert(0, &room);
        }
        words.iter().fold(out.line("MODE"), |line, word| line.param(word)).end();
    }
}

/// Sends a line as it was typed, as far as it is one.
fn send_raw(line: &str, out: &mut Outbox) {
    let line = line.split(['\r', '\n', '\0']).next().unwrap_or_default();
    let (line, _) = split_at_most(line, LINE_BYTES_MAX - 2);
    out.bytes.extend_from_slice(line.as_bytes());
    out.bytes.extend_from_slice(b"\r\n");
}

/// Puts somebody out of a room.
pub(super) fn kick(room: &str, name: &str, reason: Option<&str>, out: &mut Outbox) {
    let line = out.line("KICK").param(room).param(name);
    match reason {
        Some(reason) => line.last(reason).end(),
        None => line.end(),
    }
}

pub(super) fn not_offered(command: &'static str, out: &mut Outbox) {
    out.happen(Happening::Refused { label: None, why: Refusal::NotOffered(command) });
}
