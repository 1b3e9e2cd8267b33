//! The rules of the house: who is here, who may speak, what each is told.
//!
//! A [`Hall`] is all that one server holds: its connections ([`session`]), the people who are here
//! through them ([`member`]), their names, their rooms. It is driven by [`Hall::handle`] alone: one [`Input`] in, [`Effect`]s out into the [`Outbox`]. It knows neither
//! socket nor clock nor chance, and no sentence; the same inputs give the same effects.
//!
//! One thread owns it and takes one input at a time: that is what makes the order of everything
//! that happens the same for everybody, through whichever door they came.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::wire::caps::Caps;
use crate::wire::{ConnId, Fingerprint, MemberId, Message, MsgId, MsgIds, Now, RoomName, Table};

pub mod accounts;
mod attach;
pub mod bans;
pub mod cloak;
pub mod codes;
pub mod command;
mod console;
mod console_order;
pub mod console_reply;
mod enter;
pub mod entry;
pub mod history;
pub mod invitations;
pub mod keep;
mod leave;
pub mod limits;
mod limits_told;
pub mod member;
pub mod metadata;
pub mod modes;
pub mod monitors;
pub mod names;
pub mod outbox;
mod owner;
pub mod past;
pub mod place;
pub mod presence;
pub mod refused;
mod renew;
pub mod resume;
pub mod rules;
pub mod session;
mod slow;
mod tell;
pub mod timers;
pub mod tries;
pub mod user_modes;
pub mod waiting;
mod welcome;

pub use outbox::{
    ConsoleReply, Effect, Ending, Errand, Event, Outbox, Refused, Role, SaidKind, Verdict, What, Who,
};
pub use rules::{Operator, Rules};

use accounts::Accounts;
use codes::Codes;
use keep::{Answer, CodeRecord, Entry, Keeping, Kept, Secrets, Unkept};
use member::{Member, Members};
use names::{Names, Owner};
use place::{Room, RoomId, Rooms};
use resume::Resumes;
use session::{Door, Session};
use timers::{Due, Timers};
use tries::Tries;

/// The whole house.
#[derive(Debug)]
pub struct Hall {
    rules: Rules,
    sessions: Table<Session>,
    members: Members,
    // How many connections are a member's.
    attached: usize,
    names: Names,
    rooms: Rooms,
    lobby: RoomId,
    timers: Timers,
    ids: MsgIds,
    resumes: Resumes,
    // The accounts whose presence is otherwise than it was written, perhaps.
    presences: Vec<Arc<str>>,
    memory: history::Memory,
    // Wrong passwords of those who want to be operators.
    tries: Tries,
    accounts: Accounts,
    bans: bans::Bans,
    // What was done to keep order, everywhere.
    audit: bans::audit::Audit,
    codes: Codes,
    // Wrong passwords and codes of accounts, and accounts that were asked for.
    logins: Tries,
    // Wrong passwords and codes of those who want to come in.
    entries: Tries,
    registrations: Tries,
    tickets: u64,
    operator: Who,
    members_most: usize,
    mode_counts: user_modes::Counts,
    monitors: monitors::Monitors,
    past: past::Past,
    counters: limits::Counters,
    // Closed by the last input, and kept until the next so that their last lines can be written.
    leaving: Vec<ConnId>,
}

