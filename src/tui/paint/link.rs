//! Links on a terminal (OSC 8): which targets are let through, and how they are written.
//!
//! A target comes from a stranger and goes into a control sequence: only printable ASCII leaves here.

use std::io::Write as _;

use crate::tui::theme::fnv;

/// Longest target that is written; longer ones are dropped by terminals (VTE: 2083).
const TARGET_BYTES_MAX: usize = 2048;

/// The target as it may be written: `http` or `https`, what is not ASCII escaped. `None`: it leads
/// elsewhere, or holds what does not belong into a target.
pub fn target(text: &str) -> Option<String> {
    let is_web = |scheme: &str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text.len() > scheme.len()
    };
    if !(is_web("http://") || is_web("https://")) {
        return None;
    }
    let mut target = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'!'..=b'~' => target.push(byte),
            0x80.. => {
                let _ = write!(target, "%{byte:02X}");
            }
            _ => return None,
        }
    }
    String::from_utf8(target).ok().filter(|target| target.len() <= TARGET_BYTES_MAX)
}

/// Begins a link, or ends it. Its `id` is the same wherever the same target stands, so that a
/// terminal takes the rows of a wrapped link for one.
pub(super) fn write(bytes: &mut Vec<u8>, target: Option<&str>) {
    let _ = match target {
        Some(target) => write!(bytes, "\x1b]8;id={:x};{target}\x1b\\", fnv(target)),
        None => write!(bytes, "\x1b]8;;\x1b\\"),
    };
}
