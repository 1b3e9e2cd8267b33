//! The two tables of the screen, `[join.colors]` and `[join.keys]`: rows of one kind, each a name and
//! a text.
//!
//! Must not know what a style or a key is for (`cmd` makes a theme and a keymap of them). The texts
//! were judged before they come here ([`super::Expects`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Expects, Key};

/// The words for what is behind the letters.
pub const BACKGROUNDS: &[&str] = &["auto", "dark", "light"];

/// The words for how many colours there are.
pub const DEPTHS: &[&str] = &["auto", "none", "16", "256", "true"];

/// Writes such a table: its type, its defaults and its part of the table of keys.
macro_rules! table {
    ($(#[$meta:meta])* $Table:ident $prefix:literal {
        $($name:literal: [$expects:expr] = $default:literal;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $Table(BTreeMap<String, String>);

        impl $Table {
            /// Every row with its default, in order.
            pub const ROWS: &'static [(&'static str, &'static str)] = &[$(($name, $default)),*];

            /// The keys of this section and what they may hold.
            pub const KEYS: &'static [Key] =
                &[$(Key { name: concat!($prefix, $name), expects: $expects }),*];

            /// The text of a row.
            pub fn of(&self, name: &str) -> &str {
                let default = || Self::ROWS.iter().find(|row| row.0 == name).map_or("", |row| row.1);
                self.0.get(name).map_or_else(default, String::as_str)
            }

            /// Puts another text there.
            pub fn set(&mut self, name: &str, text: &str) {
                self.0.insert(name.to_owned(), text.to_owned());
            }

            /// The rows that are not as they are unless somebody says otherwise, in order.
            pub fn changed(&self) -> impl Iterator<Item = (&'static str, &str)> {
                let rows = Self::ROWS.iter().map(|&(name, default)| (name, default, self.of(name)));
                rows.filter(|(_, default, text)| default != text).map(|(name, _, text)| (name, text))
            }
        }

        impl Default for $Table {
            fn default() -> Self {
                let rows = Self::ROWS.iter();
                Self(rows.map(|&(name, text)| (name.to_owned(), text.to_owned())).collect())
            }
        }
    };
}

table! {
    /// What the screen looks like; a style without a text is as it is usually.
    Colors "join.colors." {
        "background": [Expects::OneOf(BACKGROUNDS)] = "auto";
        "depth": [Expects::OneOf(DEPTHS)] = "auto";
        "text": [Expects::Style] = "";
        "faint": [Expects::Style] = "";
        "own": [Expects::Style] = "";
        "mention": [Expects::Style] = "";
        "notice": [Expects::Style] = "";
        "error": [Expects::Style] = "";
        "sending": [Expects::Style] = "";
        "ruler": [Expects::Style] = "";
        "bar": [Expects::Style] = "";
        "selected": [Expects::Style] = "";
        "link": [Expects::Style] = "";
        "found": [Expects::Style] = "";
    }
}

table! {
    /// Which keys do what on the screen.
    Keys "join.keys." {
        "send": [Expects::Keys] = "enter";
        "newline": [Expects::Keys] = "alt-enter shift-enter ctrl-j";
        "complete": [Expects::Keys] = "tab";
        "complete-back": [Expects::Keys] = "shift-tab";
        "cancel": [Expects::Keys] = "esc";
        "clear": [Expects::Keys] = "ctrl-c";
        "delete-or-end": [Expects::Keys] = "ctrl-d";
        "suspend": [Expects::Keys] = "ctrl-z";
        "redraw": [Expects::Keys] = "ctrl-l";
        "undo": [Expects::Keys] = "ctrl-_";
        "redo": [Expects::Keys] = "alt-_";
        "left": [Expects::Keys] = "left ctrl-b";
        "right": [Expects::Keys] = "right";
        "word-left": [Expects::Keys] = "alt-b ctrl-left";
        "word-right": [Expects::Keys] = "alt-f ctrl-right";
        "line-start": [Expects::Keys] = "home ctrl-a";
        "line-end": [Expects::Keys] = "end ctrl-e";
        "older": [Expects::Keys] = "up";
        "newer": [Expects::Keys] = "down";
        "delete-left": [Expects::Keys] = "backspace ctrl-h shift-backspace";
        "delete-right": [Expects::Keys] = "delete";
        "cut-to-end": [Expects::Keys] = "ctrl-k";
        "cut-to-start": [Expects::Keys] = "ctrl-u";
        "cut-back": [Expects::Keys] = "ctrl-w";
        "cut-word-left": [Expects::Keys] = "alt-backspace ctrl-backspace ctrl-alt-h";
        "cut-word-right": [Expects::Keys] = "alt-d ctrl-delete alt-delete";
        "paste-cut": [Expects::Keys] = "ctrl-y";
        "paste-older": [Expects::Keys] = "alt-y";
        "swap": [Expects::Keys] = "ctrl-t";
        "page-up": [Expects::Keys] = "page-up";
        "page-down": [Expects::Keys] = "page-down";
        "row-up": [Expects::Keys] = "shift-up";
        "row-down": [Expects::Keys] = "shift-down";
        "oldest": [Expects::Keys] = "alt-home ctrl-home";
        "newest": [Expects::Keys] = "alt-end ctrl-end";
        "unread": [Expects::Keys] = "alt-u f10";
        "next-room": [Expects::Keys] = "ctrl-n alt-right";
        "last-room": [Expects::Keys] = "ctrl-p alt-left";
        "active-room": [Expects::Keys] = "alt-a f3";
        "next-mention": [Expects::Keys] = "alt-n f12";
        "last-mention": [Expects::Keys] = "alt-p shift-f12";
        "room-1": [Expects::Keys] = "alt-1";
        "room-2": [Expects::Keys] = "alt-2";
        "room-3": [Expects::Keys] = "alt-3";
        "room-4": [Expects::Keys] = "alt-4";
        "room-5": [Expects::Keys] = "alt-5";
        "room-6": [Expects::Keys] = "alt-6";
        "room-7": [Expects::Keys] = "alt-7";
        "room-8": [Expects::Keys] = "alt-8";
        "room-9": [Expects::Keys] = "alt-9";
        "switcher": [Expects::Keys] = "ctrl-g f2";
        "search": [Expects::Keys] = "ctrl-f f5 ctrl-r";
        "help": [Expects::Keys] = "f1";
        "rooms": [Expects::Keys] = "f7";
        "members": [Expects::Keys] = "f8";
        "mouse": [Expects::Keys] = "f9";
        "editor": [Expects::Keys] = "ctrl-x";
        "resend": [Expects::Keys] = "alt-r f6";
        "mentions": [Expects::Keys] = "f4";
    }
}
