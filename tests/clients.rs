//! IRC clients that people use, through the real server: irssi in a pseudo-terminal, WeeChat
//! without a screen. Beside each, a plain socket plays the other member of the room.
//!
//! Each client is given a host, a port and a name, nothing else: it is put into the default room,
//! reads what the other member says, speaks, and leaves with a reason. irssi, which asks many
//! questions on entering a room, must say that it has all answers (that the room "was synced").
//!
//! No client is needed to build or test the rest: where one is not installed, its test says so on
//! a line and passes. Nothing here waits for a time to pass: each step waits for the bytes that the
//! one before must bring, and gives up after [`PATIENCE`].
#![cfg(unix)]

use std::fs::{self, OpenOptions};
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
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn irssi_is_at_home() -> Result<()> {
    if !is_installed("irssi", "irssi_is_at_home") {
        return Ok(());
    }
    let house = House::open("irssi")?;
    let mut rita = Member::enter(&house, "rita")?;
    let home = house.home.join("client");
    let mut irssi = Terminal::run(&house, "irssi", &["--home", &home.to_string_lossy(), "-n", "irene"])?;
    // By itself it asks one question in two seconds, so as not to look like a flood.
    irssi.types("/set cmd_queue_speed 10msec\r")?;
    irssi.types(&format!("/connect 127.0.0.1 {}\r", house.port))?;

    // Nobody told it of a room: the server puts it there.
    rita.hears("its JOIN", |line| line.starts_with(":irene!") && is_entering(line))?;
    rita.says("PRIVMSG #lobby :good morning, 早上好")?;
    // The room has a window once its number is among those where something happened.
    irssi.shows("Act: ")?;
    irssi.types("/window goto #lobby\r")?;
    irssi.shows("was synced")?;
    irssi.shows("rita> good morning, 早上好")?;

    irssi.types("hello rita, 你好\r")?;
    let said = rita.hears("its message", |line| line.contains(" PRIVMSG #lobby "))?;
    ensure!(said.starts_with(":irene!") && said.ends_with(" :hello rita, 你好"), "rita was told `{said}`");

    irssi.types("/query rita\rbetween us?\r")?;
    rita.hears("its whisper", |line| {
        line.starts_with(":irene!") && line.ends_with(" PRIVMSG rita :between us?")
    })?;
    rita.says("PRIVMSG irene :nobody else hears it")?;
    irssi.shows("nobody else hears it")?;
    irssi.types("/window goto #lobby\r")?;
    irssi.types("/me waves\r")?;
    rita.hears("its action", |line| line.ends_with(" PRIVMSG #lobby :\u{1}ACTION waves\u{1}"))?;

    irssi.types("/quit off to bed\r")?;
    rita.hears("its QUIT", |line| {
        line.starts_with(":irene!") && line.contains(" QUIT ") && line.contains("off to bed")
    })?;
    irssi.ends()
}

