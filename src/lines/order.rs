//! Bans and mutes, what was done to keep order, and the brake against raids, in words.

use super::{Face, Line};
use crate::chat::{Noted, Terms, Voice, Who};
use crate::lang::Value;
use crate::wire::clean::clean;
use crate::wire::message::unescape;
use crate::wire::mode::without_mute;

impl Face {
    /// A sentence that says by whom, until when and why.
    pub(super) fn on_terms(&self, key: &str, args: &[(&str, &str)], terms: &Terms) -> String {
        let until = terms.until_ms.map_or_else(|| "never".to_owned(), |until_ms| self.time(until_ms));
        let reason = terms.reason.as_deref().unwrap_or("none");
        let by = self.name(&terms.by);
        let terms = [("by", &*by), ("until", &*until), ("reason", reason)];
        self.say(key, &[args, &terms].concat())
    }

    /// What a `chatroom` server says about keeping order; `None`: it is about something else.
    pub(super) fn order(&self, noted: &Noted) -> Option<String> {
        let context = |place: usize| noted.context.get(place).map_or("", String::as_str);
        let place = context(0);
        let count = |place| context(place).parse::<u64>().unwrap_or_default();
        let counted = |key| {
            let args = [("room", Value::from(clean(context(0)))), ("count", count(1).into())];
            self.lang.say(key, &args)
        };
        Some(match noted.code.as_str() {
            "YOU_ARE_BANNED" => self.in_words("chat-you-are-banned", &[("room", place)], noted, 1),
            "YOU_ARE_MUTED" => self.in_words("chat-you-are-muted", &[("room", place)], noted, 1),
            "YOU_ARE_HUSHED" => self.in_words("chat-you-are-hushed", &[], noted, 0),
            "YOU_MAY_SPEAK" => {
                let by = self.who_did(noted, context(1));
                self.say("chat-you-may-speak", &[("room", place), ("by", &by)])
            }
            "YOU_MAY_SPEAK_AGAIN" => {
                self.say("chat-you-may-speak-again", &[("by", &self.who_did(noted, place))])
            }
            "MUTE_ENDED" => self.say("chat-mute-ended", &[("room", place)]),
            "HUSH_ENDED" => self.say("chat-hush-ended", &[]),
            "BAN_ROW" => {
                let (mask, whom) = (context(1), unescape(context(2)));
                let shown = without_mute(mask);
                let did = if shown == mask { "ban" } else { "mute" };
                let args = [("did", did), ("mask", shown), ("whom", &*whom)];
                self.in_words("chat-ban-row", &args, noted, 3)
            }
            "BANS_END" => counted("chat-bans-end"),
            "AUDIT_ROW" => {
                let (time, mut whom) = (self.moment(context(1)), unescape(context(4)));
                if matches!(context(3), "ban" | "unban" | "mute" | "unmute" | "expired") {
                    whom = self.lang.whom_by(&whom).into();
                }
                let by = self.who_did(noted, context(2));
                let (until, reason) = (self.moment(context(5)), unescape(context(6)));
                let args = [
                    ("time", &*time),
                    ("by", &*by),
                    ("did", context(3)),
                    ("whom", &*whom),
                    ("until", &*until),
                    ("reason", &*reason),
                ];
                self.say("chat-audit-row", &args)
            }
            "AUDIT_END" => counted("chat-audit-end"),
            "UNDONE_KICK" => {
                self.say("chat-undone-kick", &[("room", place), ("name", &unescape(context(1)))])
            }
            "NOTHING_TO_UNDO" => self.say("chat-nothing-to-undo", &[]),
            "INVALID_MASK" => self.say("chat-invalid-mask", &[("text", context(1))]),
            "MEANS_EVERYBODY" => self.say("chat-means-everybody", &[("text", context(1))]),
            "MEANS_YOU" => self.say("chat-means-you", &[("text", context(1))]),
            "NO_SUCH_BAN" => self.say("chat-no-such-ban", &[("text", context(1))]),
            "MAY_NOT_BAN" => self.say("chat-may-not-ban", &[("name", &unescape(context(1)))]),
            "REPEATED" => self.say("chat-repeated", &[("seconds", context(1))]),
            "BRAKED" => self.say("chat-braked", &[("room", place), ("minutes", context(1))]),
            "BRAKE_OFF" => self.say("chat-brake-off", &[("room", place)]),
            _ => return None,
        })
    }

    /// A row of the audit log about modes: a line for each.
    pub(super) fn audited_modes(&self, noted: &Noted, out: &mut Vec<Line>) {
        let context = |place: usize| noted.context.get(place).map_or("", String::as_str);
        let (time, by) = (self.moment(context(1)), self.who_did(noted, context(2)));
        for told in self.lang.mode_changes_of_ours(&by, context(0), &unescape(context(4))) {
            self.aside("chat-audit-mode", &[("time", &time), ("told", &told)], out);
        }
    }

    /// The terms that stand in a row from `place` on.
    fn in_words(&self, key: &str, args: &[(&str, &str)], noted: &Noted, place: usize) -> String {
        let context = |place: usize| noted.context.get(place).map_or("", String::as_str);
        let by = self.who_did(noted, context(place));
        let (until, reason) = (self.moment(context(place + 1)), unescape(context(place + 2)));
        let terms = [("by", &*by), ("until", &*until), ("reason", &*reason)];
        self.say(key, &[args, &terms].concat())
    }

    /// Who did something, by the name that stands in a row.
    fn who_did(&self, noted: &Noted, name: &str) -> String {
        let voice = if noted.operator.as_deref() == Some(name) { Voice::Operator } else { Voice::Member };
        self.name(&Who { name: name.into(), voice })
    }

    /// A moment of the wire in the reader's zone; another word as it is.
    fn moment(&self, word: &str) -> String {
        match word.parse::<jiff::Timestamp>().ok().and_then(|time| u64::try_from(time.as_millisecond()).ok())
        {
            Some(unix_ms) => self.time(unix_ms),
            None => word.to_owned(),
        }
    }
}
