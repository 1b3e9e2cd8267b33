//! Slow mode: a room may want some time between two messages of one member (its mode `w`). Whoever
//! decides there or has a voice is not held to it.
//!
//! What is remembered is when each spoke last, for as long as that matters: leaving and entering again
//! changes nothing.

use std::time::Duration;

use super::Hall;
use super::command::Ctx;
use super::modes::Rank;
use super::place::{Room, RoomId};
use crate::wire::{MemberId, Now, caps, note, numeric};

/// When so many are remembered in one room, those are forgotten who may speak again.
const SWEEP_FROM: usize = 64;

impl Hall {
    /// How many seconds this member still has to wait before they speak in the room, if any.
    pub(super) fn soon(&self, now: Now, room: RoomId, member: MemberId) -> Option<u64> {
        let place = self.rooms.get(room)?;
        let pause = pause(place)?;
        if place.standing(member).is_some_and(|standing| standing.is_at_least(Rank::Voice)) {
            return None;
        }
        let due = *place.spoke.get(&member)? + pause;
        let left = Some(due.saturating_sub(now.uptime)).filter(|left| !left.is_zero())?;
        Some(u64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u64::MAX))
    }

    /// A member speaks in the room.
    pub(super) fn note_spoke(&mut self, now: Now, room: RoomId, member: MemberId) {
        let Some(place) = self.rooms.get_mut(room) else { return };
        let Some(pause) = pause(place) else { return place.spoke.clear() };
        if place.standing(member).is_some_and(|standing| standing.is_at_least(Rank::Voice)) {
            return;
        }
        if place.spoke.len() >= SWEEP_FROM.max(2 * place.count()) {
            place.spoke.retain(|_, spoke| *spoke + pause > now.uptime);
        }
        place.spoke.insert(member, now.uptime);
    }
}

fn pause(place: &Room) -> Option<Duration> {
    place.modes.slow_seconds.map(|seconds| Duration::from_secs(seconds.into()))
}

impl Ctx<'_> {
    /// Whether this member has to wait before they speak in the room, with which `command` and as it
    /// was `written`; they are told how long. A NOTICE is answered, too: nothing is lost in silence.
    pub(super) fn is_too_soon(&mut self, room: RoomId, (command, written): (&str, &str)) -> bool {
        let Some(id) = self.me_id() else { return false };
        let Some(seconds) = self.hall.soon(self.now, room, id) else { return false };
        let seconds = seconds.to_string();
        if self.has_cap(caps::STANDARD_REPLIES) {
            self.note(&note::SLOW_MODE, &[command, written, &seconds]);
        } else {
            self.reply(&numeric::ERR_SLOWMODE, &[written, &seconds]);
        }
        true
    }
}
