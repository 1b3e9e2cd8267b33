//! What a server remembers, in words: what was said before, what was missed, what is found and what
//! is taken back, and how it goes with our account.

use jiff::Timestamp;

use super::Face;
use super::face::{Because, Line, Stream};
use crate::chat::{AccountNews, AccountRefusal, Happening, Label, Lost, Manner, Noted, Said, Voice, Where};
use crate::lang::Value;
use crate::wire::clean::clean;

const TAKEN_BACK: Because = Because("chat-taken-back-because", "chat-taken-back");
const BYTES_PER_MEGABYTE: u64 = 1_000_000;

impl Face {
    /// Shows what has to do with memory.
    pub(super) fn remembered(&self, happening: &Happening, out: &mut Vec<Line>) {
        match happening {
            Happening::Earlier { count: 0, .. } => self.aside("chat-earlier-none", &[], out),
            Happening::Earlier { .. } => self.aside("chat-earlier", &[], out),
            Happening::Unread { .. } => self.aside("chat-unread", &[], out),
            Happening::Gap { since_ms, until_ms, .. } => {
                let (since, until) = (self.time(*since_ms), self.time(*until_ms));
                let text = self.say("chat-gap", &[("since", &since), ("until", &until)]);
                out.push(Line { stream: Stream::Chat, text });
            }
            Happening::TakenBack { who, beginning: Some(beginning), .. } if who.voice == Voice::Me => {
                self.aside("chat-taken-back-beginning", &[("beginning", beginning)], out);
            }
            Happening::TakenBack { who, .. } if who.voice == Voice::Me => {
                self.aside("chat-taken-back-yourself", &[], out);
            }
            Happening::TakenBack { who, reason, .. } => {
                let text = self.because(&TAKEN_BACK, &[("name", &self.name(who))], reason.as_deref());
                out.push(Line { stream: Stream::Chat, text });
            }
            Happening::Found(said) => self.found(said, out),
            Happening::SearchEnded { count } => {
                self.push_aside(self.lang.say("chat-search-end", &[("count", (*count).into())]), out);
            }
            Happening::Account(news) => self.account(news, out),
            Happening::Noted { label, noted } => self.noted(*label, noted, out),
            Happening::Interrupted(Lost::Renewed) => self.aside("chat-renewing", &[], out),
            Happening::Interrupted(_) => self.aside("chat-interrupted", &[], out),
            Happening::GoingDown => self.aside("chat-going-down", &[], out),
            Happening::Undelivered { unconfirmed, unsent, .. } => {
                for (key, lines) in [("chat-unconfirmed", unconfirmed), ("chat-undelivered", unsent)] {
                    self.repeat(key, lines, out);
                }
            }
            Happening::Returned { .. } => self.aside("chat-returned", &[], out),
            _ => {}
        }
    }

    /// How many messages something is true of, and which.
    fn repeat(&self, key: &str, messages: &[String], out: &mut Vec<Line>) {
        if messages.is_empty() {
            return;
        }
        self.push_aside(self.lang.say(key, &[("count", messages.len().into())]), out);
        let lines = messages.iter().flat_map(|message| message.lines());
        lines.for_each(|line| self.push_aside(clean(line).into_owned(), out));
    }

    /// A line of old, with when it was said.
    pub(super) fn at(&self, at_ms: u64, text: &str) -> String {
        // The line is clean already, and keeps what stands in it.
        let args = [("time", Value::from(self.time(at_ms))), ("line", text.to_owned().into())];
        self.lang.say("chat-old", &args)
    }

    /// A moment in the reader's zone, with its date if that is not today's.
    pub(super) fn time(&self, at_ms: u64) -> String {
        let zoned = |ms: u64| {
            let at = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
            at.unwrap_or_default().to_zoned(self.clock.clone())
        };
        let (at, now) = (zoned(at_ms), zoned(self.now_ms));
        let form = if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
        at.strftime(form).to_string()
    }

    /// What we have said to somebody alone, over another connection of ours or before this one.
    pub(super) fn own_private(&self, said: &Said, line: &str) -> String {
        let (Where::Room(name) | Where::Private(name)) = &said.place;
        let key = if said.manner == Manner::Action { "chat-private-own-action" } else { "chat-private-own" };
        self.say(key, &[("name", name), ("me", &said.who.name), ("text", line)])
    }

    fn found(&self, said: &Said, out: &mut Vec<Line>) {
        let (Where::Room(place) | Where::Private(place)) = &said.place;
        let (time, name) = (self.time(said.at_ms), self.name(&said.who));
        let key = if said.manner == Manner::Action { "chat-found-action" } else { "chat-found" };
        for line in said.text.lines() {
            self.aside(key, &[("time", &time), ("room", place), ("name", &name), ("text", &line)], out);
        }
    }

    fn account(&self, news: &AccountNews, out: &mut Vec<Line>) {
        match news {
            AccountNews::LoggedIn { account, .. } => self.aside("chat-logged-in", &[("name", account)], out),
            AccountNews::LoggedOut => self.aside("chat-logged-out", &[], out),
            AccountNews::CodeWanted { account, .. } => {
                self.aside("chat-code-wanted", &[("name", account)], out)
            }
            AccountNews::Registered { account, .. } => {
                self.aside("chat-registered", &[("name", account)], out)
            }
            AccountNews::Refused(why) => self.push_aside(self.account_refusal(why), out),
        }
    }

