//! What somebody said, on lines of IRC. Sources: IRCv3 multiline; CTCP, "ACTION".
//!
//! | what was said | the client has multiline | it has not |
//! |---|---|---|
//! | fits on a line | one line | one line |
//! | more | a batch, cut pieces marked `concat` | its lines, the empty ones left out |
//! | more, an ACTION | a batch, which joined is the ACTION | each line an ACTION |
//!
//! Pieces stay as their speaker cut them, unless the line would be too long: only the server knows
//! how long the prefix is.

use crate::room::{Event, SaidKind};
use crate::wire::caps::{BATCH, Caps, MULTILINE};
use crate::wire::limits::LINE_BYTES_MAX;
use crate::wire::text::{Text, split_at_most};

use super::event::{stamped, tagged};
use super::{Scribe, line};

const ACTION: &str = "\u{1}ACTION ";
const CTCP_END: &str = "\u{1}";

/// Bytes of text that fit on a line behind this much else.
pub fn room(prefix: &str, command: &str, target: &str) -> usize {
    let rest = ": ".len() + prefix.len() + command.len() + " ".len() + target.len() + " :\r\n".len();
    LINE_BYTES_MAX.saturating_sub(rest)
}

/// The words of an ACTION, its lines joined by `\n`; `None` if it is none.
pub fn action(text: &Text) -> Option<String> {
    let first = text.pieces().first()?;
    if !first.text.starts_with(ACTION.trim_end()) {
        return None;
    }
    let whole = text.lines().join("\n");
    let words = whole.strip_prefix(ACTION)?;
    Some(words.strip_suffix(CTCP_END).unwrap_or(words).to_owned())
}

impl Scribe<'_> {
    /// Writes what was said for clients with `caps`.
    pub(super) fn said(
        &mut self,
        out: &mut Vec<u8>,
        event: &Event,
        caps: Caps,
        (target, kind, text): (&str, SaidKind, &Text),
    ) -> usize {
        let prefix = &*event.who.prefix;
        let room = room(prefix, kind.command(), target);
        if let Some(only) = text.single()
            && only.len() <= room
        {
            line(out, |line| {
                tagged(line, event, caps)
                    .command(Some(prefix), kind.command())
                    .param(target)
                    .last(only)
                    .end();
            });
            return 1;
        }
        if caps.has(BATCH.with(MULTILINE)) {
            self.said_in_batch(out, event, caps, (target, kind, &fitted(text, room)));
            return 1;
        }
        let lines = match action(text) {
            Some(words) => action_lines(&words, room),
            None => fitted(text, room).into_iter().map(|(piece, _)| piece.to_owned()).collect(),
        };
        let mut count = 0;
        for text in lines.iter().filter(|text| !text.is_empty()) {
            line(out, |line| {
                let line = if count == 0 { tagged(line, event, caps) } else { stamped(line, event, caps) };
                line.command(Some(prefix), kind.command()).param(target).last(text).end();
            });
            count += 1;
        }
        count
    }

    fn said_in_batch(
        &mut self,
        out: &mut Vec<u8>,
        event: &Event,
        caps: Caps,
        (target, kind, pieces): (&str, SaidKind, &[(&str, bool)]),
    ) {
        let prefix = Some(&*event.who.prefix);
        let reference = self.next_batch();
        line(out, |line| {
            let line = tagged(line, event, caps).command(prefix, "BATCH").param(&format!("+{reference}"));
            line.param("draft/multiline").param(target).end();
        });
        for (piece, concat) in pieces {
            line(out, |line| {
                let line = line.tag("batch", &reference);
                let line = if *concat { line.tag("draft/multiline-concat", "") } else { line };
                line.command(prefix, kind.command()).param(target).last(piece).end();
            });
        }
        line(out, |line| line.command(prefix, "BATCH").param(&format!("-{reference}")).end());
    }
}

/// The pieces of `text`, cut again where one has more than `bytes_max` bytes.
fn fitted(text: &Text, bytes_max: usize) -> Vec<(&str, bool)> {
    let mut pieces = Vec::with_capacity(text.pieces().len());
    for piece in text.pieces() {
        let (mut rest, mut concat) = (&*piece.text, piece.concat && !pieces.is_empty());
        loop {
            let (head, tail) = split_at_most(rest, bytes_max);
            pieces.push((head, concat));
            if tail.is_empty() {
                break;
            }
            (rest, concat) = (tail, true);
        }
    }
    pieces
}

