//! Frames as bytes, and what a terminal shows of them.

use proptest::prelude::*;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Color, Modifier, Style};

use super::*;
use crate::tui::cells::{Span, Widths};

/// What a terminal shows, cell by cell.
fn shown(terminal: &vt100::Parser, columns: u16, rows: u16) -> Vec<String> {
    let describe = |row, column| {
        let cell = terminal.screen().cell(row, column)?;
        let contents = match cell.contents() {
            "" if cell.is_wide_continuation() => "",
            "" => " ",
            contents => contents,
        };
        // The colour of the letters of a blank does not show, nor their weight or slant.
        let letters = (contents != " ").then(|| (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic()));
        let ground = (cell.bgcolor(), cell.underline(), cell.inverse());
        Some(format!("{contents:?} {letters:?} {ground:?}"))
    };
    (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (row, column)))
        .map(|(row, column)| describe(row, column).unwrap_or_default())
        .collect()
}

fn terminal(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0)
}

/// What a terminal shows on which all of `canvas` was painted at once.
fn painted_whole(canvas: &Canvas, depth: Depth) -> Vec<String> {
    let area = canvas.area();
    let mut fresh = terminal(area.width, area.height);
    fresh.process(&Painter::new(depth).paint(canvas.clone(), None));
    shown(&fresh, area.width, area.height)
}

/// The texts of the rows.
fn texts(canvas: &Canvas) -> Vec<String> {
    rows(canvas).map(|row| row.iter().map(|cell| cell.0.symbol()).collect::<String>()).collect()
}

fn style() -> impl Strategy<Value = Style> {
    let colour = prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::LightBlue),
        Just(Color::Gray),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(red, green, blue)| Color::Rgb(red, green, blue)),
    ];
    let modifier = any::<u16>().prop_map(|bits| {
        let seen = Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
        Modifier::from_bits_truncate(bits) & seen
    });
    let some = (colour.clone(), colour, modifier);
    let some = some.prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier));
    prop_oneof![Just(Style::new()), some]
}

fn span() -> impl Strategy<Value = Span> {
    let text = prop_oneof![
        "[ -~]{0,12}",
        "[ a你好。，中文字é…“①]{0,8}",
        "( |a|e\u{301}|❤\u{fe0f}|👍|🎉|한|ｗ){0,8}",
        "[ ]{0,12}",
    ];
    let link = proptest::option::weighted(0.2, "https?://[a-z]{1,5}/[a-z你;\u{7}]{0,3}");
    (text, style(), link).prop_map(|(text, style, link)| Span { text, style, link: link.map(Arc::from) })
}

/// Spans with where they are put.
type Puts = Vec<(u16, u16, Vec<Span>)>;

fn puts() -> impl Strategy<Value = Puts> {
    proptest::collection::vec((0..24_u16, 0..6_u16, proptest::collection::vec(span(), 0..3)), 0..8)
}

fn draw(canvas: &mut Canvas, puts: &Puts) {
    for (x, y, spans) in puts {
        canvas.put(Rect::new(*x, *y, 24, 1), spans);
    }
}

