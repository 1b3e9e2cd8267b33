//! A person's stay, over as many connections as it takes.
//!
//! Theory of operation: a [`Session`] is one connection. When one that had come into its room is
//! lost, its ending is not told; instead another connection is asked for ([`Outbox::dial`]), after
//! waits that grow and are never quite the same for two clients, so that a server that comes back
//! is not overrun. What outlives a connection ([`super::carried`]) is handed from one to the next,
//! which finds out what was missed and says again what may not have been heard. What a face would
//! show twice (the welcome, a topic that has not changed) is left out. When it has taken too long,
//! the first loss is told as the end after all.
//!
//! | the person is | after | then |
//! |---|---|---|
//! | coming in | the room is entered | there |
//! | there | the connection is lost | away |
//! | away | a wait, a connection, the room | there; ends if it takes too long |
//! | any | they leave, are put out, or are not let in | ended |

mod elsewhere;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::carried::{Carried, Held, Holding};
use super::command::{self, Mistyped};
use super::happening::{
    AccountNews, AccountRefusal, Ending, Happening, Label, Lost, NameRefusal, Noted, Where,
};
use super::session::{Outbox, Session, Wish};
use super::{
    GHOST_PATIENCE, GHOST_PATIENCE_ASKED, Intent, Member, RECONNECT_WAIT_MAX, RECONNECT_WAIT_MIN, ROOMS_MAX,
    Secret,
};
use crate::wire::{Now, note};

/// How much is done to come back.
#[derive(Clone)]
pub struct Policy {
    /// How long it is tried to come back. Zero: not at all.
    pub reconnect_max: Duration,
    /// Chance, from outside: what nobody may guess is made of it.
    pub seed: [u8; 32],
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy").field("reconnect_max", &self.reconnect_max).finish_non_exhaustive()
    }
}

/// Since the connection was lost.
#[derive(Debug)]
struct Away {
    since: Duration,
    ending: Ending,
    /// When the next connection is due; `None`: it is being made, or a name is waited for.
    next: Option<Duration>,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Life {
    wish: Wish,
    policy: Policy,
    pub(super) session: Option<Session>,
    /// What the next session goes on with.
    pub(super) carried: Carried,
    away: Option<Away>,
    /// We were in a room once.
    was_in: bool,
    /// A name was refused, and another one is waited for.
    wants_name: bool,
    is_over: bool,
    /// The account to which we could not log in on coming back.
    unknown: Option<String>,
    /// Where a face has gone, and we are not: nothing that is meant for there is done elsewhere.
    astray: Option<Where>,
    pub(super) topics: BTreeMap<Arc<str>, String>,
    /// What was told of what is kept in each room.
    pub(super) kept: BTreeMap<String, Noted>,
    /// Attempts since we were last there for a while, and since when we are.
    attempts: u32,
    there_since: Duration,
    draws: u64,
}

impl Life {
    /// Begins; the first connection is the caller's to make.
    pub fn new(wish: Wish, policy: Policy) -> Self {
        let carried = Carried::new(policy.seed);
        Self {
            wish,
            policy,
            session: None,
            carried,
            away: None,
            was_in: false,
            wants_name: false,
            is_over: false,
            unknown: None,
            astray: None,
            topics: BTreeMap::new(),
            kept: BTreeMap::new(),
            attempts: 0,
            there_since: Duration::ZERO,
            draws: 0,
        }
    }

    /// A connection has been made.
    pub fn connected(&mut self, now: Now, out: &mut Outbox) {
        // What had ended may go on: with a password that was asked for, or another name.
        self.is_over = false;
        if let Some(away) = &mut self.away {
            away.next = None;
        }
        let carried = std::mem::take(&mut self.carried);
        let begin = out.happenings.len();
        self.session = Some(Session::start(now, self.wish.clone(), carried, out));
        self.look(now, begin, out);
    }

    /// A connection could not be made; tells whether it is tried again.
    pub fn unreachable(&mut self, now: Now, out: &mut Outbox) -> bool {
        let is_away = self.away.is_some();
        if is_away {
            self.wait(now, out);
        } else {
            self.carried.tell_unsaid(out);
        }
        is_away
    }

