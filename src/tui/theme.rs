//! What things look like.
//!
//! Must not know where a thing stands. Nothing is told by colour alone: each style that means
//! something has an attribute beside its colour, or the thing has a mark or words of its own.
//!
//! Theory of operation: a theme is made for a number of colours and a background; what people have
//! set in `chatroom.toml` is laid over it, and stays when the terminal tells its background later.
//! A name has the colour that its folded form hashes to, cut where names grow tails (`ann_`,
//! `ann|away`), so that one person has one colour. The hash is FNV-1a, which is the same in every
//! release and easy to write elsewhere.

use std::sync::LazyLock;

use ratatui_core::style::{Color, Modifier, Style};

use super::paint::Depth;

pub mod colour;
pub mod words;

use colour::{contrast, is_colourful, of_luminance, rgb_of_256};

pub use words::Fault;

/// What is behind the letters of a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// It has not said.
    #[default]
    Unknown,
    /// Something dark.
    Dark,
    /// Something light.
    Light,
}

/// A style for each kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What people say.
    pub text: Style,
    /// Times, hints, what matters less.
    pub faint: Style,
    /// Our own name.
    pub own: Style,
    /// A message that names us.
    pub mention: Style,
    /// What the client or the server says.
    pub notice: Style,
    /// What went wrong.
    pub error: Style,
    /// A message on its way.
    pub sending: Style,
    /// Rulers: a day begins, the unread begin.
    pub ruler: Style,
    /// The rows of status and topic.
    pub bar: Style,
    /// What is selected in a list.
    pub selected: Style,
    /// A link.
    pub link: Style,
    /// What a search has found.
    pub found: Style,
    /// How names are told apart.
    pub names: Names,
    /// What people have set, in the order in which they did.
    set: Vec<(&'static str, Style)>,
}

/// How names are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// With how many colours.
    pub depth: Depth,
    /// On which background they are to be read.
    pub background: Background,
}

/// What can be set, by its name in `chatroom.toml`.
pub const NAMES: &[&str] = &[
    "text", "faint", "own", "mention", "notice", "error", "sending", "ruler", "bar", "selected", "link",
    "found",
];

/// Why a style can't be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThemeError {
    /// Nothing has this name; [`NAMES`] are those that there are.
    Name(String),
    /// The style of this is not understood; [`words::all`] are the words that there are.
    Style(Fault),
}

impl Theme {
    /// The usual one.
    pub fn new(depth: Depth, background: Background) -> Self {
        let plain = Style::new();
        let faint = plain.add_modifier(Modifier::DIM);
        let bold = plain.add_modifier(Modifier::BOLD);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        let warm = match background {
            Background::Dark => Color::LightYellow,
            Background::Light | Background::Unknown => Color::Magenta,
        };
        Self {
            text: plain,
            faint,
            own: bold,
            mention: bold.fg(warm),
            notice: faint,
            error: bold.fg(Color::Red),
            sending: faint,
            ruler: faint,
            bar: reversed,
            selected: reversed,
            link: plain.add_modifier(Modifier::UNDERLINED),
            found: reversed,
            names: Names { depth, background },
            set: Vec::new(),
        }
    }

    /// The same on another background; what was set stays.
    pub fn on(&self, background: Background) -> Self {
        let mut theme = Self::new(self.names.depth, background);
        for (name, style) in &self.set {
            theme.lay(name, *style);
        }
        theme
    }

    /// Sets how the thing of this name looks: `bold red`, `bright-blue on black`, `#ffcc00`, `240`,
    /// `reverse underline`, `none`.
    pub fn set(&mut self, name: &str, style: &str) -> Result<(), ThemeError> {
        let known = NAMES.iter().find(|known| **known == name);
        let known = known.ok_or_else(|| ThemeError::Name(name.to_owned()))?;
        let style = words::parse(style).map_err(ThemeError::Style)?;
        self.lay(known, style);
        Ok(())
    }

    fn lay(&mut self, name: &'static str, style: Style) {
        let slot = match name {
            "text" => &mut self.text,
            "faint" => &mut self.faint,
            "own" => &mut self.own,
            "mention" => &mut self.mention,
            "notice" => &mut self.notice,
            "error" => &mut self.error,
            "sending" => &mut self.sending,
            "ruler" => &mut self.ruler,
            "bar" => &mut self.bar,
            "selected" => &mut self.selected,
            "link" => &mut self.link,
            "found" => &mut self.found,
            _ => return,
        };
        *slot = style;
        self.set.retain(|row| row.0 != name);
        self.set.push((name, style));
    }

