//! An input as one row at the bottom of a terminal that scrolls, as bytes.
//!
//! Pure: appends to a buffer that the caller writes at once. It must not know what the lines above
//! say.
//!
//! Theory of operation. The row is the last one written and the cursor stays on it. It is never
//! written to its last column, so the terminal never wraps it and `CR` always leads to its start;
//! therefore nothing about what was drawn need be kept. A text that does not fit is shown around
//! the caret and moves by a third of the window, so that it stands still while one types; `<` and `>` say
//! that there is more. What a character looks like is decided here and nowhere else: one or two
//! cells, and nothing that could move the cursor.

use std::borrow::Cow;
use std::io::Write;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::wire::clean::{clean, is_unsafe};

use super::line::Editor;

/// Cells that a prompt leaves to the text, if the row has so many.
const TEXT_CELLS_MIN: usize = 8;

/// Windows narrower than this have no room for `<` and `>`: the character before the caret, of two
/// cells, would not be seen.
const MARKED_CELLS_MIN: usize = 5;

/// To the start of the row, and from there all is cleared to the end of the screen.
const ERASE: &[u8] = b"\r\x1b[J";

/// The row with an input.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Columns of the terminal. Of fewer than two, none can be used.
    pub columns: u16,
    /// What stands before the text: no colours, it is drawn as any text.
    pub prompt: &'a str,
    /// The input.
    pub editor: &'a Editor,
}

/// What is seen of the row.
#[derive(Debug, PartialEq, Eq)]
struct View {
    /// Prompt and text; every character fills one cell or two.
    text: String,
    /// Cells that `text` fills.
    cells: usize,
    /// Cells before the caret.
    caret: usize,
}

/// Takes the row away, wherever on it the cursor is. What is written next stands in its place.
pub fn erase(out: &mut Vec<u8>) {
    out.extend_from_slice(ERASE);
}

impl Row<'_> {
    /// Draws the row where the cursor is, over what stands there, and leaves the cursor on the caret.
    pub fn draw(&self, out: &mut Vec<u8>) {
        let view = self.view();
        out.push(b'\r');
        out.extend_from_slice(view.text.as_bytes());
        out.extend_from_slice(b"\x1b[K");
        // At the end the cursor is already there, even where terminal and table count differently.
        if view.caret < view.cells {
            out.push(b'\r');
            if view.caret > 0 {
                // Writing to a Vec can't fail.
                let _ = write!(out, "\x1b[{}C", view.caret);
            }
        }
    }

    /// Prints lines above the row: takes it away, prints, draws it again untouched. A `\n` in them
    /// ends a line; nothing else in them does anything to the terminal (`wire::clean`).
    pub fn print_above<T: AsRef<str>>(&self, lines: &[T], out: &mut Vec<u8>) {
        erase(out);
        for line in lines.iter().flat_map(|line| line.as_ref().split('\n')) {
            out.extend_from_slice(clean(line).as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        self.draw(out);
    }

    fn view(&self) -> View {
        let room = usize::from(self.columns).saturating_sub(1);
        let mut view = View { text: String::new(), cells: 0, caret: 0 };
        for character in self.prompt.graphemes(true) {
            let glyph = glyph(character);
            if view.cells + glyph.width() > room.saturating_sub(TEXT_CELLS_MIN) {
                break;
            }
            view.push(&glyph);
        }
        let window = room - view.cells;
        let characters = Characters::of(self.editor);
        view.caret = view.cells;
        if characters.cells <= window {
            characters.glyphs.iter().for_each(|(_, glyph)| view.push(glyph));
            view.caret += characters.caret;
        } else {
            view.scroll(&characters, window);
        }
        view
    }
}

impl View {
    fn push(&mut self, glyph: &str) {
        self.text.push_str(glyph);
        self.cells += glyph.width();
    }

    /// Fills up to `cells`.
    fn pad(&mut self, cells: usize) {
        while self.cells < cells {
            self.push(" ");
        }
    }

    /// Shows `window` cells of a text that fills more.
    fn scroll(&mut self, characters: &Characters<'_>, window: usize) {
        let base = self.cells;
        let (from, marked) = if window < MARKED_CELLS_MIN {
            (characters.caret.saturating_sub(window), false)
        } else {
            // The first of the places a third of a window apart from which the caret is in sight;
            // the last two cells are left to what is behind it and to the mark.
            let third = window / 3;
            (characters.caret.saturating_sub(window - 2).div_ceil(third) * third, true)
        };
        let to = from + window;
        let more = marked && characters.cells > to;
        if marked && from > 0 {
            self.push("<");
        }
        let shown = from + (self.cells - base)..to - usize::from(more);
        for (at, glyph) in &characters.glyphs {
            if *at >= shown.start && at + glyph.width() <= shown.end {
                self.pad(base + at - from);
                self.push(glyph);
            }
        }
        if more {
            self.pad(base + window - 1);
            self.push(">");
        }
        self.caret = base + characters.caret - from;
        self.pad(self.caret);
    }
}

/// The characters of a text as they are drawn, each with the cell at which it starts.
struct Characters<'a> {
    glyphs: Vec<(usize, Cow<'a, str>)>,
    cells: usize,
    /// Cells before the caret.
    caret: usize,
}

impl<'a> Characters<'a> {
    fn of(editor: &'a Editor) -> Self {
        let mut all = Self { glyphs: Vec::new(), cells: 0, caret: 0 };
        let secret_from = editor.secret_from();
        for (at, character) in editor.text().grapheme_indices(true) {
            if at == editor.caret() {
                all.caret = all.cells;
            }
            let is_secret = secret_from.is_some_and(|from| at >= from);
            let glyph = if is_secret { Cow::Borrowed("*") } else { glyph(character) };
            let width = glyph.width();
            all.glyphs.push((all.cells, glyph));
            all.cells += width;
        }
        if editor.caret() == editor.text().len() {
            all.caret = all.cells;
        }
        all
    }
}

/// What is drawn for one character as a reader counts them: always one cell or two.
fn glyph(character: &str) -> Cow<'_, str> {
    if let Some(c) = character.chars().find(|&c| is_unsafe(c)) {
        return Cow::Owned(picture(c).into());
    }
    match character.width() {
        1 | 2 => Cow::Borrowed(character),
        // A mark without anything to stand on.
        0 => Cow::Borrowed("◌"),
        _ => Cow::Borrowed("\u{fffd}"),
    }
}

