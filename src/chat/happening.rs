//! What happened, as data: what a session tells its face. Names, topics, reasons and texts are as
//! strangers wrote them; a face cleans them before it shows them.

use std::sync::Arc;

use super::command::Command;
use super::members::Member;
use crate::wire::text::Text;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The server has let us in; no room has been entered yet.
    Welcome {
        /// What the network calls itself, if it does.
        network: Option<Arc<str>>,
        /// The name that we have.
        me: Arc<str>,
    },
    /// A line of the server's message of the day.
    MessageOfTheDay(String),
    /// A name was refused. While `entering`, the session waits for another
    /// ([`super::Session::name`]); else the former name stays.
    NameRefused {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: NameRefusal,
        /// Whether it was to come in by.
        entering: bool,
    },
    /// We are in a room, and know who else is.
    Entered {
        /// Which room.
        room: Arc<str>,
        /// Who is here, we among them, in the order of their names.
        members: Vec<Member>,
    },
    /// A room could not be entered, and we are in another.
    RoomRefused {
        /// Which room.
        room: String,
        /// Why.
        why: RoomRefusal,
    },
    /// The answer to `/who`.
    Members {
        /// Which room.
        room: Arc<str>,
        /// Who is here, in the order of their names.
        members: Vec<Member>,
    },
    /// Somebody entered a room.
    Came {
        /// Which room.
        room: Arc<str>,
        /// Who.
        who: Who,
    },
    /// Somebody left a room, or the server.
    Left {
        /// The rooms of ours that they were in.
        rooms: Vec<Arc<str>>,
        /// Who.
        who: Who,
        /// Why, if they said so.
        reason: Option<String>,
    },
    /// Somebody was put out of a room.
    PutOut {
        /// Which room.
        room: Arc<str>,
        /// Who was.
        whom: Who,
        /// Who did it.
        by: Who,
        /// Why, if it was said.
        reason: Option<String>,
    },
    /// Somebody has another name; `who` has the former one.
    Renamed {
        /// Who.
        who: Who,
        /// The name from here on.
        to: Arc<str>,
    },
    /// A topic was set; an empty one is none.
    TopicSet {
        /// Which room.
        room: Arc<str>,
        /// Who set it.
        who: Who,
        /// The topic.
        topic: String,
    },
    /// The topic as it stands, on entering or as the answer to `/topic`; an empty one is none.
    Topic {
        /// Which room.
        room: Arc<str>,
        /// The topic.
        topic: String,
    },
    /// Something was said.
    Said(Said),
    /// A message of ours is where it should be.
    Delivered {
        /// Which one.
        label: Label,
        /// By what id everybody knows it, if it has one.
        id: Option<Arc<str>>,
    },
    /// A message of ours, or another command, was refused.
    Refused {
        /// Which message, if the server says so.
        label: Option<Label>,
        /// Why.
        why: Refusal,
    },
    /// Modes were changed.
    Mode {
        /// A room, or ourselves.
        target: String,
        /// Who did it.
        who: Who,
        /// What was changed: `+o alice`.
        words: String,
    },
    /// Somebody is away, or back.
    Away {
        /// Who.
        who: Who,
        /// What they say about it; `None`: they are here again.
        message: Option<String>,
    },
    /// Somebody to whom we have said something is away, and may not read it.
    IsAway {
        /// Who.
        who: Who,
        /// What they say about it.
        message: String,
    },
    /// Somebody asks us into a room.
    Invited {
        /// Which room.
        room: String,
        /// Who does.
        who: Who,
    },
    /// The answer to `/help`.
    Help,
    /// There is no such command; nothing was sent.
    UnknownCommand {
        /// What was typed, without the slash.
        typed: String,
        /// What may have been meant.
        nearest: Option<&'static Command>,
    },
    /// A command was typed without what it needs; nothing was sent.
    Usage(&'static Command),
    /// Too much was typed before a room was entered; the line is lost.
    TooEarly,
    /// The server sent a line longer than it may be; it is lost.
    LineTooLong,
    /// It is over. Nothing comes after this.
    Ended(Ending),
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Their name as it stands on the wire.
    pub name: Arc<str>,
    /// In which capacity.
    pub voice: Voice,
}

/// In which capacity somebody does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// We ourselves.
    Me,
    /// Somebody else.
    Member,
    /// The operator of a `chatroom` server, whose name a face shows in its reader's language.
    Operator,
    /// The server.
    Server,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When: milliseconds since 1970, by the server's clock if it says so.
    pub at_ms: u64,
    /// Its id (IRCv3 msgid), if it has one.
    pub id: Option<Arc<str>>,
    /// By whom.
    pub who: Who,
    /// Where.
    pub place: Where,
    /// How.
    pub manner: Manner,
    /// What.
    pub text: Text,
    /// Which message of ours this is the echo of.
    pub label: Option<Label>,
}

/// Where something is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// In a room.
    Room(Arc<str>),
    /// Between us and this one.
    Private(Arc<str>),
}

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Plainly.
    Message,
    /// As a notice, which nothing may answer by itself.
    Notice,
    /// As something that the speaker does (`/me`).
    Action,
}

/// What a message of ours is called until it has come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u64);

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
}
