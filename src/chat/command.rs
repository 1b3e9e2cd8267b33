//! What can be typed: the commands, as one table.
//!
//! Names of commands are the same in every language; what they do is explained under the keys
//! `chat-usage-NAME` and `chat-help-NAME` of `chat.ftl`. Adding a command is a row here, those two
//! sentences, an [`Intent`] and what the session does about it.

mod table;

pub use super::complete::{Candidate, complete};
pub use table::ALL;

use super::batch::days_since_1970;
use super::news::Secret;
use crate::wire::span;

/// Messages that `/history` shows if no number is named.
pub const EARLIER_SHOWN: usize = 50;

/// What a person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// To say something where they are; it may be several lines.
    Say(String),
    /// To show themselves doing something.
    Act(String),
    /// To say something to one person.
    Tell {
        /// To whom.
        name: String,
        /// What.
        text: String,
    },
    /// To have another name.
    Rename(String),
    /// To see who is here.
    Who,
    /// To see the topic.
    ShowTopic,
    /// To set the topic.
    SetTopic(String),
    /// To be shown as away, perhaps with a reason.
    Away(Option<String>),
    /// To be there again.
    Back,
    /// To ask somebody into the room.
    Invite(String),
    /// To have a code with which somebody comes into the house: how many, and for how long.
    Code(Vec<String>),
    /// To own the room, with this token.
    Own(Secret),
    /// To add, remove (`ADD`, `DEL`, with a fingerprint) or see (`LIST`) the certificates to log in with.
    Certificates(&'static str, Option<String>),
    /// To put somebody out of the room.
    Kick {
        /// Whom.
        name: String,
        /// Why.
        reason: Option<String>,
    },
    /// To put somebody out of the room for some time or for ever, or to let them say nothing in it.
    Ban {
        /// Whether it is about speaking alone.
        mutes: bool,
        /// Whom: a name or a mask.
        name: String,
        /// For how long, as it was typed; without it for ever.
        time: Option<String>,
        /// Why.
        reason: Option<String>,
    },
    /// To lift that.
    Unban {
        /// Whether it is about speaking alone.
        mutes: bool,
        /// Of whom: a name or a mask.
        name: String,
    },
    /// To see who is banned from the room or muted in it.
    Bans,
    /// To undo what was done last to keep order in the room.
    Undo,
    /// To see what was done, so many entries at most.
    Audit(Option<usize>),
    /// To have so many seconds between two messages of one member in the room; `None`: as many as they
    /// like.
    Slow(Option<u32>),
    /// To make somebody an operator of the room, or no longer.
    Role {
        /// Whether they shall be one.
        set: bool,
        /// Who.
        name: String,
    },
    /// To have another real name.
    RealName(String),
    /// To see which rooms there are.
    List,
    /// To see what is known about somebody.
    Whois(String),
    /// To find what was said.
    Search(Query),
    /// To see so many messages more of what was said before.
    Earlier(usize),
    /// To take back what they said last.
    TakeBack,
    /// To have an account under their name.
    Register {
        /// With this password; without one it is made.
        password: Option<Secret>,
        /// With this address of electronic mail.
        email: Option<String>,
    },
    /// To log in to an account.
    LogIn {
        /// Which one; without it the one of their name.
        account: Option<String>,
        /// With which password.
        password: Secret,
    },
    /// To say the code with which a registration is completed.
    Verify(String),
    /// To stay present without a connection, or no longer.
    Stay(bool),
    /// To go into a room, or on speaking there.
    Join {
        /// Which.
        room: String,
        /// With which key, if it has one.
        key: Option<String>,
    },
    /// To leave a room, or put away the talk with one person.
    Part {
        /// Which room; without it where they are.
        room: Option<String>,
        /// Why.
        reason: Option<String>,
    },
    /// To speak to one person from here on.
    Query {
        /// To whom.
        name: String,
        /// What to say to begin with.
        text: Option<String>,
    },
    /// To speak elsewhere from here on: in a room of theirs, to a person, or where this number is.
    Go(String),
    /// To see no more of what this one says; without a name to see who that is.
    Ignore(Option<String>),
    /// To see it again.
    Unignore(String),
    /// To have another connection.
    Reconnect,
    /// To change the modes of the room, or see them.
    Mode(String),
    /// To send this line as it stands.
    Raw(String),
    /// Something of the face.
    Face(FaceAct),
    /// To see what can be typed.
    Help,
    /// To see what this command does.
    HelpOn(&'static Command),
    /// To leave, perhaps with a reason.
    Leave(Option<String>),
}

impl Intent {
    /// Whether it is about the place where one speaks.
    pub(super) fn is_here(&self) -> bool {
        matches!(
            self,
            Self::Say(_)
                | Self::Act(_)
                | Self::Who
                | Self::ShowTopic
                | Self::SetTopic(_)
                | Self::Part { room: None, .. }
                | Self::Invite(_)
                | Self::Kick { .. }
                | Self::Ban { .. }
                | Self::Unban { .. }
                | Self::Bans
                | Self::Undo
                | Self::Audit(_)
                | Self::Slow(_)
                | Self::Role { .. }
                | Self::Mode(_)
                | Self::Earlier(_)
                | Self::TakeBack
        )
    }

    /// What was to be said, as it would be typed; `None`: it is nothing that is said.
    pub fn into_words(self) -> Option<String> {
        match self {
            Self::Say(text) => Some(text),
            Self::Act(text) => Some(format!("/me {text}")),
            Self::Tell { name, text } => Some(format!("/msg {name} {text}")),
            _ => None,
        }
    }
}

/// What only a face can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaceAct {
    /// To take away what stands on the screen.
    Clear,
    /// To copy the last so many messages.
    Copy(usize),
    /// To show which key does what.
    Keys,
    /// To take the mouse from the terminal, or give it back.
    Mouse(bool),
    /// To say again what failed last.
    Resend,
    /// To call for these from here on.
    Notify(Notify),
    /// To show where we are, and what of it is unread.
    Rooms,
}

