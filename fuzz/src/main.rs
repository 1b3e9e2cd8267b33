//! The fuzzer's program: one for all targets, since most of its size is chatroom itself.
//! `CHATROOM_FUZZ_TARGET` says which target the bytes are for.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[path = "../bodies/mod.rs"]
mod bodies;
#[path = "../../tests/support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "../../tests/support/memory.rs"]
#[allow(dead_code, reason = "only some of it is needed here")]
mod memory;
#[path = "../../tests/support/pure.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod pure;
#[path = "../../tests/support/script.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod script;
#[path = "../../tests/support/world.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod world;

/// The target that was asked for.
static BODY: OnceLock<fn(&[u8])> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let body = BODY.get_or_init(|| {
        let name = std::env::var("CHATROOM_FUZZ_TARGET").unwrap_or_default();
        let known: Vec<_> = bodies::TARGETS.iter().map(|target| target.name).collect();
        let found = bodies::TARGETS.iter().find(|target| target.name == name);
        found.unwrap_or_else(|| panic!("CHATROOM_FUZZ_TARGET={name:?} is none of {}", known.join(", "))).body
    });
    body(data);
});
