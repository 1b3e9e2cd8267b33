//! docs/irc.md says what the IRC door knows. Its tables are made here, from the tables of the code;
//! a difference fails. `CHATROOM_DOCS=write cargo test --test docs` writes them anew.
//!
//! What no table of the code knows, where something is specified and in one line what a mode or a
//! token is about, stands in this file; something that is missing here, or here and nowhere else,
//! fails too.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chatroom::lang::Languages;
use chatroom::room::Hall;
use chatroom::room::command::{COMMANDS, Command, When};
use chatroom::room::modes::{Kind, MODES, RANKS};
use chatroom::room::user_modes::USER_MODES;
use chatroom::wire::numeric::{Numeric, Tail};
use chatroom::wire::{caps, note, numeric};

#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/memory.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod memory;
#[path = "support/pure.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod pure;
#[path = "support/script.rs"]
#[allow(dead_code, reason = "the rules know it")]
mod script;
#[path = "support/world.rs"]
#[allow(dead_code, reason = "the rules know it")]
mod world;

const MODERN: &str = "https://modern.ircdocs.horse/";
const RFC: &str = "https://datatracker.ietf.org/doc/html/rfc2812";
const IRCV3: &str = "https://ircv3.net/specs/extensions/";
const DEFINITIONS: &str = "https://defs.ircdocs.horse/defs/";
const SEARCH: &str = "https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md";
const METADATA: &str = "https://github.com/ircv3/ircv3-specifications/pull/613";

/// Commands whose section is not the one of their name in Modern IRC.
const COMMAND_SOURCES: &[(&str, &str, &str)] = &[
    ("AUDIT", "ours", "here#keeping-order"),
    ("AUTHENTICATE", "IRCv3 sasl-3.1", "sasl-3.1"),
    ("BAN", "ours", "here#keeping-order"),
    ("BANS", "ours", "here#keeping-order"),
    ("BATCH", "IRCv3 multiline", "multiline"),
    ("CAP", "IRCv3 capability negotiation", "capability-negotiation"),
    ("CERT", "ours", "here#certificates"),
    ("CHATHISTORY", "IRCv3 chathistory (draft)", "chathistory"),
    ("CODE", "ours", "here#coming-in"),
    ("DIE", "RFC 2812, 4.3", "#section-4.3"),
    ("HELPOP", "Modern IRC", "#help-message"),
    ("ISON", "RFC 2812, 4.9", "#section-4.9"),
    ("ISUPPORT", "IRCv3 extended-isupport", "extended-isupport"),
    ("KNOCK", "numerics 710 to 714", "numerics.html"),
    ("LINKS", "RFC 2812, 3.4.5", "#section-3.4.5"),
    ("LUSERS", "RFC 2812, 3.4.2", "#section-3.4.2"),
    ("MARKREAD", "IRCv3 read-marker (draft)", "read-marker"),
    ("METADATA", "IRCv3 metadata (draft)", METADATA),
    ("MONITOR", "IRCv3 monitor", "monitor"),
    ("OWNER", "ours", "here#owners"),
    ("MUTE", "ours", "here#keeping-order"),
    ("UNBAN", "ours", "here#keeping-order"),
    ("UNDO", "ours", "here#keeping-order"),
    ("UNMUTE", "ours", "here#keeping-order"),
    ("REDACT", "IRCv3 message-redaction (draft)", "message-redaction"),
    ("REGISTER", "IRCv3 account-registration (draft)", "account-registration"),
    ("REHASH", "RFC 2812, 4.2", "#section-4.2"),
    ("RENAME", "IRCv3 channel-rename", "channel-rename"),
    ("RESTART", "RFC 2812, 4.4", "#section-4.4"),
    ("RESUME", "ours", "here#resuming"),
    ("STAY", "ours", "here#staying"),
    ("SEARCH", "soju's search", SEARCH),
    ("SETNAME", "IRCv3 setname", "setname"),
    ("TAGMSG", "IRCv3 message-tags", "message-tags"),
    ("VERIFY", "IRCv3 account-registration (draft)", "account-registration"),
];

