//! Who is banned from the whole house, or may speak nowhere in it.

use std::net::IpAddr;
use std::sync::Arc;

use crate::room::Hall;
use crate::room::cloak::cloak;
use crate::room::keep::Keep;
use crate::room::limits::Limit;
use crate::room::member::Member;
use crate::room::outbox::{Effect, Ending, Event, Outbox, What};
use crate::room::tell::note_ending;
use crate::wire::mask::{Mask, Subject};
use crate::wire::note::{self, Note};
use crate::wire::{ConnId, MemberId, Now};

use super::audit::Did;
use super::{Ban, Deed, Expiry, Terms};

/// What can be undone of what was done last.
pub(super) const DEEDS_MAX: usize = 50;

impl Hall {
    /// These bans are there, as they were kept; what has ended meanwhile is lifted at once.
    pub(in crate::room) fn restore_bans(&mut self, bans: Vec<crate::room::keep::BanRecord>) {
        self.bans = super::Bans::restored(bans);
        let in_rooms = self.rooms.iter().any(|(_, place)| place.has_ends());
        if in_rooms || self.bans.iter().any(|ban| ban.terms.until_ms.is_some()) {
            self.bans.expiry = Expiry::AT_ONCE;
        }
    }

    /// On which terms somebody at `address` may not come in.
    pub(in crate::room) fn bars(&self, subject: Subject<'_>) -> Option<Terms> {
        self.bans.bars(subject).cloned()
    }

    /// On which terms whoever is at `conn` may speak nowhere.
    pub(in crate::room) fn hushes(&self, conn: ConnId) -> Option<Terms> {
        self.bans.mutes(self.subject_at(conn)?).cloned()
    }