    /// There is nothing to come back to: what was not said is told.
    pub fn give_up(&mut self, out: &mut Outbox) {
        self.away = None;
        self.is_over = true;
        self.carried.tell_unsaid(out);
    }

    /// Puts something into the session, if there is one, and looks at what comes of it.
    fn put<T>(
        &mut self,
        now: Now,
        out: &mut Outbox,
        put: impl FnOnce(&mut Session, &mut Outbox) -> T,
    ) -> Option<T> {
        let session = self.session.as_mut()?;
        let begin = out.happenings.len();
        let result = put(session, out);
        self.look(now, begin, out);
        Some(result)
    }

    /// Takes what has arrived.
    pub fn receive(&mut self, now: Now, bytes: &[u8], out: &mut Outbox) {
        self.put(now, out, |session, out| session.receive(now, bytes, out));
    }

    /// The connection has ended, with a cause if it broke.
    pub fn closed(&mut self, now: Now, cause: Option<String>, out: &mut Outbox) {
        self.put(now, out, |session, out| session.closed(now, cause, out));
    }

    /// What [`Outbox::derive`] asked for is made.
    pub fn derived(&mut self, now: Now, salted: &[u8; 32], out: &mut Outbox) {
        self.put(now, out, |session, out| session.derived(now, salted, out));
    }

    /// What stands on the line being typed; see [`Session::drafts`].
    pub fn drafts(&mut self, now: Now, text: &str, out: &mut Outbox) {
        let text = if self.astray.is_some() { "" } else { text };
        self.put(now, out, |session, out| session.drafts(now, text, out));
    }

    /// Takes a line as its person typed it: words, a command, or nothing, which leaves.
    pub fn typed(&mut self, now: Now, line: &str, out: &mut Outbox) -> Option<Label> {
        match command::read(line) {
            Ok(intent) => self.act(now, intent, out),
            Err(Mistyped::Unknown { typed, nearest }) => {
                out.happen(Happening::UnknownCommand { typed, nearest });
                None
            }
            Err(Mistyped::Usage(command)) => {
                out.happen(Happening::Usage(command));
                None
            }
            Err(Mistyped::Held) => {
                out.happen(Happening::HeldBack);
                None
            }
        }
    }

    /// Does what a person wants, at once or as soon as there is a connection.
    pub fn act(&mut self, now: Now, intent: Intent, out: &mut Outbox) -> Option<Label> {
        if intent == Intent::Reconnect {
            self.reconnect(now, out);
            return None;
        }
        let intent = self.unless_astray(intent, out)?;
        if self.session.is_some() {
            return self.put(now, out, |session, out| session.act(now, intent, out)).flatten();
        }
        if self.is_over {
            self.carried.do_alone(intent, out);
            return None;
        }
        let intent = self.go_alone(intent, out)?;
        if let Intent::Leave(reason) = intent {
            self.leave(now, reason, out);
        } else {
            let how = Holding::of(&self.wish, self.carried.place(), now);
            self.carried.hold(intent, how, out);
        }
        None
    }

    /// `/reconnect`: another connection, at once.
    fn reconnect(&mut self, now: Now, out: &mut Outbox) {
        if let Some(session) = self.session.take() {
            if !session.me().is_empty() {
                self.wish.name = Some(session.me().to_string());
            }
            self.carried = session.into_carried();
            // Whoever can take the place of this connection leaves it where it is.
            if self.carried.token.is_none() {
                out.line("QUIT").end();
            }
            if self.away.is_none() {
                out.happen(Happening::Interrupted(Lost::Renewed));
            }
            let ending = Ending::Lost(Lost::Renewed);
            self.away.get_or_insert(Away { since: now.uptime, ending, next: None }).next = None;
            out.dial = true;
        } else if let Some(away) = &mut self.away
            && let Some(next) = &mut away.next
        {
            *next = now.uptime;
            self.tick(now, out);
        }
    }

