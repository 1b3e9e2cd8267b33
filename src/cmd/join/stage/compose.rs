//! Going on with a text in the editor of one's choice, while the session lives on.
//!
//! Theory of operation: the text stands in a file for its owner alone; the editor is a child that has
//! the terminal, and a thread waits for its end, takes the file away and wakes the loop. Must not
//! touch the terminal: whoever begins this has given it back before, and takes it again after it.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use crate::edit::line::MESSAGE_BYTES_MAX;
use crate::net::Waker;

/// How long an editor that is ended may take.
const LAST_MOMENT: Duration = Duration::from_millis(300);

/// Somebody is at it.
#[derive(Debug)]
pub struct Composing {
    done: Receiver<io::Result<String>>,
    child: u32,
}

/// What people have set: `$VISUAL`, else `$EDITOR`, else what every system has.
pub fn editor() -> String {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.trim().is_empty());
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| usual.to_owned())
}

impl Composing {
    /// Begins.
    ///
    /// # Errors
    /// There is no such editor, no file, or no thread to be had.
    pub fn begin(text: &str, waker: Waker) -> io::Result<Self> {
        let path = write(text)?;
        let (send, done) = channel();
        let started = command(&editor(), &path).spawn().and_then(|mut child| {
            let (id, theirs) = (child.id(), path.clone());
            let wait = move || {
                // Whoever asked may have gone on without it.
                let _ = send.send(finish(&mut child, &theirs));
                waker.wake();
            };
            std::thread::Builder::new().name("editor".to_owned()).spawn(wait).map(|_| id)
        });
        match started {
            Ok(child) => Ok(Self { done, child }),
            Err(error) => {
                let _ = fs::remove_file(path);
                Err(error)
            }
        }
    }

    /// What has come of it, once it is over.
    pub fn outcome(&self) -> Option<io::Result<String>> {
        match self.done.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Ends the editor: the program ends, and two can't have the terminal.
    pub fn end(&self) {
        #[cfg(unix)]
        if let Some(pid) = i32::try_from(self.child).ok().and_then(rustix::process::Pid::from_raw) {
            // It may have ended by itself.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        #[cfg(not(unix))]
        let _ = self.child;
        // The file is taken away by the thread that waits for the editor.
        let _ = self.done.recv_timeout(LAST_MOMENT);
    }
}

fn write(text: &str) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("chatroom-{}-{count}.txt", std::process::id()));
    let mut options = fs::OpenOptions::new();
    // What somebody else has put there is not followed.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path)?.write_all(text.as_bytes())?;
    Ok(path)
}

/// The editor may be several words, as a shell reads them (`code -w`).
#[cfg(unix)]
fn command(editor: &str, path: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$1\"")).arg("chatroom").arg(path);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, path: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).arg(path);
    command
}

fn finish(child: &mut Child, path: &Path) -> io::Result<String> {
    let status = child.wait();
    let text = read(path);
    let _ = fs::remove_file(path);
    let status = status?;
    if status.success() { text } else { Err(io::Error::other(status.to_string())) }
}

/// What is longer than a message may be is cut behind that, and found to be too long by the editor.
fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(4 * MESSAGE_BYTES_MAX as u64).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}
