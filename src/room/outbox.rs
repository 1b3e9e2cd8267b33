//! What the rules say should happen, as data. Nothing here is bytes, and nothing is a sentence.

use std::sync::Arc;

use super::bans::Terms;
use super::keep::{Ask, Keep};
use super::rules::Retention;
use crate::wire::mask::Subject;
use crate::wire::note::Note;
use crate::wire::numeric::Numeric;
use crate::wire::text::Text;
use crate::wire::{ConnId, MsgId};

pub use super::console_reply::ConsoleReply;
pub use super::refused::Refused;

/// One thing that should happen.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A numeric to one connection; `params` are those that its row names.
    Reply {
        /// Who is answered.
        to: ConnId,
        /// Which row of the table.
        numeric: &'static Numeric,
        /// Its parameters, the receiver's own name left out.
        params: Vec<String>,
    },
    /// A numeric whose last parameter is a list of words: as many lines as it takes.
    ReplyList {
        /// Who is answered.
        to: ConnId,
        /// Which row of the table.
        numeric: &'static Numeric,
        /// The parameters before the list.
        params: Vec<String>,
        /// The words of the list; nothing is sent if there are none.
        items: Vec<String>,
    },
    /// The same numeric to several connections that did not ask for it; people at the plain door are
    /// not told.
    Numerics {
        /// All that are told, each once.
        to: Vec<ConnId>,
        /// Whose doing it is, as with [`Effect::Event`].
        by: Option<ConnId>,
        /// Which row of the table.
        numeric: &'static Numeric,
        /// Its parameters, the receiver's own name left out.
        params: Vec<String>,
    },
    /// What these effects tell one connection stands in a batch (IRCv3 batch), if it knows batches.
    Batch {
        /// Whose batch it is.
        to: ConnId,
        /// The type of the batch.
        kind: &'static str,
        /// The parameters behind the type.
        params: Vec<String>,
        /// What stands in it.
        effects: Vec<Effect>,
    },
    /// A standard reply to one connection; a `NOTE` only if it asked for `standard-replies`.
    Note {
        /// Who is told.
        to: ConnId,
        /// Which row of the table.
        note: &'static Note,
        /// Its context parameters.
        context: Vec<String>,
    },
    /// An answer to CAP: `CAP <name> <subcommand> :<words>`, over several lines where it must be.
    Cap {
        /// Who is answered.
        to: ConnId,
        /// `LS`, `LIST`, `ACK`, `NAK`, `NEW` or `DEL`.
        subcommand: &'static str,
        /// The capabilities, with values where the client may see them.
        words: Vec<String>,
        /// Whether the client understands the `*` that says that more lines follow.
        several_lines: bool,
    },
    /// What the server says in an exchange of SASL: a parameter of AUTHENTICATE.
    Authenticate {
        /// Who is answered.
        to: ConnId,
        /// What.
        param: String,
    },
    /// How far somebody has come with an account (IRCv3 account-registration).
    Registering {
        /// Who is answered.
        to: ConnId,
        /// How far.
        outcome: Registering,
        /// The account's name.
        account: String,
    },
    /// The answer to a PING.
    Pong {
        /// Who is answered.
        to: ConnId,
        /// What they sent.
        token: String,
    },
    /// Are you there?
    Ping {
        /// Who is asked.
        to: ConnId,
        /// What they should send back.
        token: String,
    },
    /// With this a client can take its member back on another connection (`RESUME TOKEN`).
    Token {
        /// Who is told.
        to: ConnId,
        /// What to say.
        token: Arc<str>,
    },
    /// Something happened, and these are told.
    Event {
        /// All that are told, each once, the one who did it among them if they should see it.
        to: Vec<ConnId>,
        /// Whose doing it is: who is slowed down if somebody can't keep up. None: nobody's.
        by: Option<ConnId>,
        /// What happened.
        event: Event,
    },
    /// The same, for one connection alone: what others are told otherwise or not at all, and the
    /// transcript does not show.
    Aside {
        /// Who is told.
        to: ConnId,
        /// What happened.
        event: Event,
    },
    /// The newest messages of a room, for whoever has entered it.
    Replay {
        /// Who is shown them.
        to: ConnId,
        /// Which room.
        room: Arc<str>,
        /// What was said, in order.
        events: Vec<Event>,
    },
    /// For how long what is said in a room is kept, for whoever has entered it.
    Retention {
        /// Who is told.
        to: ConnId,
        /// Which room.
        room: Arc<str>,
        /// How long.
        retention: Retention,
    },
    /// A standard reply to all in a room, whose name is its only context. Those who do not know
    /// standard replies are told in other ways.
    RoomNote {
        /// Who is told, each once.
        to: Vec<ConnId>,
        /// Which room.
        room: Arc<str>,
        /// Which row of the table.
        note: &'static Note,
    },
    /// How far somebody has read (IRCv3 read-marker), for one of their clients.
    Marker {
        /// Who is told.
        to: ConnId,
        /// The room or person.
        target: Arc<str>,
        /// Up to when, milliseconds since 1970; `None`: nobody knows.
        at_ms: Option<u64>,
    },
    /// A room or person that something was said in or with (IRCv3 chathistory, `TARGETS`).
    Correspondent {
        /// Who is told.
        to: ConnId,
        /// What it is called.
        name: Arc<str>,
        /// When the last of it was said, milliseconds since 1970.
        at_ms: u64,
    },
    /// The plain door's name was taken: it may greet.
    PlainWelcome {
        /// Who is in.
        to: ConnId,
        /// By which name.
        name: Arc<str>,
    },
    /// The plain door's name was refused: it may ask again.
    PlainRefused {
        /// Who must think of another.
        to: ConnId,
        /// Why.
        why: Refused,
    },
    /// The connection ends once what is queued has been sent.
    Close {
        /// Which one.
        conn: ConnId,
        /// Why, in the words of its own door.
        why: Ending,
    },
    /// An answer to the operator at the console.
    Console(ConsoleReply),
    /// What there is to know of a command, or of all of them (Modern IRC, "HELP message").
    Help {
        /// Who is answered.
        to: ConnId,
        /// What they asked for, as a parameter.
        subject: String,
        /// The command; `None`: all.
        command: Option<&'static str>,
    },
    /// What there is to know of the server (Modern IRC, "INFO message").
    Info {
        /// Who is answered.
        to: ConnId,
    },
    /// Something is to be remembered. It is written before anybody sees the effects behind it.
    Keep(Keep),
    /// Something that the rules can't do themselves.
    Errand(Errand),
}

