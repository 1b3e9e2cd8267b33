//! Whether somebody is named in a text.
//!
//! Theory of operation: the name must stand alone. Letters, digits, `-`, `_` and `|` beside it make
//! another word of it; a Chinese letter does not, for Chinese has no blanks between words. What
//! stands in an address of the web or between backquotes names nobody.

/// Whether `text` names `me`.
pub fn names(text: &str, me: &str) -> bool {
    let (text, me) = (folded(text), folded(me));
    let (Some(first), Some(last)) = (me.first(), me.last()) else { return false };
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(c) = rest.first() else { return false };
        if let Some(count) = skipped(rest, at.checked_sub(1).and_then(|before| text.get(before))) {
            at += count;
            continue;
        }
        if c == first && rest.starts_with(&me) {
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            let behind = rest.get(me.len()..).unwrap_or_default();
            let is_address = behind.first() == Some(&'@') && behind.get(1).is_some_and(|c| is_word(*c));
            if !joins(before, *first) && !joins(behind.first(), *last) && !is_address {
                return true;
            }
        }
        at += 1;
    }
    false
}

/// Letters as they are compared.
fn folded(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// How many characters from here on name nobody, if an address or code begins here.
fn skipped(rest: &[char], before: Option<&char>) -> Option<usize> {
    let begins = |word: &str| word.chars().eq(rest.iter().copied().take(word.chars().count()));
    if !before.is_some_and(|c| is_word(*c) && c.is_ascii())
        && ["http://", "https://", "www."].into_iter().any(begins)
    {
        let is_end = |c: &char| c.is_whitespace() || "<>\"，。！？；：）」』》、".contains(*c);
        return Some(rest.iter().position(is_end).unwrap_or(rest.len()));
    }
    let ticks = rest.iter().take_while(|c| **c == '`').count();
    if ticks == 0 {
        return None;
    }
    let inner = rest.get(ticks..)?;
    let close = inner.windows(ticks).position(|window| window.iter().all(|c| *c == '`'));
    // What is not closed is no code.
    Some(close.map_or(ticks, |close| close + 2 * ticks))
}

/// Whether a character beside a name makes another word of it.
fn joins(beside: Option<&char>, edge: char) -> bool {
    beside.is_some_and(|c| is_word(*c) && !is_chinese(*c) && !is_chinese(edge))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '|')
}

/// Whether a character belongs to a script that is written without blanks between words.
fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{312f}'
        | '\u{31a0}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_name_stands_alone() {
        for (text, me, expected) in [
            ("bob", "bob", true),
            ("hi Bob!", "bob", true),
            ("bob's tea", "bob", true),
            ("@bob: hi", "bob", true),
            ("bobby", "bob", false),
            ("bob_", "bob", false),
            ("bob-2", "bob", false),
            ("a bobbob bob", "bob", true),
            ("你好bob你好", "bob", true),
            ("你好小明你好", "小明", true),
            ("小明，在吗", "小明", true),
            ("see https://x.test/bob", "bob", false),
            ("见https://x.test/bob，bob", "bob", true),
            ("run `bob` now", "bob", false),
            ("run ``a ` bob`` now", "bob", false),
            ("a ` and bob", "bob", true),
            ("bob@x.test", "bob", false),
            ("bob @ home", "bob", true),
            ("ÉMILE is here", "émile", true),
            ("", "bob", false),
            ("bob", "", false),
        ] {
            assert_eq!(names(text, me), expected, "{text:?} {me:?}");
        }
    }
}
