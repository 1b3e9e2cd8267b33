//! Styles in words, as people write them into `chatroom.toml`: `bold red`, `#ffcc00 on blue`.

use ratatui_core::style::{Color, Modifier, Style};

/// The words for what is not a colour.
pub const ATTRIBUTES: &[(&str, Modifier)] = &[
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
    ("strike", Modifier::CROSSED_OUT),
];

/// The words for colours; also `#rrggbb`, and the numbers 0 to 255 of the terminal's palette.
pub const COLOURS: &[(&str, Color)] = &[
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("grey", Color::DarkGray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

/// Why words are not a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This word is neither an attribute nor a colour.
    Word(String),
    /// A colour is to follow `on`.
    NothingBehindOn,
    /// This is the second colour for the same.
    Twice(String),
}

/// All words that there are, with `on` and `none`.
pub fn all() -> impl Iterator<Item = &'static str> {
    let attributes = ATTRIBUTES.iter().map(|row| row.0);
    attributes.chain(COLOURS.iter().map(|row| row.0)).chain(["on", "none"])
}

/// The style that the words tell of; `none` and no word at all: a plain one.
pub fn parse(text: &str) -> Result<Style, Fault> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let folded = word.to_ascii_lowercase();
        if folded == "none" {
            continue;
        }
        if let Some(row) = ATTRIBUTES.iter().find(|row| row.0 == folded) {
            style = style.add_modifier(row.1);
            continue;
        }
        let (slot, word) = match folded.as_str() {
            "on" => (&mut style.bg, words.next().ok_or(Fault::NothingBehindOn)?),
            _ => (&mut style.fg, word),
        };
        let colour = colour(&word.to_ascii_lowercase()).ok_or_else(|| Fault::Word(word.to_owned()))?;
        if slot.replace(colour).is_some() {
            return Err(Fault::Twice(word.to_owned()));
        }
    }
    Ok(style)
}

fn colour(word: &str) -> Option<Color> {
    if let Some(row) = COLOURS.iter().find(|row| row.0 == word) {
        return Some(row.1);
    }
    if let Some(digits) = word.strip_prefix('#') {
        let is_hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?.to_be_bytes();
        return Some(Color::Rgb(red, green, blue));
    }
    word.parse().ok().filter(|_| word.bytes().all(|byte| byte.is_ascii_digit())).map(Color::Indexed)
}
