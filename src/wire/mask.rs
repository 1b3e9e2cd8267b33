//! Masks: patterns with `*` (any run of characters) and `?` (any one), as they stand in ban lists
//! (`nick!user@host`), in LIST and in WHO. Case and compatibility forms are folded on both sides,
//! like the names that they are compared with.
//!
//! A mask that begins with `~` is about something else (Modern IRC, "EXTBAN parameter"): `~a:name` or
//! `~account:name` about the account that somebody is logged in to (IRCv3 account-extban).

use super::clean::is_unsafe;
use super::limits::MASK_BYTES_MAX;
use super::name::fold_room;

/// What masks begin with that are about something else than prefixes.
pub const EXTENDED: char = '~';

/// What such masks may be about, each by its letter and its name: accounts.
pub const ABOUT_ACCOUNTS: [&str; 2] = ["a", "account"];

/// A mask of people, whole: `nick!user@host`, or `~a:account`.
#[derive(Clone, Debug)]
pub struct Mask {
    text: String,
    key: String,
    // Of what is about accounts, the pattern alone.
    account: Option<String>,
}

/// Whom masks are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// `nick!user@host`.
    pub prefix: &'s str,
    /// The account they are logged in to.
    pub account: Option<&'s str>,
}

/// The same, through [`folded`], to be compared with many masks.
#[derive(Clone, Debug)]
pub struct Folded {
    prefix: String,
    account: Option<String>,
}

impl Subject<'_> {
    /// What masks are compared with.
    pub fn folded(self) -> Folded {
        Folded { prefix: folded(self.prefix), account: self.account.map(folded) }
    }
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
        if let Some((about, pattern)) = text.strip_prefix(EXTENDED).and_then(|rest| rest.split_once(':')) {
            return Self::about_accounts(about, pattern);
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
        (text.len() <= MASK_BYTES_MAX).then(|| Self { key: fold_room(&text), text, account: None })
    }

    /// Written in whichever way, it is the same mask.
    fn about_accounts(about: &str, pattern: &str) -> Option<Self> {
        let is_about = ABOUT_ACCOUNTS.iter().any(|word| word.eq_ignore_ascii_case(about));
        let text = format!("{EXTENDED}{about}:{}", without_double_stars(pattern));
        if !is_about || pattern.is_empty() || text.len() > MASK_BYTES_MAX {
            return None;
        }
        let account = fold_room(&without_double_stars(pattern));
        let [letter, _] = ABOUT_ACCOUNTS;
        Some(Self { text, key: format!("{EXTENDED}{letter}:{account}"), account: Some(account) })
    }

    /// The whole mask, as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is compared by with other masks.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it fits somebody.
    pub fn fits(&self, subject: &Folded) -> bool {
        match (&self.account, &subject.account) {
            (None, _) => fits(&self.key, &subject.prefix),
            (Some(pattern), Some(account)) => fits(pattern, account),
            (Some(_), None) => false,
        }
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
        let fits =
            |mask: &str, prefix| Mask::parse(mask).unwrap().fits(&Subject { prefix, account: None }.folded());
        assert!(fits("ALICE", "alice!~a@x.cloak"));
        assert!(fits("Ａlice!*@X.cloak", "alice!~a@x.cloak"));
        assert!(!fits("alice", "alice2!~a@x.cloak"));
        assert_eq!(Mask::parse("A!b@C").unwrap().key(), Mask::parse("a!B@c").unwrap().key());
    }

    #[test]
    fn masks_of_accounts() {
        let alice = Subject { prefix: "al!~a@x.cloak", account: Some("Alice") }.folded();
        let guest = Subject { prefix: "alice!~a@x.cloak", account: None }.folded();
        for text in ["~a:alice", "~account:ALICE", "~A:al*", "~a:*"] {
            let mask = Mask::parse(text).unwrap();
            assert_eq!(mask.as_str(), text);
            assert!(mask.fits(&alice) && !mask.fits(&guest), "{text}");
        }
        assert!(!Mask::parse("~a:bob").unwrap().fits(&alice));
        assert_eq!(Mask::parse("~account:ALICE").unwrap().key(), Mask::parse("~a:alice").unwrap().key());
        for text in ["~a:", "~:x", "~x:alice", "~a:a b", &format!("~a:{}", "x".repeat(MASK_BYTES_MAX))] {
            assert!(Mask::parse(text).is_none(), "{text}");
        }
        assert_eq!(Mask::parse("~u@host").map(|mask| mask.text).as_deref(), Some("*!~u@host"));
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let (pattern, text) = ("*a".repeat(50), "a".repeat(2000) + "b");
        assert!(!fits(&pattern, &text));
    }
}
