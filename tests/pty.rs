//! `chatroom join --lines` on a terminal: the real program in a pseudo-terminal, its screen read back by a
//! terminal's parser.
//!
//! A wait ends with the screen that is waited for; the limit is reached only where a test fails.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::process::Command;

#[path = "support/joined.rs"]
mod house;

#[path = "support/terminal.rs"]
mod terminal;

use house::{House, chatroom, folder};
use terminal::Terminal;

const ROWS: u16 = 24;
const COLUMNS: u16 = 80;

fn start(command: &Command) -> Terminal {
    Terminal::start(command, ROWS, COLUMNS)
}

/// A command that joins and writes lines, as on a terminal of old.
fn joining(house: &House, lang: &str, args: &[&str]) -> Command {
    let mut command = house.joining(lang, args);
    command.arg("--lines");
    command
}

fn lines(screen: &str) -> Vec<&str> {
    screen.lines().map(str::trim_end).collect()
}

#[test]
fn two_talk_and_leave() {
    let house = House::open("en", &[]);
    let mut alice = start(&joining(&house, "en", &[]));
    alice.wait_for_row("username> ");
    alice.wait_for("Connected to 127.0.0.1:");
    alice.press("alice\r");
    alice.wait_for("Only you are in #lobby.");
    let mut bob = start(&joining(&house, "cn", &[]));
    bob.wait_for_row("用户名> ");
    bob.wait_for("连接到 127.0.0.1:");
    bob.press("小明\r");
    bob.wait_for("#lobby 里有 2 人：alice、小明");
    bob.wait_for_row("> ");
    alice.wait_for("小明 entered the chatroom.");
    bob.press("你好\r");
    alice.wait_for("小明: 你好");
    alice.press("hello\r/me waves\r//slash\r");
    bob.wait_for("alice: /slash");
    // An empty line leaves.
    bob.press("\r");
    alice.wait_for("小明 left the chatroom.");
    alice.press("/quit so long\r");
    let (code, screen) = bob.end();
    assert_eq!(code, 0);
    assert_eq!(
        lines(&screen)[1..],
        [
            "用户名> 小明",
            "#lobby 里有 2 人：alice、小明",
            "小明: 你好",
            "alice: hello",
            "* alice waves",
            "alice: /slash",
            "你退出了聊天室。"
        ]
    );
    let (code, screen) = alice.end();
    assert_eq!(code, 0);
    assert_eq!(
        lines(&screen)[1..],
        [
            "username> alice",
            "Only you are in #lobby.",
            "小明 entered the chatroom.",
            "小明: 你好",
            "alice: hello",
            "* alice waves",
            "alice: /slash",
            "小明 left the chatroom.",
            "> /quit so long",
            "You left the chatroom."
        ]
    );
}

#[test]
fn what_arrives_does_not_tear_the_line_being_typed() {
    let house = House::open("en", &[]);
    let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
    alice.wait_for("Only you");
    let mut bob = house.join("en", &["--name", "bob"]);
    alice.wait_for("bob entered");
    alice.press("half a thought");
    alice.wait_for_row("> half a thought");
    // In the middle of a word, too.
    alice.press("\u{1b}[D\u{1b}[D");
    alice.wait_until("the caret", |alice| alice.row() == ("> half a thoug".to_owned(), "ht".to_owned()));
    bob.type_in("one\ntwo\n");
    alice.wait_for("bob: two");
    alice.wait_until("the row", |alice| alice.row() == ("> half a thoug".to_owned(), "ht".to_owned()));
    let screen = alice.screen();
    let rows = lines(&screen);
    let [.., one, two, typed] = rows[..] else { panic!("{screen}") };
    assert_eq!([one, two, typed], ["bob: one", "bob: two", "> half a thought"]);
    assert_eq!(alice.row(), ("> half a thoug".to_owned(), "ht".to_owned()));
    alice.press("\u{5}, whole\r");
    bob.out.wait_for("alice: half a thought, whole");
    alice.press("\u{4}");
    assert_eq!(alice.end().0, 0);
}

