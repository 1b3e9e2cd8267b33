//! Happenings as lines.

use jiff::tz::TimeZone;

use crate::chat::{Happening, Manner, Member, Said, Voice, Where, Who};
use crate::lang::{Lang, Value};
use crate::wire::clean::clean;

/// For whom a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// What happens in the room.
    Chat,
    /// What concerns only the one who joined.
    Aside,
}

/// One line, clean and without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// For whom.
    pub stream: Stream,
    /// The words.
    pub text: String,
}

/// Speaks one language. See the head of [`super`].
#[derive(Clone, Debug)]
pub struct Face {
    pub(super) lang: Lang,
    pub(super) clock: TimeZone,
    /// The moment at which its lines are read, milliseconds since 1970.
    pub(super) now_ms: u64,
    /// Where its reader speaks, if lines from elsewhere are to say where they come from.
    pub(super) here: Option<Where>,
}

/// Which sentence to say when there is a reason, and when there is none.
pub(super) struct Because(pub &'static str, pub &'static str);

const LEFT: Because = Because("chat-left-because", "chat-left");
const PUT_OUT: Because = Because("chat-put-out-because", "chat-put-out");

impl Face {
    /// A face for readers of `lang`, with times as they are in `clock`.
    pub fn new(lang: Lang, clock: TimeZone) -> Self {
        Self { lang, clock, now_ms: 0, here: None }
    }

    /// Tells which moment it is, milliseconds since 1970: what was said on the same day needs no date.
    pub fn read_at(&mut self, now_ms: u64) {
        self.now_ms = now_ms;
    }

    /// Shows what happened. How it ended, and which name was refused while coming in, is shown by
    /// [`Face::ending`] and [`Face::name_refusal`], for the caller has more to say about those.
    pub fn show(&self, happening: &Happening, out: &mut Vec<Line>) {
        let begin = out.len();
        self.show_bare(happening, out);
        self.name_place(happening, begin, out);
    }

    fn show_bare(&self, happening: &Happening, out: &mut Vec<Line>) {
        match happening {
            Happening::Said(said) => self.said(said, out),
            Happening::Came { who, .. } => self.chat("chat-entered", &[("name", &self.name(who))], out),
            Happening::Left { who, reason, .. } => {
                let line = self.because(&LEFT, &[("name", &self.name(who))], reason.as_deref());
                out.push(Line { stream: Stream::Chat, text: line });
            }
            Happening::PutOut { whom, by, reason, .. } => {
                let args = [("name", &*self.name(whom)), ("by", &*self.name(by))];
                out.push(Line {
                    stream: Stream::Chat,
                    text: self.because(&PUT_OUT, &args, reason.as_deref()),
                });
            }
            Happening::Renamed { who, to } if who.voice == Voice::Me => {
                self.aside("chat-renamed-yourself", &[("to", to)], out);
            }
            Happening::Renamed { who, to } => {
                self.chat("chat-renamed", &[("name", &self.name(who)), ("to", to)], out);
            }
            Happening::TopicSet { who, topic, .. } => {
                // One's own is an answer to what one typed.
                let stream = if who.voice == Voice::Me { Stream::Aside } else { Stream::Chat };
                let key = if topic.is_empty() { "chat-topic-cleared" } else { "chat-topic-set" };
                let text = self.say(key, &[("name", &self.name(who)), ("topic", topic)]);
                out.push(Line { stream, text });
            }
            Happening::Topic { topic, .. } if topic.is_empty() => self.aside("chat-topic-none", &[], out),
            Happening::Topic { topic, .. } => self.aside("chat-topic", &[("topic", topic)], out),
            Happening::Entered { room, members } | Happening::Members { room, members } => {
                self.members(room, members, out);
            }
            Happening::IsAway { who, message } => {
                self.aside("chat-is-away", &[("name", &self.name(who)), ("message", message)], out);
            }
            Happening::MessageOfTheDay(line) => self.push_aside(clean(line).into_owned(), out),
            Happening::NameRefused { name, why, entering: false } => {
                self.push_aside(self.other_name_refusal(name, why), out);
            }
            Happening::RoomRefused { room, why } => self.push_aside(self.room_refusal(room, why), out),
            Happening::Refused { why, .. } => self.push_aside(self.refusal(why), out),
            Happening::Help
            | Happening::HelpOn(_)
            | Happening::UnknownCommand { .. }
            | Happening::Usage(_)
            | Happening::TooEarly
            | Happening::LineTooLong
            | Happening::HeldBack
            | Happening::Here(_)
            | Happening::TalkClosed(_)
            | Happening::Ignored(_)
            | Happening::Ignoring { .. }
            | Happening::Mode { .. }
            | Happening::Modes { .. }
            | Happening::ReturnedRoomless => self.place(happening, out),
            Happening::OwnAway(_)
            | Happening::Partner { .. }
            | Happening::RealName { .. }
            | Happening::RoomRenamed { .. }
            | Happening::Invited { .. }
            | Happening::InvitationSent { .. }
            | Happening::Listed { .. }
            | Happening::ListEnded { .. }
            | Happening::About { .. } => self.answer(happening, out),
            Happening::Earlier { .. }
            | Happening::Unread { .. }
            | Happening::Gap { .. }
            | Happening::TakenBack { .. }
            | Happening::Found(_)
            | Happening::SearchEnded { .. }
            | Happening::Account(_)
            | Happening::Noted { .. }
            | Happening::Interrupted(_)
            | Happening::GoingDown
            | Happening::Undelivered { .. }
            | Happening::Returned { .. } => self.remembered(happening, out),
            // Lines can't be taken back when somebody stops writing.
            Happening::Typing { .. }
            | Happening::Sending { .. }
            | Happening::ReadTo { .. }
            | Happening::Face(_)
            | Happening::Welcome { .. }
            | Happening::Away { .. }
            | Happening::Delivered { .. }
            | Happening::NameRefused { entering: true, .. }
            | Happening::Ended(_) => {}
        }
    }

