//! Masks: patterns with `*` (any run of characters) and `?` (any one), as they stand in ban lists
//! (`nick!user@host`), in LIST and in WHO. Case and compatibility forms are folded on both sides,
//! like the names that they are compared with.
//!
//! A mask that begins with `~` is about something else (Modern IRC, "EXTBAN parameter"): `~a:name` or
//! `~account:name` about the account that somebody is logged in to (IRCv3 account-extban), `~m:` or
//! `~mute:` before any other about who may not speak, and may be here.
//!
//! A mask whose host is an address, or a range of them (`*!*@192.0.2.0/24`), is about where somebody
//! really comes from, which no prefix shows. Of such only whole addresses and ranges are read, and no
//! `*` in them: whoever may set masks could otherwise find out an address digit by digit.

use std::net::IpAddr;

use ipnet::IpNet;

use super::clean::is_unsafe;
use super::limits::MASK_BYTES_MAX;
use super::name::fold_room;

/// What masks begin with that are about something else than prefixes.
pub const EXTENDED: char = '~';

/// What such masks may be about, each by its letter and its name: accounts.
pub const ABOUT_ACCOUNTS: [&str; 2] = ["a", "account"];

/// What masks begin with behind which stands another, and that mean only who may speak: by letter
/// and name.
pub const ABOUT_SPEAKING: [&str; 2] = ["m", "mute"];

/// Bits of an IPv4 range that the mask of a room must give at least. Shorter ones tell whoever may
/// set masks, in a few tries, where somebody comes from.
pub const ROOM_V4_BITS_MIN: u8 = 16;

/// The same of IPv6.
pub const ROOM_V6_BITS_MIN: u8 = 32;

/// A mask of people, whole: `nick!user@host`, or `~a:account`.
#[derive(Clone, Debug)]
pub struct Mask {
    text: String,
    key: String,
    about: About,
    mutes: bool,
}

/// What a mask is compared with; patterns are folded.
#[derive(Clone, Debug)]
enum About {
    /// The prefix.
    Prefix(String),
    /// The account.
    Account(String),
    /// The name and user part, and where somebody comes from.
    Address(String, IpNet),
}

/// Whom masks are compared with.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// `nick!user@host`.
    pub prefix: &'s str,
    /// The account they are logged in to.
    pub account: Option<&'s str>,
    /// Where they come from.
    pub address: Option<IpAddr>,
}

/// The same, through [`folded`], to be compared with many masks.
#[derive(Clone, Debug)]
pub struct Folded {
    prefix: String,
    account: Option<String>,
    address: Option<IpAddr>,
}

impl Subject<'_> {
    /// What masks are compared with.
    pub fn folded(self) -> Folded {
        let address = self.address.map(|address| address.to_canonical());
        Folded { prefix: folded(self.prefix), account: self.account.map(folded), address }
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
            return Self::extended(about, pattern);
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
        let whole = without_double_stars(&format!("{nick}!{user}@{host}"));
        if whole.len() > MASK_BYTES_MAX {
            return None;
        }
        let (key, about) = match range(host) {
            Some(range) => {
                let person = fold_room(&without_double_stars(&format!("{nick}!{user}")));
                (format!("{person}@{range}"), About::Address(person, range))
            }
            None => (fold_room(&whole), About::Prefix(fold_room(&whole))),
        };
        Some(Self { text: whole, key, about, mutes: false })
    }

    /// A mask that begins with [`EXTENDED`], a word and a colon.
    fn extended(about: &str, pattern: &str) -> Option<Self> {
        let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(about));
        if is(&ABOUT_ACCOUNTS) {
            return Self::about_accounts(about, pattern);
        }
        if !is(&ABOUT_SPEAKING) {
            return None;
        }
        let inner = Self::parse(pattern).filter(|inner| !inner.mutes)?;
        let [letter, _] = ABOUT_SPEAKING;
        let text = format!("{EXTENDED}{about}:{}", inner.text);
        let key = format!("{EXTENDED}{letter}:{}", inner.key);
        (text.len() <= MASK_BYTES_MAX).then_some(Self { text, key, mutes: true, ..inner })
    }

    /// Written in whichever way, it is the same mask.
    fn about_accounts(about: &str, pattern: &str) -> Option<Self> {
        let text = format!("{EXTENDED}{about}:{}", without_double_stars(pattern));
        if pattern.is_empty() || text.len() > MASK_BYTES_MAX {
            return None;
        }
        let account = fold_room(&without_double_stars(pattern));
        let [letter, _] = ABOUT_ACCOUNTS;
        let key = format!("{EXTENDED}{letter}:{account}");
        Some(Self { text, key, about: About::Account(account), mutes: false })
    }

    /// The same mask about who may not speak.
    pub fn muting(&self) -> Option<Self> {
        if self.mutes {
            return Some(self.clone());
        }
        let [letter, _] = ABOUT_SPEAKING;
        Self::extended(letter, &self.text)
    }

    /// The whole mask, as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is compared by with other masks.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it means only who may speak.
    pub const fn mutes(&self) -> bool {
        self.mutes
    }

    /// Whether `text` is a mask and can be no name.
    pub fn is_no_name(text: &str) -> bool {
        text.contains(['!', '@', '*', '?', '/', ':', '.', EXTENDED])
    }

    /// Whether it fits everybody, whoever they are and wherever they come from.
    pub fn fits_everybody(&self) -> bool {
        match &self.about {
            // Every user part begins with `~`.
            About::Prefix(pattern) => pattern.chars().all(|c| matches!(c, '*' | '!' | '@' | '?' | '~')),
            About::Account(_) => false,
            About::Address(person, range) => {
                range.prefix_len() == 0 && person.chars().all(|c| matches!(c, '*' | '!' | '?' | '~'))
            }
        }
    }

    /// Whether a room may have it: see [`ROOM_V4_BITS_MIN`].
    pub fn is_for_rooms(&self) -> bool {
        match &self.about {
            About::Prefix(_) | About::Account(_) => true,
            About::Address(_, IpNet::V4(range)) => range.prefix_len() >= ROOM_V4_BITS_MIN,
            About::Address(_, IpNet::V6(range)) => range.prefix_len() >= ROOM_V6_BITS_MIN,
        }
    }

    /// Whether it fits somebody.
    pub fn fits(&self, subject: &Folded) -> bool {
        match (&self.about, &subject.account) {
            (About::Prefix(pattern), _) => fits(pattern, &subject.prefix),
            (About::Account(pattern), Some(account)) => fits(pattern, account),
            (About::Account(_), None) => false,
            (About::Address(person, range), _) => {
                let who = subject.prefix.rsplit_once('@').map_or(&*subject.prefix, |(who, _)| who);
                subject.address.is_some_and(|address| range.contains(&address)) && fits(person, who)
            }
        }
    }
}

