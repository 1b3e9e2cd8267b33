//! Lines broken into rows.
//!
//! Must not know what the text is, nor where it is drawn.
//!
//! Theory of operation: rows are broken where Unicode allows it (UAX #14: behind spaces and hyphens,
//! between Chinese characters, never before `。` or behind `「`), but never within a link that fits a
//! row, nor behind the `/` that a command begins with. What is longer than a row is cut between
//! characters as a reader counts them. Blanks at a break hang: they count to the row that they end and
//! fill none of its cells.

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::cells::{Span, Widths};
use super::links::links;

/// Breaks `spans` into rows of at most `cells` cells; there is always one row at least.
pub fn wrap(spans: &[Span], cells: usize, widths: Widths) -> Vec<Vec<Span>> {
    wrap_hanging(spans, cells, cells, widths)
}

/// The same with a first row of another length: the rest is to hang below something.
pub fn wrap_hanging(spans: &[Span], first: usize, cells: usize, widths: Widths) -> Vec<Vec<Span>> {
    if fits(spans, first, widths) {
        return vec![spans.to_vec()];
    }
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let mut atoms = Vec::new();
    let mut start = 0;
    for span in spans {
        if span.link.is_some() {
            atoms.push(start..start + span.text.len());
        }
        start += span.text.len();
    }
    let ranges = rows_with(&text, &atoms, first, cells, widths);
    let last = ranges.len() - 1;
    let mut cutter = Cutter { spans, at: 0, start: 0 };
    let rows = ranges.into_iter().enumerate().map(|(number, range)| {
        let row = text.get(range.clone()).unwrap_or_default();
        // At the end the blanks are somebody's; they are dropped where they don't fit.
        let seen = if number < last { without_blanks(row) } else { row };
        cutter.cut(range.start..range.start + seen.len())
    });
    rows.collect()
}

/// The rows of a text as ranges of its bytes, which together are all of it: what an editor needs.
/// The blanks and the end of line at a break belong to the row before it. A text that ends with an
/// end of line has an empty row behind it.
pub fn rows(text: &str, first: usize, cells: usize, widths: Widths) -> Vec<Range<usize>> {
    rows_with(text, &[], first, cells, widths)
}

fn fits(spans: &[Span], cells: usize, widths: Widths) -> bool {
    let mut filled = 0;
    spans.iter().all(|span| {
        if span.text.contains('\n') {
            return false;
        }
        filled += widths.of(&span.text);
        filled <= cells
    })
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

fn without_blanks(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

/// The rows as they come to be.
struct Rows {
    done: Vec<Range<usize>>,
    start: usize,
    filled: usize,
    limit: usize,
    cells: usize,
    widths: Widths,
}

impl Rows {
    fn end(&mut self, at: usize) {
        self.done.push(self.start..at);
        self.start = at;
        self.filled = 0;
        self.limit = self.cells;
    }

    /// Takes what must not be broken unless it is longer than a row.
    fn unit(&mut self, text: &str, start: usize) {
        let seen = without_blanks(text);
        let width = self.widths.of(seen);
        let is_longer_than_first = self.limit < self.cells && width <= self.cells;
        if self.filled + width > self.limit && (self.filled > 0 || is_longer_than_first) {
            self.end(start);
        }
        if width > self.limit {
            self.cut(seen, start);
        } else {
            self.filled += width;
        }
        self.filled +=
            text.get(seen.len()..).map_or(0, |blanks| self.widths.of(blanks.trim_end_matches('\n')));
    }

    fn cut(&mut self, text: &str, start: usize) {
        let mut at = start;
        for cluster in self.widths.clusters(text) {
            let width = self.widths.glyph(cluster).1;
            if self.filled > 0 && self.filled + width > self.limit {
                self.end(at);
            }
            self.filled += width;
            at += cluster.len();
        }
    }
}

fn rows_with(
    text: &str,
    atoms: &[Range<usize>],
    first: usize,
    cells: usize,
    widths: Widths,
) -> Vec<Range<usize>> {
    let cells = cells.max(1);
    let mut rows = Rows { done: Vec::new(), start: 0, filled: 0, limit: first.max(1), cells, widths };
    let links = links(text);
    let is_inside = |at: usize| {
        links.iter().chain(atoms).any(|atom| atom.start < at && at < atom.end) || begins_command(text, at)
    };
    let mut start = 0;
    for (end, kind) in linebreaks(text) {
        let is_end = end == text.len();
        if is_inside(end) && kind == BreakOpportunity::Allowed && !is_end {
            continue;
        }
        // A row may begin with a command, though LB 13 lets none begin with a `/`.
        while let Some(at) = next_command(text, start, end).filter(|at| !is_inside(*at)) {
            rows.unit(text.get(start..at).unwrap_or_default(), start);
            start = at;
        }
        let unit = text.get(start..end).unwrap_or_default();
        rows.unit(unit, start);
        start = end;
        if kind == BreakOpportunity::Mandatory && (!is_end || unit.ends_with('\n')) {
            rows.end(end);
        }
    }
    rows.end(text.len());
    rows.done
}

/// Whether what stands before `at` is the `/` of a word that begins with it.
fn begins_command(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.strip_suffix('/'));
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_graphic() && c != '/' && c != '"'))
}

/// Where a word that begins with `/` stands behind a blank, from `start` on and before `end`.
fn next_command(text: &str, start: usize, end: usize) -> Option<usize> {
    let unit = text.get(start..end)?;
    unit.match_indices('/')
        .map(|(at, _)| start + at)
        .find(|&at| at > start && text.get(..at).is_some_and(|before| before.ends_with(is_blank)))
}

/// Takes ranges out of spans, from left to right.
struct Cutter<'a> {
    spans: &'a [Span],
    at: usize,
    /// The place of the span `at` in the whole text.
    start: usize,
}

impl Cutter<'_> {
    fn cut(&mut self, range: Range<usize>) -> Vec<Span> {
        let mut row = Vec::new();
        while let Some(span) = self.spans.get(self.at) {
            let end = self.start + span.text.len();
            let from = range.start.max(self.start) - self.start;
            let to = range.end.min(end).saturating_sub(self.start);
            if let Some(text) = span.text.get(from..to).filter(|text| !text.is_empty()) {
                row.push(Span { text: text.to_owned(), style: span.style, link: span.link.clone() });
            }
            if end > range.end {
                break;
            }
            self.start = end;
            self.at += 1;
        }
        row
    }
}

#[cfg(test)]
mod tests;
