//! A disk that is late, that writes in groups, and that fails: for a while, or for ever. Either one
//! that does as the words of `src/store` say, or the real store on a directory, whose commits are
//! made to fail.
//!
//! Beside either stands the [`Truth`]: what must be written by now, worked out from what the disk
//! has reported and nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use chatroom::room::What;
use chatroom::room::keep::{Answer, Ask, Entry, Keep, Keeping, Kept, Place};
use chatroom::room::rules::{OnFailure, Retention};
use chatroom::store::{Options, Report, Store, Sync};
use chatroom::wire::{ConnId, MsgId};

use super::kept_world::mark_of;
use super::memory::Memory;

/// How long the real store may take until what is written is found by its words.
const KNOWN_AFTER: Duration = Duration::from_secs(20);

/// How long the real store may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is written, and what is only remembered until it can be.
#[derive(Debug, Default)]
pub struct Truth {
    pending: VecDeque<(u64, Keep)>,
    refused: BTreeSet<u64>,
    failing: bool,
    /// What is written.
    pub memory: Memory,
    /// What counts as written and is not, because nothing can be written.
    pub unwritten: Vec<Keep>,
    /// Every entry that was ever written or counted so, by its id; never those that were handed back.
    pub entries: BTreeMap<MsgId, Entry>,
    /// What was handed back, by its mark.
    pub handed_back: BTreeSet<u32>,
    /// What was taken back.
    pub redacted: BTreeSet<MsgId>,
}

impl Truth {
    /// Something is to be written, at this position.
    pub fn pushed(&mut self, position: u64, keep: Keep) {
        self.pending.push_back((position, keep));
    }

    /// The disk has said something.
    pub fn hear(&mut self, report: &Report) {
        match report {
            Report::Unwritten { from, to } => self.refused.extend(*from..=*to),
            Report::Keeping(Keeping::Failing(_)) => self.failing = true,
            Report::Keeping(Keeping::Fine) => {
                self.failing = false;
                self.unwritten.drain(..).for_each(|keep| self.memory.keep(keep));
            }
            Report::Written { to } => {
                while self.pending.front().is_some_and(|(at, _)| at <= to)
                    && let Some((position, keep)) = self.pending.pop_front()
                {
                    if self.refused.remove(&position) {
                        assert!(is_said(&keep), "only messages are handed back: {keep:?}");
                        if let Keep::Entry(entry) = keep {
                            self.handed_back.extend(mark_of(&entry.event));
                        }
                        continue;
                    }
                    self.note(&keep);
                    match self.failing {
                        true => self.unwritten.push(keep),
                        false => self.memory.keep(keep),
                    }
                }
            }
            Report::Answered { .. } => {}
            Report::Rewritten { .. } => panic!("nobody else writes"),
        }
    }

    fn note(&mut self, keep: &Keep) {
        match keep {
            Keep::Entry(entry) => drop(self.entries.insert(entry.event.id.unwrap(), entry.clone())),
            Keep::Redact { id, .. } => drop(self.redacted.insert(*id)),
            _ => {}
        }
    }

    /// Whether it is known that nothing can be written.
    pub fn is_failing(&self) -> bool {
        self.failing
    }

    /// Messages of a place that stand, in the order of their ids.
    pub fn said_in(&self, place: &Place) -> Vec<MsgId> {
        let here = self
            .entries
            .iter()
            .filter(|(id, entry)| entry.place == *place && is_message(entry) && !self.redacted.contains(id));
        here.map(|(id, _)| *id).collect()
    }

    /// The server dies. What was not written is gone; its ids are given back.
    pub fn die(&mut self) -> (BTreeSet<MsgId>, BTreeSet<MsgId>) {
        let (mut lost, mut back) = (BTreeSet::new(), BTreeSet::new());
        for keep in self.unwritten.drain(..) {
            match keep {
                Keep::Entry(entry) => {
                    let id = entry.event.id.unwrap();
                    self.entries.remove(&id);
                    lost.insert(id);
                }
                Keep::Redact { id, .. } => {
                    self.redacted.remove(&id);
                    back.insert(id);
                }
                _ => {}
            }
        }
        self.pending.clear();
        self.refused.clear();
        self.failing = false;
        (lost, back)
    }
}

