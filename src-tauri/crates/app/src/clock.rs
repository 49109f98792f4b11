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
