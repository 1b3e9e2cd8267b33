//! One line of IRC as a typed message, without a copy.
//!
//! Source: Modern IRC Client Protocol, "Message Format"; IRCv3 Message Tags, "Format". Must not
//! know what any command means.

use std::borrow::Cow;

use super::limits::PARAMS_READ_MAX;

/// A parsed line. It borrows the line it was parsed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Tags as they stood on the line, still escaped.
    pub tags: Tags<'a>,
    /// Who it is from, without the colon. Clients send none; servers ignore what they send.
    pub source: Option<&'a str>,
    /// The command as it was written, or three digits.
    pub command: &'a str,
    params: [&'a str; PARAMS_READ_MAX],
    count: usize,
}

/// Why a line is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// Nothing on the line, or nothing after the tags or the source.
    Empty,
    /// The command is neither letters nor three digits.
    Command,
}

impl<'a> Message<'a> {
    /// Reads `line`, which has no line end any more.
    ///
    /// # Errors
    /// [`MessageError`] if there is no command in it.
    pub fn parse(line: &'a str) -> Result<Self, MessageError> {
        let mut rest = line.trim_start_matches(' ');
        let mut tags = Tags("");
        if let Some(tagged) = rest.strip_prefix('@') {
            let (found, after) = split_word(tagged);
            tags = Tags(found);
            rest = after;
        }
        let mut source = None;
        if let Some(sourced) = rest.strip_prefix(':') {
            let (found, after) = split_word(sourced);
            source = Some(found);
            rest = after;
        }
        let (command, mut rest) = split_word(rest);
        if command.is_empty() {
            return Err(MessageError::Empty);
        }
        if !is_command(command) {
            return Err(MessageError::Command);
        }
        let mut message = Self::new(command, &[]);
        message.tags = tags;
        message.source = source;
        while !rest.is_empty() {
            // The last parameter takes the rest of the line, with a colon or without.
            let last = message.count + 1 == PARAMS_READ_MAX;
            let (param, after) = match rest.strip_prefix(':') {
                Some(trailing) => (trailing, ""),
                None if last => (rest, ""),
                None => split_word(rest),
            };
            message.push(param);
            rest = after;
        }
        Ok(message)
    }

    /// A message of our own making. Parameters past [`PARAMS_READ_MAX`] are left out.
    pub fn new(command: &'a str, params: &[&'a str]) -> Self {
        let mut message =
            Self { tags: Tags(""), source: None, command, params: [""; PARAMS_READ_MAX], count: 0 };
        params.iter().for_each(|param| message.push(param));
        message
    }

    fn push(&mut self, param: &'a str) {
        if let Some(place) = self.params.get_mut(self.count) {
            *place = param;
            self.count += 1;
        }
    }

    /// All parameters, in order.
    pub fn params(&self) -> &[&'a str] {
        self.params.get(..self.count).unwrap_or_default()
    }

    /// The parameter at `index`, if it was sent; it may be empty.
    pub fn param(&self, index: usize) -> Option<&'a str> {
        self.params().get(index).copied()
    }

    /// The nickname (or server name) part of the source.
    pub fn source_name(&self) -> Option<&'a str> {
        self.source.map(|source| source.split(['!', '@']).next().unwrap_or(source))
    }
}

/// A command is letters or a three-digit numeric (RFC 2812 section 2.3.1).
fn is_command(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphabetic())
        || (word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first word, and what follows the spaces behind it.
fn split_word(text: &str) -> (&str, &str) {
    match text.split_once(' ') {
        Some((word, rest)) => (word, rest.trim_start_matches(' ')),
        None => (text, ""),
    }
}

/// Message tags as they stand on the line, read when somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags<'a>(pub &'a str);

impl<'a> Tags<'a> {
    /// Every tag with its escaped value, in order; a tag without `=` has an empty one, and one
    /// without a key is left out.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let tags = self.0.split(';').filter(|tag| !tag.is_empty() && !tag.starts_with('='));
        tags.map(|tag| tag.split_once('=').unwrap_or((tag, "")))
    }

    /// The value of `key`, unescaped. Of equal keys the last counts (IRCv3 Message Tags).
    pub fn value(self, key: &str) -> Option<Cow<'a, str>> {
        if self.0.is_empty() {
            return None;
        }
        self.iter().filter(|(found, _)| *found == key).last().map(|(_, value)| unescape(value))
    }
}

