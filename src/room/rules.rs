//! What the operator decided, as values: the room's rules read no settings themselves.

use std::time::Duration;

use crate::wire::RoomName;

/// The operator's decisions.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The server's name in prefixes and numerics; it holds a dot, so that it can be nobody's name.
    pub server_name: String,
    /// The network's name in the welcome and in ISUPPORT; one word.
    pub network: String,
    /// What the server says of itself in WHOIS.
    pub description: String,
    /// The message of the day, line by line; empty: none.
    pub motd: Vec<String>,
    /// Where people go who name no other room. It belongs to the operator and outlives its members.
    pub default_room: RoomName,
    /// What must be said to come in, if anything.
    pub password: Option<String>,
    /// Whether an IRC client that has named no room is put into the default one.
    pub auto_join: bool,
    /// How long a newcomer may take to come in.
    pub registration_timeout: Duration,
    /// After how long a silence an IRC client is asked whether it is there.
    pub ping_every: Duration,
    /// How long it may take to answer.
    pub ping_timeout: Duration,
    /// In how many rooms one member may be.
    pub rooms_per_member_max: usize,
    /// The operator's name on the wire, in the server's language.
    pub operator_name: String,
    /// Names that nobody may have or resemble: the operator's, in every language.
    pub reserved_names: Vec<String>,
    /// What cloaks are made with; nobody outside may know it.
    pub secret: [u8; 16],
    /// The program's version.
    pub version: String,
    /// When the server started, milliseconds since 1970.
    pub created_ms: u64,
}

/// How long an IRC client has to name a room before it is put into the default one.
pub const AUTO_JOIN_AFTER: Duration = Duration::from_secs(1);
