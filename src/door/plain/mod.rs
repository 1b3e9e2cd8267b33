//! The plain face: lines of text as typed commands, effects as sentences.
//!
//! Must not know who gets a sentence, nor how lines end at their terminal: texts leave here with
//! `\n` between and behind their lines. What strangers wrote passes `wire::clean` on its way.

pub mod command;
pub mod original;
pub mod say;
