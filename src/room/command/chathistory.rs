//! CHATHISTORY (IRCv3 chathistory): what was said, page by page, and with whom one has talked.
//!
//! | subcommand | parameters behind the target | the page |
//! |---|---|---|
//! | `LATEST` | `*` or a selector, limit | the newest, behind the selector |
//! | `BEFORE`, `AFTER` | selector, limit | those just before or behind it |
//! | `AROUND` | selector, limit | those on both sides of it, itself too |
//! | `BETWEEN` | two selectors, limit | those between, nearest to the first |
//! | `TARGETS` (no target) | two timestamps, limit | rooms and people, by their latest message |
//!
//! A selector is a moment or an id; both are bounds in the one order of ids, and are left out.

use std::sync::Arc;

use super::Ctx;
use crate::room::history::moment;
use crate::room::history::page::{self, Side};
use crate::room::history::pending::Pending;
use crate::room::history::reach::Reach;
use crate::room::keep::{Answer, Ask, Party, Place, Range};
use crate::room::outbox::Effect;
use crate::wire::{Message, MsgId, caps, note};

/// A page that was asked for.
#[derive(Debug)]
pub struct Page {
    subcommand: &'static str,
    reach: Reach,
    side: Side,
}

/// The subcommands, each with how many selectors it has.
const SUBCOMMANDS: &[(&str, usize)] =
    &[("LATEST", 1), ("BEFORE", 1), ("AFTER", 1), ("AROUND", 1), ("BETWEEN", 2), ("TARGETS", 2)];

/// Where a part of the past begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selector {
    /// Anywhere.
    Any,
    /// At this moment.
    At(u64),
    /// At this message.
    Id(MsgId),
}

/// What is wrong with a selector.
enum Unfit {
    /// Nobody can read it.
    Unreadable,
    /// There is no such type, or not here.
    Type,
}

impl Selector {
    fn parse(text: &str) -> Result<Self, Unfit> {
        match text.split_once('=') {
            None if text == "*" => Ok(Self::Any),
            None => Err(Unfit::Unreadable),
            Some(("timestamp", time)) => moment(time).map(Self::At).ok_or(Unfit::Unreadable),
            Some(("msgid", id)) => MsgId::parse(id).map(Self::Id).ok_or(Unfit::Unreadable),
            Some(_) => Err(Unfit::Type),
        }
    }

    /// The bound for what is behind it.
    fn behind(self) -> MsgId {
        match self {
            Self::Any => MsgId::ZERO,
            Self::At(unix_ms) => MsgId::last_at(unix_ms),
            Self::Id(id) => id,
        }
    }

    /// The bound for what is before it.
    fn before(self) -> MsgId {
        match self {
            Self::Any => MsgId::MAX,
            Self::At(unix_ms) => MsgId::first_at(unix_ms),
            Self::Id(id) => id,
        }
    }
}

/// The bounds of what is between two selectors, the first of them first, and whether that is the
/// lesser.
fn between(first: Selector, second: Selector) -> (MsgId, MsgId, bool) {
    let (up, down) = ((first.behind(), second.before()), (first.before(), second.behind()));
    match (up.0 < up.1, down.1 < down.0) {
        (true, _) => (up.0, up.1, true),
        (false, true) => (down.0, down.1, false),
        // Within one moment there is nothing between.
        (false, false) => (up.0, up.0, true),
    }
}

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let (given, params) = match message.params().split_first() {
        Some((given, params)) => (*given, params),
        None => ("*", &[][..]),
    };
    let known = SUBCOMMANDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(given));
    let Some(&(subcommand, selectors)) = known else {
        return ctx.note(&note::HISTORY_INVALID_PARAMS, &[given]);
    };
    let (target, rest) = match (subcommand, params) {
        ("TARGETS", rest) => ("*", rest),
        (_, [target, rest @ ..]) => (*target, rest),
        (_, []) => return ctx.note(&note::HISTORY_INVALID_PARAMS, &[subcommand]),
    };
    let Some((limit, texts)) = rest.split_last().filter(|(_, texts)| texts.len() == selectors) else {
        return ctx.note(&note::HISTORY_INVALID_PARAMS, &[subcommand]);
    };
    let Some(entries_max) = limit.parse().ok().filter(|&limit: &usize| limit > 0) else {
        return ctx.note(&note::HISTORY_INVALID_PARAM, &[subcommand, limit]);
    };
    let entries_max = entries_max.min(ctx.hall.rules.history.page_max);
    let mut read = Vec::with_capacity(selectors);
    for text in texts {
        match Selector::parse(text) {
            Ok(Selector::Any) if subcommand != "LATEST" => {
                return ctx.note(&note::HISTORY_INVALID_PARAM, &[subcommand, text]);
            }
            Err(Unfit::Unreadable) => return ctx.note(&note::HISTORY_INVALID_PARAM, &[subcommand, text]),
            Ok(Selector::Id(_)) if subcommand == "TARGETS" => {
                return ctx.note(&note::INVALID_MSGREFTYPE, &[subcommand, target, text]);
            }
            Err(Unfit::Type) => return ctx.note(&note::INVALID_MSGREFTYPE, &[subcommand, target, text]),
            Ok(selector) => read.push(selector),
        }
    }
    let (first, second) = (read.first().copied(), read.get(1).copied());
    let (first, second) = (first.unwrap_or(Selector::Any), second.unwrap_or(Selector::Any));
    if subcommand == "TARGETS" {
        ask_targets(ctx, (first, second), entries_max);
        return;
    }
    let Some(reach) = ctx.reach(target) else {
        return ctx.note(&note::HISTORY_INVALID_TARGET, &[subcommand, target]);
    };
    let (range, side) = range(subcommand, first, second);
    let events = ctx.has_cap(caps::EVENT_PLAYBACK);
    let ask = Ask::Page { place: reach.place.clone(), range, entries_max, events };
    ctx.ask(Pending::Page(Page { subcommand, reach, side }), ask);
}

