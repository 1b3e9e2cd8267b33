//! NICK (Modern IRC, "NICK message"): claiming a name, and taking another.

use super::Ctx;
use crate::room::names::Clash;
use crate::room::outbox::What;
use crate::room::session::Stage;
use crate::wire::name::NameError;
use crate::wire::{Message, Name, note, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    if text.is_empty() {
        ctx.reply(&numeric::ERR_NONICKNAMEGIVEN, &[]);
        return;
    }
    let chars_max = ctx.lengths().name_chars_max;
    let name = match Name::parse(text).and_then(|name| name.at_most(chars_max)) {
        Ok(name) => name,
        Err(why) => {
            if why == NameError::TooLong {
                ctx.note(&note::NICK_TOO_LONG, &[word(text), &chars_max.to_string()]);
            }
            ctx.reply(&numeric::ERR_ERRONEUSNICKNAME, &[word(text)]);
            return;
        }
    };
    let former = ctx.hall.sessions.get(ctx.conn).and_then(|session| session.name().cloned());
    if former.as_ref().is_some_and(|former| former.as_str() == name.as_str()) {
        return;
    }
    // Given back first: the new name may be the former one in another case.
    if let Some(former) = &former {
        ctx.hall.names.release(former, ctx.conn);
    }
    if let Err(clash) = ctx.hall.names.claim(&name, ctx.conn) {
        let kept = former.is_none_or(|former| ctx.hall.names.claim(&former, ctx.conn).is_ok());
        debug_assert!(kept, "what was just given back is free");
        refuse(ctx, text, clash);
        return;
    }
    take(ctx, name);
}

fn take(ctx: &mut Ctx<'_>, name: Name) {
    let Some(session) = ctx.hall.sessions.get_mut(ctx.conn) else { return };
    match &mut session.stage {
        Stage::Arriving(arrival) => {
            arrival.name = Some(name);
            ctx.admit_when_ready();
        }
        Stage::Here(member) => {
            let (rooms, former) = (member.rooms.clone(), member.name.clone());
            // In another case it is the same name, and whoever watches it knows enough.
            let is_other = former.key() != name.key();
            if is_other {
                ctx.hall.past.add(member, ctx.now.unix_ms);
            }
            let mut to = ctx.hall.companions(&rooms);
            if !to.contains(&ctx.conn) {
                to.push(ctx.conn);
            }
            ctx.tell(to, What::Renamed { to: name.shared() });
            if let Some(member) = ctx.hall.sessions.get_mut(ctx.conn).and_then(|session| session.member_mut())
            {
                member.rename(name);
            }
            if is_other {
                ctx.hall.tell_offline(ctx.conn, &former, ctx.out);
                ctx.hall.tell_online(ctx.conn, ctx.out);
            }
        }
    }
}

fn refuse(ctx: &mut Ctx<'_>, text: &str, clash: Clash) {
    match clash {
        Clash::Taken => {}
        Clash::LooksLike(other) => ctx.note(&note::NICK_LOOKS_LIKE, &[text, &other]),
        Clash::Reserved => ctx.note(&note::NICK_RESERVED, &[text]),
    }
    ctx.reply(&numeric::ERR_NICKNAMEINUSE, &[text]);
}

/// What can stand as one word of a reply.
fn word(text: &str) -> &str {
    let word = text.split(' ').next().unwrap_or_default();
    if word.is_empty() || word.starts_with(':') { "*" } else { word }
}
