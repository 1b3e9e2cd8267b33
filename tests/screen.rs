//! The screen of `chatroom join`: the real program in a pseudo-terminal, what it draws read back by a
//! terminal's parser.
//!
//! A wait ends with the screen that is waited for; the limit is reached only where a test fails. What
//! each part of the screen looks like is held to pictures beside it (`src/tui`): here stands what only
//! a terminal can show.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::process::Command;
use std::sync::mpsc::channel;

use portable_pty::{CommandBuilder, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

#[path = "support/joined.rs"]
mod house;

#[path = "support/terminal.rs"]
mod terminal;

use house::{House, folder};
use terminal::{Terminal, size};

fn alice(house: &House) -> Terminal {
    let mut alice = Terminal::start(&house.joining("en", &["--name", "alice"]), 24, 80);
    alice.wait_for("#lobby");
    alice
}

#[test]
fn two_talk_and_leave() {
    let house = House::open("en", &[]);
    let mut alice = alice(&house);
    assert!(alice.parser.screen().alternate_screen() && alice.parser.screen().bracketed_paste());
    let mut bob = house.join("cn", &["--name", "小明"]);
    alice.wait_for("小明");
    bob.type_in("你好，alice\n");
    alice.wait_for("你好，alice");
    // An empty line is nothing.
    alice.press("\r\rhello");
    alice.wait_for_input("hello");
    alice.press("\r");
    bob.out.wait_for("alice: hello");
    alice.press("//slash\r");
    bob.out.wait_for("alice: /slash");
    alice.press("/me waves\r");
    bob.out.wait_for("* alice waves");
    alice.wait_for("waves");
    alice.press("/quit so long\r");
    let (code, screen) = alice.end();
    assert_eq!(code, 0);
    assert_eq!(screen.trim(), "You left the chatroom.");
}

#[test]
fn a_name_is_asked_for_on_the_screen_until_there_is_one() {
    let house = House::open("en", &[]);
    let _bob = house.join("en", &["--name", "bob"]);
    for lang in ["en", "cn"] {
        let mut person = Terminal::start(&house.joining(lang, &[]), 24, 80);
        person.wait_for(if lang == "en" { "username" } else { "用户名" });
        person.press("bob\r");
        person.wait_for(if lang == "en" { "already exists" } else { "已存在" });
        person.press("小明\r");
        person.wait_for("#lobby");
        person.press("/quit\r");
        assert_eq!(person.end().0, 0);
    }
}

#[test]
fn a_paste_is_never_sent_by_itself() {
    let house = House::open("en", &[]);
    let mut bob = house.join("en", &["--name", "bob"]);
    let mut alice = alice(&house);
    alice.press("\u{1b}[200~one\u{1b}[201~");
    alice.wait_for_input("one");
    alice.press("\u{1b}[200~\rtwo\u{1b}[201~");
    alice.wait_for_input("two");
    alice.press("!\r");
    bob.out.wait_for("alice: one");
    bob.out.wait_for("alice: two!");
    let long: Vec<String> = (1..=12).map(|number| format!("line {number}")).collect();
    alice.press(&format!("\u{1b}[200~{}\u{1b}[201~", long.join("\r")));
    alice.wait_for("12 lines");
    // Whatever was asked, this does not send it.
    alice.press("n");
    alice.wait_until("no question", |alice| !alice.screen().contains("12 lines"));
    alice.press("after\r");
    assert_eq!(bob.out.wait_for("alice: "), "alice: after");
}

#[test]
fn sizes_come_and_go_down_to_one_cell() {
    let house = House::open("en", &[]);
    let mut bob = house.join("en", &["--name", "bob"]);
    let mut alice = alice(&house);
    bob.type_in("a long line of words that has to be broken on a narrow screen, 还有中文。\n");
    alice.wait_for("narrow");
    for (rows, columns) in [(1, 1), (2, 3), (10, 40), (3, 200), (60, 20), (1, 80), (24, 1), (24, 80)] {
        alice.resize(rows, columns);
        alice.press("x");
        bob.type_in("more\n");
    }
    alice.wait_for_input("xxxxxxxx");
    alice.wait_for("more");
    alice.press("\r");
    bob.out.wait_for("alice: xxxxxxxx");
    alice.press("/quit\r");
    assert_eq!(alice.end().0, 0);
}

#[test]
fn one_cell_from_the_start() {
    let house = House::open("en", &[]);
    let mut bob = house.join("en", &["--name", "bob"]);
    let mut alice = Terminal::start(&house.joining("en", &["--name", "alice"]), 1, 1);
    bob.out.wait_for("alice entered");
    alice.press("hi\r");
    bob.out.wait_for("alice: hi");
    alice.press("/quit\r");
    assert_eq!(alice.end().0, 0);
}

#[test]
fn signals_give_the_terminal_back() {
    let house = House::open("en", &[]);
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut alice = alice(&house);
        alice.press("half");
        alice.wait_for_input("half");
        alice.signal(signal);
        let (code, screen) = alice.end();
        assert_eq!(code, 0);
        assert_eq!(screen.trim(), "You left the chatroom.");
    }
}

#[test]
fn a_terminal_that_goes_away_ends_it_quietly() {
    let house = House::open("en", &[]);
    let mut bob = house.join("en", &["--name", "bob"]);
    let mut alice = alice(&house);
    bob.out.wait_for("alice entered");
    // The last end of it is the reader's, who goes with the next frame.
    (alice.keys, alice.master, alice.output) = (None, None, channel().1);
    bob.type_in("are you there?\n");
    let status = alice.child.wait().unwrap();
    assert!(status.signal().is_none(), "{status:?}");
    bob.out.wait_for("alice left");
}

