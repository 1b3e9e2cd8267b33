//! Who is where: the rooms that we are in and everybody in them.
//!
//! Rooms and members are found by their folded names; how a name is folded is the server's to say
//! (ISUPPORT `CASEMAPPING`), so keys come from [`super::server::Server::fold`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{MEMBERS_MAX, ROOMS_MAX};

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their name.
    pub name: Arc<str>,
    /// What they are in this room, as signs, highest first: `~` owner, `@` operator, `+` may
    /// speak.
    pub roles: String,
    /// What they call themselves beside their name, if we have been told; else empty.
    pub real_name: String,
    /// Whether they have said that they are away.
    pub away: bool,
    /// When they last spoke here, counted in messages; 0: not yet.
    pub spoke: u64,
}

impl Member {
    pub(super) fn new(name: &str, roles: &str) -> Self {
        Self { name: name.into(), roles: roles.to_owned(), real_name: String::new(), away: false, spoke: 0 }
    }
}

/// A room that we are in.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub name: Arc<str>,
    /// Empty: none.
    pub topic: String,
    /// Whether the list of members has come to its end once.
    pub listed: bool,
    /// Our person wants to see them, as soon as they are known.
    pub is_asked_for: bool,
    /// Changes with whoever is here, and with what is known of them.
    pub version: u64,
    members: BTreeMap<String, Member>,
    messages: u64,
    /// When somebody last named us here, by their folded name, counted like [`Member::spoke`].
    addressed: BTreeMap<String, u64>,
}

impl Room {
    pub fn add(&mut self, key: String, member: Member) {
        if self.members.len() < MEMBERS_MAX || self.members.contains_key(&key) {
            self.version += 1;
            self.members.insert(key, member);
        }
    }

    /// Adds somebody from a list of members; what is known of them already stays.
    pub fn add_listed(&mut self, key: String, name: &str, roles: &str) {
        match self.members.get_mut(&key) {
            Some(member) => {
                self.version += 1;
                roles.clone_into(&mut member.roles);
            }
            None => self.add(key, Member::new(name, roles)),
        }
    }

    pub fn remove(&mut self, key: &str) -> Option<Member> {
        self.version += 1;
        self.addressed.remove(key);
        self.members.remove(key)
    }

    pub fn member_mut(&mut self, key: &str) -> Option<&mut Member> {
        self.version += 1;
        self.members.get_mut(key)
    }

    /// Notes that somebody spoke.
    pub fn spoke(&mut self, key: &str) {
        self.messages += 1;
        if let Some(member) = self.members.get_mut(key) {
            member.spoke = self.messages;
        }
    }

    /// Notes that somebody named us.
    pub fn addressed(&mut self, key: &str) {
        if self.members.contains_key(key) {
            self.addressed.insert(key.to_owned(), self.messages);
        }
    }

    /// When somebody last named us, and when they last spoke.
    pub fn rank(&self, key: &str) -> (u64, u64) {
        let spoke = self.members.get(key).map_or(0, |member| member.spoke);
        (self.addressed.get(key).copied().unwrap_or_default(), spoke)
    }

    /// Whether somebody of this folded name is there.
    pub fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// Everybody, in the order of their folded names.
    pub fn iter(&self) -> std::collections::btree_map::Values<'_, String, Member> {
        self.members.values()
    }

    /// Everybody, with their folded names.
    pub fn by_key(&self) -> impl Iterator<Item = (&String, &Member)> {
        self.members.iter()
    }

    /// Everybody, in the order of their names.
    pub fn members(&self) -> Vec<Member> {
        self.members.values().cloned().collect()
    }
}

/// All the rooms that we are in.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    rooms: BTreeMap<String, Room>,
    /// Where what is typed goes.
    here: Option<String>,
}

