//! MODE for rooms (Modern IRC, "MODE message", "Channel mode"): what a room allows, who decides in
//! it, and its lists of masks. The modes of people themselves are in [`user_mode`].
//!
//! A line is read as a whole first: which letters ask for a list, which change something, which are
//! none. If it changes anything, its giver must be an operator of the room, or none of it is done.
//! The room is told only of what has changed, in as few lines as it fits on.

use std::sync::Arc;

use super::{Ctx, user_mode};
use crate::room::bans::RoomDeed;
use crate::room::bans::audit::Did;
use crate::room::modes::{self, Entry, Flag, Kind, List, Mode, More, Rank};
use crate::room::outbox::{What, Who};
use crate::room::place::{Room, RoomId};
use crate::wire::clean::is_unsafe;
use crate::wire::limits::{LINE_BYTES_MAX, SLOW_SECONDS_MAX};
use crate::wire::mask::Mask;
use crate::wire::numeric::Numeric;
use crate::wire::{Message, note, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let target = message.param(0).unwrap_or_default();
    if target.is_empty() {
        ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["MODE"]);
        return;
    }
    if !target.starts_with('#') {
        user_mode::run(ctx, target, message.param(1));
        return;
    }
    let Some(room) = ctx.hall.room(target) else {
        ctx.reply(&numeric::ERR_NOSUCHCHANNEL, &[target]);
        return;
    };
    match message.params().get(1..) {
        Some([letters, params @ ..]) if !letters.is_empty() => {
            change(ctx, room, &read(letters, params, ctx.lengths().mode_changes_max))
        }
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

/// The modes of a room as one string, in the order of the table; its key is for members only.
fn written(place: &Room, is_member: bool) -> String {
    let (mut letters, mut params) = (String::from("+"), String::new());
    for mode in modes::MODES {
        let param = match mode.kind {
            Kind::Key => place.modes.key.as_deref().map(|key| if is_member { key } else { "*" }.to_owned()),
            Kind::Limit => place.modes.members_max.map(|members_max| members_max.to_string()),
            Kind::Slow => place.modes.slow_seconds.map(|seconds| seconds.to_string()),
            Kind::Flag(flag) => place.modes.has(flag).then(String::new),
            Kind::List(_) | Kind::Rank(_) => None,
        };
        let Some(param) = param else { continue };
        letters.push(mode.letter);
        if !param.is_empty() {
            params.push(' ');
            params.push_str(&param);
        }
    }
    letters + &params
}

/// What one letter of a line asks for.
enum Asked<'p> {
    /// The entries of a list.
    Show(List),
    /// A change.
    Change(Wanted<'p>),
    /// There is no such mode.
    Unknown(char),
}

/// A change that is asked for.
#[derive(Clone, Copy)]
struct Wanted<'p> {
    on: bool,
    mode: &'static Mode,
    param: Option<&'p str>,
}

/// Takes a line apart. A sign holds for all letters behind it, and parameters are taken in order by
/// the letters that have one.
fn read<'p>(letters: &str, params: &[&'p str], changes_max: usize) -> Vec<Asked<'p>> {
    let mut params = params.iter().copied();
    let mut taken = 0;
    let mut on = true;
    let mut asked = Vec::new();
    for letter in letters.chars() {
        if matches!(letter, '+' | '-') {
            on = letter == '+';
            continue;
        }
        let Some(mode) = modes::find(letter) else {
            asked.push(Asked::Unknown(letter));
            continue;
        };
        let param = match mode.kind {
            Kind::Flag(_) => None,
            Kind::Limit | Kind::Slow if !on => None,
            // Beyond what MODES says.
            Kind::List(_) | Kind::Key | Kind::Limit | Kind::Slow | Kind::Rank(_)
                if taken == changes_max && params.len() > 0 =>
            {
                continue;
            }
            Kind::List(_) | Kind::Key | Kind::Limit | Kind::Slow | Kind::Rank(_) => {
                taken += 1;
                params.next()
            }
        };
        asked.push(match (mode.kind, param) {
            (Kind::List(list), None | Some("")) => Asked::Show(list),
            _ => Asked::Change(Wanted { on, mode, param }),
        });
    }
    without_revoked(asked)
}

/// Leaves out what the same line changes again: of a letter that a room has once, the last counts. So
/// a line does no more than there are such letters, and as much with parameters as MODES says.
fn without_revoked(asked: Vec<Asked<'_>>) -> Vec<Asked<'_>> {
    let once = |one: &Asked<'_>| match one {
        Asked::Change(Wanted { mode, .. }) => match mode.kind {
            Kind::Flag(_) | Kind::Limit | Kind::Slow => Some(mode.letter),
            Kind::List(_) | Kind::Key | Kind::Rank(_) => None,
        },
        Asked::Show(_) | Asked::Unknown(_) => None,
    };
    let mut seen = Vec::new();
    let mut kept: Vec<_> = asked
        .into_iter()
        .rev()
        .filter(|one| {
            let Some(letter) = once(one) else { return true };
            let is_last = !seen.contains(&letter);
            seen.push(letter);
            is_last
        })
        .collect();
    kept.reverse();
    kept
}

