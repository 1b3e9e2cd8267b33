//! TLS as the doors see it: a connection is encrypted or not, and may have to be.
//!
//! Must not know how it is encrypted. Whoever comes from beyond this machine without TLS, where TLS is
//! required, is asked for nothing: by their first line (or the silence in place of it) their door is known,
//! they are told in its form what to do, and let go. An IRC client that asks for capabilities is told the
//! policy of strict transport first, if there is one (IRCv3 sts), so that it comes back by itself.

use super::orders::Orders;
use super::sniff::{self, Guess};
use super::turn::{scribe, with_line_ends};
use super::way::Door;
use super::{Doors, PLAIN_LINE_BYTES_MAX};
use crate::room::{Ending, Input};
use crate::wire::{ConnId, Fingerprint, Message, Now};

impl Doors {
    /// The first byte of `conn` says that it speaks TLS. Nothing is to be said to it before that is
    /// settled; if it never is, the time for coming in is over at some point.
    pub fn shaking(&mut self, now: Now, conn: ConnId) {
        let patience = self.hall.rules().registration_timeout;
        if self.ways.get(conn).is_some() {
            self.ways.deadlines.set(conn, now.uptime + patience);
        }
    }

    /// `conn` is encrypted from here on, by a client that has shown a certificate with this key, if any.
    pub fn secured(&mut self, now: Now, conn: ConnId, certificate: Option<Fingerprint>, orders: &mut Orders) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        way.needs_tls = false;
        self.ways.deadlines.set(conn, now.uptime + sniff::PROMPT_AFTER);
        self.input(now, Input::Secured { conn, certificate }, orders);
    }

    /// The way from `conn` was cut before its end was announced: what has come of a line may mean something
    /// else than the whole of it.
    pub fn cut(&mut self, conn: ConnId) {
        if let Some(way) = self.ways.get_mut(conn) {
            way.lines.take_rest();
        }
    }

    /// Lets go somebody who should have come with TLS, once their first line is there; whether it is.
    pub(super) fn want_tls_when_known(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        let Some(way) = self.ways.get(conn) else { return false };
        let is_known = way.lines.has_line() || way.ended || way.lines.len() >= PLAIN_LINE_BYTES_MAX;
        if is_known {
            self.want_tls(now, conn, orders);
        }
        is_known
    }

    /// Tells somebody that they must come with TLS, as far as their door is known by now, and lets them go.
    pub(super) fn want_tls(&mut self, now: Now, conn: ConnId, orders: &mut Orders) {
        let Some(way) = self.ways.get(conn) else { return };
        let sentence = self.lang.say("tls-required", &[]);
        let first = way.lines.next_line().map(|line| line.trim_ascii_end());
        if let Some(line) = first.filter(|line| sniff::guess(line) == Guess::Irc) {
            let policy = self.hall.rules().tls.policy(false).filter(|_| asks_for_capabilities(line));
            let scribe = &mut scribe(&self.hall, &self.lang, &mut self.batches);
            orders.send_one(conn, |out| {
                if let Some(policy) = policy {
                    scribe.cap(out, "*", "LS", &[policy], false);
                }
                scribe.error(out, &sentence);
            });
        } else {
            let text = with_line_ends(&format!("{sentence}\n"), way.telnet.returns);
            orders.send_one(conn, |out| out.extend_from_slice(&text));
        }
        debug_assert!(matches!(way.door, Door::Unknown { prompted: false }), "nothing was asked of them");
        self.ways.close(conn);
        orders.close(conn);
        self.input(now, Input::Lost { conn, why: Ending::Gone }, orders);
    }
}

fn asks_for_capabilities(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    Message::parse(&text).is_ok_and(|message| {
        let version = message.param(1).and_then(|version| version.parse::<u32>().ok());
        message.command.eq_ignore_ascii_case("CAP")
            && message.param(0).is_some_and(|word| word.eq_ignore_ascii_case("LS"))
            && version.is_some_and(|version| version >= 302)
    })
}
