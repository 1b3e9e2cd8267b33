//! BAN, UNBAN, MUTE, UNMUTE, BANS, UNDO and AUDIT: how operators of a room keep order in it with our
//! client. They are ours; what they set stands in the room's list of bans, where MODE shows it too.
//!
//! | command | does |
//! |---|---|
//! | `BAN <room> <whom> [<time>] [:<reason>]` | bans, and puts out whoever that means |
//! | `MUTE <room> <whom> [<time>] [:<reason>]` | lets them not speak |
//! | `UNBAN`, `UNMUTE <room> <whom>` | lifts it |
//! | `BANS <room>` | lists both, with their terms |
//! | `UNDO <room>` | undoes what was done in the room last |
//! | `AUDIT <room> [<count>]` | lists what was done in it to keep order |
//!
//! `<whom>` is a name or a mask; `<time>` is `30m`, `2h`, `7d`, or `*` for ever. A name means the account
//! of whoever has it, and their cloak, unless somebody else here has the same; without either the name.
//! What such a command sets is lifted, and undone, as one.

use std::sync::Arc;

use super::Ctx;
use crate::room::bans::audit::{AUDIT_RECORDS_MAX, AUDIT_SHOWN, Did};
use crate::room::bans::terms::{NEVER, NO_REASON, until};
use crate::room::bans::{Meant, RoomDeed, Terms};
use crate::room::console_order::ends;
use crate::room::enter::shortened;
use crate::room::invitations::Invitation;
use crate::room::modes::{Entry, List, More};
use crate::room::outbox::{Effect, Ending, What};
use crate::room::place::RoomId;
use crate::room::session::Door;
use crate::wire::mask::{EXTENDED, Mask, Subject};
use crate::wire::{MemberId, Message, note, numeric, span};

pub(super) fn ban(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    set(ctx, message, ("BAN", false));
}

pub(super) fn mute(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    set(ctx, message, ("MUTE", true));
}

pub(super) fn unban(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    lift(ctx, message, ("UNBAN", false));
}

pub(super) fn unmute(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    lift(ctx, message, ("UNMUTE", true));
}

/// Whether such a line has a reason, which others read.
pub(super) fn says_why(message: &Message<'_>) -> bool {
    !time_and_reason(message).1.is_empty()
}

/// The time, if one is meant, and the reason; empty: none.
fn time_and_reason<'m>(message: &Message<'m>) -> (Option<&'m str>, &'m str) {
    match (message.param(2), message.param(3)) {
        (Some(time), Some(reason)) => (Some(time), reason),
        (Some(only), None) if only == "*" || span::is_meant(only) => (Some(only), ""),
        (only, _) => (None, only.unwrap_or_default()),
    }
}

fn set(ctx: &mut Ctx<'_>, message: &Message<'_>, (command, mutes): (&str, bool)) {
    let [text, whom] = [0, 1].map(|index| message.param(index).unwrap_or_default());
    let Some(room) = ctx.room_to_decide_in(text) else { return };
    let (time, reason) = time_and_reason(message);
    let until_ms = match time.filter(|time| *time != "*") {
        None => None,
        Some(time) => match span::parse(time) {
            Some(span) => Some(ends(ctx.now, span)),
            None => return ctx.note(&note::INVALID_SPAN, &[command, text, time]),
        },
    };
    let found = ctx.masks_of(room, whom);
    if found.iter().flat_map(|(masks, _)| masks).any(Mask::fits_everybody) {
        return ctx.note(&note::MEANS_EVERYBODY, &[command, text, whom]);
    }
    let found = found.filter(|(masks, _)| masks.iter().all(Mask::is_for_rooms));
    let Some((masks, meant)) = found else { return ctx.note(&note::INVALID_MASK, &[command, text, whom]) };
    if masks.iter().any(|mask| ctx.is_meant(mask)) {
        return ctx.note(&note::MEANS_YOU, &[command, text, whom]);
    }
    if meant.is_some_and(|meant| !ctx.may_put_out(room, meant)) {
        return ctx.note(&note::MAY_NOT_BAN, &[command, text, whom]);
    }
    let as_meant = |mask: Mask| if mutes { mask.muting() } else { (!mask.mutes()).then_some(mask) };
    let masks: Option<Vec<_>> = masks.into_iter().map(as_meant).collect();
    let Some(masks) = masks else { return ctx.note(&note::INVALID_MASK, &[command, text, whom]) };
    let reason = shortened(reason, ctx.lengths().reason_bytes_max);
    let whom = meant.and_then(|id| ctx.hall.members.get(id)).map(|member| member.name.shared());
    let more = More { whom: whom.or_else(|| name_of(whom_text(message))), reason, until_ms };
    let masks = masks.into_iter().map(|mask| (mask, more.clone())).collect();
    let mut former = Vec::new();
    let masks = set_masks(ctx, room, masks, &mut former);
    note_set(ctx, room, &masks, former);
    for mask in masks {
        enforce(ctx, room, (&mask, meant));
    }
}

