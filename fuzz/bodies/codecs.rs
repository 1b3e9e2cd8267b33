//! What stands on the wire: lines, messages, telnet, pieces of text, SASL.

use chatroom::door::sniff::{Guess, guess, patience};
use chatroom::door::telnet::{Telnet, rubbed_out};
use chatroom::wire::lines::{LineBuffer, Taken};
use chatroom::wire::message::unescape;
use chatroom::wire::scram::{ClientFirst, ClientScram, NONCE_BYTES_MAX, SALT_BYTES_MAX, Verifier};
use chatroom::wire::text::{Text, split_at_most};
use chatroom::wire::{LineWriter, Message, sasl};

/// What is read as a message is the same when it is written and read again; and whatever its parts
/// are, it is one line.
pub fn message(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(message) = Message::parse(text) else { return };
    let mut out = Vec::new();
    let mut writer = LineWriter::new(&mut out);
    for (key, value) in message.tags.iter() {
        writer = writer.tag(key, &unescape(value));
    }
    writer = writer.command(message.source, message.command);
    if let Some((last, words)) = message.params().split_last() {
        writer = words.iter().fold(writer, |writer, word| writer.param(word));
        writer = writer.last(last);
    }
    writer.end();
    let line = out.strip_suffix(b"\r\n").expect("a line has an end");
    assert!(!line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)), "one line became several");
    // What can't stand on a line was replaced; such a message does not come in either.
    if text.contains(['\r', '\n', '\0']) {
        return;
    }
    let again =
        Message::parse(std::str::from_utf8(line).expect("text")).expect("what is written can be read");
    assert_eq!((again.source, again.command), (message.source, message.command));
    assert_eq!(again.params(), message.params());
    // Looking for one goes through all of them.
    for (key, _) in message.tags.iter().take(20) {
        // A NUL can be spelt in no way, the rest can.
        assert_eq!(again.tags.value(key), message.tags.value(key), "tag {key:?}");
    }
    let _ = message.source_name();
    let _ = chatroom::door::irc::decode::decode(data);
}

/// However bytes arrive, they are the same lines; and what is kept stays within the limit.
pub fn lines(data: &[u8]) {
    let Some((&[first, step], stream)) = data.split_first_chunk::<2>() else { return };
    let bytes_max = usize::from(first) + 1;
    let step = usize::from(step % 64) + 1;
    let expected: Vec<Option<Vec<u8>>> = stream
        .split_inclusive(|&byte| byte == b'\n')
        .filter_map(|line| {
            let fits = line.len() <= bytes_max;
            let Some(whole) = line.strip_suffix(b"\n") else {
                return (line.len() >= bytes_max).then_some(None);
            };
            Some(fits.then(|| whole.strip_suffix(b"\r").unwrap_or(whole).to_vec()))
        })
        .collect();
    let mut buffer = LineBuffer::new();
    let mut found = Vec::new();
    for arrived in stream.chunks(step) {
        buffer.push(arrived);
        while let Some(taken) = buffer.take_line(bytes_max) {
            found.push(match taken {
                Taken::Line(line) => Some(line.to_vec()),
                Taken::TooLong => None,
            });
        }
        assert!(buffer.len() < bytes_max, "{} bytes are kept, of at most {bytes_max}", buffer.len());
        assert!(!buffer.has_line());
    }
    assert_eq!(found, expected);
}

/// What is taken for IRC can be read as a message, and whatever has come, more is waited for.
pub fn sniff(data: &[u8]) {
    let line = data.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if guess(line) == Guess::Irc {
        let text = String::from_utf8_lossy(line);
        assert!(Message::parse(&text).is_ok(), "IRC that is no message");
    }
    for end in 0..line.len().min(64) {
        assert!(!patience(line.get(..end).unwrap_or_default()).is_zero());
    }
}

/// Whole and byte by byte are the same, and nothing is made of nothing.
pub fn telnet(data: &[u8]) {
    let mut whole = Telnet::default();
    let text = whole.filter(data).into_owned();
    let mut single = Telnet::default();
    let singly: Vec<u8> = data.iter().flat_map(|byte| single.filter(&[*byte]).into_owned()).collect();
    assert_eq!(text, singly);
    assert_eq!(whole, single);
    assert!(text.len() <= data.len());
    assert!(!text.contains(&b'\r'));
    let line = String::from_utf8_lossy(&text);
    assert!(!rubbed_out(&line).contains(['\u{8}', '\u{7f}']));
}

/// A text is cut into pieces that fit, and together they are the text.
pub fn text(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let bytes_max = usize::from(first) + 4;
    let cut = Text::long_line(text, bytes_max);
    assert!(cut.pieces().iter().all(|piece| piece.text.len() <= bytes_max), "a piece is too long");
    let joined: String = cut.pieces().iter().map(|piece| &*piece.text).collect();
    assert_eq!(joined, text);
    assert_eq!(cut.lines(), [text]);
    assert!(cut.bytes() >= text.len());
    let (head, tail) = split_at_most(text, usize::from(first));
    assert_eq!(head.len() + tail.len(), text.len());
    assert!(text.is_empty() || !head.is_empty(), "it does not get on");
}

/// Parameters of AUTHENTICATE, one a line.
pub fn sasl(data: &[u8]) {
    let mut parts = sasl::Parts::default();
    let Ok(text) = std::str::from_utf8(data) else { return };
    for param in text.lines() {
        let Ok(Some(message)) = parts.take(param) else { continue };
        assert!(message.len() <= sasl::MESSAGE_BYTES_MAX);
        let mut again = sasl::Parts::default();
        let mut whole = None;
        for param in sasl::cut(&message) {
            whole = again.take(&param).expect("what is cut can be taken");
        }
        assert_eq!(whole.as_deref(), Some(&*message));
        if let Some(plain) = sasl::Plain::parse(&message) {
            assert_eq!(plain.message(), message);
        }
    }
}

/// A line each: what a client says first, what a server answers, how the client proves, and how the
/// server does. Nothing that was not computed is believed.
pub fn scram(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut said = text.split('\n').chain(std::iter::repeat(""));
    let [first, challenge, last, proof] = std::array::from_fn(|_| said.next().unwrap_or_default());
    if let Ok(first) = ClientFirst::parse(first) {
        assert!(!first.name().is_empty() && first.nonce().len() <= NONCE_BYTES_MAX);
        let verifier = Verifier::of(&[7; 32], &[7; 16], 4096);
        let (server, _) = first.answer(verifier, "servernonce");
        assert!(server.finish(last).is_err(), "a proof was guessed");
    }
    let mut client = ClientScram::new("user", "clientnonce");
    let first = client.first();
    assert!(ClientFirst::parse(&first).is_ok());
    if let Ok(found) = client.challenge(challenge) {
        assert!(found.salt.len() <= SALT_BYTES_MAX);
        let salted = [9; 32];
        let _ = client.prove(found, &salted);
    }
    assert!(client.verify(proof).is_err(), "a server was believed that knows nothing");
}
