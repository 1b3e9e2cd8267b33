//! What is remembered of what happens, and how it is seen again.
//!
//! Everything that is kept goes through here: it gets its id, from the id its time, and is handed
//! out to be written ([`Effect::Keep`]) ahead of the effect that shows it. Where it is written, and
//! that nothing is shown before, is not known here. While nothing is remembered all of this costs
//! one look at the rules.
//!
//! | kept | where |
//! |---|---|
//! | what is said in a room, and tags alone unless they only say that somebody types | the room |
//! | who enters and leaves, is put out, is called otherwise; topic, modes, name of the room | the room |
//! | what two say to each other, if one of them has an account | between the two |
//! | what is said to a part of a room, and what one client asks another (CTCP) | nowhere |
//!
//! In reading order: [`room`] is what a room remembers of itself, [`show`] what newcomers see,
//! [`reach`] who may read what, [`pending`] what waits for an answer, [`page`] how answers are shown,
//! [`markers`] how far people have read, [`authors`] what guests said and what was taken back lately, [`nonces`] what clients call
//! their messages, and `failing` what happens when
//! nothing can be written.

use std::sync::Arc;

pub mod authors;
mod failing;
pub mod markers;
pub mod nonces;
pub mod page;
pub mod pending;
pub mod reach;
pub mod room;
pub mod show;

use super::Hall;
use super::keep::{Entry, Keep, Kept, Party, Place};
use super::outbox::{Effect, Event, Outbox, What, Who};
use super::place::{Room, RoomId};
use super::rules::{OnFailure, Rules};
use crate::wire::message::Tags;
use crate::wire::name::fold;
use crate::wire::text::Text;
use crate::wire::{MemberId, MsgIds, Now, RoomName};

use authors::{Authors, TakenBack};
use markers::Markers;
use nonces::{Author, Nonces};

/// How a message from one client to another begins that people do not read (CTCP).
const CTCP: char = '\u{1}';

/// How the one that they do read begins.
const CTCP_ACTION: &str = "\u{1}ACTION";

/// What the house remembers beside its rooms.
#[derive(Debug, Default)]
pub struct Memory {
    /// How far people have read.
    pub markers: Markers,
    /// What guests said lately.
    pub authors: Authors,
    /// What clients called their messages.
    pub nonces: Nonces,
    /// What was taken back lately, so that an answer that was read before does not show it.
    pub taken_back: TakenBack,
    /// Nothing can be written.
    is_failing: bool,
    // To be written with the first input.
    first: Vec<Keep>,
    // Rooms that are otherwise than they were written.
    changed: Vec<RoomId>,
}

/// The key of the account that somebody is logged in to.
pub fn account_key(who: &Who) -> Option<Arc<str>> {
    who.account.as_deref().and_then(fold).map(Arc::from)
}

/// Milliseconds since 1970 of a moment as clients write it (`2026-01-31T12:00:00.000Z`).
pub fn moment(text: &str) -> Option<u64> {
    let time: jiff::Timestamp = text.ends_with('Z').then(|| text.parse().ok())??;
    u64::try_from(time.as_millisecond()).ok()
}

/// Whether a message is from one client to another, and not for people (CTCP, but for ACTION).
pub fn is_between_clients(text: &Text) -> bool {
    let first = text.pieces().first().map_or("", |piece| &piece.text);
    let is_action =
        first.strip_prefix(CTCP_ACTION).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', CTCP]));
    first.starts_with(CTCP) && !is_action
}

/// Whether a tag only says that somebody types (IRCv3 typing).
pub fn is_typing(key: &str) -> bool {
    matches!(key, "+typing" | "+draft/typing")
}