#[test]
fn a_name_that_is_taken_or_unfit_is_asked_for_again() {
    let house = House::open("en", &[]);
    let _bob = house.join("en", &["--name", "bob"]);
    for (lang, prompt, taken, space, empty) in [
        (
            "en",
            "username> ",
            "Username already exists!",
            "A name can't have a space",
            "A name can't be empty.",
        ),
        ("cn", "用户名> ", "用户名已存在。", "用户名中不能有空格。", "用户名不能为空。"),
    ] {
        let mut alice = start(&joining(&house, lang, &["--name", "bob"]));
        alice.wait_for(taken);
        alice.wait_for_row(prompt);
        alice.press("a b\r");
        alice.wait_for(space);
        alice.wait_for_row(prompt);
        alice.press("\r");
        alice.wait_for(empty);
        alice.wait_for_row(prompt);
        alice.press("alice\r");
        alice.wait_for("#lobby");
        alice.press("\r");
        let (code, screen) = alice.end();
        assert_eq!(code, 0);
        assert_eq!(screen.matches("127.0.0.1").count(), 1, "no new start:\n{screen}");
    }
}

#[test]
fn a_name_may_take_longer_than_the_server_waits() {
    let mut command = house::chatroom("en");
    command.env("CHATROOM_LIMITS__REGISTRATION_TIMEOUT", "1");
    let house = House::open_with(command, &[]);
    let mut alice = start(&joining(&house, "en", &[]));
    alice.wait_for("Connected to");
    // This one comes later, and so is let go later.
    let mut lookout = std::net::TcpStream::connect(("127.0.0.1", house.port)).unwrap();
    lookout.write_all(b"CAP LS\r\n").unwrap();
    let mut said = String::new();
    lookout.read_to_string(&mut said).unwrap();
    assert!(said.contains("ERROR"), "{said}");
    alice.press("alice\r");
    alice.wait_for("Only you are in #lobby.");
    alice.press("\r");
    assert_eq!(alice.end().0, 0);
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    let path = folder().join("password");
    std::fs::write(&path, "open sesame\n").unwrap();
    let house = House::open("en", &["--password-file", path.to_str().unwrap()]);
    let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
    alice.wait_for_row("password> ");
    alice.press("wrong\r");
    alice.wait_for("The password is wrong.");
    alice.wait_for_row("password> ");
    alice.press("open sesame");
    alice.wait_for_row("password> ***********");
    alice.press("\r");
    alice.wait_for("Only you are in #lobby.");
    alice.press("\u{3}");
    let (code, screen) = alice.end();
    assert_eq!(code, 0);
    assert!(!screen.contains("sesame") && !screen.contains("wrong\n"), "{screen}");
}

/// The server is judged while somebody is asked for a name: one that is another is refused before they
/// have typed any.
#[test]
fn nobody_types_a_name_for_a_server_that_is_refused() {
    let (house, home) = (House::open("en", &[]), folder());
    std::fs::create_dir_all(home.join("chatroom")).unwrap();
    let known = format!("127.0.0.1:{} SHA256:{} 2026-01-01\n", house.port, "A".repeat(43));
    std::fs::write(home.join("chatroom/known_servers"), known).unwrap();
    let mut command = chatroom("en");
    command.env("XDG_DATA_HOME", &home).env("HOME", &home);
    command.args(["join", "--host", "127.0.0.1", "--port", &house.port.to_string()]);
    let (code, screen) = start(&command).end();
    assert!(code == 5 && screen.contains("has another key than before"), "{code}: {screen}");
}

/// Where only the invited come in, a code is asked for; whoever has an account may say its password.
#[test]
fn a_code_is_asked_for_and_an_account_needs_none() {
    let mut command = chatroom("en");
    command.env("CHATROOM_ENTRY__WHO", "invited");
    let mut house = House::open_with(command, &[]);
    house.server.type_in("/invite 2\n");
    let told = house.server.out.wait_for("the password is ");
    let code = told.split("the password is ").nth(1).unwrap().trim().to_owned();
    let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
    alice.wait_for("Only people who were invited can come in.");
    alice.wait_for_row("password> ");
    alice.press("wrong\r");
    alice.wait_for("this code is wrong, used up or too old");
    alice.wait_for_row("password> ");
    alice.press(&format!("{code}\r"));
    alice.wait_for("Only you are in #lobby.");
    alice.press("/register opensesame\r");
    alice.wait_for("The account alice is yours");
    alice.press("/quit\r");
    assert_eq!(alice.end().0, 0);
    // On another machine, where nobody knows the password, it is typed.
    let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
    alice.wait_for("Only people who were invited can come in.");
    alice.wait_for_row("password> ");
    // As Chinese keyboards type it, and with whose it is.
    alice.press("/LOGIN\u{3000}alice opensesame\r");
    alice.wait_for("Only you are in #lobby.");
}

