//! TAGMSG (IRCv3 message-tags, "The TAGMSG tag-only message").

use super::privmsg::Target;
use super::{Ctx, client_tags, listed};
use crate::room::outbox::{Effect, Event, SaidKind, What};
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
    let (to, target) = match ctx.target(text, SaidKind::Message) {
        Some(Target::Room(room)) => (ctx.audience(room), ctx.room_name(room)),
        Some(Target::Ranked(room, rank, marks)) => {
            (ctx.ranked_audience(room, rank), ctx.ranked_name(room, &marks))
        }
        Some(Target::Member(other)) => (ctx.receivers(other), ctx.hall.name(other).unwrap_or_default()),
        None => return,
    };
    // Without tags it goes along all the same; but not if all it had were held back.
    if tags.is_empty() && client_tags::has_some(message.tags) {
        return;
    }
    let Some(who) = ctx.who() else { return };
    let to = to.into_iter().filter(|&conn| ctx.hall.caps(conn).has(caps::MESSAGE_TAGS)).collect();
    let id = Some(ctx.hall.ids.next(ctx.now));
    let event = Event { at_ms: ctx.now.unix_ms, id, who, what: What::Tagged { target, tags } };
    let by = Some(ctx.conn);
    ctx.push(Effect::Event { to, by, event });
}
