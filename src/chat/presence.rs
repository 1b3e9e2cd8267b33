//! What becomes known about the others beside what they say: that they are away, what they call
//! themselves, and that a room or a host has another name. Sources: IRCv3 away-notify, setname,
//! chghost, extended-join, invite-notify, channel-rename.

use std::sync::Arc;

use super::happening::{Happening, Voice};
use super::receive::reason;
use super::session::{Outbox, Session, Stage};
use super::{ASKED_MEMBERS_MAX, Member};
use crate::wire::Message;
use crate::wire::caps;

impl Session {
    /// `AWAY [:message]`.
    pub(super) fn handle_away(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some(name) = message.source_name() else { return };
        let away = reason(message.param(0));
        self.rooms.change_member(&self.server.fold(name), |member| member.away = away.is_some());
        out.happen(Happening::Away { who: self.member(name), message: away });
    }

    /// `SETNAME :real name`.
    pub(super) fn handle_setname(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(name), Some(real_name)) = (message.source_name(), message.param(0)) else { return };
        self.rooms
            .change_member(&self.server.fold(name), |member| real_name.clone_into(&mut member.real_name));
        out.happen(Happening::RealName { who: self.member(name), real_name: real_name.to_owned() });
    }

    /// `CHGHOST <user> <host>`: how much fits on a line of ours depends on it.
    pub(super) fn handle_chghost(&mut self, message: &Message<'_>) {
        let (Some(name), Some(user), Some(host)) =
            (message.source_name(), message.param(0), message.param(1))
        else {
            return;
        };
        if self.member(name).voice == Voice::Me {
            self.me.prefix = Some(format!("{name}!{user}@{host}"));
        }
    }

    /// `INVITE <name> <room>`, to us or, where we may invite too, to somebody else.
    pub(super) fn handle_invite(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(whom), Some(room)) = (message.param(0), message.param(1)) else { return };
        let (who, whom) = (self.who(message.source), self.member(whom));
        if self.carried.is_ignored(&who.name) {
            return;
        }
        out.happen(Happening::Invited { room: room.to_owned(), who, whom });
    }

    /// `RENAME <room> <to> [:reason]`.
    pub(super) fn handle_rename(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(from), Some(to)) = (message.param(0), message.param(1)) else { return };
        let (from_key, to_key) = (self.server.fold(from), self.server.fold(to));
        let to: Arc<str> = to.into();
        let Some(room) = self.rooms.rename_room(&from_key, to_key, &to) else { return };
        let (who, reason) = (self.who(message.source), reason(message.param(2)));
        if let Some(trace) = self.trace_mut(&room) {
            trace.name = Arc::clone(&to);
        }
        self.carried.rename_room(from, &to);
        out.happen(Happening::RoomRenamed { room, to, who, reason });
    }

    /// We know who is in a room that we have entered. Who of them is away is told only from here
    /// on (IRCv3 away-notify), so the server is asked.
    pub(super) fn ask_who_is_away(&self, room: &str, members: &[Member], out: &mut Outbox) {
        let is_told = self.server.caps.has(caps::AWAY_NOTIFY) && !matches!(self.stage, Stage::Leaving { .. });
        if is_told && (2..=ASKED_MEMBERS_MAX).contains(&members.len()) {
            out.line("WHO").param(room).end();
        }
    }

    /// RPL_WHOREPLY: `<client> <room> <user> <host> <server> <name> <flags> :<hops> <real name>`.
    pub(super) fn handle_who_row(&mut self, message: &Message<'_>) {
        let (Some(name), Some(flags)) = (message.param(5), message.param(6)) else { return };
        let real_name = message.param(7).and_then(|text| text.split_once(' ')).map_or("", |(_, name)| name);
        self.rooms.change_member(&self.server.fold(name), |member| {
            member.away = flags.starts_with('G');
            real_name.clone_into(&mut member.real_name);
        });
    }
}
