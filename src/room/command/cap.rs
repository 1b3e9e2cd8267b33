//! CAP (IRCv3 capability negotiation).

use super::{Ctx, metadata};
use crate::room::outbox::Effect;
use crate::room::rules::Rules;
use crate::room::session::{Session, Stage};
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
    let rules = &ctx.hall.rules;
    let words = caps::ALL.iter().map(|&(cap, name)| match values {
        true => offered(cap, name, rules),
        false => name.to_owned(),
    });
    let words = words.collect();
    let to = ctx.conn;
    ctx.push(Effect::Cap { to, subcommand: "LS", words, several_lines });
}

/// A capability with its value, if it has one, as version 302 knows it.
fn offered(cap: Caps, name: &str, rules: &Rules) -> String {
    match cap {
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
    let wanted =
        asked.split_ascii_whitespace().try_fold(session.caps, |all, word| match word.strip_prefix('-') {
            Some(name) => Caps::named(name).map(|cap| all.without(cap)),
            None => Caps::named(word).map(|cap| all.with(cap)),
        });
    let gives_up_notify = wanted.is_some_and(|wanted| session.caps_302 && !wanted.has(caps::CAP_NOTIFY));
    let subcommand = match wanted {
        Some(wanted) if !gives_up_notify => {
            let had_metadata = std::mem::replace(&mut session.caps, wanted).has(caps::METADATA);
            if had_metadata && !wanted.has(caps::METADATA) {
                // "If a client removes this capability from themselves, servers MUST clear that
                // client's subscription list" (IRCv3 metadata).
                session.profile.subscriptions.clear();
            }
            "ACK"
        }
        _ => "NAK",
    };
    let words = asked.split_ascii_whitespace().map(str::to_owned).collect();
    let to = ctx.conn;
    ctx.push(Effect::Cap { to, subcommand, words, several_lines: false });
}

fn end(ctx: &mut Ctx<'_>) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    if let Stage::Arriving(arrival) = &mut session.stage {
        arrival.negotiating = false;
        ctx.admit_when_ready();
    }
}

impl Session {
    /// Whoever negotiates before the welcome is welcomed after `CAP END`.
    fn hold_welcome(&mut self) {
        if let Stage::Arriving(arrival) = &mut self.stage {
            arrival.negotiating = true;
        }
    }
}