    fn said(&self, said: &Said, out: &mut Vec<Line>) {
        // What was typed here stands here.
        if said.who.voice == Voice::Me && said.label.is_some() {
            return;
        }
        let in_room = matches!(said.place, Where::Room(_));
        let key = match (said.manner, in_room) {
            (Manner::Message, true) => "chat-said",
            (Manner::Notice, true) => "chat-notice",
            (Manner::Action, true) => "chat-action",
            (Manner::Message | Manner::Notice, false) if said.who.voice == Voice::Server => {
                "chat-server-notice"
            }
            (Manner::Message, false) => "chat-private",
            (Manner::Notice, false) => "chat-private-notice",
            (Manner::Action, false) => "chat-private-action",
        };
        // What the server tells us alone concerns nobody else.
        let stream = if said.who.voice == Voice::Server && !in_room { Stream::Aside } else { Stream::Chat };
        let name = self.name(&said.who);
        for line in said.text.lines() {
            let text = match said.who.voice {
                Voice::Me if !in_room => self.own_private(said, &line),
                _ => self.say(key, &[("name", &name), ("text", &line)]),
            };
            let text = if said.old { self.at(said.at_ms, &text) } else { text };
            out.push(Line { stream, text });
        }
    }

    fn members(&self, room: &str, members: &[Member], out: &mut Vec<Line>) {
        let mut names = Vec::with_capacity(members.len());
        for member in members {
            names.push(match member.away {
                true => self.say("chat-member-away", &[("name", &member.name)]),
                false => clean(&member.name).into_owned(),
            });
        }
        let names = names.join(&self.say("chat-list-comma", &[]));
        let args =
            [("count", Value::from(members.len())), ("room", clean(room).into()), ("names", names.into())];
        self.push_aside(self.lang.say("chat-here", &args), out);
    }

    /// The language that it speaks.
    pub fn lang(&self) -> &Lang {
        &self.lang
    }

    /// A name as it is shown: the operator's in the reader's language.
    pub fn name(&self, who: &Who) -> String {
        match who.voice {
            Voice::Operator => self.lang.say("operator-name", &[]),
            Voice::Me | Voice::Member | Voice::Server => clean(&who.name).into_owned(),
        }
    }

    /// A sentence; what its arguments hold is cleaned.
    pub(super) fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        let args: Vec<_> = args.iter().map(|&(name, text)| (name, Value::from(clean(text)))).collect();
        self.lang.say(key, &args)
    }

    pub(super) fn because(&self, keys: &Because, args: &[(&str, &str)], reason: Option<&str>) -> String {
        match reason {
            Some(reason) => self.say(keys.0, &[args, &[("reason", reason)]].concat()),
            None => self.say(keys.1, args),
        }
    }

    fn chat(&self, key: &str, args: &[(&str, &str)], out: &mut Vec<Line>) {
        out.push(Line { stream: Stream::Chat, text: self.say(key, args) });
    }

    pub(super) fn aside(&self, key: &str, args: &[(&str, &str)], out: &mut Vec<Line>) {
        self.push_aside(self.say(key, args), out);
    }

    pub(super) fn push_aside(&self, text: String, out: &mut Vec<Line>) {
        out.push(Line { stream: Stream::Aside, text });
    }

    /// A sentence that says nothing of strangers.
    pub fn sentence(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// What a person did themselves, as others see it.
    pub fn own_action(&self, me: &str, text: &str) -> String {
        match &self.here {
            Some(Where::Private(name)) => {
                self.say("chat-private-own-action", &[("name", name), ("me", me), ("text", text)])
            }
            _ => self.say("chat-action", &[("name", me), ("text", text)]),
        }
    }

    /// What a person said themselves, as others see it: one line for each.
    pub fn own(&self, me: &str, text: &str) -> Vec<String> {
        let line = |line: &str| match &self.here {
            Some(Where::Private(name)) => {
                self.say("chat-private-own", &[("name", name), ("me", me), ("text", line)])
            }
            _ => self.say("chat-said", &[("name", me), ("text", line)]),
        };
        text.lines().map(line).collect()
    }
}

#[cfg(test)]
mod tests;
