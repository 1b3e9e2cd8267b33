//! Times of day in one zone, short, as people read them beside a line that was said before.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The clock on the wall of whoever reads.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
}

impl Default for Clock {
    /// UTC.
    fn default() -> Self {
        Self::of(TimeZone::UTC)
    }
}

impl Clock {
    /// In this zone.
    pub fn of(zone: TimeZone) -> Self {
        Self { zone }
    }

    /// A moment in milliseconds since 1970, as it is read at another: `12:30` on the same day, else
    /// `01-31 12:30`.
    pub fn short(&self, unix_ms: u64, now_ms: u64) -> String {
        let at = |unix_ms| {
            let milliseconds = i64::try_from(unix_ms).unwrap_or(i64::MAX);
            let time = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
            time.to_zoned(self.zone.clone()).datetime()
        };
        let (time, now) = (at(unix_ms), at(now_ms));
        let minute = format!("{:02}:{:02}", time.hour(), time.minute());
        match time.date() == now.date() {
            true => minute,
            false => format!("{:02}-{:02} {minute}", time.month(), time.day()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_told_where_it_is_another() {
        let noon = 1_767_225_600_000 + 12 * 3_600_000;
        let utc = Clock::default();
        assert_eq!(utc.short(noon, noon + 60_000), "12:00");
        assert_eq!(utc.short(noon, noon + 13 * 3_600_000), "01-01 12:00");
        let east = Clock::of(TimeZone::fixed(jiff::tz::offset(8)));
        assert_eq!(east.short(noon, noon + 60_000), "20:00");
        assert_eq!(east.short(noon, noon + 5 * 3_600_000), "01-01 20:00");
        assert_eq!(utc.short(u64::MAX, noon).len(), "12-31 00:00".len(), "never fails");
    }
}