/// A password that was made and can't be kept is nowhere else: its owner sees it.
#[test]
fn a_made_password_that_can_not_be_kept_is_shown() {
    let house = House::open("en", &[]);
    let home = folder();
    for data in ["data", ".local/share", "Library/Application Support"] {
        std::fs::create_dir_all(home.join(data).join("chatroom/accounts.toml")).unwrap();
    }
    let mut command = joining(&house, "en", &["--name", "alice"]);
    command.env("HOME", &home).env("XDG_DATA_HOME", home.join("data")).env("APPDATA", home.join("data"));
    let mut alice = start(&command);
    alice.wait_for("Only you are in #lobby.");
    alice.press("/register\r");
    alice.wait_for("The account alice is yours, but its password could not be kept in");
    alice.wait_for("The password of alice is ");
    let screen = alice.screen();
    let password = screen.split("The password of alice is ").nth(1).unwrap().lines().next().unwrap();
    assert!(password.len() >= 20 && !screen.contains("is kept"), "{screen}");
    alice.press("\u{3}");
    assert_eq!(alice.end().0, 0);
}

#[test]
fn the_password_of_an_operator_is_asked_for_twice_and_not_shown() {
    let mut command = house::chatroom("en");
    command.arg("hash-password");
    let mut person = start(&command);
    person.wait_for_row("Password: ");
    person.press("open sesamx\u{7f}e\r");
    person.wait_for_row("Once more: ");
    person.press("open sesame\r");
    person.wait_for("$argon2id$v=19$");
    let (code, screen) = person.end();
    assert_eq!(code, 0);
    assert!(!screen.contains("sesam") && !screen.contains('*'), "{screen}");

    let mut person = start(&command);
    person.wait_for_row("Password: ");
    person.press("one\r");
    person.wait_for_row("Once more: ");
    person.press("two\r");
    person.wait_for("the two passwords are not the same");
    assert_eq!(person.end().0, 1);

    let mut person = start(&command);
    person.wait_for_row("Password: ");
    person.press("\u{3}");
    assert_eq!(person.end().0, 1);
}

#[test]
fn keys_do_what_fingers_expect() {
    let house = House::open("en", &[]);
    let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
    alice.wait_for("Only you");
    let mut bob = house.join("en", &["--name", "bob"]);
    let _xiaoming = house.join("en", &["--name", "小明"]);
    alice.wait_for("小明 entered");
    // Tab completes names and commands, the former also in the middle.
    alice.press("bo\t");
    alice.wait_for_row("> bob: ");
    alice.press("hi 明\t");
    alice.wait_for_row("> bob: hi 小明 ");
    // A paste is not sent by itself.
    alice.press("\u{1b}[200~one\rtwo\u{1b}[201~");
    alice.wait_for_row("> bob: hi 小明 one↲two");
    // Ctrl-C takes back what was typed; only in an empty line it leaves.
    alice.press("\u{3}");
    alice.wait_for_row("> ");
    alice.press("/to\t");
    alice.wait_for_row("> /topic ");
    alice.press("\r");
    alice.wait_for("There is no topic.");
    alice.press("first\r");
    bob.out.wait_for("alice: first");
    alice.press("\u{1b}[A");
    alice.wait_for_row("> first");
    alice.press(" again\r");
    bob.out.wait_for("alice: first again");
    alice.press("/hlep\r");
    alice.wait_for("Did you mean /help?");
    alice.press("\u{3}");
    let (code, screen) = alice.end();
    assert_eq!(code, 0);
    assert!(screen.ends_with("You left the chatroom."), "{screen}");
}

