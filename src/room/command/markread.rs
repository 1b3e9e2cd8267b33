//! MARKREAD (IRCv3 read-marker): how far somebody has read, told to all of their clients.
//!
//! A marker goes forward only, and never past now. That of an account stays; a guest's goes with
//! them.

use std::sync::Arc;

use super::Ctx;
use crate::room::history::markers::{Moved, Reader};
use crate::room::history::moment;
use crate::room::keep::Keep;
use crate::room::outbox::Effect;
use crate::room::place::RoomId;
use crate::wire::name::{fold, fold_room};
use crate::wire::{ConnId, Message, caps, note};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(target) = message.param(0).filter(|target| !target.is_empty()) else {
        return ctx.note(&note::NEED_MORE_PARAMS, &[]);
    };
    let Some((key, name)) = subject(ctx, target) else {
        return ctx.note(&note::MARKER_INVALID_PARAMS, &[target]);
    };
    let Some(reader) = ctx.reader() else { return };
    let Some(given) = message.param(1) else {
        let at_ms = ctx.hall.memory.markers.find(&reader, &key);
        ctx.push(Effect::Marker { to: ctx.conn, target: name, at_ms });
        return;
    };
    let Some(at_ms) = given.strip_prefix("timestamp=").and_then(moment) else {
        return ctx.note(&note::MARKER_INVALID_PARAMS, &[given]);
    };
    // Ids, and with them times, may be ahead of the clock.
    let at_ms = at_ms.min(ctx.now.unix_ms.max(ctx.hall.ids.last().unix_ms()));
    if ctx.hall.is_shut() {
        return ctx.note(&note::MARKER_NOT_SET, &[&name]);
    }
    match ctx.hall.memory.markers.set(&reader, &key, at_ms) {
        Moved::TooMany => ctx.note(&note::MARKER_NOT_SET, &[&name]),
        Moved::Not(at_ms) => ctx.push(Effect::Marker { to: ctx.conn, target: name, at_ms: Some(at_ms) }),
        Moved::On => {
            if let Reader::Account(account) = reader {
                ctx.push(Effect::Keep(Keep::Marker { account, target: key, at_ms }));
            }
            for to in own_clients(ctx) {
                ctx.push(Effect::Marker { to, target: Arc::clone(&name), at_ms: Some(at_ms) });
            }
        }
    }
}

/// The room or person that a marker is about: its key, and its name as it is told.
fn subject(ctx: &Ctx<'_>, target: &str) -> Option<(Arc<str>, Arc<str>)> {
    if target.starts_with('#') {
        let name = ctx.hall.room(target).map_or_else(|| target.into(), |room| ctx.room_name(room));
        return Some((fold_room(target).into(), name));
    }
    Some((fold(target)?.into(), target.into()))
}

/// The client that gave the command, and whoever else of theirs wants to know.
fn own_clients(ctx: &Ctx<'_>) -> Vec<ConnId> {
    let others = ctx.my_others().into_iter().filter(|&conn| ctx.hall.caps(conn).has(caps::READ_MARKER));
    [ctx.conn].into_iter().chain(others).collect()
}

impl Ctx<'_> {
    /// Whose markers whoever gave the command reads and moves.
    fn reader(&self) -> Option<Reader> {
        Some(self.own_account().map_or(Reader::Guest(self.me_id()?), Reader::Account))
    }

    /// Tells whoever has just entered a room how far they have read it: "The command MUST be sent
    /// before the RPL_ENDOFNAMES reply for that channel following the JOIN."
    pub(in crate::room) fn show_marker(&mut self, room: RoomId) {
        if !self.hall.rules.history.keeps || !self.has_cap(caps::READ_MARKER) {
            return;
        }
        let (Some(reader), Some(place)) = (self.reader(), self.hall.rooms.get(room)) else { return };
        let at_ms = self.hall.memory.markers.find(&reader, place.name.key());
        let effect = Effect::Marker { to: self.conn, target: place.name.shared(), at_ms };
        self.push(effect);
    }
}
