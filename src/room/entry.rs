//! Who may come into the house, and with what.
//!
//! | who comes in | guest | with an account |
//! |---|---|---|
//! | everyone | with the password, if there is one | the same |
//! | the invited | with a code | with the password, if there is one |
//! | accounts | with a code for an account, to register it | with the password, if there is one |
//!
//! A code is said where the password is, and stands for it: whoever has one needs to know nothing
//! else. One that is not needed is not used. It is used once they are in, so that a name that is
//! refused costs nothing. Accounts can't be registered from outside where not everyone may come in.

use std::sync::Arc;

use super::Hall;
use super::codes::Codes;
use super::keep::CodeKind;
use super::member::Member;
use super::outbox::{Effect, Outbox, Refused};
use super::rules::EntryWho;
use crate::wire::{ConnId, MemberId, Name, Now};

/// What somebody lacks to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// The password.
    Password,
    /// An invitation.
    Code,
    /// An account, or a code for one.
    Account,
    /// Nothing, perhaps: too much that was wrong was said from where they are.
    Patience,
}

impl Lacks {
    /// The same of somebody who wants to come in by this name at the plain door.
    pub(super) fn refused(self, name: &str) -> Refused {
        match self {
            Self::Password => Refused::Password,
            Self::Code => Refused::CodeWanted(name.to_owned()),
            Self::Account => Refused::AccountWanted(name.to_owned()),
            Self::Patience => Refused::TooManyTries,
        }
    }
}

impl Hall {
    /// Whether somebody at `conn` with this folded name comes in, who said this and has an account or
    /// none; the code that they come in with, if they said one. What is wrong counts, so that nobody
    /// finds a password by trying.
    pub(super) fn judge_entry(
        &mut self,
        (now, conn): (Now, ConnId),
        (name, said): (&str, Option<&str>),
        has_account: bool,
    ) -> Result<Option<Arc<str>>, Lacks> {
        let address = self.sessions.get(conn).map(|session| session.address);
        let address = address.filter(|_| said.is_some() && !self.is_open());
        if address.is_some_and(|address| !self.entries.begin(address, now.uptime)) {
            return Err(Lacks::Patience);
        }
        let judged = self.judge(now, (name, said), has_account);
        if let (Some(address), Ok(_)) = (address, &judged) {
            self.entries.take_back(address);
        }
        judged
    }

    fn judge(
        &self,
        now: Now,
        (name, said): (&str, Option<&str>),
        has_account: bool,
    ) -> Result<Option<Arc<str>>, Lacks> {
        let knows = self.rules.password.is_none() || self.rules.password.as_deref() == said;
        let who = self.rules.entry.who;
        let may = who == EntryWho::Everyone || has_account;
        let code = said.and_then(|said| self.codes.find(said, now.unix_ms));
        if knows && may {
            // One for an account will be wanted by REGISTER.
            let code = code.filter(|code| code.kind == CodeKind::Account && !has_account);
            return Ok(code.map(|code| code.code.as_str().into()));
        }
        let opens = code.filter(|code| {
            Codes::lets_in(code, name, self.guests_by(&code.code))
                && (who != EntryWho::Accounts || code.kind == CodeKind::Account || may)
        });
        match (opens, who) {
            (Some(code), _) => Ok(Some(code.code.as_str().into())),
            (None, EntryWho::Invited) if !may => Err(Lacks::Code),
            (None, EntryWho::Accounts) if !may => Err(Lacks::Account),
            (None, _) => Err(Lacks::Password),
        }
    }

    /// Somebody who said this folded name has come in with a code.
    pub(super) fn came_in_with(
        &mut self,
        conn: ConnId,
        code: Option<Arc<str>>,
        said: &str,
        out: &mut Outbox,
    ) {
        let id = self.sessions.get(conn).and_then(|session| session.member());
        let member = id.and_then(|id| self.members.get_mut(id));
        let (Some(code), Some(member)) = (code, member) else { return };
        out.effects.extend(self.codes.came_in(&code, said, member.name.key()).map(Effect::Keep));
        if !member.codes.contains(&code) {
            member.codes.push(code);
        }
    }

    /// A member takes another name: the codes by which they are in go along, so that the former name
    /// lets nobody else in.
    pub(super) fn take_codes_along(&mut self, id: MemberId, to: &Name, out: &mut Outbox) {
        let Some(member) = self.members.get(id) else { return };
        for code in &member.codes {
            out.effects.extend(self.codes.renamed(code, member.name.key(), to.key()).map(Effect::Keep));
        }
    }

    /// How many are in by this code who have no account yet.
    fn guests_by(&self, code: &str) -> usize {
        let is_one = |member: &Member| {
            member.who.account.is_none() && member.codes.iter().any(|other| **other == *code)
        };
        self.members.iter().filter(|(_, member)| is_one(member)).count()
    }

    /// Whether a password is asked of whoever comes in.
    pub fn password_wanted(&self) -> bool {
        self.rules.password.is_some()
    }

    /// Whether everyone may come in who knows nothing and has no account.
    pub(super) fn is_open(&self) -> bool {
        self.rules.password.is_none() && self.rules.entry.who == EntryWho::Everyone
    }
}
