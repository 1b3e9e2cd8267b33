//! Coming in and entering rooms, through whichever door.

use std::sync::Arc;

use super::accounts::login::{Login, Way};
use super::accounts::sasl::{Step, check};
use super::bans::Terms;
use super::command::{Ctx, names as names_command};
use super::entry::Lacks;
use super::history::account_key;
use super::invitations::Invitation;
use super::member::{Member, who};
use super::modes::{Flag, List, Rank};
use super::names::{Clash, Owner};
use super::outbox::{Effect, Ending, Event, Outbox, Refused, SaidKind, What, Who};
use super::place::{Room, RoomId, Standing};
use super::session::{Arrival, Door};
use super::{Hall, cloak};
use crate::wire::limits::{LINE_BYTES_MAX, USER_BYTES_MAX};
use crate::wire::mask::Subject;
use crate::wire::name::NameError;
use crate::wire::note;
use crate::wire::numeric::{self, Numeric};
use crate::wire::text::Text;
use crate::wire::{ConnId, MemberId, Name, Now, RoomName, caps};

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
    ) -> Option<MemberId> {
        let session = self.sessions.get_mut(conn)?;
        session.door = door;
        let metadata = session.arrival_mut().map(|arrival| std::mem::take(&mut arrival.metadata));
        let host = cloak::cloak(&self.rules.secret, session.address);
        let mut member = Member::new(name.clone(), (user, host, realname), (now.unix_ms, now.uptime));
        member.metadata = metadata.unwrap_or_default();
        let member = self.members.add(member);
        self.members_most = self.members_most.max(self.members.len());
        self.names.hand_over(&name, Owner::Arriving(conn), Owner::Member(member));
        self.attach(conn, member);
        Some(member)
    }

    /// Somebody at the plain door comes in: name, password and room at once.
    pub(super) fn enter_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        text: &str,
        (password, secret): (Option<&str>, Option<&str>),
        out: &mut Outbox,
    ) {
        if let Some(secret) = secret {
            return self.prove_plain(now, conn, (text, password, secret), out);
        }
        let entered = self.try_enter_plain(now, conn, (text, password), None, out);
        self.welcome_plain(now, conn, entered, out);
    }

    fn welcome_plain(&mut self, now: Now, conn: ConnId, entered: Result<Name, Refused>, out: &mut Outbox) {
        match entered {
            Ok(name) => {
                out.effects.push(Effect::PlainWelcome { to: conn, name: name.shared() });
                self.tell_online(conn, out);
                self.enter(now, conn, (self.lobby, 1), out);
            }
            Err(why) => out.effects.push(Effect::PlainRefused { to: conn, why }),
        }
    }

    /// Somebody at the plain door says the password of the account whose name they want.
    fn prove_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        (text, password, secret): (&str, Option<&str>, &str),
        out: &mut Outbox,
    ) {
        let step = check(text, secret, &self.accounts);
        let mut ctx = Ctx { hall: self, out, now, conn };
        if !ctx.may_try_password() {
            return out.effects.push(Effect::PlainRefused { to: conn, why: Refused::TooManyTries });
        }
        if let Step::Check { account, hash, password: secret } = step {
            let way = Way::Enter(text.to_owned(), password.map(str::to_owned));
            ctx.look_at_password(Login { account, way }, hash, secret);
        }
    }

    /// Somebody at the plain door has said the right one: they are that account's member, or become
    /// it.
    pub(super) fn enter_plain_as(
        &mut self,
        now: Now,
        conn: ConnId,
        (text, password): (&str, Option<&str>),
        account: Arc<str>,
        out: &mut Outbox,
    ) {
        let Some(present) = self.present(&account) else {
            let entered = self.try_enter_plain(now, conn, (text, password), Some(&account), out);
            return self.welcome_plain(now, conn, entered, out);
        };
        let judged = self.judge_entry((now, conn), (&account, password), true);
        let judged = judged.map_err(|lacks| lacks.refused(text));
        let entered = judged.and_then(|code| {
            self.attach_plain(now, conn, present, out)?;
            self.came_in_with(conn, code, &account, out);
            Ok(())
        });
        if let Err(why) = entered {
            out.effects.push(Effect::PlainRefused { to: conn, why });
        }
    }

    fn try_enter_plain(
        &mut self,
        now: Now,
        conn: ConnId,
        (text, password): (&str, Option<&str>),
        account: Option<&Arc<str>>,
        out: &mut Outbox,
    ) -> Result<Name, Refused> {
        let chars_max = self.rules.lengths.name_chars_max;
        let name = Name::parse(text).and_then(|name| name.at_most(chars_max));
        let name = name.map_err(|why| match why {
            NameError::TooLong => Refused::TooLong(chars_max),
            why => Refused::Unfit(text.to_owned(), why),
        })?;
        // Whose name it is they may not know; that they lack something is no news then.
        let (has_account, own) = (account.is_some(), account.map(|key| &**key));
        let code = match self.judge_entry((now, conn), (name.key(), password), has_account) {
            Err(lacks @ (Lacks::Password | Lacks::Patience)) => return Err(lacks.refused(text)),
            Err(_) if self.owned(&name, own).is_some() => return Err(Refused::Owned(text.to_owned())),
            Err(lacks) => return Err(lacks.refused(text)),
            Ok(code) => code,
        };
        let owner = Owner::Arriving(conn);
        let claimed = self.owned(&name, own).map_or_else(|| self.names.claim(&name, owner), Err);
        claimed.map_err(|clash| match clash {
            Clash::Owned => Refused::Owned(text.to_owned()),
            Clash::Taken => Refused::Taken(text.to_owned()),
            Clash::LooksLike(other) => Refused::LooksLike(text.to_owned(), other.to_string()),
            Clash::Reserved => Refused::Reserved(text.to_owned()),
        })?;
        let as_account = account.and_then(|key| self.accounts.get(key)).map(|it| it.name.shared());
        let refused = self.admits_plain(now, &name, conn, (as_account, code.is_some())).err();
        if let Some(why) = refused {
            self.names.release(&name, owner);
            return Err(why);
        }
        let user = user_part(text);
        let admitted = self.admit(now, conn, name.clone(), (user, text.to_owned()), Door::Plain);
        if let (Some(member), Some(account)) = (admitted, account) {
            self.bind(member, account);
        }
        self.came_in_with(conn, code, name.key(), out);
        admitted.map(|_| name).ok_or(Refused::Taken(text.to_owned()))
    }

    /// Why somebody can't enter the default room, in words of the plain door.
    pub(super) fn refused(&self, why: &Barrier) -> Refused {
        let lobby = self.rules.default_room.as_str().to_owned();
        match &why.more {
            More::Nothing if why.numeric.code == numeric::ERR_NEEDREGGEDNICK.code => {
                Refused::RoomOfAccounts(lobby)
            }
            More::Nothing if why.numeric.code == numeric::ERR_CHANNELISFULL.code => Refused::RoomFull(lobby),
            More::Nothing => Refused::RoomShut(lobby),
            More::Terms(terms) => Refused::Banned(lobby, terms.clone()),
            More::Minutes(minutes) => Refused::Braked(lobby, *minutes),
        }
    }

    /// Somebody at the plain door says something in their room.
    pub(super) fn say_plain(&mut self, now: Now, conn: ConnId, text: &str, out: &mut Outbox) {
        let Some(id) = self.member_id(conn) else { return };
        let Some(member) = self.members.get_mut(id) else { return };
        member.spoke = now.uptime;
        let who = member.who.clone();
        let Some(place) = self.rooms.get(self.lobby) else { return };
        let target = place.name.shared();
        let to = place.ears().iter().copied().filter(|&other| other != conn).collect();
        let mut ctx = Ctx { hall: self, out, now, conn };
        let lobby = ctx.hall.lobby;
        if !ctx.lets_speak(lobby, (SaidKind::Message, &target)) {
            return;
        }
        if self.is_shut() {
            let context = vec!["PRIVMSG".to_owned(), target.to_string()];
            out.effects.push(Effect::Note { to: conn, note: &note::HISTORY_FAILING, context });
            return;
        }
        if let Some(seconds) = self.soon(now, self.lobby, id) {
            let params = vec![target.to_string(), seconds.to_string()];
            out.effects.push(Effect::Reply { to: conn, numeric: &numeric::ERR_SLOWMODE, params });
            return;
        }
        let mut ctx = Ctx { hall: self, out, now, conn };
        if !ctx.lets_repeat((SaidKind::Message, &target), &Text::line(text)) {
            return;
        }
        self.note_spoke(now, self.lobby, id);
        let text = Text::long_line(text, PLAIN_PIECE_BYTES_MAX);
        let what = What::Said { target, in_room: true, kind: SaidKind::Message, text, tags: "".into() };
        let mut event = self.said(now, who, what);
        self.keep_in(now, self.lobby, &mut event, out);
        self.note_author(id, &event);
        out.effects.push(Effect::Event { to, by: Some(conn), event });
    }

    /// Whether somebody who is not in yet may enter the default room.
    fn admits_plain(
        &self,
        now: Now,
        name: &Name,
        conn: ConnId,
        (account, by_code): (Option<Arc<str>>, bool),
    ) -> Result<(), Refused> {
        let Some(session) = self.sessions.get(conn) else { return Ok(()) };
        let host = cloak::cloak(&self.rules.secret, session.address);
        let who = Who { account, ..who(name, &user_part(name.as_str()), &host) };
        let subject = Subject { address: Some(session.address), ..who.subject() };
        if let Some(terms) = self.bars(subject) {
            return Err(Refused::Barred(terms));
        }
        let newcomer = Newcomer { subject, key: None, invitation: None, by_code };
        self.admits(now, self.lobby, &newcomer).map_err(|why| self.refused(&why))
    }

    /// Whether a member who says this key may enter the room; if not, the numeric that says why. Whose
    /// account decides in the room can open it to themselves, so that it is open to them: it may be
    /// empty, and stays. Bans are for all but its owners.
    pub(super) fn admits_member(
        &self,
        now: Now,
        room: RoomId,
        (conn, member): (ConnId, &Member),
        key: Option<&str>,
    ) -> Result<(), Barrier> {
        let subject = Subject { address: self.address_of(conn), ..member.subject() };
        let decides = || {
            let (place, account) = (self.rooms.get(room)?, account_key(&member.who)?);
            let held = place.memory.standing(Some(&account));
            (held.owner || held.decides() && !place.modes.bans(subject)).then_some(())
        };
        if decides().is_some() {
            return Ok(());
        }
        let invitation = member.invitations.find(room);
        let by_code = !member.codes.is_empty();
        self.admits(now, room, &Newcomer { subject, key, invitation, by_code })
    }

    /// Whether somebody may enter the room. An invitation of an operator of the room opens
    /// everything (for bans: RFC 2811 section 4.3.1); one of somebody else opens what is invite-only.
    fn admits(&self, now: Now, room: RoomId, newcomer: &Newcomer<'_>) -> Result<(), Barrier> {
        let Some(place) = self.rooms.get(room) else { return Ok(()) };
        let (modes, invitation) = (&place.modes, newcomer.invitation);
        if invitation.is_some_and(|invitation| invitation.by_operator) {
            return Ok(());
        }
        if let Some(ban) = modes.ban(newcomer.subject) {
            let more = More::Terms(ban.terms());
            return Err(Barrier { numeric: &numeric::ERR_BANNEDFROMCHAN, more });
        }
        let is_welcome = || invitation.is_some() || modes.lists(List::Welcome, newcomer.subject);
        if modes.has(Flag::InviteOnly) && !is_welcome() {
            return Err((&numeric::ERR_INVITEONLYCHAN).into());
        }
        if modes.has(Flag::AccountsOnly) && newcomer.subject.account.is_none() {
            return Err((&numeric::ERR_NEEDREGGEDNICK).into());
        }
        if modes.key.is_some() && modes.key.as_deref() != newcomer.key {
            return Err((&numeric::ERR_BADCHANNELKEY).into());
        }
        let members_max = modes.members_max.unwrap_or(usize::MAX).min(self.rules.limits.members_per_room_max);
        if place.count() >= members_max {
            return Err((&numeric::ERR_CHANNELISFULL).into());
        }
        match place.brake.left(now.uptime) {
            Some(left) if newcomer.subject.account.is_none() && !newcomer.by_code && !is_welcome() => {
                let more = More::Minutes(left.as_millis().div_ceil(60_000).try_into().unwrap_or(u64::MAX));
                Err(Barrier { numeric: &numeric::ERR_THROTTLE, more })
            }
            _ => Ok(()),
        }
    }

    /// The room of this name; who asks for one that is not there founds it.
    pub(super) fn room_or_found(&mut self, now: Now, name: RoomName) -> RoomId {
        let found = self.rooms.find(name.key());
        found.unwrap_or_else(|| self.rooms.found(Room::new(name, now.unix_ms, false)))
    }

    /// Seats the member at `conn` in a room that admits them, and tells everybody there. All their
    /// connections are shown the room; so many rooms, this one among them, they enter at once.
    pub(super) fn enter(&mut self, now: Now, conn: ConnId, (room, rooms): (RoomId, usize), out: &mut Outbox) {
        let Some(id) = self.member_id(conn) else { return };
        if self.rooms.get(room).is_none_or(|place| place.standing(id).is_some()) {
            return;
        }
        self.count_newcomer(now, (conn, id), room, out);
        // Who founds a room decides in it; the default room is founded by the operator.
        let held = self.standing_on_entering(now, id, room, out);
        let hearing = self.hearing(self.sessions_of(id), room);
        let (Some(place), Some(member)) = (self.rooms.get_mut(room), self.members.get_mut(id)) else {
            return;
        };
        place.seat(id, held, &hearing);
        member.rooms.push(room);
        member.invitations.take(room);
        let (who, away) = (member.who.clone(), member.away.clone());
        let what = What::Joined { room: place.name.shared(), realname: member.realname.as_str().into() };
        let mut to = self.companions(&[room]);
        if self.door(conn) == Some(Door::Plain) {
            to.retain(|&other| other != conn);
        }
        let mut event = Event { at_ms: now.unix_ms, id: None, who: who.clone(), what };
        self.keep_in(now, room, &mut event, out);
        out.effects.push(Effect::Event { to, by: Some(conn), event });
        if self.rooms.get(room).is_some_and(|place| place.count() > 1) {
            self.tell_saved_rank(now, &who.name, room, held, out);
        }
        if away.is_some() {
            self.tell_away(now, conn, (who, away), &[room], out);
        }
        for &conn in &hearing {
            introduce(&mut Ctx { hall: self, out, now, conn }, room);
        }
        self.note_presence(id);
        self.tell_of_newcomer(conn, room, out);
        for conn in hearing {
            self.show_past(conn, (room, rooms), out);
        }
    }
}

