//! The store alone: how many messages a second are written, and how long each takes.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chatroom::room::keep::{Keep, Kept};
use chatroom::room::rules::{OnFailure, Retention};
use chatroom::store::{Options, Report, Store, Sync};

use crate::library::{Author, ROOMS, room};
use crate::{knob, percentile};

/// The modes, as the settings name them.
pub const MODES: [(&str, Sync); 3] =
    [("always", Sync::Always), ("second", Sync::Second), ("never", Sync::Never)];

/// A folder for one store, empty.
pub fn folder(name: &str) -> Result<PathBuf> {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history").join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir).with_context(|| format!("removing {}", dir.display()))?;
    }
    std::fs::create_dir_all(&dir).with_context(|| format!("making {}", dir.display()))?;
    Ok(dir)
}

/// A store, and what it says when something has happened.
pub struct Opened {
    pub store: Store,
    pub kept: Kept,
    woken: Receiver<()>,
}

impl Opened {
    /// Opens the store in `dir`.
    pub fn new(dir: PathBuf, sync: Sync) -> Result<Self> {
        let (wake, woken) = sync_channel(1);
        let options = Options {
            dir: Some(dir),
            sync,
            recent: 50,
            retention: Retention::default(),
            unwritten_bytes_max: 64 * 1024 * 1024,
            on_failure: OnFailure::GoOn,
            memory_messages_max: 0,
            fault: None,
        };
        let opened = Store::open(options, move || {
            // One that waits already says the same.
            let _ = wake.try_send(());
        });
        let (store, kept) = opened.map_err(|error| anyhow::anyhow!("opening the store: {error:?}"))?;
        Ok(Self { store, kept, woken })
    }

    /// The next report, waited for.
    pub fn report(&mut self) -> Result<Report> {
        loop {
            if let Some(report) = self.store.take() {
                return Ok(report);
            }
            self.woken.recv_timeout(Duration::from_secs(60)).context("the store says nothing")?;
        }
    }

    /// Waits until all up to `position` is written.
    pub fn written(&mut self, position: u64) -> Result<()> {
        loop {
            if let Report::Written { to } = self.report()?
                && to >= position
            {
                return Ok(());
            }
        }
    }
}

/// Measures and prints.
pub fn run() -> Result<()> {
    let time = Duration::from_millis(knob("CHATROOM_BENCH_MILLIS", 300)?) * 4;
    let mut out = std::io::stdout().lock();
    writeln!(out, "the store alone, messages of about 60 bytes, {} ms each\n", time.as_millis())?;
    writeln!(out, "{:>8}  {:>9}{:>16}{:>12}{:>12}", "sync", "under way", "messages/s", "p50", "p99")?;
    for (name, sync) in MODES {
        for under_way in [1, 64] {
            let mut opened = Opened::new(folder("write")?, sync)?;
            let (per_second, mut latencies) = write(&mut opened, under_way, time)?;
            writeln!(
                out,
                "{name:>8}  {under_way:>9}{per_second:>16.0}{:>9.0} µs{:>9.0} µs",
                percentile(&mut latencies, 0.5),
                percentile(&mut latencies, 0.99),
            )?;
            out.flush()?;
            opened.store.finish(Duration::from_secs(60));
        }
    }
    writeln!(out)?;
    Ok(())
}

/// Writes for `time`; messages per second, and the microseconds that each took.
fn write(opened: &mut Opened, under_way: u64, time: Duration) -> Result<(f64, Vec<f64>)> {
    let mut author = Author::new();
    for index in 0..ROOMS {
        opened.store.push(Keep::Room(room(index)));
    }
    let (mut began, mut latencies) = (std::collections::VecDeque::new(), Vec::new());
    let start = Instant::now();
    let mut written = ROOMS as u64;
    let mut pushed = written;
    loop {
        let goes_on = start.elapsed() < time;
        while goes_on && pushed - written < under_way {
            pushed = opened.store.push(Keep::Entry(author.next()));
            began.push_back((pushed, Instant::now()));
        }
        if began.is_empty() {
            break;
        }
        opened.store.send();
        if let Report::Written { to } = opened.report()? {
            written = written.max(to);
            let now = Instant::now();
            while let Some((position, since)) = began.front().copied()
                && position <= to
            {
                began.pop_front();
                latencies.push((now - since).as_secs_f64() * 1e6);
            }
        }
    }
    Ok((latencies.len() as f64 / start.elapsed().as_secs_f64(), latencies))
}