/// What was set by one command is undone by one.
fn note_set(ctx: &mut Ctx<'_>, room: RoomId, masks: &[Mask], former: Vec<Entry>) {
    let keys: Vec<_> = masks.iter().map(|mask| mask.key().to_owned()).collect();
    if let Some(place) = ctx.hall.rooms.get_mut(room).filter(|_| !keys.is_empty()) {
        place.note_deed(RoomDeed::Set(keys, former));
    }
}

/// Sets masks; those that could be. Whose place they take comes to be `former`.
fn set_masks(
    ctx: &mut Ctx<'_>,
    room: RoomId,
    masks: Vec<(Mask, More)>,
    former: &mut Vec<Entry>,
) -> Vec<Mask> {
    let mut done = Vec::new();
    for (mask, more) in masks {
        if set_mask(ctx, room, (mask.clone(), more), former) {
            done.push(mask);
        }
    }
    done
}

fn whom_text<'m>(message: &Message<'m>) -> &'m str {
    message.param(1).unwrap_or_default()
}

/// A text that is a name, as one.
fn name_of(text: &str) -> Option<Arc<str>> {
    crate::wire::Name::parse(text).ok().map(|name| name.shared())
}

/// Adds a mask to the room's bans, in the place of the same one; whether it could be.
fn set_mask(ctx: &mut Ctx<'_>, room: RoomId, (mask, more): (Mask, More), replaced: &mut Vec<Entry>) -> bool {
    let (Some(who), masks_max) = (ctx.who(), ctx.hall.rules.masks_per_room_max) else { return false };
    let name = ctx.room_name(room);
    let Some(place) = ctx.hall.rooms.get_mut(room) else { return false };
    let list = place.modes.list_mut(List::Bans);
    let former = list.iter().position(|entry| entry.mask.key() == mask.key());
    if let Some(former) = former {
        replaced.push(list.remove(former));
    } else if place.modes.masks() >= masks_max {
        ctx.reply(&numeric::ERR_BANLISTFULL, &[&name, "b"]);
        return false;
    }
    let terms = Terms { by: who.name, until_ms: more.until_ms, reason: more.reason.clone() };
    let named = match &more.whom {
        Some(whom) => format!("{whom} ({})", mask.as_str()),
        None => mask.as_str().to_owned(),
    };
    let (did, key, words) =
        (Did::of_mask(true, &mask), mask.key().to_owned(), vec!["+b".to_owned(), mask.as_str().to_owned()]);
    place.modes.list_mut(List::Bans).push(Entry { mask, setter: who.prefix, at_ms: ctx.now.unix_ms, more });
    for deed in &mut place.deeds {
        if let RoomDeed::Set(former, _) = deed {
            former.retain(|former| *former != key);
        }
    }
    ctx.hall.set_expiry(ctx.now);
    ctx.hall.audit(ctx.now, Some(room), (did, &named), &terms, ctx.out);
    ctx.tell_room(room, What::Mode { target: name, words });
    true
}

