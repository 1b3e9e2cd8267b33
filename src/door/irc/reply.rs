//! Answers to one client: numerics, standard replies, CAP, PING, PONG, ERROR.

use crate::lang::{Lang, Value};
use crate::room::outbox::Registering;
use crate::wire::LineWriter;
use crate::wire::caps::{Caps, STANDARD_REPLIES};
use crate::wire::limits::{LINE_BYTES_MAX, PARAMS_MAX};
use crate::wire::message::escape_into;
use crate::wire::note::{Note, Severity};
use crate::wire::numeric::{Numeric, Tail};

use super::{Scribe, line, middle};

/// The parameters of a row as arguments of its sentence.
pub fn args<'a>(names: &[&'a str], params: &'a [String]) -> Vec<(&'a str, Value<'a>)> {
    let value = |(name, param): (&&'a str, &'a String)| {
        let is_moment = MOMENTS.contains(name);
        (*name, if is_moment { shown_moment(param).into() } else { Value::from(param.as_str()) })
    };
    names.iter().zip(params).map(value).collect()
}

/// Parameters that are moments, which people read otherwise than programs.
const MOMENTS: [&str; 2] = ["until", "moment"];

/// A moment as people read it: `2026-01-31 12:00 UTC`; anything else as it is.
pub fn shown_moment(word: &str) -> String {
    match (word.len(), word.split_once('T')) {
        (20, Some((date, time))) if word.ends_with('Z') => {
            format!("{date} {} UTC", time.get(..5).unwrap_or(time))
        }
        _ => word.to_owned(),
    }
}

/// Parameters that people have written, as one word each: spaces as in the values of tags.
const WRITTEN_BY_PEOPLE: [&str; 2] = ["reason", "whom"];

fn as_word(name: &str, word: &str) -> String {
    if !WRITTEN_BY_PEOPLE.contains(&name) {
        return middle(word).to_owned();
    }
    let mut escaped = Vec::with_capacity(word.len());
    escape_into(word, &mut escaped);
    let escaped = String::from_utf8_lossy(&escaped).into_owned();
    let begins = if escaped.starts_with(':') { "\\s" } else { "" };
    middle(&format!("{begins}{escaped}")).to_owned()
}

/// What a numeric says, in words.
pub fn sentence(lang: &Lang, numeric: &Numeric, params: &[String]) -> String {
    lang.say(&numeric.key(), &args(numeric.params, params))
}

