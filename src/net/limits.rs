//! The system's limit on open descriptors.

/// Raises this process's limit on open descriptors as far as it may; the limit that then holds.
/// `None`: this system has no such limit, or it is unlimited.
#[cfg(unix)]
pub fn raise_descriptor_limit() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// What macOS accepts at most where the hard limit says "unlimited" (its `OPEN_MAX`).
    const FALLBACK: u64 = 10_240;

    let limit = getrlimit(Resource::Nofile);
    let soft = limit.current?;
    for wanted in [limit.maximum, Some(FALLBACK)] {
        if wanted.is_some_and(|wanted| wanted <= soft) {
            continue;
        }
        match setrlimit(Resource::Nofile, Rlimit { current: wanted, maximum: limit.maximum }) {
            Ok(()) => return wanted,
            Err(error) => log::debug!("event=descriptor_limit error={error:?}"),
        }
    }
    Some(soft)
}

/// Raises this process's limit on open descriptors as far as it may; the limit that then holds.
/// `None`: this system has no such limit, or it is unlimited.
#[cfg(not(unix))]
pub const fn raise_descriptor_limit() -> Option<u64> {
    None
}
