//! Logging in, by whatever way, and out; and whose name is whose.
//!
//! | who logs in | and the account | then |
//! |---|---|---|
//! | somebody who is arriving | | they are it once they are in |
//! | a member who was nobody's | is not here | they are it |
//! | the same | is here, as another member | their connection becomes one of that member's |
//! | a member who is it | | nothing changes |
//! | a member who is another | | refused: 907 |
//!
//! So an account is here once at most, by one name, and whoever left a dead connection behind finds
//! themselves where they were.

use std::sync::Arc;

use super::sasl::{Step, check};
use super::{Accounts, Clash};
use crate::room::codes::Codes;
use crate::room::command::{Ctx, nick};
use crate::room::keep::{AccountRecord, CodeRecord};
use crate::room::names;
use crate::room::outbox::{Effect, Ending, Errand, Event, Outbox, Refused, Verdict, What};
use crate::room::session::{Door, Stage};
use crate::room::timers::Due;
use crate::room::waiting::{Wait, Waiting};
use crate::room::{Hall, Who};
use crate::wire::{ConnId, MemberId, Name, Now, caps, name, note, numeric};

/// A password that is being looked at.
#[derive(Debug)]
pub struct Login {
    /// The key of the account whose it is said to be; none: there is no such account.
    pub account: Option<Arc<str>>,
    /// How it was said.
    pub way: Way,
}

/// How somebody logs in.
#[derive(Debug)]
pub enum Way {
    /// By SASL.
    Sasl,
    /// By having registered the account.
    Registered,
    /// At the plain door, where they are already.
    Plain,
    /// At the plain door, where they come in by this name and with this password of the room.
    Enter(String, Option<String>),
}

/// A password has been looked at; whoever said it may be gone.
pub(in crate::room) fn verified(
    hall: &mut Hall,
    now: Now,
    (conn, ticket): (ConnId, u64),
    verdict: Verdict,
    out: &mut Outbox,
) {
    let Some(session) = hall.sessions.get_mut(conn) else { return };
    let wait = session.end_wait(ticket, |on| matches!(on, Waiting::Login(_)));
    let Some(Wait { label, on: Waiting::Login(Login { account, way }), .. }) = wait else { return };
    out.response = label.map(|label| (conn, label));
    let account = account.filter(|_| verdict == Verdict::Right);
    let mut ctx = Ctx { hall, out, now, conn };
    if account.is_some() || verdict == Verdict::Busy {
        ctx.password_was_right();
    }
    match (way, account) {
        (Way::Enter(text, password), Some(account)) => {
            hall.enter_plain_as(now, conn, (&text, password.as_deref()), account, out);
        }
        (Way::Enter(text, _), None) => {
            let why = if verdict == Verdict::Busy { Refused::TooManyTries } else { Refused::NotTheirs(text) };
            out.effects.push(Effect::PlainRefused { to: conn, why });
        }
        (way @ (Way::Sasl | Way::Registered | Way::Plain), Some(account)) => ctx.log_in(&account, way),
        (Way::Sasl | Way::Registered | Way::Plain, None) => {
            if verdict == Verdict::Busy {
                ctx.note(&note::TOO_MANY_TRIES, &[]);
            }
            ctx.reply(&numeric::ERR_SASLFAIL, &[]);
        }
    }
}

