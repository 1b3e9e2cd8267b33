//! Places: rooms and private talks, each with a number, and what each holds.
//!
//! Theory of operation: what a group of writes adds to a place is summed up and written once, with
//! [`Places::settle`], before the transaction ends. Numbers are remembered as those of authors are
//! (see `people`), and forgotten in the same cases.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use super::limits::REMEMBERED_MAX;
use crate::room::keep::{Party, Place, RoomRecord};
use crate::wire::MsgId;
use crate::wire::name::fold_room;

/// Numbers of places, and what was added to them in this transaction.
#[derive(Debug, Default)]
pub struct Places {
    numbers: HashMap<Place, i64>,
    added: HashMap<i64, Added>,
}

/// What was added to a place (or, below zero, taken away).
#[derive(Clone, Copy, Debug, Default)]
struct Added {
    messages: i64,
    bytes: i64,
}

/// How one side of a private talk is kept.
pub fn party(party: &Party) -> String {
    match party {
        Party::Account(key) => format!("a:{key}"),
        Party::Guest(key) => format!("g:{key}"),
    }
}

/// The same, read. What is neither (an account that is gone) counts as a guest that nobody can be.
pub fn read_party(text: &str) -> Party {
    match text.split_once(':') {
        Some(("a", key)) => Party::Account(key.into()),
        Some(("g", key)) => Party::Guest(key.into()),
        _ => Party::Guest(text.into()),
    }
}

/// The shelf of what is said in a place, or of all else.
pub const fn shelf(place: i64, is_said: bool) -> i64 {
    place * 2 + if is_said { 0 } else { 1 }
}

/// The number of a place, if it is known.
///
/// # Errors
/// What SQLite says.
pub fn find(conn: &Connection, place: &Place) -> rusqlite::Result<Option<i64>> {
    match place {
        Place::Room(room) => conn
            .prepare_cached("SELECT id FROM places WHERE room = ?1")?
            .query_row([room.number()], |row| row.get(0)),
        Place::Private(one, other) => conn
            .prepare_cached("SELECT id FROM places WHERE one = ?1 AND other = ?2")?
            .query_row([party(one), party(other)], |row| row.get(0)),
    }
    .optional()
}

/// The place of a number, and the name of the room (empty for a private talk).
///
/// # Errors
/// What SQLite says; also if there is no such place.
pub fn name(conn: &Connection, number: i64) -> rusqlite::Result<(Place, Arc<str>)> {
    conn.prepare_cached("SELECT room, name, one, other FROM places WHERE id = ?1")?.query_row(
        [number],
        |row| {
            let place = match row.get::<_, Option<i64>>(0)? {
                Some(room) => Place::Room(MsgId::from_number(room).unwrap_or(MsgId::ZERO)),
                None => Place::between(
                    read_party(row.get_ref(2)?.as_str()?),
                    read_party(row.get_ref(3)?.as_str()?),
                ),
            };
            Ok((place, row.get_ref(1)?.as_str()?.into()))
        },
    )
}

