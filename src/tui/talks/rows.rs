//! One entry as rows.
//!
//! Must not know which rows are on the screen (`view`). Nothing here looks at more than one entry
//! and a few facts about the one before it ([`Context`]); so a frame costs what is seen of it.
//!
//! Theory of operation: on a screen of forty columns or more a row is
//!
//! | cells | what |
//! |---|---|
//! | 1 | a mark: `>` calls us, `…` is on its way, `✗` did not get there |
//! | 5, 1 | the time, if the minute is another than before |
//! | n, 1 | the speaker, once per run, at the right end of a column |
//! | rest | the words; further rows hang below them |
//!
//! The row at the top of the screen has time and speaker whatever stands above it ([`Look::headed`]).
//! Where it is narrower there is no column: time and speaker stand before the first words. What was
//! laid out is kept in the entry with what it was laid out for ([`Key`]).

use jiff::tz::TimeZone;
use ratatui_core::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::entry::{Entry, Fate, Kind, Said, Serial, Tone};
use super::marks::{self, Needle};
use super::talk::Talk;
use super::words;
use crate::chat::{Manner, Voice};
use crate::lang::Lang;
use crate::lines::Face;
use crate::tui::cells::{Span, Widths};
use crate::tui::theme::Theme;
use crate::tui::wrap::{wrap, wrap_hanging};

/// From how many columns on names have a column of their own.
const COLUMNS_WITH_NAMES: usize = 40;

/// From how many columns on there is room for a mark.
const COLUMNS_WITH_MARK: usize = 8;

/// One row.
pub(super) type Row = Vec<Span>;

/// What every entry is laid out for.
#[derive(Debug)]
pub(super) struct Look {
    pub face: Face,
    pub clock: TimeZone,
    pub columns: usize,
    pub rows: usize,
    pub widths: Widths,
    pub theme: Theme,
    pub needle: Option<Needle>,
    /// The message that a search has come to.
    pub found: Option<Serial>,
    /// Goes up whenever one of the above has changed, `found` left out.
    pub version: u64,
    /// Entries that were laid out.
    #[cfg(test)]
    pub laid: std::cell::Cell<usize>,
}

/// What an entry needs to know of its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Context {
    /// Its day is another than before.
    pub day: bool,
    /// The unread begin with it.
    pub ruler: bool,
    /// Its minute is another than before.
    pub time: bool,
    /// Its speaker is another than before.
    pub name: bool,
    /// A search has come to it.
    pub is_found: bool,
    /// What stood before it was taken away.
    pub gone: bool,
}

/// What it was laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    context: Context,
    version: u64,
}

/// An entry as it was laid out.
#[derive(Debug)]
pub(super) struct Laid {
    key: Key,
    pub rows: Vec<Row>,
    /// How many of them stand before the entry itself: rulers.
    pub lead: usize,
}

impl Context {
    /// Of an entry behind another.
    pub fn of(talk: &Talk, index: usize, found: Option<Serial>) -> Option<Self> {
        let entry = talk.entries.get(index)?;
        let before = index.checked_sub(1).and_then(|before| talk.entries.get(before));
        let gone = before.is_none() && talk.is_trimmed;
        let ruler = talk.ruler == Some(entry.serial);
        let day = before.is_none_or(|before| before.day != entry.day);
        let begins = day || ruler;
        let is_other = |before: &Entry| {
            before.at_ms / 60_000 != entry.at_ms / 60_000 || matches!(before.kind, Kind::Day)
        };
        let time = begins || before.is_none_or(is_other);
        let goes_on = match (&entry.kind, before.map(|before| &before.kind)) {
            (Kind::Message(said), Some(Kind::Message(before))) => said.goes_on(before),
            _ => false,
        };
        let is_found = found == Some(entry.serial);
        Some(Self { day, ruler, time, name: begins || !goes_on, is_found, gone })
    }
}

/// Lays an entry out, unless it is laid out already.
pub(super) fn lay(look: &Look, entry: &mut Entry, context: Context) {
    let key = Key { context, version: look.version };
    if entry.laid.as_ref().is_some_and(|laid| laid.key == key) {
        return;
    }
    #[cfg(test)]
    look.laid.set(look.laid.get() + 1);
    let (rows, lead) = look.entry(entry, context);
    entry.laid = Some(Laid { key, rows, lead });
}

impl Look {
    pub fn lang(&self) -> &Lang {
        self.face.lang()
    }

