//! PASS (Modern IRC, "PASS message"): only noted; it is judged when all the rest is known.

use super::Ctx;
use crate::room::session::Stage;
use crate::wire::Message;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    if let Stage::Arriving(arrival) = &mut session.stage {
        arrival.password = message.param(0).map(str::to_owned);
    }
}
