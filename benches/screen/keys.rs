//! From a key to the bytes of the frame that shows it, with 10,000 messages in the room.

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chatroom::edit::{Key, Stroke};

use crate::person::{Person, message};
use crate::{head, knob, summary};

/// Messages in the room.
const MESSAGES: usize = 10_000;

/// Measures and prints.
pub fn run() -> Result<()> {
    let keys: usize = knob("CHATROOM_BENCH_KEYS", 1000)?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "from a key to the bytes of its frame, {MESSAGES} messages in the room, {keys} keys each\n"
    )?;
    writeln!(out, "{}", head("keys"))?;
    for (columns, rows) in [(80, 24), (200, 60)] {
        let mut person = Person::enter(columns, rows)?;
        for number in 0..MESSAGES {
            person.receive(message(number).as_bytes());
        }
        ensure!(person.said == MESSAGES, "{} of {MESSAGES} messages reached the screen", person.said);
        person.frame();
        let letters: Vec<Key> = "the quick brown fox ".chars().map(Key::char).collect();
        person.press(Key::char('x'));
        ensure!(!person.frame().is_empty(), "a key changes nothing on the screen");
        let mut times = Vec::new();
        for key in letters.iter().cycle().take(keys) {
            times.push(timed(&mut person, key));
            // A line of people, not a book.
            if times.len() % 100 == 0 {
                person.press(stroke("ctrl-u")?);
                person.frame();
            }
        }
        writeln!(out, "{:<34}{}", format!("letters, {columns}x{rows}"), summary(&mut times))?;
        for (name, key) in [("page up", "page-up"), ("page down", "page-down")] {
            let key = stroke(key)?;
            let mut times: Vec<_> = (0..keys.min(200)).map(|_| timed(&mut person, &key)).collect();
            writeln!(out, "{:<34}{}", format!("{name}, {columns}x{rows}"), summary(&mut times))?;
        }
        let mut times = Vec::new();
        for turn in 0..20_u16 {
            let began = Instant::now();
            person.screen.resize(columns - turn % 2 * 11, rows);
            person.frame();
            times.push(began.elapsed());
        }
        writeln!(out, "{:<34}{}", format!("another width, {columns}x{rows}"), summary(&mut times))?;
        out.flush()?;
    }
    writeln!(out)?;
    Ok(())
}

fn timed(person: &mut Person, key: &Key) -> Duration {
    let began = Instant::now();
    person.press(key.clone());
    std::hint::black_box(person.frame());
    began.elapsed()
}

fn stroke(name: &str) -> Result<Key> {
    let stroke = Stroke::parse(name).with_context(|| format!("{name} is not a key"))?;
    Ok(Key::Stroke(stroke))
}
