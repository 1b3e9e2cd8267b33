//! The guard against repeating: the same words of the same person are taken a few times within a
//! while, and then not.
//!
//! Words are the same if they differ only in case, width and spaces. Of each person a few of the latest
//! are held, as numbers that say nothing about the words.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::room::rules::OrderRules;
use crate::wire::name::fold_room;
use crate::wire::text::Text;

/// What is held of one person.
const HELD_MAX: usize = 64;

/// What somebody said lately.
#[derive(Debug, Default)]
pub struct Repeats {
    said: VecDeque<(u64, Duration)>,
}

impl Repeats {
    /// Somebody says this: whether it may be said; it is counted then. If not, after how long it may.
    ///
    /// # Errors
    /// How long to wait.
    pub fn say(&mut self, text: &Text, now: Duration, rules: &OrderRules) -> Result<(), Duration> {
        if rules.repeats_max == 0 {
            return Ok(());
        }
        while self.said.front().is_some_and(|&(_, at)| at + rules.repeats_span <= now) {
            self.said.pop_front();
        }
        let words = number(text);
        let mut same = self.said.iter().filter(|&&(said, _)| said == words);
        let count = same.clone().count();
        if count >= rules.repeats_max {
            let oldest = same.nth(count - rules.repeats_max).map_or(now, |&(_, at)| at);
            return Err((oldest + rules.repeats_span).saturating_sub(now));
        }
        if self.said.len() >= HELD_MAX {
            self.said.pop_front();
        }
        self.said.push_back((words, now));
        Ok(())
    }
}

/// What words are held as.
fn number(text: &Text) -> u64 {
    let mut hasher = DefaultHasher::new();
    for line in text.lines() {
        for word in fold_room(&line).split_whitespace() {
            word.hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_come_through_a_few_times() {
        let rules =
            OrderRules { repeats_max: 2, repeats_span: Duration::from_secs(30), ..OrderRules::default() };
        let at = Duration::from_secs;
        let mut repeats = Repeats::default();
        let mut say =
            |text: &str, second, rules: &OrderRules| repeats.say(&Text::line(text), at(second), rules);
        assert_eq!(say("buy tea", 0, &rules), Ok(()));
        assert_eq!(say("  BUY   ＴＥＡ", 10, &rules), Ok(()));
        assert_eq!(say("Buy tea", 12, &rules), Err(at(18)));
        assert_eq!(say("buy coffee", 12, &rules), Ok(()));
        assert_eq!(say("buy tea", 30, &rules), Ok(()), "the first is forgotten");
        assert_eq!(say("buy tea", 31, &rules), Err(at(9)));
        let off = OrderRules { repeats_max: 0, ..rules };
        assert_eq!(say("buy tea", 31, &off), Ok(()));
    }
}
