//! WHOWAS (Modern IRC, "WHOWAS message"; RFC 2812 section 3.6.3): who had a name before, the latest
//! first. RPL_WHOISSERVER tells when they gave it up.

use super::{Ctx, listed};
use crate::room::past::Former;
use crate::room::welcome::iso_time;
use crate::wire::{Message, name, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(nicks) = message.param(0).filter(|nicks| !nicks.is_empty()) else {
        ctx.reply(&numeric::ERR_NONICKNAMEGIVEN, &[]);
        return;
    };
    // "If <count> is a non-positive number, a full search is done" (RFC 2812).
    let count: usize = message.param(1).and_then(|count| count.parse().ok()).unwrap_or(0);
    let count = if count == 0 { usize::MAX } else { count };
    for nick in listed(nicks).take(ctx.lengths().targets_max) {
        let key = name::fold(nick).unwrap_or_default();
        let formers: Vec<_> = ctx.hall.past.of(&key).take(count).cloned().collect();
        if formers.is_empty() {
            ctx.reply(&numeric::ERR_WASNOSUCHNICK, &[nick]);
        }
        for former in formers {
            show(ctx, &former);
        }
    }
    ctx.reply(&numeric::RPL_ENDOFWHOWAS, &[nicks]);
}

fn show(ctx: &mut Ctx<'_>, former: &Former) {
    let Former { nick, user, host, realname, until_ms, .. } = former;
    ctx.reply(&numeric::RPL_WHOWASUSER, &[nick, user, host, "*", realname]);
    let server = ctx.hall.rules.server_name.clone();
    ctx.reply(&numeric::RPL_WHOISSERVER, &[nick, &server, &iso_time(*until_ms)]);
}
