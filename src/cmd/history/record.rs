//! What is kept, as lines of JSON, and back: the form in which it leaves a server and enters
//! another. `docs/history.md` describes it field by field.
//!
//! What is in the way of reading a line is data ([`Unfit`]).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::times::{rfc3339, unix_ms};
use crate::room::bans::Terms;
use crate::room::keep::{Entry, Party, Place};
use crate::room::{Ending, Role, SaidKind, What, Who};
use crate::store::archive::{Imported, ImportedPlace};
use crate::wire::clean::is_unsafe;
use crate::wire::text::{Piece, Text};
use crate::wire::{MsgId, RoomName};

/// Bytes of a piece into which a long line is cut again: what any client's line has room for.
const PIECE_BYTES_MAX: usize = 300;

/// Bytes of one message: what the settings allow at most.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// Why a line can't be taken in.
#[derive(Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no JSON, or not of this form; the parser's own words.
    Form(String),
    /// This field is missing, or does not hold what it should.
    Field(&'static str),
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Message,
    Notice,
    Tags,
    Join,
    Part,
    Quit,
    Nick,
    Topic,
    Kick,
    Mode,
    Rename,
}

/// A line of what happened.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default)]
    time: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    room: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    between: Option<(String, String)>,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    operator: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    bot: bool,
    /// Whom it was said to, in a private talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tags: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whom: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    modes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// What happened as a line, without its end; `room` is the name of the room it stands in. `None`:
/// that is not a thing which is kept.
pub fn write_entry(entry: &Entry, room: &str) -> Option<String> {
    let Entry { place, event, nonce } = entry;
    let (room, between) = match place {
        Place::Room(_) => (Some(room.to_owned()), None),
        Place::Private(one, other) => (None, Some((party(one), party(other)))),
    };
    let mut row = Row {
        kind: Kind::Message,
        id: Some(event.id?.to_string()),
        time: rfc3339(event.at_ms),
        room,
        between,
        name: event.who.name.to_string(),
        prefix: Some(event.who.prefix.to_string()),
        account: event.who.account.as_deref().map(str::to_owned),
        operator: event.who.role == Role::Operator,
        bot: event.who.bot,
        to: None,
        text: None,
        tags: None,
        whom: None,
        why: None,
        seconds: None,
        modes: Vec::new(),
        nonce: nonce.as_deref().map(str::to_owned),
    };
    write_what(&mut row, &event.what)?;
    Some(to_json(&row))
}

fn write_what(row: &mut Row, what: &What) -> Option<()> {
    let some = |text: &Arc<str>| Some(text.to_string());
    let may = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
    match what {
        What::Said { target, in_room, kind, text, tags } => {
            row.kind = if *kind == SaidKind::Notice { Kind::Notice } else { Kind::Message };
            row.to = Some(target.to_string()).filter(|_| !in_room);
            row.text = Some(text.lines().join("\n"));
            row.tags = Some(tags.to_string()).filter(|tags| !tags.is_empty());
        }
        What::Tagged { target, tags } => {
            row.kind = Kind::Tags;
            row.to = Some(target.to_string()).filter(|_| row.room.is_none());
            row.tags = some(tags);
        }
        What::Joined { realname, .. } => (row.kind, row.text) = (Kind::Join, some(realname)),
        What::Parted { reason, .. } => (row.kind, row.text) = (Kind::Part, may(reason)),
        What::Quit { why } => write_ending(row, why),
        What::Renamed { to } => (row.kind, row.whom) = (Kind::Nick, some(to)),
        What::Topic { topic, .. } => (row.kind, row.text) = (Kind::Topic, some(topic)),
        What::Kicked { whom, reason, .. } => {
            (row.kind, row.whom, row.text) = (Kind::Kick, some(whom), may(reason));
        }
        What::Mode { words, .. } => (row.kind, row.modes) = (Kind::Mode, words.clone()),
        What::RoomRenamed { from, to, reason } => {
            (row.kind, row.whom, row.to, row.text) = (Kind::Rename, some(from), some(to), some(reason));
        }
        What::Setname { .. }
        | What::Redacted { .. }
        | What::Invited { .. }
        | What::Killed { .. }
        | What::Account
        | What::Wallops { .. }
        | What::Away { .. } => return None,
    }
    Some(())
}

