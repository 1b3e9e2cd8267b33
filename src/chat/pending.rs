//! What we have said and the server has not confirmed. It outlives connections, and what is left of
//! it when another one is made is said again.
//!
//! Theory of operation: each message has a number, which is its label on the wire, and a *nonce*: a
//! name that nobody else can guess. A server that knows nonces (`chatroom/resume`) says a message
//! once however often it is sent, so that a message may be sent again whenever its fate is unknown.
//! A message is confirmed by the answer with its label, by its nonce in a page of history, or, at a
//! server that has neither, by the answer to a mark that was set behind it.

use std::collections::BTreeMap;

use super::command::Intent;
use super::happening::Label;
use super::{UNCONFIRMED_MESSAGES_MAX, UNCONFIRMED_MESSAGES_TYPED_MAX};
use crate::wire::text::{Piece, Text};

/// Digits of what stands for the number in a nonce.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Utterance {
    /// Words, cut to fit lines.
    Message(Vec<Piece>),
    /// A deed (`/me`).
    Action(String),
}

/// One message that is not confirmed.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub target: String,
    pub utterance: Utterance,
    /// After which mark of this connection it was sent; `None`: it was not sent over this one.
    pub after_mark: Option<u64>,
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Pendings {
    messages: BTreeMap<u64, Pending>,
    count: u64,
    prefix: String,
}

impl Pendings {
    /// With what its nonces begin with, which nobody can guess.
    pub fn new(prefix: String) -> Self {
        Self { messages: BTreeMap::new(), count: 0, prefix }
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.messages.len()
    }

    /// Whether a pipe should say no more until something is confirmed.
    pub fn is_full(&self) -> bool {
        self.messages.len() >= UNCONFIRMED_MESSAGES_MAX
    }

    /// Whether nothing more is taken, not even from somebody who types.
    pub fn is_stuffed(&self) -> bool {
        self.messages.len() >= UNCONFIRMED_MESSAGES_TYPED_MAX
    }

    /// A label for something that will be said.
    pub fn reserve(&mut self) -> Label {
        self.count += 1;
        Label(self.count)
    }

    /// Takes a message, which may have its label already.
    pub fn add(&mut self, target: &str, utterance: Utterance, label: Option<Label>) -> Label {
        let label = label.unwrap_or_else(|| self.reserve());
        let pending = Pending { target: target.to_owned(), utterance, after_mark: None };
        self.messages.insert(label.0, pending);
        label
    }

    /// All that are not confirmed, in order.
    pub fn labels(&self) -> Vec<Label> {
        self.messages.keys().copied().map(Label).collect()
    }

    /// The first that was sent to this target, for a server that does not say what it refuses.
    pub fn first_sent_to(&self, is_target: impl Fn(&str) -> bool) -> Option<Label> {
        let mut sent = self.messages.iter().filter(|(_, pending)| pending.after_mark.is_some());
        sent.find(|(_, pending)| is_target(&pending.target)).map(|(number, _)| Label(*number))
    }

    /// It was refused; gives where it was to be said, and what.
    pub fn refuse(&mut self, label: Label) -> Option<(String, Utterance)> {
        self.messages.remove(&label.0).map(|pending| (pending.target, pending.utterance))
    }

    /// The last one that was said there.
    pub fn last_to(&self, target: &str) -> Option<Label> {
        let last = self.messages.iter().rev().find(|(_, pending)| pending.target == target);
        last.map(|(number, _)| Label(*number))
    }

    pub fn get(&self, label: Label) -> Option<&Pending> {
        self.messages.get(&label.0)
    }

    /// Notes that a message was sent behind this mark.
    pub fn sent(&mut self, label: Label, after_mark: u64) {
        if let Some(pending) = self.messages.get_mut(&label.0) {
            pending.after_mark = Some(after_mark);
        }
    }

