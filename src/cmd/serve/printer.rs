//! Standard output, written by a thread of its own: a terminal that is held with Ctrl-S, or a pipe
//! that nobody reads, may stop the transcript but never the room.
//!
//! At most [`CHUNKS_MAX`] chunks wait. What does not fit is counted, and the count is handed to the
//! caller once there is room again, so that the gap can be told where it is.

use std::io::Write;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Chunks that may wait for a slow terminal; a chunk is what one turn of the loop prints.
const CHUNKS_MAX: usize = 4096;

/// How long the end of the program waits for what is still to be printed.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The writer's end.
#[derive(Debug)]
pub struct Printer {
    chunks: Option<SyncSender<Vec<u8>>>,
    done: Receiver<()>,
    thread: Option<JoinHandle<()>>,
    lost: u64,
}

impl Printer {
    /// Begins to write to standard output.
    ///
    /// # Errors
    /// If no thread can be had.
    pub fn start() -> std::io::Result<Self> {
        let (chunks, to_write) = sync_channel::<Vec<u8>>(CHUNKS_MAX);
        let (finished, done) = sync_channel(1);
        let thread = std::thread::Builder::new().name("transcript".to_owned()).spawn(move || {
            write_all(&to_write);
            let _ = finished.send(());
        })?;
        Ok(Self { chunks: Some(chunks), done, thread: Some(thread), lost: 0 })
    }

    /// Hands `bytes` on; leaves them out, and counts that, if too many wait already.
    pub fn print(&mut self, bytes: Vec<u8>) {
        let Some(chunks) = &self.chunks else { return };
        match chunks.try_send(bytes) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => self.lost += 1,
            // Nobody will ever read again: the room goes on without a transcript.
            Err(TrySendError::Disconnected(_)) => self.chunks = None,
        }
    }

    /// How many chunks were left out since this was last asked.
    pub fn take_lost(&mut self) -> u64 {
        std::mem::take(&mut self.lost)
    }

    /// Waits a little for what is still to be written.
    pub fn finish(mut self) {
        self.chunks = None;
        if self.done.recv_timeout(LAST_WORDS).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

fn write_all(to_write: &Receiver<Vec<u8>>) {
    let mut output = std::io::stdout();
    while let Ok(bytes) = to_write.recv() {
        if output.write_all(&bytes).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}
