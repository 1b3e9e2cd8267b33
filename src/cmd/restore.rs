//! A terminal that was taken is given back in a panic too.
//!
//! Theory of operation: whoever switches something on at the terminal says here what switches it off
//! again. The panic hook, set once, gives the mode back and writes that; then the panic is told as
//! always, where it can be read.

use std::io::Write as _;
use std::sync::{Mutex, Once, PoisonError, TryLockError};

use crate::net::terminal;

/// What switches off all that is on.
static OFF: Mutex<&[u8]> = Mutex::new(b"");

/// The hook is set once, however often a terminal is taken.
static HOOK: Once = Once::new();

/// From here on a panic gives the terminal back and writes `off` first; empty: nothing is on.
pub fn in_a_panic(off: &'static [u8]) {
    *OFF.lock().unwrap_or_else(PoisonError::into_inner) = off;
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            terminal::restore_now();
            let off = match OFF.try_lock() {
                Ok(off) => *off,
                Err(TryLockError::Poisoned(off)) => *off.into_inner(),
                Err(TryLockError::WouldBlock) => b"",
            };
            write_now(off);
            usual(panic);
        }));
    });
}

/// Writes past all queues: only where the next thing that happens is not ours.
pub fn write_now(bytes: &[u8]) {
    let mut output = std::io::stdout();
    // A terminal that is gone needs nothing any more.
    let _ = output.write_all(bytes).and_then(|()| output.flush());
}
