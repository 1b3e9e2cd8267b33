//! What we have seen of a room, or of a talk with one person: enough to ask for exactly what we
//! have not seen. It outlives connections.
//!
//! Theory of operation: `last` is the id of the last message that was shown, in the room's order,
//! and `before` is a point that lies before it: the message before, or the moment at which we
//! entered. After a connection was lost the server is asked for what came after `before`. What it
//! gives begins with `last`, which is how we know that nothing is missing between. Ids that were
//! shown lately are remembered, so that nothing is shown twice.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::happening::Happening;
use super::{SHOWN_IDS_MAX, WAITING_HAPPENINGS_MAX};

/// A point in the order of a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Point {
    /// We know none.
    #[default]
    Unknown,
    /// A moment, milliseconds since 1970 by the server's clock.
    Time(u64),
    /// A message.
    Id(Arc<str>),
}

/// A page of history that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// What was said last, to begin with.
    Latest,
    /// What came after the last that we have seen. With an id: the page must have that one in it,
    /// or something is missing.
    After { witness: Option<Arc<str>> },
    /// What came before the first that we have seen, because our person wants to see it.
    Before,
}

/// How we come to know what we have missed.
#[derive(Debug)]
pub(super) struct Catching {
    /// When the last page was asked for.
    pub since: Duration,
}

/// Ids that were shown lately.
#[derive(Debug, Default)]
pub(super) struct Ids {
    order: VecDeque<Arc<str>>,
    known: BTreeSet<Arc<str>>,
}

impl Ids {
    /// Notes an id; tells whether it is one that was not there.
    pub fn note(&mut self, id: &Arc<str>) -> bool {
        if !self.known.insert(Arc::clone(id)) {
            return false;
        }
        self.order.push_back(Arc::clone(id));
        if self.order.len() > SHOWN_IDS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }

    pub fn has(&self, id: &str) -> bool {
        self.known.contains(id)
    }
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Trace {
    /// The room, or the person.
    pub name: Arc<str>,
    pub last: Option<Arc<str>>,
    pub before: Point,
    /// The first that we have seen.
    pub oldest: Option<Arc<str>>,
    /// What was said before we came is shown, or nobody wants to see it.
    pub is_greeted: bool,
    /// When the connection was lost, by our clock, milliseconds since 1970; `None`: it is not.
    pub lost_ms: Option<u64>,
    /// Pages asked for over this connection; they are answered in order.
    pub asked: VecDeque<Asked>,
    pub catching: Option<Catching>,
    /// What has happened since, in order; it is shown behind what we catch up with.
    waiting: VecDeque<Happening>,
    /// How many of these an earlier connection has told.
    waiting_before: usize,
    pub shown: Ids,
    /// Up to when we had read before we came, if the server knows it.
    pub read_ms: Option<u64>,
    /// Up to when something is shown, and up to when the server knows of it.
    pub shown_ms: u64,
    /// Up to when our person has seen it, if their face says so.
    pub seen_ms: u64,
    pub marked_ms: u64,
}

impl Trace {
    pub fn new(name: Arc<str>) -> Self {
        Self {
            name,
            last: None,
            before: Point::Unknown,
            oldest: None,
            is_greeted: false,
            lost_ms: None,
            asked: VecDeque::new(),
            catching: None,
            waiting: VecDeque::new(),
            waiting_before: 0,
            shown: Ids::default(),
            read_ms: None,
            shown_ms: 0,
            seen_ms: 0,
            marked_ms: 0,
        }
    }

    /// Notes a message that is shown now, in the room's order; tells whether it may be shown: not
    /// if it was already. `stays`: the server will find it again.
    pub fn see(&mut self, id: Option<&Arc<str>>, at_ms: u64, is_old: bool, stays: bool) -> bool {
        self.shown_ms = self.shown_ms.max(at_ms);
        let Some(id) = id else { return true };
        if !self.shown.note(id) {
            return false;
        }
        if !stays {
            return true;
        }
        self.oldest.get_or_insert_with(|| Arc::clone(id));
        match self.last.replace(Arc::clone(id)) {
            Some(last) => self.before = Point::Id(last),
            // The moment when we came does not lie before what was said before that.
            None if is_old => self.before = Point::Unknown,
            None => {}
        }
        true
    }

