//! What the server says about our account and about what it remembers, as data.

use std::fmt;
use std::sync::Arc;

/// Words that nobody but their owner may see.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How it goes with our account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountNews {
    /// We are logged in.
    LoggedIn {
        /// To which account.
        account: Arc<str>,
        /// With which password, if it is one that was typed or made over this connection, and
        /// should be kept.
        keep: Option<Secret>,
    },
    /// We are no longer logged in.
    LoggedOut,
    /// The account is ours; a code that we have been given, or will be, must be said first.
    CodeWanted {
        /// Which account.
        account: Arc<str>,
        /// With which password.
        keep: Option<Secret>,
        /// The password is one that we have made: nobody has seen it.
        is_made: bool,
    },
    /// The account is registered.
    Registered {
        /// Which account.
        account: Arc<str>,
        /// With which password.
        keep: Option<Secret>,
        /// The password is one that we have made: nobody has seen it.
        is_made: bool,
    },
    /// It did not work.
    Refused(AccountRefusal),
}

/// Why something about an account did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountRefusal {
    /// No such account, or not its password.
    WrongPassword,
    /// On coming back: the server no longer knows this account, or its password.
    NoLonger(String),
    /// The server can't prove that it knows our password, or can't be told it safely.
    NotSafe,
    /// No account is known by our certificate.
    UnknownCertificate,
    /// The name has an account already.
    Exists(String),
    /// It must be registered under the name that we have.
    OtherName,
    /// The password is too weak.
    WeakPassword {
        /// How many characters it needs, if the server says so.
        chars_min: Option<u32>,
    },
    /// The server wants an address of electronic mail.
    EmailWanted,
    /// The address is not one.
    BadEmail(String),
    /// The code is wrong, or no longer good.
    BadCode,
    /// The server lets nobody register, or only those with a code.
    NotOpen,
    /// It can't be done for now.
    TryLater,
    /// Something else, in the server's words.
    ServerSaid(String),
}

/// What a `chatroom` server says with a code, so that it can be said in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The command that it is about; `*` is none.
    pub command: Box<str>,
    /// The code, in upper case.
    pub code: String,
    /// What stands behind it, in order.
    pub context: Vec<String>,
    /// The server's own words.
    pub said: Box<str>,
    /// By which name the server's operator stands in the context; readers know them by another.
    pub operator: Option<Arc<str>>,
}
