//! Whether somebody may come in, speak, or say that again; and what they are told if not.

use std::sync::Arc;
use std::time::Duration;

use crate::room::Hall;
use crate::room::command::Ctx;
use crate::room::enter::{Barrier, More, may_speak};
use crate::room::limits::Limit;
use crate::room::member::who;
use crate::room::modes::{Entry, List, Rank};
use crate::room::outbox::{ConsoleReply, Effect, Ending, Outbox, SaidKind, Who};
use crate::room::place::RoomId;
use crate::room::{accounts::Accounts, cloak};
use crate::wire::mask::Subject;
use crate::wire::text::Text;
use crate::wire::{ConnId, MemberId, Name, Now, caps, note, numeric};

use super::Terms;
use super::audit::Did;

impl Ctx<'_> {
    /// Whether whoever is arriving by this name is banned from the house; then they are told, and go.
    pub(in crate::room) fn is_barred(&mut self, name: &Name, user: &str) -> bool {
        let account = self.own_account_key().and_then(|key| account_name(&self.hall.accounts, &key));
        let Some(address) = self.hall.address_of(self.conn) else { return false };
        let host = cloak::cloak(&self.hall.rules.secret, address);
        let who = Who { account, ..who(name, user, &host) };
        self.is_turned_away(Subject { address: Some(address), ..who.subject() })
    }

    /// The same of whoever takes a connection of this member over.
    pub(in crate::room) fn is_barred_as(&mut self, id: MemberId) -> bool {
        let address = self.hall.address_of(self.conn);
        let Some(who) = self.hall.members.get(id).map(|member| member.who.clone()) else { return false };
        self.is_turned_away(Subject { address, ..who.subject() })
    }

    fn is_turned_away(&mut self, subject: Subject<'_>) -> bool {
        let Some(terms) = self.hall.bars(subject) else { return false };
        let [by, until, reason] = terms.words();
        self.reply(&numeric::ERR_YOUREBANNEDCREEP, &[&by, &until, &reason]);
        self.hall.close(self.now, self.conn, Ending::Banned(terms), self.out);
        true
    }

    /// Whether a member would be banned from the house by this name.
    pub(in crate::room) fn is_barred_by_name(&self, name: &Name) -> bool {
        let Some(me) = self.me() else { return false };
        let who = Who { account: me.who.account.clone(), ..who(name, &me.user, &me.host) };
        let address = self.hall.address_of(self.conn);
        self.hall.bars(Subject { address, ..who.subject() }).is_some()
    }

    /// Tells why a room can't be entered. Who reads codes is told on which terms they are banned, so
    /// that they can say it in their own language; all others by the numeric.
    pub(in crate::room) fn refuse_room(&mut self, text: &str, why: Barrier) {
        match why.more {
            More::Nothing => self.reply(why.numeric, &[text]),
            More::Minutes(minutes) => self.reply(why.numeric, &[text, &minutes.to_string()]),
            More::Terms(terms) => {
                let [by, until, reason] = terms.words();
                self.note(&note::BANNED, &[text, &by, &until, &reason]);
                self.reply(why.numeric, &[text, &by, &until, &reason]);
            }
        }
    }

    /// Whether a member may say something in a room; tells them why not.
    pub(in crate::room) fn lets_speak(&mut self, room: RoomId, (kind, target): (SaidKind, &str)) -> bool {
        if self.is_hushed((kind.command(), target)) {
            return false;
        }
        if self.is_muted_in(room, (kind.command(), target)) {
            return false;
        }
        if !self.may_speak_in(room) {
            self.refuse(kind, &numeric::ERR_CANNOTSENDTOCHAN, &[target]);
            return false;
        }
        true
    }

    /// The same of words that go along with a `command` that does something else.
    pub(in crate::room) fn lets_add(&mut self, room: RoomId, (command, target): (&str, &str)) -> bool {
        if self.is_muted_in(room, (command, target)) {
            return false;
        }
        let may = self.may_speak_in(room);
        if !may {
            self.reply(&numeric::ERR_CHANOPRIVSNEEDED, &[target]);
        }
        may
    }

    fn may_speak_in(&self, room: RoomId) -> bool {
        let place = self.hall.rooms.get(room).zip(self.hall.subject_at(self.conn));
        place.is_some_and(|(place, subject)| may_speak(place, self.my_standing(room), subject))
    }

    /// On which terms a member may not speak in a room.
    fn muted_in(&self, room: RoomId) -> Option<Terms> {
        let has_voice = self.my_standing(room).is_some_and(|standing| standing.is_at_least(Rank::Voice));
        let (place, subject) = (self.hall.rooms.get(room)?, self.hall.subject_at(self.conn)?);
        place.modes.mute(subject).filter(|_| !has_voice).map(Entry::terms)
    }

    /// Whether a member may not speak in a room; they are told that this `command` was not carried out.
    fn is_muted_in(&mut self, room: RoomId, (command, target): (&str, &str)) -> bool {
        let Some(terms) = self.muted_in(room) else { return false };
        let [by, until, reason] = terms.words();
        self.note(&note::MUTED, &[command, target, &by, &until, &reason]);
        self.reply(&numeric::ERR_MUTED, &[target, &by, &until, &reason]);
        true
    }

    /// What somebody says on leaving a room: nothing of whoever may not speak in it.
    pub(in crate::room) fn unless_silent_in(
        &self,
        room: RoomId,
        reason: Option<Arc<str>>,
    ) -> Option<Arc<str>> {
        reason.filter(|_| self.muted_in(room).is_none() && self.may_speak_in(room))
    }

    /// What somebody says on leaving all rooms, which each of them is told: nothing of whoever may not
    /// speak in one.
    pub(in crate::room) fn unless_silent(&self, reason: Option<Arc<str>>) -> Option<Arc<str>> {
        let rooms = self.me().map(|me| me.rooms.as_slice()).unwrap_or_default();
        rooms.iter().fold(self.unless_hushed(reason), |reason, &room| self.unless_silent_in(room, reason))
    }

    /// Whether a member may speak nowhere; they are told that this `command` was not carried out, to a
    /// NOTICE, too: nothing is lost in silence.
    pub(in crate::room) fn is_hushed(&mut self, (command, target): (&str, &str)) -> bool {
        let Some(terms) = self.hall.hushes(self.conn) else { return false };
        let [by, until, reason] = terms.words();
        self.note(&note::HUSHED, &[command, target, &by, &until, &reason]);
        self.reply(&numeric::ERR_HUSHED, &[target, &by, &until, &reason]);
        true
    }

    /// What somebody says in passing, with a command that does something else: nothing of whoever may
    /// not speak.
    pub(in crate::room) fn unless_hushed(&self, reason: Option<Arc<str>>) -> Option<Arc<str>> {
        reason.filter(|_| self.hall.hushes(self.conn).is_none())
    }

    /// Whether a member may say these words again; tells them if not. Whoever decides in the room, or
    /// in the house, says them as often as they like.
    pub(in crate::room) fn lets_repeat(&mut self, (kind, target): (SaidKind, &str), text: &Text) -> bool {
        let room = self.hall.room(target);
        let decides = room.and_then(|room| self.my_standing(room)).is_some_and(|standing| standing.decides());
        let is_free = decides || self.me().is_none_or(|me| me.house_operator);
        if is_free || self.hall.is_trusted(self.conn) {
            return true;
        }
        let (now, rules) = (self.now.uptime, self.hall.rules.order);
        let Some(me) = self.me_mut() else { return true };
        let Err(wait) = me.repeats.say(text, now, &rules) else { return true };
        let seconds = seconds(wait).to_string();
        // As with slow mode, a NOTICE is answered, too: nothing is lost in silence.
        if self.has_cap(caps::STANDARD_REPLIES) {
            self.note(&note::REPEATED, &[kind.command(), target, &seconds]);
        } else {
            self.reply(&numeric::ERR_REPEATED, &[target, &seconds]);
        }
        false
    }
}

