//! `chatroom join` at a server of another kind: ngIRCd, which has hardly any of what our own server
//! offers. Beside the client, a plain socket plays the other member.
//!
//! Where ngIRCd is not installed, each test says so on a line and passes. A wait ends with the line
//! that is waited for; ngIRCd lets a second pass here and there, so as to slow down floods.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

#[path = "support/joined.rs"]
mod house;

use house::{Process, STUCK, chatroom, folder};

/// Between two tries to reach a server that has just been started.
const RETRY: Duration = Duration::from_millis(20);

/// How often a server is started that finds its port taken by somebody else meanwhile.
const STARTS: usize = 5;

/// ngIRCd on a port of its own; it ends with the test.
struct Foreign {
    child: Child,
    port: u16,
    /// The port on which it speaks TLS.
    tls_port: u16,
}

impl Foreign {
    /// `None`, and a line that says so, where it is not installed.
    fn open(test: &str) -> Option<Self> {
        let Some(program) = find("ngircd") else {
            // Said to the test's own output, captured or not.
            let line = format!("test {test} ... SKIPPED: ngircd is not installed\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
            return None;
        };
        let folder = folder();
        let made = rcgen::generate_simple_self_signed(["irc.test".to_owned()]).unwrap();
        std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        for _ in 0..STARTS {
            let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let ports = [free(), free()].map(|listener| listener.local_addr().unwrap().port());
            let [port, tls_port] = ports;
            let settings = folder.join("ngircd.conf");
            let text = SETTINGS.replace("TLS", &tls_port.to_string()).replace("PORT", &port.to_string());
            std::fs::write(&settings, text.replace("FOLDER", folder.to_str().unwrap())).unwrap();
            let mut command = Command::new(&program);
            command.arg("--nodaemon").arg("--config").arg(&settings).current_dir(&folder);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut foreign = Self { child: command.spawn().unwrap(), port, tls_port };
            let started = Instant::now();
            while foreign.child.try_wait().unwrap().is_none() {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                    return Some(foreign);
                }
                assert!(started.elapsed() < STUCK, "ngIRCd does not listen on port {port}");
                std::thread::sleep(RETRY);
            }
        }
        panic!("ngIRCd does not start");
    }

    fn joining(&self, name: &str) -> Command {
        let mut command = chatroom("en");
        command.args(["join", &format!("irc://127.0.0.1:{}/#tea", self.port), "--name", name]);
        command
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        // Dead already, unless the test has come this far.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that it has to be told; what it does not know it leaves alone, with a warning.
const SETTINGS: &str = "
[Global]
Name = irc.test
Info = a server of another kind
Listen = 127.0.0.1
Ports = PORT
MotdPhrase = other customs here
ServerUID = root
ServerGID = root
[Limits]
MaxConnectionsIP = 0
MaxNickLength = 20
[Options]
DNS = no
Ident = no
PAM = no
[SSL]
CertFile = FOLDER/cert.pem
KeyFile = FOLDER/key.pem
Ports = TLS
";

/// Servers are not always on the path of those who may run them.
fn find(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&paths).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The other member: a socket and nothing else.
struct Peer {
    stream: BufReader<TcpStream>,
    heard: Vec<String>,
}

impl Peer {
    /// In the room, which is theirs: they are the first.
    fn enter(foreign: &Foreign, name: &str) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, foreign.port)).unwrap();
        stream.set_read_timeout(Some(STUCK)).unwrap();
        let mut peer = Self { stream: BufReader::new(stream), heard: Vec::new() };
        peer.says(&format!("NICK {name}\r\nUSER {name} 0 * :{name}"));
        peer.hears(" 376 ");
        peer.says("JOIN #tea");
        peer.hears(" 366 ");
        peer
    }

    fn says(&mut self, line: &str) {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
    }

    /// Reads until a line holds `wanted`.
    fn hears(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            let count = self.stream.read_line(&mut line).unwrap_or(0);
            assert!(count > 0, "{wanted:?} did not come; these did: {:#?}", self.heard);
            let line = line.trim_end_matches(['\r', '\n']).to_owned();
            if let Some(token) = line.strip_prefix("PING ") {
                self.says(&format!("PONG {token}"));
            }
            self.heard.push(line.clone());
            if line.contains(wanted) {
                return line;
            }
        }
    }
}

#[test]
fn people_talk_in_a_foreign_house() {
    let Some(foreign) = Foreign::open("people_talk_in_a_foreign_house") else { return };
    let mut rita = Peer::enter(&foreign, "rita");
    let mut alice = Process::start(foreign.joining("alice"));
    alice.err.wait_for("other customs here");
    alice.err.wait_for("2 people are in #tea: alice, rita");
    rita.hears("JOIN :#tea");

    alice.type_in("hello, 你好\n/me waves\n/msg rita between us\n");
    assert!(rita.hears("PRIVMSG #tea ").ends_with(":hello, 你好"));
    rita.hears("\u{1}ACTION waves\u{1}");
    rita.hears("PRIVMSG rita :between us");
    rita.says("PRIVMSG #tea :good morning, 早上好\r\nPRIVMSG alice :nobody else hears it");
    alice.out.wait_for("rita: good morning, 早上好");
    alice.out.wait_for("[rita → you] nobody else hears it");

    alice.type_in("/topic 绿茶\n");
    rita.hears("TOPIC #tea :绿茶");
    rita.says("TOPIC #tea :black tea");
    alice.out.wait_for("rita changed the topic: black tea");

    alice.type_in("/quit to bed\n");
    rita.hears("to bed");
    let (code, _, err) = alice.end();
    assert_eq!((code, err.last().unwrap().as_str()), (0, "You left the chatroom."));
}

