//! Conversations as data: every file of `tests/talk` is held twice, against the pure core and
//! against the program itself over TCP.
//!
//! A file is read line by line:
//!
//! | line | meaning |
//! |---|---|
//! | `# text` | explains, and cites the specification; every file begins so |
//! | `!rules name=value …` | what the operator decided: `lang`, `password`, `motd`, `room`, `oper` (operators of the server, as `name:password`), `account` (accounts, in the same way), `code` (codes, as `code:kind:uses`; in the pure core only), `entry` (who comes in), `registration` (`off`, `open`, `invite`), `before_connect`, `email_required`, `always_on`, `auto_join`, `registration_timeout`, `ping_every`, `ping_timeout`, `batch_timeout`, `rooms_per_member_max`, `rooms_max`, `members_per_room_max`, `connections_max`, `connections_per_address_max`, `connections_per_network_max`, `connects_per_minute_max`, `trusted`, `messages_…`, `queries_…`, `line_bytes_max`, `masks_per_room_max`, `monitored_max`, `past_max`, the lengths of `[limits]` (`name_chars_max`, …), `client_tags_denied`, `metadata_…` as in the settings, `history` (whether anything is remembered) and `history_…` as in the settings (times in seconds where the name says nothing else); before all else. Without it: English, no password, no message of the day, `#lobby`, `auto_join` off, nothing remembered |
//! | `!login alice` | connects and registers, and reads to the end of the welcome; `!login alice caps=batch,server-time` asks for capabilities |
//! | `!enter #tea alice bob` | each sends JOIN, in this order, and then all that has come to them is forgotten |
//! | `alice connects` | connects; who speaks first connects by it |
//! | `alice connects from 192.0.2.1` | the same from this address (all others are on this machine); in the pure core only |
//! | `alice> LINE` | sends a line of IRC |
//! | `alice< PATTERN` | the next line that comes to alice is this |
//! | `alice<-` | nothing (more) has come to alice |
//! | `alice<~` | what has come to alice does not matter |
//! | `alice<EOF` | alice's connection was closed by the server; afterwards she may connect again |
//! | `nc>> "bytes"` | sends these bytes; `\n` `\r` `\t` `\0` `\\` `\"` `\xff` `\u{8336}` |
//! | `nc<< "bytes"` | the next bytes that come are these |
//! | `alice ends` | says that she will send nothing more, and still reads |
//! | `alice closes` | closes the connection |
//! | `alice drops` | breaks the connection |
//! | `console> LINE` | the operator types a line; `console>` alone an empty one |
//! | `@300ms` `@30s` `@5m` | time passes; such a file is held against the pure core only |
//! | `!disk full` | nothing can be written any more, for this reason; `!disk` alone: it can be again; in the pure core only |
//! | `!restart` | the server dies, and is there again with what was kept; nobody is connected; in the pure core only |
//!
//! In patterns `*` is any run of characters, `{name}` catches one word or part of it and from then
//! on means what it caught; in lines that are sent it is put in. `{server}` is the server's name.
//! In both, `{text*600}` is the text six hundred times, `\x01` and `\u{202e}` are characters, and
//! `\*` and `\{` in patterns are themselves; any other backslash is one. A line that was not
//! expected is a failure, at the end of the file too.
//!
//! While somebody waits, time passes by itself: in the pure core up to five seconds, if they are
//! needed.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::sync::Mutex;

#[path = "support/binary.rs"]
mod binary;
#[path = "support/conversation.rs"]
mod conversation;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/pure.rs"]
mod pure;
#[path = "support/script.rs"]
mod script;
#[path = "support/source.rs"]
#[allow(dead_code, reason = "only its list of files is used here")]
mod source;
#[path = "support/world.rs"]
mod world;

use binary::Binary;
use conversation::run;
use pure::Pure;
use script::Script;
use world::World;

/// Conversations that are held at once over TCP: most of their time they wait.
const AT_ONCE: usize = 4;

/// Every conversation; `CHATROOM_TALK=join` leaves only those with `join` in their name.
fn scripts() -> Vec<Script> {
    let only = std::env::var("CHATROOM_TALK").unwrap_or_default();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        Script::parse(&source::short(path), &text).unwrap_or_else(|why| panic!("{why}"))
    };
    source::files("tests/talk", ".talk")
        .iter()
        .map(read)
        .filter(|script| script.path.contains(&only))
        .collect()
}

/// Holds `script` in a world that is made for it; a panic on the way is a failure like any other.
fn hold<W: World>(
    script: &Script,
    begin: impl Fn(&Script) -> W + std::panic::RefUnwindSafe,
) -> Result<(), String> {
    std::panic::catch_unwind(|| run(script, &mut begin(script))).unwrap_or_else(|panic| {
        let why =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(format!("{}: {}", script.path, why.unwrap_or("a panic")))
    })
}

#[track_caller]
fn report(held: usize, failures: &[String]) {
    assert!(held > 0, "no conversation was held");
    assert!(
        failures.is_empty(),
        "{} of {held} conversations went otherwise:\n\n{}\n",
        failures.len(),
        failures.join("\n\n")
    );
}

#[test]
fn against_the_pure_core() {
    let scripts = scripts();
    let failures: Vec<_> = scripts.iter().filter_map(|script| hold(script, Pure::of).err()).collect();
    report(scripts.len(), &failures);
}

#[test]
fn against_the_program_over_tcp() {
    let scripts: Vec<_> = scripts().into_iter().filter(|script| !script.needs_pure_core()).collect();
    let (waiting, failures) = (Mutex::new(scripts.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(script) = waiting.lock().unwrap().next() else { return };
                    if let Err(why) = hold(script, Binary::of) {
                        failures.lock().unwrap().push(why);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    report(scripts.len(), &failures);
}
