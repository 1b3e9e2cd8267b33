//! What the sockets should do, as data.

use crate::room::keep::Keep;
use crate::room::{ConsoleReply, Errand, Event};
use crate::wire::{ConnId, MsgId};

/// One thing that the sockets should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Send the same bytes to each of these.
    Send {
        /// To whom; nobody twice.
        to: Vec<ConnId>,
        /// What; whole lines.
        bytes: Vec<u8>,
        /// Whose doing it is: who is slowed down if somebody can't keep up. None: nobody's.
        by: Option<ConnId>,
    },
    /// Close once all that was to be sent before has been sent. The doors have forgotten the
    /// connection: nothing more will be said of it.
    Close {
        /// Which one.
        conn: ConnId,
    },
}

/// What came of a step, in order. The caller takes all of it before the next.
#[derive(Debug, Default)]
pub struct Orders {
    /// For the sockets.
    pub orders: Vec<Order>,
    /// Everything that happened in public, each once: for the transcript.
    pub seen: Vec<Event>,
    /// Answers to the operator.
    pub console: Vec<ConsoleReply>,
    /// What must be written before any of the rest is done.
    pub keep: Vec<Keep>,
    /// What the rules can't do themselves.
    pub errands: Vec<Errand>,
    /// Whose lines, which came too fast, can be taken again.
    pub again: Vec<ConnId>,
    /// Which of `orders`, by their places, show which messages, and nothing else.
    pub shows: Vec<(usize, MsgId)>,
    /// The message that is being shown.
    pub(super) showing: Option<MsgId>,
}

impl Orders {
    /// Sends what `write` appends to `conn` alone, together with what goes to it alone just before.
    pub(super) fn send_one(&mut self, conn: ConnId, write: impl FnOnce(&mut Vec<u8>)) {
        let apart =
            self.showing.is_some() || self.shows.last().is_some_and(|(at, _)| at + 1 == self.orders.len());
        if !apart
            && let Some(Order::Send { to, bytes, by: None }) = self.orders.last_mut()
            && to.as_slice() == [conn]
        {
            return write(bytes);
        }
        let mut bytes = Vec::new();
        write(&mut bytes);
        self.send_many(vec![conn], bytes, None);
    }

    /// Sends the same bytes to all of `to`; nothing to do if there is nobody or nothing.
    pub(super) fn send_many(&mut self, to: Vec<ConnId>, bytes: Vec<u8>, by: Option<ConnId>) {
        if !to.is_empty() && !bytes.is_empty() {
            let place = self.orders.len();
            self.shows.extend(self.showing.map(|id| (place, id)));
            self.orders.push(Order::Send { to, bytes, by });
        }
    }

    /// Gives back the memory for more than so many of each, once all of them are done.
    pub fn shrink_to(&mut self, each_max: usize) {
        self.orders.shrink_to(each_max);
        self.seen.shrink_to(each_max);
        self.console.shrink_to(each_max);
        self.keep.shrink_to(each_max);
        self.errands.shrink_to(each_max);
        self.shows.shrink_to(each_max);
    }

    /// Closes `conn` after what it is sent.
    pub(super) fn close(&mut self, conn: ConnId) {
        self.orders.push(Order::Close { conn });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_one_goes_together_and_in_order() {
        let (alice, bob) = (ConnId::new(0, 0), ConnId::new(1, 0));
        let mut orders = Orders::default();
        orders.send_one(alice, |bytes| bytes.extend_from_slice(b"a"));
        orders.send_one(alice, |bytes| bytes.extend_from_slice(b"b"));
        orders.send_one(bob, |bytes| bytes.extend_from_slice(b"c"));
        orders.send_one(alice, |bytes| bytes.extend_from_slice(b"d"));
        orders.send_many(vec![alice], b"e".to_vec(), Some(bob));
        orders.send_one(alice, |_| {});
        let send = |to, bytes: &[u8], by| Order::Send { to: vec![to], bytes: bytes.to_vec(), by };
        let expected = [
            send(alice, b"ab", None),
            send(bob, b"c", None),
            send(alice, b"d", None),
            send(alice, b"e", Some(bob)),
        ];
        assert_eq!(orders.orders, expected);
    }
}
