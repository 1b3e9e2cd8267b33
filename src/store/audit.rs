//! Keeps the audit log, and no more of it than is allowed: of each room, of all rooms together, and of
//! the house. What a room's people do can fill no disk and push out nothing of the house's.

use rusqlite::Connection;

use super::limits::{AUDIT_EACH_ROOM_MAX, AUDIT_HOUSE_MAX, AUDIT_ROOMS_MAX, AUDIT_TRIM_EVERY};
use super::places::json;
use crate::room::keep::AuditRecord;
use crate::wire::MsgId;

/// Adds a record; the oldest go if there are too many.
///
/// # Errors
/// What SQLite says.
pub fn write(conn: &Connection, record: &AuditRecord) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO audit(room, record) VALUES(?1, ?2)")?
        .execute((record.room, json(record)?))?;
    let id = conn.last_insert_rowid();
    if let Some(room) = record.room {
        conn.prepare_cached(
            "DELETE FROM audit WHERE room = ?1 AND id <=
               (SELECT id FROM audit WHERE room = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute((room, AUDIT_EACH_ROOM_MAX))?;
    }
    if id % AUDIT_TRIM_EVERY == 0 { trim(conn) } else { Ok(()) }
}

/// Takes the oldest out of what is too much of all rooms, and of the house.
fn trim(conn: &Connection) -> rusqlite::Result<()> {
    for (which, kept_max) in [("NOT NULL", AUDIT_ROOMS_MAX), ("NULL", AUDIT_HOUSE_MAX)] {
        conn.prepare_cached(&format!(
            "DELETE FROM audit WHERE room IS {which} AND id <=
               (SELECT id FROM audit WHERE room IS {which} ORDER BY id DESC LIMIT 1 OFFSET ?1)"
        ))?
        .execute([kept_max])?;
    }
    Ok(())
}

/// A room is gone, and its log with it: nobody is left who could read it.
///
/// # Errors
/// What SQLite says.
pub fn room_gone(conn: &Connection, room: MsgId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM audit WHERE room = ?1")?.execute([room.number()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_log_has_its_bound_and_a_room_takes_its_own_along() {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::schema::migrate(&mut conn).unwrap();
        let add = |room: Option<i64>| write(&conn, &AuditRecord { room, ..AuditRecord::default() }).unwrap();
        let held = |which: &str| {
            let count = format!("SELECT count(*) FROM audit WHERE room {which}");
            conn.query_row(&count, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        add(None);
        add(Some(1));
        for _ in 0..AUDIT_EACH_ROOM_MAX + 5 {
            add(Some(2));
        }
        assert_eq!((held("IS NULL"), held("= 1"), held("= 2")), (1, 1, AUDIT_EACH_ROOM_MAX));
        room_gone(&conn, MsgId::from_number(2).unwrap()).unwrap();
        assert_eq!((held("IS NULL"), held("= 1"), held("= 2")), (1, 1, 0));
        let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
                    INSERT INTO audit(room, record) SELECT 10 + i, '{}' FROM n";
        conn.execute(many, [AUDIT_ROOMS_MAX + 5]).unwrap();
        trim(&conn).unwrap();
        assert_eq!((held("IS NULL"), held("IS NOT NULL")), (1, AUDIT_ROOMS_MAX));
    }
}
