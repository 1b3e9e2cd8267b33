//! Nobody is fooled: whatever strangers write, through whichever door and with whichever command, does
//! nothing to the terminal, the line or the eye of whoever is shown it.
//!
//! Two parts. The first tells stories to the whole house without sockets, in which every command
//! carries every character that could do harm; the body that the fuzzer runs looks at all that the
//! doors send and the transcript says. The second runs the program itself and reads all of its
//! streams.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;

use chatroom::room::command::COMMANDS;
use chatroom::wire::clean::is_unsafe;

#[path = "../fuzz/bodies/mod.rs"]
#[allow(dead_code, reason = "only the stories are needed here")]
mod bodies;
#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/joined.rs"]
mod joined;
#[path = "support/memory.rs"]
#[allow(dead_code, reason = "only some of it is needed here")]
mod memory;
#[path = "support/pure.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod pure;
#[path = "support/script.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod script;
#[path = "support/world.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod world;

use joined::{House, STUCK, chatroom, folder};

/// One of each kind of what could do harm.
const EVIL: &[&str] = &[
    "\0",
    "\u{1}",
    "\u{7}",
    "\u{8}",
    "\t",
    "\u{b}",
    "\r",
    "\u{1b}[2J",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://a\u{1b}\\",
    "\u{1b}P",
    "\u{3}4,5",
    "\u{7f}",
    "\u{85}",
    "\u{90}",
    "\u{9b}31m",
    "\u{9d}0;title\u{9c}",
    "\u{ad}",
    "\u{61c}",
    "\u{180e}",
    "\u{200b}",
    "\u{200e}",
    "\u{200f}",
    "\u{2028}",
    "\u{2029}",
    "\u{202a}",
    "\u{202e}",
    "\u{2060}",
    "\u{2066}",
    "\u{2069}",
    "\u{feff}",
    "\u{fffb}",
    "\u{1d173}",
    "\u{e0041}",
];

/// Commands of IRC, `$` where it goes; several that belong together stand with `\n` between.
const IRC: &[&str] = &[
    "$",
    "$ a b",
    "ADMIN $",
    "AUTHENTICATE $",
    "AWAY :$",
    "BAN #tea $ 1m :$",
    "AUDIT #tea $",
    "BANS $",
    "BATCH +$ draft/multiline #tea\n@batch=$ PRIVMSG #tea :x\nBATCH -$",
    "CAP $",
    "CAP REQ :$",
    "CERT $ $",
    "CODE $ $",
    "CHATHISTORY LATEST $ * 10",
    "DIE $",
    "HELP :$",
    "HELPOP $",
    "INFO $",
    "INVITE $ #tea",
    "INVITE bob $",
    "ISON $",
    "ISUPPORT $",
    "JOIN #a$\nPRIVMSG #a$ :x\nPART #a$ :$",
    "JOIN #k $",
    "KICK #tea bob :$",
    "KICK #tea $",
    "KILL bob :$",
    "KNOCK #tea :$",
    "LINKS $ $",
    "LIST $",
    "LUSERS $",
    "MARKREAD #tea $",
    "MARKREAD $",
    "METADATA * SET display-name :$",
    "METADATA * SET $ :x",
    "METADATA #tea SET topic-colour :$",
    "MODE #tea +b $",
    "MODE #tea +k $",
    "MODE #tea +l $",
    "MODE #tea $",
    "MODE alice $",
    "MONITOR + $",
    "MOTD $",
    "MUTE #tea $ 1m :$",
    "NAMES $",
    "NICK $",
    "NICK a$b",
    "NOTICE #tea :$",
    "NOTICE bob :$",
    "OPER $ $",
    "OWNER $",
    "PART #tea :$",
    "PASS $",
    "PING :$",
    "PONG :$",
    "PRIVMSG #tea :$",
    "PRIVMSG #tea :\u{1}ACTION $\u{1}",
    "PRIVMSG bob :$",
    "PRIVMSG $ :x",
    "QUIT :$",
    "REDACT #tea $ :$",
    "REGISTER * $ :hunter2hunter2",
    "REGISTER * * :hunter2$hunter2",
    "REHASH $",
    "RENAME #tea #b$ :$",
    "RESTART $",
    "RESUME $",
    "SEARCH text=$",
    "SETNAME :$\nWHOIS alice",
    "STATS $",
    "STAY $",
    "TIME $",
    "TOPIC #tea :$\nTOPIC #tea",
    "UNBAN #tea $",
    "UNDO $",
    "UNMUTE #tea $",
    "USER $ $ $ :$",
    "USERHOST $",
    "VERIFY $ $",
    "VERSION $",
    "WALLOPS :$",
    "WHO $",
    "WHO #tea %tnuhraf,$",
    "WHOIS $",
    "WHOWAS $",
    "@label=$ PING x",
    "@+typing=$ TAGMSG #tea",
    "@+a$=b;$=c PRIVMSG #tea :x",
    ":$ PRIVMSG #tea :x",
];

