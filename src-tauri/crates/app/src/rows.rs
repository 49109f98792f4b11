//! Rows for lists: tracks of the store with what the listener did to them.

use domain::{FolderId, Track, TrackId};

use crate::core::Core;
use crate::{Error, TrackRow};

/// Whether the file is not where it should be. What was opened by hand is in no folder that is looked through, so the disk is asked.
fn is_away(track: &Track) -> bool {
    track.missing_since.is_some() && !(track.folder == FolderId::OPENED && track.path.is_file())
}

impl Core {
    pub(crate) fn row(&self, track: Track) -> TrackRow {
        let missing = is_away(&track);
        let listener = self.listener.read();
        TrackRow {
            id: track.id,
            uid: track.uid,
            title: track.display_title(),
            artist: track.tags.artist_line().unwrap_or_default(),
            album: track.tags.album.clone().unwrap_or_default(),
            album_artist: track.tags.album_artist_line().unwrap_or_default(),
            track_number: track.tags.track_number,
            disc_number: track.tags.disc_number,
            year: track.tags.original_year.or(track.tags.year),
            genres: track.tags.genres,
            duration: track.format.duration,
            codec: track.format.codec,
            cover: track.cover,
            liked: listener.likes(track.uid),
            missing,
            unplayable: track.format.unplayable,
            analysed: self.index.read().row_of(track.id).is_some(),
            plays: listener.heard(track.uid).plays,
            path: track.path,
        }
    }

    /// Rows of `ids`, in their order; ids that are gone are left out.
    pub(crate) fn rows(&self, ids: &[TrackId]) -> Result<Vec<TrackRow>, Error> {
        Ok(self.store.tracks(ids)?.into_iter().map(|track| self.row(track)).collect())
    }

    pub(crate) fn row_by_id(&self, id: TrackId) -> Result<TrackRow, Error> {
        let track = self
            .store
            .track(id)?
            .ok_or_else(|| Error::NotInLibrary(format!("track {}", id.0)))?;
        Ok(self.row(track))
    }
}