#[test]
fn weechat_is_at_home() -> Result<()> {
    if !is_installed("weechat-headless", "weechat_is_at_home") {
        return Ok(());
    }
    let house = House::open("weechat")?;
    let mut rita = Member::enter(&house, "rita")?;
    let folder = house.home.join("client");
    fs::write(folder.join("irc.conf"), WEECHAT_SERVER.replace("PORT", &house.port.to_string()))?;
    fs::write(folder.join("trigger.conf"), WEECHAT_ANSWERS)?;
    let mut command = house.command("weechat-headless");
    command.arg("--dir").arg(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut weechat = Client(command.spawn()?);

    rita.hears("its JOIN", |line| line.starts_with(":wendy!") && is_entering(line))?;
    let Some(mut pipe) = weechat_pipe(&folder, weechat.0.id())? else {
        return skip("weechat_is_at_home", "WeeChat is installed without its fifo plugin");
    };
    writeln!(pipe, "irc.server.house */msg #lobby hello rita, 你好")?;
    let said = rita.hears("its message", |line| line.contains(" PRIVMSG #lobby "))?;
    ensure!(said.starts_with(":wendy!") && said.ends_with(" :hello rita, 你好"), "rita was told `{said}`");

    rita.says("PRIVMSG #lobby :ask how it is, 怎么样")?;
    rita.hears("its answer", |line| {
        line.starts_with(":wendy!") && line.ends_with(" PRIVMSG #lobby :you said: ask how it is, 怎么样")
    })?;

    writeln!(pipe, "irc.server.house */quit off to bed")?;
    rita.hears("its QUIT", |line| {
        line.starts_with(":wendy!") && line.contains(" QUIT ") && line.contains("off to bed")
    })?;
    let status = weechat.0.wait()?;
    ensure!(status.success(), "WeeChat ended with {status}");
    Ok(())
}

/// WeeChat's settings: where to go (`ssl` until version 3.8, `tls` from 4.0 on).
const WEECHAT_SERVER: &str = r#"
[server]
house.addresses = "127.0.0.1/PORT"
house.ssl = off
house.tls = off
house.nicks = "wendy"
house.autoconnect = on
"#;

/// It is driven through a named pipe, and answers a message by a trigger of its own: what it answers
/// proves that it has understood it. Both are plugins that may be packaged apart.
const WEECHAT_ANSWERS: &str = r#"
[trigger]
answer.enabled = on
answer.hook = print
answer.arguments = ""
answer.conditions = "${tg_message_nocolor} =~ ^ask"
answer.regex = ""
answer.command = "/msg #lobby you said: ${tg_message_nocolor}"
answer.return_code = ok
answer.post_action = none
"#;

/// The pipe that WeeChat has made by the time it is connected, or `None` if it can't make one.
fn weechat_pipe(folder: &Path, pid: u32) -> Result<Option<fs::File>> {
    let path = folder.join(format!("weechat_fifo_{pid}"));
    if !path.exists() {
        return Ok(None);
    }
    OpenOptions::new()
        .write(true)
        .open(&path)
        .map(Some)
        .with_context(|| format!("opening {}", path.display()))
}

/// Whether it is the JOIN of the default room; a colon before its name means nothing.
fn is_entering(line: &str) -> bool {
    line.ends_with(" JOIN #lobby") || line.ends_with(" JOIN :#lobby")
}

/// Says on the test's own output, captured or not, that a test has proved nothing.
fn skip(test: &str, why: &str) -> Result<()> {
    writeln!(io::stderr(), "test {test} ... SKIPPED: {why}")?;
    Ok(())
}

fn is_installed(program: &str, test: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).any(|folder| folder.join(program).is_file());
    if !found {
        // It can't be said where nobody listens, and then nobody misses it.
        let _ = skip(test, &format!("{program} is not installed"));
    }
    found
}

/// A server of our own, away from the settings of whoever runs the tests.
struct House {
    child: Child,
    port: u16,
    /// An empty folder for this test.
    home: PathBuf,
}

impl House {
    fn open(test: &str) -> Result<Self> {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("clients-{test}"));
        match fs::remove_dir_all(&home) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("emptying {}", home.display()));
            }
            _ => {}
        }
        fs::create_dir_all(home.join("client"))?;
        let mut command = isolated(env!("CARGO_BIN_EXE_chatroom"), &home);
        command.args(["--lang", "en", "serve", "--host", "127.0.0.1", "--port", "0"]);
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
    fn command(&self, program: &str) -> Command {
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

fn isolated(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home).env_clear().envs(surroundings(home));
    command
}

/// All that a program here may know of its environment.
fn surroundings(home: &Path) -> Vec<(String, String)> {
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
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("127.0.0.1")?;
    rest.split(|char: char| !char.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
}

/// The other member: a socket and nothing else.
struct Member {
    stream: BufReader<TcpStream>,
    /// What was heard since the last step, for whoever reads a failure.
    heard: Vec<String>,
}

impl Member {
    /// Registers, enters the default room, and is told that all of it is done.
    fn enter(house: &House, name: &str) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, house.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut member = Self { stream: BufReader::new(stream), heard: Vec::new() };
        member.says(&format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\nJOIN #lobby\r\nPING :in"))?;
        member.hears("the end of the names", |line| line.contains(" 366 "))?;
        member.hears("the answer to a PING", |line| line.contains(" PONG ") && line.ends_with("in"))?;
        Ok(member)
    }

    fn says(&mut self, line: &str) -> Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        Ok(())
    }

    /// Reads until a line `is` what is waited for, and gives it back.
    fn hears(&mut self, what: &str, is: impl Fn(&str) -> bool) -> Result<String> {
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
struct Client(Child);

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program in a pseudo-terminal, and what its screen shows.
struct Terminal {
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

    fn run(house: &House, program: &str, arguments: &[&str]) -> Result<Self> {
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

    fn types(&mut self, keys: &str) -> Result<()> {
        self.keys.write_all(keys.as_bytes())?;
        self.keys.flush()?;
        Ok(())
    }

    /// Waits until `text` stands on the screen.
    fn shows(&mut self, text: &str) -> Result<()> {
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
    fn ends(&mut self) -> Result<()> {
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
