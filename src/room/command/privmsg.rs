//! PRIVMSG and NOTICE (Modern IRC, "PRIVMSG message"): saying something to rooms and people.

use std::sync::Arc;

use super::{Ctx, listed};
use crate::room::history::is_between_clients;
use crate::room::modes::{self, Flag, Rank};
use crate::room::outbox::{Effect, Event, SaidKind, What};
use crate::room::place::RoomId;
use crate::room::session::Door;
use crate::wire::text::Text;
use crate::wire::{ConnId, MemberId, Message, MsgId, caps, note, numeric};

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
    // One name is for one message.
    let nonce = ctx.nonce(message.tags).filter(|_| listed(targets).nth(1).is_none());
    for (count, target) in listed(targets).enumerate() {
        if count >= ctx.lengths().targets_max {
            ctx.refuse(kind, &numeric::ERR_TOOMANYTARGETS, &[target]);
            return;
        }
        let (text, tags) = (Text::line(words), Arc::clone(&tags));
        ctx.say(target, Saying { kind, text, tags, nonce: nonce.clone() });
    }
}

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

/// What somebody says.
#[derive(Debug)]
pub(super) struct Saying {
    /// How.
    pub kind: SaidKind,
    /// What.
    pub text: Text,
    /// The client-only tags that go along.
    pub tags: Arc<str>,
    /// What their client calls it.
    pub nonce: Option<Arc<str>>,
}

impl Saying {
    fn to(self, target: Arc<str>, in_room: bool) -> What {
        let Self { kind, text, tags, .. } = self;
        What::Said { target, in_room, kind, text, tags }
    }
}

/// Where it is kept what somebody says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kept {
    /// In this room.
    In(RoomId),
    /// With this member, if either has an account.
    With(MemberId),
    /// Nowhere.
    Nowhere,
}

/// Whom a target means.
pub(super) enum Target {
    /// Everybody in this room.
    Room(RoomId),
    /// Those in this room who have at least this rank; the marks as they were written.
    Ranked(RoomId, Rank, String),
    /// One member.
    Member(MemberId),
}

