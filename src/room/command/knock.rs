//! KNOCK: asks the operators of a room that can't be entered for an invitation. No standard
//! describes it; the forms are those that servers share (numerics 710 to 714, ISUPPORT `KNOCK`).

use std::time::Duration;

use super::Ctx;
use crate::room::modes::Flag;
use crate::room::outbox::Effect;
use crate::room::place::{Room, RoomId};
use crate::wire::{ConnId, Message, numeric};

/// How long somebody waits before they may knock at the same room again.
const PAUSE: Duration = Duration::from_secs(60);

/// Where somebody has knocked lately, and when, as uptime.
#[derive(Debug, Default)]
pub struct Knocks {
    lately: Vec<(RoomId, Duration)>,
}

impl Knocks {
    /// Notes a knock; false if the last one at this room is too fresh.
    fn note(&mut self, room: RoomId, uptime: Duration) -> bool {
        self.lately.retain(|&(_, at)| uptime.saturating_sub(at) < PAUSE);
        let is_first = self.lately.iter().all(|&(knocked, _)| knocked != room);
        if is_first {
            self.lately.push((room, uptime));
        }
        is_first
    }
}

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    let Some(room) = ctx.hall.room(text) else {
        ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[text]);
        return;
    };
    let (Some(who), Some(place)) = (ctx.who(), ctx.hall.rooms.get(room)) else { return };
    let name = place.name.shared();
    if ctx.is_in(room) {
        ctx.reply(&numeric::ERR_KNOCKONCHAN, &[&name]);
    } else if ctx.hall.subject_at(ctx.conn).is_some_and(|subject| place.modes.bans(subject)) {
        ctx.reply(&numeric::ERR_CANNOTSENDTOCHAN, &[&name]);
    } else if is_open(place) {
        ctx.reply(&numeric::ERR_CHANOPEN, &[&name]);
    } else if !may_knock(ctx, room) {
        ctx.reply(&numeric::ERR_TOOMANYKNOCK, &[&name]);
    } else {
        let (to, by) = (operators(ctx, room), Some(ctx.conn));
        let params = vec![name.to_string(), who.prefix.to_string()];
        ctx.push(Effect::Numerics { to, by, numeric: &numeric::RPL_KNOCK, params });
        ctx.reply(&numeric::RPL_KNOCKDLVR, &[&name]);
    }
}

/// Whether anybody may enter as they are.
fn is_open(place: &Room) -> bool {
    let is_full = place.modes.members_max.is_some_and(|members_max| place.count() >= members_max);
    !place.modes.has(Flag::InviteOnly) && place.modes.key.is_none() && !is_full
}

fn may_knock(ctx: &mut Ctx<'_>, room: RoomId) -> bool {
    let uptime = ctx.now.uptime;
    ctx.me_mut().is_some_and(|me| me.knocks.note(room, uptime))
}

fn operators(ctx: &Ctx<'_>, room: RoomId) -> Vec<ConnId> {
    let members = ctx.hall.rooms.get(room).into_iter().flat_map(Room::members);
    let operators = members.filter(|(_, standing)| standing.decides());
    operators.flat_map(|(member, _)| ctx.hall.sessions_of(member)).copied().collect()
}
