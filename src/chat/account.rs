//! Our account: logging in, registering, and what comes of it. Sources: IRCv3 sasl-3.2,
//! draft/account-registration; RFC 5802 and 7677 (SCRAM-SHA-256).
//!
//! Theory of operation: a login is one exchange of AUTHENTICATE. While coming in it holds the end of
//! the negotiation back, like any request for capabilities. SCRAM is taken where the server has it,
//! since then nobody who reads along learns the password, and the server proves that it knew it;
//! its rounds take long, so the caller makes them elsewhere ([`Derive`]) and brings the result back
//! ([`Session::derived`]). PLAIN is taken only where nobody can read along, or where a person
//! insists by typing the password at a server that has nothing better. A certificate that the server
//! was shown is tried before any password (EXTERNAL); where it stands for no account, the password is.

use std::sync::Arc;

use super::happening::{Happening, Refusal};
use super::news::{AccountNews, AccountRefusal, Secret};
use super::session::{Outbox, Session, Stage};
use crate::wire::sasl::{self, Parts, Plain};
use crate::wire::scram::{self, Challenge, ClientScram};
use crate::wire::{Message, Now, caps};

/// A computation that takes long: [`crate::wire::scram::salted_password`] of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derive {
    /// The password, prepared.
    pub password: Secret,
    /// The salt.
    pub salt: Vec<u8>,
    /// The rounds.
    pub rounds: u32,
}

/// How far a login is.
#[derive(Debug)]
enum Step {
    /// EXTERNAL was proposed, or is under way.
    External,
    /// PLAIN was proposed.
    Plain,
    /// SCRAM was proposed; the next word begins it.
    Scram(ClientScram),
    /// The server was told who we are.
    Named(ClientScram),
    /// The rounds are being made.
    Deriving(ClientScram, Challenge),
    /// The proof was sent; the server must prove itself now.
    Proved(ClientScram),
    /// The server has proved itself, or can't.
    Done,
}

#[derive(Debug)]
struct Login {
    account: String,
    password: Secret,
    /// It was typed, and is to be kept once it is known to be right.
    is_typed: bool,
    step: Step,
    parts: Parts,
}

impl Login {
    /// Whether it is by certificate.
    const fn is_external(&self) -> bool {
        matches!(self.step, Step::External)
    }

    /// Whether the server has still to prove that it knows the password.
    fn is_unproved(&self) -> bool {
        match self.step {
            Step::Scram(_) | Step::Named(_) | Step::Deriving(..) | Step::Proved(_) => true,
            Step::External | Step::Plain | Step::Done => false,
        }
    }
}

#[derive(Debug)]
struct Registration {
    account: String,
    password: Secret,
    /// The password is one that we have made.
    is_made: bool,
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    /// To which account we are logged in.
    pub me: Option<Arc<str>>,
    login: Option<Login>,
    /// An account that is being registered.
    registering: Option<Registration>,
    logins_count: u64,
    /// A name that is taken once the login has let us be its owner.
    claimed: Option<String>,
    /// The room that we have left while logging in.
    left: Option<String>,
}

impl Session {
    /// While coming in, with the capabilities that we have: logs in, if we have a certificate or a
    /// password.
    pub(super) fn begin_login_if_known(&mut self, out: &mut Outbox) {
        let is_due = self.server.caps.has(caps::SASL) && self.accounts.me.is_none();
        let mechanisms = &self.server.mechanisms;
        let takes_certificates =
            mechanisms.is_empty() || mechanisms.iter().any(|known| known == sasl::EXTERNAL);
        if is_due && takes_certificates && std::mem::take(&mut self.wish.certificate) {
            let (account, password) = (String::new(), Secret(String::new()));
            let (step, parts) = (Step::External, Parts::default());
            self.accounts.login = Some(Login { account, password, is_typed: false, step, parts });
            out.line("AUTHENTICATE").param(sasl::EXTERNAL).end();
            return self.hold_negotiation();
        }
        if let Some((account, password)) = self.wish.login.take_if(|_| is_due) {
            self.log_in(&account, password, false, out);
        }
    }

