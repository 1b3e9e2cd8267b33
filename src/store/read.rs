//! Answers what is asked of what is kept. Reads only; every query goes by an index.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row};

use super::codec;
use super::limits::ANSWER_ENTRIES_MAX;
use super::people::{self, key};
use super::places::{self, shelf};
use super::words::{self, Sought};
use crate::room::Event;
use crate::room::keep::{Answer, Ask, Entry, Party, Place, Range, Search};
use crate::wire::MsgId;

/// The columns that [`Names::entry`] reads, of `entries AS e` and `people AS p`; the author's are
/// behind them.
pub const COLUMNS: &str = "e.id, e.shelf, e.kind, e.body, e.tags, e.target, e.nonce";

/// Where the author's columns begin.
const AUTHOR_AT: usize = 7;

/// The answer to a question.
pub fn answer(conn: &Connection, ask: &Ask) -> Answer {
    let answer = match ask {
        Ask::Page { place, range, entries_max, events } => {
            page(conn, place, *range, *entries_max, *events).map(Answer::Entries)
        }
        Ask::Places { account, rooms, after, before, places_max } => {
            latest(conn, account.as_ref(), rooms, (*after, *before), *places_max).map(Answer::Places)
        }
        Ask::Search(search) => self::search(conn, search).map(Answer::Entries),
        Ask::Entry(place, id) => {
            one(conn, place, *id).map(|entry| Answer::Entries(entry.into_iter().collect()))
        }
    };
    answer.unwrap_or_else(|error| {
        log::warn!("event=history_not_read error={error:?}");
        Answer::Failed(error.to_string())
    })
}

/// The places and names of what one answer holds.
#[derive(Debug, Default)]
pub struct Names {
    known: HashMap<i64, (Place, Arc<str>)>,
}

impl Names {
    /// The entry that a row is.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn entry(&mut self, conn: &Connection, row: &Row<'_>) -> rusqlite::Result<Entry> {
        let id = MsgId::from_number(row.get(0)?).unwrap_or(MsgId::ZERO);
        let shelf: i64 = row.get(1)?;
        let (place, room) = self.place(conn, shelf.abs() / 2)?;
        let text = |at| row.get_ref(at).and_then(|text| Ok(text.as_str_or_null()?));
        let what = codec::what(row.get(2)?, text(3)?, text(4)?, text(5)?, room);
        Ok(Entry {
            place: place.clone(),
            event: Event { at_ms: id.unix_ms(), id: Some(id), who: people::who(row, AUTHOR_AT)?, what },
            nonce: text(6)?.map(Arc::from),
        })
    }

    /// The place of a number, and the name of its room.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn place(&mut self, conn: &Connection, number: i64) -> rusqlite::Result<&(Place, Arc<str>)> {
        use std::collections::hash_map::Entry;
        match self.known.entry(number) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => Ok(unknown.insert(places::name(conn, number)?)),
        }
    }
}

/// In which order entries are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Oldest,
    Newest,
}

/// A page of a place.
///
/// # Errors
/// What SQLite says.
pub fn page(
    conn: &Connection,
    place: &Place,
    range: Range,
    entries_max: usize,
    events: bool,
) -> rusqlite::Result<Vec<Entry>> {
    let Some(place) = places::find(conn, place)? else { return Ok(Vec::new()) };
    let entries_max = entries_max.min(ANSWER_ENTRIES_MAX);
    let part =
        |after, before, order, entries_max| part(conn, place, (after, before), order, entries_max, events);
    match range {
        Range::Latest(after) => part(after.unwrap_or(MsgId::ZERO), MsgId::MAX, Order::Newest, entries_max),
        Range::Before(before) => part(MsgId::ZERO, before, Order::Newest, entries_max),
        Range::After(after) => part(after, MsgId::MAX, Order::Oldest, entries_max),
        Range::Around(middle) => {
            let before = entries_max / 2;
            let mut entries = part(MsgId::ZERO, middle, Order::Newest, before)?;
            // Bounds are left out, and the middle is not.
            let bound = MsgId::from_number(middle.number() - 1);
            let behind = bound.unwrap_or(MsgId::ZERO);
            entries.extend(part(behind, MsgId::MAX, Order::Oldest, entries_max - before)?);
            Ok(entries)
        }
        Range::Between(first, second) if first <= second => part(first, second, Order::Oldest, entries_max),
        Range::Between(first, second) => part(second, first, Order::Newest, entries_max),
    }
}

/// Entries between two ids, which are left out, in the order of their ids.
fn part(
    conn: &Connection,
    place: i64,
    (after, before): (MsgId, MsgId),
    order: Order,
    entries_max: usize,
    events: bool,
) -> rusqlite::Result<Vec<Entry>> {
    let mut entries = shelf_part(conn, shelf(place, true), (after, before), order, entries_max)?;
    if events {
        entries.extend(shelf_part(conn, shelf(place, false), (after, before), order, entries_max)?);
    }
    entries.sort_by_key(|entry| entry.event.id);
    match order {
        Order::Oldest => entries.truncate(entries_max),
        Order::Newest => drop(entries.drain(..entries.len().saturating_sub(entries_max))),
    }
    Ok(entries)
}

