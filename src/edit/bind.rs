//! Which key does what in the editor: a table, and the acts by name.
//!
//! Must not know how an act is done (`line`). A face with its own table looks there first and hands
//! acts to [`Editor::act`](super::line::Editor::act) itself.

use super::key::{Code, Mods, Stroke};

/// What the editor can be told to do, other than to take in a character or a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Hand over the text.
    Submit,
    /// Begin another line in the text.
    Newline,
    /// Complete the word before the caret, or go to the next candidate.
    Complete,
    /// The same, to the candidate before.
    CompleteBackwards,
    /// Give up what is under way: put back what was typed before a completion.
    Cancel,
    /// Clear the text; in an empty one, interrupt.
    Interrupt,
    /// Take away what is behind the caret; in an empty text, end the input.
    DeleteOrEnd,
    /// Stop the program until it is told to go on.
    Suspend,
    /// Draw all again.
    Redraw,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// To the start of this word or the one before.
    WordLeft,
    /// To the end of this word or the next.
    WordRight,
    /// To the start of the line; from there, to the start of the text.
    Home,
    /// To the end of the line; from there, to the end of the text.
    End,
    /// To the line said before this one.
    Older,
    /// To the line said after this one, and at last to the unsent one.
    Newer,
    /// Take away the character before the caret.
    Backspace,
    /// Take away the character behind the caret.
    Delete,
    /// Cut to the end of the line.
    KillToEnd,
    /// Cut to the start of the line.
    KillToStart,
    /// Cut back to a blank.
    KillBack,
    /// Cut to the start of the word.
    KillWordLeft,
    /// Cut to the end of the word.
    KillWordRight,
    /// Paste what was cut last.
    Yank,
    /// Right after that: what was cut before it instead.
    YankOlder,
    /// Swap the two characters around the caret.
    Transpose,
    /// Take back the last change.
    Undo,
    /// Take back the taking back.
    Redo,
}

/// The usual keys: Readline's, with those that chat clients agree on.
const USUAL: &[(Code, Mods, Act)] = &[
    (Code::Enter, Mods::NONE, Act::Submit),
    (Code::Enter, Mods::ALT, Act::Newline),
    (Code::Enter, Mods::SHIFT, Act::Newline),
    (Code::Char('j'), Mods::CTRL, Act::Newline),
    (Code::Tab, Mods::NONE, Act::Complete),
    (Code::Tab, Mods::SHIFT, Act::CompleteBackwards),
    (Code::Escape, Mods::NONE, Act::Cancel),
    (Code::Char('c'), Mods::CTRL, Act::Interrupt),
    (Code::Char('d'), Mods::CTRL, Act::DeleteOrEnd),
    (Code::Char('z'), Mods::CTRL, Act::Suspend),
    (Code::Char('l'), Mods::CTRL, Act::Redraw),
    (Code::Left, Mods::NONE, Act::Left),
    (Code::Char('b'), Mods::CTRL, Act::Left),
    (Code::Right, Mods::NONE, Act::Right),
    (Code::Char('f'), Mods::CTRL, Act::Right),
    (Code::Char('b'), Mods::ALT, Act::WordLeft),
    (Code::Left, Mods::CTRL, Act::WordLeft),
    (Code::Left, Mods::ALT, Act::WordLeft),
    (Code::Char('f'), Mods::ALT, Act::WordRight),
    (Code::Right, Mods::CTRL, Act::WordRight),
    (Code::Right, Mods::ALT, Act::WordRight),
    (Code::Home, Mods::NONE, Act::Home),
    (Code::Char('a'), Mods::CTRL, Act::Home),
    (Code::End, Mods::NONE, Act::End),
    (Code::Char('e'), Mods::CTRL, Act::End),
    (Code::Up, Mods::NONE, Act::Older),
    (Code::Char('p'), Mods::CTRL, Act::Older),
    (Code::Down, Mods::NONE, Act::Newer),
    (Code::Char('n'), Mods::CTRL, Act::Newer),
    (Code::Backspace, Mods::NONE, Act::Backspace),
    (Code::Backspace, Mods::SHIFT, Act::Backspace),
    (Code::Char('h'), Mods::CTRL, Act::Backspace),
    (Code::Delete, Mods::NONE, Act::Delete),
    (Code::Char('k'), Mods::CTRL, Act::KillToEnd),
    (Code::Char('u'), Mods::CTRL, Act::KillToStart),
    (Code::Char('w'), Mods::CTRL, Act::KillBack),
    (Code::Backspace, Mods::ALT, Act::KillWordLeft),
    (Code::Backspace, Mods::CTRL, Act::KillWordLeft),
    (Code::Char('h'), Mods::CTRL.with(Mods::ALT), Act::KillWordLeft),
    (Code::Char('d'), Mods::ALT, Act::KillWordRight),
    (Code::Delete, Mods::CTRL, Act::KillWordRight),
    (Code::Delete, Mods::ALT, Act::KillWordRight),
    (Code::Char('y'), Mods::CTRL, Act::Yank),
    (Code::Char('y'), Mods::ALT, Act::YankOlder),
    (Code::Char('t'), Mods::CTRL, Act::Transpose),
    (Code::Char('_'), Mods::CTRL, Act::Undo),
    (Code::Char('_'), Mods::ALT, Act::Redo),
];

/// What the usual table says of `stroke`. Alt with a capital is Alt with its letter.
pub fn usual(stroke: Stroke) -> Option<Act> {
    let code = match stroke.code {
        Code::Char(c) if stroke.mods.has(Mods::ALT) => Code::Char(c.to_ascii_lowercase()),
        code => code,
    };
    USUAL.iter().find(|row| (row.0, row.1) == (code, stroke.mods)).map(|row| row.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings() {
        for (at, row) in USUAL.iter().enumerate() {
            assert!(USUAL.iter().skip(at + 1).all(|other| (other.0, other.1) != (row.0, row.1)), "{row:?}");
        }
    }

    #[test]
    fn a_capital_with_alt_is_its_letter() {
        assert_eq!(usual(Stroke::new(Code::Char('B'), Mods::ALT)), Some(Act::WordLeft));
        assert_eq!(usual(Stroke::new(Code::Char('B'), Mods::NONE)), None);
    }
}
