//! Authors: each kept once, as they were when they said something; entries name them by a number.
//!
//! The numbers of those who spoke of late are remembered. Whoever rolls a transaction back, or sees
//! that another process has changed the database, must [`People::forget`].

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row};

use super::limits::REMEMBERED_MAX;
use crate::room::{Role, Who};
use crate::wire::name;

#[derive(Debug, PartialEq, Eq, Hash)]
struct Face {
    prefix: Arc<str>,
    name: Arc<str>,
    account: Option<Arc<str>>,
    operator: bool,
    bot: bool,
}

/// The numbers of authors.
#[derive(Debug, Default)]
pub struct People {
    numbers: HashMap<Face, i64>,
}

/// What `text` is found by: the folded name, or what comes nearest where it folds to none.
pub fn key(text: &str) -> String {
    name::fold(text).unwrap_or_else(|| text.to_lowercase())
}

impl People {
    /// The number of an author, who is written down if they were not.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn number(&mut self, conn: &Connection, who: &Who) -> rusqlite::Result<i64> {
        let face = Face {
            prefix: Arc::clone(&who.prefix),
            name: Arc::clone(&who.name),
            account: who.account.clone(),
            operator: who.role == Role::Operator,
            bot: who.bot,
        };
        if let Some(number) = self.numbers.get(&face) {
            return Ok(*number);
        }
        let account = face.account.as_deref().unwrap_or_default();
        let known = conn
            .prepare_cached(
                "SELECT id FROM people
                 WHERE prefix = ?1 AND name = ?2 AND account = ?3 AND operator = ?4 AND bot = ?5",
            )?
            .query_row((&*face.prefix, &*face.name, account, face.operator, face.bot), |row| row.get(0))
            .optional()?;
        let number = match known {
            Some(number) => number,
            None => conn
                .prepare_cached(
                    "INSERT INTO people(prefix, name, account, operator, bot, key, account_key)
                     VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .insert((
                    &*face.prefix,
                    &*face.name,
                    account,
                    face.operator,
                    face.bot,
                    key(&face.name),
                    if account.is_empty() { String::new() } else { key(account) },
                ))?,
        };
        if self.numbers.len() >= REMEMBERED_MAX {
            self.numbers.clear();
        }
        self.numbers.insert(face, number);
        Ok(number)
    }

    /// Nothing that is remembered holds any more.
    pub fn forget(&mut self) {
        self.numbers.clear();
    }
}

/// The columns that [`who`] reads, of `people AS p`.
pub const COLUMNS: &str = "p.name, p.prefix, p.account, p.operator, p.bot";

/// An author, from [`COLUMNS`] that begin at `at`.
///
/// # Errors
/// What SQLite says.
pub fn who(row: &Row<'_>, at: usize) -> rusqlite::Result<Who> {
    let account = row.get_ref(at + 2)?.as_str()?;
    Ok(Who {
        name: row.get_ref(at)?.as_str()?.into(),
        prefix: row.get_ref(at + 1)?.as_str()?.into(),
        account: (!account.is_empty()).then(|| account.into()),
        role: if row.get(at + 3)? { Role::Operator } else { Role::Member },
        bot: row.get(at + 4)?,
    })
}
