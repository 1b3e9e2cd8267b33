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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::edit::{Mouse, MouseKind};

    const NONE: Mods = Mods::NONE;
    const ALT_CTRL: Mods = Mods::ALT.with(Mods::CTRL);

    fn whole(bytes: &[u8]) -> Vec<Key> {
        let (mut parser, mut keys) = (Keys::new(), Vec::new());
        parser.feed(bytes, &mut keys);
        keys
    }

    fn flushed(bytes: &[u8]) -> Vec<Key> {
        let (mut parser, mut keys) = (Keys::new(), Vec::new());
        parser.feed(bytes, &mut keys);
        parser.flush(&mut keys);
        keys
    }

    fn byte_by_byte(bytes: &[u8]) -> Vec<Key> {
        let (mut parser, mut keys) = (Keys::new(), Vec::new());
        for byte in bytes {
            parser.feed(std::slice::from_ref(byte), &mut keys);
        }
        keys
    }

    fn paste(text: &str) -> Key {
        Key::Paste(Paste { text: text.into(), whole: true })
    }

    #[test]
    fn every_sequence_is_its_key() {
        use Code::*;
        let vectors: &[(&[u8], Code, Mods)] = &[
            (b"a", Char('a'), NONE),
            ("好".as_bytes(), Char('好'), NONE),
            (b"\r", Enter, NONE),
            (b"\n", Char('j'), Mods::CTRL),
            (b"\t", Tab, NONE),
            (b"\x7f", Backspace, NONE),
            (b"\x08", Char('h'), Mods::CTRL),
            (b"\0", Char(' '), Mods::CTRL),
            (b"\x01", Char('a'), Mods::CTRL),
            (b"\x1a", Char('z'), Mods::CTRL),
            (b"\x1f", Char('_'), Mods::CTRL),
            (b"\x1bb", Char('b'), Mods::ALT),
            (b"\x1bB", Char('B'), Mods::ALT),
            ("\x1b你".as_bytes(), Char('你'), Mods::ALT),
            (b"\x1b\r", Enter, Mods::ALT),
            (b"\x1b\x7f", Backspace, Mods::ALT),
            (b"\x1b\x08", Char('h'), ALT_CTRL),
            (b"\x1b_", Char('_'), Mods::ALT),
            (b"\x1b[A", Up, NONE),
            (b"\x1bOA", Up, NONE),
            (b"\x1b[D", Left, NONE),
            (b"\x1b[1;5C", Right, Mods::CTRL),
            (b"\x1b[1;3C", Right, Mods::ALT),
            (b"\x1b[1;8C", Right, ALT_CTRL.with(Mods::SHIFT)),
            (b"\x1b\x1b[C", Right, Mods::ALT),
            (b"\x1bO5C", Right, Mods::CTRL),
            (b"\x1b[H", Home, NONE),
            (b"\x1bOF", End, NONE),
            (b"\x1b[1~", Home, NONE),
            (b"\x1b[8~", End, NONE),
            (b"\x1b[2~", Insert, NONE),
            (b"\x1b[3~", Delete, NONE),
            (b"\x1b[3;5~", Delete, Mods::CTRL),
            (b"\x1b[5~", PageUp, NONE),
            (b"\x1b[6;2~", PageDown, Mods::SHIFT),
            (b"\x1b[Z", Tab, Mods::SHIFT),
            (b"\x1bOP", Function(1), NONE),
            (b"\x1b[1;2S", Function(4), Mods::SHIFT),
            (b"\x1b[[E", Function(5), NONE),
            (b"\x1b[15~", Function(5), NONE),
            (b"\x1b[17~", Function(6), NONE),
            (b"\x1b[24~", Function(12), NONE),
            (b"\x1b[34~", Function(20), NONE),
            (b"\x1bOM", Enter, NONE),
            (b"\x1bOk", Char('+'), NONE),
            (b"\x1bOy", Char('9'), NONE),
            (b"\x1b[13;2u", Enter, Mods::SHIFT),
            (b"\x1b[27;2;13~", Enter, Mods::SHIFT),
            (b"\x1b[27u", Escape, NONE),
            (b"\x1b[97;5u", Char('a'), Mods::CTRL),
            (b"\x1b[97:65;2:1u", Char('A'), NONE),
            (b"\x1b[127;3u", Backspace, Mods::ALT),
        ];
        for &(bytes, code, mods) in vectors {
            let expected = [Key::with(code, mods), Key::char('x')];
            let behind = [bytes, b"x"].concat();
            assert_eq!(whole(&behind), expected, "{:?}", bytes.escape_ascii().to_string());
            assert_eq!(byte_by_byte(&behind), expected);
        }
    }

    #[test]
    fn what_is_no_key_is_swallowed_whole() {
        let nothings: &[&[u8]] = &[
            b"\x1b[<35;12;5M",                            // the mouse has moved
            b"\x1b[?1;2$y",                               // how a mode is set
            b"\x1b[99~",                                  // no such key
            b"\x1b[201~",                                 // the end of no paste
            b"\x1b[57441;2u",                             // Shift alone
            b"\x1b[97;1:3u",                              // let go
            b"\x1b[97;9u",                                // Super
            b"\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15A", // too long
            b"\x1b[4294967296~",
            b"\x1b[ q",
            b"\x1bOz",
            b"\x1b[[Z",
            b"\x1b]10;rgb:0000/0000/0000\x1b\\", // the colour of letters
            b"\x1b]10;rgb:ffff/ffff/ffff\x07",
            b"\x1bP1$r0m\x1b\\",
        ];
        for bytes in nothings {
            let behind = [bytes, b"x".as_slice()].concat();
            assert_eq!(whole(&behind), [Key::char('x')], "{:?}", bytes.escape_ascii().to_string());
            assert_eq!(byte_by_byte(&behind), [Key::char('x')]);
        }
    }

    #[test]
    fn a_broken_sequence_does_not_take_the_next_key_with_it() {
        let ctrl_c = Key::ctrl('c');
        for begun in [b"\x1b[1;".as_slice(), b"\x1bO", b"\x1b[", b"\x1b[[", b"\x1b]11;rgb", b"\xe5\xa5"] {
            let keys = whole(&[begun, b"\x03"].concat());
            assert_eq!(keys.last(), Some(&ctrl_c), "{:?}", begun.escape_ascii().to_string());
        }
        assert_eq!(whole("\x1b[1;好".as_bytes()), [Key::char('好')]);
        assert_eq!(whole(b"\x1b[1;\x1b[A"), [Key::plain(Code::Up)]);
        assert_eq!(whole(b"\x1b]0;x\x1b[A"), [Key::plain(Code::Up)]);
    }

    #[test]
    fn time_decides_what_a_lone_escape_is() {
        let esc = Key::plain(Code::Escape);
        let mut parser = Keys::new();
        let mut keys = Vec::new();
        parser.feed(b"\x1b", &mut keys);
        assert!(parser.pending() && keys.is_empty());
        parser.flush(&mut keys);
        assert_eq!(keys.as_slice(), std::slice::from_ref(&esc));
        assert!(!parser.pending());
        parser.flush(&mut keys);
        assert_eq!(keys.len(), 1, "nothing waits, nothing comes");

        assert_eq!(flushed(b"\x1b\x1b"), [esc.clone(), esc.clone()]);
        assert_eq!(whole(b"\x1b\x1b\x1b[A"), [esc.clone(), Key::with(Code::Up, Mods::ALT)]);
        assert_eq!(whole(b"\x1b\x1bx"), [esc, Key::alt('x')]);
        assert_eq!(flushed(b"\x1b]"), [Key::alt(']')]);
        assert_eq!(flushed(b"\x1bP"), [Key::alt('P')]);
    }

    #[test]
    fn a_sequence_may_come_as_slowly_as_it_likes() {
        let (mut parser, mut keys) = (Keys::new(), Vec::new());
        for bytes in [b"\x1b[".as_slice(), b"1;", b"5", b"A", b"\xe5", b"\xa5", b"\xbd"] {
            parser.feed(bytes, &mut keys);
            assert!(!parser.pending());
            parser.flush(&mut keys);
        }
        assert_eq!(keys, [Key::with(Code::Up, Mods::CTRL), Key::char('好')]);
    }

    #[test]
    fn a_paste_is_one_thing_whatever_it_holds() {
        for (bytes, text) in [
            (b"\x1b[200~one\rtwo\x1b[201~".as_slice(), "one\rtwo"),
            (b"\x1b[200~\x1b[201~", ""),
            (b"\x1b[200~\x1b[31mred\x1b[201~", "\x1b[31mred"),
            (b"\x1b[200~\x1b[20\x1b[201\x1b[201~", "\x1b[20\x1b[201"),
            (b"\x1b[200~\x1b\x1b[201~", "\x1b"),
            (b"\x1b[200~\xff\x1b[201~", "\u{fffd}"),
        ] {
            let behind = [bytes, b"x"].concat();
            assert_eq!(whole(&behind), [paste(text), Key::char('x')]);
            assert_eq!(byte_by_byte(&behind), whole(&behind));
        }
    }

    #[test]
    fn a_paste_without_end_fills_no_memory() {
        let (mut parser, mut keys) = (Keys::new(), Vec::new());
        parser.feed(b"\x1b[200~", &mut keys);
        parser.feed(&vec![b'a'; 3 * PASTE_BYTES_MAX], &mut keys);
        assert!(keys.is_empty());
        parser.feed(b"\x1b[201~x", &mut keys);
        let [Key::Paste(paste), x] = keys.as_slice() else { panic!("{keys:?}") };
        assert_eq!((paste.text.len(), paste.whole), (PASTE_BYTES_MAX, false));
        assert_eq!(x, &Key::char('x'));
    }

    #[test]
    fn the_mouse_is_told() {
        let mouse = |kind, column, row| vec![Key::Mouse(Mouse { kind, column, row })];
        for (bytes, expected) in [
            (&b"\x1b[<0;1;1M"[..], mouse(MouseKind::Press, 0, 0)),
            (b"\x1b[<0;80;24m", mouse(MouseKind::Release, 79, 23)),
            (b"\x1b[<64;3;4M", mouse(MouseKind::WheelUp, 2, 3)),
            (b"\x1b[<69;3;4M", mouse(MouseKind::WheelDown, 2, 3)),
            (b"\x1b[<0;99999999999;0M", mouse(MouseKind::Press, u16::MAX, 0)),
            (b"\x1b[<2;1;1M", vec![]),
            (b"\x1b[<32;1;1M", vec![]),
        ] {
            assert_eq!(whole(bytes), expected, "{:?}", bytes.escape_ascii().to_string());
            assert_eq!(byte_by_byte(bytes), expected);
        }
    }

    #[test]
    fn answers_are_told_apart_from_keys() {
        let shift_f3 = || vec![Key::with(Code::Function(3), Mods::SHIFT)];
        let cursor = |row, column| vec![Key::Report(Report::Cursor { row, column })];
        assert_eq!(whole(b"\x1b[1;2R"), shift_f3());
        assert_eq!(whole(b"\x1b[24;2R"), cursor(24, 2));
        let (mut parser, mut keys) = (Keys::new(), Vec::new());
        parser.expect_report(true);
        parser.feed(b"\x1b[1;2R", &mut keys);
        assert_eq!(std::mem::take(&mut keys), cursor(1, 2));
        // It was asked once.
        parser.feed(b"\x1b[1;2R", &mut keys);
        assert_eq!(std::mem::take(&mut keys), shift_f3());
        let background = |red, green, blue| vec![Key::Report(Report::Background { red, green, blue })];
        assert_eq!(whole(b"\x1b]11;rgb:ffff/0000/8080\x1b\\"), background(65_535, 0, 0x8080));
        assert_eq!(whole(b"\x1b]11;rgb:f/0/8\x07"), background(65_535, 0, 34_952));
        assert_eq!(whole(b"\x1b]11;rgba:00/00/00/ff\x07"), background(0, 0, 0));
        for bytes in [&b"\x1b]11;rgb:ffff/0000\x07"[..], b"\x1b]11;rgb:///\x07", b"\x1b]11;rgb:+f/0/0\x07"] {
            assert_eq!(whole(bytes), [], "{:?}", bytes.escape_ascii().to_string());
        }
        assert_eq!(whole(b"\x1b[?62;4c"), [Key::Report(Report::Other)]);
    }

    #[test]
    fn focus_is_told() {
        assert_eq!(whole(b"\x1b[I\x1b[O"), [Key::Focus(true), Key::Focus(false)]);
    }

    /// Bytes as they might come: pieces of sequences, text and noise.
    fn bytes(pastes: u32) -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => any::<u8>().prop_map(|byte| vec![byte]),
            2 => ".".prop_map(String::into_bytes),
            1 => Just(b"\x1b".to_vec()),
            1 => Just(b"\x1b[".to_vec()),
            1 => Just(b"\x1b]".to_vec()),
            1 => "[0-9;:<?]{0,40}".prop_map(String::into_bytes),
            pastes => Just(b"\x1b[200~".to_vec()),
            pastes => Just(b"\x1b[201~".to_vec()),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn cuts_do_not_matter(bytes in bytes(1), cut in any::<prop::sample::Index>()) {
            let expected = whole(&bytes);
            prop_assert_eq!(&byte_by_byte(&bytes), &expected);
            let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
            let (mut parser, mut keys) = (Keys::new(), Vec::new());
            parser.feed(head, &mut keys);
            parser.feed(tail, &mut keys);
            prop_assert_eq!(&keys, &expected);
        }

        #[test]
        fn text_is_what_std_makes_of_it(bytes in prop::collection::vec(0x20_u8.., 0..200)) {
            let bytes: Vec<u8> = bytes.into_iter().filter(|&byte| byte != 0x7f).collect();
            // A character of which the end is missing waits for it; a letter ends the waiting.
            let keys = whole(&[bytes.as_slice(), b"."].concat());
            let text: String = keys.iter().map(|key| match key {
                Key::Stroke(Stroke { code: Code::Char(c), mods: Mods::NONE }) => *c,
                other => panic!("{other:?}"),
            }).collect();
            prop_assert_eq!(text, String::from_utf8_lossy(&bytes).into_owned() + ".");
        }

        #[test]
        fn a_control_key_gets_through(bytes in bytes(0)) {
            prop_assume!(!bytes.windows(6).any(|window| window == b"\x1b[200~"));
            let keys = whole(&[bytes.as_slice(), b"\x03"].concat());
            let held = |key: &Key| matches!(key,
                Key::Stroke(Stroke { code: Code::Char('c'), mods }) if mods.has(Mods::CTRL));
            prop_assert!(keys.last().is_some_and(held), "{:?}", keys);
        }
    }
}
