//! The conversations that are open: their entries, what of them was read, and how they look.
//!
//! Theory of operation, in reading order of the files: `hear` takes what happens to the conversation
//! that it belongs to; `talk` is one conversation, `entry` one thing in it. `view` finds the rows that
//! are on the screen, `rows` makes them of entries, with `words` for what nobody has said and `marks`
//! for links and what is looked for. `seek` goes to what is looked for. Entries are laid out only when
//! they come into sight, and again only when something about them has changed; so a frame costs as
//! much as is seen of it, however much there is.

mod entry;
mod hear;
mod marks;
mod rows;
mod seek;
mod talk;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use ratatui_core::layout::Rect;

use self::entry::{Kind, Serial, Tone};
use self::rows::Look;
use self::talk::{Order, Talk, TalkId};
use super::cells::{Canvas, Widths};
use super::paint::Depth;
use super::theme::{Background, Theme};
use crate::chat::{Label, Where};
use crate::lines::Face;
use crate::wire::Now;

pub use self::talk::ENTRIES_MAX;

/// Where something is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// What belongs to no conversation: the server's words before a room is entered.
    House,
    /// A room.
    Room(Arc<str>),
    /// A talk with one person.
    Person(Arc<str>),
}

impl From<&Where> for Place {
    fn from(place: &Where) -> Self {
        match place {
            Where::Room(name) => Self::Room(Arc::clone(name)),
            Where::Private(name) => Self::Person(Arc::clone(name)),
        }
    }
}

impl Place {
    /// As the session knows it; the house is no place to speak.
    pub fn to_where(&self) -> Option<Where> {
        match self {
            Self::House => None,
            Self::Room(name) => Some(Where::Room(Arc::clone(name))),
            Self::Person(name) => Some(Where::Private(Arc::clone(name))),
        }
    }
}

/// A conversation as a row of the list of conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Which one.
    pub place: Place,
    /// Messages that nobody has seen yet.
    pub unread: usize,
    /// Those among them that are for us: mentions, and all of a talk with one person.
    pub mentions: usize,
    /// Whether it is the one on the screen.
    pub is_current: bool,
}

/// Why somebody who does not look should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    /// Where it was said.
    pub place: Place,
    /// By whom.
    pub name: String,
    /// What, clean and on one line.
    pub text: String,
}

/// How to move over what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// By so many rows; negative: to what is older.
    Rows(isize),
    /// By so many pages, two rows of which stay in sight.
    Pages(isize),
    /// To the oldest that is here.
    Oldest,
    /// To the newest, where the screen follows what comes.
    Newest,
    /// To the first that was unread.
    Unread,
}

/// What stands below what is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Messages that came since the screen was moved away from the newest.
    pub count: usize,
    /// Who has named us among them, if anybody.
    pub mention: Option<String>,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Talks {
    look: Look,
    /// The house's first.
    talks: Vec<Talk>,
    current: TalkId,
    focused: bool,
    /// Messages of ours that may still come back.
    labels: BTreeMap<Label, (TalkId, Serial)>,
    serials: u64,
    ids: u64,
    now: Now,
    /// The day that it was when somebody looked at the clock last.
    day: Option<Date>,
    /// To which mention one went last.
    mention: Option<(TalkId, Serial)>,
    /// The server does not tell what was said before.
    has_no_history: bool,
}

impl Talks {
    /// None yet but the house's. `clock`: by which times and days are shown.
    pub fn new(face: Face, clock: TimeZone) -> Self {
        let house = TalkId(0);
        Self {
            look: Look {
                face,
                clock,
                columns: 80,
                rows: 24,
                widths: Widths::default(),
                theme: Theme::new(Depth::default(), Background::default()),
                needle: None,
                found: None,
                version: 0,
                #[cfg(test)]
                laid: std::cell::Cell::new(0),
            },
            talks: vec![Talk::new(house, Place::House, String::new())],
            current: house,
            focused: true,
            labels: BTreeMap::new(),
            serials: 0,
            ids: 0,
            now: Now { uptime: Duration::ZERO, unix_ms: 0 },
            day: None,
            mention: None,
            has_no_history: false,
        }
    }

    /// Shows a sentence that only this person wants to know, where they are.
    pub fn aside(&mut self, now: Now, text: String) {
        self.clock(now);
        self.note(self.current, text.lines().map(str::to_owned).collect(), Tone::Notice);
    }

    /// Those that are open, in the order in which Alt with a digit finds them; the house's is the
    /// first as long as nothing else is open.
    pub fn list(&self) -> Vec<Tab> {
        self.open().map(|talk| self.tab(talk)).collect()
    }

    fn tab(&self, talk: &Talk) -> Tab {
        Tab {
            place: talk.place.clone(),
            unread: talk.unread,
            mentions: talk.calls,
            is_current: talk.id == self.current,
        }
    }

    /// The conversations; the house's only while there is no other.
    fn open(&self) -> impl DoubleEndedIterator<Item = &Talk> {
        let is_alone = self.talks.len() == 1;
        self.talks.iter().filter(move |talk| is_alone || talk.place != Place::House)
    }

    /// The one on the screen.
    pub fn current(&self) -> &Place {
        self.talk(self.current).map_or(&Place::House, |talk| &talk.place)
    }

    /// Puts another on the screen; opens it if it is not open.
    pub fn go(&mut self, place: &Place) {
        let id = self.opened(place);
        self.go_to(id);
    }

    fn go_to(&mut self, id: TalkId) {
        if id == self.current {
            return;
        }
        if let Some(talk) = self.talk_mut(self.current) {
            talk.follow();
            talk.put_away();
        }
        self.current = id;
    }

