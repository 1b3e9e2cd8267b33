//! One connection as the rules see it: somebody who is arriving, or one through which a member is
//! here.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::accounts::sasl::Try;
use super::command::batch::OpenBatch;
use super::keep::AccountRecord;
use super::member::Members;
use super::metadata::{Changes, Metadata};
use super::waiting::Wait;
use crate::wire::caps::Caps;
use crate::wire::{Fingerprint, MemberId, Name};

/// One connection.
#[derive(Debug)]
pub struct Session {
    /// Where it comes from; only the operator is told.
    pub address: IpAddr,
    /// Whether the operator trusts that address.
    pub trusted: bool,
    /// Whether it is encrypted.
    pub secure: bool,
    /// Through which door it came.
    pub door: Door,
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
    /// What it wants to know of others (IRCv3 metadata).
    pub subscriptions: BTreeSet<Arc<str>>,
    /// How often it changed what is known of somebody lately.
    pub changes: Changes,
    /// With what its member can be taken back on another connection (RESUME).
    pub token: Option<Arc<str>>,
    /// The answer that it waits for.
    pub wait: Option<Box<Wait>>,
    /// An exchange of SASL that is under way.
    pub login: Option<Box<Try>>,
    /// The key of the certificate that its client has shown.
    pub certificate: Option<Fingerprint>,
    /// An account that it has registered, and that lacks a code yet.
    pub unverified: Option<Box<AccountRecord>>,
}

/// How far a connection has come.
#[derive(Debug)]
pub enum Stage {
    /// Not in yet.
    Arriving(Box<Arrival>),
    /// In, as this member.
    Here(MemberId),
    /// Gone, or about to be: closed by the last input, and kept until the next so that its last
    /// lines can be written. By which name it went, if it had one.
    Left(Option<Arc<str>>),
}

/// What somebody who is not in yet has told.
#[derive(Debug, Default)]
pub struct Arrival {
    /// The name. It is claimed already, unless it is somebody's who may turn out to be this one: that
    /// is looked at when all the rest is known.
    pub name: Option<Name>,
    /// The key of the account that they have logged in to.
    pub account: Option<Arc<str>>,
    /// User and real name.
    pub user: Option<(String, String)>,
    /// What they say the password is.
    pub password: Option<String>,
    /// Where they are, if they said before they were in that they are away (IRCv3 pre-away).
    pub away: Option<Arc<str>>,
    /// What they say of themselves (IRCv3 metadata, `before-connect`).
    pub metadata: Metadata,
    /// The token of the connection whose member they will take over (RESUME).
    pub resumes: Option<Arc<str>>,
    /// Whether they negotiate capabilities, which holds the welcome back.
    pub negotiating: bool,
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
            trusted: false,
            secure: false,
            door: Door::Irc,
            caps: Caps::default(),
            caps_302: false,
            stage: Stage::Arriving(Box::default()),
            pulse: Pulse { heard: now, asked: None },
            batch: None,
            batch_is_timed: false,
            subscriptions: BTreeSet::new(),
            changes: Changes::default(),
            token: None,
            wait: None,
            login: None,
            certificate: None,
            unverified: None,
        }
    }

    /// The member who is here through it.
    pub fn member(&self) -> Option<MemberId> {
        match self.stage {
            Stage::Here(member) => Some(member),
            Stage::Arriving(_) | Stage::Left(_) => None,
        }
    }

    /// Its name, claimed, in use, or just given up.
    pub fn name(&self, members: &Members) -> Option<Arc<str>> {
        match &self.stage {
            Stage::Arriving(arrival) => arrival.name.as_ref().map(|name| name.shared()),
            Stage::Here(member) => members.get(*member).map(|member| member.name.shared()),
            Stage::Left(name) => name.clone(),
        }
    }

    /// What somebody who is not in yet has told.
    pub fn arrival(&self) -> Option<&Arrival> {
        match &self.stage {
            Stage::Arriving(arrival) => Some(arrival),
            Stage::Here(_) | Stage::Left(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn arrival_mut(&mut self) -> Option<&mut Arrival> {
        match &mut self.stage {
            Stage::Arriving(arrival) => Some(arrival),
            Stage::Here(_) | Stage::Left(_) => None,
        }
    }
}
