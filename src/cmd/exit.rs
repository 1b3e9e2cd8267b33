//! How the program ends: the exit codes, and the errors that carry one.

use std::fmt;
use std::process::ExitCode;

/// Why the program ended; the numbers are its exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All went well: left, or the room was closed.
    Left = 0,
    /// Something failed that no other code names.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The name was refused, and there was nobody to ask for another.
    NameRefused = 3,
    /// The connection was lost and did not come back, or not before we left with something unsaid.
    ConnectionLost = 4,
    /// The server is not trusted, or does not take the password.
    NotLetIn = 5,
    /// An operator removed us.
    Removed = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error with its exit code, said in the reader's language. A cause may stand behind it in the
/// chain of an [`anyhow::Error`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The sentence, without a line end.
    pub sentence: String,
}

impl Failure {
    /// An error that ends the program with this code.
    pub fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Self { exit, sentence: sentence.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}

/// Whoever read our standard output has gone (`chatroom config | head -1`): no error, and nothing
/// to say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputClosed;

impl fmt::Display for OutputClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for OutputClosed {}

/// The exit code of an error: that of the [`Failure`] in it, else [`Exit::Failed`].
pub fn exit_of(error: &anyhow::Error) -> Exit {
    if error.is::<OutputClosed>() {
        return Exit::Left;
    }
    error.downcast_ref::<Failure>().map_or(Exit::Failed, |failure| failure.exit)
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn an_error_ends_with_the_code_in_its_chain() {
        let failure = || anyhow::Error::new(Failure::new(Exit::Removed, "removed"));
        assert_eq!(exit_of(&failure()), Exit::Removed);
        assert_eq!(exit_of(&failure().context("more")), Exit::Removed);
        let cause: Result<(), _> = Err(std::io::Error::other("cause"));
        let error = cause.context(Failure::new(Exit::ConnectionLost, "lost")).unwrap_err();
        assert_eq!(exit_of(&error), Exit::ConnectionLost);
        assert_eq!(exit_of(&anyhow::anyhow!("plain")), Exit::Failed);
        assert_eq!(exit_of(&anyhow::Error::new(OutputClosed)), Exit::Left);
    }
}