    /// Logs in.
    pub(super) fn log_in(&mut self, account: &str, password: Secret, is_typed: bool, out: &mut Outbox) {
        if !self.server.caps.has(caps::SASL) {
            return out.happen(Happening::Refused { label: None, why: Refusal::NotOffered("login") });
        }
        let has = |name: &str| self.server.mechanisms.iter().any(|known| known == name);
        let (mechanism, step) = if has(scram::MECHANISM) {
            self.accounts.logins_count += 1;
            let what = format!("login {} {}", self.accounts.logins_count, self.now.unix_ms);
            let nonce = self.carried.seed.word(&what);
            (scram::MECHANISM, Step::Scram(ClientScram::new(account, &nonce)))
        } else if self.wish.plain || is_typed {
            (sasl::PLAIN, Step::Plain)
        } else {
            return out.happen(Happening::Account(AccountNews::Refused(AccountRefusal::NotSafe)));
        };
        let parts = Parts::default();
        self.accounts.login = Some(Login { account: account.to_owned(), password, is_typed, step, parts });
        out.line("AUTHENTICATE").param(mechanism).end();
        self.hold_negotiation();
    }

    /// Takes a name that belongs to an account of ours, for which we have to log in first. Tells
    /// whether that is tried: not where we are logged in, or about to be.
    pub fn claim(&mut self, now: Now, name: &str, login: (String, Secret), out: &mut Outbox) -> bool {
        self.now = now;
        let is_possible = self.server.caps.has(caps::SASL) && matches!(self.stage, Stage::In);
        if !is_possible || self.accounts.me.is_some() || self.accounts.login.is_some() {
            return false;
        }
        let (account, password) = login;
        self.log_in(&account, password, false, out);
        self.accounts.claimed = self.accounts.login.is_some().then(|| name.to_owned());
        true
    }

    /// `AUTHENTICATE <part>`.
    pub(super) fn handle_authenticate(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some(login) = &mut self.accounts.login else { return };
        let said = match login.parts.take(message.param(0).unwrap_or_default()) {
            Ok(None) => return,
            Ok(Some(said)) => String::from_utf8(said).ok(),
            Err(_) => None,
        };
        let step = std::mem::replace(&mut login.step, Step::Done);
        let answer = match (step, said) {
            // As ourselves: the certificate says who that is.
            (Step::External, Some(_)) => {
                login.step = Step::External;
                Some(Vec::new())
            }
            (Step::Plain, Some(_)) => Some(plain(login)),
            (Step::Scram(scram), Some(_)) => {
                let first = scram.first();
                login.step = Step::Named(scram);
                Some(first.into_bytes())
            }
            (Step::Named(scram), Some(said)) => match scram.challenge(&said) {
                Ok(challenge) => return self.derive(scram, challenge, out),
                Err(_) => None,
            },
            // Whoever can't prove that they knew the password is not believed.
            (Step::Proved(scram), Some(said)) => scram.verify(&said).ok().map(|()| Vec::new()),
            _ => None,
        };
        match answer {
            Some(answer) => send(&answer, out),
            None => {
                out.line("AUTHENTICATE").param(sasl::ABORT).end();
                out.happen(Happening::Account(AccountNews::Refused(AccountRefusal::NotSafe)));
                self.end_login(out);
            }
        }
    }

    fn derive(&mut self, scram: ClientScram, challenge: Challenge, out: &mut Outbox) {
        let Some(login) = &mut self.accounts.login else { return };
        let (salt, rounds) = (challenge.salt.clone(), challenge.iterations);
        let password = scram::prepared(&login.password.0).unwrap_or_else(|| login.password.0.clone());
        login.step = Step::Deriving(scram, challenge);
        match &self.carried.salted {
            Some((secret, known, known_rounds, salted))
                if (&secret.0, known, *known_rounds) == (&password, &salt, rounds) =>
            {
                let (now, salted) = (self.now, *salted);
                self.derived(now, &salted, out);
            }
            _ => out.derive = Some(Derive { password: Secret(password), salt, rounds }),
        }
    }

