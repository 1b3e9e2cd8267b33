//! DIE and RESTART (RFC 2812 sections 4.3 and 4.4): an operator of the house ends the program, or
//! ends it and has it begin again. Everybody is told that the server is going down.

use super::Ctx;
use crate::room::outbox::{Effect, Errand};
use crate::wire::{Message, note};

pub(super) fn die(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    ctx.push(Effect::Errand(Errand::Die));
}

pub(super) fn restart(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    if ctx.hall.rules.can_restart {
        ctx.push(Effect::Errand(Errand::Restart));
    } else {
        ctx.note(&note::CANNOT_RESTART, &[]);
    }
}
