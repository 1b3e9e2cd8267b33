//! Opens the database, and reads what a house begins with. Nothing here reads a whole table that
//! grows with what is said: places know what they hold, and all else goes by an index.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::limits::{BUSY_TIMEOUT, NONCE_ENTRIES_MAX, NONCES_MAX};
use super::schema::{self, Standing};
use super::{OpenError, lock, pen, read};
use crate::room::bans::audit::AUDIT_RECORDS_MAX;
use crate::room::history::nonces::AUTHOR_NONCES_MAX;
use crate::room::keep::{
    AccountRecord, AuditRecord, BanRecord, CodeKind, CodeRecord, Entry, Kept, Party, RoomRecord,
};
use crate::wire::MsgId;

/// Statements that one connection keeps prepared; there are not many more.
const STATEMENTS: usize = 64;

/// What one connection keeps in memory of the database, in KiB (below zero, as SQLite wants it).
const CACHE_KIB: i64 = -16_384;

/// Bytes to which the log is cut when it starts anew.
const LOG_BYTES: i64 = 32 << 20;

/// Where the database of a data directory is.
pub fn path(dir: &Path) -> PathBuf {
    dir.join(super::FILE_NAME)
}

/// What kept a database from being opened.
pub fn refusal(path: &Path, error: &rusqlite::Error) -> OpenError {
    let (path, cause) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => OpenError::Damaged { path, cause },
        code => OpenError::Io { kind: kind(code, &path), path, cause },
    }
}

/// Which of the system's troubles is behind SQLite's: it has one code for all that keeps a file from
/// being opened.
fn kind(code: Option<ErrorCode>, path: &Path) -> ErrorKind {
    match code {
        Some(ErrorCode::CannotOpen) => match path.metadata() {
            Ok(file) if file.is_dir() => ErrorKind::IsADirectory,
            Ok(_) => ErrorKind::PermissionDenied,
            Err(error) => error.kind(),
        },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => ErrorKind::PermissionDenied,
        Some(ErrorCode::DiskFull) => ErrorKind::StorageFull,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ErrorKind::ResourceBusy,
        _ => ErrorKind::Other,
    }
}

/// Opens the database of a directory for writing, and makes it one of this version; `None`: one in
/// memory.
///
/// # Errors
/// Why it can't be used.
pub fn open(dir: Option<&Path>) -> Result<Connection, OpenError> {
    let path = dir.map(path);
    let named = path.clone().unwrap_or_default();
    if let Some(path) = &path {
        make_private(path).map_err(|error| OpenError::io(path, &error))?;
    }
    let mut conn = connect(path.as_deref()).map_err(|error| refusal(&named, &error))?;
    match schema::migrate(&mut conn).map_err(|error| refusal(&named, &error))? {
        Standing::Newer(version) => Err(OpenError::Newer { path: named, version }),
        Standing::Older => Err(OpenError::Damaged { path: named, cause: "application_id".to_owned() }),
        Standing::Fits => Ok(conn),
    }
}

/// Makes the file, if there is none, for its owner alone: it holds what people said in private. What
/// SQLite puts beside it is as open as the file is.
///
/// # Errors
/// What the system says.
pub fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect(path: Option<&Path>) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match path {
        Some(path) => Connection::open_with_flags(path, flags)?,
        None => Connection::open_in_memory_with_flags(flags)?,
    };
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Not before the version is known: this changes the file.
    if matches!(schema::look(&conn)?, Standing::Newer(_)) {
        return Ok(conn);
    }
    if path.is_some() {
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        // The log is moved into the database by the writer, when nothing else is to be done.
        conn.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
        conn.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES, |_| Ok(()))?;
    }
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update(None, "cache_size", CACHE_KIB)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // Words that are taken out are overwritten.
    conn.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    Ok(conn)
}

/// Opens the database of a directory for moving the log into it.
///
/// # Errors
/// What SQLite says.
pub fn open_to_move(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    // Makes it look at the log, without which it would move nothing.
    conn.query_row("SELECT count(*) FROM facts", [], |_| Ok(()))?;
    Ok(conn)
}

