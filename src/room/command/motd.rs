//! MOTD and LUSERS (Modern IRC, "MOTD message", "LUSERS message").

use super::Ctx;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    match message.param(0) {
        Some(server) if server != ctx.hall.rules.server_name => {
            ctx.reply(&numeric::ERR_NOSUCHSERVER, &[server]);
        }
        _ => ctx.motd(),
    }
}

pub(super) fn lusers(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    ctx.lusers();
}
