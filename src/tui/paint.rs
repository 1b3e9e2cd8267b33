//! One frame after the other, as bytes: what has changed since the last one.
//!
//! Must not know what is drawn, nor when.
//!
//! Theory of operation: the painter keeps the last grid and compares. Cells that differ are written,
//! each row from left to right, into one buffer that goes out in one write as one synchronized update
//! (DECSET 2026), the cursor hidden meanwhile. Terminals don't agree on how many cells a character
//! fills, so three rules keep a disagreement where it is: behind any cell that is not ASCII the
//! cursor is set anew; a wide character that not all count alike is written over blanks, and the
//! cells that it might have spilt into are written again; automatic wrapping is off (DECAWM), so that
//! nothing spills into the next row.

mod link;
mod pen;

use std::io::Write as _;
use std::sync::Arc;

use ratatui_core::buffer::Cell;
use unicode_width::UnicodeWidthChar as _;

use super::cells::Canvas;
use pen::Pen;

pub use link::target;

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, or nobody wants to see them (`NO_COLOR`).
    None,
    /// The sixteen of old.
    #[default]
    Sixteen,
    /// 256.
    Palette,
    /// All that 24 bits can tell.
    True,
}

impl Depth {
    /// What the environment tells of a terminal: `TERM`, `COLORTERM`, and whether `NO_COLOR` is set
    /// and not empty.
    pub fn told_by(term: Option<&str>, colorterm: Option<&str>, no_color: bool) -> Self {
        let term = term.unwrap_or_default();
        if no_color || term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") {
            return Self::None;
        }
        match colorterm {
            Some("truecolor" | "24bit") => Self::True,
            _ if term.ends_with("-direct") => Self::True,
            _ if term.contains("256") => Self::Palette,
            _ => Self::Sixteen,
        }
    }
}

/// Fewest blank cells at the end of a row for which erasing it is shorter than writing them.
const ERASE_MIN: usize = 4;

/// Most unchanged cells that are written again: moving over them takes as many bytes.
const BRIDGE_MAX: usize = 4;

/// Knows what stands on the terminal.
#[derive(Debug)]
pub struct Painter {
    depth: Depth,
    last: Option<Canvas>,
    caret: Option<(u16, u16)>,
}

impl Painter {
    /// Of a terminal of which nothing is known.
    pub fn new(depth: Depth) -> Self {
        Self { depth, last: None, caret: None }
    }

    /// With how many colours it paints.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// The terminal holds something else than what was painted: the next frame is painted whole.
    pub fn forget(&mut self) {
        self.last = None;
    }

    /// The bytes that make the terminal show `canvas`, with the cursor on `caret` or hidden, as one
    /// synchronized update (DECSET 2026). Empty if nothing has changed.
    pub fn paint(&mut self, canvas: Canvas, caret: Option<(u16, u16)>) -> Vec<u8> {
        let area = canvas.area();
        let caret = caret.filter(|_| area.width > 0 && area.height > 0);
        let caret = caret.map(|(x, y)| (x.min(area.width - 1), y.min(area.height - 1)));
        let last = self.last.take().filter(|last| last.area() == area);
        let is_whole = last.is_none();
        // What a cleared terminal shows.
        let last = last.unwrap_or_else(|| Canvas::new(area.width, area.height, canvas.widths));

        let mut frame = Frame::new(self.depth);
        frame.bytes.extend_from_slice(b"\x1b[?2026h\x1b[?25l\x1b[?7l\x1b[m");
        if is_whole {
            frame.bytes.extend_from_slice(b"\x1b[2J");
        }
        let before = frame.bytes.len();
        for (y, row) in (0..area.height).zip(rows(&canvas).zip(rows(&last))) {
            frame.row(y, row.0, row.1);
        }
        let is_same = frame.bytes.len() == before;
        self.last = Some(canvas);
        let moved = std::mem::replace(&mut self.caret, caret) != caret;
        if is_same && !is_whole {
            return if moved { only_caret(caret) } else { Vec::new() };
        }
        frame.finish(caret)
    }
}

/// A cell with where it leads.
type Linked<'a> = (&'a Cell, Option<&'a Arc<str>>);

/// The rows of a grid. A grid whose parts don't match in size has fewer rows, and nobody panics.
fn rows(canvas: &Canvas) -> impl Iterator<Item = Vec<Linked<'_>>> {
    let columns = usize::from(canvas.area().width).max(1);
    let cells = canvas.buffer.content.chunks(columns);
    let links = canvas.links.chunks(columns);
    cells.zip(links).map(|(cells, links)| cells.iter().zip(links.iter().map(Option::as_ref)).collect())
}

fn is_same(one: Linked<'_>, other: Linked<'_>) -> bool {
    one.1 == other.1
        && one.0.symbol() == other.0.symbol()
        && (one.0.fg, one.0.bg, one.0.modifier) == (other.0.fg, other.0.bg, other.0.modifier)
}

/// Whether erasing shows the same.
fn is_blank(cell: Linked<'_>) -> bool {
    cell.1.is_none() && cell.0.symbol() == " " && pen::is_plain(cell.0)
}

fn only_caret(caret: Option<(u16, u16)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    show_caret(&mut bytes, caret);
    if caret.is_none() {
        bytes.extend_from_slice(b"\x1b[?25l");
    }
    bytes
}

fn show_caret(bytes: &mut Vec<u8>, caret: Option<(u16, u16)>) {
    if let Some((x, y)) = caret {
        go(bytes, x, y);
        bytes.extend_from_slice(b"\x1b[?25h");
    }
}

/// CUP. Writing into a vector does not fail.
fn go(bytes: &mut Vec<u8>, x: u16, y: u16) {
    let _ = write!(bytes, "\x1b[{};{}H", y + 1, x + 1);
}

