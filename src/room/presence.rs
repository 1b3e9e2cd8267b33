//! Who stays: people with an account may be here while none of their clients is. To others they are
//! away. Whoever logs in to the account is them, in their rooms, and they are back.
//!
//! | `accounts.always_on` | who stays |
//! |---|---|
//! | off | nobody |
//! | opt-in | who said STAY ON |
//! | default | who did not say STAY OFF |
//!
//! By which name they are here and in which rooms is kept with their account whenever it changes, so
//! that they are there again after the server was away, whether it had the time to say farewell or
//! not. Only KILL, the operator, STAY OFF and the end of the account take them away.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::command::Ctx;
use super::enter::user_part;
use super::history::account_key;
use super::keep::{Keep, Presence};
use super::member::Member;
use super::names::Owner;
use super::outbox::{Effect, Ending, Outbox};
use super::place::RoomId;
use super::rules::AlwaysOn;
use super::{Hall, cloak, user_modes};
use crate::wire::{ConnId, MemberId, MsgId, Name, Now};

impl Hall {
    /// Whether a member is still here when the last of their connections has gone.
    pub(super) fn stays(&self, id: MemberId) -> bool {
        let account = self.members.get(id).and_then(|member| account_key(&member.who));
        let Some(account) = account.and_then(|key| self.accounts.get(&key)) else { return false };
        self.lets_stay(account.record.always_on)
    }

    /// Whether somebody who wants it so stays.
    fn lets_stay(&self, wanted: Option<bool>) -> bool {
        match self.rules.accounts.always_on {
            AlwaysOn::Off => false,
            AlwaysOn::OptIn => wanted == Some(true),
            AlwaysOn::Default => wanted != Some(false),
        }
    }

    /// The last connection of somebody who stays has gone. Whoever takes their place must show anew
    /// that they are an operator of the house.
    pub(super) fn become_absent(&mut self, now: Now, id: MemberId, out: &mut Outbox) {
        self.set_user_mode(id, user_modes::OPERATOR, false);
        let Some(member) = self.members.get_mut(id) else { return };
        member.is_absent = true;
        if member.away.is_none() {
            let away = Some(self.rules.absent.as_str().into());
            self.go_away(now, (id, None), away, out);
        }
    }

    /// Somebody who stayed has a connection again. What they said themselves of where they are holds.
    pub(super) fn come_back(&mut self, now: Now, conn: ConnId, out: &mut Outbox) {
        let Some(id) = self.member_id(conn) else { return };
        let Some(member) = self.members.get_mut(id).filter(|member| member.is_absent) else { return };
        member.is_absent = false;
        if member.away.as_deref() == Some(self.rules.absent.as_str()) {
            self.go_away(now, (id, Some(conn)), None, out);
        }
    }

    /// Somebody's account is theirs no longer: who is here by nothing else is gone.
    pub(super) fn leave_if_absent(&mut self, now: Now, id: MemberId, out: &mut Outbox) {
        if self.members.get(id).is_some_and(|member| member.is_absent) {
            self.take_leave(now, id, Ending::Gone, out);
        }
    }

    /// Where a member is, by which name, or whether they stay, has changed, perhaps.
    pub(super) fn note_presence(&mut self, id: MemberId) {
        let account = self.members.get(id).and_then(|member| account_key(&member.who));
        if let Some(key) = account.filter(|key| !self.presences.contains(key)) {
            self.presences.push(key);
        }
    }

    /// Hands out who is here how, as far as that has changed.
    pub(super) fn settle_presences(&mut self, out: &mut Outbox) {
        if self.presences.is_empty() || self.is_shut() {
            return;
        }
        for key in std::mem::take(&mut self.presences) {
            let presence = self.presence(&key);
            let Some(account) = self.accounts.get_mut(&key) else { continue };
            if account.record.presence != presence {
                account.record.presence = presence;
                out.effects.push(Effect::Keep(Keep::Account(account.record.clone())));
            }
        }
    }

    /// How somebody is here who stays.
    fn presence(&self, key: &str) -> Option<Presence> {
        let id = self.present(key).filter(|&id| self.stays(id))?;
        let member = self.members.get(id)?;
        let rooms = member.rooms.iter().filter_map(|&room| self.rooms.get(room)?.memory.id);
        Some(Presence {
            name: member.name.as_str().to_owned(),
            realname: member.realname.clone(),
            rooms: rooms.map(MsgId::number).collect(),
        })
    }

    /// Whoever stayed when the house was last open is here again.
    pub(super) fn restore_presences(&mut self) {
        let rooms: HashMap<i64, RoomId> =
            self.rooms.iter().filter_map(|(room, place)| Some((place.memory.id?.number(), room))).collect();
        let stay = self.accounts.iter().filter_map(|(key, account)| {
            let presence = account.record.presence.clone()?;
            self.lets_stay(account.record.always_on).then(|| (Arc::clone(key), presence))
        });
        for (key, presence) in stay.collect::<Vec<_>>() {
            self.restore_presence(&key, &presence, &rooms);
        }
        self.members_most = self.members_most.max(self.members.len());
    }

    fn restore_presence(&mut self, key: &str, presence: &Presence, rooms: &HashMap<i64, RoomId>) {
        let Some(own) = self.accounts.get(key).map(|account| account.name.clone()) else { return };
        let name = Name::parse(&presence.name).ok().filter(|name| self.owned(name, Some(key)).is_none());
        let user = user_part(&presence.name);
        let member = |name: Name| {
            // From where they came was not kept.
            let host = cloak::cloak(&self.rules.secret, [0, 0, 0, 0].into());
            Member {
                away: Some(self.rules.absent.as_str().into()),
                is_absent: true,
                ..Member::new(
                    name,
                    (user, host, presence.realname.clone()),
                    (self.rules.created_ms, Duration::ZERO),
                )
            }
        };
        let id = self.members.add(member(own.clone()));
        let names = [name.unwrap_or_else(|| own.clone()), own];
        let Some(name) = names.into_iter().find(|name| self.names.claim(name, Owner::Member(id)).is_ok())
        else {
            self.members.remove(id);
            return;
        };
        if let Some(member) = self.members.get_mut(id) {
            member.rename(name);
        }
        self.bind(id, key);
        for &room in presence.rooms.iter().filter_map(|room| rooms.get(room)) {
            let (Some(place), Some(member)) = (self.rooms.get_mut(room), self.members.get_mut(id)) else {
                continue;
            };
            // A rank that was not kept they get no more than if they had been here all along.
            let standing = place.memory.standing(Some(&key.into()));
            place.seat(id, standing, &[]);
            member.rooms.push(room);
        }
    }
}

impl Ctx<'_> {
    /// Whether whoever gave the command stays; `None` if they can't.
    pub(super) fn want_to_stay(&mut self, wanted: Option<bool>) -> Option<bool> {
        let (id, key) = (self.me_id()?, self.own_account_key()?);
        if self.hall.rules.accounts.always_on == AlwaysOn::Off {
            return None;
        }
        let account = self.hall.accounts.get_mut(&key)?;
        if wanted.is_some() && account.record.always_on != wanted {
            account.record.always_on = wanted;
            let presence = self.hall.presence(&key);
            let account = self.hall.accounts.get_mut(&key)?;
            account.record.presence = presence;
            self.out.effects.push(Effect::Keep(Keep::Account(account.record.clone())));
        }
        Some(self.hall.stays(id))
    }
}
