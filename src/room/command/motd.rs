//! MOTD (Modern IRC, "MOTD message").

use super::Ctx;
use crate::wire::Message;

pub(super) fn run(ctx: &mut Ctx<'_>, _: &Message<'_>) {
    ctx.motd();
}
