//! The rules of the house: who is here, who may speak, what each is told.
//!
//! A [`Hall`] is all that one server holds: its sessions, their names, their rooms. It is driven by
//! [`Hall::handle`] alone: one [`Input`] in, [`Effect`]s out into the [`Outbox`]. It knows neither
//! socket nor clock nor chance, and no sentence; the same inputs give the same effects.
//!
//! One thread owns it and takes one input at a time: that is what makes the order of everything
//! that happens the same for everybody, through whichever door they came.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::wire::caps::Caps;
use crate::wire::{ConnId, Message, Now, RoomName, Table};

pub mod cloak;
pub mod command;
mod console;
mod enter;
pub mod invitations;
pub mod metadata;
pub mod modes;
pub mod monitors;
pub mod msgid;
pub mod names;
pub mod outbox;
pub mod past;
pub mod place;
pub mod rules;
pub mod session;
mod tell;
pub mod timers;
pub mod tries;
pub mod user_modes;
mod welcome;

pub use outbox::{
    ConsoleReply, Effect, Ending, Errand, Event, Outbox, Refused, Role, SaidKind, Verdict, What, Who,
};
pub use rules::{Operator, Renewed, Rules};

use msgid::MessageIds;
use names::Names;
use place::{Room, RoomId, Rooms};
use session::{Door, Session, Stage};
use timers::{Due, Timers};
use tries::Tries;

/// The whole house.
#[derive(Debug)]
pub struct Hall {
    rules: Rules,
    sessions: Table<Session>,
    names: Names,
    rooms: Rooms,
    lobby: RoomId,
    timers: Timers,
    ids: MessageIds,
    // Wrong passwords of those who want to be operators.
    tries: Tries,
    tickets: u64,
    operator: Who,
    members: usize,
    members_most: usize,
    mode_counts: user_modes::Counts,
    monitors: monitors::Monitors,
    past: past::Past,
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
    /// The house closes: [`Ending::RoomClosed`] or [`Ending::ServerDown`].
    Shutdown {
        /// Which of them.
        why: Ending,
    },
    /// Time has passed.
    Tick,
}

impl Hall {
    /// A house with nobody in it.
    pub fn new(rules: Rules) -> Self {
        let mut rooms = Rooms::default();
        let lobby = rooms.found(Room::new(rules.default_room.clone(), rules.created_ms, true));
        let operator_name: Arc<str> = rules.operator_name.as_str().into();
        let operator_prefix = format!("{operator_name}!operator@{}", rules.server_name);
        let run = u64::from_le_bytes(rules.secret.first_chunk().copied().unwrap_or_default());
        Self {
            sessions: Table::default(),
            names: Names::new(&rules.reserved_names),
            rooms,
            lobby,
            timers: Timers::default(),
            ids: MessageIds::new(run),
            tries: Tries::default(),
            tickets: 0,
            operator: Who {
                name: operator_name,
                prefix: operator_prefix.into(),
                role: Role::Operator,
                bot: false,
            },
            members: 0,
            members_most: 0,
            mode_counts: user_modes::Counts::default(),
            monitors: monitors::Monitors::default(),
            past: past::Past::new(rules.past_max),
            leaving: Vec::new(),
            rules,
        }
    }

    /// Takes one input; what should happen is added to `out`.
    pub fn handle(&mut self, now: Now, input: Input<'_>, out: &mut Outbox) {
        for conn in std::mem::take(&mut self.leaving) {
            self.sessions.remove(conn);
        }
        match input {
            Input::Opened { conn, address } => self.open(now, conn, address),
            Input::Message { conn, message } => command::run(self, now, conn, message, out),
            Input::PlainEnter { conn, name, password } => {
                self.enter_plain(now, conn, name, password, out);
            }
            Input::PlainSay { conn, text } => self.say_plain(now, conn, text, out),
            Input::Verified { conn, ticket, verdict } => {
                command::oper::verified(self, now, (conn, ticket), verdict, out);
            }
            Input::Lost { conn, why } => self.lose(now, conn, why, out),
            Input::Console { line } => self.console(now, line, out),
            Input::Shutdown { why } => self.shut_down(&why, out),
            Input::Tick => self.tick(now, out),
        }
    }

