//! WALLOPS (Modern IRC, "WALLOPS message"): an operator of the house tells all who want to know,
//! which are those with user mode `w`.

use super::Ctx;
use crate::room::enter::shortened;
use crate::room::outbox::What;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(text) = message.param(0).and_then(|text| shortened(text, ctx.lengths().topic_bytes_max)) else {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["WALLOPS"]);
        return;
    };
    let hearers = ctx.hall.members.iter().filter(|(_, member)| member.hears_wallops);
    let to = hearers.flat_map(|(_, member)| &member.sessions).copied().collect();
    ctx.tell(to, What::Wallops { text });
}
