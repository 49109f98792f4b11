//! Instants as days and hours of the listener's own clock, quickly for many of them in order.

use domain::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, ToSpan, Zoned};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A day of the local calendar, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LocalDay(pub i64);

impl LocalDay {
    pub fn of(date: Date) -> Self {
        let epoch = jiff::civil::date(1970, 1, 1);
        Self(i64::from(date.since(epoch).map_or(0, |span| span.get_days())))
    }

    pub fn back(self, days: i64) -> Self {
        Self(self.0 - days)
    }

    fn date(self) -> Date {
        jiff::civil::date(1970, 1, 1).saturating_add(self.0.days())
    }

    /// `YYYY-MM-DD`.
    pub fn text(self) -> String {
        self.date().to_string()
    }

    /// Its first instant; not midnight where clocks are put forward at midnight.
    pub fn start(self, zone: &TimeZone) -> Timestamp {
        let start = self.date().to_zoned(zone.clone());
        Timestamp(start.map_or(self.0 * DAY_MS, |start| start.timestamp().as_millisecond()))
    }

    /// 0 is Monday.
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7) as usize
    }
}

/// Reads a clock on the wall. Between two changes of it, that is an addition.
pub(crate) struct LocalTime {
    zone: TimeZone,
    offset: i64,
    /// Where `offset` holds.
    from: i64,
    until: i64,
}

impl LocalTime {
    pub fn new(now: &Zoned) -> Self {
        Self {
            zone: now.time_zone().clone(),
            offset: 0,
            from: i64::MAX,
            until: i64::MIN,
        }
    }

    /// The day and the hour, 0–23.
    pub fn read(&mut self, at: Timestamp) -> (LocalDay, usize) {
        if !(self.from..self.until).contains(&at.0) {
            let instant = Instant::from_millisecond(at.0).unwrap_or(if at.0 < 0 { Instant::MIN } else { Instant::MAX });
            self.offset = i64::from(self.zone.to_offset(instant).seconds()) * 1000;
            self.from = at.0;
            let next = self.zone.following(instant).next();
            self.until = next
                .map_or(i64::MAX, |change| change.timestamp().as_millisecond())
                .max(at.0.saturating_add(1));
        }
        let local = at.0.saturating_add(self.offset);
        let hour = local.rem_euclid(DAY_MS) / HOUR_MS;
        (LocalDay(local.div_euclid(DAY_MS)), hour as usize)
    }
}

#[cfg(test)]
mod tests {
    use domain::SplitMix64;

    use super::*;

    fn zones() -> Vec<TimeZone> {
        [
            "Europe/Berlin",
            "America/Sao_Paulo",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "UTC",
        ]
        .iter()
        .map(|name| TimeZone::get(name).unwrap())
        .collect()
    }

    #[test]
    fn the_quick_way_agrees_with_the_calendar() {
        let mut rng = SplitMix64::new(2);
        for zone in zones() {
            let mut at = -100_000_000_000;
            let mut local = LocalTime::new(&Instant::UNIX_EPOCH.to_zoned(zone.clone()));
            for _ in 0..4_000 {
                at += rng.below(1_000_000_000) as i64;
                let exact = Instant::from_millisecond(at).unwrap().to_zoned(zone.clone());
                let (day, hour) = local.read(Timestamp(at));
                assert_eq!((day, hour), (LocalDay::of(exact.date()), exact.hour() as usize), "{exact}");
                assert_eq!(day.weekday(), exact.weekday().to_monday_zero_offset() as usize);
                assert_eq!(day.text(), exact.date().to_string());
                assert!(day.start(&zone).0 <= at && LocalDay(day.0 + 1).start(&zone).0 > at, "{exact}");
            }
        }
    }

    #[test]
    fn a_day_without_midnight_begins_at_one() {
        // Clocks went from 00:00 to 01:00 on that day.
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let day = LocalDay::of(jiff::civil::date(2018, 11, 4));
        let start = Instant::from_millisecond(day.start(&zone).0).unwrap().to_zoned(zone);
        assert_eq!((start.hour(), start.date().to_string()), (1, "2018-11-04".into()));
    }

    #[test]
    fn instants_beyond_the_calendar_do_no_harm() {
        for zone in zones() {
            let mut local = LocalTime::new(&Instant::UNIX_EPOCH.to_zoned(zone));
            for at in [i64::MIN, -1, i64::MAX, 0] {
                local.read(Timestamp(at));
            }
        }
    }
}
