//! The settings, the languages and the files that the settings name are read again while the room is
//! open: whole, or not at all with everything that is wrong told.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use chatroom::settings::hash;

#[path = "support/joined.rs"]
mod house;

use house::{House, STUCK, chatroom, folder};

/// Somebody with a plain socket who speaks IRC.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(port: u16, lines: &str) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket.set_read_timeout(Some(STUCK)).unwrap();
        let mut client = Self(BufReader::new(socket));
        client.say(lines);
        client
    }

    fn say(&mut self, lines: &str) {
        self.0.get_mut().write_all(lines.as_bytes()).unwrap();
    }

    /// Reads on to a line that holds `wanted`.
    fn wait_for(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "the connection ended before {wanted:?}");
            if line.contains(wanted) {
                return line.trim_end().to_owned();
            }
        }
    }
}

fn operator() -> String {
    let hash = hash::make("secret", &[7; hash::SALT_BYTES]).unwrap();
    format!("[[oper]]\nname = \"root\"\npassword_hash = \"{hash}\"\n")
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A server whose settings stand in a folder of its own.
fn open(text: &str) -> (House, PathBuf) {
    let folder = folder();
    write(&folder, "chatroom.toml", text);
    let mut command: Command = chatroom("en");
    command.arg("--config").arg(folder.join("chatroom.toml"));
    (House::open_with(command, &[]), folder)
}

#[cfg(unix)]
#[test]
fn a_hangup_reads_it_all_again_where_there_is_no_terminal() {
    let (mut house, folder) = open("locale_dir = \"more\"\n[serve]\nmotd = \"first\"\n");
    // A folder that is not there is told at the start, which goes on all the same.
    house.server.err.wait_for("more");
    write(&folder, "more/en/own.ftl", "console-reloaded = Read, and said in words of our own.\n");
    write(&folder, "password", "tea time\n");
    write(
        &folder,
        "chatroom.toml",
        "locale_dir = \"more\"\n[serve]\nmotd = \"second\"\npassword_file = \"password\"\n[limits]\nmonitored_max = 7\n",
    );
    let mut alice = Client::connect(house.port, "NICK alice\r\nUSER a 0 * :a\r\n");
    alice.wait_for(" 376 ");
    house.server.signal(rustix::process::Signal::HUP);
    house.server.out.wait_for("Read, and said in words of our own.");
    // Whoever is in stays in, and is told of what is otherwise.
    assert_eq!(alice.wait_for(" 005 "), ":chatroom.local 005 alice MONITOR=7 :are supported by this server");
    alice.say("MOTD\r\n");
    assert!(alice.wait_for(" 372 ").ends_with(":- second"));
    // Whoever comes in says the password.
    Client::connect(house.port, "NICK bob\r\nUSER b 0 * :b\r\n").wait_for(" 464 ");
    Client::connect(house.port, "PASS :tea time\r\nNICK bob\r\nUSER b 0 * :b\r\n").wait_for(" 001 bob ");
}

#[cfg(unix)]
#[test]
fn everything_that_is_wrong_is_told_and_nothing_of_it_holds() {
    let right = format!("[serve]\nmotd = \"first\"\n{}", operator());
    let (mut house, folder) = open(&right);
    let mut alice = Client::connect(house.port, "NICK alice\r\nUSER a 0 * :a\r\nOPER root secret\r\n");
    alice.wait_for(" 381 ");
    write(&folder, "more/en/broken.ftl", "console-reloaded = { $oops\nnobody-says = x\n");
    let wrong = "locale_dir = \"more\"\n[serve]\nmotd = \"second\"\nport = \"x\"\n[limits]\nnobody = 1\nping_every = 0\n";
    write(&folder, "chatroom.toml", &format!("{wrong}[tls]\ncert = \"half\"\n{}", operator()));
    let first = "Nothing was changed: ";
    let problems = [
        "broken.ftl:1: ",
        "broken.ftl:2: ",
        "nobody",
        "limits.ping_every = 0",
        "serve.port = \"x\"",
        // What the settings name is looked at though some of them are wrong.
        "tls.key",
    ];
    house.server.signal(rustix::process::Signal::HUP);
    for (at, problem) in problems.iter().enumerate() {
        let told = house.server.out.wait_for(if at == 0 { first } else { "Wrong as well: " });
        assert!(told.contains(problem), "{problem}: {told}");
        assert!(house.server.err.wait_for("event=not_reloaded").contains(&problem.replace('"', "\\\"")));
    }
    alice.say("REHASH\r\n");
    alice.wait_for(" 382 ");
    for problem in problems {
        let told = alice.wait_for(" NOTICE alice :");
        assert!(told.contains(problem), "{problem}: {told}");
    }
    // A file that a setting names counts as well.
    write(&folder, "chatroom.toml", "[serve]\nmotd = \"second\"\npassword_file = \"none\"\n");
    house.server.type_in("/reload\n");
    // (The console was told of the REHASH, too.)
    let told = house.server.out.wait_for("password");
    assert!(told.contains(first), "{told}");
    // So does a file that is not there any more.
    fs::remove_file(folder.join("chatroom.toml")).unwrap();
    house.server.type_in("/reload\n");
    let told = house.server.out.wait_for("can't read the settings file");
    assert!(told.contains(first), "{told}");
    alice.say("MOTD\r\n");
    assert!(alice.wait_for(" 372 ").ends_with(":- first"));
}

#[test]
fn what_holds_from_the_start_is_told_to_wait_for_the_next() {
    let (mut house, folder) = open(&operator());
    let mut alice = Client::connect(house.port, "NICK alice\r\nUSER a 0 * :a\r\nOPER root secret\r\n");
    alice.wait_for(" 381 ");
    // The port and the history stand on the command line, which is stronger.
    let text = "[serve]\nname = \"other.example\"\nroom = \"#other\"\nport = 7\nmotd = \"second\"\n";
    write(&folder, "chatroom.toml", &format!("{text}[history]\ndir = \"/else\"\n{}", operator()));
    alice.say("REHASH\r\n");
    alice.wait_for(" NOTICE alice :The settings were read again");
    let told = alice.wait_for(" NOTICE alice :");
    assert!(
        told.starts_with(":chatroom.local ") && told.ends_with(": serve.room, serve.name, history.dir"),
        "{told}"
    );
    let told = house.server.out.wait_for("from the next start on");
    assert!(told.ends_with(": serve.room, serve.name, history.dir"), "{told}");
    alice.say("MOTD\r\n");
    assert!(alice.wait_for(" 372 ").ends_with(":- second"));
}

#[test]
fn the_language_may_change_and_the_operators_name_with_it() {
    let folder = folder();
    write(&folder, "chatroom.toml", "lang = \"en\"\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatroom"));
    let usual = chatroom("en");
    usual.get_envs().for_each(|(name, value)| match value {
        Some(value) => drop(command.env(name, value)),
        None => drop(command.env_remove(name)),
    });
    command.stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command.arg("--config").arg(folder.join("chatroom.toml"));
    let mut house = House::open_with(command, &[]);
    let mut alice = Client::connect(house.port, "NICK alice\r\nUSER a 0 * :a\r\nJOIN #lobby\r\n");
    alice.wait_for(" 366 ");
    // An unknown one is refused, and so is one in which the operator would have somebody's name.
    write(&folder, "chatroom.toml", "lang = \"tlh\"\n");
    house.server.type_in("/reload\n");
    assert!(house.server.out.wait_for("Nothing was changed: ").contains("tlh"));
    write(&folder, "more/en/own.ftl", "operator-name = alice\n");
    write(&folder, "chatroom.toml", "lang = \"en\"\nlocale_dir = \"more\"\n");
    house.server.type_in("/reload\n");
    assert!(house.server.out.wait_for("Nothing was changed: ").contains("the name alice already"));
    write(&folder, "chatroom.toml", "lang = \"cn\"\n");
    house.server.type_in("/reload\nhello\n");
    house.server.out.wait_for("已重新读取设置。");
    assert!(alice.wait_for(" 005 ").contains(" CHATROOM=管理员 "));
    assert_eq!(alice.wait_for("hello"), ":管理员!operator@chatroom.local PRIVMSG #lobby :hello");
}

