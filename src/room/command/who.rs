//! WHO (Modern IRC, "WHO message"): a room, or one member.

use super::Ctx;
use crate::room::place::{RoomId, Standing};
use crate::wire::{ConnId, Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let mask = message.param(0).unwrap_or_default();
    if let Some(room) = ctx.hall.room(mask) {
        let members: Vec<_> =
            ctx.hall.rooms.get(room).map(|place| place.members().collect()).unwrap_or_default();
        for (conn, standing) in members {
            row(ctx, Some((room, standing)), conn);
        }
    } else if let Some(conn) = ctx.hall.member(mask).filter(|&conn| ctx.may_find(conn)) {
        row(ctx, None, conn);
    }
    ctx.reply(&numeric::RPL_ENDOFWHO, &[mask]);
}

fn row(ctx: &mut Ctx<'_>, place: Option<(RoomId, Standing)>, conn: ConnId) {
    let all_marks = ctx.has_cap(caps::MULTI_PREFIX);
    let Some(member) = ctx.hall.sessions.get(conn).and_then(|session| session.member()) else { return };
    let marks = place.map_or("", |(_, standing)| standing.marks(all_marks));
    let flags = format!("{}{marks}", if member.away.is_some() { 'G' } else { 'H' });
    let nick = member.name.shared();
    let (user, host) = (member.user.clone(), member.host.clone());
    let hops_and_realname = format!("0 {}", member.realname);
    let room = place.map_or_else(|| "*".into(), |(room, _)| ctx.room_name(room));
    let server = ctx.hall.rules.server_name.clone();
    let row = [&*room, &user, &host, &server, &nick, &flags, &hops_and_realname];
    ctx.reply(&numeric::RPL_WHOREPLY, &row);
}

impl Ctx<'_> {
    /// Whether this member may find that one: user mode `i` hides whoever shares no room.
    pub(super) fn may_find(&self, other: ConnId) -> bool {
        let Some(member) = self.hall.sessions.get(other).and_then(|session| session.member()) else {
            return false;
        };
        !member.invisible || other == self.conn || member.rooms.iter().any(|&room| self.is_in(room))
    }
}
