//! `/search`: what was said, found by words, place, speaker and time. Source: soju's `search`.

use super::FOUND_MAX;
use super::batch::{Old, write_time};
use super::command::{Date, Query};
use super::happening::{Happening, Refusal};
use super::session::{Outbox, Session};
use crate::wire::caps;
use crate::wire::message::escape_into;

impl Session {
    /// Asks for what fits.
    pub(super) fn search(&mut self, query: &Query, out: &mut Outbox) {
        if !self.server.caps.has(caps::SEARCH) {
            return out.happen(Happening::Refused { label: None, why: Refusal::NotOffered("search") });
        }
        let limit = FOUND_MAX.to_string();
        let time = |date: Date| write_time(date.begin_ms(self.wish.utc_offset));
        let mut attributes = Vec::new();
        let wanted = [
            ("in", query.place.clone()),
            ("from", query.from.clone()),
            ("after", query.after.map(time)),
            ("before", query.before.map(time)),
            ("text", Some(query.words.clone()).filter(|words| !words.is_empty())),
            ("limit", Some(limit)),
        ];
        for (name, value) in wanted {
            let Some(value) = value else { continue };
            if !attributes.is_empty() {
                attributes.push(b';');
            }
            attributes.extend_from_slice(name.as_bytes());
            attributes.push(b'=');
            escape_into(&value, &mut attributes);
        }
        out.line("SEARCH").param(&String::from_utf8_lossy(&attributes)).end();
    }

    /// The answer.
    pub(super) fn take_found(&mut self, messages: Vec<Old>, out: &mut Outbox) {
        let count = messages.len();
        let shown = messages.into_iter().map(|old| old.said).filter(|said| !self.hides(said));
        out.happenings.extend(shown.map(Happening::Found));
        out.happen(Happening::SearchEnded { count });
    }
}
