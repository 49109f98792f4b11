//! Lists of tracks: what a view holds, in which order.

mod cache;
mod entries;
mod sort;
mod window;

use std::path::PathBuf;

use domain::PlaylistId;
use store::{AlbumId, ArtistId, GenreId, Order, SortColumn};

pub(crate) use cache::ViewCache;

/// Which tracks a list shows, and in what order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackView {
    pub scope: Scope,
    /// Filters within the scope. Over everything it is the search: best first while `sort` is empty.
    pub query: String,
    /// The main key first; empty: the scope's own order, which also decides between equals.
    pub sort: Vec<SortBy>,
}

/// Everything, or what one thing holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// By artist, album, disc, track.
    #[default]
    All,
    Album(AlbumId),
    /// As artist or album artist; by year.
    Artist(ArtistId),
    Genre(GenreId),
    Year(i32),
    /// Everything below a directory, by path.
    Folder(PathBuf),
    /// In the playlist's own order.
    Playlist(PlaylistId),
    /// The latest like first.
    Liked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortBy {
    pub key: SortKey,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// What the library knows of the file, whoever listens.
    Column(SortColumn),
    Plays,
    LastPlayed,
    Stars,
    /// Like the playing track.
    Match,
}

impl TrackView {
    /// The order of the whole library that the store can give window by window.
    fn indexed(&self) -> Option<(Order, bool)> {
        if self.scope != Scope::All || !self.query.trim().is_empty() || self.sort.len() > 1 {
            return None;
        }
        let Some(by) = self.sort.first() else {
            return Some((Order::Artist, false));
        };
        let SortKey::Column(column) = by.key else { return None };
        let order = match column {
            SortColumn::Title => Order::Title,
            SortColumn::Artist => Order::Artist,
            SortColumn::Album => Order::Album,
            SortColumn::Duration => Order::Duration,
            SortColumn::Added => Order::Added,
            _ => return None,
        };
        Some((order, by.descending))
    }

    /// Whether its order depends on what the listener did.
    fn is_personal(&self) -> bool {
        let keys = [SortKey::Plays, SortKey::LastPlayed, SortKey::Stars];
        matches!(self.scope, Scope::Playlist(_) | Scope::Liked) || keys.into_iter().any(|key| self.has(key))
    }

    fn has(&self, key: SortKey) -> bool {
        self.sort.iter().any(|by| by.key == key)
    }
}
