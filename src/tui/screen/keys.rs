//! Keys, each given to the part that it is for.
//!
//! Theory of operation. A question has the keys before all else; then what lies over the rest; then
//! the table of keys; what stands in no row of it is typed. Three arrows that come at once are a turn
//! of the wheel: on the alternate screen terminals send them in place of it (DECSET 1007), and no
//! finger is as fast.

use super::over::{Over, Pasted};
use super::{Moment, Question, Screen, Want};
use crate::chat::command::{self, Mistyped};
use crate::chat::{FaceAct, Happening, Intent, Life};
use crate::edit::{Act as Edit, Code, Key, Mods, Mouse, MouseKind, Outcome, Stroke};
use crate::tui::keymap::Act;
use crate::tui::talks::{Place, Scroll};
use crate::wire::Now;

/// Arrows that one turn of the wheel is.
const WHEEL_KEYS: usize = 3;

impl Screen {
    /// Keys, all of one read together: three arrows at once are a turn of the wheel.
    pub fn press(&mut self, now: Now, keys: Vec<Key>, life: &Life) -> Vec<Want> {
        self.now = now;
        self.stale |= !keys.is_empty();
        match wheel(&keys) {
            Some(rows) => self.wheel(rows),
            None => keys.into_iter().for_each(|key| self.key(key, life)),
        }
        self.take_wants()
    }

    /// The wheel was turned, by so many rows.
    fn wheel(&mut self, rows: isize) {
        match &mut self.over {
            Some(Over::List(list)) => list.step(rows),
            Some(Over::Search(_) | Over::Paste(_)) | None => self.talks.scroll(Scroll::Rows(rows)),
        }
    }

    /// Something was done with the mouse: the wheel scrolls, a click goes where it points.
    fn mouse(&mut self, mouse: Mouse, life: &Life) {
        let rows = isize::try_from(WHEEL_KEYS).unwrap_or(1);
        let here = (mouse.column, mouse.row).into();
        match mouse.kind {
            MouseKind::WheelUp => self.wheel(-rows),
            MouseKind::WheelDown => self.wheel(rows),
            MouseKind::Release => {}
            MouseKind::Press if self.over.is_some() || self.asked.is_some() => {}
            MouseKind::Press if self.layout.rooms.contains(here) => {
                let number = usize::from(mouse.row - self.layout.rooms.y);
                let tab = self.talks.list().into_iter().nth(number);
                tab.into_iter().for_each(|tab| self.go(&tab.place));
            }
            MouseKind::Press if self.layout.members.contains(here) => {
                let number = usize::from(mouse.row - self.layout.members.y);
                let member = self.roll.first.get(number).cloned();
                let member = member.filter(|member| life.me() != Some(&*member.name));
                member.into_iter().for_each(|member| self.go(&Place::Person(member.name)));
            }
            MouseKind::Press => {}
        }
    }

    fn key(&mut self, key: Key, life: &Life) {
        match key {
            Key::Focus(focused) => {
                self.sides.focus = Some(focused);
                return;
            }
            Key::Mouse(mouse) => return self.mouse(mouse, life),
            // What the terminal answers is its keeper's.
            Key::Report(_) => return,
            Key::Stroke(_) | Key::Paste(_) => {}
        }
        let was = std::mem::take(&mut self.moment);
        if self.asked.is_some() {
            return self.press_asked(key, &was);
        }
        let Some(key) = self.press_over(key) else { return };
        match (self.act_of(&key), key) {
            (Some(act), _) => self.act(act, life, &was),
            (None, Key::Paste(paste)) => match Pasted::of(&paste) {
                Some(pasted) if paste.whole => self.over = Some(Over::Paste(pasted)),
                _ => {
                    let outcome = self.inputs.editor_mut().press(Key::Paste(paste));
                    self.refuse(&outcome);
                }
            },
            (None, key) if is_typed(&key) => {
                let outcome = self.inputs.editor_mut().press(key);
                self.refuse(&outcome);
            }
            (None, _) => {}
        }
    }

    /// What the table says of a key.
    pub(super) fn act_of(&self, key: &Key) -> Option<Act> {
        match key {
            Key::Stroke(stroke) => self.setup.keymap.act(*stroke),
            _ => None,
        }
    }

    /// A key for the answer to a question.
    fn press_asked(&mut self, key: Key, was: &Moment) {
        let act = self.act_of(&key);
        let Some(asked) = &mut self.asked else { return };
        let outcome = match act {
            Some(Act::Edit(act)) => asked.editor.act(act),
            Some(_) => Outcome::Nothing,
            None if asked.question.is_retry() => Outcome::Nothing,
            None => asked.editor.press(key),
        };
        match outcome {
            Outcome::Submitted(answer) if answer.is_empty() && !asked.question.is_retry() => {}
            Outcome::Submitted(answer) => {
                self.asked = None;
                self.wants.push(Want::Answer(answer));
            }
            Outcome::Interrupted | Outcome::EndOfInput => self.leave(was),
            Outcome::Suspend => self.wants.push(Want::Suspend),
            Outcome::Redraw => self.wants.push(Want::Redraw),
            outcome => self.refuse(&outcome),
        }
    }

