//! Lists of tracks: what a view holds, in which order, remembered until something changes.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::{PlaylistId, TrackId, TrackUid};
use store::{AlbumId, ArtistId, GenreId, Order, SortColumn, SortValue, TrackFilter};

use crate::copies::Copies;
use crate::core::Core;
use crate::{Error, TrackRow};

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
    Title,
    /// The album's artist, so that albums stay together.
    Artist,
    AlbumArtist,
    Album,
    Genre,
    Composer,
    Year,
    Duration,
    Added,
    Plays,
    LastPlayed,
    Stars,
    Codec,
    TrackNumber,
    Path,
    /// Like the playing track.
    Match,
}

/// A window of rows of a longer list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackPage {
    pub total: usize,
    pub offset: usize,
    pub rows: Vec<TrackRow>,
}

/// A list has so many sort keys at most; more would be a mistake.
const MOST_KEYS: usize = 4;
/// Hits of a ranked search; nobody reads further.
const SEARCH_LIMIT: usize = 1000;
/// Views whose order is remembered.
const KEPT: usize = 4;

/// A track of a view with its place in the playlist, if it is of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub track: TrackId,
    pub place: Option<usize>,
}

/// Orders that took a while to find out, the latest used last.
#[derive(Default)]
pub(crate) struct ViewCache(VecDeque<(Key, Arc<[Entry]>)>);

