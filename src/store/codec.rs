//! What happened, as columns of a row, and back.
//!
//! Theory of operation: `kind` says what it is; the other columns hold what that kind has to say.
//! The lines of a message stand in one text: a line end parts two lines, and [`CUT`] stands where a
//! line was cut for the wire, so that its pieces come back as they were. Neither can be in a piece,
//! which is part of one line. A room's name is not here: rows are read with the name that the room
//! has when they are read.

use std::borrow::Cow;
use std::sync::Arc;

use crate::room::bans::Terms;
use crate::room::{Ending, SaidKind, What};
use crate::wire::text::{Piece, Text};

/// Stands in front of a piece that goes on with the line of the piece before.
const CUT: char = '\r';

/// Stands between two lines, and between the parts of a text that has some.
const END: char = '\n';

/// PRIVMSG. What is said has the least numbers.
pub const MESSAGE: i64 = 0;
/// NOTICE.
pub const NOTICE: i64 = 1;
const TAGGED: i64 = 2;
const JOINED: i64 = 3;
const PARTED: i64 = 4;
const QUIT: i64 = 5;
const RENAMED: i64 = 6;
const TOPIC: i64 = 7;
const KICKED: i64 = 8;
const MODE: i64 = 9;
const ROOM_RENAMED: i64 = 10;

/// Whether a row of this kind is something said, which pages without events have and search finds.
pub const fn is_said(kind: i64) -> bool {
    kind <= NOTICE
}

/// The columns of a row that say what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns<'a> {
    /// What it is.
    pub kind: i64,
    /// The words.
    pub body: Option<Cow<'a, str>>,
    /// Client-only tags.
    pub tags: Option<&'a str>,
    /// Whom it reached or met, where that is not the room.
    pub target: Option<&'a str>,
}

impl Columns<'_> {
    /// Bytes that count for the limits of a room.
    pub fn bytes(&self) -> i64 {
        let body = self.body.as_ref().map_or(0, |body| body.len());
        (body + self.tags.map_or(0, str::len) + self.target.map_or(0, str::len)) as i64
    }
}

/// `what` as columns; `None` for what is kept nowhere.
pub fn columns(what: &What) -> Option<Columns<'_>> {
    let (kind, body, tags, target) = match what {
        What::Said { target, in_room, kind, text, tags } => {
            let kind = match kind {
                SaidKind::Message => MESSAGE,
                SaidKind::Notice => NOTICE,
            };
            let tags = (!tags.is_empty()).then_some(&**tags);
            (kind, Some(joined(text)), tags, (!in_room).then_some(&**target))
        }
        What::Tagged { target, tags } => {
            (TAGGED, None, Some(&**tags), (!target.starts_with('#')).then_some(&**target))
        }
        What::Joined { room: _, realname } => (JOINED, Some(Cow::Borrowed(&**realname)), None, None),
        What::Parted { room: _, reason } => (PARTED, reason.as_deref().map(Cow::Borrowed), None, None),
        What::Quit { why } => (QUIT, Some(Cow::Owned(ending(why))), None, None),
        What::Renamed { to } => (RENAMED, Some(Cow::Borrowed(&**to)), None, None),
        What::Topic { room: _, topic } => (TOPIC, Some(Cow::Borrowed(&**topic)), None, None),
        What::Kicked { room: _, whom, reason } => {
            (KICKED, reason.as_deref().map(Cow::Borrowed), None, Some(&**whom))
        }
        What::Mode { target: _, words } => (MODE, Some(Cow::Owned(words.join("\n"))), None, None),
        What::RoomRenamed { from, to, reason } => {
            (ROOM_RENAMED, Some(Cow::Borrowed(&**to)), Some(&**reason), Some(&**from))
        }
        What::Setname { .. }
        | What::Account
        | What::Invited { .. }
        | What::Redacted { .. }
        | What::Killed { .. }
        | What::Wallops { .. }
        | What::Away { .. } => return None,
    };
    Some(Columns { kind, body, tags, target })
}

