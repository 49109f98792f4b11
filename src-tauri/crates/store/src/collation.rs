//! The order of names in a language: keys that compare byte by byte as its readers would (Unicode Collation Algorithm, with CLDR's
//! rules for the language: pinyin for Chinese, Cyrillic before Latin for Russian).

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::columns::collect;
use crate::{Error, Store, path_bytes, track_write};

/// Until the window says what language it speaks.
const FIRST: &str = "en";
/// Rows read before they are written.
const CHUNK: usize = 2_000;
/// Names from many corners of the tables: other keys for them are other rules, of a newer library, say.
const PROBE: [&str; 8] = [
    "Zoë & the 7 Åsas",
    "Ørsted æther ß",
    "Ёлка йод",
    "Ωμέγα",
    "中文 重庆",
    "ガが あア",
    "한국",
    "العربية",
];

/// Names without a difference of case, accents or width, in the order of one language.
pub(crate) struct Collation {
    locale: String,
    collator: CollatorBorrowed<'static>,
}

impl Collation {
    /// `locale` is a BCP 47 tag; what is none, and what has no rules of its own, is sorted by the root's.
    fn new(locale: &str) -> Result<Self, Error> {
        let preferences = Locale::try_from_str(locale).map_or_else(|_| CollatorPreferences::default(), |found| (&found).into());
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Primary);
        let collator =
            CollatorBorrowed::try_new(preferences, options).map_err(|error| Error::Collation(locale.to_owned(), error.to_string()))?;
        Ok(Self {
            locale: locale.to_owned(),
            collator,
        })
    }

    /// What lists are sorted by. A text that begins with another has a key that begins with the other's, unless the language reads
    /// the letters together otherwise than one by one, as Chinese the first of 重庆.
    pub fn key(&self, text: &str) -> String {
        let mut bytes: Vec<u8> = Vec::new();
        let Ok(()) = self.collator.write_sort_key_to(bare(text), &mut bytes);
        // As text, whose characters are in the order of the bytes: columns, prefixes and lengths stay those of text.
        bytes.into_iter().map(char::from).collect()
    }

    /// Changes when its keys would.
    fn mark(&self) -> String {
        let keys = PROBE.iter().flat_map(|name| self.key(name).into_bytes());
        format!("{:016x}", domain::fnv1a(keys))
    }
}

/// Without leading punctuation and an English article.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let letters = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let letters = if letters.is_empty() { text } else { letters };
    let after = |article: &str| {
        let (first, rest) = letters.split_at_checked(article.len())?;
        let rest = rest.strip_prefix(char::is_whitespace)?.trim_start();
        (first.eq_ignore_ascii_case(article) && !rest.is_empty()).then_some(rest)
    };
    ["the", "a", "an"].into_iter().find_map(after).unwrap_or(letters)
}

/// The collation that the keys in `library.db` are of.
pub(crate) fn load(library: &Connection) -> Result<Collation, Error> {
    let locale: Option<String> = library.query_row("SELECT locale FROM collation", [], |row| row.get(0)).optional()?;
    Collation::new(locale.as_deref().unwrap_or(FIRST))
}

impl Store {
    /// What lists are sorted by: spellings of one name have the same key, and a text that begins with another has a key that begins
    /// with the other's.
    pub fn order_key(&self, text: &str) -> String {
        self.collation().key(text)
    }

