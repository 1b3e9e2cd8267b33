//! The invitations that a member has not used yet.

use super::place::RoomId;
use crate::wire::limits::INVITATIONS_MAX;

/// An invitation into a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which room.
    pub room: RoomId,
    /// Whether an operator of it sent it.
    pub by_operator: bool,
}

/// What one member holds: at most [`INVITATIONS_MAX`], one for each room.
#[derive(Debug, Default)]
pub struct Invitations {
    held: Vec<Invitation>,
}

impl Invitations {
    /// Keeps an invitation. One of an operator stays one when somebody else sends another. If there
    /// are too many, the oldest is given up.
    pub fn add(&mut self, mut invitation: Invitation) {
        if let Some(former) = self.take(invitation.room) {
            invitation.by_operator |= former.by_operator;
        }
        if self.held.len() >= INVITATIONS_MAX {
            self.held.remove(0);
        }
        self.held.push(invitation);
    }

    /// The one into this room.
    pub fn find(&self, room: RoomId) -> Option<Invitation> {
        self.held.iter().find(|invitation| invitation.room == room).copied()
    }

    /// Takes the one into this room: it is used, or replaced.
    pub fn take(&mut self, room: RoomId) -> Option<Invitation> {
        let place = self.held.iter().position(|invitation| invitation.room == room)?;
        Some(self.held.remove(place))
    }

    /// The rooms, the oldest invitation first. Some may be gone.
    pub fn rooms(&self) -> impl Iterator<Item = RoomId> {
        self.held.iter().map(|invitation| invitation.room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::place::{Room, Rooms};
    use crate::wire::RoomName;

    #[test]
    fn one_for_each_room_and_not_too_many() {
        let mut rooms = Rooms::default();
        let ids: Vec<_> = (0..=INVITATIONS_MAX)
            .map(|index| rooms.found(Room::new(RoomName::parse(&format!("#{index}")).unwrap(), 0, false)))
            .collect();
        let mut held = Invitations::default();
        held.add(Invitation { room: ids[0], by_operator: true });
        held.add(Invitation { room: ids[0], by_operator: false });
        assert_eq!(held.find(ids[0]).map(|invitation| invitation.by_operator), Some(true));
        assert_eq!(held.rooms().count(), 1);
        for &room in &ids[1..] {
            held.add(Invitation { room, by_operator: false });
        }
        assert_eq!(held.rooms().count(), INVITATIONS_MAX);
        assert!(held.find(ids[0]).is_none(), "the oldest is given up");
        assert!(held.take(ids[1]).is_some() && held.take(ids[1]).is_none());
    }
}
