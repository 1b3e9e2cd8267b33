//! Whose the default room is. The operator of the house founds it, so that nobody else does; whoever
//! says the owner's token (OWNER) is its founder from then on, in the place of whoever was it before.

use std::sync::Arc;

use super::Hall;
use super::bans::audit::Did;
use super::modes::Rank;
use super::outbox::{Effect, Event, Outbox, Role, What, Who};
use super::place::{RoomId, Standing};
use crate::wire::{MemberId, Now};

impl Hall {
    /// The default room is this account's.
    pub(super) fn give_lobby(&mut self, now: Now, account: &Arc<str>, out: &mut Outbox) {
        let room = self.lobby;
        let Some(place) = self.rooms.get_mut(room) else { return };
        let former = place.memory.founder.replace(Arc::clone(account));
        if let Some(former) = former.filter(|former| former != account) {
            if let Some(held) = place.memory.roles.get_mut(&former) {
                held.set(Rank::Owner, false);
            }
            place.memory.roles.retain(|_, held| *held != Standing::default());
            let former = self.present(&former);
            former.into_iter().for_each(|member| self.set_owner(now, (member, room), false, out));
        }
        self.room_changed(room);
        let name = self.accounts.get(account).map(|account| account.name.shared());
        if let Some(name) = name {
            let done = (Did::Mode, &*format!("+q {name}"));
            self.audit_simply(now, Some(room), done, (&name, None), out);
        }
        let owner = self.present(account);
        owner.into_iter().for_each(|member| self.set_owner(now, (member, room), true, out));
    }

    /// Somebody who is in a room owns it, or no longer; the room is told.
    fn set_owner(&mut self, now: Now, (member, room): (MemberId, RoomId), on: bool, out: &mut Outbox) {
        let Some(place) = self.rooms.get_mut(room) else { return };
        let target = place.name.shared();
        if !place.standing_mut(member).is_some_and(|standing| standing.set(Rank::Owner, on)) {
            return;
        }
        let Some(name) = self.members.get(member).map(|member| member.name.as_str().to_owned()) else {
            return;
        };
        let who = self.itself();
        let words = vec![if on { "+q" } else { "-q" }.to_owned(), name];
        let what = What::Mode { target, words };
        let event = Event { at_ms: now.unix_ms, id: None, who, what };
        out.effects.push(Effect::Event { to: self.companions(&[room]), by: None, event });
    }

    /// The server, as whoever does something.
    pub(super) fn itself(&self) -> Who {
        let server: Arc<str> = self.rules.server_name.as_str().into();
        Who { name: Arc::clone(&server), prefix: server, role: Role::Member, bot: false, account: None }
    }
}
