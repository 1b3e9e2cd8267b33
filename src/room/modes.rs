//! The modes of rooms, as one table: what a letter means, and of which type it is (Modern IRC,
//! "MODE message": types A to D, and the ranks of members). What ISUPPORT says of them is read from
//! the table. Holds no rule.

use std::sync::Arc;

use super::bans::Terms;
use crate::wire::mask::{Mask, Subject};

/// A row of the table.
#[derive(Debug)]
pub struct Mode {
    /// The letter on the wire.
    pub letter: char,
    /// What it is about.
    pub kind: Kind,
}

/// What a mode is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Type A: a list of masks.
    List(List),
    /// Type B: what must be said to enter.
    Key,
    /// Type C: how many may be here.
    Limit,
    /// Type C: how many seconds lie between two messages of one member.
    Slow,
    /// Type D: on or off.
    Flag(Flag),
    /// What a member may do.
    Rank(Rank),
}

/// The lists of masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `b`: who may neither enter nor speak.
    Bans,
    /// `e`: who may in spite of `b`.
    Exceptions,
    /// `I`: who may enter in spite of `i`.
    Welcome,
}

/// What is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// `i`: only who was invited enters.
    InviteOnly,
    /// `m`: only operators and those with a voice speak.
    Moderated,
    /// `n`: only members speak here.
    MembersOnly,
    /// `s`: who is outside does not see that it is there, nor who is in.
    Secret,
    /// `t`: only operators change the topic.
    TopicLocked,
    /// `R`: only who has an account enters.
    AccountsOnly,
    /// `C`: no CTCP but ACTION.
    NoCtcp,
}

/// The ranks of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// `q`: the room is theirs.
    Owner,
    /// `o`: decides here.
    Operator,
    /// `v`: may speak where only some may.
    Voice,
}

/// All modes. Within a type they stand as in CHANMODES, and ranks with the highest first.
pub static MODES: &[Mode] = &[
    Mode { letter: 'b', kind: Kind::List(List::Bans) },
    Mode { letter: 'e', kind: Kind::List(List::Exceptions) },
    Mode { letter: 'I', kind: Kind::List(List::Welcome) },
    Mode { letter: 'k', kind: Kind::Key },
    Mode { letter: 'l', kind: Kind::Limit },
    Mode { letter: 'w', kind: Kind::Slow },
    Mode { letter: 'i', kind: Kind::Flag(Flag::InviteOnly) },
    Mode { letter: 'm', kind: Kind::Flag(Flag::Moderated) },
    Mode { letter: 'n', kind: Kind::Flag(Flag::MembersOnly) },
    Mode { letter: 's', kind: Kind::Flag(Flag::Secret) },
    Mode { letter: 't', kind: Kind::Flag(Flag::TopicLocked) },
    Mode { letter: 'R', kind: Kind::Flag(Flag::AccountsOnly) },
    Mode { letter: 'C', kind: Kind::Flag(Flag::NoCtcp) },
    Mode { letter: 'q', kind: Kind::Rank(Rank::Owner) },
    Mode { letter: 'o', kind: Kind::Rank(Rank::Operator) },
    Mode { letter: 'v', kind: Kind::Rank(Rank::Voice) },
];

/// The ranks with their marks, the highest first.
pub static RANKS: &[(Rank, char)] = &[(Rank::Owner, '~'), (Rank::Operator, '@'), (Rank::Voice, '+')];

/// The mode of this letter.
pub fn find(letter: char) -> Option<&'static Mode> {
    MODES.iter().find(|mode| mode.letter == letter)
}

/// The letters of those modes, in the order of the table.
pub fn letters_of(wanted: impl Fn(Kind) -> bool) -> String {
    MODES.iter().filter(|mode| wanted(mode.kind)).map(|mode| mode.letter).collect()
}

/// ISUPPORT `CHANMODES`.
pub fn chanmodes() -> String {
    let lists = letters_of(|kind| matches!(kind, Kind::List(_)));
    let keys = letters_of(|kind| kind == Kind::Key);
    let limits = letters_of(|kind| matches!(kind, Kind::Limit | Kind::Slow));
    let flags = letters_of(|kind| matches!(kind, Kind::Flag(_)));
    [lists, keys, limits, flags].join(",")
}

/// The marks of all ranks: ISUPPORT `STATUSMSG`.
pub fn marks() -> String {
    RANKS.iter().map(|(_, mark)| mark).collect()
}

/// ISUPPORT `PREFIX`.
pub fn prefix() -> String {
    format!("({}){}", letters_of(|kind| matches!(kind, Kind::Rank(_))), marks())
}

/// Every letter, sorted (RPL_MYINFO).
pub fn all_letters() -> String {
    sorted(letters_of(|_| true))
}

/// Every letter that takes a parameter, sorted (RPL_MYINFO).
pub fn letters_with_parameter() -> String {
    sorted(letters_of(|kind| !matches!(kind, Kind::Flag(_))))
}

fn sorted(letters: String) -> String {
    let mut letters: Vec<char> = letters.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// An entry of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Whom it means.
    pub mask: Mask,
    /// Who set it.
    pub setter: Arc<str>,
    /// When, milliseconds since 1970.
    pub at_ms: u64,
    /// What more there is to know of it.
    pub more: More,
}

/// What the commands of our client say of a mask beside it; MODE says none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// For whom it was set, by name.
    pub whom: Option<Arc<str>>,
    /// Why.
    pub reason: Option<Arc<str>>,
    /// When it ends, milliseconds since 1970; `None`: never.
    pub until_ms: Option<u64>,
}

