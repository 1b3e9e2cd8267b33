//! Which key does what on the screen: a table that people may change.
//!
//! Must not know how an act is done (`screen`). A key that stands in no row writes itself, if it can.

use crate::edit::{Act as Edit, Code, Mods, Stroke};

/// What the screen can be told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Something that the line editor does.
    Edit(Edit),
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// A row up.
    RowUp,
    /// A row down.
    RowDown,
    /// To the oldest that is here.
    Oldest,
    /// To the newest.
    Newest,
    /// To the first that was unread.
    Unread,
    /// To the next conversation of the list.
    NextRoom,
    /// To the one before.
    LastRoom,
    /// To the conversation where something has happened.
    ActiveRoom,
    /// To the next message that names us.
    NextMention,
    /// To the one before.
    LastMention,
    /// To the conversation with this number.
    Room(u8),
    /// A list of conversations to choose from by typing.
    Switcher,
    /// Looks for a text.
    Search,
    /// Help.
    Help,
    /// Shows or hides the list of conversations.
    Rooms,
    /// The list of members, to choose from; once more: hides it.
    Members,
    /// The mouse to the screen, or back to the terminal.
    Mouse,
    /// On with the text in `$EDITOR`.
    Editor,
    /// Says again what failed.
    Resend,
    /// A list of the messages that named us.
    Mentions,
}

/// Every act by its name in `chatroom.toml`, with the keys that it has unless somebody says otherwise.
pub const ACTS: &[(&str, Act, &str)] = &[
    ("send", Act::Edit(Edit::Submit), "enter"),
    ("newline", Act::Edit(Edit::Newline), "alt-enter shift-enter ctrl-j"),
    ("complete", Act::Edit(Edit::Complete), "tab"),
    ("complete-back", Act::Edit(Edit::CompleteBackwards), "shift-tab"),
    ("cancel", Act::Edit(Edit::Cancel), "esc"),
    ("clear", Act::Edit(Edit::Interrupt), "ctrl-c"),
    ("delete-or-end", Act::Edit(Edit::DeleteOrEnd), "ctrl-d"),
    ("suspend", Act::Edit(Edit::Suspend), "ctrl-z"),
    ("redraw", Act::Edit(Edit::Redraw), "ctrl-l"),
    ("undo", Act::Edit(Edit::Undo), "ctrl-_"),
    ("redo", Act::Edit(Edit::Redo), "alt-_"),
    ("left", Act::Edit(Edit::Left), "left ctrl-b"),
    ("right", Act::Edit(Edit::Right), "right"),
    ("word-left", Act::Edit(Edit::WordLeft), "alt-b ctrl-left"),
    ("word-right", Act::Edit(Edit::WordRight), "alt-f ctrl-right"),
    ("line-start", Act::Edit(Edit::Home), "home ctrl-a"),
    ("line-end", Act::Edit(Edit::End), "end ctrl-e"),
    ("older", Act::Edit(Edit::Older), "up"),
    ("newer", Act::Edit(Edit::Newer), "down"),
    ("delete-left", Act::Edit(Edit::Backspace), "backspace ctrl-h shift-backspace"),
    ("delete-right", Act::Edit(Edit::Delete), "delete"),
    ("cut-to-end", Act::Edit(Edit::KillToEnd), "ctrl-k"),
    ("cut-to-start", Act::Edit(Edit::KillToStart), "ctrl-u"),
    ("cut-back", Act::Edit(Edit::KillBack), "ctrl-w"),
    ("cut-word-left", Act::Edit(Edit::KillWordLeft), "alt-backspace ctrl-backspace ctrl-alt-h"),
    ("cut-word-right", Act::Edit(Edit::KillWordRight), "alt-d ctrl-delete alt-delete"),
    ("paste-cut", Act::Edit(Edit::Yank), "ctrl-y"),
    ("paste-older", Act::Edit(Edit::YankOlder), "alt-y"),
    ("swap", Act::Edit(Edit::Transpose), "ctrl-t"),
    ("page-up", Act::PageUp, "page-up"),
    ("page-down", Act::PageDown, "page-down"),
    ("row-up", Act::RowUp, "shift-up"),
    ("row-down", Act::RowDown, "shift-down"),
    ("oldest", Act::Oldest, "alt-home ctrl-home"),
    ("newest", Act::Newest, "alt-end ctrl-end"),
    ("unread", Act::Unread, "alt-u f10"),
    ("next-room", Act::NextRoom, "ctrl-n alt-right"),
    ("last-room", Act::LastRoom, "ctrl-p alt-left"),
    ("active-room", Act::ActiveRoom, "alt-a f3"),
    ("next-mention", Act::NextMention, "alt-n f12"),
    ("last-mention", Act::LastMention, "alt-p shift-f12"),
    ("room-1", Act::Room(1), "alt-1"),
    ("room-2", Act::Room(2), "alt-2"),
    ("room-3", Act::Room(3), "alt-3"),
    ("room-4", Act::Room(4), "alt-4"),
    ("room-5", Act::Room(5), "alt-5"),
    ("room-6", Act::Room(6), "alt-6"),
    ("room-7", Act::Room(7), "alt-7"),
    ("room-8", Act::Room(8), "alt-8"),
    ("room-9", Act::Room(9), "alt-9"),
    ("switcher", Act::Switcher, "ctrl-g f2"),
    ("search", Act::Search, "ctrl-f f5 ctrl-r"),
    ("help", Act::Help, "f1"),
    ("rooms", Act::Rooms, "f7"),
    ("members", Act::Members, "f8"),
    ("mouse", Act::Mouse, "f9"),
    ("editor", Act::Editor, "ctrl-x"),
    ("resend", Act::Resend, "alt-r f6"),
    ("mentions", Act::Mentions, "f4"),
];

