//! The tables, and how a database of an earlier version becomes one of this.
//!
//! Theory of operation: `PRAGMA user_version` counts the [`MIGRATIONS`] that were done. What is
//! missing is done in order, each in a transaction of its own, when a server (or whoever may write)
//! opens the database. A database that has had more than there are is of a later version of this
//! program and is not touched.
//!
//! The tables:
//! - `entries`: what happened, by its id ([`crate::wire::MsgId::number`]). `shelf` is twice the
//!   number of the place, and one more for what is nothing said, so that one index serves pages with
//!   and without events; below zero stands what was redacted. The other columns: see `codec`.
//! - `places`: rooms (with all that is known of them) and private talks, with what they hold.
//! - `people`: authors, each as they were when they said something.
//! - `words`: the search index, by the ids of `entries`; it holds no text. See `words`.
//! - `accounts`, `markers`, `codes`, `bans`: as the rules gave them.
//! - `audit`: what was done to keep order; a trigger sees to it that no row is changed. The oldest go
//!   where there are too many, and those of a room that is gone.
//! - `facts`: the greatest id ever (`last`), and up to which id all is indexed (`indexed`).

use rusqlite::Connection;

/// What makes a database of version `n` one of version `n + 1`.
const MIGRATIONS: &[&str] = &[
    "
CREATE TABLE facts(name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES('last', 0), ('indexed', 0), ('synced', 0);
CREATE TABLE places(
  id INTEGER PRIMARY KEY,
  room INTEGER UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  key TEXT NOT NULL DEFAULT '',
  record TEXT,
  gone INTEGER NOT NULL DEFAULT 0,
  one TEXT,
  other TEXT,
  messages INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  UNIQUE(one, other)
);
CREATE INDEX places_by_key ON places(key) WHERE room IS NOT NULL;
CREATE INDEX places_by_other ON places(other) WHERE other IS NOT NULL;
CREATE TABLE people(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  account TEXT NOT NULL,
  operator INTEGER NOT NULL,
  bot INTEGER NOT NULL,
  key TEXT NOT NULL,
  account_key TEXT NOT NULL,
  UNIQUE(prefix, name, account, operator, bot)
);
CREATE TABLE entries(
  id INTEGER PRIMARY KEY,
  shelf INTEGER NOT NULL,
  who INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  body TEXT,
  tags TEXT,
  target TEXT,
  nonce TEXT
);
CREATE INDEX entries_by_shelf ON entries(shelf);
CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, tokenize='ascii');
CREATE TABLE accounts(key TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE markers(
  account TEXT NOT NULL,
  target TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY(account, target)
) WITHOUT ROWID;
CREATE TABLE codes(code TEXT PRIMARY KEY, uses INTEGER NOT NULL) WITHOUT ROWID;
",
    "
ALTER TABLE codes ADD COLUMN record TEXT NOT NULL DEFAULT '';
",
    "
CREATE TABLE bans(id INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE audit(id INTEGER PRIMARY KEY, room INTEGER, record TEXT NOT NULL);
CREATE INDEX audit_by_room ON audit(room) WHERE room IS NOT NULL;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END;
CREATE TRIGGER audit_grows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END;
",
    "
DROP TRIGGER audit_grows;
",
];

/// The version that this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// `PRAGMA application_id`: tells the file apart from other databases (`file` shows it).
const APPLICATION_ID: i64 = 0x6368_6174;

/// How a database stands to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its version is this program's, or was made so.
    Fits,
    /// It is of this later version.
    Newer(i64),
    /// It is of an earlier version and was not changed, or is none of ours.
    Older,
}

/// How the database stands, without changing it.
///
/// # Errors
/// What SQLite says.
pub fn look(conn: &Connection) -> rusqlite::Result<Standing> {
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(match version.cmp(&VERSION) {
        std::cmp::Ordering::Less => Standing::Older,
        std::cmp::Ordering::Equal => Standing::Fits,
        std::cmp::Ordering::Greater => Standing::Newer(version),
    })
}

/// Makes the database one of this version, if it is not a later one.
///
/// # Errors
/// What SQLite says; what was not done stays undone.
pub fn migrate(conn: &mut Connection) -> rusqlite::Result<Standing> {
    loop {
        let before = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let version: i64 = before.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version > VERSION {
            return Ok(Standing::Newer(version));
        }
        let Some(step) = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version)) else {
            return Ok(Standing::Fits);
        };
        let tables = "SELECT count(*) FROM sqlite_schema";
        if version == 0 && before.query_row(tables, [], |row| row.get::<_, i64>(0))? > 0 {
            return Ok(Standing::Older);
        }
        before.execute_batch(step)?;
        before.pragma_update(None, "application_id", APPLICATION_ID)?;
        before.pragma_update(None, "user_version", version + 1)?;
        before.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_done_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        assert_eq!(look(&conn).unwrap(), Standing::Older);
        assert_eq!(migrate(&mut conn).unwrap(), Standing::Fits);
        assert_eq!(migrate(&mut conn).unwrap(), Standing::Fits);
        assert_eq!(look(&conn).unwrap(), Standing::Fits);
    }

    #[test]
    fn a_database_of_the_first_version_becomes_one_of_this() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(MIGRATIONS[0]).unwrap();
        conn.execute("INSERT INTO codes VALUES('abcd', 2)", []).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        assert_eq!(look(&conn).unwrap(), Standing::Older);
        assert_eq!(migrate(&mut conn).unwrap(), Standing::Fits);
        let kept = crate::store::begin::kept(&conn, 10).unwrap();
        assert_eq!((kept.codes.len(), kept.bans.len(), kept.audit.len()), (1, 0, 0));
    }

    #[test]
    fn codes_of_the_first_version_register_accounts() {
        use crate::room::keep::CodeKind;
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(MIGRATIONS[0]).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        conn.execute_batch("INSERT INTO codes(code, uses) VALUES('abcd', 3)").unwrap();
        assert_eq!(migrate(&mut conn).unwrap(), Standing::Fits);
        let codes = crate::store::begin::codes(&conn).unwrap();
        assert_eq!((codes[0].code.as_str(), codes[0].kind, codes[0].left), ("abcd", CodeKind::Account, 3));
    }

    #[test]
    fn what_is_none_of_ours_is_not_touched() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE other(x)").unwrap();
        assert_eq!(migrate(&mut conn).unwrap(), Standing::Older);
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 1);
    }

    #[test]
    fn a_later_version_is_not_touched() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", VERSION + 1).unwrap();
        assert_eq!(migrate(&mut conn).unwrap(), Standing::Newer(VERSION + 1));
        assert_eq!(look(&conn).unwrap(), Standing::Newer(VERSION + 1));
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
    }
}