/// A tag's value as it was before it was escaped (IRCv3 Message Tags, "Escaping values").
pub fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some(':') => plain.push(';'),
                Some('s') => plain.push(' '),
                Some('r') => plain.push('\r'),
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

/// Writes a tag's value so that it fits on a line.
pub fn escape_into(value: &str, out: &mut Vec<u8>) {
    for byte in value.bytes() {
        match byte {
            b';' => out.extend_from_slice(b"\\:"),
            b' ' => out.extend_from_slice(b"\\s"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            // A NUL can't stand on a line, and has no escape.
            0 => {}
            other => out.push(other),
        }
    }
}

/// Writes one line of IRC, and is the only way to write one. Whatever the parts hold, exactly one
/// line of exactly these parts comes out: in text, what would end the line is written as a space; in
/// a word, what would end that or the line as `_`.
#[derive(Debug)]
pub struct LineWriter<'b> {
    out: &'b mut Vec<u8>,
    tagged: bool,
    begun: bool,
}

impl<'b> LineWriter<'b> {
    /// Begins a line at the end of `out`.
    pub fn new(out: &'b mut Vec<u8>) -> Self {
        Self { out, tagged: false, begun: false }
    }

    /// Adds a tag; all tags come before the command.
    #[must_use]
    pub fn tag(mut self, key: &str, value: &str) -> Self {
        debug_assert!(!self.begun, "tags stand before the command");
        self.out.push(if self.tagged { b';' } else { b'@' });
        self.tagged = true;
        self.word(key);
        if !value.is_empty() {
            self.out.push(b'=');
            escape_into(value, self.out);
        }
        self
    }

    /// Adds a run of tags that are escaped already (`a=b;c`).
    #[must_use]
    pub fn raw_tags(mut self, tags: &str) -> Self {
        if !tags.is_empty() {
            self.out.push(if self.tagged { b';' } else { b'@' });
            self.tagged = true;
            self.word(tags);
        }
        self
    }

    /// Writes source and command.
    #[must_use]
    pub fn command(mut self, source: Option<&str>, command: &str) -> Self {
        if self.tagged {
            self.out.push(b' ');
        }
        if let Some(source) = source {
            self.out.push(b':');
            self.word(source);
            self.out.push(b' ');
        }
        self.word(command);
        self.begun = true;
        self
    }

    /// Adds a parameter that is one word. An empty one, or one that could be read as something
    /// else, can only be the last and is written like it.
    #[must_use]
    pub fn param(mut self, word: &str) -> Self {
        if word.is_empty() || word.starts_with(':') || word.contains(' ') {
            return self.last(word);
        }
        self.out.push(b' ');
        self.word(word);
        self
    }

    /// Adds the last parameter, which may hold spaces or nothing.
    #[must_use]
    pub fn last(mut self, text: &str) -> Self {
        self.out.extend_from_slice(b" :");
        self.text(text);
        self
    }

    /// Ends the line.
    pub fn end(self) {
        self.out.extend_from_slice(b"\r\n");
    }

    /// Text without what would end a line, or a message: there a space stands.
    fn text(&mut self, text: &str) {
        self.put(text, |byte| matches!(byte, b'\r' | b'\n' | 0), b' ');
    }

    /// The same without what would end a word, too.
    fn word(&mut self, text: &str) {
        self.put(text, |byte| matches!(byte, b'\r' | b'\n' | 0 | b' '), b'_');
    }

