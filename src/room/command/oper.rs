//! OPER (Modern IRC, "OPER message"): becoming an operator of the house.
//!
//! A password hash takes long on purpose, so it is looked at elsewhere: the command only says what
//! is to be looked at, and nothing more is done for its giver until the answer came
//! ([`verified`]). Nobody else waits.

use super::Ctx;
use crate::room::Hall;
use crate::room::outbox::{ConsoleReply, Effect, Errand, Outbox, Verdict};
use crate::room::user_modes;
use crate::room::waiting::{Wait, Waiting};
use crate::wire::{ConnId, Message, Now, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let [name, password] = [0, 1].map(|place| message.param(place).unwrap_or_default());
    let Some(session) = ctx.hall.sessions.get(ctx.conn) else { return };
    // Names that there are not count, too: who guesses them can neither go on nor flood the console.
    if !ctx.hall.tries.begin(session.address, ctx.now.uptime) {
        ctx.reply(&numeric::RPL_TRYAGAIN, &["OPER"]);
        return;
    }
    let operators = &ctx.hall.rules.operators;
    let Some(operator) = operators.iter().find(|operator| operator.name == name) else {
        ctx.reply(&numeric::ERR_NOOPERHOST, &[]);
        ctx.tell_console(name, ConsoleReply::OperatorRefused);
        return;
    };
    let hash = operator.password_hash.clone();
    let (conn, password) = (ctx.conn, password.to_owned());
    ctx.wait(Waiting::Oper(name.to_owned()), |ticket| Errand::Verify { conn, ticket, hash, password });
}

/// The password has been looked at; whoever said it may be gone.
pub(in crate::room) fn verified(
    hall: &mut Hall,
    now: Now,
    (conn, ticket): (ConnId, u64),
    verdict: Verdict,
    out: &mut Outbox,
) {
    let Some(session) = hall.sessions.get_mut(conn) else { return };
    let address = session.address;
    let wait = session.end_wait(ticket, |on| matches!(on, Waiting::Oper(_)));
    let Some(Wait { label, on: Waiting::Oper(operator), .. }) = wait else { return };
    out.response = label.map(|label| (conn, label));
    if verdict != Verdict::Wrong {
        hall.tries.take_back(address);
    }
    let mut ctx = Ctx { hall, out, now, conn };
    match verdict {
        Verdict::Right => {
            ctx.reply(&numeric::RPL_YOUREOPER, &[]);
            ctx.switch_own_modes(&[(true, user_modes::OPERATOR)]);
            ctx.tell_console(&operator, ConsoleReply::BecameOperator);
        }
        Verdict::Wrong => {
            ctx.reply(&numeric::ERR_PASSWDMISMATCH, &[]);
            ctx.tell_console(&operator, ConsoleReply::OperatorRefused);
        }
        Verdict::Busy => ctx.reply(&numeric::RPL_TRYAGAIN, &["OPER"]),
    }
}

impl Ctx<'_> {
    fn tell_console(&mut self, operator: &str, reply: fn(String, String) -> ConsoleReply) {
        let name = self.who().map(|who| who.name.to_string()).unwrap_or_default();
        self.push(Effect::Console(reply(name, operator.to_owned())));
    }
}
