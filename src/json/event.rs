//! Objects of happenings.

use super::{Object, why};
use crate::chat::{About, Ending, Happening, Label, Manner, Noted, Said, Typing, command};

/// What happened, as objects; most are one. `now_ms` is when it did, milliseconds since 1970, where a
/// happening does not know it.
pub fn events(happening: &Happening, now_ms: u64) -> Vec<Object> {
    let of = |kind| Object::new(kind, now_ms);
    let error = |code: &'static str| of("error").with("code", code);
    vec![match happening {
        Happening::Welcome { network, me } => {
            of("welcome").with("name", &**me).with_some("text", network.as_deref())
        }
        Happening::MessageOfTheDay(line) => of("motd").with("text", line.as_str()),
        Happening::NameRefused { name, why, .. } => why::name(of("error"), name, why),
        Happening::Entered { room, members } => of("entered").with("room", &**room).members(members),
        Happening::RoomRefused { room, why } => why::room(of("error"), room, why),
        Happening::Members { room, members } => of("members").with("room", &**room).members(members),
        Happening::Came { room, who } => of("join").with("room", &**room).by(who),
        Happening::Left { rooms, who, reason } => {
            let row = |room: &std::sync::Arc<str>| {
                of("part").with("room", &**room).by(who).with_some("reason", reason.as_deref())
            };
            return rooms.iter().map(row).collect();
        }
        Happening::PutOut { room, whom, by, reason } => of("kick")
            .with("room", &**room)
            .by(by)
            .with("name", &*whom.name)
            .with_some("reason", reason.as_deref()),
        Happening::Renamed { who, to } => of("nick").by(who).with("name", &**to),
        Happening::TopicSet { room, who, topic } => {
            of("topic").with("room", &**room).with("text", topic.as_str()).by(who)
        }
        Happening::Topic { room, topic } => of("topic").with("room", &**room).with("text", topic.as_str()),
        Happening::Said(said) if said.manner == Manner::Notice => message("notice", said),
        Happening::Said(said) => message("message", said),
        Happening::Sending { label, place, manner, text, at_ms } => Object::new("sending", *at_ms)
            .place(place)
            .with("label", label.0)
            .with("text", text.lines().join("\n"))
            .with("action", *manner == Manner::Action),
        Happening::Delivered { label, id } => {
            of("sent").with("label", label.0).with_some("id", id.as_deref())
        }
        Happening::Refused { label: Some(label), why } => why::refusal(failed(*label, now_ms), why),
        Happening::Refused { label: None, why } => why::refusal(of("error"), why),
        Happening::Undelivered { unconfirmed, unsent, labels } => {
            return undelivered(unconfirmed, unsent, labels, now_ms);
        }
        Happening::TakenBack { room, who, id, reason, .. } => of("deleted")
            .room_or_private(room)
            .with("id", &**id)
            .by(who)
            .with_some("reason", reason.as_deref()),
        Happening::Noted { label: Some(label), noted } => {
            failed(*label, now_ms).with("code", code(noted)).with("text", &*noted.said)
        }
        Happening::Noted { label: None, noted } => of("note")
            .with("code", code(noted))
            .with("command", &*noted.command)
            .with("texts", noted.context.clone())
            .with("text", &*noted.said),
        Happening::Account(news) => why::account(now_ms, news),
        Happening::Interrupted(lost) => {
            let (code, text) = why::lost(lost);
            of("interrupted").with("code", code).with_some("text", text)
        }
        Happening::GoingDown => of("interrupted").with("code", "server-down"),
        Happening::Returned { room, members } => of("returned").with("room", &**room).members(members),
        Happening::ReturnedRoomless => of("returned"),
        Happening::UnknownCommand { typed, nearest } => error("unknown-command")
            .with("command", typed.as_str())
            .with_some("name", nearest.map(|one| one.name)),
        Happening::Usage(command) => error("usage").with("command", command.name),
        Happening::TooEarly => error("too-early"),
        Happening::LineTooLong => error("server-line-too-long"),
        Happening::HeldBack => error("held-back"),
        Happening::Face(_) => error("nothing-to-show"),
        Happening::Ended(_) => return Vec::new(),
        Happening::Help => {
            of("help").with("names", command::ALL.iter().map(|command| command.name).collect::<Vec<_>>())
        }
        Happening::HelpOn(command) => of("help").with("names", vec![command.name]),
        quieter => return quiet(quieter, now_ms),
    }]
}

