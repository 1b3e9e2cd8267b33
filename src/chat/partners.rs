//! Those to whom we have spoken alone: whether they are on the server. Source: IRCv3 monitor.
//!
//! Theory of operation: whoever we speak to alone is put on our list at the server, if it keeps
//! lists (ISUPPORT `MONITOR`). Its first answer is how things stand, and is no news; every later
//! one that changes it is told, except that somebody who shares a room with us is seen to leave
//! there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PARTNERS_MAX;
use super::happening::{Happening, Voice};
use super::session::{Outbox, Session};
use crate::wire::Message;

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Partners {
    /// By folded name, whether they are there; `None`: the server has not said so yet.
    online: BTreeMap<String, Option<bool>>,
}

impl Partners {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.online.len()
    }

    /// Somebody was seen to leave: the server will say the same.
    pub fn left(&mut self, key: &str) {
        if let Some(online) = self.online.get_mut(key) {
            *online = Some(false);
        }
    }

    /// Notes whether somebody is there; tells whether that is news.
    fn note(&mut self, key: &str, is_there: bool) -> bool {
        let Some(online) = self.online.get_mut(key) else { return false };
        online.replace(is_there).is_some_and(|was| was != is_there)
    }
}

impl Session {
    /// Has the server tell us about somebody to whom we have spoken alone.
    pub(super) fn watch(&mut self, name: &str, out: &mut Outbox) {
        let Some(limit) = self.server.monitor else { return };
        let key = self.server.fold(name);
        let is_person = !self.server.is_room(name) && self.who(Some(name)).voice == Voice::Member;
        if is_person
            && self.partners.online.len() < limit.min(PARTNERS_MAX)
            && !self.partners.online.contains_key(&key)
        {
            out.line("MONITOR").param("+").param(name).end();
            self.partners.online.insert(key, None);
        }
    }

    /// Somebody has another name: from here on we are told about that one.
    pub(super) fn watch_renamed(&mut self, from: &str, to: &str, out: &mut Outbox) {
        let (from_key, to_key) = (self.server.fold(from), self.server.fold(to));
        if from_key == to_key || self.partners.online.remove(&from_key).is_none() {
            return;
        }
        out.line("MONITOR").param("-").param(from).end();
        if self.partners.online.insert(to_key, Some(true)).is_none() {
            out.line("MONITOR").param("+").param(to).end();
        }
    }

    /// RPL_MONONLINE, RPL_MONOFFLINE (`<client> :target[,target…]`, each perhaps with `!user@host`)
    /// and ERR_MONLISTFULL (`<client> <limit> <targets> :…`).
    pub(super) fn handle_monitor(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) {
        let targets = message.param(if code == 734 { 2 } else { 1 }).unwrap_or_default();
        for target in targets.split(',') {
            let name = target.split('!').next().unwrap_or(target);
            let key = self.server.fold(name);
            if code == 734 {
                self.partners.online.remove(&key);
                continue;
            }
            let online = code == 730;
            if self.partners.note(&key, online) && (online || !self.rooms.knows(&key)) {
                out.happen(Happening::Partner { name: Arc::from(name), online });
            }
        }
    }
}
