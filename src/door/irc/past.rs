//! What is told of the past without having been asked for: the newest messages to whoever enters,
//! for how long they are kept, and how far somebody has read.
//!
//! | the client has | the newest messages come |
//! |---|---|
//! | `batch` and `server-time` | in a batch `chathistory` |
//! | `server-time` | as lines with their time |
//! | neither | as lines whose words begin with the time |

use crate::door::retention;
use crate::lang::{Clock, Lang};
use crate::room::rules::Retention;
use crate::room::{Event, What};
use crate::wire::caps::{Caps, SERVER_TIME, STANDARD_REPLIES};
use crate::wire::note::{self, Note};
use crate::wire::text::{Piece, Text};

use super::{Scribe, line, middle, time};

/// How an ACTION begins.
const ACTION: &str = "\u{1}ACTION ";

/// An event of the past for a client with `caps`: who is not told the time in a tag reads it before
/// the words.
pub fn dated(mut event: Event, caps: Caps, clock: &Clock, now_ms: u64) -> Event {
    if let (false, What::Said { text, .. }) = (caps.has(SERVER_TIME), &mut event.what) {
        *text = begun_with(text, &format!("[{}] ", clock.short(event.at_ms, now_ms)));
    }
    event
}

/// A message whose words begin with `start`; of an ACTION, those that are its words.
fn begun_with(text: &Text, start: &str) -> Text {
    let mut pieces: Vec<Piece> = text.pieces().to_vec();
    if let Some(first) = pieces.first_mut() {
        first.text = match first.text.strip_prefix(ACTION) {
            Some(words) => format!("{ACTION}{start}{words}"),
            None => format!("{start}{}", first.text),
        }
        .into();
    }
    Text::from_pieces(pieces).unwrap_or_else(|| text.clone())
}

/// What a standard reply about a whole room says.
pub fn room_note(lang: &Lang, note: &Note, room: &str) -> String {
    lang.say(&note.key(), &[("channel", room.into())])
}

impl Scribe<'_> {
    /// For how long what is said in a room is kept. Whoever does not know standard replies is told
    /// only that there is an end to it.
    pub fn retention(
        &mut self,
        out: &mut Vec<u8>,
        (nick, caps): (&str, Caps),
        room: &str,
        limits: &Retention,
    ) -> usize {
        let sentence = retention::sentence(self.lang, room, limits);
        if !caps.has(STANDARD_REPLIES) {
            return if retention::is_limited(limits) { self.notice(out, nick, &sentence) } else { 0 };
        }
        let numbers = retention::numbers(limits);
        line(out, |line| {
            let note = &note::HISTORY_KEPT;
            let line = line.command(Some(self.server), note.severity.word());
            let line = line.param(note.command).param(note.code).param(middle(room));
            numbers.iter().fold(line, |line, number| line.param(number)).last(&sentence).end();
        });
        1
    }

    /// A standard reply about a whole room, or for those who do not know standard replies the same as
    /// a NOTICE in it.
    pub fn room_note(&mut self, out: &mut Vec<u8>, is_known: bool, room: &str, note: &Note) -> usize {
        let sentence = room_note(self.lang, note, room);
        line(out, |line| {
            let line =
                line.command(Some(self.server), if is_known { note.severity.word() } else { "NOTICE" });
            let line = if is_known { line.param(note.command).param(note.code) } else { line };
            line.param(middle(room)).last(&sentence).end();
        });
        1
    }

    /// How far somebody has read (IRCv3 read-marker).
    pub fn marker(&mut self, out: &mut Vec<u8>, target: &str, at_ms: Option<u64>) -> usize {
        let at = at_ms.map_or_else(|| "*".to_owned(), |at_ms| format!("timestamp={}", time::written(at_ms)));
        line(out, |line| {
            line.command(Some(self.server), "MARKREAD").param(middle(target)).param(&at).end();
        });
        1
    }

    /// A room or person that something was said in or with (IRCv3 chathistory, "TARGETS").
    pub fn correspondent(&mut self, out: &mut Vec<u8>, name: &str, at_ms: u64) -> usize {
        let at = time::written(at_ms);
        line(out, |line| {
            let line = line.command(Some(self.server), "CHATHISTORY").param("TARGETS");
            line.param(middle(name)).param(&at).end();
        });
        1
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::tests::said;
    use super::*;

    #[test]
    fn the_time_stands_before_the_words() {
        let told = |text: &str, caps| {
            let event = dated(said("#tea", Text::line(text), ""), caps, &Clock::default(), 1_319_042_451_620);
            match event.what {
                What::Said { text, .. } => text.lines().join("\n"),
                _ => unreachable!("what was said is said"),
            }
        };
        assert_eq!(told("hello", SERVER_TIME), "hello");
        assert_eq!(told("hello", Caps::default()), "[16:40] hello");
        assert_eq!(told("\u{1}ACTION waves\u{1}", Caps::default()), "\u{1}ACTION [16:40] waves\u{1}");
    }
}
