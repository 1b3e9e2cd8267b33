//! AWAY (Modern IRC, "AWAY message"; IRCv3 away-notify, pre-away).

use std::sync::Arc;

use super::Ctx;
use crate::room::Hall;
use crate::room::enter::shortened;
use crate::room::outbox::{Effect, Event, Outbox, What, Who};
use crate::room::place::RoomId;
use crate::wire::{ConnId, MemberId, Message, Now, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let away = message.param(0).and_then(|text| shortened(text, ctx.lengths().reason_bytes_max));
    let numeric = if away.is_some() { &numeric::RPL_NOWAWAY } else { &numeric::RPL_UNAWAY };
    ctx.reply(numeric, &[]);
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    if let Some(arrival) = session.arrival_mut() {
        arrival.away = away;
        return;
    }
    for other in ctx.my_others() {
        ctx.push(Effect::Reply { to: other, numeric, params: Vec::new() });
    }
    let Some(id) = ctx.me_id() else { return };
    ctx.hall.go_away(ctx.now, (id, Some(ctx.conn)), away, ctx.out);
}

impl Hall {
    /// Notes where a member is, and tells those who asked for it if that is another place than before:
    /// all who share a room with them, and all who watch them (IRCv3 extended-monitor).
    pub(in crate::room) fn go_away(
        &mut self,
        now: Now,
        (id, by): (MemberId, Option<ConnId>),
        away: Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        let Some(member) = self.members.get_mut(id) else { return };
        if member.away == away {
            return;
        }
        member.away.clone_from(&away);
        let (who, rooms) = (member.who.clone(), member.rooms.clone());
        let to = self.acquaintances(id, &rooms, caps::AWAY_NOTIFY);
        let event = Event { at_ms: now.unix_ms, id: None, who, what: What::Away { message: away } };
        out.effects.push(Effect::Event { to, by, event });
    }

    /// Tells those in a room who asked for it where a member is who has just entered it (IRCv3
    /// away-notify: "when a user joins and has an away message set").
    pub(in crate::room) fn tell_away(
        &self,
        now: Now,
        conn: ConnId,
        (who, message): (Who, Option<Arc<str>>),
        rooms: &[RoomId],
        out: &mut Outbox,
    ) {
        let mut to = self.companions(rooms);
        let own = self.member_at(conn).map(|member| member.sessions.as_slice()).unwrap_or_default();
        to.retain(|other| !own.contains(other) && self.caps(*other).has(caps::AWAY_NOTIFY));
        let event = Event { at_ms: now.unix_ms, id: None, who, what: What::Away { message } };
        out.effects.push(Effect::Event { to, by: Some(conn), event });
    }
}