fn change(ctx: &mut Ctx<'_>, room: RoomId, asked: &[Asked<'_>]) {
    let changes = asked.iter().any(|one| matches!(one, Asked::Change(_)));
    if changes && !ctx.is_operator_in(room) {
        let name = ctx.room_name(room);
        ctx.reply(&numeric::ERR_CHANOPRIVSNEEDED, &[&name]);
        return;
    }
    let mut done = Vec::new();
    let mut shown = Vec::new();
    for one in asked {
        match one {
            // However often a line asks for a list, it is shown once.
            Asked::Show(list) if shown.contains(list) => {}
            Asked::Show(list) => {
                shown.push(*list);
                show_list(ctx, room, *list);
            }
            Asked::Unknown(letter) => {
                ctx.reply(&numeric::ERR_UNKNOWNMODE, &[letter.encode_utf8(&mut [0; 4])]);
            }
            Asked::Change(wanted) => {
                let param = apply(ctx, room, *wanted);
                done.extend(param.map(|param| (wanted.on, wanted.mode.letter, param)));
            }
        }
    }
    let (Some(who), target) = (ctx.who(), ctx.room_name(room)) else { return };
    note_changes(ctx, room, &who, &done);
    for words in lines(&who, &target, done) {
        ctx.tell_room(room, What::Mode { target: Arc::clone(&target), words });
    }
}

/// What a line has changed stands in the audit log: each mask by itself, all the rest as one; a key
/// does not.
fn note_changes(ctx: &mut Ctx<'_>, room: RoomId, who: &Who, done: &[(bool, char, String)]) {
    let mut rest = Vec::new();
    for (on, letter, param) in done {
        match (letter, Mask::parse(param)) {
            ('b', Some(mask)) => {
                let did = (Did::of_mask(*on, &mask), param.as_str());
                ctx.hall.audit_simply(ctx.now, Some(room), did, (&who.name, None), ctx.out);
            }
            ('k', _) => rest.push((*on, *letter, String::new())),
            _ => rest.push((*on, *letter, param.clone())),
        }
    }
    for words in lines(who, &ctx.room_name(room), rest) {
        let did = (Did::Mode, &*words.join(" "));
        ctx.hall.audit_simply(ctx.now, Some(room), did, (&who.name, None), ctx.out);
    }
}

/// Shows a list to whoever may know that the room is there.
fn show_list(ctx: &mut Ctx<'_>, room: RoomId, list: List) {
    let name = ctx.room_name(room);
    if !ctx.may_see_room(room) {
        ctx.reply(&numeric::ERR_NOTONCHANNEL, &[&name]);
        return;
    }
    let (row, end): (&'static Numeric, &'static Numeric) = match list {
        List::Bans => (&numeric::RPL_BANLIST, &numeric::RPL_ENDOFBANLIST),
        List::Exceptions => (&numeric::RPL_EXCEPTLIST, &numeric::RPL_ENDOFEXCEPTLIST),
        List::Welcome => (&numeric::RPL_INVEXLIST, &numeric::RPL_ENDOFINVEXLIST),
    };
    let entries = ctx.hall.rooms.get(room).map(|place| place.modes.list(list).to_vec());
    for entry in entries.unwrap_or_default() {
        let seconds = (entry.at_ms / 1000).to_string();
        ctx.reply(row, &[&name, entry.mask.as_str(), &entry.setter, &seconds]);
    }
    ctx.reply(end, &[&name]);
}

/// Makes one change. The parameter with which the room is told (empty: none), or `None` if nothing
/// has changed; the giver has been told why then, if there is anything to tell.
fn apply(ctx: &mut Ctx<'_>, room: RoomId, wanted: Wanted<'_>) -> Option<String> {
    let Wanted { on, mode, param } = wanted;
    match (mode.kind, param) {
        (Kind::Flag(flag), _) => set_flag(ctx, room, flag, on),
        (Kind::Rank(rank), Some(text)) => set_rank(ctx, room, (rank, on), text),
        (Kind::Rank(_), None) => {
            ctx.reply(&numeric::ERR_NEEDMOREPARAMS, &["MODE"]);
            None
        }
        (Kind::List(list), Some(text)) if on => add_mask(ctx, room, (list, mode.letter), text),
        (Kind::List(list), Some(text)) => remove_mask(ctx, room, list, text),
        (Kind::Key, Some(text)) if on => set_key(ctx, room, text),
        // Whoever decides here needs not know the key to take it away; it is told as `*`.
        (Kind::Key, _) if !on => ctx.hall.rooms.get_mut(room)?.modes.key.take().map(|_| "*".to_owned()),
        (Kind::Limit, Some(text)) => set_limit(ctx, room, text),
        (Kind::Limit, None) if !on => {
            ctx.hall.rooms.get_mut(room)?.modes.members_max.take().map(|_| String::new())
        }
        (Kind::Slow, Some(text)) => set_slow(ctx, room, text),
        (Kind::Slow, None) if !on => {
            ctx.hall.rooms.get_mut(room)?.modes.slow_seconds.take().map(|_| String::new())
        }
        // "If a type B or C mode does not have a parameter when being set, the server MUST ignore
        // that mode." A list without one was asked for, not changed.
        (Kind::Key | Kind::Limit | Kind::Slow | Kind::List(_), _) => None,
    }
}

