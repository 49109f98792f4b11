//! Search over titles, artists, albums, genres, composers and paths.

use std::collections::HashSet;

use domain::TrackId;
use rusqlite::{Connection, params};

use crate::columns::{collect, json_text};
use crate::search_query::SearchQuery;
use crate::{Error, Store};

/// Ranking asks how often each word occurs, which takes time where that is often and then tells little: when more tracks than this
/// match, those with the words in their title come first, unranked.
const RANKED: usize = 1500;
/// Tracks whose title begins with the question, put before all others.
const TITLES: usize = 200;

impl Store {
    /// Present tracks that hold every word of `question`, the last one as the beginning of a word; best first: titles that are the
    /// question, titles that begin with it, then the rest ranked (a hit in the title counts more than one in the artist, album, genre
    /// or path). `artist:`, `album:`, `title:`, `path:`, `genre:` and `year:` ask one field. Nothing for a question without a word.
    pub fn search(&self, question: &str, limit: usize) -> Result<Vec<TrackId>, Error> {
        let query = SearchQuery::parse(question);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let beginning = self.order_key(&query.words);
        self.library().read(|db| {
            let mut found = Vec::new();
            if query.columns.is_empty() && query.genres.is_empty() && query.years.is_none() {
                found = titles(db, &beginning, limit.min(TITLES))?;
            }
            let known: HashSet<TrackId> = found.iter().copied().collect();
            let ranked = ranked(db, &query, limit)?;
            found.extend(ranked.into_iter().filter(|id| !known.contains(id)));
            found.truncate(limit);
            Ok(found)
        })
    }

    /// All present tracks that `question` finds, in no order.
    pub fn search_all(&self, question: &str) -> Result<HashSet<TrackId>, Error> {
        let query = SearchQuery::parse(question);
        if query.is_empty() {
            return Ok(HashSet::new());
        }
        self.library().read(|db| {
            let conditions = conditions(&query);
            let sql = match query.expression() {
                Some(_) => {
                    format!("SELECT t.id FROM search s CROSS JOIN tracks t ON t.id = s.rowid WHERE search MATCH ?1 AND {conditions}")
                }
                None => format!("SELECT t.id FROM tracks t WHERE ?1 IS NULL AND {conditions}"),
            };
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query(params![query.expression(), genres(&query)])?;
            Ok(collect(rows, |row| Ok(TrackId(row.get(0)?)))?.into_iter().collect())
        })
    }
}

/// Present tracks whose title is or begins with what has this key, the shortest first, by the order of titles.
fn titles(db: &Connection, key: &str, limit: usize) -> Result<Vec<TrackId>, Error> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = db.prepare_cached(
        "SELECT id FROM (SELECT id, order_title, order_artist FROM tracks INDEXED BY tracks_order_title
           WHERE missing_since IS NULL AND order_title >= ?1 AND order_title < ?1 || char(1114111) ORDER BY order_title LIMIT ?2)
         ORDER BY order_title <> ?1, length(order_title), order_title, order_artist",
    )?;
    collect(query.query(params![key, i64::try_from(limit).unwrap_or(-1)])?, |row| {
        Ok(TrackId(row.get(0)?))
    })
}

fn ranked(db: &Connection, query: &SearchQuery, limit: usize) -> Result<Vec<TrackId>, Error> {
    let conditions = conditions(query);
    let take = |sql: &str, expression: Option<&str>, limit: usize| {
        let limit = i64::try_from(limit).unwrap_or(-1);
        let mut statement = db.prepare_cached(sql)?;
        collect(statement.query(params![expression, genres(query), limit])?, |row| {
            Ok(TrackId(row.get(0)?))
        })
    };
    let Some(expression) = query.expression() else {
        // Without a word there is nothing to rank by: the order of the shelf.
        let sql = format!(
            "SELECT t.id FROM tracks t WHERE ?1 IS NULL AND {conditions}
             ORDER BY t.order_artist, t.order_album, t.disc_number, t.track_number LIMIT ?3"
        );
        return take(&sql, None, limit);
    };
    let from = format!("FROM search s CROSS JOIN tracks t ON t.id = s.rowid WHERE search MATCH ?1 AND {conditions}");
    let unranked = format!("SELECT t.id {from} LIMIT ?3");
    let mut found = take(&unranked, Some(&expression), RANKED + 1)?;
    if found.len() <= RANKED {
        let sql = format!("SELECT t.id {from} AND rank MATCH 'bm25(12.0, 7.0, 5.0, 2.0, 1.0)' ORDER BY s.rank LIMIT ?3");
        return take(&sql, Some(&expression), limit);
    }
    let mut best = Vec::new();
    if query.columns.is_empty() {
        best = take(&unranked, Some(&format!("title : ({expression})")), limit)?;
    }
    let known: HashSet<TrackId> = best.iter().copied().collect();
    found.retain(|id| !known.contains(id));
    best.extend(found);
    best.truncate(limit);
    Ok(best)
}

/// What holds besides the expression; only integers go in as text.
fn conditions(query: &SearchQuery) -> String {
    let mut out = "t.missing_since IS NULL".to_owned();
    if let Some((first, last)) = query.years {
        out.push_str(&format!(" AND coalesce(t.original_year, t.year) BETWEEN {first} AND {last}"));
    }
    for at in 0..query.genres.len() {
        // By the beginning of any word of its name.
        out.push_str(&format!(
            " AND t.id IN (SELECT tg.track_id FROM genres g JOIN track_genres tg ON tg.genre_id = g.id
               WHERE instr(' ' || replace(g.key, '-', ' '), ' ' || replace(?2 ->> {at}, '-', ' ')) > 0)"
        ));
    }
    if query.genres.is_empty() {
        out.push_str(" AND ?2 IS NOT NULL");
    }
    out
}

fn genres(query: &SearchQuery) -> String {
    let quoted: Vec<String> = query.genres.iter().map(|genre| json_text(genre)).collect();
    format!("[{}]", quoted.join(","))
}