/// For what somebody who does not look is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// For every message.
    All,
    /// For what names them, and for what is said to them alone.
    Mentions,
    /// For nothing.
    Off,
}

/// What may stand at a place behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Somebody.
    Name,
    /// A room of ours or another.
    Room,
    /// A room or a talk of ours.
    Place,
    /// How long.
    Time,
    /// How many.
    Number,
    /// `on` or `off`.
    OnOff,
    /// One of these.
    Word(&'static [&'static str]),
    /// The name of a command.
    Command,
    /// What nobody else may see.
    Secret,
    /// Words, to the end of the line.
    Text,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words.
    pub words: String,
    /// Where: a room or a person.
    pub place: Option<String>,
    /// By whom.
    pub from: Option<String>,
    /// Before this day.
    pub before: Option<Date>,
    /// On this day or later.
    pub after: Option<Date>,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    year: u64,
    month: u64,
    day: u64,
}

impl Date {
    /// Reads `2026-01-31`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u64>().ok());
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u64::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let fits = (1970..=9999).contains(&year) && (1..=days).contains(&day);
        fits.then_some(Self { year, month, day })
    }

    /// When it begins, where clocks are so many seconds ahead of UTC: milliseconds since 1970.
    pub fn begin_ms(self, utc_offset: i64) -> u64 {
        let days = days_since_1970(self.year, self.month, self.day);
        u64::try_from(i64::try_from(days).unwrap_or(i64::MAX / 2000) * 86_400 - utc_offset).unwrap_or(0)
            * 1000
    }
}

/// A line that can't be understood. Nothing is sent for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistyped {
    /// There is no such command.
    Unknown {
        /// What was typed, without the slash.
        typed: String,
        /// What may have been meant.
        nearest: Option<&'static Command>,
    },
    /// The command needs something that was not typed.
    Usage(&'static Command),
    /// It begins with blanks and a slash, or it has several lines and the first is like a command:
    /// perhaps it was not meant to be read by others.
    Held,
}

/// One command.
#[derive(Debug)]
pub struct Command {
    /// What is typed behind the slash, in lower case.
    pub name: &'static str,
    /// What else it is called.
    pub aliases: &'static [&'static str],
    /// What may stand behind it, word by word.
    pub args: &'static [Arg],
    /// Reads what stands behind it, trimmed; `None` if something is missing.
    read: fn(&str) -> Option<Intent>,
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Command {}