impl Places {
    /// The number of a place, which is written down if it was not; `room` is what it is called.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn number(&mut self, conn: &Connection, place: &Place, room: &str) -> rusqlite::Result<i64> {
        if let Some(number) = self.numbers.get(place) {
            return Ok(*number);
        }
        let number = match find(conn, place)? {
            Some(number) => number,
            None => match place {
                Place::Room(id) => conn
                    .prepare_cached("INSERT INTO places(room, name, key) VALUES(?1, ?2, ?3)")?
                    .insert((id.number(), room, fold_room(room)))?,
                Place::Private(one, other) => conn
                    .prepare_cached("INSERT INTO places(one, other) VALUES(?1, ?2)")?
                    .insert([party(one), party(other)])?,
            },
        };
        if self.numbers.len() >= REMEMBERED_MAX {
            self.numbers.clear();
        }
        self.numbers.insert(place.clone(), number);
        Ok(number)
    }

    /// A place has so many messages and bytes more.
    pub fn add(&mut self, place: i64, messages: i64, bytes: i64) {
        let added = self.added.entry(place).or_default();
        added.messages += messages;
        added.bytes += bytes;
    }

    /// Writes what was added; the places to which something was are put in `changed`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settle(&mut self, conn: &Connection, changed: &mut Vec<i64>) -> rusqlite::Result<()> {
        if self.added.is_empty() {
            return Ok(());
        }
        let mut update = conn
            .prepare_cached("UPDATE places SET messages = messages + ?2, bytes = bytes + ?3 WHERE id = ?1")?;
        for (place, added) in self.added.drain() {
            update.execute((place, added.messages, added.bytes))?;
            changed.push(place);
        }
        Ok(())
    }

    /// Nothing that is remembered holds any more, and nothing was added.
    pub fn forget(&mut self) {
        self.numbers.clear();
        self.added.clear();
    }

    /// A room is as this says. Another of the same name that was not gone is.
    ///
    /// # Errors
    /// What SQLite says, and what can't be written as JSON.
    pub fn record(&mut self, conn: &Connection, room: &RoomRecord) -> rusqlite::Result<()> {
        let key = fold_room(&room.name);
        conn.prepare_cached(
            "UPDATE places SET gone = 1 WHERE key = ?1 AND room IS NOT NULL AND room <> ?2 AND gone = 0",
        )?
        .execute((&key, room.id))?;
        conn.prepare_cached(
            "INSERT INTO places(room, name, key, record) VALUES(?1, ?2, ?3, ?4)
             ON CONFLICT(room) DO UPDATE
             SET name = excluded.name, key = excluded.key, record = excluded.record, gone = 0",
        )?
        .execute((room.id, &room.name, &key, json(room)?))?;
        Ok(())
    }

    /// A room is gone; nothing is left of one in which nothing is kept.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn gone(&mut self, conn: &Connection, room: MsgId) -> rusqlite::Result<()> {
        conn.prepare_cached("UPDATE places SET gone = 1 WHERE room = ?1")?.execute([room.number()])?;
        if let Some(place) = find(conn, &Place::Room(room))? {
            self.drop_if_empty(conn, place)?;
        }
        Ok(())
    }

    /// Removes a place that nobody can enter any more and that holds nothing.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn drop_if_empty(&mut self, conn: &Connection, place: i64) -> rusqlite::Result<()> {
        let said = shelf(place, true);
        let dropped = conn
            .prepare_cached(
                "DELETE FROM places WHERE id = ?1 AND (gone = 1 OR record IS NULL)
                 AND NOT EXISTS(SELECT 1 FROM entries WHERE shelf IN (?2, ?2 + 1, -?2, -?2 - 1))",
            )?
            .execute((place, said))?;
        if dropped > 0 {
            self.numbers.retain(|_, number| *number != place);
            self.added.remove(&place);
        }
        Ok(())
    }

    /// An account is gone: what it said in private stays with those to whom it said it, and nobody
    /// who takes its name later has a part in it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn account_gone(&mut self, conn: &Connection, account: &Arc<str>) -> rusqlite::Result<()> {
        let gone = Party::Account(Arc::clone(account));
        let guest = Party::Guest(Arc::clone(account));
        let mut talks = conn.prepare_cached("SELECT id FROM places WHERE one = ?1 OR other = ?1")?;
        let talks: Vec<i64> =
            talks.query_map([party(&gone)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for number in talks {
            let (Place::Private(one, other), _) = name(conn, number)? else { continue };
            let partner = if one == gone { other } else { one };
            let moved = Place::between(partner.clone(), guest.clone());
            // Two guests can see nothing of it, nor can the account with itself; and where the
            // partner talked with a guest of that name already, that talk keeps its place.
            let is_seen = matches!(&partner, Party::Account(key) if key != account);
            let (one, other) = match &moved {
                Place::Private(one, other) if is_seen && find(conn, &moved)?.is_none() => {
                    (party(one), party(other))
                }
                _ => (format!("x:{number}:{account}"), party(&partner)),
            };
            conn.prepare_cached("UPDATE places SET one = ?2, other = ?3 WHERE id = ?1")?
                .execute((number, one, other))?;
        }
        self.numbers.retain(|place, _| match place {
            Place::Private(one, other) => *one != gone && *other != gone,
            Place::Room(_) => true,
        });
        Ok(())
    }
}

/// A record as JSON.
///
/// # Errors
/// What serde says.
pub fn json<T: serde::Serialize>(record: &T) -> rusqlite::Result<String> {
    serde_json::to_string(record).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
