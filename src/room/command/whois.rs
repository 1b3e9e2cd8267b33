//! WHOIS (Modern IRC, "WHOIS message"). Addresses are told to nobody: the host is the cloak.

use super::Ctx;
use crate::wire::{Message, caps, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    // `WHOIS server nick` asks a certain server; there is only this one.
    let params = message.params();
    let text = params.get(1).or_else(|| params.first()).copied().unwrap_or_default();
    if text.is_empty() {
        ctx.reply(&numeric::ERR_NONICKNAMEGIVEN, &[]);
        return;
    }
    match ctx.hall.member(text) {
        Some(conn) => show(ctx, conn),
        None => ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]),
    }
    ctx.reply(&numeric::RPL_ENDOFWHOIS, &[text]);
}

fn show(ctx: &mut Ctx<'_>, conn: crate::wire::ConnId) {
    let all_marks = ctx.has_cap(caps::MULTI_PREFIX);
    let Some(member) = ctx.hall.sessions.get(conn).and_then(|session| session.member()) else { return };
    let nick = member.name.shared();
    let (user, host, realname) = (member.user.clone(), member.host.clone(), member.realname.clone());
    let (away, since_ms, spoke) = (member.away.clone(), member.since_ms, member.spoke);
    let hidden = member.invisible && conn != ctx.conn;
    let rooms: Vec<_> = member.rooms.iter().filter_map(|&room| ctx.hall.rooms.get(room)).collect();
    let seen = rooms.iter().filter(|room| !hidden || room.standing(ctx.conn).is_some());
    let rooms: Vec<String> = seen
        .map(|room| {
            let marks = room.standing(conn).map_or("", |standing| standing.marks(all_marks));
            format!("{marks}{}", room.name.as_str())
        })
        .collect();
    ctx.reply(&numeric::RPL_WHOISUSER, &[&nick, &user, &host, "*", &realname]);
    ctx.reply_list(&numeric::RPL_WHOISCHANNELS, &[&nick], rooms);
    let (server, description) = (ctx.hall.rules.server_name.clone(), ctx.hall.rules.description.clone());
    ctx.reply(&numeric::RPL_WHOISSERVER, &[&nick, &server, &description]);
    if let Some(away) = away {
        ctx.reply(&numeric::RPL_AWAY, &[&nick, &away]);
    }
    let idle = ctx.now.uptime.saturating_sub(spoke).as_secs().to_string();
    ctx.reply(&numeric::RPL_WHOISIDLE, &[&nick, &idle, &(since_ms / 1000).to_string()]);
}
