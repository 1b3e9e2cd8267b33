//! Who comes in, with the program itself: the owner's token that the first start prints, codes that
//! the console and `chatroom invite` make while the server runs, and what of it outlives a restart.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

#[path = "support/joined.rs"]
mod house;
#[path = "support/ran.rs"]
mod ran;

use house::{House, Process, STUCK, chatroom};
use ran::Ran;

/// A folder for what is kept, gone with the test.
struct Data(PathBuf);

impl Data {
    fn new(name: &str) -> Self {
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("entry-{name}-{}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// A server on it that only the invited enter; what it printed up to its console, too.
    fn open(&self) -> House {
        let mut command = chatroom("en");
        command.env("CHATROOM_ENTRY__WHO", "invited");
        House::open_with(command, &["--data", self.path()])
    }

    fn invite(&self, args: &[&str]) -> Ran {
        let mut command = chatroom("en");
        command.args(["invite", "--data", self.path()]).args(args);
        command.output().unwrap().into()
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Somebody with a plain socket.
struct Client {
    socket: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Client {
    fn connect(house: &House) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", house.port)).unwrap();
        socket.set_read_timeout(Some(STUCK)).unwrap();
        Self { lines: BufReader::new(socket.try_clone().unwrap()), socket }
    }

    /// Comes in with this code; whether they are let in.
    fn comes(house: &House, name: &str, code: &str) -> Option<Self> {
        let mut client = Self::connect(house);
        client.say(&format!("PASS {code}\r\nNICK {name}\r\nUSER {name} 0 * :{name}\r\n"));
        let told = client.wait_for(&[" 001 ", "INVITATION_REQUIRED"]);
        told.contains(" 001 ").then_some(client)
    }

    fn say(&mut self, lines: &str) {
        self.socket.write_all(lines.as_bytes()).unwrap();
    }

    /// Reads on to a line that holds one of these.
    fn wait_for(&mut self, wanted: &[&str]) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.lines.read_line(&mut line).unwrap(), 0, "it ended before {wanted:?}");
            if wanted.iter().any(|wanted| line.contains(wanted)) {
                return line;
            }
        }
    }
}

/// What stands behind `word` in a line, up to a quote, a space or the end.
fn behind<'l>(line: &'l str, word: &str) -> &'l str {
    let (_, rest) = line.split_once(word).unwrap_or_else(|| panic!("no {word:?} in {line:?}"));
    rest.split(['"', ' ', '\n']).next().unwrap()
}

