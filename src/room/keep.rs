//! What is remembered, as data: what the rules want written ([`Keep`]), what they want to know of it
//! ([`Ask`], [`Answer`]), and what they begin with ([`Kept`]). Where it is written, and how, is not
//! known here.
//!
//! What is written keeps the order in which the rules said it, and nothing that follows from it is
//! seen before it is written.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::outbox::Event;
use crate::wire::MsgId;

pub use crate::wire::scram::Verifier;

mod weight;

/// Something to be written.
#[derive(Clone, Debug)]
pub enum Keep {
    /// Something happened; entries come in the order of their ids.
    Entry(Entry),
    /// This entry loses its words, for search, too. What is left says that something stood there, and
    /// is in no answer.
    Redact {
        /// Where they stand.
        place: Place,
        /// Which.
        id: MsgId,
    },
    /// A room is as this says; it replaces what was known of it.
    Room(RoomRecord),
    /// A room is gone. What was said there is shown to nobody any more who asks over the wire.
    RoomGone(MsgId),
    /// An account is as this says.
    Account(AccountRecord),
    /// An account is gone.
    AccountGone(Arc<str>),
    /// How far somebody has read (IRCv3 read-marker).
    Marker {
        /// The key of their account.
        account: Arc<str>,
        /// The folded name of the room or person.
        target: Arc<str>,
        /// Up to when, milliseconds since 1970.
        at_ms: u64,
    },
    /// A code is as this says.
    Code(CodeRecord),
    /// A code is gone.
    CodeGone(Arc<str>),
    /// A ban or mute of the house is as this says.
    Ban(BanRecord),
    /// It is lifted, or has ended.
    BanGone(u64),
    /// Something was done that operators may want to know of; it is never changed.
    Audit(AuditRecord),
}

/// Where something is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In this room: the id that it got when it was founded, which outlives its names.
    Room(MsgId),
    /// Between two, the lesser first ([`Place::between`]).
    Private(Party, Party),
}

impl Place {
    /// The place of what two say to each other.
    pub fn between(one: Party, other: Party) -> Self {
        if one <= other { Self::Private(one, other) } else { Self::Private(other, one) }
    }
}

/// One side of a private talk.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// An account, by its key.
    Account(Arc<str>),
    /// A guest, by their folded name of that moment: they are shown nothing of it, the other is.
    Guest(Arc<str>),
}

/// Something that happened, as it is remembered.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where.
    pub place: Place,
    /// What, when and by whom; it has an id.
    pub event: Event,
    /// What its speaker's client called it, so that it is not said twice.
    pub nonce: Option<Arc<str>>,
}

/// A message that could not be written, and is shown to nobody ([`super::rules::OnFailure::Refuse`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unkept {
    /// Its id.
    pub id: MsgId,
    /// The command that it came by, as IRC has it.
    pub command: &'static str,
    /// To whom it was said.
    pub target: Arc<str>,
    /// By whom: the name of that moment.
    pub by: Arc<str>,
}

/// A room, as it survives the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecord {
    /// [`MsgId::number`] of the id that it got when it was founded.
    pub id: i64,
    /// Its name as it is written.
    pub name: String,
    /// When it was founded, milliseconds since 1970.
    pub created_ms: u64,
    /// The key of the account that founded it.
    #[serde(default)]
    pub founder: Option<String>,
    /// What it says of itself: words, whose, and when (milliseconds since 1970).
    #[serde(default)]
    pub topic: Option<(String, String, u64)>,
    /// Mode `k`.
    #[serde(default)]
    pub key: Option<String>,
    /// Mode `l`.
    #[serde(default)]
    pub members_max: Option<usize>,
    /// Mode `w`.
    #[serde(default)]
    pub slow_seconds: Option<u32>,
    /// The letters of all flags that are on.
    #[serde(default)]
    pub flags: String,
    /// The masks of its lists: the letter of the list, mask, setter, when (milliseconds since 1970).
    #[serde(default)]
    pub masks: Vec<(char, String, String, u64)>,
    /// Which accounts have which ranks: the account's key, and the letters of the ranks.
    #[serde(default)]
    pub roles: Vec<(String, String)>,
    /// What more there is to know of masks: of those that have any.
    #[serde(default)]
    pub terms: Vec<TermsRecord>,
}

