//! What one client makes of the bytes that come to it: whether it is in, who it believes is where,
//! and what it has heard. It also holds each line to the rules of the wire.

use std::collections::{BTreeMap, BTreeSet};

use chatroom::wire::caps::{self, Caps};
use chatroom::wire::limits::{LINE_BYTES_MAX, TAGS_BYTES_MAX};
use chatroom::wire::message::Tags;
use chatroom::wire::{Message, RoomName};

use super::model::Heard;

/// What somebody sees.
#[derive(Debug, Default)]
pub struct View {
    rest: Vec<u8>,
    /// Whether the server has let it in, and by which name it goes.
    pub name: Option<String>,
    /// Who is in each room it is in; rooms as they were told.
    pub rooms: BTreeMap<String, BTreeSet<String>>,
    /// The topics of these rooms.
    pub topics: BTreeMap<String, String>,
    /// What it has heard since this was last taken; lines of one message that came without a batch
    /// are one line here.
    pub heard: Vec<Heard>,
    /// Lines of messages at the plain door since they were last taken.
    pub said: Vec<String>,
    /// How many messages had an id since this was last taken.
    pub ids: usize,
    /// Labels of answers since they were last taken.
    pub labels: Vec<String>,
    /// Tokens of PINGs to be answered.
    pub pings: Vec<String>,
    batches: BTreeMap<String, Batch>,
    names: BTreeMap<String, BTreeSet<String>>,
    last_id: String,
}

/// A batch that has been opened.
#[derive(Debug)]
enum Batch {
    Multiline(Option<Heard>),
    Other,
}

impl View {
    /// Reads bytes of the IRC door of one who may have these capabilities, and has `sure` of them.
    pub fn read_irc(&mut self, bytes: &[u8], caps: Caps, sure: Caps) {
        for line in self.lines(bytes) {
            // The line end behind the prompt of one who was late with the first line.
            if line == "\r" {
                continue;
            }
            let line = line.strip_suffix('\r').unwrap_or_else(|| panic!("no CR LF behind {line:?}"));
            let message = Message::parse(line).unwrap_or_else(|error| panic!("{error:?}: {line:?}"));
            check(line, &message, caps);
            if sure.has(caps::SERVER_TIME) && !message.tags.0.starts_with("batch=") {
                let is_event = matches!(
                    message.command,
                    "PRIVMSG" | "JOIN" | "PART" | "QUIT" | "NICK" | "KICK" | "TOPIC"
                );
                assert!(!is_event || message.tags.value("time").is_some(), "no time: {line}");
            }
            self.irc(&message);
        }
    }

    /// Whole lines; the last one may wait for its end.
    fn lines(&mut self, bytes: &[u8]) -> Vec<String> {
        self.rest.extend_from_slice(bytes);
        let Some(end) = self.rest.iter().rposition(|&byte| byte == b'\n') else { return Vec::new() };
        let whole: Vec<u8> = self.rest.drain(..=end).collect();
        let text = String::from_utf8(whole).unwrap_or_else(|error| panic!("{error}: {:?}", error.as_bytes()));
        text.split_terminator('\n').map(str::to_owned).collect()
    }

