//! What is kept, for the command line: it lists, exports, searches, imports, erases, backs up and
//! verifies, also while a server runs.
//!
//! Theory of operation: SQLite lets others read while the server writes. What changes something does
//! so in small transactions, with a pause between if a server runs, and tells the server at the end
//! (see `lock`), which then looks again at what it remembers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::pen::Pen;
use super::read::{self, Names};
use super::schema::{self, Standing};
use super::{OpenError, begin, lock, people, places};
use crate::room::keep::{Entry, Place, Range, Search};
use crate::wire::MsgId;
use crate::wire::name::fold_room;

mod backup;
mod change;

pub use backup::{Verified, verify};
pub use change::{Erase, ImportCount, Imported, ImportedPlace};

/// Entries that an export reads at once.
const EXPORT_ENTRIES: usize = 1_000;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Only to read: nothing is changed, not even the version of the database.
    Read,
    /// Also to change; there is a database afterwards, if there was none.
    Write,
}

/// All that is kept in one directory.
#[derive(Debug)]
pub struct Archive {
    pub(super) conn: Connection,
    pub(super) pen: Pen,
    dir: PathBuf,
    // Whether a server is told of changes.
    pub(super) is_told: bool,
}

/// What there is to know of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Which it is.
    pub place: Place,
    /// The name of the room; empty for a private talk.
    pub name: String,
    /// Whether anybody can enter it.
    pub state: State,
    /// How many messages it holds.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The first thing that is kept of it, and the last.
    pub span: Option<(MsgId, MsgId)>,
}

/// Whether a place can be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A room that exists.
    Open,
    /// A room that does not, or not any more.
    Gone,
    /// No room at all.
    Private,
}

impl Archive {
    /// Opens what is kept in `dir`.
    ///
    /// # Errors
    /// Why it can't be used; [`OpenError::InUse`]: it is of an earlier version, and a server has it.
    pub fn open(dir: &Path, access: Access) -> Result<Self, OpenError> {
        let path = begin::path(dir);
        let refusal = |error: rusqlite::Error| begin::refusal(&path, &error);
        if access == Access::Write {
            std::fs::create_dir_all(dir).map_err(|error| OpenError::io(dir, &error))?;
        }
        let conn = if access == Access::Read || path.exists() {
            let conn = begin::open_to_read(&path).map_err(refusal)?;
            match schema::look(&conn).map_err(refusal)? {
                Standing::Newer(version) => return Err(OpenError::Newer { path, version }),
                Standing::Older if access == Access::Read => {
                    return Err(OpenError::Damaged { path, cause: "user_version".to_owned() });
                }
                Standing::Older if lock::is_held(dir) => {
                    return Err(OpenError::InUse { path: dir.to_owned() });
                }
                Standing::Fits | Standing::Older => Some(conn),
            }
        } else {
            None
        };
        let conn = match (access, conn) {
            (Access::Read, Some(conn)) => conn,
            _ => begin::open(Some(dir))?,
        };
        let mut pen = Pen::default();
        pen.forget(&conn).map_err(refusal)?;
        let archive = Self { conn, pen, dir: dir.to_owned(), is_told: true };
        if access == Access::Write {
            archive.prepare_to_write().map_err(refusal)?;
        }
        Ok(archive)
    }

    /// What SQLite says, with the database of which it says it.
    fn refusal(&self) -> impl Fn(rusqlite::Error) -> OpenError {
        let path = begin::path(&self.dir);
        move |error| begin::refusal(&path, &error)
    }

