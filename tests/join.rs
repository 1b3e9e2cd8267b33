//! `chatroom join` in pipes, against the real server: what goes where, that nothing is lost, how it
//! ends.

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::net::TcpListener;
use std::process::Stdio;

#[path = "support/joined.rs"]
mod house;

use house::{House, Lines, Process, chatroom, folder};

#[test]
fn two_talk_in_their_own_languages() {
    let mut house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice"]);
    let mut bob = house.join("cn", &["--name", "小明"]);
    alice.out.wait_for("小明 entered the chatroom.");
    alice.type_in("hello\n/me waves\n//slash\n/msg 小明 psst\n");
    bob.out.wait_for("[alice → 你] psst");
    bob.type_in("你好\n/nick 阿明\n/topic 咖啡\n");
    alice.out.wait_for("小明: 你好");
    alice.out.wait_for("小明 is now called 阿明.");
    // The default room is the operator's.
    bob.err.wait_for("只有 #lobby 的房管才能这样做。");
    house.server.type_in("/topic 茶\n");
    alice.out.wait_for("Administrator changed the topic: 茶");
    alice.type_in("/topic\n/who\n/hlep\n/msg nobody hi\n/quit\n");
    let (code, out, err) = alice.end();
    assert_eq!(code, 0);
    let said = [
        "小明 entered the chatroom.",
        "小明: 你好",
        "小明 is now called 阿明.",
        "Administrator changed the topic: 茶",
    ];
    assert_eq!(out, said);
    let aside = err.join("\n");
    for line in [
        &format!("Connected to 127.0.0.1:{}", house.port),
        "Only you are in #lobby.",
        "Topic: 茶",
        "2 people are in #lobby: alice, 阿明",
        "There is no command /hlep; nothing was sent. Did you mean /help?",
        "Nobody here is called nobody.",
        "You left the chatroom.",
    ] {
        assert!(err.iter().any(|found| found == line), "{line:?} is not in\n{aside}");
    }
    bob.out.wait_for("alice 退出了聊天室。");
    bob.close_input();
    let (code, out, err) = bob.end();
    assert_eq!(code, 0);
    assert_eq!(
        out,
        [
            "alice: hello",
            "* alice waves",
            "alice: /slash",
            "[alice → 你] psst",
            "管理员 更改了话题：茶",
            "alice 退出了聊天室。"
        ]
    );
    assert_eq!(err.first().unwrap(), &format!("连接到 127.0.0.1:{}", house.port));
    assert_eq!(err.get(1).unwrap(), "#lobby 里有 2 人：alice、小明");
    assert_eq!(err.last().unwrap(), "你退出了聊天室。");
}

#[test]
fn nothing_of_a_terminal_is_in_a_pipe() {
    let house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice"]);
    let mut bob = house.join("en", &["--name", "bob"]);
    bob.type_in("red \u{1b}[31m \u{202e}evil\u{7}\n");
    alice.out.wait_for("bob: red");
    alice.close_input();
    let (_, out, err) = alice.end();
    let all = [out, err].concat().join("\n");
    assert!(!all.chars().any(|c| c.is_control() && c != '\n'), "{all:?}");
    assert!(all.contains("bob: red ␛[31m \u{fffd}evil␇"), "{all:?}");
}

#[test]
fn a_hundred_thousand_lines_arrive_whole_and_in_order() {
    const LINES: usize = 100_000;
    let house = House::open("en", &["--config", quiet().as_str()]);
    let reader = house.join("en", &["--name", "reader", "--listen", "--no-reconnect"]);
    let folder = folder();
    let path = folder.join("lines");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    (0..LINES).for_each(|number| writeln!(file, "{number}").unwrap());
    drop(file.into_inner().unwrap());
    let mut command = house.joining("en", &["--name", "writer"]);
    command.stdin(Stdio::from(std::fs::File::open(&path).unwrap()));
    let writer = Process::start(command);
    let (code, out, err) = writer.end();
    assert_eq!((code, out.len()), (0, 0), "{err:?}");
    let mut reader = reader;
    reader.out.wait_for("writer left the chatroom.");
    reader.close_input();
    // Without --listen the end of input would have ended it before.
    drop(house);
    let (_, out, _) = reader.end();
    let said = out.iter().filter_map(|line| line.strip_prefix("writer: "));
    assert!(said.eq((0..LINES).map(|number| number.to_string()).collect::<Vec<_>>().iter()));
}

