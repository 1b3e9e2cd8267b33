//! Where in a text the caret may stand and where it goes: characters as a reader counts them
//! (UAX #29 grapheme clusters), words, blanks, lines.
//!
//! All places are byte offsets. What is asked for a place outside the text or inside a character is
//! answered for the nearest place that is fit.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Whether the caret may stand at `at`.
pub(super) fn is_fit(text: &str, at: usize) -> bool {
    text.is_char_boundary(at)
        && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// The first fit place that is not before `at`.
pub(super) fn fit_from(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&place| is_fit(text, place)).unwrap_or(text.len())
}

/// The last fit place that is not behind `at`.
pub(super) fn fit_until(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&place| is_fit(text, place)).unwrap_or(0)
}

/// The place one character to the left.
pub(super) fn before(text: &str, at: usize) -> usize {
    fit_until(text, at.saturating_sub(1))
}

/// The place one character to the right.
pub(super) fn behind(text: &str, at: usize) -> usize {
    fit_from(text, at.saturating_add(1))
}

/// Start of the word that `at` is in or behind. A word holds a letter or a digit; where a script
/// puts no blanks between words (Chinese), each character is one.
pub(super) fn word_start(text: &str, at: usize) -> usize {
    let starts = text.unicode_word_indices().map(|(start, _)| start);
    fit_until(text, starts.take_while(|&start| start < at).last().unwrap_or(0))
}

/// End of the word that `at` is in or before.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let mut ends = text.unicode_word_indices().map(|(start, word)| start + word.len());
    fit_from(text, ends.find(|&end| end > at).unwrap_or(text.len()))
}

/// Where a cut back from `at` to a blank ends: before the run of characters that are not blank, but
/// of a script without blanks it takes one character only, and stops behind one. Otherwise a whole
/// Chinese sentence would go at one stroke.
pub(super) fn run_start(text: &str, at: usize) -> usize {
    let (mut start, mut within) = (at, false);
    while let Some(character) = text.get(before(text, start)..start).filter(|text| !text.is_empty()) {
        let blank = character.chars().all(char::is_whitespace);
        let alone = stands_alone(character);
        if within && (blank || alone) {
            break;
        }
        start -= character.len();
        within |= !blank;
        if alone {
            break;
        }
    }
    start
}

/// Start of the run of characters other than blanks that ends at `at`.
pub(super) fn unblank_start(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or(text);
    let start = head.trim_end_matches(|c: char| !c.is_whitespace()).len();
    fit_until(text, start)
}

/// Start of the line that `at` is in.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |end| end + 1)
}

/// End of the line that `at` is in: where its `\n` is, or the end of the text.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|tail| tail.find('\n')).map_or(text.len(), |end| at + end)
}

/// Whether `character` is a letter that makes no word with another of its kind. Asked of UAX #29
/// itself: two of it in a row are two words.
fn stands_alone(character: &str) -> bool {
    let Some(first) = character.chars().next().filter(|c| c.is_alphanumeric()) else { return false };
    let mut twice = [0; 8];
    let len = first.len_utf8();
    first.encode_utf8(&mut twice);
    twice.copy_within(..len, len);
    let Some(twice) = twice.get(..2 * len) else { return false };
    std::str::from_utf8(twice).is_ok_and(|twice| twice.split_word_bounds().count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_between_characters_as_read() {
        let text = "e\u{301}👩\u{200d}🚀好";
        let places: Vec<usize> = (0..=text.len()).filter(|&at| is_fit(text, at)).collect();
        assert_eq!(places, [0, 3, 14, 17]);
        assert_eq!((before(text, 14), behind(text, 3), behind(text, 17)), (3, 14, 17));
        assert_eq!((fit_from(text, 5), fit_until(text, 5), fit_until(text, 99)), (14, 3, 17));
    }

    #[test]
    fn words_are_those_of_unicode() {
        let text = "don't stop 今天, ok";
        let starts: Vec<usize> = (0..=text.len()).map(|at| word_start(text, at)).collect();
        assert_eq!(starts.last(), Some(&19));
        assert_eq!(word_start(text, 5), 0);
        assert_eq!(word_end(text, 0), 5);
        assert_eq!(word_end(text, 11), 14, "one Chinese character is one word");
        assert_eq!(word_start(text, 17), 14);
    }

    #[test]
    fn a_cut_to_a_blank_spares_the_chinese_sentence() {
        for (text, left) in [
            ("see http://a.b/c ", "see "),
            ("今天天气", "今天天"),
            ("今天ok", "今天"),
            ("今天。", "今天"),
            ("ok今", "ok"),
            ("ราคา", "ราค"),
            ("", ""),
            ("   ", ""),
        ] {
            assert_eq!(&text[..run_start(text, text.len())], left, "{text:?}");
        }
    }

    #[test]
    fn lines_end_before_their_newline() {
        let text = "one\ntwo\n";
        assert_eq!((line_start(text, 5), line_end(text, 5)), (4, 7));
        assert_eq!((line_start(text, 8), line_end(text, 8)), (8, 8));
        assert_eq!((line_start(text, 3), line_end(text, 3)), (0, 3));
    }
}