    /// All places that hold something, the rooms first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn shelves(&self) -> Result<Vec<Shelf>, OpenError> {
        self.all_shelves().map_err(self.refusal())
    }

    fn all_shelves(&self) -> rusqlite::Result<Vec<Shelf>> {
        // The bounds go by the index, one shelf at a time.
        let mut places = self.conn.prepare_cached(
            "SELECT id, name, room IS NULL, gone = 1 OR record IS NULL, messages, bytes,
               (SELECT min(id) FROM entries WHERE shelf = p.id * 2),
               (SELECT min(id) FROM entries WHERE shelf = p.id * 2 + 1),
               (SELECT max(id) FROM entries WHERE shelf = p.id * 2),
               (SELECT max(id) FROM entries WHERE shelf = p.id * 2 + 1)
             FROM places AS p ORDER BY room IS NULL, key, room, one, other",
        )?;
        let mut rows = places.query([])?;
        let mut shelves = Vec::new();
        while let Some(row) = rows.next()? {
            let id =
                |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.and_then(MsgId::from_number));
            let first = [id(6)?, id(7)?].into_iter().flatten().min();
            let last = [id(8)?, id(9)?].into_iter().flatten().max();
            let (is_private, is_gone): (bool, bool) = (row.get(2)?, row.get(3)?);
            shelves.push(Shelf {
                place: places::name(&self.conn, row.get(0)?)?.0,
                name: row.get(1)?,
                state: match (is_private, is_gone) {
                    (true, _) => State::Private,
                    (false, true) => State::Gone,
                    (false, false) => State::Open,
                },
                messages: row.get::<_, i64>(4)?.max(0) as u64,
                bytes: row.get::<_, i64>(5)?.max(0) as u64,
                span: first.zip(last),
            });
        }
        Ok(shelves)
    }

    /// The rooms that have this name or had it when they went, the one that exists first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn rooms_named(&self, name: &str) -> Result<Vec<Place>, OpenError> {
        let rooms = || -> rusqlite::Result<Vec<Place>> {
            let mut rooms = self.conn.prepare_cached(
                "SELECT room FROM places WHERE key = ?1 AND room IS NOT NULL
                 ORDER BY gone = 1 OR record IS NULL, room DESC",
            )?;
            let rooms = rooms.query_map([fold_room(name)], |row| row.get(0))?;
            let room = |number: i64| Place::Room(MsgId::from_number(number).unwrap_or(MsgId::ZERO));
            rooms.map(|number| number.map(room)).collect()
        };
        rooms().map_err(self.refusal())
    }

    /// What fits, in the order of its ids; the name of the room (if it is one) comes along.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search(&self, search: &Search) -> Result<Vec<(Entry, Arc<str>)>, OpenError> {
        let found = read::search(&self.conn, search).map_err(self.refusal())?;
        found
            .into_iter()
            .map(|entry| self.named(entry))
            .collect::<rusqlite::Result<_>>()
            .map_err(self.refusal())
    }

    fn named(&self, entry: Entry) -> rusqlite::Result<(Entry, Arc<str>)> {
        let name = match places::find(&self.conn, &entry.place)? {
            Some(number) => places::name(&self.conn, number)?.1,
            None => "".into(),
        };
        Ok((entry, name))
    }

    /// All that is kept between two ids (which are left out), in order; of one place, or of all.
    pub fn export(&self, place: Option<Place>, after: MsgId, before: MsgId) -> Export<'_> {
        Export { archive: self, place, after, before, page: Vec::new().into_iter(), is_done: false }
    }
}

/// What is kept, one entry after the other, each with the name of its room (empty for a talk).
#[derive(Debug)]
pub struct Export<'a> {
    archive: &'a Archive,
    place: Option<Place>,
    after: MsgId,
    before: MsgId,
    page: std::vec::IntoIter<(Entry, Arc<str>)>,
    is_done: bool,
}

impl Export<'_> {
    fn turn_page(&mut self) -> rusqlite::Result<()> {
        let conn = &self.archive.conn;
        let entries = match &self.place {
            Some(place) => {
                let range = Range::Between(self.after, self.before.max(self.after));
                read::page(conn, place, range, EXPORT_ENTRIES, true)?
            }
            None => {
                let mut rows = conn.prepare_cached(&format!(
                    "SELECT {}, {} FROM entries AS e CROSS JOIN people AS p ON p.id = e.who
                     WHERE e.id > ?1 AND e.id < ?2 AND e.shelf > 0 ORDER BY e.id LIMIT ?3",
                    read::COLUMNS,
                    people::COLUMNS
                ))?;
                let mut names = Names::default();
                let bounds = (self.after.number(), self.before.number(), EXPORT_ENTRIES as i64);
                let entry = |row: &Row<'_>| names.entry(conn, row);
                rows.query_map(bounds, entry)?.collect::<rusqlite::Result<Vec<_>>>()?
            }
        };
        self.is_done = entries.len() < EXPORT_ENTRIES;
        if let Some(last) = entries.last().and_then(|entry| entry.event.id) {
            self.after = last;
        }
        let named = entries.into_iter().map(|entry| self.archive.named(entry));
        self.page = named.collect::<rusqlite::Result<Vec<_>>>()?.into_iter();
        Ok(())
    }
}

impl Iterator for Export<'_> {
    type Item = Result<(Entry, Arc<str>), OpenError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.page.next() {
                return Some(Ok(entry));
            }
            if self.is_done {
                return None;
            }
            if let Err(error) = self.turn_page() {
                self.is_done = true;
                return Some(Err(self.archive.refusal()(error)));
            }
        }
    }
}
