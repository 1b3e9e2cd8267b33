//! Coming in and entering rooms, through whichever door.

use std::sync::Arc;

use super::command::knock::Knocks;
use super::command::{Ctx, names as names_command};
use super::invitations::{Invitation, Invitations};
use super::modes::{Flag, List, Rank};
use super::names::Clash;
use super::outbox::{Effect, Ending, Event, Outbox, Refused, SaidKind, What};
use super::place::{Room, RoomId, Standing};
use super::session::{Arrival, Door, Member, Stage, who};
use super::{Hall, cloak};
use crate::wire::limits::{LINE_BYTES_MAX, USER_BYTES_MAX};
use crate::wire::name::NameError;
use crate::wire::numeric::{self, Numeric};
use crate::wire::text::Text;
use crate::wire::{ConnId, Name, Now, RoomName, caps};

/// Bytes of one piece of a long line that was said at the plain door: with prefix, command and
/// target it still fits on a line of IRC in most rooms; the doors cut again where it does not.
const PLAIN_PIECE_BYTES_MAX: usize = LINE_BYTES_MAX - 160;

impl Hall {
    /// Takes whoever has said all that is needed in. `None` if they can't come in.
    pub(super) fn admit(
        &mut self,
        now: Now,
        conn: ConnId,
        name: Name,
        (user, realname): (String, String),
        door: Door,
    ) -> Option<()> {
        let secret = self.rules.secret;
        let session = self.sessions.get_mut(conn)?;
        let host = cloak::cloak(&secret, session.address);
        let who = who(&name, &user, &host);
        session.stage = Stage::Here(Box::new(Member {
            name,
            who,
            user,
            host,
            realname,
            door,
            rooms: Vec::new(),
            has_chosen: false,
            away: None,
            invisible: false,
            house_operator: false,
            hears_wallops: false,
            invitations: Invitations::default(),
            knocks: Knocks::default(),
            since_ms: now.unix_ms,
            spoke: now.uptime,
        }));
        self.members += 1;
        self.members_most = self.members_most.max(self.members);
        Some(())
    }