impl Ctx<'_> {
    /// Whether whoever gave the command may say another password now; if so, it counts as wrong
    /// until [`Ctx::password_was_right`].
    pub(in crate::room) fn may_try_password(&mut self) -> bool {
        let Some(session) = self.hall.sessions.get(self.conn) else { return false };
        self.hall.logins.begin(session.address, self.now.uptime)
    }

    /// The last one does not count.
    pub(in crate::room) fn password_was_right(&mut self) {
        if let Some(session) = self.hall.sessions.get(self.conn) {
            self.hall.logins.take_back(session.address);
        }
    }

    /// Has a password looked at.
    pub(in crate::room) fn look_at_password(&mut self, login: Login, hash: Arc<str>, password: String) {
        let conn = self.conn;
        self.wait(Waiting::Login(login), |ticket| Errand::Verify { conn, ticket, hash, password });
    }

    /// The account that whoever gave the command is logged in to, as it is written.
    pub(in crate::room) fn account_name(&self) -> Option<Arc<str>> {
        if let Some(me) = self.me() {
            return me.who.account.clone();
        }
        let key = self.hall.sessions.get(self.conn)?.arrival()?.account.as_ref()?;
        self.hall.accounts.get(key).map(|account| account.name.shared())
    }

    /// Its key.
    pub(in crate::room) fn own_account_key(&self) -> Option<Arc<str>> {
        name::fold(&self.account_name()?).map(Arc::from)
    }

    /// Whoever gave the command has shown that this account is theirs; see the head of this file.
    pub(in crate::room) fn log_in(&mut self, key: &Arc<str>, way: Way) {
        let Some(account) = self.hall.accounts.get(key) else {
            // It was removed meanwhile.
            self.reply(&numeric::ERR_NICKLOCKED, &[]);
            return;
        };
        let own_name = account.name.clone();
        if let Some(arrival) = self.arrival_mut() {
            arrival.account = Some(Arc::clone(key));
            self.tell_logged_in(self.conn, &way);
            return;
        }
        let Some(id) = self.me_id() else { return };
        match self.own_account_key() {
            Some(own) if own == *key => {}
            Some(_) => {
                self.reply(&numeric::ERR_SASLALREADY, &[]);
                return;
            }
            None => match self.hall.present(key) {
                Some(other) => self.become_member(id, other),
                None => self.become_account(id, key),
            },
        }
        self.tell_logged_in(self.conn, &way);
        if matches!(way, Way::Plain) && self.me().is_some_and(|me| me.name.key() != own_name.key()) {
            // There they say the name in the same breath.
            nick::take(self, own_name);
        }
    }

    /// `id`, who was nobody's account, is this one from here on.
    fn become_account(&mut self, id: MemberId, key: &Arc<str>) {
        self.hall.bind(id, key);
        self.hall.give_saved_ranks(self.now, id, self.out);
        let others = self.my_others();
        for conn in others {
            self.tell_logged_in(conn, &Way::Registered);
        }
        if let Some(who) = self.who() {
            self.hall.tell_account(self.now, id, who, Some(self.conn), self.out);
        }
        self.hall.enforce_on(self.now, id, self.out);
    }

    /// The one connection of `from` becomes one of `to`'s, and `from` is gone. To its client it looks
    /// as if it left all rooms, took the other's name, and entered theirs.
    fn become_member(&mut self, from: MemberId, to: MemberId) {
        let conn = self.conn;
        let (Some(former), Some(name)) = (self.who(), self.hall.members.get(to).map(|to| to.name.shared()))
        else {
            return;
        };
        if self.hall.sessions_of(from).len() > 1 {
            self.reply(&numeric::ERR_SASLALREADY, &[]);
            return;
        }
        let rooms = self.me().map(|me| me.rooms.clone()).unwrap_or_default();
        let door = self.hall.door(conn);
        if door == Some(Door::Irc) {
            for room in rooms {
                let what = What::Parted { room: self.room_name(room), reason: None };
                self.show_as(&former, what);
            }
            self.show_as(&former, What::Renamed { to: name });
        }
        let watched = self.hall.monitors.list(conn).to_vec();
        self.hall.take_leave(self.now, from, Ending::Quit(None), self.out);
        self.hall.leaving.retain(|&leaving| leaving != conn);
        if let Some(session) = self.hall.sessions.get_mut(conn) {
            session.stage = Stage::Arriving(Box::default());
        }
        let watched_max = self.hall.rules.monitored_max;
        for name in watched {
            self.hall.monitors.add(conn, name, watched_max);
        }
        if door == Some(Door::Plain) {
            if let Err(why) = self.hall.attach_plain(self.now, conn, to, self.out) {
                // They are asked for a name again, and have as long for it as anybody.
                let due = self.now.uptime + self.hall.rules.registration_timeout;
                self.hall.timers.set(due, conn, Due::Registration);
                self.out.effects.push(Effect::PlainRefused { to: conn, why });
            }
        } else {
            self.hall.attach(conn, to);
            self.show_oneself();
            self.give_token();
        }
    }

    /// An exchange that is not done when all the rest is known is given up: "If the client completes
    /// registration … while the SASL authentication is still in progress, the server SHOULD abort it
    /// and send a 906 numeric" (IRCv3 sasl-3.1).
    pub(in crate::room) fn give_up_login(&mut self) {
        let login = self.hall.sessions.get_mut(self.conn).and_then(|session| session.login.take());
        if login.is_some() {
            self.reply(&numeric::ERR_SASLABORTED, &[]);
        }
    }

    fn show_as(&mut self, who: &Who, what: What) {
        let event = Event { at_ms: self.now.unix_ms, id: None, who: who.clone(), what };
        self.out.effects.push(Effect::Aside { to: self.conn, event });
    }

    /// RPL_LOGGEDIN, and what belongs to the way.
    fn tell_logged_in(&mut self, to: ConnId, way: &Way) {
        let Some(account) = self.account_name() else { return };
        let prefix = self.hall.prefix_of(to);
        let params = vec![prefix, account.to_string()];
        self.out.effects.push(Effect::Reply { to, numeric: &numeric::RPL_LOGGEDIN, params });
        if matches!(way, Way::Sasl) {
            self.reply(&numeric::RPL_SASLSUCCESS, &[]);
        }
    }
}

