//! PASS (Modern IRC, "PASS message"): only noted; it is judged when all the rest is known.

use super::Ctx;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(password) = message.param(0).filter(|password| !password.is_empty()) else {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["PASS"]);
        return;
    };
    if let Some(arrival) = ctx.arrival_mut() {
        arrival.password = Some(password.to_owned());
    }
}
