//! WHO (Modern IRC, "WHO message"): a room, one member, or all that a mask describes; with a second
//! parameter of fields it is WHOX ([`super::whox`]).
//!
//! Addresses are told to nobody: the host is the cloak.

use super::Ctx;
use super::whox::Fields;
use crate::room::member::Member;
use crate::room::place::{RoomId, Standing};
use crate::room::user_modes::BOT;
use crate::wire::limits::{MASK_BYTES_MAX, WHO_ROWS_MAX};
use crate::wire::mask::{fits, folded};
use crate::wire::{MemberId, Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let mask = message.param(0).filter(|mask| !mask.is_empty()).unwrap_or("*");
    let (flags, fields) = match message.param(1).unwrap_or_default().split_once('%') {
        Some((flags, fields)) => (flags, Some(Fields::parse(fields))),
        None => (message.param(1).unwrap_or_default(), None),
    };
    let operators_only = flags.contains('o');
    let mut found = ctx.found(mask);
    if operators_only {
        found.retain(|&(_, id)| ctx.hall.members.get(id).is_some_and(|member| member.house_operator));
    }
    let is_too_much = found.len() > WHO_ROWS_MAX;
    for (place, id) in found.into_iter().take(WHO_ROWS_MAX) {
        row(ctx, place, id, fields.as_ref());
    }
    if is_too_much {
        ctx.reply(&numeric::ERR_TOOMANYMATCHES, &["WHO"]);
    }
    ctx.reply(&numeric::RPL_ENDOFWHO, &[mask]);
}

/// A room that a row is about, and what its member is there.
pub(super) type Place = Option<(RoomId, Standing)>;

fn row(ctx: &mut Ctx<'_>, place: Place, id: MemberId, fields: Option<&Fields>) {
    // Where nobody asked for a room, one in which both may be seen is as good as another.
    let place = place.or_else(|| ctx.seen_place(id));
    if let Some(fields) = fields {
        super::whox::row(ctx, place, id, fields);
        return;
    }
    let Some(member) = ctx.hall.members.get(id) else { return };
    let flags = ctx.flags(member, place);
    let nick = member.name.shared();
    let (user, host) = (member.user.clone(), member.host.clone());
    let hops_and_realname = format!("0 {}", member.realname);
    let room = place.map_or_else(|| "*".into(), |(room, _)| ctx.room_name(room));
    let server = ctx.hall.rules.server_name.clone();
    let row = [&*room, &user, &host, &server, &nick, &flags, &hops_and_realname];
    ctx.reply(&numeric::RPL_WHOREPLY, &row);
}

impl Ctx<'_> {
    /// All whom `mask` describes and whom this member may find, with the room that was asked for.
    fn found(&self, mask: &str) -> Vec<(Place, MemberId)> {
        if mask.starts_with('#') {
            let Some(room) = self.hall.room(mask).filter(|&room| self.knows(room)) else { return Vec::new() };
            let seats = self.hall.rooms.get(room).map(|place| place.members().collect::<Vec<_>>());
            let seats = seats.unwrap_or_default().into_iter();
            let found = seats.filter(|&(id, _)| self.may_find(id));
            return found.map(|(id, standing)| (Some((room, standing)), id)).collect();
        }
        // `0` is everybody, like no mask at all.
        let mask = if mask == "0" { "*" } else { mask };
        if let Some(id) = self.hall.member(mask) {
            return self.may_find(id).then_some((None, id)).into_iter().collect();
        }
        if mask.len() > MASK_BYTES_MAX {
            return Vec::new();
        }
        let mask = folded(mask);
        let server = folded(&self.hall.rules.server_name);
        let described = self.hall.members.iter().filter(|(_, member)| {
            mask == "*"
                || fits(&mask, &server)
                || traits(member).iter().any(|text| fits(&mask, &folded(text)))
        });
        described.map(|(id, _)| id).filter(|&id| self.may_find(id)).map(|id| (None, id)).collect()
    }

    /// Whether this member may find that one: user mode `i` hides whoever shares no room, though not
    /// from operators of the house.
    pub(super) fn may_find(&self, other: MemberId) -> bool {
        let Some(member) = self.hall.members.get(other) else { return false };
        let is_hidden = member.invisible && Some(other) != self.me_id() && !self.is_house_operator();
        !is_hidden || member.rooms.iter().any(|&room| self.is_in(room))
    }

    /// Whether this member may know that a room is there: operators of the house know all.
    fn knows(&self, room: RoomId) -> bool {
        self.may_see_room(room) || self.is_house_operator()
    }

    /// A room in which this member may see that one: one that both are in, else any that is no
    /// secret. `None` if there is none.
    pub(super) fn seen_place(&self, other: MemberId) -> Place {
        let member = self.hall.members.get(other)?;
        let shared = member.rooms.iter().copied().find(|&room| self.is_in(room));
        let room = shared.or_else(|| member.rooms.iter().copied().find(|&room| self.knows(room)))?;
        Some((room, self.hall.rooms.get(room)?.standing(other)?))
    }

    /// The flags of WHO (Modern IRC, "RPL_WHOREPLY (352)"): here or gone, operator of the house,
    /// rank in the room, bot.
    pub(super) fn flags(&self, member: &Member, place: Place) -> String {
        let marks = place.map_or("", |(_, standing)| standing.marks(self.has_cap(caps::MULTI_PREFIX)));
        let mut flags = String::from(if member.away.is_some() { "G" } else { "H" });
        flags.extend(member.house_operator.then_some('*'));
        flags.push_str(marks);
        flags.extend(member.who.bot.then_some(BOT));
        flags
    }
}

/// What a mask is compared with (RFC 2812 section 3.6.1: "host, server, real name and nickname"; the
/// server is the same for all).
fn traits(member: &Member) -> [&str; 5] {
    [member.name.as_str(), &member.who.prefix, &member.host, &member.user, &member.realname]
}
