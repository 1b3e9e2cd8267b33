//! The program itself in a pseudo-terminal, joined to a server: what it does when nothing happens,
//! and how long a key takes to its glyph.

use std::fs;
use std::io::{Read as _, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::crowd::Speech;
use crate::subject::{Cores, Memory, Subject};
use crate::{head, knob, summary};

/// How long nothing may come before something is wrong.
const STUCK: Duration = Duration::from_secs(30);

const COLUMNS: u16 = 120;
const ROWS: u16 = 40;

/// Measures and prints.
pub fn run() -> Result<()> {
    let keys: usize = knob("CHATROOM_BENCH_KEYS", 1000)?;
    let idle = Duration::from_secs(knob("CHATROOM_BENCH_IDLE", 60)?);
    let home = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("screen-bench");
    let server = Subject::chatroom(Cores::choose()?, Memory::None, Speech::Irc, &home)?;
    let mut terminal = Terminal::join(server.address.port(), &home)?;
    terminal.wait("the room", |screen| screen.contents().contains("#lobby"))?;
    terminal.settle();

    let mut out = std::io::stdout().lock();
    writeln!(out, "the program in a pseudo-terminal of {COLUMNS}x{ROWS}, joined to a server\n")?;
    let mut times = Vec::new();
    let mut bytes = 0;
    for turn in 0..keys {
        let before = terminal.parser.screen().cursor_position();
        let began = Instant::now();
        terminal.press(if turn % 40 == 39 { "\x15" } else { "x" })?;
        bytes += terminal.wait("a glyph", |screen| screen.cursor_position() != before)?;
        times.push(began.elapsed());
    }
    writeln!(out, "{}", head("from a key to its glyph"))?;
    writeln!(
        out,
        "{:<34}{}",
        format!("{keys} keys, {} bytes each", bytes / keys.max(1)),
        summary(&mut times)
    )?;

    terminal.settle();
    let pid = terminal.child.process_id().context("the program has no number")?;
    let before = wakes(pid)?;
    let written = terminal.collect(idle);
    let wakes = wakes(pid)? - before;
    writeln!(
        out,
        "in {} s in which nothing happens: {wakes} wake-ups of all its threads, {written} bytes written\n",
        idle.as_secs()
    )?;
    terminal.press("/quit\r")?;
    let status = terminal.child.wait()?;
    ensure!(status.success(), "the program ended with {status:?}");
    server.end()
}

/// How often the threads of a process have waited for something.
fn wakes(pid: u32) -> Result<u64> {
    let mut sum = 0;
    let tasks = format!("/proc/{pid}/task");
    for task in fs::read_dir(&tasks).with_context(|| format!("reading {tasks}"))? {
        // A thread may end while we look.
        let Ok(status) = fs::read_to_string(task?.path().join("status")) else { continue };
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        sum += line.context("no voluntary_ctxt_switches")?.trim().parse::<u64>()?;
    }
    Ok(sum)
}

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// The terminal ends with its master.
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn join(port: u16, home: &std::path::Path) -> Result<Self> {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chatroom"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CHATROOM_") {
                command.env_remove(name);
            }
        }
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(name, home);
        }
        command.env("TERM", "xterm-256color");
        command.cwd(home);
        command.args(["--lang", "en", "join", "--no-tls", "--host", "127.0.0.1"]);
        command.args(["--port", &port.to_string(), "--name", "ann"]);
        let child = pair.slave.spawn_command(command)?;
        let keys = pair.master.take_writer()?;
        let mut reader = pair.master.try_clone_reader()?;
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if buffer.get(..count).is_none_or(|bytes| send.send(bytes.to_vec()).is_err()) {
                    return;
                }
            }
        });
        let rows = ROWS.try_into().context("a terminal has rows")?;
        let columns = COLUMNS.try_into().context("a terminal has columns")?;
        let parser = vt100::Parser::new(rows, columns, 0);
        Ok(Self { child, keys, output, parser, _master: pair.master })
    }

    fn press(&mut self, keys: &str) -> Result<()> {
        self.keys.write_all(keys.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    /// Reads until the screen is as wanted; tells how many bytes that took.
    fn wait(&mut self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) -> Result<usize> {
        let mut count = 0;
        while !is_there(self.parser.screen()) {
            let Ok(bytes) = self.output.recv_timeout(STUCK) else {
                bail!("{what} did not come; the screen was:\n{}", self.parser.screen().contents());
            };
            self.parser.process(&bytes);
            count += bytes.len();
        }
        Ok(count)
    }

    /// Reads until nothing has come for a while.
    fn settle(&mut self) {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_secs(1)) {
            self.parser.process(&bytes);
        }
    }

    /// Reads for so long; tells how many bytes came.
    fn collect(&mut self, time: Duration) -> usize {
        let until = Instant::now() + time;
        let mut count = 0;
        while let Ok(bytes) = self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.parser.process(&bytes);
            count += bytes.len();
        }
        count
    }
}
