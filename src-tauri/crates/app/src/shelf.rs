//! Albums and artists of the whole library in memory: what grids show, filters narrow and search looks through.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use domain::TrackUid;
use store::{Album, AlbumId, Artist, ArtistId, Genre, GenreAlbum, Store, fold};

use crate::core::Core;
use crate::count::count;
use crate::{AlbumRow, ArtistRow, Error};

/// While a scan brings tracks, the shelf is put in order at most this often, and never more than a tenth of the time.
const REBUILD_AT_MOST_EVERY: Duration = Duration::from_secs(2);

/// The latest shelf, and when and how it came about.
#[derive(Default)]
pub(crate) struct ShelfSlot {
    shelf: Option<Arc<Shelf>>,
    revision: u64,
    built: Option<(Instant, Duration)>,
    plays: Option<(Arc<Plays>, u64)>,
}

pub(crate) struct Shelf {
    /// By artist, then title.
    pub albums: Vec<Album>,
    /// What is looked at when searching: folded title and artist, and what albums are sorted by.
    pub album_texts: Vec<Texts>,
    pub album_at: HashMap<AlbumId, usize>,
    /// By name.
    pub artists: Vec<Artist>,
    pub artist_texts: Vec<String>,
    pub artist_at: HashMap<ArtistId, usize>,
    artist_named: HashMap<String, ArtistId>,
    /// Asked for by few pages, so found out only then.
    genres: OnceLock<(Vec<Genre>, Vec<GenreAlbum>)>,
}

pub(crate) struct Texts {
    pub title: String,
    pub artist: String,
    pub order: String,
}

/// Plays of all tracks of an album or by an artist, added up.
#[derive(Default)]
pub(crate) struct Plays {
    pub albums: HashMap<AlbumId, u32>,
    pub artists: HashMap<ArtistId, u32>,
}

impl Core {
    /// The shelf as it is, or while much is changing, as it was a moment ago.
    pub(crate) fn shelf(&self) -> Result<Arc<Shelf>, Error> {
        let mut slot = self.shelf.lock();
        let revision = self.tracks_revision();
        if let Some(shelf) = &slot.shelf {
            let rested = slot
                .built
                .is_none_or(|(at, took)| at.elapsed() >= REBUILD_AT_MOST_EVERY.max(took * 10));
            if slot.revision == revision || (!rested && self.jobs.lock().view().scan.is_some()) {
                return Ok(Arc::clone(shelf));
            }
        }
        let started = Instant::now();
        let shelf = Arc::new(Shelf::new(&self.store)?);
        slot.shelf = Some(Arc::clone(&shelf));
        slot.revision = revision;
        slot.built = Some((Instant::now(), started.elapsed()));
        slot.plays = None;
        Ok(shelf)
    }

    pub(crate) fn plays(&self) -> Result<Arc<Plays>, Error> {
        let revision = self.listener_revision();
        if let Some((plays, of)) = &self.shelf.lock().plays
            && *of == revision
        {
            return Ok(Arc::clone(plays));
        }
        let played: HashMap<TrackUid, u32> = self.listener.read().played().collect();
        let uids: Vec<TrackUid> = played.keys().copied().collect();
        let mut plays = Plays::default();
        for (uid, album) in self.store.albums_of_tracks(&uids)? {
            *plays.albums.entry(album).or_default() += played.get(&uid).copied().unwrap_or_default();
        }
        for (uid, artist) in self.store.artists_of_tracks(&uids)? {
            *plays.artists.entry(artist).or_default() += played.get(&uid).copied().unwrap_or_default();
        }
        let plays = Arc::new(plays);
        self.shelf.lock().plays = Some((Arc::clone(&plays), revision));
        Ok(plays)
    }
}

impl Shelf {
    fn new(store: &Store) -> Result<Self, Error> {
        let (albums, artists) = (store.albums()?, store.artists()?);
        let text = |album: &Album| Texts {
            title: fold(&album.title),
            artist: album.artist.as_deref().map(fold).unwrap_or_default(),
            order: store.order_key(&album.title),
        };
        let artist_texts: Vec<String> = artists.iter().map(|artist| fold(&artist.name)).collect();
        Ok(Self {
            album_texts: albums.iter().map(text).collect(),
            album_at: albums.iter().enumerate().map(|(at, album)| (album.id, at)).collect(),
            artist_named: artist_texts.iter().cloned().zip(artists.iter().map(|artist| artist.id)).collect(),
            artist_at: artists.iter().enumerate().map(|(at, artist)| (artist.id, at)).collect(),
            artist_texts,
            albums,
            artists,
            genres: OnceLock::new(),
        })
    }

    /// The artist whose name an album carries; `None` for several joined ones.
    pub fn artist_of(&self, album: usize) -> Option<ArtistId> {
        self.artist_named.get(&self.album_texts[album].artist).copied()
    }

    pub fn album_row(&self, at: usize, plays: &Plays) -> AlbumRow {
        let album = &self.albums[at];
        AlbumRow {
            id: album.id,
            title: album.title.clone(),
            artist: album.artist.clone(),
            artist_id: self.artist_of(at),
            year: album.year,
            tracks: count(album.tracks),
            duration: album.duration,
            cover: album.cover,
            added_at: album.added_at,
            plays: plays.albums.get(&album.id).copied().unwrap_or_default(),
        }
    }

    pub fn artist_row(&self, at: usize, plays: &Plays) -> ArtistRow {
        let artist = &self.artists[at];
        ArtistRow {
            id: artist.id,
            name: artist.name.clone(),
            albums: count(artist.albums),
            tracks: count(artist.tracks),
            cover: artist.cover,
            plays: plays.artists.get(&artist.id).copied().unwrap_or_default(),
        }
    }

    /// The genres, the most frequent first, and which albums are of them.
    pub fn genres(&self, core: &Core) -> Result<&(Vec<Genre>, Vec<GenreAlbum>), Error> {
        if let Some(known) = self.genres.get() {
            return Ok(known);
        }
        let found = (core.store.genres()?, core.store.genre_albums()?);
        Ok(self.genres.get_or_init(|| found))
    }
}
