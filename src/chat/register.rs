//! Coming in: capabilities, a name, a password, and a room.
//!
//! Sources: Modern IRC, "Connection Registration"; IRCv3 capability negotiation.
//!
//! Theory of operation: everything that needs no answer is sent at once (`CAP LS`, a request for
//! `standard-replies`, so that a refused name is explained, PASS, NICK, USER). A server that knows
//! CAP holds the welcome back until `CAP END`, which is sent when the list has come and every
//! request is answered; a server that does not know it answers 421, or nothing, and welcomes us all
//! the same. Whoever comes back first says whose place they take (`RESUME`), and then the name,
//! which the connection before may still hold.

use std::time::Duration;

use super::happening::{Ending, Happening, NameRefusal, Secret};
use super::server::{CHGHOST, USED};
use super::session::{Outbox, Session, Stage};
use crate::wire::caps::{self, Caps};
use crate::wire::limits::NAME_CHARS_MAX;
use crate::wire::name::NameError;
use crate::wire::{Message, Name};

/// The user part of our prefix: the same for all, for it is nobody's business.
const USER: &str = "chatroom";

/// How far we are in coming in.
#[derive(Debug)]
pub(super) struct Registering {
    /// Since when the server has had all it needs from us.
    since: Duration,
    /// The name that was sent and not refused.
    name: Option<String>,
    user_sent: bool,
    /// The name to say once we are logged in, or can't be.
    waiting: Option<String>,
    /// The list of capabilities is complete.
    listed: bool,
    /// Requests for capabilities that are not answered yet.
    requests: u32,
    /// `CAP END` was sent, or there is no need for it.
    negotiated: bool,
}

impl Registering {
    pub fn new(since: Duration) -> Self {
        Self {
            since,
            name: None,
            user_sent: false,
            waiting: None,
            listed: false,
            requests: 0,
            negotiated: false,
        }
    }

    /// Since when the server owes us an answer; `None` while it waits for a name.
    pub fn since(&self, has_name: bool) -> Option<Duration> {
        (has_name || self.name.is_some() || self.waiting.is_some()).then_some(self.since)
    }
}

impl Session {
    pub(super) fn ask_capabilities(&mut self, out: &mut Outbox) {
        out.line("CAP").param("LS").param("302").end();
        self.request(caps::STANDARD_REPLIES, out);
        if let Some(password) = &self.wish.password {
            out.line("PASS").last(password).end();
        }
    }

    fn request(&mut self, wanted: Caps, out: &mut Outbox) {
        let mut names: Vec<&str> = wanted.names().collect();
        if std::mem::take(&mut self.server.offers_chghost) {
            names.push(CHGHOST);
        }
        if names.is_empty() {
            return;
        }
        out.line("CAP").param("REQ").last(&names.join(" ")).end();
        if let Stage::Registering(registering) = &mut self.stage {
            registering.requests += 1;
        }
    }

    /// Comes in by this name, the first one or another after one was refused.
    pub fn name(&mut self, now: crate::wire::Now, name: &str, out: &mut Outbox) {
        self.now = now;
        let Stage::Registering(registering) = &mut self.stage else { return };
        let name = name.trim();
        if name.is_empty() {
            let why = NameRefusal::Empty;
            return out.happen(Happening::NameRefused { name: String::new(), why, entering: true });
        }
        registering.name = Some(name.to_owned());
        registering.since = now.uptime;
        out.line("NICK").param(name).end();
        if !registering.user_sent {
            registering.user_sent = true;
            out.line("USER").param(USER).param("0").param("*").last(name).end();
        }
    }

    /// The same, with the account that the name belongs to, if its password is known: who is logged in
    /// may have the name.
    pub(super) fn name_with(
        &mut self,
        now: crate::wire::Now,
        name: &str,
        login: Option<(String, Secret)>,
        out: &mut Outbox,
    ) {
        self.now = now;
        self.wish.login = login;
        if let Stage::Registering(registering) = &mut self.stage
            && registering.listed
            && registering.requests == 0
        {
            registering.since = now.uptime;
            self.begin_login_if_known(out);
            if self.is_logging_in()
                && let Stage::Registering(registering) = &mut self.stage
            {
                registering.waiting = Some(name.to_owned());
                return;
            }
        }
        self.name(now, name, out);
    }

