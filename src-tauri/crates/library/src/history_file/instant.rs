//! Instants as other programs write them. Without a zone they are UTC.

use domain::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Beyond this a number counts milliseconds: as seconds it would be the year 5138.
const MILLIS_FROM: i64 = 100_000_000_000;

/// Seconds or milliseconds since 1970.
pub(super) fn of_number(number: i64) -> Option<Timestamp> {
    if number >= MILLIS_FROM {
        return Some(Timestamp(number));
    }
    number.checked_mul(1000).map(Timestamp)
}

/// `2020-01-01T12:34:56Z`, `2020-01-01 12:34`, `01 Jan 2020 12:34`, `01 Jan 2020, 12:34` or a number.
pub(super) fn of_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // Fewer digits are a line that was cut off, or before anything was recorded.
    if let Some(number) = text.parse().ok().filter(|_| text.len() > 8) {
        return of_number(number);
    }
    let plain = text.strip_suffix(" UTC").unwrap_or(text);
    if let Ok(instant) = plain.parse::<jiff::Timestamp>() {
        return Some(Timestamp(instant.as_millisecond()));
    }
    let civil = plain
        .parse::<DateTime>()
        .ok()
        .filter(|_| plain.contains(':'))
        .or_else(|| in_words(plain))?;
    let instant = civil.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp(instant.timestamp().as_millisecond()))
}

fn in_words(text: &str) -> Option<DateTime> {
    let (day, time) = text.rsplit_once(' ')?;
    // One digit of the last two is a line that was cut off.
    time.rsplit(':').next().filter(|last| last.len() == 2)?;
    let text = format!("{} {time}", day.trim_end_matches([',', ' ']));
    DateTime::strptime("%d %b %Y %H:%M", &text)
        .or_else(|_| DateTime::strptime("%d %b %Y %H:%M:%S", &text))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_instant_and_none_of_the_others() {
        let noon = Some(Timestamp(1_577_882_040_000));
        for text in [
            "2020-01-01T12:34:00Z",
            "2020-01-01T14:34:00+02:00",
            "2020-01-01 12:34",
            "2020-01-01T12:34:00",
            "2020-01-01 12:34:00 UTC",
            "01 Jan 2020 12:34",
            " 01 Jan 2020, 12:34 ",
            "1 Jan 2020 12:34:00",
            "1577882040",
            "1577882040000",
        ] {
            assert_eq!(of_text(text), noon, "{text}");
        }
        for text in [
            "",
            "7",
            "noon",
            "2020-01-01",
            "31 Feb 2020 12:34",
            "01 Jan 2020 12:3x",
            "01 Jan 2020 12:3",
            "2020-01-01 25:00",
            "é é",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
        assert_eq!(of_number(i64::MIN), None);
    }
}
