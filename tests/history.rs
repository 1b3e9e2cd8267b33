//! What is kept, with the program itself: it survives `kill -9`, it can be listed, searched, taken
//! out, put in, erased, copied and verified while a server runs, and a disk that fails is told.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::Signal;

#[path = "support/joined.rs"]
mod house;
#[path = "support/ran.rs"]
mod ran;

use house::{House, Process, STUCK, chatroom};
use ran::Ran;

/// A folder for what is kept, gone with the test.
struct Data(PathBuf);

impl Data {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("history-{}-{number}", std::process::id()));
        Self(folder)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn open(&self, lang: &str) -> House {
        House::open(lang, &["--data", self.path()])
    }

    /// `chatroom history` on it.
    fn history(&self, lang: &str, args: &[&str]) -> Ran {
        self.history_with(lang, args, b"")
    }

    fn history_with(&self, lang: &str, args: &[&str], input: &[u8]) -> Ran {
        let mut command = chatroom(lang);
        command.args(["history", "--data", self.path()]).args(args);
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap().into()
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Ran {
    #[track_caller]
    fn fine(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }
}

/// A simple IRC client.
struct Peer {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Peer {
    fn enter(house: &House, name: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
        stream.set_read_timeout(Some(STUCK)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        let mut peer = Self { stream, lines };
        peer.say(&format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN #lobby"));
        peer.wait_for(" 366 ");
        peer
    }

    fn say(&mut self, line: &str) {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).unwrap();
    }

    fn next(&mut self) -> String {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line);
        assert!(matches!(read, Ok(1..)), "the connection ended: {read:?}");
        line.trim_end().to_owned()
    }

    fn wait_for(&mut self, wanted: &str) -> String {
        loop {
            let line = self.next();
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Everything that came up to here.
    fn all(&mut self) -> Vec<String> {
        self.say("PING :all");
        let mut all = Vec::new();
        loop {
            let line = self.next();
            if line.ends_with(":all") {
                return all;
            }
            all.push(line);
        }
    }

    /// Says it in the lobby, and waits until the server has done what comes of it.
    fn tell(&mut self, text: &str) {
        self.say(&format!("PRIVMSG #lobby :{text}"));
        self.all();
    }
}

/// What the first column, the time and the rest of lines are.
fn said(out: &str) -> Vec<&str> {
    out.lines().filter_map(|line| line.splitn(4, ' ').nth(3)).collect()
}

#[test]
fn what_was_said_is_there_after_a_kill_and_its_owner_can_do_everything_with_it() {
    let data = Data::new();
    let house = data.open("en");
    let mut alice = Peer::enter(&house, "alice");
    for text in ["the first", "你好，今天喝茶吗？", "Café au lait", "the last"] {
        alice.tell(text);
    }
    alice.say("JOIN #tea\r\nTOPIC #tea :tea and coffee");
    alice.all();
    house.server.signal(Signal::KILL);
    house.server.end();

    let mut house = data.open("cn");
    let mut bob = Peer::enter(&house, "bob");
    let seen = bob.all().join("\n");
    for text in ["the first", "你好，今天喝茶吗？", "the last"] {
        assert_eq!(seen.matches(text).count(), 1, "{seen}");
    }

    bob.say("JOIN #tea");
    bob.wait_for(" 332 bob #tea :tea and coffee");
    bob.all();

    // All of this while the server runs.
    let list = data.history("en", &["list"]).fine();
    assert!(list.contains("#lobby  4 messages, ") && list.contains("#tea    0 messages, "), "{list}");
    let list = data.history("cn", &["list"]).fine();
    assert!(list.contains("#lobby  4 条消息"), "{list}");
    // The index may lag by a second.
    let begin = std::time::Instant::now();
    while said(&data.history("en", &["search", "last"]).fine()).is_empty() {
        assert!(begin.elapsed() < STUCK, "the last is not found");
    }
    for (words, found) in [
        (&["喝茶"][..], &["#lobby alice: 你好，今天喝茶吗？"][..]),
        (&["CAFE"], &["#lobby alice: Café au lait"]),
        (&["the"], &["#lobby alice: the first", "#lobby alice: the last"]),
        (&["the first"], &["#lobby alice: the first"]),
        (&["the", "--limit", "1"], &["#lobby alice: the last"]),
        (
            &["the", "--from", "ALICE", "--room", "lobby", "--after", "1h"],
            &["#lobby alice: the first", "#lobby alice: the last"],
        ),
    ] {
        let out = data.history("en", &[&["search"], words].concat()).fine();
        assert_eq!(said(&out), found, "{words:?}");
    }
    for none in [&["nothing-of-the-kind"][..], &["the", "--from", "bob"], &["the", "--before", "1h"]] {
        assert_eq!(
            data.history("en", &[&["search"], none].concat()).fine(),
            "Nothing was found.\n",
            "{none:?}"
        );
    }
    let nowhere = data.history("en", &["search", "x", "--room", "nowhere"]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.err.contains("there is no room #nowhere"), "{}", nowhere.err);

    let text = data.history("en", &["export", "--room", "#lobby"]).fine();
    assert!(text.contains(" #lobby alice: the first\n"), "{text}");
    let text = data.history("en", &["export"]).fine();
    assert!(text.contains(" alice changed the topic of #tea: tea and coffee\n"), "{text}");
    let json = data.history("en", &["export", "--format", "json"]).fine();
    let rows: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let messages = rows.iter().filter(|row| row["type"] == "message").count();
    assert_eq!(messages, 4, "{json}");
    let ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted() && ids.iter().all(|id| id.len() == 13), "{ids:?}");

    // Into another folder, and what comes out there is the same.
    let other = Data::new();
    let again = other.history_with("en", &["import", "-"], json.as_bytes()).fine();
    assert!(
        again.starts_with(&format!("Added: {}; there already: 0; can't be kept: 0.", rows.len())),
        "{again}"
    );
    assert_eq!(other.history("en", &["export", "--format", "json"]).fine(), json);
    let again = other.history_with("cn", &["import", "-"], json.as_bytes()).fine();
    assert!(again.starts_with(&format!("新增 0 条，已有 {} 条", rows.len())), "{again}");
    let broken = format!("{json}{{\"type\":\"message\"}}\n");
    let broken = other.history_with("en", &["import", "-"], broken.as_bytes());
    assert_eq!(broken.code, 1);
    assert!(broken.err.contains(&format!("line {}: ", rows.len() + 1)), "{}", broken.err);

    // A copy is whole, and the original, too.
    let copy = data.0.join("copy.db");
    let copy = copy.to_str().unwrap();
    let said = data.history("en", &["backup", copy]).fine();
    assert!(said.starts_with("Everything was copied to "), "{said}");
    assert_eq!(data.history("en", &["backup", copy]).code, 1, "it is there already");
    for args in [&["verify"][..], &["verify", copy]] {
        let said = data.history("en", args).fine();
        assert!(said.contains("messages: 4;") && said.ends_with(" is whole.\n"), "{said}");
    }
    let mut bytes = fs::read(copy).unwrap();
    let middle = bytes.len() / 2;
    bytes.drain(middle..);
    fs::write(copy, bytes).unwrap();
    assert_eq!(data.history("en", &["verify", copy]).code, 1);

    // What is erased is gone from everywhere; the server does not show it any more.
    let found = data.history("en", &["search", "the last"]).fine();
    let id = found.split(' ').next().unwrap();
    let unasked = data.history("en", &["erase", "--id", id]);
    assert_eq!(unasked.code, 2);
    assert!(unasked.err.contains("--yes"), "{}", unasked.err);
    assert_eq!(data.history("en", &["erase", "--id", id, "--yes"]).fine(), "One entry was erased.\n");
    assert_eq!(data.history("en", &["erase", "--id", id, "--yes"]).fine(), "There is nothing to erase.\n");
    assert_eq!(data.history("cn", &["search", "the last"]).fine(), "没有找到。\n");
    until_seen(&house, |seen| !seen.contains("the last") && seen.contains("the first"));
    assert!(data.history("en", &["erase", "--author", "alice", "--yes"]).fine().ends_with(" were erased.\n"));
    until_seen(&house, |seen| !seen.contains("the first"));
    house.server.type_in("\n");
    assert_eq!(house.server.end().0, 0);
}

/// Enters anew until what is seen is as it should be: the server is told by a signal, which has no
/// answer to wait for.
fn until_seen(house: &House, is_so: impl Fn(&str) -> bool) {
    let begin = std::time::Instant::now();
    let mut number = 0;
    loop {
        number += 1;
        let seen = Peer::enter(house, &format!("guest{number}")).all().join("\n");
        if is_so(&seen) {
            return;
        }
        assert!(begin.elapsed() < STUCK, "{seen}");
    }
}

#[test]
fn what_is_kept_survives_the_end_of_the_room_and_cloaks_stay() {
    let data = Data::new();
    let mut cloaks = Vec::new();
    for signal in [Signal::TERM, Signal::KILL] {
        let house = data.open("en");
        let mut alice = Peer::enter(&house, "alice");
        alice.say("WHOIS alice");
        let whois = alice.wait_for(" 311 ");
        cloaks.push(whois.split(' ').nth(5).unwrap().to_owned());
        alice.tell("one line");
        house.server.signal(signal);
        house.server.end();
    }
    assert_eq!(cloaks[0], cloaks[1]);
    let found = data.history("en", &["search", "one line"]).fine();
    assert_eq!(said(&found).len(), 2, "{found}");
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data.0), 0o700);
    assert_eq!(mode(&data.0.join("secret")), 0o600);
}

#[test]
fn one_server_at_a_time_has_a_folder() {
    let data = Data::new();
    let house = data.open("en");
    for (lang, words) in
        [("en", "is in use by another chatroom server"), ("cn", "正被另一个 chatroom 服务器使用")]
    {
        let mut command = chatroom(lang);
        command.args(["serve", "--host", "127.0.0.1", "--port", "0", "--data", data.path()]);
        let (code, out, err) = Process::start(command).end();
        assert_eq!((code, out), (1, vec![]));
        assert!(err[0].contains(words) && err[0].contains(data.path()), "{err:?}");
    }
    Peer::enter(&house, "alice");
    house.server.signal(Signal::KILL);
    house.server.end();
    Peer::enter(&data.open("en"), "alice");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = Data::new();
    fs::write(&file.0, "no folder").unwrap();
    let path = format!("{}/data", file.path());
    for (lang, words) in [("en", "--no-history"), ("cn", "--data")] {
        let mut command = chatroom(lang);
        command.args(["serve", "--host", "127.0.0.1", "--port", "0", "--data", &path]);
        let (code, _, err) = Process::start(command).end();
        assert_eq!(code, 1);
        assert!(err[0].contains(words) && err[0].contains(&path), "{err:?}");
    }
    fs::remove_file(&file.0).unwrap();
    let nothing = file.history("en", &["list"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, ""));
    assert!(nothing.err.contains("no history is kept in"), "{}", nothing.err);
    assert!(!file.0.exists(), "whoever only looks makes nothing");
}

/// Who may write nothing there can still read, once no server runs. (For the superuser, who may
/// write everywhere, this is no test.)
#[test]
fn a_folder_that_cannot_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let data = Data::new();
    let mut house = data.open("en");
    let mut alice = Peer::enter(&house, "alice");
    alice.say("PRIVMSG #lobby :tea for two");
    alice.all();
    house.server.type_in("\n");
    assert_eq!(house.server.end().0, 0);
    let permit = |mode| fs::set_permissions(&data.0, fs::Permissions::from_mode(mode)).unwrap();
    permit(0o555);
    let seen =
        [&["list"][..], &["search", "tea"], &["export"], &["verify"]].map(|args| data.history("en", args));
    permit(0o755);
    for (seen, words) in seen.into_iter().zip(["#lobby", "tea for two", "tea for two", "is whole"]) {
        let seen = seen.fine();
        assert!(seen.contains(words), "{seen}");
    }
}

