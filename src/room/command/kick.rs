//! KICK (Modern IRC, "KICK message"): operators of a room put people out of it.

use std::sync::Arc;

use super::{Ctx, listed};
use crate::room::Hall;
use crate::room::enter::shortened;
use crate::room::outbox::{Ending, What};
use crate::room::place::{RoomId, Standing};
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

fn kick(ctx: &mut Ctx<'_>, room: RoomId, text: &str, reason: Option<Arc<str>>) {
    let Some(id) = ctx.hall.member(text) else {
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]);
        return;
    };
    let name = ctx.room_name(room);
    if ctx.hall.rooms.get(room).and_then(|place| place.standing(id)).is_none() {
        ctx.reply(&numeric::ERR_USERNOTINCHANNEL, &[text, &name]);
        return;
    }
    let Some(by) = ctx.who() else { return };
    let Some(whom) = ctx.hall.members.get(id).map(|member| member.name.shared()) else { return };
    ctx.tell_room(room, What::Kicked { room: name, whom, reason: reason.clone() });
    ctx.hall.take_out(id, room);
    if room == ctx.hall.lobby {
        // The plain door leads to no other.
        ctx.hall.close_plain(ctx.now, id, &Ending::PutOut { by: by.name, reason }, ctx.out);
    }
}

impl Hall {
    /// Takes somebody out of one room, without a word.
    pub(in crate::room) fn take_out(&mut self, member: MemberId, room: RoomId) {
        if let (Some(place), Some(it)) = (self.rooms.get_mut(room), self.members.get_mut(member)) {
            place.unseat(member, &it.sessions);
            it.rooms.retain(|&other| other != room);
        }
        self.rooms.forget_if_empty(room);
        self.note_presence(member);
    }
}

impl Ctx<'_> {
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
        self.my_standing(room).is_some_and(|standing| standing.operator)
    }

    /// What whoever gave this command is in the room, if they are in it.
    pub(super) fn my_standing(&self, room: RoomId) -> Option<Standing> {
        self.hall.rooms.get(room)?.standing(self.me_id()?)
    }
}
