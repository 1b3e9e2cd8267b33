//! What the operator decided anew while the house is open, taken as a whole.
//!
//! Must not read settings: the rules come in as a value, and were right as settings before.
//!
//! Theory of operation: the rules in force are replaced, but for those that hold from the first to
//! the last hour ([`Rules::renew`]). Then what was made of the old ones is made again: the
//! operator's name, the names nobody may have, who stays without a connection. Clients are told of
//! what they were told when they came in: the tokens of RPL_ISUPPORT that are others than before,
//! and, if they know `cap-notify`, the capabilities that came, went or have another value. Nobody
//! loses what they have: a name that is too long by the new rules stays until it is given up.

use std::sync::Arc;

use super::command::cap;
use super::names::Owner;
use super::outbox::{Effect, Ending, Outbox};
use super::session::Door;
use super::{Hall, Rules, welcome};
use crate::wire::caps::{CAP_NOTIFY, Caps};
use crate::wire::{ConnId, MemberId, Now, name};

impl Hall {
    /// Whose name the operator would have by these rules, if that is another than theirs and
    /// somebody has it: then the rules can't be taken.
    pub fn robbed_by(&self, rules: &Rules) -> Option<Arc<str>> {
        let key = name::fold(&rules.operator_name)?;
        match self.names.owner(&key)? {
            Owner::Member(member) => self.members.get(member).map(|member| member.name.shared()),
            Owner::Arriving(_) => Some(rules.operator_name.as_str().into()),
        }
    }

    /// Takes these rules; see the head of this file.
    pub(super) fn renew(&mut self, now: Now, rules: Rules, out: &mut Outbox) {
        let tokens = self.isupport();
        let offers = [Some(false), None].map(|values| cap::offers(self, values));
        let absent = std::mem::take(&mut self.rules.absent);
        self.rules.renew(rules);
        self.renew_operator();
        self.names.reserve(&self.rules.reserved_names);
        self.past.set_max(self.rules.past_max);
        self.renew_absence(&absent);
        self.settle_who_stays(now, out);
        self.tell_tokens(&tokens, out);
        self.tell_offers(offers, out);
    }

    fn renew_operator(&mut self) {
        let name: Arc<str> = self.rules.operator_name.as_str().into();
        self.operator.prefix = format!("{name}!operator@{}", self.rules.server_name).into();
        self.operator.name = name;
    }

    /// Those who are away in our words are so in the words of the language in force.
    fn renew_absence(&mut self, before: &str) {
        if before == self.rules.absent {
            return;
        }
        let absent: Arc<str> = self.rules.absent.as_str().into();
        for id in self.everybody() {
            let member = self.members.get_mut(id).filter(|member| member.away.as_deref() == Some(before));
            if let Some(member) = member {
                member.away = Some(Arc::clone(&absent));
            }
        }
    }

    /// Whoever is here without a connection, and may not be any more, is gone; how all others are is
    /// noted.
    fn settle_who_stays(&mut self, now: Now, out: &mut Outbox) {
        for id in self.everybody() {
            let is_absent = self.members.get(id).is_some_and(|member| member.is_absent);
            if is_absent && !self.stays(id) {
                self.take_leave(now, id, Ending::Gone, out);
            } else {
                self.note_presence(id);
            }
        }
    }

    fn everybody(&self) -> Vec<MemberId> {
        self.members.iter().map(|(id, _)| id).collect()
    }

    /// "`-TOKEN`" takes one back (Modern IRC, "RPL_ISUPPORT (005)").
    fn tell_tokens(&self, before: &[String], out: &mut Outbox) {
        let after = self.isupport();
        let key = |token: &str| token.split('=').next().unwrap_or_default().to_owned();
        let mut items: Vec<_> = after.iter().filter(|token| !before.contains(token)).cloned().collect();
        let is_known = |token: &String| after.iter().any(|other| key(other) == key(token));
        items.extend(before.iter().filter(|token| !is_known(token)).map(|token| format!("-{}", key(token))));
        if items.is_empty() {
            return;
        }
        for to in self.irc_clients() {
            out.effects.push(welcome::isupport_effect(to, self.caps(to), items.clone()));
        }
    }

    /// What a capability offers has changed (IRCv3 capability negotiation, "The CAP NEW subcommand",
    /// "The CAP DEL subcommand").
    fn tell_offers(&mut self, [valued, bare]: [Vec<(Caps, String)>; 2], out: &mut Outbox) {
        let after = [Some(false), None].map(|values| cap::offers(self, values));
        let words = |after: &[(Caps, String)], before: &[(Caps, String)]| {
            let others = after.iter().filter(|offer| !before.contains(offer));
            others.map(|(_, word)| word.clone()).collect::<Vec<_>>()
        };
        let [after_valued, after_bare] = &after;
        let gone: Vec<_> = bare.iter().filter(|offer| !after_bare.contains(offer)).collect();
        let lost = gone.iter().fold(Caps::default(), |all, (cap, _)| all.with(*cap));
        let names: Vec<_> = gone.iter().map(|(_, name)| name.clone()).collect();
        let (new_valued, new_bare) = (words(after_valued, &valued), words(after_bare, &bare));
        let all: Vec<ConnId> = self.sessions.iter().map(|(conn, _)| conn).collect();
        for to in all {
            let Some(session) = self.sessions.get_mut(to) else { continue };
            session.caps = session.caps.without(lost);
            if !session.caps.has(CAP_NOTIFY) {
                continue;
            }
            let several_lines = session.caps_302;
            let new = if several_lines { &new_valued } else { &new_bare };
            for (subcommand, words) in [("DEL", &names), ("NEW", new)] {
                if !words.is_empty() {
                    let words = words.clone();
                    out.effects.push(Effect::Cap { to, subcommand, words, several_lines });
                }
            }
        }
    }

    /// The IRC clients that have been welcomed.
    fn irc_clients(&self) -> Vec<ConnId> {
        let all = self.sessions.iter().map(|(conn, _)| conn);
        all.filter(|&conn| self.door(conn) == Some(Door::Irc)).collect()
    }
}
