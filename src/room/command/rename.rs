//! RENAME (IRCv3 channel-rename): operators give their room another name; all else stays.
//!
//! | who is in it | is told |
//! |---|---|
//! | with `draft/channel-rename`, or at the plain door | that it is renamed |
//! | without it | that they left the former and entered the other, as the specification says |
//! | without it, only the case differs | nothing: it is the same name to them |
//!
//! The former name is free at once; nobody is redirected. The default room keeps the name under
//! which the operator announces it.

use std::sync::Arc;

use super::Ctx;
use crate::room::enter::{introduce, shortened};
use crate::room::outbox::{Effect, Event, What};
use crate::room::place::RoomId;
use crate::room::session::Door;
use crate::wire::{ConnId, Message, RoomName, caps, note};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let [text, to] = [0, 1].map(|index| message.param(index).unwrap_or_default());
    let Some(room) = ctx.room_to_decide_in(text) else { return };
    let from = ctx.room_name(room);
    let bytes_max = ctx.lengths().room_name_bytes_max;
    let name = match RoomName::parse(to).and_then(|name| name.at_most(bytes_max)) {
        Ok(name) if room != ctx.hall.lobby => name,
        _ => {
            ctx.note(&note::CANNOT_RENAME, &[&from, to]);
            return;
        }
    };
    let is_same = *from == *name.as_str();
    if is_same || ctx.hall.rooms.find(name.key()).is_some_and(|found| found != room) {
        ctx.note(&note::CHANNEL_NAME_IN_USE, &[&from, to]);
        return;
    }
    let reason = message.param(2).and_then(|reason| shortened(reason, ctx.lengths().reason_bytes_max));
    rename(ctx, room, name, reason);
}

fn rename(ctx: &mut Ctx<'_>, room: RoomId, name: RoomName, reason: Option<Arc<str>>) {
    let from = ctx.room_name(room);
    let only_case = ctx.hall.rooms.find(name.key()) == Some(room);
    let to = name.shared();
    ctx.hall.rooms.rename(room, name);
    let understands = |conn: &ConnId| {
        ctx.hall.caps(*conn).has(caps::CHANNEL_RENAME) || ctx.hall.door(*conn) == Some(Door::Plain)
    };
    let (told, others): (Vec<_>, Vec<_>) = ctx.hall.companions(&[room]).into_iter().partition(understands);
    let what = What::RoomRenamed {
        from: Arc::clone(&from),
        to,
        reason: reason.clone().unwrap_or_else(|| "".into()),
    };
    ctx.tell_kept(&[room], told, what);
    if !only_case {
        for conn in others {
            fall_back(ctx, room, conn, (&from, &reason));
        }
    }
}

/// Tells one client that does not know RENAME ("Fallback").
fn fall_back(ctx: &mut Ctx<'_>, room: RoomId, conn: ConnId, (from, reason): (&Arc<str>, &Option<Arc<str>>)) {
    let Some(member) = ctx.hall.member_at(conn) else { return };
    let (who, realname) = (member.who.clone(), member.realname.as_str().into());
    let left = What::Parted { room: Arc::clone(from), reason: reason.clone() };
    let entered = What::Joined { room: ctx.room_name(room), realname };
    for what in [left, entered] {
        let event = Event { at_ms: ctx.now.unix_ms, id: None, who: who.clone(), what };
        ctx.push(Effect::Aside { to: conn, event });
    }
    let (now, hall, out) = (ctx.now, &mut *ctx.hall, &mut *ctx.out);
    introduce(&mut Ctx { hall, out, now, conn }, room);
}
