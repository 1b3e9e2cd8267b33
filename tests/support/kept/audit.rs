//! What is kept, as a client reads it: walked page by page, both ways and by every selector, and
//! compared with what was said. And rooms, as they are told to whoever asks.

use chatroom::room::keep::{Answer, Ask, Place, Range, RoomRecord, Search};
use chatroom::wire::{ConnId, MsgId};

use super::client::{Kind, Told};
use super::disk::is_message;
use super::kept_world::{WORDS, World, mark_of};

const ENTRIES_MAX: usize = 7;

type Line = (MsgId, Option<u32>);

impl World {
    /// Somebody comes after the server was there again, reads everything, and looks at the rooms.
    pub(super) fn audit(&mut self) {
        let events = self.chance.one_in(2);
        let conn = self.open(Kind::Rich, events);
        self.run();
        for record in self.records() {
            let room = record.name.to_ascii_lowercase();
            self.send(conn, &format!("JOIN {room} sesame"));
            self.run();
            assert!(self.clients[&conn].seats.contains_key(&room), "{room} can't be entered");
            self.check_record(conn, &record);
            let place = Place::Room(MsgId::from_number(record.id).unwrap());
            self.walk(conn, &room, &place, events);
        }
        self.compare_searches();
    }

    /// Rooms are written as they are told.
    pub(super) fn check_rooms(&mut self) {
        let records = self.records();
        let asking = self.clients.values().filter(|client| client.here && client.kind == Kind::Rich);
        let rooms: Vec<(ConnId, String)> =
            asking.flat_map(|client| client.seats.keys().map(|room| (client.conn, room.clone()))).collect();
        for (conn, room) in rooms {
            // While what happens is not taken, rooms are not written either.
            if let Some(record) = records.iter().find(|record| record.name.to_ascii_lowercase() == room)
                && !self.disk.fails()
            {
                self.check_record(conn, record);
            }
        }
    }

    fn check_record(&mut self, conn: ConnId, record: &RoomRecord) {
        let room = record.name.to_ascii_lowercase();
        self.send(conn, &format!("MODE {room}"));
        self.run();
        let client = self.clients.get_mut(&conn).unwrap();
        let topic = client.topics.get(&room).map_or("", |topic| topic);
        let written = record.topic.as_ref().map_or("", |(topic, ..)| topic);
        assert_eq!(topic, written, "{room}: its topic");
        let Some(Told::Modes { modes, .. }) = client.answers.pop() else { panic!("{room} has no modes") };
        let mut words = modes.split(' ');
        let mut letters: Vec<char> = words.next().unwrap().trim_start_matches('+').chars().collect();
        let mut flags: Vec<char> = record.flags.chars().collect();
        flags.extend(record.key.as_ref().map(|_| 'k'));
        flags.extend(record.members_max.map(|_| 'l'));
        letters.sort_unstable();
        flags.sort_unstable();
        assert_eq!(letters, flags, "{room}: its modes");
        let limit = record.members_max.map(|max| max.to_string());
        assert!(limit.is_none_or(|limit| modes.ends_with(&limit)), "{room}: {modes}");
    }

    /// One page, as a client gets it.
    fn page(&mut self, conn: ConnId, line: &str) -> Vec<Line> {
        self.send(conn, line);
        self.run();
        match self.clients.get_mut(&conn).unwrap().answers.pop() {
            Some(Told::Page(lines)) => lines,
            other => panic!("{line}: {other:?}"),
        }
    }

    /// All of a room, page by page from the end, from the beginning, and between two bounds.
    fn walk(&mut self, conn: ConnId, room: &str, place: &Place, events: bool) {
        let ask =
            Ask::Page { place: place.clone(), range: Range::Latest(None), entries_max: usize::MAX, events };
        let Answer::Entries(all) = self.truth.memory.answer(&ask) else { panic!("pages are entries") };
        let all: Vec<Line> =
            all.iter().map(|entry| (entry.event.id.unwrap(), mark_of(&entry.event))).collect();
        let last = |page: &[Line]| page.last().map_or(MsgId::MAX, |(id, _)| *id);
        let first = |page: &[Line]| page.first().map_or(MsgId::ZERO, |(id, _)| *id);
        let (zero, end) = (MsgId::ZERO, MsgId::MAX);
        let mut page = self.page(conn, &format!("CHATHISTORY LATEST {room} * {ENTRIES_MAX}"));
        let mut found = page.clone();
        while !page.is_empty() {
            page =
                self.page(conn, &format!("CHATHISTORY BEFORE {room} msgid={} {ENTRIES_MAX}", first(&page)));
            found.splice(0..0, page.iter().copied());
        }
        assert_eq!(found, all, "{room}, from the end");
        let (mut page, mut found) = (vec![(zero, None)], Vec::new());
        while !page.is_empty() {
            page = self.page(conn, &format!("CHATHISTORY AFTER {room} msgid={} {ENTRIES_MAX}", last(&page)));
            found.extend_from_slice(&page);
        }
        assert_eq!(found, all, "{room}, from the beginning");
        let (mut page, mut found) = (vec![(zero, None)], Vec::new());
        while !page.is_empty() {
            let bounds = format!("msgid={} msgid={end}", last(&page));
            page = self.page(conn, &format!("CHATHISTORY BETWEEN {room} {bounds} {ENTRIES_MAX}"));
            found.extend_from_slice(&page);
        }
        assert_eq!(found, all, "{room}, between the first and the last");
        let (mut page, mut found) = (vec![(end, None)], Vec::new());
        while !page.is_empty() {
            let bounds = format!("msgid={} msgid={zero}", first(&page));
            page = self.page(conn, &format!("CHATHISTORY BETWEEN {room} {bounds} {ENTRIES_MAX}"));
            found.splice(0..0, page.iter().copied());
        }
        assert_eq!(found, all, "{room}, between the last and the first");
        self.look_around(conn, room, &all);
    }

