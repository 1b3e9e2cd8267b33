//! The pen of a terminal: which style is set, and the shortest way to the next (SGR).
//!
//! Colours that a terminal does not have become the nearest that it has.

use std::io::Write as _;

use ratatui_core::buffer::Cell;
use ratatui_core::style::{Color, Modifier};

use super::Depth;
use crate::tui::theme::colour::{nearest_of_16, nearest_of_256, rgb_of_256};

/// Each attribute with its number.
const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// Whether a blank in this style looks like one in none. The colour of letters does not show.
pub(super) fn is_plain(cell: &Cell) -> bool {
    let shows = Modifier::UNDERLINED | Modifier::REVERSED | Modifier::CROSSED_OUT;
    cell.bg == Color::Reset && !cell.modifier.intersects(shows)
}

const RESET: (Color, Color) = (Color::Reset, Color::Reset);

/// See the head of this file.
pub(super) struct Pen {
    depth: Depth,
    fg: Color,
    bg: Color,
    modifier: Modifier,
    /// The colours of the last cell, of which `fg` and `bg` are what the terminal has.
    wanted: (Color, Color),
}

impl Pen {
    /// One that is plain, as it is behind `CSI m`.
    pub(super) fn new(depth: Depth) -> Self {
        Self { depth, fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty(), wanted: RESET }
    }

    /// Makes it plain.
    pub(super) fn plain(&mut self, bytes: &mut Vec<u8>) {
        self.wanted = RESET;
        self.set(Color::Reset, Color::Reset, Modifier::empty(), bytes);
    }

    /// Whether it has the style of `cell`.
    pub(super) fn is_at(&self, cell: &Cell) -> bool {
        (cell.fg, cell.bg) == self.wanted && cell.modifier == self.modifier
    }

    /// Gives it the style of `cell`.
    pub(super) fn take(&mut self, cell: &Cell, bytes: &mut Vec<u8>) {
        let (mut fg, mut bg) = (self.fg, self.bg);
        // The nearest of 256 is worth remembering from cell to cell.
        if std::mem::replace(&mut self.wanted, (cell.fg, cell.bg)) != (cell.fg, cell.bg) {
            (fg, bg) = (reduced(cell.fg, self.depth), reduced(cell.bg, self.depth));
        }
        self.set(fg, bg, cell.modifier, bytes);
    }

    fn set(&mut self, fg: Color, bg: Color, modifier: Modifier, bytes: &mut Vec<u8>) {
        if (fg, bg, modifier) == (self.fg, self.bg, self.modifier) {
            return;
        }
        let mut codes = Codes(bytes, true);
        let is_plain = (fg, bg, modifier) == (Color::Reset, Color::Reset, Modifier::empty());
        // Attributes share the codes that take them away (22 ends bold and dim): all are set anew.
        if is_plain || !modifier.contains(self.modifier) {
            if is_plain {
                codes.bare();
            } else {
                codes.number(0);
            }
            (self.fg, self.bg, self.modifier) = (Color::Reset, Color::Reset, Modifier::empty());
        }
        for (attribute, code) in ATTRIBUTES {
            if modifier.contains(attribute) && !self.modifier.contains(attribute) {
                codes.number(code);
            }
        }
        if fg != self.fg {
            codes.colour(fg, 30);
        }
        if bg != self.bg {
            codes.colour(bg, 40);
        }
        codes.end();
        (self.fg, self.bg, self.modifier) = (fg, bg, modifier);
    }
}

/// Numbers of one SGR sequence.
struct Codes<'a>(&'a mut Vec<u8>, bool);

impl Codes<'_> {
    fn bare(&mut self) {
        self.0.extend_from_slice(b"\x1b[");
        self.1 = false;
    }

    fn number(&mut self, code: u8) {
        self.0.extend_from_slice(if self.1 { b"\x1b[" } else { b";" });
        self.1 = false;
        let _ = write!(self.0, "{code}");
    }

    /// `base`: 30 for letters, 40 for what is behind them.
    fn colour(&mut self, colour: Color, base: u8) {
        match (colour, index_of_name(colour)) {
            (Color::Indexed(index), _) => self.numbers(&[base + 8, 5, index]),
            (Color::Rgb(red, green, blue), _) => self.numbers(&[base + 8, 2, red, green, blue]),
            (_, Some(dark @ 0..=7)) => self.number(base + dark),
            (_, Some(bright)) => self.number(base + 52 + bright),
            (_, None) => self.number(base + 9),
        }
    }

    fn numbers(&mut self, codes: &[u8]) {
        for code in codes {
            self.number(*code);
        }
    }

    fn end(self) {
        if !self.1 {
            self.0.push(b'm');
        }
    }
}

/// The colour as a terminal of this depth has it.
fn reduced(colour: Color, depth: Depth) -> Color {
    match (colour, depth) {
        (_, Depth::None) => Color::Reset,
        (Color::Rgb(red, green, blue), Depth::Palette) => Color::Indexed(nearest_of_256([red, green, blue])),
        (Color::Rgb(red, green, blue), Depth::Sixteen) => name(nearest_of_16([red, green, blue])),
        (Color::Indexed(index @ 0..=15), Depth::Sixteen) => name(index),
        (Color::Indexed(index), Depth::Sixteen) => name(nearest_of_16(rgb_of_256(index))),
        (colour, _) => colour,
    }
}

/// The sixteen names in the order of their numbers.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

fn name(index: u8) -> Color {
    NAMED.get(usize::from(index)).copied().unwrap_or(Color::Reset)
}

fn index_of_name(colour: Color) -> Option<u8> {
    NAMED.iter().position(|&named| named == colour).and_then(|index| u8::try_from(index).ok())
}
