//! One connection as the rules see it: somebody who is arriving, or a member.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::command::batch::OpenBatch;
use super::command::knock::Knocks;
use super::invitations::Invitations;
use super::metadata::Profile;
use super::outbox::{Role, Who};
use super::place::RoomId;
use crate::wire::Name;
use crate::wire::caps::Caps;

/// One connection.
#[derive(Debug)]
pub struct Session {
    /// Where it comes from; only the operator is told.
    pub address: IpAddr,
    /// What it negotiated.
    pub caps: Caps,
    /// Whether it knows version 302 of capability negotiation.
    pub caps_302: bool,
    /// How far it has come.
    pub stage: Stage,
    /// Whether it is still there.
    pub pulse: Pulse,
    /// A message of several lines that is not whole yet.
    pub batch: Option<Box<OpenBatch>>,
    /// Whether a timer will look whether it still is not.
    pub batch_is_timed: bool,
    /// What is known of it, and what it wants to know.
    pub profile: Profile,
    /// A password of theirs that is being looked at.
    pub check: Option<Box<Check>>,
}

/// A password that is being looked at, elsewhere.
#[derive(Debug)]
pub struct Check {
    /// What the answer will carry.
    pub ticket: u64,
    /// For which operator's name.
    pub operator: String,
    /// The label of the command, which its answer will carry (IRCv3 labeled-response).
    pub label: Option<String>,
}

/// How far a connection has come.
#[derive(Debug)]
pub enum Stage {
    /// Not in yet.
    Arriving(Box<Arrival>),
    /// In.
    Here(Box<Member>),
}

/// What somebody who is not in yet has told.
#[derive(Debug, Default)]
pub struct Arrival {
    /// The name, claimed already.
    pub name: Option<Name>,
    /// User and real name.
    pub user: Option<(String, String)>,
    /// What they say the password is.
    pub password: Option<String>,
    /// Where they are, if they said before they were in that they are away (IRCv3 pre-away).
    pub away: Option<Arc<str>>,
    /// Whether they negotiate capabilities, which holds the welcome back.
    pub negotiating: bool,
}

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
    /// Through which door they came.
    pub door: Door,
    /// Where they are, in the order in which they entered.
    pub rooms: Vec<RoomId>,
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
    /// The invitations that they have not used.
    pub invitations: Invitations,
    /// Where they have knocked lately.
    pub knocks: Knocks,
    /// When they came in, milliseconds since 1970.
    pub since_ms: u64,
    /// When they last said something, as uptime.
    pub spoke: Duration,
}

/// Through which door somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// IRC lines.
    Irc,
    /// Plain text: one room, and no PING.
    Plain,
}

/// Whether somebody is still there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pulse {
    /// When they were last heard, as uptime.
    pub heard: Duration,
    /// When they were asked, if they have not been heard since.
    pub asked: Option<Duration>,
}

impl Session {
    /// A connection of which nothing is known but its address.
    pub fn new(address: IpAddr, now: Duration) -> Self {
        Self {
            address,
            caps: Caps::default(),
            caps_302: false,
            stage: Stage::Arriving(Box::default()),
            pulse: Pulse { heard: now, asked: None },
            batch: None,
            batch_is_timed: false,
            profile: Profile::default(),
            check: None,
        }
    }

    /// The member, if it is one.
    pub fn member(&self) -> Option<&Member> {
        match &self.stage {
            Stage::Here(member) => Some(member),
            Stage::Arriving(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn member_mut(&mut self) -> Option<&mut Member> {
        match &mut self.stage {
            Stage::Here(member) => Some(member),
            Stage::Arriving(_) => None,
        }
    }

    /// Its name, claimed or in use.
    pub fn name(&self) -> Option<&Name> {
        match &self.stage {
            Stage::Here(member) => Some(&member.name),
            Stage::Arriving(arrival) => arrival.name.as_ref(),
        }
    }
}

impl Member {
    /// Takes another name.
    pub fn rename(&mut self, name: Name) {
        let bot = self.who.bot;
        self.who = Who { bot, ..who(&name, &self.user, &self.host) };
        self.name = name;
    }
}

/// How others see somebody.
pub fn who(name: &Name, user: &str, host: &str) -> Who {
    let prefix = format!("{}!{user}@{host}", name.as_str());
    Who { name: name.shared(), prefix: prefix.into(), role: Role::Member, bot: false }
}
