//! Where one speaks and what can be typed, in words; and where a line comes from that is from
//! elsewhere.

use super::Face;
use super::face::Line;
use crate::chat::{Command, Happening, Where, command};
use crate::lang::Value;
use crate::wire::clean::clean;

impl Face {
    /// Tells where its reader speaks: what happens elsewhere says where from then on.
    pub fn speak_at(&mut self, place: Option<Where>) {
        self.here = place;
    }

    /// Shows what has to do with where one speaks, and with commands.
    pub(super) fn place(&self, happening: &Happening, out: &mut Vec<Line>) {
        match happening {
            Happening::Help => {
                let rows = command::ALL.iter().flat_map(|command| self.help_on(command));
                rows.for_each(|line| self.push_aside(line, out));
                self.aside("chat-help-slash", &[], out);
            }
            Happening::HelpOn(command) => {
                self.help_on(command).into_iter().for_each(|line| self.push_aside(line, out));
            }
            Happening::UnknownCommand { typed, nearest: None } => {
                self.aside("chat-unknown-command", &[("command", typed)], out);
            }
            Happening::UnknownCommand { typed, nearest: Some(nearest) } => {
                let args = [("command", typed.as_str()), ("nearest", nearest.name)];
                self.aside("chat-unknown-command-nearest", &args, out);
            }
            Happening::Usage(command) => self.aside(&format!("chat-usage-{}", command.name), &[], out),
            Happening::TooEarly => self.aside("chat-too-early", &[], out),
            Happening::LineTooLong => self.aside("chat-line-lost", &[], out),
            Happening::HeldBack => self.aside("chat-held-back", &[], out),
            Happening::Here(Where::Room(room)) => self.aside("chat-speak-room", &[("room", room)], out),
            Happening::Here(Where::Private(name)) => self.aside("chat-speak-person", &[("name", name)], out),
            Happening::TalkClosed(name) => self.aside("chat-talk-closed", &[("name", name)], out),
            Happening::Ignored(names) if names.is_empty() => self.aside("chat-ignored-none", &[], out),
            Happening::Ignored(names) => {
                let names = names.join(&self.say("chat-list-comma", &[]));
                self.aside("chat-ignored", &[("names", &names)], out);
            }
            Happening::Ignoring { name, on: true } => self.aside("chat-ignoring", &[("name", name)], out),
            Happening::Ignoring { name, on: false } => {
                self.aside("chat-ignoring-not", &[("name", name)], out)
            }
            Happening::Mode { target, who, words, changes } => {
                let told = self.lang.mode_changes(&self.name(who), target, words, changes);
                told.into_iter().for_each(|text| self.push_aside(text, out));
            }
            Happening::Modes { target, words } => {
                self.aside("chat-modes", &[("target", target), ("words", words)], out);
            }
            Happening::ReturnedRoomless => self.aside("chat-returned-roomless", &[], out),
            _ => {}
        }
    }

    /// What a command does: how it is written, then what it is for.
    pub fn help_on(&self, command: &Command) -> Vec<String> {
        self.say(&format!("chat-help-{}", command.name), &[]).lines().map(str::to_owned).collect()
    }

    /// The rooms and talks that are open, by number, as `/rooms` shows them.
    pub fn rooms(&self, places: &[Where]) -> Vec<String> {
        if places.is_empty() {
            return vec![self.say("chat-rooms-none", &[])];
        }
        let row = |(at, place): (usize, &Where)| {
            let (Where::Room(name) | Where::Private(name)) = place;
            let is_here = self.here.as_ref() == Some(place);
            let key = if is_here { "chat-rooms-row-here" } else { "chat-rooms-row" };
            self.say(key, &[("number", &(at + 1).to_string()), ("room", name)])
        };
        places.iter().enumerate().map(row).collect()
    }

    /// Says of lines from another room where they come from.
    pub(super) fn name_place(&self, happening: &Happening, begin: usize, out: &mut [Line]) {
        let Some(Where::Room(here) | Where::Private(here)) = &self.here else { return };
        let Some(room) = room_of(happening, here).filter(|room| **room != **here) else { return };
        for line in out.iter_mut().skip(begin) {
            let text = Value::from(std::mem::take(&mut line.text));
            line.text =
                self.lang.say("chat-elsewhere", &[("room", clean(room).into_owned().into()), ("line", text)]);
        }
    }
}

/// The room in which something happens; of several, ours if it is among them.
fn room_of<'a>(happening: &'a Happening, here: &str) -> Option<&'a str> {
    match happening {
        Happening::Said(said) => match &said.place {
            Where::Room(room) => Some(room),
            Where::Private(_) => None,
        },
        Happening::Came { room, .. }
        | Happening::PutOut { room, .. }
        | Happening::TopicSet { room, .. }
        | Happening::Topic { room, .. }
        | Happening::Earlier { room, .. }
        | Happening::Unread { room, .. }
        | Happening::Gap { room, .. } => Some(room),
        Happening::Left { rooms, .. } => {
            rooms.iter().find(|room| ***room == *here).or(rooms.first()).map(|room| &**room)
        }
        _ => None,
    }
}
