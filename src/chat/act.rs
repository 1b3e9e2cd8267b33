//! What a person wants, done: one arm per [`Intent`].

use std::sync::Arc;

use super::command::Intent;
use super::happening::{Happening, Label, Refusal};
use super::session::{Outbox, Session};
use crate::wire::caps;

/// What stands for a reason to be away where the caller has given none: an empty one would mean
/// that we are back.
const NO_WORDS: &str = "-";

impl Session {
    /// Does what is wanted, in a room.
    pub(super) fn carry_out(&mut self, intent: Intent, out: &mut Outbox) -> Option<Label> {
        let here = Arc::clone(&self.rooms.here()?.name);
        match intent {
            Intent::Say(text) => {
                self.drafts.said();
                return self.say(&here, &text, out);
            }
            Intent::Act(text) => {
                self.drafts.said();
                return self.act_out(&here, &text, out);
            }
            Intent::Tell { name, text } => {
                let label = self.say(&name, &text, out);
                self.watch(&name, out);
                return label;
            }
            Intent::Rename(name) => out.line("NICK").param(&name).end(),
            Intent::Who if self.rooms.here()?.listed => {
                let members = self.members(&here);
                out.happen(Happening::Members { room: here, members });
            }
            // Nobody knows yet who is here.
            Intent::Who => {
                let key = self.server.fold(&here);
                self.rooms.get_mut(&key)?.is_asked_for = true;
            }
            Intent::ShowTopic => {
                let topic = self.rooms.here()?.topic.clone();
                out.happen(Happening::Topic { room: here, topic });
            }
            Intent::SetTopic(topic) => out.line("TOPIC").param(&here).last(&topic).end(),
            Intent::Away(message) => {
                let given = message.as_deref().unwrap_or(&self.wish.away);
                out.line("AWAY").last(if given.is_empty() { NO_WORDS } else { given }).end();
            }
            Intent::Back => out.line("AWAY").end(),
            Intent::Invite(name) => out.line("INVITE").param(&name).param(&here).end(),
            Intent::Kick { name, reason } => kick(&here, &name, reason.as_deref(), out),
            Intent::Ban { .. } | Intent::Unban { .. } | Intent::Bans | Intent::Undo | Intent::Audit(_) => {
                self.keep_order(&here, intent, out);
            }
            Intent::Slow(seconds) => self.slow_down(&here, seconds, out),
            Intent::Role { set, name } => {
                out.line("MODE").param(&here).param(if set { "+o" } else { "-o" }).param(&name).end();
            }
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
            Intent::Earlier(count) if self.has_history() => self.ask_earlier(&here, count, out),
            Intent::Earlier(_) => not_offered("history", out),
            Intent::TakeBack => self.take_back(&here, out),
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
            Intent::Help => out.happen(Happening::Help),
            Intent::Leave(reason) => self.leave(self.now, reason, out),
        }
        None
    }
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
