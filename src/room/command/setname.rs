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
    let Some(id) = ctx.me_id() else { return };
    let Some(member) = ctx.hall.members.get_mut(id) else { return };
    text.clone_into(&mut member.realname);
    let (rooms, sessions) = (member.rooms.clone(), member.sessions.clone());
    ctx.hall.note_presence(id);
    let mut to = ctx.hall.acquaintances(id, &rooms, caps::SETNAME);
    to.extend(sessions.into_iter().filter(|&conn| ctx.hall.caps(conn).has(caps::SETNAME)));
    ctx.tell(to, What::Setname { realname: text.into() });
}
