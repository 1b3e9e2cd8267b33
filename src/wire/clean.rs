//! The one sanitiser: what strangers say, made fit for a terminal, a log, a title.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Whether `c` could harm a terminal or fool a reader: a control (C0, DEL, C1), an override or
/// isolate of writing direction, a line or paragraph separator, or an invisible mark.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' // direction marks
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // embeddings, overrides, isolates
            | '\u{2028}' | '\u{2029}' // line and paragraph separators
            | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' // nothing to see
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' // shorthand and musical controls
            | '\u{e0000}'..='\u{e007f}' // tags
        )
}

/// Whether there is nothing to see of `c` where it stands alone, though it has its uses within a text:
/// a joiner, a selector of a variant, a letter that is blank. Two names must not differ by it alone.
pub fn is_invisible(c: char) -> bool {
    is_unsafe(c)
        || matches!(c,
            '\u{34f}' | '\u{200c}' | '\u{200d}' // joiners
            | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0080}'..='\u{e0fff}' // variants
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' // blanks
        )
}

/// `text` of several lines, each made clean as by [`clean`]; `\n` alone ends one.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(clean).collect();
    Cow::Owned(lines.join("\n"))
}

/// `text` with every unsafe character made visible: a control as its picture (`␛`), any other as
/// `�`. A tab is a space. IRC formatting (bold, colours and so on) is taken away with its
/// arguments.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (_, after) = rest.split_at(c.len_utf8());
        rest = after;
        match c {
            '\t' => safe.push(' '),
            '\u{02}' | '\u{0f}' | '\u{11}' | '\u{16}' | '\u{1d}' | '\u{1e}' | '\u{1f}' => {}
            '\u{03}' => rest = skip_colours(rest, 1..=2, |byte| byte.is_ascii_digit()),
            '\u{04}' => rest = skip_colours(rest, 6..=6, |byte| byte.is_ascii_hexdigit()),
            '\u{7f}' => safe.push('␡'),
            c if (c as u32) < 0x20 => safe.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            c if is_unsafe(c) => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Skips `fg[,bg]` behind a colour code, each of `count` digits; fewer are text.
fn skip_colours(text: &str, count: RangeInclusive<usize>, is_digit: fn(u8) -> bool) -> &str {
    let digits = |text: &str| {
        let found = text.bytes().take(*count.end()).take_while(|&byte| is_digit(byte)).count();
        if count.contains(&found) { found } else { 0 }
    };
    let first = digits(text);
    let (_, rest) = text.split_at(first);
    if first == 0 {
        return rest;
    }
    match rest.strip_prefix(',').map(|behind| (behind, digits(behind))) {
        Some((behind, second)) if second > 0 => behind.split_at(second).1,
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_harmless_stays_as_it_is() {
        for text in ["", "hello", "你好，世界", "שלום", "naïve e\u{301}", "👨‍👩‍👧", "می‌خواهم"]
        {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn controls_are_shown_as_pictures() {
        for (text, shown) in [
            ("\u{1b}[31mred", "␛[31mred"),
            ("\u{1b}]0;title\u{7}", "␛]0;title␇"),
            ("a\0b", "a␀b"),
            ("a\r\nb", "a␍␊b"),
            ("back\u{8}\u{7f}", "back␈␡"),
            ("a\tb", "a b"),
            // C1: CSI and NEL in one character.
            ("\u{9b}31m\u{85}", "\u{fffd}31m\u{fffd}"),
        ] {
            assert_eq!(clean(text), shown);
        }
    }

    #[test]
    fn nothing_turns_or_ends_a_line() {
        for bad in [
            '\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{2028}',
            '\u{2029}',
        ] {
            assert_eq!(clean(&format!("a{bad}b")), "a\u{fffd}b", "{bad:?}");
        }
    }

    #[test]
    fn nothing_hides() {
        for bad in [
            '\u{ad}',
            '\u{180e}',
            '\u{200b}',
            '\u{2060}',
            '\u{2063}',
            '\u{206a}',
            '\u{feff}',
            '\u{e0041}',
            '\u{1d173}',
        ] {
            assert_eq!(clean(&format!("a{bad}b")), "a\u{fffd}b", "{bad:?}");
        }
    }

    /// Modern IRC, "Formatting".
    #[test]
    fn formatting_goes_with_its_arguments() {
        for (text, shown) in [
            (
                "\u{2}bold\u{f} \u{1d}slanted\u{1d} \u{1f}under\u{1f} \u{1e}struck \u{11}mono \u{16}turned",
                "bold slanted under struck mono turned",
            ),
            ("\u{3}4red\u{3}", "red"),
            ("\u{3}04,12both", "both"),
            ("\u{3}123", "3"),
            ("\u{3}4,text", ",text"),
            ("\u{3},4text", ",4text"),
            ("\u{3}1,123", "3"),
            ("\u{4}ff00AAred", "red"),
            ("\u{4}ff00AA,00ff00green", "green"),
            ("\u{4}ff00AA,00fgreen", ",00fgreen"),
            ("\u{4}dead", "dead"),
            ("\u{3}", ""),
            ("\u{1}ACTION waves\u{1}", "␁ACTION waves␁"),
        ] {
            assert_eq!(clean(text), shown, "{text:?}");
        }
    }

    #[test]
    fn lines_stay_lines_and_nothing_else_does() {
        assert!(matches!(clean_lines("a\nb\n"), Cow::Borrowed("a\nb\n")));
        assert_eq!(clean_lines("a\u{1b}\r\nb\u{2028}\n"), "a␛␍\nb\u{fffd}\n");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(text in any::<String>(), dense in "[\\x00-\\x20\\x7f-\\u{a0}0-9,\u{2028}-\u{202e}\u{200b}-\u{200f}]{0,30}") {
            for text in [text, dense] {
                let safe = clean(&text);
                prop_assert!(!safe.chars().any(is_unsafe));
                prop_assert_eq!(clean(&safe), safe.clone());
                prop_assert!(!clean_lines(&text).chars().any(|c| c != '\n' && is_unsafe(c)));
            }
        }
    }
}