fn write_ending(row: &mut Row, why: &Ending) {
    row.kind = Kind::Quit;
    let may = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
    let word = match why {
        Ending::Quit(reason) => {
            row.text = may(reason);
            "quit"
        }
        Ending::Gone => "gone",
        Ending::Broken => "broken",
        Ending::PingTimeout(seconds) => {
            row.seconds = Some(*seconds);
            "ping-timeout"
        }
        Ending::RegistrationTimeout(seconds) => {
            row.seconds = Some(*seconds);
            "registration-timeout"
        }
        Ending::ReadsTooSlowly => "reads-too-slowly",
        Ending::Password => "password",
        Ending::TooManyTries => "too-many-tries",
        Ending::Uninvited => "uninvited",
        Ending::NoAccount => "no-account",
        Ending::Removed { by, reason } => {
            (row.whom, row.text) = (Some(by.to_string()), may(reason));
            "removed"
        }
        Ending::Killed { by, reason } => {
            (row.whom, row.text) = (Some(by.to_string()), Some(reason.to_string()));
            "killed"
        }
        Ending::PutOut { by, reason } => {
            (row.whom, row.text) = (Some(by.to_string()), may(reason));
            "put-out"
        }
        Ending::Banned(terms) => {
            (row.whom, row.text) = (Some(terms.by.to_string()), may(&terms.reason));
            row.seconds = terms.until_ms.map(|until_ms| until_ms / 1000);
            "banned"
        }
        Ending::NameRefused => "name-refused",
        Ending::Resumed => "resumed",
        Ending::RoomClosed => "room-closed",
        Ending::ServerDown => "server-down",
    };
    row.why = Some(word.to_owned());
}

fn party(party: &Party) -> String {
    match party {
        Party::Account(key) => format!("account:{key}"),
        Party::Guest(key) => format!("guest:{key}"),
    }
}

/// What a terminal could take for a command is escaped, too.
fn to_json(row: &Row) -> String {
    // Strings, numbers and lists of them: nothing that JSON can't say.
    let text = serde_json::to_string(row).unwrap_or_default();
    if !text.contains(is_unsafe) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| escaped.push_str(&format!("\\u{unit:04x}")));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Reads a line.
///
/// # Errors
/// [`Unfit`].
pub fn read(line: &str) -> Result<Imported, Unfit> {
    let row: Row = serde_json::from_str(line).map_err(|error| Unfit::Form(error.to_string()))?;
    check(&row)?;
    let id = row.id.as_deref().map(read_id).transpose()?;
    let at_ms = match id {
        Some(id) => id.unix_ms(),
        None => unix_ms(&row.time).ok_or(Unfit::Field("time"))?,
    };
    let place = match (&row.room, &row.between) {
        (Some(room), None) => {
            let room = RoomName::parse(room).map_err(|_| Unfit::Field("room"))?;
            ImportedPlace::Room(room.as_str().to_owned())
        }
        (None, Some((one, other))) => ImportedPlace::Private(read_party(one)?, read_party(other)?),
        _ => return Err(Unfit::Field("room")),
    };
    let what = read_what(&row)?;
    let name: Arc<str> = row.name.into();
    let who = Who {
        prefix: row.prefix.map_or_else(|| Arc::clone(&name), Into::into),
        name,
        role: if row.operator { Role::Operator } else { Role::Member },
        bot: row.bot,
        account: row.account.map(Into::into),
    };
    Ok(Imported { at_ms, id, place, who, what, nonce: row.nonce.map(Into::into) })
}