    /// How the name with this folded form looks, wherever it stands.
    pub fn name(&self, folded: &str) -> Style {
        match self.names.colour(folded) {
            Some(colour) => self.text.fg(colour),
            None => self.text,
        }
    }
}

impl Names {
    /// The colour of the name with this folded form.
    fn colour(self, folded: &str) -> Option<Color> {
        let hash = hash_of_name(folded);
        match self.depth {
            Depth::None => None,
            Depth::Sixteen => pick(sixteen(self.background), hash).copied(),
            Depth::Palette => pick(palette(self.background), hash).map(|&index| Color::Indexed(index)),
            Depth::True => {
                let hue = f64::from(hash % 360);
                // Neighbours in hue are told apart by their strength.
                let strength = [0.45, 0.7, 0.95].get(hash as usize / 360 % 3).copied().unwrap_or(0.7);
                let [red, green, blue] = of_luminance(hue, strength, luminance_on(self.background));
                Some(Color::Rgb(red, green, blue))
            }
        }
    }
}

/// How light a name is. On a background that is known it is well read on the usual shades of it
/// too (`#282c34`, `#eee8d5`); the one for the unknown keeps a contrast of 4.5 to black and to white.
fn luminance_on(background: Background) -> f64 {
    match background {
        Background::Dark => 0.38,
        Background::Light => 0.115,
        Background::Unknown => 0.1785,
    }
}

/// Those of the sixteen that are read on it: no greys, and never the dark blue on what may be black.
fn sixteen(background: Background) -> &'static [Color] {
    match background {
        Background::Dark => &[
            Color::Red,
            Color::Green,
            Color::Yellow,
            Color::Magenta,
            Color::Cyan,
            Color::LightRed,
            Color::LightGreen,
            Color::LightYellow,
            Color::LightBlue,
            Color::LightMagenta,
            Color::LightCyan,
        ],
        Background::Light => &[
            Color::Red,
            Color::Green,
            Color::Blue,
            Color::Magenta,
            Color::Cyan,
            Color::LightRed,
            Color::LightBlue,
            Color::LightMagenta,
        ],
        Background::Unknown => {
            &[Color::Red, Color::Green, Color::Magenta, Color::Cyan, Color::LightRed, Color::LightBlue]
        }
    }
}

/// The lowest contrast of a name in the palette of 256; fewer of its colours are read on both black
/// and white.
fn palette_contrast(background: Background) -> f64 {
    if background == Background::Unknown { 3.8 } else { 4.5 }
}

/// What the colours of the palette must be told apart from.
fn shades(background: Background) -> &'static [colour::Rgb] {
    match background {
        Background::Dark => &[[0, 0, 0], [0x28, 0x2c, 0x34]],
        Background::Light => &[[255, 255, 255], [0xee, 0xe8, 0xd5]],
        Background::Unknown => &[[0, 0, 0], [255, 255, 255]],
    }
}

/// Those of the palette of 256 that are read on it.
fn palette(background: Background) -> &'static [u8] {
    static PALETTES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
        [Background::Dark, Background::Light, Background::Unknown].map(|background| {
            let is_read = |index: &u8| {
                let rgb = rgb_of_256(*index);
                let least = palette_contrast(background);
                is_colourful(rgb) && shades(background).iter().all(|&shade| contrast(rgb, shade) >= least)
            };
            (16..=231).filter(is_read).collect()
        })
    });
    let [dark, light, unknown] = &*PALETTES;
    match background {
        Background::Dark => dark,
        Background::Light => light,
        Background::Unknown => unknown,
    }
}

fn pick<T>(all: &[T], hash: u32) -> Option<&T> {
    all.get((hash as usize).checked_rem(all.len())?)
}

/// The hash of a name without its tail.
fn hash_of_name(folded: &str) -> u32 {
    let is_tail = |c: char| matches!(c, '_' | '|' | '[');
    // A name may begin with what is a tail elsewhere.
    let start = folded.len() - folded.trim_start_matches(is_tail).len();
    let end =
        folded.char_indices().find(|(at, c)| *at > start && is_tail(*c)).map_or(folded.len(), |(at, _)| at);
    fnv(folded.get(..end).unwrap_or(folded))
}

/// FNV-1a of 32 bits.
pub fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests;
