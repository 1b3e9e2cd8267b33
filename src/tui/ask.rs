//! What the terminal is asked, and what its answers mean.
//!
//! Pure: the caller writes the questions, reads the answers, and waits for them no longer than it
//! likes. A terminal that does not answer leaves things as they are by default.

use super::cells::Widths;
use super::theme::Background;
use super::theme::colour::luminance;

/// Asks how many cells a character of ambiguous width fills: writes one at the start of the second
/// row, asks where the cursor is (DSR 6), and takes the character away. Not in the first row, whose
/// answer in the second column is also what F3 with Shift sends (`CSI 1;2R`).
///
/// The cursor and a row of the screen are not what they were: it goes before the first frame, or is
/// followed by [`super::Painter::forget`].
pub const WIDTH: &[u8] = b"\x1b[?25l\x1b[2;1H\xe2\x80\xa6\x1b[6n\x1b[2;1H\x1b[2K";

/// Asks which colour is behind the letters (OSC 11).
pub const BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// What it means that the cursor stands in this column (the first is 1) after [`WIDTH`]. `None`: it
/// is no answer to that.
pub fn widths(column: u16) -> Option<Widths> {
    match column {
        2 => Some(Widths { ambiguous_wide: false }),
        3 => Some(Widths { ambiguous_wide: true }),
        _ => None,
    }
}

/// What the answer to [`BACKGROUND`] means: each part from 0 to 255.
pub fn background(red: u8, green: u8, blue: u8) -> Background {
    // Where black and white are read equally well: (l + 0.05)² = 0.05 × 1.05.
    if luminance([red, green, blue]) > 0.179 { Background::Light } else { Background::Dark }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_tells_the_width() {
        assert_eq!(widths(2), Some(Widths { ambiguous_wide: false }));
        assert_eq!(widths(3), Some(Widths { ambiguous_wide: true }));
        assert_eq!(widths(1), None);
        assert_eq!(widths(80), None);
    }

    #[test]
    fn a_terminal_answers_and_shows_nothing() {
        let mut terminal = vt100::Parser::new(4.try_into().unwrap(), 9.try_into().unwrap(), 0);
        let asked = WIDTH.windows(4).position(|bytes| bytes == b"\x1b[6n").unwrap();
        terminal.process(&WIDTH[..asked]);
        assert_eq!(terminal.screen().cursor_position(), (1, 1));
        terminal.process(&WIDTH[asked..]);
        assert_eq!(terminal.screen().contents().trim(), "");
    }

    #[test]
    fn backgrounds_are_dark_or_light() {
        for (red, green, blue) in [(0, 0, 0), (0x28, 0x2c, 0x34), (0, 0x2b, 0x36), (0x30, 0x0a, 0x24)] {
            assert_eq!(background(red, green, blue), Background::Dark);
        }
        for (red, green, blue) in [(255, 255, 255), (0xfd, 0xf6, 0xe3), (0xee, 0xee, 0xd0)] {
            assert_eq!(background(red, green, blue), Background::Light);
        }
    }
}
