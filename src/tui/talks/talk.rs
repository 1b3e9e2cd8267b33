//! One conversation: its entries in order, and what of them was seen.
//!
//! Must not know how entries look (`rows`) or which of them are on the screen (`view`).
//!
//! Theory of operation: entries stand in the order of `order_ms`, which is the server's time where
//! it is known. What happens comes last, whatever the clocks say; what was said before (pages of
//! history, gaps that fill) is put in by its time, and what comes in one page with equal times keeps
//! the order of the page. Sentences of ours hang on the entry before them. What was seen is a
//! beginning of the list: everything up to the last entry that was drawn while somebody looked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::civil::Date;

use super::Place;
use super::entry::{Entry, Fate, Kind, Move, Moves, Said, Serial};
use super::view::Anchor;
use crate::chat::Label;

/// Entries of one conversation that are kept; the server has the rest.
pub const ENTRIES_MAX: usize = 20_000;

/// The same while somebody reads what is old: it is not taken away under their eyes.
const ENTRIES_READING_MAX: usize = 2 * ENTRIES_MAX;

/// What a conversation is known by, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TalkId(pub u64);

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Talk {
    pub id: TalkId,
    pub place: Place,
    /// The folded name.
    pub key: String,
    pub entries: VecDeque<Entry>,
    ids: BTreeMap<Arc<str>, Serial>,
    /// Where the next of a page stands: behind this one.
    page: Option<Serial>,
    /// Messages that nobody has seen.
    pub unread: usize,
    /// Those among them that call us.
    pub calls: usize,
    /// Up to when it was read, as far as anybody has said; 0: nobody has.
    pub read_ms: u64,
    /// Up to when the server was told so.
    pub told_ms: u64,
    /// Before which entry the ruler stands.
    pub ruler: Option<Serial>,
    /// The next message that is not seen gets the ruler, whoever looks.
    pub wants_ruler: bool,
    /// Where the view stands; `None`: at the newest.
    pub anchor: Option<Anchor>,
    /// Messages that came since it does not stand there, and who of them has called us.
    pub below: super::Below,
    /// The first and the last entry of the last frame.
    pub drawn: Option<(Serial, Serial)>,
    pub earlier: Earlier,
    /// The oldest were taken away, because there were too many.
    pub is_trimmed: bool,
}

/// How it stands with what came before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Earlier {
    /// The server may know more.
    #[default]
    Perhaps,
    /// Somebody looks for it.
    Wanted,
    /// A page is on its way.
    Asked,
    /// There is nothing before, or nothing that could be put here.
    Nothing,
}

/// Where an entry is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Last: it happens, at this moment of the server's.
    Happens(u64),
    /// Last, with the entry before it: our own clock says when.
    Hangs,
    /// By its time: it was said before.
    Old(u64),
    /// Behind all that is as old.
    Behind(u64),
}

impl Talk {
    pub fn new(id: TalkId, place: Place, key: String) -> Self {
        Self {
            id,
            place,
            key,
            entries: VecDeque::new(),
            ids: BTreeMap::new(),
            page: None,
            unread: 0,
            calls: 0,
            read_ms: 0,
            told_ms: 0,
            ruler: None,
            wants_ruler: false,
            anchor: None,
            below: super::Below::default(),
            drawn: None,
            earlier: Earlier::default(),
            is_trimmed: false,
        }
    }

    /// Puts an entry in its place.
    pub fn put(&mut self, serial: Serial, at_ms: u64, day: Date, kind: Kind, order: Order) {
        let last = self.entries.back().map_or(0, |entry| entry.order_ms);
        let (index, order_ms) = match order {
            Order::Happens(ms) => (self.entries.len(), ms.max(last)),
            Order::Hangs if self.entries.is_empty() => (0, at_ms),
            Order::Hangs => (self.entries.len(), last),
            Order::Old(ms) => (self.place_of(ms), ms),
            Order::Behind(ms) => (self.entries.partition_point(|entry| entry.order_ms <= ms), ms),
        };
        self.page = matches!(order, Order::Old(_)).then_some(serial);
        if let Kind::Message(said) = &kind
            && let Some(id) = &said.id
        {
            self.ids.insert(Arc::clone(id), serial);
        }
        self.insert(index, Entry { serial, at_ms, order_ms, day, kind, seen: true, laid: None });
        self.trim();
    }