/// Numerics that Modern IRC does not have.
const NUMERIC_SOURCES: &[(&[u16], &str, &str)] = &[
    (&[243, 407, 437, 478], "RFC 2812, 5", "#section-5"),
    (&[303], "RFC 2812, 4.9", "#section-4.9"),
    (&[335], "IRCv3 bot-mode", "bot-mode"),
    (&[354], "IRCv3 WHOX", "whox"),
    (&[410], "IRCv3 capability negotiation", "capability-negotiation"),
    (&[416, 480, 710, 711, 712, 713, 714], "definitions", "numerics.html"),
    (&[447, 477, 499], "definitions", "numerics.html"),
    (&[730, 731, 732, 733, 734], "IRCv3 monitor", "monitor"),
    (&[900, 901, 902, 903, 904, 905, 906, 907, 908], "IRCv3 sasl-3.1", "sasl-3.1"),
    (&[760, 761, 766, 770, 771, 772, 774], "IRCv3 metadata (draft)", METADATA),
];

/// What each mode of a room is about.
const ROOM_MODES: &[(char, &str, &str)] = &[
    ('b', "may neither enter nor speak", "#ban-channel-mode"),
    ('e', "may in spite of `b`", "#exception-channel-mode"),
    ('I', "may enter in spite of `i`", "#invite-exception-channel-mode"),
    ('k', "must be said to enter", "#key-channel-mode"),
    ('l', "so many may be in", "#client-limit-channel-mode"),
    ('w', "so many seconds lie between two messages of one member without voice", "#channel-mode"),
    ('i', "only people who were invited can enter", "#invite-only-channel-mode"),
    ('m', "only operators and those with a voice speak", "#moderated-channel-mode"),
    ('n', "only members speak", "#no-external-messages-mode"),
    ('s', "who is outside does not see that it is there", "#secret-channel-mode"),
    ('t', "only operators change the topic", "#protected-topic-mode"),
    ('R', "only people with an account can enter", "chanmodes.html"),
    ('C', "no CTCP but ACTION", "chanmodes.html"),
    ('q', "it is theirs: over them only owners decide", "#founder-prefix"),
    ('o', "decides here", "#operator-prefix"),
    ('v', "may speak where only some may", "#voice-prefix"),
];

/// What each mode of people is about.
const USER_MODE_SENSES: &[(char, &str, &str)] = &[
    ('B', "is a bot", "bot-mode"),
    ('i', "is not found by whoever shares no channel", "#invisible-user-mode"),
    ('o', "is an operator of the server", "#oper-user-mode"),
    ('w', "hears WALLOPS", "#wallops-user-mode"),
];

/// Where a capability is specified, if not under its name.
const CAP_SOURCES: &[(&str, &str)] = &[
    ("cap-notify", "capability-negotiation"),
    ("chatroom/resume", "here#resuming"),
    ("draft/event-playback", "chathistory"),
    ("draft/metadata-3", METADATA),
    ("soju.im/search", SEARCH),
];

/// Tokens of ISUPPORT that Modern IRC does not have.
const TOKEN_SOURCES: &[(&str, &str, &str)] = &[
    ("ACCOUNTEXTBAN", "IRCv3 account-extban (draft)", "account-extban"),
    ("BOT", "IRCv3 bot-mode", "bot-mode"),
    ("CHATHISTORY", "IRCv3 chathistory (draft)", "chathistory"),
    ("CHATROOM", "ours: the administrator's name, which our client shows in its own language", ""),
    ("CLIENTTAGDENY", "IRCv3 message-tags", "message-tags"),
    ("KEYLEN", "definitions", "isupport.html"),
    ("KNOCK", "definitions", "isupport.html"),
    ("LINELEN", "definitions", "isupport.html"),
    ("LOBBY", "ours: where they go who name no channel", ""),
    ("MONITOR", "IRCv3 monitor", "monitor"),
    ("MSGREFTYPES", "IRCv3 chathistory (draft)", "chathistory"),
    ("NAMELEN", "IRCv3 setname", "setname"),
    ("UTF8ONLY", "IRCv3 UTF8ONLY", "utf8-only"),
    ("WHOX", "IRCv3 WHOX", "whox"),
];

