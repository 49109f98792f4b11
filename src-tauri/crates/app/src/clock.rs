//! The one place that asks what time it is.

use std::time::SystemTime;

use domain::Timestamp;

pub(crate) fn now() -> Timestamp {
    SystemTime::now().into()
}

/// Today in the listener's time zone, `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%d").to_string()
}

/// An instant as a person of this time zone writes it: `YYYY-MM-DDThh:mm:ss+hh:mm`.
pub fn local_text(at: Timestamp) -> String {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant
        .to_zoned(jiff::tz::TimeZone::system())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}
