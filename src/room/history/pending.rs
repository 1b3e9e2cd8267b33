//! What goes on when something that was asked of history is answered. Whoever asked may be gone.

use crate::room::Hall;
use crate::room::command::{Ctx, chathistory, redact, search};
use crate::room::keep::{Answer, Ask, Search};
use crate::room::outbox::{Errand, Outbox};
use crate::room::waiting::{Wait, Waiting};
use crate::wire::{ConnId, Now};

use super::page::Side;

/// What waits for an answer.
#[derive(Debug)]
pub enum Pending {
    /// A page of CHATHISTORY.
    Page(chathistory::Page),
    /// CHATHISTORY TARGETS.
    Targets,
    /// SEARCH, which must know first with whom its giver has talked.
    Partners(Search),
    /// SEARCH.
    Found(Side),
    /// REDACT.
    Redact(redact::Wanted),
}

impl Ctx<'_> {
    /// Asks what is kept; the answer goes on with `pending`.
    pub(in crate::room) fn ask(&mut self, pending: Pending, ask: Ask) {
        let conn = self.conn;
        self.wait(Waiting::History(pending), |ticket| Errand::Ask { conn, ticket, ask });
    }
}

/// What was asked is answered.
pub(in crate::room) fn answered(
    hall: &mut Hall,
    now: Now,
    (conn, ticket): (ConnId, u64),
    answer: Answer,
    out: &mut Outbox,
) {
    let Some(session) = hall.sessions.get_mut(conn) else { return };
    let wait = session.end_wait(ticket, |on| matches!(on, Waiting::History(_)));
    let Some(Wait { label, on: Waiting::History(pending), .. }) = wait else { return };
    out.response = label.map(|label| (conn, label));
    let mut ctx = Ctx { hall, out, now, conn };
    match pending {
        Pending::Page(page) => chathistory::page_answered(&mut ctx, &page, answer),
        Pending::Targets => chathistory::targets_answered(&mut ctx, answer),
        Pending::Partners(search) => search::partners_answered(&mut ctx, search, answer),
        Pending::Found(side) => search::answered(&mut ctx, side, answer),
        Pending::Redact(wanted) => redact::answered(&mut ctx, wanted, answer),
    }
}