fn set_flag(ctx: &mut Ctx<'_>, room: RoomId, flag: Flag, on: bool) -> Option<String> {
    ctx.hall.rooms.get_mut(room)?.modes.set(flag, on).then(String::new)
}

fn set_rank(ctx: &mut Ctx<'_>, room: RoomId, (rank, on): (Rank, bool), text: &str) -> Option<String> {
    let Some(id) = ctx.hall.member(text) else {
        ctx.reply(&numeric::ERR_NOSUCHNICK, &[text]);
        return None;
    };
    let name = ctx.hall.members.get(id)?.name.shared();
    let Some(held) = ctx.hall.rooms.get(room)?.standing(id) else {
        let room = ctx.room_name(room);
        ctx.reply(&numeric::ERR_USERNOTINCHANNEL, &[&name, &room]);
        return None;
    };
    // Whatever anybody has of themselves, they may give up.
    let is_own = ctx.me_id() == Some(id) && !on;
    let is_above = ctx.my_standing(room).is_some_and(|mine| mine.is_at_least(rank));
    if !is_own && !(is_above && (on || ctx.decides_over(room, held))) {
        let room = ctx.room_name(room);
        ctx.reply(&numeric::ERR_CHANOWNPRIVNEEDED, &[&room]);
        return None;
    }
    let standing = ctx.hall.rooms.get_mut(room)?.standing_mut(id)?;
    standing.set(rank, on).then(|| {
        ctx.hall.save_rank(id, room);
        name.to_string()
    })
}

fn add_mask(ctx: &mut Ctx<'_>, room: RoomId, (list, letter): (List, char), text: &str) -> Option<String> {
    let (name, setter, at_ms) = (ctx.room_name(room), ctx.who()?.prefix, ctx.now.unix_ms);
    let letter = letter.to_string();
    let fits = |mask: &Mask| mask.is_for_rooms() && (list == List::Bans || !mask.mutes());
    let Some(mask) = Mask::parse(text).filter(fits) else {
        ctx.reply(&numeric::ERR_INVALIDMODEPARAM, &[&name, &letter, as_word(text)]);
        return None;
    };
    let masks_max = ctx.hall.rules.masks_per_room_max;
    let modes = &mut ctx.hall.rooms.get_mut(room)?.modes;
    if modes.list(list).iter().any(|entry| entry.mask.key() == mask.key()) {
        return None;
    }
    if modes.masks() >= masks_max {
        ctx.reply(&numeric::ERR_BANLISTFULL, &[&name, &letter]);
        return None;
    }
    let text = mask.as_str().to_owned();
    let key = mask.key().to_owned();
    modes.list_mut(list).push(Entry { mask, setter, at_ms, more: More::default() });
    if list == List::Bans {
        ctx.hall.rooms.get_mut(room)?.note_deed(RoomDeed::Set(vec![key], Vec::new()));
    }
    Some(text)
}

/// Removes the entry that is this mask; told as it was set.
fn remove_mask(ctx: &mut Ctx<'_>, room: RoomId, list: List, text: &str) -> Option<String> {
    let mask = Mask::parse(text)?;
    let entries = ctx.hall.rooms.get_mut(room)?.modes.list_mut(list);
    let place = entries.iter().position(|entry| entry.mask.key() == mask.key())?;
    let entry = entries.remove(place);
    let text = entry.mask.as_str().to_owned();
    if list == List::Bans {
        let by = ctx.who()?.name;
        ctx.hall.tell_unmuted(room, &entry.mask, (&note::YOU_MAY_SPEAK, &[&by]), ctx.out);
        ctx.hall.rooms.get_mut(room)?.note_deed(RoomDeed::Lifted(vec![entry]));
        ctx.hall.set_expiry(ctx.now);
    }
    Some(text)
}

