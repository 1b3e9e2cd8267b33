//! How well a few characters fit a name: all of them must be in it, in their order.

/// What it counts that a character begins a word.
const WORD: i32 = 6;

/// What it counts that a character follows the one before it.
const NEXT: i32 = 5;

/// How well `asked` fits `text`, whatever the case; `None`: it does not. More is better.
pub(super) fn score(asked: &str, text: &str) -> Option<i32> {
    let fold = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (asked, text) = (fold(asked), fold(text));
    let Some(first) = asked.first() else { return Some(0) };
    let starts = text.iter().enumerate().filter(|(_, c)| *c == first).map(|(at, _)| at);
    let fit = starts.filter_map(|start| score_from(&asked, &text, start)).max()?;
    // Of two that fit as well the shorter one was meant.
    Some(fit * 16 - i32::try_from(text.len().min(64)).unwrap_or(64))
}

/// The same, its first character at `start`.
fn score_from(asked: &[char], text: &[char], start: usize) -> Option<i32> {
    let (mut score, mut at, mut last) = (0, start, None);
    for wanted in asked {
        at += text.get(at..)?.iter().position(|c| c == wanted)?;
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        if before.is_none_or(|c| !c.is_alphanumeric()) {
            score += WORD;
        }
        if last.is_some_and(|last| last + 1 == at) {
            score += NEXT;
        }
        score += 1;
        last = Some(at);
        at += 1;
    }
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fit_is_the_one_that_was_meant() {
        let names = ["#random", "#rust-dev", "#dev", "#development", "#茶馆", "alice", "malice"];
        for (asked, expected) in [
            ("dev", "#dev"),
            ("rd", "#rust-dev"),
            ("rand", "#random"),
            ("DEVE", "#development"),
            ("茶", "#茶馆"),
            ("馆", "#茶馆"),
            ("ali", "alice"),
        ] {
            let best = names.iter().max_by_key(|name| score(asked, name)).unwrap();
            assert_eq!(*best, expected, "{asked}");
        }
        assert_eq!(score("vd", "#dev"), None);
        assert_eq!(score("", "#dev"), Some(0));
    }
}
