//! LIST (Modern IRC, "LIST message", ISUPPORT `ELIST`): all rooms, or those that fit what is asked.
//!
//! | condition | rooms |
//! |---|---|
//! | `#room` | this one |
//! | `*mask*` | whose names fit (M) |
//! | `!*mask*` | whose names do not fit (N) |
//! | `>5`, `<5` | with more, or fewer, than five members (U) |
//! | `C>5`, `C<5` | founded more, or less, than five minutes ago (C) |
//! | `T>5`, `T<5` | whose topics were set more, or less, than five minutes ago (T) |
//!
//! Names and masks add up, each of the others must hold. Conditions may stand in either parameter.
//! Secret rooms are shown to their members only.

use super::{Ctx, listed};
use crate::room::place::Room;
use crate::wire::mask::{fits, folded};
use crate::wire::{Message, Now, numeric};

pub(super) fn run(ctx: &mut Ctx<'_>, message: &Message<'_>) {
    let params = message.params().iter().take(2);
    let wanted: Wanted = params.flat_map(|param| listed(param)).map(Condition::parse).collect();
    // Where nobody is there is nothing to see: `LOBBY` tells of the room that stays nevertheless.
    let seen = ctx.hall.rooms.iter().filter(|(id, room)| room.count() > 0 && ctx.may_see_room(*id));
    let rows: Vec<_> =
        seen.filter(|(_, room)| wanted.fits(room, ctx.now)).map(|(_, room)| row(room)).collect();
    for [name, count, topic] in rows {
        ctx.reply(&numeric::RPL_LIST, &[&name, &count, &topic]);
    }
    ctx.reply(&numeric::RPL_LISTEND, &[]);
}

fn row(room: &Room) -> [String; 3] {
    let topic = room.topic.as_ref().map(|topic| topic.text.to_string()).unwrap_or_default();
    [room.name.as_str().to_owned(), room.count().to_string(), topic]
}

/// More or less than so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Than {
    More(u64),
    Less(u64),
}

impl Than {
    /// Reads `>5` or `<5`.
    fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| digits.parse().ok();
        match text.strip_prefix('>') {
            Some(digits) => number(digits).map(Self::More),
            None => number(text.strip_prefix('<')?).map(Self::Less),
        }
    }

    fn holds(self, count: u64) -> bool {
        match self {
            Self::More(than) => count > than,
            Self::Less(than) => count < than,
        }
    }

    /// The same for minutes that have passed since a moment.
    fn holds_since(self, then_ms: u64, now: Now) -> bool {
        let passed_ms = now.unix_ms.saturating_sub(then_ms);
        match self {
            Self::More(minutes) => passed_ms > minutes.saturating_mul(60_000),
            Self::Less(minutes) => passed_ms < minutes.saturating_mul(60_000),
        }
    }
}

/// One condition.
#[derive(Debug, PartialEq, Eq)]
enum Condition {
    Named(String),
    NotNamed(String),
    Members(Than),
    Founded(Than),
    TopicSet(Than),
}

impl Condition {
    /// What is no condition is a name, which perhaps no room has.
    fn parse(text: &str) -> Self {
        if let Some(than) = Than::parse(text) {
            return Self::Members(than);
        }
        if let Some(mask) = text.strip_prefix('!') {
            return Self::NotNamed(folded(mask));
        }
        // The letters are to be read in either case.
        let behind = |letters: [char; 2]| Than::parse(text.strip_prefix(letters)?);
        if let Some(than) = behind(['C', 'c']) {
            return Self::Founded(than);
        }
        match behind(['T', 't']) {
            Some(than) => Self::TopicSet(than),
            None => Self::Named(folded(text)),
        }
    }
}

/// All conditions of a line.
#[derive(Debug, Default)]
struct Wanted {
    names: Vec<String>,
    all: Vec<Condition>,
}

impl FromIterator<Condition> for Wanted {
    fn from_iter<I: IntoIterator<Item = Condition>>(conditions: I) -> Self {
        let mut wanted = Self::default();
        for condition in conditions {
            match condition {
                Condition::Named(mask) => wanted.names.push(mask),
                other => wanted.all.push(other),
            }
        }
        wanted
    }
}

impl Wanted {
    fn fits(&self, room: &Room, now: Now) -> bool {
        let key = room.name.key();
        let holds = |condition: &Condition| match condition {
            Condition::Named(mask) => fits(mask, key),
            Condition::NotNamed(mask) => !fits(mask, key),
            Condition::Members(than) => than.holds(room.count() as u64),
            Condition::Founded(than) => than.holds_since(room.created_ms, now),
            // A topic that there is not was never set.
            Condition::TopicSet(than) => {
                room.topic.as_ref().is_some_and(|topic| than.holds_since(topic.at_ms, now))
            }
        };
        let is_named = self.names.is_empty() || self.names.iter().any(|mask| fits(mask, key));
        is_named && self.all.iter().all(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        for (text, condition) in [
            (">5", Condition::Members(Than::More(5))),
            ("<0", Condition::Members(Than::Less(0))),
            ("C>10", Condition::Founded(Than::More(10))),
            ("c<10", Condition::Founded(Than::Less(10))),
            ("T>1", Condition::TopicSet(Than::More(1))),
            ("t<1", Condition::TopicSet(Than::Less(1))),
            ("!#Tea*", Condition::NotNamed("#tea*".into())),
            ("#Tea", Condition::Named("#tea".into())),
            ("*tea*", Condition::Named("*tea*".into())),
            (">five", Condition::Named(">five".into())),
            ("C>", Condition::Named("c>".into())),
            ("<99999999999999999999", Condition::Named("<99999999999999999999".into())),
        ] {
            assert_eq!(Condition::parse(text), condition, "{text}");
        }
    }
}
