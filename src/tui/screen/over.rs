//! What lies over the rest and has the keys: a list, a search, a question about a paste.
//!
//! Esc closes it, and what was being typed stands as it stood.

use super::list::{Goal, Item, List, Of};
use super::{Screen, Want};
use crate::chat::command::{self, Query};
use crate::chat::{Happening, Intent, Said};
use crate::edit::{Act as Edit, Code, Editor, Key, Kind, Mods, Outcome, Paste, Stroke};
use crate::tui::cells::Span;
use crate::tui::keymap::{ACTS, Act, shown};
use crate::tui::talks::{Place, Scroll};

/// Lines of a paste that are not asked about.
const PASTE_LINES_MAX: usize = 5;

/// Bytes of a paste of several lines that are not asked about.
const PASTE_BYTES_MAX: usize = 400;

/// Pages that are asked for to reach a message that was found.
const HIT_PAGES_MAX: usize = 100;

/// Messages of each: the server gives as many of them as it gives at once.
const HIT_PAGE: usize = 1_000;

/// See the head of this file.
#[derive(Debug)]
pub(super) enum Over {
    /// A list to choose from.
    List(List),
    /// A search in the conversation.
    Search(Search),
    /// Whether a paste shall be said.
    Paste(Pasted),
}

/// A search.
#[derive(Debug)]
pub(super) struct Search {
    pub editor: Editor,
    /// How many messages that are here have it.
    pub count: usize,
    /// The server has been asked.
    pub is_asked: bool,
}

/// A paste that is asked about.
#[derive(Debug)]
pub(super) struct Pasted {
    paste: Paste,
    pub lines: usize,
    /// The first line that is not empty.
    pub first: String,
    /// Whether a line of it looks like a command.
    pub has_command: bool,
}

/// A message that was found and is older than what is here.
#[derive(Debug)]
pub(super) struct Hit {
    place: Place,
    id: String,
    /// Pages that may still be asked for.
    pages: usize,
}

impl Hit {
    /// One that is still to be asked for.
    pub fn of(place: Place, id: &str) -> Self {
        Self { place, id: id.to_owned(), pages: HIT_PAGES_MAX }
    }
}

impl Pasted {
    /// A paste, if it is one to be asked about.
    pub fn of(paste: &Paste) -> Option<Self> {
        let text = paste.text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim_end_matches('\n');
        let lines = text.split('\n').count();
        let is_long = lines > 1 && text.len() > PASTE_BYTES_MAX;
        let has_command = lines > 1 && text.split('\n').any(|line| line.trim_start().starts_with('/'));
        (lines > PASTE_LINES_MAX || is_long || has_command).then(|| Self {
            lines,
            first: text.split('\n').find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned(),
            has_command,
            paste: paste.clone(),
        })
    }
}

impl Screen {
    /// Takes a key for what lies over the rest; gives it back if it is for none of it.
    pub(super) fn press_over(&mut self, key: Key) -> Option<Key> {
        match &self.over {
            None => return Some(key),
            Some(Over::Paste(_)) => self.press_pasted(&key),
            Some(Over::Search(_)) => return self.press_search(key),
            Some(Over::List(_)) => return self.press_list(key),
        }
        None
    }

    /// Closes what lies over the rest; says whether there was something.
    pub(super) fn close_over(&mut self) -> bool {
        let over = self.over.take();
        if let Some(Over::Search(_)) = over {
            self.talks.highlight(None);
        }
        over.is_some()
    }

    /// `y` says it, `e` or Enter puts it on the line, `n` or Esc throws it away. No other key does
    /// anything.
    fn press_pasted(&mut self, key: &Key) {
        let Key::Stroke(Stroke { code, mods }) = key else { return };
        let says = match (code, *mods) {
            (Code::Char('y' | 'Y'), Mods::NONE) => true,
            (Code::Char('e' | 'E') | Code::Enter, Mods::NONE) => false,
            (Code::Char('n' | 'N') | Code::Escape, Mods::NONE) | (Code::Char('c'), Mods::CTRL) => {
                self.over = None;
                return;
            }
            _ => return,
        };
        let Some(Over::Paste(pasted)) = self.over.take() else { return };
        let is_all = self.inputs.editor().is_empty();
        let outcome = self.inputs.editor_mut().press(Key::Paste(pasted.paste));
        let is_in = outcome == Outcome::Changed;
        self.refuse(&outcome);
        if says && is_in {
            match self.inputs.editor_mut().act(Edit::Submit) {
                // Nothing of it is a command, whatever it looks like.
                Outcome::Submitted(text) if is_all => {
                    self.talks.scroll(Scroll::Newest);
                    self.wants.push(Want::Act(Intent::Say(text)));
                }
                outcome => self.typed(outcome),
            }
        }
    }

