//! SETNAME (IRCv3 setname): to be called otherwise. Whoever has not asked for the capability may do
//! it, too, and is told nothing.

use super::Ctx;
use crate::room::outbox::What;
use crate::wire::{Message, caps, note};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    if text.trim().is_empty() || text.len() > ctx.lengths().realname_bytes_max {
        ctx.note(&note::INVALID_REALNAME, &[]);
        return;
    }
    let Some(member) = ctx.hall.sessions.get_mut(ctx.conn).and_then(|session| session.member_mut()) else {
        return;
    };
    text.clone_into(&mut member.realname);
    let rooms = member.rooms.clone();
    let mut to = ctx.hall.acquaintances(ctx.conn, &rooms, caps::SETNAME);
    if ctx.has_cap(caps::SETNAME) {
        to.push(ctx.conn);
    }
    ctx.tell(to, What::Setname { realname: text.into() });
}
