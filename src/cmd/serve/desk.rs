//! The operator's desk: what they read (the transcript, answers) and what they type.
//!
//! On a terminal the line being typed is edited by us, so that what arrives is printed above it and
//! never tears it; in a pipe lines are read as they come. What is printed in one turn of the loop
//! is written at once.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::cmd::complain;
use crate::cmd::inviting::Inviting;
use crate::cmd::printer::{Printer, Stream};
use crate::cmd::serve::clock::Pace;
use crate::cmd::typing::{Typed, Typing};
use crate::door::{ending, transcript};
use crate::lang::{Lang, Value};
use crate::net::Signal;
use crate::room::codes::CODE_USES_MAX;
use crate::room::keep::Keeping;
use crate::room::limits::LimitRow;
use crate::room::rules::OnFailure;
use crate::room::{ConsoleReply, Ending, Event};
use crate::wire::Fingerprint;
use crate::wire::clean::{clean, clean_lines};
use crate::wire::limits::PLAIN_LINE_BYTES_MAX;
use crate::wire::lines::{LineBuffer, Taken};

/// Lines that wait while standard output is not read, beside what the printer holds.
const LINES_MAX: usize = 10_000;

/// What the operator did.
#[derive(Debug, PartialEq, Eq)]
pub enum Did {
    /// They typed a line; an empty one closes the room.
    Line(String),
    /// Ctrl-C, as a key.
    Interrupt,
    /// Nothing more will be typed.
    Leave,
}

/// What the operator sees and types.
#[derive(Debug)]
pub struct Desk {
    lang: Lang,
    /// The room that needs no naming.
    lobby: String,
    /// The operator's name in their language.
    operator: String,
    /// Whether what happens is printed.
    transcript: bool,
    printer: Printer,
    typing: Option<Typing>,
    piped: LineBuffer,
    /// Whether anything was typed.
    used: bool,
    lines: Vec<String>,
    /// Lines of the transcript that were left out because nobody reads.
    lost: u64,
    redraw: bool,
    clock: jiff::tz::TimeZone,
    /// What somebody is given who is invited.
    inviting: Inviting,
}

impl Desk {
    /// A desk; with `typing`, on a terminal.
    pub fn new(lang: Lang, lobby: &str, transcript: bool, printer: Printer, typing: Option<Typing>) -> Self {
        let operator = lang.say("operator-name", &[]);
        let (lobby, clock) = (lobby.to_owned(), jiff::tz::TimeZone::system());
        let (piped, lines) = (LineBuffer::new(), Vec::new());
        Self {
            lang,
            lobby,
            operator,
            transcript,
            printer,
            typing,
            piped,
            used: false,
            lines,
            lost: 0,
            redraw: true,
            clock,
            inviting: Inviting::default(),
        }
    }

    /// From here on it speaks this language, and tells what happens or does not.
    pub fn renew(&mut self, lang: Lang, transcript: bool) {
        self.operator = lang.say("operator-name", &[]);
        (self.lang, self.transcript) = (lang, transcript);
    }

    /// Invitations lead there from here on.
    pub fn invite_to(&mut self, inviting: Inviting) {
        self.inviting = inviting;
    }

    /// The operator's language.
    pub const fn lang(&self) -> &Lang {
        &self.lang
    }

    /// The server is known by another key from here on, or has no TLS.
    pub fn change_key(&mut self, key: Option<Fingerprint>) {
        self.inviting.change_key(key);
    }