    /// Leaves; what was said and may not have been heard is said before, if there is time for it.
    pub fn leave(&mut self, now: Now, reason: Option<String>, out: &mut Outbox) {
        if self.session.is_some() {
            self.put(now, out, |session, out| session.leave(now, reason, out));
        } else if !self.is_over {
            // Nobody sits before a pipe and waits.
            let is_waited_for = self.wish.patience.is_none() || self.away.is_none();
            let how = Holding::of(&self.wish, self.carried.place(), now);
            if !is_waited_for || self.carried.hold(Intent::Leave(reason), how, out).is_some() {
                self.end(Ending::Left, out);
            }
        }
    }

    /// Leaves without waiting for anything.
    pub fn abandon(&mut self, out: &mut Outbox) {
        self.session.take().into_iter().for_each(|session| self.carried = session.into_carried());
        self.carried.tell_unsaid(out);
        self.end(Ending::Left, out);
    }

    /// Comes in by this name, the first one or another after one was refused.
    pub fn name(&mut self, now: Now, name: &str, out: &mut Outbox) {
        self.wants_name = false;
        self.wish.name = Some(name.to_owned());
        if self.session.is_some() {
            let login = self.wish.login.clone();
            self.put(now, out, |session, out| session.name_with(now, name, login, out));
        } else if let Some(away) = &mut self.away
            && away.next.is_none()
        {
            away.next = Some(now.uptime);
        }
    }

    /// The password of the house to say from the next connection on.
    pub fn set_password(&mut self, password: String) {
        self.wish.password = Some(password);
    }

    /// Whether a password may be said as it is on the next connection ([`Wish::plain`]).
    pub const fn set_plain(&mut self, plain: bool) {
        self.wish.plain = plain;
    }

    /// The account to log in to from the next connection on.
    pub fn set_login(&mut self, login: Option<(String, Secret)>) {
        self.wish.login = login;
    }

    /// Takes a name that belongs to an account whose password we know ([`Session::claim`]).
    pub fn claim(&mut self, now: Now, name: &str, login: (String, Secret), out: &mut Outbox) -> bool {
        self.put(now, out, |session, out| session.claim(now, name, login, out)).unwrap_or(false)
    }

    /// When [`tick`](Self::tick) is due, counted like [`Now::uptime`].
    pub fn deadline(&self) -> Option<Duration> {
        let away = self.away.as_ref().filter(|_| self.session.is_none() && !self.wants_name);
        let next = away.and_then(|away| away.next);
        let last = away.map(|away| away.since + self.policy.reconnect_max);
        let session = self.session.as_ref().and_then(Session::deadline);
        [session, next, last].into_iter().flatten().min()
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now, out: &mut Outbox) {
        self.put(now, out, |session, out| session.tick(now, out));
        if self.session.is_some() || self.wants_name {
            return;
        }
        let Some(away) = &mut self.away else { return };
        if now.uptime >= away.since + self.policy.reconnect_max {
            let ending = away.ending.clone();
            return self.end(ending, out);
        }
        if away.next.is_some_and(|next| next <= now.uptime) {
            away.next = None;
            out.dial = true;
        }
    }

    /// Looks at what has happened since `begin`: what ends a connection need not end the stay.
    fn look(&mut self, now: Now, begin: usize, out: &mut Outbox) {
        for happening in out.happenings.split_off(begin) {
            if let Happening::Ended(ending) = happening {
                self.lost(now, ending, out);
            } else if self.may_be_ghost(now, &happening) {
                self.session.take().into_iter().for_each(|session| self.carried = session.into_carried());
                out.line("QUIT").end();
                self.wait(now, out);
            } else if let Some(happening) = self.pass(now, happening) {
                let unknown = self.unknown.take_if(|_| matches!(happening, Happening::Returned { .. }));
                out.happen(happening);
                if let Some(account) = unknown {
                    let why = AccountRefusal::NoLonger(account);
                    out.happen(Happening::Account(AccountNews::Refused(why)));
                }
            }
        }
    }

