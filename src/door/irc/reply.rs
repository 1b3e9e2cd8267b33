//! Answers to one client: numerics, standard replies, CAP, PING, PONG, ERROR.

use crate::lang::{Lang, Value};
use crate::wire::caps::{Caps, MULTILINE, STANDARD_REPLIES};
use crate::wire::limits::{LINE_BYTES_MAX, PARAMS_MAX};
use crate::wire::note::{Note, Severity};
use crate::wire::numeric::{Numeric, Tail};

use super::{Scribe, line, middle};

/// What stands between the receiver's name and the sentence or the last parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// All parameters but the last of a row that has data.
    Params,
    /// Nothing: the parameters are words of the sentence only.
    Sentence,
    /// The parameters, the last of which holds several.
    Words,
}

/// How Modern IRC, "Numerics", writes this one.
fn shape(numeric: &Numeric) -> Shape {
    match numeric.code {
        1 | 2 | 3 | 251 | 255 | 375 | 411 => Shape::Sentence,
        4 | 5 | 221 | 324 | 329 | 333 => Shape::Words,
        _ => Shape::Params,
    }
}

/// The parameters of a row as arguments of its sentence.
pub fn args<'a>(names: &[&'a str], params: &'a [String]) -> Vec<(&'a str, Value<'a>)> {
    names.iter().zip(params).map(|(name, param)| (*name, Value::from(param.as_str()))).collect()
}

/// What a numeric says, in words.
pub fn sentence(lang: &Lang, numeric: &Numeric, params: &[String]) -> String {
    lang.say(&numeric.key(), &args(numeric.params, params))
}

impl Scribe<'_> {
    /// A numeric to `nick`.
    pub fn reply(&mut self, out: &mut Vec<u8>, nick: &str, numeric: &Numeric, params: &[String]) -> usize {
        let code = format!("{:03}", numeric.code);
        let shape = shape(numeric);
        line(out, |line| {
            let mut line = line.command(Some(self.server), &code).param(nick);
            let (last, before) = match numeric.tail {
                Tail::Data => {
                    params.split_last().map_or((None, params), |(last, before)| (Some(last), before))
                }
                Tail::Sentence => (None, params),
            };
            if shape != Shape::Sentence {
                // Only the row's last parameter may hold words of its own.
                let words = before.iter().flat_map(|param| match shape {
                    Shape::Words => param.split(' ').collect(),
                    Shape::Params | Shape::Sentence => vec![param.as_str()],
                });
                line = words.fold(line, |line, word| line.param(middle(word)));
            }
            match last {
                Some(last) if shape == Shape::Words => {
                    last.split(' ').fold(line, |line, word| line.param(middle(word))).end();
                }
                Some(last) => line.last(last).end(),
                None => line.last(&sentence(self.lang, numeric, params)).end(),
            }
        });
        1
    }

    /// A numeric that ends in a list, over as many lines as it takes; none if the list is empty.
    pub fn reply_list(
        &mut self,
        out: &mut Vec<u8>,
        nick: &str,
        numeric: &Numeric,
        params: &[String],
        items: &[String],
    ) -> usize {
        let code = format!("{:03}", numeric.code);
        let before: usize = params.iter().map(|param| 1 + middle(param).len()).sum();
        let head = 1 + self.server.len() + 1 + code.len() + 1 + nick.len() + before;
        let (tail, items_max) = match numeric.tail {
            Tail::Data => (String::new(), usize::MAX),
            // The client's name, the parameters and the sentence take places, too.
            Tail::Sentence => (sentence(self.lang, numeric, params), PARAMS_MAX - 2 - params.len()),
        };
        let room = LINE_BYTES_MAX.saturating_sub(2 + head + 2 + tail.len());
        let lines = split_list(items, room, items_max);
        for items in &lines {
            line(out, |line| {
                let line = line.command(Some(self.server), &code).param(nick);
                let line = params.iter().fold(line, |line, param| line.param(middle(param)));
                match numeric.tail {
                    Tail::Data => line.last(&items.join(" ")).end(),
                    Tail::Sentence => {
                        items.iter().fold(line, |line, item| line.param(middle(item))).last(&tail).end();
                    }
                }
            });
        }
        lines.len()
    }

    /// A standard reply, in the form that this client knows.
    pub fn note(
        &mut self,
        out: &mut Vec<u8>,
        nick: &str,
        caps: Caps,
        note: &Note,
        context: &[String],
    ) -> usize {
        let sentence = self.lang.say(&note.key(), &args(note.context, context));
        // Multiline brings its own FAILs along, whatever else was negotiated.
        let knows = caps.has(STANDARD_REPLIES) || (note.command == "BATCH" && caps.has(MULTILINE));
        if knows {
            line(out, |line| {
                let line = line.command(Some(self.server), note.severity.word());
                let line = line.param(note.command).param(note.code);
                context.iter().fold(line, |line, word| line.param(middle(word))).last(&sentence).end();
            });
            return 1;
        }
        match note.severity {
            Severity::Fail | Severity::Warn => {
                line(out, |line| line.command(Some(self.server), "NOTICE").param(nick).last(&sentence).end());
                1
            }
            Severity::Note => 0,
        }
    }

    /// An answer to CAP.
    pub fn cap(
        &mut self,
        out: &mut Vec<u8>,
        nick: &str,
        subcommand: &str,
        words: &[String],
        several_lines: bool,
    ) -> usize {
        let head = 1 + self.server.len() + " CAP ".len() + nick.len() + 1 + subcommand.len() + " * :".len();
        let mut lines = split_list(words, LINE_BYTES_MAX.saturating_sub(2 + head), usize::MAX);
        if lines.is_empty() {
            // An empty list is an answer, too.
            lines.push(&[]);
        }
        for (index, words) in lines.iter().enumerate() {
            line(out, |line| {
                let line = line.command(Some(self.server), "CAP").param(nick).param(subcommand);
                let goes_on = several_lines && index + 1 < lines.len();
                let line = if goes_on { line.param("*") } else { line };
                line.last(&words.join(" ")).end();
            });
        }
        lines.len()
    }

    /// Are you there?
    pub fn ping(&mut self, out: &mut Vec<u8>, token: &str) -> usize {
        line(out, |line| line.command(None, "PING").last(token).end());
        1
    }

    /// Yes.
    pub fn pong(&mut self, out: &mut Vec<u8>, token: &str) -> usize {
        line(out, |line| line.command(Some(self.server), "PONG").param(self.server).last(token).end());
        1
    }

    /// The last line before the connection is closed.
    pub fn error(&mut self, out: &mut Vec<u8>, why: &str) -> usize {
        line(out, |line| line.command(None, "ERROR").last(why).end());
        1
    }

    /// A labeled command was carried out, and nothing else is to be said of it.
    pub fn ack(&mut self, out: &mut Vec<u8>) -> usize {
        line(out, |line| line.command(Some(self.server), "ACK").end());
        1
    }
}