/// What a row says; `room` is the name of the room in which it stands (empty: in none). A kind that
/// this version does not know says nothing.
pub fn what(
    kind: i64,
    body: Option<&str>,
    tags: Option<&str>,
    target: Option<&str>,
    room: &Arc<str>,
) -> What {
    let shared = |text: Option<&str>| Arc::<str>::from(text.unwrap_or_default());
    let aim = || target.map_or_else(|| Arc::clone(room), Arc::from);
    let body_text = body.unwrap_or_default();
    match kind {
        TAGGED => What::Tagged { target: aim(), tags: shared(tags) },
        JOINED => What::Joined { room: Arc::clone(room), realname: shared(body) },
        PARTED => What::Parted { room: Arc::clone(room), reason: body.map(Arc::from) },
        QUIT => What::Quit { why: read_ending(body_text) },
        RENAMED => What::Renamed { to: shared(body) },
        TOPIC => What::Topic { room: Arc::clone(room), topic: shared(body) },
        KICKED => What::Kicked { room: Arc::clone(room), whom: shared(target), reason: body.map(Arc::from) },
        MODE => {
            let words = body_text.split(END).filter(|word| !word.is_empty()).map(str::to_owned).collect();
            What::Mode { target: Arc::clone(room), words }
        }
        ROOM_RENAMED => What::RoomRenamed { from: shared(target), to: shared(body), reason: shared(tags) },
        _ => What::Said {
            target: aim(),
            in_room: target.is_none(),
            kind: if kind == NOTICE { SaidKind::Notice } else { SaidKind::Message },
            text: parted(body_text),
            tags: shared(tags),
        },
    }
}

/// All pieces in one text.
pub fn joined(text: &Text) -> Cow<'_, str> {
    if let Some(only) = text.single() {
        return Cow::Borrowed(only);
    }
    let mut joined = String::with_capacity(text.bytes() + text.pieces().len());
    for (place, piece) in text.pieces().iter().enumerate() {
        // The first begins a line, whatever it says.
        if place > 0 {
            joined.push(if piece.concat { CUT } else { END });
        }
        joined.push_str(&piece.text);
    }
    Cow::Owned(joined)
}