/// An address, or a range of them, with what does not count left out.
fn range(text: &str) -> Option<IpNet> {
    let range = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address.to_canonical()),
        Err(_) => text.parse().ok()?,
    };
    Some(range.trunc())
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
        let fits = |mask: &str, prefix| {
            Mask::parse(mask).unwrap().fits(&Subject { prefix, account: None, address: None }.folded())
        };
        assert!(fits("ALICE", "alice!~a@x.cloak"));
        assert!(fits("Ａlice!*@X.cloak", "alice!~a@x.cloak"));
        assert!(!fits("alice", "alice2!~a@x.cloak"));
        assert_eq!(Mask::parse("A!b@C").unwrap().key(), Mask::parse("a!B@c").unwrap().key());
    }

    #[test]
    fn masks_of_accounts() {
        let alice = Subject { prefix: "al!~a@x.cloak", account: Some("Alice"), address: None }.folded();
        let guest = Subject { prefix: "alice!~a@x.cloak", account: None, address: None }.folded();
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
    fn masks_of_addresses() {
        let at = |address: &str| {
            let address = Some(address.parse().unwrap());
            Subject { prefix: "alice!~a@x.cloak", account: None, address }.folded()
        };
        for (text, address) in [
            ("192.0.2.7", "192.0.2.7"),
            ("*!*@192.0.2.0/24", "192.0.2.7"),
            ("ALICE!*@192.0.2.9/24", "::ffff:192.0.2.7"),
            ("@::ffff:192.0.2.7", "192.0.2.7"),
            ("@2001:db8::/32", "2001:db8:1::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert!(Mask::parse(text).unwrap().fits(&at(address)), "{text} {address}");
        }
        for (text, address) in [
            ("192.0.2.7", "192.0.2.8"),
            ("bob!*@192.0.2.0/24", "192.0.2.7"),
            ("192.0.2.*", "192.0.2.7"),
            ("@2001:db8::/32", "192.0.2.7"),
            ("*!*@10.0.0.0/40", "10.0.0.1"),
        ] {
            assert!(!Mask::parse(text).unwrap().fits(&at(address)), "{text} {address}");
        }
        let key = |text| Mask::parse(text).unwrap().key().to_owned();
        assert_eq!(key("*!*@192.0.2.9/24"), key("192.0.2.0/24"));
        assert_eq!(key("192.0.2.9"), key("@192.0.2.9/32"));
        for (text, fit) in [("10.0.0.0/8", false), ("10.0.0.0/16", true), ("2001::/31", false), ("bob", true)]
        {
            assert_eq!(Mask::parse(text).unwrap().is_for_rooms(), fit, "{text}");
        }
    }

    #[test]
    fn masks_of_speaking() {
        let bob = Subject { prefix: "bob!~b@x.cloak", account: Some("bob"), address: None }.folded();
        for text in ["~m:bob!*@*", "~mute:*!*@x.cloak", "~m:~a:bob", "~M:~account:BOB"] {
            let mask = Mask::parse(text).unwrap();
            assert!(mask.mutes() && mask.fits(&bob), "{text}");
            assert_eq!(mask.as_str(), text);
        }
        assert_eq!(Mask::parse("~m:bob").map(|mask| mask.text).as_deref(), Some("~m:bob!*@*"));
        let plain = Mask::parse("bob").unwrap();
        assert_eq!(plain.muting().map(|mask| mask.key), Mask::parse("~mute:BOB").map(|mask| mask.key));
        assert!(!plain.mutes() && Mask::parse("~m:~m:bob").is_none() && Mask::parse("~m:").is_none());
    }

    #[test]
    fn masks_of_everybody() {
        for (text, all) in [
            ("*", true),
            ("*!*@*", true),
            ("?*", true),
            ("0.0.0.0/0", true),
            ("*!*@::/0", true),
            ("*!~*@*", true),
            ("a*", false),
            ("~a:*", false),
        ] {
            assert_eq!(Mask::parse(text).unwrap().fits_everybody(), all, "{text}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let (pattern, text) = ("*a".repeat(50), "a".repeat(2000) + "b");
        assert!(!fits(&pattern, &text));
    }
}
