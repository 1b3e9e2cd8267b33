//! What there is: the types of objects and their fields, as two tables. A test holds every object
//! to them, and `docs/json.md` shows them.

use serde_json::Value;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A text.
    Text,
    /// A time: RFC 3339, UTC, with milliseconds.
    Time,
    /// A whole number.
    Number,
    /// Yes or no.
    Switch,
    /// A list of texts.
    Texts,
    /// A list of members, each an object with `name`, `roles`, `away`.
    Members,
}

impl Holds {
    /// As `docs/json.md` calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Time => "time",
            Self::Number => "number",
            Self::Switch => "boolean",
            Self::Texts => "array of strings",
            Self::Members => "array of members",
        }
    }
}

/// A field: its name, what it holds, what it means.
#[derive(Debug)]
pub struct Field(pub &'static str, pub Holds, pub &'static str);

/// Every field, by which it means the same in every object.
pub const FIELDS: &[Field] = &[
    Field("type", Holds::Text, "what happened"),
    Field("time", Holds::Time, "when; of a message, when the server got it"),
    Field("room", Holds::Text, "the room where it happened"),
    Field("private", Holds::Text, "in place of `room`: the other one in a private talk"),
    Field("id", Holds::Text, "the message's id"),
    Field("from", Holds::Text, "who did it"),
    Field("own", Holds::Switch, "whether that is us"),
    Field("name", Holds::Text, "whom or what it is about"),
    Field("text", Holds::Text, "the words, exactly as written; lines are parted by `\\n`"),
    Field("action", Holds::Switch, "whether it is something done (`/me`) and not said"),
    Field("old", Holds::Switch, "whether it was said before we came, or while we were not connected"),
    Field("mention", Holds::Switch, "whether it names us"),
    Field("label", Holds::Number, "what a message of ours is called until its fate is known"),
    Field("members", Holds::Members, "who is there"),
    Field("names", Holds::Texts, "names"),
    Field("texts", Holds::Texts, "texts"),
    Field("unsent", Holds::Texts, "what the server never got"),
    Field("labels", Holds::Texts, "their labels, as text"),
    Field("reason", Holds::Text, "why, in the words of whoever did it"),
    Field("code", Holds::Text, "which of a kind it is: a word that stays the same"),
    Field("count", Holds::Number, "how many"),
    Field("since", Holds::Time, "from when on"),
    Field("until", Holds::Time, "until when"),
    Field("modes", Holds::Text, "changes of modes, as IRC writes them"),
    Field("away", Holds::Switch, "whether they are away"),
    Field("online", Holds::Switch, "whether they are connected"),
    Field("command", Holds::Text, "a command"),
    Field("exit", Holds::Number, "the exit code"),
];

/// A type of object: its name, when it comes, the fields that it always has beside `type` and `time`,
/// and those that it may have.
#[derive(Debug)]
pub struct Type(pub &'static str, pub &'static str, pub &'static [&'static str], pub &'static [&'static str]);

