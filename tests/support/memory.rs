//! What is kept, in the simplest way that is right: everything in one list, looked through from the
//! beginning. It answers as the words of `src/room/keep.rs` say, so that the real store can be held
//! against it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chatroom::room::What;
use chatroom::room::keep::{
    AccountRecord, Answer, Ask, AuditRecord, BanRecord, CodeRecord, Entry, Keep, Kept, Party, Place, Range,
    RoomRecord, Search,
};
use chatroom::wire::MsgId;
use chatroom::wire::name::{fold, fold_room};
use unicode_normalization::UnicodeNormalization;

/// All that was to be written.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    entries: Vec<Entry>,
    redacted: BTreeSet<MsgId>,
    rooms: BTreeMap<i64, RoomRecord>,
    accounts: BTreeMap<String, AccountRecord>,
    bans: BTreeMap<u64, BanRecord>,
    audit: Vec<AuditRecord>,
    markers: BTreeMap<(Arc<str>, Arc<str>), u64>,
    codes: BTreeMap<String, CodeRecord>,
}

impl Memory {
    /// Writes something.
    pub fn keep(&mut self, keep: Keep) {
        match keep {
            Keep::Entry(entry) => {
                let id = entry.event.id.expect("an entry has an id");
                assert_eq!(entry.event.at_ms, id.unix_ms(), "its time is the id's");
                let last = self.entries.last().and_then(|last| last.event.id);
                assert!(last < Some(id), "entries come in the order of their ids");
                if let Place::Room(room) = &entry.place {
                    assert!(self.rooms.contains_key(&room.number()), "a room is known before its entries");
                }
                self.entries.push(entry);
            }
            Keep::Redact { place, id } => {
                let is_it = |entry: &Entry| entry.place == place && entry.event.id == Some(id);
                self.redacted.extend(self.entries.iter().any(is_it).then_some(id));
            }
            Keep::Room(record) => {
                // Another of its name is gone, even if that is written only behind this.
                let name = fold_room(&record.name);
                self.rooms.retain(|id, other| *id == record.id || fold_room(&other.name) != name);
                self.rooms.insert(record.id, record);
            }
            Keep::RoomGone(id) => drop(self.rooms.remove(&id.number())),
            Keep::Account(record) => drop(self.accounts.insert(record.key.clone(), record)),
            Keep::AccountGone(key) => {
                self.accounts.remove(&*key);
                self.markers.retain(|(account, _), _| *account != key);
                self.entries.iter_mut().for_each(|entry| disown(&mut entry.place, &key));
            }
            Keep::Marker { account, target, at_ms } => drop(self.markers.insert((account, target), at_ms)),
            Keep::Ban(ban) => drop(self.bans.insert(ban.id, ban)),
            Keep::BanGone(id) => drop(self.bans.remove(&id)),
            Keep::Audit(record) => self.audit.push(record),
            Keep::Code(code) => drop(self.codes.insert(code.code.clone(), code)),
            Keep::CodeGone(code) => drop(self.codes.remove(&*code)),
        }
    }

    /// Answers something.
    pub fn answer(&self, ask: &Ask) -> Answer {
        match ask {
            Ask::Page { place, range, entries_max, events } => {
                Answer::Entries(self.page(place, *range, *entries_max, *events))
            }
            Ask::Places { account, rooms, after, before, places_max } => {
                Answer::Places(self.places(account.as_ref(), rooms, (*after, *before), *places_max))
            }
            Ask::Search(search) => Answer::Entries(self.search(search)),
            Ask::Entry(place, id) => {
                let mut found = self.of(place, true);
                found.retain(|entry| entry.event.id == Some(*id));
                Answer::Entries(found)
            }
        }
    }

    /// What a house begins with that is open again.
    pub fn kept(&self, recent: usize) -> Kept {
        let newest = |record: &RoomRecord| {
            let place = MsgId::from_number(record.id).map(Place::Room).expect("an id is a number");
            last(self.of(&place, false), recent)
        };
        Kept {
            last: self.entries.last().and_then(|entry| entry.event.id).unwrap_or(MsgId::ZERO),
            rooms: self.rooms.values().map(|record| (record.clone(), newest(record))).collect(),
            accounts: self.accounts.values().cloned().collect(),
            markers: self.markers.iter().map(|((who, what), at)| (who.clone(), what.clone(), *at)).collect(),
            codes: self.codes.values().cloned().collect(),
            bans: self.bans.values().cloned().collect(),
            audit: self.audit.clone(),
            nonces: self
                .entries
                .iter()
                .filter_map(|entry| Some((entry.nonce.clone()?, entry.event.id?, author(entry))))
                .collect(),
        }
    }

    /// The entries of a place.
    fn of(&self, place: &Place, events: bool) -> Vec<Entry> {
        let here = self.entries.iter().filter(|entry| entry.place == *place && self.stands(entry));
        here.filter(|entry| events || is_message(entry)).cloned().collect()
    }

    /// Whether it was not taken back.
    fn stands(&self, entry: &Entry) -> bool {
        entry.event.id.is_none_or(|id| !self.redacted.contains(&id))
    }

