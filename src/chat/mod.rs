//! Our client's side of a chat: what one member knows, and what it does about what it is told.
//!
//! A [`Session`] is one connection from its first byte to its last. It takes the bytes that arrive,
//! what its person types and what time it is; it gives the bytes to send and typed
//! [`Happening`]s. The line mode shows these as sentences; any other face would show them otherwise.
//! No socket, no clock, no terminal, and no sentence for people: those are its caller's.
//!
//! Theory of operation, in reading order of the files: `register` comes in (CAP, NICK, USER, PASS)
//! and enters a room; `receive` is the dispatcher for what arrives then, with one function per
//! command in `receive`, `numerics` and `replies`; `batch` puts together what belongs together;
//! `members` is who is where; `server` is what the server has told about itself; `send` writes what
//! is said, cut to fit, and counts what the server has confirmed; `command` is the table of what
//! can be typed behind a `/`.

mod batch;
pub mod command;
pub mod happening;
mod members;
mod numerics;
mod receive;
mod register;
mod replies;
mod send;
mod server;
mod session;
#[cfg(test)]
mod talk;

use std::time::Duration;

pub use command::{Command, Intent};
pub use happening::{
    Ending, Happening, Label, Lost, Manner, NameRefusal, Refusal, RoomRefusal, Said, Voice, Where, Who,
};
pub use members::Member;
pub use session::{Outbox, Session, Wish};

/// Bytes of one line that a server may send: its tags and the line itself.
pub const RECEIVED_LINE_BYTES_MAX: usize =
    crate::wire::limits::TAGS_BYTES_MAX + crate::wire::limits::LINE_BYTES_MAX;

/// Batches that a server may have open at a time; the oldest is given up for the next.
pub const BATCHES_OPEN_MAX: usize = 64;

/// Rooms that one session keeps track of.
pub const ROOMS_MAX: usize = 64;

/// Members of one room that a session keeps track of.
pub const MEMBERS_MAX: usize = 100_000;

/// Lines typed before a room is entered that are kept until it is.
pub const HELD_LINES_MAX: usize = 64;

/// Messages whose echo is awaited; those past it go without a label.
pub const LABELS_MAX: usize = 1024;

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

/// How long the server may take to say goodbye.
pub const GOODBYE_PATIENCE: Duration = Duration::from_secs(2);
