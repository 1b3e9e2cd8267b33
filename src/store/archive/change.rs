//! Import and erasure, in small transactions.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::Archive;
use crate::room::keep::{CodeRecord, Party, Place, RoomRecord};
use crate::room::{What, Who};
use crate::store::limits::INDEX_ENTRIES;
use crate::store::pen::{self, Forgetting, Pen, Rest};
use crate::store::places::{self, shelf};
use crate::store::{OpenError, begin, codec, lock, people};
use crate::wire::MsgId;
use crate::wire::name::fold_room;

/// Entries of one transaction of an import.
const IMPORT_ENTRIES: usize = 500;

/// Entries of one transaction of an erasure, which takes its time with each.
const ERASE_ENTRIES: usize = 64;

/// For how long the server may write between two transactions.
const PAUSE: Duration = Duration::from_millis(10);

/// Pages in the log after which it is moved into the database.
const LOG_PAGES: i64 = 1_000;

/// Something that happened, from elsewhere.
#[derive(Clone, Debug)]
pub struct Imported {
    /// When, milliseconds since 1970; an id says it itself.
    pub at_ms: u64,
    /// The id that it had, if it had one of ours.
    pub id: Option<MsgId>,
    /// Where.
    pub place: ImportedPlace,
    /// Who did it.
    pub who: Who,
    /// What they did.
    pub what: What,
    /// What their client called it.
    pub nonce: Option<Arc<str>>,
}

/// Where something from elsewhere belongs.
#[derive(Clone, Debug)]
pub enum ImportedPlace {
    /// In the room of this name; if none exists, one will with the next start.
    Room(String),
    /// Between two.
    Private(Party, Party),
}

/// What has become of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// Entries that are kept from here on.
    pub added: u64,
    /// Entries that were known.
    pub known: u64,
    /// Entries that can't be kept: they are of the future, or of a kind that is kept nowhere.
    pub refused: u64,
}

/// What is to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erase {
    /// These entries.
    Ids(Vec<MsgId>),
    /// All that somebody did, by their name or account; in these places, or everywhere.
    Author(String, Option<Vec<Place>>),
}

impl Archive {
    /// What is taken out is overwritten, and the log does not grow for ever.
    pub(super) fn prepare_to_write(&self) -> rusqlite::Result<()> {
        self.conn.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
        self.conn.pragma_update_and_check(None, "wal_autocheckpoint", LOG_PAGES, |_| Ok(()))
    }

    /// Keeps what happened elsewhere.
    ///
    /// # Errors
    /// What SQLite says; what was added before stays.
    pub fn import(&mut self, all: impl IntoIterator<Item = Imported>) -> Result<ImportCount, OpenError> {
        let mut count = ImportCount::default();
        let mut all = all.into_iter().peekable();
        while all.peek().is_some() {
            let mut some: Vec<_> = all.by_ref().take(IMPORT_ENTRIES).collect();
            // The index takes ascending ids best.
            some.sort_by_key(|imported| imported.id.unwrap_or(MsgId::first_at(imported.at_ms)));
            self.transact(|conn, pen| {
                let mut rooms = HashMap::new();
                some.iter().try_for_each(|imported| add(conn, pen, imported, &mut rooms, &mut count))
            })?;
        }
        self.index()?;
        self.leave();
        Ok(count)
    }