/// Where we are, who is about, and answers in rows.
fn quiet(happening: &Happening, now_ms: u64) -> Vec<Object> {
    let of = |kind| Object::new(kind, now_ms);
    vec![match happening {
        Happening::Here(place) => of("here").place(place),
        Happening::TalkClosed(name) => of("closed-talk").with("private", &**name),
        Happening::ReadTo { place, at_ms } => of("read").place(place).at("until", *at_ms),
        Happening::Earlier { room, count } => of("history").room_or_private(room).with("count", *count),
        Happening::Unread { room, since_ms } => of("unread").room_or_private(room).at("since", *since_ms),
        Happening::Gap { room, since_ms, until_ms } => {
            of("gap").room_or_private(room).at("since", *since_ms).at("until", *until_ms)
        }
        Happening::Found(said) => message("found", said),
        Happening::SearchEnded { count } => of("end").with("code", "search").with("count", *count),
        Happening::Listed { room, count, topic } => {
            of("room").with("room", room.as_str()).with("text", topic.as_str()).with_some("count", *count)
        }
        Happening::ListEnded { count } => of("end").with("code", "list").with("count", *count),
        Happening::About { name, what } => about(of("whois").with("name", name.as_str()), what),
        Happening::Ignored(names) => {
            of("ignored").with("names", names.iter().map(|name| name.to_string()).collect::<Vec<_>>())
        }
        Happening::Ignoring { name, on } => {
            of("ignoring").with("name", &**name).with("code", if *on { "on" } else { "off" })
        }
        Happening::Mode { target, who, words, .. } => {
            of("mode").with("name", target.as_str()).with("modes", words.as_str()).by(who)
        }
        Happening::Modes { target, words } => {
            of("mode").with("name", target.as_str()).with("modes", words.as_str())
        }
        Happening::Away { who, message } => {
            of("away").with("away", message.is_some()).by(who).with_some("text", message.as_deref())
        }
        Happening::IsAway { who, message } => {
            of("away").with("away", true).by(who).with("text", message.as_str())
        }
        Happening::OwnAway(away) => of("away").with("away", *away).with("own", true),
        Happening::Partner { name, online } => of("online").with("name", &**name).with("online", *online),
        Happening::Typing { who, place, typing } => {
            let code = match typing {
                Typing::Active => "active",
                Typing::Paused => "paused",
                Typing::Done => "done",
            };
            of("typing").place(place).by(who).with("code", code)
        }
        Happening::RealName { who, real_name } => of("realname").by(who).with("text", real_name.as_str()),
        Happening::RoomRenamed { room, to, who, reason } => of("renamed")
            .with("room", &**room)
            .with("name", &**to)
            .by(who)
            .with_some("reason", reason.as_deref()),
        Happening::Invited { room, who, whom } => {
            of("invite").with("room", room.as_str()).by(who).with("name", &*whom.name)
        }
        Happening::InvitationSent { room, name } => {
            of("invited").with("room", room.as_str()).with("name", name.as_str())
        }
        // All others have been told by the caller.
        _ => return Vec::new(),
    }]
}

fn message(kind: &'static str, said: &Said) -> Object {
    Object::new(kind, said.at_ms)
        .place(&said.place)
        .with_some("id", said.id.as_deref())
        .by(&said.who)
        .with("text", said.text.lines().join("\n"))
        .with("action", said.manner == Manner::Action)
        .with("old", said.old)
        .with("mention", said.mentions_me)
        .with_some("label", said.label.map(|label| label.0))
}

fn failed(label: Label, now_ms: u64) -> Object {
    Object::new("failed", now_ms).with("label", label.0)
}

/// The server's code, as a word like all others.
fn code(noted: &Noted) -> String {
    noted.code.to_ascii_lowercase().replace('_', "-")
}

/// Each message by itself, and then all of them in words: some have no label.
fn undelivered(unconfirmed: &[String], unsent: &[String], labels: &[Label], now_ms: u64) -> Vec<Object> {
    let each = labels.iter().map(|label| failed(*label, now_ms).with("code", "undelivered"));
    let all = Object::new("undelivered", now_ms)
        .with("texts", unconfirmed.to_vec())
        .with("unsent", unsent.to_vec())
        .with("labels", labels.iter().map(|label| label.0.to_string()).collect::<Vec<_>>());
    each.chain([all]).collect()
}

fn about(row: Object, what: &About) -> Object {
    let text = |code: &'static str, text: &str| row.clone().with("code", code).with("text", text);
    match what {
        About::Person { address, real_name } => text("person", &format!("{address} {real_name}")),
        About::Rooms(rooms) => text("rooms", rooms),
        About::Server(server) => text("server", server),
        About::Account(account) => text("account", account),
        About::Operator => row.with("code", "operator"),
        About::Encrypted => row.with("code", "encrypted"),
        About::Certificate(fingerprint) => text("certificate", &fingerprint.to_string()),
        About::Silent(seconds) => row.with("code", "silent-seconds").with("count", *seconds),
        About::ServerSaid(said) => text("server-said", said),
    }
}

/// It is over. `ending` is `None` where there was no stay that could have ended.
pub fn closed(now_ms: u64, ending: Option<&Ending>, exit: u8, text: Option<&str>) -> Object {
    let code = ending.map_or("failed", why::ending);
    Object::new("closed", now_ms).with("code", code).with("exit", exit).with_some("text", text)
}