    /// Prints a line as it is.
    pub fn print(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Somebody connected.
    pub fn connected(&mut self, peer: SocketAddr) {
        if self.transcript {
            let line = self.lang.say("transcript-connected", &[("address", peer.to_string().into())]);
            self.print_timed(&line);
        }
    }

    /// Something happened.
    pub fn event(&mut self, event: &Event) {
        if !self.transcript {
            return;
        }
        for line in transcript::transcript(&self.lang, event, &self.lobby) {
            self.print_timed(&line);
        }
    }

    /// Answers the operator.
    pub fn reply(&mut self, reply: &ConsoleReply) {
        match reply {
            ConsoleReply::Who(rows) => self.print_who(rows),
            ConsoleReply::Limits(rows) => self.print_limits(rows),
            ConsoleReply::NoSuchName(name) => self.say("console-no-such-name", &[("name", name)]),
            ConsoleReply::NotInRoom(name, room) => {
                self.say("console-not-in-room", &[("name", name), ("room", room)]);
            }
            ConsoleReply::IsOperator(name) => self.say("console-is-operator", &[("name", name)]),
            ConsoleReply::IsNoOperator(name) => self.say("console-is-no-operator", &[("name", name)]),
            ConsoleReply::Banned(_)
            | ConsoleReply::Lifted(_)
            | ConsoleReply::NoSuchBan(_)
            | ConsoleReply::BadMask(_)
            | ConsoleReply::MeansEverybody(_)
            | ConsoleReply::MeansOperator(_)
            | ConsoleReply::TooManyBans
            | ConsoleReply::Bans(_)
            | ConsoleReply::Audit(_)
            | ConsoleReply::NothingToUndo
            | ConsoleReply::Braked(..)
            | ConsoleReply::BrakeOff(_)
            | ConsoleReply::NoBrake(_)
            | ConsoleReply::Slow(..)
            | ConsoleReply::NoSuchRoom(_)
            | ConsoleReply::Invites(_)
            | ConsoleReply::Uninvited(_)
            | ConsoleReply::NoSuchCode(_)
            | ConsoleReply::Nothing => self.order(reply),
            ConsoleReply::Usage(command) => self.usage(command),
            ConsoleReply::Code(code, uses) => {
                let args = [("code", code.as_str().into()), ("uses", u64::from(*uses).into())];
                self.print(self.lang.say("console-code", &args));
            }
            ConsoleReply::Invitation { code, uses, expires_ms } => {
                self.lines.extend(self.inviting.lines(&self.lang, (code, *uses), *expires_ms));
            }
            ConsoleReply::OwnerToken(token) => {
                let lines = self.lang.say("console-owner", &[("token", token.as_str().into())]);
                self.lines.extend(lines.lines().map(str::to_owned));
            }
            ConsoleReply::TooManyCodes => self.say("console-too-many-codes", &[]),
            ConsoleReply::NoSuchAccount(name) => self.say("console-no-such-account", &[("name", name)]),
            ConsoleReply::Account { name, email, created_ms, here_as } => {
                self.print_account((name, email.as_deref(), here_as.as_deref()), *created_ms);
            }
            ConsoleReply::Forgotten(name) => self.say("console-forgotten", &[("name", name)]),
            ConsoleReply::Topic(topic) if topic.is_empty() => self.say("console-topic-none", &[]),
            ConsoleReply::Topic(topic) => self.say("console-topic", &[("topic", topic)]),
            ConsoleReply::BecameOperator(name, operator) => {
                self.say("console-became-operator", &[("name", name), ("operator", operator)]);
            }
            ConsoleReply::OperatorRefused(name, operator) => {
                self.say("console-operator-refused", &[("name", name), ("operator", operator)]);
            }
            ConsoleReply::Reloaded(at_next_start) => {
                self.say("console-reloaded", &[]);
                if !at_next_start.is_empty() {
                    self.say("console-at-next-start", &[("settings", &at_next_start.join(", "))]);
                }
            }
            ConsoleReply::NotReloaded(problems) => {
                for (at, why) in problems.iter().enumerate() {
                    let key = if at == 0 { "console-not-reloaded" } else { "console-not-reloaded-either" };
                    self.say(key, &[("why", why)]);
                }
            }
            ConsoleReply::UnknownCommand(command, None) => {
                self.say("console-unknown", &[("command", command)])
            }
            ConsoleReply::UnknownCommand(command, Some(nearest)) => {
                self.say("console-unknown-nearest", &[("command", command), ("nearest", nearest)]);
            }
            ConsoleReply::Help => {
                let help = self.lang.say("console-help", &[("name", self.operator.as_str().into())]);
                self.lines.extend(help.lines().map(str::to_owned));
            }
        }
    }

    fn print_who(&mut self, rows: &[(String, Vec<String>)]) {
        let count = Value::from(rows.len());
        let head = self.lang.say("console-who", &[("count", count)]);
        self.print(head);
        for (name, rooms) in rows {
            let rooms = rooms.join(" ");
            match rooms.as_str() {
                "" => self.say("console-who-row-nowhere", &[("name", name)]),
                rooms => self.say("console-who-row", &[("name", name), ("rooms", rooms)]),
            }
        }
    }

    fn usage(&mut self, command: &str) {
        let uses_max = CODE_USES_MAX.to_string();
        match command {
            "/ban" => self.say("console-usage-ban", &[]),
            "/mute" => self.say("console-usage-mute", &[]),
            "/unban" => self.say("console-usage-unban", &[]),
            "/unmute" => self.say("console-usage-unmute", &[]),
            "/audit" => self.say("console-usage-audit", &[]),
            "/brake" => self.say("console-usage-brake", &[]),
            "/slow" => self.say("console-usage-slow", &[]),
            "/op" => self.say("console-usage-op", &[]),
            "/deop" => self.say("console-usage-deop", &[]),
            "/code" => self.say("console-usage-code", &[("uses_max", &uses_max)]),
            "/invite" => self.say("console-usage-invite", &[("uses_max", &uses_max)]),
            "/uninvite" => self.say("console-usage-uninvite", &[]),
            "/account" => self.say("console-usage-account", &[]),
            "/forget" => self.say("console-usage-forget", &[]),
            _ => self.say("console-usage-kick", &[]),
        }
    }

    fn print_limits(&mut self, rows: &[LimitRow]) {
        self.say("limits-head", &[]);
        for LimitRow { limit, max, now, reached } in rows {
            let what = self.lang.say(&format!("limit-{}", limit.word().to_ascii_lowercase()), &[]);
            let max = max.map_or_else(|| "-".to_owned(), |max| max.to_string());
            let mut args = vec![
                ("what", what.into()),
                ("setting", limit.setting().into()),
                ("max", max.into()),
                ("reached", (*reached).into()),
            ];
            let key = if now.is_some() { "limits-row" } else { "limits-row-uncounted" };
            args.extend(now.map(|now| ("now", now.to_string().into())));
            let line = self.lang.say(key, &args);
            self.print(line);
        }
    }

    fn print_account(&mut self, (name, email, here_as): (&str, Option<&str>, Option<&str>), created_ms: u64) {
        let time = self.moment(created_ms);
        match email {
            None => self.say("console-account", &[("name", name), ("time", &time)]),
            Some(email) => {
                self.say("console-account-email", &[("name", name), ("time", &time), ("email", email)]);
            }
        }
        if let Some(nick) = here_as {
            self.say("console-account-here", &[("name", name), ("nick", nick)]);
        }
    }

    /// A moment in the operator's zone.
    pub(super) fn moment(&self, unix_ms: u64) -> String {
        let ms = i64::try_from(unix_ms).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_millisecond(ms).map(|time| time.to_zoned(self.clock.clone()));
        time.map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
    }

    /// No connection can be taken.
    pub fn accept_paused(&mut self, error: &std::io::Error) {
        let cause = complain::cause(&self.lang, error);
        self.say("serve-accept-paused", &[("cause", &cause)]);
    }

    /// Connections are taken again.
    pub fn accept_resumed(&mut self) {
        self.say("serve-accept-resumed", &[]);
    }

    /// What happens can be written, or can't; whoever speaks is then refused, if the operator wants it.
    pub fn keeping(&mut self, keeping: &Keeping, on_failure: OnFailure) {
        match (keeping, on_failure) {
            (Keeping::Fine, _) => self.say("history-fine", &[]),
            (Keeping::Failing(cause), OnFailure::GoOn) => self.say("history-failing", &[("cause", cause)]),
            (Keeping::Failing(cause), OnFailure::Refuse) => {
                self.say("history-failing-refused", &[("cause", cause)]);
            }
        }
    }

    /// What is written gets on, or does not.
    pub fn pace(&mut self, pace: Pace) {
        let line = match pace {
            Pace::Stuck(waited) => self.lang.say("history-stuck", &[("seconds", waited.as_secs().into())]),
            Pace::Moves => self.lang.say("history-moves", &[]),
        };
        self.print(line);
    }

    /// The room closes.
    pub fn closes(&mut self, why: &Ending) {
        match why {
            Ending::ServerDown => self.say("serve-going-down", &[]),
            why => self.lines.push(ending::sentence(&self.lang, why)),
        }
    }

    /// Takes what was typed; gives what it came to.
    pub fn typed(&mut self, bytes: &[u8]) -> Vec<Did> {
        self.used = true;
        if let Some(typing) = &mut self.typing {
            let typed = typing.feed(bytes);
            return self.take_typed(typed);
        }
        self.piped.push(bytes);
        let mut lines = Vec::new();
        while let Some(taken) = self.piped.take_line(PLAIN_LINE_BYTES_MAX) {
            match taken {
                Taken::Line(line) => lines.push(Did::Line(String::from_utf8_lossy(line).into_owned())),
                Taken::TooLong => self.lines.push(self.lang.say("console-too-long", &[])),
            }
        }
        lines
    }

    fn take_typed(&mut self, typed: Vec<Typed>) -> Vec<Did> {
        self.redraw = true;
        let mut lines = Vec::new();
        for one in typed {
            match one {
                Typed::Line(line) => lines.push(Did::Line(line)),
                Typed::Interrupted => lines.push(Did::Interrupt),
                Typed::EndOfInput => lines.extend(self.input_ended()),
                Typed::Suspend => self.suspend(),
                Typed::TooLong => self.say("console-too-long", &[]),
                Typed::Complete { .. } => {}
            }
        }
        lines
    }

    /// Leaves on a terminal what was typed; what is said stands in the transcript.
    pub fn echo(&mut self, line: &str) {
        let is_command = line.starts_with('/') && !line.starts_with("//");
        if self.typing.is_none() || (self.transcript && !is_command) {
            return;
        }
        let speaker = if is_command { "> " } else { &format!("{}: ", self.operator) };
        self.lines.push(format!("{speaker}{}", clean(line)));
    }

    /// Nothing more will be typed; gives the last line, if it had no line end.
    pub fn input_ended(&mut self) -> Vec<Did> {
        // Who never had a console does not miss it.
        if std::mem::replace(&mut self.used, false) | self.typing.is_some() {
            self.restore_terminal();
            self.say("serve-console-ended", &[]);
        }
        let rest = String::from_utf8_lossy(&self.piped.take_rest()).into_owned();
        let last = (!rest.is_empty()).then_some(Did::Line(rest));
        last.into_iter().chain([Did::Leave]).collect()
    }

    /// How long the loop may wait for the sake of what is being typed.
    pub fn wait(&self) -> Option<Duration> {
        self.typing.as_ref()?.deadline().map(|due| due.saturating_duration_since(Instant::now()))
    }

    /// Time has passed; gives the same as [`Desk::typed`].
    pub fn pass_time(&mut self) -> Vec<Did> {
        let Some(typing) = &mut self.typing else { return Vec::new() };
        if typing.deadline().is_none_or(|due| due > Instant::now()) {
            return Vec::new();
        }
        let typed = typing.pass_time();
        self.take_typed(typed)
    }

    /// A signal that is about the terminal.
    pub fn signal(&mut self, signal: Signal) {
        self.redraw = true;
        match signal {
            Signal::Continued | Signal::WindowSize => {
                if let Some(typing) = &mut self.typing {
                    typing.resume();
                }
            }
            Signal::Interrupt | Signal::Terminate | Signal::Hangup | Signal::UserOne => {}
        }
    }

    fn suspend(&mut self) {
        if let Some(typing) = &mut self.typing {
            typing.suspend();
        }
    }

    /// Draws the line being typed at the next [`Desk::flush`].
    pub fn draw(&mut self) {
        self.redraw = true;
        self.flush();
    }

    /// Writes what was printed since the last time.
    pub fn flush(&mut self) {
        if self.printer.is_full() {
            // The printer wakes the loop when it has room. What is too much by then is left out, the
            // latest first: the gap is told where it begins.
            self.lost += self.lines.len().saturating_sub(LINES_MAX) as u64;
            self.lines.truncate(LINES_MAX);
            return;
        }
        let lost = std::mem::take(&mut self.lost);
        if lost > 0 {
            self.lines.push(self.lang.say("serve-transcript-gap", &[("count", lost.into())]));
        }
        if self.lines.is_empty() && !self.redraw {
            return;
        }
        let mut bytes = Vec::new();
        match &self.typing {
            Some(typing) => typing.print_above(&self.lines, &mut bytes),
            None => self.lines.iter().for_each(|line| {
                bytes.extend_from_slice(clean_lines(line).as_bytes());
                bytes.push(b'\n');
            }),
        }
        self.lines.clear();
        self.redraw = false;
        self.printer.print(Stream::Out, bytes);
    }

    /// What was printed since the last [`Desk::flush`].
    #[cfg(test)]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Gives the terminal back.
    pub fn restore_terminal(&mut self) {
        if let Some(typing) = self.typing.take() {
            typing.leave();
        }
    }

    /// Prints what is left, within `grace`, and gives the terminal back.
    pub fn finish(mut self, grace: Duration) {
        self.flush();
        let typing = self.typing.take();
        self.printer.finish(grace);
        if let Some(typing) = typing {
            typing.leave();
        }
    }

    /// A sentence about so many.
    pub(super) fn words(&self, key: &str, count: usize) -> String {
        self.lang.say(key, &[("count", Value::from(count))])
    }

    pub(super) fn say(&mut self, key: &str, args: &[(&str, &str)]) {
        let args: Vec<_> = args.iter().map(|&(name, text)| (name, Value::from(clean(text)))).collect();
        let line = self.lang.say(key, &args);
        self.print(line);
    }

    fn print_timed(&mut self, line: &str) {
        let now = jiff::Timestamp::now().to_zoned(self.clock.clone());
        self.lines.push(format!("{} {line}", now.strftime("%H:%M:%S")));
    }
}
