//! What a room remembers of itself: its id, whose it is, who has which rank, and its newest messages;
//! and the record that it is written as.
//!
//! | the room | when nobody is in it | who decides |
//! |---|---|---|
//! | the default one | stays | the operator of the house says |
//! | founded by somebody with an account | stays | its founder, who owns it, and those who were made to |
//! | founded by a guest | is gone | its founder, and those who were made to |
//! | the same, from before a restart | is there until it was entered and left | the first who enters; with an account, as its founder |
//! | the same, and only for the invited | is gone with the server: nobody is left to invite | |
//!
//! A room that is gone does not come back: another of its name is another place, with another id.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::room::Hall;
use crate::room::keep::{Entry, Keep, RoomRecord, TermsRecord};
use crate::room::modes::{self, Flag, Kind, List, Rank, RoomModes};
use crate::room::outbox::{Effect, Event, Outbox, What};
use crate::room::place::{Room, RoomId, Standing, Topic};
use crate::wire::mask::Mask;
use crate::wire::{MemberId, MsgId, Now, RoomName};

use super::account_key;

/// What a room remembers of itself.
#[derive(Debug, Default)]
pub struct RoomMemory {
    /// The id that it got when it was founded; `None` while nothing is remembered.
    pub id: Option<MsgId>,
    /// The key of the account that founded it.
    pub founder: Option<Arc<str>>,
    /// The ranks of accounts, by their keys.
    pub roles: BTreeMap<Arc<str>, Standing>,
    /// Its newest messages.
    pub recent: VecDeque<Entry>,
}

impl RoomMemory {
    /// Holds a message; of `recent_max` the oldest goes.
    pub fn add_recent(&mut self, entry: &Entry, recent_max: usize) {
        if recent_max > 0 && matches!(entry.event.what, What::Said { .. }) {
            self.recent.push_back(entry.clone());
            while self.recent.len() > recent_max {
                self.recent.pop_front();
            }
        }
    }

    /// Which rank an account has here.
    pub fn standing(&self, account: Option<&Arc<str>>) -> Standing {
        let Some(account) = account else { return Standing::default() };
        let saved = self.roles.get(account).copied().unwrap_or_default();
        Standing { owner: saved.owner || self.founder.as_ref() == Some(account), ..saved }
    }

    /// Whether nobody decides here whoever comes.
    fn is_unowned(&self) -> bool {
        self.founder.is_none() && self.roles.values().all(|standing| !standing.decides())
    }
}

impl Room {
    /// Which rank somebody with this account has on coming here: who founds a room with an account,
    /// or takes one over with it, owns it; who does without one decides there.
    fn standing_of(&self, account: Option<&Arc<str>>) -> Standing {
        let saved = self.memory.standing(account);
        if !self.is_founded_by_next() {
            return saved;
        }
        let owns = account.is_some();
        Standing { owner: saved.owner || owns, operator: saved.operator || !owns, ..saved }
    }

    /// Whether whoever comes next founds the room, or takes it over.
    fn is_founded_by_next(&self) -> bool {
        self.count() == 0 && !self.stays && self.memory.is_unowned()
    }

    /// The room as it is written; `None` while nothing is remembered.
    pub fn record(&self) -> Option<RoomRecord> {
        let (mut flags, mut masks, mut terms) = (String::new(), Vec::new(), Vec::new());
        for mode in modes::MODES {
            match mode.kind {
                Kind::Flag(flag) if self.modes.has(flag) => flags.push(mode.letter),
                Kind::List(list) => {
                    let entries = self.modes.list(list);
                    masks.extend(entries.iter().map(|entry| {
                        (mode.letter, entry.mask.as_str().to_owned(), entry.setter.to_string(), entry.at_ms)
                    }));
                    terms.extend(entries.iter().filter_map(|entry| terms_record(mode.letter, entry)));
                }
                Kind::Flag(_) | Kind::Key | Kind::Limit | Kind::Slow | Kind::Rank(_) => {}
            }
        }
        let topic = self.topic.as_ref();
        Some(RoomRecord {
            id: self.memory.id?.number(),
            name: self.name.as_str().to_owned(),
            created_ms: self.created_ms,
            founder: self.memory.founder.as_deref().map(str::to_owned),
            topic: topic.map(|topic| (topic.text.to_string(), topic.setter.to_string(), topic.at_ms)),
            key: self.modes.key.clone(),
            members_max: self.modes.members_max,
            slow_seconds: self.modes.slow_seconds,
            flags,
            masks,
            roles: self
                .memory
                .roles
                .iter()
                .map(|(account, &held)| (account.to_string(), letters(held)))
                .collect(),
            terms,
        })
    }