    /// The rounds are made.
    pub fn derived(&mut self, now: Now, salted: &[u8; 32], out: &mut Outbox) {
        self.now = now;
        let Some(login) = &mut self.accounts.login else { return };
        match std::mem::replace(&mut login.step, Step::Done) {
            Step::Deriving(mut scram, challenge) => {
                let (salt, rounds) = (challenge.salt.clone(), challenge.iterations);
                let password = scram::prepared(&login.password.0).unwrap_or_else(|| login.password.0.clone());
                self.carried.salted = Some((Secret(password), salt, rounds, *salted));
                let proof = scram.prove(challenge, salted);
                login.step = Step::Proved(scram);
                send(proof.as_bytes(), out);
            }
            step => login.step = step,
        }
    }

    /// 900 to 908, the numerics of SASL.
    pub(super) fn handle_sasl(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let said = message.params().last().copied().unwrap_or_default();
        let refused = |why| Happening::Account(AccountNews::Refused(why));
        match code {
            // Whoever can't prove that they knew the password is not believed.
            900 | 903 if self.accounts.login.as_ref().is_some_and(Login::is_unproved) => {
                out.happen(refused(AccountRefusal::NotSafe));
                self.end_login(out);
            }
            // To nothing that we have asked for: it would change whom we are shown to be.
            900 if self.accounts.login.is_none() => {}
            900 => {
                let account: Arc<str> = message.param(2).unwrap_or_default().into();
                self.accounts.me = Some(Arc::clone(&account));
                // On coming back it is logged in to again, whether it was typed or not.
                let is_claimed = self.accounts.claimed.is_some();
                let typed = self.accounts.login.as_ref().filter(|login| login.is_typed || is_claimed);
                let keep = typed.map(|login| login.password.clone());
                out.happen(Happening::Account(AccountNews::LoggedIn { account, keep }));
            }
            901 => {
                self.accounts.me = None;
                out.happen(Happening::Account(AccountNews::LoggedOut));
            }
            903 => self.end_login(out),
            // Our own giving up; it was told.
            906 => {}
            // Nobody is known by our certificate.
            902 | 904 | 905 if self.accounts.login.as_ref().is_some_and(Login::is_external) => {
                self.accounts.login = None;
                out.happen(refused(AccountRefusal::UnknownCertificate));
                self.begin_login_if_known(out);
                if !self.is_logging_in() {
                    self.name_waiting(out);
                }
                self.release_negotiation(out);
            }
            904 => {
                let unseen = std::mem::take(&mut self.noted.tries);
                let why = if unseen { AccountRefusal::TryLater } else { AccountRefusal::WrongPassword };
                out.happen(refused(why));
                self.end_login(out);
            }
            902 | 905 | 907 => {
                out.happen(refused(AccountRefusal::ServerSaid(said.to_owned())));
                self.end_login(out);
            }
            // The ways to log in, if the one that was proposed is none; the refusal comes, too.
            _ => {}
        }
    }

    /// Whether a login is on its way.
    pub(super) fn is_logging_in(&self) -> bool {
        self.accounts.login.is_some()
    }

    fn end_login(&mut self, out: &mut Outbox) {
        let Some(login) = self.accounts.login.take() else { return };
        self.name_waiting(out);
        if let Some(name) = self.accounts.claimed.take().filter(|_| self.accounts.me.is_some()) {
            out.line("NICK").param(&name).end();
        }
        if let Some(account) = self.accounts.me.clone()
            && matches!(self.stage, Stage::Registering(_))
        {
            // A name that belongs to the account can be had from here on.
            let name = if login.is_external() { &*account } else { &login.account };
            self.name_again(name, out);
        }
        self.release_negotiation(out);
        // The account's presence was nowhere: we go to where we were ourselves.
        if let Some(room) = self.accounts.left.take()
            && self.rooms.is_empty()
        {
            out.line("JOIN").param(&room).end();
        }
    }

    /// Whether leaving a room now is only the beginning of being somebody else, and no end.
    pub(super) fn is_changing(&mut self, room: &str) -> bool {
        let is_changing = self.accounts.login.is_some();
        if is_changing {
            self.accounts.left.get_or_insert_with(|| room.to_owned());
        }
        is_changing
    }

