//! A client whose connection breaks somewhere and that takes its member back on another: whatever
//! was said is heard once and in order, and nobody sees that anything was broken.

use super::*;

const CAPS: &str = "echo-message message-tags labeled-response batch draft/multiline chatroom/resume";

/// What the client has to say, under names of the `run`-th run, and what of it the others hear.
fn said(run: usize) -> (String, Vec<String>) {
    let (mut lines, mut heard) = (String::new(), Vec::new());
    for number in 0..4 {
        lines +=
            &format!("@label={number};chatroom/id={run:016}n{number} PRIVMSG #lobby :number {number}\r\n");
        heard.push(format!("number {number}"));
    }
    lines += &format!("@chatroom/id={run:016}m BATCH +1 draft/multiline #lobby\r\n");
    for line in ["more", "than one"] {
        lines += &format!("@batch=1 PRIVMSG #lobby :{line}\r\n");
        heard.push(line.to_owned());
    }
    lines += &format!("BATCH -1\r\n@chatroom/id={run:016}last PRIVMSG #lobby :the last\r\n");
    heard.push("the last".to_owned());
    (lines, heard)
}

fn token(text: &str) -> String {
    let (_, token) = text.split_once("RESUME TOKEN ").unwrap();
    token.split("\r\n").next().unwrap().to_owned()
}

/// What `conn` heard somebody say; it must not have heard anything else.
fn words(text: &str) -> Vec<String> {
    let word = |line: &str| {
        let (head, words) = line.split_once(" PRIVMSG #lobby :").unwrap_or_else(|| panic!("{line}"));
        assert!(head.contains(":alice!"), "{line}");
        words.to_owned()
    };
    text.lines().map(word).collect()
}

#[test]
fn a_connection_may_break_at_every_byte() {
    let begin = |token: &str| format!("CAP REQ :{CAPS}\r\nRESUME {token}\r\nNICK alice\r\nCAP END\r\n");
    let bytes = begin("ABCDEFGHIJKLMNOPQRSTUVWXYZ").len() + said(0).0.len();
    let mut house = House::new();
    let bob = house.irc("bob", "message-tags");
    for place in 0..=bytes {
        let (lines, heard) = said(place);
        let first = house.connect();
        let hello = format!("CAP REQ :{CAPS}\r\nNICK alice\r\nUSER u 0 * :r\r\nCAP END\r\nJOIN #lobby\r\n");
        house.send(first, hello);
        let token = token(&house.text(first));
        house.text(bob);
        // The first connection says a part; the second comes, takes over and says it all again until
        // it breaks, too; the third says all.
        house.send(first, lines.get(..place.min(lines.len())).unwrap());
        let second = house.connect();
        let whole = begin(&token) + &lines;
        house.send(second, whole.get(..place).unwrap());
        let third = house.connect();
        house.send(third, whole);
        let told = house.text(third);
        assert!(
            told.contains(" 001 alice ") && told.contains("alice!~u@") && !told.contains("FAIL"),
            "{told}"
        );
        assert!(told.contains(&format!("RESUME TOKEN {token}")), "{told}");
        assert_eq!(words(&house.text(bob)), heard, "broken at {place}");
        assert!(house.is_closed(first));
        // Each echo has come, with one label and one id.
        for number in 0..4 {
            let echoes = told.lines().filter(|line| line.ends_with(&format!(":number {number}")));
            let echoes: Vec<_> = echoes.collect();
            assert!(matches!(echoes.as_slice(), [one] if one.contains(&format!("label={number}"))), "{told}");
        }
        house.end(third);
        assert!(house.text(bob).contains(":alice!~u@"), "she is gone with the last of her connections");
    }
}

#[test]
fn what_was_not_read_of_the_former_connection_is_not_carried_out() {
    let mut house = House::new();
    let second = house.connect();
    house.send(second, format!("CAP REQ :{CAPS}\r\nNICK other\r\nUSER u 0 * :r\r\nCAP END\r\n"));
    let token = token(&house.text(second));
    let bob = house.irc("bob", "");
    // These came, and are not read yet.
    house.doors.received(house.now, second, b"JOIN #lobby\r\nPRIVMSG bob :too late\r\n");
    let third = house.connect();
    house.send(third, format!("CAP REQ :chatroom/resume\r\nRESUME {token}\r\nCAP END\r\n"));
    house.read(second);
    assert!(house.is_closed(second));
    assert_eq!(house.text(bob), "");
    assert!(house.text(third).contains(" 001 other "));
}
