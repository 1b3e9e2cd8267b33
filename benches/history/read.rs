//! Reading with many messages stored; bytes of each; the start.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use chatroom::room::keep::{Answer, Ask, Keep, Place, Range, Search};
use chatroom::store::{Report, Sync};
use chatroom::wire::{ConnId, MsgId};

use crate::library::{APART_MS, Author, BEGIN_MS, ROOMS, character, person, room, room_id, word};
use crate::write::{Opened, folder};
use crate::{knob, percentile};

/// How often each question is asked.
const TIMES: usize = 101;

/// Messages that are on their way into the store at once while it is filled.
const UNDER_WAY: u64 = 8_192;

/// Measures and prints.
pub fn run() -> Result<()> {
    let count: u64 = knob("CHATROOM_BENCH_MESSAGES", 1_000_000)?;
    let dir = folder("read")?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "with {count} messages stored, half of them English and half Chinese")?;
    out.flush()?;

    let begin = Instant::now();
    let mut opened = Opened::new(dir.clone(), Sync::Never)?;
    fill(&mut opened, count)?;
    let filled = begin.elapsed();
    indexed(&mut opened)?;
    writeln!(
        out,
        "  filled in {:.0} s, searchable after {:.0} s",
        filled.as_secs_f64(),
        begin.elapsed().as_secs_f64()
    )?;
    opened.store.finish(Duration::from_secs(600));
    let bytes = bytes_in(&dir)?;
    writeln!(out, "  {:.0} bytes per message on disk, all indexes included", bytes as f64 / count as f64)?;

    let mut starts = Vec::new();
    for _ in 0..5 {
        let begin = Instant::now();
        let opened = Opened::new(dir.clone(), Sync::Second)?;
        starts.push(begin.elapsed().as_secs_f64() * 1e3);
        ensure!(opened.kept.rooms.len() == ROOMS, "all rooms are there again");
        opened.store.finish(Duration::from_secs(600));
    }
    writeln!(out, "  opened in {:.1} ms (median of 5)\n", percentile(&mut starts, 0.5))?;

    let mut opened = Opened::new(dir, Sync::Second)?;
    writeln!(out, "{:<46}{:>8}{:>12}{:>12}", "question", "found", "p50", "p99")?;
    for (name, ask) in questions(count) {
        let (found, mut times) = ask_often(&mut opened, &ask)?;
        let [p50, p99] = [0.5, 0.99].map(|share| percentile(&mut times, share));
        writeln!(out, "{name:<46}{found:>8}{p50:>9.2} ms{p99:>9.2} ms")?;
        out.flush()?;
    }
    opened.store.finish(Duration::from_secs(60));
    writeln!(out)?;
    Ok(())
}

fn fill(opened: &mut Opened, count: u64) -> Result<()> {
    let mut author = Author::new();
    for index in 0..ROOMS {
        opened.store.push(Keep::Room(room(index)));
    }
    let mut position = 0;
    for number in 0..count {
        position = opened.store.push(Keep::Entry(author.next()));
        if number % 1024 == 0 {
            opened.store.send();
            if position > UNDER_WAY {
                opened.written(position - UNDER_WAY)?;
            }
        }
    }
    opened.store.send();
    opened.written(position)
}

/// Waits until a search finds what was said last.
fn indexed(opened: &mut Opened) -> Result<()> {
    let latest = Ask::Page {
        place: Place::Room(room_id(0)),
        range: Range::Latest(None),
        entries_max: 1,
        events: false,
    };
    let Answer::Entries(newest) = answer(opened, &latest)? else { anyhow::bail!("no newest message") };
    let id = newest.first().and_then(|entry| entry.event.id).context("a message has an id")?;
    let first = match newest.first().map(|entry| &entry.event.what) {
        Some(chatroom::room::What::Said { text, .. }) => text.lines().join(" "),
        _ => anyhow::bail!("the newest is a message"),
    };
    let words = first.split(' ').next().unwrap_or_default().chars().take(4).collect::<String>();
    let words = if words.is_ascii() { first.split(' ').next().unwrap_or_default().to_owned() } else { words };
    loop {
        let search = search(&words, |search| {
            search.after = MsgId::from_number(id.number() - 1).unwrap_or(MsgId::ZERO);
        });
        if let Answer::Entries(found) = answer(opened, &search)?
            && !found.is_empty()
        {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn search(words: &str, change: impl FnOnce(&mut Search)) -> Ask {
    let mut search = Search {
        places: Some((0..ROOMS).map(|index| Place::Room(room_id(index))).collect()),
        words: words.to_owned(),
        from: None,
        after: MsgId::ZERO,
        before: MsgId::MAX,
        oldest: false,
        entries_max: 20,
    };
    change(&mut search);
    Ask::Search(search)
}

fn questions(count: u64) -> Vec<(&'static str, Ask)> {
    let page = |index, range| Ask::Page {
        place: Place::Room(room_id(index)),
        range,
        entries_max: 50,
        events: false,
    };
    let middle = MsgId::first_at(BEGIN_MS + count / 2 * APART_MS);
    let two = |one, other| [character(one), character(other)].iter().collect::<String>();
    let small = || Some(vec![Place::Room(room_id(9))]);
    vec![
        ("LATEST 50, the largest room", page(0, Range::Latest(None))),
        ("LATEST 50, a small room", page(9, Range::Latest(None))),
        ("BEFORE 50, from the middle", page(0, Range::Before(middle))),
        ("AROUND 50, in the middle of a small room", page(9, Range::Around(middle))),
        ("search: a common English word", search(&word(3), |_| {})),
        ("search: a rare English word", search(&word(4_900), |_| {})),
        ("search: two common words", search(&format!("{} {}", word(3), word(5)), |_| {})),
        ("search: a phrase of two common words", search(&format!("\"{} {}\"", word(0), word(1)), |_| {})),
        ("search: two common Chinese characters", search(&two(0, 1), |_| {})),
        ("search: two rarer Chinese characters", search(&two(40, 90), |_| {})),
        ("search: three Chinese characters", search(&format!("{}{}", two(0, 2), character(1)), |_| {})),
        (
            "search: a common word by a rare speaker",
            search(&word(3), |search| search.from = Some(person(1_900))),
        ),
        ("search: common Chinese in a small room", search(&two(0, 1), |search| search.places = small())),
        (
            "search: a common word, one day of long ago",
            search(&word(3), |search| {
                search.after = middle;
                search.before = MsgId::first_at(middle.unix_ms() + 86_400_000);
            }),
        ),
        ("search: a word that nobody said", search("xylophone", |_| {})),
    ]
}

fn ask_often(opened: &mut Opened, ask: &Ask) -> Result<(usize, Vec<f64>)> {
    let (mut found, mut times) = (0, Vec::new());
    for _ in 0..TIMES {
        let begin = Instant::now();
        let Answer::Entries(entries) = answer(opened, ask)? else { anyhow::bail!("no answer to {ask:?}") };
        times.push(begin.elapsed().as_secs_f64() * 1e3);
        found = entries.len();
    }
    Ok((found, times))
}

fn answer(opened: &mut Opened, ask: &Ask) -> Result<Answer> {
    ensure!(opened.store.ask(ConnId::new(0, 0), 1, ask.clone()), "the store is busy");
    loop {
        if let Report::Answered { answer, .. } = opened.report()? {
            return Ok(answer);
        }
    }
}

fn bytes_in(dir: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