    /// Looks for a text in the conversation.
    pub(super) fn open_search(&mut self) {
        self.close_over();
        let search = Search { editor: Editor::new(Kind::Answer), count: 0, is_asked: false };
        self.over = Some(Over::Search(search));
    }

    fn press_search(&mut self, key: Key) -> Option<Key> {
        let act = self.act_of(&key);
        let Some(Over::Search(search)) = &mut self.over else { return Some(key) };
        match act {
            Some(Act::Edit(Edit::Cancel | Edit::Interrupt)) => {
                self.close_over();
            }
            Some(Act::Search | Act::Edit(Edit::Older)) => self.find(true),
            Some(Act::Edit(Edit::Newer)) => self.find(false),
            Some(Act::Edit(Edit::Submit)) => self.ask_server(),
            Some(Act::Edit(act)) if is_of_line(act) => {
                let _moved = search.editor.act(act);
                self.search_again();
            }
            Some(_) => return Some(key),
            None => {
                let _typed = search.editor.press(key);
                self.search_again();
            }
        }
        None
    }

    fn search_again(&mut self) {
        let Some(Over::Search(search)) = &mut self.over else { return };
        let asked = search.editor.text().trim();
        search.count = self.talks.highlight((!asked.is_empty()).then_some(asked));
        search.is_asked = false;
        if search.count > 0 {
            self.talks.find_next(true);
        }
    }

    fn find(&mut self, backwards: bool) {
        if !self.talks.find_next(backwards) {
            self.notice("screen-search-no-more");
        }
    }

    /// Reaches into what the server remembers.
    fn ask_server(&mut self) {
        let place = self.spoken_name();
        let Some(Over::Search(search)) = &mut self.over else { return };
        let words = search.editor.text().trim().to_owned();
        if words.is_empty() || search.is_asked {
            return;
        }
        search.is_asked = true;
        self.found.clear();
        self.wants.push(Want::Act(Intent::Search(Query { words, place, ..Query::default() })));
    }

    fn spoken_name(&self) -> Option<String> {
        match self.talks.current() {
            Place::House => None,
            Place::Room(name) | Place::Person(name) => Some(name.to_string()),
        }
    }

    /// The answer of a search is all there.
    pub(super) fn show_found(&mut self) {
        let found = std::mem::take(&mut self.found);
        if found.is_empty() {
            if let Some(Over::Search(search)) = &mut self.over {
                search.is_asked = false;
            }
            let none = Happening::SearchEnded { count: 0 };
            let mut lines = Vec::new();
            self.face.show(&none, &mut lines);
            self.moment.notice = lines.pop().map(|line| line.text);
            return;
        }
        let theme = &self.setup.theme;
        let item = |said: &Said| {
            let place = Place::from(&said.place);
            let here = format!("{} {}", self.moment_of(said.at_ms), said.who.name);
            let text = said.text.lines().join(" ");
            let goal = match &said.id {
                Some(id) => Goal::Message(place, id.to_string()),
                None => Goal::Go(place),
            };
            Item { text: Span::new(here, theme.faint), more: Span::new(text, theme.text), goal }
        };
        let items = found.iter().rev().map(item).collect();
        self.over = Some(Over::List(List::new(Of::Found, items)));
    }

    fn press_list(&mut self, key: Key) -> Option<Key> {
        let act = self.act_of(&key);
        let page = isize::try_from(self.size.1 / 2).unwrap_or(1).max(1);
        let Some(Over::List(list)) = &mut self.over else { return Some(key) };
        match act {
            Some(Act::Edit(Edit::Cancel | Edit::Interrupt)) => {
                self.over = None;
            }
            Some(Act::Edit(Edit::Older) | Act::RowUp | Act::LastRoom) => list.step(-1),
            Some(Act::Edit(Edit::Newer | Edit::Complete) | Act::RowDown | Act::NextRoom) => list.step(1),
            Some(Act::Edit(Edit::CompleteBackwards)) => list.step(-1),
            Some(Act::PageUp) => list.step(-page),
            Some(Act::PageDown) => list.step(page),
            Some(Act::Oldest) => list.step(isize::MIN),
            Some(Act::Newest) => list.step(isize::MAX),
            Some(Act::Edit(Edit::Submit)) => self.choose(),
            // The key that opened it closes it.
            Some(Act::Members) if list.of == Of::Members => {
                self.sides.members = false;
                self.over = None;
            }
            Some(Act::Switcher) if list.of == Of::Rooms => self.over = None,
            Some(Act::Mentions) if list.of == Of::Mentions => self.over = None,
            Some(Act::Help) if list.of == Of::Help => self.over = None,
            Some(Act::Edit(act)) if is_of_line(act) => {
                let _moved = list.editor.act(act);
                list.sift();
            }
            Some(_) => return Some(key),
            None => {
                let _typed = list.editor.press(key);
                list.sift();
            }
        }
        None
    }