/// A link; what it leads to is told by how it begins.
fn link(text: &str, place: &str) -> String {
    match place {
        "" => text.to_owned(),
        place if place.starts_with("here#") => format!("[{text}]({})", place.trim_start_matches("here")),
        place if place.starts_with("https:") => format!("[{text}]({place})"),
        place if place.starts_with("#section") => format!("[{text}]({RFC}{place})"),
        place if place.starts_with('#') => format!("[{text}]({MODERN}{place})"),
        place if place.ends_with(".html") => format!("[{text}]({DEFINITIONS}{place})"),
        place => format!("[{text}]({IRCV3}{place})"),
    }
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        assert_eq!(row.len(), head.len(), "{row:?}");
        let cells: Vec<_> = row.iter().map(|text| cell(text)).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

fn commands() -> String {
    let lang = Languages::built_in().lang("en");
    let mut all: Vec<&Command> = COMMANDS.iter().collect();
    all.sort_unstable_by_key(|command| command.name);
    let rows = all.iter().map(|command| {
        let when = match command.when {
            When::Always => "always".to_owned(),
            When::Arriving => "before the welcome".to_owned(),
            When::Here => "after the welcome".to_owned(),
            When::HereOr(cap) => {
                format!("after the welcome; with `{}` always", cap.names().collect::<Vec<_>>().join(" "))
            }
            When::Remembering => "after the welcome, where what is said is kept".to_owned(),
            When::Operator => "by operators of the server".to_owned(),
        };
        let help = lang.say(&chatroom::door::irc::help::help_key(command.name), &[]);
        let (written, does): (Vec<_>, Vec<_>) =
            help.lines().partition(|line| line.split([' ', ',']).next() == Some(command.name));
        let written: Vec<_> = written.iter().map(|line| format!("`{line}`")).collect();
        let source = COMMAND_SOURCES.iter().find(|(name, ..)| *name == command.name);
        let source = match source {
            Some((_, text, place)) => link(text, place),
            None => link("Modern IRC", &format!("#{}-message", command.name.to_ascii_lowercase())),
        };
        vec![written.join("\n"), does.join(" "), when, source]
    });
    table(&["Written", "Does", "May be given", "Source"], rows)
}

fn numerics() -> String {
    let rows = numeric::ALL.iter().map(|numeric: &&Numeric| {
        let (before, last) = match (numeric.tail, numeric.params.split_last()) {
            (Tail::Sentence, _) => (numeric.params, ":sentence".to_owned()),
            (Tail::Alone, _) => (&[][..], ":sentence".to_owned()),
            (Tail::Named, _) => (numeric.params.get(..1).unwrap_or_default(), ":sentence".to_owned()),
            (Tail::Words, _) | (Tail::Data | Tail::Commas, None) => (numeric.params, String::new()),
            (Tail::Data | Tail::Commas, Some((last, before))) => (before, format!(":<{last}>")),
        };
        let before = before.iter().map(|param| format!("<{param}>"));
        let params: Vec<_> = before.chain([last]).filter(|param| !param.is_empty()).collect();
        let source = NUMERIC_SOURCES.iter().find(|(codes, ..)| codes.contains(&numeric.code));
        let source = match source {
            Some((_, text, place)) => link(text, place),
            None => {
                // Of several of one code the first is the one that others know.
                let known = numeric::ALL.iter().find(|known| known.code == numeric.code);
                let name = known.map_or(numeric.name, |known| known.name);
                let anchor = name.to_ascii_lowercase().replace('_', "");
                link("Modern IRC", &format!("#{anchor}-{:03}", numeric.code))
            }
        };
        let written = if params.is_empty() { String::new() } else { format!("`{}`", params.join(" ")) };
        vec![format!("{:03}", numeric.code), numeric.name.to_owned(), written, source]
    });
    table(&["Code", "Name", "Parameters, behind the client's name", "Source"], rows)
}

fn notes() -> String {
    let lang = Languages::built_in().lang("en");
    let rows = note::ALL.iter().map(|note| {
        let context: Vec<_> = note.context.iter().map(|param| format!(" <{param}>")).collect();
        let written =
            format!("`{} {} {}{}`", note.severity.word(), note.command, note.code, context.concat());
        let args: Vec<_> = note.context.iter().map(|&name| (name, "…".into())).collect();
        vec![written, lang.say(&note.key(), &args)]
    });
    table(&["Written", "Says"], rows)
}

fn room_modes() -> String {
    let rows = MODES.iter().map(|mode| {
        let found = ROOM_MODES.iter().find(|(letter, ..)| *letter == mode.letter);
        let (_, sense, place) = found.unwrap_or_else(|| panic!("what is the mode {}?", mode.letter));
        let kind = match mode.kind {
            Kind::List(_) => "A: a list of masks".to_owned(),
            Kind::Key => "B: a parameter".to_owned(),
            Kind::Limit | Kind::Slow => "C: a parameter when set".to_owned(),
            Kind::Flag(_) => "D: on or off".to_owned(),
            Kind::Rank(rank) => {
                let mark = RANKS.iter().find(|(found, _)| *found == rank).map(|(_, mark)| *mark);
                format!("of a member, shown as `{}`", mark.unwrap_or_default())
            }
        };
        vec![format!("`{}`", mode.letter), kind, (*sense).to_owned(), link("source", place)]
    });
    table(&["Letter", "Type", "Who, or what", "Source"], rows)
}

fn user_modes() -> String {
    let rows = USER_MODES.iter().map(|mode| {
        let found = USER_MODE_SENSES.iter().find(|(letter, ..)| *letter == mode.letter);
        let (_, sense, place) = found.unwrap_or_else(|| panic!("what is the user mode {}?", mode.letter));
        let set_by = if mode.by_oneself { "everybody, for themselves" } else { "OPER; given up by oneself" };
        vec![format!("`{}`", mode.letter), (*sense).to_owned(), set_by.to_owned(), link("source", place)]
    });
    table(&["Letter", "Whoever has it", "Set by", "Source"], rows)
}

fn capabilities() -> String {
    let rows = caps::ALL.iter().map(|(_, name)| {
        let found = CAP_SOURCES.iter().find(|(found, _)| found == name);
        let place = found.map_or(name.trim_start_matches("draft/"), |(_, place)| place);
        vec![format!("`{name}`"), link("source", place)]
    });
    table(&["Capability", "Source"], rows)
}

/// The tokens of a server with the settings of chatroom.toml, but for its names.
fn tokens() -> Vec<String> {
    let mut rules = pure::rules();
    rules.history.keeps = true;
    Hall::new(rules).isupport()
}

fn isupport() -> String {
    let rows = tokens().into_iter().map(|token| {
        let (name, value) = token.split_once('=').unwrap_or((&token, ""));
        let found = TOKEN_SOURCES.iter().find(|(found, ..)| *found == name);
        let source = match found {
            Some((_, text, place)) => link(text, place),
            None => link("Modern IRC", &format!("#{}-parameter", name.to_ascii_lowercase())),
        };
        let value = if value.is_empty() { String::new() } else { format!("`{}`", value.replace(',', ", ")) };
        vec![format!("`{name}`"), value, source]
    });
    table(&["Token", "Value", "Source"], rows.collect::<Vec<_>>())
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/irc.md")
}

/// `text` with `table` between its markers.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("docs/irc.md has no {begin:?}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("docs/irc.md has no {end:?}"));
    format!("{before}{begin}\n{table}\n{end}{after}")
}