/// A settings file for a server that prints no transcript.
fn quiet() -> String {
    let path = folder().join("quiet.toml");
    std::fs::write(&path, "[serve]\ntranscript = false\n").unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn verbatim_says_every_line_as_it_stands() {
    let house = House::open("en", &[]);
    let mut reader = house.join("en", &["--name", "reader"]);
    let mut writer = house.join("en", &["--name", "writer", "--verbatim"]);
    writer.type_in("/quit\n\n//x\n  indented\n\n/who\nlast, without an end");
    writer.close_input();
    let (code, _, err) = writer.end();
    assert_eq!(code, 0);
    assert!(!err.iter().any(|line| line.contains("in #lobby: writer")), "{err:?}");
    reader.out.wait_for("writer left the chatroom.");
    reader.close_input();
    let (_, out, _) = reader.end();
    let said = [
        "writer: /quit",
        "writer: //x",
        "writer:   indented",
        "writer: /who",
        "writer: last, without an end",
    ];
    assert_eq!(&out[1..6], said);
}

#[test]
fn an_empty_line_leaves_and_what_follows_is_not_said() {
    let house = House::open("en", &[]);
    let mut reader = house.join("en", &["--name", "reader"]);
    let mut writer = house.join("en", &["--name", "writer"]);
    writer.type_in("one\n\ntwo\n");
    let (code, _, _) = writer.end();
    assert_eq!(code, 0);
    reader.out.wait_for("writer left the chatroom.");
    reader.close_input();
    let (_, out, _) = reader.end();
    assert_eq!(out, ["writer entered the chatroom.", "writer: one", "writer left the chatroom."]);
}

#[test]
fn long_lines_arrive_whole() {
    let house = House::open("en", &[]);
    let mut reader = house.join("en", &["--name", "reader"]);
    let mut writer = house.join("en", &["--name", "writer"]);
    let tea = "茶".repeat(4000);
    writer.type_in(&format!("{tea}\n"));
    assert_eq!(reader.out.wait_for("writer: "), format!("writer: {tea}"));
    // More than one message holds comes as several, with nothing lost.
    let much = "x".repeat(100_000);
    writer.type_in(&format!("{much}\nend\n"));
    writer.close_input();
    reader.out.wait_for("writer left");
    reader.close_input();
    let (_, out, _) = reader.end();
    let said: String = out.iter().skip(2).filter_map(|line| line.strip_prefix("writer: ")).collect();
    assert_eq!(said, format!("{much}end"));
}

#[test]
fn listening_goes_on_after_the_end_of_input_until_the_room_is_closed() {
    let mut house = House::open("cn", &[]);
    let mut alice = house.join("en", &["--name", "alice", "--listen"]);
    let mut bob = house.join("cn", &["--name", "bob", "--listen"]);
    alice.type_in("bye");
    alice.close_input();
    bob.out.wait_for("alice: bye");
    house.server.type_in("打烊了\n\n");
    let (code, out, err) = alice.end();
    assert_eq!(code, 0, "{err:?}");
    assert_eq!(
        out,
        ["bob entered the chatroom.", "Administrator: 打烊了", "Chatroom closed by Administrator."]
    );
    let (code, out, _) = bob.end();
    assert_eq!(code, 0);
    assert_eq!(out, ["alice: bye", "管理员: 打烊了", "管理员关闭了聊天室。"]);
    assert_eq!(std::mem::replace(&mut house.server, Process::start(chatroom("en"))).end().0, 0);
}

#[test]
fn no_name_and_nobody_to_ask() {
    for (lang, word) in [("en", "--name"), ("cn", "没有用户名")] {
        let mut command = chatroom(lang);
        command.arg("join");
        let (code, out, err) = Process::start(command).end();
        assert_eq!((code, out.len(), err.len()), (3, 0, 1), "{err:?}");
        assert!(err[0].contains(word), "{err:?}");
    }
}

#[test]
fn a_refused_name_and_nobody_to_ask() {
    let house = House::open("en", &[]);
    let _alice = house.join("en", &["--name", "alice"]);
    for (name, lang, why) in [
        ("alice", "en", "Username already exists!"),
        ("ALICE", "cn", "用户名已存在。"),
        ("аlice", "en", "looks too much like alice"),
        ("管理员", "en", "reserved"),
        ("Administrator", "cn", "保留"),
        ("a b", "en", "space"),
        ("a.b", "en", "\".\""),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "en", "30"),
    ] {
        let (code, out, err) = Process::start(house.joining(lang, &["--name", name])).end();
        assert_eq!((code, out.len()), (3, 0), "{name}: {err:?}");
        assert!(
            err.last().unwrap().contains(why) && err.last().unwrap().contains("--name"),
            "{name}: {err:?}"
        );
    }
}

