//! PRIVMSG and NOTICE (Modern IRC, "PRIVMSG message"): saying something to rooms and people.

use std::sync::Arc;

use super::{Ctx, listed};
use crate::room::enter::may_speak;
use crate::room::outbox::{Effect, Event, SaidKind, What};
use crate::room::place::RoomId;
use crate::room::session::Door;
use crate::wire::limits::TARGETS_MAX;
use crate::wire::message::Tags;
use crate::wire::text::Text;
use crate::wire::{ConnId, Message, caps, numeric};

pub(super) fn message(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    run(ctx, message, SaidKind::Message);
}

pub(super) fn notice(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    run(ctx, message, SaidKind::Notice);
}

fn run(ctx: &mut Ctx<'_>, message: &Message<'_>, kind: SaidKind) {
    let Some(targets) = message.param(0).filter(|targets| !targets.is_empty()) else {
        ctx.refuse(kind, &numeric::ERR_NORECIPIENT, &[kind.command()]);
        return;
    };
    let Some(words) = message.param(1).filter(|words| !words.is_empty()) else {
        ctx.refuse(kind, &numeric::ERR_NOTEXTTOSEND, &[]);
        return;
    };
    let tags = ctx.client_tags(message.tags);
    for (count, target) in listed(targets).enumerate() {
        if count >= TARGETS_MAX {
            ctx.refuse(kind, &numeric::ERR_TOOMANYTARGETS, &[target]);
            return;
        }
        ctx.say(target, kind, Text::line(words), Arc::clone(&tags));
    }
}

/// Whom a target means.
pub(super) enum Target {
    /// Everybody in this room.
    Room(RoomId),
    /// One member.
    Member(ConnId),
}

impl Ctx<'_> {
    /// Says `text` to one target, or answers why not.
    pub(super) fn say(&mut self, target: &str, kind: SaidKind, text: Text, tags: Arc<str>) {
        let Some(target) = self.target(target, kind) else { return };
        self.note_speaking();
        match target {
            Target::Room(room) => {
                let (to, target) = (self.audience(room), self.room_name(room));
                self.tell_said(to, What::Said { target, in_room: true, kind, text, tags });
            }
            Target::Member(other) => self.say_to(other, kind, text, tags),
        }
    }

    fn say_to(&mut self, other: ConnId, kind: SaidKind, text: Text, tags: Arc<str>) {
        let Some(member) = self.hall.sessions.get(other).and_then(|session| session.member()) else { return };
        let (target, away) = (member.name.shared(), member.away.clone());
        let to = self.receivers(other);
        let what = What::Said { target: Arc::clone(&target), in_room: false, kind, text, tags };
        self.tell_said(to, what);
        // A NOTICE is never answered by itself (RFC 2812 section 3.3.2).
        if let (Some(away), SaidKind::Message) = (away, kind) {
            self.reply(&numeric::RPL_AWAY, &[&target, &away]);
        }
    }

    /// Whom `text` means, if this member may speak to them; answers why not.
    pub(super) fn target(&mut self, text: &str, kind: SaidKind) -> Option<Target> {
        if text.starts_with('#') {
            let Some(room) = self.hall.room(text) else {
                self.refuse(kind, &numeric::ERR_NOSUCHCHANNEL, &[text]);
                return None;
            };
            let speaks =
                self.hall.rooms.get(room).is_some_and(|place| may_speak(place, place.standing(self.conn)));
            if !speaks {
                self.refuse(kind, &numeric::ERR_CANNOTSENDTOCHAN, &[text]);
                return None;
            }
            return Some(Target::Room(room));
        }
        let found = self.hall.member(text);
        if found.is_none() {
            self.refuse(kind, &numeric::ERR_NOSUCHNICK, &[text]);
        }
        found.map(Target::Member)
    }

    /// Those in a room who hear what this member says: all others, and this one if it asked for
    /// its echo (IRCv3 echo-message).
    pub(super) fn audience(&self, room: RoomId) -> Vec<ConnId> {
        let echo = self.has_cap(caps::ECHO_MESSAGE);
        let Some(place) = self.hall.rooms.get(room) else { return Vec::new() };
        let mut to = Vec::with_capacity(place.count() + 1);
        to.extend(place.members().map(|(conn, _)| conn).filter(|&conn| echo || conn != self.conn));
        if echo && place.standing(self.conn).is_none() {
            to.push(self.conn);
        }
        to
    }

    /// The receiver of a private message, and this member if it asked for its echo.
    pub(super) fn receivers(&self, other: ConnId) -> Vec<ConnId> {
        let mut to = vec![other];
        if other != self.conn && self.has_cap(caps::ECHO_MESSAGE) {
            to.push(self.conn);
        }
        to
    }

    /// The client-only tags of a line, as they go on (IRCv3 message-tags, "Client-only tags").
    pub(super) fn client_tags(&self, tags: Tags<'_>) -> Arc<str> {
        if tags.0.is_empty() || !self.has_cap(caps::MESSAGE_TAGS) {
            return "".into();
        }
        let own = tags.0.split(';').filter(|tag| tag.starts_with('+'));
        own.collect::<Vec<_>>().join(";").into()
    }

    fn tell_said(&mut self, to: Vec<ConnId>, what: What) {
        let Some(who) = self.who() else { return };
        let id = Some(self.hall.ids.next(self.now));
        let event = Event { at_ms: self.now.unix_ms, id, who, what };
        let by = Some(self.conn);
        self.push(Effect::Event { to, by, event });
    }

    fn note_speaking(&mut self) {
        let uptime = self.now.uptime;
        if let Some(member) = self.hall.sessions.get_mut(self.conn).and_then(|session| session.member_mut()) {
            member.spoke = uptime;
        }
    }

    /// Answers why something was not said. Nothing answers a NOTICE by itself (RFC 2812 section
    /// 3.3.2), except to people at the plain door, who send none by accident.
    pub(super) fn refuse(&mut self, kind: SaidKind, numeric: &'static numeric::Numeric, params: &[&str]) {
        if kind == SaidKind::Message || self.hall.door(self.conn) == Some(Door::Plain) {
            self.reply(numeric, params);
        }
    }
}
