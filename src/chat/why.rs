//! Why something was refused, and how a session ended, as data.

use super::happening::Who;

/// By whom somebody is banned or muted, until when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// By whom.
    pub by: Who,
    /// Until when, milliseconds since 1970; `None`: for ever.
    pub until_ms: Option<u64>,
    /// Why, if it was said.
    pub reason: Option<String>,
}

/// What is wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameRefusal {
    /// Nothing in it.
    Empty,
    /// Somebody has it.
    Taken,
    /// It could be taken for this one's.
    LooksLike(String),
    /// It is the operator's, or could be taken for it.
    Reserved,
    /// It belongs to an account that we are not logged in to.
    Owned,
    /// More characters than the server allows, which are so many, if it says so.
    TooLong(Option<usize>),
    /// It holds a character, or begins with one, that can't stand there.
    Character(char),
    /// It is banned from the server.
    Banned,
    /// It is not made of what names are made of.
    Unfit,
    /// Something else, in the server's words.
    ServerSaid(String),
}

/// Why a room can't be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomRefusal {
    /// It is full.
    Full,
    /// It has a key.
    Key,
    /// One must be invited.
    InviteOnly,
    /// We are banned.
    Banned,
    /// We are banned, on these terms.
    BannedBy(Terms),
    /// Too many enter it at once: we may try again after so many minutes.
    Braked(u64),
    /// One must have an account.
    AccountsOnly,
    /// There is no such room, or there can't be one of this name.
    NoSuchRoom,
    /// We are in as many rooms as we may be.
    TooMany,
    /// It is not there, and the server has as many rooms as it takes.
    NoMore,
    /// Something else, in the server's words.
    ServerSaid(String),
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody has this name.
    NoSuchName(String),
    /// There is no such room.
    NoSuchRoom(String),
    /// We may not speak in this room.
    MayNotSpeak(String),
    /// We are muted there, on these terms.
    Muted(String, Terms),
    /// We may speak nowhere on the server, on these terms.
    Hushed(Terms),
    /// We are not in this room.
    NotHere(String),
    /// Only an operator of this room may.
    NotOperator(String),
    /// Only an owner of this room may.
    NotOwner(String),
    /// There is no room or talk of ours of this name or number.
    NoSuchPlace(String),
    /// It is about a room, and we are in none here.
    NoRoomHere,
    /// So much is on its way to the server that nothing more is taken.
    TooMuchUnderWay,
    /// There is nothing of ours to take back.
    NothingToTakeBack,
    /// The server does not have what the command of this name needs.
    NotOffered(&'static str),
    /// Something else, in the server's words.
    ServerSaid(String),
}

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// We left.
    Left,
    /// The operator closed the room.
    RoomClosed,
    /// The server was shut down.
    ServerDown,
    /// An operator put us out of the house, or out of our only room.
    Removed {
        /// Who did.
        by: Who,
        /// Why, if it was said.
        reason: Option<String>,
    },
    /// We are banned from the server.
    Barred(Terms),
    /// Only who was invited comes in, or who has an account.
    NotInvited {
        /// Whether a password or a code was given.
        given: bool,
        /// Whether an account is needed, or a code for one.
        members: bool,
    },
    /// The server wants a password: another one, or one at all.
    WrongPassword {
        /// Whether one was given.
        given: bool,
    },
    /// Too many wrong passwords or codes came from here: ours was not looked at.
    TooManyTries,
    /// No room was named, and the server names none.
    NoRoomNamed,
    /// The room that was to be entered can't be.
    RoomRefused {
        /// Which room.
        room: String,
        /// Why.
        why: RoomRefusal,
    },
    /// The connection is lost.
    Lost(Lost),
}

/// How a connection was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The server closed it without a word.
    Closed,
    /// It broke; the cause as the operating system tells it.
    Broken(String),
    /// The server has not been heard of for too long.
    Silent,
    /// Our person has asked for another connection.
    Renewed,
    /// The server let us go because we did not read fast enough.
    ReadsTooSlowly,
    /// The server closed it for this reason, in its words.
    ServerSaid(String),
    /// The server lets us in no more, for this reason, in its words.
    Barred(String),
    /// The server does not take another connection for now.
    TurnedAway {
        /// What it has enough of.
        why: TurnedAway,
        /// How much that is; of [`TurnedAway::TooOften`] it is the seconds until it may be tried again.
        number: String,
    },
}

/// What a server has enough of that does not take another connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// Connections in all.
    House,
    /// Those of our address.
    Address,
    /// Those of our network.
    Network,
    /// Those that our address made lately.
    TooOften,
}
