//! NAMES (Modern IRC, "NAMES message").

use super::{Ctx, listed};
use crate::room::place::RoomId;
use crate::wire::limits::TARGETS_MAX;
use crate::wire::{Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(list) = message.param(0).filter(|list| !list.is_empty()) else {
        // Everybody everywhere is not ours to list (RFC 2812 section 3.2.5 lets us).
        ctx.reply(&numeric::RPL_ENDOFNAMES, &["*"]);
        return;
    };
    for (count, text) in listed(list).enumerate() {
        match ctx.hall.room(text) {
            _ if count >= TARGETS_MAX => {
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
    let all_marks = ctx.has_cap(caps::MULTI_PREFIX);
    let Some(place) = ctx.hall.rooms.get(room) else { return };
    let items = place.members().filter_map(|(conn, standing)| {
        let member = ctx.hall.sessions.get(conn)?.member()?;
        Some(format!("{}{}", standing.marks(all_marks), member.name.as_str()))
    });
    let (items, name) = (items.collect(), place.name.shared());
    ctx.reply_list(&numeric::RPL_NAMREPLY, &["=", &name], items);
    ctx.reply(&numeric::RPL_ENDOFNAMES, &[&name]);
}