impl Ctx<'_> {
    /// Says something to one target, or answers why not. What was said before is not said again.
    pub(super) fn say(&mut self, target: &str, saying: Saying) {
        let (written, kind) = (target, saying.kind);
        if let Some(id) = saying.nonce.as_deref().and_then(|nonce| self.hall.memory.nonces.find(nonce)) {
            return self.echo_again(target, saying, id);
        }
        let Some(target) = self.target(target, kind) else { return };
        if let Target::Room(room) | Target::Ranked(room, ..) = &target
            && !self.admits_text(*room, &saying.text)
        {
            self.refuse(kind, &numeric::ERR_CANNOTSENDTOCHAN, &[written]);
            return;
        }
        let room = match &target {
            Target::Room(room) | Target::Ranked(room, ..) => Some(*room),
            Target::Member(_) => None,
        };
        // Nothing counts that is not said: the last question is the one that counts.
        if self.is_refused(&target, kind.command(), written)
            || room.is_some_and(|room| self.is_too_soon(room, (kind.command(), written)))
            || !self.lets_repeat((kind, written), &saying.text)
        {
            return;
        }
        self.note_speaking(room);
        match target {
            Target::Room(room) => {
                let (to, target) = (self.audience(room), self.room_name(room));
                let nonce = saying.nonce.clone();
                self.tell_said(Kept::In(room), to, saying.to(target, true), nonce);
            }
            Target::Ranked(room, rank, marks) => {
                let (to, target) = (self.ranked_audience(room, rank), self.ranked_name(room, &marks));
                // It is for some of the room only, so the transcript does not show it.
                let nonce = saying.nonce.clone();
                self.tell_said(Kept::Nowhere, to, saying.to(target, false), nonce);
            }
            Target::Member(other) => self.say_to(other, saying),
        }
    }

    /// Tells a client that does not know whether a message came through that it did: by the echo
    /// that it asked for, with the first id.
    fn echo_again(&mut self, target: &str, saying: Saying, id: MsgId) {
        let Some(who) = self.who().filter(|_| self.has_cap(caps::ECHO_MESSAGE)) else { return };
        let room = self.hall.room(target).map(|room| self.room_name(room));
        let member = || Some(self.hall.members.get(self.hall.member(target)?)?.name.shared());
        let what = saying.to(room.or_else(member).unwrap_or_else(|| target.into()), target.starts_with('#'));
        let event = Event { at_ms: id.unix_ms(), id: Some(id), who, what };
        self.push(Effect::Aside { to: self.conn, event });
    }

    fn say_to(&mut self, other: MemberId, saying: Saying) {
        let Some(member) = self.hall.members.get(other) else { return };
        let (target, away) = (member.name.shared(), member.away.clone());
        let (to, kind, nonce) = (self.receivers(other), saying.kind, saying.nonce.clone());
        self.tell_said(Kept::With(other), to, saying.to(Arc::clone(&target), false), nonce);
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
            if !self.lets_speak(room, (kind, text)) {
                return None;
            }
            return Some(match lowest_rank(marks) {
                Some(rank) => Target::Ranked(room, rank, marks.to_owned()),
                None => Target::Room(room),
            });
        }
        if self.is_hushed((kind.command(), text)) {
            return None;
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
        !no_ctcp || !is_between_clients(text)
    }

    /// Those in a room who hear what this member says: all others, and of this member's own
    /// connections the one that says it if it asked for its echo (IRCv3 echo-message).
    pub(super) fn audience(&self, room: RoomId) -> Vec<ConnId> {
        let echo = self.has_cap(caps::ECHO_MESSAGE);
        let Some(place) = self.hall.rooms.get(room) else { return Vec::new() };
        let mut to = Vec::with_capacity(place.ears().len() + 1);
        to.extend(place.ears().iter().copied().filter(|&conn| echo || conn != self.conn));
        if !self.is_in(room) {
            to.extend(self.echoes());
        }
        to
    }

    /// Those in a room with at least this rank, and this member's connections as above.
    pub(super) fn ranked_audience(&self, room: RoomId, rank: Rank) -> Vec<ConnId> {
        let Some(place) = self.hall.rooms.get(room) else { return Vec::new() };
        let me = self.me_id();
        let ranked = place.members().filter(|&(id, standing)| Some(id) != me && standing.is_at_least(rank));
        let ranked = ranked.flat_map(|(id, _)| self.hall.sessions_of(id)).copied();
        ranked.chain(self.echoes()).collect()
    }

    /// The connections of this member that are shown what it says: all but the one that says it,
    /// and that one if it asked for its echo.
    pub(super) fn echoes(&self) -> impl Iterator<Item = ConnId> {
        let echo = self.has_cap(caps::ECHO_MESSAGE);
        let mine = self.me().map(|me| me.sessions.as_slice()).unwrap_or_default();
        mine.iter().copied().filter(move |&conn| echo || conn != self.conn)
    }

    /// A room's name behind the marks of ranks.
    pub(super) fn ranked_name(&self, room: RoomId, marks: &str) -> Arc<str> {
        format!("{marks}{}", self.room_name(room)).into()
    }

    /// The receiver of a private message, and this member's connections as above.
    pub(super) fn receivers(&self, other: MemberId) -> Vec<ConnId> {
        let mut to = self.hall.sessions_of(other).to_vec();
        if Some(other) != self.me_id() {
            to.extend(self.echoes());
        }
        to
    }

    /// Tells these what was said, or tagged; it is kept where it belongs.
    pub(super) fn tell_said(&mut self, kept: Kept, to: Vec<ConnId>, what: What, nonce: Option<Arc<str>>) {
        let (Some(who), Some(me)) = (self.who(), self.me_id()) else { return };
        let (hall, out, by) = (&mut *self.hall, &mut *self.out, Some(self.conn));
        let mut event = hall.said(self.now, who, what);
        if let Some(nonce) = &nonce {
            hall.note_nonce(me, &event, nonce);
        }
        match kept {
            Kept::In(room) => hall.keep_named_in(self.now, room, (&mut event, nonce), out),
            Kept::With(other) => hall.keep_between((me, other), &event, nonce, out),
            Kept::Nowhere => {}
        }
        hall.note_author(me, &event);
        out.effects.push(Effect::Event { to, by, event });
    }

    /// Whether nothing may be said there, since nothing can be written and it would be kept; answers
    /// so, to a NOTICE too: nothing that is lost is lost in silence.
    pub(super) fn is_refused(&mut self, target: &Target, command: &str, written: &str) -> bool {
        let is_kept = match target {
            Target::Room(_) => true,
            Target::Ranked(..) => false,
            Target::Member(other) => self.me_id().is_some_and(|me| self.hall.is_kept_between(me, *other)),
        };
        let is_refused = is_kept && self.hall.is_shut();
        if is_refused {
            self.note(&note::HISTORY_FAILING, &[command, written]);
        }
        is_refused
    }

    fn note_speaking(&mut self, room: Option<RoomId>) {
        let uptime = self.now.uptime;
        if let (Some(room), Some(me)) = (room, self.me_id()) {
            self.hall.note_spoke(self.now, room, me);
        }
        if let Some(me) = self.me_mut() {
            me.spoke = uptime;
        }
    }

    /// Answers why something was not said. Nothing answers a NOTICE by itself (RFC 2812 section
    /// 3.3.2), except to people at the plain door, who send none by accident.
    pub(in crate::room) fn refuse(
        &mut self,
        kind: SaidKind,
        numeric: &'static numeric::Numeric,
        params: &[&str],
    ) {
        if kind == SaidKind::Message || self.hall.door(self.conn) == Some(Door::Plain) {
            self.reply(numeric, params);
        }
    }
}
