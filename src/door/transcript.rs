//! The room's transcript: what happened in public, as the operator reads it.

use super::ending;
use crate::lang::{Lang, Value};
use crate::room::{Event, Role, SaidKind, What};
use crate::wire::clean::clean;

/// The lines for one event; `lobby` is the room that needs no naming.
pub fn transcript(lang: &Lang, event: &Event, lobby: &str) -> Vec<String> {
    let name = &*event.who.name;
    match &event.what {
        What::Said { target, kind, text, .. } => {
            let lines = text.lines();
            lines.iter().map(|line| said(lang, event.who.role, (*kind, name, line), target, lobby)).collect()
        }
        What::Joined { room, .. } => vec![in_room(lang, "transcript-entered", name, room, lobby)],
        What::Parted { room, reason: _ } if &**room != lobby => {
            vec![in_room(lang, "transcript-left", name, room, lobby)]
        }
        What::Parted { reason, .. } => vec![left(lang, name, reason.as_deref())],
        What::Quit { why } => vec![left(lang, name, ending::reason(lang, why).as_deref())],
        What::Renamed { to } => vec![say(lang, "transcript-renamed", &[("name", name), ("to", to)])],
        What::Topic { room, topic } if topic.is_empty() => {
            vec![say(lang, "transcript-topic-none", &[("name", name), ("room", room)])]
        }
        What::Topic { room, topic } => {
            vec![say(lang, "transcript-topic", &[("name", name), ("room", room), ("topic", topic)])]
        }
        What::Kicked { room, whom, reason: None } => {
            vec![say(lang, "transcript-kicked", &[("name", name), ("whom", whom), ("room", room)])]
        }
        What::Kicked { room, whom, reason: Some(reason) } => {
            let args = [("name", name), ("whom", &**whom), ("room", &**room), ("reason", &**reason)];
            vec![say(lang, "transcript-kicked-because", &args)]
        }
        What::Mode { target, words } => lang.mode_changes_of_ours(name, target, &words.join(" ")),
        What::RoomRenamed { from, to, .. } => {
            vec![say(lang, "transcript-room-renamed", &[("name", name), ("room", from), ("to", to)])]
        }
        What::Wallops { text } => vec![say(lang, "transcript-notice", &[("name", name), ("text", text)])],
        What::Tagged { .. }
        | What::Account
        | What::Redacted { .. }
        | What::Away { .. }
        | What::Setname { .. }
        | What::Killed { .. }
        | What::Invited { .. } => Vec::new(),
    }
}

fn left(lang: &Lang, name: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => say(lang, "transcript-left-because", &[("name", name), ("reason", reason)]),
        None => say(lang, "transcript-left", &[("name", name)]),
    }
}

fn said(
    lang: &Lang,
    role: Role,
    (kind, name, line): (SaidKind, &str, &str),
    target: &str,
    lobby: &str,
) -> String {
    if role == Role::Operator {
        return say(lang, "transcript-operator", &[("name", name), ("text", line)]);
    }
    let action = line.strip_prefix("\u{1}ACTION ").map(|rest| rest.trim_end_matches('\u{1}'));
    let (key, line) = match (kind, action) {
        (_, Some(action)) => ("transcript-action", action),
        (SaidKind::Message, None) => ("transcript-said", line),
        (SaidKind::Notice, None) => ("transcript-notice", line),
    };
    if target == lobby {
        return say(lang, key, &[("name", name), ("text", line)]);
    }
    say(lang, &format!("{key}-in"), &[("room", target), ("name", name), ("text", line)])
}

fn in_room(lang: &Lang, key: &str, name: &str, room: &str, lobby: &str) -> String {
    if room == lobby {
        return say(lang, key, &[("name", name)]);
    }
    say(lang, &format!("{key}-room"), &[("name", name), ("room", room)])
}

/// A sentence whose arguments are strangers' words.
fn say(lang: &Lang, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<_> = args.iter().map(|&(name, text)| (name, Value::from(clean(text)))).collect();
    lang.say(key, &args)
}
