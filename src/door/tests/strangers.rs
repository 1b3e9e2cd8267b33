//! Whatever strangers send: nobody is harmed, and what comes out is well formed.

use proptest::prelude::*;

use super::*;
use crate::wire::Message;
use crate::wire::limits::LINE_BYTES_MAX;

/// Something that somebody sends: mostly what makes sense, partly what does not.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let words = prop_oneof![
        Just("alice\n"),
        Just("bob"),
        Just("NICK carol\r\nUSER c 0 * :c\r\n"),
        Just("CAP REQ :batch labeled-response message-tags echo-message draft/multiline\r\nCAP END\r\n"),
        Just("JOIN #lobby,#tea\r\n"),
        Just("@label=1;+x=y PRIVMSG #lobby,alice,carol :\u{1}ACTION waves\u{1}\r\n"),
        Just("BATCH +1 draft/multiline #lobby\r\n@batch=1 PRIVMSG #lobby :a\r\n"),
        Just("@batch=1;draft/multiline-concat PRIVMSG #lobby :b\r\nBATCH -1\r\n"),
        Just("@label=2 NAMES #lobby\r\n"),
        Just("/nick dave\n/who\n/msg alice hi\n/wat\n"),
        Just("bob: entered the chatroom.\n"),
        Just("bob: quited the chatroom.\n"),
        Just("KICK #lobby alice :out\r\nTOPIC #lobby :tea\r\nQUIT\r\n"),
        Just("\u{8}\u{8}\r\0"),
    ];
    prop_oneof![
        4 => words.prop_map(|text| text.as_bytes().to_vec()),
        1 => "[ -~\n\r\u{1}爱]{0,40}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
        1 => (1_usize..40_000).prop_map(|count| vec![b'x'; count]),
    ]
}

/// What happens to one of four connections.
#[derive(Clone, Debug)]
enum Act {
    Connect,
    Send(usize, Vec<u8>),
    Wait(u64),
    End(usize),
    Console(&'static str),
}

fn act() -> impl Strategy<Value = Act> {
    let console = prop_oneof![Just("hello"), Just("/kick alice"), Just("/topic tea"), Just("/who")];
    prop_oneof![
        2 => Just(Act::Connect),
        8 => (0_usize..4, bytes()).prop_map(|(who, bytes)| Act::Send(who, bytes)),
        2 => (0_u64..3000).prop_map(Act::Wait),
        1 => (0_usize..4).prop_map(Act::End),
        1 => console.prop_map(Act::Console),
    ]
}

/// Every line for an IRC client is a message and fits. Only the end of a prompt is an empty one.
fn check(house: &House, conn: ConnId, text: &str) {
    if !matches!(house.doors.ways.get(conn), Some(way::Way { door: way::Door::Irc, .. })) {
        return;
    }
    assert!(text.is_empty() || text.ends_with("\r\n"), "{text:?}");
    for line in text.split_terminator("\r\n").filter(|line| !line.is_empty()) {
        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
        assert!(Message::parse(line).is_ok(), "{line:?}");
        let body =
            line.strip_prefix('@').and_then(|line| line.split_once(' ')).map_or(line, |(_, body)| body);
        assert!(body.len() <= LINE_BYTES_MAX - 2, "{line:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn harm_nobody(acts in proptest::collection::vec(act(), 1..60)) {
        let mut house = House::new();
        let mut conns = vec![house.connect()];
        for act in acts {
            match act {
                Act::Connect if conns.len() < 4 => conns.push(house.connect()),
                Act::Connect => {}
                Act::Send(who, bytes) => {
                    if let Some(&conn) = conns.get(who) {
                        house.send(conn, bytes);
                    }
                }
                Act::Wait(milliseconds) => house.wait(milliseconds),
                Act::End(who) if who < conns.len() => house.end(conns.remove(who)),
                Act::End(_) => {}
                Act::Console(line) => house.act(|doors, now, orders| doors.console(now, line, orders)),
            }
            for &conn in &conns {
                let text = house.text(conn);
                check(&house, conn, &text);
            }
        }
        house.act(|doors, now, orders| doors.shutdown(now, Ending::ServerDown, orders));
        house.wait(1000);
        prop_assert!(house.doors.is_empty());
        prop_assert!(conns.iter().all(|&conn| house.is_closed(conn)));
    }
}