/// Whether all terminals count `symbol` alike: ASCII, and what was wide in the first Unicode and in
/// every one since.
fn is_agreed(symbol: &str, cells: usize) -> bool {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    match c {
        ' '..='~' => cells == 1,
        '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{303e}' | '\u{3041}'..='\u{3247}' => cells == 2,
        '\u{3250}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => cells == 2,
        '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}' => cells == 2,
        _ => false,
    }
}

/// As many cells as a terminal might give to `symbol`: one that counts each character by itself, and
/// those of ambiguous width twice.
fn reach(symbol: &str) -> usize {
    let cells = |c: char| match c {
        // Makes the one before it an emoji, of two cells.
        '\u{fe0f}' => 1,
        c => c.width_cjk().unwrap_or(0).max(c.width().unwrap_or(0)),
    };
    symbol.chars().map(cells).sum()
}

/// The bytes of one frame as they come to be.
struct Frame {
    bytes: Vec<u8>,
    pen: Pen,
    link: Option<Arc<str>>,
    /// Where the cursor is, as long as there is no doubt.
    at: Option<(u16, u16)>,
}

impl Frame {
    fn new(depth: Depth) -> Self {
        Self { bytes: Vec::with_capacity(1024), pen: Pen::new(depth), link: None, at: None }
    }

    fn row(&mut self, y: u16, row: Vec<Linked<'_>>, last: Vec<Linked<'_>>) {
        let blank = row.iter().rev().take_while(|&&cell| is_blank(cell)).count();
        let tail = row.len() - blank;
        let mut spilt_to = 0;
        let mut x = 0;
        while let (Some(&cell), Some(&was)) = (row.get(x), last.get(x)) {
            let second = row.get(x + 1).filter(|next| next.0.symbol().is_empty());
            let cells = 1 + usize::from(second.is_some());
            let is_changed = x < spilt_to
                || !is_same(cell, was)
                || second.zip(last.get(x + 1)).is_some_and(|(second, was)| !is_same(*second, *was));
            if !is_changed {
                x += cells;
                continue;
            }
            if x >= tail && row.len() - x >= ERASE_MIN {
                self.erase(x, y);
                return;
            }
            self.bridge(x, y, &row);
            let symbol = if cell.0.symbol().is_empty() { " " } else { cell.0.symbol() };
            if !is_agreed(symbol, cells) {
                spilt_to = spilt_to.max(x + reach(symbol).max(cells));
            }
            self.cell((x, y), symbol, cells, cell, x + cells >= row.len());
            x += cells;
        }
    }

    /// Goes over a few cells that have not changed by writing them again, where that is shorter than
    /// moving the cursor.
    fn bridge(&mut self, x: usize, y: u16, row: &[Linked<'_>]) {
        let Some((from, _)) = self.at.filter(|at| at.1 == y) else { return };
        let gap = row.get(usize::from(from)..x).filter(|gap| gap.len() <= BRIDGE_MAX).unwrap_or_default();
        let is_cheap = |cell: &Linked<'_>| {
            is_agreed(cell.0.symbol(), 1) && self.pen.is_at(cell.0) && self.link.as_ref() == cell.1
        };
        if !gap.is_empty() && gap.iter().all(is_cheap) {
            self.bytes.extend(gap.iter().flat_map(|cell| cell.0.symbol().bytes()));
            self.at = u16::try_from(x).ok().map(|x| (x, y));
        }
    }

    fn erase(&mut self, x: usize, y: u16) {
        self.go(x, y);
        self.lead(None);
        self.pen.plain(&mut self.bytes);
        self.bytes.extend_from_slice(b"\x1b[K");
    }

    fn cell(&mut self, (x, y): (usize, u16), symbol: &str, cells: usize, cell: Linked<'_>, is_last: bool) {
        self.go(x, y);
        self.pen.take(cell.0, &mut self.bytes);
        self.lead(cell.1);
        if cells == 2 && !is_agreed(symbol, cells) {
            // Whatever stood in the second cell does not show where the terminal gives it only one.
            self.bytes.extend_from_slice(b"  ");
            self.at = None;
            self.go(x, y);
        }
        self.bytes.extend_from_slice(symbol.as_bytes());
        // At the end of a row a terminal waits with its cursor, each in its own way.
        let is_known = cells == 1 && is_agreed(symbol, cells) && !is_last;
        self.at = self.at.filter(|_| is_known).map(|(x, y)| (x + 1, y));
    }

    fn go(&mut self, x: usize, y: u16) {
        let x = u16::try_from(x).unwrap_or(u16::MAX);
        match self.at {
            Some(at) if at == (x, y) => return,
            Some((1.., row)) if x == 0 && row == y => self.bytes.push(b'\r'),
            Some((column, row)) if row == y && column < x => {
                let _ = match x - column {
                    1 => write!(self.bytes, "\x1b[C"),
                    more => write!(self.bytes, "\x1b[{more}C"),
                };
            }
            _ => go(&mut self.bytes, x, y),
        }
        self.at = Some((x, y));
    }

    /// What is written from here on leads there.
    fn lead(&mut self, to: Option<&Arc<str>>) {
        if self.link.as_ref() == to {
            return;
        }
        // One that is not allowed to lead anywhere is text.
        link::write(&mut self.bytes, to.and_then(|to| target(to)).as_deref());
        self.link = to.cloned();
    }

    fn finish(mut self, caret: Option<(u16, u16)>) -> Vec<u8> {
        self.lead(None);
        self.pen.plain(&mut self.bytes);
        self.bytes.extend_from_slice(b"\x1b[?7h");
        show_caret(&mut self.bytes, caret);
        self.bytes.extend_from_slice(b"\x1b[?2026l");
        self.bytes
    }
}

#[cfg(test)]
mod tests;
