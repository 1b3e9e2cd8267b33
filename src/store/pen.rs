//! Writes what is to be kept into a transaction that somebody else begins and ends.
//!
//! What the pen remembers (numbers of authors and places, how far the index is) holds as long as all
//! that it wrote is committed; otherwise, and when another process has changed the database, it must
//! [`Pen::forget`].

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::people::{self, People};
use super::places::{self, Places, json, shelf};
use super::words;
use super::{audit, codec};
use crate::room::keep::{CodeRecord, Entry, Keep, Place};
use crate::room::{What, Who};
use crate::wire::MsgId;

/// What writes.
#[derive(Debug, Default)]
pub struct Pen {
    people: People,
    /// Places, and what was added to them.
    pub places: Places,
    /// Up to which id all is indexed.
    pub indexed: i64,
    // How thoroughly the index forgets, as it was last told.
    forgetting: Option<Forgetting>,
    // The words of the entry that is being indexed.
    words: String,
}

/// How thoroughly the index forgets what is taken out in a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgetting {
    /// The words are gone from the file at once: somebody wants them gone. That takes its time, for
    /// each word.
    AtOnce,
    /// They go when that part of the index is written anew.
    InTime,
}

/// Whether an error is of one keep alone, which could never be written, and not of the database.
pub fn is_unfit(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(cause, _) => {
            matches!(cause.code, ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch)
        }
        _ => matches!(error, rusqlite::Error::ToSqlConversionFailure(_)),
    }
}

/// A code is as this says.
///
/// # Errors
/// What SQLite says.
pub fn write_code(conn: &Connection, code: &CodeRecord) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO codes(code, uses, record) VALUES(?1, ?2, ?3)")?.execute((
        &code.code,
        code.left,
        json(code)?,
    ))?;
    Ok(())
}