    /// A message is no longer part of what the server remembers.
    pub fn forget(&mut self, id: &str) {
        let is = |known: &Option<Arc<str>>| known.as_deref() == Some(id);
        if is(&self.last) || matches!(&self.before, Point::Id(before) if **before == *id) {
            self.before = Point::Unknown;
        }
    }

    /// Whether a message waits to be shown.
    pub fn is_waiting_for(&self, id: &str) -> bool {
        self.waiting.iter().any(|one| is_said(one, id))
    }

    /// Whether a message waits that we have heard over this connection: nothing is missing behind it.
    pub fn has_heard(&self, id: &str) -> bool {
        self.waiting.iter().skip(self.waiting_before).any(|one| is_said(one, id))
    }

    /// What waits up to this message, if it waits.
    pub fn take_waiting_to(&mut self, id: &str) -> Option<Vec<Happening>> {
        let count = 1 + self.waiting.iter().position(|one| is_said(one, id))?;
        self.waiting_before = self.waiting_before.saturating_sub(count);
        Some(self.waiting.drain(..count).collect())
    }

    /// What waits that an earlier connection has told.
    pub fn take_heard_before(&mut self) -> Vec<Happening> {
        let count = std::mem::take(&mut self.waiting_before).min(self.waiting.len());
        self.waiting.drain(..count).collect()
    }

    /// All that waits.
    pub fn take_waiting(&mut self) -> VecDeque<Happening> {
        self.waiting_before = 0;
        std::mem::take(&mut self.waiting)
    }

    /// Keeps something until we have caught up; tells whether there was room for it.
    pub fn wait(&mut self, happening: Happening) -> Result<(), Happening> {
        if self.waiting.len() >= WAITING_HAPPENINGS_MAX {
            return Err(happening);
        }
        self.waiting.push_back(happening);
        Ok(())
    }

    /// How much waits.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// How many ids are remembered.
    pub fn ids(&self) -> usize {
        self.shown.known.len()
    }

    /// The connection is gone, with all that was asked over it.
    pub fn lose(&mut self, now_ms: u64) {
        self.asked.clear();
        self.waiting_before = self.waiting.len();
        self.catching = None;
        self.lost_ms.get_or_insert(now_ms);
    }
}

fn is_said(happening: &Happening, id: &str) -> bool {
    matches!(happening, Happening::Said(said) if said.id.as_deref() == Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_lies_before_the_last() {
        let id = |text: &str| -> Arc<str> { text.into() };
        let mut trace = Trace::new("#a".into());
        trace.before = Point::Time(5);
        assert!(trace.see(Some(&id("b")), 6, false, true));
        assert_eq!((&trace.before, trace.last.as_deref()), (&Point::Time(5), Some("b")));
        assert!(trace.see(Some(&id("c")), 7, false, true));
        assert!(!trace.see(Some(&id("b")), 6, true, true), "shown already");
        assert!(trace.see(None, 9, false, true));
        assert_eq!((&trace.before, trace.last.as_deref()), (&Point::Id(id("b")), Some("c")));
        trace.forget("b");
        assert_eq!((&trace.before, trace.shown_ms), (&Point::Unknown, 9));
        let mut old = Trace::new("#a".into());
        old.before = Point::Time(5);
        old.see(Some(&id("a")), 1, true, true);
        assert_eq!((&old.before, old.last.as_deref()), (&Point::Unknown, Some("a")));
    }

    #[test]
    fn only_so_many_ids_are_remembered() {
        let mut ids = Ids::default();
        for number in 0..=SHOWN_IDS_MAX {
            assert!(ids.note(&number.to_string().into()));
        }
        assert!(!ids.has("0") && ids.has("1"));
        assert_eq!((ids.order.len(), ids.known.len()), (SHOWN_IDS_MAX, SHOWN_IDS_MAX));
    }
}