/// Whether nothing in it could break a line of the wire: what is taken in is sent to clients.
fn check(row: &Row) -> Result<(), Unfit> {
    let words = [
        ("name", Some(&row.name)),
        ("prefix", row.prefix.as_ref()),
        ("account", row.account.as_ref()),
        ("to", row.to.as_ref()),
        ("tags", row.tags.as_ref()),
        ("nonce", row.nonce.as_ref()),
    ];
    let unfit = |c: char| c == ' ' || matches!(c, '\0' | '\r' | '\n');
    let is_wrong = |word: &String| word.is_empty() || word.contains(unfit);
    let wrong = words.into_iter().find(|(_, word)| word.is_some_and(is_wrong));
    let several = matches!(row.kind, Kind::Message | Kind::Notice);
    let breaks = |c: char| matches!(c, '\0' | '\r') || (c == '\n' && !several);
    if let Some((field, _)) = wrong {
        return Err(Unfit::Field(field));
    }
    if row.whom.as_ref().is_some_and(|whom| whom.contains(unfit)) {
        return Err(Unfit::Field("whom"));
    }
    if row.modes.iter().any(|word| word.is_empty() || word.contains(unfit)) {
        return Err(Unfit::Field("modes"));
    }
    if row.text.as_ref().is_some_and(|text| text.contains(breaks)) {
        return Err(Unfit::Field("text"));
    }
    Ok(())
}

fn read_id(text: &str) -> Result<MsgId, Unfit> {
    MsgId::parse(text).filter(|id| *id > MsgId::ZERO && *id < MsgId::MAX).ok_or(Unfit::Field("id"))
}

fn read_party(text: &str) -> Result<Party, Unfit> {
    match text.split_once(':') {
        Some(("account", key)) if !key.is_empty() => Ok(Party::Account(key.into())),
        Some(("guest", key)) if !key.is_empty() => Ok(Party::Guest(key.into())),
        _ => Err(Unfit::Field("between")),
    }
}

fn read_what(row: &Row) -> Result<What, Unfit> {
    let in_room = row.room.is_some();
    // In a room its name; between two the other's.
    let target = row.room.as_ref().or(row.to.as_ref()).ok_or(Unfit::Field("to"))?;
    let to: Arc<str> = target.as_str().into();
    let words = row.text.as_deref().map(Arc::<str>::from);
    let whom = || row.whom.as_deref().map(Arc::<str>::from).ok_or(Unfit::Field("whom"));
    let tags: Arc<str> = row.tags.as_deref().unwrap_or_default().into();
    Ok(match row.kind {
        Kind::Message | Kind::Notice => {
            let kind = if row.kind == Kind::Notice { SaidKind::Notice } else { SaidKind::Message };
            let text = read_text(row.text.as_deref().ok_or(Unfit::Field("text"))?)?;
            What::Said { target: to, in_room, kind, text, tags }
        }
        Kind::Tags => What::Tagged { target: to, tags },
        Kind::Join => What::Joined { room: to, realname: words.unwrap_or_default() },
        Kind::Part => What::Parted { room: to, reason: words },
        Kind::Quit => What::Quit { why: read_ending(row)? },
        Kind::Nick => What::Renamed { to: whom()? },
        Kind::Topic => What::Topic { room: to, topic: words.ok_or(Unfit::Field("text"))? },
        Kind::Kick => What::Kicked { room: to, whom: whom()?, reason: words },
        Kind::Mode => What::Mode { target: to, words: row.modes.clone() },
        Kind::Rename => {
            let to = row.to.as_deref().ok_or(Unfit::Field("to"))?.into();
            What::RoomRenamed { from: whom()?, to, reason: words.unwrap_or_default() }
        }
    })
}

