//! STAY (ours): whether one stays in one's rooms when none of one's clients is connected
//! ([`crate::room::presence`]). Without ON or OFF it only tells.

use super::Ctx;
use crate::wire::{Message, note};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let wanted = match message.param(0).map(str::to_ascii_uppercase).as_deref() {
        Some("ON") => Some(true),
        Some("OFF") => Some(false),
        _ => None,
    };
    if ctx.own_account_key().is_none() {
        return ctx.note(&note::STAY_ACCOUNT_REQUIRED, &[]);
    }
    if ctx.hall.is_shut() && wanted.is_some() {
        return ctx.note(&note::HISTORY_FAILING, &["STAY", "*"]);
    }
    let told = match ctx.want_to_stay(wanted) {
        Some(true) => &note::YOU_STAY,
        Some(false) => &note::YOU_LEAVE,
        None => &note::NOBODY_STAYS,
    };
    ctx.note(told, &[]);
}
