//! A world with everything: the program itself, as its own process, and people at its sockets.
//!
//! Nothing here waits for a while: who sends a line of IRC asks PING behind it and reads until the
//! PONG. At the plain door, which has no such thing, a connection of its own does it (the
//! *lookout*): what one socket sent before another asked has been taken in when that one is
//! answered, if it asks once for each round of lines. The operator types a command that there is
//! not, and waits until that is printed. The limit on reads is only reached where a test fails.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use chatroom::settings::hash;

use super::conversation::SERVER;
use super::script::Script;
use super::world::{Inbox, World};

/// How long a read may take before the test has failed.
const STUCK: Duration = Duration::from_secs(20);

/// How often the lookout asks: reading, taking lines and writing may be three turns of the loop.
const LOOKOUT_ROUNDS: usize = 4;

struct Person {
    stream: TcpStream,
    inbox: Inbox,
    is_irc: bool,
}

/// The world.
pub struct Binary {
    child: Child,
    printed: Receiver<String>,
    port: u16,
    people: BTreeMap<String, Person>,
    lookout: Option<TcpStream>,
    asked: u32,
    folder: PathBuf,
}

impl Binary {
    /// Starts the program as a conversation wants it.
    pub fn of(script: &Script) -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("talk-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatroom"));
        command.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CHATROOM_"))
        {
            command.env_remove(name);
        }
        for home in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"] {
            command.env(home, &folder);
        }
        command.env("CHATROOM_SERVE__NAME", SERVER).env("CHATROOM_SERVE__NETWORK", "ExampleNet");
        command
            .env("CHATROOM_SERVE__DESCRIPTION", "A place to talk")
            .env("CHATROOM_SERVE__AUTO_JOIN", "false");
        // Remembers nothing, if it is not said otherwise.
        command.env("CHATROOM_HISTORY__MEMORY_MESSAGES_MAX", "0");
        let mut lang = "en";
        let mut memory = vec!["--no-history"];
        for (name, value) in &script.rules {
            match name.as_str() {
                "lang" => lang = value,
                "password" => {
                    std::fs::write(folder.join("password"), value).unwrap();
                    command.env("CHATROOM_SERVE__PASSWORD_FILE", "password");
                }
                "oper" => {
                    command.env("CHATROOM_OPER", operators(value));
                }
                "history" if value == "true" => {
                    memory = vec!["--data", "data"];
                }
                // Registered once the program is up.
                "account" => {}
                "always_on" | "registration" | "before_connect" | "email_required" => {
                    command.env(format!("CHATROOM_ACCOUNTS__{}", name.to_uppercase()), value);
                }
                _ if name.starts_with("history_") => {
                    let name = name.trim_start_matches("history_").to_uppercase();
                    command.env(format!("CHATROOM_HISTORY__{name}"), value);
                }
                "motd" | "room" | "auto_join" | "client_tags_denied" => {
                    command.env(format!("CHATROOM_SERVE__{}", name.to_uppercase()), value);
                }
                _ => {
                    command.env(format!("CHATROOM_LIMITS__{}", name.to_uppercase()), value);
                }
            }
        }
        for (key, value) in [("LOCATION1", "Here"), ("LOCATION2", "Us"), ("EMAIL", "admin@chat.example")] {
            command.env(format!("CHATROOM_ADMIN__{key}"), value);
        }
        command.args(["--lang", lang, "serve", "--host", "127.0.0.1", "--port", "0"]).args(memory);
        let mut child = command.spawn().unwrap();
        let (lines, printed) = channel();
        pass_on(child.stdout.take().unwrap(), lines.clone());
        pass_on(child.stderr.take().unwrap(), lines);
        let mut world =
            Self { child, printed, port: 0, people: BTreeMap::new(), lookout: None, asked: 0, folder };
        world.port = world.until_printed("127.0.0.1:", |line| {
            let (_, behind) = line.split_once("127.0.0.1:")?;
            let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        });
        for (_, value) in script.rules.iter().filter(|(name, _)| name == "account") {
            value.split(' ').filter_map(|one| one.split_once(':')).for_each(|one| world.register(one));
        }
        world
    }

    /// Somebody comes, registers an account, and goes.
    fn register(&self, (name, password): (&str, &str)) {
        let mut stream = self.open().unwrap();
        // Rounds without optimisation, on a machine that may have much else to do.
        stream.set_read_timeout(Some(6 * STUCK)).unwrap();
        let lines = format!("NICK {name}\r\nUSER u 0 * :r\r\nREGISTER * * {password}\r\nQUIT\r\n");
        stream.write_all(lines.as_bytes()).unwrap();
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        assert!(told.contains(" REGISTER SUCCESS "), "{told}");
    }

    /// Reads what the program prints until something is found in it.
    fn until_printed<T>(&mut self, wanted: &str, found: impl Fn(&str) -> Option<T>) -> T {
        let mut seen = Vec::new();
        loop {
            match self.printed.recv_timeout(STUCK) {
                Ok(line) => match found(&line) {
                    Some(value) => return value,
                    None => seen.push(line),
                },
                Err(error) => panic!("the program did not print {wanted:?}: {error}; it printed {seen:#?}"),
            }
        }
    }

    fn open(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(STUCK))?;
        Ok(stream)
    }

    fn person(&mut self, who: &str) -> &mut Person {
        self.people.get_mut(who).unwrap_or_else(|| panic!("{who} is not connected"))
    }

    fn next_token(&mut self) -> String {
        self.asked += 1;
        format!("barrier-{}", self.asked)
    }

    /// Asks on the lookout's connection, and waits for the answer.
    fn look_out(&mut self) {
        for _ in 0..LOOKOUT_ROUNDS {
            let token = self.next_token();
            if self.lookout.is_none() {
                self.lookout = self.open().ok();
            }
            // A room that is closed takes nobody in any more.
            let Some(stream) = &mut self.lookout else { return };
            let asked = stream.write_all(format!("PING :{token}\r\n").as_bytes());
            let mut inbox = Inbox::default();
            let mut answered = false;
            while asked.is_ok() && !answered && !inbox.closed && receive(stream, &mut inbox) {
                answered = String::from_utf8_lossy(&inbox.bytes).contains(&format!("{token}\r\n"));
            }
            if !answered {
                self.lookout = None;
                return;
            }
        }
    }

    /// Asks on somebody's own connection, and reads until the answer, which is taken out.
    fn ask(&mut self, who: &str) {
        let token = self.next_token();
        let Person { stream, inbox, .. } = self.person(who);
        if stream.write_all(format!("PING :{token}\r\n").as_bytes()).is_err() {
            inbox.closed |= drain(stream, inbox);
            return;
        }
        let answer = format!(" :{token}\r\n");
        loop {
            let found = inbox.bytes.windows(answer.len()).position(|bytes| bytes == answer.as_bytes());
            if let Some(end) = found.map(|found| found + answer.len()) {
                let begin =
                    inbox.bytes[..end - 1].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
                inbox.bytes.drain(begin..end);
                return;
            }
            if inbox.closed {
                return;
            }
            assert!(receive(stream, inbox), "{who}'s PING was not answered within {STUCK:?}");
        }
    }
}

