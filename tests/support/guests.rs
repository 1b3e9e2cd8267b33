//! A server of one's own and the guests of a test: a plain socket, a program in a pseudo-terminal,
//! a program without a screen.
//!
//! Nothing here waits for a time to pass: each step waits for the bytes that the one before must
//! bring, and gives up after [`PATIENCE`].

#![allow(dead_code)]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// How long a step may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Says on the test's own output, captured or not, that a test has proved nothing.
pub fn skip(test: &str, why: &str) -> Result<()> {
    writeln!(io::stderr(), "test {test} ... SKIPPED: {why}")?;
    Ok(())
}

pub fn is_installed(program: &str, test: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).any(|folder| folder.join(program).is_file());
    if !found {
        // It can't be said where nobody listens, and then nobody misses it.
        let _ = skip(test, &format!("{program} is not installed"));
    }
    found
}

/// A server of our own, away from the settings of whoever runs the tests.
pub struct House {
    child: Child,
    pub port: u16,
    /// An empty folder for this test.
    pub home: PathBuf,
}

impl House {
    pub fn open(test: &str) -> Result<Self> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clients-{test}"));
        match fs::remove_dir_all(&home) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("emptying {}", home.display()));
            }
            _ => {}
        }
        fs::create_dir_all(home.join("client"))?;
        let mut command = isolated(env!("CARGO_BIN_EXE_chatroom"), &home);
        command.args(["--lang", "en", "serve", "--no-history", "--host", "127.0.0.1", "--port", "0"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("its output is a pipe")?);
        let mut house = Self { child, port: 0, home };
        let mut line = String::new();
        while house.port == 0 {
            line.clear();
            ensure!(lines.read_line(&mut line)? > 0, "the server ended before it said where it listens");
            house.port = port_in(&line).unwrap_or(0);
        }
        thread::spawn(move || io::copy(&mut lines, &mut io::sink()));
        Ok(house)
    }

    /// A program that finds nobody's settings.
    pub fn command(&self, program: &str) -> Command {
        isolated(program, &self.home)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // Nothing can be done about it, and the test has its result.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn isolated(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home).env_clear().envs(surroundings(home));
    command
}

/// All that a program here may know of its environment.
pub fn surroundings(home: &Path) -> Vec<(String, String)> {
    let home = home.to_string_lossy().into_owned();
    let path = std::env::var("PATH").unwrap_or_default();
    [
        ("PATH", path.as_str()),
        ("HOME", &home),
        ("TMPDIR", &home),
        ("LANG", "C.UTF-8"),
        ("TERM", "xterm-256color"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// The port in `127.0.0.1:5555`, `127.0.0.1 5555` or `--host 127.0.0.1 --port 5555`.
pub fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("127.0.0.1")?;
    rest.split(|char: char| !char.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
}

/// The other member: a socket and nothing else.
pub struct Member {
    stream: BufReader<TcpStream>,
    /// What was heard since the last step, for whoever reads a failure.
    heard: Vec<String>,
}

impl Member {
    /// Registers, enters the default room, and is told that all of it is done.
    pub fn enter(house: &House, name: &str) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, house.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut member = Self { stream: BufReader::new(stream), heard: Vec::new() };
        member.says(&format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN #lobby\r\nPING :in"))?;
        member.hears("the end of the names", |line| line.contains(" 366 "))?;
        member.hears("the answer to a PING", |line| line.contains(" PONG ") && line.ends_with("in"))?;
        Ok(member)
    }

    pub fn says(&mut self, line: &str) -> Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        Ok(())
    }

    /// Reads until a line `is` what is waited for, and gives it back.
    pub fn hears(&mut self, what: &str, is: impl Fn(&str) -> bool) -> Result<String> {
        self.heard.clear();
        loop {
            let mut line = String::new();
            let read = self.stream.read_line(&mut line);
            if !matches!(read, Ok(count) if count > 0) {
                bail!("waited for {what} ({read:?}), and heard only:\n{}", self.heard.join("\n"));
            }
            let line = line.trim_end_matches(['\r', '\n']);
            if let Some(token) = line.strip_prefix("PING ") {
                self.says(&format!("PONG {token}"))?;
            }
            if is(line) {
                return Ok(line.to_owned());
            }
            self.heard.push(line.to_owned());
        }
    }
}

/// A child that does not outlive its test.
pub struct Client(pub Child);

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program in a pseudo-terminal, and what its screen shows.
pub struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// The other end of the keys and the output; they end with it.
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    const ROWS: NonZeroU16 = NonZeroU16::new(30).unwrap();
    const COLS: NonZeroU16 = NonZeroU16::new(100).unwrap();

    pub fn run(house: &House, program: &str, arguments: &[&str]) -> Result<Self> {
        let size =
            PtySize { rows: Self::ROWS.get(), cols: Self::COLS.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in surroundings(&house.home) {
            command.env(name, value);
        }
        command.cwd(&house.home);
        let child = pair.slave.spawn_command(command)?;
        let keys = pair.master.take_writer()?;
        let mut reader = pair.master.try_clone_reader()?;
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The end of a pseudo-terminal is an error on Linux.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(Self::ROWS, Self::COLS, 0);
        Ok(Self { child, keys, output, screen, _master: pair.master })
    }

    pub fn types(&mut self, keys: &str) -> Result<()> {
        self.keys.write_all(keys.as_bytes())?;
        self.keys.flush()?;
        Ok(())
    }

    /// Waits until `text` stands on the screen.
    pub fn shows(&mut self, text: &str) -> Result<()> {
        while !self.screen.screen().contents().contains(text) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(error) => {
                    bail!(
                        "waited for `{text}` ({error}) on this screen:\n{}",
                        self.screen.screen().contents()
                    )
                }
            }
        }
        Ok(())
    }

    /// Waits for its end, which must be a good one.
    pub fn ends(&mut self) -> Result<()> {
        let status = self.child.wait()?;
        ensure!(status.success(), "it ended with {status:?}");
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
