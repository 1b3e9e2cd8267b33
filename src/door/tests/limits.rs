//! What hits a limit is counted, and the operator is told.

use super::*;
use crate::room::ConsoleReply;
use crate::room::limits::{Limit, LimitRow, Pace, Rate};

impl House {
    /// One that takes messages at this rate, from this machine too.
    fn held_to(messages: Rate) -> Self {
        let limits = LimitRules {
            pace: Pace { messages, ..LimitRules::default().pace },
            trusted: Vec::new(),
            ..LimitRules::default()
        };
        Self::with("en", Rules { limits, ..rules() })
    }

    fn limits(&mut self) -> Vec<LimitRow> {
        let mut orders = Orders::default();
        self.doors.console(self.now, "/limits", &mut orders);
        match orders.console.pop() {
            Some(ConsoleReply::Limits(rows)) => rows,
            other => panic!("{other:?}"),
        }
    }

    fn reached(&mut self, limit: Limit) -> u64 {
        self.limits().iter().find(|row| row.limit == limit).map(|row| row.reached).unwrap()
    }

    fn comes_from(&mut self, address: &str) -> (ConnId, bool) {
        let conn = ConnId::new(self.opened, 0);
        self.opened += 1;
        let peer = SocketAddr::new(address.parse().unwrap(), 40_000);
        let mut stays = false;
        self.act(|doors, now, orders| stays = doors.opened(now, conn, peer, orders));
        (conn, stays)
    }
}

#[test]
fn what_hits_a_limit_is_counted() {
    let limits = LimitRules { connections_per_address_max: 1, rooms_max: 2, ..LimitRules::default() };
    let mut house = House::with("en", Rules { limits, rooms_per_member_max: 2, ..rules() });
    let alice = house.irc("alice", "");
    for line in ["JOIN #a", "JOIN #b", "PART #a", "JOIN #c", "MODE #lobby +w 5"] {
        house.send(alice, format!("{line}\r\n"));
    }
    house.send(alice, format!("{}\r\n", "x".repeat(600)));
    let (far, _) = house.comes_from("192.0.2.1");
    let (farther, stays) = house.comes_from("192.0.2.1");
    assert!(stays);
    house.wait(1000);
    assert!(house.text(farther).starts_with("Your address has as many connections"));
    assert!(house.is_closed(farther));
    house.wait(30_000);
    assert!(house.is_closed(far));
    for (limit, reached) in [
        (Limit::PerAddress, 1),
        (Limit::Registration, 1),
        (Limit::RoomsPerMember, 1),
        (Limit::LineBytes, 1),
        (Limit::Messages, 0),
    ] {
        assert_eq!(house.reached(limit), reached, "{limit:?}");
    }
    let rows = house.limits();
    let row = |limit| rows.iter().find(|row| row.limit == limit).unwrap();
    assert_eq!((row(Limit::Connections).max, row(Limit::Connections).now), (Some(10_000), Some(1)));
    assert_eq!((row(Limit::Rooms).max, row(Limit::Rooms).now), (Some(2), Some(2)));
    assert_eq!(row(Limit::Slow).max, None);
}

#[test]
fn so_many_are_told_and_the_others_are_dropped() {
    let limits = LimitRules { connections_max: 1, ..LimitRules::default() };
    let mut house = House::with("en", Rules { limits, ..rules() });
    assert!(house.comes_from("127.0.0.1").1);
    for _ in 0..gate::FAREWELLS_MAX {
        assert!(house.comes_from("127.0.0.1").1);
    }
    assert!(!house.comes_from("127.0.0.1").1);
    assert_eq!(house.reached(Limit::Connections), gate::FAREWELLS_MAX as u64 + 1);
}

#[test]
fn a_line_that_comes_too_early_waits_for_its_time() {
    let messages = Rate { per_second: 2, burst: 2 };
    let mut house = House::held_to(messages);
    let bob = house.irc("bob", "");
    house.wait(10_000);
    let said: String = (0..4).map(|number| format!("PRIVMSG bob :{number}\r\n")).collect();
    house.send(bob, said);
    assert!(house.doors.is_waiting(bob));
    assert_eq!(house.text(bob).matches(" PRIVMSG bob :").count(), 2);
    let due = house.doors.deadline().unwrap();
    assert_eq!(due, house.now.uptime + Duration::from_millis(500));
    house.wait(499);
    house.read(bob);
    assert_eq!(house.text(bob), "");
    house.pass(due);
    let mut orders = Orders::default();
    house.doors.tick(house.now, &mut orders);
    assert_eq!(orders.again, [bob]);
    house.read(bob);
    assert!(house.text(bob).contains(" PRIVMSG bob :2\r\n"));
    assert!(house.doors.is_waiting(bob), "the last one waits, too");
    assert_eq!(house.reached(Limit::Messages), 2);
}

#[test]
fn who_has_gone_does_not_stay_through_unread_lines() {
    let messages = Rate { per_second: 1, burst: 2 };
    let mut house = House::held_to(messages);
    let alice = house.irc("alice", "");
    let bob = house.irc("bob", "standard-replies");
    house.wait(10_000);
    house.text(alice);
    house.send(bob, (0..1000).map(|number| format!("PRIVMSG alice :hi {number}\r\n")).collect::<String>());
    house.doors.ended(bob);
    for _ in 0..100 {
        house.wait(1000);
        let (now, mut orders) = (house.now, Orders::default());
        house.doors.tick(now, &mut orders);
        house.read(bob);
    }
    // As many as came in time, and no more.
    let said = house.text(alice).matches(" PRIVMSG alice :hi ").count();
    assert!((25..40).contains(&said), "{said}");
    let told = house.text(bob);
    assert!(told.contains(" FAIL * UNREAD :") && !house.doors.is_waiting(bob), "{told}");
}

#[test]
fn a_batch_that_is_made_up_makes_nothing_cheaper() {
    let messages = Rate { per_second: 2, burst: 2 };
    let mut house = House::held_to(messages);
    let said = |house: &mut House, conn| {
        house.send(conn, "@batch=x PRIVMSG bob :hi\r\n".repeat(5));
        house.text(conn).matches("hi\r\n").count()
    };
    let bob = house.irc("bob", "");
    house.wait(10_000);
    assert_eq!(said(&mut house, bob), 2);
    assert!(house.doors.is_waiting(bob));
    // Nor does one that was opened without the capability that makes lines a part of it.
    let carol = house.irc("carol", "");
    house.wait(10_000);
    house.text(bob);
    house.send(carol, "BATCH +x draft/multiline bob\r\n");
    said(&mut house, carol);
    assert_eq!(house.text(bob).matches("hi\r\n").count(), 1);
}

#[test]
fn the_original_program_that_came_too_fast_is_parted_with_all_the_same() {
    let messages = Rate { per_second: 1, burst: 1 };
    let mut house = House::held_to(messages);
    let bob = house.original("bob");
    house.send(bob, "bob: one\nbob: two\nbob: three\n");
    assert!(house.doors.is_waiting(bob));
    house.act(|doors, now, orders| doors.shutdown(now, Ending::RoomClosed, orders));
    house.wait(150);
    assert!(house.is_closed(bob));
}
