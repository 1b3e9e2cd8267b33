//! What the control sequences of a terminal's keyboard mean: one whole sequence in, a key out.
//!
//! Must not know how the bytes came (`keys` collects them). Source: xterm's `ctlseqs`, "PC-Style
//! Function Keys" and "Alt and Meta Keys"; the kitty keyboard protocol for `CSI … u`. A sequence
//! that stands in no table here means nothing: the caller swallows it.

use super::key::{Code, Key, Mods, Mouse, MouseKind, Report, Stroke};

/// What a whole sequence says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A key, or a change of focus.
    Key(Key),
    /// A paste begins; its end is [`PASTE_END`].
    PasteBegins,
    /// Nothing we know, or nothing to act on.
    Nothing,
}

/// The bytes that end a bracketed paste.
pub(super) const PASTE_END: &[u8] = b"\x1b[201~";

/// `CSI params last`: `params` are all bytes between `[` and `last`. `asked`: where the cursor is was
/// asked, so that what would be F3 with something held may be the answer.
pub(super) fn csi(params: &[u8], last: u8, asked: bool) -> Meaning {
    match (params, last) {
        ([b'<', params @ ..], b'M' | b'm') => return mouse(params, last == b'M'),
        // DA 1: what the terminal is.
        ([b'?', ..], b'c') => return Meaning::Key(Key::Report(Report::Other)),
        (digits, b'R') if asked || !digits.starts_with(b"1;") => {
            if let Some(position) = cursor(digits) {
                return position;
            }
        }
        _ => {}
    }
    // Other private parameters and intermediate bytes are no keyboard's.
    if !params.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';' | b':')) {
        return Meaning::Nothing;
    }
    let params = Params::read(params);
    match last {
        b'I' if params.is_empty() => Meaning::Key(Key::Focus(true)),
        b'O' if params.is_empty() => Meaning::Key(Key::Focus(false)),
        b'~' if params.first() == 200 => Meaning::PasteBegins,
        b'~' if params.first() == 27 => key(written(params.third()), params.mods()),
        b'~' => key(numbered(params.first()), params.mods()),
        b'u' => key(written(params.first()), params.mods()),
        b'Z' => key(Some(Code::Tab), params.mods().map(|mods| mods.with(Mods::SHIFT))),
        // A key's first parameter is always 1.
        _ if params.first() > 1 => Meaning::Nothing,
        _ => key(lettered(last), params.mods()),
    }
}

/// `SS3 params last` (`ESC O`): arrows and F1 to F4 in application mode, and the keypad's keys.
pub(super) fn ss3(params: &[u8], last: u8) -> Meaning {
    let mods = match params {
        [] => Some(Mods::NONE),
        [digit @ b'1'..=b'8'] => mods_of(u32::from(digit - b'0')),
        _ => None,
    };
    let code = match last {
        b'M' => Some(Code::Enter),
        b'I' => Some(Code::Tab),
        b'X' => Some(Code::Char('=')),
        b'j'..=b'y' => char::from_u32(u32::from(last - b'j') + u32::from(b'*')).map(Code::Char),
        _ => lettered(last),
    };
    key(code, mods)
}

/// `CSI [ last`: F1 to F5 at the Linux console.
pub(super) fn console(last: u8) -> Meaning {
    match last {
        b'A'..=b'E' => key(Some(Code::Function(last - b'A' + 1)), Some(Mods::NONE)),
        _ => Meaning::Nothing,
    }
}

/// `row;column`, as DSR 6 is answered.
fn cursor(params: &[u8]) -> Option<Meaning> {
    let text = std::str::from_utf8(params).ok()?;
    let (row, column) = text.split_once(';').filter(|_| !text.contains('+'))?;
    let (row, column) = (row.parse().ok()?, column.parse().ok()?);
    Some(Meaning::Key(Key::Report(Report::Cursor { row, column })))
}

/// `button;column;row` (xterm's SGR mode). Keys held with it mean nothing, and the other buttons are
/// the terminal's.
fn mouse(params: &[u8], pressed: bool) -> Meaning {
    if !params.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';')) {
        return Meaning::Nothing;
    }
    let Params([[button, _], [column, _], [row, _]]) = Params::read(params);
    const HELD: u32 = 4 | 8 | 16;
    let kind = match (button & !HELD, pressed) {
        (0, true) => MouseKind::Press,
        (0, false) => MouseKind::Release,
        (64, true) => MouseKind::WheelUp,
        (65, true) => MouseKind::WheelDown,
        _ => return Meaning::Nothing,
    };
    let cell = |number: u32| u16::try_from(number.saturating_sub(1)).unwrap_or(u16::MAX);
    Meaning::Key(Key::Mouse(Mouse { kind, column: cell(column), row: cell(row) }))
}