#[test]
fn the_tables_are_those_of_the_code() {
    let found = fs::read_to_string(path()).unwrap().replace("\r\n", "\n");
    let tables = [
        ("commands", commands()),
        ("numerics", numerics()),
        ("standard replies", notes()),
        ("channel modes", room_modes()),
        ("user modes", user_modes()),
        ("capabilities", capabilities()),
        ("isupport", isupport()),
    ];
    let made = tables.iter().fold(found.clone(), |text, (name, table)| with_table(&text, name, table));
    if std::env::var("CHATROOM_DOCS").is_ok_and(|word| word == "write") {
        fs::write(path(), &made).unwrap();
        return;
    }
    let differ = found.lines().zip(made.lines()).find(|(found, made)| found != made);
    assert!(
        found == made,
        "docs/irc.md is not as the code is: {differ:#?}\nCHATROOM_DOCS=write cargo test --test docs writes it anew"
    );
}

#[test]
fn nothing_is_explained_that_there_is_not() {
    let mut left: BTreeSet<String> = BTreeSet::new();
    let is_command = |name: &str| COMMANDS.iter().any(|command| command.name == name);
    left.extend(COMMAND_SOURCES.iter().filter(|(name, ..)| !is_command(name)).map(|row| row.0.to_owned()));
    let codes = NUMERIC_SOURCES.iter().flat_map(|(codes, ..)| *codes);
    let is_numeric = |code: u16| numeric::ALL.iter().any(|numeric| numeric.code == code);
    left.extend(codes.filter(|code| !is_numeric(**code)).map(ToString::to_string));
    let is_mode = |letter: char| MODES.iter().any(|mode| mode.letter == letter);
    left.extend(ROOM_MODES.iter().filter(|(letter, ..)| !is_mode(*letter)).map(|row| row.0.to_string()));
    let is_user_mode = |letter: char| USER_MODES.iter().any(|mode| mode.letter == letter);
    let senses = USER_MODE_SENSES.iter().filter(|(letter, ..)| !is_user_mode(*letter));
    left.extend(senses.map(|row| row.0.to_string()));
    let is_cap = |name: &str| caps::Caps::named(name).is_some();
    left.extend(CAP_SOURCES.iter().filter(|(name, _)| !is_cap(name)).map(|row| row.0.to_owned()));
    let names: Vec<_> = tokens().iter().map(|token| token.split('=').next().unwrap().to_owned()).collect();
    let is_token = |name: &str| names.iter().any(|found| found == name);
    left.extend(TOKEN_SOURCES.iter().filter(|(name, ..)| !is_token(name)).map(|row| row.0.to_owned()));
    assert!(left.is_empty(), "explained, and not there: {left:?}");
}