/// What more there is to know of a mask of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsRecord {
    /// The letter of its list.
    pub list: char,
    /// The mask.
    pub mask: String,
    /// For whom it was set, by name.
    #[serde(default)]
    pub whom: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it ends, milliseconds since 1970.
    #[serde(default)]
    pub until_ms: Option<u64>,
}

/// A ban or mute of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanRecord {
    /// What it is called; never given again.
    pub id: u64,
    /// Whom it means.
    pub mask: String,
    /// For whom it was set, by name.
    #[serde(default)]
    pub whom: Option<String>,
    /// By whom.
    pub by: String,
    /// Why, if it was said.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it was set, milliseconds since 1970.
    pub at_ms: u64,
    /// When it ends; `None`: never.
    #[serde(default)]
    pub until_ms: Option<u64>,
}

/// Something that was done to somebody, or to a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// When, milliseconds since 1970.
    pub at_ms: u64,
    /// In which room ([`RoomRecord::id`]); `None`: to the whole house.
    #[serde(default)]
    pub room: Option<i64>,
    /// What that was called.
    #[serde(default)]
    pub room_name: Option<String>,
    /// By whom: their name of that moment.
    pub by: String,
    /// What: a word of [`super::bans::audit::Did`].
    pub did: String,
    /// To whom: a name, a mask, or the words of a mode.
    #[serde(default)]
    pub whom: String,
    /// Until when, milliseconds since 1970.
    #[serde(default)]
    pub until_ms: Option<u64>,
    /// Why, if it was said.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A code: what an operator gives to somebody, and what that opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRecord {
    /// What is to be said.
    pub code: String,
    /// What it opens.
    pub kind: CodeKind,
    /// How often it may be used yet.
    pub left: u32,
    /// From when on it opens nothing, milliseconds since 1970; `None`: it always does.
    #[serde(default)]
    pub expires_ms: Option<u64>,
    /// The folded names of those who came in with it: they may again, however little is left.
    #[serde(default)]
    pub used_by: Vec<String>,
}

/// What a code opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeKind {
    /// An account may be registered with it; who has it comes in to do so.
    Account,
    /// Somebody comes in with it.
    Entry,
    /// The default room becomes its bearer's.
    Owner,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// The name as it was registered.
    pub name: String,
    /// The folded name: what it is found by.
    pub key: String,
    /// What its password was made into.
    pub secrets: Secrets,
    /// The address that was given, for the operator.
    #[serde(default)]
    pub email: Option<String>,
    /// When it was registered, milliseconds since 1970.
    pub created_ms: u64,
    /// Whether its owner wants to be present without a connection; `None`: as the operator has it.
    #[serde(default)]
    pub always_on: Option<bool>,
    /// How it is present without a connection, after a restart of the server too.
    #[serde(default)]
    pub presence: Option<Presence>,
    /// The fingerprints of the certificates that its owner may log in with.
    #[serde(default)]
    pub certificates: Vec<String>,
}

/// How somebody is present who has no connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// By which name.
    pub name: String,
    /// What they say they are called.
    pub realname: String,
    /// The ids of the rooms they are in ([`RoomRecord::id`]).
    pub rooms: Vec<i64>,
}

/// What a password was made into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    /// An argon2id PHC string.
    pub argon2id: String,
    /// The verifier of SCRAM-SHA-256 (RFC 7677).
    pub scram: Verifier,
}

/// What the rules want to know of what is kept. All that was to be written before is in the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A page of a place.
    Page {
        /// Which place.
        place: Place,
        /// Which part of it.
        range: Range,
        /// Entries at most.
        entries_max: usize,
        /// Whether it may hold other things than messages (IRCv3 event-playback).
        events: bool,
    },
    /// Which places have their latest message in this time (CHATHISTORY TARGETS); of more than are
    /// wanted, those whose messages are the newest.
    Places {
        /// The private talks of this account.
        account: Option<Arc<str>>,
        /// And of these rooms those that have some.
        rooms: Vec<MsgId>,
        /// Behind this.
        after: MsgId,
        /// Before this.
        before: MsgId,
        /// Places at most.
        places_max: usize,
    },
    /// The messages that fit.
    Search(Search),
    /// One entry.
    Entry(Place, MsgId),
}

