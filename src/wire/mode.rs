//! What a line of MODE changes, as data: for faces that tell it in words and show no letters.
//!
//! Must not know whether a change may be made (that is the room's). Which letter means what is the
//! server's to say; [`ours`] is what it means on a `chatroom` server, and RFC 2811's part of it is the
//! same everywhere. A letter that is none of these is told as it stands ([`Sense::Other`]).

use super::mask::{ABOUT_ACCOUNTS, ABOUT_SPEAKING, EXTENDED, Mask};

/// Changes of one line that are told one by one. Servers let nobody make near as many; a line that
/// has more is told as it stands.
pub const TOLD_MAX: usize = 20;

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Who may not come in, nor speak; with a mask that says so, who may not speak.
    Ban,
    /// Who may not speak.
    Mute,
    /// Whom no ban means.
    Exception,
    /// Who comes in without an invitation.
    Welcome,
    /// The key that must be said.
    Key,
    /// How many may be in.
    Limit,
    /// How many seconds lie between two messages of one member.
    Slow,
    /// Only the invited come in.
    InviteOnly,
    /// Only operators and those with a voice speak.
    Moderated,
    /// Only members speak here.
    MembersOnly,
    /// Whoever is not in is not shown that the room is there.
    Secret,
    /// Only operators set the topic.
    TopicLocked,
    /// Only those with an account come in.
    AccountsOnly,
    /// Clients send each other no commands.
    NoCtcp,
    /// Owns the room.
    Owner,
    /// Decides here.
    Operator,
    /// May speak where only some may.
    Voice,
    /// Something else, by its letter.
    Other(char),
}

/// One change of a room's modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether it is set, and not unset.
    pub on: bool,
    /// What is.
    pub sense: Sense,
    /// Whom or what, if the letter has a parameter.
    pub param: Option<String>,
}

/// The letters of our rooms.
pub fn ours(letter: char) -> Sense {
    match letter {
        'w' => Sense::Slow,
        'R' => Sense::AccountsOnly,
        'C' => Sense::NoCtcp,
        'q' => Sense::Owner,
        letter => common(letter),
    }
}

/// The letters that mean the same on every server (RFC 2811, section 4).
pub fn common(letter: char) -> Sense {
    match letter {
        'b' => Sense::Ban,
        'e' => Sense::Exception,
        'I' => Sense::Welcome,
        'k' => Sense::Key,
        'l' => Sense::Limit,
        'i' => Sense::InviteOnly,
        'm' => Sense::Moderated,
        'n' => Sense::MembersOnly,
        's' => Sense::Secret,
        't' => Sense::TopicLocked,
        'o' => Sense::Operator,
        'v' => Sense::Voice,
        letter => Sense::Other(letter),
    }
}

/// Reads what one of our servers says has changed in a room: `+o alice`, as one word or several.
pub fn read_ours(words: &str) -> Vec<Change> {
    let words: Vec<_> = words.split_whitespace().collect();
    read(&words, |letter, on| {
        let sense = ours(letter);
        let has_param = match sense {
            Sense::Limit | Sense::Slow => on,
            Sense::Ban | Sense::Exception | Sense::Welcome | Sense::Key => true,
            Sense::Owner | Sense::Operator | Sense::Voice => true,
            _ => false,
        };
        (sense, has_param)
    })
}

/// Reads what has changed in a room; `sense` says what a letter means, and whether it has a parameter.
/// Where one is missing, nothing is known of the change.
/// Nothing if it is more than [`TOLD_MAX`].
pub fn read(words: &[&str], sense: impl Fn(char, bool) -> (Sense, bool)) -> Vec<Change> {
    let Some((letters, params)) = words.split_first() else { return Vec::new() };
    let mut params = params.iter();
    let mut on = true;
    let mut changes = Vec::new();
    for letter in letters.chars() {
        if matches!(letter, '+' | '-') {
            on = letter == '+';
            continue;
        }
        if changes.len() >= TOLD_MAX {
            return Vec::new();
        }
        let (sense, has_param) = sense(letter, on);
        let param = if has_param { params.next().map(|param| (*param).to_owned()) } else { None };
        let is_whole = param.is_some() || !has_param || (sense == Sense::Key && !on);
        let sense = if is_whole { sense } else { Sense::Other(letter) };
        changes.push(Change { on, sense, param }.by_mask());
    }
    changes
}

