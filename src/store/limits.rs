//! How much of anything the store takes, and how long it waits: every bound of this layer.

use std::time::Duration;

/// Keeps of one transaction.
pub const GROUP_KEEPS_MAX: usize = 8_192;

/// Questions that wait for one reader.
pub const ASKS_MAX: usize = 1_024;

/// Entries of one answer, whatever was asked for.
pub const ANSWER_ENTRIES_MAX: usize = 10_000;

/// Phrases of one search; more are not looked for.
pub const PHRASES_MAX: usize = 100;

/// Authors and places whose numbers are remembered; then all are looked up anew.
pub const REMEMBERED_MAX: usize = 20_000;

/// Entries from whose nonces [`crate::room::keep::Kept::nonces`] is made, counted from the newest.
pub const NONCE_ENTRIES_MAX: usize = 20_000;

/// How many nonces it holds.
pub const NONCES_MAX: usize = 10_000;

/// After how long what was written is indexed and, in [`super::Sync::Second`], on the disk: so much
/// under a second that there is time to do it.
pub const SETTLE_AFTER: Duration = Duration::from_millis(750);

/// Entries that are indexed in one transaction; messages that come meanwhile wait for it. As many as
/// the last group had, if that was more, so that the index keeps up.
pub const INDEX_ENTRIES: usize = 256;

/// Entries that are removed in one transaction.
pub const REMOVE_ENTRIES_MAX: usize = 128;

/// How often writing is tried again while it fails.
pub const RETRY_EVERY: Duration = Duration::from_secs(1);

/// How often indexing is tried again while only that fails.
pub const INDEX_RETRY_EVERY: Duration = Duration::from_secs(10);

/// How often what is too old is looked for, where there is such a limit.
pub const AGE_EVERY: Duration = Duration::from_secs(3_600);

/// How long another process may hold the database (an import, an erasure) before that counts as a
/// failure.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages in the log after which it is moved into the database.
pub const LOG_PAGES: i64 = 1_000;

/// Pages in the log that are moved at once by the writer, which waits for it: so few that it takes
/// no time, or so many that it can't go on.
pub const LOG_PAGES_FEW: i64 = 256;

/// See [`LOG_PAGES_FEW`].
pub const LOG_PAGES_MAX: i64 = 16_000;

/// How often, and with what pause between, the lock is tried before it counts as held: who only asks
/// whether a server runs holds it for a moment.
pub const LOCK_TRIES: usize = 10;

/// See [`LOCK_TRIES`].
pub const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Records of the audit log that are kept of one room.
pub const AUDIT_EACH_ROOM_MAX: i64 = 1_000;

/// The same of all rooms.
pub const AUDIT_ROOMS_MAX: i64 = 50_000;

/// The same of the house.
pub const AUDIT_HOUSE_MAX: i64 = 50_000;

/// After how many records all of them are counted.
pub const AUDIT_TRIM_EVERY: i64 = 256;
