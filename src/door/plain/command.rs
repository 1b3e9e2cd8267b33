//! What is typed at the plain door: words for the room, or a command.

/// What a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    /// Nothing.
    Nothing,
    /// Words for the room.
    Say(&'a str),
    /// Who is here?
    Who,
    /// What the speaker does.
    Me(&'a str),
    /// Words for one person.
    Msg {
        /// Who.
        to: &'a str,
        /// What.
        text: &'a str,
    },
    /// Another name.
    Nick(&'a str),
    /// The topic: asked for, or set.
    Topic(Option<&'a str>),
    /// Their name is to be an account of theirs, with this password.
    Register(&'a str),
    /// What makes the room theirs.
    Owner(&'a str),
    /// What completes that.
    Verify(&'a str),
    /// The password of an account: of this one, or of the one that has their name.
    Login {
        /// Which.
        name: Option<&'a str>,
        /// The password.
        password: &'a str,
    },
    /// Leaving, perhaps with a reason.
    Quit(Option<&'a str>),
    /// Which commands are there?
    Help,
    /// A command that lacks something; the key of the sentence that says how it is used.
    Usage(&'static str),
    /// No command.
    Unknown {
        /// What was typed, with its slash.
        typed: &'a str,
        /// The command that is nearest, if one is near.
        nearest: Option<&'static str>,
    },
}

/// Every command, in the order of the help.
const COMMANDS: &[&str] =
    &["/who", "/me", "/msg", "/nick", "/topic", "/register", "/verify", "/login", "/owner", "/quit", "/help"];

/// How many letters may be wrong, missing or too many in a command that is offered instead.
const TYPOS_MAX: usize = 2;

/// Reads a line.
pub fn read(line: &str) -> Typed<'_> {
    if line.trim().is_empty() {
        return Typed::Nothing;
    }
    let Some(rest) = line.strip_prefix('/') else { return Typed::Say(line) };
    if rest.starts_with('/') {
        return Typed::Say(rest);
    }
    let (word, argument) = line.split_once(' ').unwrap_or((line, ""));
    let argument = argument.trim();
    let given = (!argument.is_empty()).then_some(argument);
    match (word.to_ascii_lowercase().as_str(), given) {
        ("/who", _) => Typed::Who,
        ("/me", Some(deed)) => Typed::Me(deed),
        ("/me", None) => Typed::Usage("plain-usage-me"),
        ("/msg", given) => match given.and_then(|given| given.split_once(' ')) {
            Some((to, text)) => Typed::Msg { to, text: text.trim_start() },
            None => Typed::Usage("plain-usage-msg"),
        },
        ("/nick", Some(name)) => Typed::Nick(name),
        ("/nick", None) => Typed::Usage("plain-usage-nick"),
        ("/topic", topic) => Typed::Topic(topic),
        ("/register", Some(password)) => Typed::Register(password),
        ("/register", None) => Typed::Usage("plain-usage-register"),
        ("/verify", Some(code)) => Typed::Verify(code),
        ("/verify", None) => Typed::Usage("plain-usage-verify"),
        ("/login", Some(given)) => match given.split_once(' ') {
            Some((name, password)) => Typed::Login { name: Some(name), password: password.trim_start() },
            None => Typed::Login { name: None, password: given },
        },
        ("/login", None) => Typed::Usage("plain-usage-login"),
        ("/owner", Some(token)) => Typed::Owner(token),
        ("/owner", None) => Typed::Usage("plain-usage-owner"),
        ("/quit", reason) => Typed::Quit(reason),
        ("/help", _) => Typed::Help,
        (folded, _) => Typed::Unknown { typed: word, nearest: nearest(folded) },
    }
}

fn nearest(word: &str) -> Option<&'static str> {
    let distances = COMMANDS.iter().map(|command| (strsim::damerau_levenshtein(word, command), *command));
    let (distance, command) = distances.min_by_key(|(distance, _)| *distance)?;
    // Where everything is a typo, nothing was meant.
    (distance <= TYPOS_MAX && distance < command.len() - 1).then_some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_what_they_mean() {
        let unknown = |typed, nearest| Typed::Unknown { typed, nearest };
        let vectors = [
            ("hello", Typed::Say("hello")),
            ("  indented", Typed::Say("  indented")),
            ("//who", Typed::Say("/who")),
            ("//", Typed::Say("/")),
            ("", Typed::Nothing),
            ("  ", Typed::Nothing),
            ("/who", Typed::Who),
            ("/WHO #tea", Typed::Who),
            ("/me waves", Typed::Me("waves")),
            ("/me ", Typed::Usage("plain-usage-me")),
            ("/msg bob  hi there", Typed::Msg { to: "bob", text: "hi there" }),
            ("/msg bob", Typed::Usage("plain-usage-msg")),
            ("/msg", Typed::Usage("plain-usage-msg")),
            ("/nick bob", Typed::Nick("bob")),
            ("/nick", Typed::Usage("plain-usage-nick")),
            ("/topic", Typed::Topic(None)),
            ("/topic 茶", Typed::Topic(Some("茶"))),
            ("/register sesame99", Typed::Register("sesame99")),
            ("/register", Typed::Usage("plain-usage-register")),
            ("/verify abcd", Typed::Verify("abcd")),
            ("/verify", Typed::Usage("plain-usage-verify")),
            ("/login sesame99", Typed::Login { name: None, password: "sesame99" }),
            ("/login alice  sesame 99", Typed::Login { name: Some("alice"), password: "sesame 99" }),
            ("/login", Typed::Usage("plain-usage-login")),
            ("/owner abcd", Typed::Owner("abcd")),
            ("/owner", Typed::Usage("plain-usage-owner")),
            ("/quit", Typed::Quit(None)),
            ("/quit so long", Typed::Quit(Some("so long"))),
            ("/help me", Typed::Help),
            ("/wh", unknown("/wh", Some("/who"))),
            ("/qiut", unknown("/qiut", Some("/quit"))),
            ("/Tpoic x", unknown("/Tpoic", Some("/topic"))),
            ("/", unknown("/", None)),
            ("/xyzzy", unknown("/xyzzy", None)),
            ("/home/alice is full", unknown("/home/alice", None)),
            ("/加入", unknown("/加入", None)),
        ];
        for (line, meant) in vectors {
            assert_eq!(read(line), meant, "{line:?}");
        }
    }
}
