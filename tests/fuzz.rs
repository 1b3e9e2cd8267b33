//! Whatever reads what strangers write, over the corpus of the fuzzer: each input as it is, and cut off
//! at every place.
//!
//! `cargo test` runs that. `CHATROOM_FUZZ_SECONDS=60` goes on for so long with each target, with inputs
//! that are changed at random (from a seed that a failure names), where there is no fuzzer; the fuzzer
//! itself is `fuzz/run.sh`. `CHATROOM_FUZZ_TARGET=doors` runs one target alone.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it says")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../fuzz/bodies/mod.rs"]
mod bodies;
#[path = "support/sim/chance.rs"]
#[allow(dead_code, reason = "only some of it is needed here")]
mod chance;
#[path = "support/conversation.rs"]
#[allow(dead_code, reason = "only the server's name is used here")]
mod conversation;
#[path = "support/memory.rs"]
#[allow(dead_code, reason = "only some of it is needed here")]
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

use bodies::{TARGETS, Target};

/// An input is cut off at so many places at most, evenly.
const CUTS_MAX: usize = 32;

/// Bytes of an input that is changed at random.
const INPUT_BYTES_MAX: usize = 16 * 1024;

fn corpus(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target.name);
    let list = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = list.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn chosen() -> impl Iterator<Item = &'static Target> {
    let only = std::env::var("CHATROOM_FUZZ_TARGET").ok();
    TARGETS.iter().filter(move |target| only.as_deref().is_none_or(|only| only == target.name))
}

/// Runs `target`; where it fails the input is kept in a file that the message names.
fn run(target: &Target, input: &[u8], whence: &str) {
    if catch_unwind(|| (target.body)(input)).is_ok() {
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
    fs::write(&path, input).unwrap();
    panic!(
        "{} fails with {whence}; the input is in {}:\n{}",
        target.name,
        path.display(),
        input.escape_ascii()
    );
}

#[test]
fn nothing_in_the_corpus_breaks_anything() {
    for target in chosen() {
        for (path, input) in corpus(target) {
            run(target, &input, &path.display().to_string());
        }
    }
}

#[test]
fn nothing_in_the_corpus_breaks_anything_when_it_is_cut_off() {
    for target in chosen() {
        for (path, input) in corpus(target) {
            let step = input.len().div_ceil(CUTS_MAX).max(1);
            for end in (0..input.len()).step_by(step) {
                run(target, &input[..end], &format!("{} cut off at {end}", path.display()));
            }
        }
    }
}

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let folders =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = TARGETS.iter().map(|target| target.name.to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), folders.collect());
    let empty: Vec<_> =
        TARGETS.iter().filter(|target| corpus(target).is_empty()).map(|target| target.name).collect();
    assert!(empty.is_empty(), "nothing is in the corpus of {empty:?}");
}

/// For as long as `CHATROOM_FUZZ_SECONDS` says; without it a moment's worth, from the same seed always.
#[test]
fn nothing_like_the_corpus_breaks_anything() {
    const INPUTS: usize = 100;
    let seconds = std::env::var("CHATROOM_FUZZ_SECONDS").ok();
    let patience = seconds.map(|text| Duration::from_secs(text.parse().unwrap()));
    for target in chosen() {
        let inputs: Vec<_> = corpus(target).into_iter().map(|(_, input)| input).collect();
        let began = Instant::now();
        let mut count = 0;
        let seed = match patience {
            Some(_) => u64::from(std::process::id()) << 32,
            None => 0,
        };
        let is_over = |count: usize| match patience {
            Some(patience) => began.elapsed() >= patience,
            None => count >= INPUTS,
        };
        while !is_over(count) {
            let seed = seed + u64::try_from(count).unwrap();
            let input = changed(&inputs, &mut chance::Chance::new(seed));
            run(target, &input, &format!("seed {seed}"));
            count += 1;
        }
    }
}

/// One of the inputs, with a few changes; parts of another may stand in it.
fn changed(inputs: &[Vec<u8>], chance: &mut chance::Chance) -> Vec<u8> {
    const TELLING: &[u8] =
        b"\0\t\n\r \x1b\x1e\"#%*+,-./:;<=>?@[\\]`{|}~\x7f\x80\xc2\xe2\xf0\xfa\xfb\xff09AZaz";
    let mut input = chance.pick(inputs).clone();
    for _ in 0..=chance.below(8) {
        let at = chance.below(input.len() + 1);
        let length = chance.below((input.len() - at).min(40) + 1);
        match chance.below(6) {
            0 => drop(input.drain(at..at + length)),
            1 => input.insert(at, *chance.pick(TELLING)),
            2 if at < input.len() => input[at] = *chance.pick(TELLING),
            3 if at < input.len() => input[at] ^= 1 << chance.below(8),
            4 => {
                let part = input[at..at + length].repeat(1 + chance.below(30));
                input.splice(at..at, part);
            }
            _ => {
                let other = chance.pick(inputs);
                let from = chance.below(other.len() + 1);
                let length = chance.below((other.len() - from).min(200) + 1);
                input.splice(at..at, other[from..from + length].iter().copied());
            }
        }
    }
    input.truncate(INPUT_BYTES_MAX);
    input
}
