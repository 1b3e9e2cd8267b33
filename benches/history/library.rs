//! Made-up talk: rooms, people and messages in English and Chinese, the same in every run.
//!
//! Words are drawn as they come in real talk: few of them often, most of them seldom (the n-th most
//! frequent about 1/n as often as the first).

use std::sync::Arc;

use chatroom::room::keep::{Entry, Place, RoomRecord};
use chatroom::room::{Event, Role, SaidKind, What, Who};
use chatroom::wire::MsgId;
use chatroom::wire::text::Text;

/// Rooms; the first has half of all messages, the next half of the rest, and so on to the last.
pub const ROOMS: usize = 12;

/// People who speak.
const PEOPLE: u64 = 2_000;

/// Words of English and characters of Chinese that are used.
const WORDS: u64 = 5_000;
const CHARACTERS: u64 = 3_000;

/// Milliseconds between two messages.
pub const APART_MS: u64 = 700;

/// When the first message was said: 2025-01-01.
pub const BEGIN_MS: u64 = 1_735_689_600_000;

/// A source of numbers that look random and are the same every time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A rank from 0 to `end` (excluded), small ones far more often.
    fn rank(&mut self, end: u64) -> u64 {
        let share = self.next() as f64 / u64::MAX as f64;
        ((end as f64).powf(share) - 1.0) as u64
    }
}

/// The word of this rank.
pub fn word(rank: u64) -> String {
    const ONSETS: [&str; 16] =
        ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut rest = rank + 80;
    let mut text = String::new();
    while rest > 0 {
        text.push_str(ONSETS[(rest % 16) as usize]);
        text.push_str(VOWELS[(rest / 16 % 5) as usize]);
        rest /= 80;
    }
    text
}

/// The Chinese character of this rank.
pub fn character(rank: u64) -> char {
    char::from_u32(0x4e00 + (rank * 7 % 20_000) as u32).unwrap_or('茶')
}

/// The id of room `index`.
pub fn room_id(index: usize) -> MsgId {
    MsgId::first_at(BEGIN_MS - 100_000 + index as u64)
}

/// Room `index` as it is kept.
pub fn room(index: usize) -> RoomRecord {
    RoomRecord {
        id: room_id(index).number(),
        name: format!("#room{index}"),
        created_ms: BEGIN_MS - 100_000,
        founder: Some("founder".to_owned()),
        topic: None,
        key: None,
        members_max: None,
        slow_seconds: None,
        flags: "nt".to_owned(),
        masks: Vec::new(),
        roles: Vec::new(),
        terms: Vec::new(),
    }
}

/// The name of a person.
pub fn person(number: u64) -> String {
    format!("person{number}")
}

/// Makes messages, one after the other.
pub struct Author {
    dice: Dice,
    count: u64,
    rooms: Vec<Arc<str>>,
    people: Vec<Who>,
}

impl Author {
    /// The same messages every time.
    pub fn new() -> Self {
        let who = |number| Who {
            name: person(number).into(),
            prefix: format!("{}!~chatroom@a1b2c3d4e5f6.cloak", person(number)).into(),
            role: Role::Member,
            bot: false,
            account: None,
        };
        Self {
            dice: Dice(7),
            count: 0,
            rooms: (0..ROOMS).map(|index| room(index).name.into()).collect(),
            people: (0..PEOPLE).map(who).collect(),
        }
    }

    /// The next message, about 60 bytes long.
    pub fn next(&mut self) -> Entry {
        let id = MsgId::first_at(BEGIN_MS + self.count * APART_MS);
        self.count += 1;
        let index = (self.dice.next().trailing_zeros() as usize).min(ROOMS - 1);
        let text = if self.dice.below(2) == 0 { self.english() } else { self.chinese() };
        let who = self.people[self.dice.rank(PEOPLE) as usize].clone();
        let what = What::Said {
            target: Arc::clone(&self.rooms[index]),
            in_room: true,
            kind: SaidKind::Message,
            text: Text::line(&text),
            tags: "".into(),
        };
        let event = Event { at_ms: id.unix_ms(), id: Some(id), who, what };
        Entry { place: Place::Room(room_id(index)), event, nonce: None }
    }

    fn english(&mut self) -> String {
        let count = 6 + self.dice.below(9);
        let words: Vec<String> = (0..count).map(|_| word(self.dice.rank(WORDS))).collect();
        words.join(" ")
    }

    fn chinese(&mut self) -> String {
        let count = 12 + self.dice.below(16);
        (0..count).map(|_| character(self.dice.rank(CHARACTERS))).collect()
    }
}
