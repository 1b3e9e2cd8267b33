//! What arrives: the dispatcher, and one function per command. Numerics are in `numerics`, standard
//! replies in `replies`, what belongs to coming in in `register`.
//!
//! A line that makes no sense changes nothing: servers differ, and none can harm us.

use std::sync::Arc;

use super::batch::{Closed, Gathered, Old, msgid, nonce, server_time};
use super::happening::{Ending, Happening, Label, Lost, Manner, Said, Voice, Where, Who};
use super::members::Member;
use super::mention;
use super::session::{Outbox, Session, Stage};
use crate::wire::Message;
use crate::wire::text::Text;

impl Session {
    pub(super) fn handle_line(&mut self, line: &str, out: &mut Outbox) {
        let Ok(message) = Message::parse(line) else { return };
        match message.command {
            "PING" => out.line("PONG").last(message.params().last().copied().unwrap_or_default()).end(),
            "PONG" => self.handle_pong(message.params().last().copied().unwrap_or_default(), out),
            "CAP" => self.handle_cap(&message, out),
            "BATCH" => self.handle_batch(&message, out),
            "PRIVMSG" | "NOTICE" => self.handle_message(&message, out),
            "JOIN" => self.handle_join(&message, out),
            "PART" => self.handle_part(&message, out),
            "QUIT" => self.handle_quit(&message, out),
            "KICK" => self.handle_kick(&message, out),
            "NICK" => self.handle_nick(&message, out),
            "TOPIC" => self.handle_topic(&message, out),
            "MODE" => self.handle_mode(&message, out),
            "AWAY" => self.handle_away(&message, out),
            "SETNAME" => self.handle_setname(&message, out),
            "CHGHOST" => self.handle_chghost(&message),
            "INVITE" => self.handle_invite(&message, out),
            "RENAME" => self.handle_rename(&message, out),
            "TAGMSG" => self.handle_tags(&message, out),
            "REDACT" => self.handle_redact(&message, out),
            "MARKREAD" => self.handle_marker(&message, out),
            "CHATHISTORY" => self.handle_history_target(&message, out),
            "AUTHENTICATE" => self.handle_authenticate(&message, out),
            "REGISTER" | "VERIFY" => self.handle_registered(&message, out),
            "RESUME" => self.handle_resume(&message),
            "KILL" => self.handle_kill(&message),
            "ERROR" => self.handle_error(&message, out),
            "ACK" => self.confirm(self.label_of(&message), None, out),
            "FAIL" | "WARN" | "NOTE" => self.handle_standard_reply(&message, out),
            command => {
                if let Ok(code) = command.parse::<u16>() {
                    self.handle_numeric(code, &message, out);
                }
            }
        }
    }

    /// Who a message is from.
    pub(super) fn who(&self, source: Option<&str>) -> Who {
        let name = source.map_or("", |source| source.split(['!', '@']).next().unwrap_or(source));
        let voice = if self.server.operator.as_deref() == Some(name) {
            Voice::Operator
        } else if source.is_none() || (name.contains('.') && source == Some(name)) {
            Voice::Server
        } else {
            self.voice(name)
        };
        Who { name: name.into(), voice }
    }

    fn voice(&self, name: &str) -> Voice {
        let is_me = *name == *self.me.name || self.server.fold(name) == self.server.fold(&self.me.name);
        if is_me { Voice::Me } else { Voice::Member }
    }

    pub(super) fn member(&self, name: &str) -> Who {
        Who { name: name.into(), voice: self.voice(name) }
    }

    /// The label of a message, its own or that of the batch that it is in.
    pub(super) fn label_of(&self, message: &Message<'_>) -> Option<Label> {
        match message.tags.value("label") {
            Some(word) => Label::from_word(&word),
            None => self.batches.label_at(message.tags.value("batch").as_deref()),
        }
    }

    /// Something of ours has arrived.
    pub(super) fn confirm(&mut self, label: Option<Label>, id: Option<Arc<str>>, out: &mut Outbox) {
        if let Some(label) = label
            && self.carried.pendings.confirm(label)
        {
            out.happen(Happening::Delivered { label, id });
        }
    }

    fn handle_batch(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some(word) = message.param(0) else { return };
        if let Some(reference) = word.strip_prefix('+') {
            let label = message.tags.value("label").and_then(|word| Label::from_word(&word));
            let given_up = self.batches.begin(reference, message, label);
            self.take_closed(given_up, out);
        } else if let Some(reference) = word.strip_prefix('-') {
            let closed = self.batches.end(reference);
            self.take_closed(closed, out);
        }
    }

