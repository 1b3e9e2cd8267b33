//! The first line, and the lines of the plain door.
//!
//! | door | what comes | what happens |
//! |---|---|---|
//! | Unknown | a line of IRC | the IRC door reads it |
//! | Unknown | another line | a Person; the line is a name |
//! | Unknown | nothing for a second | the prompt for a name |
//! | Unknown | bytes, then silence | the Original; the bytes are a name |
//! | Person, Name | a line | enters, or the prompt for the password, or for a code |
//! | Person, Password | a line | enters |
//! | Person, Code | a line | enters |
//! | Person, Code | an empty line | the prompt for a name |
//! | Person, Secret | a line | enters, once that was looked at |
//! | Person, Secret | an empty line | the prompt for a name |
//! | Person, Here | a line | is said, or is a command |
//! | Original, Silent | a line | what was held is sent; then as Here |
//! | Original, Here | a line | is said without its name, or is a command, or leaves |

use crate::room::Input;
use crate::room::limits::Limit;
use crate::wire::{ConnId, Message, Now};

use super::orders::Orders;
use super::plain::command::{Typed, read};
use super::plain::{original, say};
use super::sniff::{self, Guess};
use super::telnet::rubbed_out;
use super::way::{Door, Original, OriginalStage, Stage, Way};
use super::{Doors, Taken};

impl Doors {
    /// The first line says which door it is.
    pub(super) fn step_unknown(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        let Some(way) = self.ways.get_mut(conn) else { return false };
        let line = way.lines.pending();
        let end = memchr::memchr(b'\n', line);
        let is_irc = end
            .and_then(|end| line.get(..end))
            .is_some_and(|line| sniff::guess(line.strip_suffix(b"\r").unwrap_or(line)) == Guess::Irc);
        if is_irc {
            let prompted = matches!(way.door, Door::Unknown { prompted: true });
            way.door = Door::Irc;
            if prompted {
                // What it is told from here on are lines of IRC, and the prompt was not a whole one.
                orders.send_one(conn, |out| out.extend_from_slice(b"\r\n"));
            }
            self.ways.deadlines.clear(conn);
            return self.step_irc(now, conn, orders);
        }
        if end.is_none() && way.lines.len() < self.hall.rules().limits.line_bytes_max {
            return false;
        }
        way.door = Door::Person(Box::default());
        self.ways.deadlines.clear(conn);
        self.step_plain(now, conn, orders)
    }

    /// Nothing came for a while: somebody sits before a terminal and wonders.
    pub(super) fn ask_name(&mut self, now: Now, conn: ConnId, orders: &mut Orders) {
        self.turn(now, orders, |turn| {
            turn.prompt(conn);
            if let Some(way) = turn.ways.get_mut(conn) {
                way.door = Door::Unknown { prompted: true };
            }
        });
    }

