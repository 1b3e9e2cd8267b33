//! What the search index holds of a text, and what a search looks up in it.
//!
//! Theory of operation: a text is folded into words that stand between single spaces: compatibility
//! forms, case and accents are gone (NFKC and so on), what is neither letter nor digit parts words,
//! and each character of a script that is written without spaces is a word of its own, so that a
//! phrase finds any run of them. The index's own tokenizer has nothing left to do but to split at
//! spaces. In front of the words of a text stand *marks* for its place and its author; they begin
//! with characters that no folded text has, so that no search by words can meet them.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::limits::PHRASES_MAX;

/// Begins the mark of an author.
const AUTHOR: char = '\u{e000}';

/// Begins the mark of a place.
const PLACE: char = '\u{e001}';

/// Appends the words of `text` to `out`, parted by single spaces, one behind the last.
pub fn fold(text: &str, out: &mut String) {
    let mut folder = Folder { out, is_open: false };
    if text.is_ascii() {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() {
                folder.letter(char::from(byte.to_ascii_lowercase()));
            } else if byte != b'\r' {
                folder.gap();
            }
        }
    } else {
        // Only the accents of Latin, Greek and Cyrillic go; what else is composed stays so.
        let bare = text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).nfc();
        for c in bare.flat_map(char::to_lowercase) {
            folder.char(c);
        }
    }
    folder.gap();
}

struct Folder<'a> {
    out: &'a mut String,
    // Whether a word is being written.
    is_open: bool,
}

impl Folder<'_> {
    fn letter(&mut self, c: char) {
        self.out.push(c);
        self.is_open = true;
    }

    fn gap(&mut self) {
        if self.is_open {
            self.out.push(' ');
            self.is_open = false;
        }
    }

    fn char(&mut self, c: char) {
        if is_symbol(c) || (is_unspaced(c) && c.is_alphanumeric()) {
            self.gap();
            self.letter(c);
            self.gap();
        } else if c.is_alphanumeric() {
            self.letter(c);
        } else if !is_unseen(c) {
            self.gap();
        }
    }
}

/// What does not part the word in which it stands: marks, what nobody sees, and the sign between
/// two pieces of one line (see `codec`).
fn is_unseen(c: char) -> bool {
    matches!(c, '\r' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}') || is_combining_mark(c)
}

/// Arrows, dingbats, pictures: whoever looks for one finds it.
const fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Scripts that are written without spaces, or glue small words to others.
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{2e80}'..='\u{31ff}' // radicals, kana, bopomofo
        | '\u{3400}'..='\u{a4cf}' // Han, Yi
        | '\u{ac00}'..='\u{d7ff}' // Hangul
        | '\u{f900}'..='\u{faff}'
        | '\u{1b000}'..='\u{1b16f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Appends the mark of a place.
pub fn mark_place(place: i64, out: &mut String) {
    // Writing to a string can't fail.
    let _ = write!(out, "{PLACE}{place} ");
}

/// Appends the mark of an author, by their folded name or account.
pub fn mark_author(key: &str, out: &mut String) {
    // FNV-1a: short, and the same for ever. Two that meet are told apart by the row.
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let _ = write!(out, "{AUTHOR}{hash:x} ");
}

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// They said no word: all that fits otherwise.
    Anything,
    /// No word is in what they said: nothing has it.
    Nothing,
    /// What the index understands.
    Words(String),
}

/// What `text` looks for: words, all of which must be there, and `"phrases"`. Anything is fine.
pub fn sought(text: &str) -> Sought {
    if text.trim().is_empty() {
        return Sought::Anything;
    }
    let mut query = String::new();
    let mut phrases = 0;
    let mut phrase = String::new();
    for (turn, part) in text.split(['"', '“', '”']).enumerate() {
        // Every other part stands in quotes; an open quote holds to the end.
        let whole = (turn % 2 == 1).then_some(part);
        let words = if whole.is_some() { "" } else { part }.split_whitespace();
        for words in whole.into_iter().chain(words) {
            phrase.clear();
            fold(words, &mut phrase);
            if !phrase.is_empty() && phrases < PHRASES_MAX {
                phrases += 1;
                also(&mut query, &format!("\"{}\"", phrase.trim_end()));
            }
        }
    }
    if query.is_empty() { Sought::Nothing } else { Sought::Words(query) }
}

/// Adds one more condition, which the index understands, to a query.
pub fn also(query: &mut String, condition: &str) {
    if !query.is_empty() {
        query.push_str(" AND ");
    }
    query.push_str(condition);
}

/// The condition that a text has one of these marks.
pub fn one_of(marks: &str) -> String {
    let any: Vec<_> = marks.split_whitespace().map(|mark| format!("\"{mark}\"")).collect();
    format!("({})", any.join(" OR "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        fold(text, &mut out);
        out.trim_end().to_owned()
    }

    #[test]
    fn width_case_and_accents_are_folded() {
        for (text, words) in [
            ("Hello, World!", "hello world"),
            ("Ｈｅｌｌｏ　ｗｏｒｌｄ", "hello world"),
            ("Café CAFE\u{301}", "cafe cafe"),
            ("Ελένη ЁЖ", "ελενη еж"),
            ("foo_bar  2.5", "foo bar 2 5"),
            ("你好，世界", "你 好 世 界"),
            ("说hello吧", "说 hello 吧"),
            ("ﾊﾞｽ バス", "バ ス バ ス"),
            ("한국어", "한 국 어"),
            ("ok👍🏽", "ok 👍 🏽"),
            ("i❤\u{fe0f}tea", "i ❤ tea"),
            ("e\u{200b}gg so\rft", "egg soft"),
            ("a\u{e000}12 \u{e001}", "a 12"),
            ("…!？", ""),
        ] {
            assert_eq!(folded(text), words, "{text:?}");
        }
    }

    #[test]
    fn what_is_sought() {
        let words = |text: &str| Sought::Words(text.to_owned());
        for (text, expected) in [
            ("", Sought::Anything),
            ("  ", Sought::Anything),
            ("?!", Sought::Nothing),
            ("\"", Sought::Nothing),
            ("\"\"", Sought::Nothing),
            ("tea", words("\"tea\"")),
            ("Green tea", words("\"green\" AND \"tea\"")),
            ("\"green tea\" now", words("\"green tea\" AND \"now\"")),
            ("\"green tea", words("\"green tea\"")),
            ("“绿 茶”x", words("\"绿 茶\" AND \"x\"")),
            ("世界", words("\"世 界\"")),
            ("a OR b NEAR(c) -d:e*", words("\"a\" AND \"or\" AND \"b\" AND \"near c\" AND \"d e\"")),
        ] {
            assert_eq!(sought(text), expected, "{text:?}");
        }
    }

    proptest! {
        /// No text makes a mark, a quote or an empty word.
        #[test]
        fn folded_text_is_words_between_spaces(text in "\\PC{0,40}|[ -~\u{e000}-\u{e002}\r\n]{0,40}") {
            let words = folded(&text);
            prop_assert!(!words.contains(['"', AUTHOR, PLACE]) && !words.contains("  "), "{:?}", words);
            prop_assert!(!words.starts_with(' '));
        }
    }
}
