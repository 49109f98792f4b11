//! Lists of track ids: which tracks, in which order, which window of it.

use std::path::PathBuf;

use domain::{FolderId, TrackId};

use crate::columns::{Columns, collect};
use crate::{AlbumId, ArtistId, Error, GenreId, Store, path_bytes};

/// What a list of tracks is sorted by; ties follow the album's own order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    Title,
    #[default]
    Artist,
    Album,
    /// Newest first when descending.
    Added,
    Duration,
    Year,
    Path,
}

impl Order {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["order_title", "order_artist"],
            Self::Artist => &["order_artist", "order_album", "disc_number", "track_number", "order_title"],
            Self::Album => &["order_album", "disc_number", "track_number", "order_title"],
            Self::Added => &["added_at", "order_album", "disc_number", "track_number"],
            Self::Duration => &["duration_ms"],
            Self::Year => &["coalesce(original_year, year)", "order_album", "disc_number", "track_number"],
            Self::Path => &["path"],
        }
    }

    /// What is true of tracks without a value, which come last.
    fn absent(self) -> Option<&'static str> {
        match self {
            Self::Artist => Some("order_artist = ''"),
            Self::Album => Some("order_album = ''"),
            _ => None,
        }
    }
}

/// Which tracks; all conditions must hold. The default is every present track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackFilter {
    pub album: Option<AlbumId>,
    /// As artist or album artist.
    pub artist: Option<ArtistId>,
    pub genre: Option<GenreId>,
    /// Of the first release, else of this one.
    pub year: Option<i32>,
    pub folder: Option<FolderId>,
    /// All levels below this directory.
    pub below: Option<PathBuf>,
    /// Instead of the present tracks, those whose file is gone.
    pub missing: bool,
}

impl TrackFilter {
    /// A condition over `tracks`; only integers and hexadecimal digits go in as text.
    pub(crate) fn condition(&self) -> String {
        let mut out = if self.missing {
            // Files opened by hand were never part of the library.
            format!("missing_since IS NOT NULL AND folder <> {}", FolderId::OPENED.0)
        } else {
            "missing_since IS NULL".to_owned()
        };
        if let Some(AlbumId(id)) = self.album {
            out.push_str(&format!(" AND album_id = {id}"));
        }
        if let Some(ArtistId(id)) = self.artist {
            out.push_str(&format!(
                " AND id IN (SELECT track_id FROM track_artists WHERE artist_id = {id} AND role < 2)"
            ));
        }
        if let Some(GenreId(id)) = self.genre {
            out.push_str(&format!(" AND id IN (SELECT track_id FROM track_genres WHERE genre_id = {id})"));
        }
        if let Some(year) = self.year {
            out.push_str(&format!(" AND coalesce(original_year, year) = {year}"));
        }
        if let Some(FolderId(id)) = self.folder {
            out.push_str(&format!(" AND folder = {id}"));
        }
        if let Some(dir) = &self.below {
            let (from, to) = path_bytes::below(dir);
            out.push_str(&format!(
                " AND path >= x'{}' AND path < x'{}'",
                path_bytes::hex(&from),
                path_bytes::hex(&to)
            ));
        }
        out
    }
}

/// The ids of `filter` in `order`; limit and offset are its parameters.
fn sql(filter: &TrackFilter, order: Order, descending: bool) -> String {
    let direction = if descending { "DESC" } else { "ASC" };
    let last = order.absent().map(|absent| format!("{absent}, ")).unwrap_or_default();
    let columns: Vec<String> = order
        .columns()
        .iter()
        .enumerate()
        // Within an album the order is always forwards, whichever way the albums go.
        .map(|(at, column)| format!("{column} {}", if at == 0 { direction } else { "ASC" }))
        .collect();
    format!(
        "SELECT id FROM tracks WHERE {} ORDER BY {last}{}, id {} LIMIT ?1 OFFSET ?2",
        filter.condition(),
        columns.join(", "),
        if columns.len() == 1 { direction } else { "ASC" }
    )
}

impl Store {
    /// The window `offset .. offset + limit` of the ordered ids. Hand `usize::MAX` as limit for all.
    pub fn track_ids(
        &self,
        filter: &TrackFilter,
        order: Order,
        descending: bool,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<TrackId>, Error> {
        let sql = sql(filter, order, descending);
        let window = [i64::try_from(limit).unwrap_or(-1), i64::try_from(offset).unwrap_or(i64::MAX)];
        self.library()
            .read(|db| collect(db.prepare_cached(&sql)?.query(window)?, |row| Ok(TrackId(row.get(0)?))))
    }

    /// The 0-based place of the first present track, in `order`, whose title, artist or album begins with `text`; `None` if there is
    /// none, or the order is by something else.
    pub fn place_of(&self, order: Order, descending: bool, text: &str) -> Result<Option<usize>, Error> {
        let column = match order {
            Order::Title => "order_title",
            Order::Artist => "order_artist",
            Order::Album => "order_album",
            _ => return Ok(None),
        };
        let key = self.order_key(text);
        if key.is_empty() {
            return Ok(None);
        }
        // Beyond every text that begins with the key.
        let end = format!("{key}{}", char::MAX);
        let before = if descending {
            format!("{column} >= ?2")
        } else {
            format!("{column} < ?1 AND {column} <> '' AND ?2 <> ''")
        };
        self.library().read(|db| {
            let there = format!("SELECT 1 FROM tracks WHERE missing_since IS NULL AND {column} >= ?1 AND {column} < ?2 LIMIT 1");
            if !db.prepare_cached(&there)?.exists([&key, &end])? {
                return Ok(None);
            }
            let sql = format!("SELECT count(*) FROM tracks WHERE missing_since IS NULL AND {before} AND ?1 <> ''");
            let place: i64 = db.prepare_cached(&sql)?.query_row([&key, &end], |row| row.get(0))?;
            Ok(usize::try_from(place).ok())
        })
    }

    /// How many tracks `filter` takes.
    pub fn count_tracks(&self, filter: &TrackFilter) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM tracks WHERE {}", filter.condition());
        self.library()
            .read(|db| Ok(collect(db.prepare_cached(&sql)?.query([])?, |row| row.count(0))?.pop().unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_of_the_whole_library_is_read_from_an_index() {
        let store = Store::in_memory().unwrap();
        let all = [
            Order::Title,
            Order::Artist,
            Order::Album,
            Order::Added,
            Order::Duration,
            Order::Year,
        ];
        for order in all {
            for descending in [false, true] {
                let sql = format!("EXPLAIN QUERY PLAN {}", sql(&TrackFilter::default(), order, descending));
                let plan = store
                    .library()
                    .read(|db| collect(db.prepare(&sql)?.query([10, 0])?, |row| Ok(row.get::<_, String>(3)?)))
                    .unwrap()
                    .join("; ");
                assert!(
                    plan.contains("COVERING INDEX") && !plan.contains("TEMP B-TREE FOR ORDER BY"),
                    "{order:?} {descending}: {plan}"
                );
            }
        }
    }
}
