//! What a person pressed, as a type: one key with the modifiers held, a paste, a change of focus.
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

/// A text that came in as one paste (xterm's bracketed paste), as it came: it may hold anything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Paste {
    /// The text; bytes that are not UTF-8 have become U+FFFD.
    pub text: String,
    /// Whether this is all of it; otherwise the rest, behind
    /// [`PASTE_BYTES_MAX`](super::keys::PASTE_BYTES_MAX), was let go.
    pub whole: bool,
}

/// One thing that a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A key.
    Stroke(Stroke),
    /// A paste.
    Paste(Paste),
    /// The terminal's window got (`true`) or lost the focus. Comes only when asked for (DECSET 1004).
    Focus(bool),
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