    /// The login is over, and the name that waited for it is said.
    pub(super) fn name_waiting(&mut self, out: &mut Outbox) {
        if let Stage::Registering(registering) = &mut self.stage
            && let Some(name) = registering.waiting.take()
        {
            self.name(self.now, &name, out);
        }
    }

    /// `CAP * LS [*] :names`, and the answers to REQ.
    pub(super) fn handle_cap(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let words = message.params().last().copied().unwrap_or_default();
        let words = || words.split(' ').filter(|word| !word.is_empty());
        let is_request_answered = match message.param(1) {
            Some("LS") => {
                words().for_each(|word| self.server.offer(word));
                let complete = message.param(2) != Some("*") || message.params().len() < 4;
                if complete {
                    self.request_offered(out);
                    self.take_place(out);
                }
                false
            }
            Some("NEW") => {
                words().for_each(|word| self.server.offer(word));
                self.request_offered(out);
                false
            }
            Some("DEL") => {
                let gone = words().filter_map(Caps::named).fold(Caps::default(), Caps::with);
                self.server.offered = self.server.offered.without(gone);
                self.server.caps = self.server.caps.without(gone);
                false
            }
            Some("ACK") => {
                for word in words() {
                    let had = self.server.caps;
                    self.server.caps = match word.strip_prefix('-') {
                        Some(name) => had.without(Caps::named(name).unwrap_or_default()),
                        None => had.with(Caps::named(word).unwrap_or_default()),
                    };
                }
                true
            }
            Some("NAK") => true,
            _ => false,
        };
        if is_request_answered && let Stage::Registering(registering) = &mut self.stage {
            registering.requests = registering.requests.saturating_sub(1);
            if registering.listed && registering.requests == 0 {
                self.begin_login_if_known(out);
            }
        }
        self.end_negotiation(out);
    }

    /// The negotiation goes on until something more is done.
    pub(super) fn hold_negotiation(&mut self) {
        if let Stage::Registering(registering) = &mut self.stage {
            registering.requests += 1;
        }
    }

    /// That is done.
    pub(super) fn release_negotiation(&mut self, out: &mut Outbox) {
        if let Stage::Registering(registering) = &mut self.stage {
            registering.requests = registering.requests.saturating_sub(1);
        }
        self.end_negotiation(out);
    }

    /// Takes the place of the connection before, if there was one, and then its name.
    fn take_place(&mut self, out: &mut Outbox) {
        let Some(name) = self.wish.name.take() else { return };
        // It stays good, should this connection break before it has taken that place.
        if let Some(token) = &self.carried.token
            && self.server.offered.has(caps::RESUME)
        {
            out.line("RESUME").param(token).end();
        }
        self.name(self.now, &name, out);
    }

    /// A name that was refused may be ours now.
    pub(super) fn name_again(&mut self, name: &str, out: &mut Outbox) {
        if matches!(&self.stage, Stage::Registering(registering) if registering.name.is_none()) {
            self.name(self.now, name, out);
        }
    }

    fn request_offered(&mut self, out: &mut Outbox) {
        let echo = caps::ECHO_MESSAGE.with(caps::LABELED_RESPONSE);
        // Without labels nobody could tell an echo from what we say elsewhere.
        let labels = self.server.offered.has(caps::LABELED_RESPONSE);
        let used = if self.wish.echo || labels { USED.with(echo) } else { USED };
        let mut wanted = used.both(self.server.offered).without(self.server.caps);
        if let Stage::Registering(registering) = &mut self.stage {
            registering.listed = true;
            // Requested at the very beginning.
            wanted = wanted.without(caps::STANDARD_REPLIES);
        }
        self.request(wanted, out);
    }

