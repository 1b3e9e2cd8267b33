//! What guests said lately, by whom: a guest has no account by which they could be known again, so
//! that they may take back what they said only while they are here, and only the newest of it. And
//! what was taken back lately: an answer of history may have been read before and come behind. In
//! bounded memory; holds no rule.

use std::collections::VecDeque;

use crate::wire::{MemberId, MsgId};

/// Messages that are remembered, of all guests together.
const SAID_MAX: usize = 10_000;

/// What was taken back is remembered so far: no answer is under way for longer.
const TAKEN_BACK_MAX: usize = 256;

/// The newest messages of guests, in the order of their ids.
#[derive(Debug, Default)]
pub struct Authors {
    said: VecDeque<(MsgId, MemberId)>,
}

impl Authors {
    /// A guest said something.
    pub fn add(&mut self, id: MsgId, member: MemberId) {
        if self.said.len() >= SAID_MAX {
            self.said.pop_front();
        }
        self.said.push_back((id, member));
    }

    /// Whether this guest said it.
    pub fn is_of(&self, id: MsgId, member: MemberId) -> bool {
        let found = self.said.binary_search_by_key(&id, |&(said, _)| said);
        found.is_ok_and(|place| self.said.get(place).is_some_and(|&(_, by)| by == member))
    }
}

/// What was taken back lately.
#[derive(Debug, Default)]
pub struct TakenBack {
    ids: VecDeque<MsgId>,
}

impl TakenBack {
    /// Something is taken back.
    pub fn add(&mut self, id: MsgId) {
        if self.ids.len() >= TAKEN_BACK_MAX {
            self.ids.pop_front();
        }
        self.ids.push_back(id);
    }

    /// Whether this was.
    pub fn has(&self, id: MsgId) -> bool {
        self.ids.contains(&id)
    }
}