/// A certificate and its key in PEM.
fn certificate() -> [String; 2] {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    [params.self_signed(&key).unwrap().pem(), key.serialize_pem()]
}

#[test]
fn the_certificate_is_read_again_with_all_the_rest_or_not_at_all() {
    let folder = folder();
    let put = |[certificate, key]: [String; 2], name: &str| {
        write(&folder, &format!("{name}.crt"), &certificate);
        write(&folder, &format!("{name}.key"), &key);
    };
    let settings = |name: &str, motd: &str| {
        let tls = format!("[tls]\ncert = \"{name}.crt\"\nkey = \"{name}.key\"\n");
        write(&folder, "chatroom.toml", &format!("[serve]\nmotd = \"{motd}\"\n{tls}"));
    };
    put(certificate(), "one");
    put(certificate(), "two");
    settings("one", "first");
    let mut command: Command = chatroom("en");
    command.arg("--config").arg(folder.join("chatroom.toml"));
    let mut house = House::open_with(command, &[]);
    let mut alice = Client::connect(house.port, "NICK alice\r\nUSER a 0 * :a\r\n");
    alice.wait_for(" 376 ");
    // One that is none, and one whose key is another's: nothing else is taken either.
    write(&folder, "two.crt", "nothing\n");
    settings("two", "second");
    house.server.type_in("/reload\n");
    let told = house.server.out.wait_for("Nothing was changed: ");
    assert!(told.contains("two.crt"), "{told}");
    put([certificate()[0].clone(), certificate()[1].clone()], "two");
    house.server.type_in("/reload\n");
    let told = house.server.out.wait_for("two.key");
    assert!(told.starts_with("Nothing was changed: "), "{told}");
    alice.say("MOTD\r\n");
    assert!(alice.wait_for(" 372 ").ends_with(":- first"));
    // Another that is right.
    put(certificate(), "two");
    house.server.type_in("/reload\n");
    house.server.out.wait_for("SHA256:");
    house.server.out.wait_for("The settings were read again.");
    alice.say("MOTD\r\n");
    assert!(alice.wait_for(" 372 ").ends_with(":- second"));
}