    /// The room of a record, with nobody in it; `None` if its name can be none.
    fn restored(record: RoomRecord) -> Option<Self> {
        let mut room = Self::new(RoomName::parse(&record.name).ok()?, record.created_ms, false);
        room.topic = record.topic.map(|(text, setter, at_ms)| Topic {
            text: text.into(),
            setter: setter.into(),
            at_ms,
        });
        room.modes = restored_modes(&record.flags, record.masks, &record.terms);
        (room.modes.key, room.modes.members_max) = (record.key, record.members_max);
        room.modes.slow_seconds = record.slow_seconds;
        room.memory = RoomMemory {
            id: MsgId::from_number(record.id),
            founder: record.founder.map(Arc::from),
            roles: record
                .roles
                .into_iter()
                .map(|(account, held)| (account.into(), standing(&held)))
                .collect(),
            recent: VecDeque::new(),
        };
        Some(room)
    }
}

/// What there is to know of an entry beside its mask, if there is anything.
fn terms_record(list: char, entry: &modes::Entry) -> Option<TermsRecord> {
    let modes::More { whom, reason, until_ms } = &entry.more;
    let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
    (entry.more != modes::More::default()).then(|| TermsRecord {
        list,
        mask: entry.mask.as_str().to_owned(),
        whom: text(whom),
        reason: text(reason),
        until_ms: *until_ms,
    })
}

fn restored_modes(flags: &str, masks: Vec<(char, String, String, u64)>, terms: &[TermsRecord]) -> RoomModes {
    let mut restored = RoomModes::default();
    for mode in modes::MODES {
        if let Kind::Flag(flag) = mode.kind {
            restored.set(flag, flags.contains(mode.letter));
        }
    }
    for (letter, mask, setter, at_ms) in masks {
        if let (Some(Kind::List(list)), Some(mask)) =
            (modes::find(letter).map(|mode| mode.kind), Mask::parse(&mask))
        {
            let is_its = |terms: &&TermsRecord| terms.list == letter && terms.mask == mask.as_str();
            let more = terms.iter().find(is_its).map(|terms| modes::More {
                whom: terms.whom.as_deref().map(Arc::from),
                reason: terms.reason.as_deref().map(Arc::from),
                until_ms: terms.until_ms,
            });
            let (setter, more) = (setter.into(), more.unwrap_or_default());
            restored.list_mut(list).push(modes::Entry { mask, setter, at_ms, more });
        }
    }
    restored
}

/// The letters of the ranks that somebody has.
fn letters(held: Standing) -> String {
    let mut letters = String::new();
    for mode in modes::MODES {
        let has = match mode.kind {
            Kind::Rank(Rank::Owner) => held.owner,
            Kind::Rank(Rank::Operator) => held.operator,
            Kind::Rank(Rank::Voice) => held.voice,
            Kind::Flag(_) | Kind::List(_) | Kind::Key | Kind::Limit | Kind::Slow => false,
        };
        letters.extend(has.then_some(mode.letter));
    }
    letters
}

fn standing(letters: &str) -> Standing {
    let mut held = Standing::default();
    for letter in letters.chars() {
        if let Some(Kind::Rank(rank)) = modes::find(letter).map(|mode| mode.kind) {
            held.set(rank, true);
        }
    }
    held
}

impl Hall {
    /// A room is there again, with its newest messages.
    pub(super) fn restore_room(&mut self, record: RoomRecord, entries: Vec<Entry>) {
        let Some(mut room) = Room::restored(record) else { return };
        for entry in &entries {
            room.memory.add_recent(entry, self.rules.history.replay);
        }
        if self.rooms.find(room.name.key()).is_none() {
            self.rooms.found(room);
        }
    }

    /// After a restart, rooms of nobody's that only the invited enter are gone: nobody is in them who
    /// could invite, and whoever entered otherwise would read what was not meant for them.
    pub(super) fn give_up_shut_rooms(&mut self) {
        let shut = |room: &Room| {
            let modes = &room.modes;
            let is_shut = modes.has(Flag::InviteOnly) && modes.list(List::Welcome).is_empty();
            is_shut && room.memory.is_unowned()
        };
        let rooms: Vec<_> = self.rooms.iter().filter(|(_, room)| shut(room)).map(|(id, _)| id).collect();
        rooms.into_iter().for_each(|id| self.rooms.forget_if_empty(id));
    }

    /// Which rank a member has on entering a room; who founds it, or takes over one that nobody
    /// decides in, decides in it. Such a room is written from here on.
    pub(in crate::room) fn standing_on_entering(
        &mut self,
        now: Now,
        member: MemberId,
        room: RoomId,
        out: &mut Outbox,
    ) -> Standing {
        let account = self.members.get(member).and_then(|member| account_key(&member.who));
        let (keeps, is_keeping) = (self.rules.history.keeps, self.is_keeping());
        let Some(place) = self.rooms.get_mut(room) else { return Standing::default() };
        let (held, founds) = (place.standing_of(account.as_ref()), place.is_founded_by_next());
        let founder = account.filter(|_| founds && keeps);
        if keeps && place.memory.id.is_none() {
            place.memory.id = Some(self.ids.next(now));
            place.memory.founder = founder;
            // Ahead of all that happens in it.
            match place.record() {
                Some(record) if is_keeping => out.effects.push(Effect::Keep(Keep::Room(record))),
                _ => self.room_changed(room),
            }
        } else if founder.is_some() {
            place.memory.founder = founder;
            self.room_changed(room);
        }
        held
    }