/// A view with what its order depends on.
#[derive(PartialEq)]
struct Key {
    view: TrackView,
    tracks: u64,
    listener: Option<u64>,
    seed: Option<(TrackId, u64)>,
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
        let order = match by.key {
            SortKey::Title => Order::Title,
            SortKey::Artist | SortKey::AlbumArtist => Order::Artist,
            SortKey::Album => Order::Album,
            SortKey::Duration => Order::Duration,
            SortKey::Added => Order::Added,
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

impl Core {
    /// The window `offset .. offset + limit` of a view; `playing` is what rows are compared with.
    pub(crate) fn list_tracks(&self, view: &TrackView, playing: Option<TrackId>, offset: usize, limit: usize) -> Result<TrackPage, Error> {
        let (total, window) = match view.indexed() {
            Some((order, descending)) => {
                let filter = TrackFilter::default();
                let ids = self.store.track_ids(&filter, order, descending, offset, limit)?;
                let entries = ids.into_iter().map(|track| Entry { track, place: None });
                (
                    usize::try_from(self.store.count_tracks(&filter)?).unwrap_or(usize::MAX),
                    entries.collect(),
                )
            }
            None => {
                let entries = self.entries(view, playing)?;
                let window: Vec<Entry> = entries.iter().copied().skip(offset).take(limit).collect();
                (entries.len(), window)
            }
        };
        let ids: Vec<TrackId> = window.iter().map(|entry| entry.track).collect();
        let mut rows = self.rows(&ids)?;
        let matches = self.matches_with(playing, rows.iter().map(|row| row.id));
        // Rows of tracks that went meanwhile are missing from the answer: those that are there go in step.
        let mut places = window.iter();
        for (row, score) in rows.iter_mut().zip(matches) {
            row.match_score = score;
            row.entry = places.find(|entry| entry.track == row.id).and_then(|entry| entry.place);
        }
        if let Scope::Album(id) = view.scope {
            let mut others: HashMap<_, _> = self.album_once(id)?.into_iter().map(|copies| (copies.best, copies.others)).collect();
            for row in &mut rows {
                row.copies = others.remove(&row.id).unwrap_or_default();
            }
        }
        Ok(TrackPage { total, offset, rows })
    }

    /// Every track of a view, in its order.
    pub(crate) fn entries(&self, view: &TrackView, playing: Option<TrackId>) -> Result<Arc<[Entry]>, Error> {
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
        let entries: Arc<[Entry]> = self.find(view, playing)?.into();
        views.put(key, Arc::clone(&entries));
        Ok(entries)
    }

    /// The place of the first row whose name begins with `text`: its title, or what the view is sorted by if that is a name.
    pub(crate) fn place_in_view(&self, view: &TrackView, playing: Option<TrackId>, text: &str) -> Result<Option<usize>, Error> {
        if let Some((order @ (Order::Title | Order::Artist | Order::Album), descending)) = view.indexed() {
            return Ok(self.store.place_of(order, descending, text)?);
        }
        let column = match view.sort.first().map(|by| by.key) {
            Some(SortKey::Artist | SortKey::AlbumArtist) => SortColumn::Artist,
            Some(SortKey::Album) => SortColumn::Album,
            Some(SortKey::Genre) => SortColumn::Genre,
            Some(SortKey::Composer) => SortColumn::Composer,
            _ => SortColumn::Title,
        };
        let key = store::order_key(text);
        if key.is_empty() {
            return Ok(None);
        }
        let entries = self.entries(view, playing)?;
        let ids: Vec<TrackId> = entries.iter().map(|entry| entry.track).collect();
        let values = self.store.sort_values(&ids, column)?;
        let begins = |id: &TrackId| matches!(values.get(id), Some(SortValue::Text(name)) if name.starts_with(&key));
        Ok(ids.iter().position(begins))
    }

    fn find(&self, view: &TrackView, playing: Option<TrackId>) -> Result<Vec<Entry>, Error> {
        let query = view.query.trim();
        if view.scope == Scope::All && !query.is_empty() && view.sort.is_empty() {
            let found = self.store.search(query, SEARCH_LIMIT)?;
            return Ok(found.into_iter().map(|track| Entry { track, place: None }).collect());
        }
        let mut entries = match view.indexed() {
            Some((order, descending)) => self.ids(&TrackFilter::default(), order, descending)?,
            None => self.scope(&view.scope)?,
        };
        if !query.is_empty() {
            let found = self.store.search_all(query)?;
            entries.retain(|entry| found.contains(&entry.track));
        }
        if view.indexed().is_none() {
            for by in view.sort.iter().take(MOST_KEYS).rev() {
                self.sort(&mut entries, *by, playing)?;
            }
        }
        Ok(entries)
    }

    /// What a scope holds, in its own order.
    fn scope(&self, scope: &Scope) -> Result<Vec<Entry>, Error> {
        let filter = TrackFilter::default();
        match scope {
            Scope::All => self.ids(&filter, Order::Artist, false),
            Scope::Album(id) => {
                let best = self.album_once(*id)?.into_iter().map(|copies| copies.best);
                Ok(best.map(|track| Entry { track, place: None }).collect())
            }
            Scope::Artist(id) => self.ids(
                &TrackFilter {
                    artist: Some(*id),
                    ..filter
                },
                Order::Year,
                false,
            ),
            Scope::Genre(id) => self.ids(
                &TrackFilter {
                    genre: Some(*id),
                    ..filter
                },
                Order::Artist,
                false,
            ),
            Scope::Year(year) => self.ids(
                &TrackFilter {
                    year: Some(*year),
                    ..filter
                },
                Order::Artist,
                false,
            ),
            Scope::Folder(dir) => {
                let below = Some(dir.clone());
                self.ids(&TrackFilter { below, ..filter }, Order::Path, false)
            }
            Scope::Playlist(id) => self.in_order(&self.store.playlist_items(*id)?, true),
            Scope::Liked => {
                let liked: Vec<TrackUid> = self.store.likes()?.into_iter().map(|(uid, _)| uid).collect();
                self.in_order(&liked, false)
            }
        }
    }

    fn album_once(&self, id: AlbumId) -> Result<Vec<Copies>, Error> {
        let filter = TrackFilter {
            album: Some(id),
            ..TrackFilter::default()
        };
        self.each_once(&self.store.track_ids(&filter, Order::Album, false, 0, usize::MAX)?)
    }

    fn ids(&self, filter: &TrackFilter, order: Order, descending: bool) -> Result<Vec<Entry>, Error> {
        let ids = self.store.track_ids(filter, order, descending, 0, usize::MAX)?;
        Ok(ids.into_iter().map(|track| Entry { track, place: None }).collect())
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

    /// Sorts by one key and leaves equals as they stand; what has no value comes last either way.
    fn sort(&self, entries: &mut [Entry], by: SortBy, playing: Option<TrackId>) -> Result<(), Error> {
        let column = match by.key {
            SortKey::Title => SortColumn::Title,
            SortKey::Artist | SortKey::AlbumArtist => SortColumn::Artist,
            SortKey::Album => SortColumn::Album,
            SortKey::Genre => SortColumn::Genre,
            SortKey::Composer => SortColumn::Composer,
            SortKey::Year => SortColumn::Year,
            SortKey::Duration => SortColumn::Duration,
            SortKey::Added => SortColumn::Added,
            SortKey::Codec => SortColumn::Codec,
            SortKey::TrackNumber => SortColumn::TrackNumber,
            SortKey::Path => SortColumn::Path,
            SortKey::Plays | SortKey::LastPlayed | SortKey::Stars => {
                let uids: HashMap<TrackId, TrackUid> = self.store.track_index()?.into_iter().map(|(id, uid, _)| (id, uid)).collect();
                let listener = self.listener.read();
                by_value(entries, by.descending, |id| {
                    let uid = *uids.get(&id)?;
                    match by.key {
                        SortKey::Plays => Some(i64::from(listener.heard(uid).plays)),
                        SortKey::LastPlayed => Some(listener.heard(uid).last?.0),
                        _ => Some(i64::from(listener.stars(uid))).filter(|stars| *stars > 0),
                    }
                });
                return Ok(());
            }
            SortKey::Match => {
                let scores = self.matches_with(playing, entries.iter().map(|entry| entry.track));
                let scores: HashMap<TrackId, f32> = entries
                    .iter()
                    .zip(scores)
                    .filter_map(|(entry, score)| Some((entry.track, score?)))
                    .collect();
                // Scores are 0–1: as whole numbers they can be compared.
                by_value(entries, by.descending, |id| Some((scores.get(&id)? * 1e9) as i64));
                return Ok(());
            }
        };
        let ids: Vec<TrackId> = entries.iter().map(|entry| entry.track).collect();
        let mut values: HashMap<TrackId, SortValue> = self.store.sort_values(&ids, column)?;
        let twice: bool = entries.iter().any(|entry| entry.place.is_some());
        // A playlist may hold a track twice.
        if twice {
            by_value(entries, by.descending, |id| values.get(&id).cloned());
        } else {
            by_value(entries, by.descending, |id| values.remove(&id));
        }
        Ok(())
    }

    /// How like the playing track each of `ids` is; `None` where either is not analysed.
    fn matches_with(&self, playing: Option<TrackId>, ids: impl Iterator<Item = TrackId>) -> Vec<Option<f32>> {
        let index = self.index.read();
        let Some(seed) = playing.and_then(|id| index.row_of(id)) else {
            return ids.map(|_| None).collect();
        };
        ids.map(|id| Some(index.match_between(seed, index.row_of(id)?))).collect()
    }
}

fn by_value<K: Ord>(entries: &mut [Entry], descending: bool, mut value: impl FnMut(TrackId) -> Option<K>) {
    let mut keyed: Vec<(Option<K>, Entry)> = entries.iter().map(|entry| (value(entry.track), *entry)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    for (slot, (_, entry)) in entries.iter_mut().zip(keyed) {
        *slot = entry;
    }
}

impl ViewCache {
    fn get(&mut self, key: &Key) -> Option<Arc<[Entry]>> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        let found = self.0.remove(at)?;
        let entries = Arc::clone(&found.1);
        self.0.push_back(found);
        Some(entries)
    }

    fn put(&mut self, key: Key, entries: Arc<[Entry]>) {
        self.0.retain(|(known, _)| known.view != key.view);
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back((key, entries));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order_and_what_has_no_value_comes_last_either_way() {
        let list = |ids: &[i64]| -> Vec<Entry> {
            let entry = |id: &i64| Entry {
                track: TrackId(*id),
                place: None,
            };
            ids.iter().map(entry).collect()
        };
        let value = |id: TrackId| (id.0 < 100).then_some(id.0 / 10);
        for (descending, expect) in [(false, [5, 3, 14, 12, 200, 100]), (true, [14, 12, 5, 3, 200, 100])] {
            let mut entries = list(&[200, 14, 5, 100, 12, 3]);
            by_value(&mut entries, descending, value);
            let got: Vec<i64> = entries.iter().map(|entry| entry.track.0).collect();
            assert_eq!(got, expect);
        }
    }
}