fn shelf_part(
    conn: &Connection,
    shelf: i64,
    (after, before): (MsgId, MsgId),
    order: Order,
    entries_max: usize,
) -> rusqlite::Result<Vec<Entry>> {
    let direction = if order == Order::Newest { "DESC" } else { "ASC" };
    let mut rows = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, {} FROM entries AS e CROSS JOIN people AS p ON p.id = e.who
         WHERE e.shelf = ?1 AND e.id > ?2 AND e.id < ?3 ORDER BY e.id {direction} LIMIT ?4",
        people::COLUMNS
    ))?;
    let mut names = Names::default();
    let bounds = (shelf, after.number(), before.number(), entries_max as i64);
    rows.query_map(bounds, |row| names.entry(conn, row))?.collect()
}

/// The newest messages of a room, in the order of their ids.
///
/// # Errors
/// What SQLite says.
pub fn recent(conn: &Connection, place: i64, entries_max: usize) -> rusqlite::Result<Vec<Entry>> {
    part(conn, place, (MsgId::ZERO, MsgId::MAX), Order::Newest, entries_max, false)
}

fn one(conn: &Connection, place: &Place, id: MsgId) -> rusqlite::Result<Option<Entry>> {
    let Some(number) = places::find(conn, place)? else { return Ok(None) };
    let mut row = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, {} FROM entries AS e JOIN people AS p ON p.id = e.who
         WHERE e.id = ?1 AND e.shelf IN (?2, ?3)",
        people::COLUMNS
    ))?;
    let mut names = Names::default();
    row.query_row((id.number(), shelf(number, true), shelf(number, false)), |row| names.entry(conn, row))
        .optional()
}

fn latest(
    conn: &Connection,
    account: Option<&Arc<str>>,
    rooms: &[MsgId],
    (after, before): (MsgId, MsgId),
    places_max: usize,
) -> rusqlite::Result<Vec<(Place, MsgId)>> {
    let mut all = Vec::new();
    if let Some(account) = account {
        let mut talks = conn.prepare_cached(
            "SELECT id, one, other FROM places WHERE one = ?1
             UNION SELECT id, one, other FROM places WHERE other = ?1 AND other IS NOT NULL",
        )?;
        let party = places::party(&Party::Account(Arc::clone(account)));
        let mut rows = talks.query([party])?;
        while let Some(row) = rows.next()? {
            let [one, other] = [1, 2].map(|at| row.get_ref(at).and_then(|text| Ok(text.as_str()?)));
            all.push((row.get(0)?, Place::between(places::read_party(one?), places::read_party(other?))));
        }
    }
    for room in rooms {
        let place = Place::Room(*room);
        if let Some(number) = places::find(conn, &place)? {
            all.push((number, place));
        }
    }
    let mut newest = conn.prepare_cached("SELECT max(id) FROM entries WHERE shelf = ?1")?;
    let mut found = Vec::new();
    for (number, place) in all {
        let id: Option<i64> = newest.query_row([shelf(number, true)], |row| row.get(0))?;
        if let Some(id) = id.and_then(MsgId::from_number)
            && after < id
            && id < before
        {
            found.push((place, id));
        }
    }
    found.sort_by_key(|(_, id)| *id);
    found.drain(..found.len().saturating_sub(places_max));
    Ok(found)
}

/// The messages that fit, in the order of their ids.
///
/// # Errors
/// What SQLite says.
pub fn search(conn: &Connection, search: &Search) -> rusqlite::Result<Vec<Entry>> {
    let mut query = match words::sought(&search.words) {
        Sought::Nothing => return Ok(Vec::new()),
        Sought::Anything => String::new(),
        Sought::Words(query) => query,
    };
    let from = search.from.as_deref().map(key);
    if let Some(from) = &from {
        let mut mark = String::new();
        words::mark_author(from, &mut mark);
        words::also(&mut query, &words::one_of(&mark));
    }
    if let Some(places) = &search.places {
        let mut marks = String::new();
        for place in places {
            if let Some(number) = places::find(conn, place)? {
                words::mark_place(number, &mut marks);
            }
        }
        if marks.is_empty() {
            return Ok(Vec::new());
        }
        words::also(&mut query, &words::one_of(&marks));
    }
    let tables = if query.is_empty() {
        "entries AS e CROSS JOIN people AS p ON p.id = e.who WHERE ?1 = '' AND e.id > ?2 AND e.id < ?3"
    } else {
        // The rows of the index come in order, so that it stops as soon as there are enough. That an
        // author is the right one is asked again of the row: two names may have one mark.
        "words AS w CROSS JOIN entries AS e ON e.id = w.rowid CROSS JOIN people AS p ON p.id = e.who
         WHERE words MATCH ?1 AND w.rowid > ?2 AND w.rowid < ?3"
    };
    let direction = if search.oldest { "ASC" } else { "DESC" };
    let order = if query.is_empty() { "e.id" } else { "w.rowid" };
    let mut rows = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, {} FROM {tables} AND e.shelf > 0 AND e.kind <= {}
         AND (?4 IS NULL OR p.key = ?4 OR p.account_key = ?4) ORDER BY {order} {direction} LIMIT ?5",
        people::COLUMNS,
        codec::NOTICE
    ))?;
    let mut names = Names::default();
    let entries_max = search.entries_max.min(ANSWER_ENTRIES_MAX) as i64;
    let bounds = (query, search.after.number(), search.before.number(), from, entries_max);
    let entries = rows.query_map(bounds, |row| names.entry(conn, row))?;
    let mut entries = entries.collect::<rusqlite::Result<Vec<_>>>()?;
    if !search.oldest {
        entries.reverse();
    }
    Ok(entries)
}
