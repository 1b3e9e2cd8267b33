//! Bytes as they arrive, taken out line by line.
//!
//! Must not know what a line means, nor how long one may be: the caller says so each time.
//!
//! Theory of operation: what was pushed lies in one buffer; `start` is where the unconsumed part
//! begins and `line_end` where the first line end in it is. Every byte is looked at once, when it
//! arrives or when the line before it is taken. A line that grows past its limit is reported once
//! and forgotten; from then on bytes are dropped until its end has gone by. What was consumed is
//! moved out of the way only when it is at least half of the buffer, so that taking a line costs
//! no more than its length, however many wait behind it.

use memchr::memchr;

/// An empty buffer that is larger than this gives its memory back: most connections are idle.
const KEPT_BYTES_MAX: usize = 1024;

/// Unconsumed bytes of one connection. See the head of this file.
#[derive(Debug, Default)]
pub struct LineBuffer {
    bytes: Vec<u8>,
    /// Where the unconsumed part begins.
    start: usize,
    /// Where the first `\n` at or behind `start` is, if there is one.
    line_end: Option<usize>,
    /// The end of a line that was too long has not come yet.
    skipping: bool,
}

/// What [`LineBuffer::take_line`] took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken<'a> {
    /// A line without its end (`\n` or `\r\n`); it may be empty.
    Line(&'a [u8]),
    /// A line longer than it may be. It is gone, or will be when its end comes.
    TooLong,
}

impl LineBuffer {
    /// An empty buffer; allocates nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what has arrived.
    pub fn push(&mut self, arrived: &[u8]) {
        let mut arrived = arrived;
        if self.skipping {
            let Some(end) = memchr(b'\n', arrived) else { return };
            self.skipping = false;
            (_, arrived) = arrived.split_at(end + 1);
        }
        self.make_room();
        if self.line_end.is_none() {
            self.line_end = memchr(b'\n', arrived).map(|end| self.bytes.len() + end);
        }
        self.bytes.extend_from_slice(arrived);
    }

