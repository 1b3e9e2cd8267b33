//! Nothing said is lost, as a simulation: one seed makes a world of members who talk, come and go
//! around the real doors and rules and the real line of what is held back, on a disk that writes late
//! and in groups, fails for a while or for ever, and under a server that dies at any moment.
//!
//! Held to at every step, in both ways to bear a failing disk (`history.on_failure`): nobody hears
//! what is not written, unless nothing can be and the operator wants to go on; everybody hears the
//! same in one order, all of it, once; whoever is refused is told, and nobody else sees it. After
//! each death: what clients heard is in the history, nothing between, in the same order, whichever
//! way it is paged; ids go on; rooms are as they were written; what was taken back stays away.
//!
//! The same worlds run on the real store, whose commits are made to fail: it must answer every
//! question as the model of it does, and begin again with the same.
//!
//! | knob | |
//! |---|---|
//! | `CHATROOM_SIM_SEEDS=1000` | so many seeds, from a beginning that differs each time |
//! | `CHATROOM_SIM_SEED=7` | this one again |
//!
//! A failure names its seed.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::panic::{AssertUnwindSafe, catch_unwind};

#[path = "support/kept/audit.rs"]
mod audit;
#[path = "support/sim/chance.rs"]
mod chance;
#[path = "support/kept/client.rs"]
mod client;
#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/kept/disk.rs"]
mod disk;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/pure.rs"]
#[allow(dead_code, reason = "only its rules are used here")]
mod pure;
#[path = "support/script.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod script;
#[path = "support/world.rs"]
#[allow(dead_code, reason = "the house knows it")]
mod world;

#[path = "support/kept/world.rs"]
mod kept_world;

use kept_world::{Tally, World};

/// Seeds of a short run, and steps of each.
const SEEDS: u64 = 40;
const STEPS: usize = 3_000;

/// The same on the real store.
const REAL_SEEDS: u64 = 3;
const REAL_STEPS: usize = 1_500;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")))
}

fn seeds(short: u64) -> Vec<u64> {
    if let Some(seed) = number("CHATROOM_SIM_SEED") {
        return vec![seed];
    }
    match number("CHATROOM_SIM_SEEDS") {
        None => (0..short).collect(),
        Some(count) => {
            let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
            let begin = u64::try_from(since.as_millis()).unwrap_or_default() << 20;
            (begin..begin + count).collect()
        }
    }
}

fn run(seeds: &[u64], steps: usize, is_real: bool) -> Tally {
    let mut tally = Tally::default();
    for &seed in seeds {
        let mut world = World::new(seed, is_real);
        let mut step = 0;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            while step < steps {
                world.step();
                step += 1;
            }
            world.settle();
            if is_real {
                world.compare_answers(100);
                world.compare_searches();
            }
            world.die();
        }));
        if outcome.is_err() {
            panic!("CHATROOM_SIM_SEED={seed} fails at step {step}; before it:\n{}", world.log());
        }
        tally.add(world.tally);
    }
    tally
}

#[test]
fn nothing_that_was_heard_is_lost() {
    let seeds = seeds(SEEDS);
    let tally = run(&seeds, STEPS, false);
    let heard = tally.heard > 100 * seeds.len() && tally.deaths >= seeds.len();
    let tried = tally.replayed > 0 && tally.refused > 0 && tally.pages > 0 && tally.redacted > 0;
    assert!(seeds.len() == 1 || (heard && tried && tally.failures > 0 && tally.lost > 0), "{tally:?}");
}

#[test]
fn the_real_store_does_as_the_model() {
    let seeds = seeds(REAL_SEEDS);
    let tally = run(&seeds, REAL_STEPS, true);
    assert!(tally.compared > 100 * seeds.len(), "{tally:?}");
}