/// The pieces of such a text.
pub fn parted(text: &str) -> Text {
    if !text.contains([CUT, END]) {
        return Text::line(text);
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut concat = false;
    while let Some(place) = rest.find([CUT, END]) {
        let (head, tail) = rest.split_at(place);
        pieces.push(Piece { text: head.into(), concat });
        concat = tail.starts_with(CUT);
        rest = tail.get(1..).unwrap_or_default();
    }
    pieces.push(Piece { text: rest.into(), concat });
    Text::from_pieces(pieces).unwrap_or_else(|| Text::line(""))
}

/// Why somebody left: a word, and what more there is to it.
fn ending(why: &Ending) -> String {
    let by = |word: &str, by: &str, reason: Option<&str>| match reason {
        Some(reason) => format!("{word}\n{by}\n{reason}"),
        None => format!("{word}\n{by}"),
    };
    match why {
        Ending::Quit(None) => "quit".to_owned(),
        Ending::Quit(Some(reason)) => format!("quit\n{reason}"),
        Ending::Gone => "gone".to_owned(),
        Ending::Broken => "broken".to_owned(),
        Ending::PingTimeout(seconds) => format!("ping-timeout\n{seconds}"),
        Ending::RegistrationTimeout(seconds) => format!("registration-timeout\n{seconds}"),
        Ending::ReadsTooSlowly => "reads-too-slowly".to_owned(),
        Ending::Password => "password".to_owned(),
        Ending::TooManyTries => "too-many-tries".to_owned(),
        Ending::Uninvited => "uninvited".to_owned(),
        Ending::NoAccount => "no-account".to_owned(),
        Ending::Removed { by: whose, reason } => by("removed", whose, reason.as_deref()),
        Ending::Killed { by: whose, reason } => by("killed", whose, Some(reason)),
        Ending::PutOut { by: whose, reason } => by("put-out", whose, reason.as_deref()),
        Ending::Banned(Terms { by: whose, until_ms, reason }) => {
            let until = until_ms.map(|until_ms| until_ms.to_string()).unwrap_or_default();
            by("banned", whose, Some(&format!("{until}\n{}", reason.as_deref().unwrap_or_default())))
        }
        Ending::NameRefused => "name-refused".to_owned(),
        Ending::Resumed => "resumed".to_owned(),
        Ending::RoomClosed => "room-closed".to_owned(),
        Ending::ServerDown => "server-down".to_owned(),
    }
}

/// The same, read; a word that this version does not know is a plain farewell.
fn read_ending(text: &str) -> Ending {
    let mut parts = text.splitn(3, END);
    let word = parts.next().unwrap_or_default();
    let (one, other) = (parts.next(), parts.next());
    let seconds = || one.and_then(|text| text.parse().ok()).unwrap_or_default();
    let by = || Arc::<str>::from(one.unwrap_or_default());
    let reason = || other.map(Arc::<str>::from);
    match word {
        "gone" => Ending::Gone,
        "broken" => Ending::Broken,
        "ping-timeout" => Ending::PingTimeout(seconds()),
        "registration-timeout" => Ending::RegistrationTimeout(seconds()),
        "reads-too-slowly" => Ending::ReadsTooSlowly,
        "password" => Ending::Password,
        "too-many-tries" => Ending::TooManyTries,
        "uninvited" => Ending::Uninvited,
        "no-account" => Ending::NoAccount,
        "removed" => Ending::Removed { by: by(), reason: reason() },
        "killed" => Ending::Killed { by: by(), reason: reason().unwrap_or_default() },
        "banned" => {
            let (until, reason) = other.unwrap_or_default().split_once(END).unwrap_or_default();
            let reason = (!reason.is_empty()).then(|| Arc::from(reason));
            Ending::Banned(Terms { by: by(), until_ms: until.parse().ok(), reason })
        }
        "put-out" => Ending::PutOut { by: by(), reason: reason() },
        "name-refused" => Ending::NameRefused,
        "resumed" => Ending::Resumed,
        "room-closed" => Ending::RoomClosed,
        "server-down" => Ending::ServerDown,
        _ => Ending::Quit(one.map(Arc::from)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn round(what: &What) -> What {
        let row = columns(what).unwrap();
        super::what(row.kind, row.body.as_deref(), row.tags, row.target, &"#tea".into())
    }

    fn arc(text: &str) -> Arc<str> {
        text.into()
    }

    #[test]
    fn what_happens_comes_back_as_it_was() {
        let tea = || arc("#tea");
        let said = |target: &str, in_room, tags: &str| What::Said {
            target: target.into(),
            in_room,
            kind: SaidKind::Notice,
            text: Text::line("hi"),
            tags: tags.into(),
        };
        let mut all = vec![
            said("#tea", true, ""),
            said("bob", false, "+reply=0"),
            What::Tagged { target: tea(), tags: arc("+react=x") },
            What::Tagged { target: arc("bob"), tags: arc("+react=x") },
            What::Joined { room: tea(), realname: arc("Alice") },
            What::Parted { room: tea(), reason: None },
            What::Parted { room: tea(), reason: Some(arc("")) },
            What::Renamed { to: arc("小明") },
            What::Topic { room: tea(), topic: arc("") },
            What::Kicked { room: tea(), whom: arc("bob"), reason: Some(arc("why")) },
            What::Kicked { room: tea(), whom: arc("bob"), reason: None },
            What::Mode { target: tea(), words: vec!["+ol".into(), "bob".into(), "5".into()] },
            What::RoomRenamed { from: arc("#coffee"), to: tea(), reason: arc("") },
        ];
        let (by, reason) = (arc("bob"), arc("two\nlines"));
        all.extend(
            [
                Ending::Quit(None),
                Ending::Quit(Some(arc("bye"))),
                Ending::Gone,
                Ending::Broken,
                Ending::PingTimeout(120),
                Ending::RegistrationTimeout(30),
                Ending::ReadsTooSlowly,
                Ending::Password,
                Ending::TooManyTries,
                Ending::Uninvited,
                Ending::NoAccount,
                Ending::Removed { by: Arc::clone(&by), reason: None },
                Ending::Removed { by: Arc::clone(&by), reason: Some(Arc::clone(&reason)) },
                Ending::Killed { by: Arc::clone(&by), reason },
                Ending::PutOut { by: Arc::clone(&by), reason: None },
                Ending::Banned(Terms { by: Arc::clone(&by), until_ms: Some(7), reason: Some(arc("a\nb")) }),
                Ending::Banned(Terms { by, until_ms: None, reason: None }),
                Ending::NameRefused,
                Ending::RoomClosed,
                Ending::ServerDown,
            ]
            .map(|why| What::Quit { why }),
        );
        for what in &all {
            assert_eq!(format!("{:?}", round(what)), format!("{what:?}"));
        }
    }

    #[test]
    fn what_is_kept_nowhere_has_no_row() {
        assert!(columns(&What::Away { message: None }).is_none());
        assert!(columns(&What::Setname { realname: arc("x") }).is_none());
    }

    #[test]
    fn one_line_is_kept_as_it_is() {
        assert!(matches!(joined(&Text::line("hello")), Cow::Borrowed("hello")));
    }

    proptest! {
        #[test]
        fn pieces_come_back(pieces in prop::collection::vec(("[a-z你 ]{0,5}", any::<bool>()), 1..6)) {
            let pieces = pieces.into_iter().enumerate();
            let pieces =
                pieces.map(|(at, (text, concat))| Piece { text: text.into(), concat: concat && at > 0 }).collect();
            let text = Text::from_pieces(pieces).unwrap();
            prop_assert_eq!(parted(&joined(&text)), text);
        }
    }
}