/// Puts out whoever a ban means that was just set, and tells the muted. Other operators stay, unless
/// they were named.
fn enforce(ctx: &mut Ctx<'_>, room: RoomId, (mask, meant): (&Mask, Option<MemberId>)) {
    let Some(place) = ctx.hall.rooms.get(room) else { return };
    let Some(entry) = place.modes.list(List::Bans).iter().find(|entry| entry.mask.key() == mask.key()) else {
        return;
    };
    let (terms, me) = (entry.terms(), ctx.me_id());
    let is_meant = |&(id, standing): &(MemberId, crate::room::place::Standing)| {
        let Some(member) = ctx.hall.members.get(id) else { return false };
        let is_named = meant == Some(id);
        // Who is in by several connections is in by each.
        let is_meant_at = |subject: Subject<'_>| {
            mask.fits(&subject.folded()) && !place.modes.lists(List::Exceptions, subject)
        };
        let is_under = ctx.hall.subjects(member).into_iter().any(is_meant_at);
        is_under && Some(id) != me && (is_named || !standing.decides())
    };
    let members: Vec<_> = place.members().filter(is_meant).map(|(id, _)| id).collect();
    let members: Vec<_> = members.into_iter().filter(|&id| ctx.may_put_out(room, id)).collect();
    let note = if mask.mutes() { &note::YOU_ARE_MUTED } else { &note::YOU_ARE_BANNED };
    for id in members {
        tell_terms(ctx, room, (id, note), &terms);
        if !mask.mutes() {
            ctx.put_out(room, id, Ending::Banned(terms.clone()), terms.reason.clone());
        }
    }
}

/// Tells somebody on which terms they are banned or muted from here on. Whoever is put out at the plain
/// door is told when it closes.
fn tell_terms(ctx: &mut Ctx<'_>, room: RoomId, (id, note): (MemberId, &'static note::Note), terms: &Terms) {
    let name = ctx.room_name(room);
    for to in ctx.hall.hearing(ctx.hall.sessions_of(id), room) {
        let is_closed = std::ptr::eq(note, &note::YOU_ARE_BANNED) && ctx.hall.door(to) == Some(Door::Plain);
        if !is_closed {
            let context = [name.to_string()].into_iter().chain(terms.words()).collect();
            ctx.push(Effect::Note { to, note, context });
        }
    }
}

fn lift(ctx: &mut Ctx<'_>, message: &Message<'_>, (command, mutes): (&str, bool)) {
    let [text, whom] = [0, 1].map(|index| message.param(index).unwrap_or_default());
    let Some(room) = ctx.room_to_decide_in(text) else { return };
    let means = Meant::new(ctx.hall, whom);
    let member = ctx.hall.member(whom).and_then(|id| ctx.hall.members.get(id));
    let subjects: Vec<_> = member.map(|member| ctx.hall.subjects(member)).unwrap_or_default();
    let subjects: Vec<_> = subjects.into_iter().map(Subject::folded).collect();
    let Some(place) = ctx.hall.rooms.get(room) else { return };
    let entries = place.modes.list(List::Bans).iter().filter(|entry| entry.mask.mutes() == mutes);
    let is_under = |entry: &&Entry| {
        let fits = subjects.iter().any(|subject| entry.mask.fits(subject));
        fits || means.is(&entry.mask, entry.more.whom.as_deref())
    };
    let keys: Vec<_> = entries.filter(is_under).map(|entry| entry.mask.key().to_owned()).collect();
    if keys.is_empty() {
        return ctx.note(&note::NO_SUCH_BAN, &[command, text, whom]);
    }
    let entries: Vec<_> = keys.iter().filter_map(|key| lift_mask(ctx, room, key)).collect();
    if let Some(place) = ctx.hall.rooms.get_mut(room) {
        place.note_deed(RoomDeed::Lifted(entries));
    }
}

