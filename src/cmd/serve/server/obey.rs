//! Doing what came of a step: what the doors ordered, what the flow of bytes asks for then, and the
//! errands; at once, or once what it tells is written ([`super::Held`]).

use super::Server;
use crate::cmd::serve::errands::{Hashed, Outcome};
use crate::door::held::Released;
use crate::door::{Order, Orders};
use crate::net::{FlowAct, Token};
use crate::room::keep::Answer;
use crate::room::{Ending, Errand};
use crate::store::Report;
use crate::wire::ConnId;

impl Server {
    /// Does what the doors ordered, or holds it back; `acting` gave the command that it comes from.
    pub(in crate::cmd::serve) fn carry_out(&mut self, acting: Option<ConnId>) {
        // The operator is no member, and must not wait for the disk of whose trouble they are told.
        for reply in self.orders.console.drain(..) {
            self.desk.reply(&reply);
        }
        if !self.held.lets_pass(&self.orders) {
            return self.hold(acting);
        }
        let mut orders = std::mem::take(&mut self.orders);
        self.fulfil(&mut orders, acting);
        // For its memory; what came of it meanwhile has been carried out.
        self.orders = orders;
    }

    /// Holds back what the doors ordered.
    fn hold(&mut self, acting: Option<ConnId>) {
        if self.held.is_empty() {
            self.clock.waits(self.started.elapsed());
        }
        let store = &mut self.store;
        self.held.hold(&mut self.orders, acting, |keep| store.push(keep));
    }

    /// Does all that is in these orders.
    fn fulfil(&mut self, orders: &mut Orders, acting: Option<ConnId>) {
        self.obey(orders, acting);
        self.act();
        for errand in orders.errands.drain(..) {
            self.run_errand(errand);
        }
    }

    /// Does what is held back no longer.
    fn release(&mut self) {
        let was_waiting = !self.held.is_empty();
        let mut moved = false;
        while let Some(Released { mut orders, acting, unkept }) = self.held.release() {
            moved = true;
            self.fulfil(&mut orders, acting);
            self.held.reuse(orders);
            if !unkept.is_empty() {
                let now = self.now();
                self.doors.unkept(now, acting, &unkept, &mut self.orders);
                self.carry_out(acting);
            }
        }
        let elapsed = self.started.elapsed();
        if self.held.is_empty() && was_waiting {
            self.clock.rests(elapsed);
            if std::mem::take(&mut self.farewell_waits) && self.closing.is_some() {
                self.closing = Some(elapsed + self.grace);
            }
        } else if moved {
            self.clock.waits(elapsed);
        }
    }

    /// Takes what the store tells.
    pub(super) fn take_reports(&mut self) {
        while let Some(report) = self.store.take() {
            match report {
                Report::Written { to } => self.held.written(to),
                Report::Unwritten { from, to } => self.held.unwritten(from, to),
                Report::Keeping(keeping) => {
                    let now = self.now();
                    self.desk.keeping(&keeping, self.doors.hall.rules().history.on_failure);
                    self.doors.keeping(now, keeping, &mut self.orders);
                    self.carry_out(None);
                }
                Report::Answered { conn, ticket, answer } => self.answered(conn, ticket, answer),
                Report::Rewritten { recent, upto, codes } => {
                    let now = self.now();
                    self.doors.rewritten(now, (recent, upto), codes, &mut self.orders);
                    self.carry_out(None);
                }
            }
        }
        self.release();
    }

    fn answered(&mut self, conn: ConnId, ticket: u64, answer: Answer) {
        let now = self.now();
        self.doors.answered(now, (conn, ticket), answer, &mut self.orders);
        self.carry_out(Some(conn));
        // What they said meanwhile has its turn.
        self.waiting.push_back(Token(conn.0));
    }

