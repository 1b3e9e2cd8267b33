//! QUIT (Modern IRC, "QUIT message").

use super::Ctx;
use crate::room::enter::shortened;
use crate::room::outbox::Ending;
use crate::wire::Message;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let reason = message.param(0).and_then(|reason| shortened(reason, ctx.lengths().reason_bytes_max));
    let reason = ctx.unless_silent(reason);
    ctx.hall.close(ctx.now, ctx.conn, Ending::Quit(reason), ctx.out);
}
