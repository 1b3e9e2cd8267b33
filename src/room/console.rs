//! The operator at the console: what they type goes to everyone, commands begin with `/`.

use std::sync::Arc;
use std::time::Duration;

use super::Hall;
use super::bans::audit::Did;
use super::codes::CODE_USES_MAX;
use super::enter::shortened;
use super::keep::{CodeKind, Keep};
use super::modes::Rank;
use super::outbox::{ConsoleReply, Effect, Ending, Errand, Event, Outbox, SaidKind, What};
use super::place::{RoomId, Topic};
use crate::wire::text::Text;
use crate::wire::{MemberId, Now, span};

/// The commands of the console, as they are typed.
pub const COMMANDS: &[&str] = &[
    "/who",
    "/kick",
    "/ban",
    "/unban",
    "/mute",
    "/unmute",
    "/bans",
    "/undo",
    "/audit",
    "/brake",
    "/slow",
    "/op",
    "/deop",
    "/topic",
    "/invite",
    "/invites",
    "/uninvite",
    "/owner",
    "/code",
    "/account",
    "/forget",
    "/limits",
    "/reload",
    "/help",
];

/// How long an invitation lets people in, if nothing else is said.
pub const INVITATION_LASTS: Duration = Duration::from_secs(7 * 86_400);

/// Bytes of one piece of a long line; with the operator's prefix it fits on a line of IRC.
const PIECE_BYTES_MAX: usize = 350;

