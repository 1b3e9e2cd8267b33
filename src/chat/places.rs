//! Where what is typed goes: a room of ours, or one person.
//!
//! Theory of operation: rooms are ours while we are in them, a talk with one person from its first
//! word until it is put away. All have an order, in which a face numbers them, and that outlives
//! connections. `alone` is the person to whom we speak; without one we speak in the room that
//! [`super::members::Rooms::here`] names. Whatever changes that without our person having asked the
//! face for it is told ([`Happening::Here`]).

use std::sync::Arc;

use super::PARTNERS_MAX;
use super::carried::Carried;
use super::command::Intent;
use super::happening::{Happening, Refusal, Where};
use super::session::{Outbox, Session, Stage};

impl Carried {
    pub fn fold(&self, name: &str) -> String {
        self.casemapping.fold(name)
    }

    /// Rooms in the order of entering, then talks.
    pub fn places(&self) -> Vec<Where> {
        let rooms = self.order.iter().map(|name| Where::Room(Arc::clone(name)));
        rooms.chain(self.talks.iter().map(|name| Where::Private(Arc::clone(name)))).collect()
    }

    /// Where what is typed goes once there is a connection again.
    pub fn place(&self) -> Option<Where> {
        let alone = self.alone.clone().map(Where::Private);
        alone.or_else(|| self.rooms.first().cloned().map(Where::Room))
    }

    /// The place that a person calls by its number, its name, or a part of it that no other has.
    pub fn find_place(&self, word: &str) -> Option<Where> {
        let places = self.places();
        if let Ok(number) = word.parse::<usize>() {
            return places.into_iter().nth(number.checked_sub(1)?);
        }
        let key = self.fold(word);
        let name = |place: &Where| match place {
            Where::Room(name) | Where::Private(name) => self.fold(name),
        };
        let bare = |place: &Where| name(place).trim_start_matches(['#', '&']).to_owned();
        let is_exact = |place: &&Where| name(place) == key || bare(place) == key;
        if let Some(found) = places.iter().find(is_exact) {
            return Some(found.clone());
        }
        let mut fitting = places.iter().filter(|place| bare(place).contains(&key));
        fitting.next().filter(|_| fitting.next().is_none()).cloned()
    }

    /// A talk with this one is among ours.
    pub fn open_talk(&mut self, name: &str) -> Arc<str> {
        let key = self.fold(name);
        if let Some(known) = self.talks.iter().find(|known| self.fold(known) == key) {
            return Arc::clone(known);
        }
        if self.talks.len() >= PARTNERS_MAX {
            self.talks.remove(0);
        }
        let name: Arc<str> = name.into();
        self.talks.push(Arc::clone(&name));
        name
    }

    pub fn close_talk(&mut self, name: &str) {
        let key = self.fold(name);
        let mut talks = std::mem::take(&mut self.talks);
        talks.retain(|known| self.fold(known) != key);
        self.talks = talks;
        if self.alone.as_ref().is_some_and(|alone| self.fold(alone) == key) {
            self.alone = None;
        }
    }

    /// Somebody has another name, and so has our talk with them.
    pub fn rename_talk(&mut self, from: &str, to: &Arc<str>) {
        let key = self.fold(from);
        let is_theirs: Vec<bool> = self.talks.iter().map(|known| self.fold(known) == key).collect();
        let talks = self.talks.iter_mut().zip(is_theirs).filter(|(_, is_theirs)| *is_theirs);
        talks.for_each(|(known, _)| *known = Arc::clone(to));
        if self.alone.as_ref().is_some_and(|alone| self.fold(alone) == key) {
            self.alone = Some(Arc::clone(to));
        }
    }

    /// A room is ours.
    pub fn add_room(&mut self, name: &Arc<str>) {
        let key = self.fold(name);
        if !self.order.iter().any(|known| self.fold(known) == key) {
            self.order.push(Arc::clone(name));
        }
    }

    /// A room is no longer ours.
    pub fn remove_room(&mut self, name: &str) {
        let key = self.fold(name);
        for list in [&mut self.rooms, &mut self.order] {
            list.retain(|known| self.casemapping.fold(known) != key);
        }
    }

