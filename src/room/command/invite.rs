//! INVITE (Modern IRC, "INVITE message"; IRCv3 invite-notify).
//!
//! Members invite; into a room that is invite-only, its operators alone. What an invitation opens is
//! in [`crate::room::enter`]. Those in the room with `invite-notify` are told; its giver is not,
//! who has the numeric.

use super::Ctx;
use crate::room::invitations::Invitation;
use crate::room::modes::Flag;
use crate::room::outbox::What;
use crate::room::place::RoomId;
use crate::wire::{MemberId, Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let (nick, text) = match message.params() {
        [] => return list(ctx),
        [nick, text, ..] if !nick.is_empty() && !text.is_empty() => (*nick, *text),
        [_, ..] => {
            ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["INVITE"]);
            return;
        }
    };
    let Some(whom) = ctx.hall.member(nick) else {
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[nick]);
        return;
    };
    let Some(room) = ctx.hall.room(text) else {
        ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[text]);
        return;
    };
    let Some(standing) = ctx.my_standing(room) else {
        ctx.reply(&numeric::ERR_NOTONCHANNEL, &[text]);
        return;
    };
    let Some(place) = ctx.hall.rooms.get(room) else { return };
    if place.modes.has(Flag::InviteOnly) && !standing.decides() {
        ctx.reply(&numeric::ERR_CHANOPRIVSNEEDED, &[text]);
        return;
    }
    let (name, is_in) = (place.name.shared(), place.standing(whom).is_some());
    let Some(whose) = ctx.hall.members.get(whom).map(|member| member.name.shared()) else { return };
    if is_in {
        ctx.reply(&numeric::ERR_USERONCHANNEL, &[&whose, &name]);
        return;
    }
    invite(ctx, room, whom, standing.decides());
}

fn invite(ctx: &mut Ctx<'_>, room: RoomId, whom: MemberId, by_operator: bool) {
    let name = ctx.room_name(room);
    let Some(member) = ctx.hall.members.get_mut(whom) else { return };
    member.invitations.add(Invitation { room, by_operator });
    let (whose, away) = (member.name.shared(), member.away.clone());
    ctx.reply(&numeric::RPL_INVITING, &[&whose, &name]);
    if let Some(away) = away {
        ctx.reply(&numeric::RPL_AWAY, &[&whose, &away]);
    }
    let mut to = ctx.hall.companions(&[room]);
    to.retain(|&other| other != ctx.conn && ctx.hall.caps(other).has(caps::INVITE_NOTIFY));
    to.extend(ctx.hall.sessions_of(whom));
    ctx.tell(to, What::Invited { whom: whose, room: name });
}

/// The rooms into which this member was invited (RPL_INVITELIST).
fn list(ctx: &mut Ctx<'_>) {
    let Some(me) = ctx.me() else { return };
    let rooms = me.invitations.rooms().filter_map(|room| ctx.hall.rooms.get(room));
    let names: Vec<_> = rooms.map(|room| room.name.shared()).collect();
    for name in names {
        ctx.reply(&numeric::RPL_INVITELIST, &[&name]);
    }
    ctx.reply(&numeric::RPL_ENDOFINVITELIST, &[]);
}