impl Change {
    /// A ban by a mask about who may speak is a mute.
    fn by_mask(self) -> Self {
        let mutes = |text: &str| Mask::parse(text).is_some_and(|mask| mask.mutes());
        if self.sense == Sense::Ban && self.param.as_deref().is_some_and(mutes) {
            return Self { sense: Sense::Mute, ..self };
        }
        self
    }
}

/// Whom a mask means, as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant<'m> {
    /// Whoever has this name.
    Name(&'m str),
    /// Whoever is logged in to this account.
    Account(&'m str),
    /// Whoever comes from here.
    Place(&'m str),
    /// Whoever fits it.
    Mask(&'m str),
}

/// Whom a mask means. What says that it is about speaking is left out.
pub fn meant(mask: &str) -> Meant<'_> {
    let mask = without_mute(mask);
    if let Some(account) = behind(mask, ABOUT_ACCOUNTS) {
        return Meant::Account(account);
    }
    if let Some(name) = mask.strip_suffix("!*@*").filter(|name| is_plain(name)) {
        return Meant::Name(name);
    }
    match mask.strip_prefix("*!*@").filter(|place| is_plain(place)) {
        Some(place) => Meant::Place(place),
        None => Meant::Mask(mask),
    }
}

/// A mask without what marks it as one about speaking, for sentences that say so.
pub fn without_mute(mask: &str) -> &str {
    behind(mask, ABOUT_SPEAKING).unwrap_or(mask)
}

/// What stands behind one of these words, each for the same, in a mask.
fn behind<'m>(mask: &'m str, words: [&str; 2]) -> Option<&'m str> {
    let (about, rest) = mask.strip_prefix(EXTENDED)?.split_once(':')?;
    words.iter().any(|word| word.eq_ignore_ascii_case(about)).then_some(rest)
}

fn is_plain(part: &str) -> bool {
    !part.is_empty() && !part.contains(['*', '?', '!', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_letter_by_letter() {
        let change = |on, sense, param: Option<&str>| Change { on, sense, param: param.map(str::to_owned) };
        assert_eq!(
            read_ours("+mb-lo+w ~m:carl!*@* bob 10"),
            [
                change(true, Sense::Moderated, None),
                change(true, Sense::Mute, Some("~m:carl!*@*")),
                change(false, Sense::Limit, None),
                change(false, Sense::Operator, Some("bob")),
                change(true, Sense::Slow, Some("10")),
            ]
        );
        assert_eq!(read_ours("+o"), [change(true, Sense::Other('o'), None)]);
        assert_eq!(read_ours("+Z x"), [change(true, Sense::Other('Z'), None)]);
        assert!(read_ours("").is_empty() && read_ours("+").is_empty());
        assert_eq!(read_ours(&"m".repeat(TOLD_MAX)).len(), TOLD_MAX);
        assert!(read_ours(&"m".repeat(TOLD_MAX + 1)).is_empty());
    }

    #[test]
    fn masks_mean_people() {
        let table = [
            ("carl!*@*", Meant::Name("carl")),
            ("~m:carl!*@*", Meant::Name("carl")),
            ("~mute:~account:carl", Meant::Account("carl")),
            ("~a:carl", Meant::Account("carl")),
            ("*!*@192.0.2.0/24", Meant::Place("192.0.2.0/24")),
            ("*!*@*", Meant::Mask("*!*@*")),
            ("c*!*@*", Meant::Mask("c*!*@*")),
            ("~m:carl!~c@host", Meant::Mask("carl!~c@host")),
            ("~x:carl", Meant::Mask("~x:carl")),
            ("", Meant::Mask("")),
        ];
        for (mask, expected) in table {
            assert_eq!(meant(mask), expected, "{mask}");
        }
    }
}
