//! One line: an object whose fields stand in the order in which they were put in.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::chat::{Member, Where, Who};
use crate::wire::clean::is_unsafe;

/// See the head of this file.
#[derive(Clone, Debug)]
pub struct Object(Vec<(&'static str, Value)>);

impl Object {
    /// What happened at this moment, milliseconds since 1970.
    pub fn new(kind: &'static str, at_ms: u64) -> Self {
        Self(vec![("type", kind.into()), ("time", time(at_ms).into())])
    }

    /// The same with a field more.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((field, value.into()));
        self
    }

    /// The same with a field that may be missing.
    #[must_use]
    pub fn with_some<V: Into<Value>>(self, field: &'static str, value: Option<V>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// The same with a moment, milliseconds since 1970.
    #[must_use]
    pub fn at(self, field: &'static str, at_ms: u64) -> Self {
        self.with(field, time(at_ms))
    }

    /// The same with who does it.
    #[must_use]
    pub fn by(self, who: &Who) -> Self {
        self.with("from", &*who.name).with("own", who.voice == crate::chat::Voice::Me)
    }

    /// The same with where it happens. A room without a name is the one that we are about to enter.
    #[must_use]
    pub fn place(self, place: &Where) -> Self {
        match place {
            Where::Room(room) if room.is_empty() => self,
            Where::Room(room) => self.with("room", &**room),
            Where::Private(name) => self.with("private", &**name),
        }
    }

    /// The same with a room, or whose talk it is.
    #[must_use]
    pub fn room_or_private(self, name: &str) -> Self {
        let is_room = name.starts_with(['#', '&']);
        self.with(if is_room { "room" } else { "private" }, name)
    }

    /// The same with who is there.
    #[must_use]
    pub fn members(self, members: &[Member]) -> Self {
        let row =
            |member: &Member| json!({ "name": &*member.name, "roles": member.roles, "away": member.away });
        self.with("members", members.iter().map(row).collect::<Vec<_>>())
    }

    /// The line, without its end. What a terminal could take for a command is escaped, so that the
    /// line can be looked at and read all the same.
    pub fn line(&self) -> String {
        let pairs = self.0.iter().map(|(name, value)| format!("\"{name}\":{value}"));
        let line = format!("{{{}}}", pairs.collect::<Vec<_>>().join(","));
        let mut safe = String::with_capacity(line.len());
        for c in line.chars() {
            if is_unsafe(c) {
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
            } else {
                safe.push(c);
            }
        }
        safe
    }
}

/// RFC 3339; a moment that no calendar has is the beginning of time.
fn time(at_ms: u64) -> String {
    let at = i64::try_from(at_ms).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
    format!("{:.3}", at.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_and_harm_no_terminal() {
        for text in ["", "hi", "\u{1b}[31m\r\n\"\\", "\u{202e}evil\u{9b}\u{7f}", "茶😀\u{e0001}\u{2028}"] {
            let line = Object::new("info", 1_700_000_000_123).with("text", text).line();
            assert!(!line.chars().any(is_unsafe), "{line}");
            let value: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(value.get("text").unwrap(), text);
            assert_eq!(value.get("time").unwrap(), "2023-11-14T22:13:20.123Z");
        }
    }
}
