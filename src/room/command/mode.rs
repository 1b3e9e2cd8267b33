//! MODE (Modern IRC, "MODE message"): what a room allows, who decides in it, and the one mode of
//! people themselves.
//!
//! A change string is read letter by letter; each letter that changes something is collected, and
//! the room is told once, only of what changed.

use super::Ctx;
use crate::room::outbox::What;
use crate::room::place::{Room, RoomId, RoomModes, Standing};
use crate::room::welcome::USER_MODES;
use crate::wire::{Message, numeric};

/// Bytes of a room's key.
const KEY_BYTES_MAX: usize = 32;

/// What a letter is about.
#[derive(Clone, Copy)]
enum Letter {
    /// On or off.
    Flag(fn(&mut RoomModes) -> &mut bool),
    /// A member's standing.
    Standing(fn(&mut Standing) -> &mut bool),
    /// `k`.
    Key,
    /// `l`.
    Limit,
    /// `b`: there are no bans, and the list of them is empty.
    Bans,
}

fn letter(c: char) -> Option<Letter> {
    Some(match c {
        'm' => Letter::Flag(|modes| &mut modes.moderated),
        'n' => Letter::Flag(|modes| &mut modes.members_only),
        't' => Letter::Flag(|modes| &mut modes.topic_locked),
        'o' => Letter::Standing(|standing| &mut standing.operator),
        'v' => Letter::Standing(|standing| &mut standing.voice),
        'k' => Letter::Key,
        'l' => Letter::Limit,
        'b' => Letter::Bans,
        _ => return None,
    })
}

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let target = message.param(0).unwrap_or_default();
    if !target.starts_with('#') {
        user_mode(ctx, target, message.param(1));
        return;
    }
    let Some(room) = ctx.hall.room(target) else {
        ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[target]);
        return;
    };
    match message.params().get(1..) {
        Some([letters, params @ ..]) => change(ctx, room, letters, params),
        _ => show(ctx, room),
    }
}

fn show(ctx: &mut Ctx<'_>, room: RoomId) {
    let is_member = ctx.is_in(room);
    let Some(place) = ctx.hall.rooms.get(room) else { return };
    let (name, created) = (place.name.shared(), (place.created_ms / 1000).to_string());
    let modes = written(place, is_member);
    ctx.reply(&numeric::RPL_CHANNELMODEIS, &[&name, &modes]);
    ctx.reply(&numeric::RPL_CREATIONTIME, &[&name, &created]);
}

/// The modes of a room as one string; its key is for members only.
fn written(place: &Room, is_member: bool) -> String {
    let modes = &place.modes;
    let flags = [('m', modes.moderated), ('n', modes.members_only), ('t', modes.topic_locked)];
    let mut letters = String::from("+");
    let mut params = String::new();
    if let Some(key) = &modes.key {
        letters.push('k');
        params = format!(" {}", if is_member { key } else { "*" });
    }
    if let Some(members_max) = modes.members_max {
        letters.push('l');
        params.push_str(&format!(" {members_max}"));
    }
    letters.extend(flags.iter().filter(|(_, on)| *on).map(|(letter, _)| letter));
    letters + &params
}

/// Changes that were made, to be told as one MODE.
#[derive(Default)]
struct Changes {
    letters: String,
    sign: Option<bool>,
    params: Vec<String>,
}

impl Changes {
    fn add(&mut self, on: bool, letter: char, param: Option<String>) {
        if self.sign != Some(on) {
            self.letters.push(if on { '+' } else { '-' });
            self.sign = Some(on);
        }
        self.letters.push(letter);
        self.params.extend(param);
    }
}

fn change(ctx: &mut Ctx<'_>, room: RoomId, letters: &str, params: &[&str]) {
    let mut params = params.iter().copied();
    let mut changes = Changes::default();
    let mut on = true;
    let mut refused = false;
    for c in letters.chars() {
        match (c, letter(c)) {
            ('+' | '-', _) => on = c == '+',
            (_, None) => ctx.reply(&numeric::ERR_UNKNOWNMODE, &[c.encode_utf8(&mut [0; 4])]),
            (_, Some(Letter::Bans)) => {
                let name = ctx.room_name(room);
                ctx.reply(&numeric::RPL_ENDOFBANLIST, &[&name]);
            }
            (_, Some(letter)) if ctx.is_operator_in(room) => {
                apply(ctx, room, (on, c, letter), &mut params, &mut changes);
            }
            // One refusal is enough, however many letters there are.
            (_, Some(_)) if !refused => {
                refused = true;
                let name = ctx.room_name(room);
                ctx.reply(&numeric::ERR_CHANOPRIVSNEEDED, &[&name]);
            }
            (_, Some(_)) => {}
        }
    }
    if !changes.letters.is_empty() {
        let words = std::iter::once(changes.letters).chain(changes.params).collect();
        ctx.tell_room(room, What::Mode { target: ctx.room_name(room), words });
    }
}

