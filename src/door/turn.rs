//! One turn: the effects of one input, in order, as orders to the sockets.
//!
//! Must not take any input. What can't be done within the turn (somebody must be let go, which
//! tells others) is left in `let_go` for the caller.

use std::sync::Arc;

use crate::lang::{Clock, Lang};
use crate::room::limits::{self, Limit};
use crate::room::{Effect, Ending, Event, Hall, Outbox, Refused, What};
use crate::wire::caps::{BATCH, ECHO_MESSAGE, WRITTEN};
use crate::wire::clean::{clean, clean_lines};
use crate::wire::limits::LINE_BYTES_MAX;
use crate::wire::numeric::Numeric;
use crate::wire::{ConnId, Now, note};

use super::irc::Scribe;
use super::irc::event::matters;
use super::irc::response::Response;
use super::orders::Orders;
use super::plain::{original, say};
use super::telnet::{HIDE, SHOW};
use super::way::{Door, Face, Original, OriginalStage, Stage, Way, Ways};
use super::{CLOSING_PAUSE, HELD_BYTES_MAX, REFUSALS_MAX, ending, fan};

/// What a turn needs; see the head of this file.
pub(super) struct Turn<'t> {
    pub hall: &'t Hall,
    pub lang: &'t Lang,
    pub clock: &'t Clock,
    pub ways: &'t mut Ways,
    pub batches: &'t mut u32,
    pub orders: &'t mut Orders,
    pub now: Now,
    /// Who must be let go when the turn is over, and why.
    pub let_go: Vec<(ConnId, Ending)>,
    /// Limits that were reached.
    pub reached: Vec<Limit>,
    response: Option<Response>,
    // Whose name a standard reply was just about: the numeric behind it says less.
    explained: Option<ConnId>,
    // What is played to whom, once the answer to their command is told.
    replays: Vec<(ConnId, Arc<str>, Vec<Event>)>,
}