    /// Where something said before belongs.
    fn place_of(&self, at_ms: u64) -> usize {
        let order = |index: usize| self.entries.get(index).map(|entry| entry.order_ms);
        if let Some(before) = self.page.and_then(|serial| self.position(serial))
            && order(before).is_some_and(|ms| ms <= at_ms)
            && order(before + 1).is_none_or(|ms| at_ms <= ms)
        {
            return before + 1;
        }
        // A page that ends in the moment in which what is here begins comes before it.
        if order(0).is_some_and(|ms| at_ms <= ms) {
            return 0;
        }
        self.entries.partition_point(|entry| entry.order_ms <= at_ms)
    }

    /// What comes next of old belongs to another page.
    pub fn end_page(&mut self) {
        self.page = None;
    }

    fn insert(&mut self, index: usize, entry: Entry) {
        if let Some(anchor) = &mut self.anchor
            && anchor.index >= index
        {
            anchor.index += 1;
        }
        self.entries.insert(index, entry);
    }

    fn remove(&mut self, index: usize) -> Option<Entry> {
        let entry = self.entries.remove(index)?;
        if let Some(anchor) = &mut self.anchor {
            if anchor.index > index {
                anchor.index -= 1;
            }
            anchor.index = anchor.index.min(self.entries.len().saturating_sub(1));
        }
        Some(entry)
    }

    /// Takes the oldest away once there are too many.
    fn trim(&mut self) {
        let max = if self.anchor.is_none() { ENTRIES_MAX } else { ENTRIES_READING_MAX };
        while self.entries.len() > max {
            let Some(entry) = self.remove(0) else { return };
            self.forget(&entry);
            self.earlier = Earlier::Nothing;
            self.is_trimmed = true;
        }
    }

    /// An entry is gone.
    fn forget(&mut self, entry: &Entry) {
        let Kind::Message(said) = &entry.kind else { return };
        if let Some(id) = &said.id {
            self.ids.remove(id);
        }
        if !entry.seen {
            self.unread = self.unread.saturating_sub(1);
            self.calls = self.calls.saturating_sub(usize::from(said.calls_me));
        }
        if self.ruler == Some(entry.serial) {
            self.ruler = None;
        }
    }

    /// Takes an entry out for good.
    pub fn take(&mut self, serial: Serial) -> Option<Entry> {
        let index = self.position(serial)?;
        let entry = self.remove(index)?;
        self.forget(&entry);
        Some(entry)
    }

    /// Adds somebody who comes or goes to those before, if they were the last that happened today.
    pub fn add_move(&mut self, step: &Move, day: Date) -> bool {
        self.page = None;
        match self.entries.back_mut() {
            Some(Entry { kind: Kind::Moves(moves), day: theirs, laid, .. })
                if *theirs == day && !moves.is_full() =>
            {
                moves.moves.push(step.clone());
                *laid = None;
                true
            }
            _ => false,
        }
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.ids.clear();
        (self.unread, self.calls) = (0, 0);
        (self.ruler, self.anchor, self.drawn, self.page) = (None, None, None, None);
        self.is_trimmed = false;
        self.below = super::Below::default();
    }

