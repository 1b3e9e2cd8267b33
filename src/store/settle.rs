//! What the writer does when it has written: what was written is indexed, reaches the disk, is
//! trimmed where the operator wants that, and the log is moved into the database.
//!
//! Each call does a slice, so that no message waits for longer than one slice takes; what waits for
//! the disk is done by another thread (see `disk`).

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::disk::Job;
use super::limits::{
    INDEX_ENTRIES, INDEX_RETRY_EVERY, LOG_PAGES, LOG_PAGES_FEW, LOG_PAGES_MAX, SETTLE_AFTER,
};
use super::writer::{Flush, Writer};
use super::{Sync, pen, retain};
use crate::wire::MsgId;

/// How much longer than that the last settling may take, when the server goes down; what is not
/// indexed then is at the next start.
const LAST_SETTLING: Duration = Duration::from_millis(500);

impl Writer {
    /// Does a slice of what is due.
    pub(super) fn settle(&mut self, now: Instant) {
        let index = self.settle_index(now);
        let trim = self.trim();
        self.move_log();
        self.settle_at = if index || trim { Some(now) } else { self.index_after };
    }

    /// The disk has done something.
    pub(super) fn disk_done(&mut self, job: Job, result: Result<(), String>) {
        match (job, result) {
            (Job::Flush, Ok(())) => self.flushing = None,
            (Job::Flush, Err(cause)) => {
                // All of that may not be on the disk yet.
                self.unsynced = self.flushing.take().or(self.unsynced);
                self.fail(cause);
            }
            (Job::Move, Ok(())) => {
                let before = self.moving.take().unwrap_or_default();
                // Somebody who reads may hold it: then it is tried again with what is written next.
                if self.log_pages("NOOP").is_ok_and(|(_, left)| left < before) {
                    self.move_log();
                }
            }
            (Job::Move, Err(cause)) => {
                self.moving = None;
                log::warn!("event=log_not_moved cause={cause:?}");
            }
        }
    }

    /// Does all of it.
    pub(super) fn settle_all(&mut self) {
        let begin = Instant::now();
        while self.settle_index(begin) && begin.elapsed() < LAST_SETTLING {}
        while self.trim() && begin.elapsed() < LAST_SETTLING {}
        self.disk = None;
        if self.options.sync != Sync::Never
            && let Err(cause) = self.sync()
        {
            log::error!("event=not_synced cause={cause:?}");
        }
        if self.options.dir.is_some() {
            let truncated = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            if let Err(error) = truncated {
                log::warn!("event=checkpoint_failed error={error:?}");
            }
        }
    }

    /// Indexes some; `false`: nothing more is to be done for the moment. A failure is no reason to
    /// keep nothing: it is tried again later.
    fn settle_index(&mut self, now: Instant) -> bool {
        if self.index_after.is_some_and(|after| now < after) {
            return false;
        }
        self.index_after = None;
        let entries = self.group.max(INDEX_ENTRIES);
        match self.transact(Flush::System, |conn, pen| Ok(Ok(pen.index(conn, entries)?))) {
            Ok(Ok(more)) => more,
            Ok(Err(cause)) | Err(cause) => {
                log::warn!("event=not_indexed cause={cause:?}");
                self.index_after = Some(now + INDEX_RETRY_EVERY);
                false
            }
        }
    }

    /// When what is not on the disk must be taken there; not while something is on its way.
    pub(super) fn flush_at(&self) -> Option<Instant> {
        if self.flushing.is_some() { None } else { self.unsynced.map(|since| since + SETTLE_AFTER) }
    }

    /// What was committed first and may not be on the disk has waited long enough.
    pub(super) fn flush_if_due(&mut self, now: Instant) {
        if self.flush_at().is_some_and(|at| at <= now)
            && self.disk.as_ref().is_some_and(|disk| disk.ask(Job::Flush))
        {
            self.flushing = self.unsynced.take();
        }
    }

    /// A commit that reaches the disk takes all before it along: they stand in the same log.
    ///
    /// # Errors
    /// What SQLite says.
    pub(super) fn sync(&mut self) -> Result<(), String> {
        let changes = self.conn.total_changes() as i64;
        self.transact(Flush::Disk, |conn, _| Ok(Ok(pen::set_fact(conn, "synced", changes)?)))??;
        self.unsynced = None;
        Ok(())
    }

    /// Removes some of what a place holds too much; `false`: none does.
    fn trim(&mut self) -> bool {
        let limits = self.limits;
        if limits.messages_max.is_none() && limits.bytes_max.is_none() {
            self.changed.clear();
            return false;
        }
        self.changed.sort_unstable();
        self.changed.dedup();
        let Some(place) = self.changed.last().copied() else { return false };
        let flush = Flush::System;
        match self.transact(flush, |conn, pen| Ok(Ok(retain::by_amount(conn, pen, place, limits)?))) {
            Ok(Ok(true)) => {}
            Ok(Ok(false)) => self.changed.retain(|changed| *changed != place),
            Ok(Err(cause)) | Err(cause) => {
                log::warn!("event=not_trimmed cause={cause:?}");
                self.changed.retain(|changed| *changed != place);
            }
        }
        !self.changed.is_empty()
    }

    /// Removes some of what is too old; `false`: nothing is.
    pub(super) fn trim_by_age(&mut self) -> bool {
        let Some(age_max) = self.limits.age_max else { return false };
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let bound_ms = unix.saturating_sub(age_max).as_millis();
        let bound = MsgId::first_at(u64::try_from(bound_ms).unwrap_or(u64::MAX));
        let result = self.transact(Flush::System, |conn, pen| Ok(Ok(retain::by_age(conn, pen, bound)?)));
        match result {
            Ok(Ok(more)) => more,
            Ok(Err(cause)) | Err(cause) => {
                log::warn!("event=not_trimmed cause={cause:?}");
                false
            }
        }
    }

    /// Sees to it that the log is moved into the database, if it is long.
    fn move_log(&mut self) {
        if let Err(error) = self.try_move_log() {
            log::warn!("event=log_not_moved error={error:?}");
        }
    }

    fn try_move_log(&mut self) -> rusqlite::Result<()> {
        let Some(disk) = &self.disk else { return Ok(()) };
        let (pages, left) = self.log_pages("NOOP")?;
        if pages < LOG_PAGES || left == 0 {
            return Ok(());
        }
        if (left <= LOG_PAGES_FEW && self.moving.is_none()) || left > LOG_PAGES_MAX {
            self.log_pages("PASSIVE")?;
        } else if self.moving.is_none() && disk.ask(Job::Move) {
            self.moving = Some(left);
        }
        Ok(())
    }

    /// Pages in the log, and how many of them are not in the database yet, after a checkpoint of this
    /// kind.
    fn log_pages(&self, kind: &str) -> rusqlite::Result<(i64, i64)> {
        let mut checkpoint = self.conn.prepare_cached(&format!("PRAGMA wal_checkpoint({kind})"))?;
        checkpoint.query_row([], |row| {
            let pages: i64 = row.get(1)?;
            Ok((pages, pages - row.get::<_, i64>(2)?))
        })
    }
}
