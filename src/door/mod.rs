//! The doors: the protocol face of each connection.
//!
//! Bytes come in, orders to the sockets go out; between them stands the [`Hall`] with its rules.
//! Must not know a socket or a clock, hold a rule of the room, or a sentence of its own.
//!
//! Theory of operation: [`Doors::received`] only keeps bytes. [`Doors::step`] takes one line of one
//! connection, gives it to the hall as an input of its door, and turns the effects into orders; so
//! the caller decides how many lines of whom are handled in a turn, and the order of steps is the
//! one order in which everything happens. [`Doors::tick`] does what is due at those that say
//! nothing.
//!
//! In reading order: [`gate`] says who may connect, [`pace`] how fast they may speak, [`sniff`] tells the doors apart, [`telnet`] cleans what comes through the plain
//! one, [`way`] is a connection's state, [`irc`] and [`plain`] are the two languages, [`fan`] and
//! `turn` say who is told in which of them, [`orders`] is what comes out, and [`held`] keeps it back
//! until what it tells is written.

use std::net::SocketAddr;
use std::time::Duration;

pub mod deadlines;
pub mod ending;
mod enter;
pub mod fan;
pub mod gate;
pub mod held;
pub mod irc;
pub mod orders;
pub mod pace;
mod past;
pub mod plain;
pub mod reload;
pub mod retention;
mod secured;
pub mod sniff;
pub mod telnet;
pub mod transcript;
mod turn;
mod turned_away;
pub mod way;

use crate::lang::{Clock, Lang};
use crate::room::keep::{Answer, CodeRecord, Entry, Keeping, Secrets, Unkept};
use crate::room::limits::Limit;
use crate::room::{Effect, Ending, Hall, Input, Outbox, Verdict};
use crate::wire::caps::{BATCH, Caps, LABELED_RESPONSE, WRITTEN};
use crate::wire::limits::PLAIN_LINE_BYTES_MAX;
use crate::wire::lines::{LineBuffer, Taken};
use crate::wire::{ConnId, MsgId, Now, note, numeric};

pub use orders::{Order, Orders};

use gate::{Admission, Gate, Origin};
use irc::decode::{TAGGED_LINE_BYTES_MAX, Unfit, decode};
use pace::Purses;
use turn::Turn;
use way::{Door, Face, Stage, Way, Ways};

/// Bytes that are held for the original program until it has spoken.
pub const HELD_BYTES_MAX: usize = 64 * 1024;

/// The pause before the line end that tells the original program that it is over, so that it comes
/// in a read of its own.
pub const CLOSING_PAUSE: Duration = Duration::from_millis(150);

/// Names and passwords that a person may try before they are sent away.
pub const REFUSALS_MAX: u32 = 10;

/// All doors of the house; see the head of this file.
#[derive(Debug)]
pub struct Doors {
    /// The house behind them.
    pub hall: Hall,
    lang: Lang,
    clock: Clock,
    ways: Ways,
    gate: Gate,
    batches: u32,
    // Empty between inputs; kept for its memory.
    outbox: Outbox,
}

impl Doors {
    /// The doors of `hall`, which speak the server's language.
    pub fn new(hall: Hall, lang: Lang) -> Self {
        let (clock, ways) = (Clock::default(), Ways::default());
        let (gate, outbox) = (Gate::default(), Outbox::default());
        Self { hall, lang, clock, ways, gate, batches: 0, outbox }
    }

    /// The same, with the times of this clock where people read them.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Somebody has connected. If not so, the connection is to be dropped at once, without a word, and
    /// nothing more is to be said of it.
    pub fn opened(&mut self, now: Now, conn: ConnId, peer: SocketAddr, orders: &mut Orders) -> bool {
        self.opened_by(now, conn, (peer, Origin::Direct), orders)
    }

    /// The same of somebody who may have come through a proxy.
    pub fn opened_by(
        &mut self,
        now: Now,
        conn: ConnId,
        (peer, origin): (SocketAddr, Origin),
        orders: &mut Orders,
    ) -> bool {
        let address = peer.ip();
        let admission = self.gate.open(now.uptime, conn, (address, origin), &self.hall.rules().limits);
        let (purses, turned_away) = match admission {
            Admission::Welcome { trusted: true } => (None, None),
            Admission::Welcome { trusted: false } => (Some(Purses::default()), None),
            Admission::TurnedAway(reason) => {
                self.hall.count(reason.limit);
                (None, Some(reason))
            }
            Admission::Silently(limit) => {
                self.hall.count(limit);
                return false;
            }
        };
        let trusted = purses.is_none();
        let tls = &self.hall.rules().tls;
        let is_near = origin.is_near(address);
        let needs_tls = tls.required && !is_near;
        // Who is spoken to in clear text can't begin TLS any more.
        let patience =
            if tls.spoken && !is_near { sniff::PROMPT_AFTER_WITH_TLS } else { sniff::PROMPT_AFTER };
        self.ways.open(conn, Way { purses, turned_away, needs_tls, ..Way::default() });
        self.ways.deadlines.set(conn, now.uptime + patience);
        if turned_away.is_none() {
            self.input(now, Input::Opened { conn, address, trusted }, orders);
        }
        true
    }