    /// What came without a line end is the name of the original program.
    pub(super) fn take_bare_name(&mut self, now: Now, conn: ConnId, orders: &mut Orders) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        // What is no UTF-8 is no name either; the hall says so.
        let sent_name = String::from_utf8_lossy(&way.lines.take_rest()).into_owned();
        let name = sent_name.trim().to_owned();
        let stage = OriginalStage::Silent { held: Vec::new() };
        way.door = Door::Original(Box::new(Original { sent_name, stage }));
        self.ways.deadlines.clear(conn);
        self.input(now, Input::PlainEnter { conn, name: &name, password: None, secret: None }, orders);
    }

    /// Handles one line of a plain door.
    pub(super) fn step_plain(&mut self, now: Now, conn: ConnId, orders: &mut Orders) -> bool {
        let bytes_max = self.hall.rules().limits.line_bytes_max;
        let Some(way) = self.ways.get_mut(conn) else { return false };
        let line = match way.lines.take_line(bytes_max) {
            None => return false,
            Some(Taken::TooLong) => {
                self.hall.count(Limit::LineBytes);
                Err("plain-line-too-long")
            }
            Some(Taken::Line(line)) => match std::str::from_utf8(line) {
                Ok(line) => Ok(rubbed_out(line).into_owned()),
                Err(_) => Err("plain-line-not-utf8"),
            },
        };
        if matches!(way.door, Door::Original(_)) {
            self.turn(now, orders, |turn| turn.release_held(conn));
        }
        match line {
            Err(key) => self.complain(now, conn, key, orders),
            Ok(line) => self.hear(now, conn, &line, orders),
        }
        true
    }

    /// Says that a line can't be taken, and asks again where it was to be a name.
    fn complain(&mut self, now: Now, conn: ConnId, key: &str, orders: &mut Orders) {
        let bytes_max = self.hall.rules().limits.line_bytes_max as u64;
        self.turn(now, orders, |turn| {
            let args = [("bytes_max", bytes_max.into())];
            turn.tell(conn, |_, _, _| 0, |lang| Some(lang.say(key, &args) + "\n"));
            turn.prompt(conn);
        });
    }

    fn hear(&mut self, now: Now, conn: ConnId, line: &str, orders: &mut Orders) {
        let Some(way) = self.ways.get_mut(conn) else { return };
        match &mut way.door {
            Door::Person(person) => match std::mem::take(&mut person.stage) {
                Stage::Name => self.take_name(now, conn, line.trim(), orders),
                Stage::Password(name) => {
                    person.password = Some(line.to_owned());
                    self.take_name(now, conn, &name, orders);
                }
                Stage::Code(_) if line.trim().is_empty() => self.turn(now, orders, |turn| turn.prompt(conn)),
                Stage::Code(name) => {
                    (person.password, person.is_code) = (Some(line.trim().to_owned()), true);
                    self.take_name(now, conn, &name, orders);
                }
                Stage::Secret(name) => self.take_secret(now, conn, (&name, line), orders),
                Stage::Here => {
                    person.stage = Stage::Here;
                    self.typed(now, conn, line, orders);
                }
            },
            Door::Original(original) => {
                let name = self.hall.name(conn);
                let names = [original.sent_name.trim(), name.as_deref().unwrap_or_default()];
                match original::read(line, names) {
                    original::Heard::Entered => {}
                    original::Heard::Leaves => self.command(now, conn, "QUIT", &[], orders),
                    original::Heard::Typed(words) => self.typed(now, conn, words, orders),
                }
            }
            Door::Unknown { .. } | Door::Irc => {}
        }
    }

    /// A person says a name, by which they come in if nothing is against it.
    fn take_name(&mut self, now: Now, conn: ConnId, name: &str, orders: &mut Orders) {
        let Some(Way { door: Door::Person(person), .. }) = self.ways.get_mut(conn) else { return };
        if name.is_empty() {
            return self.turn(now, orders, |turn| turn.prompt(conn));
        }
        let password = person.password.clone();
        if password.is_none() && self.hall.password_wanted() {
            person.stage = Stage::Password(name.to_owned());
            return self.turn(now, orders, |turn| turn.prompt(conn));
        }
        if password.is_some() {
            // Where it is wrong, it is asked for again.
            person.stage = Stage::Password(name.to_owned());
        }
        self.input(
            now,
            Input::PlainEnter { conn, name, password: password.as_deref(), secret: None },
            orders,
        );
    }

    /// A person says the password of the account whose name they want, or nothing.
    fn take_secret(&mut self, now: Now, conn: ConnId, (name, secret): (&str, &str), orders: &mut Orders) {
        let Some(Way { door: Door::Person(person), .. }) = self.ways.get(conn) else { return };
        let password = person.password.clone();
        self.turn(now, orders, |turn| {
            turn.hide(conn, false);
            if secret.is_empty() {
                turn.prompt(conn);
            }
        });
        if !secret.is_empty() {
            let (password, secret) = (password.as_deref(), Some(secret));
            self.input(now, Input::PlainEnter { conn, name, password, secret }, orders);
        }
    }

    /// A line of somebody who is in.
    fn typed(&mut self, now: Now, conn: ConnId, line: &str, orders: &mut Orders) {
        let room = self.hall.room_of(conn).unwrap_or_default();
        match read(line) {
            Typed::Nothing => {}
            Typed::Say(text) => self.input(now, Input::PlainSay { conn, text }, orders),
            Typed::Who => self.command(now, conn, "NAMES", &[&room], orders),
            Typed::Me(deed) => {
                let text = format!("\u{1}ACTION {deed}\u{1}");
                self.command(now, conn, "PRIVMSG", &[&room, &text], orders);
            }
            Typed::Msg { to, text } => self.command(now, conn, "PRIVMSG", &[to, text], orders),
            Typed::Nick(name) => self.command(now, conn, "NICK", &[name], orders),
            Typed::Topic(None) => self.command(now, conn, "TOPIC", &[&room], orders),
            Typed::Topic(Some(topic)) => self.command(now, conn, "TOPIC", &[&room, topic], orders),
            Typed::Register(password) => {
                self.command(now, conn, "REGISTER", &["*", "*", password], orders);
            }
            Typed::Owner(token) => self.command(now, conn, "OWNER", &[token], orders),
            Typed::Verify(code) => self.command(now, conn, "VERIFY", &["*", code], orders),
            Typed::Login { name, password } => {
                self.input(now, Input::PlainLogin { conn, name, password }, orders);
            }
            Typed::Quit(None) => self.command(now, conn, "QUIT", &[], orders),
            Typed::Quit(Some(reason)) => self.command(now, conn, "QUIT", &[reason], orders),
            typed @ (Typed::Help | Typed::Usage(_) | Typed::Unknown { .. }) => {
                self.turn(now, orders, |turn| turn.tell(conn, |_, _, _| 0, |lang| say::typed(lang, &typed)));
            }
        }
    }

    fn command(&mut self, now: Now, conn: ConnId, command: &str, params: &[&str], orders: &mut Orders) {
        let message = Message::new(command, params);
        self.input(now, Input::Message { conn, message: &message }, orders);
    }
}
