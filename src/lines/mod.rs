//! The face of line mode: what happens, as lines of text in the reader's language.
//!
//! Pure: lines go to the caller, who knows the terminal or the pipes. Must hold no rule of the
//! chat. Whatever a stranger wrote goes through [`crate::wire::clean::clean`] here, and nowhere
//! does it get past.
//!
//! Theory of operation: [`Face::show`] turns one [`Happening`](crate::chat::Happening) into lines.
//! A line is either *chat*, which a person who reads along would want in their record (what is said
//! and who comes and goes), or for the person at the keys alone (answers, errors, the connection).
//! Each line of a message of several begins with its speaker's name, so that no line of a pipe can
//! be taken for another's.

mod answers;
mod face;
mod linear;
mod order;
mod places;
mod remembered;
mod why;

pub use face::{Face, Line, Stream};
