//! What happened, as data: what a session tells its face. Names, topics, reasons and texts are as
//! strangers wrote them; a face cleans them before it shows them.

use std::sync::Arc;

use super::command::{Command, FaceAct};
use super::members::Member;
pub use super::news::{AccountNews, AccountRefusal, Noted, Secret};
pub use super::why::{Ending, Lost, NameRefusal, Refusal, RoomRefusal, Terms};
use crate::wire::Fingerprint;
use crate::wire::mode::Change;
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
    /// A message of ours is on its way, or will be as soon as there is a connection and a room. Told
    /// only with [`super::Wish::fates`]; what becomes of it is told with the same label, once.
    Sending {
        /// What it is called until its fate is known.
        label: Label,
        /// Where it is said. A room without a name is the one that we are about to enter.
        place: Where,
        /// How.
        manner: Manner,
        /// What.
        text: Text,
        /// When, by our clock: milliseconds since 1970.
        at_ms: u64,
    },
    /// What is typed goes here from now on: a command has changed it, or the server. The first room
    /// that is entered is not told in this way.
    Here(Where),
    /// A talk with this one is put away: the answer to `/part` there.
    TalkClosed(Arc<str>),
    /// Somewhere else we have read all that was said there up to this moment.
    ReadTo {
        /// Where.
        place: Where,
        /// Up to when, milliseconds since 1970 by the server's clock.
        at_ms: u64,
    },
    /// Something that only the face can do.
    Face(FaceAct),
    /// A line looks like a command and is not quite one, or like one with other lines behind it:
    /// nothing was done with it.
    HeldBack,
    /// The answer to `/ignore` without a name.
    Ignored(Vec<Arc<str>>),
    /// What this one says is hidden from here on, or shown again.
    Ignoring {
        /// Who.
        name: Arc<str>,
        /// Whether it is hidden.
        on: bool,
    },
    /// What was said before, which was asked for, is told: `Said` of old came before it. None of it:
    /// there is nothing before what is shown.
    Earlier {
        /// Which room, or whose.
        room: Arc<str>,
        /// How many messages it was.
        count: usize,
    },
    /// What comes next was said after we had read last.
    Unread {
        /// Which room.
        room: Arc<str>,
        /// Up to when we had read, milliseconds since 1970.
        since_ms: u64,
    },
    /// The server can't say whether something was said here while we were not connected.
    Gap {
        /// Which room, or whose.
        room: Arc<str>,
        /// From when on, milliseconds since 1970.
        since_ms: u64,
        /// Until when.
        until_ms: u64,
    },
    /// Something that was said is taken back.
    TakenBack {
        /// Which room, or whose.
        room: Arc<str>,
        /// By whom.
        who: Who,
        /// What it was.
        id: Arc<str>,
        /// How it begins, if it was ours.
        beginning: Option<String>,
        /// Why, if it was said.
        reason: Option<String>,
    },
    /// A row of the answer to `/search`.
    Found(Said),
    /// The end of the answer to `/search`.
    SearchEnded {
        /// How many messages it had.
        count: usize,
    },
    /// How it goes with our account.
    Account(AccountNews),
    /// The server has something to say that it has a code for.
    Noted {
        /// About which message of ours, if about one: it was refused.
        label: Option<Label>,
        /// What.
        noted: Noted,
    },
    /// The connection is lost, and another one is being made.
    Interrupted(Lost),
    /// The server is going down, and another connection is being made.
    GoingDown,
    /// There is a connection again, and we are in no room, as before.
    ReturnedRoomless,
    /// There is a connection again, and we are where we were. Who is here may have changed.
    Returned {
        /// Which room.
        room: Arc<str>,
        /// Who is here, in the order of their names.
        members: Vec<Member>,
    },
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
        /// The same, read as the server means it; nothing of our own modes.
        changes: Vec<Change>,
    },
    /// The answer to `/mode` without words.
    Modes {
        /// A room, or ourselves.
        target: String,
        /// Its modes: `+nt`.
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
    /// The answer to `/away` and `/back`: whether the server shows us as away.
    OwnAway(bool),
    /// Somebody to whom we have spoken alone has come to the server, or has left it.
    Partner {
        /// Who, as their name stands on the wire.
        name: Arc<str>,
        /// Whether they are there.
        online: bool,
    },
    /// Somebody writes, or no longer does. It is over too once they have said something or left,
    /// or after a while without another word of it (IRCv3 typing: 6 s, paused 30 s).
    Typing {
        /// Who does.
        who: Who,
        /// Where what they write will be said.
        place: Where,
        /// How far they are.
        typing: Typing,
    },
    /// Somebody has given themselves another real name.
    RealName {
        /// Who.
        who: Who,
        /// The real name.
        real_name: String,
    },
    /// A room has another name; we are in it as before.
    RoomRenamed {
        /// Its former name.
        room: Arc<str>,
        /// Its name from here on.
        to: Arc<str>,
        /// Who did it.
        who: Who,
        /// Why, if it was said.
        reason: Option<String>,
    },
    /// Somebody is asked into a room.
    Invited {
        /// Which room.
        room: String,
        /// Who does.
        who: Who,
        /// Who is asked: perhaps we.
        whom: Who,
    },
    /// The answer to `/invite`: it has been told.
    InvitationSent {
        /// Into which room.
        room: String,
        /// To whom.
        name: String,
    },
    /// A row of the answer to `/list`.
    Listed {
        /// Which room.
        room: String,
        /// How many are there, if the server says so.
        count: Option<u64>,
        /// Its topic; an empty one is none.
        topic: String,
    },
    /// The end of the answer to `/list`.
    ListEnded {
        /// How many rooms it had.
        count: u64,
    },
    /// A row of the answer to `/whois`.
    About {
        /// Whom it is about.
        name: String,
        /// What the server knows about them.
        what: About,
    },
    /// The answer to `/help`.
    Help,
    /// The answer to `/help` with the name of a command.
    HelpOn(&'static Command),
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
    /// It is over, and these were typed to be said: nobody may have heard them.
    Undelivered {
        /// What the server got, perhaps.
        unconfirmed: Vec<String>,
        /// What it never got.
        unsent: Vec<String>,
        /// What all of these are called, as far as they have a label.
        labels: Vec<Label>,
    },
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
    /// Whether it was said before we came, or while we were not connected.
    pub old: bool,
    /// Whether somebody else has named us in it ([`super::mention::names`]).
    pub mentions_me: bool,
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

/// What a server knows about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Where they come from and what they call themselves.
    Person {
        /// `user@host`.
        address: String,
        /// The real name.
        real_name: String,
    },
    /// The rooms that they are in, each with the signs of their roles.
    Rooms(String),
    /// The server that they are on.
    Server(String),
    /// They are logged in to this account.
    Account(String),
    /// They run the server.
    Operator,
    /// Nobody reads along between them and the server.
    Encrypted,
    /// They have shown a certificate with this key.
    Certificate(Fingerprint),
    /// For so many seconds they have said nothing.
    Silent(u64),
    /// Something else, in the server's words.
    ServerSaid(String),
}

/// How far somebody is with what they write (IRCv3 typing).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// They write.
    Active,
    /// They have begun and wait.
    Paused,
    /// They have thought better of it.
    Done,
}