impl<'t> Turn<'t> {
    pub fn new(
        (hall, lang, clock): (&'t Hall, &'t Lang, &'t Clock),
        ways: &'t mut Ways,
        batches: &'t mut u32,
        orders: &'t mut Orders,
        now: Now,
    ) -> Self {
        Self {
            hall,
            lang,
            clock,
            ways,
            batches,
            orders,
            now,
            let_go: Vec::new(),
            reached: Vec::new(),
            response: None,
            explained: None,
            replays: Vec::new(),
        }
    }

    /// Carries out all effects of one input.
    pub fn carry_out(&mut self, outbox: &mut Outbox) {
        self.response = outbox.response.take().map(|(conn, label)| Response::new(conn, label));
        for effect in outbox.effects.drain(..) {
            let explained = self.explained.take();
            self.effect(effect, explained);
        }
        self.finish_response();
        for (to, room, events) in std::mem::take(&mut self.replays) {
            self.replay(to, &room, events);
        }
    }

    fn effect(&mut self, effect: Effect, explained: Option<ConnId>) {
        match effect {
            Effect::Reply { to, numeric, params } => {
                self.reached.extend(limits::of_numeric(numeric));
                self.tell(
                    to,
                    |scribe, out, nick| scribe.reply(out, nick, numeric, &params),
                    |lang| if explained == Some(to) { None } else { say::reply(lang, numeric, &params) },
                );
            }
            Effect::ReplyList { to, numeric, params, items } => self.tell(
                to,
                |scribe, out, nick| scribe.reply_list(out, nick, numeric, &params, &items),
                |lang| say::reply_list(lang, numeric, &items),
            ),
            Effect::Numerics { to, by, numeric, params } => self.numerics(to, by, (numeric, &params)),
            Effect::Batch { to, kind, params, effects } => self.batch(to, (kind, &params), effects),
            Effect::Note { to, note, context } => {
                self.explained = (note.command == "NICK").then_some(to);
                self.reached.extend(limits::of_note(note));
                let caps = self.hall.caps(to);
                self.tell(
                    to,
                    |scribe, out, nick| scribe.note(out, (nick, caps), note, &context),
                    |lang| say::note(lang, note, &context),
                );
            }
            Effect::Cap { to, subcommand, words, several_lines } => self.tell(
                to,
                |scribe, out, nick| scribe.cap(out, nick, subcommand, &words, several_lines),
                |_| None,
            ),
            Effect::Authenticate { to, param } => {
                self.tell(to, |scribe, out, _| scribe.authenticate(out, &param), |_| None);
            }
            Effect::Registering { to, outcome, account } => {
                let outlives = self.hall.rules().history.outlives;
                self.tell(
                    to,
                    |scribe, out, _| scribe.registering(out, outcome, &account),
                    |lang| Some(say::registering(lang, outcome, &account, outlives)),
                );
            }
            Effect::Pong { to, token } => self.tell(to, |scribe, out, _| scribe.pong(out, &token), |_| None),
            Effect::Ping { to, token } => self.tell(to, |scribe, out, _| scribe.ping(out, &token), |_| None),
            Effect::Token { to, token } => {
                self.tell(to, |scribe, out, _| scribe.token(out, &token), |_| None);
            }
            Effect::Event { to, by, event } => self.event(to, by, event),
            Effect::Aside { to, event } => {
                // The echo of what was sent again goes with the message, if that can't be written.
                self.orders.showing = event.id.filter(|_| matches!(event.what, What::Said { .. }));
                self.tell_event(to, &event, true);
                self.orders.showing = None;
            }
            Effect::Replay { to, room, events } if self.answers(to) => self.replays.push((to, room, events)),
            Effect::Replay { to, room, events } => self.replay(to, &room, events),
            Effect::Retention { to, room, retention } => self.retention(to, &room, &retention),
            Effect::RoomNote { to, room, note } => self.room_note(to, &room, note),
            Effect::Marker { to, target, at_ms } => {
                self.tell(to, |scribe, out, _| scribe.marker(out, &target, at_ms), |_| None);
            }
            Effect::Correspondent { to, name, at_ms } => {
                self.tell(to, |scribe, out, _| scribe.correspondent(out, &name, at_ms), |_| None);
            }
            Effect::PlainWelcome { to, name } => self.welcome(to, &name),
            Effect::PlainRefused { to, why } => self.refuse(to, &why),
            Effect::Close { conn, why } => self.close(conn, &why),
            Effect::Help { to, subject, command } => {
                self.tell(to, |scribe, out, nick| scribe.help(out, nick, &subject, command), |_| None);
            }
            Effect::Info { to } => {
                let rules = self.hall.rules();
                self.tell(to, |scribe, out, nick| scribe.info(out, nick, rules), |_| None);
            }
            Effect::Console(reply) => self.orders.console.push(reply),
            Effect::Keep(keep) => self.orders.keep.push(keep),
            Effect::Errand(errand) => self.orders.errands.push(errand),
        }
    }

    /// The same numeric to several, each addressed by name: for each it is written by itself.
    fn numerics(
        &mut self,
        to: Vec<ConnId>,
        by: Option<ConnId>,
        (numeric, params): (&'static Numeric, &[String]),
    ) {
        for conn in to {
            if matches!(self.ways.get(conn), Some(Way { door: Door::Irc, .. })) {
                let name = self.hall.name(conn);
                let mut bytes = Vec::new();
                let nick = name.as_deref().unwrap_or("*");
                scribe(self.hall, self.lang, self.batches).reply(&mut bytes, nick, numeric, params);
                self.orders.send_many(vec![conn], bytes, by);
            }
        }
    }

    /// What `effects` tell `to` is gathered, and told as one batch. It may nest, and may itself be
    /// the answer to a labeled command or a part of it.
    pub(super) fn batch(&mut self, to: ConnId, (kind, params): (&str, &[String]), effects: Vec<Effect>) {
        let outer = self.response.replace(Response::gather(to));
        for effect in effects {
            self.effect(effect, None);
        }
        let Some(gathered) = std::mem::replace(&mut self.response, outer) else { return };
        let knows = self.hall.caps(to).has(BATCH);
        self.tell(
            to,
            |scribe, out, _| match knows {
                true => gathered.batched(scribe, out, (kind, params)),
                false => gathered.loose(out),
            },
            |_| None,
        );
    }

    /// Tells one connection, in the words of its door.
    pub fn tell(
        &mut self,
        to: ConnId,
        irc: impl FnOnce(&mut Scribe<'_>, &mut Vec<u8>, &str) -> usize,
        plain: impl FnOnce(&Lang) -> Option<String>,
    ) {
        let Some(way) = self.ways.get(to) else { return };
        match &way.door {
            Door::Irc => {
                let name = self.hall.name(to);
                let nick = name.as_deref().unwrap_or("*");
                let mut scribe = scribe(self.hall, self.lang, self.batches);
                match self.response.as_mut().filter(|response| response.conn == to) {
                    Some(response) => match self.orders.showing {
                        Some(id) => response.add_said(id, |out| irc(&mut scribe, out, nick)),
                        None => response.add(|out| irc(&mut scribe, out, nick)),
                    },
                    None => self.orders.send_one(to, |out| {
                        irc(&mut scribe, out, nick);
                    }),
                }
            }
            // While it is silent, an answer can only be to its coming in, which it did not ask for.
            Door::Original(original) if matches!(original.stage, OriginalStage::Here) => {
                if let Some(text) = plain(self.lang) {
                    self.orders.send_one(to, |out| out.extend_from_slice(text.as_bytes()));
                }
            }
            Door::Original(_) => {}
            Door::Person(_) | Door::Unknown { .. } => {
                if let Some(text) = plain(self.lang) {
                    self.say(to, &text);
                }
            }
        }
    }

    /// Says `text` to a person, in lines that end as theirs do.
    pub fn say(&mut self, to: ConnId, text: &str) {
        let returns = self.ways.get(to).is_some_and(|way| way.telnet.returns);
        self.orders.send_one(to, |out| out.extend_from_slice(&with_line_ends(text, returns)));
    }

    /// Asks a person for what they should type next.
    pub fn prompt(&mut self, to: ConnId) {
        let prompt = match self.ways.get(to).map(|way| &way.door) {
            Some(Door::Unknown { .. }) => self.lang.say("plain-prompt-name", &[]),
            Some(Door::Person(person)) => match &person.stage {
                Stage::Name => self.lang.say("plain-prompt-name", &[]),
                Stage::Password(_) => self.lang.say("plain-prompt-password", &[]),
                Stage::Code(_) => self.lang.say("plain-prompt-code", &[]),
                Stage::Secret(name) => {
                    self.lang.say("plain-prompt-secret", &[("name", clean(name).into_owned().into())])
                }
                Stage::Here => return,
            },
            Some(Door::Irc | Door::Original(_)) | None => return,
        };
        self.say(to, &prompt);
    }

    /// What a person types from here on is not shown at their terminal, or shown again, if that
    /// can be told so.
    pub fn hide(&mut self, to: ConnId, on: bool) {
        if self.ways.get(to).is_some_and(|way| way.telnet.negotiates) {
            self.orders.send_one(to, |out| out.extend_from_slice(if on { &HIDE } else { &SHOW }));
            if !on {
                // The line end that they typed was not shown either.
                self.say(to, "\n");
            }
        }
    }

    /// Whether the answer to a command of `to` is being gathered.
    fn answers(&self, to: ConnId) -> bool {
        self.response.as_ref().is_some_and(|response| response.conn == to)
    }

    /// Tells many what happened. What is said can be lost yet, and is told apart from all else.
    fn event(&mut self, to: Vec<ConnId>, by: Option<ConnId>, event: Event) {
        let said = event.id.filter(|_| matches!(event.what, What::Said { .. }));
        self.orders.showing = said;
        self.tell_all(to, by, event);
        self.orders.showing = None;
    }

    fn tell_all(&mut self, mut to: Vec<ConnId>, by: Option<ConnId>, event: Event) {
        self.tell_doer(&mut to, by, &event);
        let matters = WRITTEN.both(matters(&event));
        let mut plain = None;
        for (face, to) in fan::divide(to, self.ways.faces(), matters) {
            let mut sentence = || plain.get_or_insert_with(|| say::event(self.lang, &event)).clone();
            match face {
                Face::None => {}
                Face::Irc(caps) => {
                    let mut bytes = Vec::with_capacity(LINE_BYTES_MAX);
                    scribe(self.hall, self.lang, self.batches).event(&mut bytes, &event, caps);
                    self.orders.send_many(to, bytes, by);
                }
                Face::Plain | Face::PlainReturns => {
                    if let Some(text) = sentence() {
                        let bytes = with_line_ends(&text, face == Face::PlainReturns);
                        self.orders.send_many(to, bytes, by);
                    }
                }
                Face::Original => {
                    if let Some(text) = sentence() {
                        self.tell_originals(to, &text, by);
                    }
                }
            }
        }
        let again = event.id.is_some() && self.orders.seen.last().is_some_and(|last| last.id == event.id);
        if is_public(&event) && !again {
            self.orders.seen.push(event);
        }
    }

    /// Tells apart, where it must be, whoever did it or awaits the answer, and takes them out of
    /// `to`.
    fn tell_doer(&mut self, to: &mut Vec<ConnId>, by: Option<ConnId>, event: &Event) {
        if let Some(by) = by
            && is_to_oneself(event)
            && to.contains(&by)
        {
            // It comes twice to who asked for echoes, and only the echo answers the command (IRCv3
            // labeled-response, "Tags").
            self.tell_event(by, event, false);
            if !self.hall.caps(by).has(ECHO_MESSAGE) {
                to.retain(|&conn| conn != by);
            }
        }
        if let Some(response) = &self.response
            && let Some(place) = to.iter().position(|&conn| conn == response.conn)
        {
            let conn = to.swap_remove(place);
            self.tell_event(conn, event, true);
        }
        if let (What::Renamed { to: name }, Some(by)) = (&event.what, by)
            && matches!(self.ways.get(by), Some(Way { door: Door::Person(_) | Door::Original(_), .. }))
        {
            to.retain(|&conn| conn != by);
            self.tell(by, |_, _, _| 0, |lang| Some(say::renamed_yourself(lang, name)));
        }
        if let What::Kicked { whom, .. } = &event.what {
            // At the plain door that is the end, of which they are told when it comes.
            to.retain(|&conn| {
                let is_irc = matches!(self.ways.get(conn), Some(Way { door: Door::Irc, .. }));
                is_irc || self.hall.name(conn).as_ref() != Some(whom)
            });
        }
    }

    /// Tells one connection of `event`, perhaps as a part of the answer to its command.
    pub(super) fn tell_event(&mut self, to: ConnId, event: &Event, answers: bool) {
        let caps = self.hall.caps(to);
        let response = if answers { None } else { self.response.take() };
        self.tell(to, |scribe, out, _| scribe.event(out, event, caps), |lang| say::event(lang, event));
        if !answers {
            self.response = response;
        }
    }

    pub(super) fn tell_originals(&mut self, to: Vec<ConnId>, text: &str, by: Option<ConnId>) {
        let text = clean_lines(text);
        let (ways, let_go) = (&mut *self.ways, &mut self.let_go);
        let reads = |&conn: &ConnId| {
            let Some(Way { door: Door::Original(original), .. }) = ways.get_mut(conn) else { return false };
            match &mut original.stage {
                OriginalStage::Here => true,
                OriginalStage::Leaving => false,
                OriginalStage::Silent { held } => {
                    held.extend_from_slice(text.as_bytes());
                    if held.len() > HELD_BYTES_MAX {
                        held.clear();
                        let_go.push((conn, Ending::ReadsTooSlowly));
                    }
                    false
                }
            }
        };
        let to: Vec<_> = to.into_iter().filter(reads).collect();
        self.orders.send_many(to, text.as_bytes().to_vec(), by);
    }

    fn welcome(&mut self, conn: ConnId, name: &str) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        match &mut way.door {
            Door::Person(person) => {
                (person.stage, person.password) = (Stage::Here, None);
                let face = if way.telnet.returns { Face::PlainReturns } else { Face::Plain };
                self.ways.face(conn, face);
                self.say(conn, &say::welcome(self.lang, name));
            }
            Door::Original(_) => {
                self.ways.face(conn, Face::Original);
                self.orders.send_one(conn, |out| out.extend_from_slice(original::WELCOME));
            }
            Door::Unknown { .. } | Door::Irc => {}
        }
    }

    fn refuse(&mut self, conn: ConnId, why: &Refused) {
        self.reached.extend(limits::of_refused(why));
        let Some(way) = self.ways.get_mut(conn) else { return };
        match &mut way.door {
            Door::Person(_) if matches!(why, Refused::Barred(_)) => {
                let Refused::Barred(terms) = why else { return };
                self.let_go.push((conn, Ending::Banned(terms.clone())));
            }
            Door::Person(person) => {
                person.refusals += 1;
                let is_code = std::mem::take(&mut person.is_code);
                match why {
                    Refused::Password => person.password = None,
                    Refused::CodeWanted(name) | Refused::AccountWanted(name) => {
                        (person.stage, person.password) = (Stage::Code(name.clone()), None);
                    }
                    // A second try at the password must not be taken for a name, which all would see.
                    Refused::Owned(name) | Refused::NotTheirs(name) => {
                        person.stage = Stage::Secret(name.clone());
                    }
                    Refused::TooManyTries => {}
                    Refused::Taken(_)
                    | Refused::LooksLike(..)
                    | Refused::Reserved(_)
                    | Refused::Unfit(..)
                    | Refused::TooLong(_)
                    | Refused::RoomShut(_)
                    | Refused::RoomOfAccounts(_)
                    | Refused::RoomFull(_)
                    | Refused::Banned(..)
                    | Refused::Braked(..)
                    | Refused::Barred(_) => person.stage = Stage::Name,
                }
                let (refusals, hides) = (person.refusals, matches!(person.stage, Stage::Secret(_)));
                self.say(conn, &say::refused_code(self.lang, why, is_code));
                if refusals < REFUSALS_MAX {
                    self.prompt(conn);
                    if hides {
                        self.hide(conn, true);
                    }
                } else {
                    self.let_go.push((conn, Ending::NameRefused));
                }
            }
            Door::Original(_) => {
                self.orders.send_one(conn, |out| out.extend_from_slice(original::REFUSED));
                self.let_go.push((conn, Ending::NameRefused));
            }
            Door::Unknown { .. } | Door::Irc => {}
        }
    }

    /// Ends a connection in the words of its door. The original program gets some time.
    pub fn close(&mut self, conn: ConnId, why: &Ending) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        self.reached.extend(limits::of_ending(why));
        let sentence = ending::sentence(self.lang, why);
        match &mut way.door {
            Door::Irc => {
                let why = ending::link(self.lang, &self.hall.rules().server_name, why);
                self.tell(conn, |scribe, out, _| scribe.error(out, &why), |_| None);
                if self.response.as_ref().is_some_and(|response| response.conn == conn) {
                    self.finish_response();
                }
            }
            Door::Person(person) => {
                // Behind a prompt a sentence begins a line of its own.
                let begin = if matches!(person.stage, Stage::Here) { "" } else { "\n" };
                self.say(conn, &format!("{begin}{sentence}\n"));
            }
            Door::Unknown { prompted: true } => self.say(conn, &format!("\n{sentence}\n")),
            Door::Unknown { prompted: false } => {}
            Door::Original(original) => {
                if !matches!(why, Ending::Quit(_) | Ending::NameRefused) {
                    return self.take_leave(conn, why, &sentence);
                }
                original.stage = OriginalStage::Leaving;
            }
        }
        self.ways.close(conn);
        self.orders.close(conn);
    }

    fn take_leave(&mut self, conn: ConnId, why: &Ending, sentence: &str) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        let Door::Original(original) = &mut way.door else { return };
        let stage = std::mem::replace(&mut original.stage, OriginalStage::Leaving);
        // From here on its deadline is that of the last read.
        way.put_off = false;
        // The line end that says that it is over says these in the program's own words.
        let is_said = matches!(why, Ending::RoomClosed | Ending::ServerDown);
        if matches!(stage, OriginalStage::Here) && !is_said {
            self.orders.send_one(conn, |out| out.extend_from_slice(format!("{sentence}\n").as_bytes()));
        }
        self.ways.face(conn, Face::None);
        self.ways.deadlines.set(conn, self.now.uptime + CLOSING_PAUSE);
    }

