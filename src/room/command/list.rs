//! LIST (Modern IRC, "LIST message"): all rooms, or those named.

use super::{Ctx, listed};
use crate::room::place::Room;
use crate::wire::{Message, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let rooms: Vec<_> = match message.param(0).filter(|list| !list.is_empty()) {
        None => ctx.hall.rooms.iter().map(|(_, room)| row(room)).collect(),
        Some(list) => {
            let found = listed(list).filter_map(|text| ctx.hall.rooms.get(ctx.hall.room(text)?));
            found.map(row).collect()
        }
    };
    for [name, count, topic] in rooms {
        ctx.reply(&numeric::RPL_LIST, &[&name, &count, &topic]);
    }
    ctx.reply(&numeric::RPL_LISTEND, &[]);
}

fn row(room: &Room) -> [String; 3] {
    let topic = room.topic.as_ref().map(|topic| topic.text.to_string()).unwrap_or_default();
    [room.name.as_str().to_owned(), room.count().to_string(), topic]
}
