//! USER (Modern IRC, "USER message").

use super::Ctx;
use crate::room::enter::{shortened, user_part};
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let (Some(user), Some(realname)) = (message.param(0), message.param(3)) else { return };
    if user.is_empty() || realname.is_empty() {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["USER"]);
        return;
    }
    let realname_bytes_max = ctx.lengths().realname_bytes_max;
    let Some(arrival) = ctx.arrival_mut() else { return };
    let realname = shortened(realname, realname_bytes_max).unwrap_or_default();
    arrival.user = Some((user_part(user), realname.to_string()));
    ctx.admit_when_ready();
}