    /// Somebody at the plain door comes in: name, password and room at once.
    pub(super) fn enter_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        text: &str,
        password: Option<&str>,
        out: &mut Outbox,
    ) {
        match self.try_enter_plain(now, conn, text, password) {
            Ok(name) => {
                out.effects.push(Effect::PlainWelcome { to: conn, name: name.shared() });
                self.tell_online(conn, out);
                self.enter(now, conn, self.lobby, out);
            }
            Err(why) => out.effects.push(Effect::PlainRefused { to: conn, why }),
        }
    }

    fn try_enter_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        text: &str,
        password: Option<&str>,
    ) -> Result<Name, Refused> {
        let chars_max = self.rules.lengths.name_chars_max;
        let name = Name::parse(text).and_then(|name| name.at_most(chars_max));
        let name = name.map_err(|why| match why {
            NameError::TooLong => Refused::TooLong(chars_max),
            why => Refused::Unfit(text.to_owned(), why),
        })?;
        self.names.claim(&name, conn).map_err(|clash| match clash {
            Clash::Taken => Refused::Taken(text.to_owned()),
            Clash::LooksLike(other) => Refused::LooksLike(text.to_owned(), other.to_string()),
            Clash::Reserved => Refused::Reserved(text.to_owned()),
        })?;
        let wrong = self.rules.password.is_some() && self.rules.password.as_deref() != password;
        let lobby = || self.rules.default_room.as_str().to_owned();
        let refused = match self.admits_plain(&name, conn) {
            _ if wrong => Some(Refused::Password),
            Err(why) if why.code == numeric::ERR_BANNEDFROMCHAN.code => Some(Refused::Banned(lobby())),
            Err(_) => Some(Refused::RoomShut(lobby())),
            Ok(()) => None,
        };
        if let Some(why) = refused {
            self.names.release(&name, conn);
            return Err(why);
        }
        let user = user_part(text);
        let admitted = self.admit(now, conn, name.clone(), (user, text.to_owned()), Door::Plain);
        admitted.map(|()| name).ok_or(Refused::Taken(text.to_owned()))
    }

    /// Somebody at the plain door says something in their room.
    pub(super) fn say_plain(&mut self, now: Now, conn: ConnId, text: &str, out: &mut Outbox) {
        let Some(member) = self.sessions.get_mut(conn).and_then(|session| session.member_mut()) else {
            return;
        };
        member.spoke = now.uptime;
        let (who, room) = (member.who.clone(), member.rooms.first().copied());
        let Some(place) = room.and_then(|room| self.rooms.get(room)) else { return };
        let target = place.name.shared();
        if !may_speak(place, place.standing(conn), &who.prefix) {
            let numeric = &numeric::ERR_CANNOTSENDTOCHAN;
            out.effects.push(Effect::Reply { to: conn, numeric, params: vec![target.to_string()] });
            return;
        }
        let to = place.members().map(|(other, _)| other).filter(|&other| other != conn).collect();
        let text = Text::long_line(text, PLAIN_PIECE_BYTES_MAX);
        let what = What::Said { target, in_room: true, kind: SaidKind::Message, text, tags: "".into() };
        let event = Event { at_ms: now.unix_ms, id: Some(self.ids.next(now)), who, what };
        out.effects.push(Effect::Event { to, by: Some(conn), event });
    }

    /// Whether somebody who is not in yet may enter the default room.
    fn admits_plain(&self, name: &Name, conn: ConnId) -> Result<(), &'static Numeric> {
        let Some(session) = self.sessions.get(conn) else { return Ok(()) };
        let host = cloak::cloak(&self.rules.secret, session.address);
        let prefix = who(name, &user_part(name.as_str()), &host).prefix;
        self.admits(self.lobby, &Newcomer { prefix: &prefix, key: None, invitation: None })
    }

    /// Whether a member who says this key may enter the room; if not, the numeric that says why.
    pub(super) fn admits_member(
        &self,
        room: RoomId,
        conn: ConnId,
        key: Option<&str>,
    ) -> Result<(), &'static Numeric> {
        let Some(member) = self.sessions.get(conn).and_then(|session| session.member()) else {
            return Ok(());
        };
        let invitation = member.invitations.find(room);
        self.admits(room, &Newcomer { prefix: &member.who.prefix, key, invitation })
    }

    /// Whether somebody may enter the room. An invitation of an operator of the room opens
    /// everything (for bans: RFC 2811 section 4.3.1); one of somebody else opens what is invite-only.
    fn admits(&self, room: RoomId, newcomer: &Newcomer<'_>) -> Result<(), &'static Numeric> {
        let Some(place) = self.rooms.get(room) else { return Ok(()) };
        let (modes, invitation) = (&place.modes, newcomer.invitation);
        if invitation.is_some_and(|invitation| invitation.by_operator) {
            return Ok(());
        }
        if modes.bans(newcomer.prefix) {
            return Err(&numeric::ERR_BANNEDFROMCHAN);
        }
        let is_welcome = || invitation.is_some() || modes.lists(List::Welcome, newcomer.prefix);
        if modes.has(Flag::InviteOnly) && !is_welcome() {
            return Err(&numeric::ERR_INVITEONLYCHAN);
        }
        if modes.key.is_some() && modes.key.as_deref() != newcomer.key {
            return Err(&numeric::ERR_BADCHANNELKEY);
        }
        match modes.members_max {
            Some(members_max) if place.count() >= members_max => Err(&numeric::ERR_CHANNELISFULL),
            _ => Ok(()),
        }
    }

    /// The room of this name; who asks for one that is not there founds it.
    pub(super) fn room_or_found(&mut self, now: Now, name: RoomName) -> RoomId {
        let found = self.rooms.find(name.key());
        found.unwrap_or_else(|| self.rooms.found(Room::new(name, now.unix_ms, false)))
    }

    /// Seats a member in a room that admits them, and tells everybody there.
    pub(super) fn enter(&mut self, now: Now, conn: ConnId, room: RoomId, out: &mut Outbox) {
        let Some(place) = self.rooms.get_mut(room) else { return };
        let Some(member) = self.sessions.get_mut(conn).and_then(|session| session.member_mut()) else {
            return;
        };
        if place.standing(conn).is_some() {
            return;
        }
        // Who founds a room decides in it; the default room is founded by the operator.
        let founds = place.count() == 0 && !place.stays;
        place.seat(conn, Standing { operator: founds, voice: false });
        member.rooms.push(room);
        member.invitations.take(room);
        let (who, door, away) = (member.who.clone(), member.door, member.away.clone());
        let what = What::Joined { room: place.name.shared(), realname: member.realname.as_str().into() };
        let mut to = self.companions(&[room]);
        if door == Door::Plain {
            to.retain(|&other| other != conn);
        }
        let event = Event { at_ms: now.unix_ms, id: None, who: who.clone(), what };
        out.effects.push(Effect::Event { to, by: Some(conn), event });
        if away.is_some() {
            self.tell_away(now, conn, (who, away), &[room], out);
        }
        introduce(&mut Ctx { hall: self, out, now, conn }, room);
        self.tell_of_newcomer(conn, room, out);
    }
}

