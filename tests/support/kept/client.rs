//! What one client makes of what it is told: where it is, what it has heard there, what it was shown
//! of the past, and what became of all that it said itself.
//!
//! Every message is marked with its number (`~17`), so that it is found again wherever it turns up.

use std::collections::{BTreeMap, BTreeSet};

use chatroom::room::keep::Place;
use chatroom::wire::{ConnId, Message, MsgId};

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All of it; it asks for history itself.
    Rich,
    /// Enough to know ids, and batches.
    Tagged,
    /// Nothing.
    Bare,
}

impl Kind {
    /// The capabilities.
    pub fn caps(self) -> &'static str {
        match self {
            Self::Rich => {
                "message-tags server-time batch echo-message labeled-response standard-replies \
                 draft/chathistory draft/message-redaction soju.im/search"
            }
            Self::Tagged => "message-tags server-time batch echo-message draft/message-redaction",
            Self::Bare => "",
        }
    }
}

/// Something that it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is in a room.
    Entered { room: String, id: Option<MsgId> },
    /// It is in a room no longer.
    Left { room: String },
    /// Somebody says something, at this moment.
    Live { target: String, from: String, id: Option<MsgId>, mark: u32 },
    /// Somebody said something, before it came.
    Replayed { room: String, id: Option<MsgId>, mark: u32 },
    /// Something was taken back.
    Redacted { id: MsgId },
    /// A page of the past, or what was found: whatever has an id, and the marks of what was said.
    Page(Vec<(MsgId, Option<u32>)>),
    /// A room's topic.
    Topic { room: String, topic: String },
    /// A room's modes, as they are asked for.
    Modes { room: String, modes: String },
    /// That what is said is not kept, or is again.
    Keeping,
    /// Something that it said reached nobody.
    Refused,
    /// The same, or something that it did was to nobody.
    NobodyThere,
    /// It is in, by this name.
    Welcome,
    /// It has another name.
    Named(String),
    /// What it asked was refused.
    Failed(String),
}

/// What is in a batch that is open.
#[derive(Debug)]
struct Batch {
    room: String,
    is_asked: bool,
    lines: Vec<(MsgId, Option<u32>)>,
}

/// What it knows of a room that it is in.
#[derive(Debug)]
pub struct Seat {
    /// The last id that had been shown to anybody when it came.
    pub since: MsgId,
    /// Where what is said there is kept, once the world has seen that.
    pub place: Option<Place>,
    /// What it has heard since, in the order in which it came.
    pub seen: Vec<MsgId>,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    /// Its connection.
    pub conn: ConnId,
    /// What it asked for.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Whether it is in.
    pub here: bool,
    /// The rooms that it is in.
    pub seats: BTreeMap<String, Seat>,
    /// Their topics.
    pub topics: BTreeMap<String, String>,
    /// What it said: marks and targets.
    pub said: Vec<(u32, String)>,
    /// Of its own private words, those that came back.
    pub echoed: BTreeSet<u32>,
    /// How often it was told that something reached nobody.
    pub refused: usize,
    /// How often it was told that nobody is there, whatever it did.
    pub nobody: usize,
    /// The answers that it got, oldest first.
    pub answers: Vec<Told>,
    /// The last id it heard.
    pub last: MsgId,
    rest: String,
    batches: BTreeMap<String, Batch>,
}

impl Client {
    /// One that has just connected.
    pub fn new(conn: ConnId, kind: Kind, name: &str) -> Self {
        Self {
            conn,
            kind,
            name: name.to_owned(),
            here: false,
            seats: BTreeMap::new(),
            topics: BTreeMap::new(),
            said: Vec::new(),
            echoed: BTreeSet::new(),
            refused: 0,
            nobody: 0,
            answers: Vec::new(),
            last: MsgId::ZERO,
            rest: String::new(),
            batches: BTreeMap::new(),
        }
    }

    /// Reads bytes; what it was told.
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Told> {
        self.rest.push_str(std::str::from_utf8(bytes).unwrap());
        let mut told = Vec::new();
        while let Some(end) = self.rest.find("\r\n") {
            let line: String = self.rest.drain(..end + 2).collect();
            let line = line.trim_end();
            let message = Message::parse(line).unwrap_or_else(|error| panic!("{error:?}: {line}"));
            told.extend(self.line(&message));
        }
        told
    }

    fn line(&mut self, message: &Message<'_>) -> Option<Told> {
        let param = |index| message.param(index).unwrap_or_default();
        let room = |index| param(index).to_ascii_lowercase();
        let id = message.tags.value("msgid").map(|id| MsgId::parse(&id).unwrap());
        let from = message.source_name().unwrap_or_default();
        let is_mine = from == self.name;
        if let Some(batch) = message.tags.value("batch").and_then(|name| self.batches.get_mut(&*name)) {
            let mark = matches!(message.command, "PRIVMSG" | "NOTICE").then(|| mark(param(1)).unwrap());
            if !batch.is_asked {
                return Some(Told::Replayed { room: batch.room.clone(), id, mark: mark.unwrap() });
            }
            batch.lines.extend(id.map(|id| (id, mark)));
            return None;
        }
        match message.command {
            "001" => Some(Told::Welcome),
            "BATCH" => self.batch(message),
            "JOIN" if is_mine => Some(Told::Entered { room: room(0), id }),
            "PART" if is_mine => Some(Told::Left { room: room(0) }),
            "KICK" if param(1) == self.name => Some(Told::Left { room: room(0) }),
            "NICK" if is_mine => Some(Told::Named(param(0).to_owned())),
            "PRIVMSG" => {
                let (target, mark) = (room(0), mark(param(1)).unwrap());
                if param(1).starts_with('[') {
                    return Some(Told::Replayed { room: target, id, mark });
                }
                Some(Told::Live { target, from: from.to_owned(), id, mark })
            }
            "REDACT" => Some(Told::Redacted { id: MsgId::parse(param(1)).unwrap() }),
            "TOPIC" => Some(Told::Topic { room: room(0), topic: param(1).to_owned() }),
            "332" => Some(Told::Topic { room: room(1), topic: param(2).to_owned() }),
            "324" => {
                let words: Vec<&str> = message.params().iter().skip(2).copied().collect();
                Some(Told::Modes { room: room(1), modes: words.join(" ") })
            }
            "NOTE" if param(0) == "*" => Some(Told::Keeping),
            "NOTICE" if from.contains('.') && param(0).starts_with('#') => Some(Told::Keeping),
            "FAIL" if param(0) == "PRIVMSG" => Some(Told::Refused),
            "404" => Some(Told::Refused),
            "401" | "403" => Some(Told::NobodyThere),
            "FAIL" => Some(Told::Failed(message.params().join(" "))),
            _ => None,
        }
    }

    fn batch(&mut self, message: &Message<'_>) -> Option<Told> {
        let param = |index| message.param(index).unwrap_or_default();
        if let Some(name) = param(0).strip_prefix('+') {
            // Who asks for history itself is played nothing; others ask for nothing.
            let is_asked = self.kind == Kind::Rich;
            let batch = Batch { room: param(2).to_ascii_lowercase(), is_asked, lines: Vec::new() };
            if matches!(param(1), "chathistory" | "soju.im/search") {
                self.batches.insert(name.to_owned(), batch);
            }
            return None;
        }
        let batch = self.batches.remove(param(0).trim_start_matches('-'))?;
        batch.is_asked.then_some(Told::Page(batch.lines))
    }
}

/// The number of a message.
pub fn mark(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once('~')?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
