//! Keeping order from the console: bans and mutes of the whole house, what can be undone, the audit
//! log, and the brake and the slow mode of a room.

use std::sync::Arc;

use super::Hall;
use super::bans::audit::{AUDIT_RECORDS_MAX, AUDIT_SHOWN, Did};
use super::bans::{Deed, Terms, told_each};
use super::enter::shortened;
use super::member::Member;
use super::outbox::{ConsoleReply, Effect, Outbox, What};
use crate::wire::mask::Mask;
use crate::wire::{MemberId, Name, Now, RoomName, span};

/// The longest that a brake can be put on for, in minutes: a day.
const BRAKE_MINUTES_MAX: u64 = 24 * 60;

impl Hall {
    /// `WHO [TIME] [REASON]`.
    pub(super) fn console_ban(
        &mut self,
        now: Now,
        (command, mutes): (&'static str, bool),
        rest: &str,
        out: &mut Outbox,
    ) -> ConsoleReply {
        let (whom, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        if whom.is_empty() {
            return ConsoleReply::Usage(command);
        }
        let Some((until_ms, reason)) = ends_and_reason(now, rest) else {
            return ConsoleReply::Usage(command);
        };
        let Some((masks, name)) = self.house_masks(whom) else {
            return ConsoleReply::BadMask(whom.to_owned());
        };
        if masks.iter().any(Mask::fits_everybody) {
            return ConsoleReply::MeansEverybody(whom.to_owned());
        }
        let operator = self.operator.subject().folded();
        if masks.iter().any(|mask| mask.fits(&operator)) {
            return ConsoleReply::MeansOperator(whom.to_owned());
        }
        let as_meant = |mask: Mask| if mutes { mask.muting() } else { (!mask.mutes()).then_some(mask) };
        let Some(masks) = masks.into_iter().map(as_meant).collect::<Option<Vec<_>>>() else {
            return ConsoleReply::BadMask(whom.to_owned());
        };
        let reason = shortened(reason, self.rules.lengths.reason_bytes_max);
        let terms = Terms { by: Arc::clone(&self.operator.name), until_ms, reason };
        let (mut ids, mut former, mut records) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_full = false;
        for mask in masks {
            let set = self.set_house_ban(now, (mask, name.clone()), terms.clone(), out);
            let Some((id, replaced)) = set else {
                is_full = true;
                break;
            };
            former.extend(replaced);
            records.extend(self.bans.get(id).map(|ban| ban.record()));
            ids.push(id);
        }
        if !ids.is_empty() {
            self.note_deed(Deed::Set(ids, former));
        }
        let reply = told_each(records, ConsoleReply::Banned, out);
        if !is_full {
            return reply.unwrap_or(ConsoleReply::Nothing);
        }
        // Of several masks the first may have found a place.
        out.effects.extend(reply.map(Effect::Console));
        ConsoleReply::TooManyBans
    }

    /// Whom the operator means: somebody here by their account and where they come from, unless that is
    /// this machine; who has neither, by name; an account by its name; or a mask as it is written.
    fn house_masks(&self, text: &str) -> Option<(Vec<Mask>, Option<Arc<str>>)> {
        let by_account = |name: &str| Mask::parse(&format!("~a:{name}"));
        if let Some(member) = self.member(text).and_then(|id| self.members.get(id)) {
            let name = member.name.shared();
            let addresses = member.sessions.iter().filter_map(|&conn| self.address_of(conn));
            let mut addresses: Vec<_> = addresses.map(|address| address.to_canonical()).collect();
            addresses.retain(|address| !address.is_loopback());
            addresses.sort_unstable();
            addresses.dedup();
            let by_address = addresses.iter().map(|address| Mask::parse(&format!("*!*@{address}")));
            let account = member.who.account.iter().map(|account| by_account(account));
            let mut masks = account.chain(by_address).collect::<Option<Vec<_>>>()?;
            if masks.is_empty() {
                masks.push(Mask::parse(&name)?);
            }
            return Some((masks, Some(name)));
        }
        if let Some(account) = self.accounts.find(text) {
            return Some((vec![by_account(account.name.as_str())?], Some(account.name.shared())));
        }
        let name = Name::parse(text).ok().map(|name| name.shared());
        Some((vec![Mask::parse(text)?], name))
    }

    /// Who is here of that name, or whom a mask fits that can be no name and does not mean everybody.
    pub(super) fn members_meant(&self, text: &str) -> Vec<MemberId> {
        if let Some(id) = self.member(text) {
            return vec![id];
        }
        let mask = Mask::parse(text).filter(|mask| Mask::is_no_name(text) && !mask.fits_everybody());
        let Some(mask) = mask else { return Vec::new() };
        let fits =
            |member: &Member| self.subjects(member).into_iter().any(|subject| mask.fits(&subject.folded()));
        self.members.iter().filter(|(_, member)| fits(member)).map(|(id, _)| id).collect()
    }

    /// `WHO`, a mask or a number.
    pub(super) fn console_unban(
        &mut self,
        now: Now,
        (command, mutes): (&'static str, bool),
        rest: &str,
        out: &mut Outbox,
    ) -> ConsoleReply {
        if rest.is_empty() {
            return ConsoleReply::Usage(command);
        }
        let by = Arc::clone(&self.operator.name);
        let ids = self.house_bans_of(rest, mutes).into_iter();
        let lifted: Vec<_> = ids.filter_map(|id| self.lift_house_ban(now, id, &by, out)).collect();
        let records = lifted.iter().map(|ban| ban.record()).collect();
        if !lifted.is_empty() {
            self.note_deed(Deed::Lifted(lifted));
        }
        let reply = told_each(records, ConsoleReply::Lifted, out);
        reply.unwrap_or_else(|| ConsoleReply::NoSuchBan(rest.to_owned()))
    }

    pub(super) fn console_bans(&self) -> ConsoleReply {
        ConsoleReply::Bans(self.bans.iter().map(|ban| ban.record()).collect())
    }

    /// `[ROOM] [COUNT]`.
    pub(super) fn console_audit(&self, rest: &str) -> ConsoleReply {
        let (room, count) = match rest.split_once(' ').unwrap_or((rest, "")) {
            (room, count) if room.starts_with('#') => (Some(room), count.trim()),
            _ => (None, rest),
        };
        let count = if count.is_empty() { Ok(AUDIT_SHOWN) } else { count.parse() };
        let Some(count) = count.ok().filter(|count| (1..=AUDIT_RECORDS_MAX).contains(count)) else {
            return ConsoleReply::Usage("/audit");
        };
        let audit = match room {
            None => &self.audit,
            Some(text) => match self.room(text).and_then(|room| self.rooms.get(room)) {
                Some(place) => &place.audit,
                None => return ConsoleReply::NoSuchRoom(text.to_owned()),
            },
        };
        ConsoleReply::Audit(audit.newest(count).cloned().collect())
    }

    /// `on|off [ROOM] [MINUTES]`.
    pub(super) fn console_brake(&mut self, now: Now, rest: &str, out: &mut Outbox) -> ConsoleReply {
        let mut words = rest.split_whitespace();
        let on = match words.next() {
            Some("on") => true,
            Some("off") => false,
            _ => return ConsoleReply::Usage("/brake"),
        };
        let words: Vec<_> = words.collect();
        let (room, words) = match words.split_first() {
            Some((name, rest)) if name.starts_with('#') => {
                let found = RoomName::parse(name).ok().and_then(|name| self.rooms.find(name.key()));
                match found {
                    Some(room) => (room, rest),
                    None => return ConsoleReply::NoSuchRoom((*name).to_owned()),
                }
            }
            _ => (self.lobby, words.as_slice()),
        };
        let minutes = match words {
            [] => Some(self.rules.order.raid_brake.as_secs().div_ceil(60)),
            [minutes] if on => {
                minutes.parse().ok().filter(|minutes| (1..=BRAKE_MINUTES_MAX).contains(minutes))
            }
            _ => None,
        };
        let Some(minutes) = minutes else { return ConsoleReply::Usage("/brake") };
        let by = Arc::clone(&self.operator.name);
        let Some(place) = self.rooms.get_mut(room) else { return ConsoleReply::Usage("/brake") };
        let name = place.name.as_str().to_owned();
        if on {
            place.brake.put_on(now.uptime + std::time::Duration::from_secs(60 * minutes));
            self.tell_brake(now, room, Some(minutes), &by, out);
        } else if place.brake.take_off(now.uptime) {
            self.tell_brake(now, room, None, &by, out);
        } else {
            return ConsoleReply::NoBrake(name);
        }
        ConsoleReply::Nothing
    }

    /// `[ROOM] SECONDS|TIME|off`. All who are there are told, and so is the console, of what changes.
    pub(super) fn console_slow(&mut self, now: Now, rest: &str, out: &mut Outbox) -> Option<ConsoleReply> {
        let (room, text) = match rest.split_once(' ') {
            Some((name, text)) if name.starts_with('#') => match self.room(name) {
                Some(room) => (room, text.trim()),
                None => return Some(ConsoleReply::NoSuchRoom(name.to_owned())),
            },
            _ => (self.lobby, rest),
        };
        let Some(seconds) = span::pause(text) else { return Some(ConsoleReply::Usage("/slow")) };
        let place = self.rooms.get_mut(room)?;
        let target = place.name.shared();
        if std::mem::replace(&mut place.modes.slow_seconds, seconds) == seconds {
            return Some(ConsoleReply::Slow(target.to_string(), seconds));
        }
        let words = match seconds {
            Some(seconds) => vec!["+w".to_owned(), seconds.to_string()],
            None => vec!["-w".to_owned()],
        };
        let by = Arc::clone(&self.operator.name);
        self.audit_simply(now, Some(room), (Did::Mode, &words.join(" ")), (&by, None), out);
        self.operator_does(now, room, What::Mode { target, words }, out);
        None
    }
}

/// When something ends that is to last for the time that `text` begins with, and what stands behind.
/// `None`: it begins with what is meant as a time, and is none.
fn ends_and_reason(now: Now, text: &str) -> Option<(Option<u64>, &str)> {
    let text = text.trim();
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    match span::parse(first) {
        Some(span) => Some((Some(ends(now, span)), rest.trim())),
        None if span::is_meant(first) => None,
        None => Some((None, text)),
    }
}

/// When something ends that begins now.
pub(super) fn ends(now: Now, span: std::time::Duration) -> u64 {
    now.unix_ms.saturating_add(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
}
