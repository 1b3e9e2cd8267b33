//! Our own client, at a server that says whatever it likes to somebody who types whatever they like.
//!
//! The bytes are acts with RS between: `s` and what the server sends, `u` and what is typed, `n` and a
//! name that is given when one is asked for, `x` the connection breaks, `t` and a digit: time goes by;
//! `i` the server answers as one that behaves, until the client is in; anything else is sent by the
//! server. Where the first byte is one of `A` to `D`, every server begins like that: `B` and `D` know
//! what we can use, `C` and `D` are like ours. What is shown is clean, what is sent is lines, what
//! is kept has its limits ([`Life::kept`]), and however much the server says, the person is shown
//! no more than is made of that, and the server is told no more than is answered to it.

use std::sync::LazyLock;
use std::time::Duration;

use chatroom::chat::{Kept, Life, Outbox, Policy, Wish};
use chatroom::lang::Languages;
use chatroom::lines::Face;
use chatroom::wire::{Message, Now};
use jiff::tz::TimeZone;

use super::{BETWEEN, assert_clean, time};

static FACE: LazyLock<Face> = LazyLock::new(|| Face::new(Languages::built_in().lang("en"), TimeZone::UTC));

/// Bytes that are shown, or sent, for one that came, at most: some words of the wire are sentences.
const SHARE_MAX: usize = 100;

/// Bytes that are shown, or sent, by themselves for whatever is done or typed: `/help` is the most.
const ACT_BYTES_MAX: usize = 16 * 1024;

/// The longest conversation until a client is in.
const ANSWERS_MAX: usize = 20;

struct Talk {
    life: Life,
    now: Now,
    out: Outbox,
    connected: bool,
    /// How servers begin.
    begins: Option<u8>,
    /// What the client has sent since it was answered last.
    said: Vec<String>,
    /// Bytes that came, that were shown, and that were sent, and how much was done that is no word of the
    /// server.
    came: usize,
    shown: usize,
    sent: usize,
    acts: usize,
}

/// Any server at all.
pub fn client(data: &[u8]) {
    let policy = Policy { reconnect_max: Duration::from_secs(600), seed: [7; 32] };
    let now = Now { uptime: Duration::from_secs(1000), unix_ms: 1_767_225_600_000 };
    let (begins, data) = match data.split_first() {
        Some((&begins @ b'A'..=b'D', rest)) => (Some(begins), rest),
        _ => (None, data),
    };
    let wish = Wish {
        name: Some("alice".to_owned()),
        // Only servers like ours name one by themselves.
        room: matches!(begins, Some(b'A' | b'B')).then(|| "#lobby".to_owned()),
        echo: true,
        history: 50,
        away: "back soon".to_owned(),
        fates: true,
        lingers: true,
        marks_read: chatroom::chat::Reads::AsSeen,
        ..Wish::default()
    };
    let mut talk = Talk {
        life: Life::new(wish, policy),
        now,
        out: Outbox::default(),
        connected: false,
        begins,
        said: Vec::new(),
        came: 0,
        shown: 0,
        sent: 0,
        acts: 0,
    };
    talk.connect();
    assert!(begins.is_none() || talk.life.is_in(), "nobody comes in by a server that behaves");
    for act in data.split(|&byte| byte == BETWEEN) {
        talk.act(act);
        talk.check();
    }
    talk.pass(Duration::from_secs(100));
    talk.check();
}

impl Talk {
    fn connect(&mut self) {
        self.connected = true;
        self.said.clear();
        self.life.connected(self.now, &mut self.out);
        self.take();
        if let Some(kind) = self.begins {
            self.let_in(kind);
        }
    }

    fn act(&mut self, act: &[u8]) {
        let Some((&verb, rest)) = act.split_first() else { return };
        match verb {
            b's' if self.connected => self.receive(rest),
            b's' => {}
            b'u' => drop(self.life.typed(self.now, &String::from_utf8_lossy(rest), &mut self.out)),
            b'n' => self.life.name(self.now, &String::from_utf8_lossy(rest), &mut self.out),
            b'i' if self.connected => self.let_in(b'B'),
            b'i' => {}
            b'x' if self.connected => {
                self.connected = false;
                self.life.closed(self.now, None, &mut self.out);
            }
            b'x' => {}
            b't' => self.pass(time(rest.first())),
            _ if self.connected => self.receive(act),
            _ => {}
        }
        self.acts += 1;
        // Whatever is typed may be sent, more than once: when the connection was lost, again.
        self.came += if verb == b'u' { act.len() } else { 0 };
        self.take();
    }

