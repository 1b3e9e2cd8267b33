//! RESUME (ours, capability `chatroom/resume`): a client whose connection broke takes its member back.
//!
//! It says its token before the welcome. Once it has negotiated all that it wants, the former
//! connection ends, with whatever had come through it and was not read, and this one is the
//! member's in its place; nobody else sees anything. NICK with the member's name is no claim
//! meanwhile, and neither USER nor PASS is needed. If the member is gone by then, whoever said that
//! name comes in by it as usual.

use std::sync::Arc;

use super::Ctx;
use crate::room::outbox::{Effect, Ending};
use crate::wire::{Message, Name, caps, note, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    if !ctx.has_cap(caps::RESUME) {
        ctx.reply(&numeric::ERR_UNKNOWNCOMMAND, &["RESUME"]);
        return;
    }
    let token = message.param(0).unwrap_or_default();
    if ctx.hall.resumes.owner(token).is_none() {
        ctx.note(&note::UNKNOWN_TOKEN, &[]);
        return;
    }
    let Some(arrival) = ctx.arrival_mut() else { return };
    arrival.resumes = Some(token.into());
    ctx.admit_when_ready();
}

impl Ctx<'_> {
    /// Tells this connection its token, if it knows what that is.
    pub(in crate::room) fn give_token(&mut self) {
        let Some(session) = self.hall.sessions.get_mut(self.conn) else { return };
        if !session.caps.has(caps::RESUME) || session.member().is_none() {
            return;
        }
        let Some(token) = session.token.take().or_else(|| self.hall.resumes.give(self.conn)) else { return };
        session.token = Some(Arc::clone(&token));
        self.push(Effect::Token { to: self.conn, token });
    }

    /// Takes the member of this token over from the connection that had it; answers if that is gone.
    pub(in crate::room) fn take_over(&mut self, token: &str) -> bool {
        let former = self.hall.resumes.owner(token);
        let Some((former, id)) = former.and_then(|conn| Some((conn, self.hall.member_id(conn)?))) else {
            self.note(&note::UNKNOWN_TOKEN, &[]);
            return false;
        };
        if self.is_barred_as(id) {
            return true;
        }
        let taken = self.hall.sessions.get_mut(former).and_then(|session| session.token.take());
        self.hall.resumes.hand_over(token, self.conn);
        if let Some(session) = self.hall.sessions.get_mut(self.conn) {
            session.token = taken;
        }
        self.attach(id);
        self.hall.close(self.now, former, Ending::Resumed, self.out);
        true
    }

    /// Whether `name` is that of the member whom this connection will take over.
    pub(super) fn will_be(&mut self, name: &Name) -> bool {
        let Some(token) = self.arrival_mut().and_then(|arrival| arrival.resumes.clone()) else {
            return false;
        };
        let former = self.hall.resumes.owner(&token).and_then(|conn| self.hall.member_at(conn));
        former.is_some_and(|member| member.name.key() == name.key())
    }
}