/// Why a room can't be entered.
#[derive(Debug)]
pub(super) struct Barrier {
    /// The numeric that says so.
    pub numeric: &'static Numeric,
    /// What more it says.
    pub more: More,
}

/// What more there is to say of it.
#[derive(Debug)]
pub(super) enum More {
    /// Nothing.
    Nothing,
    /// On which terms they are banned.
    Terms(Terms),
    /// After how many minutes they may try again.
    Minutes(u64),
}

impl From<&'static Numeric> for Barrier {
    fn from(numeric: &'static Numeric) -> Self {
        Self { numeric, more: More::Nothing }
    }
}

/// Somebody who wants to enter a room.
struct Newcomer<'n> {
    subject: Subject<'n>,
    key: Option<&'n str>,
    invitation: Option<Invitation>,
    /// Whether they came into the house with a code.
    by_code: bool,
}

/// Shows a room to whoever has just entered it: its topic, and who is there unless they asked not to
/// be told (IRCv3 no-implicit-names), and what is known of them to whoever knows metadata.
pub(super) fn introduce(ctx: &mut Ctx<'_>, room: RoomId) {
    ctx.show_topic(room);
    ctx.show_marker(room);
    if !ctx.hall.caps(ctx.conn).has(caps::NO_IMPLICIT_NAMES) {
        names_command::show(ctx, room);
    }
    ctx.hall.sync_room(ctx.conn, room, ctx.out);
}