    /// Around a message, and by moments.
    fn look_around(&mut self, conn: ConnId, room: &str, all: &[Line]) {
        if all.is_empty() {
            return;
        }
        let at = self.chance.below(all.len());
        let (id, _) = all[at];
        let page = self.page(conn, &format!("CHATHISTORY AROUND {room} msgid={id} {ENTRIES_MAX}"));
        let from = at.saturating_sub(ENTRIES_MAX / 2);
        let to = all.len().min(at + ENTRIES_MAX - ENTRIES_MAX / 2);
        assert_eq!(page, all[from..to], "{room}, around {id}");
        let moment = id.unix_ms();
        let time = jiff::Timestamp::from_millisecond(i64::try_from(moment).unwrap()).unwrap();
        let time = format!("{time:.3}");
        let page = self.page(conn, &format!("CHATHISTORY AFTER {room} timestamp={time} {ENTRIES_MAX}"));
        let behind = all.iter().filter(|(id, _)| id.unix_ms() > moment).take(ENTRIES_MAX);
        assert!(page.iter().eq(behind), "{room}, after {time}");
        let page = self.page(conn, &format!("CHATHISTORY BEFORE {room} timestamp={time} {ENTRIES_MAX}"));
        let before: Vec<_> = all.iter().filter(|(id, _)| id.unix_ms() < moment).collect();
        let before = &before[before.len().saturating_sub(ENTRIES_MAX)..];
        assert!(page.iter().eq(before.iter().copied()), "{room}, before {time}");
        let page = self.page(conn, &format!("CHATHISTORY LATEST {room} timestamp={time} {ENTRIES_MAX}"));
        let behind: Vec<_> = all.iter().filter(|(id, _)| id.unix_ms() > moment).collect();
        let behind = &behind[behind.len().saturating_sub(ENTRIES_MAX)..];
        assert!(page.iter().eq(behind.iter().copied()), "{room}, the latest behind {time}");
    }

    /// Questions of every kind: the real store answers as the model does.
    pub fn compare_answers(&mut self, count: usize) {
        let entries: Vec<_> =
            self.truth.entries.iter().map(|(id, entry)| (*id, entry.place.clone())).collect();
        if entries.is_empty() {
            return;
        }
        for _ in 0..count {
            let (id, place) = self.chance.pick(&entries).clone();
            let (other, elsewhere) = self.chance.pick(&entries).clone();
            let entries_max = self.chance.below(12);
            let range = match self.chance.below(7) {
                0 => Range::Latest(None),
                1 => Range::Latest(Some(id)),
                2 => Range::Before(id),
                3 => Range::After(id),
                4 => Range::Around(if self.chance.one_in(2) { id } else { other }),
                _ => Range::Between(id, other),
            };
            let events = self.chance.one_in(2);
            self.answer(&Ask::Page { place: place.clone(), range, entries_max, events });
            let place = if self.chance.one_in(2) { place } else { elsewhere };
            self.answer(&Ask::Entry(place, id));
            let rooms = self.records().iter().filter_map(|record| MsgId::from_number(record.id)).collect();
            let (after, before) = (id.min(other), id.max(other));
            self.answer(&Ask::Places { account: None, rooms, after, before, places_max: entries_max });
        }
    }

    /// Searches of every kind: the real store, which may take a second to know all, finds what the
    /// model does.
    pub fn compare_searches(&mut self) {
        let entries: Vec<_> =
            self.truth.entries.values().filter(|entry| is_message(entry)).cloned().collect();
        // While nothing can be written, nothing is made ready to be found.
        if entries.is_empty() || !self.disk.is_real() || self.disk.fails() {
            return;
        }
        for _ in 0..20 {
            let (one, other) = (self.chance.pick(&entries).clone(), self.chance.pick(&entries).clone());
            let mut ids = [one.event.id.unwrap(), other.event.id.unwrap()];
            ids.sort_unstable();
            let is_bounded = self.chance.one_in(3);
            let mut words = (*self.chance.pick(WORDS)).to_owned();
            match self.chance.below(4) {
                0 => words = format!("{words} {}", self.chance.pick(WORDS)),
                1 => words = format!("\"{words} {}\"", self.chance.pick(WORDS)),
                2 if self.chance.one_in(3) => words.clear(),
                _ => {}
            }
            let search = Search {
                places: (!self.chance.one_in(4)).then(|| vec![one.place.clone()]),
                words,
                from: self.chance.one_in(4).then(|| one.event.who.name.to_lowercase()),
                after: if is_bounded { ids[0] } else { MsgId::ZERO },
                before: if is_bounded { ids[1] } else { MsgId::MAX },
                oldest: self.chance.one_in(3),
                entries_max: 1 + self.chance.below(30),
            };
            self.compare_search(&Ask::Search(search));
        }
    }

    fn compare_search(&mut self, ask: &Ask) {
        let known = ids(&self.truth.memory.answer(ask));
        let found = self.disk.ask_until(ask, |answer| ids(answer) == known);
        self.tally.compared += 1;
        let ids = ids(&found);
        assert_eq!(ids, known, "the store finds the first by {ask:?}: {found:#?}");
    }
}

fn ids(answer: &Answer) -> Vec<MsgId> {
    match answer {
        Answer::Entries(entries) => entries.iter().filter_map(|entry| entry.event.id).collect(),
        other => panic!("{other:?}"),
    }
}
