//! The thread that writes.
//!
//! Theory of operation: it takes all that waits, writes it in one transaction, and reports it as
//! written once `COMMIT` has returned: so those who wait share one commit, and the slower the disk
//! is, the more of them. What can wait is done [`SETTLE_AFTER`] the first write, a slice at a time
//! between such groups (see `settle`). With nothing to do the thread sleeps.
//!
//! When a group can't be written it is rolled back whole and the store is *failing*: what was in it,
//! and what comes after, goes into a bounded memory (see `unwritten`), and every [`RETRY_EVERY`] all
//! of that is tried again as one transaction. Depending on [`OnFailure`] it counts as written
//! meanwhile, or messages are handed back.
//!
//! Another process may change the database between two transactions (an import, an erasure). `PRAGMA
//! data_version`, asked within each transaction, tells: then nothing that is remembered holds, and
//! the loop is given the newest messages again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::disk::Disk;
use super::inbox::{Inbox, Tasks};
use super::limits::{AGE_EVERY, GROUP_KEEPS_MAX, RETRY_EVERY, SETTLE_AFTER};
use super::pen::{Pen, is_unfit};
use super::reports::Reports;
use super::unwritten::Unwritten;
use super::{Options, Report, Sync, begin, read, retain};
use crate::room::What;
use crate::room::keep::{Answer, Keep, Keeping};
use crate::room::rules::{OnFailure, Retention};
use crate::wire::MsgId;

/// How commits reach the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flush {
    /// With the next one that is [`Flush::Disk`].
    System,
    /// Before `COMMIT` returns.
    Disk,
}

/// Writing does not work.
#[derive(Debug)]
struct Failing {
    cause: String,
    retry_at: Instant,
}

/// What writes.
pub struct Writer {
    pub(super) conn: Connection,
    pub(super) pen: Pen,
    pub(super) options: Options,
    pub(super) limits: Retention,
    inbox: Arc<Inbox>,
    reports: Arc<Reports>,
    unwritten: Unwritten,
    // The greatest id of what was written.
    written_to: MsgId,
    failing: Option<Failing>,
    // Position of the last keep that was taken.
    taken: u64,
    /// Keeps of the last group.
    pub(super) group: usize,
    // Group commits that were tried.
    commits: u64,
    data_version: i64,
    is_rewritten: bool,
    flush: Flush,
    /// Waits for the disk; none: all is in memory.
    pub(super) disk: Option<Disk>,
    /// Since when something that was committed may not be on the disk, where that matters.
    pub(super) unsynced: Option<Instant>,
    /// The same of what is on its way there.
    pub(super) flushing: Option<Instant>,
    /// While the log is being moved into the database: how many pages were left to be.
    pub(super) moving: Option<i64>,
    /// When what can wait is due.
    pub(super) settle_at: Option<Instant>,
    /// Not before this is indexing tried again.
    pub(super) index_after: Option<Instant>,
    /// Places that were written to and may hold too much.
    pub(super) changed: Vec<i64>,
    /// When what is too old is looked for.
    pub(super) age_at: Option<Instant>,
}