    /// Does what the doors ordered.
    fn obey(&mut self, orders: &mut Orders, acting: Option<ConnId>) {
        let elapsed = self.started.elapsed();
        let long = self.flow.marks().high;
        for order in orders.orders.drain(..) {
            match order {
                Order::Send { to, bytes, by } => {
                    // An answer to oneself slows nobody but oneself. What one alone is told without a
                    // command (being put into a room) is the same.
                    let alone = to.first().filter(|_| to.len() == 1).copied();
                    let by = by.or(acting.or(alone).filter(|one| alone == Some(*one)));
                    let by = by.map(|conn| Token(conn.0));
                    for conn in to {
                        let token = Token(conn.0);
                        let mut queued = self.net.send(token, &bytes);
                        if queued > long {
                            // It may only look slow because nothing was written to it in this turn.
                            queued = self.net.flush_one(token, &mut self.later);
                        }
                        self.flow.sent(elapsed, (token, by), (queued, bytes.len()), &mut self.acts);
                    }
                }
                Order::Close { conn } => self.net.finish(Token(conn.0), self.grace),
            }
        }
        orders.shows.clear();
        for event in orders.seen.drain(..) {
            self.desk.event(&event);
        }
    }

    /// Does what the rules can't do themselves.
    fn run_errand(&mut self, errand: Errand) {
        match errand {
            Errand::Verify { conn, ticket, hash, password } => {
                if let Some(hashed) = self.hasher.check((conn, ticket), hash, password) {
                    self.hashed(hashed);
                }
            }
            Errand::Make { conn, ticket, password, iterations } => {
                if let Some(hashed) = self.hasher.make((conn, ticket), password, iterations) {
                    self.hashed(hashed);
                }
            }
            Errand::Ask { conn, ticket, ask } => {
                if !self.store.ask(conn, ticket, ask) {
                    self.answered(conn, ticket, Answer::Busy);
                }
            }
            Errand::Reload { by } => self.reload(by),
            Errand::Die => self.close(Ending::ServerDown),
            Errand::Restart => {
                self.after = super::After::Restart;
                self.close(Ending::ServerDown);
            }
        }
    }

    /// Takes the answers about passwords that have come.
    pub(super) fn take_hashed(&mut self) {
        while let Some(hashed) = self.hasher.take() {
            self.hashed(hashed);
        }
    }

    fn hashed(&mut self, Hashed { conn, ticket, outcome }: Hashed) {
        let now = self.now();
        match outcome {
            Outcome::Verified(verdict) => {
                self.doors.verified(now, (conn, ticket), verdict, &mut self.orders);
            }
            Outcome::Made(secrets) => self.doors.made(now, (conn, ticket), secrets, &mut self.orders),
        }
        self.carry_out(Some(conn));
        // What they said meanwhile has its turn.
        self.waiting.push_back(Token(conn.0));
    }

    /// Does what the flow of bytes asks for, and what comes of that.
    pub(super) fn act(&mut self) {
        let mut next = 0;
        while let Some(&act) = self.acts.get(next) {
            next += 1;
            match act {
                // Its lines are left where they are, and it is not read.
                FlowAct::Pause(token) => self.net.pause(token),
                FlowAct::Resume(token) => self.waiting.push_back(token),
                FlowAct::LetGo(token) => self.let_go(token),
            }
        }
        self.acts.clear();
    }

    /// Parts with somebody who reads too slowly. Thousands may be at once: this only adds to the acts.
    fn let_go(&mut self, token: Token) {
        let now = self.now();
        let conn = ConnId(token.0);
        self.net.pause(token);
        self.doors.lost(now, conn, Ending::ReadsTooSlowly, &mut self.orders);
        // The doors may have parted with it before.
        self.orders.orders.push(Order::Close { conn });
        if !self.held.lets_pass(&self.orders) {
            return self.hold(None);
        }
        let mut orders = std::mem::take(&mut self.orders);
        self.obey(&mut orders, None);
        self.orders = orders;
    }
}
