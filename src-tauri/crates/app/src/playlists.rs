//! Playlists: lists of a listener's own, which keep their entries whatever happens to the files.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;

use domain::{CoverHash, PlaylistId, Timestamp, TrackId, TrackUid};
use recommend::{Rules, similar_to_group};
use store::{ItemChange, PlaylistItem, PlaylistStep};

use crate::{Attune, Error, SimilarState, SimilarView, TrackRow, clock};

/// A playlist in a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaylistRow {
    pub id: PlaylistId,
    pub name: String,
    pub tracks: usize,
    pub length: Duration,
    /// The first few, each once.
    pub covers: Vec<CoverHash>,
    pub created_at: Timestamp,
    /// Entries whose file is not there now.
    pub away: usize,
}

/// An entry of a playlist.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaylistEntry {
    pub item: PlaylistItem,
    /// `None` while the library does not know it.
    pub track: Option<TrackRow>,
    /// Where its file is, or was last.
    pub path: Option<PathBuf>,
}

impl Attune {
    /// All playlists in the listener's order.
    pub fn playlists(&self) -> Result<Vec<PlaylistRow>, Error> {
        Ok(self.core.playlist_rows()?.to_vec())
    }

    /// The entries `offset .. offset + limit` of a playlist.
    pub fn playlist_entries(&self, id: PlaylistId, offset: usize, limit: usize) -> Result<Vec<PlaylistEntry>, Error> {
        let store = &self.core.store;
        let items = store.playlist(id)?.items;
        let window: Vec<PlaylistItem> = (0..)
            .zip(items)
            .map(|(place, uid)| PlaylistItem { place, uid })
            .skip(offset)
            .take(limit)
            .collect();
        let uids: Vec<TrackUid> = window.iter().map(|item| item.uid).collect();
        let rows = self.core.rows_of(store.tracks_by_uids(&uids)?)?;
        let rows: HashMap<TrackUid, TrackRow> = rows.into_iter().map(|row| (row.uid, row)).collect();
        let entry = |item: PlaylistItem| {
            let track = rows.get(&item.uid).cloned();
            let path = match &track {
                Some(row) => Some(row.path.clone()),
                None => store.identity(item.uid)?.map(|identity| identity.evidence.last_path),
            };
            Ok(PlaylistEntry { item, track, path })
        };
        window.into_iter().map(entry).collect()
    }

    /// Adds a playlist at the end.
    pub fn create_playlist(&self, name: &str, tracks: &[TrackId]) -> Result<PlaylistId, Error> {
        let uids = self.uids(tracks)?;
        self.create(name, uids)
    }

    /// Keeps the queue as a playlist, with what is away at the moment.
    pub fn create_playlist_from_queue(&self, name: &str) -> Result<PlaylistId, Error> {
        let queue = self.player.mirror.lock().to_save(true);
        let uids: Vec<TrackUid> = queue.items.iter().map(|item| item.uid).collect();
        self.create(name, uids)
    }

    fn create(&self, name: &str, uids: Vec<TrackUid>) -> Result<PlaylistId, Error> {
        let made = self.edit_playlists(vec![PlaylistStep::Create {
            name: named(name)?.to_owned(),
            items: uids,
            created_at: clock::now(),
        }])?;
        made.first()
            .copied()
            .ok_or_else(|| Error::Internal("a playlist without a number".into()))
    }

    pub fn rename_playlist(&self, id: PlaylistId, name: &str) -> Result<(), Error> {
        self.edit_playlists(vec![PlaylistStep::Rename(id, named(name)?.to_owned())])
            .map(drop)
    }

    pub fn delete_playlist(&self, id: PlaylistId) -> Result<(), Error> {
        self.edit_playlists(vec![PlaylistStep::Delete(id)]).map(drop)
    }

    /// Moves a playlist to the 0-based place `to` among the others.
    pub fn move_playlist(&self, id: PlaylistId, to: usize) -> Result<(), Error> {
        self.edit_playlists(vec![PlaylistStep::Move(id, to)]).map(drop)
    }

