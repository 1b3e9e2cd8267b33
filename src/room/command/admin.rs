//! ADMIN (Modern IRC, "ADMIN message"): who runs the server.

use super::Ctx;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    let rules = &ctx.hall.rules;
    let (server, [whereabouts, owner, email]) = (rules.server_name.clone(), rules.admin.clone());
    ctx.reply(&numeric::RPL_ADMINME, &[&server]);
    ctx.reply(&numeric::RPL_ADMINLOC1, &[&whereabouts]);
    ctx.reply(&numeric::RPL_ADMINLOC2, &[&owner]);
    ctx.reply(&numeric::RPL_ADMINEMAIL, &[&email]);
}
