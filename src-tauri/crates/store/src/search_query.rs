//! What a person types into the search field: words, and fields with a colon.

use crate::fold::fold;
use crate::search_text::match_expression;

/// A question taken apart. Everything in it must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// Words for any field.
    pub words: String,
    /// Columns of the search index (title, artist, album, path) with the words that must stand in them.
    pub columns: Vec<(&'static str, String)>,
    /// Genres, folded.
    pub genres: Vec<String>,
    /// First and last year.
    pub years: Option<(i32, i32)>,
}

impl SearchQuery {
    /// `artist:björk year:1990-1999 "exact or not" joga`. What follows a field's colon may stand in quotes; an unknown field is a
    /// word like any other, and so is a field without a value.
    pub fn parse(question: &str) -> Self {
        let mut query = Self::default();
        for (field, value) in parts(question) {
            let taken = match field {
                Some("title" | "artist" | "album" | "path") if match_expression(value).is_some() => {
                    let column = ["title", "artist", "album", "path"]
                        .into_iter()
                        .find(|column| Some(*column) == field);
                    query.columns.extend(column.map(|column| (column, value.to_owned())));
                    true
                }
                Some("genre") if !fold(value).is_empty() => {
                    query.genres.push(fold(value));
                    true
                }
                Some("year") => {
                    let years = years(value);
                    query.years = years.or(query.years);
                    years.is_some()
                }
                _ => false,
            };
            if !taken {
                if !query.words.is_empty() {
                    query.words.push(' ');
                }
                if let Some(field) = field {
                    query.words.push_str(field);
                    query.words.push(' ');
                }
                query.words.push_str(value);
            }
        }
        query
    }

    /// The expression over the index; `None` if only genres and years are asked for.
    pub(crate) fn expression(&self) -> Option<String> {
        let words = match_expression(&self.words);
        let columns = self
            .columns
            .iter()
            .filter_map(|(column, value)| Some(format!("{column} : ({})", match_expression(value)?)));
        let all: Vec<String> = words.map(|words| format!("({words})")).into_iter().chain(columns).collect();
        (!all.is_empty()).then(|| all.join(" AND "))
    }

    pub fn is_empty(&self) -> bool {
        self.expression().is_none() && self.genres.is_empty() && self.years.is_none()
    }
}

/// Pieces between spaces, each with its field if it has one; quotes keep spaces together.
fn parts(question: &str) -> Vec<(Option<&str>, &str)> {
    let mut out = Vec::new();
    let mut rest = question.trim_start();
    while !rest.is_empty() {
        let (field, after) = match rest.split_once(':') {
            Some((field, after)) if !field.is_empty() && field.bytes().all(|b| b.is_ascii_lowercase()) => (Some(field), after),
            _ => (None, rest),
        };
        // "artist: björk" is what many type.
        let value = if field.is_some() { after.trim_start() } else { after };
        let (value, end) = match value.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            Some((quoted, end)) => (quoted, end),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        out.push((field, value));
        rest = end.trim_start();
    }
    out
}

/// `1994`, `1990-1999`, `1990..1999`, `1990s`, `1990-`, `-1989`.
fn years(text: &str) -> Option<(i32, i32)> {
    let year = |text: &str| (text.len() == 4).then(|| text.parse::<i32>().ok()).flatten();
    if let Some(decade) = text.strip_suffix('s').and_then(year) {
        return Some((decade - decade.rem_euclid(10), decade - decade.rem_euclid(10) + 9));
    }
    if let Some(year) = year(text) {
        return Some((year, year));
    }
    let (first, last) = text
        .split_once("..")
        .or_else(|| text.split_once('-'))
        .or_else(|| text.split_once('–'))?;
    match (first.is_empty(), last.is_empty()) {
        (false, true) => Some((year(first)?, i32::MAX)),
        (true, false) => Some((i32::MIN, year(last)?)),
        (false, false) => Some((year(first)?, year(last)?)),
        (true, true) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_taken_apart() {
        for (question, expression, genres, years) in [
            ("joga", Some("(\"joga\"*)"), vec![], None),
            ("artist:björk joga", Some("(\"joga\"*) AND artist : (\"bjork\"*)"), vec![], None),
            ("artist: björk", Some("artist : (\"bjork\"*)"), vec![], None),
            (
                "album:\"paper weather\"",
                Some("album : (\"paper\" AND \"weather\"*)"),
                vec![],
                None,
            ),
            ("genre:Post-Rock year:1990s", None, vec!["post-rock"], Some((1990, 1999))),
            ("year:1994", None, vec![], Some((1994, 1994))),
            ("year:1990-1994 x", Some("(\"x\"*)"), vec![], Some((1990, 1994))),
            ("year:2010..", None, vec![], Some((2010, i32::MAX))),
            ("year:soon", Some("(\"year\" AND \"soon\"*)"), vec![], None),
            ("artist:", Some("(\"artist\"*)"), vec![], None),
            ("http://x", Some("(\"http\" AND \"x\"*)"), vec![], None),
            ("10:15", Some("(\"10\" AND \"15\"*)"), vec![], None),
            ("artist:\"", Some("(\"artist\"*)"), vec![], None),
            (" : ", None, vec![], None),
        ] {
            let query = SearchQuery::parse(question);
            assert_eq!(query.expression().as_deref(), expression, "{question}");
            assert_eq!(query.genres, genres, "{question}");
            assert_eq!(query.years, years, "{question}");
        }
    }
}
