//! The IRC face: lines of a client as typed messages, effects as lines for a client.
//!
//! Must not know who gets a line: that, and who else gets the same, is `super::turn`'s and
//! `super::fan`'s. Every function writes whole lines at the end of a buffer and returns how many
//! *logical messages* they are, which is what labels are about ([`response`]).
//!
//! No line is longer than 512 bytes without its tags. What people say is split over lines; anything
//! else that would be longer (a topic of the longest behind a name of the longest) ends early,
//! between two characters.

pub mod decode;
pub mod event;
pub mod help;
pub mod past;
pub mod reply;
pub mod response;
pub mod said;
pub mod time;

use crate::lang::Lang;
use crate::wire::LineWriter;
use crate::wire::limits::LINE_BYTES_MAX;

/// What all lines of this server have in common.
#[derive(Debug)]
pub struct Scribe<'a> {
    /// The server's name.
    pub server: &'a str,
    /// Its language.
    pub lang: &'a Lang,
    /// How many batches it has begun: they are named by this count.
    pub batches: &'a mut u32,
}

impl Scribe<'_> {
    /// The reference of the next batch; it is another than those of all batches that may be open,
    /// since a batch is never longer than what one input leads to.
    fn next_batch(&mut self) -> String {
        *self.batches = self.batches.wrapping_add(1);
        self.batches.to_string()
    }
}

/// Appends the line that `write` writes, within the limit.
fn line(out: &mut Vec<u8>, write: impl FnOnce(LineWriter<'_>)) {
    let begin = out.len();
    write(LineWriter::new(out));
    if out.len() - begin > LINE_BYTES_MAX {
        shorten(out, begin);
    }
}

/// Cuts the line that begins at `begin` so that it fits without its tags.
fn shorten(out: &mut Vec<u8>, begin: usize) {
    let line = out.get(begin..).unwrap_or_default();
    let tags = match line.first() {
        Some(b'@') => memchr::memchr(b' ', line).map_or(0, |space| space + 1),
        _ => 0,
    };
    let mut end = begin + tags + LINE_BYTES_MAX - 2;
    if out.len() <= end + 2 {
        return;
    }
    while out.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    out.truncate(end);
    out.extend_from_slice(b"\r\n");
}

/// A parameter that is not the last, as one word that can't be read as anything else.
fn middle(param: &str) -> &str {
    let fits = !param.is_empty() && !param.starts_with(':') && !param.contains(' ');
    if fits { param } else { "*" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_too_long_and_none_ends_inside_a_character() {
        for name in ["a".repeat(490), "爱".repeat(300), "aé".repeat(200)] {
            let mut out = b"before\r\n".to_vec();
            line(&mut out, |line| line.tag("time", "x").command(Some("s"), "TOPIC").last(&name).end());
            let text = String::from_utf8(out).unwrap();
            let (_, body) = text.strip_prefix("before\r\n@").unwrap().split_once(' ').unwrap();
            assert!(body.len() <= LINE_BYTES_MAX && body.len() > LINE_BYTES_MAX - 18, "{}", body.len());
            assert!(body.ends_with("\r\n"));
        }
    }

    #[test]
    fn a_line_whose_tags_make_it_long_is_whole() {
        let mut out = Vec::new();
        line(&mut out, |line| line.tag("a", &"b".repeat(600)).command(None, "X").last("whole").end());
        assert!(out.ends_with(b" X :whole\r\n"));
    }

    #[test]
    fn words_in_the_middle_are_words() {
        assert_eq!(["a", "", ":a", "a b", "a:"].map(middle), ["a", "*", "*", "*", "a:"]);
    }
}
