//! `chatroom join --json`: every line is as docs/json.md says, nothing is lost, and the bot of the
//! README works. `CHATROOM_DOCS=write cargo test --test json` writes the tables of that document anew.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use chatroom::json::schema;
use serde_json::Value;

#[path = "support/joined.rs"]
mod house;

use house::{House, Process};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The document with a table put between its marks.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let begin = format!("<!-- table: {name} -->\n");
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("no place for {name}"));
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{begin}{table}<!-- end -->{after}")
}

#[test]
fn the_document_is_as_the_code_is() {
    let found = fs::read_to_string(file("docs/json.md")).unwrap().replace("\r\n", "\n");
    let [types, fields] = schema::tables();
    let made = with_table(&with_table(&found, "types", &types), "fields", &fields);
    if std::env::var("CHATROOM_DOCS").is_ok_and(|word| word == "write") {
        fs::write(file("docs/json.md"), &made).unwrap();
        return;
    }
    assert!(found == made, "CHATROOM_DOCS=write cargo test --test json writes docs/json.md anew");
}

#[test]
fn every_field_of_every_type_is_explained() {
    for schema::Type(name, _, always, maybe) in schema::TYPES {
        for field in always.iter().chain(*maybe) {
            assert!(schema::FIELDS.iter().any(|known| known.0 == *field), "{name}: {field}");
        }
    }
    for field in schema::FIELDS.iter().map(|field| field.0).filter(|name| !["type", "time"].contains(name)) {
        let uses = |of: &&schema::Type| of.2.iter().chain(of.3).any(|known| *known == field);
        assert!(schema::TYPES.iter().any(|of| uses(&of)), "{field} is nowhere");
    }
}

/// Somebody who reads and writes JSON, and is in the room.
fn bot(house: &House, args: &[&str]) -> Process {
    let mut process = Process::start(house.joining("en", &[&["--name", "bot", "--json"], args].concat()));
    process.out.wait_for("\"type\":\"entered\"");
    process
}