fn some_text(rest: &str) -> Option<String> {
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// A name and nothing behind it.
fn one_word(rest: &str) -> Option<String> {
    some_text(rest).filter(|word| !word.contains(char::is_whitespace))
}

fn read_query(rest: &str) -> Option<Query> {
    let mut query = Query::default();
    let mut words = Vec::new();
    for word in rest.split_whitespace() {
        match word.split_once(':') {
            Some(("in", place)) if !place.is_empty() => query.place = Some(place.to_owned()),
            Some(("from", name)) if !name.is_empty() => query.from = Some(name.to_owned()),
            Some(("before", date)) => query.before = Some(Date::parse(date)?),
            Some(("after", date)) => query.after = Some(Date::parse(date)?),
            _ => words.push(word),
        }
    }
    query.words = words.join(" ");
    (query != Query::default()).then_some(query)
}

fn read_history(rest: &str) -> Option<Intent> {
    let count = if rest.is_empty() { EARLIER_SHOWN } else { rest.parse().ok().filter(|count| *count > 0)? };
    Some(Intent::Earlier(count))
}

/// `[PASSWORD [EMAIL]]`; `*` stands for a password that is made.
fn read_register(rest: &str) -> Option<Intent> {
    let mut words = rest.split_whitespace().map(str::to_owned);
    let password = words.next().filter(|word| word != "*").map(Secret);
    let intent = Intent::Register { password, email: words.next() };
    words.next().is_none().then_some(intent)
}

/// `[NAME] PASSWORD`.
fn read_login(rest: &str) -> Option<Intent> {
    let mut words = rest.split_whitespace().map(str::to_owned);
    let (first, second) = (words.next()?, words.next());
    let (account, password) = match second {
        Some(password) => (Some(first), password),
        None => (None, first),
    };
    words.next().is_none().then_some(Intent::LogIn { account, password: Secret(password) })
}

/// `NAME`, or nothing, or how many and for how long: no name begins with a digit and is a number or a
/// length of time.
fn read_invite(rest: &str) -> Option<Intent> {
    let words: Vec<_> = rest.split_whitespace().map(str::to_owned).collect();
    let is_measure = |word: &String| {
        word.parse::<u32>().is_ok() || word == "never" || crate::wire::span::parse(word).is_some()
    };
    if words.iter().all(is_measure) {
        return (words.len() <= 2).then_some(Intent::Code(words));
    }
    one_word(rest).map(Intent::Invite)
}

fn read_cert(rest: &str) -> Option<Intent> {
    let mut words = rest.split_whitespace();
    let (verb, fingerprint) = (words.next().unwrap_or("list"), words.next().map(str::to_owned));
    let verb = ["ADD", "DEL", "LIST"].into_iter().find(|known| known.eq_ignore_ascii_case(verb))?;
    let fits = match verb {
        "ADD" => true,
        "DEL" => fingerprint.is_some(),
        _ => fingerprint.is_none(),
    };
    (fits && words.next().is_none()).then_some(Intent::Certificates(verb, fingerprint))
}

fn read_stay(rest: &str) -> Option<Intent> {
    read_on_off(rest).map(Intent::Stay)
}

/// From which byte on a line, perhaps not complete, holds what nobody else may see.
pub fn secret_from(line: &str) -> Option<usize> {
    let typed = line.strip_prefix('/')?;
    let (name, rest) = typed.split_once(char::is_whitespace)?;
    // The blank between may have more than one byte (U+3000, as Chinese keyboards type it).
    let start = line.len() - rest.len();
    match find(&name.to_lowercase())?.name {
        "login" | "register" | "owner" => Some(start),
        // What these say to the server is as secret.
        "raw" => {
            let first = rest.split_whitespace().next()?.to_uppercase();
            ["PASS", "OPER", "AUTHENTICATE", "REGISTER"].contains(&first.as_str()).then_some(start)
        }
        _ => None,
    }
}

/// `ROOM [KEY]`.
fn read_join(rest: &str) -> Option<Intent> {
    let mut words = rest.split_whitespace().map(str::to_owned);
    let intent = Intent::Join { room: words.next()?, key: words.next() };
    words.next().is_none().then_some(intent)
}

/// `[ROOM] [WHY]`.
fn read_part(rest: &str) -> Intent {
    let (first, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_room = first.starts_with(['#', '&']);
    let reason = if is_room { behind.trim_start() } else { rest };
    Intent::Part { room: is_room.then(|| first.to_owned()), reason: some_text(reason) }
}

/// `NAME [TEXT]`.
fn read_talk(rest: &str) -> Option<Intent> {
    let (name, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    some_text(name).map(|name| Intent::Query { name, text: some_text(text.trim_start()) })
}

fn read_copy(rest: &str) -> Option<Intent> {
    let count = if rest.is_empty() { 1 } else { rest.parse().ok().filter(|count| *count > 0)? };
    Some(Intent::Face(FaceAct::Copy(count)))
}

fn read_notify(rest: &str) -> Option<Intent> {
    let level = match rest.to_lowercase().as_str() {
        "all" => Notify::All,
        "mentions" => Notify::Mentions,
        "off" => Notify::Off,
        _ => return None,
    };
    Some(Intent::Face(FaceAct::Notify(level)))
}

fn read_on_off(rest: &str) -> Option<bool> {
    match rest.to_lowercase().as_str() {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

/// `[COMMAND]`; whatever is none is asked about the whole list.
fn read_help(rest: &str) -> Option<Intent> {
    let asked = rest.strip_prefix('/').unwrap_or(rest).to_lowercase();
    let found = if asked.is_empty() { None } else { find(&asked).or_else(|| nearest(&asked)) };
    Some(found.map_or(Intent::Help, Intent::HelpOn))
}

fn read_kick(rest: &str) -> Option<Intent> {
    let (name, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    some_text(name).map(|name| Intent::Kick { name, reason: some_text(reason.trim_start()) })
}

/// `NAME [TIME] [WHY]`.
fn read_ban(rest: &str, mutes: bool) -> Option<Intent> {
    let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let rest = rest.trim_start();
    let (first, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_time = span::parse(first).is_some();
    if !is_time && span::is_meant(first) {
        return None;
    }
    let time = is_time.then(|| first.to_owned());
    let reason = some_text(if is_time { behind.trim_start() } else { rest });
    some_text(name).map(|name| Intent::Ban { mutes, name, time, reason })
}

fn read_audit(rest: &str) -> Option<Intent> {
    match rest {
        "" => Some(Intent::Audit(None)),
        rest => rest.parse().ok().filter(|count| *count > 0).map(|count| Intent::Audit(Some(count))),
    }
}

fn read_msg(rest: &str) -> Option<Intent> {
    let (name, text) = rest.split_once(char::is_whitespace)?;
    let text = text.trim_start();
    (!text.is_empty()).then(|| Intent::Tell { name: name.to_owned(), text: text.to_owned() })
}

/// Reads a line as a person typed it. An empty one leaves; `//text` says `/text`.
///
/// # Errors
/// [`Mistyped`] if it begins like a command and is none.
pub fn read(line: &str) -> Result<Intent, Mistyped> {
    if line.is_empty() {
        return Ok(Intent::Leave(None));
    }
    let is_indented = line.starts_with(char::is_whitespace) && line.trim_start().starts_with('/');
    let is_several = line.starts_with('/') && !line.starts_with("//") && line.trim_end().contains('\n');
    if is_indented || is_several {
        return Err(Mistyped::Held);
    }
    let Some(typed) = line.strip_prefix('/') else {
        return Ok(Intent::Say(line.to_owned()));
    };
    if typed.starts_with('/') {
        return Ok(Intent::Say(typed.to_owned()));
    }
    let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let asked = name.to_lowercase();
    match find(&asked) {
        Some(command) => (command.read)(rest.trim()).ok_or(Mistyped::Usage(command)),
        None => Err(Mistyped::Unknown { typed: name.to_owned(), nearest: nearest(&asked) }),
    }
}

/// The command of this name, or the only one whose name begins with it.
pub fn find(asked: &str) -> Option<&'static Command> {
    let is = |command: &&Command| command.name == asked || command.aliases.contains(&asked);
    if let Some(command) = ALL.iter().find(is) {
        return Some(command);
    }
    let begins = |command: &&Command| {
        let mut names = std::iter::once(&command.name).chain(command.aliases);
        !asked.is_empty() && names.any(|name| name.starts_with(asked))
    };
    let mut fitting = ALL.iter().filter(begins);
    fitting.next().filter(|_| fitting.next().is_none())
}

/// The command that was probably meant by `asked`: one that it begins, else one that differs in at
/// most every second letter.
fn nearest(asked: &str) -> Option<&'static Command> {
    if asked.is_empty() || asked.chars().count() > 20 {
        return None;
    }
    let begun = ALL.iter().filter(|command| command.name.starts_with(asked));
    if let Some(begun) = begun.min_by_key(|command| command.name.len()) {
        return Some(begun);
    }
    let distances = ALL.iter().map(|command| (strsim::damerau_levenshtein(command.name, asked), command));
    let (distance, command) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance * 2 <= command.name.len()).then_some(command)
}

#[cfg(test)]
mod tests;
