//! Lengths of time as people type them: `30m`, `2h`, `7d`, `1h30m`, `5min`, `2hours`, `30分钟`, `7天`.

use std::time::Duration;

use super::limits::SLOW_SECONDS_MAX;

/// The units, each with its seconds: as they are written, the letter first.
const UNITS: &[(&[&str], u64)] = &[
    (&["w", "week", "weeks", "周", "星期", "个星期"], 604_800),
    (&["d", "day", "days", "天", "日"], 86_400),
    (&["h", "hr", "hrs", "hour", "hours", "小时", "个小时", "时"], 3_600),
    (&["m", "min", "mins", "minute", "minutes", "分钟", "分"], 60),
    (&["s", "sec", "secs", "second", "seconds", "秒", "秒钟"], 1),
];

/// The longest that is taken: ten years. Whoever means longer means for ever.
pub const SPAN_MAX: Duration = Duration::from_secs(10 * 365 * 86_400);

/// Reads one or more numbers, each with its unit; `None` if it is nothing of the kind, no time at all,
/// or longer than [`SPAN_MAX`].
pub fn parse(text: &str) -> Option<Duration> {
    let (mut seconds, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let (number, behind) = split_where(rest, |c| !c.is_ascii_digit());
        let (unit, behind) = split_where(behind, |c| c.is_ascii_digit());
        let of_unit = seconds_of(unit)?;
        seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(of_unit)?)?;
        rest = behind;
    }
    let span = Duration::from_secs(seconds);
    (!span.is_zero() && span <= SPAN_MAX).then_some(span)
}

fn split_where(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(ends).unwrap_or(text.len())).unwrap_or((text, ""))
}

fn seconds_of(unit: &str) -> Option<u64> {
    let is_it = |&&(words, _): &&(&[&str], u64)| words.iter().any(|word| word.eq_ignore_ascii_case(unit));
    UNITS.iter().find(is_it).map(|&(_, seconds)| seconds)
}

/// Whether a word is meant as a length of time, readable or not: it begins with a digit. Who mistypes
/// one is told so, and not taken to have given a reason.
pub fn is_meant(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(' ')
}

/// Reads what slow mode shall be: `off`, or how many seconds lie between two messages, as a number or
/// as a length of time. `Some(None)`: off; `None`: it is nothing of the kind, or longer than may be.
pub fn pause(text: &str) -> Option<Option<u32>> {
    if text.eq_ignore_ascii_case("off") || text == "0" {
        return Some(None);
    }
    let seconds = text.parse().ok().or_else(|| u32::try_from(parse(text)?.as_secs()).ok());
    seconds.filter(|seconds| (1..=SLOW_SECONDS_MAX).contains(seconds)).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_for_slow_mode() {
        for (text, seconds) in [("10", 10), ("10s", 10), ("2m", 120), ("1分钟", 60), ("1d", 86_400)] {
            assert_eq!(pause(text), Some(Some(seconds)), "{text}");
        }
        assert!(["off", "OFF", "0"].into_iter().all(|text| pause(text) == Some(None)));
        assert!(
            ["", "-1", "2d", "86401", "slow", "10 s", "4294967306"]
                .into_iter()
                .all(|text| pause(text).is_none())
        );
    }

    #[test]
    fn what_people_type() {
        for (text, seconds) in
            [("30m", 1800), ("2H", 7200), ("7d", 604_800), ("1w", 604_800), ("1h30m", 5400), ("90s", 90)]
                .into_iter()
                .chain([("5min", 300), ("1hour30Minutes", 5400), ("2days", 172_800), ("1week", 604_800)])
                .chain([("30分钟", 1800), ("5分", 300), ("2小时", 7200), ("1个小时", 3600), ("3时", 10_800)])
                .chain([
                    ("7天", 604_800),
                    ("1日", 86_400),
                    ("2周", 1_209_600),
                    ("1小时30分", 5400),
                    ("90秒", 90),
                ])
        {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "0m",
            "5",
            "m",
            "1x",
            "-1m",
            "1h30",
            "1.5h",
            "99999999999999999999d",
            "11w5000d",
            "spam",
            "5月",
            "分钟",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(["30m", "9z", "5"].into_iter().all(is_meant));
        assert!(!["", "spam", "*", "3 times"].into_iter().any(is_meant));
    }
}
