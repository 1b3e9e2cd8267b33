//! The answer to a labeled command (IRCv3 labeled-response).
//!
//! Everything that one input leads to for the client that gave it is collected here, and labeled
//! once it is known how much it is: nothing is answered by ACK, one message carries the label
//! itself, more go into a batch that does. Lines that stand in a batch already (they begin with
//! `@batch=`) are left alone, so that a message of several lines nests.

use std::ops::Range;

use crate::wire::{ConnId, LineWriter, MsgId};

use super::{Scribe, line, middle};

/// What has been collected.
#[derive(Debug)]
pub struct Response {
    /// Who gave the command.
    pub conn: ConnId,
    label: String,
    lines: Vec<u8>,
    messages: usize,
    /// Where in the lines there are messages that may be lost yet.
    shows: Vec<(Range<usize>, MsgId)>,
}

impl Response {
    /// What goes to `conn` is collected, to be [`batched`](Self::batched).
    pub fn gather(conn: ConnId) -> Self {
        Self::new(conn, String::new())
    }

    /// Nothing yet.
    pub fn new(conn: ConnId, label: String) -> Self {
        Self { conn, label, lines: Vec::new(), messages: 0, shows: Vec::new() }
    }

    /// Adds what `write` writes, which is as many logical messages as it returns.
    pub fn add(&mut self, write: impl FnOnce(&mut Vec<u8>) -> usize) {
        self.messages += write(&mut self.lines);
    }

    /// The same for what is said, and may be lost yet.
    pub fn add_said(&mut self, id: MsgId, write: impl FnOnce(&mut Vec<u8>) -> usize) {
        let start = self.lines.len();
        self.add(write);
        self.shows.push((start..self.lines.len(), id));
    }

    /// Writes what was collected as a batch of a type of its own, which is one message.
    pub fn batched(
        self,
        scribe: &mut Scribe<'_>,
        out: &mut Vec<u8>,
        (kind, params): (&str, &[String]),
    ) -> usize {
        let reference = scribe.open_batch(out, (kind, params));
        self.enclosed(out, &reference);
        scribe.close_batch(out, &reference);
        1
    }

    /// Writes what was collected as it is.
    pub fn loose(self, out: &mut Vec<u8>) -> usize {
        out.extend_from_slice(&self.lines);
        self.messages
    }

    /// Writes what was collected into a batch that is open.
    pub fn enclosed(&self, out: &mut Vec<u8>, reference: &str) {
        enclose(&self.lines, out, reference);
    }

    /// The labeled answer in parts, so that each message that may be lost yet is one of its own.
    pub fn parts(self, scribe: &mut Scribe<'_>) -> Vec<(Option<MsgId>, Vec<u8>)> {
        if self.messages <= 1 || self.shows.is_empty() {
            let (mut whole, id) = (Vec::new(), self.shows.first().map(|(_, id)| *id));
            self.finish(scribe, &mut whole);
            return vec![(id, whole)];
        }
        let reference = scribe.next_batch();
        let (mut parts, mut from) = (vec![(None, Vec::new())], 0);
        if let Some((_, open)) = parts.first_mut() {
            self.open(scribe, open, &reference);
        }
        let mut part = |id, lines: Range<usize>| {
            let mut bytes = Vec::new();
            enclose(self.lines.get(lines).unwrap_or_default(), &mut bytes, &reference);
            parts.push((id, bytes));
        };
        for (lines, id) in &self.shows {
            part(None, from..lines.start);
            part(Some(*id), lines.clone());
            from = lines.end;
        }
        part(None, from..self.lines.len());
        let mut close = Vec::new();
        scribe.close_batch(&mut close, &reference);
        parts.push((None, close));
        parts
    }

    fn open(&self, scribe: &Scribe<'_>, out: &mut Vec<u8>, reference: &str) {
        line(out, |line| {
            let line = line.tag("label", &self.label).command(Some(scribe.server), "BATCH");
            line.param(&format!("+{reference}")).param("labeled-response").end();
        });
    }

    /// Writes the labeled answer.
    pub fn finish(mut self, scribe: &mut Scribe<'_>, out: &mut Vec<u8>) {
        let label = |line: LineWriter<'_>| drop(line.tag("label", &self.label));
        if self.messages == 0 {
            self.messages = scribe.ack(&mut self.lines);
        }
        if self.messages == 1 {
            // What is one message has one line outside batches, or the opening and the closing of one.
            let mut lines = self.lines.split_inclusive(|&byte| byte == b'\n');
            if let Some(first) = lines.next() {
                add_tag(out, first, label);
            }
            lines.for_each(|line| out.extend_from_slice(line));
            return;
        }
        let reference = scribe.next_batch();
        self.open(scribe, out, &reference);
        self.enclosed(out, &reference);
        scribe.close_batch(out, &reference);
    }
}

impl Scribe<'_> {
    /// Opens a batch of this type; what it is called.
    pub fn open_batch(&mut self, out: &mut Vec<u8>, (kind, params): (&str, &[String])) -> String {
        let reference = self.next_batch();
        line(out, |line| {
            let line = line.command(Some(self.server), "BATCH").param(&format!("+{reference}")).param(kind);
            params.iter().fold(line, |line, param| line.param(middle(param))).end();
        });
        reference
    }

    /// Closes a batch.
    pub fn close_batch(&mut self, out: &mut Vec<u8>, reference: &str) {
        line(out, |line| {
            line.command(Some(self.server), "BATCH").param(&format!("-{reference}")).end();
        });
    }
}