impl Pen {
    /// Nothing that is remembered holds any more.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        self.people.forget();
        self.places.forget();
        self.forgetting = None;
        self.indexed = fact(conn, "indexed")?;
        Ok(())
    }

    /// Writes one thing that is to be kept.
    ///
    /// # Errors
    /// What SQLite says; see [`is_unfit`].
    pub fn write(&mut self, conn: &Connection, keep: &Keep) -> rusqlite::Result<()> {
        match keep {
            Keep::Entry(entry) => self.entry(conn, entry),
            Keep::Redact { place, id } => self.redact(conn, place, *id),
            Keep::Room(room) => self.places.record(conn, room),
            Keep::RoomGone(room) => {
                audit::room_gone(conn, *room)?;
                self.places.gone(conn, *room)
            }
            Keep::Account(account) => {
                conn.prepare_cached("INSERT OR REPLACE INTO accounts(key, record) VALUES(?1, ?2)")?
                    .execute((&account.key, json(account)?))?;
                Ok(())
            }
            Keep::AccountGone(account) => {
                conn.prepare_cached("DELETE FROM accounts WHERE key = ?1")?.execute([&**account])?;
                conn.prepare_cached("DELETE FROM markers WHERE account = ?1")?.execute([&**account])?;
                self.places.account_gone(conn, account)
            }
            Keep::Marker { account, target, at_ms } => {
                conn.prepare_cached(
                    "INSERT OR REPLACE INTO markers(account, target, at_ms) VALUES(?1, ?2, ?3)",
                )?
                .execute((&**account, &**target, *at_ms as i64))?;
                Ok(())
            }
            Keep::Code(code) => write_code(conn, code),
            Keep::CodeGone(code) => {
                conn.prepare_cached("DELETE FROM codes WHERE code = ?1")?.execute([&**code])?;
                Ok(())
            }
            Keep::Ban(ban) => {
                conn.prepare_cached("INSERT OR REPLACE INTO bans(id, record) VALUES(?1, ?2)")?
                    .execute((ban.id as i64, json(ban)?))?;
                Ok(())
            }
            Keep::BanGone(id) => {
                conn.prepare_cached("DELETE FROM bans WHERE id = ?1")?.execute([*id as i64])?;
                Ok(())
            }
            Keep::Audit(record) => audit::write(conn, record),
        }
    }

    fn entry(&mut self, conn: &Connection, entry: &Entry) -> rusqlite::Result<()> {
        let (Some(id), Some(row)) = (entry.event.id, codec::columns(&entry.event.what)) else {
            log::warn!("event=not_kept reason=no_id_or_kind");
            return Ok(());
        };
        let place = self.places.number(conn, &entry.place, room_name(&entry.event.what))?;
        let is_written = self.insert(conn, id, place, &entry.event.who, &row, entry.nonce.as_deref())?;
        if !is_written {
            log::warn!("event=not_kept reason=id_is_taken id={id}");
        }
        Ok(())
    }

    /// Writes one row; `false`: its id is taken.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn insert(
        &mut self,
        conn: &Connection,
        id: MsgId,
        place: i64,
        who: &Who,
        row: &codec::Columns<'_>,
        nonce: Option<&str>,
    ) -> rusqlite::Result<bool> {
        let author = self.people.number(conn, who)?;
        let is_said = codec::is_said(row.kind);
        let body = row.body.as_deref();
        let inserted = conn
            .prepare_cached(
                "INSERT INTO entries(id, shelf, who, kind, body, tags, target, nonce)
                 VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(id) DO NOTHING",
            )?
            .execute((
                id.number(),
                shelf(place, is_said),
                author,
                row.kind,
                body,
                row.tags,
                row.target,
                nonce,
            ))?;
        if inserted == 0 {
            return Ok(false);
        }
        self.places.add(place, i64::from(is_said), row.bytes());
        // The index goes on behind what it has: what comes earlier would be passed over.
        if is_said && id.number() <= self.indexed {
            let account = who.account.as_deref().map(people::key).unwrap_or_default();
            let keys = [people::key(&who.name), account];
            let text = indexed_text(&mut self.words, place, [&keys[0], &keys[1]], body.unwrap_or_default());
            index(conn, id.number(), text)?;
        }
        Ok(true)
    }

    fn redact(&mut self, conn: &Connection, place: &Place, id: MsgId) -> rusqlite::Result<()> {
        let Some(place) = places::find(conn, place)? else { return Ok(()) };
        self.forgetting(conn, Forgetting::AtOnce)?;
        self.take_out(conn, id.number(), Some(place), Rest::Stone)?;
        Ok(())
    }

    /// Says how thoroughly the index forgets; to be said before anything is taken out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forgetting(&mut self, conn: &Connection, how: Forgetting) -> rusqlite::Result<()> {
        if self.forgetting != Some(how) {
            conn.prepare_cached("INSERT INTO words(words, rank) VALUES('secure-delete', ?1)")?
                .execute([how == Forgetting::AtOnce])?;
            self.forgetting = Some(how);
        }
        Ok(())
    }

    /// Takes an entry out, for search, too; `false`: there is none (in `place`).
    ///
    /// # Errors
    /// What SQLite says.
    pub fn take_out(
        &mut self,
        conn: &Connection,
        id: i64,
        place: Option<i64>,
        rest: Rest,
    ) -> rusqlite::Result<bool> {
        let Some(row) = conn
            .prepare_cached(
                "SELECT e.shelf, e.kind, e.body,
                   coalesce(length(CAST(e.body AS BLOB)), 0) + coalesce(length(CAST(e.tags AS BLOB)), 0)
                   + coalesce(length(CAST(e.target AS BLOB)), 0),
                   coalesce(p.key, ''), coalesce(p.account_key, '')
                 FROM entries AS e LEFT JOIN people AS p ON p.id = e.who WHERE e.id = ?1",
            )?
            .query_row([id], |row| {
                Ok(Taken {
                    shelf: row.get(0)?,
                    kind: row.get(1)?,
                    body: row.get(2)?,
                    bytes: row.get(3)?,
                    keys: [row.get(4)?, row.get(5)?],
                })
            })
            .optional()?
        else {
            return Ok(false);
        };
        let found = row.shelf.abs() / 2;
        if place.is_some_and(|place| place != found) {
            return Ok(false);
        }
        // A stone has lost its words already.
        let stands = row.shelf > 0;
        let is_said = codec::is_said(row.kind);
        if stands && is_said && id <= self.indexed {
            let [name, account] = &row.keys;
            let text = indexed_text(
                &mut self.words,
                found,
                [name, account],
                row.body.as_deref().unwrap_or_default(),
            );
            conn.prepare_cached("INSERT INTO words(words, rowid, text) VALUES('delete', ?1, ?2)")?
                .execute((id, text))?;
        }
        match rest {
            Rest::Stone if stands => {
                conn.prepare_cached(
                    "UPDATE entries SET shelf = -shelf, body = '', tags = NULL, target = NULL WHERE id = ?1",
                )?
                .execute([id])?;
            }
            Rest::Stone => {}
            Rest::Nothing => {
                conn.prepare_cached("DELETE FROM entries WHERE id = ?1")?.execute([id])?;
            }
        }
        if stands {
            self.places.add(found, -i64::from(is_said), -row.bytes);
        }
        Ok(stands || rest == Rest::Nothing)
    }

    /// Indexes what is not, at most `entries_max` entries; `false`: nothing is left to be indexed.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn index(&mut self, conn: &Connection, entries_max: usize) -> rusqlite::Result<bool> {
        let mut entries = conn.prepare_cached(
            "SELECT e.id, e.shelf, e.kind, e.body, p.key, p.account_key
             FROM entries AS e JOIN people AS p ON p.id = e.who WHERE e.id > ?1 ORDER BY e.id LIMIT ?2",
        )?;
        let mut rows = entries.query([self.indexed, entries_max as i64])?;
        let mut count = 0;
        let mut last = self.indexed;
        while let Some(row) = rows.next()? {
            (count, last) = (count + 1, row.get(0)?);
            let shelf: i64 = row.get(1)?;
            if shelf > 0 && codec::is_said(row.get(2)?) {
                let keys = [row.get_ref(4)?.as_str()?, row.get_ref(5)?.as_str()?];
                let body = row.get_ref(3)?.as_str_or_null()?.unwrap_or_default();
                index(conn, last, indexed_text(&mut self.words, shelf / 2, keys, body))?;
            }
        }
        if last > self.indexed {
            set_fact(conn, "indexed", last)?;
            self.indexed = last;
        }
        Ok(count == entries_max)
    }
}

