//! Times as people type them: a moment, a day or an hour of the reader's own zone, or how long ago
//! it was.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Reads it, in milliseconds since 1970; `None`: nobody would know what it means.
pub fn parse(text: &str) -> Option<u64> {
    parse_at(text, Timestamp::now(), &TimeZone::system())
}

fn parse_at(text: &str, now: Timestamp, zone: &TimeZone) -> Option<u64> {
    let text = text.trim();
    let found = ago(text).and_then(|ago| now.checked_sub(ago).ok());
    let found = found.or_else(|| text.parse::<Timestamp>().ok());
    // A day is its first moment.
    let found = found.or_else(|| {
        let local = text.parse::<DateTime>().ok()?;
        Some(local.to_zoned(zone.clone()).ok()?.timestamp())
    });
    u64::try_from(found?.as_millisecond()).ok()
}

/// `90s`, `15m`, `2h`, `3d`, `1w`.
fn ago(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
    Some(SignedDuration::from_secs(i64::from(count) * seconds))
}

/// A moment as the reader's clock shows it.
pub fn show(unix_ms: u64, zone: &TimeZone) -> String {
    let moment = i64::try_from(unix_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let local = moment.unwrap_or(Timestamp::MAX).to_zoned(zone.clone());
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A moment as programs read it (RFC 3339), in UTC.
pub fn rfc3339(unix_ms: u64) -> String {
    let moment = i64::try_from(unix_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    format!("{:.3}", moment.unwrap_or(Timestamp::MAX))
}

/// The same, read; any offset will do.
pub fn unix_ms(text: &str) -> Option<u64> {
    u64::try_from(text.parse::<Timestamp>().ok()?.as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let at = |text: &str| parse_at(text, now, &zone).map(rfc3339);
        for (text, expected) in [
            ("2026-11-24T09:30:00Z", "2026-11-24T09:30:00.000Z"),
            ("2026-11-24T09:30:00.125+01:00", "2026-11-24T08:30:00.125Z"),
            ("2026-11-24", "2026-11-23T16:00:00.000Z"),
            ("2026-11-24 10:00", "2026-11-24T02:00:00.000Z"),
            ("2026-11-24T10:00:05", "2026-11-24T02:00:05.000Z"),
            (" 2h ", "2026-11-24T08:00:00.000Z"),
            ("90s", "2026-11-24T09:58:30.000Z"),
            ("3d", "2026-11-21T10:00:00.000Z"),
            ("1w", "2026-11-17T10:00:00.000Z"),
        ] {
            assert_eq!(at(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "h", "-1h", "1.5h", "10:00", "yesterday", "2026-13-01", "2h ago", "999999999999d"] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_is_shown_in_the_readers_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(show(1_795_514_400_125, &zone), "2026-11-24 22:00:00".replace("22", "18"));
    }
}
