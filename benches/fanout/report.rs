//! Figures of many turns made into a table that a person can read.

use std::io::{self, Write};
use std::time::Duration;

use crate::crowd::LINE_BYTES;
use crate::subject::Cores;
use crate::turns::Knobs;

/// The figures of one turn.
#[derive(Clone, Copy)]
pub struct Measured {
    /// Nanoseconds of processor for each copy that arrived.
    pub cpu_ns: f64,
    /// Copies that arrived in a second.
    pub per_second: f64,
    /// Half of the copies were there after so many nanoseconds.
    pub p50_ns: f64,
    /// 99 of 100 copies were there after so many nanoseconds.
    pub p99_ns: f64,
}

impl Measured {
    /// Sums up one stretch of talk, in which something was delivered.
    pub fn new(deliveries: u64, elapsed: Duration, cpu_ns: u64, mut latencies_ns: Vec<u32>) -> Self {
        let mut percentile = |share: f64| {
            let at = (latencies_ns.len() as f64 * share) as usize;
            let at = at.min(latencies_ns.len() - 1);
            f64::from(*latencies_ns.select_nth_unstable(at).1)
        };
        Self {
            p50_ns: percentile(0.50),
            p99_ns: percentile(0.99),
            cpu_ns: cpu_ns as f64 / deliveries as f64,
            per_second: deliveries as f64 / elapsed.as_secs_f64(),
        }
    }
}

/// One program in one setting.
pub struct Row {
    pub name: String,
    /// One for each round.
    pub measured: Vec<Measured>,
    pub memory_bytes: u64,
    pub memory_per_client_bytes: u64,
}

/// Says what TLS costs by itself.
pub fn sealing(ns: f64) -> io::Result<()> {
    writeln!(io::stdout(), "rustls alone, with nothing sent: {ns:.0} ns to seal one line")
}

/// Says what is measured, and how.
pub fn head(knobs: &Knobs, cores: Cores) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "fanout: one room, lines of {LINE_BYTES} bytes as delivered; server on core {}, members on core {}; \
         medians of {} turns of {} ms each, taken in alternation",
        cores.served,
        cores.driving,
        knobs.rounds,
        knobs.turn.as_millis(),
    )?;
    writeln!(
        out,
        "\n{:>7}  {:>9}  {:<10}{:>13}{:>14}{:>11}{:>11}{:>10}{:>12}",
        "members",
        "under way",
        "program",
        "CPU/delivery",
        "deliveries/s",
        "p50",
        "p99",
        "memory",
        "per member"
    )
}

/// Prints the rows of one setting, the floor first, and what the others are of the floor.
pub fn rows(clients: usize, under_way: usize, rows: &[Row]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for row in rows {
        let of = |figure: fn(&Measured) -> f64| median(row.measured.iter().map(figure).collect());
        writeln!(
            out,
            "{:>7}  {:>9}  {:<10}{:>10} ns{:>14}{:>8} µs{:>8} µs{:>7.1} MB{:>10} B",
            grouped(clients as f64),
            under_way,
            row.name,
            grouped(of(|turn| turn.cpu_ns)),
            grouped(of(|turn| turn.per_second)),
            grouped(of(|turn| turn.p50_ns) / 1e3),
            grouped(of(|turn| turn.p99_ns) / 1e3),
            row.memory_bytes as f64 / 1e6,
            grouped(row.memory_per_client_bytes as f64),
        )?;
    }
    let Some((floor, others)) = rows.split_first() else { return Ok(()) };
    // What remembers is compared with the same program that does not, too.
    let with_history = others.first().zip(others.get(1));
    let pairs = others.iter().map(|row| ("of the floor:", row, floor));
    let pairs = pairs.chain(with_history.map(|(without, with)| ("of chatroom:", with, without)));
    for (of, row, floor) in pairs {
        let ratio = |figure: fn(&Measured) -> f64| {
            median(
                row.measured
                    .iter()
                    .zip(&floor.measured)
                    .map(|(ours, floor)| figure(ours) / figure(floor))
                    .collect(),
            )
        };
        writeln!(
            out,
            "{:>18}  {:<10}{:>13.2}{:>14.2}{:>11.2}{:>11.2}",
            of,
            row.name,
            ratio(|turn| turn.cpu_ns),
            ratio(|turn| turn.per_second),
            ratio(|turn| turn.p50_ns),
            ratio(|turn| turn.p99_ns),
        )?;
    }
    writeln!(out)?;
    out.flush()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len() % 2 == 1 { figures[middle] } else { (figures[middle - 1] + figures[middle]) / 2.0 }
}

/// A whole number with a comma before every three digits.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
