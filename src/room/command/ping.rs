//! PING and PONG (Modern IRC, "PING message", "PONG message"). A PONG needs no answer: that the
//! client was heard has been noted for every line.

use super::Ctx;
use crate::room::outbox::Effect;
use crate::wire::{Message, numeric};

pub(super) fn ping(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    match message.param(0) {
        Some(token) if !token.is_empty() => {
            let (to, token) = (ctx.conn, token.to_owned());
            ctx.push(Effect::Pong { to, token });
        }
        Some(_) => ctx.reply(&numeric::ERR_NOORIGIN, &[]),
        None => ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["PING"]),
    }
}

pub(super) fn pong(_: &mut Ctx<'_>, _: &Message<'_>) {}
