//! Standard input read by a thread, for systems and kinds of input that no poller takes.
//!
//! The thread blocks in `read`, puts what it got into a bounded channel, and wakes the reactor. A reactor
//! that doesn't take it (paused) leaves the thread waiting for room, which is all the holding back there
//! is. The thread can't be interrupted: it ends at the end of input, or with the process.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use super::super::Received;
use super::super::reactor::Waker;

const CHUNKS_MAX: usize = 4;
const CHUNK_BYTES: usize = 8 * 1024;

type Chunk = io::Result<Vec<u8>>;

#[derive(Debug)]
pub(crate) struct Bridge {
    chunks: Receiver<Chunk>,
    /// What was taken from the channel and not read yet, and how much of it was.
    current: Option<Chunk>,
    start: usize,
}

impl Bridge {
    pub(crate) fn open(waker: Waker) -> io::Result<Self> {
        Self::over(io::stdin(), waker)
    }

    fn over(source: impl Read + Send + 'static, waker: Waker) -> io::Result<Self> {
        let (sender, chunks) = sync_channel(CHUNKS_MAX);
        thread::Builder::new().name("input".into()).spawn(move || pump(source, &sender, &waker))?;
        Ok(Self { chunks, current: None, start: 0 })
    }

    pub(crate) fn has_something(&mut self) -> bool {
        if self.current.is_none() {
            self.start = 0;
            self.current = match self.chunks.try_recv() {
                Ok(chunk) => Some(chunk),
                Err(TryRecvError::Empty) => None,
                // The thread never ends without having said so, unless it panicked.
                Err(TryRecvError::Disconnected) => Some(Ok(Vec::new())),
            };
        }
        self.current.is_some()
    }

    pub(crate) fn read(&mut self, buf: &mut [u8]) -> Received {
        if !self.has_something() {
            return Received::Nothing;
        }
        match self.current.take() {
            None => Received::Nothing,
            Some(Err(error)) => Received::Failed(error),
            Some(Ok(bytes)) => {
                let rest = bytes.get(self.start..).unwrap_or_default();
                let count = rest.len().min(buf.len());
                if count == 0 {
                    return Received::End;
                }
                for (to, from) in buf.iter_mut().zip(rest) {
                    *to = *from;
                }
                if count < rest.len() {
                    self.start += count;
                    self.current = Some(Ok(bytes));
                }
                Received::Bytes(count)
            }
        }
    }
}

/// Reads until the end, which is an empty chunk, or an error; both are the last that is sent.
fn pump(mut source: impl Read, sender: &SyncSender<Chunk>, waker: &Waker) {
    let mut buf = vec![0; CHUNK_BYTES];
    loop {
        let chunk = match source.read(&mut buf) {
            Ok(count) => Ok(buf.get(..count).unwrap_or_default().to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let last = chunk.as_ref().map_or(true, Vec::is_empty);
        if sender.send(chunk).is_err() {
            return;
        }
        waker.wake();
        if last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Net, Ready};

    #[test]
    fn a_bridge_hands_on_everything_in_order_and_then_the_end() {
        let text: Vec<u8> = (0..200_000_u32).map(|at| (at % 251) as u8).collect();
        let mut net = Net::new().unwrap();
        let mut bridge = Bridge::over(io::Cursor::new(text.clone()), net.waker()).unwrap();
        let (mut got, mut buf, mut ready) = (Vec::new(), [0; 1000], Vec::<Ready>::new());
        loop {
            while !bridge.has_something() {
                net.wait(None, &mut ready).unwrap();
            }
            match bridge.read(&mut buf) {
                Received::Bytes(count) => got.extend_from_slice(&buf[..count]),
                Received::End => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(got, text);
    }
}