    /// Tells a room that somebody came in with the rank that they had before.
    pub(in crate::room) fn tell_saved_rank(
        &self,
        now: Now,
        name: &Arc<str>,
        room: RoomId,
        held: Standing,
        out: &mut Outbox,
    ) {
        let Some(place) = self.rooms.get(room) else { return };
        let letters = letters(held);
        if letters.is_empty() {
            return;
        }
        let who = self.itself();
        let names = letters.chars().map(|_| name.to_string());
        let words = [format!("+{letters}")].into_iter().chain(names).collect();
        let what = What::Mode { target: place.name.shared(), words };
        let event = Event { at_ms: now.unix_ms, id: None, who, what };
        out.effects.push(Effect::Event { to: self.companions(&[room]), by: None, event });
    }

    /// Whoever has just logged in gets the ranks that their account has where they are, beside those
    /// that they have.
    pub(in crate::room) fn give_saved_ranks(&mut self, now: Now, member: MemberId, out: &mut Outbox) {
        let Some(it) = self.members.get(member) else { return };
        let (account, name, rooms) = (account_key(&it.who), it.name.shared(), it.rooms.clone());
        for room in rooms {
            let Some(place) = self.rooms.get_mut(room) else { continue };
            let saved = place.memory.standing(account.as_ref());
            let Some(held) = place.standing_mut(member) else { continue };
            let gained = Standing {
                owner: saved.owner && held.set(Rank::Owner, true),
                operator: saved.operator && held.set(Rank::Operator, true),
                voice: saved.voice && held.set(Rank::Voice, true),
            };
            self.tell_saved_rank(now, &name, room, gained, out);
        }
    }

    /// An account is gone: what it founded is nobody's, and it has no rank anywhere, nor has whoever
    /// takes its name later.
    pub(in crate::room) fn disown(&mut self, account: &Arc<str>) {
        self.memory.markers.disown(account);
        let rooms: Vec<_> = self.rooms.iter().map(|(room, _)| room).collect();
        for room in rooms {
            let Some(place) = self.rooms.get_mut(room) else { continue };
            let founded = place.memory.founder.take_if(|founder| founder == account).is_some();
            if place.memory.roles.remove(account).is_some() || founded {
                self.room_changed(room);
                self.rooms.forget_if_empty(room);
            }
        }
    }

    /// Remembers which rank a member with an account has in a room.
    pub(in crate::room) fn save_rank(&mut self, member: MemberId, room: RoomId) {
        let account = self.members.get(member).and_then(|member| account_key(&member.who));
        let Some(account) = account else { return };
        let Some(place) = self.rooms.get_mut(room) else { return };
        match place.standing(member) {
            Some(held) if held != Standing::default() => place.memory.roles.insert(account, held),
            _ => place.memory.roles.remove(&account),
        };
        self.room_changed(room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::modes::{Flag, List};
    use crate::wire::mask::Subject;

    #[test]
    fn a_room_comes_back_as_it_was() {
        let mut room = Room::new(RoomName::parse("#Tea").unwrap(), 5, false);
        assert_eq!(room.record(), None, "nothing is remembered");
        room.memory.id = Some(MsgId::first_at(5));
        room.memory.founder = Some("alice".into());
        room.memory.roles.insert("bob".into(), Standing { owner: false, operator: true, voice: true });
        room.topic = Some(Topic { text: "green".into(), setter: "a!b@c".into(), at_ms: 7 });
        (room.modes.key, room.modes.members_max) = (Some("k".into()), Some(3));
        room.modes.set(Flag::Secret, true);
        room.modes.set(Flag::TopicLocked, false);
        let entry = |mask, more| {
            let (mask, setter) = (Mask::parse(mask).unwrap(), "s".into());
            modes::Entry { mask, setter, at_ms: 9, more }
        };
        let more = modes::More { whom: Some("bob".into()), reason: Some("spam".into()), until_ms: Some(99) };
        room.modes.list_mut(List::Exceptions).push(entry("*!*@x", modes::More::default()));
        room.modes.list_mut(List::Bans).push(entry("~m:bob", more));
        let record = room.record().unwrap();
        assert_eq!((record.flags.as_str(), record.roles[0].1.as_str()), ("ns", "ov"));
        let again = Room::restored(record.clone()).unwrap();
        assert_eq!(again.record(), Some(record));
        assert!(
            again.modes.lists(List::Exceptions, Subject { prefix: "a!b@X", account: None, address: None })
        );
        assert!(again.memory.standing(Some(&"alice".into())).owner, "it is the founder's");
        assert!(!again.memory.is_unowned());
    }
}