/// What must be done outside: by a thread that may take its time, with the file of the settings, or
/// with the process itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Is `password` the one that `hash` was made of? The answer is [`super::Input::Verified`].
    Verify {
        /// Who waits for it; nothing else is done for them until then.
        conn: ConnId,
        /// What the answer must carry.
        ticket: u64,
        /// An argon2id PHC string.
        hash: Arc<str>,
        /// What they said.
        password: String,
    },
    /// Look something up in what is kept. The answer is [`super::Input::Answered`].
    Ask {
        /// Who waits for it; nothing else is done for them until then.
        conn: ConnId,
        /// What the answer must carry.
        ticket: u64,
        /// What is asked.
        ask: Ask,
    },
    /// Make a password into what is kept of it. The answer is [`super::Input::Made`].
    Make {
        /// Who waits for it; nothing else is done for them until then.
        conn: ConnId,
        /// What the answer must carry.
        ticket: u64,
        /// The password.
        password: String,
        /// Rounds of PBKDF2 for SCRAM.
        iterations: u32,
    },
    /// Read the settings again; `by` is told how it went, and so is the console. If all is right,
    /// they come back as [`super::Input::Renewed`].
    Reload {
        /// Who asked; `None`: the operator at the console.
        by: Option<ConnId>,
    },
    /// End the program once everybody has been told.
    Die,
    /// End it, and start it again as it was started.
    Restart,
}

/// How far somebody has come with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registering {
    /// It is theirs.
    Done,
    /// It is, once they say a code.
    NeedsCode,
    /// The code was right, and it is theirs.
    Verified,
}

impl Registering {
    /// The command and its first parameter on the wire.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Done => ["REGISTER", "SUCCESS"],
            Self::NeedsCode => ["REGISTER", "VERIFICATION_REQUIRED"],
            Self::Verified => ["VERIFY", "SUCCESS"],
        }
    }

    /// The key of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "told-registering-done",
            Self::NeedsCode => "told-registering-needs-code",
            Self::Verified => "told-registering-verified",
        }
    }
}

/// What became of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the right one.
    Right,
    /// It is not.
    Wrong,
    /// Too many wait to be looked at; nobody has looked at this one.
    Busy,
}

/// Why a connection ends, or why somebody left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They said so, perhaps with a reason.
    Quit(Option<Arc<str>>),
    /// The other side closed the connection.
    Gone,
    /// The connection broke.
    Broken,
    /// They did not answer a PING within this many seconds.
    PingTimeout(u64),
    /// They did not finish coming in within this many seconds.
    RegistrationTimeout(u64),
    /// Their queue is full, or half full for too long.
    ReadsTooSlowly,
    /// The password was wrong.
    Password,
    /// Too many wrong ones came from where they are: theirs was not looked at.
    TooManyTries,
    /// They were not invited.
    Uninvited,
    /// They have no account.
    NoAccount,
    /// An operator of the house removed them.
    Removed {
        /// By whom.
        by: Arc<str>,
        /// Why, if it was said.
        reason: Option<Arc<str>>,
    },
    /// An operator of the house ended their connection from within (KILL).
    Killed {
        /// By whom.
        by: Arc<str>,
        /// Why.
        reason: Arc<str>,
    },
    /// An operator of their only room put them out of it; that is the end at the plain door.
    PutOut {
        /// By whom.
        by: Arc<str>,
        /// Why, if it was said.
        reason: Option<Arc<str>>,
    },
    /// They are banned from the whole house, or from the only room of theirs at the plain door.
    Banned(Terms),
    /// The plain door does not take this name, and its client can't be asked again.
    NameRefused,
    /// Another connection took its member over.
    Resumed,
    /// The operator closed the room.
    RoomClosed,
    /// The server is going down.
    ServerDown,
}