    /// The pause before the original program's last read is over.
    pub fn part(&mut self, conn: ConnId) {
        self.orders.send_one(conn, |out| out.extend_from_slice(original::OVER));
        self.ways.close(conn);
        self.orders.close(conn);
    }

    /// The original program has spoken: it has read its welcome.
    pub fn release_held(&mut self, conn: ConnId) {
        let Some(Way { door: Door::Original(original), .. }) = self.ways.get_mut(conn) else { return };
        if let Original { stage: OriginalStage::Silent { held }, .. } = &mut **original {
            let held = std::mem::take(held);
            original.stage = OriginalStage::Here;
            self.orders.send_many(vec![conn], held, None);
        }
    }

    /// Tells somebody that their lines come too fast: none is lost, or, `unread`, nothing more will come
    /// of them and the rest is not read; they may still read.
    pub fn slowed(&mut self, conn: ConnId, unread: bool) {
        let caps = self.hall.caps(conn);
        let (note, key) =
            if unread { (&note::UNREAD, "plain-unread") } else { (&note::SLOWED, "plain-slowed") };
        self.tell(
            conn,
            |scribe, out, nick| scribe.note(out, (nick, caps), note, &[]),
            |lang| Some(lang.say(key, &[]) + "\n"),
        );
    }

    fn finish_response(&mut self) {
        let Some(response) = self.response.take() else { return };
        let conn = response.conn;
        if self.ways.get(conn).is_some() {
            let mut scribe = scribe(self.hall, self.lang, self.batches);
            for (said, bytes) in response.parts(&mut scribe) {
                self.orders.showing = said;
                self.orders.send_one(conn, |out| out.extend_from_slice(&bytes));
            }
            self.orders.showing = None;
        }
    }
}

