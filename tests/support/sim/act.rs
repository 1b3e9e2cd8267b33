//! What somebody does, and how it is written at each door. Every message is marked with its number
//! (`~17.0` is the first line of the seventeenth), so that it can be told from everything else.

use chatroom::wire::caps::Caps;

/// One thing that somebody does, as the model understands it.
#[derive(Clone, Debug)]
pub enum Act {
    /// A line that changes nothing for anybody.
    Nothing,
    /// Negotiation begins.
    CapLs,
    /// These are wanted, and no others of those that may be given up.
    CapReq(Caps),
    /// Negotiation ends.
    CapEnd,
    /// A name is claimed, or changed.
    Nick(String),
    /// The rest of the registration.
    User,
    /// A name is said at the plain door.
    Enter(String),
    /// A room is entered.
    Join(String),
    /// A room is left.
    Part(String),
    /// Something is said to a room or a person, or at the plain door.
    Say(Said),
    /// Somebody is put out.
    Kick { room: String, whom: String },
    /// A mode of a room: `m`, or `o` and `v` of somebody.
    Mode { room: String, letter: char, on: bool, whom: String },
    /// A topic is set.
    Topic { room: String, text: String },
    /// The house is left.
    Quit,
}

/// Something said.
#[derive(Clone, Debug)]
pub struct Said {
    /// A room's or a person's name.
    pub target: String,
    /// Whether it is a NOTICE.
    pub is_notice: bool,
    /// Whether it is what the speaker does (CTCP ACTION).
    pub is_action: bool,
    /// Its lines, each in pieces of what fits on a line of the wire.
    pub lines: Vec<Vec<String>>,
}

impl Said {
    /// Its lines.
    pub fn texts(&self) -> Vec<String> {
        let lines: Vec<String> = self.lines.iter().map(|pieces| pieces.concat()).collect();
        match self.is_action {
            true => vec![format!("\u{1}ACTION {}\u{1}", lines.concat())],
            false => lines,
        }
    }
}

/// A line on its way: what it does when the server takes it.
#[derive(Debug)]
pub struct Line {
    /// Its bytes, line end included.
    pub bytes: Vec<u8>,
    /// What it does.
    pub act: Act,
    /// The label that its answer will bear.
    pub label: Option<String>,
}

impl Line {
    /// A line.
    pub fn new(text: &str, act: Act) -> Self {
        Self { bytes: format!("{text}\r\n").into_bytes(), act, label: None }
    }
}

/// Writes an act at the IRC door, in one line or several.
pub fn irc(act: Act, label: Option<String>, caps: Caps) -> Vec<Line> {
    let text = match &act {
        Act::Nothing => "PONG x".to_owned(),
        Act::CapLs => "CAP LS 302".to_owned(),
        Act::CapReq(wanted) => format!("CAP REQ :{}", changes(caps, *wanted)),
        Act::CapEnd => "CAP END".to_owned(),
        Act::Nick(name) | Act::Enter(name) => format!("NICK {name}"),
        Act::User => "USER u 0 * :Somebody".to_owned(),
        Act::Join(room) => format!("JOIN {room}"),
        Act::Part(room) => format!("PART {room} :enough of it"),
        Act::Say(said) if said.lines.len() > 1 || said.lines[0].len() > 1 => return batch(&act, said, label),
        Act::Say(said) => {
            format!("{} {} :{}", command(said), said.target, said.texts().concat())
        }
        Act::Kick { room, whom } => format!("KICK {room} {whom} :out"),
        Act::Mode { room, letter, on, whom } => {
            let whom = if *letter == 'm' { "" } else { whom };
            format!("MODE {room} {}{letter} {whom}", if *on { '+' } else { '-' })
        }
        Act::Topic { room, text } => format!("TOPIC {room} :{text}"),
        Act::Quit => "QUIT :bye".to_owned(),
    };
    let tags = label.as_ref().map_or(String::new(), |label| format!("@label={label} "));
    vec![Line { label, ..Line::new(&(tags + &text), act) }]
}

fn command(said: &Said) -> &'static str {
    if said.is_notice { "NOTICE" } else { "PRIVMSG" }
}

fn batch(act: &Act, said: &Said, label: Option<String>) -> Vec<Line> {
    let tags = label.as_ref().map_or(String::new(), |label| format!("@label={label} "));
    let mut lines = vec![Line::new(&format!("{tags}BATCH +b draft/multiline {}", said.target), Act::Nothing)];
    for pieces in &said.lines {
        for (index, piece) in pieces.iter().enumerate() {
            let concat = if index > 0 { ";draft/multiline-concat" } else { "" };
            lines.push(Line::new(
                &format!("@batch=b{concat} {} {} :{piece}", command(said), said.target),
                Act::Nothing,
            ));
        }
    }
    lines.push(Line { label, ..Line::new("BATCH -b", act.clone()) });
    lines
}

/// What makes `wanted` of `caps`.
fn changes(caps: Caps, wanted: Caps) -> String {
    let on = wanted.without(caps).names().map(str::to_owned);
    let off = caps.without(wanted).names().map(|name| format!("-{name}"));
    on.chain(off).collect::<Vec<_>>().join(" ")
}

/// Writes an act at the plain door; `before` stands before words, as the original program does it.
pub fn plain(act: Act, before: &str) -> Vec<Line> {
    let text = match &act {
        Act::Enter(name) => name.clone(),
        Act::Nick(name) => format!("{before}/nick {name}"),
        Act::Say(said) if said.is_action => format!("{before}/me {}", said.lines.concat().concat()),
        Act::Say(said) if said.target.starts_with('#') => format!("{before}{}", said.texts().concat()),
        Act::Say(said) => format!("{before}/msg {} {}", said.target, said.texts().concat()),
        Act::Topic { text, .. } => format!("{before}/topic {text}"),
        Act::Quit if before.is_empty() => "/quit".to_owned(),
        Act::Quit => format!("{before}quited the chatroom."),
        Act::Nothing
        | Act::CapLs
        | Act::CapReq(_)
        | Act::CapEnd
        | Act::User
        | Act::Join(_)
        | Act::Part(_)
        | Act::Kick { .. }
        | Act::Mode { .. } => format!("{before}/who"),
    };
    vec![Line { bytes: format!("{text}\n").into_bytes(), act, label: None }]
}