/// One thing that comes in from outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// A connection was made; which door it takes is not known yet.
    Opened {
        /// Which one.
        conn: ConnId,
        /// From where.
        address: IpAddr,
        /// Whether that is one of the addresses that the operator trusts.
        trusted: bool,
    },
    /// A connection is encrypted from here on. Comes before anything that was said on it.
    Secured {
        /// Which one.
        conn: ConnId,
        /// The key of the certificate that its client has shown.
        certificate: Option<Fingerprint>,
    },
    /// A line came through an IRC door.
    Message {
        /// From whom.
        conn: ConnId,
        /// The line.
        message: &'a Message<'a>,
    },
    /// Somebody at the plain door said a name (and a password).
    PlainEnter {
        /// Who.
        conn: ConnId,
        /// The name.
        name: &'a str,
        /// The password, if they were asked for it.
        password: Option<&'a str>,
        /// The password of the account that has this name, if they were asked for that.
        secret: Option<&'a str>,
    },
    /// Somebody at the plain door says whose account's password they know.
    PlainLogin {
        /// Who.
        conn: ConnId,
        /// The account; `None`: the one that has their name.
        name: Option<&'a str>,
        /// The password.
        password: &'a str,
    },
    /// Somebody at the plain door said something.
    PlainSay {
        /// Who.
        conn: ConnId,
        /// The words; they may be longer than a line of IRC.
        text: &'a str,
    },
    /// A password has been looked at ([`Errand::Verify`]).
    Verified {
        /// Who said it; they may be gone.
        conn: ConnId,
        /// What the errand carried.
        ticket: u64,
        /// What became of it.
        verdict: Verdict,
    },
    /// What was asked of what is kept ([`Errand::Ask`]).
    Answered {
        /// Who asked; they may be gone.
        conn: ConnId,
        /// What the errand carried.
        ticket: u64,
        /// What is known.
        answer: Answer,
    },
    /// A password was made into what is kept of it ([`Errand::Make`]).
    Made {
        /// Whose it is; they may be gone.
        conn: ConnId,
        /// What the errand carried.
        ticket: u64,
        /// What became of it; `None`: too many wait, nobody has begun.
        secrets: Option<Box<Secrets>>,
    },
    /// Whether what happens can be written.
    Keeping(Keeping),
    /// These messages could not be written and were shown to nobody: the operator wants that they
    /// are refused then ([`rules::OnFailure::Refuse`]).
    Unkept {
        /// Whose they are; they may be gone. None: the operator's, who was heard all the same.
        conn: Option<ConnId>,
        /// Which.
        said: &'a [Unkept],
    },
    /// What is kept was changed from outside: these are the newest messages of the rooms.
    Rewritten {
        /// Each room by its id, with its newest messages in the order of theirs.
        recent: Vec<(MsgId, Vec<Entry>)>,
        /// What is newer than this was not written yet when they were read.
        upto: MsgId,
        /// The codes, perhaps more than were known.
        codes: Vec<CodeRecord>,
    },
    /// A connection is gone, or must go.
    Lost {
        /// Which one.
        conn: ConnId,
        /// Why.
        why: Ending,
    },
    /// The operator typed something.
    Console {
        /// The line; not empty.
        line: &'a str,
    },
    /// The operator's decisions were read again ([`Errand::Reload`]).
    Renewed {
        /// All of them.
        rules: Box<Rules>,
    },
    /// The house closes: [`Ending::RoomClosed`] or [`Ending::ServerDown`].
    Shutdown {
        /// Which of them.
        why: Ending,
    },
    /// Time has passed.
    Tick,
}

impl Hall {
    /// A house with nobody in it, of which nothing is kept from before.
    pub fn new(rules: Rules) -> Self {
        Self::with_memory(rules, Kept::default())
    }

    /// A house without a room; its default room is founded next.
    fn empty(rules: Rules, ids: MsgIds) -> Self {
        let operator_name: Arc<str> = rules.operator_name.as_str().into();
        let operator_prefix = format!("{operator_name}!operator@{}", rules.server_name);
        Self {
            sessions: Table::default(),
            members: Members::default(),
            attached: 0,
            names: Names::new(&rules.reserved_names),
            rooms: Rooms::default(),
            lobby: RoomId::default(),
            timers: Timers::default(),
            ids,
            resumes: Resumes::new(&rules.secret, rules.created_ms),
            presences: Vec::new(),
            memory: history::Memory::default(),
            tries: Tries::default(),
            accounts: Accounts::default(),
            bans: bans::Bans::default(),
            audit: bans::audit::Audit::default(),
            codes: Codes::default(),
            logins: Tries::default(),
            entries: Tries::default(),
            registrations: Tries::default(),
            tickets: 0,
            operator: Who {
                name: operator_name,
                prefix: operator_prefix.into(),
                role: Role::Operator,
                bot: false,
                account: None,
            },
            members_most: 0,
            mode_counts: user_modes::Counts::default(),
            monitors: monitors::Monitors::default(),
            past: past::Past::new(rules.past_max),
            counters: limits::Counters::default(),
            leaving: Vec::new(),
            rules,
        }
    }

