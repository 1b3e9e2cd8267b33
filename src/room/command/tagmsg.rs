//! TAGMSG (IRCv3 message-tags, "The TAGMSG tag-only message").

use super::privmsg::{Kept, Target};
use super::{Ctx, client_tags, listed};
use crate::room::history::is_typing;
use crate::room::outbox::{SaidKind, What};
use crate::wire::message::Tags;
use crate::wire::{Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    if !ctx.has_cap(caps::MESSAGE_TAGS) {
        ctx.reply(&numeric::ERR_UNKNOWNCOMMAND, &["TAGMSG"]);
        return;
    }
    let Some(targets) = message.param(0).filter(|targets| !targets.is_empty()) else {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["TAGMSG"]);
        return;
    };
    for (count, target) in listed(targets).enumerate() {
        if count >= ctx.lengths().targets_max {
            ctx.reply(&numeric::ERR_TOOMANYTARGETS, &[target]);
            return;
        }
        tag(ctx, target, message);
    }
}

fn tag(ctx: &mut Ctx<'_>, text: &str, message: &Message<'_>) {
    let tags = ctx.client_tags(message.tags);
    let Some(found) = ctx.target(text, SaidKind::Message) else { return };
    // Without tags it goes along all the same; but not if all it had were held back.
    if tags.is_empty() && client_tags::has_some(message.tags) {
        return;
    }
    let typing_only = Tags(&tags).iter().all(|(key, _)| is_typing(key));
    if !typing_only && ctx.is_refused(&found, "TAGMSG", text) {
        return;
    }
    let (kept, to, target) = match found {
        Target::Room(room) => (Kept::In(room), ctx.audience(room), ctx.room_name(room)),
        Target::Ranked(room, rank, marks) => {
            (Kept::Nowhere, ctx.ranked_audience(room, rank), ctx.ranked_name(room, &marks))
        }
        Target::Member(other) => {
            let Some(member) = ctx.hall.members.get(other) else { return };
            (Kept::With(other), ctx.receivers(other), member.name.shared())
        }
    };
    let to = to.into_iter().filter(|&conn| ctx.hall.caps(conn).has(caps::MESSAGE_TAGS)).collect();
    ctx.tell_said(kept, to, What::Tagged { target, tags }, None);
}
