//! `chatroom`: one room of people, many doors into it.
//!
//! The modules in reading order; each may use only those above it that its own header names.
//! `tests/tidy.rs` holds them to it.

pub mod wire;

pub mod room;

pub mod chat;

pub mod lang;

pub mod door;

pub mod edit;

pub mod lines;

pub mod tui;

pub mod json;

pub mod store;

pub mod net;

pub mod settings;

pub mod cmd;
