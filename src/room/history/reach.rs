//! Who may read what of the past: members of a room what was said in it, and an account what was
//! said between it and somebody else. Nobody reads anything else, whatever they call it.

use std::sync::Arc;

use crate::room::Hall;
use crate::room::command::Ctx;
use crate::room::keep::{Party, Place};
use crate::room::outbox::Event;
use crate::room::place::{Room, RoomId};
use crate::wire::MemberId;
use crate::wire::name::fold;

use super::account_key;

/// A part of the past that somebody may read.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Where it is kept.
    pub place: Place,
    /// The room, if it is one.
    pub room: Option<RoomId>,
    /// What it is called: the room's name, or the other one's.
    pub name: Arc<str>,
}

impl Ctx<'_> {
    /// The key of the account of whoever gave the command.
    pub(in crate::room) fn own_account(&self) -> Option<Arc<str>> {
        account_key(&self.who()?)
    }

    /// Whether whoever gave the command did this: their account did, or they themselves as the guest
    /// that they still are.
    pub(in crate::room) fn is_author(&self, event: &Event) -> bool {
        match (self.own_account(), account_key(&event.who)) {
            // Who registers the name of an account that is gone is somebody else.
            (Some(own), Some(theirs)) => {
                let account = self.hall.accounts.get(&own);
                own == theirs && account.is_some_and(|account| event.at_ms >= account.record.created_ms)
            }
            (_, None) => {
                let (id, me) = (event.id, self.me_id());
                id.zip(me).is_some_and(|(id, me)| self.hall.memory.authors.is_of(id, me))
            }
            (None, Some(_)) => false,
        }
    }

    /// The part of the past that `target` means, if whoever gave the command may read it.
    pub(in crate::room) fn reach(&self, target: &str) -> Option<Reach> {
        if target.starts_with('#') {
            let room = self.hall.room(target).filter(|&room| self.is_in(room))?;
            let place = self.hall.rooms.get(room)?;
            let id = place.memory.id?;
            return Some(Reach { place: Place::Room(id), room: Some(room), name: place.name.shared() });
        }
        let own = Party::Account(self.own_account()?);
        let (other, name) = self.hall.party_called(target)?;
        Some(Reach { place: Place::between(own, other), room: None, name })
    }

    /// Whether they still may, now that the answer is here; the room may have another name.
    pub(in crate::room) fn still_reaches(&self, reach: &Reach) -> Option<Arc<str>> {
        match (reach.room, &reach.place) {
            (Some(room), _) => self.is_in(room).then(|| self.room_name(room)),
            (None, Place::Private(one, other)) => {
                let own = Party::Account(self.own_account()?);
                [one, other].contains(&&own).then(|| Arc::clone(&reach.name))
            }
            (None, Place::Room(_)) => None,
        }
    }

    /// The rooms that whoever gave the command is in, as far as they remember anything.
    pub(in crate::room) fn remembering_rooms(&self) -> Vec<(Place, Arc<str>)> {
        let rooms = self.me().map(|me| me.rooms.clone()).unwrap_or_default();
        let places = rooms.into_iter().filter_map(|room| self.hall.rooms.get(room));
        let named = |place: &Room| Some((Place::Room(place.memory.id?), place.name.shared()));
        places.filter_map(named).collect()
    }
}

impl Hall {
    /// Whom a name means as one side of a private talk, and what they are called: whoever is here by
    /// this name, else an account, else a guest of former days.
    pub(in crate::room) fn party_called(&self, text: &str) -> Option<(Party, Arc<str>)> {
        if let Some(member) = self.member(text) {
            return Some((self.party(member)?, self.members.get(member)?.name.shared()));
        }
        let key: Arc<str> = fold(text)?.into();
        Some(match self.accounts.get(&key) {
            Some(account) => (Party::Account(key), account.name.shared()),
            None => (Party::Guest(key), text.into()),
        })
    }

    /// Who is here of one side of a private talk.
    pub(in crate::room) fn party_here(&self, party: &Party) -> Option<MemberId> {
        match party {
            Party::Account(key) => self.present(key),
            Party::Guest(key) => {
                self.member(key).filter(|&member| self.party(member).as_ref() == Some(party))
            }
        }
    }

    /// What somebody is called who is one side of a private talk: as they are while they are here.
    pub(in crate::room) fn party_name(&self, party: &Party) -> Arc<str> {
        if let Some(member) = self.party_here(party).and_then(|member| self.members.get(member)) {
            return member.name.shared();
        }
        match party {
            Party::Account(key) => self.accounts.get(key).map_or(Arc::clone(key), |it| it.name.shared()),
            Party::Guest(key) => Arc::clone(key),
        }
    }
}