/// Takes a mask out of the room's bans; it, as it was.
fn lift_mask(ctx: &mut Ctx<'_>, room: RoomId, key: &str) -> Option<Entry> {
    let by = ctx.who()?.name;
    let list = ctx.hall.rooms.get_mut(room)?.modes.list_mut(List::Bans);
    let entry = list.remove(list.iter().position(|entry| entry.mask.key() == key)?);
    let mask = entry.mask.as_str().to_owned();
    let named = entry.more.whom.as_ref().map_or_else(|| mask.clone(), |whom| format!("{whom} ({mask})"));
    ctx.hall.set_expiry(ctx.now);
    let done = (Did::of_mask(false, &entry.mask), &*named);
    ctx.hall.audit_simply(ctx.now, Some(room), done, (&by, None), ctx.out);
    ctx.tell_room(room, What::Mode { target: ctx.room_name(room), words: vec!["-b".to_owned(), mask] });
    ctx.hall.tell_unmuted(room, &entry.mask, (&note::YOU_MAY_SPEAK, &[&by]), ctx.out);
    Some(entry)
}

/// Undoes what was done in the room last, by whomever.
pub(super) fn undo(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    let Some(room) = ctx.room_to_decide_in(text) else { return };
    loop {
        let deed = ctx.hall.rooms.get_mut(room).and_then(|place| place.deeds.pop());
        let is_undone = match deed {
            None => return ctx.note(&note::NOTHING_TO_UNDO, &[text]),
            Some(RoomDeed::Set(keys, former)) => {
                let lifted: Vec<_> = keys.iter().filter_map(|key| lift_mask(ctx, room, key)).collect();
                let is_lifted = |entry: &Entry| lifted.iter().any(|it| it.mask.key() == entry.mask.key());
                let former = former.into_iter().filter(is_lifted).collect();
                set_again(ctx, room, former);
                !lifted.is_empty()
            }
            Some(RoomDeed::Lifted(entries)) => set_again(ctx, room, entries),
            Some(RoomDeed::PutOut(id, account)) => ask_back(ctx, room, id, account.as_deref()),
        };
        if is_undone {
            return;
        }
    }
}

/// Sets entries again that were lifted, but for those that have ended meanwhile. What undoes is not
/// undone by the next.
fn set_again(ctx: &mut Ctx<'_>, room: RoomId, entries: Vec<Entry>) -> bool {
    let now_ms = ctx.now.unix_ms;
    let holds = |entry: &Entry| entry.more.until_ms.is_none_or(|until_ms| until_ms > now_ms);
    let entries = entries.into_iter().filter(holds).map(|entry| (entry.mask, entry.more)).collect();
    let masks = set_masks(ctx, room, entries, &mut Vec::new());
    for mask in &masks {
        enforce(ctx, room, (mask, None));
    }
    !masks.is_empty()
}

/// Asks somebody back who was put out, in spite of whatever shuts the room; `false`: they have left.
/// Whoever has an account may have come again meanwhile.
fn ask_back(ctx: &mut Ctx<'_>, room: RoomId, id: MemberId, account: Option<&str>) -> bool {
    let again = || ctx.hall.present(&crate::wire::name::fold(account?)?);
    let Some(id) = Some(id).filter(|&id| ctx.hall.members.get(id).is_some()).or_else(again) else {
        return false;
    };
    let name = ctx.room_name(room);
    let is_in = ctx.hall.rooms.get(room).is_some_and(|place| place.standing(id).is_some());
    let Some(member) = ctx.hall.members.get_mut(id).filter(|_| !is_in) else { return false };
    member.invitations.add(Invitation { room, by_operator: true });
    let whose = member.name.shared();
    let to = ctx.hall.sessions_of(id).to_vec();
    ctx.tell(to, What::Invited { whom: Arc::clone(&whose), room: Arc::clone(&name) });
    ctx.note(&note::UNDONE_KICK, &[&name, &whose]);
    true
}

