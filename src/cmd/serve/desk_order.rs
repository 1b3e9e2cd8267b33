//! What the operator is answered about bans, mutes, the audit log, the brake and codes, in words.

use super::desk::Desk;
use crate::room::ConsoleReply;
use crate::room::bans::audit::Did;
use crate::room::bans::terms::{NEVER, NO_REASON};
use crate::room::keep::{AuditRecord, BanRecord, CodeKind, CodeRecord};
use crate::wire::mode::without_mute;

impl Desk {
    /// Answers the operator about keeping order.
    pub(super) fn order(&mut self, reply: &ConsoleReply) {
        match reply {
            ConsoleReply::Banned(ban) if is_mute(ban) => self.ban("console-muted", ban),
            ConsoleReply::Banned(ban) => self.ban("console-banned", ban),
            ConsoleReply::Lifted(ban) if is_mute(ban) => {
                self.say("console-unmuted", &[("mask", without_mute(&ban.mask))])
            }
            ConsoleReply::Lifted(ban) => self.say("console-unbanned", &[("mask", &ban.mask)]),
            ConsoleReply::NoSuchBan(text) => self.say("console-no-such-ban", &[("text", text)]),
            ConsoleReply::BadMask(text) => self.say("console-bad-mask", &[("text", text)]),
            ConsoleReply::MeansEverybody(text) => self.say("console-means-everybody", &[("text", text)]),
            ConsoleReply::MeansOperator(text) => self.say("console-means-you", &[("text", text)]),
            ConsoleReply::TooManyBans => self.say("console-too-many-bans", &[]),
            ConsoleReply::NothingToUndo => self.say("console-nothing-to-undo", &[]),
            ConsoleReply::Bans(bans) => {
                let line = self.words("console-bans", bans.len());
                self.print(line);
                for ban in bans {
                    self.ban(if is_mute(ban) { "console-mute-row" } else { "console-ban-row" }, ban);
                }
            }
            ConsoleReply::Audit(records) => {
                let line = self.words("console-audit", records.len());
                self.print(line);
                records.iter().for_each(|record| self.audited(record));
            }
            ConsoleReply::Braked(room, minutes) => {
                self.say("console-braked", &[("room", room), ("minutes", &minutes.to_string())]);
            }
            ConsoleReply::BrakeOff(room) => self.say("console-brake-off", &[("room", room)]),
            ConsoleReply::NoBrake(room) => self.say("console-no-brake", &[("room", room)]),
            ConsoleReply::Slow(room, Some(seconds)) => {
                self.say("console-slow-already", &[("room", room), ("seconds", &seconds.to_string())]);
            }
            ConsoleReply::Slow(room, None) => self.say("console-not-slow", &[("room", room)]),
            ConsoleReply::NoSuchRoom(room) => self.say("console-no-such-room", &[("room", room)]),
            ConsoleReply::Invites(codes) => self.codes(codes),
            ConsoleReply::Uninvited(code) => self.say("console-uninvited", &[("code", code)]),
            ConsoleReply::NoSuchCode(code) => self.say("console-no-such-code", &[("code", code)]),
            _ => {}
        }
    }

    fn codes(&mut self, codes: &[CodeRecord]) {
        if codes.is_empty() {
            return self.say("console-codes-none", &[]);
        }
        for CodeRecord { code, kind, left, expires_ms, used_by } in codes {
            let key = match kind {
                CodeKind::Entry => "console-code-row-entry",
                CodeKind::Account => "console-code-row-account",
                CodeKind::Owner => "console-code-row-owner",
            };
            let until = expires_ms.map_or_else(|| "-".to_owned(), |expires_ms| self.moment(expires_ms));
            let names = if used_by.is_empty() { "-".to_owned() } else { used_by.join(" ") };
            let left = left.to_string();
            let args = [("code", &**code), ("left", &*left), ("until", &*until), ("names", &*names)];
            let count = if matches!(kind, CodeKind::Entry) { 4 } else { 3 };
            self.say(key, args.get(..count).unwrap_or_default());
        }
    }

    fn ban(&mut self, key: &str, ban: &BanRecord) {
        let (id, until) = (ban.id.to_string(), self.until(ban.until_ms));
        let reason = ban.reason.as_deref().unwrap_or(NO_REASON);
        let whom = ban.whom.as_deref().unwrap_or(NO_REASON);
        let args = [
            ("id", &*id),
            ("mask", without_mute(&ban.mask)),
            ("whom", whom),
            ("by", &ban.by),
            ("until", &until),
            ("reason", reason),
        ];
        self.say(key, &args);
    }

    fn audited(&mut self, record: &AuditRecord) {
        let (moment, until) = (self.moment(record.at_ms), self.until(record.until_ms));
        let room = record.room_name.as_deref().unwrap_or(NO_REASON);
        let reason = record.reason.as_deref().unwrap_or(NO_REASON);
        if record.did == Did::Mode.word() {
            let room = record.room_name.as_deref().unwrap_or_default();
            for told in self.lang().mode_changes_of_ours(&record.by, room, &record.whom) {
                self.say("console-audit-mode", &[("moment", &moment), ("told", &told)]);
            }
            return;
        }
        let is_by_mask = [Did::Ban, Did::Unban, Did::Mute, Did::Unmute, Did::Expired];
        let whom = match is_by_mask.iter().any(|did| did.word() == record.did) {
            true => self.lang().whom_by(&record.whom),
            false => record.whom.clone(),
        };
        let args = [
            ("moment", &*moment),
            ("room", room),
            ("by", &record.by),
            ("did", &record.did),
            ("whom", &whom),
            ("until", &until),
            ("reason", reason),
        ];
        self.say("console-audit-row", &args);
    }

    fn until(&self, until_ms: Option<u64>) -> String {
        until_ms.map_or_else(|| NEVER.to_owned(), |until_ms| self.moment(until_ms))
    }
}

/// Whether it is about speaking alone.
fn is_mute(ban: &BanRecord) -> bool {
    crate::wire::mask::Mask::parse(&ban.mask).is_some_and(|mask| mask.mutes())
}