impl Hall {
    /// These accounts and codes are there, as they were kept.
    pub fn restore_accounts(&mut self, accounts: Vec<AccountRecord>, codes: Vec<CodeRecord>) {
        self.accounts = Accounts::new(accounts);
        self.codes = Codes::new(codes);
    }

    /// The member whose account this is, if they are here.
    pub(in crate::room) fn present(&self, key: &str) -> Option<MemberId> {
        let seen = self.accounts.get(key)?.seen?;
        let account = self.members.get(seen)?.who.account.as_deref()?;
        (name::fold(account).as_deref() == Some(key)).then_some(seen)
    }

    /// A member is logged in to this account from here on.
    pub(in crate::room) fn bind(&mut self, id: MemberId, key: &str) {
        let (Some(account), Some(member)) = (self.accounts.get_mut(key), self.members.get_mut(id)) else {
            return;
        };
        account.seen = Some(id);
        member.who.account = Some(account.name.shared());
        self.note_presence(id);
    }

    /// Whoever is logged in to this account is so no longer; all their clients are told.
    pub(in crate::room) fn log_out(&mut self, now: Now, key: &str, out: &mut Outbox) {
        let Some(id) = self.present(key) else { return };
        let Some(member) = self.members.get_mut(id) else { return };
        member.who.account = None;
        let (who, sessions) = (member.who.clone(), member.sessions.clone());
        for to in sessions {
            let params = vec![who.prefix.to_string()];
            out.effects.push(Effect::Reply { to, numeric: &numeric::RPL_LOGGEDOUT, params });
        }
        self.tell_account(now, id, who, None, out);
        self.leave_if_absent(now, id, out);
    }

    /// Tells those who asked for it that a member has logged in or out (IRCv3 account-notify).
    fn tell_account(&self, now: Now, id: MemberId, who: Who, by: Option<ConnId>, out: &mut Outbox) {
        let Some(member) = self.members.get(id) else { return };
        let to = self.acquaintances(id, &member.rooms, caps::ACCOUNT_NOTIFY);
        let event = Event { at_ms: now.unix_ms, id: None, who, what: What::Account };
        out.effects.push(Effect::Event { to, by, event });
    }

    /// `nick!user@host` of a connection, as far as it is known.
    fn prefix_of(&self, conn: ConnId) -> String {
        if let Some(member) = self.member_at(conn) {
            return member.who.prefix.to_string();
        }
        let arrival = self.sessions.get(conn).and_then(|session| session.arrival());
        let name = arrival.and_then(|arrival| arrival.name.as_ref()).map_or("*", |name| name.as_str());
        let user = arrival.and_then(|arrival| arrival.user.as_ref()).map_or("*", |(user, _)| user);
        format!("{name}!{user}@*")
    }

    /// Why whoever is logged in to `own` may not bear this name, because of an account.
    pub(in crate::room) fn owned(&self, name: &Name, own: Option<&str>) -> Option<names::Clash> {
        Some(match self.accounts.clash(name, own)? {
            Clash::Exists => names::Clash::Owned,
            Clash::LooksLike(other) => names::Clash::LooksLike(other),
        })
    }

    /// Somebody at the plain door who is in says a password.
    pub(in crate::room) fn log_in_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        (name, password): (Option<&str>, &str),
        out: &mut Outbox,
    ) {
        let Some(own) = self.name(conn) else { return };
        let step = check(name.unwrap_or(&own), password, &self.accounts);
        let mut ctx = Ctx { hall: self, out, now, conn };
        if !ctx.may_try_password() {
            ctx.note(&note::TOO_MANY_TRIES, &[]);
            return;
        }
        if let Step::Check { account, hash, password } = step {
            ctx.look_at_password(Login { account, way: Way::Plain }, hash, password);
        }
    }
}
