//! What it costs the server to hand one message to one member, next to what it would cost any
//! program: `cargo bench` (or `cargo bench --bench fanout`).
//!
//! Three programs stand side by side, each a process of its own, pinned to one core: the release
//! `chatroom serve` that remembers nothing, the same that writes all that is said to disk (`+ history`,
//! `history.sync = "second"`), and the *floor*, an epoll loop that only copies lines to every other
//! socket (`floor.rs`). From another core one thread (`crowd.rs`) is all the members of one room: it
//! says lines of 100 bytes, as they are delivered, and waits for every copy. With one message
//! under way, the next is said when all copies of the last have arrived; with 64, so many are on
//! their way at any time, each by another speaker. A copy that is lost, comes twice or goes back
//! to its speaker fails the bench.
//!
//! Both are measured in one run, in turns (floor, chatroom, + history, + history, chatroom, floor, …), because a machine
//! that is shared has moods. Each figure is the median of all turns; the ratio is the median of the
//! ratios of neighbours. What is printed:
//!
//! - *CPU per delivery*: nanoseconds on the processor, in the kernel too (`schedstat` of all the
//!   program's threads), for each copy that arrived;
//! - *deliveries per second*, which one driving thread may hold back as much as the server;
//! - *p50*, *p99*: from just before a line is said until a copy of it has been read;
//! - *memory*: resident, with all members in, and how much of it each of them has added.
//!
//! Settings, all from the environment: `CHATROOM_BENCH_ROUNDS` (pairs of turns, 15),
//! `CHATROOM_BENCH_MILLIS` (length of one turn, 200), `CHATROOM_BENCH_CLIENTS` (`100,1000`),
//! `CHATROOM_BENCH_UNDER_WAY` (`1,64`), `CHATROOM_BENCH_ALSO` (`name,port,pid`: an IRC server that
//! runs on 127.0.0.1 already and is to be measured in the same turns), `CHATROOM_BENCH_TLS` (1: the
//! server that remembers nothing once more, with all members in TLS (`+ TLS`), and before all else the time
//! that rustls alone takes to seal one line; the members pay for TLS, too, on their core).
//!
//! Linux only: elsewhere it says so and ends.

#[cfg(target_os = "linux")]
mod crowd;
#[cfg(target_os = "linux")]
mod floor;
#[cfg(target_os = "linux")]
mod report;
#[cfg(target_os = "linux")]
mod secure;
#[cfg(target_os = "linux")]
mod subject;
#[cfg(target_os = "linux")]
mod turns;

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    // The floor is this very program, started a second time.
    if std::env::args().nth(1).as_deref() == Some(floor::ARGUMENT) { floor::run() } else { turns::run() }
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::io::Result<()> {
    use std::io::Write;
    writeln!(std::io::stdout(), "fanout: skipped, it measures with epoll and /proc, which only Linux has")
}
