//! The operator at the console: what they type goes to everyone, commands begin with `/`.

use std::sync::Arc;

use super::Hall;
use super::accounts::CODE_USES_MAX;
use super::enter::shortened;
use super::keep::Keep;
use super::modes::Rank;
use super::outbox::{ConsoleReply, Effect, Ending, Errand, Event, Outbox, SaidKind, What};
use super::place::{RoomId, Topic};
use crate::wire::text::Text;
use crate::wire::{MemberId, Now};

/// The commands of the console, as they are typed.
pub const COMMANDS: &[&str] =
    &["/who", "/kick", "/op", "/deop", "/topic", "/code", "/account", "/forget", "/reload", "/help"];

/// Bytes of one piece of a long line; with the operator's prefix it fits on a line of IRC.
const PIECE_BYTES_MAX: usize = 350;

impl Hall {
    /// A line of the operator. An empty one is not for here: it closes the house.
    pub(super) fn console(&mut self, now: Now, line: &str, out: &mut Outbox) {
        if line.trim().is_empty() {
            return;
        }
        let Some(command) = line.strip_prefix('/') else { return self.announce(now, line, out) };
        if command.starts_with('/') {
            // `//text` says `/text`.
            return self.announce(now, command, out);
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let reply = match word.to_ascii_lowercase().as_str() {
            "/who" => Some(self.console_who()),
            "/kick" => self.console_kick(now, rest, out),
            "/op" => self.console_rank(now, ("/op", true), rest, out),
            "/deop" => self.console_rank(now, ("/deop", false), rest, out),
            "/topic" => self.console_topic(now, rest, out),
            "/code" => self.console_code(rest, out),
            "/account" => Some(self.console_account(rest)),
            "/forget" => Some(self.console_forget(now, rest, out)),
            "/reload" => {
                out.effects.push(Effect::Errand(Errand::Reload { by: None }));
                None
            }
            "/help" => Some(ConsoleReply::Help),
            _ => Some(ConsoleReply::UnknownCommand(word.to_owned(), nearest(word))),
        };
        out.effects.extend(reply.map(Effect::Console));
    }

    /// Says something to everyone: in the default room to those who are there, to all others by
    /// themselves.
    fn announce(&mut self, now: Now, line: &str, out: &mut Outbox) {
        let Some(lobby) = self.rooms.get(self.lobby) else { return };
        let room = lobby.name.shared();
        let here = lobby.ears().to_vec();
        let elsewhere = self.members.iter().filter(|(_, member)| !member.rooms.contains(&self.lobby));
        let elsewhere: Vec<_> =
            elsewhere.map(|(_, member)| (member.sessions.clone(), member.name.shared())).collect();
        let text = Text::long_line(line, PIECE_BYTES_MAX);
        let what = |target, in_room| {
            let (kind, text) = (SaidKind::Message, text.clone());
            What::Said { target, in_room, kind, text, tags: "".into() }
        };
        let mut event = self.said(now, self.operator.clone(), what(room, true));
        self.keep_in(now, self.lobby, &mut event, out);
        out.effects.push(Effect::Event { to: here, by: None, event: event.clone() });
        for (to, name) in elsewhere {
            let event = Event { what: what(name, false), ..event.clone() };
            out.effects.push(Effect::Event { to, by: None, event });
        }
    }

    /// The operator does something in a room, and all who are there are told.
    fn operator_does(&mut self, now: Now, room: RoomId, what: What, out: &mut Outbox) {
        let mut event = Event { at_ms: now.unix_ms, id: None, who: self.operator.clone(), what };
        self.keep_in(now, room, &mut event, out);
        out.effects.push(Effect::Event { to: self.companions(&[room]), by: None, event });
    }

    fn console_who(&self) -> ConsoleReply {
        let rows = self.members.iter().map(|(_, member)| {
            let rooms = member.rooms.iter().filter_map(|&room| self.rooms.get(room));
            (member.name.as_str().to_owned(), rooms.map(|room| room.name.as_str().to_owned()).collect())
        });
        ConsoleReply::Who(rows.collect())
    }

    /// Puts somebody out of every room and ends their connection.
    fn console_kick(&mut self, now: Now, rest: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let (name, reason) = rest.split_once(' ').unwrap_or((rest, ""));
        if name.is_empty() {
            return Some(ConsoleReply::Usage("/kick"));
        }
        let Some(id) = self.member(name) else { return Some(ConsoleReply::NoSuchName(name.to_owned())) };
        let member = self.members.get(id)?;
        let (who, whom, rooms) = (member.who.clone(), member.name.shared(), member.rooms.clone());
        let reason = shortened(reason.trim(), self.rules.lengths.reason_bytes_max);
        let why = Ending::Removed { by: Arc::clone(&self.operator.name), reason: reason.clone() };
        if rooms.is_empty() {
            // Nobody sees it, but the transcript tells.
            let what = What::Quit { why: why.clone() };
            let event = Event { at_ms: now.unix_ms, id: None, who, what };
            out.effects.push(Effect::Event { to: Vec::new(), by: None, event });
        }
        for room in rooms {
            self.put_out(now, id, room, &whom, &reason, out);
        }
        self.expel(now, id, why, out);
        None
    }

    fn put_out(
        &mut self,
        now: Now,
        id: MemberId,
        room: RoomId,
        whom: &Arc<str>,
        reason: &Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        let Some(name) = self.rooms.get(room).map(|place| place.name.shared()) else { return };
        let what = What::Kicked { room: name, whom: Arc::clone(whom), reason: reason.clone() };
        self.operator_does(now, room, what, out);
        self.take_out(id, room);
    }

    /// Makes somebody an operator of the default room, or no longer one. Its members do not found it,
    /// so that only here the first can be made.
    fn console_rank(
        &mut self,
        now: Now,
        (command, on): (&'static str, bool),
        name: &str,
        out: &mut Outbox,
    ) -> Option<ConsoleReply> {
        if name.is_empty() {
            return Some(ConsoleReply::Usage(command));
        }
        let Some(id) = self.member(name) else { return Some(ConsoleReply::NoSuchName(name.to_owned())) };
        let whom = self.members.get(id)?.name.as_str().to_owned();
        let place = self.rooms.get_mut(self.lobby)?;
        let room = place.name.shared();
        let Some(standing) = place.standing_mut(id) else {
            return Some(ConsoleReply::NotInRoom(whom, room.to_string()));
        };
        if !standing.set(Rank::Operator, on) {
            return Some(if on { ConsoleReply::IsOperator(whom) } else { ConsoleReply::IsNoOperator(whom) });
        }
        let words = vec![if on { "+o" } else { "-o" }.to_owned(), whom];
        self.save_rank(id, self.lobby);
        self.operator_does(now, self.lobby, What::Mode { target: room, words }, out);
        None
    }

    fn console_topic(&mut self, now: Now, text: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let setter = Arc::clone(&self.operator.prefix);
        let place = self.rooms.get_mut(self.lobby)?;
        let room = place.name.shared();
        let Some(text) = shortened(text, self.rules.lengths.topic_bytes_max) else {
            let topic = place.topic.as_ref().map(|topic| topic.text.to_string());
            return Some(ConsoleReply::Topic(topic.unwrap_or_default()));
        };
        place.topic = Some(Topic { text: Arc::clone(&text), setter, at_ms: now.unix_ms });
        self.operator_does(now, self.lobby, What::Topic { room, topic: text }, out);
        None
    }
}

impl Hall {
    /// Makes a code by which accounts can be registered.
    fn console_code(&mut self, rest: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let uses = if rest.is_empty() { Ok(1) } else { rest.parse() };
        let Some(uses) = uses.ok().filter(|uses| (1..=CODE_USES_MAX).contains(uses)) else {
            return Some(ConsoleReply::Usage("/code"));
        };
        let made = self.accounts.make_code(&self.rules.secret, self.rules.created_ms, uses);
        let Some((code, keep)) = made else { return Some(ConsoleReply::TooManyCodes) };
        out.effects.push(Effect::Keep(keep));
        Some(ConsoleReply::Code(code.to_string(), uses))
    }

    fn console_account(&self, name: &str) -> ConsoleReply {
        if name.is_empty() {
            return ConsoleReply::Usage("/account");
        }
        let Some(account) = self.accounts.find(name) else {
            return ConsoleReply::NoSuchAccount(name.to_owned());
        };
        let present = self.present(account.name.key()).and_then(|id| self.members.get(id));
        ConsoleReply::Account {
            name: account.name.as_str().to_owned(),
            email: account.record.email.clone(),
            created_ms: account.record.created_ms,
            here_as: present.map(|member| member.name.as_str().to_owned()),
        }
    }

    /// Removes an account. Whoever is logged in to it stays, as a guest.
    fn console_forget(&mut self, now: Now, name: &str, out: &mut Outbox) -> ConsoleReply {
        if name.is_empty() {
            return ConsoleReply::Usage("/forget");
        }
        let Some(key) = self.accounts.find(name).map(|account| Arc::clone(account.name.key())) else {
            return ConsoleReply::NoSuchAccount(name.to_owned());
        };
        out.effects.push(Effect::Keep(Keep::AccountGone(Arc::clone(&key))));
        self.disown(&key);
        self.log_out(now, &key, out);
        let gone = self.accounts.remove(&key);
        ConsoleReply::Forgotten(gone.map_or_else(|| name.to_owned(), |gone| gone.name.as_str().to_owned()))
    }
}

/// The command that was probably meant.
fn nearest(word: &str) -> Option<&'static str> {
    let scored = COMMANDS
        .iter()
        .map(|&command| (strsim::damerau_levenshtein(&word.to_ascii_lowercase(), command), command));
    scored
        .filter(|&(distance, command)| distance * 3 <= command.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, command)| command)
}