    /// Whether our name may be held by a connection of ours that the server does not know to be dead.
    fn may_be_ghost(&self, now: Now, happening: &Happening) -> bool {
        let is_taken = |why: &NameRefusal| matches!(why, NameRefusal::Taken);
        let can_ask = self.wish.patience.is_some();
        let patience = if can_ask { GHOST_PATIENCE_ASKED } else { GHOST_PATIENCE };
        self.away.as_ref().is_some_and(|away| now.uptime < away.since + patience)
            && matches!(happening, Happening::NameRefused { entering: true, why, .. } if is_taken(why))
    }

    /// What of it is shown: on coming back, nothing that was known before.
    fn pass(&mut self, now: Now, happening: Happening) -> Option<Happening> {
        let is_back = self.away.is_some();
        match &happening {
            Happening::Welcome { .. } | Happening::MessageOfTheDay(_) if is_back => return None,
            Happening::Account(AccountNews::LoggedIn { keep: None, .. }) if is_back => return None,
            // It is told once we are back, as guests.
            Happening::Account(AccountNews::Refused(AccountRefusal::WrongPassword)) if is_back => {
                self.unknown = self.wish.login.as_ref().map(|(account, _)| account.clone());
                return self.unknown.is_none().then_some(happening);
            }
            // What is kept of a room is told on each entering.
            Happening::Noted { label: None, noted } if noted.code == note::HISTORY_KEPT.code => {
                let room = noted.context.first().cloned().unwrap_or_default();
                if remember(&mut self.kept, room, noted.clone()).as_ref() == Some(noted) {
                    return None;
                }
            }
            Happening::Account(AccountNews::LoggedIn { account, keep: Some(keep) })
            | Happening::Account(AccountNews::Registered { account, keep: Some(keep), .. }) => {
                self.wish.login = Some((account.to_string(), keep.clone()));
            }
            Happening::ReturnedRoomless => {
                self.there_since = now.uptime;
                self.away = None;
            }
            Happening::Topic { room, topic } => {
                let former = remember(&mut self.topics, Arc::clone(room), topic.clone());
                if is_back && former.as_ref() == Some(topic) {
                    return None;
                }
            }
            Happening::TopicSet { room, topic, .. } => {
                remember(&mut self.topics, Arc::clone(room), topic.clone());
            }
            Happening::NameRefused { entering: true, .. } => self.wants_name = true,
            Happening::Here(_) => self.astray = None,
            Happening::Entered { room, members } => {
                if !std::mem::replace(&mut self.was_in, true) || self.away.is_some() {
                    self.there_since = now.uptime;
                }
                if self.away.take().is_some() {
                    return Some(Happening::Returned { room: Arc::clone(room), members: members.clone() });
                }
            }
            _ => {}
        }
        Some(happening)
    }

    /// A connection has come to its end.
    fn lost(&mut self, now: Now, ending: Ending, out: &mut Outbox) {
        let Some(mut session) = self.session.take() else { return };
        if !session.me().is_empty() {
            self.wish.name = Some(session.me().to_string());
        }
        let leaving = session.take_leaving();
        let has_said_all = session.has_said_all();
        self.carried = session.into_carried();
        // Whoever was leaving has nothing to come back for, unless something is still to be said.
        let has_words = !self.carried.pendings.is_empty() && self.wish.patience.is_none();
        if leaving.is_some() && has_said_all && can_return(&ending) {
            return self.end(Ending::Left, out);
        }
        let comes_back = self.was_in
            && self.policy.reconnect_max > Duration::ZERO
            && (leaving.is_none() || has_words)
            && can_return(&ending);
        if !comes_back {
            return self.end(ending, out);
        }
        if let Some(reason) = leaving {
            let intent = Intent::Leave(reason);
            self.carried.held.push_back(Held { intent, label: None, place: None });
        }
        if self.away.is_none() {
            // A server that lets us in and drops us is not asked ever faster.
            if now.uptime.saturating_sub(self.there_since) >= RECONNECT_WAIT_MAX {
                self.attempts = 0;
            }
            out.happen(match &ending {
                Ending::Lost(lost) => Happening::Interrupted(lost.clone()),
                _ => Happening::GoingDown,
            });
            self.away = Some(Away { since: now.uptime, ending, next: None });
        }
        self.wait(now, out);
    }

