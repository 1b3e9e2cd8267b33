//! What is typed at our own client: keys of a terminal, and commands.

use chatroom::chat::command;
use chatroom::edit::{Editor, Keys, Kind, Outcome, Row};
use chatroom::wire::limits::{MULTILINE_BYTES_MAX, MULTILINE_LINES_MAX};

/// A line, as the person in the room types it.
pub fn command(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = command::read(text);
    if let Some(from) = command::secret_from(text) {
        assert!(text.is_char_boundary(from), "a secret begins inside a character");
    }
}

/// Bytes of a keyboard: no text grows past its limits, no row draws anything but what the editor
/// itself says to a terminal, and pieces are the same as the whole.
pub fn keys(data: &[u8]) {
    let Some((&columns, bytes)) = data.split_first() else { return };
    let mut keys = Keys::new();
    let mut editor = Editor::new(if columns % 5 == 0 { Kind::Secret } else { Kind::Message });
    editor.hide(command::secret_from);
    let mut found = Vec::new();
    for (count, arrived) in bytes.chunks(7).enumerate() {
        keys.feed(arrived, &mut found);
        if count % 3 == 2 && keys.pending() {
            keys.flush(&mut found);
        }
        for key in found.drain(..) {
            if let Outcome::Complete { backwards } = editor.press(key) {
                let start = editor.word_before_caret().start;
                let _ = editor.complete(start, vec!["alice".to_owned(), "爱丽丝".to_owned()], backwards);
            }
        }
        assert!(editor.text().len() <= MULTILINE_BYTES_MAX);
        assert!(editor.text().lines().count() <= MULTILINE_LINES_MAX + 1);
        let mut out = Vec::new();
        Row { columns: u16::from(columns), prompt: "> ", editor: &editor }.draw(&mut out);
        assert_drawn(&out);
    }
}

/// Only sequences that move the caret, erase, or set the style.
fn assert_drawn(out: &[u8]) {
    let text = std::str::from_utf8(out).expect("text is drawn");
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\u{1b}') {
        let plain = before.chars().all(|c| c == '\r' || !c.is_control());
        assert!(plain, "{before:?} is drawn");
        let body = behind.strip_prefix('[').unwrap_or_else(|| panic!("{text:?} is drawn"));
        let params = body.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';' || c == '?');
        let last = params.chars().next().unwrap_or_default();
        assert!("ABCDGHJKmhl".contains(last), "{text:?} is drawn");
        (_, rest) = params.split_at(1);
    }
    assert!(rest.chars().all(|c| c == '\r' || !c.is_control()), "{rest:?} is drawn");
}