fn read_ending(row: &Row) -> Result<Ending, Unfit> {
    let words = row.text.as_deref().map(Arc::<str>::from);
    let by = || row.whom.as_deref().map(Arc::<str>::from).ok_or(Unfit::Field("whom"));
    let seconds = || row.seconds.ok_or(Unfit::Field("seconds"));
    Ok(match row.why.as_deref().unwrap_or("quit") {
        "quit" => Ending::Quit(words),
        "gone" => Ending::Gone,
        "broken" => Ending::Broken,
        "ping-timeout" => Ending::PingTimeout(seconds()?),
        "registration-timeout" => Ending::RegistrationTimeout(seconds()?),
        "reads-too-slowly" => Ending::ReadsTooSlowly,
        "password" => Ending::Password,
        "too-many-tries" => Ending::TooManyTries,
        "uninvited" => Ending::Uninvited,
        "no-account" => Ending::NoAccount,
        "removed" => Ending::Removed { by: by()?, reason: words },
        "killed" => Ending::Killed { by: by()?, reason: words.unwrap_or_default() },
        "put-out" => Ending::PutOut { by: by()?, reason: words },
        "banned" => Ending::Banned(Terms {
            by: by()?,
            until_ms: row.seconds.map(|seconds| seconds.saturating_mul(1000)),
            reason: words,
        }),
        "name-refused" => Ending::NameRefused,
        "resumed" => Ending::Resumed,
        "room-closed" => Ending::RoomClosed,
        "server-down" => Ending::ServerDown,
        _ => return Err(Unfit::Field("why")),
    })
}