    /// Takes one input; what should happen is added to `out`.
    pub fn handle(&mut self, now: Now, input: Input<'_>, out: &mut Outbox) {
        for conn in std::mem::take(&mut self.leaving) {
            self.sessions.remove(conn);
        }
        self.begin_keeping(out);
        self.lift_ended(now, out);
        match input {
            Input::Opened { conn, address, trusted } => self.open(now, conn, (address, trusted)),
            Input::Secured { conn, certificate } => self.secured(conn, certificate),
            Input::Message { conn, message } => command::run(self, now, conn, message, out),
            Input::PlainEnter { conn, name, password, secret } => {
                self.enter_plain(now, conn, name, (password, secret), out);
            }
            Input::PlainSay { conn, text } => self.say_plain(now, conn, text, out),
            Input::Verified { conn, ticket, verdict } => {
                command::oper::verified(self, now, (conn, ticket), verdict, out);
                accounts::login::verified(self, now, (conn, ticket), verdict, out);
            }
            Input::Answered { conn, ticket, answer } => {
                history::pending::answered(self, now, (conn, ticket), answer, out);
            }
            Input::Made { conn, ticket, secrets } => {
                command::register::made(self, now, (conn, ticket), secrets, out);
            }
            Input::PlainLogin { conn, name, password } => self.log_in_plain(now, conn, (name, password), out),
            Input::Keeping(keeping) => self.keeping(keeping, out),
            Input::Unkept { conn, said } => self.unkept(conn, said, out),
            Input::Rewritten { recent, upto, codes } => {
                self.rewritten(recent, upto);
                self.codes.adopt(codes);
            }
            Input::Lost { conn, why } => self.lose(now, conn, why, out),
            Input::Console { line } => self.console(now, line, out),
            Input::Renewed { rules } => self.renew(now, *rules, out),
            Input::Shutdown { why } => self.shut_down(&why, out),
            Input::Tick => self.tick(now, out),
        }
        self.settle_presences(out);
        self.settle_rooms(out);
    }