    /// Asks once whether to leave; then leaves.
    fn leave(&mut self, was: &Moment) {
        if was.is_leaving {
            self.wants.push(Want::Leave);
        } else {
            self.moment.is_leaving = true;
        }
    }

    fn act(&mut self, act: Act, life: &Life, was: &Moment) {
        match act {
            Act::Edit(act) => self.edit(act, life, was),
            Act::PageUp => self.talks.scroll(Scroll::Pages(-1)),
            Act::PageDown => self.talks.scroll(Scroll::Pages(1)),
            Act::RowUp => self.talks.scroll(Scroll::Rows(-1)),
            Act::RowDown => self.talks.scroll(Scroll::Rows(1)),
            Act::Oldest => self.talks.scroll(Scroll::Oldest),
            Act::Newest => self.talks.scroll(Scroll::Newest),
            Act::Unread => self.talks.scroll(Scroll::Unread),
            Act::NextRoom => self.turn(1),
            Act::LastRoom => self.turn(-1),
            Act::ActiveRoom => match self.talks.most_active() {
                Some(place) => self.go(&place),
                None => self.notice("screen-nothing-new"),
            },
            Act::NextMention | Act::LastMention => {
                if self.talks.mention(act == Act::LastMention) {
                    let place = self.talks.current().clone();
                    if place != *self.inputs.place() {
                        self.go(&place);
                    }
                } else {
                    self.notice("screen-no-mentions");
                }
            }
            Act::Room(number) => {
                let place = self.talks.list().into_iter().nth(usize::from(number).saturating_sub(1));
                match place {
                    Some(tab) => self.go(&tab.place),
                    None => self.notice("screen-no-such-room"),
                }
            }
            Act::Switcher => self.open_switcher(),
            Act::Search => self.open_search(),
            Act::Help => self.open_help(""),
            Act::Rooms => self.toggle_rooms(),
            Act::Members => self.open_members(life),
            Act::Mouse => self.set_mouse(!self.sides.mouse),
            Act::Editor => self.wants.push(Want::Edit(self.inputs.editor().text().to_owned())),
            Act::Resend => self.resend(),
            Act::Mentions => self.open_mentions(),
        }
    }

    /// Goes so many conversations further, round and round.
    fn turn(&mut self, by: isize) {
        let list = self.talks.list();
        let Some(at) = list.iter().position(|tab| tab.is_current) else { return };
        let count = isize::try_from(list.len()).unwrap_or(1);
        let to = (isize::try_from(at).unwrap_or(0) + by).rem_euclid(count.max(1));
        if let Some(tab) = usize::try_from(to).ok().and_then(|to| list.get(to)) {
            self.go(&tab.place);
        }
    }

    fn toggle_rooms(&mut self) {
        if self.size.0 < super::layout::ROOMS_COLUMNS_MIN {
            return self.open_switcher();
        }
        self.sides.rooms = !self.sides.rooms;
    }

    /// The mouse to the screen, or back to the terminal.
    pub(super) fn set_mouse(&mut self, on: bool) {
        self.sides.mouse = on;
        self.wants.push(Want::Mouse(on));
        self.notice(if on { "screen-mouse-on" } else { "screen-mouse-off" });
    }

    /// Says again what failed last.
    pub(super) fn resend(&mut self) {
        match self.talks.take_failed() {
            Some(intent) => {
                self.handed = intent.clone().into_words();
                self.wants.push(Want::Act(intent));
            }
            None => self.notice("screen-nothing-failed"),
        }
        self.has_failed = self.talks.has_failed();
    }

    fn edit(&mut self, act: Edit, life: &Life, was: &Moment) {
        let moved = match act {
            Edit::Older => self.row_beside(true),
            Edit::Newer => self.row_beside(false),
            _ => None,
        };
        let editor = self.inputs.editor_mut();
        let outcome = match moved {
            Some(to) => editor.move_caret(to),
            None => editor.act(act),
        };
        match outcome {
            Outcome::Interrupted | Outcome::EndOfInput => self.leave(was),
            // Esc closes what lies over the rest; where nothing does, it goes back to the newest.
            Outcome::Unbound(_) if act == Edit::Cancel => {
                self.hit = None;
                self.talks.scroll(Scroll::Newest);
            }
            Outcome::Complete { backwards } => self.complete(life, backwards),
            Outcome::Changed if matches!(act, Edit::Complete | Edit::CompleteBackwards) => {
                self.moment.candidates.clone_from(&was.candidates);
            }
            outcome => self.typed(outcome),
        }
    }