    fn end_negotiation(&mut self, out: &mut Outbox) {
        if let Stage::Registering(registering) = &mut self.stage
            && registering.listed
            && registering.requests == 0
            && !registering.negotiated
        {
            registering.negotiated = true;
            out.line("CAP").param("END").end();
        }
    }

    /// A numeric while coming in.
    pub(super) fn handle_registering(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let said = message.params().last().copied().unwrap_or_default();
        match code {
            1 => {
                self.me.name = message.param(0).unwrap_or_default().into();
                // Whatever was refused on the way has ended nothing.
                self.noted.ending = None;
                self.stage = Stage::Welcomed { since: self.now.uptime };
            }
            431..=433 | 436 | 437 => self.refuse_name(code, message, out),
            464 => {
                let wrong = Ending::WrongPassword { given: self.wish.password.is_some() };
                let lacking = self.noted.ending.take();
                let lacking = lacking.filter(|ending| matches!(ending, Ending::NotInvited { .. }));
                self.end(lacking.unwrap_or(wrong), out);
            }
            // Not registered, or no such command: an old server's answer to CAP.
            421 | 451 => self.take_place(out),
            900..=908 => self.handle_sasl(code, message, out),
            // Whoever takes a place has registered with it already.
            462 => {}
            463 | 465 | 466 => self.noted.ending = Some(Ending::Lost(super::Lost::Barred(said.to_owned()))),
            // The ERROR that follows often says less.
            400..=599 => self.noted.ending = Some(Ending::Lost(super::Lost::ServerSaid(said.to_owned()))),
            _ => {}
        }
    }

    /// A name was refused, the one to come in by or another one later.
    pub(super) fn refuse_name(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let said = message.params().last().copied().unwrap_or_default();
        let mut name = message.param(1).unwrap_or_default().to_owned();
        let entering = matches!(self.stage, Stage::Registering(_));
        if let Stage::Registering(registering) = &mut self.stage {
            name = registering.name.take().unwrap_or(name);
        }
        let why = self.noted.name.take().unwrap_or_else(|| match code {
            433 | 436 => NameRefusal::Taken,
            431 => NameRefusal::Empty,
            _ => why_unfit(&name, said),
        });
        out.happen(Happening::NameRefused { name, why, entering });
    }

    /// The welcome has come to its end: on into the room.
    pub(super) fn enter(&mut self, out: &mut Outbox) {
        out.happen(Happening::Welcome { network: self.server.network.clone(), me: self.me.name.clone() });
        if self.carried.roomless {
            self.stage = Stage::In;
            out.happen(Happening::ReturnedRoomless);
            return self.release_held(out);
        }
        let before = self.carried.rooms.first().map(|room| room.to_string());
        let asked = before.or_else(|| self.wish.room.clone()).filter(|room| !room.is_empty());
        let room = match asked {
            Some(room) if self.server.is_room(&room) => room,
            Some(room) => format!("#{room}"),
            None => match self.server.lobby() {
                Some(room) => room,
                None => {
                    out.line("QUIT").end();
                    return self.end(Ending::NoRoomNamed, out);
                }
            },
        };
        out.line("JOIN").param(&room).end();
        for other in self.carried.rooms.iter().skip(1) {
            out.line("JOIN").param(other).end();
        }
        self.stage = Stage::Entering { since: self.now.uptime, room };
    }
}

/// Why a server may not like a name, if it does not say so itself: names that our own rules refuse
/// have a reason, any other the server's words.
fn why_unfit(name: &str, said: &str) -> NameRefusal {
    match Name::parse(name) {
        Err(NameError::Empty) => NameRefusal::Empty,
        Err(NameError::TooLong) => NameRefusal::TooLong(Some(NAME_CHARS_MAX)),
        Err(NameError::Character(bad)) => NameRefusal::Character(bad),
        Err(NameError::Unfit | NameError::NoRoom) => NameRefusal::Unfit,
        Ok(_) => NameRefusal::ServerSaid(said.to_owned()),
    }
}
