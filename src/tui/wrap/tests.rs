//! Rows of texts, English and Chinese.

use proptest::prelude::*;
use ratatui_core::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;

fn wrapped(text: &str, cells: usize) -> Vec<String> {
    hanging(text, cells, cells)
}

fn hanging(text: &str, first: usize, cells: usize) -> Vec<String> {
    let rows = wrap_hanging(&[Span::new(text, Style::new())], first, cells, Widths::default());
    rows.into_iter().map(|row| row.into_iter().map(|span| span.text).collect()).collect()
}

#[test]
fn words_stay_whole_and_blanks_hang() {
    assert_eq!(wrapped("the quick brown fox", 9), ["the quick", "brown fox"]);
    assert_eq!(wrapped("the quick    brown", 9), ["the quick", "brown"]);
    assert_eq!(wrapped("well-known words", 6), ["well-", "known", "words"]);
    assert_eq!(wrapped("", 5), [""]);
    assert_eq!(wrapped("  two blanks", 20), ["  two blanks"]);
}

#[test]
fn chinese_marks_stand_where_they_belong() {
    assert_eq!(wrapped("今天天气很好。我们去公园", 12), ["今天天气很", "好。我们去公", "园"]);
    assert_eq!(wrapped("他说「你好」然后走了", 6), ["他说", "「你", "好」然", "后走了"]);
    assert_eq!(wrapped("他走了……真的", 8), ["他走了……", "真的"]);
    assert_eq!(wrapped("中文mixed with英文", 9), ["中文mixed", "with英文"]);
}

#[test]
fn a_link_is_broken_only_where_it_is_longer_than_a_row() {
    let link = "https://a.example/some/path-of/words";
    assert_eq!(wrapped(&format!("see {link} now"), 38), ["see", link, "now"]);
    assert_eq!(wrapped(&format!("see {link}"), 20), ["see", "https://a.example/so", "me/path-of/words"]);
    let spans = [
        Span::new("see ", Style::new()),
        Span { link: Some(link.into()), ..Span::new("a b c", Style::new()) },
    ];
    let rows = wrap(&spans, 7, Widths::default());
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][0].text, "a b c");
}

#[test]
fn a_command_keeps_its_stroke() {
    assert_eq!(wrapped("Not sent. /resend sends it", 14), ["Not sent.", "/resend sends", "it"]);
    assert_eq!(wrapped("未发送。输入 /resend 重新发送。", 14), ["未发送。输入", "/resend 重新发", "送。"]);
    assert_eq!(wrapped("either/or this", 8), ["either/", "or this"]);
}

#[test]
fn what_is_longer_than_a_row_is_cut_between_characters() {
    assert_eq!(wrapped("aaaaaaaaaaaa", 5), ["aaaaa", "aaaaa", "aa"]);
    assert_eq!(wrapped("e\u{301}e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}", "e\u{301}"]);
    assert_eq!(wrapped("👨\u{200d}👩\u{200d}👧👍", 3), ["👨\u{200d}👩\u{200d}👧", "👍"]);
    assert_eq!(wrapped("你好", 1), ["你", "好"]);
    assert_eq!(wrapped("ab", 0), ["a", "b"]);
}

#[test]
fn the_first_row_may_have_another_length() {
    assert_eq!(hanging("one two three", 3, 9), ["one", "two three"]);
    assert_eq!(hanging("longer words", 3, 12), ["", "longer words"]);
    assert_eq!(hanging("short", 9, 2), ["short"]);
}

#[test]
fn lines_end_where_their_writer_ended_them() {
    assert_eq!(wrapped("one\ntwo\n\nthree", 20), ["one", "two", "", "three"]);
    let rows = rows("ab cd\n", 3, 3, Widths::default());
    assert_eq!(rows, [0..3, 3..6, 6..6]);
}

#[test]
fn ambiguous_characters_fill_what_the_terminal_gives_them() {
    let spans = [Span::new("①②③④", Style::new())];
    assert_eq!(wrap(&spans, 4, Widths { ambiguous_wide: false }).len(), 1);
    assert_eq!(wrap(&spans, 4, Widths { ambiguous_wide: true }).len(), 2);
}

#[test]
fn styles_and_links_stay_with_their_text() {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let spans =
        [Span::new("one ", Style::new()), Span::new("two three", bold), Span::new(" four", Style::new())];
    let rows = wrap(&spans, 8, Widths::default());
    let texts: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|span| (span.text.as_str(), span.style)).collect()).collect();
    assert_eq!(
        texts,
        [vec![("one ", Style::new()), ("two", bold)], vec![("three", bold)], vec![("four", Style::new())],]
    );
}

proptest! {
    /// Nothing is lost but blanks at breaks, nothing is cut within a character, and nothing is too long.
    #[test]
    fn rows_hold_all_and_not_too_much(
        texts in proptest::collection::vec("[a-z 你。，「」…👍\u{301}\n/:.-]{0,20}|https?://[a-z/]{1,20}|\\PC{0,10}", 0..5),
        first in 0..12_usize,
        cells in 0..12_usize,
        ambiguous_wide in any::<bool>(),
    ) {
        let widths = Widths { ambiguous_wide };
        let spans: Vec<_> = texts.iter().map(|text| Span::new(text.as_str(), Style::new())).collect();
        let rows = wrap_hanging(&spans, first, cells, widths);
        prop_assert!(!rows.is_empty());
        let seen = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let whole: String = texts.concat();
        let kept: String = rows.iter().flatten().map(|span| span.text.as_str()).collect();
        prop_assert_eq!(seen(&kept), seen(&whole));

        let ranges = super::rows(&whole, first, cells, widths);
        prop_assert_eq!(ranges.iter().map(|range| &whole[range.clone()]).collect::<String>(), whole.clone());
        for (number, range) in ranges.iter().enumerate() {
            let limit = if number == 0 { first.max(1) } else { cells.max(1) };
            let row = without_blanks(&whole[range.clone()]);
            prop_assert!(widths.of(row) <= limit || row.graphemes(true).count() <= 1, "{row:?} {limit}");
        }
    }
}