    fn entry(&self, entry: &Entry, context: Context) -> (Vec<Row>, usize) {
        let mut rows = Vec::new();
        if context.gone {
            rows.push(self.ruler(&self.lang().say("screen-older-gone", &[])));
        }
        if context.day {
            rows.push(self.ruler(&words::day(self.lang(), entry.day)));
        }
        if context.ruler {
            rows.push(self.ruler(&self.lang().say("screen-unread", &[])));
        }
        let lead = rows.len();
        let time = context.time.then(|| words::time(words::civil(&self.clock, entry.at_ms).1));
        let mut page = Page { look: self, rows, time, name: None, mark: None };
        match &entry.kind {
            Kind::Day => {}
            Kind::Message(said) => self.message(said, context, &mut page),
            Kind::Moves(moves) => page.text(&words::moves(self.lang(), moves), self.theme.faint),
            Kind::Note { lines, tone } => {
                let style = match tone {
                    Tone::Notice => self.theme.notice,
                    Tone::Error => self.theme.error,
                };
                lines.iter().for_each(|line| page.text(line, style));
            }
        }
        (page.rows, lead)
    }

    /// A row of a message with its time and its speaker, which stand in a row above it: for the top of
    /// the screen, above which nothing is seen. `None`: it has them, or there is no column for them.
    pub fn headed(&self, entry: &Entry, row: usize) -> Option<Row> {
        let (Kind::Message(said), Some(name_cells)) = (&entry.kind, self.name_cells()) else { return None };
        let laid = entry
            .laid
            .as_ref()
            .filter(|laid| row >= laid.lead && (row > laid.lead || !laid.key.context.name))?;
        let mut row = laid.rows.get(row)?.clone();
        let [_, time, name, ..] = row.as_mut_slice() else { return None };
        if time.text.trim().is_empty() {
            time.text = format!("{} ", words::time(words::civil(&self.clock, entry.at_ms).1));
        }
        let speaker = self.speaker(said);
        let text = self.cut(&speaker.text, name_cells);
        let pad = " ".repeat(name_cells.saturating_sub(self.widths.of(&text)));
        *name = Span::new(format!("{pad}{text} "), speaker.style);
        Some(row)
    }

    /// The speaker's name as it stands before what they say.
    fn speaker(&self, said: &Said) -> Span {
        let style = self.name_style(said);
        match said.manner {
            Manner::Message => Span::new(said.name.clone(), style),
            Manner::Notice => Span::new(format!("-{}-", said.name), style),
            Manner::Action => Span::new("*", style),
        }
    }

    fn name_style(&self, said: &Said) -> Style {
        if said.who.voice == Voice::Me { self.theme.own } else { self.theme.name(&said.folded) }
    }

    fn message(&self, said: &Said, context: Context, page: &mut Page<'_>) {
        let mut style = match (said.manner, &said.fate) {
            (_, Fate::Sending) => self.theme.text.patch(self.theme.sending),
            (Manner::Notice, _) => self.theme.notice,
            (Manner::Message | Manner::Action, _) => self.theme.text,
        };
        page.mark = match said.fate {
            Fate::Told if said.calls_me => Some((">", self.theme.mention)),
            Fate::Told => None,
            Fate::Sending => Some((self.ellipsis(), self.theme.sending)),
            Fate::Failed(_) | Fate::Unknown => Some(("✗", self.theme.error)),
        };
        if said.calls_me {
            style = style.patch(self.theme.mention);
        }
        if context.is_found {
            style = style.patch(self.theme.selected);
        }
        if context.name {
            page.name = Some(self.speaker(said));
        }
        if let Some(reason) = &said.taken_back {
            let text = match reason {
                Some(reason) => {
                    self.lang().say("screen-taken-back-because", &[("reason", reason.as_str().into())])
                }
                None => self.lang().say("screen-taken-back", &[]),
            };
            return page.text(&text, self.theme.faint);
        }
        for (number, line) in said.lines().iter().enumerate() {
            let mut spans = marks::spans(line, style, &self.theme, self.needle.as_ref());
            if said.manner == Manner::Action && number == 0 {
                spans.insert(0, Span::new(format!("{} ", said.name), self.name_style(said)));
            }
            page.spans(&spans);
        }
        match &said.fate {
            Fate::Told | Fate::Sending => {}
            Fate::Failed(None) => page.text(&self.lang().say("screen-not-sent", &[]), self.theme.error),
            Fate::Failed(Some(why)) => {
                let text = self.lang().say("screen-not-sent-because", &[("why", why.as_str().into())]);
                page.text(&text, self.theme.error);
            }
            Fate::Unknown => page.text(&self.lang().say("screen-not-confirmed", &[]), self.theme.error),
        }
    }

