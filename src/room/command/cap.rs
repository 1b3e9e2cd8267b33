//! CAP (IRCv3 capability negotiation).

use super::{Ctx, metadata};
use crate::room::Hall;
use crate::room::accounts::sasl::mechanisms;
use crate::room::outbox::Effect;
use crate::room::rules::{Registration, Rules};
use crate::room::session::Session;
use crate::wire::caps::{self, Caps};
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let subcommand = message.param(0).unwrap_or_default();
    match subcommand.to_ascii_uppercase().as_str() {
        "LS" => list(ctx, message),
        "LIST" => in_use(ctx),
        // The list is one parameter; a client that forgot its colon means all of them.
        "REQ" => request(ctx, &message.params().get(1..).unwrap_or_default().join(" ")),
        "END" => end(ctx),
        _ => ctx.reply(&numeric::ERR_INVALIDCAPCMD, &[if subcommand.is_empty() { "*" } else { subcommand }]),
    }
}

fn list(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let version: u32 = message.param(1).and_then(|version| version.parse().ok()).unwrap_or(0);
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    session.hold_welcome();
    if version >= 302 {
        session.caps_302 = true;
        // Implied by 302, and can't be turned off then (capability negotiation, "cap-notify").
        session.caps = session.caps.with(caps::CAP_NOTIFY);
    }
    let (several_lines, values) = (session.caps_302, version >= 302);
    let has_certificate = session.certificate.is_some();
    let is_secure = session.secure;
    let offers = offers(ctx.hall, values.then_some(has_certificate));
    let mut words: Vec<_> = offers.into_iter().map(|(_, word)| word).collect();
    // It informs, and can't be requested (IRCv3 sts, "Capability"): it is not in the table.
    words.extend(ctx.hall.rules.tls.policy(is_secure).filter(|_| values));
    let to = ctx.conn;
    ctx.push(Effect::Cap { to, subcommand: "LS", words, several_lines });
}

/// What is offered, each as it stands in a list: with its value, if a client knows values; of it is
/// asked then whether it has shown a certificate.
pub(in crate::room) fn offers(hall: &Hall, values: Option<bool>) -> Vec<(Caps, String)> {
    let offers = caps::ALL.iter().filter(|(cap, _)| is_offered(*cap, &hall.rules));
    let word = |cap, name: &str| match values {
        Some(has_certificate) => offered(cap, name, (hall, has_certificate)),
        None => name.to_owned(),
    };
    offers.map(|&(cap, name)| (cap, word(cap, name))).collect()
}

/// Whether the operator's decisions leave anything of a capability: some are about what is
/// remembered, and nothing may be; one about accounts, and nobody may register one.
fn is_offered(cap: Caps, rules: &Rules) -> bool {
    if cap == caps::ACCOUNT_REGISTRATION {
        return rules.accounts.registration != Registration::Off;
    }
    rules.history.keeps || !caps::REMEMBERED.has(cap)
}

/// A capability with its value, if it has one, as version 302 knows it.
fn offered(cap: Caps, name: &str, (hall, has_certificate): (&Hall, bool)) -> String {
    let rules = &hall.rules;
    match cap {
        caps::ACCOUNT_REGISTRATION => {
            let mut keys = Vec::new();
            keys.extend(hall.registers_before_connect().then_some("before-connect"));
            keys.extend(rules.accounts.email_required.then_some("email-required"));
            if keys.is_empty() { name.to_owned() } else { format!("{name}={}", keys.join(",")) }
        }
        caps::SASL => format!("{name}={}", mechanisms(has_certificate)),
        caps::METADATA => format!("{name}={}", metadata::offer(&rules.metadata)),
        caps::MULTILINE => {
            let (bytes, lines) = (rules.lengths.multiline_bytes_max, rules.lengths.multiline_lines_max);
            format!("{name}=max-bytes={bytes},max-lines={lines}")
        }
        _ => name.to_owned(),
    }
}

fn in_use(ctx: &mut Ctx<'_>) {
    let Some(session) = ctx.hall.sessions.get(ctx.conn) else { return };
    let words = session.caps.names().map(str::to_owned).collect();
    let (to, several_lines) = (ctx.conn, session.caps_302);
    ctx.push(Effect::Cap { to, subcommand: "LIST", words, several_lines });
}

/// All that is asked for is granted, or nothing is.
fn request(ctx: &mut Ctx<'_>, asked: &str) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    session.hold_welcome();
    let rules = &ctx.hall.rules;
    let known = |name: &str| Caps::named(name).filter(|&cap| is_offered(cap, rules));
    let wanted =
        asked.split_ascii_whitespace().try_fold(session.caps, |all, word| match word.strip_prefix('-') {
            Some(name) => known(name).map(|cap| all.without(cap)),
            None => known(word).map(|cap| all.with(cap)),
        });
    let gives_up_notify = wanted.is_some_and(|wanted| session.caps_302 && !wanted.has(caps::CAP_NOTIFY));
    let subcommand = match wanted {
        Some(wanted) if !gives_up_notify => {
            let had_metadata = std::mem::replace(&mut session.caps, wanted).has(caps::METADATA);
            if had_metadata && !wanted.has(caps::METADATA) {
                // "If a client removes this capability from themselves, servers MUST clear that
                // client's subscription list" (IRCv3 metadata).
                session.subscriptions.clear();
            }
            "ACK"
        }
        _ => "NAK",
    };
    let words = asked.split_ascii_whitespace().map(str::to_owned).collect();
    let to = ctx.conn;
    ctx.push(Effect::Cap { to, subcommand, words, several_lines: false });
    if ctx.hall.sessions.get(to).is_some_and(|session| session.token.is_none()) {
        ctx.give_token();
    }
}

fn end(ctx: &mut Ctx<'_>) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    if let Some(arrival) = session.arrival_mut() {
        arrival.negotiating = false;
        ctx.admit_when_ready();
    }
}

impl Session {
    /// Whoever negotiates before the welcome is welcomed after `CAP END`.
    fn hold_welcome(&mut self) {
        if let Some(arrival) = self.arrival_mut() {
            arrival.negotiating = true;
        }
    }
}
