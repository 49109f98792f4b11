//! What tracks are sorted by when no index holds the order: one value a track, compared by the caller.

use std::collections::HashMap;

use domain::TrackId;
use rusqlite::Row;

use crate::collation::Collation;
use crate::columns::{collect, json_ids};
use crate::{Error, Store};

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortColumn {
    Title,
    /// Album artist, else artist.
    Artist,
    Album,
    Genre,
    Composer,
    Year,
    Duration,
    Added,
    Codec,
    /// Disc, then track.
    TrackNumber,
    Path,
}

/// A value of such a column; absent ones come last whichever way a list is sorted, which is the caller's to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl SortColumn {
    fn expression(self) -> &'static str {
        match self {
            Self::Title => "order_title",
            Self::Artist => "nullif(order_artist, '')",
            Self::Album => "nullif(order_album, '')",
            Self::Genre => "nullif(genres, '')",
            Self::Composer => "nullif(composers, '')",
            Self::Year => "coalesce(original_year, year)",
            Self::Duration => "duration_ms",
            Self::Added => "added_at",
            Self::Codec => "codec",
            Self::TrackNumber => "coalesce(disc_number, 1) * 100000 + track_number",
            Self::Path => "path",
        }
    }
}

impl Store {
    /// The value of `column` for each of `ids` that has one.
    pub fn sort_values(&self, ids: &[TrackId], column: SortColumn) -> Result<HashMap<TrackId, SortValue>, Error> {
        let list = json_ids(ids.iter().map(|id| id.0));
        let sql = format!(
            "SELECT id, found FROM (SELECT id, {} AS found FROM tracks WHERE id IN (SELECT value FROM json_each(?1))) WHERE found IS NOT NULL",
            column.expression()
        );
        // Names as tagged: what is compared is their keys.
        let collation = matches!(column, SortColumn::Genre | SortColumn::Composer).then(|| self.collation());
        self.library().read(|db| {
            let rows = collect(db.prepare_cached(&sql)?.query([list])?, |row| {
                Ok((TrackId(row.get(0)?), value(row, collation.as_deref())?))
            })?;
            Ok(rows.into_iter().collect())
        })
    }
}

fn value(row: &Row<'_>, names: Option<&Collation>) -> Result<SortValue, Error> {
    use rusqlite::types::Value;
    Ok(match row.get(1)? {
        Value::Integer(number) => SortValue::Number(number),
        Value::Text(text) => SortValue::Text(match names {
            Some(names) => names.key(&text),
            None => text,
        }),
        Value::Blob(bytes) => SortValue::Bytes(bytes),
        Value::Real(_) | Value::Null => SortValue::Number(0),
    })
}
