//! TOPIC (Modern IRC, "TOPIC message").

use super::Ctx;
use crate::room::enter::shortened;
use crate::room::limits::Limit;
use crate::room::modes::Flag;
use crate::room::outbox::What;
use crate::room::place::{RoomId, Topic};
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    let Some(room) = ctx.hall.room(text) else {
        ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[text]);
        return;
    };
    if !ctx.is_in(room) {
        ctx.reply(&numeric::ERR_NOTONCHANNEL, &[text]);
        return;
    }
    match message.param(1) {
        None => show(ctx, room),
        Some(_) if ctx.is_hushed(("TOPIC", text)) => {}
        // What all read is as good as said, where everybody may set it.
        Some(topic) if ctx.may_set_topic(room) => {
            if ctx.lets_add(room, ("TOPIC", text)) {
                set(ctx, room, topic);
            }
        }
        Some(_) => ctx.reply(&numeric::ERR_CHANOPRIVSNEEDED, &[text]),
    }
}

fn show(ctx: &mut Ctx<'_>, room: RoomId) {
    if ctx.hall.rooms.get(room).is_some_and(|place| place.topic.is_some()) {
        ctx.show_topic(room);
    } else {
        let name = ctx.room_name(room);
        ctx.reply(&numeric::RPL_NOTOPIC, &[&name]);
    }
}

fn set(ctx: &mut Ctx<'_>, room: RoomId, text: &str) {
    let Some(who) = ctx.who() else { return };
    let bytes_max = ctx.lengths().topic_bytes_max;
    if text.len() > bytes_max {
        // All see what is left of it.
        ctx.hall.count(Limit::TopicBytes);
    }
    let text = shortened(text, bytes_max);
    let Some(place) = ctx.hall.rooms.get_mut(room) else { return };
    if place.topic.as_ref().map(|topic| &topic.text) == text.as_ref() {
        // Clients are told "if the topic of a channel is changed or cleared".
        return;
    }
    let at_ms = ctx.now.unix_ms;
    place.topic = text.clone().map(|text| Topic { text, setter: who.prefix, at_ms });
    let topic = text.unwrap_or_else(|| "".into());
    ctx.tell_room(room, What::Topic { room: ctx.room_name(room), topic });
}

impl Ctx<'_> {
    fn may_set_topic(&self, room: RoomId) -> bool {
        let locked = self.hall.rooms.get(room).is_some_and(|place| place.modes.has(Flag::TopicLocked));
        !locked || self.is_operator_in(room)
    }
}
