//! The commands: the only glue between the rules, the sockets and the words. In reading order:
//! [`args`] is the command line and [`help`] its words, [`start`] finds the language and the
//! settings, then each command has a file.

pub mod exit;

pub mod address;
pub mod args;
pub mod complain;
pub mod data;
pub mod help;
pub mod printer;
pub mod restore;
pub mod start;

pub mod typing;

pub mod config;
pub mod hash_password;
pub mod history;
pub mod invite;
pub mod inviting;
pub mod join;
pub mod serve;

use std::io::{self, Write as _};

use crate::lang::{Lang, Languages};
use crate::net::{Net, Signal};
use crate::settings::{Origins, Settings, Sources, password};
use crate::wire::clean::clean_lines;

pub use exit::{Exit, Failure, OutputClosed};

/// What every command is given.
#[derive(Clone, Debug)]
pub struct Context {
    /// The reader's language; for `serve` the server's.
    pub lang: Lang,
    /// All languages.
    pub languages: Languages,
    /// The settings in force, flags included.
    pub settings: Settings,
    /// Where each of them came from.
    pub origins: Origins,
    /// What they were made of.
    pub sources: Sources,
    /// Whether the command line names the settings file.
    pub file_is_named: bool,
    /// The password in the environment.
    password_variable: Option<String>,
    /// How often `-v` was given.
    pub verbose: u8,
}

impl Context {
    /// The password of the house, if it asks for one.
    ///
    /// # Errors
    /// A [`Failure`]: there should be one, and it can't be had.
    pub fn serve_password(&self) -> anyhow::Result<Option<String>> {
        self.password(self.settings.serve.password_file.as_deref(), "serve.password_file")
    }

    /// The password to say at the server's door, if there is one: from this file, or from the
    /// environment.
    ///
    /// # Errors
    /// A [`Failure`]: there should be one, and it can't be had.
    pub fn join_password(&self, file: Option<&std::path::Path>) -> anyhow::Result<Option<String>> {
        self.password(file, "join.password_file")
    }

    fn password(&self, file: Option<&std::path::Path>, key: &str) -> anyhow::Result<Option<String>> {
        let found = password(file, self.origins.of(key), self.password_variable.as_deref());
        found.map_err(|error| Failure::new(Exit::Failed, complain::password(&self.lang, &error)).into())
    }

    /// What the server says of itself.
    pub fn description(&self) -> String {
        description(&self.settings, &self.lang)
    }

    /// Says on standard error that something is not as it should be, though the program goes on.
    pub fn warn(&self, sentence: &str) {
        warn(&self.lang, sentence);
    }
}

/// What a server with these settings says of itself.
pub fn description(settings: &Settings, lang: &Lang) -> String {
    match settings.serve.description.as_str() {
        "" => lang.say("cli-server-description", &[]),
        description => description.to_owned(),
    }
}

/// A reactor that watches standard input and the signals of both commands.
///
/// # Errors
/// What the system says.
pub fn open_net() -> io::Result<Net> {
    let mut net = Net::new()?;
    net.watch_signals(&[
        Signal::Interrupt,
        Signal::Terminate,
        Signal::Hangup,
        Signal::WindowSize,
        Signal::Continued,
    ])?;
    net.open_input()?;
    Ok(net)
}

/// Says on standard error that something is not as it should be, though the program goes on.
pub fn warn(lang: &Lang, sentence: &str) {
    // Nobody is left to be told if standard error is gone.
    let what = lang.say("cli-warning", &[("what", sentence.into())]);
    let _ = writeln!(io::stderr(), "{}", clean_lines(&what));
}

/// Says an error on standard error, once, with its causes.
pub fn say_error(lang: &Lang, error: &anyhow::Error) {
    if error.is::<OutputClosed>() {
        return;
    }
    let _ = writeln!(io::stderr(), "{}", clean_lines(&complain::error(lang, error)));
}

/// Writes lines to standard output, all at once, made clean.
///
/// # Errors
/// [`OutputClosed`] if nobody reads it any more; else what the system says.
pub fn write_out(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(clean_lines(text).as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(OutputClosed.into()),
        Err(error) => Err(error.into()),
    }
}