    /// Adds a code, if there are not too many that can be used; of those that can't be any more, some
    /// make room.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_code(&mut self, code: &CodeRecord, codes_max: usize, now_ms: u64) -> Result<bool, OpenError> {
        let is_added = self.transact(|conn, _| {
            let good = begin::codes(conn)?;
            let good = good.iter().filter(|code| code.expires_ms.is_none_or(|expires| now_ms < expires));
            if good.count() >= codes_max {
                return Ok(false);
            }
            pen::write_code(conn, code)?;
            Ok(true)
        })?;
        self.leave();
        Ok(is_added)
    }

    /// How many entries that would erase.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count(&self, what: &Erase) -> Result<u64, OpenError> {
        self.count_all(what).map_err(self.refusal())
    }

    fn count_all(&self, what: &Erase) -> rusqlite::Result<u64> {
        let in_place = |authors: &[i64], place: Option<&Place>| {
            let (mut count, mut after) = (0, 0);
            loop {
                let ids = ids_of(&self.conn, authors, place, after)?;
                let Some(last) = ids.last() else { return Ok(count) };
                (count, after) = (count + ids.len() as u64, *last);
            }
        };
        match what {
            Erase::Ids(ids) => {
                let mut is_there = self.conn.prepare_cached("SELECT 1 FROM entries WHERE id = ?1")?;
                let ids: BTreeSet<_> = ids.iter().collect();
                ids.into_iter()
                    .try_fold(0, |count, id| Ok(count + u64::from(is_there.exists([id.number()])?)))
            }
            Erase::Author(name, places) => {
                let authors = self.authors(name)?;
                match places {
                    None => in_place(&authors, None),
                    Some(places) => {
                        places.iter().try_fold(0, |count, place| Ok(count + in_place(&authors, Some(place))?))
                    }
                }
            }
        }
    }

    /// Erases entries, with their words in the index; how many there were.
    ///
    /// # Errors
    /// What SQLite says; what was erased before stays so.
    pub fn erase(&mut self, what: &Erase) -> Result<u64, OpenError> {
        let mut count = 0;
        match what {
            Erase::Ids(ids) => {
                for ids in ids.chunks(ERASE_ENTRIES) {
                    let ids: Vec<_> = ids.iter().map(|id| id.number()).collect();
                    count += self.remove(&ids)?;
                }
            }
            Erase::Author(name, places) => {
                let authors = self.authors(name).map_err(self.refusal())?;
                match places {
                    Some(places) => {
                        for place in places {
                            count += self.erase_in(&authors, Some(place))?;
                        }
                    }
                    None => {
                        let last = begin::last(&self.conn).map_err(self.refusal())?;
                        count += self.erase_in(&authors, None)?;
                        self.forget_authors(&authors, last)?;
                    }
                }
            }
        }
        self.leave();
        Ok(count)
    }

    fn authors(&self, name: &str) -> rusqlite::Result<Vec<i64>> {
        let mut authors =
            self.conn.prepare_cached("SELECT id FROM people WHERE key = ?1 OR account_key = ?1")?;
        authors.query_map([people::key(name)], |row| row.get(0))?.collect()
    }

    fn erase_in(&mut self, authors: &[i64], place: Option<&Place>) -> Result<u64, OpenError> {
        let mut count = 0;
        let mut after = 0;
        loop {
            let ids = ids_of(&self.conn, authors, place, after).map_err(self.refusal())?;
            let Some(last) = ids.last().copied() else { return Ok(count) };
            after = last;
            count += self.remove(&ids)?;
        }
    }

    /// Authors of whom nothing is left; nothing that was written before `last` is.
    fn forget_authors(&mut self, authors: &[i64], last: MsgId) -> Result<(), OpenError> {
        self.transact(|conn, _| {
            let mut forget = conn.prepare_cached(
                "DELETE FROM people WHERE id = ?1 AND id NOT IN (SELECT who FROM entries WHERE id > ?2)",
            )?;
            authors.iter().try_for_each(|author| forget.execute((author, last.number())).map(drop))
        })
    }

    fn remove(&mut self, ids: &[i64]) -> Result<u64, OpenError> {
        self.transact(|conn, pen| {
            pen::set_fact(conn, "last", begin::last(conn)?.number())?;
            pen.forgetting(conn, Forgetting::AtOnce)?;
            let mut count = 0;
            for id in ids {
                count += u64::from(pen.take_out(conn, *id, None, Rest::Nothing)?);
            }
            Ok(count)
        })
    }

    /// Indexes what is not: what was added without a server, or what one had not when it was killed.
    /// One that runs does it within a second.
    ///
    /// # Errors
    /// What SQLite says, if one may only read.
    pub fn index(&mut self) -> Result<(), OpenError> {
        while !lock::is_held(&self.dir) && self.transact(|conn, pen| pen.index(conn, INDEX_ENTRIES))? {}
        Ok(())
    }

    /// Does something in one transaction; lets the server write afterwards.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Pen) -> rusqlite::Result<T>,
    ) -> Result<T, OpenError> {
        let result = self.try_transact(work);
        if result.is_err()
            && !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            log::warn!("event=rollback_failed error={error:?}");
        }
        if lock::is_held(&self.dir) {
            std::thread::sleep(PAUSE);
        }
        result.map_err(self.refusal())
    }

    fn try_transact<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Pen) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        // A server may have written since.
        self.pen.forget(&self.conn)?;
        let done = work(&self.conn, &mut self.pen)?;
        self.pen.places.settle(&self.conn, &mut Vec::new())?;
        self.conn.execute_batch("COMMIT")?;
        Ok(done)
    }

    /// What was changed is in the database itself if it can be, and the server is told.
    fn leave(&self) {
        if let Err(error) = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
            log::debug!("event=checkpoint_failed error={error:?}");
        }
        if self.is_told {
            lock::tell(&self.dir);
        }
    }
}

