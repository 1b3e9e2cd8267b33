//! The real program for tests of `join`: a server of one's own, and whoever joins it as a process
//! with pipes.
//!
//! Waits have no fixed length: they end with the line that is waited for. The limit is reached only
//! where a test fails.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long nothing may come before a test has failed.
pub const STUCK: Duration = Duration::from_secs(30);

/// A command that runs the program, untouched by the settings of whoever runs the tests.
pub fn chatroom(lang: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatroom"));
    let ours = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with("CHATROOM_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    let folder = folder();
    command.current_dir(&folder);
    for home in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"] {
        command.env(home, &folder);
    }
    command.args(["--lang", lang]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// An empty folder of this test's own.
pub fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("join-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The lines of a stream, as they come.
pub struct Lines {
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Lines {
    pub fn of(stream: impl Read + Send + 'static) -> Self {
        let (send, lines) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                let text = String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned();
                if send.send(text).is_err() {
                    return;
                }
                line.clear();
            }
        });
        Self { lines, seen: Vec::new() }
    }

    /// Waits for a line that is `wanted`, or contains it; passes over others.
    pub fn wait_for(&mut self, wanted: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(STUCK) else {
                panic!("{wanted:?} did not come; these did: {:#?}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Everything until the end of the stream, what was waited for included.
    pub fn all(mut self) -> Vec<String> {
        while let Ok(line) = self.lines.recv_timeout(STUCK) {
            self.seen.push(line);
        }
        self.seen
    }

    pub fn count(self) -> usize {
        let mut count = 0;
        while self.lines.recv_timeout(STUCK).is_ok() {
            count += 1;
        }
        count
    }
}

/// A process of ours.
pub struct Process {
    child: Child,
    pub stdin: Option<ChildStdin>,
    pub out: Lines,
    pub err: Lines,
}

impl Process {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take();
        let out = Lines::of(child.stdout.take().unwrap());
        let err = Lines::of(child.stderr.take().unwrap());
        Self { child, stdin, out, err }
    }

    pub fn type_in(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    #[cfg(unix)]
    pub fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap()
    }

    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.pid(), signal).unwrap();
    }

    /// Waits for its end: exit code, lines of standard output, lines of standard error.
    pub fn end(mut self) -> (i32, Vec<String>, Vec<String>) {
        // The streams end with the process; a process that does not end leaves them silent.
        let out = std::mem::replace(&mut self.out, Lines::of(std::io::empty())).all();
        let err = std::mem::replace(&mut self.err, Lines::of(std::io::empty())).all();
        let status = self.wait();
        (status.code().unwrap_or(-1), out, err)
    }

    fn wait(&mut self) -> ExitStatus {
        self.stdin = None;
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Dead already, unless the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server with its operator.
pub struct House {
    pub server: Process,
    pub port: u16,
    /// The link that it prints for others; it names the key of the server. `None`: there is no TLS.
    pub link: Option<String>,
}

impl House {
    pub fn open(lang: &str, args: &[&str]) -> Self {
        Self::open_with(chatroom(lang), args)
    }

    /// Opens one with what `command` sets. It writes nothing, unless `args` say where to.
    pub fn open_with(mut command: Command, args: &[&str]) -> Self {
        command.args(["serve", "--host", "127.0.0.1", "--port", "0"]).args(args);
        if !args.contains(&"--data") && !args.contains(&"--no-history") {
            command.arg("--no-history");
        }
        let mut server = Process::start(command);
        let line = server.out.wait_for("127.0.0.1:");
        let (_, behind) = line.split_once("127.0.0.1:").unwrap();
        let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
        let command = server.out.wait_for("chatroom join ");
        let link = command.split('"').nth(1).map(str::to_owned);
        Self { server, port: digits.parse().unwrap(), link }
    }

    /// The command by which somebody joins it.
    pub fn joining(&self, lang: &str, args: &[&str]) -> Command {
        let mut command = chatroom(lang);
        match &self.link {
            // They may pass over the room that it names.
            Some(link) => command.args(["join", link, "--host", "127.0.0.1"]),
            None => command.args(["join", "--no-tls", "--host", "127.0.0.1"]),
        };
        command.args(["--port", &self.port.to_string()]).args(args);
        command
    }

    /// Somebody in the room, with pipes.
    pub fn join(&self, lang: &str, args: &[&str]) -> Process {
        let mut process = Process::start(self.joining(lang, args));
        process.err.wait_for("#");
        process
    }
}
