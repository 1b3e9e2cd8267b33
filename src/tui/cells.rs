//! Cells of a terminal: how many a text fills, and a grid of them to draw on.
//!
//! Theory of operation: a [`Canvas`] is ratatui's [`Buffer`] and, beside it, the links of its cells.
//! Text is placed here and not by ratatui's widgets, because those drop what they can't place and
//! know nothing of terminals that give ambiguous characters two cells (UAX #11).

use std::borrow::Cow;
use std::sync::Arc;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::wire::clean::clean;

/// How a terminal counts cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Widths {
    /// Whether characters of ambiguous width (`…`, `—`, `“`, `①`) fill two cells.
    pub ambiguous_wide: bool,
}

impl Widths {
    /// Cells that `text` fills, drawn by [`Canvas::put`].
    pub fn of(self, text: &str) -> usize {
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return text.len();
        }
        self.clusters(text).map(|cluster| self.glyph(cluster).1).sum()
    }

    /// The pieces of `text` that are drawn one by one: characters as a reader counts them. Those that
    /// would fill more than two cells (conjuncts of Indic scripts) come in parts, each with its marks.
    pub fn clusters(self, text: &str) -> impl Iterator<Item = &str> {
        text.graphemes(true).flat_map(move |grapheme| Parts { rest: grapheme, widths: self })
    }

    fn cells(self, text: &str) -> usize {
        if self.ambiguous_wide { text.width_cjk() } else { text.width() }
    }

    /// What is drawn for one character as a reader counts them, and the cells it fills: one or two.
    pub fn glyph(self, grapheme: &str) -> (Cow<'_, str>, usize) {
        let cleaned = clean(grapheme);
        match self.cells(&cleaned) {
            cells @ 1..=2 => (cleaned, cells),
            // A mark without anything to stand on.
            0 => (Cow::Borrowed("◌"), 1),
            _ => (Cow::Borrowed("?"), 1),
        }
    }
}

/// See [`Widths::clusters`].
struct Parts<'a> {
    rest: &'a str,
    widths: Widths,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let first = self.rest.chars().next()?;
        let mut end = self.rest.len();
        if end > first.len_utf8() && self.widths.cells(self.rest) > 2 {
            let mut others = self.rest.char_indices().skip(1);
            end = others.find(|(_, c)| c.width() != Some(0)).map_or(end, |(at, _)| at);
        }
        let (part, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(part)
    }
}

/// A piece of text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text; what is unsafe in it is made visible when it is drawn.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Where it leads (`http`, `https`), if anywhere.
    pub link: Option<Arc<str>>,
}

impl Span {
    /// A text without a link.
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, link: None }
    }
}

/// A grid to draw one frame on.
#[derive(Clone, Debug)]
pub struct Canvas {
    /// The cells.
    pub buffer: Buffer,
    /// The link of each cell of `buffer.content`, in the same order.
    pub links: Vec<Option<Arc<str>>>,
    /// How the terminal counts.
    pub widths: Widths,
}

impl Canvas {
    /// An empty grid.
    pub fn new(columns: u16, rows: u16, widths: Widths) -> Self {
        let area = Rect::new(0, 0, columns, rows);
        Self { buffer: Buffer::empty(area), links: vec![None; area.area() as usize], widths }
    }

    /// All of it.
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Draws spans from the left end of `area` on, in its first row, as far as they fit; gives the
    /// column behind the last cell drawn. A character of two cells that does not fit is left out.
    pub fn put<'a>(&mut self, area: Rect, spans: impl IntoIterator<Item = &'a Span>) -> u16 {
        let area = area.intersection(self.area());
        let mut x = area.left();
        if area.height == 0 {
            return x;
        }
        for span in spans {
            for cluster in self.widths.clusters(&span.text) {
                let (glyph, cells) = self.widths.glyph(cluster);
                let cells = u16::try_from(cells).unwrap_or(1);
                if x + cells > area.right() {
                    return x;
                }
                self.place(x, area.top(), &glyph, cells, span);
                x += cells;
            }
        }
        x
    }

    fn place(&mut self, x: u16, y: u16, glyph: &str, cells: u16, span: &Span) {
        // What remains of a wide character that loses one of its cells is blank.
        if x > 0 && self.is_second(x, y) {
            self.set(x - 1, y, " ", None);
        }
        if self.is_second(x + cells, y) {
            self.set(x + cells, y, " ", None);
        }
        for column in x..x + cells {
            // The second cell of a wide character is drawn with the first.
            self.set(column, y, if column == x { glyph } else { "" }, Some(span));
        }
    }

    fn is_second(&self, x: u16, y: u16) -> bool {
        self.buffer.cell((x, y)).is_some_and(|cell| cell.symbol().is_empty())
    }

    fn set(&mut self, x: u16, y: u16, symbol: &str, span: Option<&Span>) {
        if !self.buffer.area.contains((x, y).into()) {
            return;
        }
        let at = self.buffer.index_of(x, y);
        if let (Some(cell), Some(link)) = (self.buffer.content.get_mut(at), self.links.get_mut(at)) {
            cell.set_symbol(symbol);
            *link = span.and_then(|span| span.link.clone());
            if let Some(span) = span {
                cell.set_style(span.style);
            }
        }
    }

    /// Lays a style over every cell of `area`.
    pub fn tint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// Takes away what stands in `area`.
    pub fn clear(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.area());
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.place(x, y, " ", 1, &Span::new("", style));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(canvas: &Canvas) -> String {
        canvas.buffer.content.iter().map(ratatui_core::buffer::Cell::symbol).collect()
    }

    #[test]
    fn half_of_a_wide_character_is_blank() {
        let mut canvas = Canvas::new(8, 1, Widths::default());
        canvas.put(canvas.area(), &[Span::new("你好吗?", Style::new())]);
        canvas.put(Rect::new(1, 0, 2, 1), &[Span::new("ab", Style::new())]);
        assert_eq!(row(&canvas), " ab 吗? ");
        canvas.put(Rect::new(3, 0, 2, 1), &[Span::new("们", Style::new())]);
        assert_eq!(row(&canvas), " ab们 ? ");
        canvas.clear(Rect::new(4, 0, 1, 1), Style::new());
        assert_eq!(row(&canvas), " ab   ? ");
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let mut canvas = Canvas::new(3, 1, Widths::default());
        assert_eq!(canvas.put(canvas.area(), &[Span::new("a你好", Style::new())]), 3);
        assert_eq!(canvas.put(Rect::new(0, 0, 2, 1), &[Span::new("a你", Style::new())]), 1);
        canvas.put(Rect::new(5, 5, 2, 1), &[Span::new("x", Style::new())]);
        assert_eq!(row(&canvas), "a你");
    }

    #[test]
    fn no_piece_fills_more_than_two_cells_and_none_is_lost() {
        let text = "a你👨\u{200d}👩\u{200d}👧क्ष्म्य\u{301}⸻e\u{301}\u{7}";
        for ambiguous_wide in [false, true] {
            let widths = Widths { ambiguous_wide };
            assert_eq!(widths.clusters(text).collect::<String>(), text);
            assert!(widths.clusters(text).all(|cluster| (1..=2).contains(&widths.glyph(cluster).1)));
        }
    }
}
