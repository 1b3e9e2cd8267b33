//! Masks: patterns with `*` (any run of characters) and `?` (any one), as they stand in ban lists
//! (`nick!user@host`), in LIST and in WHO. Case and compatibility forms are folded on both sides,
//! like the names that they are compared with.

use super::clean::is_unsafe;
use super::limits::MASK_BYTES_MAX;
use super::name::fold_room;

/// A mask of people, whole: `nick!user@host`.
#[derive(Clone, Debug)]
pub struct Mask {
    text: String,
    key: String,
}

impl Mask {
    /// Completes `text` with `*` where a part is missing: `nick` is `nick!*@*`, `user@host` is
    /// `*!user@host`, and what can't be a name because it holds a dot is a host. `None` if it can't
    /// stand on a line, or has more than [`MASK_BYTES_MAX`] bytes when it is whole.
    pub fn parse(text: &str) -> Option<Self> {
        let unfit = text.is_empty() || text.starts_with(':') || text.contains(is_unfit);
        if unfit {
            return None;
        }
        let (nick, user, host) = match (text.split_once('!'), text.split_once('@')) {
            (Some((nick, rest)), _) => match rest.split_once('@') {
                Some((user, host)) => (nick, user, host),
                None => (nick, rest, ""),
            },
            (None, Some((user, host))) => ("", user, host),
            (None, None) if text.contains(['.', ':']) => ("", "", text),
            (None, None) => (text, "", ""),
        };
        let [nick, user, host] = [nick, user, host].map(|part| if part.is_empty() { "*" } else { part });
        let text = without_double_stars(&format!("{nick}!{user}@{host}"));
        (text.len() <= MASK_BYTES_MAX).then(|| Self { key: fold_room(&text), text })
    }

    /// The whole mask, as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is compared by with other masks.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it fits `prefix`, which has been through [`folded`].
    pub fn fits(&self, prefix: &str) -> bool {
        fits(&self.key, prefix)
    }
}

/// What can't stand in a parameter that is followed by others, or fools its reader.
fn is_unfit(c: char) -> bool {
    c == ' ' || is_unsafe(c)
}

fn without_double_stars(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '*' || !whole.ends_with('*') {
            whole.push(c);
        }
    }
    whole
}

/// `text` as patterns are compared with it.
pub fn folded(text: &str) -> String {
    fold_room(text)
}

/// Whether `pattern` fits the whole of `text`; both have been through [`folded`]. Takes at most as
/// many steps as the product of their lengths.
pub fn fits(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // Behind the last `*`, and from where in the text it is tried next.
    let mut star = None;
    loop {
        let here = text.clone();
        match (pattern.next(), text.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                star = Some((pattern.clone(), here.clone()));
                text = here;
                continue;
            }
            (Some('?'), Some(_)) => continue,
            (Some(wanted), Some(found)) if wanted == found => continue,
            (None | Some(_), None | Some(_)) => {}
        }
        let Some((behind, from)) = &mut star else { return false };
        if from.next().is_none() {
            return false;
        }
        (pattern, text) = (behind.clone(), from.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_are_stars() {
        for (text, whole) in [
            ("nick", "nick!*@*"),
            ("n*", "n*!*@*"),
            ("*", "*!*@*"),
            ("nick!", "nick!*@*"),
            ("nick!user", "nick!user@*"),
            ("user@host", "*!user@host"),
            ("@host", "*!*@host"),
            ("!@", "*!*@*"),
            ("a!b@c", "a!b@c"),
            ("***!**@a**", "*!*@a*"),
            ("*.cloak", "*!*@*.cloak"),
            ("2001:db8::*", "*!*@2001:db8::*"),
            ("爱*", "爱*!*@*"),
        ] {
            assert_eq!(Mask::parse(text).map(|mask| mask.text).as_deref(), Some(whole), "{text}");
        }
        let long = "x".repeat(MASK_BYTES_MAX);
        for text in ["", " ", "a b", ":a", "a\u{7}", "a\u{202e}", &long] {
            assert!(Mask::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("*", "abc"),
            ("a*", "a"),
            ("a*c", "abc"),
            ("a?c", "abc"),
            ("*a*b*", "xxaxxbxx"),
            ("*ab", "aab"),
            ("?", "爱"),
            ("*爱?", "我爱你"),
            ("a*b*c", "abbbcbc"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", ""), ("?", ""), ("a?", "a"), ("a*c", "ab"), ("*a", "ab"), ("a*b*c", "abbb")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn case_and_width_make_no_difference() {
        let fits = |mask: &str, prefix: &str| Mask::parse(mask).unwrap().fits(&folded(prefix));
        assert!(fits("ALICE", "alice!~a@x.cloak"));
        assert!(fits("Ａlice!*@X.cloak", "alice!~a@x.cloak"));
        assert!(!fits("alice", "alice2!~a@x.cloak"));
        assert_eq!(Mask::parse("A!b@C").unwrap().key(), Mask::parse("a!B@c").unwrap().key());
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let (pattern, text) = ("*a".repeat(50), "a".repeat(2000) + "b");
        assert!(!fits(&pattern, &text));
    }
}