impl Hall {
    /// A line of the operator. An empty one is not for here: it closes the house.
    pub(super) fn console(&mut self, now: Now, line: &str, out: &mut Outbox) {
        if line.trim().is_empty() {
            return;
        }
        let Some(command) = line.strip_prefix('/') else { return self.announce(now, line, out) };
        if command.starts_with('/') {
            // `//text` says `/text`.
            return self.announce(now, command, out);
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let reply = match word.to_ascii_lowercase().as_str() {
            "/who" => Some(self.console_who()),
            "/kick" => self.console_kick(now, rest, out),
            "/ban" => Some(self.console_ban(now, ("/ban", false), rest, out)),
            "/mute" => Some(self.console_ban(now, ("/mute", true), rest, out)),
            "/unban" => Some(self.console_unban(now, ("/unban", false), rest, out)),
            "/unmute" => Some(self.console_unban(now, ("/unmute", true), rest, out)),
            "/bans" => Some(self.console_bans()),
            "/undo" => Some(self.undo_in_house(now, out)),
            "/audit" => Some(self.console_audit(rest)),
            "/brake" => Some(self.console_brake(now, rest, out)),
            "/slow" => self.console_slow(now, rest, out),
            "/op" => self.console_rank(now, ("/op", true), rest, out),
            "/deop" => self.console_rank(now, ("/deop", false), rest, out),
            "/topic" => self.console_topic(now, rest, out),
            "/invite" => self.console_invite(now, rest, out),
            "/owner" => self.console_owner(now, out),
            "/invites" => Some(ConsoleReply::Invites(self.codes.all(now.unix_ms).cloned().collect())),
            "/uninvite" => Some(self.console_uninvite(now, rest, out)),
            "/code" => self.console_code(now, rest, out),
            "/account" => Some(self.console_account(rest)),
            "/forget" => Some(self.console_forget(now, rest, out)),
            "/limits" => Some(ConsoleReply::Limits(self.limits_told())),
            "/reload" => {
                out.effects.push(Effect::Errand(Errand::Reload { by: None }));
                None
            }
            "/help" => Some(ConsoleReply::Help),
            _ => Some(ConsoleReply::UnknownCommand(word.to_owned(), nearest(word))),
        };
        out.effects.extend(reply.map(Effect::Console));
    }

    /// Says something to everyone: in the default room to those who are there, to all others by
    /// themselves.
    fn announce(&mut self, now: Now, line: &str, out: &mut Outbox) {
        let Some(lobby) = self.rooms.get(self.lobby) else { return };
        let room = lobby.name.shared();
        let here = lobby.ears().to_vec();
        let elsewhere = self.members.iter().filter(|(_, member)| !member.rooms.contains(&self.lobby));
        let elsewhere: Vec<_> =
            elsewhere.map(|(_, member)| (member.sessions.clone(), member.name.shared())).collect();
        let text = Text::long_line(line, PIECE_BYTES_MAX);
        let what = |target, in_room| {
            let (kind, text) = (SaidKind::Message, text.clone());
            What::Said { target, in_room, kind, text, tags: "".into() }
        };
        let mut event = self.said(now, self.operator.clone(), what(room, true));
        self.keep_in(now, self.lobby, &mut event, out);
        out.effects.push(Effect::Event { to: here, by: None, event: event.clone() });
        for (to, name) in elsewhere {
            let event = Event { what: what(name, false), ..event.clone() };
            out.effects.push(Effect::Event { to, by: None, event });
        }
    }

    /// The operator does something in a room, and all who are there are told.
    pub(super) fn operator_does(&mut self, now: Now, room: RoomId, what: What, out: &mut Outbox) {
        let mut event = Event { at_ms: now.unix_ms, id: None, who: self.operator.clone(), what };
        self.keep_in(now, room, &mut event, out);
        out.effects.push(Effect::Event { to: self.companions(&[room]), by: None, event });
    }

    fn console_who(&self) -> ConsoleReply {
        let rows = self.members.iter().map(|(_, member)| {
            let rooms = member.rooms.iter().filter_map(|&room| self.rooms.get(room));
            (member.name.as_str().to_owned(), rooms.map(|room| room.name.as_str().to_owned()).collect())
        });
        ConsoleReply::Who(rows.collect())
    }

    /// Puts somebody out of every room and ends their connection.
    fn console_kick(&mut self, now: Now, rest: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let (name, reason) = rest.split_once(' ').unwrap_or((rest, ""));
        if name.is_empty() {
            return Some(ConsoleReply::Usage("/kick"));
        }
        let meant = self.members_meant(name);
        if meant.is_empty() {
            return Some(ConsoleReply::NoSuchName(name.to_owned()));
        }
        let reason = shortened(reason.trim(), self.rules.lengths.reason_bytes_max);
        for id in meant {
            let (by, reason) = (Arc::clone(&self.operator.name), reason.clone());
            let Some(whom) = self.members.get(id).map(|member| member.name.shared()) else { continue };
            self.audit_simply(now, None, (Did::Kick, &whom), (&by, reason.as_ref()), out);
            self.remove_member(now, id, Ending::Removed { by, reason: reason.clone() }, reason, out);
        }
        None
    }

    pub(super) fn put_out(
        &mut self,
        now: Now,
        id: MemberId,
        room: RoomId,
        whom: &Arc<str>,
        reason: &Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        let Some(name) = self.rooms.get(room).map(|place| place.name.shared()) else { return };
        let what = What::Kicked { room: name, whom: Arc::clone(whom), reason: reason.clone() };
        self.operator_does(now, room, what, out);
        self.take_out(id, room);
    }

    /// Makes somebody an operator of the default room, or no longer one. Its members do not found it,
    /// so that only here the first can be made.
    fn console_rank(
        &mut self,
        now: Now,
        (command, on): (&'static str, bool),
        name: &str,
        out: &mut Outbox,
    ) -> Option<ConsoleReply> {
        if name.is_empty() {
            return Some(ConsoleReply::Usage(command));
        }
        let Some(id) = self.member(name) else { return Some(ConsoleReply::NoSuchName(name.to_owned())) };
        let whom = self.members.get(id)?.name.as_str().to_owned();
        let place = self.rooms.get_mut(self.lobby)?;
        let room = place.name.shared();
        let Some(standing) = place.standing_mut(id) else {
            return Some(ConsoleReply::NotInRoom(whom, room.to_string()));
        };
        if !standing.set(Rank::Operator, on) {
            return Some(if on { ConsoleReply::IsOperator(whom) } else { ConsoleReply::IsNoOperator(whom) });
        }
        let words = vec![if on { "+o" } else { "-o" }.to_owned(), whom];
        let by = Arc::clone(&self.operator.name);
        self.audit_simply(now, Some(self.lobby), (Did::Mode, &words.join(" ")), (&by, None), out);
        self.save_rank(id, self.lobby);
        self.operator_does(now, self.lobby, What::Mode { target: room, words }, out);
        None
    }

    fn console_topic(&mut self, now: Now, text: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let setter = Arc::clone(&self.operator.prefix);
        let place = self.rooms.get_mut(self.lobby)?;
        let room = place.name.shared();
        let Some(text) = shortened(text, self.rules.lengths.topic_bytes_max) else {
            let topic = place.topic.as_ref().map(|topic| topic.text.to_string());
            return Some(ConsoleReply::Topic(topic.unwrap_or_default()));
        };
        place.topic = Some(Topic { text: Arc::clone(&text), setter, at_ms: now.unix_ms });
        self.operator_does(now, self.lobby, What::Topic { room, topic: text }, out);
        None
    }
}

impl Hall {
    /// Makes a code by which people may come in: so often, and for so long.
    fn console_invite(&mut self, now: Now, rest: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let Some((uses, expires)) = invitation(rest) else { return Some(ConsoleReply::Usage("/invite")) };
        let expires_ms = expires.map(|span| now.unix_ms.saturating_add(span.as_millis() as u64));
        Some(match self.make_code(now, (CodeKind::Entry, uses), expires_ms, out) {
            Some(code) => ConsoleReply::Invitation { code, uses, expires_ms },
            None => ConsoleReply::TooManyCodes,
        })
    }

    /// Takes back a code, whatever it opens. Who came in with it stays, and comes in by it no more.
    fn console_uninvite(&mut self, now: Now, code: &str, out: &mut Outbox) -> ConsoleReply {
        if code.is_empty() {
            return ConsoleReply::Usage("/uninvite");
        }
        let Some(keep) = self.codes.withdraw(code, now.unix_ms) else {
            return ConsoleReply::NoSuchCode(code.to_owned());
        };
        out.effects.push(Effect::Keep(keep));
        ConsoleReply::Uninvited(code.to_owned())
    }

    /// Makes the token of whoever shall own the default room; the one before opens nothing any more.
    fn console_owner(&mut self, now: Now, out: &mut Outbox) -> Option<ConsoleReply> {
        let former = self.codes.clear(Some(CodeKind::Owner), now.unix_ms);
        out.effects.extend(former.into_iter().map(Effect::Keep));
        let made = self.make_code(now, (CodeKind::Owner, 1), None, out);
        Some(made.map_or(ConsoleReply::TooManyCodes, ConsoleReply::OwnerToken))
    }

    /// Makes a code; `None` if there are too many.
    pub(super) fn make_code(
        &mut self,
        now: Now,
        what: (CodeKind, u32),
        expires_ms: Option<u64>,
        out: &mut Outbox,
    ) -> Option<String> {
        let gone = self.codes.clear(None, now.unix_ms);
        out.effects.extend(gone.into_iter().map(Effect::Keep));
        let run = (&self.rules.secret[..], self.rules.created_ms);
        let made = self.codes.make(run, what, expires_ms)?;
        out.effects.push(Effect::Keep(Keep::Code(made.clone())));
        Some(made.code)
    }

    /// Makes a code by which accounts can be registered.
    fn console_code(&mut self, now: Now, rest: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let uses = if rest.is_empty() { Ok(1) } else { rest.parse() };
        let Some(uses) = uses.ok().filter(|uses| (1..=CODE_USES_MAX).contains(uses)) else {
            return Some(ConsoleReply::Usage("/code"));
        };
        Some(match self.make_code(now, (CodeKind::Account, uses), None, out) {
            Some(code) => ConsoleReply::Code(code, uses),
            None => ConsoleReply::TooManyCodes,
        })
    }

    fn console_account(&self, name: &str) -> ConsoleReply {
        if name.is_empty() {
            return ConsoleReply::Usage("/account");
        }
        let Some(account) = self.accounts.find(name) else {
            return ConsoleReply::NoSuchAccount(name.to_owned());
        };
        let present = self.present(account.name.key()).and_then(|id| self.members.get(id));
        ConsoleReply::Account {
            name: account.name.as_str().to_owned(),
            email: account.record.email.clone(),
            created_ms: account.record.created_ms,
            here_as: present.map(|member| member.name.as_str().to_owned()),
        }
    }

    /// Removes an account. Whoever is logged in to it stays, as a guest.
    fn console_forget(&mut self, now: Now, name: &str, out: &mut Outbox) -> ConsoleReply {
        if name.is_empty() {
            return ConsoleReply::Usage("/forget");
        }
        let Some(key) = self.accounts.find(name).map(|account| Arc::clone(account.name.key())) else {
            return ConsoleReply::NoSuchAccount(name.to_owned());
        };
        out.effects.push(Effect::Keep(Keep::AccountGone(Arc::clone(&key))));
        let by = Arc::clone(&self.operator.name);
        self.audit_simply(now, None, (Did::Forget, name), (&by, None), out);
        self.disown(&key);
        self.log_out(now, &key, out);
        let gone = self.accounts.remove(&key);
        ConsoleReply::Forgotten(gone.map_or_else(|| name.to_owned(), |gone| gone.name.as_str().to_owned()))
    }
}

/// `[USES] [EXPIRY]`: how often an invitation may be used, and for how long (`never`: always).
pub(super) fn invitation(rest: &str) -> Option<(u32, Option<Duration>)> {
    let (mut uses, mut expires) = (None, None);
    for word in rest.split_whitespace() {
        if let Some(number) = word.parse::<u32>().ok().filter(|_| uses.is_none()) {
            uses = Some(number);
        } else if word.eq_ignore_ascii_case("never") && expires.is_none() {
            expires = Some(None);
        } else if let Some(span) = span::parse(word).filter(|_| expires.is_none()) {
            expires = Some(Some(span));
        } else {
            return None;
        }
    }
    let uses = uses.unwrap_or(1);
    (1..=CODE_USES_MAX).contains(&uses).then_some((uses, expires.unwrap_or(Some(INVITATION_LASTS))))
}

/// The command that was probably meant.
fn nearest(word: &str) -> Option<&'static str> {
    let scored = COMMANDS
        .iter()
        .map(|&command| (strsim::damerau_levenshtein(&word.to_ascii_lowercase(), command), command));
    scored
        .filter(|&(distance, command)| distance * 3 <= command.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, command)| command)
}
