//! What is switched on at a terminal for the screen, and off again: sequences of xterm that others
//! have taken over or pass over in silence.
//!
//! Sources: xterm's `ctlseqs`; OSC 52 (clipboard), OSC 9 (iTerm2) and OSC 777 (rxvt-unicode) for calls.

use data_encoding::BASE64;

use crate::wire::clean::clean;

/// Begins: the title is put by (XTWINOPS 22), and whether the wheel sends arrows (XTSAVE 1007), which
/// some terminals have on and others off.
pub const BEGIN: &[u8] = b"\x1b[22;0;0t\x1b[?1007s";

/// The other screen (1049), pastes marked (2004), focus told (1004), the wheel as arrows (1007); and all
/// of it empty.
pub const ON: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?1007h\x1b[m\x1b[2J\x1b[H";

/// Everything taken away.
pub const CLEAR: &[u8] = b"\x1b[m\x1b[2J";

/// All off, in whichever state a frame was broken off: an update, a link, a style, the mouse, the
/// cursor; and what was put by is taken out again.
pub const OFF: &[u8] = b"\x1b[?2026l\x1b]8;;\x1b\\\x1b[m\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?2004l\
    \x1b[?1007r\x1b[?25h\x1b[?1049l\x1b[23;0;0t";

/// The mouse is the program's.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// The mouse is the terminal's.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// Bytes of a text that is put in the clipboard; terminals let go of what is longer.
pub const CLIPBOARD_BYTES_MAX: usize = 74_000;

/// How a person is called who does not look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallBy {
    /// The terminal's bell.
    #[default]
    Bell,
    /// A notice of the desktop, by the terminal (OSC 9).
    Osc9,
    /// The same, with a title (OSC 777).
    Osc777,
    /// Not at all.
    Nothing,
}

/// The mouse to the program, or back.
pub const fn mouse(ours: bool) -> &'static [u8] {
    if ours { MOUSE_ON } else { MOUSE_OFF }
}

/// The title of the window.
pub fn title(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("\x1b]2;{}\x1b\\", clean(text)).as_bytes());
}

/// Puts a text in the clipboard, as much of it as fits.
pub fn copy(text: &str, out: &mut Vec<u8>) {
    let most = text.len().min(CLIPBOARD_BYTES_MAX / 4 * 3);
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let text = text.get(..end).unwrap_or_default();
    out.extend_from_slice(format!("\x1b]52;c;{}\x1b\\", BASE64.encode(text.as_bytes())).as_bytes());
}

/// Calls the person.
pub fn call(by: CallBy, title: &str, text: &str, out: &mut Vec<u8>) {
    let (title, text) = (clean(title), clean(text));
    match by {
        CallBy::Bell => out.push(0x07),
        CallBy::Osc9 => out.extend_from_slice(format!("\x1b]9;{title}: {text}\x1b\\").as_bytes()),
        CallBy::Osc777 => {
            // A semicolon would end the title.
            let title = title.replace(';', ",");
            out.extend_from_slice(format!("\x1b]777;notify;{title};{text}\x1b\\").as_bytes());
        }
        CallBy::Nothing => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    /// In a process of its own, which panics.
    #[test]
    fn a_panic_gives_the_terminal_back() {
        const CHILD: &str = "CHATROOM_TEST_PANICS";
        if std::env::var_os(CHILD).is_some() {
            crate::cmd::restore::in_a_panic(OFF);
            std::panic::panic_any("on purpose");
        }
        let name = "cmd::join::stage::modes::tests::a_panic_gives_the_terminal_back";
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        let out = child.args(["--exact", name, "--nocapture"]).env(CHILD, "1").output().unwrap();
        assert!(!out.status.success());
        let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(has(&out.stdout, OFF), "{}", String::from_utf8_lossy(&out.stdout));
        assert!(has(&out.stderr, b"on purpose"), "and it is told");
    }

    /// Whatever is switched on is switched off.
    #[test]
    fn off_undoes_all() {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (on, off) = (text(&[ON, MOUSE_ON].concat()), text(OFF));
        for mode in on.split("\x1b[?").filter_map(|part| part.split_once('h')).map(|(mode, _)| mode) {
            let is_off = off.contains(&format!("\x1b[?{mode}l")) || off.contains(&format!("\x1b[?{mode}r"));
            assert!(is_off, "{mode} stays on");
        }
    }

    #[test]
    fn what_strangers_write_ends_no_sequence() {
        let evil = "a\x1b\\\x07;b\u{9c}";
        assert_eq!(written(|out| title(evil, out)), "\x1b]2;a␛\\␇;b\u{fffd}\x1b\\");
        assert_eq!(
            written(|out| call(CallBy::Osc777, evil, evil, out)),
            "\x1b]777;notify;a␛\\␇,b\u{fffd};a␛\\␇;b\u{fffd}\x1b\\"
        );
        assert_eq!(written(|out| call(CallBy::Bell, evil, evil, out)), "\x07");
        assert_eq!(written(|out| call(CallBy::Nothing, evil, evil, out)), "");
        assert_eq!(written(|out| copy("小\x1b", out)), "\x1b]52;c;5bCPGw==\x1b\\");
        assert!(written(|out| copy(&"茶".repeat(100_000), out)).len() < 75_000);
    }
}
