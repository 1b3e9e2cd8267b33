//! What somebody says: one line, or several that belong together.
//!
//! A *piece* is what fits on one line of the wire. Pieces that were cut from one long line say so
//! (`concat`), as in IRCv3 multiline; whoever can shows them as one line again.

use unicode_segmentation::GraphemeCursor;

/// One line of the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words, without line end.
    pub text: Box<str>,
    /// Whether this goes on with the line of the piece before (`draft/multiline-concat`).
    pub concat: bool,
}

/// A whole message; it has at least one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pieces: Vec<Piece>,
}

impl Text {
    /// A message of one line.
    pub fn line(text: &str) -> Self {
        Self { pieces: vec![Piece { text: text.into(), concat: false }] }
    }

    /// A message of several pieces; `None` if there are none.
    pub fn from_pieces(pieces: Vec<Piece>) -> Option<Self> {
        (!pieces.is_empty()).then_some(Self { pieces })
    }

    /// A text of several lines as a person wrote it; `None`: there is nothing in it.
    pub fn of_lines(text: &str) -> Option<Self> {
        let line = |line: &str| Piece { text: line.strip_suffix('\r').unwrap_or(line).into(), concat: false };
        let pieces: Vec<_> = text.split('\n').map(line).collect();
        let has_words = pieces.iter().any(|piece| !piece.text.is_empty());
        Self::from_pieces(pieces).filter(|_| has_words)
    }

    /// One long line, cut into pieces of at most `piece_bytes_max` bytes and never inside a
    /// character; at a space where there is one near the end.
    pub fn long_line(text: &str, piece_bytes_max: usize) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        loop {
            let (head, tail) = split_at_most(rest, piece_bytes_max);
            pieces.push(Piece { text: head.into(), concat: !pieces.is_empty() });
            if tail.is_empty() {
                return Self { pieces };
            }
            rest = tail;
        }
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The only piece's text, if there is just one.
    pub fn single(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [only] => Some(&only.text),
            _ => None,
        }
    }

    /// The lines as their speaker meant them: pieces that go together are joined.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for piece in &self.pieces {
            match lines.last_mut() {
                Some(line) if piece.concat => line.push_str(&piece.text),
                _ => lines.push(piece.text.to_string()),
            }
        }
        lines
    }

    /// Bytes of all pieces, and one for each line break (IRCv3 multiline counts them so).
    pub fn bytes(&self) -> usize {
        let breaks = self.pieces.iter().skip(1).filter(|piece| !piece.concat).count();
        self.pieces.iter().map(|piece| piece.text.len()).sum::<usize>() + breaks
    }
}

/// Splits `text` so that the first part has at most `bytes_max` bytes: behind a space if one
/// stands in the last quarter, else between what a reader takes for two characters. Marks that are
/// piled up past `bytes_max` are parted; one code point longer than it is taken whole, so that this
/// always gets on.
pub fn split_at_most(text: &str, bytes_max: usize) -> (&str, &str) {
    if text.len() <= bytes_max {
        return (text, "");
    }
    let mut end = (0..=bytes_max).rev().find(|&place| text.is_char_boundary(place)).unwrap_or(0);
    let mut cluster = GraphemeCursor::new(end, text.len(), true);
    if cluster.is_boundary(text, 0) == Ok(false)
        && let Ok(Some(begin)) = cluster.prev_boundary(text, 0)
        && begin > 0
    {
        end = begin;
    }
    if end == 0 {
        end = text.chars().next().map_or(text.len(), char::len_utf8);
    }
    let (head, _) = text.split_at(end);
    if let Some(space) = head.rfind(' ')
        && space + 1 > end - end / 4
    {
        end = space + 1;
    }
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_is_not_split() {
        assert_eq!(split_at_most("", 0), ("", ""));
        assert_eq!(split_at_most("abc", 3), ("abc", ""));
        assert_eq!(Text::long_line("", 10), Text::line(""));
        assert_eq!(Text::long_line("hello", 10).single(), Some("hello"));
    }

    #[test]
    fn split_between_characters() {
        assert_eq!(split_at_most("你好", 5), ("你", "好"));
        assert_eq!(split_at_most("你好", 3), ("你", "好"));
        // One that is too large goes whole: there must be an end.
        assert_eq!(split_at_most("你好", 2), ("你", "好"));
        assert_eq!(split_at_most("你好", 0), ("你", "好"));
        // What a reader takes for one character stays together while it can.
        assert_eq!(split_at_most("aae\u{301}b", 4), ("aa", "e\u{301}b"));
        assert_eq!(split_at_most("ab👨‍👩‍👧", 12), ("ab", "👨‍👩‍👧"));
        assert_eq!(split_at_most("🇨🇳🇫🇷", 12), ("🇨🇳", "🇫🇷"));
        assert_eq!(split_at_most("e\u{301}\u{301}\u{301}", 3), ("e\u{301}", "\u{301}\u{301}"));
    }

    #[test]
    fn split_behind_a_late_space() {
        assert_eq!(split_at_most("seven eight nine", 13), ("seven eight ", "nine"));
        assert_eq!(split_at_most("one twothreefour", 13), ("one twothreef", "our"));
        assert_eq!(split_at_most("seven eight nine", 12), ("seven eight ", "nine"));
    }

    #[test]
    fn lines_as_they_were_meant() {
        let piece = |text: &str, concat| Piece { text: text.into(), concat };
        let text = Text::from_pieces(vec![
            piece("one ", false),
            piece("line", true),
            piece("", false),
            piece("x", false),
        ]);
        let text = text.unwrap();
        assert_eq!(text.lines(), ["one line", "", "x"]);
        assert_eq!(text.bytes(), "one line\n\nx".len());
        assert_eq!(text.single(), None);
        assert_eq!(text.pieces().len(), 4);
        assert_eq!(Text::from_pieces(vec![]), None);
        // One that joins nothing begins a line.
        assert_eq!(Text::from_pieces(vec![piece("a", true)]).unwrap().lines(), ["a"]);
    }

    #[test]
    fn four_thousand_chinese_characters() {
        let long = "茶".repeat(4000);
        let text = Text::long_line(&long, 400);
        assert_eq!(text.lines(), [long]);
        assert!(text.pieces().iter().all(|piece| piece.text.len() <= 400));
        assert_eq!(text.pieces().len(), 4000_usize.div_ceil(133));
    }

    proptest! {
        #[test]
        fn pieces_join_back(text in "[a-z 你é👋e\u{301}]{0,80}", odd in any::<String>(), bytes_max in 0_usize..40) {
            for text in [text, odd] {
                let cut = Text::long_line(&text, bytes_max);
                prop_assert_eq!(cut.lines(), [text.clone()]);
                prop_assert_eq!(cut.bytes(), text.len());
                for piece in cut.pieces() {
                    prop_assert!(piece.text.len() <= bytes_max || piece.text.chars().count() == 1, "{:?}", piece);
                    prop_assert!(!piece.text.is_empty() || text.is_empty());
                }
                prop_assert!(cut.pieces().iter().skip(1).all(|piece| piece.concat));
            }
        }
    }
}
