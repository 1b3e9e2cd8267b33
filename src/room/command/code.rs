//! CODE (ours): makes an invitation into the house: `CODE [USES] [HOW LONG]`, as `/invite` at the
//! console does. For the owner of the default room, and operators of the house.

use super::Ctx;
use crate::room::console::invitation;
use crate::room::keep::CodeKind;
use crate::room::welcome::iso_time;
use crate::wire::{Message, note};

/// What stands for no end.
const ALWAYS: &str = "*";

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let owns = ctx.my_standing(ctx.hall.lobby).is_some_and(|standing| standing.owner);
    if !owns && !ctx.is_house_operator() {
        return ctx.note(&note::CODE_FORBIDDEN, &[]);
    }
    let Some((uses, lasts)) = invitation(&message.params().join(" ")) else {
        return ctx.note(&note::CODE_INVALID_PARAMS, &[]);
    };
    if ctx.hall.is_shut() {
        return ctx.note(&note::HISTORY_FAILING, &["CODE", "*"]);
    }
    let now = ctx.now;
    let expires_ms = lasts.map(|span| now.unix_ms.saturating_add(span.as_millis() as u64));
    let Some(code) = ctx.hall.make_code(now, (CodeKind::Entry, uses), expires_ms, ctx.out) else {
        return ctx.note(&note::TOO_MANY_CODES, &[]);
    };
    let until = expires_ms.map_or_else(|| ALWAYS.to_owned(), iso_time);
    ctx.note(&note::INVITATION, &[&code, &uses.to_string(), &until]);
}