    /// All of them, in order, as they would be typed.
    pub fn take_typed(&mut self) -> Vec<String> {
        let typed = |pending: Pending| {
            let text = match pending.utterance {
                Utterance::Action(text) => return Intent::Act(text).into_words(),
                Utterance::Message(pieces) => Text::from_pieces(pieces)?.lines().join("\n"),
            };
            let is_room = pending.target.starts_with(['#', '&']);
            let say = Intent::Say(text.clone());
            if is_room { say } else { Intent::Tell { name: pending.target, text } }.into_words()
        };
        std::mem::take(&mut self.messages).into_values().filter_map(typed).collect()
    }

    /// Its fate is known; tells whether it was not.
    pub fn confirm(&mut self, label: Label) -> bool {
        self.messages.remove(&label.0).is_some()
    }

    /// All that was sent before this mark was handled. Gives what is confirmed only by that.
    pub fn confirm_before(&mut self, mark: u64) -> Vec<Label> {
        let is_before = |pending: &Pending| pending.after_mark.is_some_and(|after| after < mark);
        let before: Vec<u64> =
            self.messages.iter().filter(|(_, one)| is_before(one)).map(|(number, _)| *number).collect();
        before.iter().for_each(|number| drop(self.messages.remove(number)));
        before.into_iter().map(Label).collect()
    }

    /// Those that this connection has not sent, in order.
    pub fn unsent(&self) -> Vec<Label> {
        let unsent = self.messages.iter().filter(|(_, pending)| pending.after_mark.is_none());
        unsent.map(|(number, _)| Label(*number)).collect()
    }

    /// The connection is gone: none was sent over the next one.
    pub fn lose(&mut self) {
        self.messages.values_mut().for_each(|pending| pending.after_mark = None);
    }

    /// What a message is called, whatever connection it is sent over.
    pub fn nonce(&self, label: Label) -> String {
        format!("{}{}", self.prefix, digits(label.0.into()))
    }

    /// The message of ours with this nonce: whether there ever was one, and its number.
    pub fn by_nonce(&self, nonce: &str) -> Option<Label> {
        let number = nonce.strip_prefix(&self.prefix).filter(|_| !self.prefix.is_empty())?;
        let read = |number: u64, digit: u8| {
            let value = DIGITS.iter().position(|known| *known == digit)?;
            number.checked_mul(32)?.checked_add(value as u64)
        };
        let number = number.bytes().try_fold(0, read)?;
        (1..=self.count).contains(&number).then_some(Label(number))
    }
}

/// A number in base 32.
pub(super) fn digits(mut number: u128) -> String {
    let mut text = Vec::new();
    loop {
        text.push(char::from(*DIGITS.get((number % 32) as usize).unwrap_or(&b'0')));
        number /= 32;
        if number == 0 {
            return text.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_names_one_message() {
        let mut pendings = Pendings::new(digits(u128::MAX));
        let labels: Vec<_> =
            (0..40).map(|_| pendings.add("#a", Utterance::Action("x".to_owned()), None)).collect();
        for label in labels {
            let nonce = pendings.nonce(label);
            assert!(nonce.len() <= 32 && nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{nonce}");
            assert_eq!(pendings.by_nonce(&nonce), Some(label));
        }
        assert_eq!(pendings.by_nonce(&pendings.nonce(Label(41))), None);
        assert_eq!(pendings.by_nonce("zz"), None);
        assert!(Pendings::new("other".to_owned()).by_nonce(&pendings.nonce(Label(1))).is_none());
    }

    #[test]
    fn a_mark_confirms_what_was_sent_before_it() {
        let mut pendings = Pendings::new("x".to_owned());
        let one = pendings.add("#a", Utterance::Action("1".to_owned()), None);
        let two = pendings.add("#a", Utterance::Action("2".to_owned()), None);
        let three = pendings.add("#a", Utterance::Action("3".to_owned()), None);
        pendings.sent(one, 0);
        pendings.sent(two, 1);
        assert_eq!(pendings.confirm_before(1), [one]);
        assert_eq!(pendings.unsent(), [three]);
        pendings.lose();
        assert_eq!(pendings.unsent(), [two, three]);
        assert!(pendings.confirm(two) && !pendings.confirm(two));
    }
}
