//! Why something was refused, and how a session ended, as data.

use super::happening::Who;

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
    /// There is no such room, or there can't be one of this name.
    NoSuchRoom,
    /// We are in as many rooms as we may be.
    TooMany,
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
    /// We are not in this room.
    NotHere(String),
    /// Only an operator of this room may.
    NotOperator(String),
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
    /// The server wants a password: another one, or one at all.
    WrongPassword {
        /// Whether one was given.
        given: bool,
    },
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
    /// The server let us go because we did not read fast enough.
    ReadsTooSlowly,
    /// The server closed it for this reason, in its words.
    ServerSaid(String),
    /// The server lets us in no more, for this reason, in its words.
    Barred(String),
}
