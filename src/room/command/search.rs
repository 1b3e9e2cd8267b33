//! SEARCH, as soju defines it (`soju.im/search`): the newest messages that fit all attributes (with
//! `after` the oldest), in the rooms that whoever asks is in, and in their own private talks.
//!
//! Without `in` all of these are searched; with whom somebody has talked must be asked first.

use std::sync::Arc;

use super::Ctx;
use crate::room::history::moment;
use crate::room::history::page::{self, Side};
use crate::room::history::pending::Pending;
use crate::room::keep::{Answer, Ask, Party, Place, Search};
use crate::room::outbox::What;
use crate::wire::message::{Tags, unescape};
use crate::wire::name::fold;
use crate::wire::{Message, MsgId, note};

/// Private talks that are searched, the latest ones.
const TALKS_MAX: usize = 1_000;

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let attributes = message.param(0).unwrap_or_default();
    let search = match read(ctx, attributes) {
        Ok(search) => search,
        Err(wrong) => return ctx.note(&note::SEARCH_INVALID_PARAMS, &[wrong]),
    };
    match (&search.places, ctx.own_account()) {
        (None, Some(account)) => {
            let (account, rooms) = (Some(account), Vec::new());
            let (after, before, places_max) = (MsgId::ZERO, MsgId::MAX, TALKS_MAX);
            ctx.ask(Pending::Partners(search), Ask::Places { account, rooms, after, before, places_max });
        }
        (None, None) => search_everywhere(ctx, search, Vec::new()),
        (Some(_), _) => ask(ctx, search),
    }
}

/// What is searched for; the error is the attribute that does not fit.
fn read<'a>(ctx: &Ctx<'_>, attributes: &'a str) -> Result<Search, &'a str> {
    let mut search = Search {
        places: None,
        words: String::new(),
        from: None,
        after: MsgId::ZERO,
        before: MsgId::MAX,
        oldest: false,
        entries_max: ctx.hall.rules.history.page_max,
    };
    for (key, value) in Tags(attributes).iter() {
        let value = unescape(value);
        match key {
            "in" => search.places = Some(vec![ctx.reach(&value).ok_or(key)?.place]),
            "from" => search.from = Some(fold(&value).ok_or(key)?),
            // Both are "at or": the bounds themselves are left out.
            "after" => {
                let unix_ms = moment(&value).ok_or(key)?;
                search.after = unix_ms.checked_sub(1).map_or(MsgId::ZERO, MsgId::last_at);
                // "If `after` is specified, messages SHOULD be searched from that time."
                search.oldest = true;
            }
            "before" => search.before = MsgId::last_at(moment(&value).ok_or(key)?).next(),
            "text" => search.words = value.into_owned(),
            "limit" => {
                let limit = value.parse().ok().filter(|&limit: &usize| limit > 0).ok_or(key)?;
                search.entries_max = limit.min(search.entries_max);
            }
            _ => return Err(key),
        }
    }
    Ok(search)
}

/// It is known with whom they have talked.
pub(in crate::room) fn partners_answered(ctx: &mut Ctx<'_>, search: Search, answer: Answer) {
    match answer {
        Answer::Places(places) => {
            let places = places.into_iter().map(|(place, _)| place).collect();
            search_everywhere(ctx, search, places);
        }
        Answer::Entries(_) | Answer::Failed(_) | Answer::Busy => ctx.note(&note::SEARCH_FAILED, &[]),
    }
}

/// Searches these private talks, and all rooms.
fn search_everywhere(ctx: &mut Ctx<'_>, search: Search, mut places: Vec<Place>) {
    places.extend(ctx.remembering_rooms().into_iter().map(|(place, _)| place));
    ask(ctx, Search { places: Some(places), ..search });
}

fn ask(ctx: &mut Ctx<'_>, search: Search) {
    let side = if search.oldest { Side::Oldest } else { Side::Newest };
    ctx.ask(Pending::Found(side), Ask::Search(search));
}

/// What was found is there, unless it can't be had.
pub(in crate::room) fn answered(ctx: &mut Ctx<'_>, side: Side, answer: Answer) {
    let entries = match answer {
        Answer::Entries(entries) => entries,
        Answer::Places(_) | Answer::Failed(_) | Answer::Busy => return ctx.note(&note::SEARCH_FAILED, &[]),
    };
    let (rooms, own) = (ctx.remembering_rooms(), ctx.own_account().map(Party::Account));
    ctx.in_batch("soju.im/search", &[], |ctx| {
        for entry in page::fitting(entries, side) {
            let room: Option<Arc<str>> =
                rooms.iter().find(|(place, _)| *place == entry.place).map(|(_, name)| Arc::clone(name));
            let is_own = match &entry.place {
                Place::Room(_) => room.is_some(),
                Place::Private(one, other) => own.as_ref().is_some_and(|own| [one, other].contains(&own)),
            };
            if is_own && !ctx.is_gone(&entry) && matches!(entry.event.what, What::Said { .. }) {
                ctx.show_entry(entry, room.as_ref());
            }
        }
    });
}
