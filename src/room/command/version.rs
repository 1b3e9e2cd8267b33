//! VERSION (Modern IRC, "VERSION message") and ISUPPORT (IRCv3 extended-isupport).

use super::Ctx;
use crate::wire::{Message, numeric};

pub(super) fn version(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    let rules = &ctx.hall.rules;
    let (server, comment) = (rules.server_name.clone(), rules.description.clone());
    let version = ctx.version();
    ctx.reply(&numeric::RPL_VERSION, &[&version, &server, &comment]);
    ctx.isupport();
}

pub(super) fn isupport(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    ctx.isupport();
}
