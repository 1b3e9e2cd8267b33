//! METADATA SYNC, and the synchronization that nobody asks for: with the welcome, on entering a
//! room, and when somebody who is monitored comes ("Automatic synchronization"). What would be too
//! much at once is postponed ("Postponed synchronization").
//!
//! Keys without a value are left out, as the text allows.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Ctx, EVERYBODY, Of};
use crate::room::Hall;
use crate::room::outbox::{Effect, Outbox};
use crate::room::place::{Room, RoomId};
use crate::wire::caps::{BATCH, METADATA};
use crate::wire::{ConnId, MemberId, numeric};

/// The target that means everybody and every room that one sees.
const ALL: &str = "*ALL";

/// How many times as much one is told who asks for it.
const ASKED_FACTOR: usize = 4;

/// After how many seconds to ask for what was postponed.
const LATER_SECONDS: u32 = 5;

type Keys = BTreeSet<Arc<str>>;

pub(super) fn run(ctx: &mut Ctx<'_>, target: &str, _: &[&str]) {
    let values_max = ctx.hall.rules.metadata.sync_max * ASKED_FACTOR;
    let keys = ctx.hall.subscriptions(ctx.conn);
    if target == ALL && ctx.me().is_some() {
        ctx.hall.sync_everything(ctx.conn, &keys, values_max, ctx.out);
        return;
    }
    let Some((of, name)) = ctx.subject(target) else { return };
    let all = match of {
        Of::Newcomer(_) | Of::Person(_) => vec![of],
        Of::Room(room) => ctx.hall.room_and_members(room),
    };
    ctx.hall.sync(ctx.conn, (&name, &all), &keys, values_max, ctx.out);
}

impl Ctx<'_> {
    /// What is known of a new member, in the welcome.
    pub(in crate::room) fn sync_oneself(&mut self) {
        if !self.has_cap(METADATA) {
            return;
        }
        let of = self.oneself();
        let Some(name) = self.hall.name_of(of) else { return };
        self.in_batch("metadata", &[&name], |ctx| {
            for (key, value) in ctx.hall.all_of(of) {
                ctx.key_value(&name, &key, Some(&value));
            }
        });
    }
}

impl Hall {
    /// Tells whoever has entered a room what is known of it and of all who are in it.
    pub(in crate::room) fn sync_room(&self, conn: ConnId, room: RoomId, out: &mut Outbox) {
        if self.caps(conn).has(METADATA.with(BATCH))
            && let Some(name) = self.name_of(Of::Room(room))
        {
            let all = (&*name, &*self.room_and_members(room));
            self.sync(conn, all, &self.subscriptions(conn), self.rules.metadata.sync_max, out);
        }
    }

    /// Tells those in a room to whom the newcomer was not visible before what is known of them: a
    /// subscriber's picture is whole without asking ("Clients MAY also receive metadata
    /// notifications").
    pub(in crate::room) fn tell_of_newcomer(&self, conn: ConnId, room: RoomId, out: &mut Outbox) {
        let Some(member) = self.member_at(conn) else { return };
        if member.metadata.iter().len() > 0 {
            let others: Vec<_> = member.rooms.iter().copied().filter(|&other| other != room).collect();
            let knew = self.companions(&others);
            let mut to = self.companions(&[room]);
            to.retain(|other| !member.sessions.contains(other) && !knew.contains(other));
            self.tell_all_of(conn, &to, out);
        }
    }

    /// `watcher` has been told by 730 that this member is here.
    pub(in crate::room) fn sync_monitored(&self, watcher: ConnId, id: MemberId, out: &mut Outbox) {
        if self.caps(watcher).has(METADATA.with(BATCH))
            && let Some(name) = self.name_of(Of::Person(id))
        {
            let all = (&*name, &[Of::Person(id)][..]);
            self.sync(watcher, all, &self.subscriptions(watcher), self.rules.metadata.sync_max, out);
        }
    }

    /// Tells `to` these keys of everything that it sees.
    pub(super) fn sync_everything(&self, to: ConnId, keys: &Keys, values_max: usize, out: &mut Outbox) {
        let Some(id) = self.member_id(to) else { return };
        let Some(member) = self.members.get(id) else { return };
        let mut people = self.people_in(&member.rooms);
        people.extend(self.watched(to));
        people.push(id);
        people.sort_unstable();
        people.dedup();
        let rooms = member.rooms.iter().copied().map(Of::Room);
        let all: Vec<_> = rooms.chain(people.into_iter().map(Of::Person)).collect();
        self.sync(to, (ALL, &all), keys, values_max, out);
    }

    fn sync(&self, to: ConnId, (name, all): (&str, &[Of]), keys: &Keys, values_max: usize, out: &mut Outbox) {
        let values = all.iter().filter_map(|&of| Some((self.name_of(of)?, self.metadata(of)?)));
        let values = values.flat_map(|(name, metadata)| {
            let wanted = metadata.iter().filter(|(key, _)| keys.contains(*key));
            wanted.map(move |(key, value)| value_of(to, [&name, key, EVERYBODY, value]))
        });
        let effects: Vec<_> = values.take(values_max + 1).collect();
        out.effects.push(if effects.len() > values_max {
            let params = vec![name.to_owned(), LATER_SECONDS.to_string()];
            Effect::Reply { to, numeric: &numeric::RPL_METADATASYNCLATER, params }
        } else {
            Effect::Batch { to, kind: "metadata", params: vec![name.to_owned()], effects }
        });
    }

    fn room_and_members(&self, room: RoomId) -> Vec<Of> {
        let seated = self.rooms.get(room).into_iter().flat_map(Room::members);
        std::iter::once(Of::Room(room)).chain(seated.map(|(id, _)| Of::Person(id))).collect()
    }

    fn subscriptions(&self, conn: ConnId) -> Keys {
        self.sessions.get(conn).map(|session| session.subscriptions.clone()).unwrap_or_default()
    }
}

fn value_of(to: ConnId, params: [&str; 4]) -> Effect {
    let params = params.map(str::to_owned).to_vec();
    Effect::Reply { to, numeric: &numeric::RPL_KEYVALUE, params }
}
