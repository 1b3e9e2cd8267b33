//! The face for programs: what happened as one object of JSON a line, and lines of a program as what
//! it wants. `docs/json.md` is the contract; its tables are made of [`schema`].
//!
//! Must hold no word for people and know no stream. Texts come out exactly as they were written: what
//! could harm a terminal is escaped, never changed.
//!
//! In reading order: `schema` is what there is, `object` writes a line, `event` makes objects of
//! happenings, `why` names what went wrong, `order` reads what a program sends.

pub mod schema;

pub mod object;

mod why;

pub mod event;

pub mod order;

pub use event::{closed, events};
pub use object::Object;
pub use order::{Fault, Order, read};

#[cfg(test)]
mod tests;
