//! One server at a time: a lock on a file of the data directory, held as long as the server runs.
//!
//! The file holds the number of the process, for whoever changed the database and wants it to look
//! ([`tell`]). It is never removed: two servers could otherwise hold locks on two files of one name.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::limits::{LOCK_PAUSE, LOCK_TRIES};

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Where the lock of a data directory is.
pub fn path(dir: &Path) -> PathBuf {
    dir.join("lock")
}

impl Lock {
    /// Takes the lock; `None` if another process has it.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(dir: &Path) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path(dir))?;
        for round in 0..LOCK_TRIES {
            if round > 0 {
                std::thread::sleep(LOCK_PAUSE);
            }
            match file.try_lock() {
                Ok(()) => {
                    file.set_len(0)?;
                    file.rewind()?;
                    writeln!(file, "{}", std::process::id())?;
                    return Ok(Some(Self { _file: file }));
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// Whether a server holds the lock.
pub fn is_held(dir: &Path) -> bool {
    File::open(path(dir)).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Tells the server of this directory, if one runs, that what is kept was changed from outside
/// (SIGUSR1, to which it answers with [`super::Store::look_again`]). On systems without that signal
/// it sees the change when it writes next.
pub fn tell(dir: &Path) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        if is_held(dir)
            && let Some(process) = holder(dir).and_then(Pid::from_raw)
            && let Err(error) = kill_process(process, Signal::USR1)
        {
            log::debug!("event=server_not_told process={process:?} error={error:?}");
        }
    }
    #[cfg(not(unix))]
    log::debug!("event=server_not_told dir={dir:?}");
}

/// The process that took the lock last.
#[cfg(unix)]
fn holder(dir: &Path) -> Option<i32> {
    std::fs::read_to_string(path(dir)).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::Dir;

    #[test]
    fn one_at_a_time() {
        let dir = Dir::new();
        assert!(!is_held(dir.path()));
        let lock = Lock::take(dir.path()).unwrap();
        assert!(lock.is_some());
        assert!(is_held(dir.path()));
        #[cfg(unix)]
        assert_eq!(holder(dir.path()), i32::try_from(std::process::id()).ok());
        assert!(Lock::take(dir.path()).unwrap().is_none());
        drop(lock);
        assert!(!is_held(dir.path()));
        assert!(Lock::take(dir.path()).unwrap().is_some());
    }
}