/// What an act is called where it should have no key.
pub const NO_KEY: &str = "none";

/// Why a row of the table can't be as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// No act has this name.
    Act(String),
    /// This is no key.
    Key(String),
}

/// The table in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Vec<(Stroke, Act)>,
}

impl Default for Keymap {
    /// As it is unless somebody says otherwise.
    fn default() -> Self {
        let keys = |&(_, act, keys): &(&str, Act, &'static str)| {
            keys.split_whitespace().filter_map(Stroke::parse).map(move |stroke| (stroke, act))
        };
        Self { rows: ACTS.iter().flat_map(keys).collect() }
    }
}

impl Keymap {
    /// The act of a key, if it has one.
    pub fn act(&self, stroke: Stroke) -> Option<Act> {
        let stroke = plain(stroke);
        self.rows.iter().find(|row| row.0 == stroke).map(|row| row.1)
    }

    /// Gives the act `name` these keys, parted by blanks, in place of those that it has; `none`: it
    /// has none. A key that did something else does it no longer.
    ///
    /// # Errors
    /// There is no such act, or no such key; then nothing has changed.
    pub fn set(&mut self, name: &str, keys: &str) -> Result<(), KeyError> {
        let known = ACTS.iter().find(|row| row.0 == name);
        let &(_, act, _) = known.ok_or_else(|| KeyError::Act(name.to_owned()))?;
        let words = keys.split_whitespace().filter(|word| *word != NO_KEY);
        let read = |word: &str| Stroke::parse(word).map(plain).ok_or_else(|| KeyError::Key(word.to_owned()));
        let strokes = words.map(read).collect::<Result<Vec<_>, _>>()?;
        self.rows.retain(|row| row.1 != act && !strokes.contains(&row.0));
        self.rows.extend(strokes.into_iter().map(|stroke| (stroke, act)));
        Ok(())
    }

    /// The keys of an act, the foremost first.
    pub fn keys(&self, act: Act) -> impl Iterator<Item = Stroke> + '_ {
        self.rows.iter().filter(move |row| row.1 == act).map(|row| row.0)
    }
}