impl Entry {
    /// By whom it was set, until when, why.
    pub fn terms(&self) -> Terms {
        let by = self.setter.split_once('!').map_or(&*self.setter, |(name, _)| name);
        Terms { by: by.into(), until_ms: self.more.until_ms, reason: self.more.reason.clone() }
    }
}

/// A room's modes that are not about one member.
#[derive(Clone, Debug)]
pub struct RoomModes {
    /// `k`: what must be said to enter.
    pub key: Option<String>,
    /// `l`: how many may be here.
    pub members_max: Option<usize>,
    /// `w`: how many seconds lie between two messages of one member.
    pub slow_seconds: Option<u32>,
    flags: u8,
    bans: Vec<Entry>,
    exceptions: Vec<Entry>,
    welcome: Vec<Entry>,
}

impl Default for RoomModes {
    /// `+nt`, as servers do since RFC 2811's time.
    fn default() -> Self {
        let (key, members_max, slow_seconds, flags) = (None, None, None, 0);
        let (bans, exceptions, welcome) = (Vec::new(), Vec::new(), Vec::new());
        let mut modes = Self { key, members_max, slow_seconds, flags, bans, exceptions, welcome };
        modes.set(Flag::MembersOnly, true);
        modes.set(Flag::TopicLocked, true);
        modes
    }
}

impl RoomModes {
    /// Whether it is on.
    pub fn has(&self, flag: Flag) -> bool {
        self.flags & bit(flag) != 0
    }

    /// Turns it on or off; whether that changes anything.
    pub fn set(&mut self, flag: Flag, on: bool) -> bool {
        let was = self.has(flag);
        if on {
            self.flags |= bit(flag);
        } else {
            self.flags &= !bit(flag);
        }
        was != on
    }

    /// The entries of a list, in the order in which they were set.
    pub fn list(&self, list: List) -> &[Entry] {
        match list {
            List::Bans => &self.bans,
            List::Exceptions => &self.exceptions,
            List::Welcome => &self.welcome,
        }
    }

    /// The same, to be changed.
    pub fn list_mut(&mut self, list: List) -> &mut Vec<Entry> {
        match list {
            List::Bans => &mut self.bans,
            List::Exceptions => &mut self.exceptions,
            List::Welcome => &mut self.welcome,
        }
    }

    /// How many masks there are, in all lists together.
    pub fn masks(&self) -> usize {
        self.bans.len() + self.exceptions.len() + self.welcome.len()
    }

    /// Whether somebody is on a list.
    pub fn lists(&self, list: List, subject: Subject<'_>) -> bool {
        let entries = self.list(list);
        if entries.is_empty() {
            return false;
        }
        let subject = subject.folded();
        entries.iter().any(|entry| entry.mask.fits(&subject))
    }

    /// Whether somebody is banned and not excepted (RFC 2811 section 4.3.1).
    pub fn bans(&self, subject: Subject<'_>) -> bool {
        self.ban(subject).is_some()
    }

    /// The ban that somebody is under.
    pub fn ban(&self, subject: Subject<'_>) -> Option<&Entry> {
        self.barring(subject, false)
    }

    /// The mute that somebody is under.
    pub fn mute(&self, subject: Subject<'_>) -> Option<&Entry> {
        self.barring(subject, true)
    }

    fn barring(&self, subject: Subject<'_>, mutes: bool) -> Option<&Entry> {
        if self.bans.is_empty() {
            return None;
        }
        let folded = subject.folded();
        let found = self.bans.iter().find(|entry| entry.mask.mutes() == mutes && entry.mask.fits(&folded))?;
        (!self.lists(List::Exceptions, subject)).then_some(found)
    }
}

const fn bit(flag: Flag) -> u8 {
    1 << flag as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_isupport_says_is_the_table() {
        assert_eq!(chanmodes(), "beI,k,lw,imnstRC");
        assert_eq!(prefix(), "(qov)~@+");
        assert_eq!(marks(), "~@+");
        assert_eq!(all_letters(), "CIRbeiklmnoqstvw");
        assert_eq!(letters_with_parameter(), "Ibekloqvw");
        assert!(MODES.iter().all(|mode| find(mode.letter).map(|found| found.kind) == Some(mode.kind)));
        assert!(find('x').is_none());
    }

    #[test]
    fn flags_are_told_apart() {
        let mut modes = RoomModes::default();
        let flags = MODES.iter().filter_map(|mode| match mode.kind {
            Kind::Flag(flag) => Some(flag),
            Kind::List(_) | Kind::Key | Kind::Limit | Kind::Slow | Kind::Rank(_) => None,
        });
        let flags: Vec<_> = flags.collect();
        for &flag in &flags {
            modes.set(flag, false);
            assert!(modes.set(flag, true) && !modes.set(flag, true) && modes.has(flag));
            assert!(modes.set(flag, false) && !modes.has(flag));
        }
        assert!(flags.iter().all(|&flag| !modes.has(flag)));
    }

    #[test]
    fn an_exception_lifts_a_ban() {
        let mut modes = RoomModes::default();
        let bans = |modes: &RoomModes, prefix| modes.bans(Subject { prefix, account: None, address: None });
        let entry = |mask| {
            let (mask, setter) = (Mask::parse(mask).unwrap(), "s".into());
            Entry { mask, setter, at_ms: 0, more: More::default() }
        };
        assert!(!bans(&modes, "bob!~b@c"));
        modes.list_mut(List::Bans).push(entry("*!*@C"));
        assert!(bans(&modes, "Bob!~b@c") && !bans(&modes, "bob!~b@d"));
        modes.list_mut(List::Exceptions).push(entry("bob"));
        assert!(!bans(&modes, "Bob!~b@c") && bans(&modes, "carol!~c@c"));
        assert_eq!(modes.masks(), 2);
    }
}
