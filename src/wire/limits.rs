//! Every limit of the wire, in one place. Those an operator may set are in `settings`; these are
//! given by the protocol or by what our own client needs.

/// Parameters of a message that we send (RFC 2812 section 2.3).
pub const PARAMS_MAX: usize = 15;

/// Parameters of a message that we read as such; a longer list goes on in the last one. Clients
/// may send more than 15 (Modern IRC, "Parameters").
pub const PARAMS_READ_MAX: usize = 64;

/// Changes with a parameter in one MODE (ISUPPORT `MODES`); what is beyond them is passed over.
pub const MODE_CHANGES_MAX: usize = 20;

/// Bytes of an IRC line without its tags, line end included (RFC 1459 section 2.3).
pub const LINE_BYTES_MAX: usize = 512;

/// Bytes of the tags that a client may send, `@` and the space behind them not counted
/// (IRCv3 Message Tags, "Size limit").
pub const CLIENT_TAGS_BYTES_MAX: usize = 4094;

/// Bytes of all tags of a line, `@` and the space included (IRCv3 Message Tags, "Size limit").
pub const TAGS_BYTES_MAX: usize = 8191;

/// Bytes of one line at the plain door, line end included: what fits in one multiline message,
/// and room for the name that the original client puts before it.
pub const PLAIN_LINE_BYTES_MAX: usize = MULTILINE_BYTES_MAX + 1024;

/// Bytes of text in one multiline message (IRCv3 multiline, `max-bytes`).
pub const MULTILINE_BYTES_MAX: usize = 16_384;

/// Lines in one multiline message (IRCv3 multiline, `max-lines`).
pub const MULTILINE_LINES_MAX: usize = 256;

/// Characters of a name (ISUPPORT `NICKLEN`).
pub const NAME_CHARS_MAX: usize = 30;

/// Bytes of a room's name, `#` included (ISUPPORT `CHANNELLEN`).
pub const ROOM_NAME_BYTES_MAX: usize = 64;

/// Bytes of the user part of a prefix, `~` included (ISUPPORT `USERLEN`).
pub const USER_BYTES_MAX: usize = 12;

/// Bytes of the host part of a prefix, which is a cloak (ISUPPORT `HOSTLEN`).
pub const HOST_BYTES_MAX: usize = 18;

/// Bytes of a topic (ISUPPORT `TOPICLEN`).
pub const TOPIC_BYTES_MAX: usize = 390;

/// Bytes of a reason to kick (ISUPPORT `KICKLEN`), to leave, or to be away (`AWAYLEN`).
pub const REASON_BYTES_MAX: usize = 300;

/// Bytes of a real name (ISUPPORT `NAMELEN`).
pub const REALNAME_BYTES_MAX: usize = 150;

/// Bytes of a mask in a room's lists, whole (`nick!user@host`).
pub const MASK_BYTES_MAX: usize = 100;

/// Bytes of a room's key (ISUPPORT `KEYLEN`).
pub const KEY_BYTES_MAX: usize = 32;

/// Invitations that are kept for one member; another one takes the place of the oldest.
pub const INVITATIONS_MAX: usize = 50;

/// Seconds that a room may want between two messages of one member (its mode `w`): a day.
pub const SLOW_SECONDS_MAX: u32 = 86_400;

/// Rows of one answer to WHO, so that no answer fills the queue of whoever asks.
pub const WHO_ROWS_MAX: usize = 2000;

/// Rooms, or receivers, that one command may name (ISUPPORT `TARGMAX`).
pub const TARGETS_MAX: usize = 10;

/// Bytes of a metadata key (IRCv3 metadata, `max-key-bytes`).
pub const METADATA_KEY_BYTES_MAX: usize = 40;

/// Characters of what a client calls a message (`chatroom/id`), at least: names made by chance do not
/// meet, and nobody guesses somebody else's.
pub const NONCE_CHARS_MIN: usize = 16;

/// Characters of it at most.
pub const NONCE_CHARS_MAX: usize = 32;

/// Bytes of a label (IRCv3 labeled-response).
pub const LABEL_BYTES_MAX: usize = 64;
