//! Connections of one member: one comes, one goes, and what each of them is shown.
//!
//! A connection that a member has beside others hears what they hear from its first line on. What
//! was before is shown to it alone: the welcome by the member's name, then each room with the
//! member's own JOIN, as if it had just entered. Nobody else sees anything.
//!
//! The plain door leads to the default room only: a connection that came through it hears nothing
//! of the member's other rooms.

use super::Hall;
use super::command::Ctx;
use super::enter::introduce;
use super::names::Owner;
use super::outbox::{Effect, Ending, Event, Outbox, Refused, What};
use super::place::RoomId;
use super::session::{Door, Stage};
use crate::wire::mask::Subject;
use crate::wire::{ConnId, MemberId, Now, numeric};

impl Hall {
    /// A connection that was arriving is a member's from here on: it hears what they hear.
    pub(super) fn attach(&mut self, conn: ConnId, id: MemberId) {
        let (Some(session), Some(member)) = (self.sessions.get_mut(conn), self.members.get_mut(id)) else {
            return;
        };
        if session.arrival().is_none() {
            return;
        }
        session.stage = Stage::Here(id);
        member.address = Some(session.address);
        let is_plain = session.door == Door::Plain;
        self.attached += 1;
        member.sessions.push(conn);
        for &room in member.rooms.iter().filter(|&&room| !is_plain || room == self.lobby) {
            if let Some(place) = self.rooms.get_mut(room) {
                place.attach(conn);
            }
        }
    }

    /// A connection is its member's no longer; the member stays.
    pub(super) fn detach(&mut self, conn: ConnId) {
        let Some(session) = self.sessions.get_mut(conn) else { return };
        let Some(member) = session.member().and_then(|member| self.members.get_mut(member)) else { return };
        session.stage = Stage::Left(Some(member.name.shared()));
        member.sessions.retain(|&other| other != conn);
        for &room in &member.rooms {
            if let Some(place) = self.rooms.get_mut(room) {
                place.detach(conn);
            }
        }
        if let Some(token) = session.token.take() {
            self.resumes.forget(&token);
        }
        self.attached -= 1;
        self.leaving.push(conn);
        self.monitors.clear(conn);
    }

    /// Those of these connections of members that hear this room.
    pub(super) fn hearing(&self, sessions: &[ConnId], room: RoomId) -> Vec<ConnId> {
        let hears = |conn: &ConnId| room == self.lobby || self.door(*conn) != Some(Door::Plain);
        sessions.iter().copied().filter(hears).collect()
    }

    /// Ends the connections that a member has through the plain door: the room behind it is theirs
    /// no longer.
    pub(super) fn close_plain(&mut self, now: Now, id: MemberId, why: &Ending, out: &mut Outbox) {
        for conn in self.sessions_of(id).to_vec() {
            if self.door(conn) == Some(Door::Plain) {
                self.close(now, conn, why.clone(), out);
            }
        }
    }

    /// Takes somebody at the plain door in as one more connection of a member.
    ///
    /// # Errors
    /// If the member is not in the default room, and can't enter it.
    pub fn attach_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        id: MemberId,
        out: &mut Outbox,
    ) -> Result<(), Refused> {
        let Some(member) = self.members.get(id) else { return Ok(()) };
        let (name, is_in) = (member.name.shared(), member.rooms.contains(&self.lobby));
        if let Some(terms) = self.bars(Subject { address: self.address_of(conn), ..member.subject() }) {
            return Err(Refused::Barred(terms));
        }
        if !is_in && let Err(why) = self.admits_member(now, self.lobby, (conn, member), None) {
            return Err(self.refused(&why));
        }
        if let Some(session) = self.sessions.get_mut(conn) {
            session.door = Door::Plain;
        }
        self.attach(conn, id);
        out.effects.push(Effect::PlainWelcome { to: conn, name });
        self.come_back(now, conn, out);
        if is_in {
            let lobby = self.lobby;
            introduce(&mut Ctx { hall: self, out, now, conn }, lobby);
            self.show_past(conn, (lobby, 1), out);
        } else {
            self.enter(now, conn, (self.lobby, 1), out);
        }
        Ok(())
    }
}

impl Ctx<'_> {
    /// Takes an IRC client that is arriving in as one more connection of a member. The name that it
    /// claimed is free again.
    pub(super) fn attach(&mut self, id: MemberId) {
        let Some(arrival) = self.arrival_mut() else { return };
        let (name, away) = (arrival.name.take(), arrival.away.take());
        let metadata = std::mem::take(&mut arrival.metadata);
        if let Some(name) = name {
            self.hall.names.release(&name, Owner::Arriving(self.conn));
        }
        self.hall.attach(self.conn, id);
        self.adopt_metadata(&metadata);
        self.welcome();
        self.show_oneself();
        if away.is_some() {
            self.hall.go_away(self.now, (id, Some(self.conn)), away, self.out);
        }
    }

    /// Shows a member to a connection that did not see how they became what they are.
    pub(super) fn show_oneself(&mut self) {
        self.hall.come_back(self.now, self.conn, self.out);
        let Some(me) = self.me_mut() else { return };
        // They are where they want to be.
        me.has_chosen |= !me.rooms.is_empty();
        let (who, realname, modes) = (me.who.clone(), me.realname.as_str().into(), me.modes());
        let (rooms, is_away) = (me.rooms.clone(), me.away.is_some());
        if modes.len() > 1 {
            self.show(What::Mode { target: who.name, words: vec![modes] });
        }
        if is_away {
            self.reply(&numeric::RPL_NOWAWAY, &[]);
        }
        let left = (1..=rooms.len()).rev();
        for (room, left) in rooms.into_iter().zip(left) {
            let (room_name, realname) = (self.room_name(room), std::sync::Arc::clone(&realname));
            self.show(What::Joined { room: room_name, realname });
            introduce(self, room);
            self.hall.show_past(self.conn, (room, left), self.out);
        }
    }

    /// Tells this connection alone what its member did.
    fn show(&mut self, what: What) {
        let Some(who) = self.who() else { return };
        let event = Event { at_ms: self.now.unix_ms, id: None, who, what };
        self.push(Effect::Aside { to: self.conn, event });
    }
}
