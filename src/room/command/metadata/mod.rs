//! METADATA (IRCv3 metadata, "METADATA client command"): what people and rooms say of themselves,
//! and who wants to know it.
//!
//! A row of the table declares how many parameters a subcommand takes; each finds whom it is about
//! by [`Ctx::subject`]. It may be given before the welcome (`before-connect`), with `*` as its
//! target. Answers and notices are the same numerics: 761, and 766 where there is no value.

use std::sync::Arc;

use super::Ctx;
use crate::room::Hall;
use crate::room::metadata::Metadata;
use crate::room::modes::Flag;
use crate::room::place::RoomId;
use crate::room::rules::MetadataRules;
use crate::wire::caps::METADATA;
use crate::wire::limits::{METADATA_KEY_BYTES_MAX, PARAMS_READ_MAX};
use crate::wire::{ConnId, MemberId, Message, note, numeric};

mod ask;
mod change;
mod subscribe;
mod sync;

/// The visibility of every key: all may see it.
const EVERYBODY: &str = "*";

/// A row of the table.
struct Subcommand {
    name: &'static str,
    /// How many parameters it takes behind its name, at least and at most.
    params: (usize, usize),
    run: fn(&mut Ctx<'_>, &str, &[&str]),
}

const fn subcommand(
    name: &'static str,
    params: (usize, usize),
    run: fn(&mut Ctx<'_>, &str, &[&str]),
) -> Subcommand {
    Subcommand { name, params, run }
}

static SUBCOMMANDS: &[Subcommand] = &[
    subcommand("GET", (1, PARAMS_READ_MAX), ask::get),
    subcommand("LIST", (0, 0), ask::list),
    subcommand("SET", (1, 2), change::set),
    subcommand("CLEAR", (0, 0), change::clear),
    subcommand("SUB", (1, PARAMS_READ_MAX), subscribe::sub),
    subcommand("UNSUB", (1, PARAMS_READ_MAX), subscribe::unsub),
    subcommand("SUBS", (0, 0), subscribe::subs),
    subcommand("SYNC", (0, 0), sync::run),
];

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let [target, word, params @ ..] = message.params() else {
        ctx.note(&note::METADATA_INVALID_PARAMS, &["*"]);
        return;
    };
    let found = SUBCOMMANDS.iter().find(|subcommand| subcommand.name.eq_ignore_ascii_case(word));
    match found {
        Some(Subcommand { params: (min, max), run, .. }) if (*min..=*max).contains(&params.len()) => {
            run(ctx, target, params);
        }
        _ => ctx.note(&note::METADATA_INVALID_PARAMS, &[word]),
    }
}

/// What the capability's value says (IRCv3 metadata, "Capability").
pub(super) fn offer(rules: &MetadataRules) -> String {
    let MetadataRules { keys_max, subscriptions_max, value_bytes_max, .. } = rules;
    format!(
        "before-connect,max-subs={subscriptions_max},max-keys={keys_max},max-key-bytes={METADATA_KEY_BYTES_MAX},max-value-bytes={value_bytes_max}"
    )
}

/// Whom metadata is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::room) enum Of {
    /// A connection that is not in yet.
    Newcomer(ConnId),
    /// A member.
    Person(MemberId),
    /// A room.
    Room(RoomId),
}

impl Ctx<'_> {
    /// Whom `text` means, and their name as it is written; answers if it means nobody. Whoever has
    /// not come in yet has no name but `*`, and may speak of nobody else.
    fn subject(&mut self, text: &str) -> Option<(Of, Arc<str>)> {
        let found = match text {
            "*" => Some(self.oneself()),
            _ if self.me().is_none() => None,
            _ if text.starts_with('#') => self.hall.room(text).filter(|&room| self.sees(room)).map(Of::Room),
            _ => self.hall.member(text).map(Of::Person),
        };
        let found = found.and_then(|of| Some((of, self.hall.name_of(of)?)));
        if found.is_none() {
            self.note(&note::METADATA_INVALID_TARGET, &[text]);
        }
        found
    }

    /// Whoever gives the command.
    fn oneself(&self) -> Of {
        self.me_id().map_or(Of::Newcomer(self.conn), Of::Person)
    }

    /// Whether `text` means whoever gives the command; answers if not.
    fn is_oneself(&mut self, text: &str) -> bool {
        let is_oneself = text == "*" || self.hall.member(text).is_some_and(|id| Some(id) == self.me_id());
        if !is_oneself {
            self.note(&note::METADATA_INVALID_TARGET, &[text]);
        }
        is_oneself
    }

    /// Answers with a key and its value, or that it has none.
    fn key_value(&mut self, name: &str, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.reply(&numeric::RPL_KEYVALUE, &[name, key, EVERYBODY, value]),
            None => self.reply(&numeric::RPL_KEYNOTSET, &[name, key]),
        }
    }

    /// Whether this member may know of a room.
    fn sees(&self, room: RoomId) -> bool {
        self.is_in(room) || self.hall.rooms.get(room).is_some_and(|place| !place.modes.has(Flag::Secret))
    }

    /// What WHOIS says to those who know metadata.
    pub(super) fn whois_metadata(&mut self, id: MemberId) {
        if !self.has_cap(METADATA) {
            return;
        }
        let Some(name) = self.hall.name_of(Of::Person(id)) else { return };
        for (key, value) in self.hall.all_of(Of::Person(id)) {
            self.reply(&numeric::RPL_WHOISKEYVALUE, &[&name, &key, EVERYBODY, &value]);
        }
    }
}

impl Hall {
    fn metadata(&self, of: Of) -> Option<&Metadata> {
        match of {
            Of::Newcomer(conn) => Some(&self.sessions.get(conn)?.arrival()?.metadata),
            Of::Person(id) => self.members.get(id).map(|member| &member.metadata),
            Of::Room(room) => self.rooms.get(room).map(|place| &place.metadata),
        }
    }

    fn metadata_mut(&mut self, of: Of) -> Option<&mut Metadata> {
        match of {
            Of::Newcomer(conn) => Some(&mut self.sessions.get_mut(conn)?.arrival_mut()?.metadata),
            Of::Person(id) => self.members.get_mut(id).map(|member| &mut member.metadata),
            Of::Room(room) => self.rooms.get_mut(room).map(|place| &mut place.metadata),
        }
    }

    /// Those who monitor this member.
    fn watchers(&self, id: MemberId) -> &[ConnId] {
        let name = self.members.get(id).map(|member| &member.name);
        name.map(|name| self.monitors.watchers(name.key())).unwrap_or_default()
    }

    /// Those whom `conn` monitors, and who are here.
    fn watched(&self, conn: ConnId) -> impl Iterator<Item = MemberId> {
        self.monitors.list(conn).iter().filter_map(|name| self.member(name.as_str()))
    }

    /// Everything that is known of somebody.
    fn all_of(&self, of: Of) -> Vec<(Arc<str>, Arc<str>)> {
        let shared = |(key, value): (&Arc<str>, &Arc<str>)| (Arc::clone(key), Arc::clone(value));
        self.metadata(of).map(|metadata| metadata.iter().map(shared).collect()).unwrap_or_default()
    }

    /// The name by which answers speak of them.
    fn name_of(&self, of: Of) -> Option<Arc<str>> {
        match of {
            Of::Newcomer(_) => Some("*".into()),
            Of::Person(id) => self.members.get(id).map(|member| member.name.shared()),
            Of::Room(room) => self.rooms.get(room).map(|place| place.name.shared()),
        }
    }
}
