//! What the operator decided, as values: the room's rules read no settings themselves.

use std::sync::Arc;
use std::time::Duration;

use super::limits::LimitRules;
use crate::wire::{RoomName, limits};

/// The operator's decisions.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The server's name in prefixes and numerics; it holds a dot, so that it can be nobody's name.
    pub server_name: String,
    /// The network's name in the welcome and in ISUPPORT; one word.
    pub network: String,
    /// What the server says of itself in WHOIS.
    pub description: String,
    /// Who runs the server, in three lines: where it is, whose it is, how to reach them (ADMIN).
    pub admin: [String; 3],
    /// Who may become an operator of the house (OPER).
    pub operators: Vec<Operator>,
    /// The name of the file that REHASH reads.
    pub settings_file: String,
    /// Whether the program can be started again by itself (RESTART).
    pub can_restart: bool,
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
    /// How long a client may leave a batch open.
    pub batch_timeout: Duration,
    /// In how many rooms one member may be.
    pub rooms_per_member_max: usize,
    /// How long what people say of themselves and of rooms may be.
    pub lengths: Lengths,
    /// How many names one client may watch (ISUPPORT `MONITOR`).
    pub monitored_max: usize,
    /// How many of those who left are remembered (WHOWAS); 0: nobody.
    pub past_max: usize,
    /// The client-only tags that do not go along, without their `+`, as ISUPPORT `CLIENTTAGDENY`
    /// writes them: `*` is all of them, and one behind a `-` goes along all the same.
    pub client_tags_denied: Vec<String>,
    /// How many masks the lists of one room hold, all together (ISUPPORT `MAXLIST`).
    pub masks_per_room_max: usize,
    /// How order is kept.
    pub order: OrderRules,
    /// How much may be known of people and rooms (IRCv3 metadata).
    pub metadata: MetadataRules,
    /// What is remembered, and what of it is shown.
    pub history: HistoryRules,
    /// Who may have an account.
    pub accounts: AccountRules,
    /// Who may come in.
    pub entry: EntryRules,
    /// How those who come in are protected on the way.
    pub tls: TlsRules,
    /// How much the house bears.
    pub limits: LimitRules,
    /// The operator's name on the wire, in the server's language.
    pub operator_name: String,
    /// Names that nobody may have or resemble: the operator's, in every language.
    pub reserved_names: Vec<String>,
    /// Where those are who stay without a connection, in the server's language.
    pub absent: String,
    /// What cloaks are made with; nobody outside may know it.
    pub secret: [u8; 16],
    /// The program's version.
    pub version: String,
    /// When the server started, milliseconds since 1970.
    pub created_ms: u64,
}

/// How those who come in are protected on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsRules {
    /// Whether TLS is spoken with those who want it.
    pub spoken: bool,
    /// Whether nobody comes in without it, but from this machine.
    pub required: bool,
    /// How many handshakes begin in a second; only the operator is told. `None`: as many as come.
    pub handshakes_max: Option<u32>,
    /// What IRC clients are told of it, if anything (IRCv3 sts).
    pub sts: Option<Sts>,
}

/// A policy of strict transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sts {
    /// The port to come back to with TLS.
    pub port: u16,
    /// How long it holds from each visit on.
    pub duration: Duration,
}

impl TlsRules {
    /// The capability that tells the policy to a client that has come with TLS, or without.
    pub fn policy(&self, is_secure: bool) -> Option<String> {
        self.sts.map(|Sts { port, duration }| {
            if is_secure {
                format!("sts=duration={}", duration.as_secs())
            } else {
                format!("sts=port={port}")
            }
        })
    }
}

/// Somebody who may become an operator of the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name to say to OPER.
    pub name: String,
    /// What the password was made into: an argon2id PHC string.
    pub password_hash: Arc<str>,
}

impl Rules {
    /// Takes these in place of its own, but for what holds as long as the house is open.
    pub fn renew(&mut self, fresh: Self) {
        let before = std::mem::replace(self, fresh);
        self.server_name = before.server_name;
        self.default_room = before.default_room;
        (self.secret, self.version, self.created_ms) = (before.secret, before.version, before.created_ms);
        (self.history.keeps, self.history.outlives) = (before.history.keeps, before.history.outlives);
    }
}

/// How long what people say of themselves and of rooms may be: never more than fits on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// Characters of a name (ISUPPORT `NICKLEN`).
    pub name_chars_max: usize,
    /// Bytes of a room's name, `#` included (ISUPPORT `CHANNELLEN`).
    pub room_name_bytes_max: usize,
    /// Bytes of a topic (ISUPPORT `TOPICLEN`).
    pub topic_bytes_max: usize,
    /// Bytes of a reason to kick, to leave or to be away (ISUPPORT `KICKLEN`, `AWAYLEN`).
    pub reason_bytes_max: usize,
    /// Bytes of a real name (ISUPPORT `NAMELEN`).
    pub realname_bytes_max: usize,
    /// Bytes of a room's key (ISUPPORT `KEYLEN`).
    pub key_bytes_max: usize,
    /// Rooms or people that one command may name (ISUPPORT `TARGMAX`).
    pub targets_max: usize,
    /// Changes with a parameter in one MODE (ISUPPORT `MODES`).
    pub mode_changes_max: usize,
    /// Bytes of one message of several lines (IRCv3 multiline, `max-bytes`).
    pub multiline_bytes_max: usize,
    /// Lines of one message of several lines (IRCv3 multiline, `max-lines`).
    pub multiline_lines_max: usize,
}