    fn account_refusal(&self, why: &AccountRefusal) -> String {
        let key = match why {
            AccountRefusal::WrongPassword => "chat-account-wrong-password",
            AccountRefusal::NoLonger(name) => return self.say("chat-account-no-longer", &[("name", name)]),
            AccountRefusal::NotSafe => "chat-account-not-safe",
            AccountRefusal::UnknownCertificate => "chat-account-unknown-certificate",
            AccountRefusal::Exists(name) => return self.say("chat-account-exists", &[("name", name)]),
            AccountRefusal::OtherName => "chat-account-other-name",
            AccountRefusal::WeakPassword { chars_min: Some(chars_min) } => {
                let args = [("chars_min", (*chars_min).into())];
                return self.lang.say("chat-account-short-password", &args);
            }
            AccountRefusal::WeakPassword { chars_min: None } => "chat-account-weak-password",
            AccountRefusal::EmailWanted => "chat-account-email-wanted",
            AccountRefusal::BadEmail(email) => {
                return self.say("chat-account-bad-email", &[("email", email)]);
            }
            AccountRefusal::BadCode => "chat-account-bad-code",
            AccountRefusal::NotOpen => "chat-account-not-open",
            AccountRefusal::TryLater => "chat-account-try-later",
            AccountRefusal::ServerSaid(text) => return self.say("chat-server-said", &[("text", text)]),
        };
        self.say(key, &[])
    }

    /// What a `chatroom` server says with a code.
    fn noted(&self, label: Option<Label>, noted: &Noted, out: &mut Vec<Line>) {
        let context = |place: usize| noted.context.get(place).map_or("", String::as_str);
        let text = match noted.code.as_str() {
            "HISTORY_KEPT" => self.kept(context(0), [context(1), context(2), context(3)]),
            "HISTORY_LATE" => self.say("chat-history-late", &[("room", context(0))]),
            "HISTORY_SHUT" => self.say("chat-history-shut", &[("room", context(0))]),
            "HISTORY_FINE" => self.say("chat-history-fine", &[("room", context(0))]),
            "HISTORY_FAILING" if context(1) == "*" => self.say("chat-account-try-later", &[]),
            "HISTORY_FAILING" => self.say("chat-history-failing", &[("room", context(1))]),
            "SLOW_MODE" => self.say("chat-slow-mode", &[("room", context(0)), ("seconds", context(1))]),
            "SLOWED" => self.say("chat-slowed", &[]),
            "YOU_STAY" => self.say("chat-stay-on", &[]),
            "YOU_LEAVE" => self.say("chat-stay-off", &[]),
            "NOBODY_STAYS" => self.say("chat-stay-none", &[]),
            "YOU_OWN" => self.say("chat-owner-yours", &[("room", context(0))]),
            "INVALID_TOKEN" => self.say("chat-owner-wrong", &[]),
            "INVITATION" => {
                let until = context(2).parse::<Timestamp>().ok();
                let until = until.and_then(|until| u64::try_from(until.as_millisecond()).ok());
                let args = [("code", context(0)), ("uses", context(1))];
                match until.map(|ms| self.time(ms)) {
                    Some(time) => self.say(
                        "chat-invitation-code",
                        &[("code", context(0)), ("uses", context(1)), ("time", &time)],
                    ),
                    None => self.say("chat-invitation-code-always", &args),
                }
            }
            "CODE_FORBIDDEN" => self.say("chat-invitation-code-forbidden", &[]),
            "CERTIFICATE" => self.say("chat-cert", &[("fingerprint", context(0))]),
            "CERTIFICATE_ADDED" => self.say("chat-cert-added", &[("fingerprint", context(0))]),
            "CERTIFICATE_REMOVED" => self.say("chat-cert-removed", &[("fingerprint", context(0))]),
            "NO_CERTIFICATES" => self.say("chat-cert-none", &[]),
            "NO_CERTIFICATE" => self.say("chat-cert-not-shown", &[]),
            "INVALID_FINGERPRINT" => self.say("chat-cert-unfit", &[]),
            "UNKNOWN_CERTIFICATE" => self.say("chat-cert-unknown", &[("fingerprint", context(0))]),
            "CERTIFICATE_TAKEN" => self.say("chat-cert-taken", &[("fingerprint", context(0))]),
            "TOO_MANY_CERTIFICATES" => self.say("chat-cert-too-many", &[("limit", context(0))]),
            "TOO_MANY_TRIES" => self.say("chat-too-many-tries", &[]),
            "ACCOUNT_REQUIRED" if &*noted.command == "OWNER" => self.say("chat-owner-account", &[]),
            "ACCOUNT_REQUIRED" if &*noted.command == "CERT" => self.say("chat-cert-account", &[]),
            "ACCOUNT_REQUIRED" => self.say("chat-stay-account", &[]),
            "AUDIT_ROW" if context(3) == "mode" => return self.audited_modes(noted, out),
            _ => match self.order(noted) {
                Some(text) => text,
                None if label.is_some() => self.say("chat-server-said", &[("text", &noted.said)]),
                None => clean(&noted.said).into_owned(),
            },
        };
        self.push_aside(text, out);
    }

    /// How long what is said here is kept; `*` is no limit.
    fn kept(&self, room: &str, limits: [&str; 3]) -> String {
        let [days, messages, bytes] = limits.map(|limit| limit.parse::<u64>().ok());
        let mut parts = Vec::new();
        for (key, number) in [
            ("chat-history-kept-days", days),
            ("chat-history-kept-messages", messages),
            ("chat-history-kept-megabytes", bytes.map(|bytes| bytes.div_ceil(BYTES_PER_MEGABYTE))),
        ] {
            if let Some(number) = number {
                parts.push(self.lang.say(key, &[("count", number.into())]));
            }
        }
        if parts.is_empty() {
            return self.say("chat-history-kept", &[("room", room)]);
        }
        let limits = parts.join(&self.say("chat-list-comma", &[]));
        self.say("chat-history-kept-limits", &[("room", room), ("limits", &limits)])
    }
}
