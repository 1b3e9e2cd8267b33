//! AUTHENTICATE (IRCv3 sasl-3.1, sasl-3.2): logging in to an account, before the welcome or after it.
//!
//! The exchange itself is [`Try`]'s; here is what the client is told of it. One that was logged in may
//! do it again, also to another account.

use super::Ctx;
use crate::room::accounts::login::{Login, Way};
use crate::room::accounts::sasl::{Judge, Step, Try, mechanisms};
use crate::room::outbox::Effect;
use crate::wire::{Message, caps, note, numeric, sasl};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let param = message.param(0).unwrap_or_default();
    if !ctx.has_cap(caps::SASL) {
        ctx.reply(&numeric::ERR_SASLFAIL, &[]);
        return;
    }
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    let begun = session.login.take();
    if param == sasl::ABORT {
        ctx.reply(&numeric::ERR_SASLABORTED, &[]);
        return;
    }
    match begun {
        Some(begun) => go_on(ctx, *begun, param),
        None => begin(ctx, param),
    }
}

fn begin(ctx: &mut Ctx<'_>, mechanism: &str) {
    let has_certificate =
        ctx.hall.sessions.get(ctx.conn).is_some_and(|session| session.certificate.is_some());
    let fits = |begun: &Try| has_certificate || !matches!(begun, Try::External(_));
    let Some(begun) = Try::begin(mechanism).filter(fits) else {
        ctx.reply(&numeric::RPL_SASLMECHS, &[&mechanisms(has_certificate)]);
        ctx.reply(&numeric::ERR_SASLFAIL, &[]);
        return;
    };
    wait_for(ctx, begun);
    say(ctx, sasl::NOTHING.to_owned());
}

fn go_on(ctx: &mut Ctx<'_>, begun: Try, param: &str) {
    ctx.hall.tickets += 1;
    let (accounts, rules) = (&ctx.hall.accounts, &ctx.hall.rules);
    let unique = format!("{} {} {}", ctx.hall.tickets, ctx.now.unix_ms, rules.created_ms);
    let certificate = ctx.hall.sessions.get(ctx.conn).and_then(|session| session.certificate);
    let judge = Judge {
        accounts,
        certificate,
        secret: &rules.secret,
        iterations: rules.accounts.scram_iterations,
        unique: &unique,
    };
    let counts = begun.proves();
    match begun.take(param, &judge) {
        Step::More(begun) => wait_for(ctx, begun),
        Step::TooLong => ctx.reply(&numeric::ERR_SASLTOOLONG, &[]),
        // Whoever only begins has tried no password yet.
        Step::Say(..) | Step::Check { .. } | Step::Failed | Step::Done(_)
            if counts && !ctx.may_try_password() =>
        {
            ctx.note(&note::TOO_MANY_TRIES, &[]);
            ctx.reply(&numeric::ERR_SASLFAIL, &[]);
        }
        Step::Say(text, begun) => {
            wait_for(ctx, begun);
            for param in sasl::cut(&text) {
                say(ctx, param);
            }
        }
        Step::Check { account, hash, password } => {
            ctx.look_at_password(Login { account, way: Way::Sasl }, hash, password);
        }
        Step::Failed => ctx.reply(&numeric::ERR_SASLFAIL, &[]),
        Step::Done(account) => {
            ctx.password_was_right();
            ctx.log_in(&account, Way::Sasl);
        }
    }
}

fn wait_for(ctx: &mut Ctx<'_>, begun: Try) {
    if let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) {
        session.login = Some(Box::new(begun));
    }
}

fn say(ctx: &mut Ctx<'_>, param: String) {
    let to = ctx.conn;
    ctx.push(Effect::Authenticate { to, param });
}