proptest! {
    /// Frame after frame, a terminal shows what one shows that got the last frame alone; and that is
    /// what was drawn.
    #[test]
    fn a_terminal_shows_what_was_drawn(
        frames in proptest::collection::vec((puts(), any::<bool>(), 1..24_u16, 1..6_u16), 1..5),
        keeps in any::<bool>(),
        depth in 0..4_usize,
    ) {
        let depth = [Depth::None, Depth::Sixteen, Depth::Palette, Depth::True][depth];
        let mut painter = Painter::new(depth);
        let mut terminal = terminal(24, 6);
        let mut canvas = Canvas::new(24, 6, Widths::default());
        for (puts, clears, x, y) in frames {
            if clears {
                canvas = Canvas::new(24, 6, Widths::default());
            }
            draw(&mut canvas, &puts);
            if !keeps {
                painter.forget();
            }
            let bytes = painter.paint(canvas.clone(), Some((x, y)));
            terminal.process(&bytes);
            let now = shown(&terminal, 24, 6);
            prop_assert_eq!(&now, &painted_whole(&canvas, depth), "{:?}", String::from_utf8_lossy(&bytes));
            let texts: Vec<_> = texts(&canvas).iter().map(|row| row.trim_end().to_owned()).collect();
            let seen: Vec<_> = terminal.screen().rows(0, 24).map(|row| row.trim_end().to_owned()).collect();
            prop_assert_eq!(texts, seen);
            prop_assert_eq!(terminal.screen().cursor_position(), (y.min(5), x.min(23)));
            prop_assert!(!terminal.screen().hide_cursor());
            prop_assert!(painter.paint(canvas.clone(), Some((x, y))).is_empty(), "painted twice");
        }
    }

    /// No target brings a control or a space into the sequence.
    #[test]
    fn targets_are_printable_ascii(text in "(https?://|ftp://|HTTPS://)?\\PC{0,9}[\u{0}-\u{ff}]{0,3}") {
        if let Some(target) = target(&text) {
            prop_assert!(target.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }
}

fn one_row(text: &str, style: Style) -> Canvas {
    let mut canvas = Canvas::new(20, 2, Widths::default());
    canvas.put(canvas.area(), &[Span::new(text, style)]);
    canvas
}

fn frame(painter: &mut Painter, canvas: Canvas) -> String {
    let text = String::from_utf8(painter.paint(canvas, Some((3, 1)))).unwrap();
    text.replace('\x1b', "^")
}

#[test]
fn a_frame_is_one_synchronized_update_of_what_has_changed() {
    let mut painter = Painter::new(Depth::Sixteen);
    let plain = Style::new();
    assert_eq!(
        frame(&mut painter, one_row("hello world", plain)),
        "^[?2026h^[?25l^[?7l^[m^[2J^[1;1Hhello world^[?7h^[2;4H^[?25h^[?2026l"
    );
    assert_eq!(
        frame(&mut painter, one_row("hello wurd", plain.fg(Color::Rgb(250, 0, 0)))),
        "^[?2026h^[?25l^[?7l^[m^[1;1H^[91mhello wurd^[m^[K^[?7h^[2;4H^[?25h^[?2026l"
    );
    assert_eq!(frame(&mut painter, one_row("hello wurd", plain.fg(Color::Rgb(250, 0, 0)))), "");
    assert_eq!(
        frame(&mut painter, one_row("", plain)),
        "^[?2026h^[?25l^[?7l^[m^[1;1H^[K^[?7h^[2;4H^[?25h^[?2026l"
    );
}

#[test]
fn the_cursor_alone_is_moved_alone() {
    let mut painter = Painter::new(Depth::Sixteen);
    let canvas = one_row("hi", Style::new());
    painter.paint(canvas.clone(), Some((0, 0)));
    assert_eq!(painter.paint(canvas.clone(), Some((5, 1))), b"\x1b[2;6H\x1b[?25h");
    assert_eq!(painter.paint(canvas.clone(), None), b"\x1b[?25l");
    assert_eq!(painter.paint(canvas, Some((500, 500))), b"\x1b[2;20H\x1b[?25h");
}

#[test]
fn the_cursor_is_set_anew_behind_all_that_is_not_ascii() {
    let mut painter = Painter::new(Depth::Sixteen);
    painter.paint(one_row("", Style::new()), None);
    let frame = frame(&mut painter, one_row("你a…b❤\u{fe0f}c", Style::new()));
    let cells = "^[1;1H你^[1;3Ha…^[1;5Hb  ^[1;6H❤\u{fe0f}^[1;8Hc";
    assert!(frame.contains(cells), "{frame}");
}

#[test]
fn what_a_character_may_have_spilt_into_is_painted_again() {
    let mut painter = Painter::new(Depth::Sixteen);
    painter.paint(one_row("aaaaaaaaaaa", Style::new()), None);
    let family = "👨\u{200d}👩\u{200d}👧";
    let frame = frame(&mut painter, one_row(&format!("{family}aaaaaaaaa"), Style::new()));
    assert!(frame.contains(&format!("  ^[1;1H{family}^[1;3Haaaa^[?7h")), "{frame}");
}

#[test]
fn without_colours_what_is_bold_or_reversed_stays_so() {
    let mut painter = Painter::new(Depth::None);
    painter.paint(one_row("", Style::new()), None);
    let style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED);
    let frame = frame(&mut painter, one_row("a", style));
    assert!(frame.contains("^[1;7ma^[m"), "{frame}");
}

#[test]
fn a_link_over_two_rows_has_one_id() {
    let mut canvas = Canvas::new(20, 2, Widths::default());
    let span = Span { text: "here".into(), style: Style::new(), link: Some("https://a.example/é".into()) };
    canvas.put(Rect::new(16, 0, 4, 1), [&span]);
    canvas.put(Rect::new(0, 1, 4, 1), [&span]);
    let evil = Span { link: Some("https://a.example/\x1b[31m".into()), ..span };
    canvas.put(Rect::new(10, 1, 4, 1), [&evil]);
    let mut painter = Painter::new(Depth::Sixteen);
    painter.paint(Canvas::new(20, 2, Widths::default()), None);
    let frame = frame(&mut painter, canvas);
    let opened = format!(
        "^]8;id={:x};https://a.example/%C3%A9^\\",
        crate::tui::theme::fnv("https://a.example/%C3%A9")
    );
    assert!(frame.contains(&format!("{opened}here^[2;1Hhere")), "{frame}");
    assert!(!frame.contains("[31m"), "{frame}");
    assert!(frame.matches("]8;;^\\").count() >= 1, "{frame}");
}

#[test]
fn tiny_and_odd_canvases_are_painted() {
    let mut painter = Painter::new(Depth::True);
    for (columns, rows) in [(0, 0), (1, 1), (0, 5), (5, 0), (1, 3), (3, 1)] {
        let mut canvas = Canvas::new(columns, rows, Widths { ambiguous_wide: true });
        canvas.put(canvas.area(), &[Span::new("…你a", Style::new())]);
        painter.paint(canvas, Some((9, 9)));
    }
}

#[test]
fn the_environment_tells_how_many_colours_there_are() {
    let told = Depth::told_by;
    assert_eq!(told(Some("xterm-256color"), Some("truecolor"), true), Depth::None);
    assert_eq!(told(Some("xterm-256color"), Some("truecolor"), false), Depth::True);
    assert_eq!(told(Some("xterm-256color"), None, false), Depth::Palette);
    assert_eq!(told(Some("xterm"), None, false), Depth::Sixteen);
    assert_eq!(told(Some("linux"), None, false), Depth::Sixteen);
    assert_eq!(told(Some("dumb"), None, false), Depth::None);
    assert_eq!(told(Some("vt100"), None, false), Depth::None);
}
