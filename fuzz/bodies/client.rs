//! Our own client, at a server that says whatever it likes to somebody who types whatever they like.
//!
//! The bytes are acts with RS between: `s` and what the server sends, `u` and what is typed, `n` and a
//! name that is given when one is asked for, `x` the connection breaks, `t` and a digit: time goes by;
//! anything else is sent by the server. What is shown is clean, what is sent is lines, and however much
//! the server says, the person is shown no more than that.

use std::sync::LazyLock;
use std::time::Duration;

use chatroom::chat::{Life, Outbox, Policy, Wish};
use chatroom::lang::Languages;
use chatroom::lines::Face;
use chatroom::wire::{Message, Now};
use jiff::tz::TimeZone;

use super::{BETWEEN, assert_clean, time};

static FACE: LazyLock<Face> = LazyLock::new(|| Face::new(Languages::built_in().lang("en"), TimeZone::UTC));

struct Talk {
    life: Life,
    now: Now,
    out: Outbox,
    connected: bool,
}

/// Any server at all.
pub fn client(data: &[u8]) {
    let wish = Wish {
        name: Some("alice".to_owned()),
        echo: true,
        history: 50,
        away: "back soon".to_owned(),
        marks_read: true,
        ..Wish::default()
    };
    let policy = Policy { reconnect_max: Duration::from_secs(600), seed: [7; 32] };
    let now = Now { uptime: Duration::from_secs(1000), unix_ms: 1_767_225_600_000 };
    let mut talk = Talk { life: Life::new(wish, policy), now, out: Outbox::default(), connected: false };
    talk.connect();
    for act in data.split(|&byte| byte == BETWEEN) {
        talk.act(act);
    }
    talk.pass(Duration::from_secs(100));
}

impl Talk {
    fn connect(&mut self) {
        self.connected = true;
        self.life.connected(self.now, &mut self.out);
        self.take();
    }

    fn act(&mut self, act: &[u8]) {
        let Some((&verb, rest)) = act.split_first() else { return };
        match verb {
            b's' if self.connected => self.life.receive(self.now, rest, &mut self.out),
            b's' => {}
            b'u' => drop(self.life.typed(self.now, &String::from_utf8_lossy(rest), &mut self.out)),
            b'n' => self.life.name(self.now, &String::from_utf8_lossy(rest), &mut self.out),
            b'x' if self.connected => {
                self.connected = false;
                self.life.closed(self.now, None, &mut self.out);
            }
            b'x' => {}
            b't' => self.pass(time(rest.first())),
            _ if self.connected => self.life.receive(self.now, act, &mut self.out),
            _ => {}
        }
        self.take();
    }

    fn pass(&mut self, passed: Duration) {
        let end = self.now.uptime + passed;
        // Whatever is due, it is due again only later.
        for _ in 0..10_000 {
            let due = self.life.deadline().unwrap_or(end).clamp(self.now.uptime, end);
            let passed = due - self.now.uptime;
            self.now.uptime = due;
            self.now.unix_ms += u64::try_from(passed.as_millis()).unwrap_or_default();
            self.life.tick(self.now, &mut self.out);
            self.take();
            if due == end && self.life.deadline().is_none_or(|due| due > end) {
                return;
            }
        }
        panic!("something is due without end");
    }

    fn take(&mut self) {
        let Outbox { bytes, happenings, dial, derive } = std::mem::take(&mut self.out);
        assert!(bytes.is_empty() || bytes.ends_with(b"\r\n"), "half a line is sent");
        let text = std::str::from_utf8(&bytes).expect("text is sent");
        for line in text.split("\r\n").filter(|line| !line.is_empty()) {
            assert!(!line.contains(['\r', '\n', '\0']), "{line:?} is several");
            Message::parse(line).unwrap_or_else(|error| panic!("{line:?}: {error:?}"));
        }
        let mut lines = Vec::new();
        for happening in &happenings {
            FACE.show(happening, &mut lines);
        }
        lines.iter().for_each(|line| assert_clean(&line.text));
        if derive.is_some() {
            self.life.derived(self.now, &[7; 32], &mut self.out);
            self.take();
        }
        if dial && !self.connected {
            self.connect();
        }
    }
}
