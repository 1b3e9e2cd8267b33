//! The screen as a whole: which part is where, which key goes to which part.
//!
//! Must not know how messages look (`talks`), nor what a terminal does with a frame (`paint`).
//!
//! Theory of operation, in reading order of the files: `layout` says where each part is; `draw` draws
//! one frame, with `bars` (topic, status, hints), `sides` (conversations, members) and `input`; `keys`
//! gives each key to the part that it is for: what is asked (`Asked`), what lies over the rest
//! (`over`: a `list`, a search, a question about a paste), or the line being typed (`inputs`, one for
//! each conversation). What a person wants comes out as [`Want`]s, in order.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::cells::Widths;
use super::keymap::Keymap;
use super::talks::{Place, Talks};
use super::theme::{Background, Theme};
use crate::chat::command::{self, EARLIER_SHOWN};
use crate::chat::{Happening, Intent, Life, Refusal, Said, Where};
use crate::edit::{Editor, Kind, Outcome};
use crate::lang::Lang;
use crate::lines::Face;
use crate::wire::Now;

mod bars;
mod calls;
mod draw;
mod fuzzy;
mod input;
mod inputs;
mod keys;
mod layout;
mod list;
mod over;
mod sides;
#[cfg(test)]
mod tests;
mod typists;

use calls::Calls;
use inputs::Inputs;
use layout::Layout;
use over::{Hit, Over};
use sides::Roll;
use typists::Typists;

/// What a screen begins with.
#[derive(Debug)]
pub struct Setup {
    /// The reader's language.
    pub lang: Lang,
    /// By which times are shown.
    pub clock: TimeZone,
    /// What things look like.
    pub theme: Theme,
    /// Which key does what.
    pub keymap: Keymap,
    /// The address of the server, as it is shown.
    pub address: String,
}

/// How it stands with the server, for the row of status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// A connection is being made.
    #[default]
    Connecting,
    /// There is one.
    Open,
    /// It was lost, and another is being made.
    Reconnecting,
    /// There is none, and none is being made.
    Down,
}

/// What the person is asked in place of what they would say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Their name.
    Name,
    /// The password of the house, or an invitation.
    Password,
    /// It did not work: whether to try again. With why, in words.
    Retry(String),
}

/// What a person wants that the screen can't do by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// Something of the session; at the place that is current.
    Act(Intent),
    /// To speak there from here on.
    Speak(Where),
    /// The answer to a question; to [`Question::Retry`] it is empty: try again.
    Answer(String),
    /// The server should know that all up to this moment (milliseconds since 1970) was seen.
    Seen(Where, u64),
    /// To leave, asking the server to confirm what was said.
    Leave,
    /// To stop the program until it is told to go on.
    Suspend,
    /// Everything drawn again on a cleared terminal.
    Redraw,
    /// To go on with this text in `$EDITOR`; what comes of it is for [`Screen::edited`].
    Edit(String),
    /// The terminal's mouse to the program, or back to the terminal.
    Mouse(bool),
    /// This text in the clipboard of the terminal (OSC 52).
    Copy(String),
    /// To be called: somebody does not look. `title` and `text` are clean.
    Call {
        /// Who and where.
        title: String,
        /// What.
        text: String,
    },
}

/// A question and the line for its answer.
#[derive(Debug)]
struct Asked {
    question: Question,
    why: Option<String>,
    editor: Editor,
}

/// What is shown until the next key.
#[derive(Debug, Default)]
struct Moment {
    /// Something to know.
    notice: Option<String>,
    /// The next press leaves.
    is_leaving: bool,
    /// What the word before the caret could become.
    candidates: Vec<String>,
}

/// What is shown beside the messages, and whether somebody looks.
#[derive(Debug)]
struct Sides {
    members: bool,
    rooms: bool,
    mouse: bool,
    /// Whether the terminal's window has the focus, if it says so.
    focus: Option<bool>,
}

/// See the head of this file.
#[derive(Debug)]
pub struct Screen {
    setup: Setup,
    talks: Talks,
    face: Face,
    size: (u16, u16),
    widths: Widths,
    stale: bool,
    now: Now,
    /// When the clock shows another minute, if it is shown.
    minute: Option<Duration>,
    /// When the server lags by another second, if it is waited for.
    lag_due: Option<Duration>,
    way: Way,
    inputs: Inputs,
    asked: Option<Asked>,
    over: Option<Over>,
    moment: Moment,
    sides: Sides,
    /// Where everything was drawn last.
    layout: Layout,
    typists: Typists,
    calls: Calls,
    roll: Roll,
    is_away: bool,
    /// A message of ours has failed in the conversation that is shown, and may be said again.
    has_failed: bool,
    /// What was handed over last: it is put back if there is nowhere to say it.
    handed: Option<String>,
    /// The rows of the answer to a search, until they are all.
    found: Vec<Said>,
    /// What was found and is not here yet: older messages are asked for until it is.
    hit: Option<Hit>,
    wants: Vec<Want>,
}

