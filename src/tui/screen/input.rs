//! The input as rows: where each character of it stands, and where the caret.
//!
//! Theory of operation. A row is broken where it is full and at each `\n`, not between words: so
//! nothing that stands before the caret moves while one types. The prompt stands in the first row and
//! the others hang below its end. Positions are byte offsets of the text.

use std::borrow::Cow;

use ratatui_core::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

use crate::edit::Editor;
use crate::tui::cells::{Canvas, Span, Widths};
use crate::tui::theme::Theme;

/// Cells that a prompt leaves to the text, if there are so many.
const TEXT_CELLS_MIN: usize = 6;

/// A row of the input.
#[derive(Debug, Default)]
struct Row {
    text: String,
    /// The first byte of the text that stands in it, and the first that does not.
    start: usize,
    end: usize,
}

/// An input laid out for a width.
#[derive(Debug)]
pub(super) struct Rows {
    rows: Vec<Row>,
    /// The row and the cell of the caret.
    caret: (usize, usize),
    prompt: String,
    prompt_cells: usize,
}

impl Rows {
    /// Lays it out in rows of so many cells.
    pub fn of(editor: &Editor, prompt: &str, cells: u16, widths: Widths) -> Self {
        let prompt_cells = widths.of(prompt);
        let is_shown = prompt_cells + TEXT_CELLS_MIN <= usize::from(cells);
        let (prompt, prompt_cells) = if is_shown { (prompt, prompt_cells) } else { ("", 0) };
        // The caret stands behind the last cell of a row that is full.
        let room = usize::from(cells).saturating_sub(prompt_cells).max(2);
        let (text, caret_at, secret_from) = (editor.text(), editor.caret(), editor.secret_from());
        let mut laid = Self { rows: Vec::new(), caret: (0, 0), prompt: prompt.to_owned(), prompt_cells };
        let (mut row, mut filled) = (Row::default(), 0);
        for (at, grapheme) in text.grapheme_indices(true) {
            let is_end = grapheme == "\n";
            let glyph = glyph(at, grapheme, secret_from);
            let width = if is_end { 1 } else { widths.glyph(&glyph).1 };
            if filled + width > room && !is_end {
                laid.rows.push(Row {
                    end: at,
                    ..std::mem::replace(&mut row, Row { start: at, ..Row::default() })
                });
                filled = 0;
            }
            if at == caret_at {
                laid.caret = (laid.rows.len(), filled);
            }
            if is_end {
                let start = at + grapheme.len();
                laid.rows
                    .push(Row { end: at, ..std::mem::replace(&mut row, Row { start, ..Row::default() }) });
                filled = 0;
            } else {
                row.text.push_str(&glyph);
                filled += width;
            }
        }
        let is_full = filled >= room && caret_at == text.len();
        laid.rows.push(Row { end: text.len(), ..row });
        if is_full {
            laid.rows.push(Row { start: text.len(), end: text.len(), text: String::new() });
        }
        if caret_at == text.len() {
            laid.caret = (laid.rows.len() - 1, if is_full { 0 } else { filled });
        }
        laid
    }

    /// How many there are.
    pub fn count(&self) -> u16 {
        u16::try_from(self.rows.len()).unwrap_or(u16::MAX)
    }

    /// Where the caret goes, by one row up or down; `None`: there is no such row.
    pub fn beside(&self, editor: &Editor, up: bool, widths: Widths) -> Option<usize> {
        let to = if up { self.caret.0.checked_sub(1)? } else { self.caret.0 + 1 };
        let row = self.rows.get(to)?;
        let text = editor.text().get(row.start..row.end)?;
        let (mut filled, mut at) = (0, row.start);
        for (place, grapheme) in text.grapheme_indices(true) {
            let width = widths.glyph(&glyph(row.start + place, grapheme, editor.secret_from())).1;
            if filled + width > self.caret.1 {
                break;
            }
            filled += width;
            at = row.start + place + grapheme.len();
        }
        // Behind the last character of a row that is full begins the next one.
        let is_next = at == row.end && self.rows.get(to + 1).is_some_and(|next| next.start == at);
        let last = text.grapheme_indices(true).next_back().map_or(row.start, |(place, _)| row.start + place);
        Some(if is_next { last } else { at })
    }

