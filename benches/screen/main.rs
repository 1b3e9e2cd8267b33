//! What the screen of `chatroom join` costs: `cargo bench --bench screen`.
//!
//! In one run it prints, each with how it was measured:
//!
//! - *from key to frame* with 10,000 messages in the room: a key is pressed, the screen drawn, and
//!   the bytes of the frame are made, at 80×24 and 200×60; letters, and pages up and down;
//! - *a flood*: 50,000 messages a second for five seconds, as reads would bring them, through the
//!   session into the screen, while keys are pressed at their own times: how long a key waits for
//!   the frame that shows it, how many messages were kept, how many frames were drawn;
//! - *the program* in a pseudo-terminal, joined to a server: how often it wakes up in a minute in
//!   which nothing happens, and how long a key takes to its glyph.
//!
//! Settings, all from the environment: `CHATROOM_BENCH_PARTS` (`keys,flood,program`: which parts),
//! `CHATROOM_BENCH_KEYS` (keys of the first and the last part, 1000), `CHATROOM_BENCH_RATE` (messages
//! a second, 50000), `CHATROOM_BENCH_SECONDS` (of the flood, 5), `CHATROOM_BENCH_IDLE` (seconds in which
//! nothing happens, 60).
//!
//! Linux only: elsewhere it says so and ends.

#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "the members of the other bench; only what they speak is used")]
#[path = "../fanout/crowd.rs"]
mod crowd;
#[cfg(target_os = "linux")]
mod flood;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "only what tells the crowd of it is used")]
#[path = "../fanout/floor.rs"]
mod floor;
#[cfg(target_os = "linux")]
mod keys;
#[cfg(target_os = "linux")]
mod person;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "what the members of the other bench speak; here nobody does")]
#[path = "../fanout/secure.rs"]
mod secure;
#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "the programs of the other bench; a part of what they can is used")]
#[path = "../fanout/subject.rs"]
mod subject;

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    let parts = std::env::var("CHATROOM_BENCH_PARTS").unwrap_or_else(|_| "keys,flood,program".to_owned());
    for part in parts.split(',') {
        match part.trim() {
            "keys" => keys::run()?,
            "flood" => flood::run()?,
            "program" => program::run()?,
            other => anyhow::bail!("CHATROOM_BENCH_PARTS names keys, flood and program, not `{other}`"),
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "screen: skipped, it measures with /proc, which only Linux has")
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

/// Times in milliseconds: the median, the 99th of a hundred, the longest.
#[cfg(target_os = "linux")]
fn summary(times: &mut [std::time::Duration]) -> String {
    times.sort();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    };
    format!("{:>9.3} ms{:>9.3} ms{:>9.3} ms", at(0.5), at(0.99), at(1.0))
}

/// The head of the columns of [`summary`].
#[cfg(target_os = "linux")]
fn head(of: &str) -> String {
    format!("{of:<34}{:>12}{:>12}{:>12}", "p50", "p99", "max")
}
