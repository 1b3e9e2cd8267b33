//! Where in a text there are links.
//!
//! Only what begins with `http://` or `https://`: what is guessed is too often wrong.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

/// The links of `text`, from left to right: ranges of bytes. What ends a sentence behind a link does
/// not belong to it, nor does a bracket that it stands in, nor the Chinese that it is glued to.
pub fn links(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_scheme(text, from) {
        let Some(rest) = text.get(start..) else { break };
        let scheme = rest.find("//").map_or(0, |at| at + 2);
        let reach = rest.char_indices().find(|(_, c)| !is_of_link(*c)).map_or(rest.len(), |(at, _)| at);
        let end = rest.get(..reach).map_or(0, |link| without_tail(link).len());
        if end > scheme {
            found.push(start..start + end);
        }
        from = start + end.max(scheme).max(1);
    }
    found
}

/// Where a scheme stands that is not the end of a longer word.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_at = |at: usize, scheme: &[u8]| {
        bytes.get(at..at + scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme))
    };
    let is_word = |at: usize| at > from && bytes.get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
    (from..bytes.len()).find(|&at| (is_at(at, b"http://") || is_at(at, b"https://")) && !is_word(at))
}

fn is_of_link(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '\\' | '^');
    }
    c.is_alphanumeric() && c.width() == Some(1)
}

fn without_tail(link: &str) -> &str {
    let mut link = link;
    loop {
        let count = |of: char| link.matches(of).count();
        let shorter = link
            .strip_suffix(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '|'])
            .or_else(|| link.strip_suffix(')').filter(|_| count(')') > count('(')))
            .or_else(|| link.strip_suffix(']').filter(|_| count(']') > count('[')));
        match shorter {
            Some(shorter) => link = shorter,
            None => return link,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        links(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn links_end_where_people_end_them() {
        assert_eq!(
            found("see https://a.example/b?c=d#e, or HTTP://B.example."),
            ["https://a.example/b?c=d#e", "HTTP://B.example"]
        );
        assert_eq!(
            found("(https://a.example/x_(y)) [http://b.example]"),
            ["https://a.example/x_(y)", "http://b.example"]
        );
        assert_eq!(found("看https://a.example/路径。好"), ["https://a.example/"]);
        assert_eq!(found("<https://a.example/café>"), ["https://a.example/café"]);
        assert_eq!(found("https:// xhttp://a http://... http://ahttp://b"), ["http://ahttp://b"]);
        assert_eq!(found("没有链接 ftp://a.example"), [""; 0]);
    }
}
