//! Who wants to know of whom whether they are here (IRCv3 monitor).
//!
//! Two tables that say the same: what each connection watches, as it was written, and by whom each
//! name is watched, by its key. A name can be watched before anybody has it. Holds no rule.

use std::collections::HashMap;
use std::sync::Arc;

use super::Hall;
use super::outbox::{Effect, Outbox};
use super::place::RoomId;
use crate::wire::caps::{self, Caps};
use crate::wire::{ConnId, MemberId, Name, numeric};

/// All lists.
#[derive(Debug, Default)]
pub struct Monitors {
    lists: HashMap<ConnId, Vec<Name>>,
    watchers: HashMap<Arc<str>, Vec<ConnId>>,
}

impl Monitors {
    /// The names that `conn` watches, in the order in which they were added.
    pub fn list(&self, conn: ConnId) -> &[Name] {
        self.lists.get(&conn).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who watches the name with this key.
    pub fn watchers(&self, key: &str) -> &[ConnId] {
        self.watchers.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Adds `name` to the list of `conn`; whether it is there afterwards. One that is there already
    /// is not added again, and a list of `targets_max` names takes no more.
    pub fn add(&mut self, conn: ConnId, name: Name, targets_max: usize) -> bool {
        if self.watchers(name.key()).contains(&conn) {
            return true;
        }
        if self.list(conn).len() >= targets_max {
            return false;
        }
        self.watchers.entry(Arc::clone(name.key())).or_default().push(conn);
        self.lists.entry(conn).or_default().push(name);
        true
    }

    /// Takes the name with this key off the list of `conn`.
    pub fn remove(&mut self, conn: ConnId, key: &str) {
        if let Some(list) = self.lists.get_mut(&conn) {
            list.retain(|name| **name.key() != *key);
            if list.is_empty() {
                self.lists.remove(&conn);
            }
        }
        self.unwatch(conn, key);
    }

    /// Takes every name off the list of `conn`.
    pub fn clear(&mut self, conn: ConnId) {
        for name in self.lists.remove(&conn).unwrap_or_default() {
            self.unwatch(conn, name.key());
        }
    }

    fn unwatch(&mut self, conn: ConnId, key: &str) {
        if let Some(watchers) = self.watchers.get_mut(key) {
            watchers.retain(|&watcher| watcher != conn);
            if watchers.is_empty() {
                self.watchers.remove(key);
            }
        }
    }
}

impl Hall {
    /// Tells those who watch the name of the member at `conn` that they are here.
    pub(super) fn tell_online(&self, conn: ConnId, out: &mut Outbox) {
        let Some(id) = self.member_id(conn) else { return };
        let Some(member) = self.members.get(id) else { return };
        let to = self.monitors.watchers(member.name.key()).to_vec();
        if !to.is_empty() {
            let params = vec![member.who.prefix.to_string()];
            let (numeric, watchers) = (&numeric::RPL_MONONLINE, to.clone());
            out.effects.push(Effect::Numerics { to, by: Some(conn), numeric, params });
            for watcher in watchers {
                self.sync_monitored(watcher, id, out);
            }
        }
    }

    /// Tells those who watch a name that nobody has it any more.
    pub(super) fn tell_offline(&self, by: Option<ConnId>, name: &Name, out: &mut Outbox) {
        let to = self.monitors.watchers(name.key()).to_vec();
        if !to.is_empty() {
            let params = vec![name.as_str().to_owned()];
            let numeric = &numeric::RPL_MONOFFLINE;
            out.effects.push(Effect::Numerics { to, by, numeric, params });
        }
    }

    /// Who is told of a member what `cap` is about: all in these rooms who have it, and all who
    /// watch the member and have it along with `extended-monitor`. Not the member.
    pub(super) fn acquaintances(&self, id: MemberId, rooms: &[RoomId], cap: Caps) -> Vec<ConnId> {
        let Some(member) = self.members.get(id) else { return Vec::new() };
        let mut to = self.companions(rooms);
        to.retain(|other| !member.sessions.contains(other) && self.caps(*other).has(cap));
        for &other in self.monitors.watchers(member.name.key()) {
            let asked = self.caps(other).has(cap.with(caps::EXTENDED_MONITOR));
            if asked && !member.sessions.contains(&other) && !to.contains(&other) {
                to.push(other);
            }
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: ConnId = ConnId::new(1, 0);
    const BOB: ConnId = ConnId::new(2, 0);

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn list(monitors: &Monitors, conn: ConnId) -> Vec<&str> {
        monitors.list(conn).iter().map(Name::as_str).collect()
    }

    #[test]
    fn both_tables_say_the_same() {
        let mut monitors = Monitors::default();
        assert!(monitors.add(ALICE, name("Carol"), 2) && monitors.add(BOB, name("carol"), 2));
        assert!(monitors.add(ALICE, name("CAROL"), 2), "it is there already");
        assert!(monitors.add(ALICE, name("dave"), 2) && !monitors.add(ALICE, name("erin"), 2));
        assert_eq!(list(&monitors, ALICE), ["Carol", "dave"]);
        assert_eq!(monitors.watchers("carol"), [ALICE, BOB]);
        monitors.remove(ALICE, "carol");
        monitors.remove(ALICE, "nobody");
        assert_eq!((list(&monitors, ALICE), monitors.watchers("carol")), (vec!["dave"], &[BOB][..]));
        monitors.clear(ALICE);
        monitors.clear(BOB);
        assert!(monitors.lists.is_empty() && monitors.watchers.is_empty());
    }
}