/// The room's bans and mutes, with their terms, for those who are in it.
pub(super) fn list(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    let Some(room) = ctx.hall.room(text) else { return ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[text]) };
    if !ctx.is_in(room) {
        return ctx.reply(&numeric::ERR_NOTONCHANNEL, &[text]);
    }
    let name = ctx.room_name(room);
    let entries = ctx.hall.rooms.get(room).map(|place| place.modes.list(List::Bans).to_vec());
    let entries = entries.unwrap_or_default();
    for entry in &entries {
        let [by, until, reason] = entry.terms().words();
        let whom = entry.more.whom.as_deref().unwrap_or(NO_REASON);
        ctx.note(&note::BAN_ROW, &[&name, entry.mask.as_str(), whom, &by, &until, &reason]);
    }
    ctx.note(&note::BANS_END, &[&name, &entries.len().to_string()]);
}

/// What was done in the room to keep order, for its operators.
pub(super) fn audit(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    let Some(room) = ctx.room_to_decide_in(text) else { return };
    let count = message.param(1).and_then(|count| count.parse().ok()).unwrap_or(AUDIT_SHOWN);
    let count = count.clamp(1, AUDIT_RECORDS_MAX);
    let name = ctx.room_name(room);
    let records = ctx.hall.rooms.get(room).map(|place| place.audit.newest(count).cloned().collect());
    let records: Vec<crate::room::keep::AuditRecord> = records.unwrap_or_default();
    for record in &records {
        let (time, reason) = (until(Some(record.at_ms)), record.reason.as_deref().unwrap_or(NO_REASON));
        let ends = record.until_ms.map_or_else(|| NEVER.to_owned(), |until_ms| until(Some(until_ms)));
        let whom = if record.whom.is_empty() { NO_REASON } else { &record.whom };
        ctx.note(&note::AUDIT_ROW, &[&name, &time, &record.by, &record.did, whom, &ends, reason]);
    }
    ctx.note(&note::AUDIT_END, &[&name, &records.len().to_string()]);
}

impl Ctx<'_> {
    /// Whom a name or a mask means in a room; see the head of this file.
    fn masks_of(&self, room: RoomId, text: &str) -> Option<(Vec<Mask>, Option<MemberId>)> {
        if let Some(id) = self.hall.member(text) {
            let member = self.hall.members.get(id)?;
            let mut masks = Vec::new();
            if let Some(account) = &member.who.account {
                masks.push(Mask::parse(&format!("{EXTENDED}a:{account}"))?);
            }
            for cloak in self.hall.cloaks(member) {
                if !self.is_shared(room, id, &cloak) {
                    masks.push(Mask::parse(&format!("*!*@{cloak}"))?);
                }
            }
            if masks.is_empty() {
                masks.push(Mask::parse(member.name.as_str())?);
            }
            return Some((masks, Some(id)));
        }
        if let Some(account) = self.hall.accounts.find(text) {
            return Some((vec![Mask::parse(&format!("{EXTENDED}a:{}", account.name.as_str()))?], None));
        }
        Some((vec![Mask::parse(text)?], None))
    }

    /// Whether whoever gave the command is meant by a mask, through any of their connections.
    fn is_meant(&self, mask: &Mask) -> bool {
        let Some(me) = self.me() else { return false };
        self.hall.subjects(me).into_iter().any(|subject| mask.fits(&subject.folded()))
    }

    /// Whether somebody else in a room comes from there, too.
    fn is_shared(&self, room: RoomId, id: MemberId, cloak: &str) -> bool {
        let Some(place) = self.hall.rooms.get(room) else { return false };
        let others = place.members().filter(|&(other, _)| other != id);
        let mut others = others.filter_map(|(other, _)| self.hall.members.get(other));
        others.any(|other| other.host == cloak || self.hall.cloaks(other).iter().any(|one| one == cloak))
    }

    /// Whether whoever gave the command may put this member out of the room: over its owners only
    /// owners decide.
    fn may_put_out(&self, room: RoomId, id: MemberId) -> bool {
        let standing = self.hall.rooms.get(room).and_then(|place| place.standing(id));
        standing.is_none_or(|standing| self.decides_over(room, standing))
    }
}
