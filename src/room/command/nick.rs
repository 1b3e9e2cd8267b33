//! NICK (Modern IRC, "NICK message"): claiming a name, and taking another.

use super::Ctx;
use crate::room::names::{Clash, Owner};
use crate::room::outbox::What;
use crate::wire::name::NameError;
use crate::wire::{Message, Name, note, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let text = message.param(0).unwrap_or_default();
    if text.is_empty() {
        ctx.reply(&numeric::ERR_NONICKNAMEGIVEN, &[]);
        return;
    }
    let chars_max = ctx.lengths().name_chars_max;
    let name = match Name::parse(text).and_then(|name| name.at_most(chars_max)) {
        Ok(name) => name,
        Err(why) => {
            if why == NameError::TooLong {
                ctx.note(&note::NICK_TOO_LONG, &[word(text), &chars_max.to_string()]);
            }
            ctx.reply(&numeric::ERR_ERRONEUSNICKNAME, &[word(text)]);
            return;
        }
    };
    if ctx.will_be(&name) {
        // Said, not claimed: if that member is gone by then, it is claimed before the welcome.
        ctx.say_name(name);
        return;
    }
    if ctx.is_barred_by_name(&name) {
        ctx.note(&note::NICK_BANNED, &[text]);
        ctx.reply(&numeric::ERR_ERRONEUSNICKNAME, &[text]);
        return;
    }
    if let Some(room) = ctx.hall.escapes_from(ctx.conn, &name) {
        let room = ctx.room_name(room);
        ctx.reply(&numeric::ERR_NONICKCHANGE, &[&room]);
        return;
    }
    let owner = ctx.hall.owner(ctx.conn);
    let former = match owner {
        Owner::Arriving(_) => ctx.arrival_mut().and_then(|arrival| arrival.name.clone()),
        Owner::Member(_) => ctx.me().map(|me| me.name.clone()),
    };
    if former.as_ref().is_some_and(|former| former.as_str() == name.as_str()) {
        return;
    }
    // Given back first: the new name may be the former one in another case.
    let had = former.filter(|former| ctx.hall.names.owner(former.key()) == Some(owner));
    if let Some(former) = &had {
        ctx.hall.names.release(former, owner);
    }
    if let Err(clash) = claim(ctx, &name) {
        let waits = ctx.may_still_be(&name, &clash);
        let kept = waits || had.is_none_or(|former| ctx.hall.names.claim(&former, owner).is_ok());
        debug_assert!(kept, "what was just given back is free");
        if !waits {
            refuse(ctx, text, clash);
            return;
        }
    }
    if let Some(arrival) = ctx.arrival_mut() {
        arrival.name = Some(name);
        ctx.admit_when_ready();
    } else {
        rename(ctx, name);
    }
}

/// Gives a name to whoever gave the command, who keeps what they had until it is released.
fn claim(ctx: &mut Ctx<'_>, name: &Name) -> Result<(), Clash> {
    let (owner, own) = (ctx.hall.owner(ctx.conn), ctx.own_account_key());
    match ctx.hall.owned(name, own.as_deref()) {
        Some(clash) => Err(clash),
        None => ctx.hall.names.claim(name, owner),
    }
}

/// A member takes a name of theirs, if nobody has it.
pub(in crate::room) fn take(ctx: &mut Ctx<'_>, name: Name) {
    let (owner, Some(former)) = (ctx.hall.owner(ctx.conn), ctx.me().map(|me| me.name.clone())) else {
        return;
    };
    if claim(ctx, &name).is_ok() {
        ctx.hall.names.release(&former, owner);
        rename(ctx, name);
    }
}

impl Ctx<'_> {
    /// Whether whoever is arriving may turn out to be the one whose name this is: the account's, or
    /// the member's who is here. Until `CAP END` they may log in; later they are who they are.
    fn may_still_be(&mut self, name: &Name, clash: &Clash) -> bool {
        let own = self.own_account_key().and_then(|key| self.hall.present(&key)).map(Owner::Member);
        let is_own = own.is_some() && self.hall.names.owner(name.key()) == own;
        let is_an_accounts = match clash {
            Clash::Owned => true,
            Clash::Taken => self.hall.names.owner(name.key()).is_some_and(|owner| match owner {
                Owner::Member(id) => self.hall.members.get(id).is_some_and(|it| it.who.account.is_some()),
                Owner::Arriving(_) => false,
            }),
            Clash::LooksLike(_) | Clash::Reserved => false,
        };
        is_an_accounts && self.arrival_mut().is_some_and(|arrival| arrival.negotiating || is_own)
    }

    /// Whoever is arriving says a name that they do not claim; what they had claimed is free again.
    fn say_name(&mut self, name: Name) {
        let former = self.arrival_mut().and_then(|arrival| arrival.name.replace(name));
        if let Some(former) = former {
            self.hall.names.release(&former, Owner::Arriving(self.conn));
        }
    }

    /// Whether whoever is about to come in has the name that they said: it was somebody's who may
    /// have turned out to be them, and it may have become somebody's. If not, they are told.
    pub(in crate::room) fn has_name_at_last(&mut self, name: &Name) -> bool {
        let (owner, own) = (Owner::Arriving(self.conn), self.own_account_key());
        let is_claimed = self.hall.names.owner(name.key()) == Some(owner);
        let clash = match self.hall.owned(name, own.as_deref()) {
            // What was claimed before somebody registered what looks like it stays theirs.
            Some(Clash::LooksLike(_)) | None if is_claimed => return true,
            None => self.hall.names.claim(name, owner).err(),
            clash => clash,
        };
        let Some(clash) = clash else { return true };
        self.hall.names.release(name, owner);
        if let Some(arrival) = self.arrival_mut() {
            arrival.name = None;
        }
        refuse(self, name.as_str(), clash);
        false
    }
}

fn rename(ctx: &mut Ctx<'_>, name: Name) {
    let Some(id) = ctx.me_id() else { return };
    let Some(member) = ctx.hall.members.get(id) else { return };
    let former = member.name.clone();
    // In another case it is the same name, and whoever watches it knows enough.
    let is_other = former.key() != name.key();
    if is_other {
        ctx.hall.past.add(member, ctx.now.unix_ms);
        ctx.hall.take_codes_along(id, &name, ctx.out);
    }
    let Some(member) = ctx.hall.members.get(id) else { return };
    let (mut to, rooms) = (ctx.hall.companions(&member.rooms), member.rooms.clone());
    if member.rooms.is_empty() {
        to.extend(&member.sessions);
    }
    ctx.tell_kept(&rooms, to, What::Renamed { to: name.shared() });
    if let Some(member) = ctx.hall.members.get_mut(id) {
        member.rename(name);
        ctx.hall.note_presence(id);
    }
    if is_other {
        ctx.hall.tell_offline(Some(ctx.conn), &former, ctx.out);
        ctx.hall.tell_online(ctx.conn, ctx.out);
    }
}

fn refuse(ctx: &mut Ctx<'_>, text: &str, clash: Clash) {
    match clash {
        Clash::Taken => {}
        Clash::LooksLike(other) => ctx.note(&note::NICK_LOOKS_LIKE, &[text, &other]),
        Clash::Owned => ctx.note(&note::NAME_OWNED, &[text]),
        Clash::Reserved => ctx.note(&note::NICK_RESERVED, &[text]),
    }
    ctx.reply(&numeric::ERR_NICKNAMEINUSE, &[text]);
}

/// What can stand as one word of a reply.
fn word(text: &str) -> &str {
    let word = text.split(' ').next().unwrap_or_default();
    if word.is_empty() || word.starts_with(':') { "*" } else { word }
}
