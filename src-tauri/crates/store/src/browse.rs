//! Albums, artists and genres with what stands behind them. Names without a present track are not listed.

use std::collections::HashMap;
use std::time::Duration;

use domain::{CoverHash, Timestamp};
use rusqlite::Row;

use crate::columns::{Columns, collect, json_ids, json_text, json_uids};
use crate::{Error, Store};

/// A row of `library.db`; not lasting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlbumId(pub i64);

/// A row of `library.db`; not lasting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArtistId(pub i64);

/// A row of `library.db`; not lasting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GenreId(pub i64);

#[derive(Clone, Debug, PartialEq)]
pub struct Album {
    pub id: AlbumId,
    pub title: String,
    /// Album artist, or the one artist all tracks share; `None` for several: a compilation.
    pub artist: Option<String>,
    /// Earliest original year, else year, of its tracks.
    pub year: Option<i32>,
    pub tracks: u64,
    pub duration: Duration,
    pub cover: Option<CoverHash>,
    /// When its newest track was added.
    pub added_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Artist {
    pub id: ArtistId,
    pub name: String,
    pub albums: u64,
    pub tracks: u64,
    pub cover: Option<CoverHash>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Genre {
    pub id: GenreId,
    pub name: String,
    pub tracks: u64,
}

/// How many tracks of an album are of a genre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GenreAlbum {
    pub genre: GenreId,
    pub album: AlbumId,
    pub tracks: u64,
}

/// Where a track leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Links {
    pub album: Option<AlbumId>,
    pub artist: Option<ArtistId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// Of the first release, else of this one.
    pub year: i32,
    pub tracks: u64,
}

const ALBUMS: &str = include_str!("../queries/albums.sql");
const ARTISTS: &str = include_str!("../queries/artists.sql");

impl Store {
    /// All albums by artist, then title.
    pub fn albums(&self) -> Result<Vec<Album>, Error> {
        self.library()
            .read(|db| collect(db.prepare_cached(&ALBUMS.replace("/* which */", ""))?.query([])?, album))
    }

    pub fn album(&self, id: AlbumId) -> Result<Option<Album>, Error> {
        let sql = ALBUMS.replace("/* which */", "AND a.id = ?1");
        self.library()
            .read(|db| Ok(collect(db.prepare_cached(&sql)?.query([id.0])?, album)?.pop()))
    }

    /// Albums with a track by the artist.
    pub fn albums_of(&self, artist: ArtistId) -> Result<Vec<Album>, Error> {
        let sql = ALBUMS.replace(
            "/* which */",
            "AND a.id IN (SELECT x.album_id FROM track_artists ta JOIN tracks x ON x.id = ta.track_id WHERE ta.artist_id = ?1 AND ta.role < 2)",
        );
        self.library()
            .read(|db| collect(db.prepare_cached(&sql)?.query([artist.0])?, album))
    }

    /// All artists and album artists by name.
    pub fn artists(&self) -> Result<Vec<Artist>, Error> {
        self.library()
            .read(|db| collect(db.prepare_cached(&ARTISTS.replace("/* which */", ""))?.query([])?, artist))
    }

    pub fn artist(&self, id: ArtistId) -> Result<Option<Artist>, Error> {
        let sql = ARTISTS.replace("/* which */", "AND a.id = ?1");
        self.library()
            .read(|db| Ok(collect(db.prepare_cached(&sql)?.query([id.0])?, artist)?.pop()))
    }

    /// The artist with this name, however it is spelt.
    pub fn artist_named(&self, name: &str) -> Result<Option<Artist>, Error> {
        let sql = ARTISTS.replace("/* which */", "AND a.key = ?1");
        self.library()
            .read(|db| Ok(collect(db.prepare_cached(&sql)?.query([crate::fold(name)])?, artist)?.pop()))
    }