    /// Whether a message is here already.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Where the message with this id stands.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.position(*self.ids.get(id)?)
    }

    /// Where an entry stands. It is looked for from the newest, near which nearly all are.
    pub fn position(&self, serial: Serial) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.serial == serial)
    }

    pub fn said(&self, index: usize) -> Option<&Said> {
        match &self.entries.get(index)?.kind {
            Kind::Message(said) => Some(said),
            Kind::Moves(_) | Kind::Note { .. } | Kind::Day => None,
        }
    }

    /// A message, to be changed: it is laid out again.
    pub fn said_mut(&mut self, index: usize) -> Option<&mut Said> {
        let entry = self.entries.get_mut(index)?;
        match &mut entry.kind {
            Kind::Message(said) => {
                entry.laid = None;
                Some(said)
            }
            Kind::Moves(_) | Kind::Note { .. } | Kind::Day => None,
        }
    }

    /// Marks a message as one that nobody has seen yet; it may get the ruler.
    pub fn mark_unread(&mut self, serial: Serial, is_watched: bool) {
        let Some(index) = self.position(serial) else { return };
        if self.unread == 0 && (self.wants_ruler || !is_watched) {
            self.ruler = Some(serial);
            self.wants_ruler = false;
        }
        let calls = self.said(index).is_some_and(|said| said.calls_me);
        if let Some(entry) = self.entries.get_mut(index) {
            entry.seen = false;
            self.unread += 1;
            self.calls += usize::from(calls);
        }
    }

    /// Everything up to this entry was seen.
    pub fn see(&mut self, index: usize) {
        for entry in self.entries.iter_mut().take(index.saturating_add(1)).rev() {
            if self.unread == 0 {
                return;
            }
            if let Kind::Message(said) = &entry.kind
                && !entry.seen
            {
                entry.seen = true;
                self.unread -= 1;
                self.calls = self.calls.saturating_sub(usize::from(said.calls_me));
            }
        }
    }

    /// Somebody has read up to a moment, here or elsewhere.
    pub fn read_to(&mut self, at_ms: u64) {
        self.read_ms = self.read_ms.max(at_ms);
        let is_old = |entry: &Entry| entry.order_ms <= at_ms;
        if let Some(index) = self.entries.partition_point(is_old).checked_sub(1) {
            self.see(index);
        }
    }

    /// The first message that nobody has seen.
    pub fn first_unread(&self) -> Option<usize> {
        (self.unread > 0).then(|| self.entries.iter().position(|entry| !entry.seen)).flatten()
    }

    /// A message of ours has come back: by this id, and at this moment, if the server says so. It
    /// goes behind what others have said meanwhile, for so it stands for everybody else.
    pub fn confirm(&mut self, serial: Serial, id: Option<&Arc<str>>, at_ms: Option<(u64, Date)>, old: bool) {
        let Some(index) = self.position(serial) else { return };
        if let Some(said) = self.said_mut(index) {
            said.fate = Fate::Told;
            said.id = id.cloned().or(said.id.take());
        }
        if let Some(id) = id {
            self.ids.insert(Arc::clone(id), serial);
        }
        let Some((at_ms, day)) = at_ms else { return };
        let target = if old { None } else { self.behind_others(index) };
        if old || target.is_some() {
            let Some(mut entry) = self.remove(index) else { return };
            (entry.at_ms, entry.day) = (at_ms, day);
            let index = target.map_or_else(|| self.place_of(at_ms), |target| target - 1);
            let before = index.checked_sub(1).and_then(|before| self.entries.get(before));
            let after = self.entries.get(index).map_or(u64::MAX, |entry| entry.order_ms);
            entry.order_ms = at_ms.max(before.map_or(0, |entry| entry.order_ms)).min(after);
            self.insert(index, entry);
        } else {
            let after = self.entries.get(index + 1).map_or(u64::MAX, |entry| entry.order_ms);
            if let Some(entry) = self.entries.get_mut(index) {
                (entry.at_ms, entry.day) = (at_ms, day);
                entry.order_ms = entry.order_ms.max(at_ms).min(after);
            }
        }
    }

    /// Behind the last message that is where it should be, if one stands behind `index`.
    fn behind_others(&self, index: usize) -> Option<usize> {
        let is_told = |entry: &Entry| match &entry.kind {
            Kind::Message(said) => said.fate == Fate::Told,
            Kind::Moves(_) | Kind::Note { .. } | Kind::Day => false,
        };
        let last = self.entries.iter().rposition(is_told)?;
        (last > index).then_some(last + 1)
    }

    /// The last message of ours that did not get there.
    pub fn last_failed(&self) -> Option<Serial> {
        let failed = self.entries.iter().rev().find(|entry| match &entry.kind {
            Kind::Message(said) => matches!(said.fate, Fate::Failed(_) | Fate::Unknown),
            Kind::Moves(_) | Kind::Note { .. } | Kind::Day => false,
        });
        failed.map(|entry| entry.serial)
    }

    /// The message of ours with this label, if it stands here.
    pub fn labelled(&self, serial: Serial, label: Label) -> Option<usize> {
        self.position(serial).filter(|index| self.said(*index).is_some_and(|said| said.label == Some(label)))
    }

    /// Nothing of it is on the screen any more.
    pub fn put_away(&mut self) {
        if self.unread == 0 {
            self.ruler = None;
        }
        self.drawn = None;
        self.entries.iter_mut().for_each(|entry| entry.laid = None);
    }
}

/// Puts what was begun in one place into another, in order.
impl Talk {
    pub fn inherit(&mut self, from: &mut Self) {
        for (index, entry) in from.entries.drain(..).enumerate() {
            self.insert(index, entry);
        }
        from.clear();
        let mut least = 0;
        for entry in &mut self.entries {
            entry.order_ms = entry.order_ms.max(least);
            least = entry.order_ms;
        }
    }
}

/// A moment's people who come and go, with how the first is told.
pub(super) fn moves(first: String, step: Move) -> Kind {
    Kind::Moves(Moves { first, moves: vec![step] })
}