    /// `/register`.
    pub(super) fn register(&mut self, password: Option<Secret>, email: Option<String>, out: &mut Outbox) {
        if !self.server.caps.has(caps::ACCOUNT_REGISTRATION) {
            return out.happen(Happening::Refused { label: None, why: Refusal::NotOffered("register") });
        }
        let made = || Secret(self.carried.seed.word(&format!("password {}", self.now.unix_ms)));
        let is_made = password.is_none();
        let password = password.unwrap_or_else(made);
        out.line("REGISTER").param("*").param(email.as_deref().unwrap_or("*")).last(&password.0).end();
        self.accounts.registering =
            Some(Registration { account: self.me.name.to_string(), password, is_made });
    }

    /// `/verify`.
    pub(super) fn verify(&mut self, code: &str, out: &mut Outbox) {
        if !self.server.caps.has(caps::ACCOUNT_REGISTRATION) {
            return out.happen(Happening::Refused { label: None, why: Refusal::NotOffered("verify") });
        }
        let account = self.accounts.registering.as_ref().map_or(&*self.me.name, |one| &one.account);
        out.line("VERIFY").param(account).last(code).end();
    }

    /// `REGISTER SUCCESS <account> :…`, `REGISTER VERIFICATION_REQUIRED <account> :…`,
    /// `VERIFY SUCCESS <account> :…`.
    pub(super) fn handle_registered(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(what), Some(account)) = (message.param(0), message.param(1)) else { return };
        let account: Arc<str> = account.into();
        let registering = self.accounts.registering.as_ref();
        let keep = registering.map(|one| one.password.clone());
        let is_made = registering.is_some_and(|one| one.is_made);
        match what {
            "SUCCESS" => {
                self.accounts.registering = None;
                self.accounts.me = Some(Arc::clone(&account));
                out.happen(Happening::Account(AccountNews::Registered { account, keep, is_made }));
            }
            "VERIFICATION_REQUIRED" => {
                out.happen(Happening::Account(AccountNews::CodeWanted { account, keep, is_made }));
            }
            _ => {}
        }
    }
}

/// Why `FAIL REGISTER` or `FAIL VERIFY` says no.
pub(super) fn why_refused(code: &str, context: &[&str], said: &str) -> AccountRefusal {
    let chars_min = || context.get(1).and_then(|word| word.parse().ok());
    let context = || context.first().copied().unwrap_or_default().to_owned();
    match code {
        "ACCOUNT_EXISTS" => AccountRefusal::Exists(context()),
        "ACCOUNT_NAME_MUST_BE_NICK" | "BAD_ACCOUNT_NAME" => AccountRefusal::OtherName,
        "WEAK_PASSWORD" => AccountRefusal::WeakPassword { chars_min: chars_min() },
        "UNACCEPTABLE_PASSWORD" | "BAD_PASSWORD" => AccountRefusal::WeakPassword { chars_min: None },
        "EMAIL_REQUIRED" => AccountRefusal::EmailWanted,
        "INVALID_EMAIL" if context().trim_matches('*').is_empty() => AccountRefusal::EmailWanted,
        "INVALID_EMAIL" | "UNACCEPTABLE_EMAIL" => AccountRefusal::BadEmail(context()),
        "INVALID_CODE" => AccountRefusal::BadCode,
        "TEMPORARILY_UNAVAILABLE" | "RATE_LIMITED" => AccountRefusal::TryLater,
        "DISALLOWED" | "REGISTRATION_CLOSED" => AccountRefusal::NotOpen,
        _ => AccountRefusal::ServerSaid(said.to_owned()),
    }
}

fn send(message: &[u8], out: &mut Outbox) {
    for part in sasl::cut(message) {
        out.line("AUTHENTICATE").param(&part).end();
    }
}

fn plain(login: &Login) -> Vec<u8> {
    let (name, password) = (login.account.clone(), login.password.0.clone());
    Plain { authzid: String::new(), name, password }.message()
}