/// Without multiline a long message is several lines, none of which the server cuts.
#[test]
fn a_long_message_is_cut_where_characters_end() {
    let Some(foreign) = Foreign::open("a_long_message_is_cut_where_characters_end") else { return };
    let mut rita = Peer::enter(&foreign, "rita");
    let mut alice = Process::start(foreign.joining("alice"));
    let tea = "茶".repeat(700);
    alice.type_in(&format!("{tea}\n"));
    alice.close_input();
    let mut said = String::new();
    while said.len() < tea.len() {
        let line = rita.hears("PRIVMSG #tea :");
        said.push_str(line.split_once("PRIVMSG #tea :").unwrap().1);
    }
    assert_eq!(said, tea);
    // The end of input leaves once all of it has arrived.
    assert_eq!(alice.end().0, 0);
}

/// Each answer is a sentence, and nothing that is refused is silent.
#[test]
fn commands_are_answered() {
    let Some(foreign) = Foreign::open("commands_are_answered") else { return };
    let mut rita = Peer::enter(&foreign, "rita");
    rita.says("AWAY :at lunch");
    rita.hears(" 306 ");
    let mut alice = Process::start(foreign.joining("alice"));
    alice.type_in("/msg rita hi\n/msg nobody hi\n/kick rita\n/op rita\n/setname Alice\n");
    for sentence in [
        "This server does not support /setname; nothing was sent.",
        "rita is away: at lunch",
        "Nobody here is called nobody.",
        "Only operators of #tea can do that.",
        "Only operators of #tea can do that.",
    ] {
        alice.err.wait_for(sentence);
    }
    alice.type_in("/away\n/back\n/whois rita\n/list\n");
    for sentence in [
        "You are now shown as away.",
        "You are no longer shown as away.",
        "real name: rita",
        "rita is in @#tea.",
        "#tea, 2 people",
        "rooms in all.",
    ] {
        alice.err.wait_for(sentence);
    }
    rita.says("MODE #tea +o alice");
    alice.err.wait_for("rita made alice an operator of #tea.");
    alice.type_in("/deop rita\n");
    rita.hears("MODE #tea -o rita");
}

#[test]
fn a_name_that_is_taken() {
    let Some(foreign) = Foreign::open("a_name_that_is_taken") else { return };
    let mut rita = Peer::enter(&foreign, "rita");
    // Nobody can be asked.
    let (code, out, err) = Process::start(foreign.joining("rita")).end();
    assert_eq!((code, out.len()), (3, 0), "{err:?}");
    assert!(err.iter().any(|line| line.contains("Username already exists!")), "{err:?}");

    // A person at a terminal can.
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let command = foreign.joining("rita");
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.cwd(command.get_current_dir().unwrap());
    let mut child = pair.slave.spawn_command(builder).unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    let mut screen = pair.master.try_clone_reader().unwrap();
    let (mut seen, mut bytes) = (String::new(), [0; 4096]);
    while !seen.contains("Username already exists!") {
        let count = screen.read(&mut bytes).unwrap();
        seen.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    keys.write_all(b"rosa\r").unwrap();
    assert!(rita.hears("JOIN :#tea").starts_with(":rosa!"));
    // What it goes on to show must be read, or it can't end.
    let reader = std::thread::spawn(move || while screen.read(&mut bytes).is_ok_and(|count| count > 0) {});
    keys.write_all(b"/quit\r").unwrap();
    assert_eq!(child.wait().unwrap().exit_code(), 0);
    drop((pair, keys));
    reader.join().unwrap();
}

#[test]
fn put_out_by_an_operator_of_the_room() {
    let Some(foreign) = Foreign::open("put_out_by_an_operator_of_the_room") else { return };
    let mut rita = Peer::enter(&foreign, "rita");
    let mut alice = Process::start(foreign.joining("alice"));
    alice.err.wait_for("people are in #tea");
    rita.says("KICK #tea alice :too loud");
    let (code, _, err) = alice.end();
    assert_eq!((code, err.last().unwrap().as_str()), (6, "rita removed you from the chatroom: too loud"));
}

#[test]
fn by_tls() {
    let Some(foreign) = Foreign::open("by_tls") else { return };
    let mut rita = Peer::enter(&foreign, "rita");
    let home = folder();
    let joining = || {
        let mut command = chatroom("en");
        command.env("HOME", &home).env("XDG_DATA_HOME", &home).env("APPDATA", &home);
        command.args(["join", &format!("ircs://127.0.0.1:{}/#tea", foreign.tls_port), "--name", "alice"]);
        Process::start(command)
    };
    for first in [true, false] {
        let mut alice = joining();
        alice.err.wait_for("2 people are in #tea");
        alice.type_in("by TLS\n");
        rita.hears(":by TLS");
        rita.says("PRIVMSG #tea :heard");
        alice.out.wait_for("rita: heard");
        alice.close_input();
        let (code, _, err) = alice.end();
        assert_eq!((code, err.iter().any(|line| line.contains("First visit"))), (0, first), "{err:?}");
        rita.hears(" QUIT ");
    }
}
