//! Keys, whole and byte by byte.

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