#[test]
fn what_goes_wrong_with_history_is_said_in_our_words() {
    let data = Data::new();
    drop(data.open("en"));
    let nowhere = data.0.join("no").join("copy.db");
    for (lang, words) in [("en", "it does not exist"), ("cn", "不存在")] {
        let failed = data.history(lang, &["backup", nowhere.to_str().unwrap()]);
        assert_eq!(failed.code, 1);
        assert!(failed.err.contains(words) && !failed.err.contains(".part"), "{}", failed.err);
    }
    let unsaid = data.history("en", &["erase"]);
    assert_eq!(unsaid.code, 2);
    assert!(unsaid.err.contains("--id") && unsaid.err.contains("--author"), "{}", unsaid.err);
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn without_history_nothing_is_written_and_late_comers_see_what_was_said() {
    let mut command = chatroom("en");
    let home = Data::new();
    fs::create_dir_all(&home.0).unwrap();
    for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(variable, &home.0);
    }
    command.current_dir(&home.0);
    let mut house = House::open_with(command, &["--no-history"]);
    house.server.out.wait_for("kept in memory only");
    let mut alice = Peer::enter(&house, "alice");
    alice.tell("still here");
    let mut bob = Peer::enter(&house, "bob");
    assert!(bob.all().join("\n").contains("still here"));
    house.server.signal(Signal::TERM);
    house.server.end();
    // The key by which clients know the server is all that there is.
    assert_eq!(names(&home.0), ["chatroom"]);
    assert_eq!(names(&home.0.join("chatroom")), ["tls"]);
    let mut command = chatroom("en");
    command.args(["serve", "--no-history", "--data", home.path()]);
    let (code, _, err) = Process::start(command).end();
    assert_eq!(code, 2);
    assert!(err[0].contains("--no-history") && err[0].contains("--data"), "{err:?}");
}

