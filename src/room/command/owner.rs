//! OWNER (ours): says the token that `chatroom serve` prints when it begins, or `/owner` at the
//! console makes. The default room is its bearer's from then on. Who has no account is told so, and
//! the token stays good.

use super::Ctx;
use crate::room::keep::CodeKind;
use crate::room::outbox::Effect;
use crate::wire::{Message, note};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let token = message.param(0).unwrap_or_default();
    if !ctx.may_try_password() {
        return ctx.note(&note::OWNER_TOO_MANY_TRIES, &[]);
    }
    let found = ctx.hall.codes.find(token, ctx.now.unix_ms);
    if found.is_none_or(|code| code.kind != CodeKind::Owner) {
        return ctx.note(&note::INVALID_TOKEN, &[]);
    }
    ctx.password_was_right();
    let Some(account) = ctx.own_account_key() else {
        return ctx.note(&note::OWNER_ACCOUNT_REQUIRED, &[]);
    };
    if ctx.hall.is_shut() {
        return ctx.note(&note::HISTORY_FAILING, &["OWNER", "*"]);
    }
    let used = ctx.hall.codes.take(token, CodeKind::Owner, ctx.now.unix_ms);
    ctx.out.effects.extend(used.map(Effect::Keep));
    ctx.hall.give_lobby(ctx.now, &account, ctx.out);
    let room = ctx.room_name(ctx.hall.lobby);
    ctx.note(&note::YOU_OWN, &[&room]);
}