    fn take_closed(&mut self, closed: Option<Closed>, out: &mut Outbox) {
        match closed {
            Some(Closed::Message(gathered)) => self.take_gathered(gathered, out),
            Some(Closed::Answer(label)) => self.confirm(Some(label), None, out),
            Some(Closed::Page(page)) => self.take_page(page, out),
            None => {}
        }
    }

    /// `RESUME TOKEN <token>`: with it another connection can take the place of this one.
    fn handle_resume(&mut self, message: &Message<'_>) {
        if let (Some("TOKEN"), Some(token)) = (message.param(0), message.param(1)) {
            self.carried.token = Some(token.to_owned());
        }
    }

    fn handle_message(&mut self, message: &Message<'_>, out: &mut Outbox) {
        if let Some(reference) = message.tags.value("batch")
            && let Some(given_out) = self.batches.gather(&reference, message)
        {
            if let Some(gathered) = given_out {
                self.take_gathered(gathered, out);
            }
            return;
        }
        let (Some(target), Some(text)) = (message.param(0), message.param(1)) else { return };
        let said = Said {
            at_ms: server_time(message).unwrap_or(self.now.unix_ms),
            id: msgid(message),
            who: self.who(message.source),
            place: Where::Private("".into()),
            manner: manner(message.command == "NOTICE"),
            text: Text::line(text),
            label: self.label_of(message),
            old: false,
            mentions_me: false,
        };
        let page = self.batches.page_at(message.tags.value("batch").as_deref());
        self.take_said(said, target, page, nonce(message), out);
    }

    fn take_gathered(&mut self, mut gathered: Gathered, out: &mut Outbox) {
        let Some(text) = gathered.take_text() else { return };
        let said = Said {
            at_ms: gathered.at_ms.unwrap_or(self.now.unix_ms),
            id: gathered.id,
            who: self.who(gathered.source.as_deref()),
            place: Where::Private("".into()),
            manner: manner(gathered.is_notice),
            text,
            label: gathered.label,
            old: false,
            mentions_me: false,
        };
        self.take_said(said, &gathered.target, gathered.page, gathered.nonce, out);
    }

    /// Something was said to `target`, or is told again as part of a page: finds out where that is,
    /// and what it is.
    fn take_said(
        &mut self,
        mut said: Said,
        target: &str,
        page: Option<String>,
        nonce: Option<String>,
        out: &mut Outbox,
    ) {
        if let Some(room) = self.server.room_of_target(target) {
            let (room_key, name_key) = (self.server.fold(room), self.server.fold(&said.who.name));
            let known = self.rooms.get_mut(&room_key).map(|room| {
                if page.is_none() {
                    room.spoke(&name_key);
                }
                Arc::clone(&room.name)
            });
            if room != target {
                // To some of its members alone: nobody remembers that.
                said.id = None;
            }
            said.place = Where::Room(known.unwrap_or_else(|| room.into()));
        } else {
            let other = if said.who.voice == Voice::Me { target } else { &said.who.name };
            said.place = Where::Private(other.into());
        }
        let (label, id) = (said.label, said.id.clone());
        match strip_ctcp(&said.text) {
            Ctcp::None => self.take_read(said, page, nonce, out),
            Ctcp::Action(text) => {
                let said = Said { manner: Manner::Action, text: Text::line(&text), ..said };
                self.take_read(said, page, nonce, out);
            }
            // A question from one program to another. Answering would tell strangers about ours.
            Ctcp::Other => {}
        }
        self.confirm(label, id, out);
    }

    fn take_read(&mut self, mut said: Said, page: Option<String>, nonce: Option<String>, out: &mut Outbox) {
        let is_theirs = matches!(said.who.voice, Voice::Member | Voice::Operator);
        said.mentions_me =
            is_theirs && said.text.lines().iter().any(|line| mention::names(line, &self.me.name));
        if let Where::Room(room) = &said.place
            && said.mentions_me
            && page.is_none()
            && let Some(room) = self.rooms.get_mut(&self.server.fold(room))
        {
            room.addressed(&self.server.fold(&said.who.name));
        }
        let Some(page) = page else { return self.tell(Happening::Said(said), out) };
        let old = Old { said: Said { old: true, label: None, ..said }, nonce };
        if let Err(old) = self.batches.add_to_page(&page, old) {
            // More than a page can hold.
            self.tell(Happening::Said(old.said), out);
        }
    }