/// Divides `items` so that each part, joined by spaces, has at most `bytes_max` bytes and
/// `items_max` items; an item that is longer than that stands alone.
fn split_list(items: &[String], bytes_max: usize, items_max: usize) -> Vec<&[String]> {
    let mut parts = Vec::new();
    let mut rest = items;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take(items_max).take_while(|item| {
            bytes += item.len() + usize::from(bytes > 0);
            bytes <= bytes_max
        });
        let count = fitting.count().max(1);
        let (part, after) = rest.split_at(count);
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;
    use crate::wire::{note, numeric};

    fn written(write: impl FnOnce(&mut Scribe<'_>, &mut Vec<u8>) -> usize) -> (String, usize) {
        let (lang, mut out, mut batches) = (Languages::built_in().lang("en"), Vec::new(), 0);
        let mut scribe = Scribe { server: "chat.example", lang: &lang, batches: &mut batches };
        let count = write(&mut scribe, &mut out);
        (String::from_utf8(out).unwrap(), count)
    }

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    fn reply(numeric: &Numeric, params: &[&str]) -> String {
        written(|scribe, out| scribe.reply(out, "alice", numeric, &strings(params))).0
    }

    #[test]
    fn numerics_take_the_form_of_their_row() {
        assert_eq!(reply(&numeric::RPL_TOPIC, &["#tea", "x"]), ":chat.example 332 alice #tea :x\r\n");
        assert_eq!(
            reply(&numeric::RPL_CHANNELMODEIS, &["#tea", "+kl key 5"]),
            ":chat.example 324 alice #tea +kl key 5\r\n"
        );
        assert_eq!(
            reply(&numeric::RPL_MYINFO, &["chat.example", "v", "i", "klmnt", "klov"]),
            ":chat.example 004 alice chat.example v i klmnt klov\r\n"
        );
        let no_such = reply(&numeric::ERR_NOSUCHNICK, &["b ob"]);
        assert!(no_such.starts_with(":chat.example 401 alice * :"), "{no_such}");
        let welcome = reply(&numeric::RPL_WELCOME, &["Tea", "alice"]);
        assert!(welcome.starts_with(":chat.example 001 alice :"), "{welcome}");
        let supported = reply(&numeric::RPL_ISUPPORT, &["A=1 B"]);
        assert!(supported.starts_with(":chat.example 005 alice A=1 B :"), "{supported}");
    }

    #[test]
    fn a_list_takes_as_many_lines_as_it_needs() {
        let names: Vec<_> = (0..200).map(|number| format!("name{number:03}")).collect();
        let (text, count) = written(|scribe, out| {
            scribe.reply_list(out, "alice", &numeric::RPL_NAMREPLY, &strings(&["=", "#tea"]), &names)
        });
        let lines: Vec<_> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), count);
        assert!(
            lines
                .iter()
                .all(|line| line.len() <= 510 && line.starts_with(":chat.example 353 alice = #tea :"))
        );
        assert!(lines.first().is_some_and(|line| line.len() > 500));
        let told: Vec<_> =
            lines.iter().flat_map(|line| line.rsplit(':').next().unwrap().split(' ')).collect();
        assert_eq!(told, names);
        let empty = written(|scribe, out| {
            scribe.reply_list(out, "alice", &numeric::RPL_NAMREPLY, &strings(&["=", "#tea"]), &[])
        });
        assert_eq!(empty, (String::new(), 0));
    }

    #[test]
    fn a_list_before_a_sentence_keeps_to_fifteen_parameters() {
        let tokens: Vec<_> = (0..20).map(|number| format!("T{number}")).collect();
        let (text, count) =
            written(|scribe, out| scribe.reply_list(out, "a", &numeric::RPL_ISUPPORT, &[], &tokens));
        assert_eq!(count, 2);
        let (first, second) = text.split_once("\r\n").unwrap();
        assert!(first.starts_with(":chat.example 005 a T0 T1 ") && first.contains(" T12 :"), "{first}");
        assert!(second.contains(" T13 ") && second.contains(" T19 :"), "{second}");
    }

    #[test]
    fn notes_are_told_in_the_form_that_the_client_knows() {
        let told = |caps, note, context: &[&str]| {
            written(|scribe, out| scribe.note(out, "*", caps, note, &strings(context))).0
        };
        let fail = told(STANDARD_REPLIES, &note::INVALID_UTF8, &[]);
        assert!(fail.starts_with(":chat.example FAIL * INVALID_UTF8 :"), "{fail}");
        let notice = told(Caps::default(), &note::INVALID_UTF8, &[]);
        assert!(notice.starts_with(":chat.example NOTICE * :"), "{notice}");
        assert_eq!(told(Caps::default(), &note::ROOM_CLOSED, &[]), "");
        let fail = told(MULTILINE, &note::MULTILINE_MAX_LINES, &["256"]);
        assert!(fail.starts_with(":chat.example FAIL BATCH MULTILINE_MAX_LINES 256 :"), "{fail}");
    }

    #[test]
    fn capabilities_over_several_lines() {
        let words: Vec<_> = (0..60).map(|number| format!("capability-{number}")).collect();
        let (text, count) = written(|scribe, out| scribe.cap(out, "*", "LS", &words, true));
        let lines: Vec<_> = text.split_terminator("\r\n").collect();
        assert_eq!((lines.len(), count), (2, 2));
        assert!(lines[0].starts_with(":chat.example CAP * LS * :capability-0 ") && lines[0].len() <= 510);
        assert!(lines[1].starts_with(":chat.example CAP * LS :"));
        let (text, _) = written(|scribe, out| scribe.cap(out, "alice", "LIST", &[], true));
        assert_eq!(text, ":chat.example CAP alice LIST :\r\n");
    }

    #[test]
    fn pings() {
        assert_eq!(written(|scribe, out| scribe.ping(out, "x y")).0, "PING :x y\r\n");
        assert_eq!(written(|scribe, out| scribe.pong(out, "x")).0, ":chat.example PONG chat.example :x\r\n");
        assert_eq!(written(|scribe, out| scribe.ack(out)).0, ":chat.example ACK\r\n");
        assert_eq!(written(|scribe, out| scribe.error(out, "bye")).0, "ERROR :bye\r\n");
    }
}
