//! What was being typed, kept over a crash and a restart: one small file, for its owner alone.
//!
//! Theory of operation: the file holds, for each server, what stood on the line of each conversation.
//! It is read when the screen begins, and written at most once in [`WRITE_EVERY`] after a change, by
//! a thread, since a disk may block; at the end it is written at once. Another client that writes it
//! at the same time waits, and keeps what the others have ([`super::super::kept`]). Must never be
//! given a secret.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::cmd::join::kept;
use crate::tui::talks::Place;

/// What the file is called.
const FILE: &str = "drafts.json";

/// How often it is written at most.
const WRITE_EVERY: Duration = Duration::from_secs(2);

/// Bytes of the file that are read.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Drafts of one server that are kept.
const DRAFTS_MAX: usize = 200;

/// What stood where.
type Drafting = Vec<(Place, String)>;

/// The drafts of one server, as the file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct OfServer {
    #[serde(skip_serializing_if = "String::is_empty")]
    house: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    rooms: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    people: BTreeMap<String, String>,
}

/// All of the file.
type Servers = BTreeMap<String, OfServer>;

/// See the head of this file.
#[derive(Debug)]
pub struct Drafts {
    path: Option<PathBuf>,
    server: String,
    /// What the file has, or will have once it is written.
    kept: Drafting,
    due: Option<Instant>,
    writing: Option<JoinHandle<io::Result<()>>>,
}

impl Drafts {
    /// Those of this server (`host:port`), kept in this folder; without one nothing is kept.
    pub fn open(dir: Option<PathBuf>, server: String) -> Self {
        let path = dir.map(|dir| dir.join(FILE));
        let found = path.as_deref().and_then(|path| read(path).ok()).unwrap_or_default();
        let kept = found.get(&server).map(OfServer::places).unwrap_or_default();
        Self { path, server, kept, due: None, writing: None }
    }

    /// What stood where when the file was read, or was written last.
    pub fn kept(&self) -> &[(Place, String)] {
        &self.kept
    }

    /// Something may have been typed.
    pub fn look(&mut self, drafts: &[(Place, String)]) {
        if self.path.is_some() && self.due.is_none() && drafts != self.kept {
            self.due = Some(Instant::now() + WRITE_EVERY);
        }
    }

    /// When [`Drafts::pass_time`] is due.
    pub const fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Writes what is due; `drafts` tells what stands where.
    ///
    /// # Errors
    /// The last writing has failed; it is told once, and nothing more is written.
    pub fn pass_time(&mut self, drafts: impl FnOnce() -> Drafting) -> io::Result<()> {
        if self.due.is_none_or(|due| due > Instant::now()) {
            return Ok(());
        }
        self.due = None;
        if let Some(writing) = self.writing.take()
            && let Ok(Err(error)) = writing.join()
        {
            self.path = None;
            return Err(error);
        }
        self.write(drafts())
    }

    fn write(&mut self, drafts: Drafting) -> io::Result<()> {
        let Some(path) = self.path.clone().filter(|_| drafts != self.kept) else { return Ok(()) };
        self.kept.clone_from(&drafts);
        let server = self.server.clone();
        let work = move || replace(&path, &server, &drafts);
        self.writing = Some(std::thread::Builder::new().name("drafts".to_owned()).spawn(work)?);
        Ok(())
    }

    /// Writes what stands where, and waits until it is written.
    pub fn finish(mut self, drafts: Drafting) {
        for _ in 0..2 {
            // The program ends, and says how; a disk that is full is not what it has ended of.
            if let Some(writing) = self.writing.take() {
                let _ = writing.join();
            }
            let _ = self.write(drafts.clone());
        }
    }
}

impl OfServer {
    fn of(drafts: &[(Place, String)]) -> Self {
        let mut all = Self::default();
        for (place, text) in drafts.iter().filter(|(_, text)| !text.is_empty()).take(DRAFTS_MAX) {
            match place {
                Place::House => all.house.clone_from(text),
                Place::Room(name) => drop(all.rooms.insert(name.to_string(), text.clone())),
                Place::Person(name) => drop(all.people.insert(name.to_string(), text.clone())),
            }
        }
        all
    }

    fn places(&self) -> Drafting {
        let house = (!self.house.is_empty()).then(|| (Place::House, self.house.clone()));
        let rooms = self.rooms.iter().map(|(name, text)| (Place::Room(name.as_str().into()), text.clone()));
        let people =
            self.people.iter().map(|(name, text)| (Place::Person(name.as_str().into()), text.clone()));
        house.into_iter().chain(rooms).chain(people).collect()
    }
}

fn read(path: &Path) -> io::Result<Servers> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Servers::new()),
        Err(error) => return Err(error),
        Ok(data) if data.len() > FILE_BYTES_MAX => return Err(io::ErrorKind::InvalidData.into()),
        Ok(_) => {}
    }
    serde_json::from_slice(&fs::read(path)?).map_err(io::Error::other)
}

fn replace(path: &Path, server: &str, drafts: &[(Place, String)]) -> io::Result<()> {
    let _lock = kept::lock(path)?;
    let mut servers = read(path)?;
    let ours = OfServer::of(drafts);
    if ours == OfServer::default() {
        servers.remove(server);
    } else {
        servers.insert(server.to_owned(), ours);
    }
    let mut bytes = serde_json::to_vec_pretty(&servers).map_err(io::Error::other)?;
    bytes.push(b'\n');
    kept::replace(path, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str, text: &str) -> (Place, String) {
        (Place::Room(name.into()), text.to_owned())
    }

    #[test]
    fn what_was_typed_is_there_again_for_the_same_server_alone() {
        let dir = std::env::temp_dir().join(format!("chatroom-drafts-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let open = |server: &str| Drafts::open(Some(dir.clone()), server.to_owned());
        let typed = vec![
            (Place::House, "/he".to_owned()),
            room("#lobby", "half a \"thought\"\n第二行"),
            (Place::Person("小明".into()), "psst".to_owned()),
        ];
        assert_eq!(open("h:1").kept(), []);
        open("h:1").finish(typed.clone());
        open("h:2").finish(vec![room("#tea", "two")]);
        assert_eq!(open("h:1").kept(), typed);
        assert_eq!(open("h:2").kept(), [room("#tea", "two")]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(dir.join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // What was said is no draft any more.
        open("h:1").finish(Vec::new());
        assert_eq!(open("h:1").kept(), []);
        assert_eq!(open("h:2").kept(), [room("#tea", "two")]);
        // A file that somebody has broken stays as it is, and is told of.
        fs::write(dir.join(FILE), "{").unwrap();
        let mut broken = open("h:1");
        broken.write(typed.clone()).unwrap();
        broken.due = Some(Instant::now());
        assert!(broken.pass_time(Vec::new).is_err());
        assert_eq!(fs::read_to_string(dir.join(FILE)).unwrap(), "{");
        broken.look(&typed);
        assert_eq!(broken.deadline(), None, "it is told once");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn without_a_folder_nothing_is_kept() {
        let mut drafts = Drafts::open(None, "h:1".to_owned());
        drafts.look(&[room("#a", "x")]);
        assert_eq!(drafts.deadline(), None);
        drafts.finish(vec![room("#a", "x")]);
    }
}
