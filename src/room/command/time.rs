//! TIME (Modern IRC, "TIME message"). In UTC: the core knows no other zone, and nobody needs to
//! guess which one is meant.

use super::Ctx;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    let server = ctx.hall.rules.server_name.clone();
    let seconds = i64::try_from(ctx.now.unix_ms / 1000).unwrap_or(i64::MAX);
    let time = jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    ctx.reply(&numeric::RPL_TIME, &[&server, &time]);
}
