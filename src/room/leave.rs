//! Leaving: connections end, and with the last of theirs people go.
//!
//! | what ends | who is told |
//! |---|---|
//! | a connection that was not in | its other side |
//! | one of several connections of a member | its other side; nobody else sees anything |
//! | the last one of somebody who stays ([`super::presence`]) | its other side; to all others they are away |
//! | the last one of anybody else | all who share a room with the member, and who watches the name |
//! | all at once (KILL, the operator) | the same, once |
//!
//! A connection that ends stays in its table until the next input, so that its last lines can be
//! written; the member is gone at once, and the name is free.

use super::Hall;
use super::names::Owner;
use super::outbox::{Effect, Ending, Event, Outbox, What};
use super::session::{Door, Stage};
use super::tell::note_ending;
use crate::wire::{ConnId, MemberId, Now};

impl Hall {
    /// A connection is gone, or must go because of something outside the rules.
    pub(super) fn lose(&mut self, now: Now, conn: ConnId, why: Ending, out: &mut Outbox) {
        match why {
            // Whoever is still connected is told.
            Ending::ReadsTooSlowly => self.close(now, conn, why, out),
            why => self.forget(now, conn, why, out),
        }
    }

    /// Ends a connection with a reason that its other side is told.
    pub(super) fn close(&mut self, now: Now, conn: ConnId, why: Ending, out: &mut Outbox) {
        if self.sessions.get(conn).is_none_or(|session| matches!(session.stage, Stage::Left(_))) {
            return;
        }
        note_ending(conn, &why, out);
        out.effects.push(Effect::Close { conn, why: why.clone() });
        self.forget(now, conn, why, out);
    }

    /// Ends all connections of a member, who is gone with them.
    pub(super) fn expel(&mut self, now: Now, member: MemberId, why: Ending, out: &mut Outbox) {
        let sessions = self.sessions_of(member).to_vec();
        // Whoever is banned was told before they were put out.
        for &conn in sessions.iter().filter(|_| !matches!(why, Ending::Banned(_))) {
            note_ending(conn, &why, out);
        }
        let closes = sessions.into_iter().map(|conn| Effect::Close { conn, why: why.clone() });
        if matches!(why, Ending::Killed { .. }) {
            // Whoever is killed gets their own QUIT, ahead of the ERROR.
            self.take_leave(now, member, why.clone(), out);
            out.effects.extend(closes);
        } else {
            out.effects.extend(closes);
            self.take_leave(now, member, why.clone(), out);
        }
    }

    /// Everybody is told why, and let go.
    pub(super) fn shut_down(&mut self, why: &Ending, out: &mut Outbox) {
        let everybody: Vec<_> = self.sessions.iter().map(|(conn, _)| conn).collect();
        for conn in everybody {
            note_ending(conn, why, out);
            out.effects.push(Effect::Close { conn, why: why.clone() });
            self.leaving.push(conn);
        }
    }

    /// A connection is no longer there. Whoever was here through it alone is gone.
    pub(super) fn forget(&mut self, now: Now, conn: ConnId, why: Ending, out: &mut Outbox) {
        let Some(session) = self.sessions.get_mut(conn) else { return };
        match &session.stage {
            Stage::Left(_) => {}
            Stage::Arriving(arrival) => {
                let name = arrival.name.clone();
                session.stage = Stage::Left(name.as_ref().map(|name| name.shared()));
                self.leaving.push(conn);
                if let Some(name) = name {
                    self.names.release(&name, Owner::Arriving(conn));
                }
            }
            &Stage::Here(member) => {
                if self.sessions_of(member).len() > 1 {
                    self.detach(conn);
                } else if self.stays(member) {
                    self.detach(conn);
                    self.become_absent(now, member, out);
                } else {
                    self.take_leave(now, member, why, out);
                }
            }
        }
    }

    /// Takes somebody out of everything: the name is free, and those who shared a room are told.
    pub(super) fn take_leave(&mut self, now: Now, id: MemberId, why: Ending, out: &mut Outbox) {
        self.note_presence(id);
        let mut sessions = self.sessions_of(id).to_vec();
        for &conn in &sessions {
            self.detach(conn);
        }
        let Some(member) = self.members.remove(id) else { return };
        self.names.release(&member.name, Owner::Member(id));
        self.mode_counts.forget(&member);
        self.memory.markers.forget(id);
        self.past.add(&member, now.unix_ms);
        self.tell_offline(sessions.first().copied(), &member.name, out);
        let is_known = matches!(why, Ending::Removed { .. } | Ending::PutOut { .. } | Ending::Banned(_));
        if member.rooms.is_empty() && is_known {
            // All who knew them were told by the kick.
            return;
        }
        for &room in &member.rooms {
            if let Some(place) = self.rooms.get_mut(room) {
                place.unseat(id, &[]);
            }
        }
        let mut to = self.companions(&member.rooms);
        if matches!(why, Ending::Killed { .. }) {
            let is_irc = |conn: &ConnId| self.sessions.get(*conn).is_some_and(|it| it.door == Door::Irc);
            sessions.retain(is_irc);
            to.append(&mut sessions);
        }
        let mut event = Event { at_ms: now.unix_ms, id: None, who: member.who, what: What::Quit { why } };
        self.keep_in_all(now, &member.rooms, &mut event, out);
        for &room in &member.rooms {
            self.rooms.forget_if_empty(room);
        }
        out.effects.push(Effect::Event { to, by: None, event });
    }
}