/// Opens the database of a directory for reading, also where this user may write nothing: SQLite
/// wants to make a file beside the database, and does without only if it is told that nobody writes.
///
/// # Errors
/// What SQLite says.
pub fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let opened = Connection::open_with_flags(path, TO_READ).and_then(prepare_to_read);
    match &opened {
        Err(error) if is_beside(error) && is_at_rest(path) => open_at_rest(path),
        _ => opened,
    }
}

/// Whether it may be only the file beside the database that keeps it from being read.
fn is_beside(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// Whether all that is kept stands in the database itself, and no server runs that writes more.
fn is_at_rest(path: &Path) -> bool {
    let log = path.with_extension("db-wal");
    let is_moved =
        log.metadata().map_or_else(|error| error.kind() == ErrorKind::NotFound, |log| log.len() == 0);
    path.is_file() && is_moved && !path.parent().is_some_and(lock::is_held)
}

/// Opens a database that nobody writes.
fn open_at_rest(path: &Path) -> rusqlite::Result<Connection> {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(byte.into()),
            // Where folders are told apart otherwise, the address still wants it like this.
            b'\\' if cfg!(windows) => uri.push('/'),
            byte if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    prepare_to_read(Connection::open_with_flags(uri, TO_READ | OpenFlags::SQLITE_OPEN_URI)?)
}

const TO_READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

fn prepare_to_read(conn: Connection) -> rusqlite::Result<Connection> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.pragma_update(None, "cache_size", CACHE_KIB)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // Only this makes SQLite look at the file.
    schema::look(&conn)?;
    Ok(conn)
}

/// What is kept; `recent` is how many messages of each room.
///
/// # Errors
/// What SQLite says.
pub fn kept(conn: &Connection, recent: usize) -> rusqlite::Result<Kept> {
    let mut kept = Kept { last: last(conn)?, ..Kept::default() };
    for (place, record) in rooms(conn)? {
        kept.rooms.push((record, read::recent(conn, place, recent)?));
    }
    let mut accounts = conn.prepare("SELECT record FROM accounts ORDER BY key")?;
    let mut rows = accounts.query([])?;
    while let Some(row) = rows.next()? {
        kept.accounts.extend(parse::<AccountRecord>(row.get_ref(0)?.as_str()?));
    }
    let mut markers = conn.prepare("SELECT account, target, at_ms FROM markers")?;
    let mut rows = markers.query([])?;
    while let Some(row) = rows.next()? {
        let at_ms: i64 = row.get(2)?;
        kept.markers.push((text(row, 0)?, text(row, 1)?, at_ms as u64));
    }
    kept.codes = codes(conn)?;
    let mut bans = conn.prepare("SELECT record FROM bans ORDER BY id")?;
    let mut rows = bans.query([])?;
    while let Some(row) = rows.next()? {
        kept.bans.extend(parse::<BanRecord>(row.get_ref(0)?.as_str()?));
    }
    kept.audit = audit(conn)?;
    kept.nonces = nonces(conn)?;
    Ok(kept)
}

/// The newest records of the audit log: so many of the house, and of each room.
fn audit(conn: &Connection) -> rusqlite::Result<Vec<AuditRecord>> {
    let mut newest = conn.prepare(
        "SELECT id, record FROM (SELECT id, record FROM audit WHERE room IS NULL ORDER BY id DESC LIMIT ?1)
         UNION
         SELECT a.id, a.record FROM places AS p JOIN audit AS a ON a.room = p.room
         WHERE p.room IS NOT NULL AND p.gone = 0 AND a.id IN
           (SELECT id FROM audit WHERE room = p.room ORDER BY id DESC LIMIT ?1)
         ORDER BY id",
    )?;
    let mut rows = newest.query([AUDIT_RECORDS_MAX as i64])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.extend(parse::<AuditRecord>(row.get_ref(1)?.as_str()?));
    }
    Ok(records)
}

/// The codes.
///
/// # Errors
/// What SQLite says.
pub fn codes(conn: &Connection) -> rusqlite::Result<Vec<CodeRecord>> {
    let mut codes = conn.prepare("SELECT code, uses, record FROM codes")?;
    let mut rows = codes.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let record = row.get_ref(2)?.as_str()?;
        if record.is_empty() {
            // Of the time when there were no others.
            let (code, kind) = (row.get(0)?, CodeKind::Account);
            all.push(CodeRecord { code, kind, left: row.get(1)?, expires_ms: None, used_by: Vec::new() });
        } else {
            all.extend(parse::<CodeRecord>(record));
        }
    }
    Ok(all)
}