/// What is left of an entry that is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// A row without words.
    Stone,
    /// Nothing.
    Nothing,
}

struct Taken {
    shelf: i64,
    kind: i64,
    body: Option<String>,
    bytes: i64,
    keys: [String; 2],
}

/// What the index has of an entry: the marks of its place and its author (by name, and by account
/// where that is called otherwise), then its words.
fn indexed_text<'a>(out: &'a mut String, place: i64, [name, account]: [&str; 2], body: &str) -> &'a str {
    out.clear();
    words::mark_place(place, out);
    words::mark_author(name, out);
    if !account.is_empty() && account != name {
        words::mark_author(account, out);
    }
    words::fold(body, out);
    out
}

fn index(conn: &Connection, id: i64, text: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO words(rowid, text) VALUES(?1, ?2)")?.execute((id, text))?;
    Ok(())
}

/// One of the `facts`; 0 if there is none.
///
/// # Errors
/// What SQLite says.
pub fn fact(conn: &Connection, name: &str) -> rusqlite::Result<i64> {
    let fact = conn
        .prepare_cached("SELECT number FROM facts WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(fact.unwrap_or_default())
}

/// Sets one of the `facts`.
///
/// # Errors
/// What SQLite says.
pub fn set_fact(conn: &Connection, name: &str, number: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO facts(name, number) VALUES(?1, ?2)")?
        .execute((name, number))?;
    Ok(())
}

/// The name of the room in which something happened, as the event says it.
fn room_name(what: &What) -> &str {
    match what {
        What::Said { target, in_room: true, .. }
        | What::Tagged { target, .. }
        | What::Mode { target, .. } => target,
        What::Joined { room, .. }
        | What::Parted { room, .. }
        | What::Topic { room, .. }
        | What::Kicked { room, .. } => room,
        What::RoomRenamed { to, .. } => to,
        What::Said { in_room: false, .. }
        | What::Quit { .. }
        | What::Renamed { .. }
        | What::Setname { .. }
        | What::Invited { .. }
        | What::Killed { .. }
        | What::Wallops { .. }
        | What::Account
        | What::Redacted { .. }
        | What::Away { .. } => "",
    }
}