/// Writes lines into a batch that is open. What stands in a batch stays there.
fn enclose(lines: &[u8], out: &mut Vec<u8>, reference: &str) {
    for line in lines.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b"@batch=") {
            out.extend_from_slice(line);
        } else {
            add_tag(out, line, |line| drop(line.tag("batch", reference)));
        }
    }
}

/// Appends `line` with the tag that `write` writes before its own.
fn add_tag(out: &mut Vec<u8>, line: &[u8], write: impl FnOnce(LineWriter<'_>)) {
    write(LineWriter::new(out));
    match line.strip_prefix(b"@") {
        Some(tagged) => {
            out.push(b';');
            out.extend_from_slice(tagged);
        }
        None => {
            out.push(b' ');
            out.extend_from_slice(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::tests::said;
    use super::*;
    use crate::lang::Languages;
    use crate::wire::caps::{BATCH, Caps, MESSAGE_TAGS, MULTILINE};
    use crate::wire::text::Text;

    fn finished(fill: impl FnOnce(&mut Response, &mut Scribe<'_>)) -> String {
        let (lang, mut out, mut batches) = (Languages::built_in().lang("en"), Vec::new(), 0);
        let mut scribe = Scribe { server: "chat.example", lang: &lang, batches: &mut batches };
        let mut response = Response::new(ConnId::new(0, 0), "a b".into());
        fill(&mut response, &mut scribe);
        response.finish(&mut scribe, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_is_acknowledged() {
        assert_eq!(finished(|_, _| {}), "@label=a\\sb :chat.example ACK\r\n");
    }

    #[test]
    fn one_message_carries_the_label() {
        let pong = finished(|response, scribe| response.add(|out| scribe.pong(out, "x")));
        assert_eq!(pong, "@label=a\\sb :chat.example PONG chat.example :x\r\n");
        let echo = finished(|response, scribe| {
            response.add(|out| scribe.event(out, &said("#tea", Text::line("hi"), ""), MESSAGE_TAGS));
        });
        assert_eq!(echo, "@label=a\\sb;msgid=0000000000001 :alice!~a@cloak PRIVMSG #tea :hi\r\n");
    }

    #[test]
    fn several_messages_stand_in_a_batch() {
        let text = finished(|response, scribe| {
            response.add(|out| scribe.pong(out, "x"));
            response.add(|out| scribe.event(out, &said("#tea", Text::line("hi"), ""), MESSAGE_TAGS));
        });
        let expected = "@label=a\\sb :chat.example BATCH +1 labeled-response\r\n\
            @batch=1 :chat.example PONG chat.example :x\r\n\
            @batch=1;msgid=0000000000001 :alice!~a@cloak PRIVMSG #tea :hi\r\n\
            :chat.example BATCH -1\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_message_of_several_lines_is_one_and_nests() {
        let long = said("#tea", Text::line(&"x".repeat(600)), "");
        let caps = BATCH.with(MULTILINE).with(MESSAGE_TAGS);
        let alone = finished(|response, scribe| response.add(|out| scribe.event(out, &long, caps)));
        assert!(alone.starts_with(
            "@label=a\\sb;msgid=0000000000001 :alice!~a@cloak BATCH +1 draft/multiline #tea\r\n@batch=1 :"
        ));
        assert_eq!(alone.matches("label").count(), 1);
        assert!(alone.ends_with("\r\n:alice!~a@cloak BATCH -1\r\n"));
        let nested = finished(|response, scribe| {
            response.add(|out| scribe.event(out, &long, caps));
            response.add(|out| scribe.pong(out, "x"));
        });
        assert!(nested.contains(
            "\r\n@batch=2;msgid=0000000000001 :alice!~a@cloak BATCH +1 draft/multiline #tea\r\n@batch=1 :"
        ));
        assert!(nested.contains("\r\n@batch=2 :alice!~a@cloak BATCH -1\r\n"));
        let plain =
            finished(|response, scribe| response.add(|out| scribe.event(out, &long, Caps::default())));
        assert!(plain.starts_with("@label=a\\sb :chat.example BATCH +1 labeled-response\r\n@batch=1 :alice"));
    }

    #[test]
    fn a_batch_of_its_own_type_is_one_message_and_nests() {
        let (lang, mut batches) = (Languages::built_in().lang("en"), 0);
        let mut scribe = Scribe { server: "chat.example", lang: &lang, batches: &mut batches };
        let mut inner = Response::gather(ConnId::new(0, 0));
        inner.add(|out| scribe.pong(out, "x"));
        let mut response = Response::new(ConnId::new(0, 0), "a b".into());
        response.add(|out| inner.batched(&mut scribe, out, ("metadata", &["*ALL".to_owned()])));
        response.add(|out| scribe.pong(out, "y"));
        let mut out = Vec::new();
        response.finish(&mut scribe, &mut out);
        let expected = "@label=a\\sb :chat.example BATCH +2 labeled-response\r\n\
            @batch=2 :chat.example BATCH +1 metadata *ALL\r\n\
            @batch=1 :chat.example PONG chat.example :x\r\n\
            @batch=2 :chat.example BATCH -1\r\n\
            @batch=2 :chat.example PONG chat.example :y\r\n\
            :chat.example BATCH -2\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
