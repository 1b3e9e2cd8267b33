//! Batches: lines that belong together. Sources: IRCv3 batch, multiline, labeled-response.
//!
//! Theory of operation: a `draft/multiline` batch gathers its lines and becomes one message at its
//! end; one that grows past what a message may hold is given out in parts, so nothing is lost. A
//! `chathistory` or `soju.im/search` batch gathers messages, each perhaps a batch of its own, and
//! becomes a page. The lines of any other batch are handled as they come; the batch only lends them
//! its label.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use super::happening::{Label, Said};
use super::{BATCHES_OPEN_MAX, PAGE_MESSAGES_MAX};
use crate::wire::Message;
use crate::wire::limits::{MULTILINE_BYTES_MAX, MULTILINE_LINES_MAX};
use crate::wire::text::{Piece, Text};

/// The tag with what we call a message of ours, so that it is said only once however often it is
/// sent.
pub(super) const NONCE_TAG: &str = "chatroom/id";

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
    pub nonce: Option<String>,
    /// The page that it belongs to.
    pub page: Option<String>,
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

/// Something of old that the server has given out again.
#[derive(Clone, Debug)]
pub(super) struct Old {
    pub said: Said,
    /// What we called it when we said it.
    pub nonce: Option<String>,
}

/// What a page is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageOf {
    History,
    Search,
}

/// Messages of old that were asked for.
#[derive(Debug)]
pub(super) struct Page {
    pub of: PageOf,
    pub target: String,
    pub messages: Vec<Old>,
}

#[derive(Debug)]
enum Kind {
    Plain,
    Multiline(Gathered),
    Page(Page),
}

#[derive(Debug)]
struct Open {
    reference: String,
    parent: Option<String>,
    label: Option<Label>,
    kind: Kind,
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
    /// A page is complete.
    Page(Page),
}

impl Batches {
    /// How many are open, and how many messages has the page that has most.
    pub fn counts(&self) -> (usize, usize) {
        let messages = self.open.iter().map(|open| match &open.kind {
            Kind::Page(page) => page.messages.len(),
            Kind::Plain | Kind::Multiline(_) => 0,
        });
        (self.open.len(), messages.max().unwrap_or_default())
    }

    /// `BATCH +reference type params…`. Gives what had to be given up for it.
    pub fn begin(&mut self, reference: &str, message: &Message<'_>, label: Option<Label>) -> Option<Closed> {
        let parent = message.tags.value("batch").map(|parent| parent.into_owned());
        let target = || message.param(2).unwrap_or_default().to_owned();
        let page = |of| Kind::Page(Page { of, target: target(), messages: Vec::new() });
        let kind = match message.param(1).unwrap_or_default() {
            "draft/multiline" | "multiline" => Kind::Multiline(Gathered {
                source: message.source.map(str::to_owned),
                target: target(),
                at_ms: server_time(message),
                id: msgid(message),
                nonce: nonce(message),
                page: self.page_at(parent.as_deref()),
                ..Gathered::default()
            }),
            "chathistory" => page(PageOf::History),
            "soju.im/search" | "search" => page(PageOf::Search),
            _ => Kind::Plain,
        };
        self.open.push_back(Open { reference: reference.to_owned(), parent, label, kind });
        if self.open.len() <= BATCHES_OPEN_MAX {
            return None;
        }
        match self.open.pop_front()?.kind {
            Kind::Plain => None,
            Kind::Multiline(gathered) => Some(Closed::Message(gathered)),
            Kind::Page(page) => Some(Closed::Page(page)),
        }
    }

    /// `BATCH -reference`.
    pub fn end(&mut self, reference: &str) -> Option<Closed> {
        let at = self.open.iter().rposition(|open| open.reference == reference)?;
        let label = self.label_at(Some(reference));
        let open = self.open.remove(at)?;
        match open.kind {
            Kind::Multiline(gathered) => Some(Closed::Message(Gathered { label, ..gathered })),
            Kind::Page(page) => Some(Closed::Page(page)),
            Kind::Plain => open.label.map(Closed::Answer),
        }
    }

    fn find(&self, reference: &str) -> Option<&Open> {
        self.open.iter().rev().find(|open| open.reference == reference)
    }

    /// The page that the lines of a batch belong to: that batch itself, or one around it.
    pub fn page_at(&self, reference: Option<&str>) -> Option<String> {
        let mut reference = reference?;
        for _ in 0..=self.open.len() {
            let open = self.find(reference)?;
            if let Kind::Page(_) = open.kind {
                return Some(reference.to_owned());
            }
            reference = open.parent.as_deref()?;
        }
        None
    }

    /// Adds to the page of this reference. Gives back what has no place in it.
    #[allow(clippy::result_large_err, reason = "it goes no further than to its one caller")]
    pub fn add_to_page(&mut self, reference: &str, old: Old) -> Result<(), Old> {
        let open = self.open.iter_mut().rev().find(|open| open.reference == reference);
        match open.map(|open| &mut open.kind) {
            Some(Kind::Page(page)) if page.messages.len() < PAGE_MESSAGES_MAX => {
                page.messages.push(old);
                Ok(())
            }
            _ => Err(old),
        }
    }

    /// The label that a batch lends to its lines: its own, or that of the batch around it.
    pub fn label_at(&self, reference: Option<&str>) -> Option<Label> {
        let mut reference = reference?;
        for _ in 0..=self.open.len() {
            let open = self.find(reference)?;
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
        let Kind::Multiline(gathered) = &mut open.kind else { return None };
        gathered.is_notice = message.command == "NOTICE";
        // A server may begin the batch in its own name.
        let is_person = |source: Option<&str>| source.is_some_and(|source| source.contains('!'));
        if gathered.source.is_none() || (is_person(message.source) && !is_person(gathered.source.as_deref()))
        {
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

/// What we called a message of ours when we said it.
pub(super) fn nonce(message: &Message<'_>) -> Option<String> {
    message.tags.value(NONCE_TAG).filter(|nonce| !nonce.is_empty()).map(|nonce| nonce.into_owned())
}

/// When a message was sent (IRCv3 server-time, `2011-10-19T16:40:51.620Z`), in milliseconds since
/// 1970.
pub(super) fn server_time(message: &Message<'_>) -> Option<u64> {
    parse_time(&message.tags.value("time")?)
}

pub(super) fn parse_time(text: &str) -> Option<u64> {
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
    let days = days_since_1970(year, month, day);
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis)
}

/// Days since 1970-01-01 of the proleptic Gregorian calendar, counted in years that begin in March.
pub(super) fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 1 - 719_468
}

/// The other way round: a moment as it stands on the wire.
pub(super) fn write_time(unix_ms: u64) -> String {
    let (days, ms) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    // The same calendar: eras of 400 years that begin in March.
    let (era, day_of_era) = ((days + 719_468) / 146_097, (days + 719_468) % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1000)
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
        for unix_ms in [0, 951_782_399_999, 951_782_400_000, 1_319_042_451_620, 4_107_542_400_001] {
            assert_eq!(parse_time(&write_time(unix_ms)), Some(unix_ms));
        }
    }
}