#[test]
fn the_window_changes_its_size() {
    let house = House::open("en", &[]);
    let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
    alice.wait_for("Only you");
    alice.press(&"x".repeat(60));
    alice.wait_for_row(&format!("> {}", "x".repeat(60)));
    alice.resize(ROWS, 40);
    alice.wait_until("a narrower row", |alice| {
        let (row, _) = alice.row();
        row.starts_with("> <x") && row.len() < 40
    });
    alice.press("\u{3}\u{3}");
    assert_eq!(alice.end().0, 0);
}

#[test]
fn signals_give_the_terminal_back() {
    use rustix::process::{Pid, Signal, kill_process};
    let house = House::open("en", &[]);
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut alice = start(&joining(&house, "en", &["--name", "alice"]));
        alice.wait_for_row("> ");
        alice.wait_for("Only you");
        alice.press("half");
        alice.wait_for_row("> half");
        let pid = Pid::from_raw(i32::try_from(alice.child.process_id().unwrap()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        let (code, screen) = alice.end();
        assert_eq!(code, 0);
        assert!(screen.ends_with("You left the chatroom."), "{screen}");
    }
}

#[test]
fn the_room_is_closed_over_a_line_being_typed() {
    for (lang, words) in [("en", "Chatroom closed by Administrator."), ("cn", "管理员关闭了聊天室。")]
    {
        let mut house = House::open("cn", &[]);
        let mut alice = start(&joining(&house, lang, &["--name", "alice"]));
        alice.wait_for("#lobby");
        alice.press("half");
        alice.wait_for_row("> half");
        house.server.type_in("\n");
        let (code, screen) = alice.end();
        assert_eq!(code, 0);
        assert!(screen.ends_with(words), "{screen}");
    }
}

#[test]
fn nobody_answers() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = house::chatroom("en");
    command.args(["join", "--lines", "--host", "127.0.0.1", "--port", &port.to_string()]);
    let (code, screen) = start(&command).end();
    assert_eq!(code, 1);
    assert!(screen.contains("error: Nobody answers at 127.0.0.1"), "{screen}");
}

/// Only the input is a terminal: somebody can be asked, but there is no line to be edited.
#[test]
fn half_a_terminal() {
    let house = House::open("en", &[]);
    let _bob = house.join("en", &["--name", "bob"]);
    let out = folder().join("out");
    let join = joining(&house, "en", &[]);
    let line = format!("{} > {}", line_of(&join), out.display());
    let mut alice = start(&shell(&join, &["-c", &line]));
    alice.wait_for("Connected to");
    alice.wait_for_row("username> ");
    alice.press("bob\r");
    alice.wait_for("Username already exists!");
    alice.wait_for_row("username> ");
    alice.press("alice\r");
    alice.wait_for("2 people are in #lobby: alice, bob");
    alice.press("hi\r\r");
    let (code, screen) = alice.end();
    assert_eq!(code, 0);
    assert!(screen.ends_with("You left the chatroom."), "{screen}");
    assert_eq!(std::fs::read_to_string(out).unwrap(), "");
}

/// A terminal that can't move its cursor is written to as a pipe is.
#[test]
fn a_dumb_terminal() {
    let house = House::open("en", &[]);
    let join = joining(&house, "en", &[]);
    let line = format!("TERM=dumb {}", line_of(&join));
    let mut alice = start(&shell(&join, &["-c", &line]));
    alice.wait_for_row("username> ");
    alice.press("alice\r");
    alice.wait_for("Only you are in #lobby.");
    let mut bob = house.join("en", &["--name", "bob"]);
    bob.type_in("hi\n");
    alice.wait_for("bob: hi");
    assert!(!alice.raw.contains(&0x1b));
    alice.press("\u{4}");
    assert_eq!(alice.end().0, 0);
}

/// An operator at the console of a server of their own, and its port.
fn console() -> (Terminal, String) {
    let mut command = chatroom("en");
    command.args(["serve", "--no-history", "--host", "127.0.0.1", "--port", "0"]);
    let mut operator = start(&command);
    operator.wait_for("An empty line closes the room");
    let screen = operator.screen();
    let (_, behind) = screen.split_once("127.0.0.1:").unwrap();
    let port: String = behind.chars().take_while(char::is_ascii_digit).collect();
    (operator, port)
}

