//! Search over titles, artists, albums, genres, composers and paths.

use domain::TrackId;
use rusqlite::params;

use crate::columns::collect;
use crate::search_text::match_expression;
use crate::{Error, Store};

impl Store {
    /// Present tracks that hold every word of `question`, the last one as the beginning of a word; best first (a hit in the title
    /// counts more than one in the artist, album, genre or path). Nothing for a question without a word.
    pub fn search(&self, question: &str, limit: usize) -> Result<Vec<TrackId>, Error> {
        let Some(expression) = match_expression(question) else {
            return Ok(Vec::new());
        };
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT t.id FROM search s CROSS JOIN tracks t ON t.id = s.rowid
                 WHERE search MATCH ?1 AND rank MATCH 'bm25(12.0, 7.0, 5.0, 2.0, 1.0)' AND t.missing_since IS NULL
                 ORDER BY s.rank LIMIT ?2",
            )?;
            collect(query.query(params![expression, i64::try_from(limit).unwrap_or(-1)])?, |row| {
                Ok(TrackId(row.get(0)?))
            })
        })
    }
}