impl Scribe<'_> {
    /// A numeric to `nick`.
    pub fn reply(&mut self, out: &mut Vec<u8>, nick: &str, numeric: &Numeric, params: &[String]) -> usize {
        let code = format!("{:03}", numeric.code);
        line(out, |line| {
            let line = line.command(Some(self.server), &code).param(nick);
            let words = |line, params: &[String]| {
                let words = params.iter().flat_map(|param| param.split(' '));
                words.fold(line, |line: LineWriter<'_>, word| line.param(middle(word)))
            };
            match (numeric.tail, params.split_last()) {
                (Tail::Sentence, _) => {
                    let line = params.iter().fold(line, |line, param| line.param(middle(param)));
                    line.last(&sentence(self.lang, numeric, params)).end();
                }
                (Tail::Alone, _) => line.last(&sentence(self.lang, numeric, params)).end(),
                (Tail::Named, _) => {
                    let named = params.get(..1).unwrap_or_default();
                    let line = named.iter().fold(line, |line, param| line.param(middle(param)));
                    line.last(&sentence(self.lang, numeric, params)).end();
                }
                (Tail::Words, _) | (Tail::Data | Tail::Commas, None) => words(line, params).end(),
                (Tail::Data | Tail::Commas, Some((last, before))) => words(line, before).last(last).end(),
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
            Tail::Data | Tail::Commas => (String::new(), usize::MAX),
            // The client's name is a parameter, too.
            Tail::Words => (String::new(), PARAMS_MAX - 1 - params.len()),
            // The client's name, the parameters and the sentence take places, too.
            Tail::Sentence | Tail::Alone | Tail::Named => {
                (sentence(self.lang, numeric, params), PARAMS_MAX - 2 - params.len())
            }
        };
        let room = LINE_BYTES_MAX.saturating_sub(2 + head + 2 + tail.len());
        let lines = split_list(items, room, items_max);
        for items in &lines {
            line(out, |line| {
                let line = line.command(Some(self.server), &code).param(nick);
                let line = params.iter().fold(line, |line, param| line.param(middle(param)));
                match numeric.tail {
                    Tail::Data => line.last(&items.join(" ")).end(),
                    Tail::Commas => line.last(&items.join(",")).end(),
                    Tail::Words => items.iter().fold(line, |line, item| line.param(middle(item))).end(),
                    Tail::Sentence | Tail::Alone | Tail::Named => {
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
        (nick, caps): (&str, Caps),
        note: &Note,
        context: &[String],
    ) -> usize {
        // The capability is about those that no other document defines (IRCv3 standard-replies,
        // "Capabilities"): those are our own notes.
        if note.severity == Severity::Note && !caps.has(STANDARD_REPLIES) {
            return 0;
        }
        let sentence = self.lang.say(&note.key(), &args(note.context, context));
        if note.severity == Severity::Answer && !caps.has(STANDARD_REPLIES) {
            return self.notice(out, nick, &sentence);
        }
        let mut shown = note.context.iter().zip(context).map(|(name, word)| as_word(name, word));
        let command = match note.command {
            "" => shown.next().unwrap_or_default(),
            command => command.to_owned(),
        };
        line(out, |line| {
            let line = line.command(Some(self.server), note.severity.word());
            let line = line.param(middle(&command)).param(note.code);
            shown.fold(line, |line, word| line.param(&word)).last(&sentence).end();
        });
        1
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

    /// With what a client can resume.
    pub fn token(&mut self, out: &mut Vec<u8>, token: &str) -> usize {
        line(out, |line| line.command(Some(self.server), "RESUME").param("TOKEN").param(token).end());
        1
    }

    /// What the server says in an exchange of SASL.
    pub fn authenticate(&mut self, out: &mut Vec<u8>, param: &str) -> usize {
        line(out, |line| line.command(None, "AUTHENTICATE").param(param).end());
        1
    }

    /// How far somebody has come with an account.
    pub fn registering(&mut self, out: &mut Vec<u8>, outcome: Registering, account: &str) -> usize {
        let [command, word] = outcome.words();
        let sentence = self.lang.say(outcome.key(), &[("account", account.into())]);
        line(out, |line| {
            let line = line.command(Some(self.server), command).param(word).param(middle(account));
            line.last(&sentence).end();
        });
        1
    }

    /// Something that the server has to say, and no numeric says.
    pub fn notice(&mut self, out: &mut Vec<u8>, nick: &str, text: &str) -> usize {
        line(out, |line| line.command(Some(self.server), "NOTICE").param(nick).last(text).end());
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

    /// IRCv3 metadata: "a list of individual parameters"; there are fifteen with the client's name.
    #[test]
    fn a_list_of_words_is_as_many_parameters() {
        let keys: Vec<_> = (0..16).map(|number| format!("k{number}")).collect();
        let (text, count) =
            written(|scribe, out| scribe.reply_list(out, "a", &numeric::RPL_METADATASUBOK, &[], &keys));
        assert_eq!(count, 2);
        let (first, second) = text.split_once("\r\n").unwrap();
        assert_eq!(first.split(' ').count(), 2 + 15);
        assert_eq!(second, ":chat.example 770 a k14 k15\r\n");
    }

    /// The longest names, key and value that the settings allow by themselves are told whole.
    #[test]
    fn metadata_fits_on_a_line() {
        use crate::room::rules::MetadataRules;
        use crate::wire::limits::{METADATA_KEY_BYTES_MAX, NAME_CHARS_MAX};
        let name = "𠮷".repeat(NAME_CHARS_MAX);
        let value = "x".repeat(MetadataRules::default().value_bytes_max);
        let params = [&name, &"k".repeat(METADATA_KEY_BYTES_MAX), "*", &value].map(str::to_owned);
        let (text, _) = written(|scribe, out| scribe.reply(out, &name, &numeric::RPL_KEYVALUE, &params));
        assert!(text.ends_with(&format!(" * :{value}\r\n")), "{text}");
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
    fn failures_are_told_to_everybody_and_notes_to_those_who_asked() {
        let told = |caps, note, context: &[&str]| {
            written(|scribe, out| scribe.note(out, ("alice", caps), note, &strings(context))).0
        };
        let fail = told(Caps::default(), &note::INVALID_UTF8, &["PRIVMSG"]);
        assert!(fail.starts_with(":chat.example FAIL PRIVMSG INVALID_UTF8 :"), "{fail}");
        let fail = told(Caps::default(), &note::MULTILINE_MAX_LINES, &["256"]);
        assert!(fail.starts_with(":chat.example FAIL BATCH MULTILINE_MAX_LINES 256 :"), "{fail}");
        assert_eq!(told(Caps::default(), &note::ROOM_CLOSED, &[]), "");
        let note = told(STANDARD_REPLIES, &note::ROOM_CLOSED, &[]);
        assert!(note.starts_with(":chat.example NOTE * ROOM_CLOSED :"), "{note}");
    }

    #[test]
    fn what_people_have_written_is_one_word_and_read_as_it_was() {
        let context = ["#tea", "Ann", "2026-01-31T12:00:00Z", "no; tea: \\o/"];
        let (text, _) = written(|scribe, out| {
            scribe.note(out, ("alice", STANDARD_REPLIES), &note::YOU_ARE_BANNED, &strings(&context))
        });
        let words = " BAN YOU_ARE_BANNED #tea Ann 2026-01-31T12:00:00Z no\\:\\stea:\\s\\\\o/ :";
        assert!(text.contains(words), "{text}");
        assert!(text.contains("2026-01-31 12:00 UTC") && text.contains(": no; tea: \\o/"), "{text}");
        assert_eq!(
            ["never", "T", "", "2026-01-31X12:00:00Z"].map(shown_moment),
            ["never", "T", "", "2026-01-31X12:00:00Z"]
        );
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