fn is_said(keep: &Keep) -> bool {
    matches!(keep, Keep::Entry(entry) if is_message(entry))
}

/// Whether it is a message.
pub fn is_message(entry: &Entry) -> bool {
    matches!(entry.event.what, What::Said { .. })
}

/// A disk.
#[derive(Debug)]
pub enum Disk {
    /// One that does as it is written.
    Model(Model),
    /// The real store.
    Real(Box<Real>),
}

/// The model.
#[derive(Debug)]
pub struct Model {
    on_failure: OnFailure,
    pushed: u64,
    sent: VecDeque<(u64, bool)>,
    fails: bool,
    failing: bool,
    reports: VecDeque<Report>,
}

/// The real store.
#[derive(Debug)]
pub struct Real {
    store: Option<Store>,
    bell: Receiver<()>,
    fails: Arc<AtomicBool>,
    dir: Dir,
    options: Options,
    pushed: u64,
    // Up to where it has said that it is written.
    written: u64,
    failing: bool,
    reports: VecDeque<Report>,
}

/// A directory that is removed at the end.
#[derive(Debug)]
pub struct Dir(PathBuf);

impl Dir {
    /// A new one.
    pub fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("chatroom-sim-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Disk {
    /// The model of a disk.
    pub fn model(on_failure: OnFailure) -> Self {
        let (sent, reports) = (VecDeque::new(), VecDeque::new());
        Self::Model(Model { on_failure, pushed: 0, sent, fails: false, failing: false, reports })
    }

    /// The real store in a directory of its own.
    pub fn real(on_failure: OnFailure, recent: usize) -> Self {
        let (dir, fails) = (Dir::new(), Arc::new(AtomicBool::new(false)));
        let seen = Arc::clone(&fails);
        let options = Options {
            dir: Some(dir.path().to_owned()),
            sync: Sync::Never,
            recent,
            retention: Retention::default(),
            unwritten_bytes_max: 64 << 20,
            on_failure,
            memory_messages_max: 1_000,
            fault: Some(Arc::new(move |_| seen.load(Ordering::Relaxed).then(|| "no space".to_owned()))),
        };
        let (store, bell) = (None, channel().1);
        let mut real = Real {
            store,
            bell,
            fails,
            dir,
            options,
            pushed: 0,
            written: 0,
            failing: false,
            reports: VecDeque::new(),
        };
        real.open();
        Self::Real(Box::new(real))
    }

    /// Takes something that is to be written.
    pub fn push(&mut self, keep: &Keep) -> u64 {
        match self {
            Self::Model(model) => {
                model.pushed += 1;
                model.sent.push_back((model.pushed, is_said(keep)));
                model.pushed
            }
            Self::Real(real) => {
                real.pushed = real.store.as_mut().unwrap().push(keep.clone());
                real.pushed
            }
        }
    }

    /// How much waits to be written.
    pub fn waiting(&self) -> usize {
        match self {
            Self::Model(model) => model.sent.len(),
            Self::Real(real) => usize::from(real.pushed > real.written),
        }
    }

    /// Writes a group of at most so many; the real store takes all.
    pub fn commit(&mut self, group_max: usize) {
        match self {
            Self::Model(model) => model.commit(group_max),
            Self::Real(real) => real.commit(),
        }
    }

    /// Commits fail from here on, or work again.
    pub fn fail(&mut self, fails: bool) {
        match self {
            Self::Model(model) => {
                model.fails = fails;
                model.commit(0);
            }
            Self::Real(real) => {
                real.fails.store(fails, Ordering::Relaxed);
                if !fails {
                    real.wait(|real| !real.failing);
                }
            }
        }
    }

    /// Whether they do.
    pub fn fails(&self) -> bool {
        match self {
            Self::Model(model) => model.fails,
            Self::Real(real) => real.fails.load(Ordering::Relaxed),
        }
    }

    /// Whether it has something to say.
    pub fn has_news(&self) -> bool {
        match self {
            Self::Model(model) => !model.reports.is_empty(),
            Self::Real(real) => !real.reports.is_empty(),
        }
    }

    /// The next thing that it says.
    pub fn take(&mut self) -> Option<Report> {
        match self {
            Self::Model(model) => model.reports.pop_front(),
            Self::Real(real) => real.reports.pop_front(),
        }
    }

    /// The answer to a question, as the real store gives it.
    pub fn ask(&mut self, ask: &Ask) -> Option<Answer> {
        match self {
            Self::Model(_) => None,
            Self::Real(real) => Some(real.ask(ask)),
        }
    }

    /// The server dies, and begins again. The real store says with what.
    pub fn die(&mut self) -> Option<Kept> {
        match self {
            Self::Model(model) => {
                *self = Self::model(model.on_failure);
                None
            }
            Self::Real(real) => {
                // What was given to it and is not written stays so: as if it had not been running.
                real.fails.store(true, Ordering::Relaxed);
                drop(real.store.take());
                real.fails.store(false, Ordering::Relaxed);
                Some(real.open())
            }
        }
    }
}

impl Model {
    fn commit(&mut self, group_max: usize) {
        let group: Vec<_> = self.sent.drain(..group_max.min(self.sent.len())).collect();
        if self.failing && !self.fails {
            self.failing = false;
            self.reports.push_back(Report::Keeping(Keeping::Fine));
        }
        let Some(&(to, _)) = group.last() else { return };
        if self.fails && !self.failing {
            self.failing = true;
            self.reports.push_back(Report::Keeping(Keeping::Failing("no space".to_owned())));
        }
        if self.failing && self.on_failure == OnFailure::Refuse {
            for (at, _) in group.iter().filter(|(_, is_said)| *is_said) {
                self.reports.push_back(Report::Unwritten { from: *at, to: *at });
            }
        }
        self.reports.push_back(Report::Written { to });
    }
}

impl Real {
    fn open(&mut self) -> Kept {
        let (sender, bell) = channel();
        let (store, kept) = Store::open(self.options.clone(), move || {
            let _ = sender.send(());
        })
        .unwrap_or_else(|error| panic!("{}: {error}", self.dir.path().display()));
        (self.store, self.bell) = (Some(store), bell);
        (self.pushed, self.written, self.failing) = (0, 0, false);
        self.reports.clear();
        kept
    }

