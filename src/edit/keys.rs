//! Bytes of a terminal as typed keys, however the reads cut them.
//!
//! Must not know a clock: whether an ESC stands alone or begins a sequence only time can tell, so
//! [`Keys::pending`] says that the caller's timer should run and [`Keys::flush`] that it has run out.
//!
//! Theory of operation. One state, moved by one byte at a time, so that cuts cannot matter:
//!
//! | state     | moved by                                  | to                                     |
//! |-----------|-------------------------------------------|----------------------------------------|
//! | ground    | ESC                                       | escape                                 |
//! |           | any other byte                            | ground, or a part of a UTF-8 character |
//! | escape    | `[`, `O`, `]` or `P`                      | csi, ss3, string                       |
//! |           | ESC                                       | escape, twice (Alt with what follows)  |
//! |           | any other byte                            | ground: that key with Alt              |
//! | csi, ss3  | 0x20–0x3F                                 | the same: kept until the end           |
//! |           | 0x40–0x7E                                 | ground, or paste: `sequence` says      |
//! | string    | BEL, ESC `\`                              | ground: a report, or swallowed         |
//! | paste     | ESC `[201~`                               | ground: one paste                      |
//!
//! In csi, ss3 and string a byte that cannot stand there (a control, a byte of UTF-8) ends the
//! sequence and counts for itself: Ctrl-C is heard whatever a terminal has begun to say.

use std::time::Duration;

use super::key::{Code, Key, Mods, Paste, Report, Stroke};
use super::sequence::{self, Meaning, PASTE_END};

/// How long the caller waits for more after an ESC before it counts as the key Esc.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(50);

/// Bytes of one paste that are kept. More than any text the editor takes, so that the editor can
/// say how things stand.
pub const PASTE_BYTES_MAX: usize = 65_536;

/// Bytes of parameters of one sequence that are kept; a longer one means nothing.
const SEQUENCE_BYTES_MAX: usize = 32;

/// Bytes of a terminal's string (a reply to a question) that are swallowed; what is longer is none.
const STRING_BYTES_MAX: usize = 4096;

/// Bytes of it that are kept, which is more than any reply that means something has.
const STRING_KEPT_MAX: usize = 40;

const ESC: u8 = 0x1b;

/// The parser: keeps what is between two reads.
#[derive(Debug, Default)]
pub struct Keys {
    state: State,
    /// A character of UTF-8 of which not all bytes are here; empty in most states.
    partial: Partial,
    /// Where the cursor is was asked, and not answered yet.
    asked: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    Escape {
        twice: bool,
    },
    Sequence(Sequence),
    /// Behind `CSI [`: one byte more.
    Console,
    String(Text),
    Paste(Pasted),
}

/// The key and mods wait for their last byte.
#[derive(Debug)]
struct Sequence {
    csi: bool,
    mods: Mods,
    params: [u8; SEQUENCE_BYTES_MAX],
    /// May exceed the room in `params`: then the sequence means nothing.
    len: usize,
}

#[derive(Debug)]
struct Text {
    /// The byte that began it, behind ESC.
    first: u8,
    kept: [u8; STRING_KEPT_MAX],
    /// May exceed the room in `kept`: then it means nothing.
    len: usize,
    escaped: bool,
}

#[derive(Debug, Default)]
struct Pasted {
    bytes: Vec<u8>,
    whole: bool,
    /// How many bytes of the end mark the last bytes are.
    matched: usize,
}

#[derive(Debug, Default)]
struct Partial {
    bytes: [u8; 4],
    len: usize,
    mods: Mods,
}

impl Keys {
    /// A parser at rest.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the terminal was asked where its cursor is. Until it has answered, or until this is
    /// called with `false`, what would be F3 with a key held is taken for the answer.
    pub fn expect_report(&mut self, asked: bool) {
        self.asked = asked;
    }

    /// Takes bytes as they were read and appends the keys that they complete.
    pub fn feed(&mut self, bytes: &[u8], keys: &mut Vec<Key>) {
        for &byte in bytes {
            self.step(byte, keys);
        }
    }