/// Which part of a place. The bounds are left out; entries come in the order of their ids, and where
/// more fit than are wanted the words say which are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// The newest, behind this if there is one.
    Latest(Option<MsgId>),
    /// The newest before this.
    Before(MsgId),
    /// The oldest behind this.
    After(MsgId),
    /// As many before this as behind it; it itself counts.
    Around(MsgId),
    /// Between these; those nearest to the first are taken, which may be the greater.
    Between(MsgId, MsgId),
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Only there; `None`: everywhere (for the operator of the house alone).
    pub places: Option<Vec<Place>>,
    /// Words, all of which must be there, and `"phrases"`.
    pub words: String,
    /// Only what somebody with this folded name (or account) said.
    pub from: Option<String>,
    /// Only behind this.
    pub after: MsgId,
    /// Only before this.
    pub before: MsgId,
    /// Whether of more than are wanted the oldest are taken; else the newest.
    pub oldest: bool,
    /// Entries at most.
    pub entries_max: usize,
}

/// What is known.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Entries in the order of their ids.
    Entries(Vec<Entry>),
    /// Places, each with the id of its latest message, in the order of those.
    Places(Vec<(Place, MsgId)>),
    /// It can't be read, and this is why, as the system says it.
    Failed(String),
    /// Too much was asked at once; nobody has looked.
    Busy,
}

/// How it stands with writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// All is well (again).
    Fine,
    /// Nothing can be written, and this is why, as the system says it.
    Failing(String),
}

/// What a house begins with: what was kept when it was last open.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The greatest id that was given out.
    pub last: MsgId,
    /// The rooms that are not gone, with their newest messages in the order of their ids.
    pub rooms: Vec<(RoomRecord, Vec<Entry>)>,
    /// The accounts.
    pub accounts: Vec<AccountRecord>,
    /// How far they have read: account key, folded target, milliseconds since 1970.
    pub markers: Vec<(Arc<str>, Arc<str>, u64)>,
    /// The codes that can still be used.
    pub codes: Vec<CodeRecord>,
    /// What clients have called their newest messages, the oldest first, and who said them.
    pub nonces: Vec<(Arc<str>, MsgId, Party)>,
    /// The bans and mutes of the house.
    pub bans: Vec<BanRecord>,
    /// The newest part of the audit log, in order.
    pub audit: Vec<AuditRecord>,
}

impl Kept {
    /// Whether nothing was ever kept: the house opens for the first time.
    pub fn is_nothing(&self) -> bool {
        let Self { last, rooms, accounts, markers: _, codes, nonces: _, bans, audit: _ } = self;
        let nobody_came = *last == MsgId::ZERO && rooms.is_empty() && accounts.is_empty();
        nobody_came && codes.is_empty() && bans.is_empty()
    }
}

impl Default for Kept {
    /// Nothing was kept.
    fn default() -> Self {
        Self {
            last: MsgId::ZERO,
            rooms: Vec::new(),
            accounts: Vec::new(),
            markers: Vec::new(),
            codes: Vec::new(),
            nonces: Vec::new(),
            bans: Vec::new(),
            audit: Vec::new(),
        }
    }
}

impl Keep {
    /// The id that it gives away first: that of what happened, or of a room.
    pub fn id(&self) -> Option<MsgId> {
        match self {
            Self::Entry(entry) => entry.event.id,
            Self::Room(room) => MsgId::from_number(room.id),
            Self::Redact { .. }
            | Self::RoomGone(_)
            | Self::Account(_)
            | Self::AccountGone(_)
            | Self::Marker { .. }
            | Self::Code(_)
            | Self::CodeGone(_)
            | Self::Ban(_)
            | Self::BanGone(_)
            | Self::Audit(_) => None,
        }
    }
}
