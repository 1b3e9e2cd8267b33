//! The commands of `chatroom join` at our own server: each does what it says, and each answer is a
//! sentence.

#![allow(clippy::unwrap_used)]

#[path = "support/joined.rs"]
mod house;

use house::House;

#[test]
fn a_room_of_ones_own() {
    let house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice", "--room", "garden"]);
    let mut bob = house.join("en", &["--name", "bob"]);
    alice.type_in("/invite bob\n/whois bob\n/list\n");
    alice.err.wait_for("bob has been invited to #garden.");
    alice.err.wait_for("real name: bob");
    alice.err.wait_for("bob is in #lobby.");
    alice.err.wait_for("#garden, 1 person");
    alice.err.wait_for("rooms in all.");
    bob.err.wait_for("alice invites you to #garden. To go there, type /join #garden.");

    // Whom one has spoken to alone one sees come and go.
    alice.type_in("/msg bob come over\n");
    bob.out.wait_for("[alice → you] come over");
    bob.type_in("/quit\n");
    assert_eq!(bob.end().0, 0);
    alice.err.wait_for("bob is offline.");
    let mut bob = house.join("en", &["--name", "bob", "--room", "garden"]);
    alice.err.wait_for("bob is online again.");
    alice.out.wait_for("bob entered the chatroom.");

    bob.type_in("/kick alice\n");
    bob.err.wait_for("Only operators of #garden can do that.");
    alice.type_in("/op bob\n");
    bob.err.wait_for("alice made bob an operator of #garden.");
    bob.type_in("/deop alice\n/kick alice too loud\n");
    let (code, _, err) = alice.end();
    assert_eq!((code, err.last().unwrap().as_str()), (6, "bob removed you from the chatroom: too loud"));
    bob.out.wait_for("bob removed alice from the chatroom (too loud).");
}

#[test]
fn away_and_another_real_name() {
    let house = House::open("en", &[]);
    let mut alice = house.join("en", &["--name", "alice"]);
    alice.type_in("/away\n/setname Alice in Wonderland\n");
    alice.err.wait_for("You are now shown as away.");
    alice.err.wait_for("Your real name is now Alice in Wonderland.");
    let mut bob = house.join("cn", &["--name", "bob"]);
    bob.type_in("/msg alice 在吗\n/whois alice\n");
    bob.err.wait_for("alice 暂时离开：away");
    bob.err.wait_for("真实姓名：Alice in Wonderland");
    // That somebody was away before we came, too.
    bob.type_in("/who\n");
    bob.err.wait_for("#lobby 里有 2 人：alice（离开）、bob");
    alice.type_in("/back\n");
    alice.err.wait_for("You are no longer shown as away.");
}