    /// Takes one off the list.
    pub fn close(&mut self, place: &Place) {
        let Some(at) = self.at(place).filter(|at| *at > 0) else { return };
        let closed = self.talks.remove(at);
        self.labels.retain(|_, (id, _)| *id != closed.id);
        if closed.id == self.current {
            let next = self.talks.get(at).or(self.talks.last());
            self.current = next.map_or(TalkId(0), |talk| talk.id);
        }
    }

    /// Draws the one on the screen into `area`.
    pub fn draw(&mut self, now: Now, canvas: &mut Canvas, area: Rect, theme: &Theme) {
        self.clock(now);
        let area = area.intersection(canvas.area());
        self.fit(area, canvas.widths, theme);
        let current = self.current;
        let Some(talk) = self.talks.iter_mut().find(|talk| talk.id == current) else { return };
        if area.is_empty() {
            talk.drawn = None;
            return;
        }
        let rows = talk.rows(&self.look);
        let blank = usize::from(area.height).saturating_sub(rows.len());
        for (y, row) in (area.top()..area.bottom()).skip(blank).zip(&rows) {
            let line = Rect { y, height: 1, ..area };
            let headed = (y == area.top()).then(|| talk.headed(&self.look, *row)).flatten();
            if let Some(spans) = headed.as_ref().or_else(|| talk.row(*row)) {
                canvas.put(line, spans);
            }
        }
        talk.note_drawn(&rows);
    }

    /// Takes the measures of the screen; what was laid out for others is laid out again.
    fn fit(&mut self, area: Rect, widths: Widths, theme: &Theme) {
        let look = &mut self.look;
        let columns = usize::from(area.width);
        if columns != look.columns || widths != look.widths || *theme != look.theme {
            look.columns = columns;
            look.widths = widths;
            look.theme = theme.clone();
            look.version += 1;
        }
        look.rows = usize::from(area.height);
    }

    /// Moves over what was said.
    pub fn scroll(&mut self, scroll: Scroll) {
        if scroll == Scroll::Newest {
            // Who goes on has found what they looked for.
            self.look.found = None;
        }
        let current = self.current;
        if let Some(talk) = self.talks.iter_mut().find(|talk| talk.id == current) {
            talk.scroll(&self.look, scroll);
        }
    }

    /// What stands below what is seen; `None`: the newest is in sight.
    pub fn below(&self) -> Option<Below> {
        self.talk(self.current).filter(|talk| talk.anchor.is_some()).map(|talk| talk.below.clone())
    }

    /// Whether the oldest that is here is in sight and the server may know what came before; said
    /// once for each page that is wanted.
    pub fn wants_earlier(&mut self) -> bool {
        let is_offered = !self.has_no_history;
        self.talk_mut(self.current)
            .is_some_and(|talk| is_offered && talk.place != Place::House && talk.take_wanted())
    }

    /// The conversation to which Alt-A goes: one with mentions first, then one with unread messages.
    pub fn most_active(&self) -> Option<Place> {
        let others = || self.open().filter(|talk| talk.id != self.current);
        let calls = others().find(|talk| talk.calls > 0);
        calls.or_else(|| others().find(|talk| talk.unread > 0)).map(|talk| talk.place.clone())
    }

    /// Up to when what was said where was seen, since the last call; `focused`: whether anybody looks.
    pub fn take_seen(&mut self, focused: bool) -> Option<(Where, u64)> {
        let was_focused = std::mem::replace(&mut self.focused, focused);
        let talk = self.talk_mut(self.current)?;
        if !focused {
            // What comes from here on is what the ruler is about.
            if was_focused && talk.unread == 0 {
                talk.ruler = None;
            }
            return None;
        }
        let at_ms = talk.take_seen()?;
        talk.place.to_where().map(|place| (place, at_ms))
    }

    /// Takes away all that stands here; the server keeps it.
    pub fn clear(&mut self) {
        let current = self.current;
        self.labels.retain(|_, (id, _)| *id != current);
        if let Some(talk) = self.talk_mut(current) {
            talk.clear();
        }
    }

    /// When the screen looks different though nothing has happened (a day begins), in uptime.
    pub fn deadline(&self) -> Option<Duration> {
        self.day?;
        let midnight = words::midnight(&self.look.clock, self.now.unix_ms)?;
        Some(self.now.uptime + Duration::from_millis(midnight.saturating_sub(self.now.unix_ms)))
    }

    /// Takes the time. A day that has begun meanwhile gets its row, though nothing was said.
    fn clock(&mut self, now: Now) {
        let is_same_minute = now.unix_ms / 60_000 == self.now.unix_ms / 60_000;
        self.now = now;
        self.look.face.read_at(now.unix_ms);
        if is_same_minute && self.day.is_some() {
            return;
        }
        let today = words::civil(&self.look.clock, now.unix_ms).0;
        if self.day.replace(today).is_none_or(|day| day == today) {
            return;
        }
        let numbers = self.serials..;
        for (number, talk) in numbers.zip(&mut self.talks) {
            self.serials = number + 1;
            if talk.entries.back().is_some_and(|last| last.day != today) {
                talk.put(Serial(number), now.unix_ms, today, Kind::Day, Order::Happens(now.unix_ms));
            }
        }
    }

    fn talk(&self, id: TalkId) -> Option<&Talk> {
        self.talks.iter().find(|talk| talk.id == id)
    }

    fn talk_mut(&mut self, id: TalkId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.id == id)
    }
}
