//! NAMES (Modern IRC, "NAMES message"; IRCv3 multi-prefix, userhost-in-names).
//!
//! Who is outside a secret room sees nobody in it, and who is outside a room sees nobody there who
//! is invisible to them.

use super::{Ctx, listed};
use crate::room::modes::Flag;
use crate::room::place::RoomId;
use crate::wire::{Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(list) = message.param(0).filter(|list| !list.is_empty()) else {
        // Everybody everywhere is not ours to list (RFC 2812 section 3.2.5 lets us).
        ctx.reply(&numeric::RPL_ENDOFNAMES, &["*"]);
        return;
    };
    for (count, text) in listed(list).enumerate() {
        match ctx.hall.room(text).filter(|&room| ctx.may_see_room(room)) {
            _ if count >= ctx.lengths().targets_max => {
                ctx.reply(&numeric::ERR_TOOMANYTARGETS, &[text]);
                return;
            }
            Some(room) => show(ctx, room),
            None => ctx.reply(&numeric::RPL_ENDOFNAMES, &[text]),
        }
    }
}

/// Shows who is in a room.
pub(in crate::room) fn show(ctx: &mut Ctx<'_>, room: RoomId) {
    let (all_marks, whole) = (ctx.has_cap(caps::MULTI_PREFIX), ctx.has_cap(caps::USERHOST_IN_NAMES));
    let is_member = ctx.is_in(room);
    let Some(place) = ctx.hall.rooms.get(room) else { return };
    let items = place.members().filter_map(|(id, standing)| {
        let who = &ctx.hall.members.get(id)?.who;
        let name = if whole { &who.prefix } else { &who.name };
        (is_member || ctx.may_find(id)).then(|| format!("{}{name}", standing.marks(all_marks)))
    });
    let symbol = if place.modes.has(Flag::Secret) { "@" } else { "=" };
    let (items, name) = (items.collect(), place.name.shared());
    ctx.reply_list(&numeric::RPL_NAMREPLY, &[symbol, &name], items);
    ctx.reply(&numeric::RPL_ENDOFNAMES, &[&name]);
}

impl Ctx<'_> {
    /// Whether this member may know that the room is there (Modern IRC, "Secret Channel Mode").
    pub(in crate::room) fn may_see_room(&self, room: RoomId) -> bool {
        let is_secret = self.hall.rooms.get(room).is_some_and(|place| place.modes.has(Flag::Secret));
        !is_secret || self.is_in(room)
    }
}