/// Who did something.
#[derive(Clone, Debug)]
pub struct Who {
    /// Their name.
    pub name: Arc<str>,
    /// `name!user@host`.
    pub prefix: Arc<str>,
    /// In which capacity.
    pub role: Role,
    /// Whether they say of themselves that they are a bot (IRCv3 bot mode).
    pub bot: bool,
    /// Their account (IRCv3 account-tag), if they are logged in to one.
    pub account: Option<Arc<str>>,
}

impl Who {
    /// What masks are compared with, as far as others see it.
    pub fn subject(&self) -> Subject<'_> {
        Subject { prefix: &self.prefix, account: self.account.as_deref(), address: None }
    }
}

/// In which capacity somebody does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Somebody in the room.
    Member,
    /// The operator at the console.
    Operator,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, in milliseconds of the wall clock ([`crate::wire::Now::unix_ms`]).
    pub at_ms: u64,
    /// The message's id (IRCv3 msgid): unique, and in order within a room. Messages have one.
    pub id: Option<MsgId>,
    /// Who did it.
    pub who: Who,
    /// What it is.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum What {
    /// Somebody entered a room.
    Joined {
        /// Which room.
        room: Arc<str>,
        /// What they say they are called (IRCv3 extended-join).
        realname: Arc<str>,
    },
    /// Somebody left a room and stays in the house.
    Parted {
        /// Which room.
        room: Arc<str>,
        /// Why, if they said so.
        reason: Option<Arc<str>>,
    },
    /// Somebody left the house.
    Quit {
        /// Why.
        why: Ending,
    },
    /// Somebody has another name; `who` has the former one.
    Renamed {
        /// The name from here on.
        to: Arc<str>,
    },
    /// Somebody said something.
    Said {
        /// To a room or to one person: the name as the receivers know it.
        target: Arc<str>,
        /// Whether `target` is a room.
        in_room: bool,
        /// How.
        kind: SaidKind,
        /// What.
        text: Text,
        /// Client-only tags that go along (`+typing=active;+reply=…`), escaped; may be empty.
        tags: Arc<str>,
    },
    /// Tags without words (IRCv3 TAGMSG); only for those with `message-tags`.
    Tagged {
        /// To a room or to one person.
        target: Arc<str>,
        /// The client-only tags, escaped.
        tags: Arc<str>,
    },
    /// A room has another topic; an empty one is none.
    Topic {
        /// Which room.
        room: Arc<str>,
        /// The topic.
        topic: Arc<str>,
    },
    /// Somebody was put out of a room.
    Kicked {
        /// Which room.
        room: Arc<str>,
        /// Who was.
        whom: Arc<str>,
        /// Why, if it was said.
        reason: Option<Arc<str>>,
    },
    /// Modes were changed.
    Mode {
        /// Of a room or of the person themselves.
        target: Arc<str>,
        /// What stands behind the target: `+o alice`.
        words: Vec<String>,
    },
    /// Somebody is called otherwise than before (IRCv3 setname).
    Setname {
        /// What they say they are called.
        realname: Arc<str>,
    },
    /// Somebody was invited into a room (Modern IRC, "INVITE message"; IRCv3 invite-notify).
    Invited {
        /// Who was.
        whom: Arc<str>,
        /// Into which room.
        room: Arc<str>,
    },
    /// A room has another name (IRCv3 channel-rename).
    RoomRenamed {
        /// The former name.
        from: Arc<str>,
        /// The name from here on.
        to: Arc<str>,
        /// Why; may be empty.
        reason: Arc<str>,
    },
    /// An operator of the house ends somebody's connection; only that one is told (Modern IRC, "KILL
    /// message").
    Killed {
        /// Whose.
        whom: Arc<str>,
        /// Why.
        reason: Arc<str>,
    },
    /// An operator of the house tells all who want to know (RFC 2812 section 4.7).
    Wallops {
        /// What.
        text: Arc<str>,
    },
    /// Somebody has logged in to the account that `who` says, or out (IRCv3 account-notify).
    Account,
    /// Something that was said is taken back (IRCv3 message-redaction).
    Redacted {
        /// In a room, or between two.
        target: Arc<str>,
        /// What.
        id: MsgId,
        /// Why, if it was said.
        reason: Option<Arc<str>>,
    },
    /// Somebody is away, or back (IRCv3 away-notify).
    Away {
        /// Where they are; `None`: here.
        message: Option<Arc<str>>,
    },
}

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidKind {
    /// PRIVMSG.
    Message,
    /// NOTICE, which nothing may answer by itself.
    Notice,
}

impl SaidKind {
    /// The command on the wire.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Message => "PRIVMSG",
            Self::Notice => "NOTICE",
        }
    }
}

/// The effects of one input, in order. The caller takes them all before the next input.
#[derive(Debug, Default)]
pub struct Outbox {
    /// What should happen.
    pub effects: Vec<Effect>,
    /// Whose labeled command this answers (IRCv3 labeled-response), and its label: all that goes
    /// to that connection is the response, and nothing at all is answered by ACK.
    pub response: Option<(ConnId, String)>,
}
