//! A thread that waits for the disk, so that the writer need not.
//!
//! It does two things. It makes the log reach the disk: all that is committed stands in that file,
//! so flushing it is all that a power cut asks for. And it moves the log into the database (a
//! passive checkpoint), while the writer goes on; what the writer adds meanwhile is left, and moved
//! in a further round, or, once it is little, by the writer itself, which then begins the log anew.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::begin;
use super::inbox::Inbox;

/// What the disk should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Make the log reach the disk.
    Flush,
    /// Move the log into the database.
    Move,
}

/// The thread. It ends when this is dropped.
#[derive(Debug)]
pub struct Disk {
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Disk {
    /// Starts it, for the database at this path, which is open already.
    ///
    /// # Errors
    /// What the system says.
    pub fn start(path: &Path, inbox: Arc<Inbox>) -> io::Result<Self> {
        let log = log_path(path);
        // On some systems only who may write may flush.
        let log = OpenOptions::new().read(true).write(true).open(log)?;
        let conn = begin::open_to_move(path).map_err(io::Error::other)?;
        // One of each at a time: the writer asks again only when it was answered.
        let (jobs, receiver) = sync_channel(2);
        let thread = std::thread::Builder::new()
            .name("history-disk".to_owned())
            .spawn(move || run(&receiver, &log, &conn, &inbox))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Gives it a job; the answer comes into the inbox.
    pub fn ask(&self, job: Job) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("event=disk_thread_panicked");
        }
    }
}

fn log_path(path: &Path) -> std::ffi::OsString {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log
}

fn run(jobs: &Receiver<Job>, log: &File, conn: &Connection, inbox: &Inbox) {
    while let Ok(job) = jobs.recv() {
        let result = match job {
            Job::Flush => log.sync_data().map_err(|error| error.to_string()),
            Job::Move => conn
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
                .map_err(|error| error.to_string()),
        };
        inbox.tell(|tasks| tasks.disk.push((job, result)));
    }
}
