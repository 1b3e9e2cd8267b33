//! Answers to commands, and what becomes known about others, in words.

use super::Face;
use super::face::{Because, Line, Stream};
use crate::chat::{About, Happening, Voice, Who};
use crate::lang::Value;
use crate::wire::clean::clean;

const ROOM_RENAMED: Because = Because("chat-room-renamed-because", "chat-room-renamed");

impl Face {
    /// Shows what our person has asked for, or what concerns them alone.
    pub(super) fn answer(&self, happening: &Happening, out: &mut Vec<Line>) {
        match happening {
            Happening::OwnAway(true) => self.aside("chat-own-away", &[], out),
            Happening::OwnAway(false) => self.aside("chat-own-back", &[], out),
            Happening::Partner { name, online: true } => {
                self.aside("chat-partner-came", &[("name", name)], out);
            }
            Happening::Partner { name, online: false } => {
                self.aside("chat-partner-left", &[("name", name)], out);
            }
            Happening::RealName { who, real_name } if who.voice == Voice::Me => {
                self.aside("chat-real-name", &[("text", real_name)], out);
            }
            Happening::RoomRenamed { room, to, who, reason } => {
                let args = [("name", &*self.name(who)), ("room", room), ("to", to)];
                let text = self.because(&ROOM_RENAMED, &args, reason.as_deref());
                out.push(Line { stream: Stream::Chat, text });
            }
            Happening::Invited { room, who, whom } => self.invited(room, who, whom, out),
            Happening::InvitationSent { room, name } => {
                self.aside("chat-invitation-sent", &[("name", name), ("room", room)], out);
            }
            Happening::Listed { room, count, topic } => self.listed(room, *count, topic, out),
            Happening::ListEnded { count } => {
                self.push_aside(self.lang.say("chat-list-end", &[("count", (*count).into())]), out);
            }
            Happening::About { name, what } => self.about(name, what, out),
            _ => {}
        }
    }

    fn invited(&self, room: &str, who: &Who, whom: &Who, out: &mut Vec<Line>) {
        let name = self.name(who);
        match (who.voice, whom.voice) {
            // The answer to it says the same.
            (Voice::Me, _) => {}
            (_, Voice::Me) => self.aside("chat-invited", &[("name", &name), ("room", room)], out),
            _ => {
                let args = [("name", &*name), ("whom", &*self.name(whom)), ("room", room)];
                self.aside("chat-invited-other", &args, out);
            }
        }
    }

    fn listed(&self, room: &str, count: Option<u64>, topic: &str, out: &mut Vec<Line>) {
        let room = match count {
            Some(count) => {
                let args = [("room", Value::from(clean(room))), ("count", count.into())];
                self.lang.say("chat-list-room", &args)
            }
            None => clean(room).into_owned(),
        };
        let text = match topic {
            "" => room,
            topic => self.say("chat-list-topic", &[("room", &room), ("topic", topic)]),
        };
        self.push_aside(text, out);
    }

    fn about(&self, name: &str, what: &About, out: &mut Vec<Line>) {
        match what {
            About::Person { address, real_name } => {
                let args = [("name", name), ("address", address), ("text", real_name)];
                self.aside("chat-about-person", &args, out);
            }
            About::Rooms(rooms) => self.aside("chat-about-rooms", &[("name", name), ("rooms", rooms)], out),
            About::Server(server) => {
                self.aside("chat-about-server", &[("name", name), ("server", server)], out)
            }
            About::Account(account) => {
                self.aside("chat-about-account", &[("name", name), ("account", account)], out);
            }
            About::Encrypted => self.aside("tls-about-encrypted", &[("name", name)], out),
            About::Certificate(key) => {
                let args = [("name", name), ("fingerprint", &*key.to_string())];
                self.aside("tls-about-certificate", &args, out);
            }
            About::Operator => self.aside("chat-about-operator", &[("name", name)], out),
            About::Silent(seconds) => {
                let args = [("name", Value::from(clean(name))), ("minutes", (seconds / 60).into())];
                self.push_aside(self.lang.say("chat-about-silent", &args), out);
            }
            About::ServerSaid(text) => self.aside("chat-about-said", &[("name", name), ("text", text)], out),
        }
    }
}
