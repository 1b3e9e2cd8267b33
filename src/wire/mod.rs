//! Bytes and lines as typed messages, and back: what stands on the wire, whatever it may mean.
//!
//! Must not touch a socket and must not know a room. In reading order:

pub mod address;
pub mod caps;
pub mod clean;
pub mod fingerprint;
pub mod ids;
pub mod limits;
pub mod lines;
pub mod link;
pub mod mask;
pub mod message;
pub mod mode;
pub mod msgid;
pub mod name;
pub mod note;
pub mod numeric;
pub mod sasl;
pub mod scram;
pub mod span;
pub mod text;
pub mod token;

pub use fingerprint::Fingerprint;
pub use ids::{ConnId, Id, MemberId, Now, Table};
pub use message::{LineWriter, Message};
pub use msgid::{MsgId, MsgIds};
pub use name::{Name, RoomName};
