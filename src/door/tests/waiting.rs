//! While a password is looked at, whoever said it waits for the answer, and nobody else does.

use super::*;
use crate::room::{Operator, Verdict};

fn house() -> House {
    let operators = vec![Operator { name: "root".into(), password_hash: "hash".into() }];
    House::with("en", Rules { operators, ..rules() })
}

/// The ticket of the only password that is to be looked at.
fn ticket(house: &mut House, who: ConnId, said: &str) -> u64 {
    match house.errands.drain(..).collect::<Vec<_>>().as_slice() {
        [Errand::Verify { conn, ticket, hash, password }] => {
            assert_eq!((*conn, &**hash, password.as_str()), (who, "hash", said));
            *ticket
        }
        errands => panic!("{errands:?}"),
    }
}

fn answer(house: &mut House, conn: ConnId, ticket: u64, verdict: Verdict) {
    house.act(|doors, now, orders| doors.verified(now, (conn, ticket), verdict, orders));
}

#[test]
fn later_commands_wait_for_the_answer_and_nobody_else_does() {
    let mut house = house();
    let (alice, bob) = (house.irc("alice", ""), house.irc("bob", ""));
    house.text(alice);
    house.send(alice, "OPER root secret\r\nPRIVMSG #lobby :behind it\r\nPING behind\r\n");
    assert!(house.doors.is_waiting(alice) && !house.doors.is_waiting(bob));
    house.send(alice, "PING later\r\n");
    house.send(bob, "PRIVMSG #lobby :meanwhile\r\nPING meanwhile\r\n");
    assert!(house.text(bob).ends_with(" :meanwhile\r\n"), "bob is answered");
    let heard = house.text(alice);
    assert!(heard.ends_with(" PRIVMSG #lobby :meanwhile\r\n"), "alice hears what others say: {heard}");
    assert!(!heard.contains("PONG"), "{heard}");

    let ticket = ticket(&mut house, alice, "secret");
    answer(&mut house, alice, ticket + 1, Verdict::Right);
    assert!(house.doors.is_waiting(alice), "that was somebody else's answer");
    answer(&mut house, alice, ticket, Verdict::Right);
    assert!(!house.doors.is_waiting(alice));
    let answered = house.text(alice);
    assert!(answered.starts_with(":chat.example 381 alice :"), "{answered}");
    house.read(alice);
    let behind = house.text(alice);
    let [first, second] = [" :behind\r\n", " :later\r\n"].map(|pong| behind.find(pong));
    assert!(first.is_some() && first < second, "{behind}");
    assert!(house.text(bob).ends_with(" PRIVMSG #lobby :behind it\r\n"));
    // An answer that comes twice changes nothing.
    answer(&mut house, alice, ticket, Verdict::Wrong);
    assert_eq!(house.text(alice), "");
}

#[test]
fn who_goes_away_meanwhile_is_gone() {
    let mut house = house();
    let alice = house.irc("alice", "");
    house.send(alice, "OPER root secret\r\nPRIVMSG #lobby :never\r\n");
    let ticket = ticket(&mut house, alice, "secret");
    house.act(|doors, now, orders| doors.lost(now, alice, Ending::Broken, orders));
    answer(&mut house, alice, ticket, Verdict::Right);
    assert_eq!(house.text(alice), "");
    assert!(house.doors.is_empty() && !house.doors.is_waiting(alice));
}

#[test]
fn what_nobody_looked_at_is_no_wrong_password() {
    let mut house = house();
    let alice = house.irc("alice", "");
    for _ in 0..20 {
        house.send(alice, "OPER root secret\r\n");
        let ticket = ticket(&mut house, alice, "secret");
        answer(&mut house, alice, ticket, Verdict::Busy);
        assert!(
            house
                .text(alice)
                .ends_with(" 263 alice OPER :OPER was not carried out; wait a while and try again\r\n")
        );
    }
}

#[test]
fn where_it_can_t_be_done_a_restart_is_refused() {
    let mut house = house();
    let alice = house.irc("alice", "standard-replies");
    house.send(alice, "OPER root secret\r\n");
    let ticket = ticket(&mut house, alice, "secret");
    answer(&mut house, alice, ticket, Verdict::Right);
    house.text(alice);
    house.send(alice, "RESTART\r\n");
    assert!(house.text(alice).starts_with(":chat.example FAIL RESTART CANNOT_RESTART :"));
    assert!(house.errands.is_empty());
    house.send(alice, "DIE\r\n");
    assert_eq!(house.errands, [Errand::Die]);
}

#[test]
fn settings_that_are_wrong_change_nothing_and_are_told() {
    let mut house = house();
    let alice = house.irc("alice", "");
    house.text(alice);
    let wrong = ["chatroom.toml: serve.motd = 1: expected text.\nline two", "the other"].map(str::to_owned);
    house.act(|doors, now, orders| doors.reloaded(now, Some(alice), Err(wrong.into()), orders));
    assert_eq!(
        house.text(alice),
        ":chat.example NOTICE alice :Nothing was changed: chatroom.toml: serve.motd = 1: expected text.\r\n\
         :chat.example NOTICE alice :line two\r\n\
         :chat.example NOTICE alice :Wrong as well: the other\r\n"
    );
    // Whoever asked may be gone.
    house.act(|doors, now, orders| doors.lost(now, alice, Ending::Gone, orders));
    house.act(|doors, now, orders| doors.reloaded(now, Some(alice), Err(vec!["x".into()]), orders));
    assert_eq!(house.text(alice), "");
}
