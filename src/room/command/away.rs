//! AWAY (Modern IRC, "AWAY message"; IRCv3 away-notify).

use super::Ctx;
use crate::room::enter::shortened;
use crate::room::outbox::What;
use crate::wire::limits::REASON_BYTES_MAX;
use crate::wire::{Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let away = message.param(0).and_then(|text| shortened(text, REASON_BYTES_MAX));
    let Some(member) = ctx.hall.sessions.get_mut(ctx.conn).and_then(|session| session.member_mut()) else { return };
    let changed = member.away != away;
    member.away = away.clone();
    let rooms = member.rooms.clone();
    let numeric = if away.is_some() { &numeric::RPL_NOWAWAY } else { &numeric::RPL_UNAWAY };
    ctx.reply(numeric, &[]);
    if changed {
        let mut to = ctx.hall.companions(&rooms);
        to.retain(|&conn| conn != ctx.conn && ctx.hall.caps(conn).has(caps::AWAY_NOTIFY));
        ctx.tell(to, What::Away { message: away });
    }
}
