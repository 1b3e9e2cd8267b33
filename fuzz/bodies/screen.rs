//! The screen, at a server that says whatever it likes, under any keys and at any size.
//!
//! The bytes are acts with RS between: `k` and bytes of a keyboard, `s` and what the server sends, `w`
//! and two bytes: columns and rows, `q` and a digit: something is asked, `t` and a digit: time goes by,
//! `x` the connection breaks; anything else is typed. After each the screen is drawn: the caret stands
//! on it, and nothing that is drawn does anything to a terminal.

use std::sync::LazyLock;
use std::time::Duration;

use chatroom::chat::{Life, Outbox, Policy, Wish};
use chatroom::edit::Keys;
use chatroom::lang::{Lang, Languages};
use chatroom::tui::keymap::Keymap;
use chatroom::tui::{Background, Depth, Painter, Question, Screen, Setup, Theme, Want, Widths};
use chatroom::wire::Now;
use jiff::tz::TimeZone;

use super::{BETWEEN, assert_clean, time};

static LANG: LazyLock<Lang> = LazyLock::new(|| Languages::built_in().lang("cn"));

struct Desk {
    screen: Screen,
    painter: Painter,
    life: Life,
    keys: Keys,
    now: Now,
}

/// Anything at all.
pub fn screen(data: &[u8]) {
    let wish =
        Wish { name: Some("alice".to_owned()), echo: true, fates: true, history: 50, ..Wish::default() };
    let policy = Policy { reconnect_max: Duration::from_secs(600), seed: [7; 32] };
    let now = Now { uptime: Duration::from_secs(1000), unix_ms: 1_767_225_600_000 };
    let setup = Setup {
        lang: LANG.clone(),
        clock: TimeZone::UTC,
        theme: Theme::new(Depth::True, Background::Dark),
        keymap: Keymap::default(),
        address: "h.test".to_owned(),
    };
    let mut desk = Desk {
        screen: Screen::new(setup),
        painter: Painter::new(Depth::True),
        life: Life::new(wish, policy),
        keys: Keys::new(),
        now,
    };
    desk.with_life(|life, now, out| life.connected(now, out));
    for act in data.split(|&byte| byte == BETWEEN) {
        desk.act(act);
        desk.draw();
    }
}

impl Desk {
    fn act(&mut self, act: &[u8]) {
        let Some((&verb, rest)) = act.split_first() else { return };
        match (verb, rest) {
            (b's', rest) => self.with_life(|life, now, out| life.receive(now, rest, out)),
            (b'x', _) => self.with_life(|life, now, out| life.closed(now, None, out)),
            (b'w', [columns, rows, ..]) => {
                self.screen.set_widths(Widths { ambiguous_wide: columns % 2 == 1 });
                self.screen.resize(u16::from(*columns), u16::from(*rows));
            }
            (b'q', rest) => {
                let question = match rest.first() {
                    Some(b'0') => Some(Question::Name),
                    Some(b'1') => Some(Question::Password),
                    Some(b'2') => Some(Question::Retry(String::from_utf8_lossy(rest).into_owned())),
                    _ => None,
                };
                self.screen.ask(question, Some(String::from_utf8_lossy(rest).into_owned()));
            }
            (b't', rest) => {
                let passed = time(rest.first());
                self.now.uptime += passed;
                self.now.unix_ms += u64::try_from(passed.as_millis()).unwrap_or(0);
                self.with_life(Life::tick);
                let wants = self.screen.tick(self.now);
                self.want(wants);
            }
            (b'k', keys) => self.press(keys),
            _ => self.press(act),
        }
    }

    fn press(&mut self, bytes: &[u8]) {
        let mut found = Vec::new();
        self.keys.feed(bytes, &mut found);
        if self.keys.pending() {
            self.keys.flush(&mut found);
        }
        let wants = self.screen.press(self.now, found, &self.life);
        self.want(wants);
    }

    fn want(&mut self, wants: Vec<Want>) {
        for want in wants {
            match want {
                Want::Act(intent) => self.with_life(|life, now, out| _ = life.act(now, intent, out)),
                Want::Speak(place) => drop(self.life.go(&place)),
                Want::Seen(place, at_ms) => {
                    self.with_life(|life, now, out| life.seen(now, &place, at_ms, out));
                }
                Want::Edit(text) => self.screen.edited(&text),
                Want::Call { title, text } => {
                    assert_clean(&title);
                    assert_clean(&text);
                }
                _ => {}
            }
        }
    }

    fn with_life(&mut self, put: impl FnOnce(&mut Life, Now, &mut Outbox)) {
        let mut out = Outbox::default();
        put(&mut self.life, self.now, &mut out);
        for happening in &out.happenings {
            // What the screen wants of it may want more: one step is enough here.
            let _ = self.screen.happen(self.now, happening, &self.life);
        }
    }

    fn draw(&mut self) {
        let (canvas, caret) = self.screen.draw(self.now, &self.life);
        assert_eq!(caret.is_some(), !canvas.area().is_empty(), "the caret is not on the screen");
        assert!(caret.is_none_or(|caret| canvas.area().contains(caret.into())), "the caret is elsewhere");
        canvas.buffer.content.iter().for_each(|cell| assert_clean(cell.symbol()));
        assert_clean(&self.screen.title());
        let _ = self.painter.paint(canvas, caret);
        let drafts = self.screen.drafts();
        assert!(drafts.iter().all(|(_, text)| chatroom::chat::command::secret_from(text).is_none()));
    }
}
