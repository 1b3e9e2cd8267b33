//! What a person pressed, as a type: one key with the modifiers held, a paste, a change of focus, a
//! mouse; and what a terminal answers among it.
//!
//! Must not know how a terminal writes it (`keys`, `sequence`), nor what it is good for (`bind`).

/// Which key it was, whatever was held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A key that writes: the character as typed. Held with Ctrl it is the lower-case letter.
    Char(char),
    /// Enter, on the main block or the keypad.
    Enter,
    /// Tab.
    Tab,
    /// Backspace: takes away what is before the caret.
    Backspace,
    /// Delete: takes away what is behind the caret.
    Delete,
    /// Insert.
    Insert,
    /// Esc, alone.
    Escape,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 20.
    Function(u8),
}

/// The modifiers held with a key. Shift is told only where the terminal tells it: a capital
/// letter is `Char('A')` without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Mods(u8);

impl Mods {
    /// Nothing held.
    pub const NONE: Self = Self(0);
    /// Shift.
    pub const SHIFT: Self = Self(1);
    /// Alt, Option or Meta.
    pub const ALT: Self = Self(2);
    /// Control.
    pub const CTRL: Self = Self(4);

    /// These and those together.
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// These without those.
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether all of `others` are held.
    pub const fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}

/// One key with what was held: what a table of bindings is keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stroke {
    /// The key.
    pub code: Code,
    /// The modifiers.
    pub mods: Mods,
}

impl Stroke {
    /// The key `code` with `mods` held.
    pub const fn new(code: Code, mods: Mods) -> Self {
        Self { code, mods }
    }
}

/// Keys that have a name, in the spelling of [`Stroke`]'s text.
const NAMED: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("esc", Code::Escape),
    ("left", Code::Left),
    ("right", Code::Right),
    ("up", Code::Up),
    ("down", Code::Down),
    ("home", Code::Home),
    ("end", Code::End),
    ("page-up", Code::PageUp),
    ("page-down", Code::PageDown),
    ("space", Code::Char(' ')),
];

/// Modifiers, in the order in which a text has them.
const HELD: &[(&str, Mods)] = &[("ctrl-", Mods::CTRL), ("alt-", Mods::ALT), ("shift-", Mods::SHIFT)];

/// As people write keys: `ctrl-alt-x`, `shift-tab`, `f5`, `alt-1`, `page-up`, `ctrl-_`. A letter with
/// Ctrl or Alt is written small, and Shift is named only with a key that writes nothing.
impl std::fmt::Display for Stroke {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (word, mods) in HELD {
            if self.mods.has(*mods) {
                f.write_str(word)?;
            }
        }
        match (self.code, NAMED.iter().find(|(_, code)| *code == self.code)) {
            (_, Some((name, _))) => f.write_str(name),
            (Code::Function(number), None) => write!(f, "f{number}"),
            (Code::Char(c), None) => write!(f, "{c}"),
            (_, None) => Ok(()),
        }
    }
}

/// The names of the keys that have one.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMED.iter().map(|row| row.0)
}

impl Stroke {
    /// Reads what [`Display`](std::fmt::Display) writes, whatever its case; `None`: it is no key.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let (mut rest, mut mods) = (&*lower, Mods::NONE);
        while let Some((word, held)) =
            HELD.iter().find(|(word, _)| rest.len() > word.len() && rest.starts_with(word))
        {
            (rest, mods) = (rest.get(word.len()..)?, mods.with(*held));
        }
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == rest) {
            return Some(Self::new(*code, mods));
        }
        if let Some(number) = rest.strip_prefix('f').and_then(|number| number.parse().ok()) {
            return (1..=20).contains(&number).then_some(Self::new(Code::Function(number), mods));
        }
        let mut chars = rest.chars();
        let (c, end) = (chars.next()?, chars.next());
        let writes = !c.is_control() && !mods.has(Mods::SHIFT) && end.is_none();
        writes.then_some(Self::new(Code::Char(c), mods))
    }
}

/// A text that came in as one paste (xterm's bracketed paste), as it came: it may hold anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Paste {
    /// The text; bytes that are not UTF-8 have become U+FFFD.
    pub text: String,
    /// Whether this is all of it; otherwise the rest, behind
    /// [`PASTE_BYTES_MAX`](super::keys::PASTE_BYTES_MAX), was let go.
    pub whole: bool,
}

/// What a terminal has answered to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Report {
    /// Where the cursor is (DSR 6), counted from 1.
    Cursor {
        /// The row.
        row: u16,
        /// The column.
        column: u16,
    },
    /// What is behind its letters (OSC 11): how much of each colour, 0 to 65,535.
    Background {
        /// Red.
        red: u16,
        /// Green.
        green: u16,
        /// Blue.
        blue: u16,
    },
    /// Something else: what it is (DA 1), say.
    Other,
}

/// What was done with the mouse. Comes only when asked for (DECSET 1000 with 1006).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// Over which column, counted from 0.
    pub column: u16,
    /// Over which row, counted from 0.
    pub row: u16,
}

/// What can be done with a mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MouseKind {
    /// The first button was pressed.
    Press,
    /// It was let go.
    Release,
    /// The wheel was turned away from the person, to what is older.
    WheelUp,
    /// The wheel was turned towards them.
    WheelDown,
}

/// One thing that a person did at the terminal, or that it has answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A key.
    Stroke(Stroke),
    /// A paste.
    Paste(Paste),
    /// The terminal's window got (`true`) or lost the focus. Comes only when asked for (DECSET 1004).
    Focus(bool),
    /// Something was done with the mouse.
    Mouse(Mouse),
    /// No person's doing: the terminal has answered a question.
    Report(Report),
}

impl Key {
    /// The key that writes `c`.
    pub const fn char(c: char) -> Self {
        Self::Stroke(Stroke::new(Code::Char(c), Mods::NONE))
    }

    /// Ctrl with the key `c` (lower case).
    pub const fn ctrl(c: char) -> Self {
        Self::Stroke(Stroke::new(Code::Char(c), Mods::CTRL))
    }

    /// Alt with the key `c`.
    pub const fn alt(c: char) -> Self {
        Self::Stroke(Stroke::new(Code::Char(c), Mods::ALT))
    }

    /// The key `code` with nothing held.
    pub const fn plain(code: Code) -> Self {
        Self::Stroke(Stroke::new(code, Mods::NONE))
    }

    /// The key `code` with `mods` held.
    pub const fn with(code: Code, mods: Mods) -> Self {
        Self::Stroke(Stroke::new(code, mods))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        for text in
            ["ctrl-alt-x", "shift-tab", "f5", "alt-1", "page-up", "ctrl-_", "space", "ctrl--", "茶", "alt-f"]
        {
            assert_eq!(Stroke::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Stroke::parse("Ctrl-A"), Stroke::parse("ctrl-a"));
        for text in ["", "ctrl-", "f0", "f21", "ab", "shift-a", "meta-x", "ctrl-ab"] {
            assert_eq!(Stroke::parse(text), None, "{text}");
        }
    }
}
