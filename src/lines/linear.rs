//! Lines for whoever has them read aloud: each begins with a word for what it is, "Message, alice: hi".
//!
//! Must not say anything that the other lines do not say: it only names them.

use super::{Face, Line};
use crate::chat::{Happening, Manner, Where};

impl Face {
    /// As [`Face::show`], each line with its role before it.
    pub fn show_linear(&self, happening: &Happening, out: &mut Vec<Line>) {
        let begin = out.len();
        self.show(happening, out);
        let key = role(happening);
        for line in out.iter_mut().skip(begin) {
            line.text = self.say(key, &[("line", &line.text)]);
        }
    }

    /// What is said beside all that happens, with its role.
    pub fn linear_aside(&self, text: &str) -> String {
        self.say("screen-linear-info", &[("line", text)])
    }
}

/// The sentence that names what a happening is.
fn role(happening: &Happening) -> &'static str {
    match happening {
        Happening::Said(said) => match (&said.place, said.manner) {
            _ if said.mentions_me => "screen-linear-mention",
            (Where::Private(_), _) => "screen-linear-private",
            (Where::Room(_), Manner::Message) => "screen-linear-message",
            (Where::Room(_), Manner::Action) => "screen-linear-action",
            (Where::Room(_), Manner::Notice) => "screen-linear-notice",
        },
        Happening::Found(_) => "screen-linear-found",
        Happening::Topic { .. } | Happening::TopicSet { .. } => "screen-linear-topic",
        Happening::Came { .. }
        | Happening::Left { .. }
        | Happening::PutOut { .. }
        | Happening::Renamed { .. }
        | Happening::RoomRenamed { .. }
        | Happening::Mode { .. }
        | Happening::Invited { .. }
        | Happening::Partner { .. }
        | Happening::TakenBack { .. } => "screen-linear-event",
        Happening::Refused { .. }
        | Happening::RoomRefused { .. }
        | Happening::NameRefused { .. }
        | Happening::UnknownCommand { .. }
        | Happening::Usage(_)
        | Happening::TooEarly
        | Happening::HeldBack
        | Happening::LineTooLong
        | Happening::Undelivered { .. } => "screen-linear-problem",
        _ => "screen-linear-info",
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::chat::{Said, Voice, Who};
    use crate::lang::Languages;
    use crate::wire::text::Text;

    fn lines(tag: &str, happening: &Happening) -> Vec<String> {
        let face = Face::new(Languages::built_in().lang(tag), TimeZone::UTC);
        let mut out = Vec::new();
        face.show_linear(happening, &mut out);
        out.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn each_line_begins_with_what_it_is() {
        let who = Who { name: "alice".into(), voice: Voice::Member };
        let said = |place, mentions_me| {
            Happening::Said(Said {
                at_ms: 0,
                id: None,
                who: who.clone(),
                place,
                manner: Manner::Message,
                text: Text::line("hi"),
                label: None,
                old: false,
                mentions_me,
            })
        };
        let room = || Where::Room("#tea".into());
        assert_eq!(lines("en", &said(room(), false)), ["Message, alice: hi"]);
        assert_eq!(lines("cn", &said(room(), false)), ["消息，alice: hi"]);
        assert!(lines("en", &said(room(), true)).iter().all(|line| line.starts_with("Mention, ")));
        assert!(
            lines("en", &said(Where::Private("alice".into()), false))
                .iter()
                .all(|line| line.starts_with("Private message, "))
        );
        let came = Happening::Came { room: "#tea".into(), who };
        assert_eq!(lines("en", &came), ["Event, alice entered the chatroom."]);
        assert!(lines("en", &Happening::HeldBack).iter().all(|line| line.starts_with("Problem, ")));
    }
}