#[test]
fn codes_of_the_console_and_of_the_command_line_let_people_in() {
    let data = Data::new("codes");
    let mut house = data.open();
    assert!(Client::comes(&house, "nobody", "wrong").is_none());
    house.server.type_in("/invite 2 2h\n");
    let told = house.server.out.wait_for("&code=");
    let code = behind(&told, "code=").to_owned();
    assert!(told.contains(&format!("127.0.0.1:{}/lobby?fp=", house.port)), "{told}");
    assert!(Client::comes(&house, "alice", &code).is_some());
    // Made while the server runs, and told to it; the port is the server's, whatever the settings say.
    let made = data.invite(&["--uses", "1", "--expires", "never"]);
    assert!(made.out.contains(&format!("127.0.0.1:{}/lobby?fp=", house.port)), "{}", made.out);
    let mode = fs::metadata(data.0.join("address")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{}", made.out);
    let other = behind(&made.out, "the password is ").to_owned();
    let mut bob =
        (0..1000).find_map(|_| Client::comes(&house, "bob", &other)).expect("the server knows the code");
    assert!(Client::comes(&house, "carol", &other).is_none(), "it is used up");
    bob.say("QUIT\r\n");
    bob.wait_for(&["ERROR"]);
    house.server.type_in("\n");
    house.server.end();
    // Both outlive the server, and whoever came in may come again.
    let house = data.open();
    assert!(Client::comes(&house, "bob", &other).is_some());
    assert!(Client::comes(&house, "carol", &other).is_none());
    assert!(Client::comes(&house, "carol", &code).is_some(), "one use was left");
}

#[test]
fn the_first_start_prints_a_token_and_its_bearer_owns_the_room() {
    let data = Data::new("owner");
    let mut command = chatroom("en");
    command.args(["serve", "--host", "127.0.0.1", "--port", "0", "--data", data.path()]);
    let mut server = Process::start(command);
    let opened = server.out.wait_for("is open on");
    let port: u16 = behind(&opened, "127.0.0.1:").trim_end_matches('.').parse().unwrap();
    let told = server.out.wait_for("/owner ");
    let token = behind(&told, "/owner ").trim().to_owned();
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    socket.set_read_timeout(Some(STUCK)).unwrap();
    let mut alice = Client { lines: BufReader::new(socket.try_clone().unwrap()), socket };
    alice.say("NICK alice\r\nUSER a 0 * :a\r\nJOIN #lobby\r\n");
    alice.wait_for(&[" 366 "]);
    alice.say(&format!("OWNER {token}\r\n"));
    alice.wait_for(&["ACCOUNT_REQUIRED"]);
    alice.say("REGISTER * * opensesame\r\n");
    alice.wait_for(&[" 900 "]);
    alice.say(&format!("OWNER {token}\r\n"));
    alice.wait_for(&["MODE #lobby +q alice"]);
    drop(alice);
    server.type_in("\n");
    server.end();
    // A second start is not the first.
    let mut house = House::open("en", &["--data", data.path()]);
    house.server.type_in("\n");
    let (code, out, _) = house.server.end();
    assert_eq!(code, 0);
    assert!(!out.iter().any(|line| line.contains("/owner ")), "{out:?}");
}

/// A private key and a certificate for it in one file, as `--client-cert` wants it.
fn identity() -> PathBuf {
    let made = rcgen::generate_simple_self_signed(["alice".to_owned()]).unwrap();
    let path = house::folder().join("alice.pem");
    fs::write(&path, made.cert.pem() + &made.signing_key.serialize_pem()).unwrap();
    path
}

#[test]
fn the_link_that_the_console_prints_leads_in() {
    let data = Data::new("link");
    let mut house = data.open();
    let uninvited = Process::start(house.joining("en", &["--name", "nobody"]));
    let (exit, _, err) = uninvited.end();
    assert_eq!(exit, 5);
    assert!(err.iter().any(|line| line.contains("Only people who were invited can come in")), "{err:?}");
    house.server.type_in("/invite\n");
    let told = house.server.out.wait_for("&code=");
    let link = told.split('"').nth(1).unwrap();
    assert!(link.contains("?fp=") && link.contains("&code="), "{link}");
    let mut command = chatroom("en");
    command.args(["join", link, "--name", "alice"]);
    let mut alice = Process::start(command);
    alice.type_in("hello\n");
    house.server.out.wait_for("alice: hello");
    alice.close_input();
    assert_eq!(alice.end().0, 0);
}

#[test]
fn a_certificate_logs_in_without_a_password() {
    let data = Data::new("certificate");
    let mut house = data.open();
    let path = identity();
    house.server.type_in("/invite\n");
    let told = house.server.out.wait_for("&code=");
    let mut command = chatroom("en");
    command.args(["join", told.split('"').nth(1).unwrap(), "--name", "alice", "--client-cert"]).arg(&path);
    let mut alice = Process::start(command);
    alice.type_in("/register opensesame\n");
    alice.err.wait_for("alice");
    alice.type_in("/cert add\n");
    alice.err.wait_for("From here on you can log in with the certificate SHA256:");
    alice.type_in("/cert\n");
    alice.err.wait_for("You can log in with the certificate SHA256:");
    alice.close_input();
    assert_eq!(alice.end().0, 0);
    // From a machine that knows no password: the certificate says whose account it is, and who has one
    // needs no code.
    let mut command = house.joining("en", &["--name", "alice", "--client-cert"]);
    command.arg(&path);
    let mut alice = Process::start(command);
    alice.type_in("back again\n");
    house.server.out.wait_for("alice: back again");
    alice.close_input();
    assert_eq!(alice.end().0, 0);
}

#[test]
fn no_server_is_invented_for_an_invitation() {
    let data = Data::new("wrong");
    let made = data.invite(&[]);
    assert_eq!((made.code, made.out.as_str()), (1, ""), "{made:?}");
    assert!(made.err.contains("there is no server's data in"), "{made:?}");
    assert!(!data.0.exists());
    fs::create_dir(&data.0).unwrap();
    assert_eq!(data.invite(&[]).code, 1);
    assert_eq!(fs::read_dir(&data.0).unwrap().count(), 0);
}

/// The files of the key may have been named by a flag, which nobody beside the server knows of.
#[test]
fn an_invitation_names_the_key_that_the_server_shows() {
    let data = Data::new("key");
    let key = identity();
    let key = key.to_str().unwrap();
    let house = House::open_with(chatroom("en"), &["--data", data.path(), "--cert", key, "--key", key]);
    let shown = behind(house.link.as_deref().unwrap(), "fp=").split('&').next().unwrap().to_owned();
    let made = data.invite(&[]);
    assert!(made.out.contains(&format!("?fp={shown}&code=")), "{made:?} does not name {shown}");
    assert!(!data.0.join("tls").exists(), "no other key is made");
}