    fn put(&mut self, text: &str, is_unfit: fn(u8) -> bool, instead: u8) {
        if text.bytes().any(is_unfit) {
            self.out.extend(text.bytes().map(|byte| if is_unfit(byte) { instead } else { byte }));
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lines::{LineBuffer, Taken};
    use super::*;

    /// A line and what it means: tags as (key, plain value), source, command, parameters.
    type Vector = (
        &'static str,
        &'static [(&'static str, &'static str)],
        Option<&'static str>,
        &'static str,
        &'static [&'static str],
    );

    /// Modern IRC, "Message Format"; IRCv3 Message Tags, "Format"; many are of the public
    /// collection `ircdocs/parser-tests`.
    const VECTORS: &[Vector] = &[
        ("QUIT", &[], None, "QUIT", &[]),
        ("foo bar baz asdf", &[], None, "foo", &["bar", "baz", "asdf"]),
        ("foo bar baz :asdf quux", &[], None, "foo", &["bar", "baz", "asdf quux"]),
        ("foo bar baz :", &[], None, "foo", &["bar", "baz", ""]),
        ("foo bar baz ::asdf", &[], None, "foo", &["bar", "baz", ":asdf"]),
        ("foo bar baz :  asdf quux ", &[], None, "foo", &["bar", "baz", "  asdf quux "]),
        ("foo b:ar baz", &[], None, "foo", &["b:ar", "baz"]),
        ("foo   bar   baz  ", &[], None, "foo", &["bar", "baz"]),
        ("  foo bar", &[], None, "foo", &["bar"]),
        (":coolguy foo bar baz :asdf quux", &[], Some("coolguy"), "foo", &["bar", "baz", "asdf quux"]),
        (":coolguy   PRIVMSG bar :lol :) ", &[], Some("coolguy"), "PRIVMSG", &["bar", "lol :) "]),
        (":src JOIN #chan", &[], Some("src"), "JOIN", &["#chan"]),
        (":src AWAY ", &[], Some("src"), "AWAY", &[]),
        (":src AWAY :", &[], Some("src"), "AWAY", &[""]),
        (":a!b@c\td.e QUIT", &[], Some("a!b@c\td.e"), "QUIT", &[]),
        (
            ":gravel.mozilla.org 432  #momo :Erroneous Nickname: Illegal characters",
            &[],
            Some("gravel.mozilla.org"),
            "432",
            &["#momo", "Erroneous Nickname: Illegal characters"],
        ),
        (":gravel.mozilla.org MODE #tckk +n ", &[], Some("gravel.mozilla.org"), "MODE", &["#tckk", "+n"]),
        (":SomeOp MODE #c +oo A :B", &[], Some("SomeOp"), "MODE", &["#c", "+oo", "A", "B"]),
        ("@a=b;c=32;k;rt=ql7 foo", &[("a", "b"), ("c", "32"), ("k", ""), ("rt", "ql7")], None, "foo", &[]),
        (
            r"@a=b\\and\nk;c=72\s45;d=gh\:764 foo",
            &[("a", "b\\and\nk"), ("c", "72 45"), ("d", "gh;764")],
            None,
            "foo",
            &[],
        ),
        ("@c;h=;a=b :quux ab cd", &[("c", ""), ("h", ""), ("a", "b")], Some("quux"), "ab", &["cd"]),
        (
            "@tag1=value1;vendor1/tag3=value2;+vendor2/tag4= :irc.example.com COMMAND p1 :p3 p3",
            &[("tag1", "value1"), ("vendor1/tag3", "value2"), ("+vendor2/tag4", "")],
            Some("irc.example.com"),
            "COMMAND",
            &["p1", "p3 p3"],
        ),
        (r"@foo=\\\\\:\\s\s\r\n COMMAND", &[("foo", "\\\\;\\s \r\n")], None, "COMMAND", &[]),
        // A backslash that escapes nothing is dropped, and so is one at the end.
        (r"@a=va\bl\;b=c\ foo", &[("a", "vabl"), ("b", "c")], None, "foo", &[]),
        // Of equal keys the last counts.
        ("@a=1;b=3;a=5 foo", &[("a", "5"), ("b", "3")], None, "foo", &[]),
        ("@a=b=c;;d foo", &[("a", "b=c"), ("d", "")], None, "foo", &[]),
        ("@+typing=active TAGMSG #茶馆", &[("+typing", "active")], None, "TAGMSG", &["#茶馆"]),
        ("PRIVMSG #tea :你好，世界 👋", &[], None, "PRIVMSG", &["#tea", "你好，世界 👋"]),
        // The fifteenth parameter takes the rest, with a colon or without.
        (
            "c 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
            &[],
            None,
            "c",
            &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"],
        ),
        (
            "c 1 2 3 4 5 6 7 8 9 10 11 12 13 14 :15 16",
            &[],
            None,
            "c",
            &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15 16"],
        ),
    ];

    #[track_caller]
    fn check(line: &[u8], (text, tags, source, command, params): &Vector) {
        let message = Message::parse(std::str::from_utf8(line).unwrap())
            .unwrap_or_else(|error| panic!("{text}: {error:?}"));
        for (key, value) in *tags {
            assert_eq!(message.tags.value(key).as_deref(), Some(*value), "{text}: tag {key}");
        }
        assert_eq!(message.tags.value("absent"), None);
        assert_eq!(
            (message.source, message.command, message.params()),
            (*source, *command, *params),
            "{text}"
        );
    }

    /// Writes it again, as whoever passes it on would.
    fn write(message: &Message<'_>) -> Vec<u8> {
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
        out
    }

    fn take(buffer: &mut LineBuffer) -> Option<Vec<u8>> {
        match buffer.take_line(8192)? {
            Taken::Line(line) => Some(line.to_vec()),
            Taken::TooLong => panic!("too long"),
        }
    }

    #[test]
    fn vectors_whole() {
        for vector in VECTORS {
            check(vector.0.as_bytes(), vector);
        }
    }

    #[test]
    fn vectors_byte_by_byte() {
        for vector in VECTORS {
            let mut buffer = LineBuffer::new();
            for byte in vector.0.bytes() {
                buffer.push(&[byte]);
                assert_eq!(buffer.take_line(8192), None);
            }
            buffer.push(b"\n");
            check(&take(&mut buffer).unwrap(), vector);
        }
    }

    #[test]
    fn vectors_with_trailing_bytes() {
        let mut buffer = LineBuffer::new();
        for vector in VECTORS {
            buffer.push(format!("{}\r\nPRIVMSG #a", vector.0).as_bytes());
            check(&take(&mut buffer).unwrap(), vector);
            assert_eq!(buffer.take_rest(), b"PRIVMSG #a");
        }
    }

    #[test]
    fn vectors_round_trip() {
        for vector in VECTORS {
            let written = write(&Message::parse(vector.0).unwrap());
            check(written.strip_suffix(b"\r\n").unwrap(), vector);
        }
    }

    #[test]
    fn what_is_no_message() {
        for line in ["", " ", "   ", "@a", "@a ", ":a", ":a  ", "@a :b", "@", ":"] {
            assert_eq!(Message::parse(line), Err(MessageError::Empty), "{line:?}");
        }
        for line in ["12", "1234", "PRIV-MSG x", "小明", "\u{1b}[31m", "@a :b 0x", "QUIT\0"] {
            assert_eq!(Message::parse(line), Err(MessageError::Command), "{line:?}");
        }
    }

    #[test]
    fn who_a_source_is() {
        for (line, name) in [
            (":alice!~a@h QUIT", Some("alice")),
            (":alice@h QUIT", Some("alice")),
            (":irc.example.org 001", Some("irc.example.org")),
            ("QUIT", None),
        ] {
            assert_eq!(Message::parse(line).unwrap().source_name(), name);
        }
    }

    #[test]
    fn tags_alone_and_together() {
        let mut out = Vec::new();
        LineWriter::new(&mut out)
            .tag("time", "2026-01-01T00:00:00.000Z")
            .raw_tags("")
            .tag("solo", "")
            .raw_tags(r"+reply=a\sb")
            .command(Some("a!b@c"), "PRIVMSG")
            .param("#tea")
            .param("")
            .end();
        assert_eq!(
            out,
            *br"@time=2026-01-01T00:00:00.000Z;solo;+reply=a\sb :a!b@c PRIVMSG #tea :"
                .iter()
                .chain(b"\r\n")
                .copied()
                .collect::<Vec<_>>()
        );
        let mut out = Vec::new();
        LineWriter::new(&mut out).raw_tags("+a").command(None, "TAGMSG").param("x y").end();
        assert_eq!(out, b"@+a TAGMSG :x y\r\n");
    }

    proptest! {
        /// Whatever the parts hold, one line comes out, and it ends where it should.
        #[test]
        fn one_line_whatever_the_parts_hold(
            tags in proptest::collection::vec((any::<String>(), any::<String>()), 0..3),
            raw in any::<String>(),
            source in proptest::option::of(any::<String>()),
            command in any::<String>(),
            params in proptest::collection::vec("[\\x00-\\x20a:é小]{0,6}", 0..5),
            last in proptest::option::of(any::<String>()),
        ) {
            let mut out = b"before\r\n".to_vec();
            let mut writer = LineWriter::new(&mut out);
            for (key, value) in &tags {
                writer = writer.tag(key, value);
            }
            writer = writer.raw_tags(&raw).command(source.as_deref(), &command);
            writer = params.iter().fold(writer, |writer, param| writer.param(param));
            if let Some(last) = &last {
                writer = writer.last(last);
            }
            writer.end();
            let line = out.strip_prefix(b"before\r\n").and_then(|line| line.strip_suffix(b"\r\n"));
            prop_assert!(line.is_some_and(|line| !line.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0))));
            prop_assert!(std::str::from_utf8(&out).is_ok());
            // Nor does a part become two, so that nobody speaks in the name of another.
            let spaces = |text: &str| text.matches(' ').count();
            let text = last.as_deref().map(|last| spaces(&last.replace(['\r', '\n', '\0'], " ")));
            if params.iter().all(|param| !param.is_empty() && !param.contains([' ', ':'])) {
                let parts = usize::from(!tags.is_empty() || !raw.is_empty())
                    + usize::from(source.is_some())
                    + params.len()
                    + text.map_or(0, |spaces| spaces + 1);
                prop_assert_eq!(spaces(std::str::from_utf8(&out).unwrap()), parts);
            }
        }

