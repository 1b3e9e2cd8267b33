//! An answer of history as it is shown: as much of it as fits, without what this client can't take.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::room::command::{Ctx, NONCE};
use crate::room::keep::Entry;
use crate::room::outbox::{Effect, Event, What};
use crate::wire::caps;

use super::show::renamed;

/// Bytes of one answer, as they will be on the wire, about: less than what a connection may have
/// queued. What is beyond it is left out at the far end, and can be asked for.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Bytes that a line has beside the words: prefix, command, target, tags.
const LINE_BYTES: usize = 200;

/// Which end of an answer is nearest to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The newest.
    Newest,
    /// The oldest.
    Oldest,
    /// Neither.
    Middle,
}

/// As many of these as fit in one answer, at least one: those nearest to what was asked for.
pub fn fitting(entries: Vec<Entry>, side: Side) -> Vec<Entry> {
    nearest(entries, side, (1, ANSWER_BYTES_MAX))
}

/// The newest of these that fit in so many bytes; none if even the last does not.
pub fn newest(entries: Vec<Entry>, bytes_max: usize) -> Vec<Entry> {
    nearest(entries, Side::Newest, (0, bytes_max))
}

fn nearest(entries: Vec<Entry>, side: Side, (least, bytes_max): (usize, usize)) -> Vec<Entry> {
    let bytes = |entry: &Entry| event_bytes(&entry.event);
    let mut sum: usize = entries.iter().map(bytes).sum();
    let mut kept = VecDeque::from(entries);
    while sum > bytes_max && kept.len() > least {
        let from_front = match side {
            Side::Newest => true,
            Side::Oldest => false,
            Side::Middle => kept.len() % 2 == 0,
        };
        let gone = if from_front { kept.pop_front() } else { kept.pop_back() };
        sum -= gone.as_ref().map_or(0, bytes);
    }
    kept.into()
}

/// Bytes of what happened, as it will be on the wire, about.
pub fn event_bytes(event: &Event) -> usize {
    event.what.words() + event.what.lines() * LINE_BYTES
}

/// Whether an entry has lost its words: then there is nothing to show.
pub fn is_blank(entry: &Entry) -> bool {
    match &entry.event.what {
        What::Said { text, .. } => text.bytes() == 0,
        What::Tagged { tags, .. } => tags.is_empty(),
        What::Joined { .. }
        | What::Parted { .. }
        | What::Quit { .. }
        | What::Renamed { .. }
        | What::Topic { .. }
        | What::Kicked { .. }
        | What::Mode { .. }
        | What::Setname { .. }
        | What::Invited { .. }
        | What::RoomRenamed { .. }
        | What::Redacted { .. }
        | What::Killed { .. }
        | What::Wallops { .. }
        | What::Account
        | What::Away { .. } => false,
    }
}

impl Ctx<'_> {
    /// Whether an entry was taken back, if only since the answer was read.
    pub(in crate::room) fn is_gone(&self, entry: &Entry) -> bool {
        is_blank(entry) || entry.event.id.is_some_and(|id| self.hall.memory.taken_back.has(id))
    }

    /// Whether this client can take an entry in an answer: what is no message only with
    /// `draft/event-playback`, and of that what it would not be told otherwise, never.
    pub(in crate::room) fn takes_entry(&self, entry: &Entry) -> bool {
        let is_message = matches!(entry.event.what, What::Said { .. });
        if self.is_gone(entry) || !(is_message || self.has_cap(caps::EVENT_PLAYBACK)) {
            return false;
        }
        match &entry.event.what {
            What::Tagged { .. } => self.has_cap(caps::MESSAGE_TAGS),
            What::RoomRenamed { .. } => self.has_cap(caps::CHANNEL_RENAME),
            What::Said { .. }
            | What::Joined { .. }
            | What::Parted { .. }
            | What::Quit { .. }
            | What::Renamed { .. }
            | What::Topic { .. }
            | What::Kicked { .. }
            | What::Mode { .. } => true,
            What::Setname { .. }
            | What::Invited { .. }
            | What::Redacted { .. }
            | What::Killed { .. }
            | What::Wallops { .. }
            | What::Account
            | What::Away { .. } => false,
        }
    }

    /// Shows an entry; `room` is the name that its room has, if it is of a room.
    pub(in crate::room) fn show_entry(&mut self, entry: Entry, room: Option<&Arc<str>>) {
        let nonce = entry.nonce.filter(|_| self.has_cap(caps::RESUME) && self.is_author(&entry.event));
        let mut event = match room {
            Some(name) => renamed(entry.event, name),
            None => entry.event,
        };
        if let (Some(nonce), What::Said { tags, .. }) = (nonce, &mut event.what) {
            // Whoever said it may not know that it came through.
            let parted = if tags.is_empty() { "" } else { ";" };
            *tags = format!("{tags}{parted}{NONCE}={nonce}").into();
        }
        self.out.effects.push(Effect::Aside { to: self.conn, event });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::keep::{Party, Place};
    use crate::room::{Role, SaidKind, Who};
    use crate::wire::MsgId;
    use crate::wire::text::Text;

    fn entry(number: u64, bytes: usize) -> Entry {
        let who =
            Who { name: "a".into(), prefix: "a!b@c".into(), role: Role::Member, bot: false, account: None };
        let text = Text::line(&"x".repeat(bytes));
        let what =
            What::Said { target: "b".into(), in_room: false, kind: SaidKind::Message, text, tags: "".into() };
        let event = Event { at_ms: number, id: Some(MsgId::first_at(number)), who, what };
        let place = Place::between(Party::Account("a".into()), Party::Account("b".into()));
        Entry { place, event, nonce: None }
    }

    #[test]
    fn what_does_not_fit_is_left_out_at_the_far_end() {
        let all = || (0..10).map(|number| entry(number, 60_000)).collect::<Vec<_>>();
        let times = |side| fitting(all(), side).iter().map(|entry| entry.event.at_ms).collect::<Vec<_>>();
        assert_eq!(times(Side::Newest), [6, 7, 8, 9]);
        assert_eq!(times(Side::Oldest), [0, 1, 2, 3]);
        assert_eq!(times(Side::Middle), [3, 4, 5, 6]);
        assert_eq!(fitting(vec![entry(0, 1_000_000)], Side::Newest).len(), 1, "one comes always");
        assert_eq!(newest(all(), 130_000).len(), 2);
        assert!(newest(all(), 50_000).is_empty());
        assert!(is_blank(&entry(0, 0)) && !is_blank(&entry(0, 1)));
    }
}