/// The lines of an ACTION, each an ACTION of its own that fits.
fn action_lines(words: &str, bytes_max: usize) -> Vec<String> {
    let bytes_max = bytes_max.saturating_sub(ACTION.len() + CTCP_END.len());
    let mut lines = Vec::new();
    for line in words.split('\n').filter(|line| !line.is_empty()) {
        let mut rest = line;
        while !rest.is_empty() {
            let (head, tail) = split_at_most(rest, bytes_max);
            lines.push(format!("{ACTION}{head}{CTCP_END}"));
            rest = tail;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::event::tests::{alice, said, written};
    use super::*;
    use crate::room::What;
    use crate::wire::caps::{MESSAGE_TAGS, SERVER_TIME};
    use crate::wire::text::Piece;

    const MULTI: Caps = BATCH.with(MULTILINE).with(MESSAGE_TAGS);

    fn bodies(text: &str) -> Vec<&str> {
        let lines = text.split_terminator("\r\n");
        lines
            .map(|line| line.strip_prefix('@').map_or(line, |line| line.split_once(' ').unwrap().1))
            .collect()
    }

    fn poem() -> Text {
        let piece = |text: &str, concat| Piece { text: text.into(), concat };
        Text::from_pieces(vec![
            piece("one ", false),
            piece("line", true),
            piece("", false),
            piece("two", false),
        ])
        .unwrap()
    }

    #[test]
    fn several_lines_for_those_who_know_them() {
        let expected = "@msgid=0000000000001;+a :alice!~a@cloak BATCH +1 draft/multiline #tea\r\n\
            @batch=1 :alice!~a@cloak PRIVMSG #tea :one \r\n\
            @batch=1;draft/multiline-concat :alice!~a@cloak PRIVMSG #tea :line\r\n\
            @batch=1 :alice!~a@cloak PRIVMSG #tea :\r\n\
            @batch=1 :alice!~a@cloak PRIVMSG #tea :two\r\n\
            :alice!~a@cloak BATCH -1\r\n";
        assert_eq!(written(&said("#tea", poem(), "+a"), MULTI), (expected.to_owned(), 1));
    }

    #[test]
    fn several_lines_for_those_who_do_not() {
        let expected = "@msgid=0000000000001;+a :alice!~a@cloak PRIVMSG #tea :one \r\n\
            :alice!~a@cloak PRIVMSG #tea :line\r\n\
            :alice!~a@cloak PRIVMSG #tea :two\r\n";
        let event = said("#tea", poem(), "+a");
        assert_eq!(written(&event, MESSAGE_TAGS), (expected.to_owned(), 3));
        assert_eq!(written(&event, MESSAGE_TAGS.with(BATCH)).0, expected);
        let (text, _) = written(&event, SERVER_TIME);
        assert_eq!(text.matches("@time=2011").count(), 3);
    }

    #[test]
    fn four_thousand_chinese_characters_arrive_whole() {
        let long = "爱".repeat(4000);
        let event = said("#茶", Text::line(&long), "");
        let (text, _) = written(&event, MULTI);
        assert!(bodies(&text).iter().all(|line| line.len() <= 510));
        let inner: Vec<_> =
            text.split_terminator("\r\n").filter(|line| line.starts_with("@batch=")).collect();
        assert!(inner.iter().skip(1).all(|line| line.starts_with("@batch=1;draft/multiline-concat ")));
        assert!(inner[0].starts_with("@batch=1 "));
        let joined: String = inner.iter().map(|line| line.rsplit(':').next().unwrap()).collect();
        assert_eq!(joined, long);

        let (text, count) = written(&event, Caps::default());
        let lines = bodies(&text);
        assert_eq!(lines.len(), count);
        assert!(lines.iter().all(|line| line.len() <= 510));
        assert_eq!(lines.iter().map(|line| line.rsplit(':').next().unwrap()).collect::<String>(), long);
    }

    #[test]
    fn a_line_that_just_fits_is_one_line() {
        let room = room("alice!~a@cloak", "PRIVMSG", "#tea");
        let (text, count) =
            written(&said("#tea", Text::line(&"x".repeat(room)), ""), MULTI.without(MESSAGE_TAGS));
        assert_eq!((text.len(), count), (512, 1));
        let (_, count) = written(&said("#tea", Text::line(&"x".repeat(room + 1)), ""), Caps::default());
        assert_eq!(count, 2);
    }

    #[test]
    fn a_notice_stays_one() {
        let event = alice(What::Said {
            target: "#tea".into(),
            in_room: true,
            kind: SaidKind::Notice,
            text: poem(),
            tags: "".into(),
        });
        let lines = |caps| written(&event, caps).0;
        assert_eq!(
            bodies(&lines(Caps::default())),
            [
                ":alice!~a@cloak NOTICE #tea :one ",
                ":alice!~a@cloak NOTICE #tea :line",
                ":alice!~a@cloak NOTICE #tea :two",
            ]
        );
        let batch = lines(MULTI);
        assert_eq!((batch.matches(" NOTICE ").count(), batch.matches(" PRIVMSG ").count()), (4, 0));
    }

    #[test]
    fn each_part_of_a_long_action_is_an_action() {
        let words = "jumps ".repeat(200);
        let text = Text::long_line(&format!("\u{1}ACTION {words}\u{1}"), 350);
        let event = said("#tea", text, "");
        let (lines, count) = written(&event, Caps::default());
        assert!(count > 2);
        let mut joined = String::new();
        for line in bodies(&lines) {
            assert!(line.len() <= 510);
            let words = line.strip_prefix(":alice!~a@cloak PRIVMSG #tea :\u{1}ACTION ").unwrap();
            joined.push_str(words.strip_suffix('\u{1}').unwrap());
        }
        assert_eq!(joined, words);
        let (batch, _) = written(&event, MULTI);
        let inner = batch.split_terminator("\r\n").filter(|line| line.starts_with("@batch="));
        let joined: String = inner.map(|line| line.split_once("#tea :").unwrap().1).collect();
        assert_eq!(joined, format!("\u{1}ACTION {words}\u{1}"));
    }

    #[test]
    fn nothing_but_empty_lines_is_nothing() {
        let empty = || Piece { text: "".into(), concat: false };
        let event = said("#tea", Text::from_pieces(vec![empty(), empty()]).unwrap(), "");
        assert_eq!(written(&event, Caps::default()), (String::new(), 0));
    }
}