    /// Plans the next connection.
    fn wait(&mut self, now: Now, out: &mut Outbox) {
        let chance = self.draw();
        let Some(away) = &mut self.away else { return };
        if now.uptime >= away.since + self.policy.reconnect_max {
            let ending = away.ending.clone();
            return self.end(ending, out);
        }
        let most =
            (RECONNECT_WAIT_MIN.saturating_mul(1 << self.attempts.min(6)) * 3 / 2).min(RECONNECT_WAIT_MAX);
        self.attempts += 1;
        // A third less, at most.
        let wait = most - most.mul_f64(f64::from(chance) / f64::from(u32::MAX) / 3.0);
        away.next = (!self.wants_name).then(|| now.uptime + wait);
    }

    /// The next number that looks like chance (splitmix64).
    fn draw(&mut self) -> u32 {
        self.draws += 1;
        let seed = self.policy.seed.iter().fold(0_u64, |sum, byte| sum.rotate_left(8) ^ u64::from(*byte));
        let mut bits = seed.wrapping_add(self.draws.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 32) as u32
    }

    fn end(&mut self, ending: Ending, out: &mut Outbox) {
        out.happenings.extend(self.carried.take_waiting());
        // Whoever is asked for the password or for another name may come in yet, and say it.
        let is_asked =
            matches!(ending, Ending::WrongPassword { .. } | Ending::NotInvited { .. } | Ending::TooManyTries);
        if !self.wants_name && !is_asked {
            self.carried.tell_unsaid(out);
        }
        self.session = None;
        self.away = None;
        self.is_over = true;
        out.happen(Happening::Ended(ending));
    }

    /// Whether the connection is lost and we have not come back yet.
    pub fn is_away(&self) -> bool {
        self.away.is_some()
    }

    /// Whether there is a connection.
    pub fn has_session(&self) -> bool {
        self.session.is_some()
    }

    /// Whether we are in a room and stay: what is typed is said at once.
    pub fn is_in(&self) -> bool {
        self.session.as_ref().is_some_and(Session::is_in)
    }

    /// Whether nothing more should be typed until something arrives; see [`Session::is_full`].
    pub fn is_full(&self) -> bool {
        self.session.as_ref().is_some_and(Session::is_full)
    }

    /// The name that we have, or had last.
    pub fn me(&self) -> Option<&str> {
        let name = self.session.as_ref().map(|session| &**session.me()).filter(|name| !name.is_empty());
        name.or(self.wish.name.as_deref())
    }

    /// The room in which we speak, if we are in one.
    pub fn here(&self) -> Option<&Arc<str>> {
        self.session.as_ref().and_then(Session::here)
    }

    /// Who is in a room of ours, in the order of their names.
    pub fn members(&self, room: &str) -> Vec<Member> {
        self.session.as_ref().map(|session| session.members(room)).unwrap_or_default()
    }

    /// Names to complete a word with; see [`Session::names_like`].
    pub fn names_like(&self, part: &str) -> Vec<Arc<str>> {
        self.session.as_ref().map(|session| session.names_like(part)).unwrap_or_default()
    }

    /// How long the last question to the server took to be answered.
    pub fn lag(&self) -> Option<Duration> {
        self.session.as_ref().and_then(Session::lag)
    }

    /// When the oldest question to the server was asked that is not answered yet, in uptime.
    pub fn asked(&self) -> Option<Duration> {
        self.session.as_ref().and_then(Session::asked)
    }
}

/// Notes something of a room; gives what was noted before. Of so many rooms as we may be in at most: of
/// one more, another is forgotten, and told again when it comes up.
fn remember<K: Ord, V>(rooms: &mut BTreeMap<K, V>, room: K, what: V) -> Option<V> {
    let former = rooms.insert(room, what);
    if rooms.len() > ROOMS_MAX {
        rooms.pop_first();
    }
    former
}

/// Whether an ending is one after which it makes sense to come back.
fn can_return(ending: &Ending) -> bool {
    match ending {
        Ending::Lost(Lost::Barred(_)) => false,
        Ending::Lost(_) | Ending::ServerDown => true,
        _ => false,
    }
}
