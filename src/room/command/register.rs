//! REGISTER and VERIFY (IRCv3 account-registration): the name that somebody bears becomes an account
//! of theirs.
//!
//! | the operator lets register | after REGISTER | after VERIFY |
//! |---|---|---|
//! | everybody | the account is there | |
//! | whoever has a code | it is kept with the connection | it is there |
//!
//! The password is made into what is kept of it elsewhere, and nothing more is done for its giver
//! meanwhile. An account that lacks its code is nobody's: it is gone with the connection, and keeps
//! nobody else from the name.

use super::Ctx;
use crate::room::Hall;
use crate::room::accounts::login::Way;
use crate::room::accounts::password::{self, EMAIL_BYTES_MAX, Unfit};
use crate::room::accounts::{ACCOUNTS_MAX, Clash};
use crate::room::keep::{AccountRecord, CodeKind, Keep, Secrets};
use crate::room::outbox::{Effect, Errand, Outbox, Registering};
use crate::room::rules::Registration;
use crate::room::waiting::{Wait, Waiting, Wanted};
use crate::wire::note::{self, Note};
use crate::wire::{ConnId, Message, Name, Now, name};

/// What stands for one's own name, or for no address.
const NONE: &str = "*";

/// What stands for no account in WHOX.
const NO_ACCOUNT: &str = "0";

