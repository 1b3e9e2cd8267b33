//! The bytes that wait to be sent on one connection, in one piece of memory.
//!
//! One piece, so that whatever was queued in a turn leaves in one system call. What has been sent is
//! skipped by an offset; the memory before it is won back when it is the larger part, and freed when the
//! queue is empty and was large. The queue knows no limit: `Flow` watches its length.

/// Up to this much memory, in bytes, stays with an empty queue, since the next turn needs it again.
const KEPT_BYTES_MAX: usize = 16 * 1024;

/// Below this offset, in bytes, moving the rest to the front isn't worth it.
const MOVED_BYTES_MIN: usize = 16 * 1024;

#[derive(Debug, Default)]
pub(crate) struct OutQueue {
    bytes: Vec<u8>,
    start: usize,
}

impl OutQueue {
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len() - self.start
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.len() == self.start
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn waiting(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// The first `count` bytes have been sent.
    pub(crate) fn sent(&mut self, count: usize) {
        self.start = (self.start + count).min(self.bytes.len());
        if self.is_empty() {
            self.start = 0;
            if self.bytes.capacity() > KEPT_BYTES_MAX {
                self.bytes = Vec::new();
            } else {
                self.bytes.clear();
            }
        } else if self.start >= MOVED_BYTES_MIN && self.start >= self.len() {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_leaves_in_order_and_a_large_queue_gives_its_memory_back() {
        let mut queue = OutQueue::default();
        queue.push(b"ab");
        queue.push(b"cd");
        queue.sent(1);
        assert_eq!(queue.waiting(), b"bcd");
        queue.push(&vec![b'x'; 100_000]);
        queue.sent(60_000);
        assert_eq!((queue.len(), queue.start), (40_003, 0));
        queue.sent(40_003);
        assert!(queue.is_empty());
        assert_eq!(queue.bytes.capacity(), 0);
    }

    #[test]
    fn a_small_queue_keeps_its_memory() {
        let mut queue = OutQueue::default();
        queue.push(b"hello");
        queue.sent(5);
        assert!(queue.bytes.capacity() >= 5);
    }
}
