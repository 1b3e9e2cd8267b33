//! What whoever enters a room is shown of its past: for how long what is said is kept, and the newest
//! messages, unless their client asks for them itself (IRCv3 chathistory: who has the capability is
//! not played anything that they did not ask for).
//!
//! One command may lead into several rooms, and a new connection of somebody into all of theirs. What
//! it is shown of all of them together is no more than one answer: each room in turn has an even share
//! of what those before it have left.

use std::sync::Arc;

use crate::room::Hall;
use crate::room::outbox::{Effect, Event, Outbox, What};
use crate::room::place::RoomId;
use crate::room::rules::Retention;
use crate::wire::{ConnId, caps};

use super::page;

impl Hall {
    /// Shows a room's past to a connection that has just entered it; so many rooms, this one among
    /// them, are still to be shown to it at once.
    pub(in crate::room) fn show_past(&self, conn: ConnId, (room, rooms): (RoomId, usize), out: &mut Outbox) {
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
        let left = page::ANSWER_BYTES_MAX.saturating_sub(replayed_bytes(conn, out));
        let entries = page::newest(place.memory.recent.iter().cloned().collect(), left / rooms.max(1));
        if entries.is_empty() {
            return;
        }
        let events = entries.into_iter().map(|entry| renamed(entry.event, &room)).collect();
        out.effects.push(Effect::Replay { to, room, events });
    }
}

/// Bytes of what this connection is already shown of the past.
fn replayed_bytes(conn: ConnId, out: &Outbox) -> usize {
    let shown = out.effects.iter().filter_map(|effect| {
        let Effect::Replay { to, events, .. } = effect else { return None };
        (*to == conn).then_some(events)
    });
    shown.flatten().map(page::event_bytes).sum()
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