    /// At which uptime [`Input::Tick`] is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.timers.next().into_iter().chain(self.bans.expiry.due()).min()
    }

    /// What `conn` negotiated.
    pub fn caps(&self, conn: ConnId) -> Caps {
        self.sessions.get(conn).map_or(Caps::default(), |session| session.caps)
    }

    /// The name of `conn`, once it has claimed one.
    pub fn name(&self, conn: ConnId) -> Option<Arc<str>> {
        self.sessions.get(conn)?.name(&self.members)
    }

    /// The room that `conn` is in, which came through the plain door: that leads to the default one.
    pub fn room_of(&self, conn: ConnId) -> Option<Arc<str>> {
        let is_in = self.member_at(conn)?.rooms.contains(&self.lobby);
        self.rooms.get(self.lobby).filter(|_| is_in).map(|room| room.name.shared())
    }

    /// The tokens of RPL_ISUPPORT.
    pub fn isupport(&self) -> Vec<String> {
        welcome::isupport(&self.rules)
    }

    /// Whether nothing more may be done for `conn` until an errand of theirs is answered.
    pub fn is_waiting(&self, conn: ConnId) -> bool {
        self.sessions.get(conn).is_some_and(|session| session.wait.is_some())
    }

    /// A connection is there, as can be told without a line of it.
    pub fn heard(&mut self, now: Now, conn: ConnId) {
        if let Some(session) = self.sessions.get_mut(conn) {
            session.pulse.heard = now.uptime;
        }
    }

    /// A limit was reached somewhere.
    pub fn count(&mut self, limit: limits::Limit) {
        self.counters.count(limit);
    }

    /// A limit was reached so often, as the sockets count it.
    pub fn counted(&mut self, limit: limits::Limit, count: u64) {
        self.counters.set(limit, count);
    }

    /// What the operator decided.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    fn open(&mut self, now: Now, conn: ConnId, (address, trusted): (IpAddr, bool)) {
        self.sessions.insert(conn, Session { trusted, ..Session::new(address, now.uptime) });
        self.timers.set(now.uptime + self.rules.registration_timeout, conn, Due::Registration);
    }

    fn secured(&mut self, conn: ConnId, certificate: Option<Fingerprint>) {
        if let Some(session) = self.sessions.get_mut(conn) {
            (session.secure, session.certificate) = (true, certificate);
        }
    }

    fn tick(&mut self, now: Now, out: &mut Outbox) {
        while let Some((conn, due)) = self.timers.pop(now.uptime) {
            match due {
                Due::Registration => self.check_arrival(now, conn, out),
                Due::AutoJoin => self.auto_join(now, conn, out),
                Due::Pulse => self.check_pulse(now, conn, out),
                Due::Batch => self.check_batch(now, conn, out),
            }
        }
    }

    fn check_arrival(&mut self, now: Now, conn: ConnId, out: &mut Outbox) {
        if self.sessions.get(conn).is_some_and(|session| session.arrival().is_some()) {
            let seconds = self.rules.registration_timeout.as_secs();
            self.close(now, conn, Ending::RegistrationTimeout(seconds), out);
        }
    }

    fn auto_join(&mut self, now: Now, conn: ConnId, out: &mut Outbox) {
        let Some(member) = self.member_at(conn) else { return };
        if member.has_chosen {
            return;
        }
        match self.admits_member(now, self.lobby, (conn, member), None) {
            Ok(()) => self.enter(now, conn, (self.lobby, 1), out),
            Err(why) => {
                let lobby = self.rules.default_room.as_str().to_owned();
                command::Ctx { hall: self, out, now, conn }.refuse_room(&lobby, why);
            }
        }
    }

    fn check_pulse(&mut self, now: Now, conn: ConnId, out: &mut Outbox) {
        let (every, timeout) = (self.rules.ping_every, self.rules.ping_timeout);
        let Some(session) = self.sessions.get_mut(conn) else { return };
        let quiet_from = session.pulse.heard;
        match session.pulse.asked {
            Some(asked) if quiet_from < asked => {
                self.close(now, conn, Ending::PingTimeout((every + timeout).as_secs()), out);
            }
            _ if now.uptime >= quiet_from + every => {
                session.pulse.asked = Some(now.uptime);
                let token = self.rules.server_name.clone();
                out.effects.push(Effect::Ping { to: conn, token });
                self.timers.set(now.uptime + timeout, conn, Due::Pulse);
            }
            _ => self.timers.set(quiet_from + every, conn, Due::Pulse),
        }
    }

    /// The room that a line of the wire means, if there is one.
    fn room(&self, text: &str) -> Option<RoomId> {
        let name = RoomName::parse(text).ok()?;
        self.rooms.find(name.key())
    }

    /// The member that a line of the wire means, if they are in.
    fn member(&self, text: &str) -> Option<MemberId> {
        match self.names.owner(&crate::wire::name::fold(text)?)? {
            Owner::Member(member) => Some(member),
            Owner::Arriving(_) => None,
        }
    }

    /// The member who is here through `conn`.
    fn member_id(&self, conn: ConnId) -> Option<MemberId> {
        self.sessions.get(conn)?.member()
    }

    /// The same, as a whole.
    fn member_at(&self, conn: ConnId) -> Option<&Member> {
        self.members.get(self.member_id(conn)?)
    }

    /// The same, to be changed.
    fn member_at_mut(&mut self, conn: ConnId) -> Option<&mut Member> {
        self.members.get_mut(self.member_id(conn)?)
    }

    /// Whose name it is that `conn` claims.
    fn owner(&self, conn: ConnId) -> Owner {
        self.member_id(conn).map_or(Owner::Arriving(conn), Owner::Member)
    }

    /// The connections of a member.
    fn sessions_of(&self, member: MemberId) -> &[ConnId] {
        self.members.get(member).map(|member| member.sessions.as_slice()).unwrap_or_default()
    }

    /// All connections of the member who is here through `conn`; none if that is nobody.
    pub fn siblings(&self, conn: ConnId) -> &[ConnId] {
        let member = self.sessions.get(conn).and_then(|session| session.member());
        member.map(|member| self.sessions_of(member)).unwrap_or_default()
    }

    /// The connections of everybody in any of these rooms, each once.
    fn companions(&self, rooms: &[RoomId]) -> Vec<ConnId> {
        let places = rooms.iter().filter_map(|&room| self.rooms.get(room));
        each_once(places.flat_map(Room::ears).copied().collect(), rooms)
    }

    /// Everybody in any of these rooms, each once.
    fn people_in(&self, rooms: &[RoomId]) -> Vec<MemberId> {
        let seated = rooms.iter().filter_map(|&room| self.rooms.get(room)).flat_map(Room::members);
        each_once(seated.map(|(member, _)| member).collect(), rooms)
    }

    /// Through which door a member's connection came.
    fn door(&self, conn: ConnId) -> Option<Door> {
        self.sessions.get(conn).filter(|session| session.member().is_some()).map(|session| session.door)
    }
}

/// Who is in one room is there once; who is in several may be there as often.
fn each_once<I: Ord>(mut all: Vec<I>, rooms: &[RoomId]) -> Vec<I> {
    if rooms.len() > 1 {
        all.sort_unstable();
        all.dedup();
    }
    all
}

#[cfg(test)]
mod tests;
