//! Those who come with TLS, those who may yet, and those who must.

use super::*;
use crate::door::gate::Origin;
use crate::room::rules::{Sts, TlsRules};
use crate::wire::Fingerprint;

fn house(required: bool, sts: Option<Sts>) -> House {
    House::with(
        "en",
        Rules {
            tls: TlsRules { spoken: true, required, handshakes_max: None, sts },
            auto_join: false,
            ..rules()
        },
    )
}

fn policy() -> Option<Sts> {
    Some(Sts { port: 6697, duration: Duration::from_secs(86_400) })
}

impl House {
    fn connect_at(&mut self, peer: &str) -> ConnId {
        let conn = ConnId::new(self.opened, 0);
        self.opened += 1;
        let peer = peer.parse().unwrap();
        self.act(|doors, now, orders| assert!(doors.opened(now, conn, peer, orders)));
        conn
    }

    fn secured(&mut self, conn: ConnId, certificate: Option<Fingerprint>) {
        self.doors.shaking(self.now, conn);
        self.act(|doors, now, orders| doors.secured(now, conn, certificate, orders));
    }
}

const FAR: &str = "203.0.113.7:40000";
const SENTENCE: &str = "This server is entered with TLS only. Come again with TLS, on the same port; \"chatroom join\" does so by itself.";

#[test]
fn who_may_yet_begin_tls_is_asked_later() {
    let mut house = house(false, None);
    let (near, far) = (house.connect(), house.connect_at(FAR));
    house.wait(1000);
    assert!(!house.text(near).is_empty());
    house.wait(2000);
    assert_eq!(house.text(far), "");
    house.wait(500);
    assert!(!house.text(far).is_empty());
}

#[test]
fn who_comes_through_a_proxy_is_not_this_machine() {
    let mut house = house(true, None);
    let connect = |house: &mut House, origin| {
        let conn = ConnId::new(house.opened, 0);
        house.opened += 1;
        let by = ("127.0.0.1:40000".parse().unwrap(), origin);
        house.act(|doors, now, orders| assert!(doors.opened_by(now, conn, by, orders)));
        house.send(conn, "NICK alice\r\nUSER a 0 * :A\r\n");
        house.text(conn)
    };
    for origin in [Origin::Announced, Origin::Unannounced] {
        let heard = connect(&mut house, origin);
        assert!(heard.starts_with("ERROR :This server is entered with TLS only."), "{heard}");
    }
    assert!(connect(&mut house, Origin::Direct).contains(" 001 alice "));
}

#[test]
fn nobody_is_asked_before_the_handshake_is_done() {
    let mut house = house(true, None);
    let conn = house.connect_at(FAR);
    house.doors.shaking(house.now, conn);
    house.wait(20_000);
    assert_eq!(house.text(conn), "");
    house.secured(conn, None);
    house.wait(1000);
    assert!(!house.text(conn).is_empty());
    house.send(conn, "alice\n");
    assert!(house.text(conn).contains("alice"));
    // A handshake that never ends is over with the time for coming in.
    let stuck = house.connect_at(FAR);
    house.doors.shaking(house.now, stuck);
    house.wait(30_000);
    assert!(house.is_closed(stuck));
}

#[test]
fn who_must_come_with_tls_is_told_so_by_their_door_and_asked_nothing() {
    let mut house = house(true, None);
    let irc = house.connect_at(FAR);
    house.send(irc, "CAP LS 302\r\nNICK alice\r\n");
    assert_eq!(house.text(irc), format!("ERROR :{SENTENCE}\r\n"));
    let person = house.connect_at(FAR);
    house.send(person, "alice\n");
    assert_eq!(house.text(person), format!("{SENTENCE}\n"));
    let silent = house.connect_at(FAR);
    house.wait(3500);
    assert_eq!(house.text(silent), format!("{SENTENCE}\n"));
    let original = house.connect_at(FAR);
    house.send(original, "alice");
    house.wait(3500);
    assert_eq!(house.text(original), format!("{SENTENCE}\n"));
    assert!([irc, person, silent, original].iter().all(|&conn| house.is_closed(conn)));
    assert!(house.seen.is_empty());
    // From this machine anything goes.
    let near = house.connect();
    house.send(near, "bob\n");
    assert!(!house.is_closed(near));
}

#[test]
fn the_policy_of_strict_transport_leads_a_client_back() {
    let mut house = house(true, policy());
    let clear = house.connect_at(FAR);
    house.send(clear, "CAP LS 302\r\n");
    let told = format!(":chat.example CAP * LS :sts=port=6697\r\nERROR :{SENTENCE}\r\n");
    assert_eq!(house.text(clear), told);
    let secure = house.connect_at(FAR);
    house.secured(secure, None);
    house.send(secure, "CAP LS 302\r\n");
    assert!(house.text(secure).ends_with(" sts=duration=86400\r\n"));
    house.send(secure, "CAP REQ :sts\r\n");
    assert!(house.text(secure).contains(" NAK "));
    // Only version 302 knows values, and the policy is nothing else.
    let old = house.connect();
    house.send(old, "CAP LS\r\n");
    assert!(!house.text(old).contains("sts"));
}

#[test]
fn whois_tells_who_is_encrypted_and_oneself_by_which_key() {
    let mut house = house(false, None);
    let key = Fingerprint([7; 32]);
    let alice = house.connect_at(FAR);
    house.secured(alice, Some(key));
    house.send(alice, "NICK alice\r\nUSER u 0 * :r\r\nWHOIS alice\r\n");
    let text = house.text(alice);
    assert!(text.contains(" 671 alice alice :is using a secure connection\r\n"), "{text}");
    assert!(text.contains(" 276 alice alice ") && text.contains(&key.to_string()), "{text}");
    let bob = house.irc("bob", "");
    house.send(bob, "WHOIS alice\r\n");
    let text = house.text(bob);
    assert!(text.contains(" 671 ") && !text.contains(" 276 "), "{text}");
    house.send(bob, "WHOIS bob\r\n");
    assert!(!house.text(bob).contains(" 671 "));
}

#[test]
fn half_a_line_is_nothing_where_the_way_was_cut() {
    let mut house = house(false, None);
    let (alice, bob) = (house.connect_at(FAR), house.irc("bob", ""));
    house.secured(alice, None);
    house.send(alice, "alice\n");
    house.text(bob);
    house.send(alice, "whole\nI will no");
    house.doors.cut(alice);
    house.end(alice);
    let heard = house.text(bob);
    assert!(heard.contains("whole") && !heard.contains("I will"), "{heard}");
}