    /// Waits until something holds; all that is reported meanwhile is kept.
    fn wait(&mut self, holds: impl Fn(&Self) -> bool) {
        while !holds(self) {
            match self.store.as_mut().unwrap().take() {
                Some(report) => {
                    match &report {
                        Report::Written { to } => self.written = *to,
                        Report::Keeping(keeping) => self.failing = *keeping != Keeping::Fine,
                        _ => {}
                    }
                    self.reports.push_back(report);
                }
                None => self.bell.recv_timeout(PATIENCE).unwrap(),
            }
        }
    }

    fn commit(&mut self) {
        self.store.as_mut().unwrap().send();
        self.wait(|real| real.written == real.pushed);
    }

    fn ask(&mut self, ask: &Ask) -> Answer {
        let conn = ConnId::new(9, 9);
        assert!(self.store.as_mut().unwrap().ask(conn, 1, ask.clone()));
        let is_answer = |report: &Report| matches!(report, Report::Answered { .. });
        self.wait(|real| real.reports.back().is_some_and(is_answer));
        match self.reports.pop_back() {
            Some(Report::Answered { answer, .. }) => answer,
            other => panic!("{other:?}"),
        }
    }
}

impl Disk {
    /// Whether it is the real store.
    pub fn is_real(&self) -> bool {
        matches!(self, Self::Real(_))
    }

    /// The answer of the real store, which is asked again until it is right, for as long as it may take
    /// to know what it has.
    pub fn ask_until(&mut self, ask: &Ask, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let begin = Instant::now();
        loop {
            let found = self.ask(ask).unwrap();
            if is_right(&found) || begin.elapsed() > KNOWN_AFTER {
                return found;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