/// `OSC text`, whole: the colour behind the letters, `11;rgb:RRRR/GGGG/BBBB` with one to four digits
/// each (XParseColor).
pub(super) fn osc(text: &[u8]) -> Meaning {
    let report = std::str::from_utf8(text).ok().and_then(|text| text.strip_prefix("11;")).and_then(|text| {
        let mut parts = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?.split('/');
        let mut part = || {
            let digits = parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
            let value = u32::from_str_radix(digits, 16).ok()?;
            u16::try_from((u64::from(value) * 65_535).checked_div(most.into())?).ok()
        };
        Some(Report::Background { red: part()?, green: part()?, blue: part()? })
    });
    report.map_or(Meaning::Nothing, |report| Meaning::Key(Key::Report(report)))
}

fn key(code: Option<Code>, mods: Option<Mods>) -> Meaning {
    let (Some(code), Some(mods)) = (code, mods) else { return Meaning::Nothing };
    Meaning::Key(Key::Stroke(settled(Stroke::new(code, mods))))
}

/// The one way to say it, for terminals that tell Shift apart from the capital it makes.
fn settled(stroke: Stroke) -> Stroke {
    let Code::Char(c) = stroke.code else { return stroke };
    if stroke.mods.has(Mods::CTRL) {
        return Stroke::new(Code::Char(c.to_ascii_lowercase()), stroke.mods);
    }
    let mut capital = c.to_uppercase();
    match (stroke.mods.has(Mods::SHIFT), capital.next(), capital.next()) {
        (true, Some(big), None) => Stroke::new(Code::Char(big), stroke.mods.without(Mods::SHIFT)),
        _ => stroke,
    }
}

fn lettered(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P'..=b'S' => Code::Function(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        // VT220 left holes in its numbers.
        11..=15 => function(number - 10)?,
        17..=21 => function(number - 11)?,
        23..=26 => function(number - 12)?,
        28..=29 => function(number - 13)?,
        31..=34 => function(number - 14)?,
        _ => return None,
    })
}

fn function(number: u32) -> Option<Code> {
    u8::try_from(number).ok().map(Code::Function)
}

/// A key given by its character's number (kitty's `CSI … u`, xterm's modifyOtherKeys).
fn written(number: u32) -> Option<Code> {
    Some(match number {
        8 | 127 => Code::Backspace,
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Escape,
        // Kitty numbers keys that write nothing inside the private use area.
        57_344..=63_743 => return None,
        _ => Code::Char(char::from_u32(number).filter(|c| !c.is_control())?),
    })
}

/// Modifiers as xterm numbers them: one more than the sum of their bits. `None` where a key is
/// held that we give no meaning (Super, Hyper): Super with a letter writes nothing.
fn mods_of(number: u32) -> Option<Mods> {
    let bits = number.saturating_sub(1);
    if bits & 0b1_1000 != 0 {
        return None;
    }
    let held = |bit: u32, mods: Mods| if bits & bit == 0 { Mods::NONE } else { mods };
    Some(held(1, Mods::SHIFT).with(held(2 | 32, Mods::ALT)).with(held(4, Mods::CTRL)))
}

/// Up to three parameters; of each, up to two parts parted by colons. What is absent counts as 0.
struct Params([[u32; 2]; 3]);

impl Params {
    fn read(bytes: &[u8]) -> Self {
        let mut params = [[0; 2]; 3];
        for (param, text) in params.iter_mut().zip(bytes.split(|&byte| byte == b';')) {
            for (part, digits) in param.iter_mut().zip(text.split(|&byte| byte == b':')) {
                *part = digits.iter().fold(0_u32, |sum, digit| {
                    sum.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0')))
                });
            }
        }
        Self(params)
    }

    fn is_empty(&self) -> bool {
        self.0 == [[0; 2]; 3]
    }

    fn first(&self) -> u32 {
        let [[number, _], ..] = self.0;
        number
    }

    fn third(&self) -> u32 {
        let [.., [number, _]] = self.0;
        number
    }

    /// `None` when the key means nothing so held, or was let go (kitty's event 3) and not pressed.
    fn mods(&self) -> Option<Mods> {
        let [_, [number, event], _] = self.0;
        if event == 3 { None } else { mods_of(number) }
    }
}