/// A visible character in place of one that must not reach the terminal.
fn picture(c: char) -> char {
    match c {
        '\n' => '↲',
        '\u{7f}' => '␡',
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::{Code, Key, Paste};
    use super::super::line::Kind;
    use super::*;

    fn editor(kind: Kind, text: &str, back: usize) -> Editor {
        let mut editor = Editor::new(kind);
        let _pasted = editor.press(Key::Paste(Paste { text: text.into(), whole: true }));
        for _ in 0..back {
            let _moved = editor.press(Key::plain(Code::Left));
        }
        editor
    }

    /// What is seen at `columns`, the caret as `|`.
    fn seen(columns: u16, prompt: &str, editor: &Editor) -> String {
        let view = Row { columns, prompt, editor }.view();
        assert!(view.cells < usize::from(columns.max(1)));
        let (mut cells, mut seen) = (0, String::new());
        for glyph in view.text.graphemes(true) {
            if cells == view.caret {
                seen.push('|');
            }
            seen.push_str(glyph);
            cells += glyph.width();
        }
        if cells == view.caret {
            seen.push('|');
        }
        seen
    }

    #[test]
    fn a_text_that_fits_stands_behind_its_prompt() {
        for (columns, prompt, text, back, expected) in [
            (20, "> ", "", 0, "> |"),
            (20, "> ", "hello", 2, "> hel|lo"),
            (20, "username> ", "alice", 0, "username> alice|"),
            (20, "用户名> ", "小明", 1, "用户名> 小|明"),
            (20, "> ", "one\ntwo", 0, "> one↲two|"),
            (20, "> ", "e\u{301}👍🏽x", 1, "> e\u{301}👍🏽|x"),
            (20, "> ", "a\u{202e}b\u{200b}", 0, "> a\u{fffd}b\u{fffd}|"),
            (20, "> ", "\u{301}", 0, "> ◌|"),
            (20, "\x1b[31mhi\n> ", "", 0, "␛[31mhi↲> |"),
            // No cell is left over, and the last column stays free.
            (11, "> ", "12345678", 0, "> 12345678|"),
        ] {
            assert_eq!(seen(columns, prompt, &editor(Kind::Message, text, back)), expected);
        }
    }

    #[test]
    fn a_text_that_does_not_fit_is_shown_around_the_caret() {
        let shown = |text: &str, backs: &[usize]| -> Vec<String> {
            backs.iter().map(|&back| seen(12, "> ", &editor(Kind::Message, text, back))).collect()
        };
        assert_eq!(
            shown("0123456789abcdefghij", &[20, 13, 12, 11, 10, 9, 3, 2, 1, 0]),
            [
                "> |01234567>",
                "> 0123456|7>",
                "> <4567|89a>",
                "> <45678|9a>",
                "> <456789|a>",
                "> <789a|bcd>",
                "> <defg|hij",
                "> <defgh|ij",
                "> <defghi|j",
                "> <ghij|",
            ]
        );
        assert_eq!(
            shown("零一二三四五六七八九", &[10, 7, 6, 5, 4, 1, 0]),
            [
                "> |零一二三>",
                "> 零一二|三>",
                "> <二三|四 >",
                "> <二三四| >",
                "> < 四五|六>",
                "> < 七八|九",
                "> <八九|",
            ]
        );
    }

    #[test]
    fn a_narrow_terminal_gives_up_the_prompt_and_then_the_marks() {
        let text = "0123456789";
        let chinese = "零一二三四五六七八九";
        for (columns, latin, wide) in [
            (0, "|", "|"),
            (1, "|", "|"),
            (2, "6|", " |"),
            (3, "56|", "六|"),
            (4, "456|", " 六|"),
            (5, "3456|", "五六|"),
            (6, "<56|7>", "<六| >"),
            (8, "<3456|7>", "< 六|七>"),
            (9, "<3456|789", "< 五六| >"),
            (10, "><3456|789", ">< 五六| >"),
        ] {
            assert_eq!(seen(columns, "> ", &editor(Kind::Message, text, 3)), latin);
            assert_eq!(seen(columns, "> ", &editor(Kind::Message, chinese, 3)), wide);
        }
    }

    #[test]
    fn a_secret_shows_its_length_only() {
        assert_eq!(seen(20, "password: ", &editor(Kind::Secret, "h好é", 1)), "password: **|*");
    }

    #[test]
    fn the_cursor_is_moved_only_where_it_is_not_yet() {
        let drawn = |text, back| {
            let (editor, mut out) = (editor(Kind::Message, text, back), Vec::new());
            Row { columns: 20, prompt: "> ", editor: &editor }.draw(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(drawn("好a", 0), "\r> 好a\x1b[K");
        assert_eq!(drawn("好a", 1), "\r> 好a\x1b[K\r\x1b[4C");
        let (editor, mut out) = (editor(Kind::Message, "ab", 2), Vec::new());
        Row { columns: 20, prompt: "", editor: &editor }.draw(&mut out);
        assert_eq!(out, b"\rab\x1b[K\r");
    }

    #[test]
    fn lines_go_above_and_the_row_comes_back() {
        let (editor, mut out) = (editor(Kind::Message, "dra", 0), Vec::new());
        let row = Row { columns: 20, prompt: "> ", editor: &editor };
        row.print_above(&["alice: \x1b[1mhi\u{202e}", "bob: one\ntwo"], &mut out);
        let expected = "\r\x1b[Jalice: ␛[1mhi\u{fffd}\r\nbob: one\r\ntwo\r\n\r> dra\x1b[K";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    /// What a terminal makes of the bytes.
    #[cfg(unix)]
    #[test]
    fn a_terminal_shows_it_so() {
        let mut terminal = vt100::Parser::new(
            std::num::NonZeroU16::new(6).unwrap(),
            std::num::NonZeroU16::new(12).unwrap(),
            0,
        );
        let mut out = Vec::new();
        let first = editor(Kind::Message, "半句话", 1);
        let row = Row { columns: 12, prompt: "> ", editor: &first };
        row.draw(&mut out);
        row.print_above(&["alice: a line that wraps", "小明: 你好"], &mut out);
        terminal.process(&out);
        assert_eq!(terminal.screen().contents(), "alice: a line that wraps\n小明: 你好\n> 半句话");
        assert_eq!(terminal.screen().cursor_position(), (3, 6));

        out.clear();
        let second = editor(Kind::Message, "x", 0);
        Row { editor: &second, ..row }.draw(&mut out);
        terminal.process(&out);
        assert_eq!(terminal.screen().contents(), "alice: a line that wraps\n小明: 你好\n> x");

        out.clear();
        erase(&mut out);
        terminal.process(&out);
        assert_eq!(terminal.screen().contents(), "alice: a line that wraps\n小明: 你好");
        assert_eq!(terminal.screen().cursor_position(), (3, 0));
    }

    fn text() -> impl Strategy<Value = String> {
        let bits = ["a", "b ", "好", "e\u{301}", "👩\u{200d}🚀", "🇨🇳", "\n", "\u{202e}", "\u{301}", "한"];
        let bit = prop_oneof![
            8 => prop::sample::select(bits.to_vec()).prop_map(String::from),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(bit, 0..60).prop_map(|bits| bits.concat())
    }

    proptest! {
        #[test]
        fn nothing_unsafe_and_nothing_in_the_last_column(
            columns in 0_u16..90, prompt in text(), text in text(), back in 0_usize..70, secret in any::<bool>(),
        ) {
            let kind = if secret { Kind::Secret } else { Kind::Message };
            let editor = editor(kind, &text, back);
            let view = Row { columns, prompt: &prompt, editor: &editor }.view();
            let room = usize::from(columns).saturating_sub(1);
            prop_assert!(!view.text.chars().any(is_unsafe));
            prop_assert!(view.cells <= room && view.caret <= view.cells);
            let cells: usize = view.text.graphemes(true).map(UnicodeWidthStr::width).sum();
            prop_assert_eq!(cells, view.cells);
        }

        #[test]
        fn what_is_before_the_caret_is_in_sight(columns in 3_u16..60, text in text(), back in 0_usize..70) {
            let editor = editor(Kind::Message, &text, back);
            let (before, _) = editor.text().split_at(editor.caret());
            if let Some(last) = before.graphemes(true).next_back() {
                let view = Row { columns, prompt: "", editor: &editor }.view();
                let mut cells = 0;
                let shown: String = view.text.graphemes(true)
                    .take_while(|glyph| { cells += glyph.width(); cells <= view.caret })
                    .collect();
                prop_assert!(shown.ends_with(&*glyph(last)), "{view:?} {last:?}");
            }
        }
    }
}
