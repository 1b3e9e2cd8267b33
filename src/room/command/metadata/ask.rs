//! METADATA GET and LIST: what is known of somebody.

use super::Ctx;
use crate::room::metadata::key;
use crate::wire::note;

pub(super) fn get(ctx: &mut Ctx<'_>, target: &str, keys: &[&str]) {
    let Some((of, name)) = ctx.subject(target) else { return };
    ctx.in_batch("metadata", &[&name], |ctx| {
        for &text in keys {
            if key(text).is_none() {
                ctx.note(&note::METADATA_SKIPPED_KEY, &[text]);
                continue;
            }
            let value = ctx.hall.metadata(of).and_then(|metadata| metadata.value(text)).cloned();
            ctx.key_value(&name, text, value.as_deref());
        }
    });
}

pub(super) fn list(ctx: &mut Ctx<'_>, target: &str, _: &[&str]) {
    let Some((of, name)) = ctx.subject(target) else { return };
    ctx.in_batch("metadata", &[&name], |ctx| {
        for (key, value) in ctx.hall.all_of(of) {
            ctx.key_value(&name, &key, Some(&value));
        }
    });
}