    fn irc(&mut self, message: &Message<'_>) {
        self.labels.extend(message.tags.value("label").map(|label| label.into_owned()));
        let from = message.source_name().unwrap_or_default();
        let param = |index| message.param(index).unwrap_or_default();
        match message.command {
            "001" => self.name = Some(param(0).to_owned()),
            "NICK" => self.rename(from, param(0)),
            "JOIN" => self.enters(from, param(0)),
            "PART" => self.leaves(from, param(0)),
            "KICK" => self.leaves(param(1), param(0)),
            "QUIT" => self.rooms.values_mut().for_each(|names| names.retain(|name| name != from)),
            "TOPIC" => drop(self.topics.insert(param(0).to_owned(), param(1).to_owned())),
            "332" => drop(self.topics.insert(param(1).to_owned(), param(2).to_owned())),
            "353" => {
                // With userhost-in-names, user and host stand behind each.
                let name = |word: &str| word.split('!').next().unwrap_or(word).to_owned();
                let names = param(3).split(' ').map(|word| name(word.trim_start_matches(['@', '+'])));
                self.names.entry(param(2).to_owned()).or_default().extend(names);
            }
            "366" => {
                let names = self.names.remove(param(1)).unwrap_or_default();
                if let Some(believed) = self.rooms.get_mut(param(1)) {
                    *believed = names;
                }
            }
            "PING" => self.pings.push(param(0).to_owned()),
            "BATCH" => self.batch(message),
            // What the server itself says is no message of anybody.
            "PRIVMSG" | "NOTICE" if !from.contains('.') => self.hear(message),
            _ => {}
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        if self.name.as_deref() == Some(from) {
            self.name = Some(to.to_owned());
        }
        for names in self.rooms.values_mut() {
            if names.remove(from) {
                names.insert(to.to_owned());
            }
        }
    }

    fn enters(&mut self, who: &str, room: &str) {
        if self.name.as_deref() == Some(who) {
            self.rooms.insert(room.to_owned(), BTreeSet::new());
            self.topics.remove(room);
        }
        let names =
            self.rooms.get_mut(room).unwrap_or_else(|| panic!("a JOIN of {who} in {room}, where I am not"));
        assert!(names.insert(who.to_owned()), "{who} entered {room} twice");
    }

    fn leaves(&mut self, who: &str, room: &str) {
        let names = self.rooms.get_mut(room).unwrap_or_else(|| panic!("{who} left {room}, where I am not"));
        assert!(names.remove(who), "{who} left {room} and was not in it");
        if self.name.as_deref() == Some(who) {
            self.rooms.remove(room);
            self.topics.remove(room);
        }
    }

    fn batch(&mut self, message: &Message<'_>) {
        let reference = message.param(0).unwrap_or_default();
        if let Some(reference) = reference.strip_prefix('+') {
            let is_multiline = message.param(1) == Some("draft/multiline");
            self.note_id(message.tags);
            let batch = if is_multiline { Batch::Multiline(None) } else { Batch::Other };
            assert!(self.batches.insert(reference.to_owned(), batch).is_none(), "batch {reference} is open");
        } else if let Some(reference) = reference.strip_prefix('-') {
            match self.batches.remove(reference) {
                Some(Batch::Multiline(heard)) => self.heard.push(heard.expect("a batch has lines")),
                Some(Batch::Other) => {}
                None => panic!("batch {reference} is not open"),
            }
        }
    }

    fn hear(&mut self, message: &Message<'_>) {
        let (target, text) = (message.param(0).unwrap_or_default(), message.param(1).unwrap_or_default());
        let heard = Heard {
            from: message.source_name().unwrap_or_default().to_owned(),
            target: target.to_owned(),
            is_notice: message.command == "NOTICE",
            lines: vec![text.to_owned()],
        };
        if let Ok(room) = RoomName::parse(target) {
            assert!(self.rooms.contains_key(room.as_str()), "heard {text:?} in {target}, where I am not");
        }
        let batch = message.tags.value("batch").and_then(|reference| self.batches.get_mut(&*reference));
        if let Some(Batch::Multiline(whole)) = batch {
            let Some(whole) = whole else {
                *whole = Some(heard);
                return;
            };
            match message.tags.value("draft/multiline-concat") {
                Some(_) => whole.lines.last_mut().unwrap().push_str(text),
                None => whole.lines.push(text.to_owned()),
            }
            return;
        }
        self.note_id(message.tags);
        self.heard.push(heard);
    }

    /// Ids of messages come in order.
    fn note_id(&mut self, tags: Tags<'_>) {
        if let Some(id) = tags.value("msgid") {
            // One's own words to oneself come twice.
            assert!(*id >= *self.last_id, "msgid {id} comes behind {}", self.last_id);
            self.last_id = id.into_owned();
            self.ids += 1;
        }
    }

    /// Reads bytes of the plain door; its language is English.
    pub fn read_plain(&mut self, bytes: &[u8], lobby: &str) {
        if bytes == b"Welcome!" {
            // The original program is in, by the name that it said.
            self.name = Some(String::new());
            return;
        }
        for line in self.lines(bytes) {
            let line = line.trim_start_matches("username> ");
            assert!(!line.chars().any(char::is_control), "a control in {line:?}");
            if line.contains('~') {
                self.said.push(line.to_owned());
                continue;
            }
            if let Some(names) = line.strip_prefix("Here: ") {
                self.rooms.insert(lobby.to_owned(), names.split(", ").map(str::to_owned).collect());
            } else if let Some(rest) = line.strip_prefix("Welcome, ") {
                self.name = rest.split_once('!').map(|(name, _)| name.to_owned());
            } else if let Some(name) = line.strip_prefix("You are now called ") {
                let to = name.strip_suffix('.').unwrap().to_owned();
                let from = self.name.replace(to.clone()).unwrap_or_default();
                self.rename(&from, &to);
            } else {
                self.plain_event(line, lobby);
            }
        }
    }

    fn plain_event(&mut self, line: &str, lobby: &str) {
        let Some(names) = self.rooms.get_mut(lobby) else { return };
        if let Some(name) = line.strip_suffix(" entered the chatroom.") {
            assert!(names.insert(name.to_owned()), "{name} entered twice");
        } else if line == "You left the chatroom" {
            self.name = None;
        } else if let Some((name, _)) = line.split_once(" left the chatroom") {
            assert!(names.remove(name), "{name} left and was not here");
        } else if let Some((from, to)) = line.split_once(" is now called ") {
            let to = to.strip_suffix('.').unwrap();
            assert!(names.remove(from), "{from} has another name and was not here");
            names.insert(to.to_owned());
        } else if let Some((by, rest)) = line.split_once(" removed ") {
            let (name, _) = rest.split_once(" from the chatroom").unwrap();
            assert!(names.remove(name), "{by} removed {name}, who was not here");
        }
    }
}

/// Holds a line to the rules: its length, and no tag that was not asked for.
fn check(line: &str, message: &Message<'_>, caps: Caps) {
    let tags = if message.tags.0.is_empty() { 0 } else { message.tags.0.len() + "@ ".len() };
    assert!(line.len() - tags + "\r\n".len() <= LINE_BYTES_MAX, "{} bytes: {line}", line.len() - tags + 2);
    assert!(tags <= TAGS_BYTES_MAX && !line.contains(['\r', '\0']), "{line:?}");
    for (tag, _) in message.tags.iter() {
        let wanted = match tag {
            "time" => caps::SERVER_TIME,
            "batch" => caps::BATCH,
            "draft/multiline-concat" => caps::MULTILINE,
            "label" => caps::LABELED_RESPONSE,
            _ => caps::MESSAGE_TAGS,
        };
        assert!(caps.has(wanted), "nobody asked for {tag}: {line}");
    }
}
