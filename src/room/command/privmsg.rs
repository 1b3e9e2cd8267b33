//! PRIVMSG and NOTICE (Modern IRC, "PRIVMSG message"): saying something to rooms and people.

use std::sync::Arc;

use super::{Ctx, listed};
use crate::room::enter::may_speak;
use crate::room::modes::{self, Flag, Rank};
use crate::room::outbox::{Effect, Event, SaidKind, What};
use crate::room::place::RoomId;
use crate::room::session::Door;
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
        if count >= ctx.lengths().targets_max {
            ctx.refuse(kind, &numeric::ERR_TOOMANYTARGETS, &[target]);
            return;
        }
        ctx.say(target, kind, Text::line(words), Arc::clone(&tags));
    }
}

/// How a CTCP message begins.
const CTCP: char = '\u{1}';

/// How the one that is not a question begins.
const CTCP_ACTION: &str = "\u{1}ACTION";

/// The marks of ranks before a target, and what is behind them (Modern IRC, "PRIVMSG message").
fn split_marks(text: &str) -> (&str, &str) {
    let rest = text.trim_start_matches(|c| modes::RANKS.iter().any(|&(_, mark)| mark == c));
    text.split_at(text.len() - rest.len())
}

/// The lowest of these marks: it stands for itself and all above it.
fn lowest_rank(marks: &str) -> Option<Rank> {
    let named = modes::RANKS.iter().rev().find(|&&(_, mark)| marks.contains(mark));
    named.map(|&(rank, _)| rank)
}

/// Whom a target means.
pub(super) enum Target {
    /// Everybody in this room.
    Room(RoomId),
    /// Those in this room who have at least this rank; the marks as they were written.
    Ranked(RoomId, Rank, String),
    /// One member.
    Member(ConnId),
}

impl Ctx<'_> {
    /// Says `text` to one target, or answers why not.
    pub(super) fn say(&mut self, target: &str, kind: SaidKind, text: Text, tags: Arc<str>) {
        let written = target;
        let Some(target) = self.target(target, kind) else { return };
        if let Target::Room(room) | Target::Ranked(room, ..) = &target
            && !self.admits_text(*room, &text)
        {
            self.refuse(kind, &numeric::ERR_CANNOTSENDTOCHAN, &[written]);
            return;
        }
        self.note_speaking();
        match target {
            Target::Room(room) => {
                let (to, target) = (self.audience(room), self.room_name(room));
                self.tell_said(to, What::Said { target, in_room: true, kind, text, tags });
            }
            Target::Ranked(room, rank, marks) => {
                let (to, target) = (self.ranked_audience(room, rank), self.ranked_name(room, &marks));
                // It is for some of the room only, so the transcript does not show it.
                self.tell_said(to, What::Said { target, in_room: false, kind, text, tags });
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
        let (marks, rest) = split_marks(text);
        if rest.starts_with('#') {
            let Some(room) = self.hall.room(rest) else {
                self.refuse(kind, &numeric::ERR_NOSUCHCHANNEL, &[text]);
                return None;
            };
            let place = self.hall.rooms.get(room)?;
            let prefix = self.me().map(|me| &*me.who.prefix).unwrap_or_default();
            if !may_speak(place, place.standing(self.conn), prefix) {
                self.refuse(kind, &numeric::ERR_CANNOTSENDTOCHAN, &[text]);
                return None;
            }
            return Some(match lowest_rank(marks) {
                Some(rank) => Target::Ranked(room, rank, marks.to_owned()),
                None => Target::Room(room),
            });
        }
        let found = self.hall.member(text);
        if found.is_none() {
            self.refuse(kind, &numeric::ERR_NOSUCHNICK, &[text]);
        }
        found.map(Target::Member)
    }

    /// Whether the room takes such a text: with `C`, no question of one client to others.
    fn admits_text(&self, room: RoomId, text: &Text) -> bool {
        let no_ctcp = self.hall.rooms.get(room).is_some_and(|place| place.modes.has(Flag::NoCtcp));
        let first = text.pieces().first().map_or("", |piece| &piece.text);
        let is_action = first
            .strip_prefix(CTCP_ACTION)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', CTCP]));
        !no_ctcp || !first.starts_with(CTCP) || is_action
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

    /// Those in a room with at least this rank, and this member if it asked for its echo.
    pub(super) fn ranked_audience(&self, room: RoomId, rank: Rank) -> Vec<ConnId> {
        let mut to = self.audience(room);
        let Some(place) = self.hall.rooms.get(room) else { return to };
        to.retain(|&conn| {
            conn == self.conn || place.standing(conn).is_some_and(|standing| standing.is_at_least(rank))
        });
        to
    }

    /// A room's name behind the marks of ranks.
    pub(super) fn ranked_name(&self, room: RoomId, marks: &str) -> Arc<str> {
        format!("{marks}{}", self.room_name(room)).into()
    }

    /// The receiver of a private message, and this member if it asked for its echo.
    pub(super) fn receivers(&self, other: ConnId) -> Vec<ConnId> {
        let mut to = vec![other];
        if other != self.conn && self.has_cap(caps::ECHO_MESSAGE) {
            to.push(self.conn);
        }
        to
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
