//! Why somebody at the plain door can't come in, as data: the words are the door's.

use super::bans::Terms;

/// Why a name (or a password) was refused at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Somebody here has it.
    Taken(String),
    /// It could be taken for this present name.
    LooksLike(String, String),
    /// It is the operator's, or could be taken for it.
    Reserved(String),
    /// It can't be a name.
    Unfit(String, crate::wire::name::NameError),
    /// It has more characters than this.
    TooLong(usize),
    /// It belongs to an account, whose password must be said.
    Owned(String),
    /// It belongs to an account, and this was not its password.
    NotTheirs(String),
    /// Too many passwords were tried, or are being looked at.
    TooManyTries,
    /// The room's password is wrong or missing.
    Password,
    /// Only who was invited comes in by this name; the code is wrong or missing.
    CodeWanted(String),
    /// Nobody has an account of this name, and only who has one comes in, or a code for one, which is
    /// wrong or missing.
    AccountWanted(String),
    /// The default room can't be entered: a key, full, or invite-only.
    RoomShut(String),
    /// The same: it has as many members as it may have.
    RoomFull(String),
    /// They are banned from the default room, on these terms.
    Banned(String, Terms),
    /// Too many entered it at once: only those with an account do for so many minutes.
    Braked(String, u64),
    /// They are banned from the house.
    Barred(Terms),
    /// Only who has an account enters the default room.
    RoomOfAccounts(String),
}
