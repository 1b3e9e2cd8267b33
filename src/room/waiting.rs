//! What a connection waits for: somebody outside looks something up or works something out, and
//! nothing more is done for the connection until the answer comes. Holds no rule.
//!
//! The command that asks leaves here what it needs to go on; the answer carries the ticket, so that
//! one that comes too late, or for somebody else, meets nothing.

use super::accounts::login::Login;
use super::command::Ctx;
use super::history::pending::Pending;
use super::outbox::{Effect, Errand};
use super::session::Session;
use crate::wire::Name;

/// What a connection waits for.
#[derive(Debug)]
pub struct Wait {
    /// What the answer will carry.
    pub ticket: u64,
    /// The label of the command, which its answer will carry (IRCv3 labeled-response).
    pub label: Option<String>,
    /// What is done when it comes.
    pub on: Waiting,
}

/// What is done when the answer comes.
#[derive(Debug)]
pub enum Waiting {
    /// Whoever said the password of this operator's name becomes one, or not.
    Oper(String),
    /// What was asked of history is shown, or taken back.
    History(Pending),
    /// Whoever said an account's password is logged in to it, or not.
    Login(Login),
    /// An account is made once its password has been made into what is kept of it.
    Register(Box<Wanted>),
}

/// An account that is to be.
#[derive(Debug)]
pub struct Wanted {
    /// Its name.
    pub name: Name,
    /// The address that was given.
    pub email: Option<String>,
}

impl Ctx<'_> {
    /// Sends somebody out on an errand, of which `errand` is told the ticket; when the answer comes,
    /// `on` says how it goes on. The command's label goes to the answer.
    pub(super) fn wait(&mut self, on: Waiting, errand: impl FnOnce(u64) -> Errand) {
        let Some(session) = self.hall.sessions.get_mut(self.conn) else { return };
        self.hall.tickets += 1;
        let ticket = self.hall.tickets;
        let label = self.out.response.take().map(|(_, label)| label);
        session.wait = Some(Box::new(Wait { ticket, label, on }));
        self.out.effects.push(Effect::Errand(errand(ticket)));
    }
}

impl Session {
    /// Takes what waited for the answer with this ticket, if it is one that `wanted` knows.
    pub(super) fn end_wait(&mut self, ticket: u64, wanted: impl FnOnce(&Waiting) -> bool) -> Option<Wait> {
        self.wait.take_if(|wait| wait.ticket == ticket && wanted(&wait.on)).map(|wait| *wait)
    }
}
