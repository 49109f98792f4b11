//! Albums, artists and genres with what stands behind them. Names without a present track are not listed.

use std::time::Duration;

use domain::{CoverHash, Timestamp};
use rusqlite::Row;

use crate::columns::{Columns, collect};
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

    /// All genres, the most frequent first.
    pub fn genres(&self) -> Result<Vec<Genre>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached(
                "SELECT g.id, g.name, count(*) AS n FROM genres g JOIN track_genres tg ON tg.genre_id = g.id
                 JOIN tracks t ON t.id = tg.track_id AND t.missing_since IS NULL GROUP BY g.id ORDER BY n DESC, g.key",
            )?;
            collect(query.query([])?, |row| {
                Ok(Genre {
                    id: GenreId(row.get(0)?),
                    name: row.get(1)?,
                    tracks: row.count(2)?,
                })
            })
        })
    }
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