    /// Whether an ESC (or ESC with `]` or `P`) waits for what follows, so that [`ESCAPE_WAIT`] without
    /// another byte calls for [`flush`](Self::flush). A sequence further under way does not: over a
    /// slow line its rest must not become text.
    pub fn pending(&self) -> bool {
        matches!(self.state, State::Escape { .. } | State::String(Text { len: 0, .. }))
    }

    /// The time is over: what [`pending`](Self::pending) waited for was a key by itself.
    pub fn flush(&mut self, keys: &mut Vec<Key>) {
        if !self.pending() {
            return;
        }
        match std::mem::take(&mut self.state) {
            State::Escape { twice } => {
                keys.extend(std::iter::repeat_n(Key::plain(Code::Escape), 1 + usize::from(twice)));
            }
            State::String(text) => keys.push(Key::alt(char::from(text.first))),
            State::Ground | State::Sequence(_) | State::Console | State::Paste(_) => {}
        }
    }

    fn step(&mut self, byte: u8, keys: &mut Vec<Key>) {
        match &mut self.state {
            State::Ground => self.ground(byte, Mods::NONE, keys),
            State::Escape { twice } => {
                let twice = *twice;
                self.behind_escape(byte, twice, keys);
            }
            State::Sequence(sequence) => match byte {
                b'[' if sequence.csi && sequence.len == 0 => self.state = State::Console,
                0x20..=0x3f => {
                    if let Some(place) = sequence.params.get_mut(sequence.len) {
                        *place = byte;
                    }
                    sequence.len = sequence.len.saturating_add(1);
                }
                0x40..=0x7e => {
                    let meaning = sequence.meaning(byte, self.asked);
                    self.asked &= !matches!(meaning, Meaning::Key(Key::Report(Report::Cursor { .. })));
                    self.mean(meaning, keys);
                }
                _ => self.abandon(byte, keys),
            },
            State::Console => match byte {
                0x20..=0x7e => self.mean(sequence::console(byte), keys),
                _ => self.abandon(byte, keys),
            },
            State::String(text) => match (byte, text.escaped) {
                (0x07, _) | (b'\\', true) => {
                    let meaning = text.meaning();
                    self.mean(meaning, keys);
                }
                (_, true) => {
                    self.state = State::Escape { twice: false };
                    self.step(byte, keys);
                }
                (ESC, false) => text.escaped = true,
                (0x20..=0x7e | 0x80.., false) if text.len < STRING_BYTES_MAX => {
                    if let Some(place) = text.kept.get_mut(text.len) {
                        *place = byte;
                    }
                    text.len += 1;
                }
                _ => self.abandon(byte, keys),
            },
            State::Paste(pasted) => {
                if let Some(paste) = pasted.push(byte) {
                    self.state = State::Ground;
                    keys.push(Key::Paste(paste));
                }
            }
        }
    }

    /// The sequence under way is none; `byte` counts for itself.
    fn abandon(&mut self, byte: u8, keys: &mut Vec<Key>) {
        self.state = State::Ground;
        self.ground(byte, Mods::NONE, keys);
    }

    fn mean(&mut self, meaning: Meaning, keys: &mut Vec<Key>) {
        self.state = State::Ground;
        match meaning {
            Meaning::Key(key) => keys.push(key),
            Meaning::PasteBegins => self.state = State::Paste(Pasted { whole: true, ..Pasted::default() }),
            Meaning::Nothing => {}
        }
    }

    fn behind_escape(&mut self, byte: u8, twice: bool, keys: &mut Vec<Key>) {
        let mods = if twice { Mods::ALT } else { Mods::NONE };
        match byte {
            // Two and `[` is Alt with an arrow (rxvt); a third ESC means that the first was a key.
            ESC => {
                if twice {
                    keys.push(Key::plain(Code::Escape));
                }
                self.state = State::Escape { twice: true };
            }
            b'[' | b'O' => {
                self.state = State::Sequence(Sequence {
                    csi: byte == b'[',
                    mods,
                    params: [0; SEQUENCE_BYTES_MAX],
                    len: 0,
                });
            }
            _ => {
                if twice {
                    keys.push(Key::plain(Code::Escape));
                }
                if matches!(byte, b']' | b'P') {
                    self.state = State::String(Text {
                        first: byte,
                        kept: [0; STRING_KEPT_MAX],
                        len: 0,
                        escaped: false,
                    });
                } else {
                    self.state = State::Ground;
                    self.ground(byte, Mods::ALT, keys);
                }
            }
        }
    }