    fn page(&self, place: &Place, range: Range, entries_max: usize, events: bool) -> Vec<Entry> {
        let between = |after: MsgId, before: MsgId| {
            let mut here = self.of(place, events);
            here.retain(|entry| entry.event.id > Some(after) && entry.event.id < Some(before));
            here
        };
        match range {
            Range::Latest(after) => last(between(after.unwrap_or(MsgId::ZERO), MsgId::MAX), entries_max),
            Range::Before(before) => last(between(MsgId::ZERO, before), entries_max),
            Range::After(after) => first(between(after, MsgId::MAX), entries_max),
            Range::Around(middle) => {
                let (mut here, mut behind) = (between(MsgId::ZERO, middle), self.of(place, events));
                behind.retain(|entry| entry.event.id >= Some(middle));
                here = last(here, entries_max / 2);
                here.extend(first(behind, entries_max - entries_max / 2));
                here
            }
            Range::Between(from, to) if from <= to => first(between(from, to), entries_max),
            Range::Between(from, to) => last(between(to, from), entries_max),
        }
    }

    fn places(
        &self,
        account: Option<&Arc<str>>,
        rooms: &[MsgId],
        (after, before): (MsgId, MsgId),
        places_max: usize,
    ) -> Vec<(Place, MsgId)> {
        let own = account.map(|account| Party::Account(Arc::clone(account)));
        let is_wanted = |place: &Place| match place {
            Place::Room(id) => rooms.contains(id),
            Place::Private(one, other) => own.as_ref().is_some_and(|own| [one, other].contains(&own)),
        };
        let mut latest = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| is_message(entry) && self.stands(entry)) {
            if let (true, Some(id)) = (is_wanted(&entry.place), entry.event.id) {
                latest.insert(entry.place.clone(), id);
            }
        }
        let mut all: Vec<_> = latest.into_iter().filter(|(_, id)| after < *id && *id < before).collect();
        all.sort_by_key(|(_, id)| *id);
        last(all, places_max)
    }

    fn search(&self, search: &Search) -> Vec<Entry> {
        let fits = |entry: &&Entry| {
            let Some(id) = entry.event.id else { return false };
            let who = &entry.event.who;
            let names = [Some(&who.name), who.account.as_ref()];
            let is_theirs =
                |from: &String| names.into_iter().flatten().any(|name| fold(name).as_ref() == Some(from));
            is_message(entry)
                && self.stands(entry)
                && search.places.as_ref().is_none_or(|places| places.contains(&entry.place))
                && search.from.as_ref().is_none_or(is_theirs)
                && search.after < id
                && id < search.before
                && says(entry, &search.words)
        };
        let found = self.entries.iter().filter(fits).cloned().collect();
        if search.oldest { first(found, search.entries_max) } else { last(found, search.entries_max) }
    }
}

/// What an account that is gone said to somebody is that one's alone: nobody can be called so.
fn disown(place: &mut Place, key: &str) {
    let Place::Private(one, other) = place else { return };
    let without = |party: &Party| match party {
        Party::Account(found) if **found == *key => Party::Guest(format!("={key}").into()),
        party => party.clone(),
    };
    *place = Place::between(without(one), without(other));
}

fn is_message(entry: &Entry) -> bool {
    matches!(entry.event.what, What::Said { .. })
}

/// Whether all these words and `"phrases"` are in a message.
fn says(entry: &Entry, words: &str) -> bool {
    let What::Said { text, .. } = &entry.event.what else { return false };
    let text = folded(&text.lines().join(" "));
    let mut wanted = Vec::new();
    for (place, part) in words.split('"').enumerate() {
        match place % 2 {
            1 => wanted.push(part.to_owned()),
            _ => wanted.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    wanted.iter().map(|word| folded(word)).filter(|word| !word.is_empty()).all(|word| has(&text, &word))
}

/// Whether a text has these words in a row. What stands between words does not count; in scripts that
/// are written without spaces each character is a word.
fn has(text: &str, words: &str) -> bool {
    let (text, words) = (tokens(text), tokens(words));
    !words.is_empty() && text.windows(words.len()).any(|part| *part == *words)
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    for char in text.chars() {
        let is_word = char >= '\u{2e80}' && char.is_alphanumeric();
        if is_word || !char.is_alphanumeric() {
            tokens.push(String::new());
        }
        if let (true, Some(last)) = (char.is_alphanumeric(), tokens.last_mut()) {
            last.push(char);
        }
        if is_word {
            tokens.push(String::new());
        }
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// Without case, width and accents.
fn folded(text: &str) -> String {
    let is_mark = |char: &char| ('\u{300}'..='\u{36f}').contains(char);
    text.nfkd().filter(|char| !is_mark(char)).flat_map(char::to_lowercase).collect()
}

fn first<T>(mut all: Vec<T>, max: usize) -> Vec<T> {
    all.truncate(max);
    all
}

fn last<T>(mut all: Vec<T>, max: usize) -> Vec<T> {
    all.drain(..all.len().saturating_sub(max));
    all
}

#[test]
fn words_are_found_without_case_width_and_accents() {
    assert!(has(&folded("Ein Café, ＴＥＡ"), &folded("cafe")) && has(&folded("Ein Café, ＴＥＡ"), "tea"));
    assert!(has("我们喝茶吧", "喝茶") && !has("steam", "tea"));
    assert!(
        has("世界你好 hello", "你好hello")
            && has("tea, green", "tea green")
            && !has("green tea", "tea green")
    );
}

/// Who said it.
fn author(entry: &Entry) -> Party {
    let who = &entry.event.who;
    let key = |name: &str| Arc::from(fold(name).unwrap_or_else(|| name.to_lowercase()));
    match &who.account {
        Some(account) => Party::Account(key(account)),
        None => Party::Guest(key(&who.name)),
    }
}
