//! REDACT (IRCv3 message-redaction): taking back what was said. It goes out of what is kept, and
//! whoever can is told.
//!
//! | who | may take back |
//! |---|---|
//! | an account | what it said, within `history.redact_within` |
//! | a guest | the same, as long as they are here and have not said too much since |
//! | an operator of the room, or of the house | what anybody said in the room, at any time |

use std::sync::Arc;

use super::Ctx;
use crate::room::enter::shortened;
use crate::room::history::pending::Pending;
use crate::room::keep::{Answer, Ask, Entry, Keep, Party, Place};
use crate::room::outbox::{Effect, What};
use crate::room::place::RoomId;
use crate::wire::{Message, MsgId, caps, note, numeric};

/// What is to be taken back.
#[derive(Debug)]
pub struct Wanted {
    /// As it was named.
    target: String,
    /// The same, as it was named.
    text: String,
    place: Place,
    room: Option<RoomId>,
    id: MsgId,
    reason: Option<Arc<str>>,
}

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    if !ctx.has_cap(caps::MESSAGE_REDACTION) {
        ctx.reply(&numeric::ERR_UNKNOWNCOMMAND, &["REDACT"]);
        return;
    }
    let (Some(target), Some(text)) = (message.param(0), message.param(1)) else { return };
    let reason = message.param(2).and_then(|reason| shortened(reason, ctx.lengths().reason_bytes_max));
    let Some((place, room)) = place_of(ctx, target) else {
        return ctx.note(&note::REDACT_INVALID_TARGET, &[target]);
    };
    // A reason is said to all who are told. Without one, what was said may be taken back. An operator of
    // the house needs not be in the room.
    if let Some(room) = room.filter(|&room| reason.is_some() && ctx.is_in(room))
        && !ctx.lets_add(room, ("REDACT", target))
    {
        return;
    }
    let Some(id) = MsgId::parse(text) else { return ctx.note(&note::UNKNOWN_MSGID, &[target, text]) };
    let (target, text) = (target.to_owned(), text.to_owned());
    let ask = Ask::Entry(place.clone(), id);
    ctx.ask(Pending::Redact(Wanted { target, text, place, room, id, reason }), ask);
}

/// Where it stands what may be taken back there: in a room that they are in (or that is any, for an
/// operator of the house), or between them and somebody else.
fn place_of(ctx: &Ctx<'_>, target: &str) -> Option<(Place, Option<RoomId>)> {
    if target.starts_with('#') {
        let room = ctx.hall.room(target).filter(|&room| ctx.is_in(room) || ctx.is_house_operator())?;
        return Some((Place::Room(ctx.hall.rooms.get(room)?.memory.id?), Some(room)));
    }
    if let Some(reach) = ctx.reach(target) {
        return Some((reach.place, None));
    }
    // A guest may take back what they said to somebody whose account keeps it.
    let other = ctx.hall.member(target)?;
    Some((ctx.hall.place_between(ctx.me_id()?, other)?, None))
}

/// The entry is there, or not.
pub(in crate::room) fn answered(ctx: &mut Ctx<'_>, wanted: Wanted, answer: Answer) {
    let context = [&*wanted.target, &*wanted.text];
    let entries = match answer {
        Answer::Entries(entries) => entries,
        Answer::Places(_) | Answer::Failed(_) | Answer::Busy => {
            return ctx.reply(&numeric::RPL_TRYAGAIN, &["REDACT"]);
        }
    };
    if place_of(ctx, &wanted.target) != Some((wanted.place.clone(), wanted.room)) {
        return ctx.note(&note::REDACT_INVALID_TARGET, &[&wanted.target]);
    }
    let is_it = |entry: &Entry| entry.place == wanted.place && entry.event.id == Some(wanted.id);
    let entry = entries.into_iter().find(is_it).filter(|entry| !ctx.is_gone(entry));
    let event = match entry.map(|entry| entry.event) {
        Some(event) if matches!(event.what, What::Said { .. } | What::Tagged { .. }) => event,
        _ => return ctx.note(&note::UNKNOWN_MSGID, &context),
    };
    let decides = wanted.room.is_some_and(|room| ctx.is_operator_in(room) || ctx.is_house_operator());
    if !decides && !ctx.is_author(&event) {
        return ctx.note(&note::REDACT_FORBIDDEN, &context);
    }
    if let Some(within) = ctx.hall.rules.history.redact_within
        && !decides
        && ctx.now.unix_ms.saturating_sub(event.at_ms) > u64::try_from(within.as_millis()).unwrap_or(u64::MAX)
    {
        let seconds = within.as_secs().to_string();
        return ctx.note(&note::REDACT_WINDOW_EXPIRED, &[context[0], context[1], &seconds]);
    }
    if ctx.hall.is_shut() {
        return ctx.note(&note::HISTORY_FAILING, &["REDACT", &wanted.target]);
    }
    redact(ctx, wanted);
}

/// With whom it was said.
fn other_side(ctx: &Ctx<'_>, place: &Place) -> Option<Party> {
    let own = ctx.me_id().and_then(|me| ctx.hall.party(me))?;
    match place {
        Place::Private(one, other) => Some(if *one == own { other } else { one }.clone()),
        Place::Room(_) => None,
    }
}

fn redact(ctx: &mut Ctx<'_>, wanted: Wanted) {
    let Wanted { target, place, room, id, reason, .. } = wanted;
    let between = place.clone();
    ctx.push(Effect::Keep(Keep::Redact { place, id }));
    ctx.hall.memory.taken_back.add(id);
    let (to, target) = match room {
        Some(room) => {
            if let Some(place) = ctx.hall.rooms.get_mut(room) {
                place.memory.recent.retain(|entry| entry.event.id != Some(id));
            }
            (ctx.audience(room), ctx.room_name(room))
        }
        None => match other_side(ctx, &between).and_then(|other| ctx.hall.party_here(&other)) {
            Some(other) => (ctx.receivers(other), target.into()),
            None => (ctx.echoes().collect(), target.into()),
        },
    };
    let to = to.into_iter().filter(|&conn| ctx.hall.caps(conn).has(caps::MESSAGE_REDACTION)).collect();
    let Some(who) = ctx.who() else { return };
    let event = ctx.hall.said(ctx.now, who, What::Redacted { target, id, reason });
    let by = Some(ctx.conn);
    ctx.push(Effect::Event { to, by, event });
}
