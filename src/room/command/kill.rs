//! KILL (Modern IRC, "KILL message"): an operator of the house ends somebody's connection. The one
//! it meets gets the KILL, their own QUIT and the ERROR, all who shared a room with them the QUIT.

use std::sync::Arc;

use super::Ctx;
use crate::room::bans::audit::Did;
use crate::room::enter::shortened;
use crate::room::outbox::{Effect, Ending, Event, What};
use crate::room::session::Door;
use crate::wire::{ConnId, Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    if text.eq_ignore_ascii_case(&ctx.hall.rules.server_name) {
        ctx.reply(&numeric::ERR_CANTKILLSERVER, &[text]);
        return;
    }
    let Some(id) = ctx.hall.member(text) else {
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]);
        return;
    };
    let Some(who) = ctx.who() else { return };
    let by = Arc::clone(&who.name);
    let reason = message.param(1).and_then(|reason| shortened(reason, ctx.lengths().reason_bytes_max));
    let reason = reason.unwrap_or_else(|| Arc::clone(&by));
    let Some(member) = ctx.hall.members.get(id) else { return };
    let is_irc = |conn: &ConnId| ctx.hall.door(*conn) == Some(Door::Irc);
    let to: Vec<_> = member.sessions.iter().copied().filter(is_irc).collect();
    if !to.is_empty() {
        let whom = member.name.shared();
        let what = What::Killed { whom, reason: Arc::clone(&reason) };
        let event = Event { at_ms: ctx.now.unix_ms, id: None, who, what };
        ctx.push(Effect::Event { to, by: None, event });
    }
    let Some(whom) = ctx.hall.members.get(id).map(|member| member.name.shared()) else { return };
    ctx.hall.audit_simply(ctx.now, None, (Did::Kill, &whom), (&by, Some(&reason)), ctx.out);
    ctx.hall.expel(ctx.now, id, Ending::Killed { by, reason }, ctx.out);
}
