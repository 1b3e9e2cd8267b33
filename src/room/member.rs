//! The people who are in: each once, through however many connections. Holds no rule.
//!
//! What is a person's own is here: the name, where they are, what they say of themselves, what they
//! were invited to. What one client negotiated or wants to know is its [`Session`](super::session).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::bans::repeats::Repeats;
use super::command::knock::Knocks;
use super::invitations::Invitations;
use super::metadata::Metadata;
use super::outbox::{Role, Who};
use super::place::RoomId;
use crate::wire::mask::Subject;
use crate::wire::{ConnId, Id, MemberId, Name, Table};

/// Somebody who is in.
#[derive(Debug)]
pub struct Member {
    /// Their name.
    pub name: Name,
    /// Their name and prefix as others see them.
    pub who: Who,
    /// The user part of the prefix.
    pub user: String,
    /// The cloak.
    pub host: String,
    /// What they say they are called.
    pub realname: String,
    /// Their connections, in the order in which they came: usually one. They are changed by
    /// [`Hall::attach`](super::Hall) and [`Hall::detach`](super::Hall) alone, which rooms hear of.
    pub sessions: Vec<ConnId>,
    /// Where they are, in the order in which they entered.
    pub rooms: Vec<RoomId>,
    /// Rooms that they left banned or muted, the latest last: another name opens none of them.
    pub held_by: Vec<RoomId>,
    /// Whether they stay though none of their connections did.
    pub is_absent: bool,
    /// Whether they said themselves which room they want.
    pub has_chosen: bool,
    /// Where they went, if they said that they are away.
    pub away: Option<Arc<str>>,
    /// User mode `i`: not found by whoever shares no room with them. The user modes are counted:
    /// they are changed by [`Hall::set_user_mode`](super::Hall::set_user_mode) alone. `B` is
    /// `who.bot`.
    pub invisible: bool,
    /// User mode `o`: an operator of the house.
    pub house_operator: bool,
    /// User mode `w`: hears what operators of the house tell all who want to know (WALLOPS).
    pub hears_wallops: bool,
    /// What they say of themselves.
    pub metadata: Metadata,
    /// The invitations that they have not used.
    pub invitations: Invitations,
    /// Where they have knocked lately.
    pub knocks: Knocks,
    /// What they said lately.
    pub repeats: Repeats,
    /// Where the latest of their connections comes from; only bans ask for it.
    pub address: Option<IpAddr>,
    /// The codes with which they came in.
    pub codes: Vec<Arc<str>>,
    /// When they came in, milliseconds since 1970.
    pub since_ms: u64,
    /// When they last said something, as uptime.
    pub spoke: Duration,
}

impl Member {
    /// Somebody with this user and host part and this real name, who came in at this time (of the
    /// wall clock, and as uptime).
    pub fn new(
        name: Name,
        (user, host, realname): (String, String, String),
        (since_ms, spoke): (u64, Duration),
    ) -> Self {
        Self {
            who: who(&name, &user, &host),
            name,
            user,
            host,
            realname,
            sessions: Vec::new(),
            rooms: Vec::new(),
            held_by: Vec::new(),
            is_absent: false,
            has_chosen: false,
            away: None,
            invisible: false,
            house_operator: false,
            hears_wallops: false,
            metadata: Metadata::default(),
            invitations: Invitations::default(),
            knocks: Knocks::default(),
            repeats: Repeats::default(),
            address: None,
            codes: Vec::new(),
            since_ms,
            spoke,
        }
    }

    /// What bans are compared with.
    pub fn subject(&self) -> Subject<'_> {
        Subject { address: self.address, ..self.who.subject() }
    }

    /// Takes another name.
    pub fn rename(&mut self, name: Name) {
        let (bot, account) = (self.who.bot, self.who.account.take());
        self.who = Who { bot, account, ..who(&name, &self.user, &self.host) };
        self.name = name;
    }
}

/// How others see somebody.
pub fn who(name: &Name, user: &str, host: &str) -> Who {
    let prefix = format!("{}!{user}@{host}", name.as_str());
    Who { name: name.shared(), prefix: prefix.into(), role: Role::Member, bot: false, account: None }
}

/// Everybody who is in.
#[derive(Debug, Default)]
pub struct Members {
    table: Table<Member, MemberId>,
    // The ids of those who left, whose places are free.
    left: Vec<MemberId>,
    places: u32,
}

impl Members {
    /// Somebody comes in; their id was nobody's before.
    pub fn add(&mut self, member: Member) -> MemberId {
        let id = match self.left.pop() {
            Some(left) => MemberId::new(left.index() as u32, left.generation() + 1),
            None => {
                self.places += 1;
                MemberId::new(self.places - 1, 0)
            }
        };
        self.table.insert(id, member);
        id
    }

    /// Somebody leaves.
    pub fn remove(&mut self, id: MemberId) -> Option<Member> {
        let member = self.table.remove(id)?;
        // Where every id was used, the place is given up.
        self.left.extend((id.generation() < u32::MAX).then_some(id));
        Some(member)
    }

    /// Who has this id, unless they have left.
    pub fn get(&self, id: MemberId) -> Option<&Member> {
        self.table.get(id)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: MemberId) -> Option<&mut Member> {
        self.table.get_mut(id)
    }

    /// All of them, in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        self.table.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether nobody is in.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(text: &str) -> Member {
        let words = ["~u", "h", ""].map(str::to_owned);
        Member::new(Name::parse(text).unwrap(), words.into(), (0, Duration::ZERO))
    }

    #[test]
    fn who_comes_later_is_not_who_left() {
        let mut members = Members::default();
        let [alice, bob] = ["alice", "bob"].map(|name| members.add(member(name)));
        assert!(members.remove(alice).is_some() && members.remove(alice).is_none());
        let carol = members.add(member("carol"));
        assert_eq!((carol.index(), members.len()), (alice.index(), 2));
        assert!(members.get(alice).is_none() && members.get_mut(alice).is_none());
        assert_eq!(members.get(carol).map(|member| member.name.as_str()), Some("carol"));
        assert_eq!(members.iter().map(|(id, _)| id).collect::<Vec<_>>(), [carol, bob]);
    }

    #[test]
    fn another_name_leaves_the_rest_as_it_was() {
        let mut alice = member("alice");
        (alice.who.bot, alice.who.account) = (true, Some("alice".into()));
        alice.rename(Name::parse("bob").unwrap());
        assert_eq!((&*alice.who.name, &*alice.who.prefix), ("bob", "bob!~u@h"));
        assert!(alice.who.bot && alice.who.account.is_some());
    }
}
