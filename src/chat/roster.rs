//! Who is in a room, to be looked at without being copied.

use super::members::{Member, Room};

/// See the head of this file.
#[derive(Clone, Copy, Debug)]
pub struct Roster<'a> {
    room: &'a Room,
}

impl<'a> Roster<'a> {
    pub(super) fn new(room: &'a Room) -> Self {
        Self { room }
    }

    /// Changes whenever who is there, what they are called, what they may do or whether they are away
    /// does; never the same again.
    pub fn version(&self) -> u64 {
        self.room.version
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.room.iter().len()
    }

    /// Whether nobody is known to be there.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether somebody of this folded name is there.
    pub fn has(&self, key: &str) -> bool {
        self.room.has(key)
    }

    /// Everybody, in the order of their folded names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a Member> + use<'a> {
        self.room.iter()
    }
}
