//! METADATA SET and CLEAR, and telling those who subscribed ("Notifications").

use std::sync::Arc;

use super::{Ctx, EVERYBODY, Of};
use crate::room::Hall;
use crate::room::metadata::{Metadata, key};
use crate::room::outbox::{Effect, Outbox};
use crate::wire::caps::METADATA;
use crate::wire::{ConnId, note, numeric};

/// What is known of somebody has changed.
struct Change<'a> {
    of: Of,
    name: &'a str,
    key: &'a Arc<str>,
    value: Option<&'a Arc<str>>,
}

pub(super) fn set(ctx: &mut Ctx<'_>, target: &str, params: &[&str]) {
    let Some((of, name)) = ctx.subject(target) else { return };
    let (text, value) = (params.first().copied().unwrap_or_default(), params.get(1).copied());
    let Some(key) = key(text) else {
        ctx.note(&note::METADATA_INVALID_KEY, &[text]);
        return;
    };
    if !ctx.may_change(of) {
        ctx.note(&note::METADATA_NO_PERMISSION, &[target, text]);
        return;
    }
    // An empty value is none.
    let value: Option<Arc<str>> = value.filter(|value| !value.is_empty()).map(Arc::from);
    let rules = ctx.hall.rules.metadata;
    if value.as_ref().is_some_and(|value| value.len() > rules.value_bytes_max) {
        ctx.note(&note::METADATA_INVALID_VALUE, &[text]);
        return;
    }
    let has_room = ctx.hall.metadata(of).is_some_and(|metadata| metadata.has_room_for(text, rules.keys_max));
    if value.is_some() && !has_room {
        ctx.note(&note::METADATA_LIMIT_REACHED, &[target, &rules.keys_max.to_string()]);
        return;
    }
    if !ctx.may_change_already(target, text) {
        return;
    }
    let changed = ctx.hall.metadata_mut(of).is_some_and(|metadata| metadata.set(&key, value.as_ref()));
    // Whoever says `*` is answered so.
    ctx.key_value(if target == "*" { target } else { &name }, text, value.as_deref());
    if changed {
        let change = Change { of, name: &name, key: &key, value: value.as_ref() };
        ctx.hall.tell_change(ctx.conn, &change, ctx.out);
    }
}

pub(super) fn clear(ctx: &mut Ctx<'_>, target: &str, _: &[&str]) {
    let Some((of, name)) = ctx.subject(target) else { return };
    if !ctx.may_change(of) {
        ctx.note(&note::METADATA_NO_PERMISSION, &[target, "*"]);
        return;
    }
    if !ctx.may_change_already(target, "*") {
        return;
    }
    let cleared = ctx.hall.metadata_mut(of).map(|metadata| metadata.clear()).unwrap_or_default();
    ctx.in_batch("metadata", &[&name], |ctx| {
        for key in &cleared {
            ctx.key_value(&name, key, None);
        }
    });
    for key in &cleared {
        ctx.hall.tell_change(ctx.conn, &Change { of, name: &name, key, value: None }, ctx.out);
    }
}

impl Ctx<'_> {
    /// What this client said of itself before it was in is true of its member, as far as it fits.
    pub(in crate::room) fn adopt_metadata(&mut self, said: &Metadata) {
        let Some(id) = self.me_id() else { return };
        let (of, keys_max) = (Of::Person(id), self.hall.rules.metadata.keys_max);
        let Some(name) = self.hall.name_of(of) else { return };
        for (key, value) in said.iter() {
            let metadata = self.hall.metadata_mut(of).filter(|known| known.has_room_for(key, keys_max));
            if metadata.is_some_and(|metadata| metadata.set(key, Some(value))) {
                let change = Change { of, name: &name, key, value: Some(value) };
                self.hall.tell_change(self.conn, &change, self.out);
            }
        }
    }

    /// People change what is known of themselves, operators of a room what is known of it.
    fn may_change(&self, of: Of) -> bool {
        match of {
            Of::Newcomer(_) | Of::Person(_) => of == self.oneself(),
            Of::Room(room) => self.is_operator_in(room),
        }
    }

    /// Counts a change; answers if there were too many lately.
    fn may_change_already(&mut self, target: &str, key: &str) -> bool {
        let (uptime, changes_max) = (self.now.uptime, self.hall.rules.metadata.changes_per_minute_max);
        let Some(session) = self.hall.sessions.get_mut(self.conn) else { return false };
        match session.changes.count(uptime, changes_max) {
            Ok(()) => true,
            Err(seconds) => {
                self.note(&note::METADATA_RATE_LIMITED, &[target, key, &seconds.to_string()]);
                false
            }
        }
    }
}

impl Hall {
    /// Tells the subscribers that can see whom it is about, except whoever did it, who is answered.
    fn tell_change(&self, by: ConnId, change: &Change<'_>, out: &mut Outbox) {
        let mut to = self.onlookers(change.of);
        to.retain(|&conn| conn != by);
        self.tell_value(to, by, change, out);
    }

    /// Tells these what is known of the member at `by`, as if it had changed.
    pub(super) fn tell_all_of(&self, by: ConnId, to: &[ConnId], out: &mut Outbox) {
        let Some(of) = self.member_id(by).map(Of::Person) else { return };
        let Some(name) = self.name_of(of) else { return };
        for (key, value) in self.all_of(of) {
            let change = Change { of, name: &name, key: &key, value: Some(&value) };
            self.tell_value(to.to_vec(), by, &change, out);
        }
    }

    fn tell_value(&self, mut to: Vec<ConnId>, by: ConnId, change: &Change<'_>, out: &mut Outbox) {
        let Change { name, key, value, .. } = change;
        to.retain(|&conn| {
            let session = self.sessions.get(conn);
            session.is_some_and(|session| session.caps.has(METADATA) && session.subscriptions.contains(*key))
        });
        let by = Some(by);
        let (name, key) = ((*name).to_owned(), key.to_string());
        out.effects.push(match value {
            Some(value) => {
                let params = vec![name, key, EVERYBODY.to_owned(), value.to_string()];
                Effect::Numerics { to, by, numeric: &numeric::RPL_KEYVALUE, params }
            }
            None => Effect::Numerics { to, by, numeric: &numeric::RPL_KEYNOTSET, params: vec![name, key] },
        });
    }

    /// Everybody to whom somebody or a room is visible, each once.
    fn onlookers(&self, of: Of) -> Vec<ConnId> {
        match of {
            Of::Room(room) => self.companions(&[room]),
            // Nobody sees them yet.
            Of::Newcomer(_) => Vec::new(),
            Of::Person(id) => {
                let Some(member) = self.members.get(id) else { return Vec::new() };
                let mut all = self.companions(&member.rooms);
                all.extend(self.watchers(id));
                all.extend(&member.sessions);
                all.sort_unstable();
                all.dedup();
                all
            }
        }
    }
}
