//! STATS (Modern IRC, "STATS message"), as far as it gives nothing away: how long the server has
//! been up, and to operators of the house by which names one becomes one. Every other query is
//! answered by an end without rows.

use super::Ctx;
use crate::wire::{Message, numeric};

const DAY: u64 = 24 * 60 * 60;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let query = message.param(0).and_then(|query| query.chars().next()).unwrap_or('*');
    match query {
        'u' => uptime(ctx),
        'o' if ctx.is_house_operator() => operators(ctx),
        'o' => ctx.reply(&numeric::ERR_NOPRIVILEGES, &[]),
        _ => {}
    }
    ctx.reply(&numeric::RPL_ENDOFSTATS, &[query.encode_utf8(&mut [0; 4])]);
}

fn uptime(ctx: &mut Ctx<'_>) {
    let up = ctx.now.unix_ms.saturating_sub(ctx.hall.rules.created_ms) / 1000;
    let (days, hours) = ((up / DAY).to_string(), (up % DAY / 3600).to_string());
    let [minutes, seconds] = [up / 60 % 60, up % 60].map(|number| format!("{number:02}"));
    ctx.reply(&numeric::RPL_STATSUPTIME, &[&days, &hours, &minutes, &seconds]);
}

fn operators(ctx: &mut Ctx<'_>) {
    let names: Vec<_> = ctx.hall.rules.operators.iter().map(|operator| operator.name.clone()).collect();
    for name in names {
        ctx.reply(&numeric::RPL_STATSOLINE, &["O", "*", "*", &name]);
    }
}
