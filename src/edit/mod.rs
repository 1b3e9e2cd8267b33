//! The line editor: bytes of a terminal as keys, keys as a text with a caret, that text as a row.
//!
//! Pure: it must not read or write a terminal, know a clock, a room or a command. The caller feeds
//! bytes to [`Keys`], each key to an [`Editor`], acts on the [`Outcome`], and writes the bytes that
//! [`Row`] draws. In reading order:

pub mod key;

pub mod keys;

mod sequence;

pub mod bind;

mod place;

mod undo;

mod buffer;

mod kill;

mod history;

mod complete;

pub mod line;

pub mod draw;

#[cfg(test)]
mod tests;

pub use bind::Act;
pub use complete::Word;
pub use draw::Row;
pub use key::{Code, Key, Mods, Mouse, MouseKind, Paste, Report, Stroke};
pub use keys::{ESCAPE_WAIT, Keys};
pub use line::{Editor, Kind, Outcome};