/// Alt or Ctrl with a capital is the same with its letter.
fn plain(stroke: Stroke) -> Stroke {
    match stroke.code {
        Code::Char(c) if stroke.mods.has(Mods::ALT) || stroke.mods.has(Mods::CTRL) => {
            Stroke::new(Code::Char(c.to_ascii_lowercase()), stroke.mods)
        }
        _ => stroke,
    }
}

/// A key as it is shown to people: `Ctrl+X`, `Alt+1`, `F5`, `PgUp`.
pub fn shown(stroke: Stroke) -> String {
    let text = stroke.to_string();
    let (mut rest, mut shown) = (text.as_str(), String::new());
    for (word, name) in [("ctrl-", "Ctrl+"), ("alt-", "Alt+"), ("shift-", "Shift+")] {
        if let Some(behind) = rest.strip_prefix(word).filter(|behind| !behind.is_empty()) {
            (rest, shown) = (behind, shown + name);
        }
    }
    shown
        + &match rest {
            "page-up" => "PgUp".to_owned(),
            "page-down" => "PgDn".to_owned(),
            "delete" => "Del".to_owned(),
            rest => {
                let mut chars = rest.chars();
                chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_one_and_has_one_meaning() {
        let mut seen = Vec::new();
        for (name, act, keys) in ACTS {
            assert!(ACTS.iter().filter(|row| row.0 == *name || row.1 == *act).count() == 1, "{name}");
            for key in keys.split_whitespace() {
                let stroke = Stroke::parse(key).unwrap_or_else(|| panic!("{name}: {key}"));
                assert!(!seen.contains(&stroke), "{key} stands twice");
                seen.push(stroke);
                assert_eq!(Keymap::default().act(stroke), Some(*act));
            }
        }
    }

    #[test]
    fn every_alt_chord_has_a_twin_or_a_command() {
        // Of those that have no other key: /go N, and acts whose result other keys reach as well.
        const BY_COMMAND: &[&str] =
            &["redo", "paste-older", "unread", "next-mention", "last-mention", "cut-word-right"];
        for (name, _, keys) in ACTS {
            let only_alt = keys.split_whitespace().all(|key| key.contains("alt-"));
            assert!(!only_alt || name.starts_with("room-") || BY_COMMAND.contains(name), "{name}");
        }
    }

    #[test]
    fn a_table_can_be_changed() {
        let mut keymap = Keymap::default();
        let key = |text: &str| Stroke::parse(text).unwrap();
        keymap.set("search", "ctrl-n f12").unwrap();
        assert_eq!(keymap.act(key("ctrl-n")), Some(Act::Search));
        assert_eq!(keymap.act(key("ctrl-f")), None);
        assert_eq!(keymap.keys(Act::NextRoom).collect::<Vec<_>>(), [key("alt-right")]);
        keymap.set("search", "none").unwrap();
        assert_eq!(keymap.keys(Act::Search).count(), 0);
        assert_eq!(keymap.set("serach", "f5"), Err(KeyError::Act("serach".into())));
        assert_eq!(keymap.set("help", "f1 meta-x"), Err(KeyError::Key("meta-x".into())));
        assert_eq!(keymap.act(key("f1")), Some(Act::Help), "an error changes nothing");
    }

    #[test]
    fn keys_are_shown_as_they_are_engraved() {
        for (key, expected) in [
            ("ctrl-x", "Ctrl+X"),
            ("f5", "F5"),
            ("page-up", "PgUp"),
            ("alt-enter", "Alt+Enter"),
            ("ctrl--", "Ctrl+-"),
        ] {
            assert_eq!(shown(Stroke::parse(key).unwrap()), expected);
        }
        assert_eq!(
            Keymap::default().act(Stroke::new(Code::Char('A'), Mods::ALT)),
            Some(Act::ActiveRoom),
            "Alt with a capital"
        );
    }
}