fn set_key(ctx: &mut Ctx<'_>, room: RoomId, key: &str) -> Option<String> {
    // What could not be said in JOIN, whose keys stand in a list, can be no key.
    let unfit = |c: char| matches!(c, ' ' | ',') || is_unsafe(c);
    if key.is_empty()
        || key.len() > ctx.lengths().key_bytes_max
        || key.starts_with(':')
        || key.contains(unfit)
    {
        let name = ctx.room_name(room);
        ctx.reply(&numeric::ERR_INVALIDMODEPARAM, &[&name, "k", "*"]);
        return None;
    }
    let modes = &mut ctx.hall.rooms.get_mut(room)?.modes;
    let was = modes.key.replace(key.to_owned());
    (was.as_deref() != Some(key)).then(|| key.to_owned())
}

fn set_limit(ctx: &mut Ctx<'_>, room: RoomId, text: &str) -> Option<String> {
    let Some(members_max) = text.parse::<usize>().ok().filter(|&members_max| members_max > 0) else {
        let name = ctx.room_name(room);
        ctx.reply(&numeric::ERR_INVALIDMODEPARAM, &[&name, "l", as_word(text)]);
        return None;
    };
    let was = ctx.hall.rooms.get_mut(room)?.modes.members_max.replace(members_max);
    (was != Some(members_max)).then(|| members_max.to_string())
}

fn set_slow(ctx: &mut Ctx<'_>, room: RoomId, text: &str) -> Option<String> {
    let seconds = text.parse::<u32>().ok().filter(|seconds| (1..=SLOW_SECONDS_MAX).contains(seconds));
    let Some(seconds) = seconds else {
        let name = ctx.room_name(room);
        ctx.reply(&numeric::ERR_INVALIDMODEPARAM, &[&name, "w", as_word(text)]);
        return None;
    };
    let was = ctx.hall.rooms.get_mut(room)?.modes.slow_seconds.replace(seconds);
    (was != Some(seconds)).then(|| seconds.to_string())
}

/// A parameter as one word of an answer.
fn as_word(text: &str) -> &str {
    if text.is_empty() || text.contains(' ') { "*" } else { text }
}

/// What was done, as the words of as many MODE lines as it takes: a mask is longer when it is whole,
/// and a line that is cut would hide a change.
fn lines(who: &Who, target: &str, done: Vec<(bool, char, String)>) -> Vec<Vec<String>> {
    let head = ":".len() + who.prefix.len() + " MODE ".len() + target.len() + " ".len() + "\r\n".len();
    let bytes_max = LINE_BYTES_MAX.saturating_sub(head);
    let mut lines: Vec<Vec<String>> = Vec::new();
    let (mut bytes, mut sign) = (0, None);
    for (on, letter, param) in done {
        // A sign and a letter of at most one byte each, a space and the parameter.
        let more = 3 + param.len();
        if lines.is_empty() || bytes + more > bytes_max {
            lines.push(vec![String::new()]);
            (bytes, sign) = (0, None);
        }
        bytes += more;
        let Some(words) = lines.last_mut() else { continue };
        if let Some(letters) = words.first_mut() {
            if sign.replace(on) != Some(on) {
                letters.push(if on { '+' } else { '-' });
            }
            letters.push(letter);
        }
        if !param.is_empty() {
            words.push(param);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::outbox::Role;

    fn told(done: &[(bool, char, &str)]) -> Vec<String> {
        let who =
            Who { name: "a".into(), prefix: "a!b@c".into(), role: Role::Member, bot: false, account: None };
        let done = done.iter().map(|&(on, letter, param)| (on, letter, param.to_owned())).collect();
        lines(&who, "#tea", done).iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn of_letters_that_a_room_has_once_the_last_counts() {
        let letters = "+m-m".repeat(100) + "+n-t+t-s";
        let asked = read(&letters, &[], 4);
        let asked: Vec<_> = asked
            .iter()
            .map(|one| match one {
                Asked::Change(wanted) => (wanted.on, wanted.mode.letter),
                Asked::Show(_) | Asked::Unknown(_) => panic!("all are changes"),
            })
            .collect();
        assert_eq!(asked, [(false, 'm'), (true, 'n'), (true, 't'), (false, 's')]);
    }

    #[test]
    fn what_was_done_is_told_shortly() {
        assert!(told(&[]).is_empty());
        let done = [(true, 'm', ""), (true, 'o', "bob"), (false, 't', ""), (true, 'k', "x")];
        assert_eq!(told(&done), ["+mo-t+k bob x"]);
    }

    #[test]
    fn what_does_not_fit_on_one_line_takes_several() {
        let mask = "x".repeat(100);
        let done = vec![(true, 'b', mask.as_str()); 7];
        let lines = told(&done);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.starts_with("+b") && line.len() < 490));
        assert_eq!(lines.iter().map(|line| line.matches(&mask).count()).sum::<usize>(), 7);
    }
}