    /// A room has another name.
    pub fn rename_room(&mut self, from: &str, to: &Arc<str>) {
        let (casemapping, key) = (self.casemapping, self.fold(from));
        let known = self.rooms.iter_mut().chain(&mut self.order);
        known.filter(|known| casemapping.fold(known) == key).for_each(|known| *known = Arc::clone(to));
    }

    /// Speaks elsewhere from here on, while there is no connection; tells whether that is ours.
    pub fn go(&mut self, place: &Where) -> bool {
        match place {
            Where::Room(name) => {
                let key = self.fold(name);
                let Some(at) = self.rooms.iter().position(|known| self.fold(known) == key) else {
                    return false;
                };
                let room = self.rooms.remove(at);
                self.rooms.insert(0, room);
                self.alone = None;
            }
            Where::Private(name) => self.alone = Some(self.open_talk(name)),
        }
        true
    }

    /// Whether what somebody says is hidden.
    pub fn is_ignored(&self, name: &str) -> bool {
        if self.ignored.is_empty() {
            return false;
        }
        let key = self.fold(name);
        self.ignored.iter().any(|known| self.fold(known) == key)
    }

    fn ignore(&mut self, name: &str, on: bool, out: &mut Outbox) {
        let (casemapping, key) = (self.casemapping, self.fold(name));
        self.ignored.retain(|known| casemapping.fold(known) != key);
        let name: Arc<str> = name.into();
        if on {
            if self.ignored.len() >= PARTNERS_MAX {
                self.ignored.remove(0);
            }
            self.ignored.push(Arc::clone(&name));
        }
        out.happen(Happening::Ignoring { name, on });
    }

    /// Does what needs no server. Gives back whatever does.
    pub fn do_alone(&mut self, intent: Intent, out: &mut Outbox) -> Option<Intent> {
        match intent {
            Intent::Help => out.happen(Happening::Help),
            Intent::HelpOn(command) => out.happen(Happening::HelpOn(command)),
            Intent::Face(act) => out.happen(Happening::Face(act)),
            Intent::Ignore(None) => out.happen(Happening::Ignored(self.ignored.clone())),
            Intent::Ignore(Some(name)) => self.ignore(&name, true, out),
            Intent::Unignore(name) => self.ignore(&name, false, out),
            intent => return Some(intent),
        }
        None
    }
}

impl Session {
    /// Where what is typed goes.
    pub fn place(&self) -> Option<Where> {
        if let Some(alone) = &self.carried.alone {
            return Some(Where::Private(Arc::clone(alone)));
        }
        let here = self.rooms.here().map(|room| Arc::clone(&room.name));
        here.or_else(|| self.carried.rooms.first().cloned()).map(Where::Room)
    }

    fn is_here(&self, place: &Where) -> bool {
        match (self.place(), place) {
            (Some(Where::Room(here)), Where::Room(name))
            | (Some(Where::Private(here)), Where::Private(name)) => {
                self.server.fold(&here) == self.server.fold(name)
            }
            _ => false,
        }
    }

    /// Speaks elsewhere from here on; tells whether that is ours.
    pub fn go(&mut self, place: &Where) -> bool {
        if self.is_here(place) {
            return true;
        }
        let is_ours = match place {
            Where::Room(name) if self.rooms.go(&self.server.fold(name)) => {
                self.carried.alone = None;
                true
            }
            Where::Room(_) => self.rooms.is_empty() && self.carried.go(place),
            Where::Private(name) => {
                let is_person = !name.is_empty() && !self.server.is_room(name);
                is_person && self.carried.go(place)
            }
        };
        if is_ours {
            self.drafts.moved();
            self.mark_read_soon();
        }
        is_ours
    }

    /// The same because a command said so, or the server: it is told.
    pub(super) fn go_and_tell(&mut self, place: &Where, out: &mut Outbox) -> bool {
        let is_other = !self.is_here(place);
        let is_ours = self.go(place);
        if let Some(place) = self.place().filter(|_| is_other && is_ours) {
            out.happen(Happening::Here(place.clone()));
            if let Where::Private(name) = place {
                self.begin_history_alone(&name, out);
            }
        }
        is_ours
    }

