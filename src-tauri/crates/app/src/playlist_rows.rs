//! All playlists with their figures, remembered until something changes: search looks through them with every key.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{PlaylistId, TrackUid};

use crate::core::Core;
use crate::count::count;
use crate::{Error, PlaylistRow};

/// The rows with the revisions of the listener and of the tracks they are of.
pub(crate) type PlaylistRowsSlot = Option<((u64, u64), Arc<[PlaylistRow]>)>;

impl Core {
    /// All playlists in the listener's order.
    pub(crate) fn playlist_rows(&self) -> Result<Arc<[PlaylistRow]>, Error> {
        // Held while they are found out: questions that come together are one.
        let mut slot = self.playlist_rows.lock();
        let revisions = (self.listener_revision(), self.tracks_revision());
        if let Some((of, known)) = &*slot
            && *of == revisions
        {
            return Ok(Arc::clone(known));
        }
        let rows: Arc<[PlaylistRow]> = self.find_playlist_rows()?.into();
        *slot = Some((revisions, Arc::clone(&rows)));
        Ok(rows)
    }

    fn find_playlist_rows(&self) -> Result<Vec<PlaylistRow>, Error> {
        let mut items: HashMap<PlaylistId, Vec<TrackUid>> = HashMap::new();
        for (id, uid) in self.store.all_playlist_items()? {
            items.entry(id).or_default().push(uid);
        }
        let lists = self.store.playlists()?;
        let items: Vec<Vec<TrackUid>> = lists.iter().map(|list| items.remove(&list.id).unwrap_or_default()).collect();
        let figures = self.store.playlist_figures(&items)?;
        let row = |((list, items), figures): ((store::Playlist, &Vec<TrackUid>), store::PlaylistFigures)| PlaylistRow {
            id: list.id,
            name: list.name,
            tracks: items.len(),
            length: figures.length,
            covers: figures.covers,
            created_at: list.created_at,
            away: count(figures.away),
        };
        Ok(lists.into_iter().zip(&items).zip(figures).map(row).collect())
    }
}
