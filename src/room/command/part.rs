//! PART (Modern IRC, "PART message").

use std::sync::Arc;

use super::{Ctx, listed};
use crate::room::enter::shortened;
use crate::room::outbox::{Ending, What};
use crate::room::place::RoomId;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let rooms = message.param(0).unwrap_or_default();
    if listed(rooms).next().is_none() {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["PART"]);
        return;
    }
    let reason = message.param(1).and_then(|reason| shortened(reason, ctx.lengths().reason_bytes_max));
    let reason = ctx.unless_hushed(reason);
    for (count, text) in listed(rooms).enumerate() {
        if count >= ctx.lengths().targets_max {
            ctx.reply(&numeric::ERR_TOOMANYTARGETS, &[text]);
            return;
        }
        match ctx.hall.room(text) {
            None => ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[text]),
            Some(room) if ctx.is_in(room) => leave(ctx, room, reason.clone()),
            Some(_) => ctx.reply(&numeric::ERR_NOTONCHANNEL, &[text]),
        }
    }
}

/// `JOIN 0` (RFC 2812 section 3.2.1): leaves every room.
pub(super) fn leave_all(ctx: &mut Ctx<'_>) {
    let rooms = ctx.me().map(|me| me.rooms.clone()).unwrap_or_default();
    for room in rooms {
        leave(ctx, room, None);
    }
}

fn leave(ctx: &mut Ctx<'_>, room: RoomId, reason: Option<Arc<str>>) {
    let Some(me) = ctx.me_id() else { return };
    let reason = ctx.unless_silent_in(room, reason);
    ctx.tell_room(room, What::Parted { room: ctx.room_name(room), reason: reason.clone() });
    ctx.hall.take_out(me, room);
    if room == ctx.hall.lobby {
        // The plain door leads to no other.
        ctx.hall.close_plain(ctx.now, me, &Ending::Quit(reason), ctx.out);
    }
}