/// The part of the past that is asked for, and which end of it counts.
fn range(subcommand: &str, first: Selector, second: Selector) -> (Range, Side) {
    match subcommand {
        "BEFORE" => (Range::Before(first.before()), Side::Newest),
        "AFTER" => (Range::After(first.behind()), Side::Oldest),
        "AROUND" => (Range::Around(first.before()), Side::Middle),
        "BETWEEN" => {
            let (from, to, is_up) = between(first, second);
            (Range::Between(from, to), if is_up { Side::Oldest } else { Side::Newest })
        }
        _ => (Range::Latest((first != Selector::Any).then(|| first.behind())), Side::Newest),
    }
}

/// The page is there, unless it can't be had.
pub(in crate::room) fn page_answered(ctx: &mut Ctx<'_>, page: &Page, answer: Answer) {
    let Some(name) = ctx.still_reaches(&page.reach) else {
        ctx.note(&note::HISTORY_INVALID_TARGET, &[page.subcommand, &page.reach.name]);
        return;
    };
    let entries = match answer {
        Answer::Entries(entries) => entries,
        Answer::Places(_) | Answer::Failed(_) | Answer::Busy => {
            ctx.note(&note::MESSAGE_ERROR, &[page.subcommand, &name]);
            return;
        }
    };
    let room = page.reach.room.map(|_| &name);
    ctx.in_batch("chathistory", &[&name], |ctx| {
        for entry in page::fitting(entries, page.side) {
            if entry.place == page.reach.place && ctx.takes_entry(&entry) {
                ctx.show_entry(entry, room);
            }
        }
    });
}

fn ask_targets(ctx: &mut Ctx<'_>, (first, second): (Selector, Selector), places_max: usize) {
    let (from, to, is_up) = between(first, second);
    let (after, before) = if is_up { (from, to) } else { (to, from) };
    let rooms = ctx.remembering_rooms();
    let rooms = rooms.into_iter().filter_map(|(place, _)| match place {
        Place::Room(id) => Some(id),
        Place::Private(..) => None,
    });
    let (account, rooms) = (ctx.own_account(), rooms.collect());
    ctx.ask(Pending::Targets, Ask::Places { account, rooms, after, before, places_max });
}

/// The rooms and people are there, unless they can't be had.
pub(in crate::room) fn targets_answered(ctx: &mut Ctx<'_>, answer: Answer) {
    let places = match answer {
        Answer::Places(places) => places,
        Answer::Entries(_) | Answer::Failed(_) | Answer::Busy => {
            ctx.note(&note::MESSAGE_ERROR, &["TARGETS", "*"]);
            return;
        }
    };
    let (rooms, own) = (ctx.remembering_rooms(), ctx.own_account().map(Party::Account));
    let name = |ctx: &Ctx<'_>, place: &Place| -> Option<Arc<str>> {
        match place {
            Place::Room(_) => rooms.iter().find(|(room, _)| room == place).map(|(_, name)| Arc::clone(name)),
            Place::Private(one, other) if Some(one) == own.as_ref() => Some(ctx.hall.party_name(other)),
            Place::Private(one, other) if Some(other) == own.as_ref() => Some(ctx.hall.party_name(one)),
            Place::Private(..) => None,
        }
    };
    ctx.in_batch("draft/chathistory-targets", &[], |ctx| {
        for (place, latest) in places {
            if let Some(name) = name(ctx, &place) {
                let (to, at_ms) = (ctx.conn, latest.unix_ms());
                ctx.push(Effect::Correspondent { to, name, at_ms });
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_two_selectors() {
        let (early, late) = (Selector::At(5), Selector::At(9));
        assert_eq!(between(early, late), (MsgId::last_at(5), MsgId::first_at(9), true));
        assert_eq!(between(late, early), (MsgId::first_at(9), MsgId::last_at(5), false));
        let (from, to, _) = between(early, early);
        assert_eq!(from, to, "nothing");
        let id = Selector::Id(MsgId::first_at(5).next());
        for (first, second) in [(early, id), (id, early), (id, id)] {
            let (from, to, _) = between(first, second);
            assert_eq!(from, to, "nothing within one moment");
        }
        assert_eq!(between(id, late), (MsgId::first_at(5).next(), MsgId::first_at(9), true));
    }
}