/// Operators as the settings name them, of those a conversation names: `name:password`, with spaces
/// between.
fn operators(value: &str) -> String {
    let operators = value.split(' ').filter_map(|one| one.split_once(':'));
    let hashed = operators
        .map(|(name, password)| format!("{name}:{}", hash::make(password, &[7; hash::SALT_BYTES]).unwrap()));
    hashed.collect::<Vec<_>>().join(" ")
}

/// Reads once; whether anything came. At the end, or where the connection is broken, nothing more
/// will.
fn receive(stream: &mut TcpStream, inbox: &mut Inbox) -> bool {
    let mut bytes = [0; 4096];
    match stream.read(&mut bytes) {
        Ok(0) => inbox.closed = true,
        Ok(count) => inbox.bytes.extend_from_slice(&bytes[..count]),
        Err(error)
            if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
        {
            return false;
        }
        Err(_) => inbox.closed = true,
    }
    true
}

/// Reads all that is there, without waiting; whether the end was reached.
fn drain(stream: &mut TcpStream, inbox: &mut Inbox) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut bytes = [0; 4096];
    let ended = loop {
        match stream.read(&mut bytes) {
            Ok(0) => break true,
            Ok(count) => inbox.bytes.extend_from_slice(&bytes[..count]),
            Err(error) => break error.kind() != std::io::ErrorKind::WouldBlock,
        }
    };
    stream.set_nonblocking(false).unwrap();
    ended
}

fn pass_on(output: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
}

impl World for Binary {
    fn connect(&mut self, who: &str) {
        let person = Person { stream: self.open().unwrap(), inbox: Inbox::default(), is_irc: false };
        assert!(self.people.insert(who.to_owned(), person).is_none(), "{who} is connected");
    }

    fn connect_from(&mut self, who: &str, address: IpAddr) {
        unreachable!("{who} comes from {address} in the pure core only");
    }

    fn send(&mut self, who: &str, bytes: &[u8], is_irc: bool) {
        let person = self.person(who);
        person.is_irc = is_irc;
        // Who was let go may still speak; nobody hears it.
        let sent = person.stream.write_all(bytes).is_ok();
        match is_irc {
            true if sent && bytes.ends_with(b"\n") => self.ask(who),
            true => {}
            false => self.look_out(),
        }
    }

    fn end(&mut self, who: &str) {
        let _ = self.person(who).stream.shutdown(Shutdown::Write);
        self.look_out();
    }

    fn close(&mut self, who: &str) {
        if let Some(person) = self.people.remove(who) {
            // A socket that is closed over bytes which nobody read is broken, not closed: first the
            // server gets to know that nothing more will come.
            let _ = person.stream.shutdown(Shutdown::Write);
            self.look_out();
        }
    }

    fn drop(&mut self, who: &str) {
        if let Some(person) = self.people.remove(who) {
            // Closing without lingering resets the connection.
            socket2::SockRef::from(&person.stream).set_linger(Some(Duration::ZERO)).unwrap();
            drop(person);
            self.look_out();
        }
    }

    fn console(&mut self, line: &str) {
        let token = self.next_token();
        let input = self.child.stdin.as_mut().unwrap();
        if line.is_empty() {
            input.write_all(b"\n").unwrap();
            return;
        }
        input.write_all(format!("{line}\n/{token}\n").as_bytes()).unwrap();
        self.until_printed(&token, |line| line.contains(&format!("/{token}")).then_some(()));
    }

    fn pass(&mut self, _: Duration) {
        panic!("time can't be made to pass here");
    }

    fn disk(&mut self, _: Option<&str>) {
        panic!("a real disk does not fail at will");
    }

    fn restart(&mut self) {
        panic!("the program is not killed here");
    }

    fn settle(&mut self, who: &str) {
        if self.person(who).is_irc {
            return self.ask(who);
        }
        self.look_out();
        let Person { stream, inbox, .. } = self.person(who);
        inbox.closed |= drain(stream, inbox);
    }

    fn wait(&mut self, who: &str) -> bool {
        let Person { stream, inbox, .. } = self.person(who);
        !inbox.closed && receive(stream, inbox)
    }

    fn inbox(&mut self, who: &str) -> Option<&mut Inbox> {
        self.people.get_mut(who).map(|person| &mut person.inbox)
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
