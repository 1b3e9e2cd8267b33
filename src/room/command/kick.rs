//! KICK (Modern IRC, "KICK message"): operators of a room put people out of it. A mask, which can be no
//! name, means all whom it fits and who do not decide there.

use std::sync::Arc;

use super::{Ctx, listed};
use crate::room::Hall;
use crate::room::bans::RoomDeed;
use crate::room::bans::audit::Did;
use crate::room::enter::shortened;
use crate::room::outbox::{Ending, What};
use crate::room::place::{RoomId, Standing};
use crate::wire::mask::Mask;
use crate::wire::{MemberId, Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let [rooms, people] = [0, 1].map(|index| message.param(index).unwrap_or_default());
    let rooms: Vec<_> = listed(rooms).collect();
    let people: Vec<_> = listed(people).collect();
    // "There MUST be either one channel parameter and multiple user parameter, or as many channel
    // parameters as there are user parameters."
    let room_of = |index: usize| if rooms.len() == 1 { rooms.first() } else { rooms.get(index) };
    if people.is_empty() || !(rooms.len() == 1 || rooms.len() == people.len()) {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["KICK"]);
        return;
    }
    let reason = message.param(2).and_then(|reason| shortened(reason, ctx.lengths().reason_bytes_max));
    let mut refused = None;
    for (index, whom) in people.iter().enumerate() {
        let Some(&text) = room_of(index) else { return };
        if index >= ctx.lengths().targets_max {
            ctx.reply(&numeric::ERR_TOOMANYTARGETS, &[whom]);
            return;
        }
        // A room that refuses says so once, however many people are named.
        if refused == Some(text) {
            continue;
        }
        match ctx.room_to_decide_in(text) {
            Some(room) => kick(ctx, room, whom, reason.clone()),
            None => refused = Some(text),
        }
    }
}

/// Puts out all others whom a mask means and who do not decide in the room; whether it is a mask.
fn kick_all(ctx: &mut Ctx<'_>, room: RoomId, text: &str, reason: &Option<Arc<str>>) -> bool {
    let mask = Mask::parse(text).filter(|mask| Mask::is_no_name(text) && mask.is_for_rooms());
    let (Some(mask), me) = (mask.filter(|mask| !mask.mutes()), ctx.me_id()) else { return false };
    let Some(place) = ctx.hall.rooms.get(room) else { return false };
    let fits = |id: MemberId| {
        let member = ctx.hall.members.get(id).filter(|_| Some(id) != me);
        // Who is in by several connections is in by each.
        let subjects = member.map(|member| ctx.hall.subjects(member)).unwrap_or_default();
        subjects.into_iter().any(|subject| mask.fits(&subject.folded()))
    };
    let meant = place.members().filter(|&(id, standing)| !standing.decides() && fits(id));
    let names = meant.filter_map(|(id, _)| Some(ctx.hall.members.get(id)?.name.shared()));
    let names: Vec<_> = names.collect();
    if names.is_empty() {
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]);
    }
    for name in names {
        kick(ctx, room, &name, reason.clone());
    }
    true
}

fn kick(ctx: &mut Ctx<'_>, room: RoomId, text: &str, reason: Option<Arc<str>>) {
    let Some(id) = ctx.hall.member(text) else {
        if kick_all(ctx, room, text, &reason) {
            return;
        }
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]);
        return;
    };
    let name = ctx.room_name(room);
    let Some(standing) = ctx.hall.rooms.get(room).and_then(|place| place.standing(id)) else {
        ctx.reply(&numeric::ERR_USERNOTINCHANNEL, &[text, &name]);
        return;
    };
    if !ctx.decides_over(room, standing) {
        ctx.reply(&numeric::ERR_CHANOWNPRIVNEEDED, &[&name]);
        return;
    }
    let Some(by) = ctx.who() else { return };
    let Some(member) = ctx.hall.members.get(id) else { return };
    let (whom, account) = (member.name.shared(), member.who.account.clone());
    ctx.hall.audit_simply(ctx.now, Some(room), (Did::Kick, &whom), (&by.name, reason.as_ref()), ctx.out);
    if let Some(place) = ctx.hall.rooms.get_mut(room) {
        place.note_deed(RoomDeed::PutOut(id, account));
    }
    ctx.put_out(room, id, Ending::PutOut { by: by.name, reason: reason.clone() }, reason);
}

impl Hall {
    /// Takes somebody out of one room, without a word.
    pub(in crate::room) fn take_out(&mut self, member: MemberId, room: RoomId) {
        self.note_held(member, room);
        if let (Some(place), Some(it)) = (self.rooms.get_mut(room), self.members.get_mut(member)) {
            place.unseat(member, &it.sessions);
            it.rooms.retain(|&other| other != room);
        }
        self.rooms.forget_if_empty(room);
        self.note_presence(member);
    }
}

impl Ctx<'_> {
    /// Puts somebody out of a room, and tells it.
    pub(super) fn put_out(&mut self, room: RoomId, id: MemberId, why: Ending, reason: Option<Arc<str>>) {
        let Some(whom) = self.hall.members.get(id).map(|member| member.name.shared()) else { return };
        self.tell_room(room, What::Kicked { room: self.room_name(room), whom, reason });
        self.hall.take_out(id, room);
        if room == self.hall.lobby {
            // The plain door leads to no other.
            self.hall.close_plain(self.now, id, &why, self.out);
        }
    }

    /// The room that `text` means, if whoever gave this command decides in it; answers why not.
    pub(super) fn room_to_decide_in(&mut self, text: &str) -> Option<RoomId> {
        let found = self.hall.room(text);
        let why = match found {
            None => &numeric::ERR_NOSUCHCHANNEL,
            Some(room) if !self.is_in(room) => &numeric::ERR_NOTONCHANNEL,
            Some(room) if !self.is_operator_in(room) => &numeric::ERR_CHANOPRIVSNEEDED,
            Some(room) => return Some(room),
        };
        self.reply(why, &[text]);
        None
    }

    /// Whether whoever gave this command is in the room.
    pub(in crate::room) fn is_in(&self, room: RoomId) -> bool {
        self.my_standing(room).is_some()
    }

    /// Whether whoever gave this command decides in the room.
    pub(super) fn is_operator_in(&self, room: RoomId) -> bool {
        self.my_standing(room).is_some_and(Standing::decides)
    }

    /// Whether whoever gave this command decides over somebody who is that in the room.
    pub(super) fn decides_over(&self, room: RoomId, other: Standing) -> bool {
        self.my_standing(room).is_some_and(|mine| mine.decides_over(other))
    }

    /// What whoever gave this command is in the room, if they are in it.
    pub(in crate::room) fn my_standing(&self, room: RoomId) -> Option<Standing> {
        self.hall.rooms.get(room)?.standing(self.me_id()?)
    }
}
