//! INFO (Modern IRC, "INFO message"). The words are the door's: it knows the language.

use super::Ctx;
use crate::room::outbox::Effect;
use crate::wire::Message;

pub(super) fn run(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    let to = ctx.conn;
    ctx.push(Effect::Info { to });
}
