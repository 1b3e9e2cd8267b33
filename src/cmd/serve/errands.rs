//! What the rules of the house can't do themselves: making and looking at passwords, which takes
//! long on purpose and has a thread of its own.
//!
//! At most [`JOBS_MAX`] passwords wait for the thread; whoever comes when they do is told to try
//! again. Each answer wakes the reactor. A thread that is busy when the program ends is left to
//! end with it.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::net::Waker;
use crate::room::Verdict;
use crate::room::keep::Secrets;
use crate::settings::hash;
use crate::wire::ConnId;
use crate::wire::scram::Verifier;

/// Passwords that may wait for the thread, which looks at some twenty in a second.
const JOBS_MAX: usize = 32;

/// Bytes of salt of a SCRAM verifier, which clients are told (RFC 5802 section 5.1).
const SCRAM_SALT_BYTES: usize = 16;

/// Something to be done with a password.
struct Job {
    conn: ConnId,
    ticket: u64,
    password: String,
    kind: Kind,
}

/// What is to be done.
enum Kind {
    /// See whether this was made of it.
    Check(Arc<str>),
    /// Make what is kept of it, with so many rounds of PBKDF2.
    Make(u32),
}

/// A password that has been worked on.
#[derive(Debug)]
pub struct Hashed {
    /// Who said it.
    pub conn: ConnId,
    /// What the errand carried.
    pub ticket: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a password.
#[derive(Debug)]
pub enum Outcome {
    /// It was looked at, or too many wait.
    Verified(Verdict),
    /// This is kept of it; `None`: too many wait.
    Made(Option<Box<Secrets>>),
}

/// The thread that works on passwords.
pub struct Hasher {
    to_do: SyncSender<Job>,
    done: Receiver<Hashed>,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

impl Hasher {
    /// Starts it; `waker` is told of every answer.
    ///
    /// # Errors
    /// If no thread can be had.
    pub fn start(waker: Waker) -> std::io::Result<Self> {
        let (to_do, jobs) = sync_channel::<Job>(JOBS_MAX);
        let (answers, done) = sync_channel(JOBS_MAX);
        std::thread::Builder::new().name("passwords".to_owned()).spawn(move || {
            while let Ok(Job { conn, ticket, password, kind }) = jobs.recv() {
                let outcome = match kind {
                    Kind::Check(hash) if hash::verify(&hash, &password) => Outcome::Verified(Verdict::Right),
                    Kind::Check(_) => Outcome::Verified(Verdict::Wrong),
                    Kind::Make(iterations) => Outcome::Made(make(&password, iterations)),
                };
                if answers.send(Hashed { conn, ticket, outcome }).is_err() {
                    return;
                }
                waker.wake();
            }
        })?;
        Ok(Self { to_do, done })
    }

    /// Has a password looked at. What comes back at once was not: too many wait.
    pub fn check(&self, (conn, ticket): (ConnId, u64), hash: Arc<str>, password: String) -> Option<Hashed> {
        let refused = self.to_do.try_send(Job { conn, ticket, password, kind: Kind::Check(hash) }).is_err();
        refused.then_some(Hashed { conn, ticket, outcome: Outcome::Verified(Verdict::Busy) })
    }

    /// Has a password made into what is kept of it. What comes back at once was not: too many wait.
    pub fn make(&self, (conn, ticket): (ConnId, u64), password: String, iterations: u32) -> Option<Hashed> {
        let job = Job { conn, ticket, password, kind: Kind::Make(iterations) };
        let refused = self.to_do.try_send(job).is_err();
        refused.then_some(Hashed { conn, ticket, outcome: Outcome::Made(None) })
    }

