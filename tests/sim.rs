//! Simulation: one seed makes a world around the real doors and rules, with clients of every kind,
//! and thousands of things happen in it. Beside it runs a small model of what should be; at every
//! step everybody must have heard what the model says, in one order, and believe what is so.
//!
//! `cargo test` runs a few seeds. `CHATROOM_SIM_SEEDS=1000` runs that many, from a beginning that
//! differs each time; `CHATROOM_SIM_SEED=7` runs one again. A failure names its seed.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::panic::{AssertUnwindSafe, catch_unwind};

#[path = "support/sim/act.rs"]
mod act;
#[path = "support/sim/chance.rs"]
mod chance;
#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/memory.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod memory;
#[path = "support/sim/model.rs"]
mod model;
#[path = "support/pure.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod pure;
#[path = "support/script.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod script;
#[path = "support/sim/view.rs"]
mod view;
#[path = "support/world.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod world;

#[path = "support/sim/world.rs"]
mod sim_world;

/// Seeds of a short run, and steps of each.
const SEEDS: u64 = 10;
const STEPS: usize = 6_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

fn seeds() -> Vec<u64> {
    if let Some(seed) = number("CHATROOM_SIM_SEED") {
        return vec![seed];
    }
    match number("CHATROOM_SIM_SEEDS") {
        None => (0..SEEDS).collect(),
        Some(count) => {
            let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
            let begin = u64::try_from(since.as_millis()).unwrap_or_default() << 20;
            (begin..begin + count).collect()
        }
    }
}

#[test]
fn everybody_hears_and_believes_what_is_so() {
    let seeds = seeds();
    let mut heard = 0;
    for &seed in &seeds {
        let mut world = sim_world::World::new(seed);
        let mut step = 0;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            while step < STEPS {
                world.step();
                step += 1;
            }
            world.close();
        }));
        if outcome.is_err() {
            panic!("CHATROOM_SIM_SEED={seed} fails at step {step}; before it:\n{}", world.log());
        }
        heard += world.heard;
    }
    assert!(heard > seeds.len() * STEPS / 50, "only {heard} messages were heard");
}
