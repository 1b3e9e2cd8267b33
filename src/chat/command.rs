//! What can be typed: the commands, as one table.
//!
//! Names of commands are the same in every language; what they do is explained under the keys
//! `chat-usage-NAME` and `chat-help-NAME` of `chat.ftl`. Adding a command is a row here, those two
//! sentences, an [`Intent`] and what the session does about it.

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
    /// To put somebody out of the room.
    Kick {
        /// Whom.
        name: String,
        /// Why.
        reason: Option<String>,
    },
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
    /// To see what can be typed.
    Help,
    /// To leave, perhaps with a reason.
    Leave(Option<String>),
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
    Command { name: "invite", read: |rest| one_word(rest).map(Intent::Invite) },
    Command { name: "kick", read: read_kick },
    Command { name: "op", read: |rest| one_word(rest).map(|name| Intent::Role { set: true, name }) },
    Command { name: "deop", read: |rest| one_word(rest).map(|name| Intent::Role { set: false, name }) },
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

fn read_kick(rest: &str) -> Option<Intent> {
    let (name, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    some_text(name).map(|name| Intent::Kick { name, reason: some_text(reason.trim_start()) })
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
    fn lines_are_read() {
        let tell = |name: &str, text: &str| Ok(Intent::Tell { name: name.into(), text: text.into() });
        let kick = |name: &str, reason| Ok(Intent::Kick { name: name.into(), reason });
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
            ("/kick bob", kick("bob", None)),
            ("/kick bob  too loud", kick("bob", Some("too loud".into()))),
            ("/kick", usage("kick")),
            ("/op bob", Ok(Intent::Role { set: true, name: "bob".into() })),
            ("/deop bob", Ok(Intent::Role { set: false, name: "bob".into() })),
            ("/op", usage("op")),
            ("/setname Bob the 2nd", Ok(Intent::RealName("Bob the 2nd".into()))),
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