    /// Bytes have come. They are only kept; [`Doors::step`] reads them.
    pub fn received(&mut self, now: Now, conn: ConnId, bytes: &[u8]) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        let returned = way.telnet.returns;
        match &way.door {
            Door::Irc => way.lines.push(bytes),
            Door::Person(_) | Door::Original(_) | Door::Unknown { .. } => {
                let text = way.telnet.filter(bytes);
                way.lines.push(&text);
            }
        }
        match way.door {
            Door::Unknown { prompted: false } if !way.lines.has_line() && !way.lines.is_empty() => {
                let due = now.uptime + sniff::patience(way.lines.pending());
                self.ways.deadlines.set(conn, due);
            }
            Door::Unknown { .. } | Door::Irc | Door::Original(_) => {}
            Door::Person(_) if way.telnet.returns != returned => self.ways.turn_to_returns(conn),
            Door::Person(_) => {}
        }
    }

    /// Nothing more will come from `conn`. A last line that a person sent without line end still
    /// counts: once [`Doors::step`] says that there is nothing left, the caller says that it is lost.
    pub fn ended(&mut self, conn: ConnId) {
        if let Some(way) = self.ways.get_mut(conn) {
            way.ended = true;
        }
    }

    /// Handles at most one line of `conn`, or says that it came too fast ([`Doors::is_waiting`] then
    /// holds until [`Orders::again`] names `conn`); whether there was one.
    pub fn step(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        if self.is_waiting(conn) {
            return false;
        }
        let Some(way) = self.ways.get_mut(conn) else { return false };
        if way.turned_away.is_some() {
            return self.turn_away_when_known(now, conn, orders);
        }
        if way.needs_tls {
            return self.want_tls_when_known(now, conn, orders);
        }
        if way.ended && !way.lines.has_line() && !way.lines.is_empty() {
            if matches!(way.door, Door::Unknown { prompted: false }) {
                self.take_bare_name(now, conn, orders);
                return true;
            }
            // Programs end their lines: one of theirs without an end was cut off, and what is left of
            // it may mean something else.
            if matches!(way.door, Door::Irc) && self.hall.caps(conn) != Caps::default() {
                way.lines.take_rest();
                return false;
            }
            way.lines.push(b"\n");
        }
        if self.puts_off(now, conn, orders) {
            return true;
        }
        let Some(way) = self.ways.get(conn) else { return false };
        match &way.door {
            Door::Unknown { .. } => self.step_unknown(now, conn, orders),
            Door::Irc => self.step_irc(now, conn, orders),
            Door::Person(_) | Door::Original(_) => self.step_plain(now, conn, orders),
        }
    }

    /// The connection is gone, or can't be kept because of its slow reader: `why` says which. Of the
    /// latter an order to close it comes.
    pub fn lost(&mut self, now: Now, conn: ConnId, why: Ending, orders: &mut Orders) {
        if why != Ending::ReadsTooSlowly {
            self.gate.close(conn);
        }
        if self.ways.get(conn).is_none() {
            return;
        }
        // Whoever only reads too slowly is still there, and is told.
        if why != Ending::ReadsTooSlowly {
            self.ways.close(conn);
        }
        self.input(now, Input::Lost { conn, why }, orders);
    }

    /// `conn` reads what it has asked for, and is not read meanwhile: that nothing is heard of it means
    /// nothing.
    pub fn reads(&mut self, now: Now, conn: ConnId) {
        self.hall.heard(now, conn);
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Now, orders: &mut Orders) {
        while let Some(conn) = self.ways.deadlines.pop(now.uptime) {
            let Some(way) = self.ways.get_mut(conn) else { continue };
            if std::mem::take(&mut way.put_off) {
                orders.again.push(conn);
                continue;
            }
            if way.turned_away.is_some() {
                self.turn_away(now, conn, orders);
                continue;
            }
            if way.needs_tls {
                self.want_tls(now, conn, orders);
                continue;
            }
            match &way.door {
                Door::Unknown { prompted: true } | Door::Irc | Door::Person(_) => {}
                // A whole line needs no silence; it waits for its step.
                Door::Unknown { .. } if way.lines.has_line() => {}
                Door::Unknown { .. } if way.lines.is_empty() => self.ask_name(now, conn, orders),
                Door::Unknown { .. } => self.take_bare_name(now, conn, orders),
                Door::Original(_) => self.turn(now, orders, |turn| turn.part(conn)),
            }
        }
        if self.hall.deadline().is_some_and(|due| due <= now.uptime) {
            self.input(now, Input::Tick, orders);
        }
    }

    /// The uptime at which [`Doors::tick`] is due.
    pub fn deadline(&self) -> Option<Duration> {
        let (own, hall) = (self.ways.deadlines.next(), self.hall.deadline());
        own.into_iter().chain(hall).min()
    }

    /// The operator typed a line that is not empty.
    pub fn console(&mut self, now: Now, line: &str, orders: &mut Orders) {
        self.input(now, Input::Console { line }, orders);
    }

    /// The house closes: everybody is told why, and let go. The original program is let go by a
    /// later [`Doors::tick`].
    pub fn shutdown(&mut self, now: Now, why: Ending, orders: &mut Orders) {
        self.input(now, Input::Shutdown { why }, orders);
    }

    /// A password has been looked at ([`crate::room::Errand::Verify`]).
    pub fn verified(
        &mut self,
        now: Now,
        (conn, ticket): (ConnId, u64),
        verdict: Verdict,
        orders: &mut Orders,
    ) {
        self.input(now, Input::Verified { conn, ticket, verdict }, orders);
    }

    /// What is kept has been looked up ([`crate::room::Errand::Ask`]).
    pub fn answered(&mut self, now: Now, (conn, ticket): (ConnId, u64), answer: Answer, orders: &mut Orders) {
        self.input(now, Input::Answered { conn, ticket, answer }, orders);
    }

    /// A password was made into what is kept of it ([`crate::room::Errand::Make`]).
    pub fn made(
        &mut self,
        now: Now,
        (conn, ticket): (ConnId, u64),
        secrets: Option<Box<Secrets>>,
        orders: &mut Orders,
    ) {
        self.input(now, Input::Made { conn, ticket, secrets }, orders);
    }

    /// What happens can be written, or can't.
    pub fn keeping(&mut self, now: Now, keeping: Keeping, orders: &mut Orders) {
        self.input(now, Input::Keeping(keeping), orders);
    }

    /// These messages of `conn` could not be written, and nobody was shown them.
    pub fn unkept(&mut self, now: Now, conn: Option<ConnId>, said: &[Unkept], orders: &mut Orders) {
        self.input(now, Input::Unkept { conn, said }, orders);
    }

    /// What is kept was changed from outside: the newest messages of the rooms, each by its id; what is
    /// newer than `upto` was not written yet. And the codes.
    pub fn rewritten(
        &mut self,
        now: Now,
        (recent, upto): (Vec<(MsgId, Vec<Entry>)>, MsgId),
        codes: Vec<CodeRecord>,
        orders: &mut Orders,
    ) {
        self.input(now, Input::Rewritten { recent, upto, codes }, orders);
    }

    /// Whether no line of `conn` may be taken until an errand of theirs is done (answers come in the
    /// order of the commands), or until the next one does not come too fast.
    pub fn is_waiting(&self, conn: ConnId) -> bool {
        self.hall.is_waiting(conn) || self.ways.get(conn).is_some_and(|way| way.put_off)
    }

    /// Whether nobody is connected any more, as far as the doors go: after a shutdown the sockets
    /// may still have something to send.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    fn step_irc(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        let Some(way) = self.ways.get_mut(conn) else { return false };
        let Some(taken) = way.lines.take_line(TAGGED_LINE_BYTES_MAX) else { return false };
        let unfit = match taken {
            Taken::TooLong => Some(Unfit::TooLong),
            Taken::Line(line) => match decode(line) {
                Err(unfit) => Some(unfit),
                Ok(message) => {
                    self.hall.handle(now, Input::Message { conn, message: &message }, &mut self.outbox);
                    None
                }
            },
        };
        if let Some(unfit) = unfit {
            self.turn(now, orders, |turn| answer_unfit(turn, conn, unfit));
        } else {
            self.ways.face(conn, Face::Irc(self.hall.caps(conn).both(WRITTEN)));
            self.carry_out(now, orders);
        }
        true
    }

    /// Gives `input` to the hall and carries out what comes of it.
    fn input(&mut self, now: Now, input: Input<'_>, orders: &mut Orders) {
        self.hall.handle(now, input, &mut self.outbox);
        self.carry_out(now, orders);
    }

    /// Carries out what the last input led to, and whatever that leads to in turn.
    fn carry_out(&mut self, now: Now, orders: &mut Orders) {
        let mut outbox = std::mem::take(&mut self.outbox);
        self.turn(now, orders, |turn| turn.carry_out(&mut outbox));
        self.outbox = outbox;
    }

    /// Does something in a turn, then lets go whoever must be.
    fn turn(&mut self, now: Now, orders: &mut Orders, act: impl FnOnce(&mut Turn<'_>)) {
        let mut turn =
            Turn::new((&self.hall, &self.lang, &self.clock), &mut self.ways, &mut self.batches, orders, now);
        act(&mut turn);
        let (let_go, reached) = (std::mem::take(&mut turn.let_go), std::mem::take(&mut turn.reached));
        reached.into_iter().for_each(|limit| self.hall.count(limit));
        for (conn, why) in let_go {
            self.let_go(now, conn, why, orders);
        }
    }

    /// Whether the next line of `conn` comes too fast; it is then taken later.
    fn puts_off(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        self.share_purses(conn);
        let Some(way) = self.ways.get_mut(conn) else { return false };
        let Some(purses) = &mut way.purses else { return false };
        let Some(line) = way.lines.next_line() else { return false };
        let price = match &way.door {
            // It may be any door's; a connection that has not spoken has a full purse.
            Door::Unknown { .. } | Door::Irc => pace::price_of_irc(line, self.hall.open_batch(conn)),
            Door::Person(person) => pace::price_of_plain(line, matches!(person.stage, Stage::Here)),
            Door::Original(_) => pace::price_of_plain(line, true),
        };
        let pace = self.hall.rules().limits.pace;
        let Err(early) = purses.pay(now.uptime, pace, price) else { return false };
        way.put_off = true;
        let mut until = early.until;
        if way.ended {
            let patience = self.hall.rules().registration_timeout;
            let rest_until = *way.rest_until.get_or_insert(now.uptime + patience);
            if rest_until <= now.uptime {
                way.put_off = false;
                way.lines = LineBuffer::default();
                self.hall.count(early.limit);
                self.turn(now, orders, |turn| turn.slowed(conn, true));
                return true;
            }
            until = until.min(rest_until);
        }
        self.ways.deadlines.set(conn, until);
        self.hall.count(early.limit);
        if early.tells {
            self.turn(now, orders, |turn| turn.slowed(conn, false));
        }
        true
    }

    /// What the connections of a member have paid, each of them has.
    fn share_purses(&mut self, conn: ConnId) {
        let all = self.hall.siblings(conn);
        if all.len() < 2 {
            return;
        }
        let mut paid = Purses::default();
        let purses = |conn: &ConnId| self.ways.get(*conn).and_then(|way| way.purses.as_ref());
        all.iter().filter_map(purses).for_each(|purses| paid.share(purses));
        for &conn in all {
            if let Some(purses) = self.ways.get_mut(conn).and_then(|way| way.purses.as_mut()) {
                purses.share(&paid);
            }
        }
    }

    fn let_go(&mut self, now: Now, conn: ConnId, why: Ending, orders: &mut Orders) {
        // Of some endings the hall tells only the others; here the one who goes is told, too.
        let tells = matches!(why, Ending::NameRefused | Ending::Banned(_));
        self.input(now, Input::Lost { conn, why: why.clone() }, orders);
        if tells {
            self.turn(now, orders, |turn| turn.close(conn, &why));
        }
    }
}

fn answer_unfit(turn: &mut Turn<'_>, conn: ConnId, unfit: Unfit) {
    let (numeric, params) = match unfit {
        Unfit::Empty => return,
        Unfit::TooLong => {
            turn.reached.push(Limit::LineBytes);
            (&numeric::ERR_INPUTTOOLONG, Vec::new())
        }
        Unfit::NoCommand(word) => (&numeric::ERR_UNKNOWNCOMMAND, vec![word]),
        Unfit::NotUtf8 { command, label } => {
            let label = label.filter(|_| turn.hall.caps(conn).has(BATCH.with(LABELED_RESPONSE)));
            let note = Effect::Note { to: conn, note: &note::INVALID_UTF8, context: vec![command] };
            turn.carry_out(&mut Outbox { effects: vec![note], response: label.map(|label| (conn, label)) });
            return;
        }
    };
    turn.tell(conn, |scribe, out, nick| scribe.reply(out, nick, numeric, &params), |_| None);
}

#[cfg(test)]
mod tests;