/// What is typed at the plain door.
const PLAIN: &[&str] =
    &["$", "a$b", "/$", "/$ a", "/login $", "/login $ $", "/logout $", "/help $", "/owner $", "//$"];

/// What the operator types.
const CONSOLE: &[&str] = &[
    "$",
    "/$",
    "/who $",
    "/kick bob $",
    "/kick $",
    "/op $",
    "/deop $",
    "/topic $",
    "/code $",
    "/account $",
    "/forget $",
    "/ban bob $",
    "/ban $ 1m $",
    "/unban $",
    "/mute $",
    "/bans $",
    "/undo $",
    "/audit $",
    "/invite $",
    "/owner $",
    "/limits $",
    "/brake $",
    "/slow $",
    "/help $",
];

#[test]
fn every_command_of_irc_is_among_them() {
    let words: BTreeSet<&str> = IRC.iter().flat_map(|template| template.split([' ', '\n'])).collect();
    let left: Vec<_> =
        COMMANDS.iter().map(|command| command.name).filter(|name| !words.contains(name)).collect();
    assert!(left.is_empty(), "nobody tries {left:?}");
}

fn body(name: &str) -> fn(&[u8]) {
    bodies::TARGETS.iter().find(|target| target.name == name).unwrap().body
}

/// Tells it; what is not as it should be panics.
fn tell(acts: &[String]) {
    let story: Vec<_> = acts.iter().map(String::as_bytes).collect();
    body("doors")(&story.join(&bodies::BETWEEN));
}

/// What a word of two letters becomes with it between.
fn with(evil: &str) -> String {
    format!("x{evil}y")
}

#[test]
fn no_command_of_irc_carries_harm_to_anybody() {
    for template in IRC {
        let acts = EVIL.iter().flat_map(|evil| {
            let lines = template.replace('$', &with(evil)).replace('\n', "\r\n");
            let come_in = |who: u8, name: &str| {
                format!("{who}NICK {name}\r\nUSER u 0 * :U\r\nJOIN #tea\r\nJOIN #lobby\r\n")
            };
            // Somebody who knows everything, somebody who knows nothing, and somebody on their way in;
            // whoever was sent away comes back. `1` is there through the plain door.
            [
                come_in(0, "alice"),
                come_in(2, "carol"),
                format!("0{lines}\r\n"),
                format!("2{lines}\r\n"),
                format!("3{lines}\r\n"),
                "2WHOIS alice\r\nWHO #tea\r\nTOPIC #tea\r\nMODE #tea +b\r\n".to_owned(),
                "x3".to_owned(),
            ]
        });
        tell(&acts.collect::<Vec<_>>());
    }
}

#[test]
fn nothing_typed_at_the_plain_door_carries_harm_to_anybody() {
    for template in PLAIN {
        let acts = EVIL.iter().flat_map(|evil| {
            let line = template.replace('$', &with(evil));
            // Somebody who is in, and somebody who says a name.
            [
                format!("1{line}\n"),
                format!("4{line}\n"),
                "x4".to_owned(),
                format!("5{line}: {line}\n"),
                "x5".to_owned(),
            ]
        });
        tell(&acts.collect::<Vec<_>>());
    }
}

#[test]
fn nothing_typed_at_the_console_carries_harm_to_anybody() {
    for template in CONSOLE {
        let acts = EVIL.iter().flat_map(|evil| {
            [
                format!("c{}", template.replace('$', &with(evil))),
                "1hello\n".to_owned(),
                "x1".to_owned(),
                "1bob\n".to_owned(),
            ]
        });
        tell(&acts.collect::<Vec<_>>());
    }
}

/// All in one.
fn all_evil() -> String {
    EVIL.iter().filter(|evil| !["\0", "\r"].contains(evil)).map(|evil| with(evil)).collect()
}

#[track_caller]
fn assert_clean(stream: &str, lines: &[String]) {
    for line in lines {
        let bad = line.chars().find(|&c| is_unsafe(c));
        assert!(bad.is_none(), "{bad:?} on {stream}: {line:?}");
    }
}

/// Runs a command to its end; its lines, of both streams, which are clean.
fn run(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let lines = [text(&output.stdout), text(&output.stderr)];
    let lines: Vec<_> = lines.iter().flat_map(|text| text.split('\n')).map(str::to_owned).collect();
    assert!(lines.iter().any(|line| !line.is_empty()), "{command:?} prints nothing");
    assert_clean(&format!("{command:?}"), &lines);
    lines
}