    fn handle_join(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(name), Some(target)) = (message.source_name(), message.param(0)) else { return };
        let who = self.member(name);
        let (room_key, name_key) = (self.server.fold(target), self.server.fold(name));
        if who.voice == Voice::Me {
            self.me.prefix = message.source.map(str::to_owned);
            self.carried.entered += 1;
            self.rooms.enter(room_key.clone(), target, self.carried.entered);
        }
        let Some(room) = self.rooms.get_mut(&room_key) else { return };
        // With extended-join: <room> <account> :<real name>.
        let real_name = message.param(2).unwrap_or_default().to_owned();
        room.add(name_key, Member { real_name, ..Member::new(name, "") });
        if who.voice == Voice::Me {
            let room = Arc::clone(&room.name);
            self.arrive(&room, out);
            self.begin_history(&room, server_time(message), out);
            // On coming back, the room where we spoke is the one that we come into: the others are beside
            // it, also one into which the server has put us meanwhile.
            let is_beside = self.carried.rooms.first().is_some_and(|name| self.server.fold(name) != room_key);
            if matches!(self.stage, Stage::Welcomed { .. } | Stage::Entering { .. }) && !is_beside {
                self.rooms.go(&room_key);
                self.release_held(out);
            }
        } else {
            let room = Arc::clone(&room.name);
            self.tell(Happening::Came { room, who }, out);
        }
    }

    fn handle_part(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(name), Some(target)) = (message.source_name(), message.param(0)) else { return };
        let who = self.member(name);
        let room_key = self.server.fold(target);
        if who.voice == Voice::Me {
            // A guest who logs in to an account that is present leaves as the guest.
            if !self.is_changing(target) {
                let is_ours = self.rooms.get(&room_key).map(|room| Arc::clone(&room.name));
                self.lose_room(&room_key, Ending::Left, out);
                if let Some(room) = is_ours.filter(|_| !self.is_over()) {
                    out.happen(Happening::Left { rooms: vec![room], who, reason: None });
                    self.tell_place(out);
                }
                return;
            }
            self.rooms.leave(&room_key);
            return self.carried.remove_room(target);
        }
        let name_key = self.server.fold(name);
        let Some(room) = self.rooms.get_mut(&room_key) else { return };
        if room.remove(&name_key).is_some() {
            let rooms = vec![Arc::clone(&room.name)];
            let reason = leaving_reason(message.param(1), name);
            self.tell(Happening::Left { rooms, who, reason }, out);
        }
    }

    /// We are no longer in a room; if it was the only one, that is the end.
    fn lose_room(&mut self, room_key: &str, ending: Ending, out: &mut Outbox) {
        self.moving = self.moving.take().or_else(|| self.place());
        let left = self.rooms.leave(room_key);
        let was_in = left.is_some();
        // Whoever is still elsewhere goes on there without what was missed here.
        if let Some(room) = left.filter(|_| !self.rooms.is_empty()) {
            self.caught_up(&room.name, out);
        }
        if let Some(at) = self.trace_at(room_key) {
            let waiting = self.carried.traces.remove(at).take_waiting();
            out.happenings.extend(waiting);
        }
        self.carried.remove_room(room_key);
        if was_in && self.rooms.is_empty() && self.wish.lingers && matches!(self.stage, Stage::In) {
            self.carried.roomless = true;
            return;
        }
        if was_in && self.rooms.is_empty() && !matches!(self.stage, Stage::Goodbye { .. } | Stage::Ended) {
            out.line("QUIT").end();
            self.end(ending, out);
        }
    }

    fn handle_quit(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some(name) = message.source_name() else { return };
        let who = self.member(name);
        let key = self.server.fold(name);
        let rooms = self.rooms.remove_everywhere(&key);
        if !rooms.is_empty() {
            self.partners.left(&key);
        }
        if !rooms.is_empty() && who.voice != Voice::Me {
            // Servers mark what somebody gave as their own reason (Modern IRC, "QUIT message").
            let reason = message.param(0).map(|text| text.strip_prefix("Quit: ").unwrap_or(text));
            let reason = leaving_reason(reason, name);
            self.tell(Happening::Left { rooms, who, reason }, out);
        }
    }

    fn handle_kick(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(target), Some(name)) = (message.param(0), message.param(1)) else { return };
        let (by, whom) = (self.who(message.source), self.member(name));
        let (room_key, name_key) = (self.server.fold(target), self.server.fold(name));
        let Some(room) = self.rooms.get_mut(&room_key) else { return };
        room.remove(&name_key);
        let room = Arc::clone(&room.name);
        let reason = leaving_reason(message.param(2), name).filter(|reason| **reason != *by.name);
        if whom.voice == Voice::Me {
            let removed = Ending::Removed { by: by.clone(), reason: reason.clone() };
            // Banned from the whole server, if it has just said so.
            let barred = self.noted.ending.take_if(|ending| matches!(ending, Ending::Barred(_)));
            let ending = barred.unwrap_or(removed);
            self.lose_room(&room_key, ending, out);
        }
        if !self.is_over() {
            let is_mine = whom.voice == Voice::Me;
            self.tell(Happening::PutOut { room, whom, by, reason }, out);
            if is_mine {
                self.tell_place(out);
            }
        }
    }

    fn handle_nick(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(from), Some(to)) = (message.source_name(), message.param(0)) else { return };
        let who = self.member(from);
        let to: Arc<str> = to.into();
        let (from_key, to_key) = (self.server.fold(from), self.server.fold(&to));
        self.rooms.rename(&from_key, &to_key, &to);
        self.carried.rename_talk(from, &to);
        if who.voice == Voice::Me {
            let host = self.me.prefix.as_deref().and_then(|prefix| prefix.split_once('!'));
            self.me.prefix = host.map(|(_, host)| format!("{to}!{host}"));
            self.me.name = Arc::clone(&to);
        }
        self.watch_renamed(from, &to, out);
        self.tell(Happening::Renamed { who, to }, out);
    }

    fn handle_topic(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let (Some(target), Some(topic)) = (message.param(0), message.param(1)) else { return };
        let (who, key) = (self.who(message.source), self.server.fold(target));
        let Some(room) = self.rooms.get_mut(&key) else { return };
        topic.clone_into(&mut room.topic);
        let (room, topic) = (Arc::clone(&room.name), topic.to_owned());
        self.tell(Happening::TopicSet { room, who, topic }, out);
    }

    fn handle_mode(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some((target, words)) = message.params().split_first() else { return };
        let who = self.who(message.source);
        let mut changes = Vec::new();
        if self.server.is_room(target) {
            self.drafts.forgive(&self.server.fold(target));
            self.change_roles(target, words);
            changes = self.server.read_modes(words);
        }
        out.happen(Happening::Mode { target: (*target).to_owned(), who, words: words.join(" "), changes });
    }

    /// `+o-v alice bob`: notes who has which role.
    fn change_roles(&mut self, target: &str, words: &[&str]) {
        let Some((modes, params)) = words.split_first() else { return };
        let key = self.server.fold(target);
        let mut params = params.iter();
        let mut set = true;
        for mode in modes.chars() {
            match mode {
                '+' | '-' => set = mode == '+',
                mode if self.server.mode_has_param(mode, set) => {
                    let Some(name) = params.next() else { return };
                    let Some(sign) = self.server.role_sign(mode) else { continue };
                    let name_key = self.server.fold(name);
                    if let Some(member) = self.rooms.get_mut(&key).and_then(|room| room.member_mut(&name_key))
                    {
                        member.roles = self.server.change_roles(&member.roles, sign, set);
                    }
                }
                _ => {}
            }
        }
    }

    /// Somebody's connection is ended by an operator of the server (Modern IRC, "KILL message"); if it
    /// is ours, the ERROR that follows means that.
    fn handle_kill(&mut self, message: &Message<'_>) {
        let Some(whom) = message.param(0) else { return };
        if self.voice(whom) == Voice::Me {
            let by = self.who(message.source);
            let reason = leaving_reason(message.param(1), &by.name);
            self.noted.ending = Some(Ending::Removed { by, reason });
        }
    }

    fn handle_error(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let said = message.params().last().copied().unwrap_or_default();
        let ending = match (&self.stage, self.noted.ending.take()) {
            (Stage::Goodbye { .. }, _) => Ending::Left,
            (_, Some(noted)) => noted,
            (_, None) => Ending::Lost(Lost::ServerSaid(said.to_owned())),
        };
        self.end(ending, out);
    }
}

fn manner(is_notice: bool) -> Manner {
    if is_notice { Manner::Notice } else { Manner::Message }
}

/// A reason, if there is one.
pub(super) fn reason(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The same for leaving, where some servers send a name if there is no reason.
fn leaving_reason(text: Option<&str>, name: &str) -> Option<String> {
    reason(text).filter(|reason| reason != name)
}

enum Ctcp {
    None,
    Action(String),
    Other,
}

/// Sees whether a text is meant for programs (CTCP, "Message Format"): it begins with 0x01.
fn strip_ctcp(text: &Text) -> Ctcp {
    let begins = text.pieces().first().is_some_and(|piece| piece.text.starts_with('\u{1}'));
    if !begins {
        return Ctcp::None;
    }
    let whole = text.lines().join(" ");
    let inner = whole.trim_matches('\u{1}');
    match inner.split_once(' ') {
        Some((word, rest)) if word.eq_ignore_ascii_case("ACTION") => Ctcp::Action(rest.to_owned()),
        _ => Ctcp::Other,
    }
}