pub(super) fn scribe<'a>(hall: &'a Hall, lang: &'a Lang, batches: &'a mut u32) -> Scribe<'a> {
    Scribe { server: &hall.rules().server_name, lang, batches }
}

/// Text for a person, clean whatever it was made of, with line ends as theirs are.
pub(super) fn with_line_ends(text: &str, returns: bool) -> Vec<u8> {
    let text = clean_lines(text);
    if returns { text.replace('\n', "\r\n").into_bytes() } else { text.into_owned().into_bytes() }
}

/// Whether somebody says it to themselves.
fn is_to_oneself(event: &Event) -> bool {
    match &event.what {
        What::Said { target, .. } | What::Tagged { target, .. } => *target == event.who.name,
        What::Joined { .. }
        | What::Parted { .. }
        | What::Quit { .. }
        | What::Renamed { .. }
        | What::Topic { .. }
        | What::Kicked { .. }
        | What::Mode { .. }
        | What::Account
        | What::Away { .. }
        | What::Setname { .. }
        | What::Invited { .. }
        | What::RoomRenamed { .. }
        | What::Redacted { .. }
        | What::Killed { .. }
        | What::Wallops { .. } => false,
    }
}

/// Whether the transcript shows it: what happens in rooms, and not what programs tell each other.
fn is_public(event: &Event) -> bool {
    match &event.what {
        What::Said { in_room, .. } => *in_room,
        What::Mode { target, .. } => target.starts_with('#'),
        What::Tagged { .. }
        | What::Account
        | What::Redacted { .. }
        | What::Away { .. }
        | What::Setname { .. }
        | What::Killed { .. }
        | What::Invited { .. } => false,
        What::RoomRenamed { .. }
        | What::Wallops { .. }
        | What::Joined { .. }
        | What::Parted { .. }
        | What::Quit { .. }
        | What::Renamed { .. }
        | What::Topic { .. }
        | What::Kicked { .. } => true,
    }
}
