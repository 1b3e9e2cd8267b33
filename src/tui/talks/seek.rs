//! Going to what is looked for: words, messages by their id, mentions, what failed.

use super::entry::{Fate, Kind, Said, Serial};
use super::marks::Needle;
use super::talk::{Earlier, Talk, TalkId};
use super::{Place, Talks};
use crate::chat::{Intent, Manner};
use crate::wire::clean::clean;

impl Said {
    /// Whether a text stands in it that is looked for.
    fn has(&self, needle: &Needle) -> bool {
        self.taken_back.is_none()
            && match self.text.single() {
                Some(line) => needle.is_in(&clean(line)),
                None => self.lines().iter().any(|line| needle.is_in(line)),
            }
    }
}

impl Talk {
    /// The next message of this kind behind an entry, or before it; from the end if there is none.
    fn seek(&self, from: Option<Serial>, backwards: bool, is: impl Fn(&Said) -> bool) -> Option<Serial> {
        let from = from.and_then(|serial| self.position(serial));
        let is = |index: &usize| self.said(*index).is_some_and(&is);
        let found = match (from, backwards) {
            (Some(from), true) => (0..from).rev().find(is),
            (Some(from), false) => (from + 1..self.entries.len()).find(is),
            (None, true) => (0..self.entries.len()).rev().find(is),
            (None, false) => (0..self.entries.len()).find(is),
        };
        self.entries.get(found?).map(|entry| entry.serial)
    }

    pub(super) fn take_wanted(&mut self) -> bool {
        let is_wanted = self.earlier == Earlier::Wanted;
        if is_wanted {
            self.earlier = Earlier::Asked;
        }
        is_wanted
    }

    /// Which entries were on the screen.
    pub(super) fn note_drawn(&mut self, rows: &[(usize, usize)]) {
        let serial = |index: usize| self.entries.get(index).map(|entry| entry.serial);
        let is_whole = |&(index, row): &(usize, usize)| {
            let laid = self.entries.get(index).and_then(|entry| entry.laid.as_ref());
            laid.is_some_and(|laid| row + 1 == laid.rows.len())
        };
        let last = rows.iter().rev().find(|row| is_whole(row)).and_then(|(index, _)| serial(*index));
        let first = rows.first().and_then(|(index, _)| serial(*index));
        self.drawn = first.zip(last);
    }

    /// What was drawn is seen. Up to when that is, if the server may not know it.
    pub(super) fn take_seen(&mut self) -> Option<u64> {
        let (_, last) = self.drawn?;
        let last = self.position(last)?;
        self.see(last);
        let is_told = |entry: &&super::entry::Entry| match &entry.kind {
            Kind::Message(said) => said.fate == Fate::Told,
            Kind::Moves(_) | Kind::Note { .. } | Kind::Day => false,
        };
        let at_ms = self.entries.iter().take(last + 1).rev().find(is_told)?.at_ms;
        self.read_ms = self.read_ms.max(at_ms);
        (at_ms > self.told_ms).then(|| {
            self.told_ms = at_ms;
            at_ms
        })
    }
}

impl Talks {
    /// Highlights a text, or nothing any more; tells how many messages that are here have it.
    pub fn highlight(&mut self, text: Option<&str>) -> usize {
        let needle = text.and_then(Needle::new);
        if needle != self.look.needle {
            self.look.version += 1;
            self.look.needle = needle;
        }
        self.look.found = None;
        let Some((needle, talk)) = self.look.needle.as_ref().zip(self.talk(self.current)) else { return 0 };
        (0..talk.entries.len()).filter_map(|index| talk.said(index)).filter(|said| said.has(needle)).count()
    }

