//! The screen of `chatroom join`: what a session tells and what a person types, as a grid of cells.
//!
//! Pure: no terminal, no socket, no clock. The caller brings happenings, keys, sizes and the time;
//! it gets wants ([`Want`]) and the bytes of one frame at a time. In reading order:

pub mod cells;

pub mod links;

pub mod wrap;

pub mod paint;

pub mod theme;

pub mod ask;

pub mod talks;

pub mod keymap;

pub mod screen;

pub use cells::{Canvas, Span, Widths};
pub use paint::{Depth, Painter};
pub use screen::{Question, Screen, Setup, Want};
pub use theme::{Background, Theme};
