//! CERT (ours): which certificates one may log in with (SASL EXTERNAL): `CERT ADD [FINGERPRINT]`,
//! `CERT DEL FINGERPRINT`, `CERT LIST`. Without a fingerprint the one is meant that this connection
//! has shown. A certificate is one account's, and only who has shown it can add it: else anybody could
//! claim somebody else's, whose bearer would be logged in to an account that is not theirs.

use super::Ctx;
use crate::room::accounts::CERTIFICATES_MAX;
use crate::room::keep::Keep;
use crate::room::outbox::Effect;
use crate::wire::{Fingerprint, Message, note, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let Some(account) = ctx.own_account_key() else {
        return ctx.note(&note::CERT_ACCOUNT_REQUIRED, &[]);
    };
    let given = message.param(1).filter(|text| !text.is_empty());
    match message.param(0).map(str::to_ascii_uppercase).as_deref() {
        Some("ADD") => add(ctx, &account, given),
        Some("DEL") if given.is_some() => remove(ctx, &account, given.unwrap_or_default()),
        Some("LIST") => list(ctx, &account),
        _ => ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["CERT"]),
    }
}

fn add(ctx: &mut Ctx<'_>, account: &str, given: Option<&str>) {
    let shown = ctx.hall.sessions.get(ctx.conn).and_then(|session| session.certificate);
    let fingerprint = match given.map(Fingerprint::parse) {
        Some(Err(_)) => return ctx.note(&note::INVALID_FINGERPRINT, &[]),
        Some(Ok(given)) => Some(given),
        None => shown,
    };
    let Some(fingerprint) = fingerprint.filter(|_| fingerprint == shown) else {
        return ctx.note(&note::NO_CERTIFICATE, &[]);
    };
    let text = fingerprint.to_string();
    if ctx.hall.is_shut() {
        return ctx.note(&note::HISTORY_FAILING, &["CERT", "*"]);
    }
    match ctx.hall.accounts.bearer_of(&text) {
        Some(owner) if **owner != *account => return ctx.note(&note::CERTIFICATE_TAKEN, &[&text]),
        Some(_) => return ctx.note(&note::CERTIFICATE_ADDED, &[&text]),
        None => {}
    }
    if !ctx.hall.accounts.add_certificate(account, &text) {
        return ctx.note(&note::TOO_MANY_CERTIFICATES, &[&CERTIFICATES_MAX.to_string()]);
    }
    keep(ctx, account);
    ctx.note(&note::CERTIFICATE_ADDED, &[&text]);
}

fn remove(ctx: &mut Ctx<'_>, account: &str, given: &str) {
    let Ok(fingerprint) = Fingerprint::parse(given) else {
        return ctx.note(&note::INVALID_FINGERPRINT, &[]);
    };
    let text = fingerprint.to_string();
    if ctx.hall.is_shut() {
        return ctx.note(&note::HISTORY_FAILING, &["CERT", "*"]);
    }
    if !ctx.hall.accounts.remove_certificate(account, &text) {
        return ctx.note(&note::UNKNOWN_CERTIFICATE, &[&text]);
    }
    keep(ctx, account);
    ctx.note(&note::CERTIFICATE_REMOVED, &[&text]);
}

fn list(ctx: &mut Ctx<'_>, account: &str) {
    let all = ctx.hall.accounts.get(account).map(|account| account.record.certificates.clone());
    let all = all.unwrap_or_default();
    if all.is_empty() {
        return ctx.note(&note::NO_CERTIFICATES, &[]);
    }
    for text in all {
        ctx.note(&note::CERTIFICATE, &[&text]);
    }
}

fn keep(ctx: &mut Ctx<'_>, account: &str) {
    let record = ctx.hall.accounts.get(account).map(|account| account.record.clone());
    ctx.out.effects.extend(record.map(|record| Effect::Keep(Keep::Account(record))));
}