    /// Puts every list of names in the order of a language, a BCP 47 tag; says whether that changed anything. A hundred thousand
    /// tracks take some seconds, in which nothing else is written to `library.db`.
    pub fn sort_for(&self, locale: &str) -> Result<bool, Error> {
        let wanted = Collation::new(locale)?;
        let current = self.shared_collation();
        self.library().on_writer(move |connection| {
            let mark = wanted.mark();
            let kept: Option<(String, String)> = connection
                .query_row("SELECT locale, mark FROM collation", [], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if kept.as_ref().is_some_and(|(locale, of)| *locale == wanted.locale && *of == mark) {
                return Ok(false);
            }
            let transaction = connection.transaction()?;
            // Two languages may well sort alike.
            let changed = kept.is_none_or(|(_, of)| of != mark);
            if changed {
                write_keys(&transaction, &wanted)?;
            }
            transaction.execute(
                "INSERT INTO collation (id, locale, mark) VALUES (1, ?1, ?2)
                 ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, mark = excluded.mark",
                params![wanted.locale, mark],
            )?;
            transaction.commit()?;
            // Here, where nothing else is written: no row is ever left with a key of the other order.
            *current.write().unwrap_or_else(std::sync::PoisonError::into_inner) = wanted.into();
            Ok(changed)
        })
    }

    /// Makes the keys anew if they are of other rules than this build's, as after an update; see [`Store::sort_for`].
    pub fn renew_order(&self) -> Result<bool, Error> {
        self.sort_for(&self.collation().locale)
    }
}

fn write_keys(db: &Transaction<'_>, collation: &Collation) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let mut rows = db.prepare_cached(
            "SELECT id, coalesce(title_sort, title), path, coalesce(artist_sort, nullif(album_artists, ''), artists),
               coalesce(album_sort, album, '') FROM tracks WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let rows = collect(rows.query(params![after, CHUNK as i64])?, |row| {
            let title: Option<String> = row.get(1)?;
            let title = match title {
                Some(title) => title,
                None => track_write::stem(&path_bytes::from_bytes(row.get(2)?)),
            };
            let artists: String = row.get(3)?;
            Ok((
                row.get::<_, i64>(0)?,
                title,
                artists.replace('\u{1f}', ", "),
                row.get::<_, String>(4)?,
            ))
        })?;
        let Some((last, ..)) = rows.last() else { break };
        after = *last;
        for (id, title, artist, album) in rows {
            db.prepare_cached("UPDATE tracks SET order_title = ?2, order_artist = ?3, order_album = ?4 WHERE id = ?1")?
                .execute(params![id, collation.key(&title), collation.key(&artist), collation.key(&album)])?;
        }
    }
    db.execute_batch(
        "UPDATE albums SET (order_title, order_artist) = (SELECT t.order_album, t.order_artist FROM tracks t WHERE t.album_id = albums.id
           ORDER BY t.missing_since IS NOT NULL, t.id LIMIT 1) WHERE id IN (SELECT album_id FROM tracks)",
    )?;
    let artists = collect(db.prepare("SELECT id, name FROM artists")?.query([])?, |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    for (id, name) in artists {
        db.prepare_cached("UPDATE artists SET order_name = ?2 WHERE id = ?1")?
            .execute(params![id, collation.key(&name)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(locale: &str, names: &[&'a str]) -> Vec<&'a str> {
        let collation = Collation::new(locale).unwrap();
        let mut names = names.to_vec();
        names.sort_by_key(|name| collation.key(name));
        names
    }

    #[test]
    fn each_language_has_its_own_order() {
        let names = ["Zappa", "Ёлка", "Йод", "Ива", "Каша", "Ива 2", "Еда", "Ящик"];
        assert_eq!(
            sorted("ru", &names),
            ["Еда", "Ёлка", "Ива", "Ива 2", "Йод", "Каша", "Ящик", "Zappa"]
        );
        assert_eq!(
            sorted("en", &names),
            ["Zappa", "Еда", "Ёлка", "Ива", "Ива 2", "Йод", "Каша", "Ящик"]
        );
        let names = ["张学友", "Beatles", "王菲", "陈奕迅", "北京", "安"];
        assert_eq!(sorted("zh-CN", &names), ["安", "北京", "陈奕迅", "王菲", "张学友", "Beatles"]);
        assert_eq!(sorted("sv", &["Öst", "Zebra", "Ost"]), ["Ost", "Zebra", "Öst"]);
        assert_eq!(
            sorted("en", &["Öst", "Zebra", "Ost"]),
            ["Öst", "Ost", "Zebra"],
            "equals stay as they stand"
        );
    }

    #[test]
    fn articles_punctuation_case_accents_and_width_do_not_decide() {
        let collation = Collation::new("en").unwrap();
        for (text, same) in [
            ("The Beatles", "beatles"),
            ("“Heroes", "heroes"),
            ("  an  Apple", "APPLE"),
            ("Björk", "bjork"),
            ("ＡＢＣ", "abc"),
            ("The The", "the"),
        ] {
            assert_eq!(collation.key(text), collation.key(same), "{text}");
        }
        for (text, other) in [("A", ""), ("...", ""), ("Anna", "na"), ("Theatre", "atre"), ("The", "")] {
            assert_ne!(collation.key(text), collation.key(other), "{text}");
        }
    }

    #[test]
    fn the_key_of_a_beginning_begins_the_key() {
        for locale in ["en", "ru", "zh-CN", "nonsense tag"] {
            let collation = Collation::new(locale).unwrap();
            for name in [
                "Björk Guðmundsdóttir",
                "Ночные Снайперы",
                "ガーデン・パーティー",
                "한국 노래",
                "10,000 Maniacs",
                "a-ha",
            ] {
                let whole = collation.key(name);
                for (at, _) in name.char_indices().skip(1) {
                    // A space at the end is no part of what is asked for.
                    let begin = collation.key(&name[..at]);
                    assert!(whole.starts_with(&begin), "{locale}: {} of {name}", &name[..at]);
                }
            }
        }
    }

    #[test]
    fn other_rules_leave_another_mark() {
        let mark = |locale| Collation::new(locale).unwrap().mark();
        assert_eq!(mark("en"), mark("en-GB"));
        assert_ne!(mark("en"), mark("ru"));
        assert_ne!(mark("ru"), mark("zh-CN"));
    }
}
