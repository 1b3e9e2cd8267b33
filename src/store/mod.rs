//! What is kept, on disk: written by one thread, read by two.
//!
//! Must hold no rule of the house and no sentence. It takes what the rules want kept
//! ([`crate::room::keep::Keep`]) and says when it is; it answers what they ask.
//!
//! Theory of operation: the loop [`Store::push`]es what is to be kept, each with a position, and
//! [`Store::send`]s it once per turn. The writer thread (see `writer`) commits it and reports how far
//! it has come, and the loop shows nothing that stands behind an unwritten position. Readers (see
//! `reader`) answer questions from what is committed. Everything is in one SQLite database (see
//! `schema`), which any tool can read while the server runs; `archive` is how the command line does.
//!
//! In reading order:

pub mod limits;

mod codec;
mod words;

mod people;
mod places;
mod schema;

mod audit;
mod pen;
mod read;
mod retain;

mod begin;
mod lock;

mod disk;
mod inbox;
mod reader;
mod reports;
mod settle;
mod unwritten;
mod writer;

pub mod archive;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::room::keep::{Answer, Ask, CodeRecord, Entry, Keep, Keeping, Kept};
use crate::room::rules::{OnFailure, Retention};
use crate::wire::{ConnId, MsgId};
use disk::Disk;
use inbox::Inbox;
use lock::Lock;
use reader::{Question, Reader};
use reports::Reports;
use writer::Writer;

/// The database's name in the directory of the data.
pub const FILE_NAME: &str = "history.db";

/// How things are kept.
#[derive(Clone)]
pub struct Options {
    /// The directory of the data; `None`: all is in memory, and gone when the server is.
    pub dir: Option<PathBuf>,
    /// When what is written survives a power cut.
    pub sync: Sync,
    /// Messages of each room with which a house begins.
    pub recent: usize,
    /// For how long what is said is kept.
    pub retention: Retention,
    /// Bytes of what could not be written that are kept in memory until it can.
    pub unwritten_bytes_max: usize,
    /// What is done while nothing can be written.
    pub on_failure: OnFailure,
    /// Messages of each room, if all is in memory.
    pub memory_messages_max: u64,
    /// Tests make commits fail with it.
    pub fault: Option<Fault>,
}

/// Is asked before each commit of something kept (the first is 1); what it says is why that fails.
pub type Fault = Arc<dyn Fn(u64) -> Option<String> + Send + std::marker::Sync>;

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("dir", &self.dir).field("sync", &self.sync).finish_non_exhaustive()
    }
}

impl Options {
    /// What goes when, with what holds in memory alone.
    fn limits(&self) -> Retention {
        let mut limits = self.retention;
        if self.dir.is_none() {
            let messages_max = limits.messages_max.unwrap_or(u64::MAX).min(self.memory_messages_max);
            limits.messages_max = Some(messages_max);
        }
        limits
    }
}

/// When what is written survives a power cut. It always survives the end of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// Before it is shown.
    Always,
    /// Within a second.
    Second,
    /// When the system thinks fit.
    Never,
}

/// Why nothing can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Another server has the directory.
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// A later version of this program has written it.
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// It is no database, or a broken one.
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        cause: String,
    },
    /// It can't be read or written.
    Io {
        /// The directory or the file.
        path: PathBuf,
        /// Which kind of trouble it is.
        kind: io::ErrorKind,
        /// What the system says.
        cause: String,
    },
}

impl fmt::Display for OpenError {
    /// For the log; people are told by the program's sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse { path } => write!(f, "{}: in use", path.display()),
            Self::Newer { path, version } => write!(f, "{}: version {version}", path.display()),
            Self::Damaged { path, cause } | Self::Io { path, cause, .. } => {
                write!(f, "{}: {cause}", path.display())
            }
        }
    }
}

impl std::error::Error for OpenError {}

impl OpenError {
    fn io(path: impl Into<PathBuf>, error: &io::Error) -> Self {
        Self::Io { path: path.into(), kind: error.kind(), cause: error.to_string() }
    }
}

/// What has become of something.
#[derive(Clone, Debug)]
pub enum Report {
    /// All up to this position is written, or kept in memory until it can be, or was reported as
    /// [`Report::Unwritten`] before.
    Written {
        /// The position of the last.
        to: u64,
    },
    /// These messages could not be written and will not be ([`OnFailure::Refuse`]).
    Unwritten {
        /// The position of the first.
        from: u64,
        /// And of the last.
        to: u64,
    },
    /// Writing does not work, or does again.
    Keeping(Keeping),
    /// A question is answered.
    Answered {
        /// Who asked.
        conn: ConnId,
        /// What the question carried.
        ticket: u64,
        /// The answer.
        answer: Answer,
    },
    /// Another process has changed what is kept.
    Rewritten {
        /// The rooms that are not gone, by their ids, each with its newest messages.
        recent: Vec<(MsgId, Vec<Entry>)>,
        /// What is newer than this was not written yet, and is not in `recent` for that reason.
        upto: MsgId,
        /// The codes.
        codes: Vec<CodeRecord>,
    },
}

