//! REHASH (RFC 2812 section 4.2): the settings that may change while the house is open are read
//! again. How that went is told by a NOTICE, once it is known.

use super::Ctx;
use crate::room::outbox::{Effect, Errand};
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    let file = ctx.hall.rules.settings_file.clone();
    ctx.reply(&numeric::RPL_REHASHING, &[&file]);
    let by = Some(ctx.conn);
    ctx.push(Effect::Errand(Errand::Reload { by }));
}
