//! A copy of the database while a server writes, and whether a copy is whole.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::Archive;
use crate::store::schema::{self, Standing};
use crate::store::{OpenError, begin};

/// Pages that are copied between two words about how far it is.
const PAGES: i32 = 2_048;

/// For how long a copy waits for whoever holds the file.
const PAUSE: Duration = Duration::from_millis(50);

/// What is found in a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// What is wrong, as SQLite says it; nothing: it is whole.
    pub problems: Vec<String>,
    /// Rooms, also those that are gone.
    pub rooms: u64,
    /// Private talks.
    pub talks: u64,
    /// Messages.
    pub messages: u64,
    /// What else is kept.
    pub events: u64,
    /// Accounts.
    pub accounts: u64,
}

impl Archive {
    /// Copies all of it, as it is at this moment, into one file that needs nothing else; `progress`
    /// hears how many pages of how many are copied. What `to` was is replaced once the copy is done.
    ///
    /// # Errors
    /// What SQLite or the system says, and of which file.
    pub fn backup(&self, to: &Path, progress: impl FnMut(u64, u64)) -> Result<(), OpenError> {
        let mut part = OsString::from(to);
        part.push(".part");
        let part = PathBuf::from(part);
        if let Err(error) = std::fs::remove_file(&part) {
            log::trace!("event=part_not_removed error={error:?}");
        }
        // People are told of the file that they named, or of the folder that is not there.
        let failed = |error: &io::Error| match to.parent() {
            Some(folder) if error.kind() == io::ErrorKind::NotFound => OpenError::io(folder, error),
            _ => OpenError::io(to, error),
        };
        begin::make_private(&part).map_err(|error| failed(&error))?;
        let copied = self.copy(&part, progress).map_err(|error| begin::refusal(to, &error));
        let moved =
            copied.and_then(|()| std::fs::rename(&part, to).map_err(|error| OpenError::io(to, &error)));
        if moved.is_err()
            && let Err(error) = std::fs::remove_file(&part)
        {
            log::debug!("event=part_not_removed error={error:?}");
        }
        moved
    }

    fn copy(&self, part: &Path, mut progress: impl FnMut(u64, u64)) -> rusqlite::Result<()> {
        let mut copy = Connection::open(part)?;
        // One moment of it: what a server writes meanwhile is not in the copy, and does not make it
        // begin again.
        let moment = self.conn.unchecked_transaction()?;
        moment.query_row("SELECT count(*) FROM facts", [], |_| Ok(()))?;
        let backup = Backup::new(&moment, &mut copy)?;
        loop {
            let step = backup.step(PAGES)?;
            let at = backup.progress();
            progress((at.pagecount - at.remaining).max(0) as u64, at.pagecount.max(0) as u64);
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(PAUSE),
            }
        }
        drop(backup);
        drop(moment);
        // The copy takes over that there is a log beside the file; it should need none.
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        copy.close().map_err(|(_, error)| error)
    }
}

/// Looks whether a database (a backup, or the one of a data directory) is whole, and what is in it.
/// That reads all of it.
///
/// # Errors
/// Why it can't be looked at: it is no database at all, or a later version's.
pub fn verify(path: &Path) -> Result<Verified, OpenError> {
    let path = if path.is_dir() { begin::path(path) } else { path.to_owned() };
    let refusal = |error: rusqlite::Error| begin::refusal(&path, &error);
    let conn = begin::open_to_read(&path).map_err(refusal)?;
    match schema::look(&conn).map_err(refusal)? {
        Standing::Fits => look_through(&conn).map_err(refusal),
        Standing::Newer(version) => Err(OpenError::Newer { path, version }),
        Standing::Older => Err(OpenError::Damaged { path, cause: "user_version".to_owned() }),
    }
}

fn look_through(conn: &Connection) -> rusqlite::Result<Verified> {
    // One moment of it.
    let conn = conn.unchecked_transaction()?;
    let mut check = conn.prepare("PRAGMA integrity_check")?;
    let mut problems = check.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    problems.retain(|problem| problem != "ok");
    let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|count| count as u64);
    let without_author = count("SELECT count(*) FROM entries WHERE who NOT IN (SELECT id FROM people)")?;
    if without_author > 0 {
        problems.push(format!("entries.who: {without_author}"));
    }
    let without_place =
        count("SELECT count(*) FROM entries WHERE abs(shelf) / 2 NOT IN (SELECT id FROM places)")?;
    if without_place > 0 {
        problems.push(format!("entries.shelf: {without_place}"));
    }
    let messages = count("SELECT count(*) FROM entries WHERE shelf > 0 AND shelf % 2 = 0")?;
    let summed = count("SELECT coalesce(sum(messages), 0) FROM places")?;
    if messages != summed {
        problems.push(format!("places.messages: {summed} != {messages}"));
    }
    Ok(Verified {
        problems,
        rooms: count("SELECT count(*) FROM places WHERE room IS NOT NULL")?,
        talks: count("SELECT count(*) FROM places WHERE room IS NULL")?,
        messages,
        events: count("SELECT count(*) FROM entries WHERE shelf > 0 AND shelf % 2 = 1")?,
        accounts: count("SELECT count(*) FROM accounts")?,
    })
}