    /// At which uptime [`Input::Tick`] is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.timers.next()
    }

    /// What `conn` negotiated.
    pub fn caps(&self, conn: ConnId) -> Caps {
        self.sessions.get(conn).map_or(Caps::default(), |session| session.caps)
    }

    /// The name of `conn`, once it has claimed one.
    pub fn name(&self, conn: ConnId) -> Option<Arc<str>> {
        self.sessions.get(conn)?.name().map(|name| name.shared())
    }

    /// The first room that `conn` is in: its only one, at the plain door.
    pub fn room_of(&self, conn: ConnId) -> Option<Arc<str>> {
        let room = *self.sessions.get(conn)?.member()?.rooms.first()?;
        self.rooms.get(room).map(|room| room.name.shared())
    }

    /// Whether a password is needed to come in.
    pub fn password_wanted(&self) -> bool {
        self.rules.password.is_some()
    }

    /// The tokens of RPL_ISUPPORT.
    pub fn isupport(&self) -> Vec<String> {
        welcome::isupport(&self.rules)
    }

    /// Whether nothing more may be done for `conn` until an errand of theirs is answered.
    pub fn is_waiting(&self, conn: ConnId) -> bool {
        self.sessions.get(conn).is_some_and(|session| session.check.is_some())
    }

    /// Takes what may change while the house is open.
    pub fn renew(&mut self, renewed: Renewed) {
        self.rules.renew(renewed);
    }

    /// What the operator decided.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    fn open(&mut self, now: Now, conn: ConnId, address: IpAddr) {
        self.sessions.insert(conn, Session::new(address, now.uptime));
        self.timers.set(now.uptime + self.rules.registration_timeout, conn, Due::Registration);
    }

    /// A connection is gone, or must go because of something outside the rules.
    fn lose(&mut self, now: Now, conn: ConnId, why: Ending, out: &mut Outbox) {
        match why {
            // Whoever is still connected is told.
            Ending::ReadsTooSlowly => self.close(now, conn, why, out),
            why => self.forget(now, conn, why, out),
        }
    }

    /// Ends a connection with a reason that its other side is told.
    fn close(&mut self, now: Now, conn: ConnId, why: Ending, out: &mut Outbox) {
        if self.sessions.get(conn).is_none() {
            return;
        }
        tell::note_ending(conn, &why, out);
        if matches!(why, Ending::Killed { .. }) {
            // Whoever is killed gets their own QUIT, ahead of the ERROR.
            self.forget(now, conn, why.clone(), out);
            out.effects.push(Effect::Close { conn, why });
        } else {
            out.effects.push(Effect::Close { conn, why: why.clone() });
            self.forget(now, conn, why, out);
        }
    }

    /// Takes somebody out of everything: the name is free, and those who shared a room are told.
    fn forget(&mut self, now: Now, conn: ConnId, why: Ending, out: &mut Outbox) {
        if self.leaving.contains(&conn) {
            return;
        }
        let Some(session) = self.sessions.get_mut(conn) else { return };
        self.leaving.push(conn);
        if let Some(name) = session.name() {
            self.names.release(name, conn);
        }
        let Some(member) = session.member_mut() else { return };
        self.members -= 1;
        self.mode_counts.forget(member);
        self.past.add(member, now.unix_ms);
        let (name, who, door) = (member.name.clone(), member.who.clone(), member.door);
        let rooms = std::mem::take(&mut member.rooms);
        self.monitors.clear(conn);
        self.tell_offline(conn, &name, out);
        if rooms.is_empty() && matches!(why, Ending::Removed { .. } | Ending::PutOut { .. }) {
            // All who knew them were told by the kick.
            return;
        }
        let mut to = self.companions(&rooms);
        let is_told = matches!(why, Ending::Killed { .. }) && door == Door::Irc;
        to.retain(|&other| other != conn);
        to.extend(is_told.then_some(conn));
        for room in rooms {
            if let Some(place) = self.rooms.get_mut(room) {
                place.unseat(conn);
            }
            self.rooms.forget_if_empty(room);
        }
        let event = Event { at_ms: now.unix_ms, id: None, who, what: What::Quit { why } };
        out.effects.push(Effect::Event { to, by: None, event });
    }

    fn shut_down(&mut self, why: &Ending, out: &mut Outbox) {
        let everybody: Vec<_> = self.sessions.iter().map(|(conn, _)| conn).collect();
        for conn in everybody {
            tell::note_ending(conn, why, out);
            out.effects.push(Effect::Close { conn, why: why.clone() });
            self.leaving.push(conn);
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
        if let Some(Session { stage: Stage::Arriving(_), .. }) = self.sessions.get(conn) {
            let seconds = self.rules.registration_timeout.as_secs();
            self.close(now, conn, Ending::RegistrationTimeout(seconds), out);
        }
    }

    fn auto_join(&mut self, now: Now, conn: ConnId, out: &mut Outbox) {
        let Some(member) = self.sessions.get(conn).and_then(Session::member) else { return };
        if !member.has_chosen && self.admits_member(self.lobby, conn, None).is_ok() {
            self.enter(now, conn, self.lobby, out);
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
    fn member(&self, text: &str) -> Option<ConnId> {
        let conn = self.names.owner(&crate::wire::name::fold(text)?)?;
        self.sessions.get(conn)?.member().map(|_| conn)
    }

    /// Everybody in any of these rooms, each once.
    fn companions(&self, rooms: &[RoomId]) -> Vec<ConnId> {
        let seated = rooms.iter().filter_map(|&room| self.rooms.get(room)).flat_map(Room::members);
        let mut all: Vec<_> = seated.map(|(conn, _)| conn).collect();
        if rooms.len() > 1 {
            all.sort_unstable();
            all.dedup();
        }
        all
    }

    fn door(&self, conn: ConnId) -> Option<Door> {
        self.sessions.get(conn)?.member().map(|member| member.door)
    }
}
