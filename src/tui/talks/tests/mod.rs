//! What stands on the screen, as text: happenings in, the drawn grid out.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use ratatui_core::style::Modifier;

use super::*;
use crate::chat::mention;
use crate::chat::{Happening, Life, Manner, Policy, Said, Voice, Who, Wish};
use crate::lang::Languages;
use crate::wire::text::Text;

mod fates;
mod pictures;
mod reading;

/// Noon of Wednesday, 4 November 2026, in UTC.
pub(super) const NOON: u64 = 1_793_793_600_000;

pub(super) fn minutes(count: u64) -> u64 {
    count * 60_000
}

/// A reader, what they are told, and their screen.
pub(super) struct Stage {
    pub talks: Talks,
    pub life: Life,
    pub now: Now,
    pub size: (u16, u16),
    pub widths: Widths,
    ids: u64,
}

pub(super) fn room() -> Arc<str> {
    "#tea".into()
}

pub(super) fn who(name: &str) -> Who {
    let voice = if name == "me" { Voice::Me } else { Voice::Member };
    Who { name: name.into(), voice }
}

impl Stage {
    pub fn new(tag: &str, columns: u16, rows: u16) -> Self {
        let face = Face::new(Languages::built_in().lang(tag), TimeZone::UTC);
        let wish = Wish { name: Some("me".into()), ..Wish::default() };
        let life = Life::new(wish, Policy { reconnect_max: Duration::ZERO, seed: [0; 32] });
        let now = Now { uptime: Duration::ZERO, unix_ms: NOON };
        let talks = Talks::new(face, TimeZone::UTC);
        let mut stage = Self { talks, life, now, size: (columns, rows), widths: Widths::default(), ids: 0 };
        stage.happen(Happening::Entered { room: room(), members: Vec::new() });
        stage
    }

    pub fn happen(&mut self, happening: Happening) -> Option<Attention> {
        self.talks.happen(self.now, &happening, &self.life)
    }

    /// A message in the room at this moment.
    pub fn message(&mut self, name: &str, text: &str) -> Said {
        self.ids += 1;
        let mut lines =
            text.split('\n').map(|line| crate::wire::text::Piece { text: line.into(), concat: false });
        Said {
            at_ms: self.now.unix_ms,
            id: Some(format!("id{}", self.ids).into()),
            who: who(name),
            place: Where::Room(room()),
            manner: Manner::Message,
            text: Text::from_pieces(lines.by_ref().collect()).unwrap(),
            label: None,
            old: false,
            mentions_me: name != "me" && mention::names(text, "me"),
        }
    }

    pub fn says(&mut self, name: &str, text: &str) -> Option<Attention> {
        let said = self.message(name, text);
        self.happen(Happening::Said(said))
    }

    pub fn say_old(&mut self, at_ms: u64, name: &str, text: &str) {
        let said = Said { at_ms, old: true, ..self.message(name, text) };
        self.happen(Happening::Said(said));
    }

    pub fn comes(&mut self, name: &str) {
        self.happen(Happening::Came { room: room(), who: who(name) });
    }

    pub fn goes(&mut self, name: &str, reason: Option<&str>) {
        let reason = reason.map(str::to_owned);
        self.happen(Happening::Left { rooms: vec![room()], who: who(name), reason });
    }

    pub fn wait(&mut self, ms: u64) {
        self.now.unix_ms += ms;
        self.now.uptime += Duration::from_millis(ms);
    }

    pub fn canvas(&mut self) -> Canvas {
        let mut canvas = Canvas::new(self.size.0, self.size.1, self.widths);
        let area = canvas.area();
        let theme = Theme::new(Depth::None, Background::Unknown);
        self.talks.draw(self.now, &mut canvas, area, &theme);
        canvas
    }

    /// The screen as text, without the blanks at the ends of rows.
    pub fn draw(&mut self) -> String {
        let canvas = self.canvas();
        let rows = canvas.buffer.content.chunks(usize::from(self.size.0.max(1)));
        let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
        rows.map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// Somebody looks at what was drawn.
    pub fn look(&mut self) -> Option<(Where, u64)> {
        self.draw();
        self.talks.take_seen(true)
    }

    pub fn unread(&self) -> (usize, usize) {
        let tabs = self.talks.list();
        tabs.iter()
            .find(|tab| tab.place == Place::Room(room()))
            .map_or((0, 0), |tab| (tab.unread, tab.mentions))
    }
}

/// A picture without the line break before and behind it.
#[track_caller]
pub(super) fn shows(stage: &mut Stage, picture: &str) {
    let drawn = stage.draw();
    let expected = picture.trim_matches('\n');
    assert_eq!(drawn.trim_matches('\n'), expected, "\n{drawn}\n");
}