/// Whether somebody with this standing (none: not in the room) may speak in it. Who is
/// banned may not, even if they are in already, unless they have a voice (RFC 2811 section 4.3.1).
/// They may still take another name: a ban is looked up each time, by the name of that moment.
pub(super) fn may_speak(place: &Room, standing: Option<Standing>, subject: Subject<'_>) -> bool {
    let is_member = standing.is_some();
    let has_voice = standing.is_some_and(|standing| standing.is_at_least(Rank::Voice));
    (is_member || !place.modes.has(Flag::MembersOnly))
        && (has_voice || !(place.modes.has(Flag::Moderated) || place.modes.bans(subject)))
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
        let Some(arrival) = self.arrival_mut() else { return };
        if !arrival.negotiating
            && let Some(token) = arrival.resumes.take()
            && self.take_over(&token)
        {
            return;
        }
        let Some(arrival) = self.arrival_mut() else { return };
        let Arrival { name: Some(name), user: Some(user), password, negotiating: false, .. } = arrival else {
            return;
        };
        let (name, user, password) = (name.clone(), user.clone(), password.clone());
        if self.is_barred(&name, &user.0) {
            return;
        }
        let account = self.own_account_key();
        let said = (&**name.key(), password.as_deref());
        let code = match self.hall.judge_entry((self.now, self.conn), said, account.is_some()) {
            Err(lacks) => return self.turn_away(lacks),
            Ok(code) => code,
        };
        self.give_up_login();
        let key = Arc::clone(name.key());
        if let Some(present) = account.as_ref().and_then(|key| self.hall.present(key)) {
            self.attach(present);
            return self.hall.came_in_with(self.conn, code, &key, self.out);
        }
        if !self.has_name_at_last(&name) {
            return;
        }
        let away = self.arrival_mut().and_then(|arrival| arrival.away.take());
        let Some(id) = self.hall.admit(self.now, self.conn, name, user, Door::Irc) else { return };
        if let Some(account) = account {
            self.hall.bind(id, &account);
        }
        self.hall.came_in_with(self.conn, code, &key, self.out);
        self.welcome();
        self.hall.tell_online(self.conn, self.out);
        if away.is_some() {
            self.hall.go_away(self.now, (id, Some(self.conn)), away, self.out);
        }
    }

    /// They lack something to come in, and are told what.
    fn turn_away(&mut self, lacks: Lacks) {
        let why = match lacks {
            Lacks::Password => Ending::Password,
            Lacks::Patience => {
                // No 464: it would say that this one was wrong, which nobody has looked at.
                self.note(&note::PASS_TOO_MANY_TRIES, &[]);
                return self.hall.close(self.now, self.conn, Ending::TooManyTries, self.out);
            }
            Lacks::Code => {
                self.note(&note::INVITATION_REQUIRED, &[]);
                Ending::Uninvited
            }
            Lacks::Account => {
                self.note(&note::MEMBERS_ONLY, &[]);
                Ending::NoAccount
            }
        };
        // Clients know by this that they should ask for something.
        self.reply(&numeric::ERR_PASSWDMISMATCH, &[]);
        self.hall.close(self.now, self.conn, why, self.out);
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