    /// Takes the next line. One that is longer than `bytes_max`, its end included, is
    /// [`Taken::TooLong`], exactly once, whether or not its end has come.
    pub fn take_line(&mut self, bytes_max: usize) -> Option<Taken<'_>> {
        let begin = self.start;
        let Some(end) = self.line_end else {
            if self.is_empty() {
                self.reset();
            } else if self.len() >= bytes_max {
                self.reset();
                self.skipping = true;
                return Some(Taken::TooLong);
            }
            return None;
        };
        self.start = end + 1;
        self.line_end = memchr(b'\n', self.pending()).map(|next| self.start + next);
        if self.start - begin > bytes_max {
            return Some(Taken::TooLong);
        }
        let line = self.bytes.get(begin..end).unwrap_or_default();
        Some(Taken::Line(line.strip_suffix(b"\r").unwrap_or(line)))
    }

    /// The next whole line with its end, which stays where it is.
    pub fn next_line(&self) -> Option<&[u8]> {
        self.bytes.get(self.start..=self.line_end?)
    }

    /// Whether a whole line waits; the next [`take_line`](Self::take_line) gives it, or says that
    /// it is too long.
    pub fn has_line(&self) -> bool {
        self.line_end.is_some()
    }

    /// All that has not been consumed.
    pub fn pending(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Takes all that has not been consumed, line ends and all. What arrives next begins a line.
    pub fn take_rest(&mut self) -> Vec<u8> {
        let rest = self.pending().to_vec();
        self.reset();
        self.skipping = false;
        rest
    }

    /// How many bytes have not been consumed.
    pub fn len(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Whether everything has been consumed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn make_room(&mut self) {
        if self.is_empty() {
            self.reset();
        } else if self.start >= self.len() {
            self.bytes.drain(..self.start);
            self.line_end = self.line_end.map(|end| end - self.start);
            self.start = 0;
        }
    }

    fn reset(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(KEPT_BYTES_MAX);
        self.start = 0;
        self.line_end = None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All that can be taken at the moment: lines as text, `None` for one that is too long.
    fn take_all(buffer: &mut LineBuffer, bytes_max: usize) -> Vec<Option<Vec<u8>>> {
        let mut taken = Vec::new();
        while let Some(line) = buffer.take_line(bytes_max) {
            taken.push(match line {
                Taken::Line(line) => Some(line.to_vec()),
                Taken::TooLong => None,
            });
        }
        taken
    }

    fn lines(texts: &[&str]) -> Vec<Option<Vec<u8>>> {
        texts.iter().map(|text| Some(text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn several_lines_in_one_read() {
        let mut buffer = LineBuffer::new();
        buffer.push(b"a\r\nb\n\n\r\nlast");
        assert!(buffer.has_line());
        assert_eq!(buffer.next_line(), Some(&b"a\r\n"[..]));
        assert_eq!(take_all(&mut buffer, 512), lines(&["a", "b", "", ""]));
        assert!(!buffer.has_line());
        assert_eq!(buffer.next_line(), None);
        assert_eq!(buffer.pending(), b"last");
        assert_eq!(buffer.take_rest(), b"last");
        assert!(buffer.is_empty());
    }

    #[test]
    fn one_line_in_several_reads() {
        let mut buffer = LineBuffer::new();
        for byte in b"NICK alice\r" {
            buffer.push(&[*byte]);
            assert_eq!(buffer.take_line(512), None);
        }
        buffer.push(b"\nU");
        assert_eq!(take_all(&mut buffer, 512), lines(&["NICK alice"]));
        assert_eq!(buffer.len(), 1);
    }

    #[test]
    fn only_one_carriage_return_belongs_to_the_line_end() {
        let mut buffer = LineBuffer::new();
        buffer.push(b"a\rb\r\r\n");
        assert_eq!(take_all(&mut buffer, 512), lines(&["a\rb\r"]));
    }

    #[test]
    fn the_limit_counts_the_line_end() {
        let mut buffer = LineBuffer::new();
        buffer.push(b"12345678\r\n123456789\r\n123456789\n");
        let expected = [Some(b"12345678".to_vec()), None, Some(b"123456789".to_vec())];
        assert_eq!(take_all(&mut buffer, 10), expected);
    }

    #[test]
    fn a_line_without_end_is_too_long_once_and_takes_no_memory() {
        let mut buffer = LineBuffer::new();
        let mut reports = 0;
        for _ in 0..1000 {
            buffer.push(&[b'x'; 1000]);
            reports += take_all(&mut buffer, 512).len();
            assert!(buffer.len() < 512 && buffer.bytes.capacity() <= KEPT_BYTES_MAX);
        }
        assert_eq!(reports, 1);
        buffer.push(b"tail of it\nnext\n");
        assert_eq!(take_all(&mut buffer, 512), lines(&["next"]));
    }

    #[test]
    fn a_limit_reached_to_the_byte_without_end_is_too_long() {
        let mut buffer = LineBuffer::new();
        buffer.push(b"123456789");
        assert_eq!(buffer.take_line(10), None);
        buffer.push(b"0");
        assert_eq!(buffer.take_line(10), Some(Taken::TooLong));
        assert_eq!(buffer.take_line(10), None);
        buffer.push(b"\nok\n");
        assert_eq!(take_all(&mut buffer, 10), lines(&["ok"]));
    }

    #[test]
    fn what_was_taken_as_rest_ends_a_skip_too() {
        let mut buffer = LineBuffer::new();
        buffer.push(b"too long for this");
        assert_eq!(buffer.take_line(4), Some(Taken::TooLong));
        assert_eq!(buffer.take_rest(), b"");
        buffer.push(b"ok\n");
        assert_eq!(take_all(&mut buffer, 4), lines(&["ok"]));
    }

    #[test]
    fn an_empty_buffer_gives_its_memory_back() {
        let mut buffer = LineBuffer::new();
        buffer.push(&[b'\n'; 100_000]);
        assert_eq!(take_all(&mut buffer, 512).len(), 100_000);
        assert!(buffer.bytes.capacity() <= KEPT_BYTES_MAX);
    }

    proptest! {
        /// However the bytes are cut, the same lines come out.
        #[test]
        fn reads_do_not_matter(
            text in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..300),
            cuts in proptest::collection::vec(1_usize..40, 1..20),
            bytes_max in 1_usize..20,
        ) {
            let mut expected: Vec<Option<Vec<u8>>> = Vec::new();
            let mut parts: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
            let rest = parts.pop().unwrap();
            for part in parts {
                let fits = part.len() < bytes_max;
                expected.push(fits.then(|| part.strip_suffix(b"\r").unwrap_or(part).to_vec()));
            }
            let rest_fits = rest.len() < bytes_max;
            if !rest_fits {
                expected.push(None);
            }

            let mut buffer = LineBuffer::new();
            let mut taken = Vec::new();
            let mut left = text.as_slice();
            for cut in cuts.iter().cycle() {
                let (now, later) = left.split_at((*cut).min(left.len()));
                buffer.push(now);
                taken.extend(take_all(&mut buffer, bytes_max));
                prop_assert!(buffer.len() < bytes_max);
                left = later;
                if left.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(taken, expected);
            prop_assert_eq!(buffer.take_rest(), if rest_fits { rest } else { b"" });
        }

        /// Taking some lines between reads changes nothing, and the line end is always known.
        #[test]
        fn taking_late_does_not_matter(
            reads in proptest::collection::vec(("[ab\n]{0,12}", 0_usize..4), 0..30),
        ) {
            let mut buffer = LineBuffer::new();
            let mut taken = Vec::new();
            let mut all = Vec::new();
            for (read, takes) in &reads {
                buffer.push(read.as_bytes());
                all.extend_from_slice(read.as_bytes());
                for _ in 0..*takes {
                    prop_assert_eq!(buffer.has_line(), buffer.pending().contains(&b'\n'));
                    if let Some(Taken::Line(line)) = buffer.take_line(512) {
                        taken.extend_from_slice(line);
                        taken.push(b'\n');
                    }
                }
            }
            taken.extend(buffer.take_rest());
            prop_assert_eq!(taken, all);
        }
    }
}
