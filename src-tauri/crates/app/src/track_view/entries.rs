//! Which tracks a view holds, in its order.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::{TrackId, TrackUid};
use store::{AlbumId, Order, TrackFilter};

use super::cache::Key;
use super::{Scope, SortKey, TrackView};
use crate::Error;
use crate::copies::Copies;
use crate::core::Core;

/// A list has so many sort keys at most; more would be a mistake.
const MOST_KEYS: usize = 4;
/// Hits of a ranked search; nobody reads further.
const SEARCH_LIMIT: usize = 1000;

/// A track of a view with its place in the playlist, if it is of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub track: TrackId,
    pub place: Option<usize>,
}

/// What a view holds, in its order.
#[derive(Default)]
pub(crate) struct Contents {
    pub entries: Vec<Entry>,
    /// Of an album: where further copies of a track lie, if there are any.
    pub copies: HashMap<TrackId, Vec<PathBuf>>,
}

impl From<Vec<Entry>> for Contents {
    fn from(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            ..Self::default()
        }
    }
}

impl From<Vec<Copies>> for Contents {
    fn from(album: Vec<Copies>) -> Self {
        Self {
            entries: album.iter().map(|copies| Entry::from(copies.best)).collect(),
            copies: album
                .into_iter()
                .filter(|copies| !copies.others.is_empty())
                .map(|copies| (copies.best, copies.others))
                .collect(),
        }
    }
}

impl From<TrackId> for Entry {
    fn from(track: TrackId) -> Self {
        Self { track, place: None }
    }
}

impl Core {
    /// Every track of a view, in its order.
    pub(crate) fn contents(&self, view: &TrackView, playing: Option<TrackId>) -> Result<Arc<Contents>, Error> {
        let key = Key {
            view: view.clone(),
            tracks: self.tracks_revision(),
            listener: view.is_personal().then(|| self.listener_revision()),
            seed: playing
                .filter(|_| view.has(SortKey::Match))
                .map(|id| (id, self.index_revision.load(Ordering::Relaxed))),
        };
        // Held while it is found out: windows that are asked for together are one question.
        let mut views = self.views.lock();
        if let Some(known) = views.get(&key) {
            return Ok(known);
        }
        let contents = Arc::new(self.find(view, playing)?);
        views.put(key, Arc::clone(&contents));
        Ok(contents)
    }

    fn find(&self, view: &TrackView, playing: Option<TrackId>) -> Result<Contents, Error> {
        let query = view.query.trim();
        if view.scope == Scope::All && !query.is_empty() && view.sort.is_empty() {
            let found = self.store.search(query, SEARCH_LIMIT)?;
            return Ok(found.into_iter().map(Entry::from).collect::<Vec<_>>().into());
        }
        let mut contents: Contents = match (view.indexed(), &view.scope) {
            (Some((order, descending)), _) => self.ids(&TrackFilter::default(), order, descending)?.into(),
            (None, Scope::Album(id)) => self.album_once(*id)?.into(),
            (None, scope) => self.scope(scope)?.into(),
        };
        let entries = &mut contents.entries;
        if !query.is_empty() {
            let found = self.store.search_all(query)?;
            entries.retain(|entry| found.contains(&entry.track));
        }
        if view.indexed().is_none() {
            for by in view.sort.iter().take(MOST_KEYS).rev() {
                self.sort(entries, *by, playing)?;
            }
        }
        Ok(contents)
    }

    /// What a scope holds, in its own order.
    fn scope(&self, scope: &Scope) -> Result<Vec<Entry>, Error> {
        let mut filter = TrackFilter::default();
        let order = match scope {
            Scope::All => Order::Artist,
            Scope::Album(id) => {
                filter.album = Some(*id);
                Order::Album
            }
            Scope::Artist(id) => {
                filter.artist = Some(*id);
                Order::Year
            }
            Scope::Genre(id) => {
                filter.genre = Some(*id);
                Order::Artist
            }
            Scope::Year(year) => {
                filter.year = Some(*year);
                Order::Artist
            }
            Scope::Folder(dir) => {
                filter.below = Some(dir.clone());
                Order::Path
            }
            Scope::Playlist(id) => return self.in_order(&self.store.playlist_items(*id)?, true),
            Scope::Liked => {
                let liked: Vec<TrackUid> = self.store.likes()?.into_iter().map(|(uid, _)| uid).collect();
                return self.in_order(&liked, false);
            }
        };
        self.ids(&filter, order, false)
    }

    /// An album that lies in two folders lists each track once.
    fn album_once(&self, id: AlbumId) -> Result<Vec<Copies>, Error> {
        let filter = TrackFilter {
            album: Some(id),
            ..TrackFilter::default()
        };
        self.each_once(&self.store.track_ids(&filter, Order::Album, false, 0, usize::MAX)?)
    }

    fn ids(&self, filter: &TrackFilter, order: Order, descending: bool) -> Result<Vec<Entry>, Error> {
        let ids = self.store.track_ids(filter, order, descending, 0, usize::MAX)?;
        Ok(ids.into_iter().map(Entry::from).collect())
    }

    /// The tracks of a person's own list that the library knows, missing ones included.
    fn in_order(&self, uids: &[TrackUid], places: bool) -> Result<Vec<Entry>, Error> {
        let ids: HashMap<TrackUid, TrackId> = self.store.ids_of_uids(uids)?.into_iter().collect();
        let entry = |(place, uid): (usize, &TrackUid)| {
            let track = *ids.get(uid)?;
            Some(Entry {
                track,
                place: places.then_some(place),
            })
        };
        Ok(uids.iter().enumerate().filter_map(entry).collect())
    }
}