    /// What bans are compared with for the member at `conn`: each connection comes from an address of
    /// its own.
    pub(in crate::room) fn subject_at(&self, conn: ConnId) -> Option<Subject<'_>> {
        let member = self.member_at(conn)?;
        Some(Subject { address: self.address_of(conn), ..member.subject() })
    }

    /// The same for each of a member's connections; for one who has none, as they were last.
    pub(in crate::room) fn subjects<'h>(&'h self, member: &'h Member) -> Vec<Subject<'h>> {
        let of = |&conn: &ConnId| Subject { address: self.address_of(conn), ..member.subject() };
        match member.sessions.as_slice() {
            [] => vec![member.subject()],
            sessions => sessions.iter().map(of).collect(),
        }
    }

    /// The cloaks of where a member is connected from, each once.
    pub(in crate::room) fn cloaks(&self, member: &Member) -> Vec<String> {
        let addresses = member.sessions.iter().filter_map(|&conn| self.address_of(conn));
        let mut cloaks: Vec<_> = addresses.map(|address| cloak(&self.rules.secret, address)).collect();
        cloaks.sort_unstable();
        cloaks.dedup();
        cloaks
    }

    /// Where `conn` comes from.
    pub(in crate::room) fn address_of(&self, conn: ConnId) -> Option<IpAddr> {
        self.sessions.get(conn).map(|session| session.address)
    }

    /// Sets a ban or mute of the house; of one with the same mask it takes the place. Whoever it means
    /// and is here goes, or is told. Its number, and that one; `None` if there are too many.
    pub(in crate::room) fn set_house_ban(
        &mut self,
        now: Now,
        (mask, whom): (Mask, Option<Arc<str>>),
        terms: Terms,
        out: &mut Outbox,
    ) -> Option<(u64, Option<Ban>)> {
        let mut replaced = None;
        if let Some(former) = self.bans.find(&mask).map(|ban| ban.id) {
            replaced = self.bans.remove(former);
            for deed in &mut self.bans.deeds {
                if let Deed::Set(ids, _) = deed {
                    ids.retain(|id| *id != former);
                }
            }
            out.effects.push(Effect::Keep(Keep::BanGone(former)));
        } else if self.bans.len() >= self.rules.order.bans_max {
            self.counters.count(Limit::Bans);
            return None;
        }
        let did = if mask.mutes() { Did::Mute } else { Did::Ban };
        self.audit(now, None, (did, &named(whom.as_deref(), &mask)), &terms, out);
        let ban = Ban { id: self.bans.next_id(), mask, whom, terms, at_ms: now.unix_ms };
        out.effects.push(Effect::Keep(Keep::Ban(ban.record())));
        self.bans.add(ban.clone());
        self.set_expiry(now);
        self.enforce(now, &ban, out);
        Some((ban.id, replaced))
    }

    /// Lifts one; it, as it was.
    pub(in crate::room) fn lift_house_ban(
        &mut self,
        now: Now,
        id: u64,
        by: &Arc<str>,
        out: &mut Outbox,
    ) -> Option<Ban> {
        let ban = self.bans.remove(id)?;
        let did = if ban.mask.mutes() { Did::Unmute } else { Did::Unban };
        self.audit_simply(now, None, (did, &named(ban.whom.as_deref(), &ban.mask)), (by, None), out);
        out.effects.push(Effect::Keep(Keep::BanGone(id)));
        self.set_expiry(now);
        self.tell_unhushed(&ban.mask, (&note::YOU_MAY_SPEAK_AGAIN, &[by]), out);
        Some(ban)
    }

    /// Those that a text means: by number, by mask, or by the name of whom they were set for.
    pub(in crate::room) fn house_bans_of(&self, text: &str, mutes: bool) -> Vec<u64> {
        let number = text.strip_prefix('#').unwrap_or(text).parse::<u64>().ok();
        let means = Meant::new(self, text);
        let bans = self.bans.iter().filter(|ban| ban.mask.mutes() == mutes);
        let fits = bans.filter(|ban| number == Some(ban.id) || means.is(&ban.mask, ban.whom.as_deref()));
        fits.map(|ban| ban.id).collect()
    }

    /// Puts out whoever a ban means, or tells them that they may not speak.
    fn enforce(&mut self, now: Now, ban: &Ban, out: &mut Outbox) {
        let ids: Vec<_> = self.members.iter().map(|(id, _)| id).collect();
        for id in ids {
            self.enforce_terms(now, id, (&ban.mask, &ban.terms), out);
        }
    }

    /// A ban holds for each connection by itself: whoever has others, from elsewhere, stays with those.
    fn enforce_terms(&mut self, now: Now, id: MemberId, (mask, terms): (&Mask, &Terms), out: &mut Outbox) {
        let Some(member) = self.members.get(id) else { return };
        let fits: Vec<_> =
            self.subjects(member).into_iter().map(|subject| mask.fits(&subject.folded())).collect();
        let meant = member.sessions.iter().zip(&fits).filter(|(_, fits)| **fits).map(|(&conn, _)| conn);
        let meant: Vec<_> = meant.collect();
        if mask.mutes() {
            for to in meant {
                let context = terms.words().to_vec();
                out.effects.push(Effect::Note { to, note: &note::YOU_ARE_HUSHED, context });
            }
        } else if fits.iter().all(|fits| *fits) {
            self.remove_member(now, id, Ending::Banned(terms.clone()), terms.reason.clone(), out);
        } else {
            for conn in meant {
                self.close(now, conn, Ending::Banned(terms.clone()), out);
            }
        }
    }

    /// Puts a member out whom a ban of the house means from here on: by another name, or as another
    /// account.
    pub(in crate::room) fn enforce_on(&mut self, now: Now, id: MemberId, out: &mut Outbox) {
        let bans: Vec<_> = self.bans.bans.iter().map(|ban| (ban.mask.clone(), ban.terms.clone())).collect();
        for (mask, terms) in bans {
            self.enforce_terms(now, id, (&mask, &terms), out);
        }
    }

    /// The operator puts somebody out of every room and ends their connections.
    pub(in crate::room) fn remove_member(
        &mut self,
        now: Now,
        id: MemberId,
        why: Ending,
        reason: Option<Arc<str>>,
        out: &mut Outbox,
    ) {
        let Some(member) = self.members.get(id) else { return };
        let (who, whom, rooms) = (member.who.clone(), member.name.shared(), member.rooms.clone());
        if rooms.is_empty() {
            // Nobody sees it, but the transcript tells.
            let what = What::Quit { why: why.clone() };
            let event = Event { at_ms: now.unix_ms, id: None, who, what };
            out.effects.push(Effect::Event { to: Vec::new(), by: None, event });
        }
        if matches!(why, Ending::Banned(_)) {
            // Ahead of the KICK, with which a client may leave.
            self.sessions_of(id).iter().for_each(|&conn| note_ending(conn, &why, out));
        }
        for room in rooms {
            self.put_out(now, id, room, &whom, &reason, out);
        }
        self.expel(now, id, why, out);
    }

    /// Lifts what has ended by itself, in the house and in its rooms.
    pub(in crate::room) fn lift_ended(&mut self, now: Now, out: &mut Outbox) {
        if !self.bans.expiry.is_due(now) {
            return;
        }
        let server: Arc<str> = self.rules.server_name.as_str().into();
        let has_ended = |ban: &&Ban| ban.terms.until_ms.is_some_and(|until_ms| until_ms <= now.unix_ms);
        let ended: Vec<_> = self.bans.iter().filter(has_ended).map(|ban| ban.id).collect();
        for id in ended {
            let Some(ban) = self.bans.remove(id) else { continue };
            out.effects.push(Effect::Keep(Keep::BanGone(id)));
            let whom = named(ban.whom.as_deref(), &ban.mask);
            self.audit_simply(now, None, (Did::Expired, &whom), (&server, None), out);
            self.tell_unhushed(&ban.mask, (&note::HUSH_ENDED, &[]), out);
        }
        self.lift_ended_in_rooms(now, &server, out);
        self.set_expiry(now);
    }

    /// Tells whoever a mute of the house meant, and no other means, that they may speak again.
    fn tell_unhushed(&self, mask: &Mask, (note, context): (&'static Note, &[&str]), out: &mut Outbox) {
        if !mask.mutes() {
            return;
        }
        for (_, member) in self.members.iter() {
            for (&to, subject) in member.sessions.iter().zip(self.subjects(member)) {
                if mask.fits(&subject.folded()) && self.bans.mutes(subject).is_none() {
                    let context = context.iter().map(|&word| word.to_owned()).collect();
                    out.effects.push(Effect::Note { to, note, context });
                }
            }
        }
    }

    /// Looks when the next thing ends by itself.
    pub(in crate::room) fn set_expiry(&mut self, now: Now) {
        let house = self.bans.iter().filter_map(|ban| ban.terms.until_ms);
        let rooms = self.rooms.iter().flat_map(|(_, place)| place.ends());
        self.bans.expiry = Expiry::new(now, house.chain(rooms).min());
    }
}