    fn row_beside(&self, up: bool) -> Option<usize> {
        let editor = self.inputs.editor();
        self.input_rows().beside(editor, up, self.widths)
    }

    /// Does what came of a key on the line being typed.
    pub(super) fn typed(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Submitted(text) if text.trim().is_empty() => {}
            Outcome::Submitted(text) => self.understand(&text),
            Outcome::Suspend => self.wants.push(Want::Suspend),
            Outcome::Redraw => self.wants.push(Want::Redraw),
            outcome => self.refuse(&outcome),
        }
    }

    /// Takes a text that was handed over: words or a command.
    fn understand(&mut self, text: &str) {
        match command::read(text) {
            Ok(Intent::Help) => self.open_help(""),
            Ok(Intent::HelpOn(command)) => self.open_help(command.name),
            Ok(Intent::Face(act)) => self.face_act(act),
            Ok(intent) => {
                // A command that fails leaves one where one was; what is said, one wants to see.
                if matches!(intent, Intent::Say(_) | Intent::Act(_)) {
                    self.talks.scroll(Scroll::Newest);
                }
                self.handed = Some(text.to_owned());
                self.wants.push(Want::Act(intent));
            }
            Err(Mistyped::Unknown { typed, nearest }) => {
                self.put_back(text);
                self.mistyped(&Happening::UnknownCommand { typed, nearest });
            }
            Err(Mistyped::Usage(command)) => {
                self.put_back(text);
                self.mistyped(&Happening::Usage(command));
            }
            Err(Mistyped::Held) => {
                self.put_back(text);
                self.mistyped(&Happening::HeldBack);
            }
        }
    }

    /// Does what only a face can do.
    pub(super) fn face_act(&mut self, act: FaceAct) {
        match act {
            FaceAct::Clear => {
                self.talks.clear();
                self.has_failed = false;
            }
            FaceAct::Copy(count) => {
                let text = self.talks.text(count);
                if text.is_empty() {
                    return self.notice("chat-copy-none");
                }
                let args = [("count", count.into())];
                self.moment.notice = Some(self.setup.lang.say("chat-copied", &args));
                self.wants.push(Want::Copy(text));
            }
            FaceAct::Keys => self.open_help(""),
            FaceAct::Mouse(on) => self.set_mouse(on),
            FaceAct::Resend => self.resend(),
            FaceAct::Notify(level) => self.set_notify(level),
            FaceAct::Rooms => self.open_switcher(),
        }
    }

    /// What was not understood stays on the line, to be mended.
    pub(super) fn put_back(&mut self, text: &str) {
        if self.inputs.editor().is_empty() {
            let _fits = self.inputs.editor_mut().set_text(text);
        }
    }

    fn mistyped(&mut self, happening: &Happening) {
        let mut lines = Vec::new();
        self.face.show(happening, &mut lines);
        self.moment.notice = lines.pop().map(|line| line.text);
    }

    /// Puts candidates for the word before the caret, and shows them.
    fn complete(&mut self, life: &Life, backwards: bool) {
        let editor = self.inputs.editor();
        let (start, candidates) = command::complete(editor.text(), editor.caret(), life);
        let words: Vec<_> = candidates.into_iter().map(|candidate| candidate.text).collect();
        self.moment.candidates = words.iter().map(|word| word.trim_end().to_owned()).collect();
        // Where nothing fits the word stays as it is.
        let _ = self.inputs.editor_mut().complete(start, words, backwards);
    }
}

impl Question {
    /// Whether nothing is to be typed for an answer.
    pub(super) fn is_retry(&self) -> bool {
        matches!(self, Self::Retry(_))
    }
}

/// By how many rows the wheel was turned, if these are the arrows of a wheel.
fn wheel(keys: &[Key]) -> Option<isize> {
    let first = keys.first()?;
    let is_wheel = keys.len().is_multiple_of(WHEEL_KEYS) && keys.iter().all(|key| key == first);
    let rows = isize::try_from(keys.len()).ok().filter(|_| is_wheel)?;
    match first {
        Key::Stroke(Stroke { code: Code::Up, mods: Mods::NONE }) => Some(-rows),
        Key::Stroke(Stroke { code: Code::Down, mods: Mods::NONE }) => Some(rows),
        _ => None,
    }
}

/// Whether a key writes.
fn is_typed(key: &Key) -> bool {
    matches!(key, Key::Stroke(Stroke { code: Code::Char(_), mods: Mods::NONE }))
}
