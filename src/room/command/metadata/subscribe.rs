//! METADATA SUB, UNSUB and SUBS: what a client wants to know of all that it sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Ctx;
use crate::room::metadata::key;
use crate::room::session::Session;
use crate::wire::{note, numeric};

pub(super) fn sub(ctx: &mut Ctx<'_>, target: &str, keys: &[&str]) {
    if !ctx.is_oneself(target) {
        return;
    }
    let subscriptions_max = ctx.hall.rules.metadata.subscriptions_max;
    let Some(subscriptions) = subscriptions(ctx) else { return };
    let (mut done, mut fresh, mut unfit, mut one_too_many) = (Vec::new(), BTreeSet::new(), Vec::new(), None);
    for &text in keys {
        let Some(key) = key(text) else {
            unfit.push(text);
            continue;
        };
        if !subscriptions.contains(&key) {
            if subscriptions.len() >= subscriptions_max {
                one_too_many = Some(text);
                break;
            }
            subscriptions.insert(Arc::clone(&key));
            fresh.insert(key);
        }
        done.push(text.to_owned());
    }
    ctx.reply_list(&numeric::RPL_METADATASUBOK, &[], done);
    skipped(ctx, &unfit);
    if let Some(key) = one_too_many {
        ctx.note(&note::METADATA_LIMIT_REACHED, &[key, &subscriptions_max.to_string()]);
    }
    if ctx.me().is_some() && !fresh.is_empty() {
        ctx.hall.sync_everything(ctx.conn, &fresh, ctx.hall.rules.metadata.sync_max, ctx.out);
    }
}

pub(super) fn unsub(ctx: &mut Ctx<'_>, target: &str, keys: &[&str]) {
    if !ctx.is_oneself(target) {
        return;
    }
    let Some(subscriptions) = subscriptions(ctx) else { return };
    let (done, unfit): (Vec<_>, Vec<_>) = keys.iter().copied().partition(|text| key(text).is_some());
    for key in &done {
        subscriptions.remove(*key);
    }
    ctx.reply_list(&numeric::RPL_METADATAUNSUBOK, &[], done.into_iter().map(str::to_owned).collect());
    skipped(ctx, &unfit);
}

pub(super) fn subs(ctx: &mut Ctx<'_>, target: &str, _: &[&str]) {
    if !ctx.is_oneself(target) {
        return;
    }
    let keys = subscriptions(ctx).map(|keys| keys.iter().map(|key| key.to_string()).collect());
    ctx.in_batch("metadata-subs", &[], |ctx| {
        ctx.reply_list(&numeric::RPL_METADATASUBS, &[], keys.unwrap_or_default());
    });
}

fn subscriptions<'a>(ctx: &'a mut Ctx<'_>) -> Option<&'a mut BTreeSet<Arc<str>>> {
    ctx.hall.sessions.get_mut(ctx.conn).map(|session: &mut Session| &mut session.subscriptions)
}

fn skipped(ctx: &mut Ctx<'_>, unfit: &[&str]) {
    for &text in unfit {
        ctx.note(&note::METADATA_SKIPPED_KEY, &[text]);
    }
}
