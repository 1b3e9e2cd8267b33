//! Who is measured when: for each size of the room, everyone enters every program, and then they
//! take turns.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::crowd::{Crowd, Speech, Talk};
use crate::report::{self, Measured, Row};
use crate::secure;
use crate::subject::{Cores, Memory, Subject};

/// How long each talks before it counts.
const WARM_UP: Duration = Duration::from_millis(100);

/// What the environment may change.
pub struct Knobs {
    pub rounds: usize,
    pub turn: Duration,
    pub clients: Vec<usize>,
    pub under_way: Vec<usize>,
    pub also: Option<String>,
    pub tls: bool,
}

impl Knobs {
    fn read() -> Result<Self> {
        let knobs = Self {
            rounds: number("CHATROOM_BENCH_ROUNDS", 15)?,
            turn: Duration::from_millis(number("CHATROOM_BENCH_MILLIS", 200)?),
            clients: numbers("CHATROOM_BENCH_CLIENTS", &[100, 1000])?,
            under_way: numbers("CHATROOM_BENCH_UNDER_WAY", &[1, 64])?,
            also: std::env::var("CHATROOM_BENCH_ALSO").ok(),
            tls: number("CHATROOM_BENCH_TLS", 0_u8)? > 0,
        };
        ensure!(knobs.rounds > 0, "CHATROOM_BENCH_ROUNDS must be at least 1");
        Ok(knobs)
    }
}

fn number<T: FromStr>(name: &str, default: T) -> Result<T> {
    match std::env::var(name) {
        Ok(text) => {
            text.trim().parse().ok().with_context(|| format!("{name} must be a number, not `{text}`"))
        }
        Err(_) => Ok(default),
    }
}

fn numbers(name: &str, default: &[usize]) -> Result<Vec<usize>> {
    let Ok(text) = std::env::var(name) else { return Ok(default.to_vec()) };
    let parsed: Option<Vec<usize>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    parsed.with_context(|| format!("{name} must be numbers with commas between them, not `{text}`"))
}

/// One program with everyone in it.
struct Table {
    subject: Subject,
    crowd: Crowd,
    memory_empty_bytes: u64,
}

/// Measures all of it and prints the table.
pub fn run() -> Result<()> {
    let knobs = Knobs::read()?;
    let cores = Cores::choose()?;
    raise_descriptor_limit()?;
    report::head(&knobs, cores)?;
    if knobs.tls {
        report::sealing(secure::sealing_ns()?)?;
    }
    for &clients in &knobs.clients {
        let mut tables = Vec::new();
        for subject in subjects(&knobs, cores)? {
            let memory_empty_bytes = subject.memory_bytes()?;
            let crowd = Crowd::enter(subject.speech, subject.address, clients)
                .with_context(|| format!("{clients} members enter {}", subject.name))?;
            tables.push(Table { subject, crowd, memory_empty_bytes });
        }
        for &under_way in &knobs.under_way {
            let measured = measure(&mut tables, under_way, &knobs)?;
            let mut rows = Vec::new();
            for (table, measured) in tables.iter().zip(measured) {
                let memory_bytes = table.subject.memory_bytes()?;
                let added_bytes = memory_bytes.saturating_sub(table.memory_empty_bytes);
                rows.push(Row {
                    name: table.subject.name.clone(),
                    measured,
                    memory_bytes,
                    memory_per_client_bytes: added_bytes / clients as u64,
                });
            }
            report::rows(clients, under_way, &rows)?;
        }
        for table in tables {
            // The program ends first, so that it does not tell 1,000 members of 1,000 departures.
            table.subject.end()?;
        }
    }
    Ok(())
}

/// The floor first: the others are compared with it.
fn subjects(knobs: &Knobs, cores: Cores) -> Result<Vec<Subject>> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fanout");
    let kept = home.join("data");
    if kept.exists() {
        std::fs::remove_dir_all(&kept).with_context(|| format!("removing {}", kept.display()))?;
    }
    let mut subjects = vec![
        Subject::floor(cores)?,
        Subject::chatroom(cores, Memory::None, Speech::Irc, &home)?,
        Subject::chatroom(cores, Memory::Sync("second"), Speech::Irc, &home)?,
    ];
    if knobs.tls {
        subjects.push(Subject::chatroom(cores, Memory::None, Speech::IrcInTls, &home)?);
    }
    if let Some(also) = &knobs.also {
        subjects.push(Subject::running(also, cores)?);
    }
    Ok(subjects)
}

/// All turns with so many messages under way; for each program, one figure for each round.
fn measure(tables: &mut [Table], under_way: usize, knobs: &Knobs) -> Result<Vec<Vec<Measured>>> {
    let mut measured: Vec<Vec<Measured>> = tables.iter().map(|_| Vec::new()).collect();
    for table in tables.iter_mut() {
        talk(table, under_way, WARM_UP)?;
    }
    for round in 0..knobs.rounds {
        let mut order: Vec<usize> = (0..tables.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for place in order {
            measured[place].push(talk(&mut tables[place], under_way, knobs.turn)?);
        }
    }
    Ok(measured)
}

fn talk(table: &mut Table, under_way: usize, time: Duration) -> Result<Measured> {
    let Table { subject, crowd, .. } = table;
    let mut turn = || {
        let cpu_before_ns = subject.cpu_ns()?;
        let talk = crowd.talk(under_way, time)?;
        let cpu_ns = subject.cpu_ns()? - cpu_before_ns;
        crowd.settle()?;
        anyhow::Ok((talk, cpu_ns))
    };
    let (Talk { deliveries, elapsed, latencies_ns }, cpu_ns) =
        turn().with_context(|| format!("{} with {under_way} under way", subject.name))?;
    Ok(Measured::new(deliveries, elapsed, cpu_ns, latencies_ns))
}

/// Thousands of sockets want thousands of descriptors.
fn raise_descriptor_limit() -> Result<()> {
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
        .context("raising the limit of descriptors")
}