#[test]
fn no_stream_of_the_program_carries_harm() {
    let data = folder();
    let data = data.to_str().unwrap();
    let mut command = chatroom("en");
    command.env("CHATROOM_LOG", "trace");
    let mut house = House::open_with(command, &["--data", data]);
    let bob = house.join("en", &["--name", "bob", "--listen"]);
    let evil = all_evil();
    let socket = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
    socket.set_read_timeout(Some(STUCK)).unwrap();
    let mut alice = BufReader::new(socket);
    let short = |count: usize| evil.chars().take(count).collect::<String>();
    let lines = [
        "NICK alice".to_owned(),
        format!("USER {} 0 * :{}", short(9).replace(' ', ""), short(60)),
        "JOIN #lobby".to_owned(),
        format!("PRIVMSG #lobby :{evil} needle"),
        format!("PRIVMSG #lobby :\u{1}ACTION {evil}\u{1}"),
        format!("NOTICE #lobby :{evil}"),
        format!("PRIVMSG bob :{evil}"),
        format!("TAGMSG {evil}"),
        format!("AWAY :{evil}"),
        format!("SETNAME :{evil}"),
        format!("JOIN #{evil}"),
        format!("NICK {evil}"),
        format!("{evil} {evil}"),
        format!("PART #lobby :{evil}"),
        "JOIN #lobby".to_owned(),
        "PING done".to_owned(),
    ];
    alice.get_mut().write_all((lines.join("\r\n") + "\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    while !line.contains("done") {
        line.clear();
        assert!(alice.read_line(&mut line).unwrap() > 0);
    }
    alice.get_mut().write_all(format!("QUIT :{evil}\r\n").as_bytes()).unwrap();
    house
        .server
        .type_in(&format!("{evil}\n/topic {evil}\n/topic\n/kick {evil}\n/{evil}\n/account {evil}\n/who\n"));
    house.server.out.wait_for("bob (");
    // What is kept is shown by the commands, while the server runs.
    for arguments in [&["list"][..], &["search", "needle"], &["export"], &["export", "--format", "json"]] {
        let mut command = chatroom("en");
        command.arg("history").args(arguments).args(["--data", data]);
        let lines = run(&mut command);
        assert!(!lines.iter().any(|line| line.starts_with("error")), "{arguments:?} {lines:?}");
    }
    house.server.type_in("\n");
    for (name, process) in [("the client", bob), ("the server", house.server)] {
        let (code, out, err) = process.end();
        assert_eq!(code, 0, "{name}: {err:?}");
        assert_clean(name, &out);
        assert_clean(name, &err);
        assert!(out.iter().chain(&err).any(|line| line.contains('␛')), "{name} has shown it: {out:?}");
    }
}

#[test]
fn no_complaint_carries_harm() {
    let folder = folder();
    let evil = all_evil();
    let quoted: String = evil
        .chars()
        .map(|c| {
            if is_unsafe(c) {
                format!("\\U{:08X}", u32::from(c))
            } else {
                c.to_string().replace('\\', "\\\\")
            }
        })
        .collect();
    let file = folder.join("evil.toml");
    for text in [
        format!("[serve]\nmotd = \"{quoted}\"\n"),
        format!("[serve]\nnetwork = \"{quoted}\"\n"),
        format!("[serve]\nname = \"{quoted}\"\n"),
        format!("[serve]\npassword_file = \"{quoted}\"\n"),
        format!("locale_dir = \"{quoted}\"\n"),
        format!("lang = \"{quoted}\"\n"),
        format!("\"{quoted}\" = 1\n"),
        format!("[{evil}\n"),
        evil.clone(),
    ] {
        fs::write(&file, &text).unwrap();
        for command in ["config", "serve"] {
            let mut program = chatroom("en");
            program.arg("--config").arg(&file).arg(command).stdin(std::process::Stdio::null());
            // One that opens all the same would not end.
            if command == "serve" {
                program.args(["--host", "192.0.2.1"]);
            }
            run(&mut program);
        }
    }
    let evil = evil.as_str();
    for arguments in [
        &[evil][..],
        &["--lang", evil, "config"],
        &["--config", evil, "config"],
        &["join", evil],
        &["join", &format!("chatroom://{evil}")],
        &["join", &format!("chatroom://127.0.0.1:1/{evil}?fp={evil}&code={evil}")],
        &["join", "--host", evil],
        &["join", "--room", evil],
        &["serve", "--port", evil],
        &["serve", "--host", evil],
        &["serve", "--room", evil],
        &["history", "export", "--room", evil],
        &["history", "search", evil],
        &["history", "import", evil],
        &["history", evil],
        &["invite", "--expires", evil],
    ] {
        let mut program = chatroom("en");
        program.args(arguments).stdin(std::process::Stdio::null());
        run(&mut program);
    }
}
