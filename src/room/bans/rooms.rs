//! Who is banned from one room, or may not speak in it: what operators of the room do with the
//! commands of our client, beside MODE.

use std::sync::Arc;

use crate::room::Hall;
use crate::room::member::who;
use crate::room::modes::{Entry, List, Rank};
use crate::room::outbox::{Effect, Event, Outbox, Role, What, Who};
use crate::room::place::{Room, RoomId};
use crate::wire::mask::{Mask, Subject};
use crate::wire::note::{self, Note};
use crate::wire::{ConnId, MemberId, Name, Now};

use super::audit::Did;
use super::house::{DEEDS_MAX, named};

/// Something that was done in a room, and can be undone.
#[derive(Clone, Debug)]
pub enum RoomDeed {
    /// The masks with these keys were set, in the place of these entries.
    Set(Vec<String>, Vec<Entry>),
    /// These entries were lifted.
    Lifted(Vec<Entry>),
    /// Somebody was put out, who had this account: whoever has their name later is somebody else.
    PutOut(MemberId, Option<Arc<str>>),
}

impl Room {
    /// Notes what can be undone; the oldest goes if there is too much.
    pub fn note_deed(&mut self, deed: RoomDeed) {
        if self.deeds.len() >= DEEDS_MAX {
            self.deeds.remove(0);
        }
        self.deeds.push(deed);
    }

    /// When the bans and mutes end that do.
    pub fn ends(&self) -> impl Iterator<Item = u64> {
        self.modes.list(List::Bans).iter().filter_map(|entry| entry.more.until_ms)
    }

    /// Whether any does.
    pub fn has_ends(&self) -> bool {
        self.ends().next().is_some()
    }

    /// Takes out those that have ended.
    fn take_ended(&mut self, now: Now) -> Vec<Entry> {
        let list = self.modes.list_mut(List::Bans);
        let has_ended =
            |entry: &mut Entry| entry.more.until_ms.is_some_and(|until_ms| until_ms <= now.unix_ms);
        list.extract_if(.., has_ended).collect()
    }
}

/// Rooms that somebody left banned or muted, of which as many are remembered.
const HELD_BY_MAX: usize = 32;

impl Hall {
    /// Somebody leaves a room: if they are banned or muted there, that is remembered of them.
    pub(in crate::room) fn note_held(&mut self, id: MemberId, room: RoomId) {
        let (Some(member), Some(place)) = (self.members.get(id), self.rooms.get(room)) else { return };
        let subjects = self.subjects(member);
        let mut subjects = subjects.into_iter();
        let is_held = subjects.any(|one| place.modes.ban(one).or_else(|| place.modes.mute(one)).is_some());
        let Some(member) = self.members.get_mut(id).filter(|_| is_held) else { return };
        member.held_by.retain(|&other| other != room);
        if member.held_by.len() >= HELD_BY_MAX {
            member.held_by.remove(0);
        }
        member.held_by.push(room);
    }

    /// The room in which whoever is at `conn` is banned or muted, and would not be by this name.
    pub(in crate::room) fn escapes_from(&self, conn: ConnId, name: &Name) -> Option<RoomId> {
        let (id, member, subject) = (self.member_id(conn)?, self.member_at(conn)?, self.subject_at(conn)?);
        let who = Who { account: member.who.account.clone(), ..who(name, &member.user, &member.host) };
        let other = Subject { address: subject.address, ..who.subject() };
        let mut rooms = member.rooms.iter().chain(&member.held_by).copied();
        rooms.find(|&room| {
            let Some(place) = self.rooms.get(room) else { return false };
            let (modes, is_voiced) =
                (&place.modes, place.standing(id).is_some_and(|it| it.is_at_least(Rank::Voice)));
            let escapes_ban = modes.bans(subject) && !modes.bans(other);
            !is_voiced && (escapes_ban || modes.mute(subject).is_some() && modes.mute(other).is_none())
        })
    }

    /// Tells whoever a mute of a room meant, and no other means, that they may speak there again.
    pub(in crate::room) fn tell_unmuted(
        &self,
        room: RoomId,
        mask: &Mask,
        (note, more): (&'static Note, &[&str]),
        out: &mut Outbox,
    ) {
        let Some(place) = self.rooms.get(room).filter(|_| mask.mutes()) else { return };
        let name = place.name.as_str();
        for (id, standing) in place.members() {
            let Some(member) = self.members.get(id) else { continue };
            // Who has a voice, or is excepted, could speak all the time.
            let meant = |subject: Subject<'_>| {
                mask.fits(&subject.folded())
                    && place.modes.mute(subject).is_none()
                    && !place.modes.lists(List::Exceptions, subject)
            };
            if standing.is_at_least(Rank::Voice) || !self.subjects(member).into_iter().any(meant) {
                continue;
            }
            for to in self.hearing(&member.sessions, room) {
                let context = [name].iter().chain(more).map(|&word| word.to_owned()).collect();
                out.effects.push(Effect::Note { to, note, context });
            }
        }
    }

    /// Lifts what has ended in rooms, which are told that the server has done it.
    pub(super) fn lift_ended_in_rooms(&mut self, now: Now, server: &Arc<str>, out: &mut Outbox) {
        let with_ends = self.rooms.iter().filter(|(_, place)| place.has_ends());
        let rooms: Vec<RoomId> = with_ends.map(|(room, _)| room).collect();
        for room in rooms {
            let Some(place) = self.rooms.get_mut(room) else { continue };
            let (name, ended) = (place.name.shared(), place.take_ended(now));
            for entry in ended {
                let whom = named(entry.more.whom.as_deref(), &entry.mask);
                self.audit_simply(now, Some(room), (Did::Expired, &whom), (server, None), out);
                let (target, words) =
                    (Arc::clone(&name), vec!["-b".to_owned(), entry.mask.as_str().to_owned()]);
                let (name, prefix) = (Arc::clone(server), Arc::clone(server));
                let who = Who { name, prefix, role: Role::Member, bot: false, account: None };
                let what = What::Mode { target, words };
                let mut event = Event { at_ms: now.unix_ms, id: None, who, what };
                self.keep_in(now, room, &mut event, out);
                out.effects.push(Effect::Event { to: self.companions(&[room]), by: None, event });
                self.tell_unmuted(room, &entry.mask, (&note::MUTE_ENDED, &[]), out);
            }
        }
    }
}