    /// Adds tracks before the 0-based place `at`, at the end without one.
    pub fn add_to_playlist(&self, id: PlaylistId, tracks: &[TrackId], at: Option<usize>) -> Result<(), Error> {
        let items = self.uids(tracks)?;
        self.edit_playlists(vec![PlaylistStep::AddItems { id, at, items }]).map(drop)
    }

    /// Takes entries out.
    ///
    /// # Errors
    /// [`Error::NoSuch`] if other tracks stand at these places by now; then nothing is changed.
    pub fn remove_from_playlist(&self, id: PlaylistId, items: &[PlaylistItem]) -> Result<(), Error> {
        let change = ItemChange {
            removed: items.to_vec(),
            inserted: Vec::new(),
        };
        self.edit_playlists(vec![PlaylistStep::ChangeItems(id, change)]).map(drop)
    }

    /// Moves entries so that the first of them stands at `to` afterwards.
    ///
    /// # Errors
    /// [`Error::NoSuch`] if other tracks stand at these places by now; then nothing is changed.
    pub fn move_in_playlist(&self, id: PlaylistId, items: &[PlaylistItem], to: usize) -> Result<(), Error> {
        let items = items.to_vec();
        self.edit_playlists(vec![PlaylistStep::MoveItems { id, items, to }]).map(drop)
    }

    /// Takes the last edit of any playlist back; false if there is none.
    pub fn undo_playlists(&self) -> Result<bool, Error> {
        let undone = self.core.playlist_edits.lock().undo(&self.core.store);
        self.core.playlists_changed();
        undone
    }

    /// Does again what was taken back last; false if there is nothing.
    pub fn redo_playlists(&self) -> Result<bool, Error> {
        let redone = self.core.playlist_edits.lock().redo(&self.core.store);
        self.core.playlists_changed();
        redone
    }

    /// Takes these steps, all or none, as one edit that can be taken back. Answers with the playlists it made.
    pub(crate) fn edit_playlists(&self, steps: Vec<PlaylistStep>) -> Result<Vec<PlaylistId>, Error> {
        let made = self.core.playlist_edits.lock().make(&self.core.store, steps)?;
        self.core.playlists_changed();
        Ok(made)
    }

    fn uids(&self, tracks: &[TrackId]) -> Result<Vec<TrackUid>, Error> {
        Ok(self.named(tracks)?.into_iter().map(|(_, uid)| uid).collect())
    }

    /// Tracks like those of a playlist, without its own.
    pub fn similar_to_playlist(&self, id: PlaylistId, limit: usize) -> Result<SimilarView, Error> {
        let uids = self.core.store.playlist(id)?.items;
        let own: HashSet<TrackId> = self.core.store.ids_of_uids(&uids)?.into_iter().map(|(_, id)| id).collect();
        let rules = Rules {
            limit,
            exclude: own.clone(),
            ..Rules::default()
        };
        let (found, analysed) = {
            let index = self.core.index.read();
            let mut members: Vec<usize> = own.iter().filter_map(|id| index.row_of(*id)).collect();
            members.sort_unstable();
            (similar_to_group(&index, &members, &rules), !members.is_empty())
        };
        let state = match (own.is_empty(), analysed) {
            (true, _) => SimilarState::NoSeed,
            (false, false) if self.core.ear().is_err() => SimilarState::CannotCompare,
            (false, false) if self.core.is_preparing(own.iter().copied()) => SimilarState::Preparing,
            (false, false) => SimilarState::NotAnalysed,
            (false, true) => SimilarState::Ready,
        };
        if state != SimilarState::Ready {
            return Ok(SimilarView {
                seed: None,
                state,
                rows: Vec::new(),
            });
        }
        self.core.similar_to_several(found)
    }
}

fn named(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    if name.is_empty() { Err(Error::NoName) } else { Ok(name) }
}