/// The lines of a message; long ones are cut for the wire again.
fn read_text(text: &str) -> Result<Text, Unfit> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Unfit::Field("text"));
    }
    let pieces = text.split('\n').flat_map(|line| Text::long_line(line, PIECE_BYTES_MAX).pieces().to_vec());
    let pieces: Vec<Piece> = pieces.collect();
    Text::from_pieces(pieces).ok_or(Unfit::Field("text"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::Event;

    fn entry(place: Place, what: What) -> Entry {
        let id = MsgId::first_at(1_795_514_400_125).next();
        let who = Who {
            name: "alice".into(),
            prefix: "alice!a@h".into(),
            role: Role::Member,
            bot: true,
            account: Some("Alice".into()),
        };
        let event = Event { at_ms: id.unix_ms(), id: Some(id), who, what };
        Entry { place, event, nonce: Some("n1".into()) }
    }

    #[track_caller]
    fn round(entry: &Entry) {
        let line = write_entry(entry, "#tea").unwrap();
        let read = read(&line).unwrap();
        let place = match &entry.place {
            Place::Room(_) => ImportedPlace::Room("#tea".to_owned()),
            Place::Private(one, other) => ImportedPlace::Private(one.clone(), other.clone()),
        };
        let Entry { event, nonce, .. } = entry.clone();
        let Event { at_ms, id, who, what } = event;
        let expected = Imported { at_ms, id, place, who, what, nonce };
        assert_eq!(format!("{read:?}"), format!("{expected:?}"), "{line}");
    }

    #[test]
    fn a_message_is_a_line_that_programs_understand() {
        let room = MsgId::first_at(1_795_514_400_000);
        let said = |text: &str| What::Said {
            target: "#tea".into(),
            in_room: true,
            kind: SaidKind::Message,
            text: Text::line(text),
            tags: "".into(),
        };
        let line =
            write_entry(&entry(Place::Room(room), said("你好 \"tea\" \u{1b}[\u{202e}")), "#tea").unwrap();
        let id = MsgId::first_at(1_795_514_400_125).next();
        let expected = [
            r##"{"type":"message","id":""##,
            &id.to_string(),
            r##"","time":"2026-11-24T10:00:00.125Z","room":"#tea","name":"alice","##,
            r##""prefix":"alice!a@h","account":"Alice","bot":true,"##,
            r##""text":"你好 \"tea\" \u001b[\u202e","nonce":"n1"}"##,
        ];
        assert_eq!(line, expected.concat());
    }

    #[test]
    fn everything_comes_back_as_it_was() {
        let place = Place::Room(MsgId::first_at(7));
        let tea = || Arc::<str>::from("#tea");
        let reason = || Some(Arc::<str>::from("so long"));
        let by = || Arc::<str>::from("bob");
        let said = |kind, text: Text| What::Said {
            target: tea(),
            in_room: true,
            kind,
            text,
            tags: "+reply=x".into(),
        };
        let long = "x".repeat(2 * PIECE_BYTES_MAX);
        for what in [
            said(SaidKind::Notice, Text::line("hi")),
            said(SaidKind::Message, read_text(&format!("one\n\n{long}\nthree")).unwrap()),
            What::Tagged { target: tea(), tags: "+react=x".into() },
            What::Joined { room: tea(), realname: "Alice".into() },
            What::Parted { room: tea(), reason: None },
            What::Parted { room: tea(), reason: reason() },
            What::Renamed { to: "al".into() },
            What::Topic { room: tea(), topic: "".into() },
            What::Kicked { room: tea(), whom: by(), reason: reason() },
            What::Mode { target: tea(), words: vec!["+ol".into(), "bob".into(), "5".into()] },
            What::RoomRenamed { from: "#coffee".into(), to: tea(), reason: "".into() },
        ] {
            round(&entry(place.clone(), what));
        }
        for why in [
            Ending::Quit(None),
            Ending::Quit(reason()),
            Ending::Gone,
            Ending::Broken,
            Ending::PingTimeout(180),
            Ending::RegistrationTimeout(30),
            Ending::ReadsTooSlowly,
            Ending::Password,
            Ending::TooManyTries,
            Ending::Uninvited,
            Ending::NoAccount,
            Ending::Removed { by: by(), reason: None },
            Ending::Killed { by: by(), reason: "spam".into() },
            Ending::PutOut { by: by(), reason: reason() },
            Ending::NameRefused,
            Ending::Resumed,
            Ending::RoomClosed,
            Ending::ServerDown,
        ] {
            round(&entry(place.clone(), What::Quit { why }));
        }
        let between = Place::between(Party::Account("alice".into()), Party::Guest("bob".into()));
        let what = What::Said {
            target: "bob".into(),
            in_room: false,
            kind: SaidKind::Message,
            text: Text::line("hi"),
            tags: "".into(),
        };
        round(&entry(between, what));
    }

    #[test]
    fn what_is_unfit_is_told_with_its_field() {
        let whole = write_entry(
            &entry(Place::Room(MsgId::first_at(7)), What::Topic { room: "#tea".into(), topic: "t".into() }),
            "#tea",
        )
        .unwrap();
        let without = |field: &str| {
            let mut value: serde_json::Value = serde_json::from_str(&whole).unwrap();
            value.as_object_mut().unwrap().remove(field);
            read(&value.to_string()).unwrap_err()
        };
        assert_eq!(without("text"), Unfit::Field("text"));
        assert_eq!(without("room"), Unfit::Field("room"));
        let mut value: serde_json::Value = serde_json::from_str(&whole).unwrap();
        let row = value.as_object_mut().unwrap();
        row.remove("id");
        assert_eq!(read(&value.to_string()).unwrap().at_ms, 1_795_514_400_125);
        value.as_object_mut().unwrap().remove("time");
        assert_eq!(read(&value.to_string()).unwrap_err(), Unfit::Field("time"));
        assert!(matches!(without("name"), Unfit::Form(_)));
        let broken = whole.replace("alice!a@h", "alice!a@h\\r\\nQUIT");
        assert_eq!(read(&broken).unwrap_err(), Unfit::Field("prefix"));
        assert!(matches!(read("{"), Err(Unfit::Form(_))));
        assert!(matches!(read("[]"), Err(Unfit::Form(_))));
        assert!(matches!(read(r#"{"type":"dance"}"#), Err(Unfit::Form(_))));
    }
}