/// The loop's handle of all that is kept.
#[derive(Debug)]
pub struct Store {
    inbox: Arc<Inbox>,
    reports: Arc<Reports>,
    // Pages, and searches; none: the writer answers, whose connection alone can see the memory.
    readers: Option<(Reader, Reader)>,
    writer: Option<JoinHandle<()>>,
    lock: Option<Lock>,
    queue: Vec<Keep>,
    pushed: u64,
}

impl Store {
    /// Opens what is kept, or begins it; `wake` is called, from another thread, whenever there is
    /// something to [`Store::take`].
    ///
    /// # Errors
    /// Why nothing can be kept.
    pub fn open(
        options: Options,
        wake: impl Fn() + Send + std::marker::Sync + 'static,
    ) -> Result<(Self, Kept), OpenError> {
        let lock = options.dir.as_ref().map(|dir| prepare(dir)).transpose()?;
        let path = options.dir.as_deref().map(begin::path);
        let refusal = |error: rusqlite::Error| {
            begin::refusal(path.as_deref().unwrap_or(std::path::Path::new("")), &error)
        };
        let conn = begin::open(options.dir.as_deref())?;
        let kept = begin::kept(&conn, options.recent).map_err(refusal)?;
        let (inbox, reports) = (Arc::<Inbox>::default(), Arc::new(Reports::new(wake)));
        let readers = match &path {
            Some(path) => {
                let start = |name| Reader::start(name, path.clone(), Arc::clone(&reports)).map_err(refusal);
                Some((start("history-pages")?, start("history-search")?))
            }
            None => None,
        };
        let disk = match &path {
            Some(path) => {
                Some(Disk::start(path, Arc::clone(&inbox)).map_err(|error| OpenError::io(path, &error))?)
            }
            None => None,
        };
        let writer = Writer::new(conn, options, disk, Arc::clone(&inbox), Arc::clone(&reports));
        let writer = writer.map_err(refusal)?;
        let writer = std::thread::Builder::new()
            .name("history-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|error| OpenError::io(path.clone().unwrap_or_default(), &error))?;
        let store =
            Self { inbox, reports, readers, writer: Some(writer), lock, queue: Vec::new(), pushed: 0 };
        Ok((store, kept))
    }

    /// Takes something that is to be kept; its position, the first of which is 1.
    pub fn push(&mut self, keep: Keep) -> u64 {
        self.queue.push(keep);
        self.pushed += 1;
        self.pushed
    }

    /// Hands what was pushed to the writer; to be called once per turn of the loop.
    pub fn send(&mut self) {
        if self.queue.is_empty() {
            return;
        }
        self.inbox.add(&mut self.queue);
    }

    /// Asks something; the answer is a [`Report::Answered`]. It has all that was reported as written
    /// before. `false`: too much was asked already.
    pub fn ask(&mut self, conn: ConnId, ticket: u64, ask: Ask) -> bool {
        let question = Question { conn, ticket, ask };
        match &self.readers {
            None => self.inbox.ask(question),
            Some((pages, searches)) => match &question.ask {
                Ask::Search(_) => searches.ask(question),
                Ask::Page { .. } | Ask::Places { .. } | Ask::Entry(..) => pages.ask(question),
            },
        }
    }

    /// From here on things are kept like this; where they are kept stays as it was.
    pub fn renew(&self, options: Options) {
        self.inbox.tell(|tasks| tasks.renewed = Some(Box::new(options)));
    }

    /// Says that another process may have changed what is kept.
    pub fn look_again(&self) {
        self.inbox.tell(|tasks| tasks.look_again = true);
    }

    /// The next thing that has happened, if something has.
    pub fn take(&mut self) -> Option<Report> {
        self.reports.take()
    }

    /// Writes all that was pushed, waits for it so long and no longer, and leaves the directory to
    /// others. Reports that came of it can't be taken any more.
    pub fn finish(mut self, patience: Duration) {
        self.send();
        self.inbox.tell(|tasks| tasks.stop = true);
        self.readers = None;
        let Some(writer) = self.writer.take() else { return };
        let deadline = Instant::now() + patience;
        while !writer.is_finished() {
            if Instant::now() >= deadline {
                log::error!("event=history_not_finished patience={patience:?}");
                return;
            }
            std::thread::sleep(FINISH_PAUSE);
        }
        if writer.join().is_err() {
            log::error!("event=history_writer_panicked");
        }
        drop(self.lock.take());
    }
}

/// How often the end of the writer is looked for.
const FINISH_PAUSE: Duration = Duration::from_millis(2);

impl Drop for Store {
    /// Without [`Store::finish`] what was sent is still written, and this waits for it.
    fn drop(&mut self) {
        let Some(writer) = self.writer.take() else { return };
        self.inbox.tell(|tasks| tasks.stop = true);
        self.readers = None;
        if writer.join().is_err() {
            log::error!("event=history_writer_panicked");
        }
    }
}

/// Makes the directory, for its owner alone, and takes its lock.
fn prepare(dir: &std::path::Path) -> Result<Lock, OpenError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| OpenError::io(dir, &error))?;
    match Lock::take(dir) {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(OpenError::InUse { path: dir.to_owned() }),
        // The lock is ours to know; to people it is the directory that can't be written.
        Err(error) => Err(OpenError::io(dir, &error)),
    }
}
