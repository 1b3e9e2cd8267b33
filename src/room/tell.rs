//! Telling: the few ways in which commands put effects into the outbox.

use std::sync::Arc;

use super::command::Ctx;
use super::outbox::{Effect, Ending, Event, Outbox, What, Who};
use super::place::RoomId;
use crate::wire::ConnId;
use crate::wire::note::{self, Note};
use crate::wire::numeric::Numeric;

impl Ctx<'_> {
    /// Answers with a numeric.
    pub fn reply(&mut self, numeric: &'static Numeric, params: &[&str]) {
        debug_assert_eq!(params.len(), numeric.params.len(), "{}", numeric.name);
        let params = params.iter().map(|&param| param.to_owned()).collect();
        self.out.effects.push(Effect::Reply { to: self.conn, numeric, params });
    }

    /// Answers with a numeric that ends in a list.
    pub fn reply_list(&mut self, numeric: &'static Numeric, params: &[&str], items: Vec<String>) {
        debug_assert_eq!(params.len() + 1, numeric.params.len(), "{}", numeric.name);
        let params = params.iter().map(|&param| param.to_owned()).collect();
        self.out.effects.push(Effect::ReplyList { to: self.conn, numeric, params, items });
    }

    /// Answers with a standard reply.
    pub fn note(&mut self, note: &'static Note, context: &[&str]) {
        debug_assert_eq!(context.len(), note.context.len(), "{}", note.code);
        let context = context.iter().map(|&param| param.to_owned()).collect();
        self.out.effects.push(Effect::Note { to: self.conn, note, context });
    }

    /// What `fill` answers stands in a batch of this type (IRCv3 batch).
    pub fn in_batch(&mut self, kind: &'static str, params: &[&str], fill: impl FnOnce(&mut Self)) {
        let begin = self.out.effects.len();
        fill(self);
        let effects = self.out.effects.split_off(begin);
        let params = params.iter().map(|&param| param.to_owned()).collect();
        self.out.effects.push(Effect::Batch { to: self.conn, kind, params, effects });
    }

    /// Tells these of what this member did. Nothing if they are no member.
    pub fn tell(&mut self, to: Vec<ConnId>, what: What) {
        if let Some(who) = self.who() {
            let event = Event { at_ms: self.now.unix_ms, id: None, who, what };
            self.out.effects.push(Effect::Event { to, by: Some(self.conn), event });
        }
    }

    /// Tells everybody in a room of what this member did there, the member included.
    pub fn tell_room(&mut self, room: RoomId, what: What) {
        let to = self.hall.companions(&[room]);
        self.tell_kept(&[room], to, what);
    }

    /// Tells these of what this member did in these rooms, which is kept there.
    pub fn tell_kept(&mut self, rooms: &[RoomId], to: Vec<ConnId>, what: What) {
        if let Some(who) = self.who() {
            let mut event = Event { at_ms: self.now.unix_ms, id: None, who, what };
            self.hall.keep_in_all(self.now, rooms, &mut event, self.out);
            self.out.effects.push(Effect::Event { to, by: Some(self.conn), event });
        }
    }

    /// How others see whoever gave this command.
    pub fn who(&self) -> Option<Who> {
        self.me().map(|me| me.who.clone())
    }

    /// The room's name as its founder wrote it.
    pub fn room_name(&self, room: RoomId) -> Arc<str> {
        self.hall.rooms.get(room).map_or_else(|| "".into(), |room| room.name.shared())
    }
}

/// Tells in a form that a client can translate why a connection will end.
pub(super) fn note_ending(to: ConnId, why: &Ending, out: &mut Outbox) {
    let (note, context): (&'static Note, Vec<String>) = match why {
        Ending::RoomClosed => (&note::ROOM_CLOSED, Vec::new()),
        Ending::ServerDown => (&note::SERVER_DOWN, Vec::new()),
        Ending::Resumed => (&note::RESUMED, Vec::new()),
        Ending::ReadsTooSlowly => (&note::READS_TOO_SLOWLY, Vec::new()),
        Ending::Banned(terms) => (&note::BARRED, terms.words().to_vec()),
        Ending::Removed { by, .. } | Ending::Killed { by, .. } => (&note::REMOVED, vec![by.to_string()]),
        Ending::Quit(_)
        | Ending::Gone
        | Ending::Broken
        | Ending::PingTimeout(_)
        | Ending::RegistrationTimeout(_)
        | Ending::Password
        | Ending::TooManyTries
        | Ending::Uninvited
        | Ending::NoAccount
        | Ending::PutOut { .. }
        | Ending::NameRefused => return,
    };
    out.effects.push(Effect::Note { to, note, context });
}
