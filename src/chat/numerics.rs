//! Numerics after the welcome. Source: Modern IRC, "Numerics".

use std::sync::Arc;

use super::happening::{Ending, Happening, Label, Refusal, RoomRefusal};
use super::session::{Outbox, Session, Stage};
use crate::wire::Message;

impl Session {
    pub(super) fn handle_numeric(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        if matches!(self.stage, Stage::Registering(_)) {
            return self.handle_registering(code, message, out);
        }
        match code {
            5 => {
                // The first parameter is our name, the last a sentence.
                let tokens = message.params().iter().skip(1).take(message.params().len().saturating_sub(2));
                tokens.for_each(|token| self.server.support(token));
                self.carried.casemapping = self.server.casemapping;
            }
            301 => {
                let (Some(name), Some(message)) = (message.param(1), message.param(2)) else { return };
                out.happen(Happening::IsAway { who: self.who(Some(name)), message: message.to_owned() });
            }
            331 | 332 => self.handle_topic_reply(code, message, out),
            353 => self.handle_names(message),
            366 => self.handle_end_of_names(message, out),
            372 => {
                let line = message.params().last().copied().unwrap_or_default();
                out.happen(Happening::MessageOfTheDay(line.strip_prefix("- ").unwrap_or(line).to_owned()));
            }
            376 | 422 => {
                if matches!(self.stage, Stage::Welcomed { .. }) {
                    self.enter(out);
                }
            }
            400..=599 if self.is_entering(code, message) => self.refuse_room(code, message, out),
            431..=433 | 436 | 437 => self.refuse_name(code, message, out),
            900..=908 => self.handle_sasl(code, message, out),
            code if self.handle_answer(code, message, out) => {}
            // 263: try again later. 691 to 696 and 7xx: what later documents have added.
            263 | 400..=599 | 691..=696 | 712..=714 | 723 | 765..=769 => self.refuse(code, message, out),
            _ => {}
        }
    }

    /// RPL_NOTOPIC and RPL_TOPIC.
    fn handle_topic_reply(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let key = self.server.fold(message.param(1).unwrap_or_default());
        let Some(room) = self.rooms.get_mut(&key) else { return };
        room.topic = message.param(2).filter(|_| code == 332).unwrap_or_default().to_owned();
        out.happen(Happening::Topic { room: Arc::clone(&room.name), topic: room.topic.clone() });
    }

    /// RPL_NAMREPLY: `<client> <symbol> <room> :names`.
    fn handle_names(&mut self, message: &Message<'_>) {
        let key = self.server.fold(message.param(2).unwrap_or_default());
        let Some(room) = self.rooms.get_mut(&key) else { return };
        for word in message.param(3).unwrap_or_default().split(' ') {
            let (roles, name) = self.server.split_roles(word);
            if !name.is_empty() {
                room.add_listed(self.server.fold(name), name, roles);
            }
        }
    }

    fn handle_end_of_names(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let key = self.server.fold(message.param(1).unwrap_or_default());
        let Some(room) = self.rooms.get_mut(&key) else { return };
        if !std::mem::replace(&mut room.listed, true) {
            let is_asked_for = std::mem::take(&mut room.is_asked_for);
            let (room, members) = (Arc::clone(&room.name), room.members());
            self.ask_who_is_away(&room, &members, out);
            out.happen(Happening::Entered { room: Arc::clone(&room), members: members.clone() });
            if is_asked_for {
                out.happen(Happening::Members { room, members });
            }
        }
    }

    /// Whether a refusal is about a room that we want to enter, and not about what we said there:
    /// while we wait for it, any that names it.
    fn is_entering(&self, code: u16, message: &Message<'_>) -> bool {
        let asked = message.param(1).unwrap_or_default();
        if let Stage::Entering { room, .. } = &self.stage
            && self.server.fold(room) == self.server.fold(asked)
        {
            return true;
        }
        matches!(code, 403 | 405 | 437 | 470 | 471 | 473..=477 | 479 | 480 | 489)
            && self.server.is_room(asked)
            && self.rooms.get(&self.server.fold(asked)).is_none()
    }

    fn refuse_room(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let asked = message.param(1).unwrap_or_default().to_owned();
        let said = message.params().last().copied().unwrap_or_default();
        let why = match code {
            403 | 476 | 479 => RoomRefusal::NoSuchRoom,
            405 => RoomRefusal::TooMany,
            437 if std::mem::take(&mut self.noted.no_more_rooms) => RoomRefusal::NoMore,
            471 => RoomRefusal::Full,
            473 => RoomRefusal::InviteOnly,
            474 => self.noted.banned.take().map_or(RoomRefusal::Banned, RoomRefusal::BannedBy),
            480 => match message.param(2).and_then(|minutes| minutes.parse().ok()) {
                Some(minutes) => RoomRefusal::Braked(minutes),
                None => RoomRefusal::ServerSaid(said.to_owned()),
            },
            475 => RoomRefusal::Key,
            477 => RoomRefusal::AccountsOnly,
            _ => RoomRefusal::ServerSaid(said.to_owned()),
        };
        match &self.stage {
            // The server leads us on to another room.
            Stage::Entering { .. } if code == 470 => {}
            Stage::Entering { room, .. } if self.server.fold(room) == self.server.fold(&asked) => {
                out.line("QUIT").end();
                self.end(Ending::RoomRefused { room: asked, why }, out);
            }
            _ => {
                self.carried.remove_room(&asked);
                let key = self.server.fold(&asked);
                self.carried.going.take_if(|going| self.server.fold(going) == key);
                out.happen(Happening::RoomRefused { room: asked, why });
            }
        }
    }

    /// The message of ours that a server without labels refuses: what it gets it handles in order, so it
    /// is the first that it has not confirmed.
    fn refused_without_label(&self, code: u16, message: &Message<'_>) -> Option<Label> {
        let is_about_words = matches!(code, 401 | 403 | 404 | 407 | 477 | 486 | 489 | 492 | 531);
        if !is_about_words || !self.wish.fates || self.has_labels() {
            return None;
        }
        let key = self.server.fold(message.param(1)?);
        self.carried.pendings.first_sent_to(|target| self.server.fold(target) == key)
    }

    /// Something that we sent was not carried out.
    fn refuse(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let subject = message.param(1).unwrap_or_default().to_owned();
        let said = message.params().last().copied().unwrap_or_default();
        let muted = self.noted.muted.take().filter(|_| code == 404);
        let hushed = self.noted.hushed.take().filter(|_| code == 404);
        if matches!(code, 401 | 404) && self.drafts.is_refused(&self.server.fold(&subject)) {
            return;
        }
        let why = match code {
            401 => Refusal::NoSuchName(subject),
            403 => Refusal::NoSuchRoom(subject),
            404 => match (muted, hushed) {
                (_, Some(terms)) => Refusal::Hushed(terms),
                (Some(terms), None) => Refusal::Muted(subject, terms),
                (None, None) => Refusal::MayNotSpeak(subject),
            },
            442 => Refusal::NotHere(subject),
            482 => Refusal::NotOperator(subject),
            499 => Refusal::NotOwner(subject),
            _ => Refusal::ServerSaid(said.to_owned()),
        };
        let label = self.label_of(message).or_else(|| self.refused_without_label(code, message));
        let label = label.filter(|label| self.refused(*label));
        out.happen(Happening::Refused { label, why });
    }
}