    /// A row across the screen with words in it.
    fn ruler(&self, words: &str) -> Row {
        let words = self.cut(&format!("-- {words} "), self.columns);
        let rest = self.columns.saturating_sub(self.widths.of(&words));
        vec![Span::new(format!("{words}{}", "-".repeat(rest)), self.theme.ruler)]
    }

    /// Three dots that fill one cell.
    fn ellipsis(&self) -> &'static str {
        if self.widths.ambiguous_wide { "." } else { "…" }
    }

    /// As much of a text as fits, with a sign where something is missing.
    fn cut(&self, text: &str, cells: usize) -> String {
        if self.widths.of(text) <= cells {
            return text.to_owned();
        }
        let mut cut = String::new();
        let mut left = cells.saturating_sub(1);
        for grapheme in text.graphemes(true) {
            let width = self.widths.glyph(grapheme).1;
            if width > left {
                break;
            }
            left -= width;
            cut.push_str(grapheme);
        }
        if cells > 0 {
            cut.push_str(self.ellipsis());
        }
        cut
    }

    /// Cells of the column of names; none on a narrow screen.
    fn name_cells(&self) -> Option<usize> {
        (self.columns >= COLUMNS_WITH_NAMES).then(|| (self.columns / 8).clamp(6, 16))
    }
}

/// The rows of one entry as they grow.
struct Page<'a> {
    look: &'a Look,
    rows: Vec<Row>,
    /// What stands before the first words, and is taken by them.
    time: Option<String>,
    name: Option<Span>,
    mark: Option<(&'static str, Style)>,
}

impl Page<'_> {
    fn text(&mut self, text: &str, style: Style) {
        let spans = marks::spans(text, style, &self.look.theme, None);
        self.spans(&spans);
    }

    /// Adds one line.
    fn spans(&mut self, spans: &[Span]) {
        match self.look.name_cells() {
            Some(name_cells) => self.beside_names(spans, name_cells),
            None => self.narrow(spans),
        }
    }

    fn take_mark(&mut self) -> Span {
        let (mark, style) = self.mark.take().unwrap_or((" ", Style::new()));
        Span::new(mark, style)
    }

    fn beside_names(&mut self, spans: &[Span], name_cells: usize) {
        let look = self.look;
        let indent = 1 + 6 + name_cells + 1;
        let cells = look.columns.saturating_sub(indent).max(1);
        for row in wrap(spans, cells, look.widths) {
            let mut whole = vec![self.take_mark()];
            let time = self.time.take().unwrap_or_else(|| " ".repeat(5));
            whole.push(Span::new(format!("{time} "), look.theme.faint));
            match self.name.take() {
                None => whole.push(Span::new(" ".repeat(name_cells + 1), Style::new())),
                Some(mut name) => {
                    name.text = look.cut(&name.text, name_cells);
                    let pad = name_cells.saturating_sub(look.widths.of(&name.text));
                    whole.push(Span::new(" ".repeat(pad), Style::new()));
                    whole.push(name);
                    whole.push(Span::new(" ", Style::new()));
                }
            }
            whole.extend(row);
            self.rows.push(whole);
        }
    }

    fn narrow(&mut self, spans: &[Span]) {
        let look = self.look;
        let has_mark = look.columns >= COLUMNS_WITH_MARK;
        // A mark; further rows hang by one cell.
        let cells = if has_mark { look.columns - 2 } else { look.columns.max(1) };
        let mut all = Vec::with_capacity(spans.len() + 3);
        let is_first = has_mark && (self.name.is_some() || self.time.is_some());
        if let Some(time) = self.time.take()
            && has_mark
        {
            all.push(Span::new(format!("{time} "), look.theme.faint));
        }
        if let Some(mut name) = self.name.take() {
            name.text = look.cut(&name.text, (look.columns / 2).max(4));
            let is_action = name.text == "*";
            all.push(name);
            all.push(Span::new(if is_action { " " } else { ": " }, look.theme.text));
        }
        all.extend_from_slice(spans);
        let first = if is_first { cells + 1 } else { cells };
        let rows = wrap_hanging(&all, first, cells, look.widths);
        for (number, row) in rows.into_iter().enumerate() {
            let mut whole = Row::new();
            if has_mark {
                whole.push(self.take_mark());
            }
            if has_mark && !(is_first && number == 0) {
                whole.push(Span::new(" ", Style::new()));
            }
            whole.extend(row);
            self.rows.push(whole);
        }
    }
}