/// Its lines, each judged.
fn judged(lines: &[String]) -> Vec<Value> {
    for line in lines {
        schema::check(line).unwrap_or_else(|wrong| panic!("{wrong}"));
    }
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn kinds(objects: &[Value]) -> Vec<&str> {
    objects.iter().map(|object| object["type"].as_str().unwrap()).collect()
}

#[test]
fn a_long_conversation_is_told_in_objects() {
    let mut house = House::open("en", &[]);
    let mut bot = bot(&house, &[]);
    let mut alice = house.join("en", &["--name", "alice"]);
    alice.type_in("hello bot\n/me waves\n/msg bot psst\n/nick alicia\n/away lunch\n/back\n");
    bot.out.wait_for("\"name\":\"alicia\"");
    bot.type_in("plain words\n");
    bot.type_in("{\"say\":\"/not a command \\u001b[31m\"}\n");
    bot.type_in("{\"say\":\"one\\ntwo\",\"to\":\"#lobby\"}\n{\"say\":\"for you\",\"to\":\"alicia\"}\n");
    alice.out.wait_for("for you");
    bot.type_in("{\"command\":\"/topic tea\"}\n{\"command\":\"who\"}\n/whois alicia\n/list\n/help\n");
    bot.type_in("/msg nobody hi\n/nonsense\n/kick\n/search hello\n/history 5\n/join #other\n/part #other\n");
    bot.type_in("{\"say\":\"x\",\"to\":\"#nowhere\"}\n{\"say\"\n{}\n{\"say\":7}\n\n");
    bot.type_in("{\"say\":\"x\",\"to\":\"a,b\"}\n{\"say\":\"x\",\"to\":\":a\"}\n /indented\n");
    bot.out.wait_for("bad-text");
    house.server.type_in("/topic coffee\n");
    bot.out.wait_for("coffee");
    alice.type_in("/quit bye\n");
    bot.out.wait_for("\"type\":\"part\"");
    bot.close_input();
    let (code, out, _) = bot.end();
    assert_eq!(code, 0);
    let objects = judged(&out);
    let kinds = kinds(&objects);
    for kind in [
        "welcome", "entered", "join", "message", "nick", "sending", "sent", "members", "topic", "error",
        "part",
    ] {
        assert!(kinds.contains(&kind), "no {kind} in {out:#?}");
    }
    let find = |field: &str, value: &str| {
        objects
            .iter()
            .find(|object| object[field] == value && object["type"] != "sending")
            .unwrap_or_else(|| panic!("no {field} {value} in {out:#?}"))
    };
    let hello = find("text", "hello bot");
    assert_eq!(hello["type"], "message");
    assert_eq!((&hello["room"], &hello["from"]), (&"#lobby".into(), &"alice".into()));
    assert_eq!(
        (&hello["own"], &hello["mention"], &hello["old"]),
        (&false.into(), &true.into(), &false.into())
    );
    assert_eq!(find("text", "waves")["action"], true);
    assert_eq!(find("text", "psst")["private"], "alice");
    let slash = find("text", "/not a command \u{1b}[31m");
    assert_eq!(slash["own"], true);
    assert!(slash["label"].is_u64());
    find("text", "one\ntwo");
    for to in ["a,b", ":a"] {
        assert_eq!(find("name", to)["code"], "no-such-place");
    }
    find("text", " /indented");
    for code in ["no-such-place", "bad-json", "bad-fields", "bad-text", "unknown-command", "no-such-name"] {
        find("code", code);
    }
    // What could not be read is given back.
    assert_eq!(find("code", "bad-json")["text"], "{\"say\"");
    let last = objects.last().unwrap();
    assert_eq!((&last["type"], &last["code"], &last["exit"]), (&"closed".into(), &"left".into(), &0.into()));
    assert_eq!(kinds.iter().filter(|kind| **kind == "closed").count(), 1);
    // The fate of each message is told once.
    let labels = |kind: &str| {
        let of_kind = objects.iter().filter(|object| object["type"] == kind);
        let mut labels: Vec<u64> = of_kind.map(|object| object["label"].as_u64().unwrap()).collect();
        labels.sort_unstable();
        labels
    };
    let mut told = [labels("sent"), labels("failed")].concat();
    told.sort_unstable();
    assert_eq!(labels("sending"), told, "{out:#?}");
}

#[test]
fn a_removal_has_its_exit_code() {
    let mut house = House::open("en", &[]);
    let bot = bot(&house, &[]);
    house.server.type_in("/kick bot enough\n");
    let (code, out, _) = bot.end();
    assert_eq!(code, 6);
    let objects = judged(&out);
    let last = objects.last().unwrap();
    assert_eq!(
        (&last["type"], &last["code"], &last["exit"]),
        (&"closed".into(), &"removed".into(), &6.into())
    );
}

#[test]
fn nobody_there_is_told_in_json_too() {
    let house = House::open("en", &[]);
    let mut command = house.joining("en", &["--name", "bot", "--json", "--no-reconnect"]);
    drop(house);
    command.stdin(std::process::Stdio::null());
    let (code, out, err) = Process::start(command).end();
    assert_ne!(code, 0);
    let objects = judged(&out);
    assert_eq!(kinds(&objects), ["closed"]);
    assert_eq!(objects[0]["exit"], code);
    assert!(!err.is_empty());
}

/// `chatroom join --json | head -1`.
#[test]
fn it_ends_when_nobody_reads_any_more() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::Stdio;
    let house = House::open("en", &[]);
    let mut command = house.joining("en", &["--name", "bot", "--json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut bot = command.spawn().unwrap();
    let mut out = BufReader::new(bot.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    schema::check(&first).unwrap();
    drop(out);
    let mut input = bot.stdin.take().unwrap();
    // It may have ended already.
    let _ = input.write_all(b"hi\n");
    assert_eq!(bot.wait().unwrap().code(), Some(0));
    drop(input);
}

#[test]
fn the_linear_mode_names_each_line() {
    let house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice", "--linear"]);
    let mut bob = house.join("cn", &["--name", "bob", "--linear"]);
    alice.out.wait_for("Event, bob entered the chatroom.");
    alice.type_in("hi\n\n/nonsense\n");
    bob.out.wait_for("消息，alice: hi");
    alice.err.wait_for("Problem, ");
    bob.type_in("alice: tea?\n");
    alice.out.wait_for("Mention, bob: alice: tea?");
    alice.close_input();
    let (code, out, err) = alice.end();
    assert_eq!(code, 0);
    for line in out.iter().chain(&err) {
        let has_role = ["Event, ", "Mention, ", "Problem, ", "Info, ", "Topic, "];
        assert!(has_role.iter().any(|role| line.starts_with(role)), "{line:?}");
    }
}

/// The lines of the README's bot, as they stand there.
#[cfg(unix)]
fn readme_bot() -> String {
    let readme = fs::read_to_string(file("README.md")).unwrap();
    let (_, behind) = readme.split_once("```sh\nmkfifo").unwrap();
    let (bot, _) = behind.split_once("```").unwrap();
    format!("mkfifo{bot}")
}

#[cfg(unix)]
#[test]
fn the_bot_of_the_readme_tells_the_time() {
    let bot = readme_bot();
    assert_eq!(bot.lines().count(), 3, "{bot}");
    let house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice"]);
    let program = Path::new(env!("CARGO_BIN_EXE_chatroom"));
    let plain = house::chatroom("en");
    let mut command = std::process::Command::new("sh");
    command.arg("-c").arg(&bot).current_dir(plain.get_current_dir().unwrap());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", program.parent().unwrap().display()));
    command.env("CHATROOM_JOIN__PORT", house.port.to_string());
    command.stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let bot = Process::start(command);
    alice.out.wait_for("clock entered");
    alice.type_in("!time\n");
    alice.out.wait_for("clock: It is ");
    // The bot ends with the room.
    drop(house);
    drop(bot);
}
