//! What it costs to remember: `cargo bench --bench history`.
//!
//! In one run it prints, each with how it was measured:
//!
//! - *durable messages per second*: the store alone, with one message under way and with 64, in each
//!   mode of `history.sync`; a message counts when the store has said that it is written;
//! - *added latency*: the release server with 66 members, one message under way and 64, in each mode,
//!   in turns with the same server that keeps nothing; medians of p50 and p99;
//! - *reading with many messages stored*: the newest 50 of a room (`LATEST`), searches in English and
//!   Chinese, common and rare words, phrases, one author, one small room, one day;
//! - *bytes per message* on disk, with the search index and without it, and the *start* of a server
//!   on so many messages.
//!
//! Settings, all from the environment: `CHATROOM_BENCH_MESSAGES` (how many are stored, 1,000,000; the
//! figures in the documentation are from 10000000, which takes some ten minutes and 3 GB),
//! `CHATROOM_BENCH_ROUNDS` (pairs of turns, 9), `CHATROOM_BENCH_MILLIS` (length of one turn, 300),
//! `CHATROOM_BENCH_PARTS` (`write,latency,read`: which parts).
//!
//! What history adds to the cost of a delivery is a row of the other bench, `cargo bench --bench
//! fanout`. Linux only: elsewhere it says so and ends.

#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "the members of the other bench; a part of what they can is used")]
#[path = "../fanout/crowd.rs"]
mod crowd;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "only what tells the crowd of it is used")]
#[path = "../fanout/floor.rs"]
mod floor;
#[cfg(target_os = "linux")]
mod latency;
#[cfg(target_os = "linux")]
mod library;
#[cfg(target_os = "linux")]
mod read;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "what the members of the other bench speak; here in the clear alone")]
#[path = "../fanout/secure.rs"]
mod secure;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "the programs of the other bench; a part of what they can is used")]
#[path = "../fanout/subject.rs"]
mod subject;
#[cfg(target_os = "linux")]
mod write;

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    let parts = std::env::var("CHATROOM_BENCH_PARTS").unwrap_or_else(|_| "write,latency,read".to_owned());
    for part in parts.split(',') {
        match part.trim() {
            "write" => write::run()?,
            "latency" => latency::run()?,
            "read" => read::run()?,
            other => anyhow::bail!("CHATROOM_BENCH_PARTS names write, latency and read, not `{other}`"),
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "history: skipped, it measures with epoll and /proc, which only Linux has")
}

/// A number of the environment.
#[cfg(target_os = "linux")]
fn knob<T: std::str::FromStr>(name: &str, default: T) -> anyhow::Result<T> {
    use anyhow::Context;
    match std::env::var(name) {
        Ok(text) => {
            text.trim().parse().ok().with_context(|| format!("{name} must be a number, not `{text}`"))
        }
        Err(_) => Ok(default),
    }
}

/// The value at this share of what was measured.
#[cfg(target_os = "linux")]
fn percentile(figures: &mut [f64], share: f64) -> f64 {
    figures.sort_by(f64::total_cmp);
    let at = (figures.len() as f64 * share) as usize;
    figures.get(at.min(figures.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
