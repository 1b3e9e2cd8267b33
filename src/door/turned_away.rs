//! Those who are not let in ([`super::gate`]): they are told why, in the form of their door, and let go.
//!
//! Must not know the hall, which never hears of them. Which door they take is known by their first
//! line; whoever says nothing within the time after which others are asked for their name is told in
//! plain words. The original program has words of its own for a refusal, and no others.

use super::gate::Reason;
use super::orders::Orders;
use super::plain::original;
use super::sniff::{self, Guess};
use super::turn::{scribe, with_line_ends};
use super::{Doors, PLAIN_LINE_BYTES_MAX};
use crate::lang::Lang;
use crate::room::limits::Limit;
use crate::wire::caps::STANDARD_REPLIES;
use crate::wire::note::{self, Note};
use crate::wire::{ConnId, Now};

/// Who asks for standard replies in what they send first is told in one, too.
const ASKS_FOR_REPLIES: &[u8] = b"standard-replies";

impl Doors {
    /// Turns somebody away whose first line is there; whether it is.
    pub(super) fn turn_away_when_known(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        let Some(way) = self.ways.get(conn) else { return false };
        let is_known = way.lines.has_line() || way.ended || way.lines.len() >= PLAIN_LINE_BYTES_MAX;
        if is_known {
            self.turn_away(now, conn, orders);
        }
        is_known
    }

    /// Tells somebody why they are turned away, as far as their door can be told by now.
    pub(super) fn turn_away(&mut self, _: Now, conn: ConnId, orders: &mut Orders) {
        let Some(way) = self.ways.get(conn) else { return };
        let Some(reason) = way.turned_away else { return };
        let sentence = sentence(&self.lang, reason);
        let first = way.lines.next_line().map(|line| line.trim_ascii_end());
        if first.is_some_and(|line| sniff::guess(line) == Guess::Irc) {
            let asks = memchr::memmem::find(way.lines.pending(), ASKS_FOR_REPLIES).is_some();
            let scribe = &mut scribe(&self.hall, &self.lang, &mut self.batches);
            orders.send_one(conn, |out| {
                if asks {
                    let (note, number) = (note_of(reason.limit), reason.number.to_string());
                    scribe.note(out, ("*", STANDARD_REPLIES), note, &[number]);
                }
                scribe.error(out, &sentence);
            });
        } else if first.is_none() && !way.lines.is_empty() {
            orders.send_one(conn, |out| out.extend_from_slice(original::REFUSED));
        } else {
            let returns = way.telnet.returns;
            let text = with_line_ends(&format!("{sentence}\n"), returns);
            orders.send_one(conn, |out| out.extend_from_slice(&text));
        }
        self.ways.close(conn);
        orders.close(conn);
    }
}

fn note_of(limit: Limit) -> &'static Note {
    match limit {
        Limit::PerAddress => &note::ADDRESS_FULL,
        Limit::PerNetwork => &note::NETWORK_FULL,
        Limit::Connects => &note::CONNECTS_TOO_OFTEN,
        _ => &note::HOUSE_FULL,
    }
}

/// Why somebody is turned away, in words.
fn sentence(lang: &Lang, Reason { limit, number }: Reason) -> String {
    match limit {
        Limit::PerAddress => lang.say("turned-away-address", &[("max", number.into())]),
        Limit::PerNetwork => lang.say("turned-away-network", &[("max", number.into())]),
        Limit::Connects => lang.say("turned-away-connects", &[("seconds", number.into())]),
        _ => lang.say("turned-away-house", &[("max", number.into())]),
    }
}
