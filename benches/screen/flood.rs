//! A room in which more is said than anybody reads: what it does to the keys of who sits in it.
//!
//! As the client does: what a read has brought goes through the session into the screen; keys go
//! first; a frame is drawn when something has changed and the last one is out. The terminal takes
//! each frame at once, which is the worst case: most frames are drawn.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use chatroom::edit::Key;

use crate::person::{Person, message};
use crate::{head, knob, summary};

/// As much as one read brings, as the client reads.
const READ_BYTES: usize = 64 * 1024;

/// Between two keys: somebody types fast.
const KEY_EVERY: Duration = Duration::from_millis(25);

/// Measures and prints.
pub fn run() -> Result<()> {
    let rate: usize = knob("CHATROOM_BENCH_RATE", 50_000)?;
    let seconds: usize = knob("CHATROOM_BENCH_SECONDS", 5)?;
    let total = rate * seconds;
    let mut bytes = Vec::new();
    // Where in the bytes each message ends.
    let mut ends = Vec::with_capacity(total);
    for number in 0..total {
        bytes.extend_from_slice(message(number).as_bytes());
        ends.push(bytes.len());
    }

    let mut person = Person::enter(120, 40)?;
    person.frame();
    let (mut taken, mut frames) = (0, 0_usize);
    let mut waits = Vec::new();
    let mut next_key = KEY_EVERY;
    let mut longest_turn = Duration::ZERO;
    let began = Instant::now();
    while taken < bytes.len() {
        let turn = Instant::now();
        let uptime = began.elapsed();
        let mut due = Vec::new();
        while next_key <= uptime {
            due.push(next_key);
            next_key += KEY_EVERY;
            person.press(Key::char('x'));
        }
        if !due.is_empty() {
            frames += usize::from(!person.frame().is_empty());
            waits.extend(due.into_iter().map(|due| began.elapsed().saturating_sub(due)));
        }
        let sent = (uptime.as_secs_f64() * rate as f64) as usize;
        let arrived = ends.get(sent.min(total - 1)).copied().unwrap_or(bytes.len());
        let read = arrived.min(taken + READ_BYTES);
        if let Some(read) = bytes.get(taken..read).filter(|read| !read.is_empty()) {
            person.receive(read);
            taken += read.len();
            frames += usize::from(!person.frame().is_empty());
        }
        longest_turn = longest_turn.max(turn.elapsed());
    }
    let elapsed = began.elapsed();
    ensure!(person.said == total, "{} of {total} messages reached the screen", person.said);

    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "a flood of {rate} messages a second for {seconds} s, a key every {} ms\n",
        KEY_EVERY.as_millis()
    )?;
    writeln!(out, "{}", head("a key waits for its frame"))?;
    writeln!(out, "{:<34}{}", format!("{} keys", waits.len()), summary(&mut waits))?;
    writeln!(out, "messages kept: {} of {total}", person.said)?;
    writeln!(out, "frames drawn: {frames}, {} bytes each", person.painted / frames.max(1))?;
    writeln!(
        out,
        "taken in {:.2} s: {:.0} messages a second; longest turn {:.3} ms\n",
        elapsed.as_secs_f64(),
        total as f64 / elapsed.as_secs_f64(),
        longest_turn.as_secs_f64() * 1e3
    )?;
    Ok(())
}
