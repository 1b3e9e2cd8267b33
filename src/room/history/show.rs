//! What whoever enters a room is shown of its past: for how long what is said is kept, and the newest
//! messages, unless their client asks for them itself (IRCv3 chathistory: who has the capability is
//! not played anything that they did not ask for).

use std::sync::Arc;

use crate::room::Hall;
use crate::room::outbox::{Effect, Event, Outbox, What};
use crate::room::place::RoomId;
use crate::room::rules::Retention;
use crate::wire::{ConnId, caps};

use super::page::{self, Side};

impl Hall {
    /// Shows a room's past to a connection that has just entered it.
    pub(in crate::room) fn show_past(&self, conn: ConnId, room: RoomId, out: &mut Outbox) {
        let history = &self.rules.history;
        if !history.keeps {
            return;
        }
        let Some(place) = self.rooms.get(room) else { return };
        let (to, room) = (conn, place.name.shared());
        let retention = history.retention;
        // What goes with the server, and has no limit of the operator's, is not worth a word.
        if history.outlives || retention != Retention::default() {
            out.effects.push(Effect::Retention { to, room: Arc::clone(&room), retention });
        }
        if self.caps(conn).has(caps::CHATHISTORY) || place.memory.recent.is_empty() {
            return;
        }
        let entries = page::fitting(place.memory.recent.iter().cloned().collect(), Side::Newest);
        let events = entries.into_iter().map(|entry| renamed(entry.event, &room)).collect();
        out.effects.push(Effect::Replay { to, room, events });
    }
}

/// What happened in a room, under the name that the room has.
pub fn renamed(mut event: Event, name: &Arc<str>) -> Event {
    match &mut event.what {
        What::Said { target, .. } | What::Tagged { target, .. } | What::Mode { target, .. } => {
            *target = Arc::clone(name);
        }
        What::Joined { room, .. }
        | What::Parted { room, .. }
        | What::Topic { room, .. }
        | What::Kicked { room, .. } => *room = Arc::clone(name),
        What::Quit { .. }
        | What::Renamed { .. }
        | What::RoomRenamed { .. }
        | What::Redacted { .. }
        | What::Setname { .. }
        | What::Invited { .. }
        | What::Killed { .. }
        | What::Wallops { .. }
        | What::Account
        | What::Away { .. } => {}
    }
    event
}
