//! The modes of people, as one table: what a letter switches, and who may switch it on.
//!
//! Source: Modern IRC, "User Modes"; IRCv3 bot mode for `B`. Each mode is counted, so that LUSERS
//! costs nothing: [`Hall::set_user_mode`] is the one place where a flag is written.

use super::Hall;
use super::member::Member;
use crate::wire::MemberId;

/// A mode of people. All of them are on or off (Modern IRC: user modes are of type D).
pub struct UserMode {
    /// Its letter.
    pub letter: char,
    /// Whether people may switch it on for themselves; off they always may.
    pub by_oneself: bool,
    flag: fn(&mut Member) -> &mut bool,
    is: fn(&Member) -> bool,
}

/// The letter of bots, also in WHO and as ISUPPORT `BOT` (IRCv3 bot mode).
pub const BOT: char = 'B';

/// The letter of those who are not found by everybody.
pub const INVISIBLE: char = 'i';

/// The letter of operators of the house.
pub const OPERATOR: char = 'o';

/// The letter of those who hear WALLOPS (Modern IRC, "WALLOPS message").
pub const WALLOPS: char = 'w';

/// Every mode, in the order of their letters.
pub static USER_MODES: &[UserMode] = &[
    UserMode {
        letter: BOT,
        by_oneself: true,
        flag: |member| &mut member.who.bot,
        is: |member| member.who.bot,
    },
    UserMode {
        letter: INVISIBLE,
        by_oneself: true,
        flag: |member| &mut member.invisible,
        is: |member| member.invisible,
    },
    UserMode {
        letter: OPERATOR,
        by_oneself: false,
        flag: |member| &mut member.house_operator,
        is: |member| member.house_operator,
    },
    UserMode {
        letter: WALLOPS,
        by_oneself: true,
        flag: |member| &mut member.hears_wallops,
        is: |member| member.hears_wallops,
    },
];

/// All letters, as RPL_MYINFO lists them.
pub fn letters() -> String {
    USER_MODES.iter().map(|mode| mode.letter).collect()
}

/// The mode of this letter.
pub fn find(letter: char) -> Option<&'static UserMode> {
    USER_MODES.iter().find(|mode| mode.letter == letter)
}

/// How many members have each mode.
#[derive(Debug, Default)]
pub struct Counts(std::collections::BTreeMap<char, usize>);

impl Counts {
    /// How many have the mode of this letter.
    pub fn of(&self, letter: char) -> usize {
        self.0.get(&letter).copied().unwrap_or(0)
    }

    /// A member is gone.
    pub fn forget(&mut self, member: &Member) {
        for mode in USER_MODES.iter().filter(|mode| (mode.is)(member)) {
            self.add(mode.letter, false);
        }
    }

    fn add(&mut self, letter: char, on: bool) {
        let count = self.0.entry(letter).or_default();
        *count = if on { *count + 1 } else { count.saturating_sub(1) };
    }
}

impl Hall {
    /// Switches a mode of a member; whether that changed anything.
    pub fn set_user_mode(&mut self, member: MemberId, letter: char, on: bool) -> bool {
        let Some(mode) = find(letter) else { return false };
        let Some(member) = self.members.get_mut(member) else { return false };
        let flag = (mode.flag)(member);
        if *flag == on {
            return false;
        }
        *flag = on;
        self.mode_counts.add(letter, on);
        true
    }
}

impl Member {
    /// The modes they have, as MODE writes them: `+Bi`, or `+` alone.
    pub fn modes(&self) -> String {
        let letters = USER_MODES.iter().filter(|mode| (mode.is)(self)).map(|mode| mode.letter);
        std::iter::once('+').chain(letters).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_unique_and_in_order() {
        assert!(letters().as_bytes().is_sorted_by(|one, next| one < next), "{}", letters());
        assert!(find(BOT).is_some_and(|mode| mode.by_oneself));
        assert!(find(OPERATOR).is_some_and(|mode| !mode.by_oneself));
        assert!(find('x').is_none());
    }
}