impl Screen {
    /// Before anything has happened.
    pub fn new(setup: Setup) -> Self {
        let face = Face::new(setup.lang.clone(), setup.clock.clone());
        let talks = Talks::new(face.clone(), setup.clock.clone());
        Self {
            setup,
            talks,
            face,
            size: (80, 24),
            widths: Widths::default(),
            stale: true,
            now: Now { uptime: Duration::ZERO, unix_ms: 0 },
            minute: None,
            lag_due: None,
            way: Way::default(),
            inputs: Inputs::new(),
            asked: None,
            over: None,
            moment: Moment::default(),
            sides: Sides { members: true, rooms: false, mouse: false, focus: None },
            layout: Layout::default(),
            typists: Typists::default(),
            calls: Calls::default(),
            roll: Roll::default(),
            is_away: false,
            has_failed: false,
            handed: None,
            found: Vec::new(),
            hit: None,
            wants: Vec::new(),
        }
    }

    /// The terminal has this size, in columns and rows; any, 1×1 included.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.stale = true;
    }

    /// The terminal counts cells in this way.
    pub fn set_widths(&mut self, widths: Widths) {
        self.widths = widths;
        self.stale = true;
    }

    /// Takes the mouse from the beginning, as F9 does later.
    pub fn take_mouse(&mut self) {
        self.set_mouse(true);
    }

    /// This is behind the terminal's letters.
    pub fn set_background(&mut self, background: Background) {
        self.setup.theme = self.setup.theme.on(background);
        self.stale = true;
    }

    /// How it stands with the server.
    pub fn set_way(&mut self, now: Now, way: Way) {
        self.now = now;
        self.way = way;
        self.stale = true;
    }

    /// Something has happened.
    pub fn happen(&mut self, now: Now, happening: &Happening, life: &Life) -> Vec<Want> {
        self.now = now;
        self.stale = true;
        self.typists.happen(now, happening);
        match happening {
            Happening::Found(said) => self.found.push(said.clone()),
            Happening::SearchEnded { .. } => self.show_found(),
            Happening::Help => self.open_help(""),
            Happening::HelpOn(command) => self.open_help(command.name),
            Happening::Face(act) => self.face_act(*act),
            _ => {
                let attention = self.talks.happen(now, happening, life);
                self.attend(attention, happening);
                self.heed(happening);
            }
        }
        if let Happening::Entered { room, .. } = happening
            && *self.talks.current() == Place::House
        {
            self.talks.go(&Place::Room(Arc::clone(room)));
        }
        self.follow();
        if matches!(happening, Happening::Entered { .. }) && self.inputs.take_restored() {
            self.notice("screen-draft-back");
        }
        self.take_wants()
    }

    /// Takes what is about the screen itself.
    fn heed(&mut self, happening: &Happening) {
        match happening {
            Happening::OwnAway(is_away) => self.is_away = *is_away,
            Happening::Earlier { room, count } => self.go_on_to_hit(room, *count),
            Happening::Refused { label: None, why: Refusal::NoSuchPlace(_) | Refusal::NoRoomHere } => {
                self.handed.take().into_iter().for_each(|text| self.put_back(&text));
            }
            Happening::Undelivered { .. } | Happening::Refused { .. } | Happening::Noted { .. } => {
                self.has_failed = self.talks.has_failed();
                self.end_search();
            }
            Happening::Interrupted(_) => self.end_search(),
            _ => {}
        }
    }

    /// Says something that only this person wants to know.
    pub fn aside(&mut self, now: Now, text: String) {
        self.now = now;
        self.talks.aside(now, text);
        self.stale = true;
    }

    /// Asks something, with `why` it is asked; `None`: nothing any more. The line being typed is kept.
    pub fn ask(&mut self, question: Option<Question>, why: Option<String>) {
        self.stale = true;
        self.moment = Moment::default();
        self.asked = question.map(|question| {
            let kind = if question == Question::Password { Kind::Secret } else { Kind::Answer };
            Asked { question, why, editor: Editor::new(kind) }
        });
    }

    /// What is asked.
    pub fn question(&self) -> Option<&Question> {
        self.asked.as_ref().map(|asked| &asked.question)
    }

    /// When [`Screen::tick`] is due, in uptime: a name that fades, the minute's clock, a server that
    /// lets one wait, something that the last frame has shown to be wanted.
    pub fn deadline(&self) -> Option<Duration> {
        let wants = (!self.wants.is_empty()).then_some(Duration::ZERO);
        [wants, self.talks.deadline(), self.typists.deadline(), self.minute, self.lag_due]
            .into_iter()
            .flatten()
            .min()
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now) -> Vec<Want> {
        self.now = now;
        let is_due = |due: Option<Duration>| due.is_some_and(|due| due <= now.uptime);
        self.stale |= self.typists.tick(now) | is_due(self.talks.deadline());
        for due in [&mut self.minute, &mut self.lag_due] {
            self.stale |= due.take_if(|due| *due <= now.uptime).is_some();
        }
        self.take_wants()
    }

    /// What `$EDITOR` has left.
    pub fn edited(&mut self, text: &str) {
        let outcome = self.inputs.editor_mut().set_text(text);
        self.refuse(&outcome);
        self.stale = true;
    }

    /// What is being typed where, for those who want to keep it; nothing secret is among it.
    pub fn drafts(&self) -> Vec<(Place, String)> {
        self.inputs.drafts()
    }

    /// What was being typed when the last run ended.
    pub fn restore_drafts(&mut self, drafts: Vec<(Place, String)>) {
        self.inputs.restore(drafts);
        self.stale = true;
    }

    /// What stands on the line being typed, if it would be said here as it is; else empty.
    pub fn draft(&self) -> &str {
        let text = self.inputs.editor().text();
        let is_said = self.asked.is_none()
            && *self.inputs.place() != Place::House
            && !text.trim_start().starts_with('/')
            && matches!(command::read(text), Ok(Intent::Say(_)));
        if is_said { text } else { "" }
    }

    /// The title of the terminal's window, clean.
    pub fn title(&self) -> String {
        let waiting: usize = self.talks.list().iter().map(|tab| tab.mentions).sum();
        let place = self.place_name(self.talks.current());
        let key = if waiting > 0 { "screen-title-waiting" } else { "screen-title" };
        let args = [("place", place.into()), ("address", self.setup.address.as_str().into())];
        self.setup.lang.say(key, &[&args[..], &[("count", waiting.into())]].concat())
    }

    /// Whether the screen looks other than it was drawn last.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    fn take_wants(&mut self) -> Vec<Want> {
        std::mem::take(&mut self.wants)
    }

    fn say(&self, key: &str) -> String {
        self.setup.lang.say(key, &[])
    }

    /// Shows a sentence until the next key.
    fn notice(&mut self, key: &str) {
        self.moment.notice = Some(self.say(key));
    }

    /// Tells that something did not fit on the line.
    fn refuse(&mut self, outcome: &Outcome) {
        let lang = &self.setup.lang;
        self.moment.notice = match outcome {
            Outcome::TooLong { bytes_max } => {
                Some(lang.say("screen-too-long", &[("bytes_max", (*bytes_max).into())]))
            }
            Outcome::TooManyLines { lines_max } => {
                Some(lang.say("screen-too-many-lines", &[("lines_max", (*lines_max).into())]))
            }
            _ => return,
        };
    }

    /// A conversation as it is called.
    fn place_name(&self, place: &Place) -> String {
        match place {
            Place::House => self.setup.address.clone(),
            Place::Room(name) | Place::Person(name) => name.to_string(),
        }
    }

    /// Goes to a conversation, and speaks there.
    fn go(&mut self, place: &Place) {
        self.talks.go(place);
        self.follow();
        self.wants.extend(place.to_where().map(Want::Speak));
    }

    /// The line being typed is the one of the conversation that is shown.
    fn follow(&mut self) {
        if self.inputs.place() != self.talks.current() {
            self.has_failed = self.talks.has_failed();
            self.moment.candidates.clear();
        }
        self.inputs.go(self.talks.current());
        self.stale = true;
    }

    /// Asks for what the frame drawn last has shown to be wanted.
    fn look(&mut self) {
        let looks = self.sides.focus != Some(false);
        self.wants.extend(self.talks.take_seen(looks).map(|(place, at_ms)| Want::Seen(place, at_ms)));
        if self.talks.wants_earlier() {
            self.wants.push(Want::Act(Intent::Earlier(EARLIER_SHOWN)));
        }
    }
}
