//! Numerics that answer what our person has asked. Source: Modern IRC, "Numerics".

use super::happening::{About, Happening};
use super::session::{Outbox, Session};
use crate::wire::{Fingerprint, Message};

impl Session {
    /// Takes the answer to a command; tells whether it was one.
    pub(super) fn handle_answer(&mut self, code: u16, message: &Message<'_>, out: &mut Outbox) -> bool {
        match code {
            221 | 324 => {
                let words = message.params().get(if code == 221 { 1 } else { 2 }..).unwrap_or_default();
                let target = message.param(usize::from(code == 324)).unwrap_or_default().to_owned();
                out.happen(Happening::Modes { target, words: words.join(" ") });
            }
            305 => out.happen(Happening::OwnAway(false)),
            306 => out.happen(Happening::OwnAway(true)),
            341 => {
                let (Some(name), Some(room)) = (message.param(1), message.param(2)) else { return true };
                out.happen(Happening::InvitationSent { room: room.to_owned(), name: name.to_owned() });
            }
            322 => self.handle_listed(message, out),
            323 => out.happen(Happening::ListEnded { count: std::mem::take(&mut self.listed_count) }),
            276 | 307 | 311..=313 | 317 | 319 | 320 | 330 | 335 | 338 | 378 | 379 | 671 => {
                let Some(name) = message.param(1) else { return true };
                if let Some(what) = about(code, message) {
                    out.happen(Happening::About { name: name.to_owned(), what });
                }
            }
            352 => self.handle_who_row(message),
            730 | 731 | 734 => self.handle_monitor(code, message, out),
            _ => return false,
        }
        true
    }

    /// RPL_LIST: `<client> <room> <count> :<topic>`.
    fn handle_listed(&mut self, message: &Message<'_>, out: &mut Outbox) {
        let Some(room) = message.param(1) else { return };
        self.listed_count += 1;
        out.happen(Happening::Listed {
            room: room.to_owned(),
            count: message.param(2).and_then(|number| number.parse().ok()),
            topic: message.param(3).unwrap_or_default().to_owned(),
        });
    }
}

/// A row of WHOIS: `<client> <name> …`.
fn about(code: u16, message: &Message<'_>) -> Option<About> {
    let param = |place| message.param(place).unwrap_or_default();
    match code {
        // <user> <host> * :<real name>
        311 => Some(About::Person {
            address: format!("{}@{}", param(2), param(3)),
            real_name: param(5).to_owned(),
        }),
        312 => Some(About::Server(param(2).to_owned())),
        313 => Some(About::Operator),
        671 => Some(About::Encrypted),
        276 => Fingerprint::parse(param(2)).ok().map(About::Certificate),
        317 => param(2).parse().ok().map(About::Silent),
        // <account> :is logged in as; 307 says of the same that the name is its own.
        307 => None,
        330 => Some(About::Account(param(2).to_owned())),
        319 => Some(About::Rooms(param(2).trim_end().to_owned())),
        // Whatever there is, then a sentence.
        _ => {
            let (said, between) = message.params().get(2..)?.split_last()?;
            let words = std::iter::once(said).chain(between).copied().collect::<Vec<_>>();
            Some(About::ServerSaid(words.join(" ")))
        }
    }
}
