//! Removes what is kept longer, or more of, than the operator wants: the oldest first, a little at a
//! time.

use rusqlite::Connection;

use super::limits::REMOVE_ENTRIES_MAX;
use super::pen::{self, Forgetting, Pen, Rest};
use super::places::shelf;
use super::{begin, codec};
use crate::room::rules::Retention;
use crate::wire::MsgId;

/// Removes some of what is older than the age that is allowed, all over; `false`: nothing is left.
///
/// # Errors
/// What SQLite says.
pub fn by_age(conn: &Connection, pen: &mut Pen, bound: MsgId) -> rusqlite::Result<bool> {
    let mut oldest =
        conn.prepare_cached("SELECT id, shelf FROM entries WHERE id < ?1 ORDER BY id LIMIT ?2")?;
    let some = oldest
        .query_map((bound.number(), REMOVE_ENTRIES_MAX as i64), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let some = some.collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
    remove(conn, pen, &some)?;
    Ok(some.len() == REMOVE_ENTRIES_MAX)
}

/// The places that hold more than is allowed.
///
/// # Errors
/// What SQLite says.
pub fn overfull(conn: &Connection, limits: Retention) -> rusqlite::Result<Vec<i64>> {
    let mut places = conn.prepare_cached("SELECT id FROM places WHERE messages > ?1 OR bytes > ?2")?;
    let (messages_max, bytes_max) = bounds(limits);
    places.query_map((messages_max, bytes_max), |row| row.get(0))?.collect()
}

/// Removes some of what a place holds too much; `false`: it holds no more than is allowed.
///
/// # Errors
/// What SQLite says.
pub fn by_amount(conn: &Connection, pen: &mut Pen, place: i64, limits: Retention) -> rusqlite::Result<bool> {
    let (messages_max, bytes_max) = bounds(limits);
    let mut held = conn.prepare_cached("SELECT messages, bytes FROM places WHERE id = ?1")?;
    let mut rows = held.query([place])?;
    let Some(row) = rows.next()? else { return Ok(false) };
    let (mut messages, mut bytes): (i64, i64) = (row.get(0)?, row.get(1)?);
    let is_over = |messages, bytes| messages > messages_max || bytes > bytes_max;
    if !is_over(messages, bytes) {
        return Ok(false);
    }
    let mut oldest = conn.prepare_cached(
        "SELECT id, shelf, kind, coalesce(length(CAST(body AS BLOB)), 0)
           + coalesce(length(CAST(tags AS BLOB)), 0) + coalesce(length(CAST(target AS BLOB)), 0)
         FROM entries WHERE shelf = ?1 ORDER BY id LIMIT ?2",
    )?;
    let mut candidates: Vec<(i64, i64, i64, i64)> = Vec::new();
    let [said, other] = [shelf(place, true), shelf(place, false)];
    for shelf in [said, other, -said, -other] {
        let rows = oldest.query_map((shelf, REMOVE_ENTRIES_MAX as i64), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        candidates.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    candidates.sort_unstable();
    candidates.truncate(REMOVE_ENTRIES_MAX);
    let mut gone = Vec::new();
    for (id, shelf, kind, size) in candidates {
        if !is_over(messages, bytes) {
            break;
        }
        gone.push((id, shelf));
        if shelf > 0 {
            bytes -= size;
            messages -= i64::from(codec::is_said(kind));
        }
    }
    remove(conn, pen, &gone)?;
    // With nothing to remove, the sums are wrong; that is for `verify` to say.
    Ok(is_over(messages, bytes) && !gone.is_empty())
}

fn bounds(limits: Retention) -> (i64, i64) {
    let bound = |max: Option<u64>| max.and_then(|max| i64::try_from(max).ok()).unwrap_or(i64::MAX);
    (bound(limits.messages_max), bound(limits.bytes_max))
}

fn remove(conn: &Connection, pen: &mut Pen, entries: &[(i64, i64)]) -> rusqlite::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    pen::set_fact(conn, "last", begin::last(conn)?.number())?;
    pen.forgetting(conn, Forgetting::InTime)?;
    let mut places: Vec<i64> = Vec::new();
    for (id, shelf) in entries {
        pen.take_out(conn, *id, None, Rest::Nothing)?;
        places.push(shelf.abs() / 2);
    }
    places.sort_unstable();
    places.dedup();
    pen.places.settle(conn, &mut Vec::new())?;
    places.into_iter().try_for_each(|place| pen.places.drop_if_empty(conn, place))
}