    /// A room was lost: where we speak now is told, if that is elsewhere.
    pub(super) fn tell_place(&mut self, out: &mut Outbox) {
        let (Some(before), Some(place)) = (self.moving.take(), self.place()) else { return };
        if !self.is_here(&before) {
            self.drafts.moved();
            out.happen(Happening::Here(place));
        }
    }

    /// The room in which a command about rooms is carried out.
    pub(super) fn room_here(&self, out: &mut Outbox) -> Option<Arc<str>> {
        let room = self.rooms.here().filter(|_| self.carried.alone.is_none());
        let room = room.map(|room| Arc::clone(&room.name));
        if room.is_none() {
            out.happen(Happening::Refused { label: None, why: Refusal::NoRoomHere });
        }
        room
    }

    /// `/join`: into a room, or to where we are already.
    pub(super) fn join(&mut self, room: &str, key: Option<&str>, out: &mut Outbox) {
        let room = if self.server.is_room(room) { room.to_owned() } else { format!("#{room}") };
        if self.rooms.get(&self.server.fold(&room)).is_some() {
            self.go_and_tell(&Where::Room(room.as_str().into()), out);
            return;
        }
        let line = out.line("JOIN").param(&room);
        match key {
            Some(key) => line.param(key).end(),
            None => line.end(),
        }
        self.carried.going = Some(room);
    }

    /// We have come into a room: if we wanted to go there, we speak there.
    pub(super) fn arrive(&mut self, room: &Arc<str>, out: &mut Outbox) {
        self.carried.add_room(room);
        self.carried.roomless = false;
        let key = self.server.fold(room);
        let is_asked = self.carried.going.take_if(|going| self.server.fold(going) == key).is_some();
        // The first room after having been in none is where we speak, and nobody knows it yet.
        if is_asked && matches!(self.stage, Stage::In) {
            self.rooms.go(&key);
            self.carried.alone = None;
            self.drafts.moved();
            out.happen(Happening::Here(Where::Room(Arc::clone(room))));
        }
    }

    /// `/part`: leaves a room, or puts a talk away.
    pub(super) fn part(&mut self, room: Option<String>, reason: Option<&str>, out: &mut Outbox) {
        let room = match (room, self.place()) {
            (Some(room), _) => room.into(),
            (None, Some(Where::Room(room))) => room,
            (None, Some(Where::Private(name))) => {
                self.carried.close_talk(&name);
                self.drafts.moved();
                out.happen(Happening::TalkClosed(name));
                self.place().into_iter().for_each(|place| out.happen(Happening::Here(place)));
                return;
            }
            (None, None) => {
                return out.happen(Happening::Refused { label: None, why: Refusal::NoRoomHere });
            }
        };
        self.mark_read(out);
        let line = out.line("PART").param(&room);
        match reason {
            Some(reason) => line.last(reason).end(),
            None => line.end(),
        }
    }

    /// `/query`, without its words.
    pub(super) fn query(&mut self, name: &str, out: &mut Outbox) -> bool {
        let place = if self.server.is_room(name) { Where::Room } else { Where::Private };
        let is_ours = self.go_and_tell(&place(name.into()), out);
        if !is_ours {
            out.happen(Happening::Refused { label: None, why: Refusal::NotHere(name.to_owned()) });
        }
        is_ours
    }

    /// `/go`: to a place of ours, or to somebody who is here.
    pub(super) fn go_by_word(&mut self, word: &str, out: &mut Outbox) {
        let known = |word: &str| self.rooms.knows(&self.server.fold(word));
        let place = self.carried.find_place(word);
        let place = place.or_else(|| known(word).then(|| Where::Private(word.into())));
        if !place.is_some_and(|place| self.go_and_tell(&place, out)) {
            out.happen(Happening::Refused { label: None, why: Refusal::NoSuchPlace(word.to_owned()) });
        }
    }
}
