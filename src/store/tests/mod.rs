//! The store as the loop sees it, in a directory of its own for each test.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;
use crate::room::keep::{
    AccountRecord, CodeKind, CodeRecord, Party, Place, Range, RoomRecord, Search, Secrets, Verifier,
};
use crate::room::{Event, Role, SaidKind, What, Who};
use crate::wire::text::Text;

mod archives;
mod basics;
mod failing;

/// A directory that is removed when the test ends.
#[derive(Debug)]
pub struct Dir(PathBuf);

impl Dir {
    pub fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("chatroom-store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn id(number: i64) -> MsgId {
    MsgId::from_number(number).unwrap()
}

pub fn room(number: i64) -> Place {
    Place::Room(id(number))
}

pub fn who(name: &str) -> Who {
    Who {
        name: name.into(),
        prefix: format!("{name}!u@host").into(),
        role: Role::Member,
        bot: false,
        account: None,
    }
}

/// Something that alice said in room 1.
pub fn said(number: i64, text: &str) -> Entry {
    said_by("alice", room(1), number, text)
}

pub fn said_by(name: &str, place: Place, number: i64, text: &str) -> Entry {
    let (target, in_room) = match &place {
        Place::Room(_) => ("#tea", true),
        Place::Private(..) => ("bob", false),
    };
    let what = What::Said {
        target: target.into(),
        in_room,
        kind: SaidKind::Message,
        text: Text::line(text),
        tags: "".into(),
    };
    happened(name, place, number, what)
}

pub fn happened(name: &str, place: Place, number: i64, what: What) -> Entry {
    let id = id(number);
    Entry { place, event: Event { at_ms: id.unix_ms(), id: Some(id), who: who(name), what }, nonce: None }
}

pub fn record(number: i64, name: &str) -> RoomRecord {
    RoomRecord {
        id: number,
        name: name.to_owned(),
        created_ms: 5,
        founder: Some("alice".to_owned()),
        topic: Some(("Tea".to_owned(), "alice".to_owned(), 7)),
        key: None,
        members_max: Some(3),
        slow_seconds: Some(5),
        flags: "nt".to_owned(),
        masks: vec![('b', "*!*@x".to_owned(), "alice".to_owned(), 9)],
        roles: vec![("alice".to_owned(), "o".to_owned())],
        terms: Vec::new(),
    }
}

pub fn code(code: &str, left: u32) -> CodeRecord {
    CodeRecord { code: code.to_owned(), kind: CodeKind::Entry, left, expires_ms: None, used_by: Vec::new() }
}

pub fn account(name: &str) -> AccountRecord {
    AccountRecord {
        name: name.to_owned(),
        key: name.to_owned(),
        secrets: Secrets {
            argon2id: "x".to_owned(),
            scram: Verifier { salt: vec![1, 2], iterations: 5, stored_key: [3; 32], server_key: [4; 32] },
        },
        email: None,
        created_ms: 6,
        always_on: Some(true),
        presence: None,
        certificates: Vec::new(),
    }
}

pub fn options(dir: Option<&Dir>) -> Options {
    Options {
        dir: dir.map(|dir| dir.path().to_owned()),
        sync: Sync::Second,
        recent: 50,
        retention: Retention::default(),
        unwritten_bytes_max: 1 << 20,
        on_failure: OnFailure::GoOn,
        memory_messages_max: 1_000,
        fault: None,
    }
}

/// A store, and a bell that rings when it has something to say.
pub struct House {
    pub store: Store,
    pub kept: Kept,
    bell: Receiver<()>,
}

impl House {
    pub fn open(options: Options) -> Self {
        let (sender, bell) = channel();
        let (store, kept) = Store::open(options, move || {
            let _ = sender.send(());
        })
        .unwrap();
        Self { store, kept, bell }
    }

    /// The next report; one must come.
    #[track_caller]
    pub fn report(&mut self) -> Report {
        loop {
            if let Some(report) = self.store.take() {
                return report;
            }
            self.bell.recv_timeout(Duration::from_secs(30)).unwrap();
        }
    }

    /// Keeps all of it, and waits until it is written.
    #[track_caller]
    pub fn keep(&mut self, keeps: impl IntoIterator<Item = Keep>) {
        let last = keeps.into_iter().map(|keep| self.store.push(keep)).last().unwrap();
        self.store.send();
        loop {
            match self.report() {
                Report::Written { to } if to == last => return,
                Report::Written { .. } => {}
                report => panic!("{report:?}"),
            }
        }
    }

    #[track_caller]
    pub fn ask(&mut self, ask: Ask) -> Answer {
        assert!(self.store.ask(ConnId::new(1, 1), 7, ask));
        match self.report() {
            Report::Answered { conn, ticket: 7, answer } if conn == ConnId::new(1, 1) => answer,
            report => panic!("{report:?}"),
        }
    }

    #[track_caller]
    pub fn entries(&mut self, ask: Ask) -> Vec<Entry> {
        match self.ask(ask) {
            Answer::Entries(entries) => entries,
            answer => panic!("{answer:?}"),
        }
    }

    #[track_caller]
    pub fn page(&mut self, place: Place, range: Range, entries_max: usize, events: bool) -> Vec<i64> {
        numbers(&self.entries(Ask::Page { place, range, entries_max, events }))
    }

    /// Searches until as many are found as should be: the index lags.
    #[track_caller]
    pub fn search(&mut self, search: Search, count: usize) -> Vec<i64> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let found = numbers(&self.entries(Ask::Search(search.clone())));
            if found.len() == count || Instant::now() > deadline {
                return found;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn finish(self) {
        self.store.finish(Duration::from_secs(30));
    }
}

pub fn numbers(entries: &[Entry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.event.id.unwrap().number()).collect()
}

pub fn words(words: &str) -> Search {
    Search {
        places: None,
        words: words.to_owned(),
        from: None,
        after: MsgId::ZERO,
        before: MsgId::MAX,
        oldest: false,
        entries_max: 100,
    }
}

pub fn private(one: &str, other: &str) -> Place {
    Place::between(Party::Account(one.into()), Party::Account(other.into()))
}

pub fn shared(text: &str) -> Arc<str> {
    text.into()
}
