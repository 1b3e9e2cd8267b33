//! What the operator at the console is answered, as data: the words are the desk's.

use super::keep::{AuditRecord, BanRecord, CodeRecord};
use super::limits::LimitRow;

/// An answer to the operator at the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleReply {
    /// Who is here: each with the rooms they are in.
    Who(Vec<(String, Vec<String>)>),
    /// Nobody has this name.
    NoSuchName(String),
    /// Somebody is here, but not in this room.
    NotInRoom(String, String),
    /// Somebody is an operator of the room already.
    IsOperator(String),
    /// Somebody is no operator of the room anyway.
    IsNoOperator(String),
    /// A command wants an argument.
    Usage(&'static str),
    /// The default room's topic; an empty one is none.
    Topic(String),
    /// The limits, in their order.
    Limits(Vec<LimitRow>),
    /// The commands.
    Help,
    /// A code by which so many accounts may be registered.
    Code(String, u32),
    /// A code by which so many people may come in.
    Invitation {
        /// The code.
        code: String,
        /// How many.
        uses: u32,
        /// Until when, milliseconds since 1970; `None`: always.
        expires_ms: Option<u64>,
    },
    /// The token of whoever shall own the default room.
    OwnerToken(String),
    /// There are too many codes that were not used.
    TooManyCodes,
    /// All codes that open something.
    Invites(Vec<CodeRecord>),
    /// This code was taken back.
    Uninvited(String),
    /// There is no such code.
    NoSuchCode(String),
    /// Nobody has an account of this name.
    NoSuchAccount(String),
    /// An account.
    Account {
        /// Its name.
        name: String,
        /// The address that was given.
        email: Option<String>,
        /// When it was registered, milliseconds since 1970.
        created_ms: u64,
        /// By which name its owner is here.
        here_as: Option<String>,
    },
    /// An account was removed.
    Forgotten(String),
    /// Somebody is an operator of the house from here on, by this name in the settings.
    BecameOperator(String, String),
    /// Somebody said a wrong password for this operator's name.
    OperatorRefused(String, String),
    /// The settings were read again. These have changed and hold only from the next start on.
    Reloaded(Vec<&'static str>),
    /// They were not, and this is why, in the operator's language: at least one sentence.
    NotReloaded(Vec<String>),
    /// A ban or mute of the house was set.
    Banned(BanRecord),
    /// It was lifted.
    Lifted(BanRecord),
    /// There is no such ban or mute.
    NoSuchBan(String),
    /// That can't be banned: it is no name and no mask.
    BadMask(String),
    /// That can't be banned: it means everybody.
    MeansEverybody(String),
    /// That can't be banned: it means the operator.
    MeansOperator(String),
    /// There are as many bans and mutes as there may be.
    TooManyBans,
    /// All bans and mutes of the house.
    Bans(Vec<BanRecord>),
    /// The newest part of the audit log.
    Audit(Vec<AuditRecord>),
    /// There is nothing to undo.
    NothingToUndo,
    /// Only those with an account, and the invited, enter this room for so many minutes.
    Braked(String, u64),
    /// All enter it again.
    BrakeOff(String),
    /// The brake of this room was not on.
    NoBrake(String),
    /// This room has so many seconds between two messages of one member already, or none.
    Slow(String, Option<u32>),
    /// There is no such room.
    NoSuchRoom(String),
    /// All there is to say was said.
    Nothing,
    /// No such command; perhaps this one was meant.
    UnknownCommand(String, Option<&'static str>),
}
