//! One room: who is in it, in which role, its topic and its modes. Holds no rule.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::metadata::Metadata;
use super::modes::{Rank, RoomModes};
use crate::wire::{ConnId, RoomName};

/// A room, for as long as the server runs; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(u64);

/// What a member may do in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// `@`: decides here.
    pub operator: bool,
    /// `+`: may speak where only some may.
    pub voice: bool,
}

impl Standing {
    /// The marks before a name: the highest, or all of them (IRCv3 multi-prefix).
    pub fn marks(self, all: bool) -> &'static str {
        match (self.operator, self.voice) {
            (true, true) if all => "@+",
            (true, _) => "@",
            (false, true) => "+",
            (false, false) => "",
        }
    }

    /// Whether this is `rank` or a higher one.
    pub fn is_at_least(self, rank: Rank) -> bool {
        match rank {
            Rank::Operator => self.operator,
            Rank::Voice => self.operator || self.voice,
        }
    }

    /// Gives or takes a rank; whether that changes anything.
    pub fn set(&mut self, rank: Rank, on: bool) -> bool {
        let held = match rank {
            Rank::Operator => &mut self.operator,
            Rank::Voice => &mut self.voice,
        };
        std::mem::replace(held, on) != on
    }
}

/// What a room says of itself.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The words.
    pub text: Arc<str>,
    /// Whose they are.
    pub setter: Arc<str>,
    /// When they were set, milliseconds since 1970.
    pub at_ms: u64,
}

/// A room.
#[derive(Debug)]
pub struct Room {
    /// Its name.
    pub name: RoomName,
    /// When it was founded, milliseconds since 1970.
    pub created_ms: u64,
    /// What it says of itself.
    pub topic: Option<Topic>,
    /// Its modes.
    pub modes: RoomModes,
    /// Whether it stays when nobody is in it.
    pub stays: bool,
    /// What is known of it.
    pub metadata: Metadata,
    seats: Vec<(ConnId, Standing)>,
    places: HashMap<ConnId, usize>,
}

impl Room {
    /// A room with nobody in it.
    pub fn new(name: RoomName, created_ms: u64, stays: bool) -> Self {
        let (topic, modes) = (None, RoomModes::default());
        let (metadata, seats, places) = (Metadata::default(), Vec::new(), HashMap::new());
        Self { name, created_ms, topic, modes, stays, metadata, seats, places }
    }

    /// Everybody in it.
    pub fn members(&self) -> impl ExactSizeIterator<Item = (ConnId, Standing)> {
        self.seats.iter().copied()
    }

    /// How many are in it.
    pub fn count(&self) -> usize {
        self.seats.len()
    }

    /// What `conn` is here, if it is here.
    pub fn standing(&self, conn: ConnId) -> Option<Standing> {
        let place = *self.places.get(&conn)?;
        self.seats.get(place).map(|(_, standing)| *standing)
    }

    /// The same, to be changed.
    pub fn standing_mut(&mut self, conn: ConnId) -> Option<&mut Standing> {
        let place = *self.places.get(&conn)?;
        self.seats.get_mut(place).map(|(_, standing)| standing)
    }

    /// Seats `conn`, unless it sits here already.
    pub fn seat(&mut self, conn: ConnId, standing: Standing) {
        if !self.places.contains_key(&conn) {
            self.places.insert(conn, self.seats.len());
            self.seats.push((conn, standing));
        }
    }

    /// Takes `conn` out; whether it was here.
    pub fn unseat(&mut self, conn: ConnId) -> bool {
        let Some(place) = self.places.remove(&conn) else { return false };
        self.seats.swap_remove(place);
        if let Some((moved, _)) = self.seats.get(place) {
            self.places.insert(*moved, place);
        }
        true
    }
}

/// All rooms.
#[derive(Debug, Default)]
pub struct Rooms {
    by_key: HashMap<Arc<str>, RoomId>,
    // Ordered by founding, so that a list reads the same every time.
    rooms: BTreeMap<RoomId, Room>,
    founded: u64,
}

impl Rooms {
    /// The room of this key.
    pub fn find(&self, key: &str) -> Option<RoomId> {
        self.by_key.get(key).copied()
    }

    /// The room of this id, unless it is gone.
    pub fn get(&self, id: RoomId) -> Option<&Room> {
        self.rooms.get(&id)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: RoomId) -> Option<&mut Room> {
        self.rooms.get_mut(&id)
    }

    /// Adds a room whose key nobody has.
    pub fn found(&mut self, room: Room) -> RoomId {
        self.founded += 1;
        let id = RoomId(self.founded);
        self.by_key.insert(Arc::clone(room.name.key()), id);
        self.rooms.insert(id, room);
        id
    }

    /// Gives a room another name, which no other room has.
    pub fn rename(&mut self, id: RoomId, name: RoomName) {
        let Some(room) = self.rooms.get_mut(&id) else { return };
        self.by_key.remove(room.name.key());
        self.by_key.insert(Arc::clone(name.key()), id);
        room.name = name;
    }

    /// Forgets the room if nobody is in it and it does not stay.
    pub fn forget_if_empty(&mut self, id: RoomId) {
        if self.get(id).is_some_and(|room| room.count() == 0 && !room.stays)
            && let Some(room) = self.rooms.remove(&id)
        {
            self.by_key.remove(room.name.key());
        }
    }

    /// All of them, in the order of their founding.
    pub fn iter(&self) -> impl Iterator<Item = (RoomId, &Room)> {
        self.rooms.iter().map(|(id, room)| (*id, room))
    }

    /// In how many of them somebody is.
    pub fn in_use(&self) -> usize {
        self.rooms.values().filter(|room| room.count() > 0).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_stay_right_when_somebody_in_the_middle_leaves() {
        let mut room = Room::new(RoomName::parse("#tea").unwrap(), 0, false);
        let conns: Vec<_> = (0..4).map(|index| ConnId::new(index, 0)).collect();
        for &conn in &conns {
            room.seat(conn, Standing::default());
        }
        assert!(room.unseat(conns[1]) && !room.unseat(conns[1]));
        room.standing_mut(conns[3]).unwrap().voice = true;
        assert_eq!(room.standing(conns[3]).map(|standing| standing.marks(false)), Some("+"));
        assert_eq!(room.standing(conns[1]), None);
        assert_eq!(room.count(), 3);
    }
}