/// Why it is not done, and what the answer names.
type Refusal = (&'static Note, String);

pub(super) fn register(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let [account, email, password] = [0, 1, 2].map(|place| message.param(place).unwrap_or_default());
    match wanted(ctx, account, email, password) {
        Err((note, account)) if note.code == note::WEAK_PASSWORD.code => {
            let chars_min = ctx.hall.rules.accounts.password_chars_min.to_string();
            ctx.note(note, &[&account, &chars_min]);
        }
        Err((note, account)) => ctx.note(note, &[&account]),
        Ok((wanted, password)) => {
            let (conn, iterations) = (ctx.conn, ctx.hall.rules.accounts.scram_iterations);
            let make = |ticket| Errand::Make { conn, ticket, password, iterations };
            ctx.wait(Waiting::Register(Box::new(wanted)), make);
        }
    }
}

/// What is asked for, if nothing stands against it.
fn wanted(
    ctx: &mut Ctx<'_>,
    account: &str,
    email: &str,
    password: &str,
) -> Result<(Wanted, String), Refusal> {
    let rules = ctx.hall.rules.accounts.clone();
    let named = |note| (note, as_word(account).to_owned());
    if rules.registration == Registration::Off {
        return Err(named(&note::REGISTER_UNAVAILABLE));
    }
    if ctx.me_id().is_none() && !ctx.hall.registers_before_connect() {
        return Err(named(&note::REGISTER_TOO_SOON));
    }
    if let Some(own) = ctx.account_name() {
        return Err((&note::REGISTER_AUTHENTICATED, own.to_string()));
    }
    let Some(nick) = own_name(ctx) else { return Err((&note::NEED_NICK, NONE.to_owned())) };
    if account != NONE && name::fold(account).as_deref() != Some(nick.key()) {
        return Err(named(&note::ACCOUNT_NAME_MUST_BE_NICK));
    }
    let of_nick = |note| (note, nick.as_str().to_owned());
    may_be_account(ctx, &nick)?;
    let is_given = email != NONE && !email.is_empty();
    if (is_given || rules.email_required) && !password::is_email(email) {
        return Err(of_nick(&note::INVALID_EMAIL));
    }
    if is_given && email.len() > EMAIL_BYTES_MAX {
        return Err(of_nick(&note::UNACCEPTABLE_EMAIL));
    }
    let password =
        password::fit(password, nick.as_str(), rules.password_chars_min).map_err(|why| match why {
            Unfit::Weak => of_nick(&note::WEAK_PASSWORD),
            Unfit::Unacceptable => of_nick(&note::UNACCEPTABLE_PASSWORD),
        })?;
    // Only what costs something counts.
    let address = ctx.hall.sessions.get(ctx.conn).map(|session| session.address);
    let may = address.is_some_and(|address| ctx.hall.registrations.begin(address, ctx.now.uptime));
    if !may || ctx.hall.accounts.count() >= ACCOUNTS_MAX {
        return Err(of_nick(&note::REGISTER_UNAVAILABLE));
    }
    Ok((Wanted { name: nick, email: is_given.then(|| email.to_owned()) }, password))
}

/// The name that whoever gave the command bears.
fn own_name(ctx: &mut Ctx<'_>) -> Option<Name> {
    match ctx.me() {
        Some(me) => Some(me.name.clone()),
        None => ctx.arrival_mut()?.name.clone(),
    }
}

/// Whether nothing stands against an account of this name, which whoever gave the command bears.
fn may_be_account(ctx: &Ctx<'_>, nick: &Name) -> Result<(), Refusal> {
    let refused = |note| Err((note, nick.as_str().to_owned()));
    if nick.as_str() == NO_ACCOUNT {
        return refused(&note::BAD_ACCOUNT_NAME);
    }
    match ctx.hall.accounts.clash(nick, None) {
        Some(Clash::Exists) => refused(&note::ACCOUNT_EXISTS),
        Some(Clash::LooksLike(_)) => refused(&note::BAD_ACCOUNT_NAME),
        // Somebody else's who is here, which only they could keep.
        None if ctx.hall.names.owner(nick.key()) != Some(ctx.hall.owner(ctx.conn)) => {
            refused(&note::ACCOUNT_EXISTS)
        }
        None => Ok(()),
    }
}

/// The password has been made into what is kept of it; whoever said it may be gone.
pub(in crate::room) fn made(
    hall: &mut Hall,
    now: Now,
    (conn, ticket): (ConnId, u64),
    secrets: Option<Box<Secrets>>,
    out: &mut Outbox,
) {
    let Some(session) = hall.sessions.get_mut(conn) else { return };
    let wait = session.end_wait(ticket, |on| matches!(on, Waiting::Register(_)));
    let Some(Wait { label, on: Waiting::Register(wanted), .. }) = wait else { return };
    out.response = label.map(|label| (conn, label));
    let mut ctx = Ctx { hall, out, now, conn };
    let Wanted { name, email } = *wanted;
    let Some(secrets) = secrets else {
        ctx.note(&note::REGISTER_UNAVAILABLE, &[name.as_str()]);
        return;
    };
    // Somebody else may have been made an account of meanwhile.
    if let Err((note, account)) = may_be_account(&ctx, &name) {
        ctx.note(note, &[&account]);
        return;
    }
    let record = AccountRecord {
        name: name.as_str().to_owned(),
        key: name.key().to_string(),
        secrets: *secrets,
        email,
        created_ms: now.unix_ms,
        always_on: None,
        presence: None,
        certificates: Vec::new(),
    };
    // Whoever came in with a code for an account has said it.
    let codes = ctx.me().map(|me| me.codes.clone()).unwrap_or_default();
    let mut taken = codes.iter().filter_map(|code| ctx.hall.codes.take(code, CodeKind::Account, now.unix_ms));
    let code = taken.next();
    if let Some(keep) = code {
        ctx.push(Effect::Keep(keep));
        return begin(&mut ctx, record, Registering::Done);
    }
    if ctx.hall.rules.accounts.registration == Registration::ByInvite {
        if let Some(session) = ctx.hall.sessions.get_mut(conn) {
            session.unverified = Some(Box::new(record));
        }
        tell(&mut ctx, Registering::NeedsCode, name.as_str());
        return;
    }
    begin(&mut ctx, record, Registering::Done);
}

pub(super) fn verify(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let [account, code] = [0, 1].map(|place| message.param(place).unwrap_or_default());
    let named = as_word(account).to_owned();
    if ctx.me_id().is_none() && !ctx.hall.registers_before_connect() {
        ctx.note(&note::VERIFY_TOO_SOON, &[&named]);
        return;
    }
    if let Some(own) = ctx.account_name() {
        ctx.note(&note::VERIFY_AUTHENTICATED, &[&own]);
        return;
    }
    if !ctx.may_try_password() {
        ctx.note(&note::VERIFY_UNAVAILABLE, &[&named]);
        return;
    }
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    let key = (account != NONE).then(|| name::fold(account));
    let is_it = |record: &mut Box<AccountRecord>| key.is_none_or(|key| key.as_ref() == Some(&record.key));
    let Some(record) = session.unverified.take_if(is_it) else {
        ctx.note(&note::INVALID_CODE, &[&named]);
        return;
    };
    let name = Name::parse(&record.name).ok().filter(|name| may_be_account(ctx, name).is_ok());
    let keep = name.and_then(|_| ctx.hall.codes.take(code, CodeKind::Account, ctx.now.unix_ms));
    let Some(keep) = keep else {
        if let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) {
            session.unverified = Some(record);
        }
        ctx.note(&note::INVALID_CODE, &[&named]);
        return;
    };
    ctx.password_was_right();
    ctx.push(Effect::Keep(keep));
    begin(ctx, *record, Registering::Verified);
}

/// The account is there from here on, and whoever wanted it is logged in.
fn begin(ctx: &mut Ctx<'_>, record: AccountRecord, outcome: Registering) {
    let (name, key) = (record.name.clone(), record.key.as_str().into());
    ctx.push(Effect::Keep(Keep::Account(record.clone())));
    ctx.hall.accounts.insert(record);
    tell(ctx, outcome, &name);
    ctx.log_in(&key, Way::Registered);
}

fn tell(ctx: &mut Ctx<'_>, outcome: Registering, account: &str) {
    let to = ctx.conn;
    ctx.push(Effect::Registering { to, outcome, account: account.to_owned() });
}

/// What can stand as one word of an answer.
fn as_word(text: &str) -> &str {
    if text.is_empty() || text.contains(' ') || text.starts_with(':') { NONE } else { text }
}

impl Hall {
    /// Whether accounts may be registered before the welcome: not where not everyone may come in,
    /// since who has an account might.
    pub(in crate::room) fn registers_before_connect(&self) -> bool {
        self.rules.accounts.before_connect && self.is_open()
    }
}
