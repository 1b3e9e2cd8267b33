//! The programs under measurement: started, pinned, watched through `/proc`, ended.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::crowd::Speech;
use crate::floor;

/// The two cores: one for whatever is measured, one for the crowd that drives it.
#[derive(Clone, Copy)]
pub struct Cores {
    pub served: usize,
    pub driving: usize,
}

impl Cores {
    /// The first two cores that this process may run on.
    pub fn choose() -> Result<Self> {
        let allowed = sched_getaffinity(None).context("asking for the cores")?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|&core| allowed.is_set(core));
        match (cores.next(), cores.next()) {
            (Some(served), Some(driving)) => Ok(Self { served, driving }),
            _ => bail!("two cores are needed: one for the server, one for those who talk to it"),
        }
    }

    /// Runs `start` on the served core, so that a process it starts stays there, with all its
    /// threads, from its first instruction; then moves to the driving core.
    fn start_served<T>(self, start: impl FnOnce() -> T) -> Result<T> {
        pin(None, self.served)?;
        let started = start();
        pin(None, self.driving)?;
        Ok(started)
    }
}

fn pin(pid: Option<Pid>, core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(pid, &set).with_context(|| format!("moving to core {core}"))
}

/// What `chatroom serve` remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// Nothing.
    None,
    /// All, on disk, with this `history.sync`.
    Sync(&'static str),
}

/// One program under measurement.
pub struct Subject {
    pub name: String,
    pub speech: Speech,
    pub address: SocketAddr,
    pid: Pid,
    /// None: it ran before and goes on running.
    child: Option<Child>,
}

impl Subject {
    /// The loop of `floor.rs`.
    pub fn floor(cores: Cores) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        // Its input stays open as long as we live: it ends when we do.
        command.arg(floor::ARGUMENT).stdin(Stdio::piped());
        Self::start("floor", Speech::Bare, command, cores)
    }

    /// `chatroom serve`, with nothing printed: the transcript is an operator's wish. What it keeps
    /// is in `home`.
    pub fn chatroom(cores: Cores, memory: Memory, speech: Speech, home: &Path) -> Result<Self> {
        // Away from the settings of whoever runs the bench.
        fs::create_dir_all(home).with_context(|| format!("making {}", home.display()))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatroom"));
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("CHATROOM_") {
                command.env_remove(key);
            }
        }
        command
            .args(["--lang", "en", "serve", "--host", "127.0.0.1", "--port", "0"])
            .env("CHATROOM_SERVE__TRANSCRIPT", "false")
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home)
            .env("XDG_DATA_HOME", home)
            .current_dir(home)
            .stdin(Stdio::null());
        let name = match memory {
            Memory::None => {
                command.arg("--no-history").env("CHATROOM_HISTORY__MEMORY_MESSAGES_MAX", "0");
                if speech == Speech::IrcInTls { "+ TLS" } else { "chatroom" }
            }
            Memory::Sync(mode) => {
                command.arg("--data").arg(home.join("data")).env("CHATROOM_HISTORY__SYNC", mode);
                "+ history"
            }
        };
        Self::start(name, speech, command, cores)
    }

    /// An IRC server that runs already: `name,port,pid`.
    pub fn running(description: &str, cores: Cores) -> Result<Self> {
        let wanted = || format!("CHATROOM_BENCH_ALSO is `name,port,pid`, not `{description}`");
        let mut parts = description.split(',');
        let (Some(name), Some(port), Some(pid), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            bail!(wanted());
        };
        let port: u16 = port.parse().with_context(wanted)?;
        let pid = pid.parse().ok().and_then(Pid::from_raw).with_context(wanted)?;
        pin(Some(pid), cores.served)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Ok(Self { name: name.to_owned(), speech: Speech::Irc, address, pid, child: None })
    }

    fn start(name: &str, speech: Speech, mut command: Command, cores: Cores) -> Result<Self> {
        command.stdout(Stdio::piped());
        let spawned = cores.start_served(|| command.spawn())?;
        let mut child = spawned.with_context(|| format!("starting {name}"))?;
        let pid = Pid::from_child(&child);
        let output = child.stdout.take().context("its output is a pipe")?;
        let mut subject = Self {
            name: name.to_owned(),
            speech,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            pid,
            child: Some(child),
        };
        let mut lines = BufReader::new(output);
        let mut line = String::new();
        while subject.address.port() == 0 {
            line.clear();
            ensure!(lines.read_line(&mut line)? > 0, "{name} ended before it said where it listens");
            subject.address.set_port(port_in(&line).unwrap_or(0));
        }
        // Whatever it prints later must not fill the pipe.
        thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(subject)
    }

    /// Time on the processor of all its threads so far, in nanoseconds.
    pub fn cpu_ns(&self) -> Result<u64> {
        let mut sum = 0;
        let tasks = format!("/proc/{}/task", self.pid);
        for task in fs::read_dir(&tasks).with_context(|| format!("reading {tasks}"))? {
            // A thread may end while we look.
            let Ok(stat) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
            sum += first_number(&stat).with_context(|| format!("reading `{stat}`"))?;
        }
        Ok(sum)
    }

    /// Resident memory, in bytes.
    pub fn memory_bytes(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(first_number(line).context("no number in VmRSS")? * 1024)
    }

    /// Ends it and says how it ended; one that ran before goes on.
    pub fn end(mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        // The floor sees its input end, the server is told.
        drop(child.stdin.take());
        if matches!(self.speech, Speech::Irc | Speech::IrcInTls) {
            rustix::process::kill_process(self.pid, Signal::TERM)?;
        }
        let status: ExitStatus = child.wait()?;
        ensure!(status.success(), "{} ended with {status}", self.name);
        Ok(())
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may be gone already, and we are leaving because of another failure.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The port in `127.0.0.1:5555`, `127.0.0.1 5555` or `--host 127.0.0.1 --port 5555`.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("127.0.0.1")?;
    rest.split(|char: char| !char.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}