fn apply<'p>(
    ctx: &mut Ctx<'_>,
    room: RoomId,
    (on, c, letter): (bool, char, Letter),
    params: &mut impl Iterator<Item = &'p str>,
    changes: &mut Changes,
) {
    match letter {
        Letter::Flag(flag) => {
            let Some(place) = ctx.hall.rooms.get_mut(room) else { return };
            let flag = flag(&mut place.modes);
            if *flag != on {
                *flag = on;
                changes.add(on, c, None);
            }
        }
        Letter::Standing(which) => stand(ctx, room, (on, c), which, params.next(), changes),
        Letter::Key => key(ctx, room, on, params.next(), changes),
        Letter::Limit => limit(ctx, room, on, if on { params.next() } else { None }, changes),
        Letter::Bans => {}
    }
}

fn stand(
    ctx: &mut Ctx<'_>,
    room: RoomId,
    (on, c): (bool, char),
    which: fn(&mut Standing) -> &mut bool,
    whom: Option<&str>,
    changes: &mut Changes,
) {
    let Some(text) = whom else {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["MODE"]);
        return;
    };
    let Some(conn) = ctx.hall.member(text) else {
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]);
        return;
    };
    let name = ctx.hall.name(conn).unwrap_or_default();
    let Some(standing) = ctx.hall.rooms.get_mut(room).and_then(|place| place.standing_mut(conn)) else {
        let room = ctx.room_name(room);
        ctx.reply(&numeric::ERR_USERNOTINCHANNEL, &[&name, &room]);
        return;
    };
    let flag = which(standing);
    if *flag != on {
        *flag = on;
        changes.add(on, c, Some(name.to_string()));
    }
}

fn key(ctx: &mut Ctx<'_>, room: RoomId, on: bool, text: Option<&str>, changes: &mut Changes) {
    let name = ctx.room_name(room);
    let Some(place) = ctx.hall.rooms.get_mut(room) else { return };
    if !on {
        // Whoever decides here needs not know the key to take it away; it is told as `*`.
        if place.modes.key.take().is_some() {
            changes.add(false, 'k', Some("*".to_owned()));
        }
        return;
    }
    match text {
        None => ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["MODE"]),
        Some(key) if key.is_empty() || key.len() > KEY_BYTES_MAX || key.contains([' ', ',', ':']) => {
            ctx.reply(&numeric::ERR_INVALIDMODEPARAM, &[&name, "k", "*"]);
        }
        Some(key) if place.modes.key.as_deref() != Some(key) => {
            place.modes.key = Some(key.to_owned());
            changes.add(true, 'k', Some(key.to_owned()));
        }
        Some(_) => {}
    }
}

fn limit(ctx: &mut Ctx<'_>, room: RoomId, on: bool, text: Option<&str>, changes: &mut Changes) {
    let name = ctx.room_name(room);
    let Some(place) = ctx.hall.rooms.get_mut(room) else { return };
    if !on {
        if place.modes.members_max.take().is_some() {
            changes.add(false, 'l', None);
        }
        return;
    }
    let Some(text) = text else {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["MODE"]);
        return;
    };
    match text.parse::<usize>() {
        Ok(members_max) if members_max > 0 => {
            if place.modes.members_max.replace(members_max) != Some(members_max) {
                changes.add(true, 'l', Some(members_max.to_string()));
            }
        }
        _ => {
            ctx.reply(&numeric::ERR_INVALIDMODEPARAM, &[&name, "l", if text.is_empty() { "*" } else { text }])
        }
    }
}

/// The modes of people themselves.
fn user_mode(ctx: &mut Ctx<'_>, target: &str, letters: Option<&str>) {
    match ctx.hall.member(target) {
        None => ctx.reply(&numeric::ERR_NOSUCHNICK, &[target]),
        Some(conn) if conn != ctx.conn => ctx.reply(&numeric::ERR_USERSDONTMATCH, &[]),
        Some(_) => match letters {
            None => {
                let modes = if ctx.me().is_some_and(|me| me.invisible) { "+i" } else { "+" };
                ctx.reply(&numeric::RPL_UMODEIS, &[modes]);
            }
            Some(letters) => change_user_mode(ctx, letters),
        },
    }
}

fn change_user_mode(ctx: &mut Ctx<'_>, letters: &str) {
    if letters.chars().any(|c| !"+-".contains(c) && !USER_MODES.contains(c)) {
        ctx.reply(&numeric::ERR_UMODEUNKNOWNFLAG, &[]);
    }
    let Some(me) = ctx.hall.sessions.get_mut(ctx.conn).and_then(|session| session.member_mut()) else {
        return;
    };
    let was = me.invisible;
    let mut on = true;
    for c in letters.chars() {
        match c {
            '+' | '-' => on = c == '+',
            'i' => me.invisible = on,
            _ => {}
        }
    }
    let (is, target) = (me.invisible, me.name.shared());
    if was != is {
        let words = vec![if is { "+i" } else { "-i" }.to_owned()];
        ctx.tell(vec![ctx.conn], What::Mode { target, words });
    }
}