/// Whole seconds, at least one: nobody is told to wait for no time.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0 || wait.is_zero())
}

fn account_name(accounts: &Accounts, key: &str) -> Option<Arc<str>> {
    accounts.get(key).map(|account| account.name.shared())
}

impl Hall {
    /// Whether `conn` comes from where nobody is counted.
    pub(in crate::room) fn is_trusted(&self, conn: ConnId) -> bool {
        self.sessions.get(conn).is_none_or(|session| session.trusted)
    }

    /// Somebody enters a room: strangers are counted, and too many of them put the brake on.
    pub(in crate::room) fn count_newcomer(
        &mut self,
        now: Now,
        (conn, id): (ConnId, MemberId),
        room: RoomId,
        out: &mut Outbox,
    ) {
        if self.is_trusted(conn) {
            return;
        }
        let (Some(member), Some(subject)) = (self.members.get(id), self.subject_at(conn)) else { return };
        let Some(address) = subject.address else { return };
        let is_listed = self.rooms.get(room).is_some_and(|place| place.modes.lists(List::Welcome, subject));
        let is_invited = member.invitations.find(room).is_some() || !member.codes.is_empty();
        let Some(place) = self.rooms.get_mut(room) else { return };
        let is_known = is_invited || member.who.account.is_some();
        if is_known || is_listed || place.count() == 0 {
            return;
        }
        if place.brake.count(now.uptime, address, &self.rules.order) {
            self.counters.count(Limit::Raid);
            let minutes = self.rules.order.raid_brake.as_secs().div_ceil(60);
            let by = self.rules.server_name.as_str().into();
            self.tell_brake(now, room, Some(minutes), &by, out);
        }
    }

    /// The brake of a room is on for so many minutes (`None`: off); the room and the operator are told.
    pub(in crate::room) fn tell_brake(
        &mut self,
        now: Now,
        room: RoomId,
        minutes: Option<u64>,
        by: &Arc<str>,
        out: &mut Outbox,
    ) {
        let Some(place) = self.rooms.get(room) else { return };
        let (name, to) = (place.name.as_str().to_owned(), place.ears().to_vec());
        let until_ms = minutes.map(|minutes| now.unix_ms.saturating_add(minutes.saturating_mul(60_000)));
        let terms = Terms { by: by.clone(), until_ms, reason: None };
        let mut context = vec![name.clone()];
        context.extend(minutes.map(|minutes| minutes.to_string()));
        let (did, note, reply) = match minutes {
            Some(minutes) => (Did::Brake, &note::BRAKED, ConsoleReply::Braked(name, minutes)),
            None => (Did::BrakeOff, &note::BRAKE_OFF, ConsoleReply::BrakeOff(name)),
        };
        self.audit(now, Some(room), (did, ""), &terms, out);
        for to in to {
            out.effects.push(Effect::Note { to, note, context: context.clone() });
        }
        out.effects.push(Effect::Console(reply));
    }
}
