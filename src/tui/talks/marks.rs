//! What stands out in a text: links, and what a search looks for.
//!
//! Must not know what the text is part of. Everything a stranger wrote; places in it are found, and
//! nothing is taken for granted.

use std::ops::Range;
use std::sync::Arc;

use ratatui_core::style::Style;

use crate::tui::cells::Span;
use crate::tui::links::links;
use crate::tui::theme::Theme;

/// What a search looks for, compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needle(Vec<char>);

impl Needle {
    /// `None`: there is nothing to look for.
    pub fn new(text: &str) -> Option<Self> {
        let folded: Vec<char> = text.trim().chars().flat_map(char::to_lowercase).collect();
        (!folded.is_empty()).then_some(Self(folded))
    }

    /// Whether it stands in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.next(text, 0).is_some()
    }

    /// Where it stands in `text` from byte `from` on.
    fn next(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let begins = text.get(from..)?.char_indices().map(|(at, _)| from + at);
        begins.into_iter().find_map(|begin| self.ends(text, begin).map(|end| begin..end))
    }

    /// Where it ends if it begins at `begin`.
    fn ends(&self, text: &str, begin: usize) -> Option<usize> {
        let mut wanted = self.0.iter();
        for (at, char) in text.get(begin..)?.char_indices() {
            for folded in char.to_lowercase() {
                if wanted.next() != Some(&folded) {
                    return None;
                }
            }
            if wanted.len() == 0 {
                return Some(begin + at + char.len_utf8());
            }
        }
        None
    }

    fn all(&self, text: &str) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut from = 0;
        while let Some(found) = self.next(text, from) {
            from = found.end;
            all.push(found);
        }
        all
    }
}

/// `text` in spans, with its links and what is looked for.
pub(super) fn spans(text: &str, style: Style, theme: &Theme, needle: Option<&Needle>) -> Vec<Span> {
    let links = links(text);
    let found = needle.map(|needle| needle.all(text)).unwrap_or_default();
    let mut cuts: Vec<usize> =
        links.iter().chain(&found).flat_map(|range| [range.start, range.end]).collect();
    cuts.push(text.len());
    cuts.sort_unstable();
    cuts.dedup();
    let mut spans = Vec::new();
    let mut begin = 0;
    for end in cuts {
        let piece = text.get(begin..end).unwrap_or_default();
        if piece.is_empty() {
            continue;
        }
        let link = links.iter().find(|range| range.contains(&begin));
        let link = link.and_then(|range| text.get(range.clone()));
        let mut span = Span::new(piece, style);
        if let Some(link) = link {
            span.style = span.style.patch(theme.link);
            span.link = Some(Arc::from(link));
        }
        if found.iter().any(|range| range.contains(&begin)) {
            span.style = span.style.patch(theme.found);
        }
        spans.push(span);
        begin = end;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_knows_no_case() {
        let found = |text: &str, needle: &str| -> Vec<String> {
            let needle = Needle::new(needle).unwrap();
            needle.all(text).into_iter().map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(found("Tea tEA x", "tea"), ["Tea", "tEA"]);
        assert_eq!(found("aaaa", "AA"), ["aa", "aa"]);
        assert_eq!(found("喝茶，好茶", "茶"), ["茶", "茶"]);
        assert_eq!(found("Straße ÄÖ", "äö"), ["ÄÖ"]);
        assert!(found("ab", "abc").is_empty());
        assert!(Needle::new("  ").is_none());
    }

    #[test]
    fn spans_hold_the_whole_text() {
        let theme = Theme::new(Default::default(), Default::default());
        let text = "a https://tea.test/tea b tea";
        let spans = spans(text, theme.text, &theme, Needle::new("tea").as_ref());
        assert_eq!(spans.iter().map(|span| &*span.text).collect::<String>(), text);
        let linked: String =
            spans.iter().filter(|span| span.link.is_some()).map(|span| &*span.text).collect();
        assert_eq!(linked, "https://tea.test/tea");
        assert_eq!(spans.iter().filter(|span| span.style == theme.text.patch(theme.found)).count(), 1);
    }
}