/// The greatest id that is known to have been given out.
///
/// # Errors
/// What SQLite says.
pub fn last(conn: &Connection) -> rusqlite::Result<MsgId> {
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
    let ids = [one("SELECT max(id) FROM entries")?, one("SELECT max(room) FROM places")?];
    let last = ids.into_iter().flatten().chain([pen::fact(conn, "last")?]).max();
    Ok(last.and_then(MsgId::from_number).unwrap_or(MsgId::ZERO))
}

/// The newest messages of all rooms that are not gone.
///
/// # Errors
/// What SQLite says.
pub fn recent(conn: &Connection, recent: usize) -> rusqlite::Result<Vec<(MsgId, Vec<Entry>)>> {
    let mut all = Vec::new();
    for (place, record) in rooms(conn)? {
        let room = MsgId::from_number(record.id).unwrap_or(MsgId::ZERO);
        all.push((room, read::recent(conn, place, recent)?));
    }
    Ok(all)
}

fn rooms(conn: &Connection) -> rusqlite::Result<Vec<(i64, RoomRecord)>> {
    let mut rooms = conn.prepare_cached(
        "SELECT id, record FROM places WHERE room IS NOT NULL AND gone = 0 AND record IS NOT NULL ORDER BY room",
    )?;
    let mut rows = rooms.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let place = row.get(0)?;
        all.extend(parse(row.get_ref(1)?.as_str()?).map(|record| (place, record)));
    }
    Ok(all)
}

fn nonces(conn: &Connection) -> rusqlite::Result<Vec<(Arc<str>, MsgId, Party)>> {
    let mut newest = conn.prepare(
        "SELECT e.nonce, e.id, p.key, p.account_key
         FROM (SELECT nonce, id, who FROM entries ORDER BY id DESC LIMIT ?1) AS e
         JOIN people AS p ON p.id = e.who WHERE e.nonce IS NOT NULL ORDER BY e.id DESC",
    )?;
    let mut rows = newest.query([NONCE_ENTRIES_MAX as i64])?;
    let (mut nonces, mut counts) = (Vec::new(), HashMap::<Party, usize>::new());
    while let Some(row) = rows.next()?
        && nonces.len() < NONCES_MAX
    {
        let author = match row.get_ref(3)?.as_str()? {
            "" => Party::Guest(text(row, 2)?),
            account => Party::Account(account.into()),
        };
        // Whoever said much lately leaves room for what others said before.
        let count = counts.entry(author.clone()).or_default();
        *count += 1;
        if *count <= AUTHOR_NONCES_MAX {
            let (nonce, id) = (text(row, 0)?, MsgId::from_number(row.get(1)?));
            nonces.extend(id.map(|id| (nonce, id, author)));
        }
    }
    nonces.reverse();
    Ok(nonces)
}

fn text(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Arc<str>> {
    Ok(row.get_ref(at)?.as_str()?.into())
}

/// A record; one that can't be read is passed over, so that the rest can be.
fn parse<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
    match serde_json::from_str(json) {
        Ok(record) => Some(record),
        Err(error) => {
            log::error!("event=record_not_read error={error:?}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::Dir;

    #[test]
    fn what_nobody_writes_is_read_without_a_file_beside_it() {
        let dir = Dir::new();
        let odd = dir.path().join("what? 100% #茶");
        std::fs::create_dir_all(&odd).unwrap();
        drop(open(Some(&odd)).unwrap());
        let path = path(&odd);
        assert!(is_at_rest(&path));
        let conn = open_at_rest(&path).unwrap();
        assert_eq!(last(&conn).unwrap(), MsgId::ZERO);
        assert_eq!(std::fs::read_dir(&odd).unwrap().count(), 1, "nothing was made");
        let lock = lock::Lock::take(&odd).unwrap();
        assert!(!is_at_rest(&path), "a server may write");
        drop(lock);
        std::fs::write(path.with_extension("db-wal"), "x").unwrap();
        assert!(!is_at_rest(&path), "something stands in the log alone");
    }
}
