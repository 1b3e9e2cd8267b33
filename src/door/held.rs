//! What is held back until what it tells is written.
//!
//! Must not know a socket, a clock or the disk: it is told of positions in what is written, and
//! gives back orders.
//!
//! Theory of operation: everything that is to be written has a position, and positions are written
//! in order. What came of one step (a chunk) waits until the last of its own positions is written;
//! and because all chunks stand in one line, a chunk with nothing to write waits until all before
//! it are. So everybody sees everything in the one order in which it happened, and nobody sees what
//! may be lost. While the line is empty, a step that writes nothing never comes here.
//!
//! A position may also come back as one that can't be written ([`Held::unwritten`]). Then what was
//! said at it is shown to nobody, neither live nor to somebody who came meanwhile, and its speaker
//! can be told ([`Released::unkept`]); all else that happened, such as that somebody has entered, is
//! true all the same and shown. The operator of the house, who gives no command through a
//! connection, is heard in any case.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::door::{Order, Orders};
use crate::room::What;
use crate::room::keep::{Entry, Keep, Unkept};
use crate::wire::{ConnId, MsgId};

/// Bytes that a chunk takes beside what is counted by length.
const CHUNK_BYTES: usize = 256;

/// Chunks of orders that are kept for their memory.
const SPARE_MAX: usize = 64;

/// Orders for which each of them has memory; what came of a step with more (somebody entered and was
/// shown the past) is rare, and its memory would be kept for nothing.
const SPARE_ORDERS_MAX: usize = 16;

/// The line of chunks; see the head of this file.
#[derive(Debug)]
pub struct Held {
    chunks: VecDeque<Chunk>,
    bytes: usize,
    bytes_max: usize,
    /// Up to where it is written.
    written: u64,
    /// What can't be written and is shown to nobody; nothing, once nothing waits.
    lost: BTreeSet<MsgId>,
    spare: Vec<Orders>,
}

/// What came of one step.
#[derive(Debug)]
struct Chunk {
    /// The position that must be written; 0: none of its own.
    until: u64,
    orders: Orders,
    acting: Option<ConnId>,
    /// What is said in it, each message with its position.
    said: Vec<(u64, Unkept)>,
    /// Those of them that can't be written.
    unkept: Vec<Unkept>,
    bytes: usize,
}

/// A chunk whose time has come.
#[derive(Debug)]
pub struct Released {
    /// What is to be done.
    pub orders: Orders,
    /// Who gave the command that it comes from.
    pub acting: Option<ConnId>,
    /// Its messages that could not be written; they are not among the orders any more.
    pub unkept: Vec<Unkept>,
}

impl Held {
    /// An empty line, which is full with `bytes_max`.
    pub const fn new(bytes_max: usize) -> Self {
        Self {
            chunks: VecDeque::new(),
            bytes: 0,
            bytes_max,
            written: 0,
            lost: BTreeSet::new(),
            spare: Vec::new(),
        }
    }