/// Whether it is kept, wherever it happened.
fn is_kept(what: &What) -> bool {
    match what {
        What::Said { text, .. } => !is_between_clients(text),
        What::Tagged { tags, .. } => Tags(tags).iter().any(|(key, _)| !is_typing(key)),
        What::Joined { .. }
        | What::Parted { .. }
        | What::Quit { .. }
        | What::Renamed { .. }
        | What::Topic { .. }
        | What::Kicked { .. }
        | What::Mode { .. }
        | What::RoomRenamed { .. } => true,
        What::Setname { .. }
        | What::Invited { .. }
        | What::Killed { .. }
        | What::Redacted { .. }
        | What::Wallops { .. }
        | What::Account
        | What::Away { .. } => false,
    }
}

impl Hall {
    /// A house that remembers, with what was kept when it was last open.
    pub fn with_memory(rules: Rules, kept: Kept) -> Self {
        let mut hall = Self::empty(rules, MsgIds::after(kept.last));
        hall.memory.markers.restore(kept.markers);
        for (nonce, id, author) in kept.nonces {
            hall.memory.nonces.add(nonce, id, author.into());
        }
        hall.restore_accounts(kept.accounts, kept.codes);
        for (record, entries) in kept.rooms {
            hall.restore_room(record, entries);
        }
        let name = hall.rules.default_room.clone();
        hall.lobby = match hall.rooms.find(name.key()) {
            Some(lobby) => lobby,
            None => hall.found_lobby(name),
        };
        if let Some(lobby) = hall.rooms.get_mut(hall.lobby) {
            lobby.stays = true;
        }
        hall.restore_bans(kept.bans);
        hall.restore_audit(kept.audit);
        hall.restore_presences();
        hall.give_up_shut_rooms();
        hall
    }

    fn found_lobby(&mut self, name: RoomName) -> RoomId {
        let created_ms = self.rules.created_ms;
        let mut lobby = Room::new(name, created_ms, true);
        if self.rules.history.keeps {
            lobby.memory.id = Some(self.ids.next(Now { uptime: Default::default(), unix_ms: created_ms }));
            self.memory.first.extend(lobby.record().map(Keep::Room));
        }
        self.rooms.found(lobby)
    }

    /// Whether what happens is written down: while nothing can be, and the operator wants that
    /// nothing is said then, it is not.
    pub(super) fn is_keeping(&self) -> bool {
        let history = &self.rules.history;
        history.keeps && !(self.memory.is_failing && history.on_failure == OnFailure::Refuse)
    }

    /// Whether what would be kept is not taken, since it can't be written.
    pub(super) fn is_shut(&self) -> bool {
        self.rules.history.keeps && !self.is_keeping()
    }

    /// What somebody says: it has an id, and the id's time.
    pub(super) fn said(&mut self, now: Now, who: Who, what: What) -> Event {
        let id = self.ids.next(now);
        Event { at_ms: id.unix_ms(), id: Some(id), who, what }
    }

    /// Keeps what happens in a room; it gets its id, and with it its time.
    pub(super) fn keep_in(&mut self, now: Now, room: RoomId, event: &mut Event, out: &mut Outbox) {
        self.keep_named_in(now, room, (event, None), out);
    }

    /// The same for a message to which its client gave a name, perhaps.
    pub(super) fn keep_named_in(
        &mut self,
        now: Now,
        room: RoomId,
        (event, nonce): (&mut Event, Option<Arc<str>>),
        out: &mut Outbox,
    ) {
        self.note_change(room, &event.what);
        if !self.is_keeping() || !is_kept(&event.what) {
            return;
        }
        let Some(place) = self.rooms.get(room).and_then(|place| place.memory.id) else { return };
        let id = event.id.unwrap_or_else(|| self.ids.next(now));
        (event.id, event.at_ms) = (Some(id), id.unix_ms());
        let entry = Entry { place: Place::Room(place), event: event.clone(), nonce };
        let replay = self.rules.history.replay;
        if let Some(place) = self.rooms.get_mut(room) {
            place.memory.add_recent(&entry, replay);
        }
        out.effects.push(Effect::Keep(Keep::Entry(entry)));
    }