/// Somebody who joins it from a terminal.
fn guest(lang: &str, port: &str, name: &str) -> Terminal {
    let mut join = chatroom(lang);
    join.args(["join", "--lines", "--host", "127.0.0.1", "--port", port, "--name", name]);
    start(&join)
}

/// Where a terminal stands, its end is the end of the room; elsewhere this signal means something else.
#[test]
fn the_operators_terminal_hangs_up() {
    use rustix::process::{Pid, Signal, kill_process};
    let (operator, _) = console();
    let pid = Pid::from_raw(i32::try_from(operator.child.process_id().unwrap()).unwrap()).unwrap();
    kill_process(pid, Signal::HUP).unwrap();
    let (code, screen) = operator.end();
    assert_eq!(code, 0);
    assert!(screen.contains("The server is going down"), "{screen}");
}

/// Ctrl-D ends the console and not the room: what is typed then means nothing.
#[test]
fn the_operator_ends_the_console() {
    let (mut operator, port) = console();
    operator.press("\u{4}");
    operator.wait_for("Standard input has ended");
    operator.press("\rhello\r\r");
    let mut guest = guest("en", &port, "bob");
    guest.wait_for("Only you are in #lobby.");
    guest.press("anybody?\r\r");
    operator.wait_for("bob left the chatroom.");
    assert!(!guest.end().1.contains("hello"));
    // Ctrl-C is a signal again.
    operator.press("\u{3}");
    operator.wait_for("Chatroom closed by Administrator.");
    assert_eq!(operator.end().0, 0);
}

#[test]
fn the_operators_line_is_not_torn() {
    let (mut operator, port) = console();
    operator.press("half a li");
    operator.wait_for_row("> half a li");
    let mut guest = guest("cn", &port, "小明");
    operator.wait_for("小明 entered the chatroom.");
    operator.wait_for_row("> half a li");
    operator.press("ne\r/who\r");
    guest.wait_for("管理员: half a line");
    operator.wait_for("小明 (#lobby)");
    operator.press("\r");
    guest.wait_for("管理员关闭了聊天室。");
    assert_eq!(guest.end().0, 0);
    let (code, screen) = operator.end();
    assert_eq!(code, 0);
    let rows = lines(&screen);
    assert!(rows.iter().any(|row| row.ends_with(" Administrator: half a line")), "{rows:#?}");
    for row in ["> /who", "One person is here:", "Chatroom closed by Administrator."] {
        assert!(rows.contains(&row), "{row:?} is not in {rows:#?}");
    }
}

/// A command as a line for a shell.
fn line_of(join: &Command) -> String {
    let quoted = |word: &std::ffi::OsStr| format!("'{}'", word.to_str().unwrap());
    let words: Vec<String> = std::iter::once(join.get_program()).chain(join.get_args()).map(quoted).collect();
    words.join(" ")
}

/// A shell that sees what `join` would see.
fn shell(join: &Command, args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(args).current_dir(join.get_current_dir().unwrap()).env("PS1", "shell$ ");
    for (name, value) in join.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Ctrl-Z in a shell with job control, and `fg`.
#[test]
fn suspended_and_back() {
    let house = House::open("en", &[]);
    let join = joining(&house, "en", &["--name", "alice"]);
    let mut shell = start(&shell(&join, &["-i"]));
    shell.wait_for("shell$");
    shell.press(&format!("{}\r", line_of(&join)));
    shell.wait_for("Only you are in #lobby.");
    shell.wait_for_row("> ");
    let mut bob = house.join("en", &["--name", "bob"]);
    shell.press("half");
    shell.wait_for_row("> half");
    shell.press("\u{1a}");
    shell.wait_until("the shell", |shell| shell.row().0.starts_with("shell$"));
    // The terminal is the shell's again, with its modes.
    shell.press("echo seen $((40 + 2))\r");
    shell.wait_for("seen 42");
    bob.type_in("are you there?\n");
    shell.press("fg\r");
    shell.wait_for("bob: are you there?");
    shell.wait_for_row("> half");
    shell.press("way\r");
    bob.out.wait_for("alice: halfway");
    shell.press("\r");
    shell.wait_for("You left the chatroom.");
    shell.wait_until("the shell", |shell| shell.row().0.starts_with("shell$"));
    shell.press("exit\r");
    assert_eq!(shell.end().0, 0);
}