/// Every type, in the order of a stay.
pub const TYPES: &[Type] = &[
    Type("welcome", "the server has let us in", &["name"], &["text"]),
    Type("motd", "a line of the message of the day", &["text"], &[]),
    Type("entered", "we are in a room", &["room", "members"], &[]),
    Type("topic", "a topic was set, or is told; an empty one is none", &["room", "text"], &["from", "own"]),
    Type(
        "message",
        "something was said",
        &["from", "own", "text", "action", "old", "mention"],
        &["room", "private", "id", "label"],
    ),
    Type(
        "notice",
        "the same as a notice, which nothing may answer by itself",
        &["from", "own", "text", "action", "old", "mention"],
        &["room", "private", "id", "label"],
    ),
    Type(
        "sending",
        "a message of ours is on its way, or will be",
        &["label", "text", "action"],
        &["room", "private"],
    ),
    Type("sent", "a message of ours is where it should be", &["label"], &["id"]),
    Type(
        "failed",
        "a message of ours is not",
        &["label", "code"],
        &["text", "name", "room", "reason", "until"],
    ),
    Type(
        "deleted",
        "something that was said is taken back",
        &["id", "from", "own"],
        &["room", "private", "reason"],
    ),
    Type("join", "somebody entered a room", &["room", "from", "own"], &[]),
    Type("part", "somebody left a room, or the server", &["room", "from", "own"], &["reason"]),
    Type("kick", "somebody was put out of a room", &["room", "from", "own", "name"], &["reason"]),
    Type("nick", "somebody has another name: `from` is called `name`", &["from", "own", "name"], &[]),
    Type("realname", "somebody has given themselves another real name", &["from", "own", "text"], &[]),
    Type("away", "somebody is away, or back", &["away", "own"], &["from", "text"]),
    Type(
        "online",
        "somebody to whom we talk has come to the server, or has left it",
        &["name", "online"],
        &[],
    ),
    Type(
        "typing",
        "somebody writes, pauses (`paused`), or has stopped (`done`)",
        &["from", "own", "code"],
        &["room", "private"],
    ),
    Type("mode", "modes were changed (with `from`), or are told", &["name", "modes"], &["from", "own"]),
    Type("renamed", "a room is called `name` from here on", &["room", "name", "from", "own"], &["reason"]),
    Type("invite", "`from` asks `name` into a room", &["room", "from", "own", "name"], &[]),
    Type("history", "the end of older messages that were asked for", &["count"], &["room", "private"]),
    Type("unread", "what comes next was said after we had read last", &["since"], &["room", "private"]),
    Type("gap", "the server can't say what was said in this time", &["since", "until"], &["room", "private"]),
    Type("read", "somewhere else we have read up to `until`", &["until"], &["room", "private"]),
    Type("here", "what is sent without `to` goes here from now on", &[], &["room", "private"]),
    Type("closed-talk", "a private talk was put away", &["private"], &[]),
    Type("members", "the answer to `/who`", &["room", "members"], &[]),
    Type("room", "a row of the answer to `/list`", &["room", "text"], &["count"]),
    Type(
        "found",
        "a row of the answer to `/search`",
        &["from", "own", "text", "action", "old", "mention"],
        &["room", "private", "id", "label"],
    ),
    Type(
        "whois",
        "a row of the answer to `/whois`: `code` says what `text` is",
        &["name", "code"],
        &["text", "count"],
    ),
    Type("end", "the end of the answer of this `code`: `list`, `search`", &["code", "count"], &[]),
    Type("invited", "the answer to `/invite`", &["room", "name"], &[]),
    Type("ignored", "whom we ignore", &["names"], &[]),
    Type("ignoring", "somebody is ignored from here on (`on`) or no longer (`off`)", &["name", "code"], &[]),
    Type("help", "the answer to `/help`: the commands that there are", &["names"], &[]),
    Type("account", "how it goes with our account", &["code"], &["name"]),
    Type(
        "note",
        "the server says something that it has a code for",
        &["code", "command", "texts", "text"],
        &[],
    ),
    Type("info", "something for people, in their language", &["text"], &[]),
    Type("interrupted", "the connection is lost; we try to come back", &["code"], &["text"]),
    Type("returned", "there is a connection again", &[], &["room", "members"]),
    Type(
        "error",
        "something was not done",
        &["code"],
        &["text", "name", "room", "command", "reason", "until"],
    ),
    Type("undelivered", "it is over, and nobody may have heard these", &["texts", "unsent", "labels"], &[]),
    Type("closed", "it is over; nothing comes after this", &["code", "exit"], &["text"]),
];

/// Whether a line is as the tables say.
///
/// # Errors
/// What is wrong with it.
pub fn check(line: &str) -> Result<(), String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
    let object = value.as_object().ok_or_else(|| format!("no object: {line}"))?;
    let name = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let Type(_, _, always, maybe) =
        TYPES.iter().find(|known| known.0 == name).ok_or_else(|| format!("no such type: {line}"))?;
    for field in ["type", "time"].iter().chain(*always) {
        if !object.contains_key(*field) {
            return Err(format!("{field} is missing: {line}"));
        }
    }
    for (field, value) in object {
        let is_known = ["type", "time"].iter().chain(*always).chain(*maybe).any(|known| known == field);
        let holds = FIELDS.iter().find(|known| known.0 == field).map(|known| known.1);
        if !is_known || !holds.is_some_and(|holds| is_held(holds, value)) {
            return Err(format!("{field} does not belong there, or is something else: {line}"));
        }
    }
    Ok(())
}

fn is_held(holds: Holds, value: &Value) -> bool {
    let all = |is: fn(&Value) -> bool| value.as_array().is_some_and(|list| list.iter().all(is));
    match holds {
        Holds::Text => value.is_string(),
        Holds::Time => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        Holds::Number => value.is_u64(),
        Holds::Switch => value.is_boolean(),
        Holds::Texts => all(Value::is_string),
        Holds::Members => all(|member| {
            let is_whole = |object: &serde_json::Map<String, Value>| {
                object.len() == 3
                    && object.get("name").is_some_and(Value::is_string)
                    && object.get("roles").is_some_and(Value::is_string)
                    && object.get("away").is_some_and(Value::is_boolean)
            };
            member.as_object().is_some_and(is_whole)
        }),
    }
}

/// The tables as `docs/json.md` shows them: types, then fields.
pub fn tables() -> [String; 2] {
    let names = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ");
    let mut types = "| type | when | always | perhaps |\n|---|---|---|---|\n".to_owned();
    for Type(name, when, always, maybe) in TYPES {
        types.push_str(&format!("| `{name}` | {when} | {} | {} |\n", names(always), names(maybe)));
    }
    let mut fields = "| field | holds | what |\n|---|---|---|\n".to_owned();
    for Field(name, holds, meaning) in FIELDS {
        fields.push_str(&format!("| `{name}` | {} | {meaning} |\n", holds.name()));
    }
    [types, fields]
}
