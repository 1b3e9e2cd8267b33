//! One room: who is in it, in which role, its topic and its modes. Holds no rule.
//!
//! Members sit in a room, and all their connections hear it. Both are known here, each in one list
//! without gaps, so that telling a thousand walks along one list and looks nobody up.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use super::bans::RoomDeed;
use super::bans::audit::Audit;
use super::bans::brake::Brake;
use super::history::room::RoomMemory;
use super::metadata::Metadata;
use super::modes::{Rank, RoomModes};
use crate::wire::{ConnId, MemberId, MsgId, RoomName};

/// A room, for as long as the server runs; never reused. The default is no room's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(u64);

/// What a member may do in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// `~`: it is theirs; they decide here, and nobody below them decides over them.
    pub owner: bool,
    /// `@`: decides here.
    pub operator: bool,
    /// `+`: may speak where only some may.
    pub voice: bool,
}

impl Standing {
    /// The marks before a name: the highest, or all of them (IRCv3 multi-prefix).
    pub fn marks(self, all: bool) -> &'static str {
        match (self.owner, self.operator, self.voice) {
            (true, true, true) if all => "~@+",
            (true, true, false) if all => "~@",
            (true, false, true) if all => "~+",
            (true, _, _) => "~",
            (false, true, true) if all => "@+",
            (false, true, _) => "@",
            (false, false, true) => "+",
            (false, false, false) => "",
        }
    }

    /// Whether they decide in the room.
    pub fn decides(self) -> bool {
        self.is_at_least(Rank::Operator)
    }

    /// Whether they may decide over somebody who is that: over owners only owners do.
    pub fn decides_over(self, other: Self) -> bool {
        self.decides() && (self.owner || !other.owner)
    }

    /// Whether this is `rank` or a higher one.
    pub fn is_at_least(self, rank: Rank) -> bool {
        match rank {
            Rank::Owner => self.owner,
            Rank::Operator => self.owner || self.operator,
            Rank::Voice => self.owner || self.operator || self.voice,
        }
    }

    /// Gives or takes a rank; whether that changes anything.
    pub fn set(&mut self, rank: Rank, on: bool) -> bool {
        let held = match rank {
            Rank::Owner => &mut self.owner,
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
    /// What it remembers.
    pub memory: RoomMemory,
    /// What was done here to keep order: its newest part.
    pub audit: Audit,
    /// What of that can be undone, the latest last.
    pub deeds: Vec<RoomDeed>,
    /// What raids put on.
    pub brake: Brake,
    /// When its members spoke last, where it wants some time between two messages (mode `w`).
    pub spoke: HashMap<MemberId, Duration>,
    seats: Vec<(MemberId, Standing)>,
    places: HashMap<MemberId, usize>,
    ears: Vec<ConnId>,
    hearing: HashMap<ConnId, usize>,
}

impl Room {
    /// A room with nobody in it.
    pub fn new(name: RoomName, created_ms: u64, stays: bool) -> Self {
        let (topic, modes) = (None, RoomModes::default());
        let (metadata, seats, places) = (Metadata::default(), Vec::new(), HashMap::new());
        let (memory, spoke) = (RoomMemory::default(), HashMap::new());
        let (ears, hearing) = (Vec::new(), HashMap::new());
        Self {
            name,
            created_ms,
            topic,
            modes,
            stays,
            metadata,
            memory,
            audit: Audit::default(),
            deeds: Vec::new(),
            brake: Brake::default(),
            spoke,
            seats,
            places,
            ears,
            hearing,
        }
    }

    /// Everybody in it.
    pub fn members(&self) -> impl ExactSizeIterator<Item = (MemberId, Standing)> {
        self.seats.iter().copied()
    }

    /// All connections of everybody in it.
    pub fn ears(&self) -> &[ConnId] {
        &self.ears
    }

    /// How many are in it.
    pub fn count(&self) -> usize {
        self.seats.len()
    }

    /// What a member is here, if they are here.
    pub fn standing(&self, member: MemberId) -> Option<Standing> {
        let place = *self.places.get(&member)?;
        self.seats.get(place).map(|(_, standing)| *standing)
    }

    /// The same, to be changed.
    pub fn standing_mut(&mut self, member: MemberId) -> Option<&mut Standing> {
        let place = *self.places.get(&member)?;
        self.seats.get_mut(place).map(|(_, standing)| standing)
    }

    /// Seats a member who has these connections, unless they sit here already.
    pub fn seat(&mut self, member: MemberId, standing: Standing, sessions: &[ConnId]) {
        if !self.places.contains_key(&member) {
            self.places.insert(member, self.seats.len());
            self.seats.push((member, standing));
            for &conn in sessions {
                self.attach(conn);
            }
        }
    }

    /// Takes a member with these connections out; whether they were here.
    pub fn unseat(&mut self, member: MemberId, sessions: &[ConnId]) -> bool {
        let Some(place) = self.places.remove(&member) else { return false };
        self.seats.swap_remove(place);
        if let Some((moved, _)) = self.seats.get(place) {
            self.places.insert(*moved, place);
        }
        for &conn in sessions {
            self.detach(conn);
        }
        true
    }

    /// A member who is here has one more connection.
    pub fn attach(&mut self, conn: ConnId) {
        if !self.hearing.contains_key(&conn) {
            self.hearing.insert(conn, self.ears.len());
            self.ears.push(conn);
        }
    }

    /// A member who is here has one connection less.
    pub fn detach(&mut self, conn: ConnId) {
        let Some(place) = self.hearing.remove(&conn) else { return };
        self.ears.swap_remove(place);
        if let Some(moved) = self.ears.get(place) {
            self.hearing.insert(*moved, place);
        }
    }
}

/// All rooms.
#[derive(Debug, Default)]
pub struct Rooms {
    by_key: HashMap<Arc<str>, RoomId>,
    // Ordered by founding, so that a list reads the same every time.
    rooms: BTreeMap<RoomId, Room>,
    founded: u64,
    // What those that are gone were remembered by, until somebody takes it.
    gone: Vec<MsgId>,
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

    /// Forgets the room if nobody is in it and it does not stay: the default room does, and one
    /// whose founder has an account.
    pub fn forget_if_empty(&mut self, id: RoomId) {
        let goes = |room: &Room| room.count() == 0 && !room.stays && room.memory.founder.is_none();
        if self.get(id).is_some_and(goes)
            && let Some(room) = self.rooms.remove(&id)
        {
            self.by_key.remove(room.name.key());
            self.gone.extend(room.memory.id);
        }
    }

    /// Whether any is gone since this was last taken.
    pub fn has_gone(&self) -> bool {
        !self.gone.is_empty()
    }

    /// What those are remembered by that are gone.
    pub fn take_gone(&mut self) -> impl Iterator<Item = MsgId> {
        std::mem::take(&mut self.gone).into_iter()
    }

    /// All of them, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Room> {
        self.rooms.values_mut()
    }

    /// All of them, in the order of their founding.
    pub fn iter(&self) -> impl Iterator<Item = (RoomId, &Room)> {
        self.rooms.iter().map(|(id, room)| (*id, room))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rooms.len()
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
    fn owners_are_above_operators() {
        let held = |letters: &str| Standing {
            owner: letters.contains('q'),
            operator: letters.contains('o'),
            voice: letters.contains('v'),
        };
        for (letters, one, all) in [
            ("", "", ""),
            ("v", "+", "+"),
            ("ov", "@", "@+"),
            ("q", "~", "~"),
            ("qv", "~", "~+"),
            ("qo", "~", "~@"),
            ("qov", "~", "~@+"),
        ] {
            assert_eq!((held(letters).marks(false), held(letters).marks(true)), (one, all));
            assert_eq!(held(letters).decides(), letters.contains(['q', 'o']));
        }
        assert!(held("q").decides_over(held("q")) && held("q").decides_over(held("o")));
        assert!(held("o").decides_over(held("o")) && !held("o").decides_over(held("qo")));
        assert!(!held("v").decides_over(held("")));
    }

    #[test]
    fn seats_stay_right_when_somebody_in_the_middle_leaves() {
        let mut room = Room::new(RoomName::parse("#tea").unwrap(), 0, false);
        let conns: Vec<_> = (0..4).map(|index| ConnId::new(index, 0)).collect();
        let members: Vec<_> = (0..4).map(|index| MemberId::new(index, 0)).collect();
        for (&member, conn) in members.iter().zip(&conns) {
            room.seat(member, Standing::default(), &[*conn]);
        }
        assert!(room.unseat(members[1], &conns[1..2]) && !room.unseat(members[1], &conns[1..2]));
        room.standing_mut(members[3]).unwrap().voice = true;
        assert_eq!(room.standing(members[3]).map(|standing| standing.marks(false)), Some("+"));
        assert_eq!(room.standing(members[1]), None);
        assert_eq!(room.count(), 3);
        assert_eq!(room.ears(), [conns[0], conns[3], conns[2]]);
    }

    #[test]
    fn every_connection_of_a_member_hears_the_room_once() {
        let mut room = Room::new(RoomName::parse("#tea").unwrap(), 0, false);
        let [desk, phone, other] = [1, 2, 3].map(|index| ConnId::new(index, 0));
        let [alice, bob] = [1, 2].map(|index| MemberId::new(index, 0));
        room.seat(alice, Standing::default(), &[desk, phone]);
        room.seat(bob, Standing::default(), &[]);
        room.attach(other);
        room.attach(other);
        assert_eq!((room.count(), room.ears()), (2, &[desk, phone, other][..]));
        room.detach(desk);
        room.detach(desk);
        assert_eq!(room.ears(), [other, phone]);
        room.unseat(alice, &[phone]);
        assert_eq!((room.count(), room.ears()), (1, &[other][..]));
    }
}