impl Rooms {
    /// We have entered a room, for the time of this number; the first is where we speak.
    pub fn enter(&mut self, key: String, name: &str, time: u32) {
        if self.rooms.len() >= ROOMS_MAX && !self.rooms.contains_key(&key) {
            return;
        }
        self.here.get_or_insert_with(|| key.clone());
        let room = Room {
            name: name.into(),
            topic: String::new(),
            listed: false,
            is_asked_for: false,
            version: u64::from(time) << 32,
            members: BTreeMap::new(),
            messages: 0,
            addressed: BTreeMap::new(),
        };
        self.rooms.insert(key, room);
    }

    /// We are no longer in a room; if we spoke there, we do so in another, if we are in one.
    pub fn leave(&mut self, key: &str) -> Option<Room> {
        let room = self.rooms.remove(key)?;
        if self.here.as_deref() == Some(key) {
            self.here = self.rooms.keys().next().cloned();
        }
        Some(room)
    }

    /// The names of all, the one where we speak first.
    pub fn names(&self) -> Vec<Arc<str>> {
        let here = self.here();
        let others = self.rooms.iter().filter(|(key, _)| self.here.as_ref() != Some(key));
        here.into_iter().chain(others.map(|(_, room)| room)).map(|room| Arc::clone(&room.name)).collect()
    }

    /// How many there are, and how many members has the one that has most.
    pub fn counts(&self) -> (usize, usize) {
        let members = self.rooms.values().map(|room| room.members.len()).max();
        (self.rooms.len(), members.unwrap_or_default())
    }

    /// Whether we are in none.
    pub fn is_empty(&self) -> bool {
        self.rooms.is_empty()
    }

    /// The room in which we speak.
    pub fn here(&self) -> Option<&Room> {
        self.rooms.get(self.here.as_deref()?)
    }

    pub fn get(&self, key: &str) -> Option<&Room> {
        self.rooms.get(key)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Room> {
        self.rooms.get_mut(key)
    }

    /// Speaks in another of our rooms from here on; tells whether we are in it.
    pub fn go(&mut self, key: &str) -> bool {
        let known = self.rooms.contains_key(key);
        if known {
            self.here = Some(key.to_owned());
        }
        known
    }

    /// Takes somebody out of every room; gives the rooms that they were in.
    pub fn remove_everywhere(&mut self, key: &str) -> Vec<Arc<str>> {
        let left = self
            .rooms
            .values_mut()
            .filter(|room| room.members.contains_key(key))
            .filter_map(|room| room.remove(key).map(|_| Arc::clone(&room.name)));
        left.collect()
    }

    /// Gives somebody another name everywhere.
    pub fn rename(&mut self, from: &str, to_key: &str, to: &Arc<str>) {
        for room in self.rooms.values_mut() {
            let rank = room.addressed.get(from).copied();
            if let Some(member) = room.members.contains_key(from).then(|| room.remove(from)).flatten() {
                if let Some(at) = rank {
                    room.addressed.insert(to_key.to_owned(), at);
                }
                room.add(to_key.to_owned(), Member { name: Arc::clone(to), ..member });
            }
        }
    }

    /// Changes what is known of somebody, in every room.
    pub fn change_member(&mut self, key: &str, change: impl Fn(&mut Member)) {
        let knowing = self.rooms.values_mut().filter(|room| room.members.contains_key(key));
        knowing.filter_map(|room| room.member_mut(key)).for_each(change);
    }

    /// Whether somebody is in a room of ours.
    pub fn knows(&self, key: &str) -> bool {
        self.rooms.values().any(|room| room.members.contains_key(key))
    }

    /// Gives a room another name; gives its former one.
    pub fn rename_room(&mut self, from: &str, to_key: String, to: &Arc<str>) -> Option<Arc<str>> {
        let mut room = self.rooms.remove(from)?;
        let former = std::mem::replace(&mut room.name, Arc::clone(to));
        if self.here.as_deref() == Some(from) {
            self.here = Some(to_key.clone());
        }
        self.rooms.insert(to_key, room);
        Some(former)
    }
}
