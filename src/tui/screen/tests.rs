//! The screen as text: what arrives and what is pressed, and the grid that comes of it.

mod bars;
mod lists;
mod storms;
mod typing;

use std::time::Duration;

use jiff::tz::TimeZone;

use super::*;
use crate::chat::{Outbox, Policy, Wish};
use crate::edit::{Key, Paste, Stroke};
use crate::lang::Languages;
use crate::tui::Depth;

/// The pictures, each under its name.
const PICTURES: &str = include_str!("tests/pictures.txt");

/// A person at a screen, and a server of which only the words arrive.
struct Desk {
    screen: Screen,
    life: Life,
    now: Now,
    wants: Vec<Want>,
}

impl Desk {
    /// Of this size, before anything has happened.
    fn new(columns: u16, rows: u16, language: &str) -> Self {
        let lang = Languages::built_in().lang(language);
        let theme = Theme::new(Depth::None, Background::Dark);
        let (clock, keymap) = (TimeZone::UTC, Keymap::default());
        let address = "tea.example".to_owned();
        let mut screen = Screen::new(Setup { lang, clock, theme, keymap, address });
        screen.resize(columns, rows);
        let wish = Wish {
            name: Some("alice".to_owned()),
            room: Some("#tea".to_owned()),
            echo: true,
            fates: true,
            ..Wish::default()
        };
        let policy = Policy { reconnect_max: Duration::from_secs(60), seed: [0; 32] };
        // 2026-01-31, 12:34.
        let now = Now { uptime: Duration::from_secs(100), unix_ms: 1_769_862_840_000 };
        let life = Life::new(wish, policy);
        Self { screen, life, now, wants: Vec::new() }
    }

    /// In a room with three others.
    fn inside(columns: u16, rows: u16, language: &str) -> Self {
        let mut desk = Self::new(columns, rows, language);
        let mut out = Outbox::default();
        desk.life.connected(desk.now, &mut out);
        desk.screen.set_way(desk.now, Way::Open);
        desk.tell(out);
        desk.arrive(
            ":h 001 alice :Welcome
            :h 005 alice CASEMAPPING=ascii CHANTYPES=# PREFIX=(qov)~@+ :are supported
            :h 422 alice :no message
            :alice!a@h JOIN #tea
            :h 332 alice #tea :all about tea
            :h 353 alice = #tea :@alice bob +carol 小明
            :h 366 alice #tea :end",
        );
        desk
    }

    fn tell(&mut self, out: Outbox) {
        for happening in &out.happenings {
            let wants = self.screen.happen(self.now, happening, &self.life);
            self.wants.extend(wants);
        }
    }

    fn arrive(&mut self, lines: &str) {
        for line in lines.lines().map(str::trim) {
            let mut out = Outbox::default();
            self.life.receive(self.now, format!("{line}\r\n").as_bytes(), &mut out);
            self.tell(out);
        }
    }

    /// Does what was wanted of the session.
    fn act(&mut self) {
        for want in self.wants() {
            let mut out = Outbox::default();
            match want {
                Want::Act(intent) => drop(self.life.act(self.now, intent, &mut out)),
                Want::Speak(place) => drop(self.life.go(&place)),
                _ => {}
            }
            self.tell(out);
        }
    }

    /// Presses keys, by their names.
    fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let stroke = Stroke::parse(key).unwrap_or_else(|| panic!("{key}"));
            self.keys(vec![Key::Stroke(stroke)]);
        }
    }

    fn keys(&mut self, keys: Vec<Key>) {
        let wants = self.screen.press(self.now, keys, &self.life);
        self.wants.extend(wants);
    }

    /// Types a text, one key after the other.
    fn typed(&mut self, text: &str) {
        text.chars().for_each(|c| self.keys(vec![Key::char(c)]));
    }

    fn paste(&mut self, text: &str) {
        self.keys(vec![Key::Paste(Paste { text: text.to_owned(), whole: true })]);
    }

    /// What was wanted since the last time, but for what was seen.
    fn wants(&mut self) -> Vec<Want> {
        let mut wants = std::mem::take(&mut self.wants);
        wants.retain(|want| !matches!(want, Want::Seen(..)));
        wants
    }

    /// The screen as text, `_` where the caret is at the end of a row; blanks at ends of rows left out.
    fn drawn(&mut self) -> String {
        let (canvas, caret) = self.screen.draw(self.now, &self.life);
        let area = canvas.area();
        let mut rows = Vec::new();
        for y in area.top()..area.bottom() {
            let mut row = String::new();
            for x in area.left()..area.right() {
                let symbol = canvas.buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
                let is_caret = caret == Some((x, y));
                row.push_str(if is_caret && symbol == " " { "_" } else { symbol });
            }
            rows.push(row.trim_end().to_owned());
        }
        rows.join("\n")
    }

    /// It looks as the picture of this name in `pictures.txt`.
    #[track_caller]
    fn shows(&mut self, name: &str) {
        let drawn = self.drawn();
        let head = format!("== {name}\n");
        let picture = PICTURES.split_once(&*head).map(|(_, rest)| rest.split("\n== ").next().unwrap_or(rest));
        let picture = picture.map(|picture| picture.trim_end_matches('\n'));
        assert_eq!(picture, Some(drawn.trim_end_matches('\n')), "\n{head}{drawn}\n");
    }
}
