//! What rows say that nobody has said: days, times, who came and went, what became of a message.
//!
//! Must not know how they look.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::entry::Moves;
use crate::lang::Lang;

/// Names that are told of those who came or went; the others are counted.
const NAMES_MAX: usize = 8;

/// The day and the time of day of a moment where the reader is.
pub(super) fn civil(clock: &TimeZone, at_ms: u64) -> (Date, Time) {
    let at = i64::try_from(at_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let at = at.unwrap_or(Timestamp::MAX).to_zoned(clock.clone());
    (at.date(), at.time())
}

/// The moment at which the day after this moment's begins; `None` at the end of the calendar.
pub(super) fn midnight(clock: &TimeZone, at_ms: u64) -> Option<u64> {
    let next = civil(clock, at_ms).0.tomorrow().ok()?.to_zoned(clock.clone()).ok()?;
    u64::try_from(next.timestamp().as_millisecond()).ok()
}

/// A time of day.
pub(super) fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A day, in the reader's language.
pub(super) fn day(lang: &Lang, day: Date) -> String {
    let args = [
        ("weekday", day.weekday().to_monday_one_offset().into()),
        ("day", day.day().to_string().into()),
        ("month", day.month().into()),
        ("year", day.year().to_string().into()),
    ];
    lang.say("screen-day", &args)
}

/// Names as one text: some, and how many more.
fn names(lang: &Lang, all: &[String]) -> String {
    let comma = lang.say("chat-list-comma", &[]);
    match all.get(..NAMES_MAX).filter(|_| all.len() > NAMES_MAX + 1) {
        None => all.join(&comma),
        Some(told) => {
            let args = [("names", told.join(&comma).into()), ("count", (all.len() - told.len()).into())];
            lang.say("screen-names-more", &args)
        }
    }
}

/// People who came and went, in as few sentences as may be.
pub(super) fn moves(lang: &Lang, moves: &Moves) -> String {
    // A single one is told in the words of the line mode, with why.
    if moves.moves.len() == 1 {
        return moves.first.clone();
    }
    let sum = moves.sum();
    let told = [
        ("screen-came", &sum.came),
        ("screen-went", &sum.went),
        ("screen-passed", &sum.passed),
        ("screen-back", &sum.returned),
    ];
    let mut sentences = Vec::new();
    for (key, people) in told {
        if !people.is_empty() {
            let args = [("count", people.len().into()), ("names", names(lang, people).into())];
            sentences.push(lang.say(key, &args));
        }
    }
    for (from, to) in &sum.renamed {
        let args = [("name", from.as_str().into()), ("to", to.as_str().into())];
        sentences.push(lang.say("chat-renamed", &args));
    }
    match sentences.is_empty() {
        // Everything is as it was.
        true => moves.first.clone(),
        false => sentences.join(&lang.say("screen-between-sentences", &[])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Languages;
    use crate::tui::talks::entry::{Move, Step};

    fn lang(tag: &str) -> Lang {
        Languages::built_in().lang(tag)
    }

    #[test]
    fn days_are_told_as_people_write_them() {
        let date = jiff::civil::date(2026, 11, 4);
        assert_eq!(day(&lang("en"), date), "Wednesday, 4 November 2026");
        assert_eq!(day(&lang("cn"), date), "2026年11月4日 星期三");
    }

    #[test]
    fn the_next_day_begins_at_midnight_of_the_reader() {
        let east = TimeZone::fixed(jiff::tz::offset(8));
        let noon = 1_767_225_600_000 + 12 * 3_600_000;
        assert_eq!(midnight(&TimeZone::UTC, noon), Some(noon + 12 * 3_600_000));
        assert_eq!(midnight(&east, noon), Some(noon + 4 * 3_600_000));
        assert_eq!(midnight(&east, u64::MAX), None);
    }

    #[test]
    fn who_came_and_went_is_told_in_one_go() {
        let step = |name: &str, step: Step| Move { name: name.into(), step };
        let told = |tag: &str, steps: &[Move]| {
            moves(&lang(tag), &Moves { first: "first".into(), moves: steps.to_vec() })
        };
        let one = [step("ann", Step::Comes)];
        assert_eq!(told("en", &one), "first");
        let some = [
            step("ann", Step::Comes),
            step("bob", Step::Comes),
            step("cat", Step::Goes),
            step("dan", Step::IsNow("don".into())),
        ];
        assert_eq!(told("en", &some), "2 people entered: ann, bob. cat left. dan is now called don.");
        assert_eq!(told("cn", &some), "2 人进入：ann、bob。cat 离开。dan 改名为 don。");
        let many: Vec<_> = (0..12).map(|number| step(&format!("n{number}"), Step::Goes)).collect();
        assert_eq!(told("en", &many), "12 people left: n0, n1, n2, n3, n4, n5, n6, n7 and 4 more.");
        assert_eq!(told("cn", &many), "12 人离开：n0、n1、n2、n3、n4、n5、n6、n7 及其他 4 人。");
    }
}
