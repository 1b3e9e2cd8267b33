//! AWAY (Modern IRC, "AWAY message"; IRCv3 away-notify).

use std::sync::Arc;

use super::Ctx;
use crate::room::Hall;
use crate::room::enter::shortened;
use crate::room::outbox::{Effect, Event, Outbox, What, Who};
use crate::room::place::RoomId;
use crate::wire::limits::REASON_BYTES_MAX;
use crate::wire::{ConnId, Message, Now, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let away = message.param(0).and_then(|text| shortened(text, REASON_BYTES_MAX));
    let Some(member) = ctx.hall.sessions.get_mut(ctx.conn).and_then(|session| session.member_mut()) else {
        return;
    };
    let changed = member.away != away;
    member.away = away.clone();
    let rooms = member.rooms.clone();
    let numeric = if away.is_some() { &numeric::RPL_NOWAWAY } else { &numeric::RPL_UNAWAY };
    ctx.reply(numeric, &[]);
    if changed {
        let Some(who) = ctx.who() else { return };
        ctx.hall.tell_away(ctx.now, ctx.conn, (who, away), &rooms, ctx.out);
    }
}

impl Hall {
    /// Tells those in these rooms who asked for it where somebody is (IRCv3 away-notify: also when
    /// they enter a room while they are away).
    pub(in crate::room) fn tell_away(
        &self,
        now: Now,
        conn: ConnId,
        (who, message): (Who, Option<Arc<str>>),
        rooms: &[RoomId],
        out: &mut Outbox,
    ) {
        let mut to = self.companions(rooms);
        to.retain(|&other| other != conn && self.caps(other).has(caps::AWAY_NOTIFY));
        let event = Event { at_ms: now.unix_ms, id: None, who, what: What::Away { message } };
        out.effects.push(Effect::Event { to, by: Some(conn), event });
    }
}
