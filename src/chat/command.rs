//! What can be typed: the commands, as one table.
//!
//! Names of commands are the same in every language; what they do is explained under the keys
//! `chat-usage-NAME` and `chat-help-NAME` of `chat.ftl`. Adding a command is a row here, those two
//! sentences, an [`Intent`] and what the session does about it.

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
    /// To see what can be typed.
    Help,
    /// To leave, perhaps with a reason.
    Leave(Option<String>),
}

impl Intent {
    /// What was to be said, as it would be typed; `None`: it is nothing that is said.
    pub(super) fn into_words(self) -> Option<String> {
        match self {
            Self::Say(text) => Some(text),
            Self::Act(text) => Some(format!("/me {text}")),
            Self::Tell { name, text } => Some(format!("/msg {name} {text}")),
            _ => None,
        }
    }
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
}

/// One command.
#[derive(Debug)]
pub struct Command {
    /// What is typed behind the slash, in lower case.
    pub name: &'static str,
    /// Reads what stands behind it, trimmed; `None` if something is missing.
    read: fn(&str) -> Option<Intent>,
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Command {}

/// Every command, in the order in which help shows them.
pub static ALL: &[Command] = &[
    Command { name: "help", read: |_| Some(Intent::Help) },
    Command { name: "who", read: |_| Some(Intent::Who) },
    Command { name: "msg", read: read_msg },
    Command { name: "me", read: |rest| some_text(rest).map(Intent::Act) },
    // A name has no spaces: who types two words means something else.
    Command {
        name: "nick",
        read: |rest| some_text(rest).filter(|name| !name.contains(' ')).map(Intent::Rename),
    },
    Command { name: "topic", read: |rest| Some(some_text(rest).map_or(Intent::ShowTopic, Intent::SetTopic)) },
    Command { name: "away", read: |rest| Some(Intent::Away(some_text(rest))) },
    Command { name: "back", read: |_| Some(Intent::Back) },
    Command { name: "whois", read: |rest| one_word(rest).map(Intent::Whois) },
    Command { name: "list", read: |_| Some(Intent::List) },
    Command { name: "invite", read: read_invite },
    Command { name: "kick", read: read_kick },
    Command { name: "ban", read: |rest| read_ban(rest, false) },
    Command { name: "unban", read: |rest| one_word(rest).map(|name| Intent::Unban { mutes: false, name }) },
    Command { name: "mute", read: |rest| read_ban(rest, true) },
    Command { name: "unmute", read: |rest| one_word(rest).map(|name| Intent::Unban { mutes: true, name }) },
    Command { name: "bans", read: |_| Some(Intent::Bans) },
    Command { name: "undo", read: |_| Some(Intent::Undo) },
    Command { name: "audit", read: read_audit },
    Command { name: "slow", read: |rest| span::pause(rest).map(Intent::Slow) },
    Command { name: "op", read: |rest| one_word(rest).map(|name| Intent::Role { set: true, name }) },
    Command { name: "deop", read: |rest| one_word(rest).map(|name| Intent::Role { set: false, name }) },
    Command { name: "search", read: |rest| read_query(rest).map(Intent::Search) },
    Command { name: "history", read: read_history },
    Command { name: "unsay", read: |_| Some(Intent::TakeBack) },
    Command { name: "register", read: read_register },
    Command { name: "login", read: read_login },
    Command { name: "verify", read: |rest| one_word(rest).map(Intent::Verify) },
    Command { name: "stay", read: read_stay },
    Command { name: "owner", read: |rest| one_word(rest).map(|token| Intent::Own(Secret(token))) },
    Command { name: "cert", read: read_cert },
    Command { name: "setname", read: |rest| some_text(rest).map(Intent::RealName) },
    Command { name: "quit", read: |rest| Some(Intent::Leave(some_text(rest))) },
];

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
    match rest {
        "on" => Some(Intent::Stay(true)),
        "off" => Some(Intent::Stay(false)),
        _ => None,
    }
}

/// From which byte on a line, perhaps not complete, holds what nobody else may see.
pub fn secret_from(line: &str) -> Option<usize> {
    let typed = line.strip_prefix('/')?;
    let (name, rest) = typed.split_once(char::is_whitespace)?;
    // The blank between may have more than one byte (U+3000, as Chinese keyboards type it).
    ["login", "register", "owner"].contains(&name.to_lowercase().as_str()).then_some(line.len() - rest.len())
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
    let Some(typed) = line.strip_prefix('/') else {
        return Ok(Intent::Say(line.to_owned()));
    };
    if typed.starts_with('/') {
        return Ok(Intent::Say(typed.to_owned()));
    }
    let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let asked = name.to_lowercase();
    match ALL.iter().find(|command| command.name == asked) {
        Some(command) => (command.read)(rest.trim()).ok_or(Mistyped::Usage(command)),
        None => Err(Mistyped::Unknown { typed: name.to_owned(), nearest: nearest(&asked) }),
    }
}

