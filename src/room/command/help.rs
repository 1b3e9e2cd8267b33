//! HELP and HELPOP (Modern IRC, "HELP message"): of all commands, or of one. The words are the
//! door's: it knows the language.

use super::{Ctx, find};
use crate::room::outbox::Effect;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let asked = message.param(0).unwrap_or_default();
    // "The <subject> MUST be the one requested by the client, […] unless it would be an invalid
    // parameter, in which case it MUST be `*`."
    let is_param = !asked.is_empty() && !asked.starts_with(':') && !asked.contains(' ');
    let (to, subject) = (ctx.conn, if is_param { asked } else { "*" }.to_owned());
    let command = find(asked).map(|command| command.name);
    if command.is_none() && !asked.is_empty() {
        ctx.reply(&numeric::ERR_HELPNOTFOUND, &[&subject]);
    } else {
        ctx.push(Effect::Help { to, subject, command });
    }
}