    fn receive(&mut self, bytes: &[u8]) {
        self.came += bytes.len();
        self.life.receive(self.now, bytes, &mut self.out);
    }

    /// Answers as a server that behaves until the client is in.
    fn let_in(&mut self, kind: u8) {
        for _ in 0..ANSWERS_MAX {
            let said = std::mem::take(&mut self.said);
            if self.life.is_in() || said.is_empty() || !self.connected {
                return;
            }
            let answers: String = said.iter().map(|line| answer(line, kind)).collect();
            self.receive(answers.as_bytes());
            self.take();
        }
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
            self.acts += 1;
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
        self.sent += bytes.len();
        let text = std::str::from_utf8(&bytes).expect("text is sent");
        for line in text.split("\r\n").filter(|line| !line.is_empty()) {
            assert!(!line.contains(['\r', '\n', '\0']), "{line:?} is several");
            Message::parse(line).unwrap_or_else(|error| panic!("{line:?}: {error:?}"));
            self.said.push(line.to_owned());
        }
        let mut lines = Vec::new();
        for happening in &happenings {
            FACE.show(happening, &mut lines);
        }
        lines.iter().for_each(|line| assert_clean(&line.text));
        self.shown += lines.iter().map(|line| line.text.len()).sum::<usize>();
        if derive.is_some() {
            self.life.derived(self.now, &[7; 32], &mut self.out);
            self.take();
        }
        if dial && !self.connected {
            self.connect();
        }
    }

    /// Whether all that is promised of amounts is kept.
    fn check(&self) {
        for Kept { what, count, max } in self.life.kept() {
            assert!(count <= max, "of {what} {count} are kept, {max} may be");
        }
        // What is asked for again may be shown again.
        let most = (SHARE_MAX + self.acts) * self.came + (self.acts + 1) * ACT_BYTES_MAX;
        let Self { shown, sent, came, acts, .. } = self;
        assert!(*shown <= most, "{shown} bytes are shown of {came}, with {acts} acts");
        assert!(*sent <= most, "{sent} bytes are sent for {came}, with {acts} acts");
    }
}

/// What a server that behaves says to a line that is said while coming in.
fn answer(line: &str, kind: u8) -> String {
    let (can, is_ours) = (matches!(kind, b'B' | b'D'), matches!(kind, b'C' | b'D'));
    let mut words = line.trim_start_matches(|c| c != ' ' && line.starts_with('@')).split_whitespace();
    let command = words.next().unwrap_or_default();
    let params: Vec<_> = words.collect();
    match (command, params.as_slice()) {
        ("CAP", ["LS", ..]) if can => concat!(
            ":s CAP * LS :batch draft/chathistory labeled-response echo-message message-tags server-time ",
            "draft/multiline away-notify extended-join multi-prefix setname standard-replies ",
            "draft/message-redaction draft/read-marker draft/channel-rename invite-notify\r\n"
        )
        .to_owned(),
        ("CAP", ["LS", ..]) => ":s CAP * LS :\r\n".to_owned(),
        ("CAP", ["REQ", caps @ ..]) => format!(":s CAP * ACK {}\r\n", caps.join(" ")),
        ("CAP", ["END"]) => {
            let ours = if is_ours { " CHATROOM=Administrator LOBBY=#lobby" } else { "" };
            format!(
                ":s 001 alice :hi\r\n:s 005 alice CHANTYPES=# PREFIX=(qov)~@+ CHANMODES=beI,k,lw,imnstRC \
                 MONITOR=10 CHATHISTORY=50{ours} :are\r\n:s 376 alice :end\r\n"
            )
        }
        ("JOIN", [room, ..]) => format!(
            ":alice!~a@h JOIN {room}\r\n:s 353 alice = {room} :@alice bob +carl\r\n:s 366 alice {room} :end\r\n"
        ),
        ("CHATHISTORY", [_, room, ..]) => {
            format!(":s BATCH +b chathistory {room}\r\n:s BATCH -b\r\n")
        }
        ("PING", [token, ..]) => format!(":s PONG s {token}\r\n"),
        _ => String::new(),
    }
}
