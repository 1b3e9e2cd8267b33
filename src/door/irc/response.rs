//! The answer to a labeled command (IRCv3 labeled-response).
//!
//! Everything that one input leads to for the client that gave it is collected here, and labeled
//! once it is known how much it is: nothing is answered by ACK, one message carries the label
//! itself, more go into a batch that does. Lines that stand in a batch already (they begin with
//! `@batch=`) are left alone, so that a message of several lines nests.

use crate::wire::{ConnId, LineWriter};

use super::{Scribe, line, middle};

/// What has been collected.
#[derive(Debug)]
pub struct Response {
    /// Who gave the command.
    pub conn: ConnId,
    label: String,
    lines: Vec<u8>,
    messages: usize,
}

impl Response {
    /// What goes to `conn` is collected, to be [`batched`](Self::batched).
    pub fn gather(conn: ConnId) -> Self {
        Self::new(conn, String::new())
    }

    /// Nothing yet.
    pub fn new(conn: ConnId, label: String) -> Self {
        Self { conn, label, lines: Vec::new(), messages: 0 }
    }

    /// Adds what `write` writes, which is as many logical messages as it returns.
    pub fn add(&mut self, write: impl FnOnce(&mut Vec<u8>) -> usize) {
        self.messages += write(&mut self.lines);
    }

    /// Writes what was collected as a batch of a type of its own, which is one message.
    pub fn batched(
        self,
        scribe: &mut Scribe<'_>,
        out: &mut Vec<u8>,
        (kind, params): (&str, &[String]),
    ) -> usize {
        let reference = scribe.next_batch();
        let server = Some(scribe.server);
        line(out, |line| {
            let line = line.command(server, "BATCH").param(&format!("+{reference}")).param(kind);
            params.iter().fold(line, |line, param| line.param(middle(param))).end();
        });
        self.enclosed(out, &reference);
        line(out, |line| line.command(server, "BATCH").param(&format!("-{reference}")).end());
        1
    }

    /// Writes what was collected as it is.
    pub fn loose(self, out: &mut Vec<u8>) -> usize {
        out.extend_from_slice(&self.lines);
        self.messages
    }

    /// Writes what was collected into a batch that is open. What stands in a batch stays there.
    fn enclosed(&self, out: &mut Vec<u8>, reference: &str) {
        for line in self.lines.split_inclusive(|&byte| byte == b'\n') {
            if line.starts_with(b"@batch=") {
                out.extend_from_slice(line);
            } else {
                add_tag(out, line, |line| drop(line.tag("batch", reference)));
            }
        }
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
        let (server, label) = (Some(scribe.server), &self.label);
        line(out, |line| {
            let line = line.tag("label", label).command(server, "BATCH").param(&format!("+{reference}"));
            line.param("labeled-response").end();
        });
        self.enclosed(out, &reference);
        line(out, |line| line.command(server, "BATCH").param(&format!("-{reference}")).end());
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
        assert_eq!(echo, "@label=a\\sb;msgid=id1 :alice!~a@cloak PRIVMSG #tea :hi\r\n");
    }

    #[test]
    fn several_messages_stand_in_a_batch() {
        let text = finished(|response, scribe| {
            response.add(|out| scribe.pong(out, "x"));
            response.add(|out| scribe.event(out, &said("#tea", Text::line("hi"), ""), MESSAGE_TAGS));
        });
        let expected = "@label=a\\sb :chat.example BATCH +1 labeled-response\r\n\
            @batch=1 :chat.example PONG chat.example :x\r\n\
            @batch=1;msgid=id1 :alice!~a@cloak PRIVMSG #tea :hi\r\n\
            :chat.example BATCH -1\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_message_of_several_lines_is_one_and_nests() {
        let long = said("#tea", Text::line(&"x".repeat(600)), "");
        let caps = BATCH.with(MULTILINE).with(MESSAGE_TAGS);
        let alone = finished(|response, scribe| response.add(|out| scribe.event(out, &long, caps)));
        assert!(alone.starts_with(
            "@label=a\\sb;msgid=id1 :alice!~a@cloak BATCH +1 draft/multiline #tea\r\n@batch=1 :"
        ));
        assert_eq!(alone.matches("label").count(), 1);
        assert!(alone.ends_with("\r\n:alice!~a@cloak BATCH -1\r\n"));
        let nested = finished(|response, scribe| {
            response.add(|out| scribe.event(out, &long, caps));
            response.add(|out| scribe.pong(out, "x"));
        });
        assert!(
            nested.contains(
                "\r\n@batch=2;msgid=id1 :alice!~a@cloak BATCH +1 draft/multiline #tea\r\n@batch=1 :"
            )
        );
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
