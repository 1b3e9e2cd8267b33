//! One person at a screen without a terminal: a session, fed by a server that is only bytes, and
//! its screen and painter.

use std::time::Instant;

use anyhow::{Result, ensure};
use chatroom::chat::{Happening, Life, Outbox, Policy, Wish};
use chatroom::edit::Key;
use chatroom::lang::Languages;
use chatroom::tui::keymap::Keymap;
use chatroom::tui::{Background, Depth, Painter, Screen, Setup, Theme};
use chatroom::wire::Now;

/// The wall clock when the bench began, as the screen is told.
const BEGAN_MS: u64 = 1_790_000_000_000;

/// See the head of this file.
pub struct Person {
    pub life: Life,
    pub screen: Screen,
    painter: Painter,
    out: Outbox,
    began: Instant,
    /// Messages that the screen was given.
    pub said: usize,
    /// Bytes of frames.
    pub painted: usize,
}

impl Person {
    /// In the room `#tea`, at a terminal of this size.
    pub fn enter(columns: u16, rows: u16) -> Result<Self> {
        let wish = Wish { name: Some("ann".to_owned()), room: Some("#tea".to_owned()), ..Wish::default() };
        let policy = Policy { reconnect_max: std::time::Duration::ZERO, seed: [7; 32] };
        let setup = Setup {
            lang: Languages::built_in().lang("en"),
            clock: jiff::tz::TimeZone::UTC,
            theme: Theme::new(Depth::True, Background::Dark),
            keymap: Keymap::default(),
            address: "127.0.0.1:6667".to_owned(),
        };
        let mut screen = Screen::new(setup);
        screen.resize(columns, rows);
        let mut person = Self {
            life: Life::new(wish, policy),
            screen,
            painter: Painter::new(Depth::True),
            out: Outbox::default(),
            began: Instant::now(),
            said: 0,
            painted: 0,
        };
        let now = person.now();
        person.life.connected(now, &mut person.out);
        // Each answer may bring another request.
        for _ in 0..20 {
            let answer = answer(&std::mem::take(&mut person.out.bytes));
            person.receive(answer.as_bytes());
        }
        ensure!(person.life.is_in(), "the session did not enter the room");
        Ok(person)
    }

    pub fn now(&self) -> Now {
        let uptime = self.began.elapsed();
        Now { uptime, unix_ms: BEGAN_MS + u64::try_from(uptime.as_millis()).unwrap_or(0) }
    }

    /// What one read has brought.
    pub fn receive(&mut self, bytes: &[u8]) {
        let now = self.now();
        self.life.receive(now, bytes, &mut self.out);
        for happening in self.out.happenings.drain(..) {
            self.said += usize::from(matches!(happening, Happening::Said(_)));
            self.screen.happen(now, &happening, &self.life);
        }
    }

    pub fn press(&mut self, key: Key) {
        let now = self.now();
        self.screen.press(now, vec![key], &self.life);
    }

    /// The bytes of a frame, if one is due.
    pub fn frame(&mut self) -> Vec<u8> {
        if !self.screen.is_stale() {
            return Vec::new();
        }
        let now = self.now();
        let (canvas, caret) = self.screen.draw(now, &self.life);
        let bytes = self.painter.paint(canvas, caret);
        self.painted += bytes.len();
        bytes
    }
}

/// What a server says to these lines.
fn answer(lines: &[u8]) -> String {
    let mut answer = String::new();
    for line in String::from_utf8_lossy(lines).lines() {
        // A label before the command is not asked for.
        let words: Vec<_> = line.split(' ').collect();
        answer += &match words.as_slice() {
            ["CAP", "LS", ..] => ":s CAP * LS :message-tags server-time\r\n".to_owned(),
            ["CAP", "REQ", ..] => {
                let wanted = line.split_once("REQ ").map_or("", |parts| parts.1).trim_start_matches(':');
                format!(":s CAP * ACK :{wanted}\r\n")
            }
            ["CAP", "END", ..] => ":s 001 ann :Welcome\r\n:s 422 ann :No message of the day\r\n".to_owned(),
            ["JOIN", room, ..] => format!(
                ":ann!a@h JOIN {room}\r\n:s 353 ann = {room} :ann bob carol 小明\r\n:s 366 ann {room} :End\r\n"
            ),
            ["PING", token, ..] => format!(":s PONG s {token}\r\n"),
            _ => String::new(),
        };
    }
    answer
}

/// What the room hears as its message of this number.
pub fn message(number: usize) -> String {
    let names = ["bob", "carol", "小明", "dave_"];
    let texts = [
        "did you see what stands in the paper today? It is a long story, and it wraps on most screens.",
        "no",
        "今天天气很好。我们去公园走走，好不好？听说樱花开了，人不少。",
        "look at https://example.org/some/path?with=query#and-more 👍",
        "ann: are you coming too?",
    ];
    // Other steps than the lengths, so that people say everything.
    let name = names.get(number / 3 % names.len()).copied().unwrap_or("bob");
    let text = texts.get(number % texts.len()).copied().unwrap_or("no");
    format!("@msgid=m{number} :{name}!u@h PRIVMSG #tea :{number} {text}\r\n")
}