        /// What was read and written reads the same.
        #[test]
        fn reading_what_was_written(line in "(@[a-z+/=;:\\\\]{1,12} +)?(:[a-z!@.]{1,9} +)?[A-Z]{1,5}( +[a-z:小 ]{0,4}){0,17}") {
            let message = Message::parse(&line).unwrap();
            let written = String::from_utf8(write(&message)).unwrap();
            let again = Message::parse(written.strip_suffix("\r\n").unwrap()).unwrap();
            prop_assert_eq!(message.source, again.source);
            prop_assert_eq!(message.command, again.command);
            prop_assert_eq!(message.params(), again.params());
            for (key, _) in message.tags.iter() {
                prop_assert_eq!(message.tags.value(key), again.tags.value(key));
            }
        }

        #[test]
        fn no_line_is_too_strange(line in any::<String>()) {
            if let Ok(message) = Message::parse(&line) {
                prop_assert!(message.params().len() <= PARAMS_READ_MAX);
            }
        }

        #[test]
        fn an_escaped_value_comes_back(value in "[^\\x00]{0,20}") {
            let mut out = Vec::new();
            escape_into(&value, &mut out);
            let escaped = String::from_utf8(out).unwrap();
            prop_assert!(!escaped.contains([' ', ';', '\r', '\n']));
            prop_assert_eq!(unescape(&escaped), value);
        }
    }
}