/// Somebody who wants to enter a room.
struct Newcomer<'n> {
    prefix: &'n str,
    key: Option<&'n str>,
    invitation: Option<Invitation>,
}

/// Shows a room to whoever has just entered it: its topic, and who is there unless they asked not to
/// be told (IRCv3 no-implicit-names), and what is known of them to whoever knows metadata.
pub(super) fn introduce(ctx: &mut Ctx<'_>, room: RoomId) {
    ctx.show_topic(room);
    if !ctx.hall.caps(ctx.conn).has(caps::NO_IMPLICIT_NAMES) {
        names_command::show(ctx, room);
    }
    ctx.hall.sync_room(ctx.conn, room, ctx.out);
}

/// Whether somebody with this prefix and standing (none: not in the room) may speak in it. Who is
/// banned may not, even if they are in already, unless they have a voice (RFC 2811 section 4.3.1).
/// They may still take another name: a ban is looked up each time, by the name of that moment.
pub(super) fn may_speak(place: &Room, standing: Option<Standing>, prefix: &str) -> bool {
    let is_member = standing.is_some();
    let has_voice = standing.is_some_and(|standing| standing.is_at_least(Rank::Voice));
    (is_member || !place.modes.has(Flag::MembersOnly))
        && (has_voice || !(place.modes.has(Flag::Moderated) || place.modes.bans(prefix)))
}

/// The user part of a prefix: what is ASCII and harmless of `text`, behind the `~` that says that
/// nobody has checked it.
pub(super) fn user_part(text: &str) -> String {
    let fit = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let user: String = fit.take(USER_BYTES_MAX - 1).collect();
    format!("~{}", if user.is_empty() { "u" } else { &user })
}

impl Ctx<'_> {
    /// Takes an IRC client in, once it has said all that is needed.
    pub(super) fn admit_when_ready(&mut self) {
        let Some(session) = self.hall.sessions.get_mut(self.conn) else { return };
        let Stage::Arriving(arrival) = &mut session.stage else { return };
        let Arrival { name: Some(name), user: Some(user), password, away, negotiating: false } =
            &mut **arrival
        else {
            return;
        };
        let (name, user, away) = (name.clone(), user.clone(), away.take());
        let wanted = self.hall.rules.password.as_deref();
        if wanted.is_some() && wanted != password.as_deref() {
            self.reply(&numeric::ERR_PASSWDMISMATCH, &[]);
            self.hall.close(self.now, self.conn, Ending::Password, self.out);
            return;
        }
        if self.hall.admit(self.now, self.conn, name, user, Door::Irc).is_none() {
            return;
        }
        self.welcome();
        self.hall.tell_online(self.conn, self.out);
        if away.is_some() {
            self.hall.go_away(self.now, self.conn, away, self.out);
        }
    }

    /// Shows the topic to a newcomer, if there is one.
    pub(super) fn show_topic(&mut self, room: RoomId) {
        let Some(place) = self.hall.rooms.get(room) else { return };
        let name = place.name.shared();
        if let Some(topic) = place.topic.clone() {
            self.reply(&numeric::RPL_TOPIC, &[&name, &topic.text]);
            let seconds = (topic.at_ms / 1000).to_string();
            self.reply(&numeric::RPL_TOPICWHOTIME, &[&name, &topic.setter, &seconds]);
        }
    }
}

/// A reason or message as others will see it: at most `bytes_max` bytes; `None` if it is empty.
pub(super) fn shortened(text: &str, bytes_max: usize) -> Option<Arc<str>> {
    let (kept, _) = crate::wire::text::split_at_most(text, bytes_max);
    (!kept.is_empty()).then(|| kept.into())
}
