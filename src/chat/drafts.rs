//! That somebody writes, told and heard. Source: IRCv3 typing.
//!
//! Theory of operation: the caller says what stands on the line being typed, whenever that changes.
//! While it changes, the room is told that we write; after [`TYPING_PAUSE`] without a change, that
//! we pause; when the line is emptied and was not said, that we are done. Between two of these are
//! [`TYPING_EVERY`] at least. A room that does not take it is not told again, and its refusal is no
//! answer to anything that our person did.

use std::collections::BTreeSet;
use std::time::Duration;

use super::happening::{Happening, Typing, Voice, Where};
use super::session::{Outbox, Session};
use super::{ROOMS_MAX, TYPING_EVERY, TYPING_PAUSE};
use crate::wire::{Message, Now, caps};

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    text: String,
    changed: Duration,
    /// What the others believe of us; `Done` is what they believe by themselves.
    told: Option<Typing>,
    /// Where it was told last, and when.
    last: Option<(String, Duration)>,
    /// No message of ours has been sent since: a refusal can only be about it.
    is_unanswered: bool,
    /// Folded names of rooms that take none of it.
    refusing: BTreeSet<String>,
}

impl Drafts {
    /// A message was sent, which ends it for the others too.
    pub fn said(&mut self) {
        self.told = None;
        self.is_unanswered = false;
        self.text.clear();
    }

    /// What is typed goes elsewhere: there nobody has been told anything.
    pub fn moved(&mut self) {
        self.told = None;
        self.last = None;
        self.is_unanswered = false;
        self.text.clear();
    }

    /// What is to be told next, and from when on.
    fn next(&self) -> Option<(Typing, Duration)> {
        let quiet_until = self.last.as_ref().map_or(Duration::ZERO, |(_, at)| *at + TYPING_EVERY);
        match (self.told?, self.text.is_empty()) {
            (Typing::Active, false) => Some((Typing::Paused, quiet_until.max(self.changed + TYPING_PAUSE))),
            (Typing::Active | Typing::Paused, true) => Some((Typing::Done, quiet_until)),
            (Typing::Paused, false) | (Typing::Done, _) => None,
        }
    }

    /// When something is to be told.
    pub fn deadline(&self) -> Option<Duration> {
        self.next().map(|(_, at)| at)
    }

    /// Whether a refusal by this room is about what was told of our writing; it is not told again.
    pub fn is_refused(&mut self, key: &str) -> bool {
        let is_about = self.is_unanswered && self.last.as_ref().is_some_and(|(room, _)| room == key);
        if is_about && self.refusing.len() < ROOMS_MAX {
            self.refusing.insert(key.to_owned());
        }
        is_about
    }

    /// Whether we may speak in a room may have changed.
    pub fn forgive(&mut self, key: &str) {
        self.refusing.remove(key);
    }
}

impl Session {
    /// Takes note of what stands on the line being typed, if it would be said where we speak; empty
    /// if it would not. Only for lines that a person types key by key.
    pub fn drafts(&mut self, now: Now, text: &str, out: &mut Outbox) {
        self.now = now;
        if !self.is_in() || self.drafts.text == text {
            return;
        }
        text.clone_into(&mut self.drafts.text);
        self.drafts.changed = now.uptime;
        if text.is_empty() {
            return self.tick_drafts(out);
        }
        let is_due =
            self.drafts.last.as_ref().is_none_or(|(_, at)| now.uptime.saturating_sub(*at) >= TYPING_EVERY);
        if is_due {
            self.tell_typing(Typing::Active, out);
        }
    }

    /// Tells what is due.
    pub(super) fn tick_drafts(&mut self, out: &mut Outbox) {
        if let Some((typing, at)) = self.drafts.next()
            && at <= self.now.uptime
        {
            self.tell_typing(typing, out);
        }
    }

    fn tell_typing(&mut self, typing: Typing, out: &mut Outbox) {
        let Some(Where::Room(target) | Where::Private(target)) = self.place() else { return };
        let key = self.server.fold(&target);
        if !self.server.caps.has(caps::MESSAGE_TAGS)
            || self.server.denies_typing
            || self.drafts.refusing.contains(&key)
        {
            self.drafts.told = None;
            return;
        }
        out.tagged("+typing", word(typing), "TAGMSG").param(&target).end();
        self.drafts.told = Some(typing);
        self.drafts.last = Some((key, self.now.uptime));
        self.drafts.is_unanswered = true;
    }

    /// `TAGMSG`: of all that tags can say, we know that somebody writes.
    pub(super) fn handle_tags(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(target), Some(value)) = (message.param(0), message.tags.value("+typing")) else { return };
        let typing =
            [Typing::Active, Typing::Paused, Typing::Done].into_iter().find(|one| word(*one) == value);
        let (Some(typing), who) = (typing, self.who(message.source)) else { return };
        if who.voice == Voice::Me || self.carried.is_ignored(&who.name) {
            return;
        }
        let place = match self.server.room_of_target(target) {
            Some(room) => match self.rooms.get(&self.server.fold(room)) {
                Some(room) => Where::Room(room.name.clone()),
                None => return,
            },
            None => Where::Private(who.name.clone()),
        };
        out.happen(Happening::Typing { who, place, typing });
    }
}

/// As it stands on the wire.
fn word(typing: Typing) -> &'static str {
    match typing {
        Typing::Active => "active",
        Typing::Paused => "paused",
        Typing::Done => "done",
    }
}