    /// Draws what fits of it around the caret; gives the caret's cell.
    pub fn draw(&self, canvas: &mut Canvas, area: Rect, theme: &Theme) -> Option<(u16, u16)> {
        if area.is_empty() {
            return None;
        }
        let height = usize::from(area.height);
        let first = (self.caret.0 + 1).saturating_sub(height).min(self.rows.len().saturating_sub(height));
        let indent = u16::try_from(self.prompt_cells).unwrap_or(0).min(area.width);
        for (y, (number, row)) in (area.top()..area.bottom()).zip(self.rows.iter().enumerate().skip(first)) {
            let line = Rect { y, height: 1, ..area };
            if number == 0 {
                canvas.put(line, &[Span::new(&*self.prompt, theme.faint)]);
            }
            let text = Rect { x: line.x + indent, width: line.width - indent, ..line };
            canvas.put(text, &[Span::new(&*row.text, theme.text)]);
        }
        let x = u16::try_from(self.caret.1).unwrap_or(u16::MAX).saturating_add(area.x + indent);
        let y = u16::try_from(self.caret.0 - first.min(self.caret.0)).unwrap_or(0) + area.y;
        Some((x.min(area.right() - 1), y.min(area.bottom() - 1)))
    }
}

/// What stands for a character: a star for one that nobody may read.
fn glyph(at: usize, grapheme: &str, secret_from: Option<usize>) -> Cow<'_, str> {
    if secret_from.is_some_and(|from| at >= from) { Cow::Borrowed("*") } else { Cow::Borrowed(grapheme) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Key, Kind, Paste};

    fn editor(text: &str) -> Editor {
        let mut editor = Editor::new(Kind::Message);
        let _ = editor.press(Key::Paste(Paste { text: text.to_owned(), whole: true }));
        editor
    }

    fn texts(rows: &Rows) -> Vec<&str> {
        rows.rows.iter().map(|row| row.text.as_str()).collect()
    }

    #[test]
    fn a_row_ends_where_it_is_full_and_at_a_line_end() {
        let widths = Widths::default();
        let rows = Rows::of(&editor("hello world\n\n茶茶茶茶茶"), "> ", 10, widths);
        assert_eq!(texts(&rows), ["hello wo", "rld", "", "茶茶茶茶", "茶"]);
        assert_eq!(rows.caret, (4, 2));
        let rows = Rows::of(&editor("12345678"), "> ", 10, widths);
        assert_eq!((texts(&rows), rows.caret), (vec!["12345678", ""], (1, 0)));
        let rows = Rows::of(&editor("12345678\n9"), "> ", 10, widths);
        assert_eq!(texts(&rows), ["12345678", "9"], "a row that is full ends once");
        let rows = Rows::of(&editor("a茶"), "> ", 1, widths);
        assert_eq!(texts(&rows), ["a", "茶", ""]);
    }

    #[test]
    fn the_caret_goes_up_and_down_in_its_column() {
        let widths = Widths::default();
        let mut editor = editor("hello world\nab\n茶茶茶茶茶");
        let up = |editor: &mut Editor, up| {
            let to = Rows::of(editor, "> ", 10, widths).beside(editor, up, widths);
            to.map(|to| {
                let _ = editor.move_caret(to);
                editor.caret()
            })
        };
        let _ = editor.move_caret(21);
        let mut places = Vec::new();
        while let Some(place) = up(&mut editor, true) {
            places.push(place);
        }
        assert_eq!(places, [14, 10, 2], "{:?}", editor.text());
        assert_eq!(up(&mut editor, false), Some(10));
    }
}
