//! Our client's side of a chat: what one member knows, and what it does about what it is told.
//!
//! A [`Session`] is one connection from its first byte to its last. It takes the bytes that arrive,
//! what its person types and what time it is; it gives the bytes to send and typed
//! [`Happening`]s. A [`Life`] is a person's stay over as many connections as it takes. The line
//! mode shows these as sentences; any other face would show them otherwise. No socket, no clock, no
//! terminal, and no sentence for people: those are its caller's.
//!
//! Theory of operation, in reading order of the files: `register` comes in (CAP, NICK, USER, PASS)
//! and enters a room; `receive` is the dispatcher for what arrives then, with one function per
//! command in `receive`, `presence`, `numerics`, `answers` and `replies`; `batch` puts together what
//! belongs together; `members` is who is where; `server` is what the server has told about itself;
//! `send` writes what is said, cut to fit, and counts what the server has confirmed; `places` is where
//! what is typed goes; `complete` what a word being typed may become; `partners` are
//! those whose coming and going we are told, `drafts` tells others that we write; `command` is the
//! table of what can be typed behind a `/`, and `act` does it. `history` asks for what we have not
//! seen, by what `trace` knows of it; `pending` is what we have said and nobody has confirmed;
//! `carried` holds both from one connection to the next, which `life` asks for. `account`, `search`
//! and `remember` (what is taken back, what was read) are the rest of what a server remembers.

mod account;
mod act;
mod answers;
mod batch;
mod carried;
pub mod command;
mod complete;
mod drafts;
pub mod happening;
mod history;
mod kept;
mod life;
mod members;
pub mod mention;
mod news;
mod numerics;
mod order;
mod partners;
mod pending;
mod places;
mod presence;
mod receive;
mod register;
mod remember;
mod replies;
mod roster;
mod search;
mod send;
mod server;
mod session;
#[cfg(test)]
mod talk;
mod trace;
mod why;

use std::time::Duration;

pub use account::Derive;
pub use command::{Arg, Candidate, Command, FaceAct, Intent, Notify};
pub use happening::{About, Happening, Label, Manner, Said, Typing, Voice, Where, Who};
pub use kept::Kept;
pub use life::{Life, Policy};
pub use members::Member;
pub use news::{AccountNews, AccountRefusal, Noted, Secret};
pub use roster::Roster;
pub use session::{Outbox, Reads, Session, Wish};
pub use why::{Ending, Lost, NameRefusal, Refusal, RoomRefusal, Terms, TurnedAway};

/// Bytes of one line that a server may send: its tags and the line itself.
pub const RECEIVED_LINE_BYTES_MAX: usize =
    crate::wire::limits::TAGS_BYTES_MAX + crate::wire::limits::LINE_BYTES_MAX;

/// Batches that a server may have open at a time; the oldest is given up for the next.
pub const BATCHES_OPEN_MAX: usize = 64;

/// Rooms that one session keeps track of.
pub const ROOMS_MAX: usize = 64;

/// Members of one room that a session keeps track of.
pub const MEMBERS_MAX: usize = 100_000;

/// Members of a room of which the server is asked who is away, when we enter it.
pub const ASKED_MEMBERS_MAX: usize = 500;

/// People to whom we have spoken alone and whose coming and going we are told.
pub const PARTNERS_MAX: usize = 100;

/// Lines typed before a room is entered that are kept until it is.
pub const HELD_LINES_MAX: usize = 64;

/// Messages that may be on their way to the server, unconfirmed, before more should be typed.
pub const UNCONFIRMED_MESSAGES_MAX: usize = 1024;

/// The same for somebody who types all the same; a server remembers as many nonces.
pub const UNCONFIRMED_MESSAGES_TYPED_MAX: usize = 10_000;

/// Bytes that may be on their way to the server, unconfirmed, before more should be typed.
pub const UNCONFIRMED_BYTES_MAX: u64 = 512 * 1024;

/// After how many bytes the server is asked how far it has got.
pub const MARK_EVERY_BYTES: u64 = 32 * 1024;

/// After how long a silence the server is asked whether it is there.
pub const SILENCE_MAX: Duration = Duration::from_secs(60);

/// How long it may be silent after it was asked.
pub const ANSWER_PATIENCE: Duration = Duration::from_secs(60);

/// How long coming in may take, the time spent on choosing a name not counted.
pub const REGISTER_PATIENCE: Duration = Duration::from_secs(30);

/// Between two words to a room on how we get on with writing, at least (IRCv3 typing).
pub const TYPING_EVERY: Duration = Duration::from_secs(3);

/// After how long without a key we are said to pause.
pub const TYPING_PAUSE: Duration = Duration::from_secs(5);

/// By how many milliseconds a clock must have gone on while we did not, to call it sleep.
pub const SLEPT_MS_MIN: u64 = 5_000;

/// How long the server may take to answer once we have woken up.
pub const WAKE_PATIENCE: Duration = Duration::from_secs(10);

/// How often we look whether we have slept.
pub const WATCH_EVERY: Duration = Duration::from_secs(15);

/// How long the server may take for a page of history before we go on without.
pub const PAGE_PATIENCE: Duration = Duration::from_secs(20);

/// Messages of one page of history that are taken together.
pub const PAGE_MESSAGES_MAX: usize = 1000;

/// Messages of a page that we ask for, where the server names no limit of its own.
pub const PAGE_MESSAGES_ASKED: usize = 200;

/// Happenings of a room that wait until we have caught up.
pub const WAITING_HAPPENINGS_MAX: usize = 10_000;

/// Ids of messages shown lately that are remembered for each room.
pub const SHOWN_IDS_MAX: usize = 4096;

/// Messages of ours that can be taken back, the last ones.
pub const OWN_IDS_MAX: usize = 100;

/// Characters of such a message that are repeated when it is taken back.
pub const BEGINNING_CHARS_MAX: usize = 40;

/// Messages that a search shows.
pub const FOUND_MAX: usize = 50;

/// Between two words to the server on how far we have read, at least.
pub const MARK_READ_EVERY: Duration = Duration::from_secs(30);

/// How long a name that is taken when we come back may be held by a dead connection of our own: a
/// little longer than servers wait for an answer.
pub const GHOST_PATIENCE: Duration = Duration::from_secs(200);

/// The same where a person sits and can be asked for another name.
pub const GHOST_PATIENCE_ASKED: Duration = Duration::from_secs(30);

/// The wait before the first attempt to connect again; each further one is twice as long.
pub const RECONNECT_WAIT_MIN: Duration = Duration::from_millis(500);

/// The longest wait between two attempts to connect again.
pub const RECONNECT_WAIT_MAX: Duration = Duration::from_secs(30);

/// How long the server may take to say goodbye.
pub const GOODBYE_PATIENCE: Duration = Duration::from_secs(2);
