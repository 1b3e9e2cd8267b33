//! JOIN (Modern IRC, "JOIN message"): each room of the list is answered by itself.

use super::{Ctx, listed, part};
use crate::wire::{Message, RoomName, note, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let rooms = message.param(0).unwrap_or_default();
    if let Some(me) = ctx.me_mut() {
        // Even if it comes to nothing: they chose for themselves.
        me.has_chosen = true;
    }
    if rooms == "0" {
        part::leave_all(ctx);
        return;
    }
    if listed(rooms).next().is_none() {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["JOIN"]);
        return;
    }
    let mut keys = message.param(1).unwrap_or_default().split(',');
    let (targets_max, wanted) = (ctx.lengths().targets_max, listed(rooms).count());
    for (count, text) in listed(rooms).enumerate() {
        if count >= targets_max {
            ctx.reply(&numeric::ERR_TOOMANYTARGETS, &[text]);
            return;
        }
        let left = wanted.min(targets_max) - count;
        join(ctx, (text, left), keys.next().filter(|key| !key.is_empty()));
    }
}

/// Enters the room of this name, one of `left` that are still to be entered.
fn join(ctx: &mut Ctx<'_>, (text, left): (&str, usize), key: Option<&str>) {
    let bytes_max = ctx.lengths().room_name_bytes_max;
    let Ok(name) = RoomName::parse(text).and_then(|name| name.at_most(bytes_max)) else {
        ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[text]);
        return;
    };
    let Some(me) = ctx.me() else { return };
    let is_full = me.rooms.len() >= ctx.hall.rules.rooms_per_member_max;
    let found = ctx.hall.rooms.find(name.key());
    if found.is_some_and(|room| me.rooms.contains(&room)) {
        return;
    }
    if is_full {
        ctx.reply(&numeric::ERR_TOOMANYCHANNELS, &[text]);
        return;
    }
    if let Some(Err(why)) = found.map(|room| ctx.hall.admits_member(ctx.now, room, (ctx.conn, me), key)) {
        ctx.refuse_room(text, why);
        return;
    }
    let rooms_max = ctx.hall.rules.limits.rooms_max;
    if found.is_none() && ctx.hall.rooms.count() >= rooms_max {
        ctx.note(&note::ROOMS_FULL, &[text, &rooms_max.to_string()]);
        ctx.reply(&numeric::ERR_UNAVAILRESOURCE, &[text]);
        return;
    }
    let room = ctx.hall.room_or_found(ctx.now, name);
    ctx.hall.enter(ctx.now, ctx.conn, (room, left), ctx.out);
}