    /// From here on it is full with so many bytes.
    pub const fn set_max(&mut self, bytes_max: usize) {
        self.bytes_max = bytes_max;
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Whether so much waits that nothing more should be begun.
    pub const fn is_full(&self) -> bool {
        self.bytes >= self.bytes_max
    }

    /// Whether these orders can be obeyed at once.
    pub fn lets_pass(&self, orders: &Orders) -> bool {
        self.chunks.is_empty() && orders.keep.is_empty()
    }

    /// Takes what came of a step to the end of the line, and leaves `orders` empty. `push` hands on
    /// what is to be written and says at which position it will be.
    pub fn hold(&mut self, orders: &mut Orders, acting: Option<ConnId>, mut push: impl FnMut(Keep) -> u64) {
        let mut chunk = Chunk {
            until: 0,
            orders: self.spare.pop().unwrap_or_default(),
            acting,
            said: Vec::new(),
            unkept: Vec::new(),
            bytes: CHUNK_BYTES,
        };
        for keep in orders.keep.drain(..) {
            let said = said(&keep);
            chunk.bytes += keep.bytes();
            chunk.until = push(keep);
            chunk.said.extend(said.map(|said| (chunk.until, said)));
        }
        std::mem::swap(&mut chunk.orders, orders);
        chunk.bytes += chunk.orders.orders.iter().map(size).sum::<usize>();
        self.bytes += chunk.bytes;
        self.chunks.push_back(chunk);
    }

    /// All positions up to this are written.
    pub fn written(&mut self, to: u64) {
        self.written = self.written.max(to);
    }

    /// What is said at these positions can't be written, and will not be. That there is nothing more
    /// to wait for at them is told like that of all others.
    pub fn unwritten(&mut self, from: u64, to: u64) {
        for chunk in self.chunks.iter_mut().filter(|chunk| chunk.until >= from) {
            let lost = chunk.said.iter().filter(|(at, _)| (from..=to).contains(at));
            chunk.unkept.extend(lost.map(|(_, said)| said.clone()));
            if chunk.acting.is_some() {
                self.lost.extend(chunk.unkept.iter().map(|said| said.id));
            }
        }
    }

    /// The first chunk, if its time has come.
    pub fn release(&mut self) -> Option<Released> {
        if self.chunks.front()?.until > self.written {
            return None;
        }
        let chunk = self.chunks.pop_front()?;
        self.bytes -= chunk.bytes;
        let Chunk { mut orders, acting, unkept, .. } = chunk;
        if !self.lost.is_empty() {
            self.leave_out_lost(&mut orders);
        }
        if self.chunks.is_empty() {
            self.lost.clear();
        }
        orders.shows.clear();
        Some(Released { orders, acting, unkept })
    }

    /// Takes out of `orders` whatever shows what can't be written.
    fn leave_out_lost(&self, orders: &mut Orders) {
        let (lost, mut shows, mut place) = (&self.lost, orders.shows.iter().peekable(), 0);
        orders.orders.retain(|_| {
            let mut stays = true;
            while let Some((_, id)) = shows.next_if(|(at, _)| *at == place) {
                stays &= !lost.contains(id);
            }
            place += 1;
            stays
        });
        orders.seen.retain(|event| !event.id.is_some_and(|id| lost.contains(&id)));
    }

    /// Takes back orders that have been obeyed, for their memory.
    pub fn reuse(&mut self, mut orders: Orders) {
        debug_assert!(orders.orders.is_empty() && orders.errands.is_empty(), "they have been obeyed");
        if self.spare.len() < SPARE_MAX {
            orders.shrink_to(SPARE_ORDERS_MAX);
            self.spare.push(orders);
        }
    }
}

/// What is said, if something is.
fn said(keep: &Keep) -> Option<Unkept> {
    let Keep::Entry(Entry { event, .. }) = keep else { return None };
    let What::Said { target, kind, .. } = &event.what else { return None };
    let (target, by) = (Arc::clone(target), Arc::clone(&event.who.name));
    event.id.map(|id| Unkept { id, command: kind.command(), target, by })
}

/// About how many bytes an order takes.
fn size(order: &Order) -> usize {
    match order {
        Order::Send { to, bytes, .. } => {
            std::mem::size_of::<Order>() + to.len() * std::mem::size_of::<ConnId>() + bytes.len()
        }
        Order::Close { .. } => std::mem::size_of::<Order>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::keep::Place;
    use crate::room::{Event, Role, SaidKind, Who};
    use crate::wire::text::Text;

    const ALICE: ConnId = ConnId::new(1, 0);

    fn id(ms: u64) -> MsgId {
        MsgId::first_at(ms)
    }

    fn event(ms: u64, what: What) -> Event {
        let name: Arc<str> = "alice".into();
        let who = Who { prefix: name.clone(), name, role: Role::Member, bot: false, account: None };
        Event { at_ms: ms, id: Some(id(ms)), who, what }
    }

    fn keep(event: Event) -> Keep {
        Keep::Entry(Entry { place: Place::Room(MsgId::ZERO), event, nonce: None })
    }

    fn said(ms: u64) -> Event {
        let text = Text::line("hello");
        let (target, tags) = ("#tea".into(), "".into());
        event(ms, What::Said { target, in_room: true, kind: SaidKind::Message, text, tags })
    }

    fn joined(ms: u64) -> Event {
        event(ms, What::Joined { room: "#tea".into(), realname: "".into() })
    }

    fn send(bytes: &str) -> Order {
        Order::Send { to: vec![ALICE], bytes: bytes.into(), by: None }
    }

    /// A house's end of the line: gives out positions, and says what has come through.
    struct Line {
        held: Held,
        pushed: u64,
    }

    impl Line {
        fn new() -> Self {
            Self { held: Held::new(10_000), pushed: 0 }
        }

        fn step(&mut self, keeps: Vec<Keep>, sends: &str) {
            let ids = keeps.iter().filter_map(super::said);
            let shows = ids.map(|said| (0, said.id)).collect();
            let mut orders = Orders { orders: vec![send(sends)], keep: keeps, shows, ..Orders::default() };
            assert!(!self.held.lets_pass(&orders));
            let pushed = &mut self.pushed;
            self.held.hold(&mut orders, Some(ALICE), |_| {
                *pushed += 1;
                *pushed
            });
            assert!(orders.orders.is_empty() && orders.keep.is_empty());
        }

        /// What has been released, and what was said and can't be written.
        fn out(&mut self) -> (String, Vec<MsgId>) {
            let (mut sent, mut unkept) = (String::new(), Vec::new());
            while let Some(mut released) = self.held.release() {
                assert_eq!(released.acting, Some(ALICE));
                for order in released.orders.orders.drain(..) {
                    match order {
                        Order::Send { bytes, .. } => sent += std::str::from_utf8(&bytes).unwrap(),
                        Order::Close { .. } => sent.push('.'),
                    }
                }
                unkept.extend(released.unkept.into_iter().map(|said| said.id));
                self.held.reuse(released.orders);
            }
            (sent, unkept)
        }
    }

    #[test]
    fn nothing_overtakes_what_is_not_written() {
        let mut line = Line::new();
        line.step(vec![keep(said(1))], "a");
        line.step(vec![], "b");
        line.step(vec![keep(joined(2)), keep(said(3))], "c");
        line.step(vec![], "d");
        assert_eq!(line.out().0, "");
        line.held.written(1);
        assert_eq!(line.out().0, "ab");
        line.held.written(2);
        assert_eq!(line.out().0, "", "a step is shown whole");
        line.held.written(3);
        assert_eq!(line.out().0, "cd");
        assert!(line.held.is_empty() && line.held.bytes == 0);
        assert!(line.held.lets_pass(&Orders { orders: vec![send("e")], ..Orders::default() }));
        let keeps = Orders { keep: vec![keep(said(4))], ..Orders::default() };
        assert!(!line.held.lets_pass(&keeps));
    }

    #[test]
    fn what_cannot_be_written_is_not_shown_and_all_else_is() {
        let mut line = Line::new();
        line.step(vec![keep(said(1))], "a");
        line.step(vec![keep(said(2))], "b");
        line.step(vec![keep(joined(3))], "c");
        line.step(vec![keep(said(4)), keep(said(5))], "d");
        line.step(vec![], "e");
        let mut closing =
            Orders { orders: vec![send("f"), Order::Close { conn: ALICE }], ..Orders::default() };
        closing.seen = vec![said(6), joined(7)];
        (closing.keep, closing.shows) = (vec![keep(said(6))], vec![(0, id(6))]);
        line.held.hold(&mut closing, Some(ALICE), |_| 6);
        line.held.written(1);
        line.held.unwritten(2, 4);
        line.held.unwritten(6, 6);
        line.held.written(6);
        let front = line.held.release().unwrap();
        assert_eq!(front.unkept, []);
        let rest: Vec<_> = std::iter::from_fn(|| line.held.release()).collect();
        let seen: Vec<_> = rest.iter().flat_map(|one| &one.orders.seen).map(|event| event.id).collect();
        assert_eq!(seen, [Some(id(7))]);
        let unkept: Vec<_> = rest.iter().flat_map(|one| &one.unkept).map(|said| said.id).collect();
        assert_eq!(unkept, [id(2), id(4), id(6)]);
        let orders: Vec<_> = rest.into_iter().flat_map(|one| one.orders.orders).collect();
        assert_eq!(orders, [send("c"), send("e"), Order::Close { conn: ALICE }]);
    }

    #[test]
    fn nobody_is_shown_what_is_lost_and_all_else_is_heard() {
        let mut line = Line::new();
        // One command says something to a room and, what is kept nowhere, to somebody.
        let mut both = Orders { orders: vec![send("a"), send("b")], ..Orders::default() };
        (both.keep, both.shows) = (vec![keep(said(1))], vec![(0, id(1)), (1, id(2))]);
        line.held.hold(&mut both, Some(ALICE), |_| 1);
        // Somebody comes and is played what was said.
        let mut coming = Orders { orders: vec![send("c"), send("d"), send("e")], ..Orders::default() };
        (coming.keep, coming.shows) = (vec![keep(joined(3))], vec![(1, id(1))]);
        line.held.hold(&mut coming, Some(ALICE), |_| 2);
        // The operator is heard in any case.
        let mut aloud = Orders { orders: vec![send("f")], ..Orders::default() };
        (aloud.keep, aloud.shows) = (vec![keep(said(4))], vec![(0, id(4))]);
        line.held.hold(&mut aloud, None, |_| 3);
        line.held.unwritten(1, 1);
        line.held.unwritten(3, 3);
        line.held.written(3);
        let rest: Vec<_> = std::iter::from_fn(|| line.held.release()).collect();
        let unkept: Vec<_> = rest.iter().flat_map(|one| &one.unkept).map(|said| said.id).collect();
        assert_eq!(unkept, [id(1), id(4)]);
        let orders: Vec<_> = rest.into_iter().flat_map(|one| one.orders.orders).collect();
        assert_eq!(orders, [send("b"), send("c"), send("e"), send("f")]);
        assert!(line.held.lost.is_empty());
    }

    #[test]
    fn it_is_full_by_what_it_holds_and_empties() {
        let mut line = Line::new();
        let mut steps = 0;
        while !line.held.is_full() {
            line.step(vec![keep(said(1))], &"x".repeat(500));
            steps += 1;
        }
        assert!((5..15).contains(&steps), "{steps}");
        line.held.written(u64::MAX);
        assert_eq!(line.out().0.len(), steps * 500);
        assert!(!line.held.is_full());
    }

    #[test]
    fn orders_that_were_many_are_not_kept_for_their_memory() {
        let mut held = Held::new(10_000);
        let many = || (0..1000).map(|_| send("x")).collect::<Vec<_>>();
        for _ in 0..2 * SPARE_MAX {
            let seen = (0..1000).map(joined).collect();
            let mut orders = Orders { orders: many(), seen, ..Orders::default() };
            orders.shows = (0..1000).map(|at| (at, id(1))).collect();
            held.hold(&mut orders, None, |_| 0);
            let mut released = held.release().unwrap();
            released.orders.orders.clear();
            released.orders.seen.clear();
            held.reuse(released.orders);
        }
        let kept =
            |orders: &Orders| orders.orders.capacity() + orders.seen.capacity() + orders.shows.capacity();
        assert!(!held.spare.is_empty() && held.spare.len() <= SPARE_MAX);
        assert!(held.spare.iter().map(kept).all(|capacity| capacity <= 3 * SPARE_ORDERS_MAX));
    }
}
