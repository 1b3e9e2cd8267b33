//! The time tag (IRCv3 server-time): `2026-01-31T12:00:00.000Z`.

/// Writes a moment in milliseconds since 1970-01-01T00:00:00Z as UTC.
pub fn written(unix_ms: u64) -> String {
    let (days, ms) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    let (year, month, day) = date(days);
    // Written for every message, so without the machinery of `format!`.
    let mut text = String::with_capacity("2026-01-31T12:00:00.000Z".len());
    let mut part = |value: u64, places: u32, end: char| {
        let digits = (0..places).rev().map(|place| value / 10_u64.pow(place) % 10);
        text.extend(digits.map(|digit| char::from(b'0' + digit as u8)));
        text.push(end);
    };
    part(year, 4, '-');
    part(month, 2, '-');
    part(day, 2, 'T');
    part(ms / 3_600_000, 2, ':');
    part(ms / 60_000 % 60, 2, ':');
    part(ms / 1000 % 60, 2, '.');
    part(ms % 1000, 3, 'Z');
    text
}

/// The Gregorian date so many days after 1970-01-01.
///
/// Counted in eras of 400 years that begin with March, so that a leap day is the last of its year;
/// then a month follows from the day by one division.
fn date(days: u64) -> (u64, u64, u64) {
    const ERA: u64 = 146_097;
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / ERA, shifted % ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        let moments = [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (1_319_042_451_620, "2011-10-19T16:40:51.620Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ];
        for (unix_ms, text) in moments {
            assert_eq!(written(unix_ms), text);
        }
    }

    #[test]
    fn agrees_with_the_calendar_for_centuries() {
        for day in (0..200_000).step_by(7) {
            let theirs = jiff::Timestamp::from_second(day * 86_400).unwrap().to_string();
            let ours = written(u64::try_from(day).unwrap() * 86_400_000);
            assert_eq!(ours.replace(".000", ""), theirs);
        }
    }
}
