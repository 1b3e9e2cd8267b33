//! What the rules of the house can't do themselves: looking at a password, which takes long on
//! purpose and has a thread of its own, and reading the settings again.
//!
//! At most [`CHECKS_MAX`] passwords wait for the thread; whoever comes when they do is told to try
//! again. Each answer wakes the reactor. A thread that is busy when the program ends is left to
//! end with it.

use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::renewed;
use crate::cmd::{Context, complain};
use crate::lang::Lang;
use crate::net::Waker;
use crate::room::{Renewed, Verdict};
use crate::settings::layers::usual_file;
use crate::settings::{Sources, hash, load};
use crate::wire::ConnId;

/// Passwords that may wait to be looked at; the thread takes some twenty in a second.
const CHECKS_MAX: usize = 32;

/// A password to be looked at.
struct Check {
    conn: ConnId,
    ticket: u64,
    hash: std::sync::Arc<str>,
    password: String,
}

/// A password that has been looked at.
#[derive(Clone, Copy, Debug)]
pub struct Checked {
    /// Who said it.
    pub conn: ConnId,
    /// What the errand carried.
    pub ticket: u64,
    /// What became of it.
    pub verdict: Verdict,
}

/// The thread that looks at passwords.
pub struct Checker {
    to_do: SyncSender<Check>,
    done: Receiver<Checked>,
}

impl fmt::Debug for Checker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checker").finish_non_exhaustive()
    }
}

impl Checker {
    /// Starts it; `waker` is told of every answer.
    ///
    /// # Errors
    /// If no thread can be had.
    pub fn start(waker: Waker) -> std::io::Result<Self> {
        let (to_do, checks) = sync_channel::<Check>(CHECKS_MAX);
        let (answers, done) = sync_channel(CHECKS_MAX);
        std::thread::Builder::new().name("passwords".to_owned()).spawn(move || {
            while let Ok(Check { conn, ticket, hash, password }) = checks.recv() {
                let is_right = hash::verify(&hash, &password);
                let verdict = if is_right { Verdict::Right } else { Verdict::Wrong };
                if answers.send(Checked { conn, ticket, verdict }).is_err() {
                    return;
                }
                waker.wake();
            }
        })?;
        Ok(Self { to_do, done })
    }

    /// Has a password looked at. What comes back at once was not: too many wait.
    pub fn check(
        &self,
        (conn, ticket): (ConnId, u64),
        hash: std::sync::Arc<str>,
        password: String,
    ) -> Option<Checked> {
        let refused = self.to_do.try_send(Check { conn, ticket, hash, password }).is_err();
        refused.then_some(Checked { conn, ticket, verdict: Verdict::Busy })
    }

    /// The next answer that is there.
    pub fn take(&self) -> Option<Checked> {
        self.done.try_recv().ok()
    }
}

/// Where the settings came from when the program started, so that they can be read again.
#[derive(Debug)]
pub struct Reader {
    sources: Sources,
    /// Whether the file was named: then no other is looked for.
    is_named: bool,
    lang: Lang,
}

impl Reader {
    /// Remembers where they came from.
    pub fn of(ctx: &Context) -> Self {
        Self {
            sources: ctx.sources.clone(),
            is_named: ctx.file_is_named,
            lang: ctx.languages.lang(ctx.lang.tag()),
        }
    }

    /// The name of the file that is read, as operators are told it.
    pub fn file_name(&self) -> String {
        let name = self.file().and_then(|path| Some(path.file_name()?.to_string_lossy().replace(' ', "_")));
        name.unwrap_or_else(|| crate::settings::layers::FILE_NAME.to_owned())
    }

    fn file(&self) -> Option<PathBuf> {
        if self.is_named { self.sources.file.clone() } else { usual_file() }
    }

    /// Reads them again; nothing of them is taken if anything is wrong.
    ///
    /// # Errors
    /// A sentence that says what is wrong and where.
    pub fn read(&self) -> Result<Renewed, String> {
        let sources = Sources { file: self.file(), ..self.sources.clone() };
        match load(sources) {
            Ok(loaded) => Ok(renewed(&loaded.settings, &self.lang)),
            Err(error) => Err(complain::settings(&self.lang, &error).sentence),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Net;

    #[test]
    fn passwords_are_looked_at_in_order_and_the_loop_is_woken() {
        let mut net = Net::new().unwrap();
        let checker = Checker::start(net.waker()).unwrap();
        let hash: std::sync::Arc<str> = hash::make("tea", &[7; hash::SALT_BYTES]).unwrap().into();
        let conn = ConnId::new(1, 1);
        for (ticket, password) in [(1, "tea"), (2, "coffee")] {
            let at_once = checker.check((conn, ticket), std::sync::Arc::clone(&hash), password.to_owned());
            assert!(at_once.is_none());
        }
        let mut answers = Vec::new();
        while answers.len() < 2 {
            net.wait(None, &mut Vec::new()).unwrap();
            answers.extend(std::iter::from_fn(|| checker.take()).map(|one| (one.ticket, one.verdict)));
        }
        assert_eq!(answers, [(1, Verdict::Right), (2, Verdict::Wrong)]);
    }

    #[test]
    fn when_too_many_wait_the_next_is_told() {
        let net = Net::new().unwrap();
        let checker = Checker::start(net.waker()).unwrap();
        let hash: std::sync::Arc<str> = hash::make("tea", &[7; hash::SALT_BYTES]).unwrap().into();
        let mut busy = 0;
        // The answers are not taken either, so that the thread stops for good: some wait to be looked
        // at, as many answers to be taken, and one is in hand.
        for ticket in 0..4 * CHECKS_MAX as u64 {
            let check = checker.check((ConnId::new(1, 1), ticket), std::sync::Arc::clone(&hash), "x".into());
            busy += u64::from(check.is_some_and(|one| one.verdict == Verdict::Busy));
        }
        assert!(busy > 0);
    }
}
