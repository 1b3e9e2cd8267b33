//! How much is kept of what a server says, each part with the limit that it has, so that whoever
//! tests us against servers that mean harm can hold us to it.
//!
//! Theory of operation: nothing here limits anything; each limit is obeyed where something is added.

use super::{
    BATCHES_OPEN_MAX, HELD_LINES_MAX, Life, MEMBERS_MAX, OWN_IDS_MAX, PAGE_MESSAGES_MAX, PARTNERS_MAX,
    ROOMS_MAX, SHOWN_IDS_MAX, Session, UNCONFIRMED_MESSAGES_TYPED_MAX, WAITING_HAPPENINGS_MAX,
};

/// A part of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub what: &'static str,
    /// How many there are; of what every room has, in the fullest.
    pub count: usize,
    /// How many there may be.
    pub max: usize,
}

impl Life {
    /// All that is kept, each part with its limit.
    pub fn kept(&self) -> Vec<Kept> {
        let carried = self.session.as_ref().map_or(&self.carried, |session| &session.carried);
        let fullest = |counts: &mut dyn Iterator<Item = usize>| counts.max().unwrap_or_default();
        let mut parts = vec![
            ("topics", self.topics.len(), ROOMS_MAX),
            ("terms of history", self.kept.len(), ROOMS_MAX),
            ("rooms to come back to", carried.rooms.len(), ROOMS_MAX),
            ("traces", carried.traces.len(), ROOMS_MAX + PARTNERS_MAX),
            (
                "happenings that wait",
                fullest(&mut carried.traces.iter().map(|trace| trace.waiting())),
                WAITING_HAPPENINGS_MAX,
            ),
            ("ids", fullest(&mut carried.traces.iter().map(|trace| trace.ids())), SHOWN_IDS_MAX),
            ("own messages", carried.own.len(), OWN_IDS_MAX),
            // That we were leaving is held beside them, and what is held is said without being asked again.
            ("held lines", carried.held.len(), HELD_LINES_MAX + 1),
            (
                "unconfirmed messages",
                carried.pendings.count(),
                UNCONFIRMED_MESSAGES_TYPED_MAX + HELD_LINES_MAX,
            ),
        ];
        parts.extend(self.session.iter().flat_map(Session::kept));
        parts.into_iter().map(|(what, count, max)| Kept { what, count, max }).collect()
    }
}

impl Session {
    fn kept(&self) -> [(&'static str, usize, usize); 5] {
        let (rooms, members) = self.rooms.counts();
        let (batches, messages) = self.batches.counts();
        [
            ("rooms", rooms, ROOMS_MAX),
            ("members", members, MEMBERS_MAX),
            ("batches", batches, BATCHES_OPEN_MAX),
            ("messages of a page", messages, PAGE_MESSAGES_MAX),
            ("partners", self.partners.count(), PARTNERS_MAX),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::chat::{Outbox, Policy, Wish};
    use crate::wire::Now;

    /// A server that lets us into ever more rooms, and out of them again, has us keep no more for it.
    #[test]
    fn however_many_rooms_a_server_shows_us_so_many_are_remembered() {
        let wish =
            Wish { name: Some("alice".to_owned()), room: Some("#lobby".to_owned()), ..Wish::default() };
        let policy = Policy { reconnect_max: Duration::from_secs(600), seed: [7; 32] };
        let mut life = Life::new(wish, policy);
        let mut now = Now { uptime: Duration::from_secs(1000), unix_ms: 1_767_225_600_000 };
        let mut out = Outbox::default();
        for connection in 0..3 {
            life.connected(now, &mut out);
            let mut said =
                ":s CAP * LS :standard-replies\r\n:s 001 alice :hi\r\n:s 376 alice :end\r\n".to_owned();
            said += ":alice!a@h JOIN #lobby\r\n:s 366 alice #lobby :end\r\n";
            for number in 0..ROOMS_MAX + 10 {
                let room = format!("#{connection}-{number}");
                said += &format!(
                    ":alice!a@h JOIN {room}\r\n:s 332 alice {room} :tea\r\n:s 366 alice {room} :end\r\n"
                );
                said += &format!(":s NOTE * HISTORY_KEPT {room} 1 1 1 :kept\r\n");
                if number >= ROOMS_MAX / 2 {
                    said += &format!(":bob!b@h KICK {room} alice :out\r\n");
                }
            }
            life.receive(now, said.as_bytes(), &mut out);
            assert!(life.is_in(), "{connection}");
            for Kept { what, count, max } in life.kept() {
                assert!(count <= max, "{what}: {count} and not {max}");
            }
            life.closed(now, None, &mut out);
            for _ in 0..100 {
                now.uptime = life.deadline().unwrap_or(now.uptime).max(now.uptime);
                life.tick(now, &mut out);
                if std::mem::take(&mut out).dial {
                    break;
                }
            }
        }
        let kept = life.kept();
        let filled = ["topics", "terms of history", "rooms to come back to"];
        for what in filled {
            let part = kept.iter().find(|part| part.what == what).unwrap();
            assert_eq!(part.count, part.max, "{what}");
        }
    }
}
