//! Standard output and standard error, written by a thread of its own: a terminal that is held with
//! Ctrl-S, or a pipe that nobody reads, may stop what is printed but never the loop, which has
//! peers to serve and signals to obey.
//!
//! What waits is counted in bytes; whoever prints asks [`Printer::is_full`] and decides what that
//! means: the server leaves out a part of its transcript, the client reads its server later.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::net::Waker;

/// Bytes that may wait before the printer counts as full.
const WAITING_BYTES_MAX: usize = 256 * 1024;

/// Which stream a chunk is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Aside,
}

/// What the thread is given.
enum Chunk {
    Write(Stream, Vec<u8>),
    /// Tell that all before it is written.
    Tell(Sender<()>),
}

/// The loop's end.
#[derive(Debug)]
pub struct Printer {
    chunks: Option<Sender<Chunk>>,
    shared: Arc<Shared>,
    done: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

/// What both threads see.
#[derive(Debug, Default)]
struct Shared {
    waiting: AtomicUsize,
    failure: Mutex<Option<io::Error>>,
}

impl Printer {
    /// Begins. `waker` is used when there is room again, when all is written, and when it can't go on.
    ///
    /// # Errors
    /// If no thread can be had.
    pub fn start(waker: Waker) -> io::Result<Self> {
        let (chunks, to_write) = channel();
        let (finished, done) = channel();
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("printer".to_owned()).spawn(move || {
            write_all(&to_write, &theirs, &waker);
            // The loop may be gone already.
            let _ = finished.send(());
        })?;
        Ok(Self { chunks: Some(chunks), shared, done, thread: Some(thread) })
    }

    /// Hands `bytes` on; they are written in the order in which they come, whatever their stream.
    pub fn print(&mut self, stream: Stream, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.shared.waiting.fetch_add(bytes.len(), Ordering::Relaxed);
        // After a failure they are let go; that is told by `failure`.
        let _ = self.chunks.as_ref().map(|chunks| chunks.send(Chunk::Write(stream, bytes)));
    }

    /// Waits until all that was printed is written, for at most `grace`: the terminal is about to be
    /// somebody else's.
    pub fn settle(&self, grace: Duration) {
        let (tell, told) = channel();
        if self.chunks.as_ref().is_some_and(|chunks| chunks.send(Chunk::Tell(tell)).is_ok()) {
            // A terminal that is held must not hold us.
            let _ = told.recv_timeout(grace);
        }
    }

    /// Whether so much waits that nothing more should be printed for now.
    pub fn is_full(&self) -> bool {
        self.shared.waiting.load(Ordering::Relaxed) > WAITING_BYTES_MAX
    }

    /// Whether all that was printed has been written.
    pub fn is_idle(&self) -> bool {
        self.shared.waiting.load(Ordering::Relaxed) == 0
    }

    /// Why standard output can't be written to any more; told once.
    pub fn failure(&self) -> Option<io::Error> {
        self.shared.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Waits for at most `grace` for what is still to be written.
    pub fn finish(mut self, grace: Duration) {
        self.chunks = None;
        if self.done.recv_timeout(grace).is_ok()
            && let Some(thread) = self.thread.take()
        {
            // It has nothing left to do; a panic in it has been printed.
            let _ = thread.join();
        }
    }
}

fn write_all(to_write: &Receiver<Chunk>, shared: &Shared, waker: &Waker) {
    while let Ok(chunk) = to_write.recv() {
        let (stream, bytes) = match chunk {
            Chunk::Write(stream, bytes) => (stream, bytes),
            Chunk::Tell(tell) => {
                // Whoever asked may have waited for long enough.
                let _ = tell.send(());
                continue;
            }
        };
        let written = match stream {
            Stream::Out => write(&mut io::stdout(), &bytes),
            Stream::Aside => {
                // Who has closed standard error does not want to know.
                let _ = write(&mut io::stderr(), &bytes);
                Ok(())
            }
        };
        if let Err(error) = written {
            *shared.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            shared.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
            waker.wake();
            return let_go(to_write, shared, waker);
        }
        let before = shared.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
        let after = before.saturating_sub(bytes.len());
        if after == 0 || (before > WAITING_BYTES_MAX && after <= WAITING_BYTES_MAX) {
            waker.wake();
        }
    }
}

/// Nobody reads any more: what is still printed waits for nothing.
fn let_go(to_write: &Receiver<Chunk>, shared: &Shared, waker: &Waker) {
    while let Ok(chunk) = to_write.recv() {
        match chunk {
            Chunk::Write(_, bytes) => {
                shared.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
                waker.wake();
            }
            Chunk::Tell(tell) => drop(tell.send(())),
        }
    }
}

fn write(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).and_then(|()| stream.flush())
}