/// The command that was probably meant by `asked`: one that it begins, else one that differs in at
/// most every second letter.
fn nearest(asked: &str) -> Option<&'static Command> {
    if asked.is_empty() || asked.chars().count() > 20 {
        return None;
    }
    if let Some(begun) = ALL.iter().find(|command| command.name.starts_with(asked)) {
        return Some(begun);
    }
    let distances = ALL.iter().map(|command| (strsim::damerau_levenshtein(command.name, asked), command));
    let (distance, command) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance * 2 <= command.name.len()).then_some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(typed: &str, nearest: Option<&str>) -> Result<Intent, Mistyped> {
        let nearest = nearest.map(|name| ALL.iter().find(|command| command.name == name).unwrap());
        Err(Mistyped::Unknown { typed: typed.to_owned(), nearest })
    }

    fn usage(name: &str) -> Result<Intent, Mistyped> {
        Err(Mistyped::Usage(ALL.iter().find(|command| command.name == name).unwrap()))
    }

    #[test]
    fn passwords_are_known_before_they_are_complete() {
        let table = [
            ("/login x", Some(7)),
            ("/LOGIN a x", Some(7)),
            ("/register\u{3000}x", Some(12)),
            ("/owner x", Some(7)),
            ("/login", None),
            ("/log x", None),
            ("login x", None),
            ("//login x", None),
        ];
        for (line, expected) in table {
            assert_eq!(secret_from(line), expected, "{line:?}");
        }
    }

    #[test]
    fn days_begin_where_we_are() {
        let date = Date::parse("2024-02-29").unwrap();
        assert_eq!(date.begin_ms(0), 1_709_164_800_000);
        assert_eq!(date.begin_ms(8 * 3600), 1_709_136_000_000);
        assert_eq!(Date::parse("1970-01-01").unwrap().begin_ms(3600), 0);
    }

    #[test]
    fn lines_are_read() {
        let tell = |name: &str, text: &str| Ok(Intent::Tell { name: name.into(), text: text.into() });
        let kick = |name: &str, reason| Ok(Intent::Kick { name: name.into(), reason });
        let ban = |name: &str, time: Option<&str>, reason: Option<&str>| {
            let (time, reason) = (time.map(str::to_owned), reason.map(str::to_owned));
            Ok(Intent::Ban { mutes: false, name: name.into(), time, reason })
        };
        let table = [
            ("", Ok(Intent::Leave(None))),
            ("hello", Ok(Intent::Say("hello".into()))),
            ("  two spaces", Ok(Intent::Say("  two spaces".into()))),
            ("//etc/passwd", Ok(Intent::Say("/etc/passwd".into()))),
            ("//", Ok(Intent::Say("/".into()))),
            ("/help", Ok(Intent::Help)),
            ("/WHO", Ok(Intent::Who)),
            ("/who  ", Ok(Intent::Who)),
            ("/msg bob  hi there", tell("bob", "hi there")),
            ("/msg 小明 你好", tell("小明", "你好")),
            ("/msg bob", usage("msg")),
            ("/msg", usage("msg")),
            ("/me waves", Ok(Intent::Act("waves".into()))),
            ("/me", usage("me")),
            ("/nick bob", Ok(Intent::Rename("bob".into()))),
            ("/nick", usage("nick")),
            ("/nick 小 红", usage("nick")),
            ("/topic", Ok(Intent::ShowTopic)),
            ("/topic tea & 茶", Ok(Intent::SetTopic("tea & 茶".into()))),
            ("/away", Ok(Intent::Away(None))),
            ("/away at tea", Ok(Intent::Away(Some("at tea".into())))),
            ("/back", Ok(Intent::Back)),
            ("/whois bob", Ok(Intent::Whois("bob".into()))),
            ("/whois", usage("whois")),
            ("/list", Ok(Intent::List)),
            ("/invite bob", Ok(Intent::Invite("bob".into()))),
            ("/invite bob here", usage("invite")),
            ("/invite", Ok(Intent::Code(Vec::new()))),
            ("/invite 3 2h", Ok(Intent::Code(vec!["3".into(), "2h".into()]))),
            ("/invite 3 2h x", usage("invite")),
            ("/owner abcd", Ok(Intent::Own(Secret("abcd".into())))),
            ("/owner", usage("owner")),
            ("/cert", Ok(Intent::Certificates("LIST", None))),
            ("/cert add", Ok(Intent::Certificates("ADD", None))),
            ("/cert del SHA256:x", Ok(Intent::Certificates("DEL", Some("SHA256:x".into())))),
            ("/cert del", usage("cert")),
            ("/cert x", usage("cert")),
            ("/kick bob", kick("bob", None)),
            ("/kick bob  too loud", kick("bob", Some("too loud".into()))),
            ("/kick", usage("kick")),
            ("/ban bob", ban("bob", None, None)),
            ("/ban bob 2h", ban("bob", Some("2h"), None)),
            ("/ban bob  2h  too loud", ban("bob", Some("2h"), Some("too loud"))),
            ("/ban bob 9z", usage("ban")),
            ("/ban bob too loud", ban("bob", None, Some("too loud"))),
            ("/ban", usage("ban")),
            ("/mute", usage("mute")),
            ("/unban bob", Ok(Intent::Unban { mutes: false, name: "bob".into() })),
            ("/unmute bob", Ok(Intent::Unban { mutes: true, name: "bob".into() })),
            ("/unban", usage("unban")),
            ("/bans", Ok(Intent::Bans)),
            ("/undo", Ok(Intent::Undo)),
            ("/audit", Ok(Intent::Audit(None))),
            ("/audit 7", Ok(Intent::Audit(Some(7)))),
            ("/audit all", usage("audit")),
            ("/slow 10", Ok(Intent::Slow(Some(10)))),
            ("/slow 2m", Ok(Intent::Slow(Some(120)))),
            ("/slow off", Ok(Intent::Slow(None))),
            ("/slow", usage("slow")),
            ("/slow 2d", usage("slow")),
            ("/op bob", Ok(Intent::Role { set: true, name: "bob".into() })),
            ("/deop bob", Ok(Intent::Role { set: false, name: "bob".into() })),
            ("/op", usage("op")),
            ("/setname Bob the 2nd", Ok(Intent::RealName("Bob the 2nd".into()))),
            ("/search", usage("search")),
            ("/search after:yesterday x", usage("search")),
            ("/search before:2025-02-29 x", usage("search")),
            (
                "/search tea  time in:#a from:bob before:2024-03-01 after:2024-02-29 12:30",
                Ok(Intent::Search(Query {
                    words: "tea time 12:30".into(),
                    place: Some("#a".into()),
                    from: Some("bob".into()),
                    before: Some(Date { year: 2024, month: 3, day: 1 }),
                    after: Some(Date { year: 2024, month: 2, day: 29 }),
                })),
            ),
            ("/history", Ok(Intent::Earlier(EARLIER_SHOWN))),
            ("/history 7", Ok(Intent::Earlier(7))),
            ("/history 0", usage("history")),
            ("/unsay", Ok(Intent::TakeBack)),
            ("/register", Ok(Intent::Register { password: None, email: None })),
            ("/register x", Ok(Intent::Register { password: Some(Secret("x".into())), email: None })),
            ("/register * a@b", Ok(Intent::Register { password: None, email: Some("a@b".into()) })),
            ("/register a b c", usage("register")),
            ("/login x", Ok(Intent::LogIn { account: None, password: Secret("x".into()) })),
            ("/login a x", Ok(Intent::LogIn { account: Some("a".into()), password: Secret("x".into()) })),
            ("/login", usage("login")),
            ("/verify 123", Ok(Intent::Verify("123".into()))),
            ("/stay on", Ok(Intent::Stay(true))),
            ("/stay", usage("stay")),
            ("/quit", Ok(Intent::Leave(None))),
            ("/quit so long", Ok(Intent::Leave(Some("so long".into())))),
            ("/", unknown("", None)),
            ("/ who", unknown("", None)),
            ("/h", unknown("h", Some("help"))),
            ("/hlep", unknown("hlep", Some("help"))),
            ("/tpoic tea", unknown("tpoic", Some("topic"))),
            ("/exit", unknown("exit", Some("quit"))),
            ("/xyzzy", unknown("xyzzy", None)),
            ("/谁", unknown("谁", None)),
        ];
        for (line, expected) in table {
            assert_eq!(read(line), expected, "{line:?}");
        }
    }
}