/// The help of a command that is gone would be nobody's.
#[test]
fn every_help_is_of_a_command() {
    for folder in ["en", "cn"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{folder}/help.ftl"));
        let text = fs::read_to_string(path).unwrap();
        let keys =
            text.lines().filter_map(|line| line.strip_prefix("help-")?.split_once(" =").map(|(key, _)| key));
        let others = ["title", "title-command", "general"];
        for key in keys.filter(|key| !others.contains(key)) {
            let is_known = COMMANDS.iter().any(|command| command.name.eq_ignore_ascii_case(key));
            assert!(is_known, "locales/{folder}/help.ftl explains {key}, which is no command");
        }
    }
}

/// "A token is of the form PARAMETER, PARAMETER=VALUE" (Modern IRC, "RPL_ISUPPORT (005)").
#[test]
fn every_token_is_one() {
    let tokens = tokens();
    let names: BTreeSet<_> = tokens.iter().map(|token| token.split('=').next().unwrap()).collect();
    assert_eq!(names.len(), tokens.len(), "one is there twice");
    for token in &tokens {
        let (name, value) = token.split_once('=').unwrap_or((token, ""));
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        assert!(!name.is_empty() && name.len() <= 20 && name.bytes().all(fits), "{token}");
        assert!(!value.contains(['=', ' ', '\\']), "{token}");
    }
}

/// SECURITY.md says of each threat which test shows what stands against it: `path` or `path::function`.
#[test]
fn every_test_that_security_md_names_is_there() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(top.join("SECURITY.md")).unwrap();
    let named = text.split('`').skip(1).step_by(2);
    let named =
        named.filter(|name| ["src/", "tests/", "docs/", "fuzz/"].iter().any(|top| name.starts_with(top)));
    let (mut count, mut missing) = (0, Vec::new());
    for name in named {
        count += 1;
        let (path, function) = name.split_once("::").map_or((name, None), |(path, name)| (path, Some(name)));
        let path = top.join(path);
        let has = |function: &str| {
            fs::read_to_string(&path).is_ok_and(|code| code.contains(&format!("fn {function}(")))
        };
        if !path.exists() || function.is_some_and(|function| !has(function)) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "SECURITY.md names what is not there: {missing:#?}");
    assert!(count > 30, "only {count} are named");
}
