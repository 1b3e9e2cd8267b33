//! Threads that answer questions, each with a connection of its own: one looks up pages, the other
//! searches, so that a search that takes its time holds no page up.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::InterruptHandle;

use super::limits::ASKS_MAX;
use super::reports::Reports;
use super::{Report, begin, read};
use crate::room::keep::Ask;
use crate::wire::ConnId;

/// Something to be looked up.
#[derive(Debug)]
pub struct Question {
    /// Who asks.
    pub conn: ConnId,
    /// What the answer must carry.
    pub ticket: u64,
    /// What is asked.
    pub ask: Ask,
}

/// A thread that answers. It ends when this is dropped.
pub struct Reader {
    questions: Option<SyncSender<Question>>,
    interrupt: InterruptHandle,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("thread", &self.thread).finish_non_exhaustive()
    }
}

impl Reader {
    /// Starts it.
    ///
    /// # Errors
    /// What SQLite says; a thread that can't be started counts as that.
    pub fn start(name: &str, path: PathBuf, reports: Arc<Reports>) -> rusqlite::Result<Self> {
        let conn = begin::open_to_read(&path)?;
        let interrupt = conn.get_interrupt_handle();
        let (sender, receiver): (_, Receiver<Question>) = sync_channel(ASKS_MAX);
        let run = move || {
            for Question { conn: who, ticket, ask } in receiver {
                let answer = read::answer(&conn, &ask);
                reports.push(Report::Answered { conn: who, ticket, answer });
            }
        };
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(run)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(Self { questions: Some(sender), interrupt, thread: Some(thread) })
    }

    /// Asks it; `false`: it has too much to do.
    pub fn ask(&self, question: Question) -> bool {
        let Some(questions) = &self.questions else { return false };
        match questions.try_send(question) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.questions = None;
        self.interrupt.interrupt();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("event=reader_panicked");
        }
    }
}