    fn ground(&mut self, byte: u8, mods: Mods, keys: &mut Vec<Key>) {
        if self.partial.len > 0 || byte >= 0x80 {
            self.character(byte, mods, keys);
            return;
        }
        let (code, held) = match byte {
            ESC => {
                self.state = State::Escape { twice: false };
                return;
            }
            b'\t' => (Code::Tab, Mods::NONE),
            b'\r' => (Code::Enter, Mods::NONE),
            0x7f => (Code::Backspace, Mods::NONE),
            0x00 => (Code::Char(' '), Mods::CTRL),
            // Ctrl takes 0x40 from the key's capital: 0x01 is Ctrl-A, 0x1F is Ctrl-_.
            0x01..=0x1f => (Code::Char(char::from(byte | 0x40).to_ascii_lowercase()), Mods::CTRL),
            _ => (Code::Char(char::from(byte)), Mods::NONE),
        };
        keys.push(Key::Stroke(Stroke::new(code, held.with(mods))));
    }

    /// One byte more of a character in UTF-8. What can't become one is U+FFFD, once for each
    /// sequence that began well (Unicode, "Substitution of Maximal Subparts").
    fn character(&mut self, byte: u8, mods: Mods, keys: &mut Vec<Key>) {
        if self.partial.len == 0 {
            self.partial.mods = mods;
        }
        let mods = self.partial.mods;
        let Some(bytes) = self.partial.push(byte) else { return };
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let read = |c| Key::Stroke(Stroke::new(Code::Char(c), mods));
                keys.extend(text.chars().map(read));
                self.partial.len = 0;
            }
            Err(error) => {
                let Some(bad) = error.error_len() else { return };
                let again = bad < self.partial.len;
                self.partial.len = 0;
                keys.push(Key::with(Code::Char('\u{fffd}'), mods));
                if again {
                    self.ground(byte, Mods::NONE, keys);
                }
            }
        }
    }
}

impl Partial {
    /// All bytes so far with this one behind them.
    fn push(&mut self, byte: u8) -> Option<&[u8]> {
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        self.bytes.get(..self.len)
    }
}

impl Sequence {
    fn meaning(&self, last: u8, asked: bool) -> Meaning {
        let Some(params) = self.params.get(..self.len) else { return Meaning::Nothing };
        let meaning = if self.csi { sequence::csi(params, last, asked) } else { sequence::ss3(params, last) };
        match meaning {
            Meaning::Key(Key::Stroke(stroke)) => {
                Meaning::Key(Key::with(stroke.code, stroke.mods.with(self.mods)))
            }
            other => other,
        }
    }
}

impl Text {
    fn meaning(&self) -> Meaning {
        match self.kept.get(..self.len) {
            Some(text) if self.first == b']' => sequence::osc(text),
            _ => Meaning::Nothing,
        }
    }
}

impl Pasted {
    /// Takes one byte; the paste when it was the last of its end mark.
    fn push(&mut self, byte: u8) -> Option<Paste> {
        if PASTE_END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            if self.matched < PASTE_END.len() {
                return None;
            }
            let text = String::from_utf8_lossy(&self.bytes).into_owned();
            return Some(Paste { text, whole: self.whole });
        }
        // ESC stands only at the head of the end mark, so no shorter match can be left over.
        let (unmatched, _) = PASTE_END.split_at(self.matched);
        self.matched = usize::from(byte == ESC);
        let kept: &[u8] = if byte == ESC { &[] } else { &[byte] };
        self.keep(unmatched);
        self.keep(kept);
        None
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.whole && self.bytes.len() + bytes.len() <= PASTE_BYTES_MAX {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.whole = false;
        }
    }
}

#[cfg(test)]
mod tests;