    /// Goes to the next message that has what is highlighted; backwards: to an older one.
    pub fn find_next(&mut self, backwards: bool) -> bool {
        let found = self.look.needle.as_ref().zip(self.talk(self.current)).and_then(|(needle, talk)| {
            // A search begins with what is on the screen.
            let from = self.look.found.or_else(|| {
                let after = talk.drawn.and_then(|(_, last)| talk.position(last)).map(|last| last + 1);
                after.filter(|_| backwards).and_then(|at| talk.entries.get(at)).map(|entry| entry.serial)
            });
            talk.seek(from, backwards, |said| said.has(needle))
        });
        let Some(serial) = found else { return false };
        self.look.found = Some(serial);
        self.reveal(self.current, serial)
    }

    /// Goes to a message by its id; `false` if it is not here.
    pub fn show_message(&mut self, place: &Place, id: &str) -> bool {
        let talk = self.at(place).and_then(|at| self.talks.get(at));
        let found = talk.and_then(|talk| {
            let index = talk.find(id)?;
            talk.entries.get(index).map(|entry| (talk.id, entry.serial))
        });
        let Some((talk, serial)) = found else { return false };
        self.look.found = Some(serial);
        self.reveal(talk, serial)
    }

    fn reveal(&mut self, id: TalkId, serial: Serial) -> bool {
        self.go_to(id);
        let talk = self.talks.iter_mut().find(|talk| talk.id == id);
        talk.is_some_and(|talk| talk.reveal(&self.look, serial))
    }

    /// Goes to the next or the last message that names us, in whichever conversation: first in the
    /// one on the screen, then in the others in their order.
    pub fn mention(&mut self, backwards: bool) -> bool {
        let mut ids: Vec<TalkId> = self.open().map(|talk| talk.id).collect();
        if backwards {
            ids.reverse();
        }
        let at = ids.iter().position(|id| *id == self.current).unwrap_or_default();
        ids.rotate_left(at);
        let found = ids.into_iter().find_map(|id| {
            let from = self.mention.filter(|(talk, _)| *talk == id && id == self.current);
            let serial =
                self.talk(id)?.seek(from.map(|(_, serial)| serial), backwards, |said| said.calls_me)?;
            Some((id, serial))
        });
        let Some((id, serial)) = found else { return false };
        self.mention = Some((id, serial));
        self.look.found = Some(serial);
        self.reveal(id, serial)
    }

    /// Takes the last message here that failed, to be said again, or shown again as a deed.
    pub fn take_failed(&mut self) -> Option<Intent> {
        let said = self.take_last_failed()?;
        Some(match said.manner {
            Manner::Action => Intent::Act(said.typed()),
            Manner::Message | Manner::Notice => Intent::Say(said.typed()),
        })
    }

    /// Whether a message here has failed and could be said again.
    pub fn has_failed(&self) -> bool {
        self.talk(self.current).is_some_and(|talk| talk.last_failed().is_some())
    }

    fn take_last_failed(&mut self) -> Option<Box<Said>> {
        let talk = self.talk_mut(self.current)?;
        let entry = talk.last_failed().and_then(|serial| talk.take(serial))?;
        match entry.kind {
            Kind::Message(said) => Some(said),
            Kind::Moves(_) | Kind::Note { .. } | Kind::Day => None,
        }
    }

    /// The last `count` messages here as text, for the clipboard.
    pub fn text(&self, count: usize) -> String {
        let Some(talk) = self.talk(self.current) else { return String::new() };
        let said = (0..talk.entries.len()).rev().filter_map(|index| talk.said(index));
        let mut last: Vec<&Said> = said.filter(|said| said.taken_back.is_none()).take(count).collect();
        last.reverse();
        let mut lines = Vec::new();
        for said in last {
            for text in said.lines() {
                lines.push(self.line(said, &text));
            }
        }
        lines.join("\n")
    }

    /// A line as the line mode shows it.
    fn line(&self, said: &Said, text: &str) -> String {
        let args = [("name", said.name.as_str().into()), ("text", text.into())];
        match said.manner {
            Manner::Message => self.look.lang().say("chat-said", &args),
            Manner::Notice => self.look.lang().say("chat-notice", &args),
            Manner::Action => self.look.lang().say("chat-action", &args),
        }
    }
}