fn add(
    conn: &Connection,
    pen: &mut Pen,
    imported: &Imported,
    rooms: &mut HashMap<String, i64>,
    count: &mut ImportCount,
) -> rusqlite::Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let at_ms = imported.id.map_or(imported.at_ms, MsgId::unix_ms);
    // What comes from here on may be a server's that runs.
    let (Some(columns), true) = (codec::columns(&imported.what), u128::from(at_ms) < now) else {
        count.refused += 1;
        return Ok(());
    };
    let place = match &imported.place {
        ImportedPlace::Room(name) => match rooms.get(name) {
            Some(place) => *place,
            None => {
                let place = room(conn, pen, name, at_ms)?;
                rooms.insert(name.clone(), place);
                place
            }
        },
        ImportedPlace::Private(one, other) => {
            pen.places.number(conn, &Place::between(one.clone(), other.clone()), "")?
        }
    };
    let id = match imported.id {
        Some(id) => id,
        None if is_known(conn, place, at_ms, &imported.who, &columns)? => {
            count.known += 1;
            return Ok(());
        }
        None => free(conn, MsgId::first_at(at_ms))?,
    };
    if pen.insert(conn, id, place, &imported.who, &columns, imported.nonce.as_deref())? {
        count.added += 1;
    } else {
        count.known += 1;
    }
    Ok(())
}

/// The room of this name that exists; one is founded if there is none.
fn room(conn: &Connection, pen: &mut Pen, name: &str, at_ms: u64) -> rusqlite::Result<i64> {
    let existing = conn
        .prepare_cached(
            "SELECT id FROM places WHERE key = ?1 AND room IS NOT NULL AND gone = 0 AND record IS NOT NULL",
        )?
        .query_row([fold_room(name)], |row| row.get(0))
        .optional()?;
    if let Some(existing) = existing {
        return Ok(existing);
    }
    let mut id = MsgId::first_at(at_ms);
    while places::find(conn, &Place::Room(id))?.is_some() {
        id = id.next();
    }
    let record = RoomRecord {
        id: id.number(),
        name: name.to_owned(),
        created_ms: at_ms,
        founder: None,
        topic: None,
        key: None,
        members_max: None,
        slow_seconds: None,
        flags: String::new(),
        masks: Vec::new(),
        roles: Vec::new(),
        terms: Vec::new(),
    };
    pen.places.record(conn, &record)?;
    pen.places.number(conn, &Place::Room(id), name)
}

/// Whether the same was said at the same moment by the same person.
fn is_known(
    conn: &Connection,
    place: i64,
    at_ms: u64,
    who: &Who,
    columns: &codec::Columns<'_>,
) -> rusqlite::Result<bool> {
    let shelf = shelf(place, codec::is_said(columns.kind));
    let (from, to) = (MsgId::first_at(at_ms), MsgId::first_at(at_ms.saturating_add(1)));
    conn.prepare_cached(
        "SELECT 1 FROM entries AS e JOIN people AS p ON p.id = e.who
         WHERE e.shelf = ?1 AND e.id >= ?2 AND e.id < ?3 AND e.kind = ?4 AND e.body IS ?5 AND p.name = ?6",
    )?
    .exists((shelf, from.number(), to.number(), columns.kind, columns.body.as_deref(), &*who.name))
}

fn free(conn: &Connection, mut id: MsgId) -> rusqlite::Result<MsgId> {
    let mut taken = conn.prepare_cached("SELECT 1 FROM entries WHERE id = ?1")?;
    while taken.exists([id.number()])? {
        id = id.next();
    }
    Ok(id)
}

/// The next entries of these authors behind an id.
fn ids_of(
    conn: &Connection,
    authors: &[i64],
    place: Option<&Place>,
    after: i64,
) -> rusqlite::Result<Vec<i64>> {
    let who = authors.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let shelves = match place {
        None => String::new(),
        Some(place) => match places::find(conn, place)? {
            None => return Ok(Vec::new()),
            Some(number) => {
                let [said, other] = [shelf(number, true), shelf(number, false)];
                format!("AND +shelf IN ({said}, {other}, -{said}, -{other})")
            }
        },
    };
    let mut ids = conn.prepare(&format!(
        "SELECT id FROM entries WHERE id > ?1 AND who IN ({who}) {shelves} ORDER BY id LIMIT {ERASE_ENTRIES}"
    ))?;
    ids.query_map(params_from_iter([after]), |row| row.get(0))?.collect()
}