/// A server whose files can't grow beyond a size: as on a disk that is full.
#[cfg(target_os = "linux")]
fn on_a_small_disk(lang: &str, data: &Data, on_failure: &str) -> House {
    let inner = chatroom(lang);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(inner.get_current_dir().unwrap());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("CHATROOM_HISTORY__ON_FAILURE", on_failure);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    House::open_with(command, &["--data", data.path()])
}

/// How large its files may become from here on; `None`: as large as they want.
#[cfg(target_os = "linux")]
fn limit_files(house: &House, bytes: Option<u64>) {
    use rustix::process::{Resource, Rlimit, prlimit};
    prlimit(Some(house.server.pid()), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_room_goes_on() {
    for (lang, failing, fine) in [
        ("en", "History can't be written", "History is written again"),
        ("cn", "无法写入历史记录", "历史记录已恢复写入"),
    ] {
        let data = Data::new();
        let mut house = on_a_small_disk(lang, &data, "go-on");
        let mut alice = Peer::enter(&house, "alice");
        let mut bob = Peer::enter(&house, "bob");
        alice.tell("before");
        bob.wait_for("before");
        limit_files(&house, Some(0));
        alice.tell("meanwhile");
        bob.wait_for("meanwhile");
        house.server.out.wait_for(failing);
        limit_files(&house, None);
        house.server.out.wait_for(fine);
        alice.tell("after");
        bob.wait_for("after");
        house.server.signal(Signal::KILL);
        house.server.end();
        let text = data.history("en", &["export"]).fine();
        let said: Vec<_> = text.lines().filter_map(|line| line.split_once("alice: ")).collect();
        let said: Vec<_> = said.iter().map(|(_, text)| *text).collect();
        assert_eq!(said, ["before", "meanwhile", "after"], "{text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_refuses_messages_if_the_operator_wants_it() {
    for (lang, failing, fine) in [
        ("en", "nothing can be said", "History is written again"),
        ("cn", "任何人都不能发言", "历史记录已恢复写入"),
    ] {
        let data = Data::new();
        let mut house = on_a_small_disk(lang, &data, "refuse");
        let mut alice = Peer::enter(&house, "alice");
        let mut bob = Peer::enter(&house, "bob");
        alice.tell("before");
        bob.wait_for("before");
        limit_files(&house, Some(0));
        alice.say("PRIVMSG #lobby :under way");
        alice.wait_for("FAIL PRIVMSG HISTORY_FAILING");
        house.server.out.wait_for(failing);
        alice.say("PRIVMSG #lobby :too late");
        alice.wait_for("FAIL PRIVMSG HISTORY_FAILING");
        // Those who are in stay, and others come.
        let mut carol = Peer::enter(&house, "carol");
        carol.all();
        limit_files(&house, None);
        house.server.out.wait_for(fine);
        alice.tell("after");
        let heard = loop {
            let line = bob.next();
            assert!(!line.contains("under way") && !line.contains("too late"), "{line}");
            if line.contains(" PRIVMSG #lobby :after") {
                break line;
            }
        };
        assert!(heard.starts_with(":alice!"), "{heard}");
        house.server.signal(Signal::KILL);
        house.server.end();
        let text = data.history("en", &["export"]).fine();
        let said: Vec<_> = text.lines().filter_map(|line| Some(line.split_once("alice: ")?.1)).collect();
        assert_eq!(said, ["before", "after"], "{text}");
        let house = data.open("en");
        let mut dave = Peer::enter(&house, "dave");
        assert!(!dave.all().join("\n").contains("under way"));
    }
}