impl Writer {
    /// One that goes on where the database ends.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn new(
        conn: Connection,
        options: Options,
        disk: Option<Disk>,
        inbox: Arc<Inbox>,
        reports: Arc<Reports>,
    ) -> rusqlite::Result<Self> {
        let now = Instant::now();
        let limits = options.limits();
        let mut pen = Pen::default();
        pen.forget(&conn)?;
        let mut writer = Self {
            pen,
            limits,
            inbox,
            reports,
            unwritten: Unwritten::default(),
            written_to: begin::last(&conn)?,
            failing: None,
            taken: 0,
            group: 0,
            commits: 0,
            data_version: 0,
            is_rewritten: false,
            flush: Flush::System,
            disk,
            unsynced: None,
            flushing: None,
            moving: None,
            // What the last run has left undone.
            settle_at: Some(now + SETTLE_AFTER),
            index_after: None,
            changed: retain::overfull(&conn, limits)?,
            age_at: limits.age_max.map(|_| now + SETTLE_AFTER),
            conn,
            options,
        };
        writer.data_version = writer.version()?;
        Ok(writer)
    }

    /// Works until it is told to stop.
    pub fn run(mut self) {
        loop {
            let Tasks { keeps, questions, disk, renewed, look_again, stop } =
                self.inbox.wait(self.deadline());
            if let Some(options) = renewed {
                self.renew(*options);
            }
            if !keeps.is_empty() {
                self.keep(keeps);
            }
            for (job, result) in disk {
                self.disk_done(job, result);
            }
            for question in questions {
                let answer = read::answer(&self.conn, &question.ask);
                self.reports.push(Report::Answered { conn: question.conn, ticket: question.ticket, answer });
            }
            if look_again {
                self.look_again();
            }
            let now = Instant::now();
            if self.failing.as_ref().is_some_and(|failing| failing.retry_at <= now) {
                self.retry();
            }
            if self.failing.is_none() {
                self.flush_if_due(now);
            }
            if self.failing.is_none() && self.settle_at.is_some_and(|at| at <= now) {
                self.settle(now);
            }
            if self.failing.is_none() && self.age_at.is_some_and(|at| at <= now) {
                self.age_at = Some(now + if self.trim_by_age() { Duration::ZERO } else { AGE_EVERY });
            }
            if stop {
                return self.finish();
            }
        }
    }

    /// Keeps things like this from here on, where they were.
    fn renew(&mut self, options: Options) {
        let before = std::mem::replace(&mut self.options, options);
        (self.options.dir, self.options.fault) = (before.dir, before.fault);
        self.options.memory_messages_max = before.memory_messages_max;
        let limits = self.options.limits();
        if limits != std::mem::replace(&mut self.limits, limits) {
            let now = Instant::now();
            self.age_at = limits.age_max.map(|_| now + SETTLE_AFTER);
            match retain::overfull(&self.conn, limits) {
                Ok(places) => self.changed = places,
                Err(error) => log::warn!("event=overfull_not_found error={error:?}"),
            }
            self.settle_at.get_or_insert(now + SETTLE_AFTER);
        }
        // There is more to be shown to whoever enters than is remembered.
        self.is_rewritten |= self.options.recent > before.recent;
        self.tell_if_rewritten();
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.failing {
            Some(failing) => Some(failing.retry_at),
            None => [self.settle_at, self.age_at, self.flush_at()].into_iter().flatten().min(),
        }
    }

    /// Writes what was given, or does with it what is done while that does not work.
    fn keep(&mut self, mut keeps: Vec<Keep>) {
        while !keeps.is_empty() {
            let rest = keeps.split_off(keeps.len().min(GROUP_KEEPS_MAX));
            let to = self.taken + keeps.len() as u64;
            self.group = keeps.len();
            if self.failing.is_none()
                && let Err(cause) = self.write_group(&mut keeps.iter())
            {
                self.fail(cause);
            }
            if self.failing.is_some() {
                self.put_by(keeps);
            }
            self.taken = to;
            self.reports.push(Report::Written { to });
            keeps = rest;
        }
        self.tell_if_rewritten();
    }

    fn write_group(&mut self, keeps: &mut dyn Iterator<Item = &Keep>) -> Result<(), String> {
        let flush = if self.options.sync == Sync::Always { Flush::Disk } else { Flush::System };
        self.commits += 1;
        let fault = self.options.fault.as_ref().and_then(|fault| fault(self.commits));
        // Where nothing is left to be written, only this tells whether something could be.
        let attempt = self.failing.is_some().then_some(self.commits);
        let mut written_to = self.written_to;
        self.transact(flush, |conn, pen| {
            if let Some(attempt) = attempt {
                conn.prepare_cached("INSERT OR REPLACE INTO facts VALUES('attempt', ?1)")?
                    .execute([attempt as i64])?;
            }
            for keep in keeps {
                written_to = keep.id().map_or(written_to, |id| written_to.max(id));
                match pen.write(conn, keep) {
                    Err(error) if is_unfit(&error) => {
                        // Not what it is: that is nobody's business but theirs who said it.
                        log::error!("event=keep_unfit error={error:?}");
                    }
                    result => result?,
                }
            }
            Ok(fault.map_or(Ok(()), Err))
        })??;
        self.written_to = written_to;
        self.written();
        Ok(())
    }

    /// Something was committed.
    fn written(&mut self) {
        let now = Instant::now();
        if self.options.sync == Sync::Second && self.disk.is_some() {
            self.unsynced.get_or_insert(now);
        }
        self.settle_at.get_or_insert(now + SETTLE_AFTER);
    }

    /// Does `work` in a transaction, and commits it if `work` says so; else nothing of it is done.
    pub(super) fn transact<T>(
        &mut self,
        flush: Flush,
        work: impl FnOnce(&Connection, &mut Pen) -> rusqlite::Result<Result<T, String>>,
    ) -> Result<Result<T, String>, String> {
        let result = self.try_transact(flush, work);
        if !matches!(result, Ok(Ok(_))) {
            if !self.conn.is_autocommit()
                && let Err(error) = self.conn.execute_batch("ROLLBACK")
            {
                log::warn!("event=rollback_failed error={error:?}");
            }
            // It may name what was rolled back. What can't be read is asked again at the next one.
            self.data_version = -1;
        }
        result.map_err(|error| error.to_string())
    }

    fn try_transact<T>(
        &mut self,
        flush: Flush,
        work: impl FnOnce(&Connection, &mut Pen) -> rusqlite::Result<Result<T, String>>,
    ) -> rusqlite::Result<Result<T, String>> {
        if self.flush != flush {
            let word = if flush == Flush::Disk { "FULL" } else { "NORMAL" };
            self.conn.pragma_update(None, "synchronous", word)?;
            self.flush = flush;
        }
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute(())?;
        let version = self.version()?;
        if version != self.data_version {
            self.is_rewritten |= self.data_version >= 0;
            self.pen.forget(&self.conn)?;
            self.data_version = version;
        }
        let done = work(&self.conn, &mut self.pen)?;
        if done.is_ok() {
            self.pen.places.settle(&self.conn, &mut self.changed)?;
            self.conn.prepare_cached("COMMIT")?.execute(())?;
        }
        Ok(done)
    }

    fn version(&self) -> rusqlite::Result<i64> {
        self.conn.prepare_cached("PRAGMA data_version")?.query_row((), |row| row.get(0))
    }

    /// Writing does not work, which is told if it did until now.
    pub(super) fn fail(&mut self, cause: String) {
        log::warn!("event=not_written cause={cause:?}");
        let is_told = self.failing.as_ref().is_some_and(|failing| failing.cause == cause);
        self.failing = Some(Failing { cause: cause.clone(), retry_at: Instant::now() + RETRY_EVERY });
        if !is_told {
            self.reports.push(Report::Keeping(Keeping::Failing(cause)));
        }
    }

    /// Keeps in memory what can't be written, and hands back what is not wanted then.
    fn put_by(&mut self, keeps: Vec<Keep>) {
        let given_up = self.unwritten.given_up();
        let mut refused: Option<(u64, u64)> = None;
        for (position, keep) in (self.taken + 1..).zip(keeps) {
            let is_said =
                matches!(&keep, Keep::Entry(entry) if matches!(entry.event.what, What::Said { .. }));
            if !is_said || self.options.on_failure == OnFailure::GoOn {
                self.unwritten.take(keep, self.written_to, self.options.unwritten_bytes_max);
                continue;
            }
            refused = match refused {
                Some((from, to)) if to + 1 == position => Some((from, position)),
                _ => {
                    self.hand_back(refused);
                    Some((position, position))
                }
            };
        }
        self.hand_back(refused);
        if given_up == 0 && self.unwritten.given_up() > 0 {
            let cause = self.failing.as_ref().map(|failing| failing.cause.as_str()).unwrap_or_default();
            log::error!("event=given_up reason=unwritten_bytes_max");
            let cause = format!("{cause}; unwritten_bytes_max = {}", self.options.unwritten_bytes_max);
            self.reports.push(Report::Keeping(Keeping::Failing(cause)));
        }
    }

    fn hand_back(&self, refused: Option<(u64, u64)>) {
        if let Some((from, to)) = refused {
            self.reports.push(Report::Unwritten { from, to });
        }
    }

    fn retry(&mut self) {
        let unwritten = std::mem::take(&mut self.unwritten);
        let result = self.write_group(&mut unwritten.all().into_iter());
        self.unwritten = unwritten;
        if result.is_ok() {
            if self.unwritten.given_up() > 0 {
                log::error!("event=given_up_in_all entries={}", self.unwritten.given_up());
            }
            self.unwritten.clear();
        }
        let result = match self.unsynced {
            // What failed may have been the disk, behind the back of a commit.
            Some(_) => result.and_then(|()| self.sync()),
            None => result,
        };
        match result {
            Ok(()) => {
                log::info!("event=written_again");
                self.failing = None;
                self.reports.push(Report::Keeping(Keeping::Fine));
                self.tell_if_rewritten();
            }
            Err(cause) => self.fail(cause),
        }
    }

    /// Another process says that it has changed the database.
    fn look_again(&mut self) {
        let looked = self.version().and_then(|version| {
            if version != self.data_version {
                self.pen.forget(&self.conn)?;
                (self.data_version, self.is_rewritten) = (version, true);
            }
            Ok(())
        });
        if let Err(error) = looked {
            log::warn!("event=history_not_read error={error:?}");
        }
        // What was added may have to be indexed.
        self.settle_at.get_or_insert_with(Instant::now);
        self.tell_if_rewritten();
    }

    fn tell_if_rewritten(&mut self) {
        if !std::mem::take(&mut self.is_rewritten) {
            return;
        }
        let recent = begin::recent(&self.conn, self.options.recent);
        match recent.and_then(|recent| Ok((recent, begin::last(&self.conn)?, begin::codes(&self.conn)?))) {
            Ok((recent, upto, codes)) => self.reports.push(Report::Rewritten { recent, upto, codes }),
            Err(error) => {
                log::warn!("event=history_not_read error={error:?}");
                self.is_rewritten = true;
            }
        }
    }

    /// Writes what can still be written, and leaves a database that needs no log.
    fn finish(mut self) {
        if self.failing.is_some() {
            self.retry();
        }
        match &self.failing {
            None => self.settle_all(),
            Some(failing) => {
                let (keeps, cause) = (self.unwritten.all().len(), &failing.cause);
                log::error!("event=lost keeps={keeps} cause={cause:?}");
            }
        }
        // Whoever asks from here on is told nothing.
        for question in self.inbox.wait(Some(Instant::now())).questions {
            let answer = Answer::Busy;
            self.reports.push(Report::Answered { conn: question.conn, ticket: question.ticket, answer });
        }
    }
}