#[test]
fn passwords() {
    let folder = folder();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (right, wrong) = (file("right", "open sesame\n"), file("wrong", "close sesame\n"));
    let house = House::open("en", &["--password-file", &right]);
    let mut alice = house.join("en", &["--name", "alice", "--password-file", &right]);
    alice.close_input();
    assert_eq!(alice.end().0, 0);
    for (args, word) in [(vec!["--password-file", &wrong], "wrong"), (vec![], "wants a password")] {
        let (code, _, err) =
            Process::start(house.joining("en", &[&["--name", "bob"], &args[..]].concat())).end();
        assert_eq!(code, 5, "{err:?}");
        assert!(
            err.last().unwrap().contains(word) && err.last().unwrap().contains("--password-file"),
            "{err:?}"
        );
    }
}

#[test]
fn removed_by_the_operator() {
    let mut house = House::open("en", &[]);
    for (lang, word) in
        [("en", "Administrator removed you from the chatroom"), ("cn", "管理员 将你移出了聊天室")]
    {
        let alice = house.join(lang, &["--name", "alice"]);
        house.server.type_in("/kick alice\n");
        let (code, _, err) = alice.end();
        assert_eq!(code, 6, "{err:?}");
        assert!(err.last().unwrap().contains(word), "{err:?}");
    }
}

#[test]
fn the_server_is_gone() {
    for (lang, word) in [("en", "error: Connection lost"), ("cn", "错误：连接中断")] {
        let house = House::open("en", &[]);
        let alice = house.join(lang, &["--name", "alice", "--listen", "--no-reconnect"]);
        // Killed, with no goodbye.
        drop(house);
        let (code, _, err) = alice.end();
        assert_eq!(code, 4, "{err:?}");
        assert!(err.last().unwrap().starts_with(word), "{err:?}");
    }
}

/// Whoever leaves without knowing that they were heard is told so, and what nobody may have heard.
#[cfg(unix)]
#[test]
fn what_was_not_delivered_is_told_on_leaving() {
    use rustix::process::Signal;
    for (lang, told, left) in [
        ("en", "2 messages may not have been delivered", "You left the chatroom."),
        ("cn", "有 2 条消息可能未送达", "你退出了聊天室。"),
    ] {
        let house = House::open("en", &[]);
        let mut alice = house.join(lang, &["--name", "alice"]);
        house.server.signal(Signal::STOP);
        alice.type_in("one\n/me waves\n/hlep\n");
        alice.err.wait_for("/hlep");
        alice.signal(Signal::INT);
        let (code, _, err) = alice.end();
        assert_eq!(code, 4, "{err:?}");
        let [.., says, one, two, end] = err.as_slice() else { panic!("{err:?}") };
        assert!(says.starts_with(told), "{err:?}");
        assert_eq!([one, two, end], ["one", "/me waves", left]);
    }
}

#[cfg(unix)]
#[test]
fn the_server_is_shut_down() {
    let house = House::open("en", &[]);
    let alice = house.join("en", &["--name", "alice", "--no-reconnect"]);
    house.server.signal(rustix::process::Signal::TERM);
    let (code, _, err) = alice.end();
    assert_eq!(code, 4, "{err:?}");
    assert_eq!(err.last().unwrap(), "error: The server was shut down.");
}

#[cfg(unix)]
#[test]
fn signals_end_it_with_a_goodbye() {
    use rustix::process::Signal;
    let house = House::open("en", &[]);
    let mut reader = house.join("en", &["--name", "reader"]);
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let alice = house.join("en", &["--name", "alice"]);
        alice.signal(signal);
        let (code, _, err) = alice.end();
        assert_eq!((code, err.last().unwrap().as_str()), (0, "You left the chatroom."));
        assert_eq!(reader.out.wait_for("alice left"), "alice left the chatroom.");
    }
}

#[test]
fn nobody_answers() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for lang in ["en", "cn"] {
        let mut command = chatroom(lang);
        command.args(["join", "--name", "alice", "--host", "127.0.0.1", "--port", &port.to_string()]);
        let (code, out, err) = Process::start(command).end();
        // A slow machine may say before that it is connecting.
        assert_eq!((code, out.len()), (1, 0), "{err:?}");
        let error = err.last().unwrap();
        assert!(error.contains(&format!("127.0.0.1:{port}")) && error.contains("chatroom serve"), "{err:?}");
    }
    let mut command = chatroom("en");
    command.args(["join", "--name", "alice", "--host", "no.such.host.invalid"]);
    let (code, _, err) = Process::start(command).end();
    assert_eq!(code, 1, "{err:?}");
    assert!(err.last().unwrap().contains("no.such.host.invalid"), "{err:?}");
}

