//! Undoing at the console what was done to the house last. What is undone in a room is in
//! [`crate::room::command`].

use std::sync::Arc;

use crate::room::Hall;
use crate::room::keep::BanRecord;
use crate::room::outbox::{ConsoleReply, Effect, Outbox};
use crate::wire::Now;

use super::Ban;
use super::house::DEEDS_MAX;

/// Something that was done to the house, and can be undone.
#[derive(Clone, Debug)]
pub enum Deed {
    /// The bans with these numbers were set, in the place of these.
    Set(Vec<u64>, Vec<Ban>),
    /// These were lifted.
    Lifted(Vec<Ban>),
}

impl Hall {
    /// Notes what can be undone; the oldest goes if there is too much.
    pub(in crate::room) fn note_deed(&mut self, deed: Deed) {
        if self.bans.deeds.len() >= DEEDS_MAX {
            self.bans.deeds.remove(0);
        }
        self.bans.deeds.push(deed);
    }

    /// Undoes what the operator did last.
    pub(in crate::room) fn undo_in_house(&mut self, now: Now, out: &mut Outbox) -> ConsoleReply {
        let by = Arc::clone(&self.operator.name);
        while let Some(deed) = self.bans.deeds.pop() {
            match deed {
                Deed::Set(ids, former) => {
                    let lifted = ids.into_iter().filter_map(|id| self.lift_house_ban(now, id, &by, out));
                    let lifted: Vec<_> = lifted.collect();
                    let is_lifted = |ban: &Ban| lifted.iter().any(|it| it.mask.key() == ban.mask.key());
                    let former = former.into_iter().filter(is_lifted).collect();
                    let lifted = lifted.iter().map(Ban::record).collect();
                    if let Some(reply) = told_each(lifted, ConsoleReply::Lifted, out) {
                        out.effects.push(Effect::Console(reply));
                        return self.set_again(now, former, out).unwrap_or(ConsoleReply::Nothing);
                    }
                }
                Deed::Lifted(bans) => {
                    if let Some(reply) = self.set_again(now, bans, out) {
                        return reply;
                    }
                }
            }
        }
        ConsoleReply::NothingToUndo
    }

    /// Sets bans again, but for those that have ended meanwhile; `None`: there is none.
    fn set_again(&mut self, now: Now, bans: Vec<Ban>, out: &mut Outbox) -> Option<ConsoleReply> {
        let has_ended = |ban: &Ban| ban.terms.until_ms.is_some_and(|at| at <= now.unix_ms);
        let mut set = Vec::new();
        for Ban { mask, whom, terms, .. } in bans.into_iter().filter(|ban| !has_ended(ban)) {
            let Some((id, _)) = self.set_house_ban(now, (mask, whom), terms, out) else {
                return Some(ConsoleReply::TooManyBans);
            };
            set.extend(self.bans.get(id).map(Ban::record));
        }
        told_each(set, ConsoleReply::Banned, out)
    }
}

/// Tells the operator of each of these; of the last by the answer. `None`: there is none.
pub(in crate::room) fn told_each(
    mut records: Vec<BanRecord>,
    as_reply: fn(BanRecord) -> ConsoleReply,
    out: &mut Outbox,
) -> Option<ConsoleReply> {
    let last = records.pop()?;
    out.effects.extend(records.into_iter().map(|record| Effect::Console(as_reply(record))));
    Some(as_reply(last))
}