    /// Keeps in each of these rooms what happens to somebody who is in all of them. All are told at
    /// once, and what they are told has the id that it has in the first of them.
    pub(super) fn keep_in_all(&mut self, now: Now, rooms: &[RoomId], event: &mut Event, out: &mut Outbox) {
        for (place, room) in rooms.iter().enumerate() {
            if place == 0 {
                self.keep_in(now, *room, event, out);
            } else {
                self.keep_in(now, *room, &mut Event { id: None, ..event.clone() }, out);
            }
        }
    }

    /// Whether what these two say to each other is kept: if one of them has an account.
    pub(super) fn is_kept_between(&self, one: MemberId, other: MemberId) -> bool {
        self.place_between(one, other).is_some()
    }

    /// Where it is kept what these two say to each other.
    pub(super) fn place_between(&self, one: MemberId, other: MemberId) -> Option<Place> {
        let sides = [one, other].map(|member| self.party(member));
        match sides {
            [Some(Party::Guest(_)), Some(Party::Guest(_))] | [None, _] | [_, None] => None,
            [Some(one), Some(other)] => Some(Place::between(one, other)),
        }
    }

    /// Keeps what somebody says to somebody, if it is kept at all.
    pub(super) fn keep_between(
        &mut self,
        (one, other): (MemberId, MemberId),
        event: &Event,
        nonce: Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        if !self.is_keeping() || !is_kept(&event.what) {
            return;
        }
        if let Some(place) = self.place_between(one, other) {
            out.effects.push(Effect::Keep(Keep::Entry(Entry { place, event: event.clone(), nonce })));
        }
    }

    /// Remembers for a while that a guest said this.
    pub(super) fn note_author(&mut self, member: MemberId, event: &Event) {
        if let (true, None, Some(id)) = (self.is_keeping(), &event.who.account, event.id) {
            self.memory.authors.add(id, member);
        }
    }

    /// A client gave a message of its member's this name.
    pub(super) fn note_nonce(&mut self, member: MemberId, event: &Event, nonce: &Arc<str>) {
        let author = account_key(&event.who).map_or(Author::Guest(member), Author::Account);
        if let Some(id) = event.id {
            self.memory.nonces.add(Arc::clone(nonce), id, author);
        }
    }

    /// A member as a side of a private talk.
    pub(super) fn party(&self, member: MemberId) -> Option<Party> {
        let member = self.members.get(member)?;
        Some(match account_key(&member.who) {
            Some(account) => Party::Account(account),
            None => Party::Guest(Arc::clone(member.name.key())),
        })
    }

    /// What changes a room is written when all that one input leads to is done.
    fn note_change(&mut self, room: RoomId, what: &What) {
        if matches!(what, What::Topic { .. } | What::Mode { .. } | What::RoomRenamed { .. }) {
            self.room_changed(room);
        }
    }

    /// A room is otherwise than it was written.
    pub(super) fn room_changed(&mut self, room: RoomId) {
        if self.rules.history.keeps && !self.memory.changed.contains(&room) {
            self.memory.changed.push(room);
        }
    }

    /// Hands out what is to be written before anything else is done.
    pub(super) fn begin_keeping(&mut self, out: &mut Outbox) {
        let first = self.memory.first.drain(..);
        out.effects.extend(first.map(Effect::Keep));
    }

    /// Hands out how rooms are that have changed, and which are gone.
    pub(super) fn settle_rooms(&mut self, out: &mut Outbox) {
        if self.memory.changed.is_empty() && !self.rooms.has_gone() || !self.is_keeping() {
            return;
        }
        for room in std::mem::take(&mut self.memory.changed) {
            let record = self.rooms.get(room).and_then(Room::record);
            out.effects.extend(record.map(|record| Effect::Keep(Keep::Room(record))));
        }
        out.effects.extend(self.rooms.take_gone().map(|id| Effect::Keep(Keep::RoomGone(id))));
    }
}

#[cfg(test)]
mod tests;
