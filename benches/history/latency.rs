//! What remembering adds to the way of a message: the same server in each mode, in turns.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Result;

use crate::crowd::{Crowd, Speech};
use crate::subject::{Cores, Memory, Subject};
use crate::write::folder;
use crate::{knob, percentile};

/// Members: two more than are under way.
const MEMBERS: usize = 66;

/// How long each talks before it counts.
const WARM_UP: Duration = Duration::from_millis(100);

/// Measures and prints.
pub fn run() -> Result<()> {
    let rounds: usize = knob("CHATROOM_BENCH_ROUNDS", 9)?;
    let time = Duration::from_millis(knob("CHATROOM_BENCH_MILLIS", 300)?);
    let cores = Cores::choose()?;
    let mut tables = Vec::new();
    for name in ["nothing", "never", "second", "always"] {
        let memory = if name == "nothing" { Memory::None } else { Memory::Sync(name) };
        let dir = folder(&format!("latency-{name}"))?;
        let subject = Subject::chatroom(cores, memory, Speech::Irc, &dir)?;
        let crowd = Crowd::enter(subject.speech, subject.address, MEMBERS)?;
        tables.push((name, subject, crowd));
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "the server with {MEMBERS} members, {rounds} turns of {} ms each, taken in alternation\n",
        time.as_millis()
    )?;
    writeln!(
        out,
        "{:>9}  {:<10}{:>12}{:>11}{:>11}{:>13}{:>13}",
        "under way", "kept", "messages/s", "p50", "p99", "p50 added", "p99 added"
    )?;
    for under_way in [1, 64] {
        // Per program: messages per second, p50 and p99 in microseconds, of each round.
        let mut figures = vec![[const { Vec::new() }; 3]; tables.len()];
        for (_, _, crowd) in &mut tables {
            crowd.talk(under_way, WARM_UP)?;
        }
        for round in 0..rounds {
            let mut order: Vec<usize> = (0..tables.len()).collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for place in order {
                let talk = tables[place].2.talk(under_way, time)?;
                tables[place].2.settle()?;
                let mut micros: Vec<f64> = talk.latencies_ns.iter().map(|&ns| f64::from(ns) / 1e3).collect();
                let per_second = talk.deliveries as f64 / (MEMBERS - 1) as f64 / talk.elapsed.as_secs_f64();
                figures[place][0].push(per_second);
                figures[place][1].push(percentile(&mut micros, 0.5));
                figures[place][2].push(percentile(&mut micros, 0.99));
            }
        }
        let medians: Vec<[f64; 3]> =
            figures.iter_mut().map(|program| program.each_mut().map(|one| percentile(one, 0.5))).collect();
        let nothing = medians.first().copied().unwrap_or_default();
        for ((name, ..), [per_second, p50, p99]) in tables.iter().zip(&medians) {
            writeln!(
                out,
                "{under_way:>9}  {name:<10}{per_second:>12.0}{p50:>8.0} µs{p99:>8.0} µs{:>10.0} µs{:>10.0} µs",
                p50 - nothing[1],
                p99 - nothing[2],
            )?;
        }
        writeln!(out)?;
        out.flush()?;
    }
    for (_, subject, _) in tables {
        subject.end()?;
    }
    Ok(())
}