#[test]
fn nobody_answers_and_then_somebody_does() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    drop(listener);
    let mut command = house::chatroom("en");
    command.args(["join", "--no-tls", "--host", "127.0.0.1", "--port", &port, "--name", "alice"]);
    let mut alice = Terminal::start(&command, 24, 80);
    alice.wait_for("Nobody answers at 127.0.0.1");
    assert_eq!(alice.screen().matches("Nobody answers").count(), 1);
    alice.press("\u{3}\u{3}");
    let (code, screen) = alice.end();
    assert_eq!(code, 1);
    assert!(screen.contains("error: Nobody answers at 127.0.0.1"), "{screen}");

    let mut alice = Terminal::start(&command, 24, 80);
    alice.wait_for("Nobody answers at 127.0.0.1");
    // Somebody does, and goes away again.
    let listener = std::net::TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    alice.press("\r");
    drop(listener.accept().unwrap());
    drop(listener);
    alice.wait_until("another end", |alice| {
        let screen = alice.screen();
        screen.contains("try again") && !screen.contains("Nobody answers")
    });
    alice.press("\r");
    alice.wait_for("Nobody answers at 127.0.0.1");
    alice.press("\u{3}\u{3}");
    assert_eq!(alice.end().0, 1);
}

/// A terminal that is held (Ctrl-S, a line that is slow) misses frames; nothing else waits for it.
#[test]
fn a_terminal_that_takes_nothing_holds_nothing_up() {
    let house = House::open("en", &[]);
    let mut bob = house.join("en", &["--name", "bob"]);
    let command = house.joining("en", &["--name", "alice"]);
    let pair = native_pty_system().openpty(size(60, 200)).unwrap();
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.cwd(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => builder.env(name, value),
            None => builder.env_remove(name),
        }
    }
    builder.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(builder).unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    bob.out.wait_for("alice entered");
    let words = "many words, ".repeat(60);
    for number in 0..40 {
        keys.write_all(format!("{number}: {words}\r").as_bytes()).unwrap();
        keys.flush().unwrap();
        bob.out.wait_for(&format!("alice: {number}: many"));
    }
    let pid = Pid::from_raw(i32::try_from(child.process_id().unwrap()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    bob.out.wait_for("alice left");
    assert_eq!(child.wait().unwrap().exit_code(), 0);
}

#[test]
fn what_was_typed_is_there_after_a_crash() {
    let house = House::open("en", &[]);
    let home = folder();
    let mut command = house.joining("en", &["--name", "alice"]);
    command.env("HOME", &home).env("XDG_DATA_HOME", home.join("data")).env("APPDATA", home.join("data"));
    let mut alice = Terminal::start(&command, 24, 80);
    alice.wait_for("#lobby");
    alice.press("half a thought");
    alice.wait_for_input("half a thought");
    alice.press("/quit\u{1}\u{1b}[3~");
    alice.wait_until("the first letter gone", |alice| alice.screen().contains("alf a thought/quit"));
    alice.signal(Signal::TERM);
    assert_eq!(alice.end().0, 0);
    let mut again = Terminal::start(&command, 24, 80);
    again.wait_for("alf a thought/quit");
    again.signal(Signal::TERM);
    assert_eq!(again.end().0, 0);
}

#[test]
fn an_editor_has_the_terminal_and_gives_it_back() {
    let house = House::open("en", &[]);
    let mut bob = house.join("en", &["--name", "bob"]);
    let script = folder().join("editor");
    std::fs::write(&script, "stty -a | grep -q ' icanon' && sed -i 's/thought/thing/' \"$1\"\n").unwrap();
    let mut command = house.joining("en", &["--name", "alice"]);
    command.env("EDITOR", format!("sh {}", script.display()));
    let mut alice = Terminal::start(&command, 24, 80);
    alice.wait_for("#lobby");
    alice.press("a thought");
    alice.wait_for_input("a thought");
    alice.press("\u{18}");
    alice.wait_for_input("a thing");
    alice.press("\r");
    bob.out.wait_for("alice: a thing");
    alice.press("/quit\r");
    assert_eq!(alice.end().0, 0);
}

/// Ctrl-Z in a shell with job control, and `fg`.
#[test]
fn suspended_and_back() {
    let house = House::open("en", &[]);
    let join = house.joining("en", &["--name", "alice"]);
    let quoted = |word: &std::ffi::OsStr| format!("'{}'", word.to_str().unwrap());
    let words: Vec<String> = std::iter::once(join.get_program()).chain(join.get_args()).map(quoted).collect();
    let mut command = Command::new("sh");
    command.args(["-i"]).current_dir(join.get_current_dir().unwrap()).env("PS1", "shell$ ");
    for (name, value) in join.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut shell = Terminal::start(&command, 24, 80);
    shell.wait_for("shell$");
    shell.press(&format!("{}\r", words.join(" ")));
    shell.wait_until("the screen", |shell| shell.parser.screen().alternate_screen());
    shell.wait_for("#lobby");
    let mut bob = house.join("en", &["--name", "bob"]);
    shell.press("half");
    shell.wait_for_input("half");
    shell.press("\u{1a}");
    shell.wait_until("the shell", |shell| {
        !shell.parser.screen().alternate_screen() && shell.before_caret().starts_with("shell$")
    });
    shell.is_given_back();
    shell.press("echo seen $((40 + 2))\r");
    shell.wait_for("seen 42");
    bob.type_in("are you there?\n");
    shell.press("fg\r");
    shell.wait_for("are you there?");
    shell.wait_for_input("half");
    shell.press("way\r");
    bob.out.wait_for("alice: halfway");
    shell.press("/quit\r");
    shell.wait_for("You left the chatroom.");
    shell.wait_until("the shell", |shell| shell.before_caret().starts_with("shell$"));
    shell.press("exit\r");
    assert_eq!(shell.end().0, 0);
}
