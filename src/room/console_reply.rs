//! What the operator at the console is answered, as data: the words are the desk's.

/// An answer to the operator at the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleReply {
    /// Who is here: each with the rooms they are in.
    Who(Vec<(String, Vec<String>)>),
    /// Nobody has this name.
    NoSuchName(String),
    /// Somebody is here, but not in this room.
    NotInRoom(String, String),
    /// Somebody is an operator of the room already.
    IsOperator(String),
    /// Somebody is no operator of the room anyway.
    IsNoOperator(String),
    /// A command wants an argument.
    Usage(&'static str),
    /// The default room's topic; an empty one is none.
    Topic(String),
    /// The commands.
    Help,
    /// A code by which so many accounts may be registered.
    Code(String, u32),
    /// There are too many codes that were not used.
    TooManyCodes,
    /// Nobody has an account of this name.
    NoSuchAccount(String),
    /// An account.
    Account {
        /// Its name.
        name: String,
        /// The address that was given.
        email: Option<String>,
        /// When it was registered, milliseconds since 1970.
        created_ms: u64,
        /// By which name its owner is here.
        here_as: Option<String>,
    },
    /// An account was removed.
    Forgotten(String),
    /// Somebody is an operator of the house from here on, by this name in the settings.
    BecameOperator(String, String),
    /// Somebody said a wrong password for this operator's name.
    OperatorRefused(String, String),
    /// The settings were read again.
    Reloaded,
    /// They were not, and this is why, in the operator's language.
    NotReloaded(String),
    /// No such command; perhaps this one was meant.
    UnknownCommand(String, Option<&'static str>),
}
