//! Batches: lines that belong together. Sources: IRCv3 batch, multiline, labeled-response.
//!
//! Theory of operation: a `draft/multiline` batch gathers its lines and becomes one message at its
//! end; one that grows past what a message may hold is given out in parts, so nothing is lost. The
//! lines of any other batch are handled as they come; the batch only lends them its label.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use super::BATCHES_OPEN_MAX;
use super::happening::Label;
use crate::wire::Message;
use crate::wire::limits::{MULTILINE_BYTES_MAX, MULTILINE_LINES_MAX};
use crate::wire::text::{Piece, Text};

/// A message that is being put together.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    pub source: Option<String>,
    pub target: String,
    pub is_notice: bool,
    /// When, if the server says so, in milliseconds since 1970.
    pub at_ms: Option<u64>,
    pub id: Option<Arc<str>>,
    pub label: Option<Label>,
    pieces: Vec<Piece>,
    bytes: usize,
}

impl Gathered {
    /// The text, if there is any.
    pub fn take_text(&mut self) -> Option<Text> {
        self.bytes = 0;
        Text::from_pieces(mem::take(&mut self.pieces))
    }
}

#[derive(Debug)]
struct Open {
    reference: String,
    parent: Option<String>,
    label: Option<Label>,
    multiline: Option<Gathered>,
}

/// The batches that are open.
#[derive(Debug, Default)]
pub(super) struct Batches {
    open: VecDeque<Open>,
}

/// What `BATCH` led to.
#[derive(Debug)]
pub(super) enum Closed {
    /// A message is complete.
    Message(Gathered),
    /// The answer to a labelled message of ours is complete.
    Answer(Label),
}

impl Batches {
    /// `BATCH +reference type params…`. Gives the message that had to be given up for it.
    pub fn begin(
        &mut self,
        reference: &str,
        message: &Message<'_>,
        label: Option<Label>,
    ) -> Option<Gathered> {
        let parent = message.tags.value("batch").map(|parent| parent.into_owned());
        let is_multiline = matches!(message.param(1), Some("draft/multiline" | "multiline"));
        let multiline = is_multiline.then(|| Gathered {
            source: message.source.map(str::to_owned),
            target: message.param(2).unwrap_or_default().to_owned(),
            at_ms: server_time(message),
            id: msgid(message),
            ..Gathered::default()
        });
        self.open.push_back(Open { reference: reference.to_owned(), parent, label, multiline });
        if self.open.len() <= BATCHES_OPEN_MAX {
            return None;
        }
        self.open.pop_front()?.multiline
    }

    /// `BATCH -reference`.
    pub fn end(&mut self, reference: &str) -> Option<Closed> {
        let at = self.open.iter().rposition(|open| open.reference == reference)?;
        let label = self.label_at(Some(reference));
        let open = self.open.remove(at)?;
        match open.multiline {
            Some(gathered) => Some(Closed::Message(Gathered { label, ..gathered })),
            None => open.label.map(Closed::Answer),
        }
    }

    /// The label that a batch lends to its lines: its own, or that of the batch around it.
    pub fn label_at(&self, reference: Option<&str>) -> Option<Label> {
        let mut reference = reference?;
        for _ in 0..=self.open.len() {
            let open = self.open.iter().rev().find(|open| open.reference == reference)?;
            match (&open.label, &open.parent) {
                (Some(label), _) => return Some(*label),
                (None, parent) => reference = parent.as_deref()?,
            }
        }
        None
    }

    /// Adds a line to the multiline batch that it belongs to. `None`: it belongs to none, and is
    /// a message of its own. Else, perhaps, what has grown so much that it is given out.
    pub fn gather(&mut self, reference: &str, message: &Message<'_>) -> Option<Option<Gathered>> {
        let open = self.open.iter_mut().rev().find(|open| open.reference == reference)?;
        let gathered = open.multiline.as_mut()?;
        gathered.is_notice = message.command == "NOTICE";
        if gathered.source.is_none() {
            gathered.source = message.source.map(str::to_owned);
        }
        gathered.at_ms = gathered.at_ms.or_else(|| server_time(message));
        gathered.id = gathered.id.take().or_else(|| msgid(message));
        let text = message.param(1).unwrap_or_default();
        let is_full =
            gathered.bytes + text.len() > MULTILINE_BYTES_MAX || gathered.pieces.len() >= MULTILINE_LINES_MAX;
        let given_out = is_full.then(|| gathered.clone());
        if is_full {
            gathered.take_text();
        }
        let concat = message.tags.value("draft/multiline-concat").is_some() && !gathered.pieces.is_empty();
        gathered.pieces.push(Piece { text: text.into(), concat });
        gathered.bytes += text.len();
        Some(given_out)
    }
}

/// The id of a message (IRCv3 message-ids).
pub(super) fn msgid(message: &Message<'_>) -> Option<Arc<str>> {
    message.tags.value("msgid").filter(|id| !id.is_empty()).map(|id| id.as_ref().into())
}

/// When a message was sent (IRCv3 server-time, `2011-10-19T16:40:51.620Z`), in milliseconds since
/// 1970.
pub(super) fn server_time(message: &Message<'_>) -> Option<u64> {
    parse_time(&message.tags.value("time")?)
}

fn parse_time(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(clock, ':')?;
    let fits = (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 60 || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let millis =
        fraction.bytes().chain(*b"000").take(3).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    // Days since 1970-01-01 of the proleptic Gregorian calendar, counted in years that begin in March.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 1 - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis)
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut parts = text.split(between).map(|part| part.parse::<u64>().ok().filter(|_| part.len() <= 4));
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        let table = [
            ("1970-01-01T00:00:00.000Z", Some(0)),
            ("2011-10-19T16:40:51.620Z", Some(1_319_042_451_620)),
            ("2024-02-29T23:59:60Z", Some(1_709_251_200_000)),
            ("2024-02-29T23:59:59.9Z", Some(1_709_251_199_900)),
            ("2000-03-01T00:00:00.1234567Z", Some(951_868_800_123)),
            ("1969-12-31T00:00:00Z", None),
            ("2024-13-01T00:00:00Z", None),
            ("2024-01-01 00:00:00", None),
            ("2024-01-01T00:00Z", None),
            ("99999999999999-01-01T00:00:00Z", None),
            ("2024-01-01T00:00:00.xZ", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse_time(text), expected, "{text:?}");
        }
    }
}
