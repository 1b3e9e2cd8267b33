//! When what happens can't be written: everybody is told once, and once more when it can be again.
//! What the operator wants is done meanwhile: go on without, or take nothing that would be kept.

use std::collections::HashMap;

use crate::room::Hall;
use crate::room::keep::{Entry, Keeping, Unkept};
use crate::room::outbox::{Effect, Outbox};
use crate::room::rules::OnFailure;
use crate::wire::note::{self, Note};
use crate::wire::{ConnId, MsgId};

impl Hall {
    /// How it stands with writing has changed.
    pub(in crate::room) fn keeping(&mut self, keeping: Keeping, out: &mut Outbox) {
        let is_failing = matches!(keeping, Keeping::Failing(_));
        if !self.rules.history.keeps
            || std::mem::replace(&mut self.memory.is_failing, is_failing) == is_failing
        {
            return;
        }
        let refuses = self.rules.history.on_failure == OnFailure::Refuse;
        if !is_failing && refuses {
            // What rooms became meanwhile was not written.
            let rooms: Vec<_> = self.rooms.iter().map(|(room, _)| room).collect();
            rooms.into_iter().for_each(|room| self.room_changed(room));
        }
        let note: &'static Note = match (is_failing, refuses) {
            (false, _) => &note::HISTORY_FINE,
            (true, false) => &note::HISTORY_LATE,
            (true, true) => &note::HISTORY_SHUT,
        };
        self.tell_rooms(note, out);
    }

    /// Tells everybody in each room something that has nothing but the room's name in it.
    fn tell_rooms(&self, note: &'static Note, out: &mut Outbox) {
        for (_, place) in self.rooms.iter().filter(|(_, place)| place.count() > 0) {
            let to = place.ears().to_vec();
            out.effects.push(Effect::RoomNote { to, room: place.name.shared(), note });
        }
    }

    /// These messages could not be written: nobody has seen them, and nobody will. Whoever said them
    /// is told of each.
    pub(in crate::room) fn unkept(&mut self, conn: Option<ConnId>, said: &[Unkept], out: &mut Outbox) {
        let ids: Vec<MsgId> = said.iter().map(|one| one.id).collect();
        self.memory.nonces.forget(&ids);
        for room in self.rooms.all_mut() {
            room.memory.recent.retain(|entry| !entry.event.id.is_some_and(|id| ids.contains(&id)));
        }
        // What the operator of the house says is not refused.
        let Some(conn) = conn else { return };
        for Unkept { command, target, by, .. } in said {
            // Whoever said it may have come back over another connection meanwhile.
            let heir = || self.sessions_of(self.member(by)?).last().copied();
            let Some(to) = self.member_id(conn).map(|_| conn).or_else(heir) else { continue };
            let context = vec![(*command).to_owned(), target.to_string()];
            out.effects.push(Effect::Note { to, note: &note::HISTORY_FAILING, context });
        }
    }

    /// What is kept was changed from outside: the rooms have these newest messages, but for what was
    /// taken back since they were read.
    pub(in crate::room) fn rewritten(&mut self, recent: Vec<(MsgId, Vec<Entry>)>, upto: MsgId) {
        let replay = self.rules.history.replay;
        let mut recent: HashMap<MsgId, Vec<Entry>> = recent.into_iter().collect();
        let taken_back = &self.memory.taken_back;
        for room in self.rooms.all_mut() {
            let Some(entries) = room.memory.id.and_then(|id| recent.remove(&id)) else { continue };
            let newer = room.memory.recent.drain(..).filter(|entry| entry.event.id > Some(upto));
            let newer: Vec<_> = newer.collect();
            let stands = |entry: &&Entry| !entry.event.id.is_some_and(|id| taken_back.has(id));
            let all = entries.iter().chain(&newer).filter(stands);
            all.for_each(|entry| room.memory.add_recent(entry, replay));
        }
    }
}
