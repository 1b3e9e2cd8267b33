//! WHOIS (Modern IRC, "WHOIS message"). Addresses are told to nobody: the host is the cloak.

use super::{Ctx, listed};
use crate::wire::{MemberId, Message, caps, name, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    // `WHOIS server nick` asks a certain server, or that of a certain member; there is only this one.
    let params = message.params();
    let (server, nicks) = match params {
        [server, nicks, ..] => (Some(*server), *nicks),
        [nicks] => (None, *nicks),
        [] => (None, ""),
    };
    if let Some(server) =
        server.filter(|&server| !ctx.is_this_server(server) && ctx.hall.member(server).is_none())
    {
        ctx.reply(&numeric::ERR_NOSUCHSERVER, &[server]);
        return;
    }
    if listed(nicks).next().is_none() {
        ctx.reply(&numeric::ERR_NONICKNAMEGIVEN, &[]);
        return;
    }
    // "silently drop targets if the number of targets exceeds the limit"
    for nick in listed(nicks).take(ctx.lengths().targets_max) {
        match ctx.hall.member(nick) {
            Some(id) => show(ctx, id),
            None => ctx.reply(&numeric::ERR_NOSUCHNICK, &[nick]),
        }
    }
    // "MUST be exactly the <nick> parameter sent by the client"
    ctx.reply(&numeric::RPL_ENDOFWHOIS, &[nicks]);
}

fn show(ctx: &mut Ctx<'_>, id: MemberId) {
    let Some(member) = ctx.hall.members.get(id) else { return };
    let nick = member.name.shared();
    let (user, host, realname) = (member.user.clone(), member.host.clone(), member.realname.clone());
    let (away, since_ms, spoke) = (member.away.clone(), member.since_ms, member.spoke);
    let (is_operator, is_bot, modes) = (member.house_operator, member.who.bot, member.modes());
    let account = member.who.account.clone();
    let is_own_name = account.as_deref().and_then(name::fold).as_deref() == Some(member.name.key());
    let rooms = seen_rooms(ctx, id);
    ctx.reply(&numeric::RPL_WHOISUSER, &[&nick, &user, &host, "*", &realname]);
    ctx.reply_list(&numeric::RPL_WHOISCHANNELS, &[&nick], rooms);
    let (server, description) = (ctx.hall.rules.server_name.clone(), ctx.hall.rules.description.clone());
    ctx.reply(&numeric::RPL_WHOISSERVER, &[&nick, &server, &description]);
    if let Some(account) = account {
        if is_own_name {
            ctx.reply(&numeric::RPL_WHOISREGNICK, &[&nick]);
        }
        ctx.reply(&numeric::RPL_WHOISACCOUNT, &[&nick, &account]);
    }
    if is_operator {
        ctx.reply(&numeric::RPL_WHOISOPERATOR, &[&nick]);
    }
    // Of somebody with several connections, no word is safer than the least safe of them.
    let sessions = ctx.hall.sessions_of(id).iter().filter_map(|&conn| ctx.hall.sessions.get(conn));
    let (mut is_secure, mut certificates, mut count) = (true, Vec::new(), 0);
    for session in sessions {
        count += 1;
        is_secure &= session.secure;
        certificates.extend(session.certificate);
    }
    if is_secure && count > 0 {
        ctx.reply(&numeric::RPL_WHOISSECURE, &[&nick]);
    }
    if Some(id) == ctx.me_id() || ctx.is_house_operator() {
        for certificate in certificates {
            ctx.reply(&numeric::RPL_WHOISCERTFP, &[&nick, &certificate.to_string()]);
        }
    }
    if let Some(away) = away {
        ctx.reply(&numeric::RPL_AWAY, &[&nick, &away]);
    }
    if is_bot {
        ctx.reply(&numeric::RPL_WHOISBOT, &[&nick]);
    }
    if Some(id) == ctx.me_id() || ctx.is_house_operator() {
        ctx.reply(&numeric::RPL_WHOISMODES, &[&nick, &modes]);
    }
    ctx.whois_metadata(id);
    let idle = ctx.now.uptime.saturating_sub(spoke).as_secs().to_string();
    ctx.reply(&numeric::RPL_WHOISIDLE, &[&nick, &idle, &(since_ms / 1000).to_string()]);
}

/// The rooms of a member, with their marks: none that is a secret to whoever asks, and of somebody
/// invisible only those that both are in (Modern IRC, "Invisible User Mode"). Operators of the house
/// see all of them.
fn seen_rooms(ctx: &Ctx<'_>, id: MemberId) -> Vec<String> {
    let all_marks = ctx.has_cap(caps::MULTI_PREFIX);
    let Some(member) = ctx.hall.members.get(id) else { return Vec::new() };
    let sees_all = Some(id) == ctx.me_id() || ctx.is_house_operator();
    let is_seen = |room| sees_all || ctx.is_in(room) || (!member.invisible && ctx.may_see_room(room));
    let seen = member.rooms.iter().copied().filter(|&room| is_seen(room));
    seen.filter_map(|room| ctx.hall.rooms.get(room))
        .map(|room| {
            let marks = room.standing(id).map_or("", |standing| standing.marks(all_marks));
            format!("{marks}{}", room.name.as_str())
        })
        .collect()
}