/// Whom a mask was set for, as the log has it.
pub(super) fn named(whom: Option<&str>, mask: &Mask) -> String {
    match whom {
        Some(whom) => format!("{whom} ({})", mask.as_str()),
        None => mask.as_str().to_owned(),
    }
}

/// What a text means that names a ban to be lifted.
pub(in crate::room) struct Meant {
    keys: Vec<String>,
    name: Option<String>,
}

impl Meant {
    /// A mask as it is written, or all that somebody may be banned by.
    pub fn new(hall: &Hall, text: &str) -> Self {
        let account = hall.accounts.find(text).map(|account| format!("~a:{}", account.name.as_str()));
        let masks = [Some(text.to_owned()), account];
        let masks = masks.into_iter().flatten().filter_map(|text| Mask::parse(&text));
        let keys =
            masks.flat_map(|mask| [Some(mask.key().to_owned()), mask.muting().map(|m| m.key().to_owned())]);
        Self { keys: keys.flatten().collect(), name: crate::wire::name::fold(text) }
    }

    /// Whether it is this mask, or was set for this name.
    pub fn is(&self, mask: &Mask, whom: Option<&str>) -> bool {
        let is_for =
            whom.is_some_and(|whom| crate::wire::name::fold(whom) == self.name && self.name.is_some());
        is_for || self.keys.iter().any(|key| key == mask.key())
    }
}