    /// The album a track belongs to; `None` if its tags name none.
    pub fn album_of(&self, track: domain::TrackId) -> Result<Option<AlbumId>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT album_id FROM tracks WHERE id = ?1 AND album_id IS NOT NULL")?;
            Ok(collect(query.query([track.0])?, |row| Ok(AlbumId(row.get(0)?)))?.pop())
        })
    }

    /// All years of present tracks, the latest first.
    pub fn years(&self) -> Result<Vec<Year>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT coalesce(original_year, year) AS y, count(*) FROM tracks WHERE missing_since IS NULL AND y IS NOT NULL
                 GROUP BY y ORDER BY y DESC",
            )?;
            collect(query.query([])?, |row| {
                Ok(Year {
                    year: row.get(0)?,
                    tracks: row.count(1)?,
                })
            })
        })
    }

    /// Which genres which albums are of.
    pub fn genre_albums(&self) -> Result<Vec<GenreAlbum>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT tg.genre_id, t.album_id, count(*) FROM track_genres tg JOIN tracks t ON t.id = tg.track_id
                 WHERE t.missing_since IS NULL AND t.album_id IS NOT NULL GROUP BY tg.genre_id, t.album_id",
            )?;
            collect(query.query([])?, |row| {
                Ok(GenreAlbum {
                    genre: GenreId(row.get(0)?),
                    album: AlbumId(row.get(1)?),
                    tracks: row.count(2)?,
                })
            })
        })
    }

    /// The genres of these tracks, the most frequent first.
    pub fn genres_of(&self, tracks: &[domain::TrackId]) -> Result<Vec<Genre>, Error> {
        let list = json_ids(tracks.iter().map(|id| id.0));
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT g.id, g.name, count(*) AS n FROM json_each(?1) j CROSS JOIN track_genres tg ON tg.track_id = j.value
                 CROSS JOIN genres g ON g.id = tg.genre_id GROUP BY g.id ORDER BY n DESC, g.key",
            )?;
            collect(query.query([list])?, genre)
        })
    }

    /// The album of each of these tracks that has one.
    pub fn albums_of_tracks(&self, uids: &[domain::TrackUid]) -> Result<HashMap<domain::TrackUid, AlbumId>, Error> {
        let list = json_uids(uids);
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT t.uid, t.album_id FROM json_each(?1) j CROSS JOIN tracks t ON t.uid = unhex(j.value)
                 WHERE t.album_id IS NOT NULL AND t.missing_since IS NULL",
            )?;
            let rows = collect(query.query([list])?, |row| Ok((row.uid(0)?, AlbumId(row.get(1)?))))?;
            Ok(rows.into_iter().collect())
        })
    }

    /// Every present track that has an album, with it.
    pub fn album_members(&self) -> Result<Vec<(domain::TrackId, AlbumId)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT id, album_id FROM tracks WHERE missing_since IS NULL AND album_id IS NOT NULL")?;
            collect(query.query([])?, |row| Ok((domain::TrackId(row.get(0)?), AlbumId(row.get(1)?))))
        })
    }

    /// The artists and album artists of these tracks.
    pub fn artists_of_tracks(&self, uids: &[domain::TrackUid]) -> Result<Vec<(domain::TrackUid, ArtistId)>, Error> {
        let list = json_uids(uids);
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT DISTINCT t.uid, ta.artist_id FROM json_each(?1) j CROSS JOIN tracks t ON t.uid = unhex(j.value)
                 CROSS JOIN track_artists ta ON ta.track_id = t.id AND ta.role < 2 WHERE t.missing_since IS NULL",
            )?;
            collect(query.query([list])?, |row| Ok((row.uid(0)?, ArtistId(row.get(1)?))))
        })
    }

    /// The album and the artist who stands first, for those of `tracks` that have one; `names` are the folded names of these artists.
    pub fn links_of(&self, tracks: &[(domain::TrackId, String)]) -> Result<Vec<Links>, Error> {
        let pairs: Vec<String> = tracks.iter().map(|(id, name)| format!("[{},{}]", id.0, json_text(name))).collect();
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT t.album_id, a.id FROM json_each(?1) j LEFT JOIN tracks t ON t.id = (j.value ->> 0)
                 LEFT JOIN artists a ON a.key = (j.value ->> 1) ORDER BY j.key",
            )?;
            collect(query.query([format!("[{}]", pairs.join(","))])?, |row| {
                Ok(Links {
                    album: row.get::<_, Option<i64>>(0)?.map(AlbumId),
                    artist: row.get::<_, Option<i64>>(1)?.map(ArtistId),
                })
            })
        })
    }

    /// All genres, the most frequent first.
    pub fn genres(&self) -> Result<Vec<Genre>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT g.id, g.name, count(*) AS n FROM genres g JOIN track_genres tg ON tg.genre_id = g.id
                 JOIN tracks t ON t.id = tg.track_id AND t.missing_since IS NULL GROUP BY g.id ORDER BY n DESC, g.key",
            )?;
            collect(query.query([])?, genre)
        })
    }
}

fn genre(row: &Row<'_>) -> Result<Genre, Error> {
    Ok(Genre {
        id: GenreId(row.get(0)?),
        name: row.get(1)?,
        tracks: row.count(2)?,
    })
}

fn album(row: &Row<'_>) -> Result<Album, Error> {
    Ok(Album {
        id: AlbumId(row.get(0)?),
        title: row.get(1)?,
        artist: row.get::<_, Option<String>>(2)?.map(|names| names.replace('\u{1f}', ", ")),
        year: row.get(3)?,
        tracks: row.count(4)?,
        duration: row.duration(5)?,
        cover: row.cover(6)?,
        added_at: row.time(7)?,
    })
}

fn artist(row: &Row<'_>) -> Result<Artist, Error> {
    Ok(Artist {
        id: ArtistId(row.get(0)?),
        name: row.get(1)?,
        albums: row.count(2)?,
        tracks: row.count(3)?,
        cover: row.cover(4)?,
    })
}
