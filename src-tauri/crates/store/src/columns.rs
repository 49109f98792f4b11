//! Values between Rust and columns.

use std::path::PathBuf;
use std::time::Duration;

use domain::{CoverHash, PayloadHash, Timestamp, TrackUid};
use rusqlite::Row;

use crate::{Error, path_bytes};

/// Between the names of a list in one column; no tag reader hands it out.
const LIST_SEPARATOR: char = '\u{1f}';

pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

pub(crate) fn duration(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

pub(crate) fn join(names: &[String]) -> String {
    let clean: Vec<String> = names.iter().map(|name| name.replace(LIST_SEPARATOR, " ")).collect();
    clean.join("\u{1f}")
}

pub(crate) fn split(list: &str) -> Vec<String> {
    if list.is_empty() {
        Vec::new()
    } else {
        list.split(LIST_SEPARATOR).map(str::to_owned).collect()
    }
}

/// Reading the columns of a row by name of type; `at` counts from 0.
pub(crate) trait Columns {
    fn uid(&self, at: usize) -> Result<TrackUid, Error>;
    fn payload(&self, at: usize) -> Result<PayloadHash, Error>;
    fn cover(&self, at: usize) -> Result<Option<CoverHash>, Error>;
    fn path(&self, at: usize) -> Result<PathBuf, Error>;
    fn duration(&self, at: usize) -> Result<Duration, Error>;
    fn time(&self, at: usize) -> Result<Timestamp, Error>;
    fn count(&self, at: usize) -> Result<u64, Error>;
}

impl Columns for Row<'_> {
    fn uid(&self, at: usize) -> Result<TrackUid, Error> {
        Ok(TrackUid(self.get(at)?))
    }

    fn payload(&self, at: usize) -> Result<PayloadHash, Error> {
        Ok(PayloadHash(self.get(at)?))
    }

    fn cover(&self, at: usize) -> Result<Option<CoverHash>, Error> {
        Ok(self.get::<_, Option<[u8; 32]>>(at)?.map(CoverHash))
    }

    fn path(&self, at: usize) -> Result<PathBuf, Error> {
        Ok(path_bytes::from_bytes(self.get(at)?))
    }

    fn duration(&self, at: usize) -> Result<Duration, Error> {
        Ok(duration(self.get(at)?))
    }

    fn time(&self, at: usize) -> Result<Timestamp, Error> {
        Ok(Timestamp(self.get(at)?))
    }

    fn count(&self, at: usize) -> Result<u64, Error> {
        Ok(u64::try_from(self.get::<_, i64>(at)?).unwrap_or(0))
    }
}

/// Collects rows. One whose values cannot be read (a flipped bit) is left out, not the end of all others.
pub(crate) fn collect<T>(mut rows: rusqlite::Rows<'_>, mut map: impl FnMut(&Row<'_>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        match map(row) {
            Ok(value) => out.push(value),
            Err(error @ Error::Sql(rusqlite::Error::SqliteFailure(..))) => return Err(error),
            Err(error) => tracing::warn!(%error, "a row is left out"),
        }
    }
    Ok(out)
}

/// A JSON array of integers, for `json_each`: one bound value however many there are.
pub(crate) fn json_ids(ids: impl IntoIterator<Item = i64>) -> String {
    let mut out = String::from("[");
    for id in ids {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&id.to_string());
    }
    out.push(']');
    out
}

/// A JSON array of uids as hexadecimal text, for `unhex(value)` over `json_each`.
pub(crate) fn json_uids(uids: &[TrackUid]) -> String {
    let mut out = String::from("[");
    for uid in uids {
        if out.len() > 1 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&uid.to_hex());
        out.push('"');
    }
    out.push(']');
    out
}

/// A JSON string. Folded text has no control characters left to escape.
pub(crate) fn json_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_survive_their_column() {
        for names in [
            vec![],
            vec!["Tyler, The Creator".to_owned(), "AC/DC".to_owned()],
            vec!["a".to_owned()],
        ] {
            assert_eq!(split(&join(&names)), names);
        }
    }

    #[test]
    fn an_unreadable_row_is_left_out_and_an_unreadable_file_is_not() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let mut query = db
            .prepare("SELECT x'6f6b' AS t UNION ALL SELECT CAST(x'ff' AS TEXT) UNION ALL SELECT 'ok'")
            .unwrap();
        let read = |row: &Row<'_>| Ok(row.get::<_, String>(0)?);
        assert_eq!(collect(query.query([]).unwrap(), read).unwrap(), ["ok"]);
        let mut query = db.prepare("SELECT abs(-9223372036854775808)").unwrap();
        assert!(collect(query.query([]).unwrap(), |row| Ok(row.get::<_, i64>(0)?)).is_err());
    }
}
