//! LINKS (Modern IRC, "RPL_LINKS (364)"; RFC 2812 section 3.4.5): the servers of the network, of
//! which there is one. `LINKS [[<server>] <mask>]`.

use super::Ctx;
use crate::wire::mask::{fits, folded};
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let params = message.params();
    if let [server, _, ..] = params
        && !ctx.is_this_server(server)
    {
        ctx.reply(&numeric::ERR_NOSUCHSERVER, &[server]);
        return;
    }
    let mask = params.get(1).or_else(|| params.first()).copied().filter(|mask| !mask.is_empty());
    let (server, info) = (ctx.hall.rules.server_name.clone(), format!("0 {}", ctx.hall.rules.description));
    if mask.is_none_or(|mask| fits(&folded(mask), &folded(&server))) {
        ctx.reply(&numeric::RPL_LINKS, &["*", &server, &info]);
    }
    ctx.reply(&numeric::RPL_ENDOFLINKS, &["*"]);
}
