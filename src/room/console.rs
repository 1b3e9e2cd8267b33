//! The operator at the console: what they type goes to everyone, commands begin with `/`.

use std::sync::Arc;

use super::Hall;
use super::enter::shortened;
use super::modes::Rank;
use super::outbox::{ConsoleReply, Effect, Ending, Errand, Event, Outbox, SaidKind, What};
use super::place::{RoomId, Topic};
use crate::wire::text::Text;
use crate::wire::{ConnId, Now};

/// The commands of the console, as they are typed.
pub const COMMANDS: &[&str] = &["/who", "/kick", "/op", "/deop", "/topic", "/reload", "/help"];

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
        let here: Vec<ConnId> = lobby.members().map(|(conn, _)| conn).collect();
        let members = self.sessions.iter().filter_map(|(conn, session)| Some((conn, session.member()?)));
        let elsewhere: Vec<_> = members
            .filter(|(conn, member)| !self.leaving.contains(conn) && !member.rooms.contains(&self.lobby))
            .map(|(conn, member)| (conn, member.name.shared()))
            .collect();
        let text = Text::long_line(line, PIECE_BYTES_MAX);
        let id = self.ids.next(now);
        self.operator_says(now, (here, room, true), text.clone(), &id, out);
        for (conn, name) in elsewhere {
            self.operator_says(now, (vec![conn], name, false), text.clone(), &id, out);
        }
    }

    fn operator_says(
        &self,
        now: Now,
        (to, target, in_room): (Vec<ConnId>, Arc<str>, bool),
        text: Text,
        id: &Arc<str>,
        out: &mut Outbox,
    ) {
        let what = What::Said { target, in_room, kind: SaidKind::Message, text, tags: "".into() };
        let event = Event { at_ms: now.unix_ms, id: Some(Arc::clone(id)), who: self.operator.clone(), what };
        out.effects.push(Effect::Event { to, by: None, event });
    }

    fn operator_does(&self, now: Now, to: Vec<ConnId>, what: What, out: &mut Outbox) {
        let event = Event { at_ms: now.unix_ms, id: None, who: self.operator.clone(), what };
        out.effects.push(Effect::Event { to, by: None, event });
    }

    fn console_who(&self) -> ConsoleReply {
        let members = self.sessions.iter().filter_map(|(_, session)| session.member());
        let rows = members.map(|member| {
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
        let Some(conn) = self.member(name) else { return Some(ConsoleReply::NoSuchName(name.to_owned())) };
        let member = self.sessions.get(conn)?.member()?;
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
            self.put_out(now, conn, room, &whom, &reason, out);
        }
        self.close(now, conn, why, out);
        None
    }

    fn put_out(
        &mut self,
        now: Now,
        conn: ConnId,
        room: RoomId,
        whom: &Arc<str>,
        reason: &Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        let Some(name) = self.rooms.get(room).map(|place| place.name.shared()) else { return };
        let what = What::Kicked { room: name, whom: Arc::clone(whom), reason: reason.clone() };
        self.operator_does(now, self.companions(&[room]), what, out);
        self.take_out(conn, room);
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
        let Some(conn) = self.member(name) else { return Some(ConsoleReply::NoSuchName(name.to_owned())) };
        let whom = self.name(conn)?.to_string();
        let place = self.rooms.get_mut(self.lobby)?;
        let room = place.name.shared();
        let Some(standing) = place.standing_mut(conn) else {
            return Some(ConsoleReply::NotInRoom(whom, room.to_string()));
        };
        if !standing.set(Rank::Operator, on) {
            return Some(if on { ConsoleReply::IsOperator(whom) } else { ConsoleReply::IsNoOperator(whom) });
        }
        let words = vec![if on { "+o" } else { "-o" }.to_owned(), whom];
        let to = self.companions(&[self.lobby]);
        self.operator_does(now, to, What::Mode { target: room, words }, out);
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
        let to = self.companions(&[self.lobby]);
        self.operator_does(now, to, What::Topic { room, topic: text }, out);
        None
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