#[test]
fn links_name_host_port_and_room() {
    let house = House::open("en", &[]);
    let mut tea = Process::start({
        let mut command = chatroom("en");
        command.args(["join", &format!("chatroom://127.0.0.1:{}/tea", house.port), "--name", "alice"]);
        command
    });
    tea.err.wait_for("Only you are in #tea.");
    let mut bob = house.join("en", &["--name", "bob", "--room", "tea"]);
    tea.out.wait_for("bob entered the chatroom.");
    bob.type_in("hi\n\n");
    tea.out.wait_for("bob: hi");
}

#[test]
fn whoever_reads_has_gone() {
    let house = House::open("en", &[]);
    let mut reader = house.join("en", &["--name", "reader"]);
    let mut command = house.joining("en", &["--name", "alice", "--listen"]);
    let mut child = command.spawn().unwrap();
    let mut err = Lines::of(child.stderr.take().unwrap());
    err.wait_for("#lobby");
    // Nobody reads its standard output from here on.
    drop(child.stdout.take());
    reader.type_in("hello\n");
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(err.all().len(), 2, "quietly");
    reader.out.wait_for("alice left the chatroom");
}

#[test]
fn at_a_server_that_knows_no_capabilities() {
    use std::io::{BufRead, BufReader};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut command = chatroom("en");
    command.args([
        "join",
        "--no-tls",
        "--host",
        "127.0.0.1",
        "--port",
        &port,
        "--name",
        "alice",
        "--room",
        "tea",
    ]);
    let mut alice = Process::start(command);
    let (socket, _) = listener.accept().unwrap();
    let mut lines = BufReader::new(socket.try_clone().unwrap()).lines().map(|line| line.unwrap());
    let say = |text: &str| (&socket).write_all(format!("{text}\r\n").as_bytes()).unwrap();
    let mut until = |wanted: &str| lines.find(|line| line.starts_with(wanted)).unwrap();
    until("USER");
    say(":old 421 * CAP :Unknown command\r\n:old 001 alice :Hi\r\n:old 376 alice :End");
    assert_eq!(until("JOIN"), "JOIN #tea");
    say(":alice!a@h JOIN #tea\r\n:old 353 alice = #tea :alice\r\n:old 366 alice #tea :End");
    alice.err.wait_for("Only you are in #tea.");
    alice.type_in("hi\n");
    alice.close_input();
    assert_eq!(until("PRIVMSG"), "PRIVMSG #tea :hi");
    // It leaves only when this server has said that it has come so far.
    let token = until("PING").split_once(' ').unwrap().1.to_owned();
    say(&format!(":old PONG old :{token}"));
    until("QUIT");
    say("ERROR :bye");
    let (code, _, err) = alice.end();
    assert_eq!((code, err.last().unwrap().as_str()), (0, "You left the chatroom."));
}

#[test]
fn a_server_without_a_room_of_its_own() {
    use std::io::{BufRead, BufReader};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut command = chatroom("en");
    command.args(["join", "--no-tls", "--host", "127.0.0.1", "--port", &port, "--name", "alice"]);
    let alice = Process::start(command);
    let (socket, _) = listener.accept().unwrap();
    let mut lines = BufReader::new(socket.try_clone().unwrap()).lines();
    lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("USER"))).unwrap().unwrap();
    (&socket).write_all(b":old 001 alice :Hi\r\n:old 422 alice :none\r\n").unwrap();
    let (code, _, err) = alice.end();
    assert_eq!(code, 1);
    assert!(err.last().unwrap().contains("--room"), "{err:?}");
}