impl Default for Lengths {
    /// As the settings have it: what the wire has room for.
    fn default() -> Self {
        Self {
            name_chars_max: limits::NAME_CHARS_MAX,
            room_name_bytes_max: limits::ROOM_NAME_BYTES_MAX,
            topic_bytes_max: limits::TOPIC_BYTES_MAX,
            reason_bytes_max: limits::REASON_BYTES_MAX,
            realname_bytes_max: limits::REALNAME_BYTES_MAX,
            key_bytes_max: limits::KEY_BYTES_MAX,
            targets_max: limits::TARGETS_MAX,
            mode_changes_max: limits::MODE_CHANGES_MAX,
            multiline_bytes_max: limits::MULTILINE_BYTES_MAX,
            multiline_lines_max: limits::MULTILINE_LINES_MAX,
        }
    }
}

/// How much may be known of people and rooms (IRCv3 metadata, "Capability").
#[derive(Clone, Copy, Debug)]
pub struct MetadataRules {
    /// Keys of one person or room.
    pub keys_max: usize,
    /// Keys that one client may subscribe to.
    pub subscriptions_max: usize,
    /// Bytes of one value.
    pub value_bytes_max: usize,
    /// Values that one client is told at once without having asked for them; if it asks, four times
    /// as many.
    pub sync_max: usize,
    /// Changes that one client may make in a minute.
    pub changes_per_minute_max: usize,
}

impl Default for MetadataRules {
    /// As the settings have it.
    fn default() -> Self {
        Self {
            keys_max: 25,
            subscriptions_max: 50,
            value_bytes_max: 200,
            sync_max: 500,
            changes_per_minute_max: 120,
        }
    }
}

/// How order is kept without anybody's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderRules {
    /// Bans and mutes of the house at most.
    pub bans_max: usize,
    /// Strangers who may enter a room within [`OrderRules::raid_span`]; 0: as many as like.
    pub raid_joins_max: usize,
    /// Within how long they are counted.
    pub raid_span: Duration,
    /// For how long only those with an account, and the invited, enter a room that more have entered.
    pub raid_brake: Duration,
    /// How often the same person may say the same within [`OrderRules::repeats_span`]; 0: as often as
    /// they like.
    pub repeats_max: usize,
    /// Within how long it is counted.
    pub repeats_span: Duration,
}

impl Default for OrderRules {
    /// As the settings have it.
    fn default() -> Self {
        Self {
            bans_max: 1000,
            raid_joins_max: 30,
            raid_span: Duration::from_secs(10),
            raid_brake: Duration::from_secs(600),
            repeats_max: 3,
            repeats_span: Duration::from_secs(30),
        }
    }
}

/// What is remembered, and what of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRules {
    /// Whether anything is.
    pub keeps: bool,
    /// Whether that outlives the server.
    pub outlives: bool,
    /// Messages of a room that are shown to whoever enters it and can't ask for them.
    pub replay: usize,
    /// Messages of one answer to CHATHISTORY or SEARCH (ISUPPORT `CHATHISTORY`).
    pub page_max: usize,
    /// For how long what is said is kept.
    pub retention: Retention,
    /// For how long after they said it somebody may take it back; `None`: for ever.
    pub redact_within: Option<Duration>,
    /// What is done while nothing can be written.
    pub on_failure: OnFailure,
}

/// For how long what is said in a room is kept: what passes any of these goes, the oldest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Its age.
    pub age_max: Option<Duration>,
    /// How many messages a room has.
    pub messages_max: Option<u64>,
    /// Bytes of a room's messages.
    pub bytes_max: Option<u64>,
}

/// What is done while nothing can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// What is said is shown all the same, and written once it can be.
    GoOn,
    /// Nothing can be said.
    Refuse,
}

impl Default for HistoryRules {
    /// Nothing is remembered.
    fn default() -> Self {
        Self {
            keeps: false,
            outlives: false,
            replay: 0,
            page_max: 100,
            retention: Retention::default(),
            redact_within: None,
            on_failure: OnFailure::GoOn,
        }
    }
}

/// Who may have an account (IRCv3 account-registration).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRules {
    /// Who may register one.
    pub registration: Registration,
    /// Whether that may be done before the welcome.
    pub before_connect: bool,
    /// Whether an address must be given.
    pub email_required: bool,
    /// Characters of a password at least.
    pub password_chars_min: usize,
    /// Rounds of PBKDF2 for SCRAM-SHA-256.
    pub scram_iterations: u32,
    /// Who is present without a connection.
    pub always_on: AlwaysOn,
}

/// Who may come in ([`super::entry`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryRules {
    /// Who.
    pub who: EntryWho,
}

/// Who may come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryWho {
    /// Everyone.
    #[default]
    Everyone,
    /// Whoever was invited, and whoever has an account.
    Invited,
    /// Whoever has an account.
    Accounts,
}

/// Who may register an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Nobody.
    Off,
    /// Everybody.
    Open,
    /// Whoever has a code of the operator's.
    ByInvite,
}

/// Who is present without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlwaysOn {
    /// Nobody.
    Off,
    /// Accounts whose owner wants it.
    OptIn,
    /// Accounts whose owner does not refuse it.
    Default,
}

impl Default for AccountRules {
    /// As the settings have it.
    fn default() -> Self {
        Self {
            registration: Registration::Open,
            before_connect: true,
            email_required: false,
            password_chars_min: 8,
            scram_iterations: 600_000,
            always_on: AlwaysOn::OptIn,
        }
    }
}

/// How long an IRC client has to name a room before it is put into the default one.
pub const AUTO_JOIN_AFTER: Duration = Duration::from_secs(1);
