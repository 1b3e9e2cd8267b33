//! QUIT (Modern IRC, "QUIT message").

use super::Ctx;
use crate::room::enter::shortened;
use crate::room::outbox::Ending;
use crate::wire::Message;
use crate::wire::limits::REASON_BYTES_MAX;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let reason = message.param(0).and_then(|reason| shortened(reason, REASON_BYTES_MAX));
    ctx.hall.close(ctx.now, ctx.conn, Ending::Quit(reason), ctx.out);
}