/// Nobody reads standard output: the server is read later, and a signal still ends it.
#[cfg(unix)]
#[test]
fn a_stuck_output_stops_nothing() {
    use rustix::process::{Pid, Signal, kill_process};
    let mut house = House::open("en", &[]);
    let mut child = house.joining("en", &["--name", "alice", "--listen"]).spawn().unwrap();
    let mut aside = Lines::of(child.stderr.take().unwrap());
    aside.wait_for("Only you are in #lobby.");
    let line = "x".repeat(4000);
    // More than the pipe and what may wait before the pipe hold.
    for _ in 0..200 {
        house.server.type_in(&format!("{line}\n"));
    }
    house.server.type_in("/who\n");
    house.server.out.wait_for("alice (#lobby)");
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    house.server.out.wait_for("alice left the chatroom.");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// A name becomes an account; from then on the client logs in by itself, and nobody sees the password.
#[test]
fn an_account_is_registered_once_and_logged_in_to_ever_after() {
    let house = House::open("en", &[]);
    let home = folder();
    let join = |name: &str| {
        let mut command = house.joining("en", &["--name", name]);
        command.env("HOME", &home).env("XDG_DATA_HOME", home.join("data")).env("APPDATA", home.join("data"));
        let mut process = Process::start(command);
        process.err.wait_for("#lobby");
        process
    };
    let mut first = join("alice");
    first.type_in("/register\n");
    first.err.wait_for("The account alice is yours.");
    first.type_in("hello there\n");
    // The index may lag a little behind.
    loop {
        first.type_in("/search HELLO\n");
        if first.err.wait_for(" found.").starts_with('1') {
            break;
        }
    }
    first.type_in("typo\n/unsay\n");
    first.err.wait_for("Your message is taken back: typo");
    first.close_input();
    assert_eq!(first.end().0, 0);
    // The name belongs to it: nobody else can have it.
    let (code, _, err) = Process::start(house.joining("en", &["--name", "alice"])).end();
    assert_eq!(code, 3, "{err:?}");
    assert!(err.last().unwrap().contains("belongs to an account"), "{err:?}");
    let kept = std::fs::read_to_string(home.join("data/chatroom/accounts.toml")).unwrap();
    let password = kept.split("password = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(password.len() >= 20, "{kept}");
    // Whoever is in by another name takes it: the password is known here.
    let mut third = join("mallory");
    third.type_in("/nick alice\n");
    third.err.wait_for("You are logged in as alice.");
    third.err.wait_for("You are now called alice.");
    third.close_input();
    assert_eq!(third.end().0, 0);
    let mut second = join("alice");
    second.out.wait_for("alice: hello there");
    second.type_in("/history\n/stay on\n/whois alice\n");
    second.err.wait_for("There are no earlier messages.");
    second.err.wait_for("You stay in your rooms while you are not connected.");
    second.err.wait_for("real name: ");
    second.close_input();
    let (code, out, err) = second.end();
    assert_eq!(code, 0);
    assert!(err.iter().any(|line| line == "You are logged in as alice."), "{err:?}");
    assert!(!out.iter().chain(&err).any(|line| line.contains("typo") || line.contains(password)), "{out:?}");
}

/// What was read of a pipe and not said is repeated as well as what was said and not confirmed.
#[test]
fn lines_that_were_read_and_not_said_are_repeated() {
    use std::io::{BufRead as _, BufReader, Write as _};
    const SAID: usize = chatroom::chat::UNCONFIRMED_MESSAGES_MAX;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("irc://{}/#tea", listener.local_addr().unwrap());
    // A server that lets in whoever comes, confirms nothing, and goes once much is said.
    let server = std::thread::spawn(move || {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        let mut said = 0;
        while said < SAID {
            let mut line = String::new();
            assert!(stream.read_line(&mut line).unwrap() > 0, "{said}");
            let answer = match line.split(' ').next().unwrap_or_default() {
                "CAP" => ":h 421 * CAP :no such command\r\n",
                "USER" => ":h 001 alice :hi\r\n:h 376 alice :end\r\n",
                "JOIN" => ":alice!a@h JOIN #tea\r\n:h 366 alice #tea :end\r\n",
                _ => "",
            };
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
            said += usize::from(line.starts_with("PRIVMSG "));
        }
    });
    let mut command = chatroom("en");
    command.args(["join", &address, "--name", "alice", "--no-reconnect"]);
    let mut alice = Process::start(command);
    alice.err.wait_for("#tea");
    // Few enough bytes that they are read at once.
    alice.type_in(&"x\n".repeat(SAID + 5));
    server.join().unwrap();
    let (code, _, err) = alice.end();
    assert_eq!(code, 4, "{err:?}");
    assert!(err.iter().any(|line| line.starts_with(&format!("{SAID} messages may not"))), "{err:?}");
    let at = err.iter().position(|line| line == "5 lines of the input were not read any more:").unwrap();
    assert_eq!(err[at + 1..at + 6], ["x"; 5], "{err:?}");
}
