//! What is done with arbitrary bytes: one body for each thing that reads what strangers write.
//!
//! The same bodies are run by libFuzzer (`fuzz/src/main.rs`) and, over the corpus that stands beside
//! them, by `cargo test --test fuzz`. A body must bear any bytes; it panics where something is not
//! as its head says. It may keep nothing from one call to the next that changes what a later one
//! does, so that whatever is found can be found again.
//!
//! Both who include this stand beside `tests/support/pure.rs` and what that needs.

mod client;
mod codecs;
mod files;
mod house;
mod names;
mod screen;
mod sockets;
mod typed;

/// Something that is fuzzed.
pub struct Target {
    /// Its name, which is that of its folder in the corpus.
    pub name: &'static str,
    /// What is done with the bytes.
    pub body: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "message", body: codecs::message },
    Target { name: "lines", body: codecs::lines },
    Target { name: "sniff", body: codecs::sniff },
    Target { name: "telnet", body: codecs::telnet },
    Target { name: "text", body: codecs::text },
    Target { name: "sasl", body: codecs::sasl },
    Target { name: "scram", body: codecs::scram },
    Target { name: "clean", body: names::clean },
    Target { name: "name", body: names::name },
    Target { name: "mask", body: names::mask },
    Target { name: "link", body: names::link },
    Target { name: "proxy", body: sockets::proxy },
    Target { name: "accept", body: sockets::accept },
    Target { name: "settings", body: files::settings },
    Target { name: "locale", body: files::locale },
    Target { name: "import", body: files::import },
    Target { name: "known", body: files::known_servers },
    Target { name: "command", body: typed::command },
    Target { name: "keys", body: typed::keys },
    Target { name: "screen", body: screen::screen },
    Target { name: "console", body: house::console },
    Target { name: "doors", body: house::doors },
    Target { name: "client", body: client::client },
];

/// Between two acts of a story (RS): the targets that have several people or sides read their input
/// as acts, each of which begins with who does what.
pub const BETWEEN: u8 = 0x1e;

/// How much time goes by for a digit.
fn time(digit: Option<&u8>) -> std::time::Duration {
    let ms = match digit {
        Some(b'0') => 0,
        Some(b'1') => 1,
        Some(b'2') => 300,
        Some(b'3') => 1_000,
        Some(b'4') => 2_000,
        Some(b'5') => 10_000,
        Some(b'6') => 60_000,
        Some(b'7') => 3_600_000,
        _ => 100,
    };
    std::time::Duration::from_millis(ms)
}

/// Whether a line can be printed: nothing in it that a terminal or a reader takes for more than it is.
#[track_caller]
fn assert_clean(line: &str) {
    let bad = line.chars().find(|&c| chatroom::wire::clean::is_unsafe(c));
    assert!(bad.is_none(), "{bad:?} is printed in {line:?}");
}