    /// Does what the selected row is for.
    fn choose(&mut self) {
        let Some(Over::List(list)) = &self.over else { return };
        let Some(goal) = list.goal().cloned() else { return };
        if goal != Goal::Nothing {
            self.over = None;
        }
        match goal {
            Goal::Nothing => {}
            Goal::Go(place) => self.go(&place),
            Goal::Message(place, id) => {
                self.go(&place);
                if !self.talks.show_message(&place, &id) {
                    self.hit = Some(Hit::of(self.talks.current().clone(), &id));
                    self.ask_for_hit();
                }
            }
            Goal::Type(text) => {
                if self.inputs.editor().is_empty() {
                    let outcome = self.inputs.editor_mut().set_text(&text);
                    self.refuse(&outcome);
                }
            }
        }
    }

    /// Asks for what was said before, to reach what was found.
    fn ask_for_hit(&mut self) {
        let Some(hit) = self.hit.as_mut().filter(|hit| hit.pages > 0) else {
            self.hit = None;
            return self.notice("screen-not-here");
        };
        hit.pages -= 1;
        self.wants.push(Want::Act(Intent::Earlier(HIT_PAGE)));
        self.notice("screen-fetching");
    }

    /// A page of what was said before is here: with what was found, or another is needed. Whoever has
    /// gone elsewhere meanwhile looks for it no more.
    pub(super) fn go_on_to_hit(&mut self, room: &str, count: usize) {
        let Some(hit) = &mut self.hit else { return };
        let (Place::Room(name) | Place::Person(name)) = &hit.place else { return };
        if *self.talks.current() != hit.place || name.to_lowercase() != room.to_lowercase() {
            self.hit = self.hit.take().filter(|hit| *self.talks.current() == hit.place);
            return;
        }
        if count == 0 {
            hit.pages = 0;
        }
        if self.talks.show_message(&hit.place, &hit.id) {
            self.hit = None;
            self.moment.notice = None;
        } else {
            self.ask_for_hit();
        }
    }

    /// The server does not answer a search any more.
    pub(super) fn end_search(&mut self) {
        self.hit = None;
        if let Some(Over::Search(search)) = &mut self.over {
            search.is_asked = false;
        }
    }

    /// All that can be typed and pressed.
    pub(super) fn open_help(&mut self, command: &str) {
        let theme = &self.setup.theme;
        let keys = ACTS.iter().filter(|row| !matches!(row.1, Act::Room(2..)));
        let keys = keys.map(|(name, act, _)| {
            let keys: Vec<_> = self.setup.keymap.keys(*act).map(shown).collect();
            let name = if *act == Act::Room(1) { "room" } else { *name };
            let keys = if name == "room" { "Alt+1 … Alt+9".to_owned() } else { keys.join(" ") };
            let what = self.say(&format!("screen-act-{name}"));
            (keys, what, Goal::Nothing)
        });
        let commands = command::ALL.iter().flat_map(|command| {
            let goal = Goal::Type(format!("/{} ", command.name));
            self.described(command.name).into_iter().map(move |(usage, what)| (usage, what, goal.clone()))
        });
        let rows = commands.chain(keys.filter(|row| !row.0.is_empty()));
        let items = rows.map(|(text, more, goal)| Item {
            text: Span::new(text, theme.own),
            more: Span::new(more, theme.text),
            goal,
        });
        let mut list = List::new(Of::Help, items.collect());
        if !command.is_empty() {
            let _ = list.editor.set_text(&format!("/{command}"));
            list.sift();
        }
        self.over = Some(Over::List(list));
    }

    /// What a command is for: how it is written, and what it does; more than once if it does more
    /// than one thing.
    pub(super) fn described(&self, name: &str) -> Vec<(String, String)> {
        let key = format!("chat-help-{name}");
        if !self.setup.lang.knows(&key) {
            return Vec::new();
        }
        let mut rows: Vec<(String, String)> = Vec::new();
        for line in self.say(&key).lines().map(str::trim) {
            if line.starts_with('/') {
                let (usage, what) = line.split_once("  ").unwrap_or((line, ""));
                rows.push((usage.to_owned(), what.trim_start().to_owned()));
            } else if let Some((_, what)) = rows.last_mut() {
                let blank = if what.is_empty() { "" } else { " " };
                *what = format!("{what}{blank}{line}");
            }
        }
        rows
    }
}

/// Whether an act changes a line that is typed to find something.
fn is_of_line(act: Edit) -> bool {
    !matches!(act, Edit::Suspend | Edit::Redraw | Edit::DeleteOrEnd | Edit::Newline)
}