    /// The next answer that is there.
    pub fn take(&self) -> Option<Hashed> {
        self.done.try_recv().ok()
    }
}

/// Makes what is kept of a password. `None`: the system has no memory or no chance to give; it may
/// have later.
fn make(password: &str, iterations: u32) -> Option<Box<Secrets>> {
    let (mut salt, mut scram_salt) = ([0; hash::SALT_BYTES], [0; SCRAM_SALT_BYTES]);
    getrandom::fill(&mut salt).ok()?;
    getrandom::fill(&mut scram_salt).ok()?;
    let argon2id = hash::make(password, &salt).ok()?;
    Some(Box::new(Secrets { argon2id, scram: Verifier::make(password, &scram_salt, iterations) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Net;
    use crate::wire::scram::ROUNDS_MIN;

    const CONN: ConnId = ConnId::new(1, 1);

    /// The next answers, as many as that.
    fn answers(net: &mut Net, hasher: &Hasher, count: usize) -> Vec<Hashed> {
        let mut answers = Vec::new();
        while answers.len() < count {
            net.wait(None, &mut Vec::new()).unwrap();
            answers.extend(std::iter::from_fn(|| hasher.take()));
        }
        answers
    }

    #[test]
    fn passwords_are_looked_at_in_order_and_the_loop_is_woken() {
        let mut net = Net::new().unwrap();
        let hasher = Hasher::start(net.waker()).unwrap();
        let hash: Arc<str> = hash::make("tea", &[7; hash::SALT_BYTES]).unwrap().into();
        for (ticket, password) in [(1, "tea"), (2, "coffee")] {
            assert!(hasher.check((CONN, ticket), Arc::clone(&hash), password.to_owned()).is_none());
        }
        let answers = answers(&mut net, &hasher, 2);
        let [Hashed { ticket: 1, outcome: one, .. }, Hashed { ticket: 2, outcome: two, .. }] = &answers[..]
        else {
            panic!("{answers:?}")
        };
        assert!(matches!(one, Outcome::Verified(Verdict::Right)), "{one:?}");
        assert!(matches!(two, Outcome::Verified(Verdict::Wrong)), "{two:?}");
    }

    #[test]
    fn what_is_kept_of_a_password_knows_it_and_is_never_the_same() {
        let mut net = Net::new().unwrap();
        let hasher = Hasher::start(net.waker()).unwrap();
        for ticket in [1, 2] {
            assert!(hasher.make((CONN, ticket), "tea".to_owned(), ROUNDS_MIN).is_none());
        }
        let made = answers(&mut net, &hasher, 2).into_iter().map(|hashed| match hashed.outcome {
            Outcome::Made(Some(secrets)) => secrets,
            other => panic!("{other:?}"),
        });
        let made: Vec<_> = made.collect();
        assert!(made.iter().all(|secrets| hash::verify(&secrets.argon2id, "tea")));
        assert!(made.iter().all(|secrets| secrets.scram.iterations == ROUNDS_MIN));
        assert_ne!(made[0].argon2id, made[1].argon2id);
        assert_ne!(made[0].scram.salt, made[1].scram.salt);
    }

    #[test]
    fn when_too_many_wait_the_next_is_told() {
        let net = Net::new().unwrap();
        let hasher = Hasher::start(net.waker()).unwrap();
        let hash: Arc<str> = hash::make("tea", &[7; hash::SALT_BYTES]).unwrap().into();
        let mut busy = 0;
        // The answers are not taken either, so that the thread stops for good: some wait to be looked
        // at, as many answers to be taken, and one is in hand.
        for ticket in 0..4 * JOBS_MAX as u64 {
            let refused = hasher.check((CONN, ticket), Arc::clone(&hash), "x".into());
            let is_busy = |hashed: Hashed| matches!(hashed.outcome, Outcome::Verified(Verdict::Busy));
            busy += u64::from(refused.is_some_and(is_busy));
        }
        assert!(busy > 0);
        assert!(matches!(
            hasher.make((CONN, 0), "x".into(), 10),
            Some(Hashed { outcome: Outcome::Made(None), .. })
        ));
    }
}
