//! Rows for lists: tracks of the store with what the listener did to them.

use domain::{FolderId, Timestamp, Track, TrackId};
use store::{Links, fold};

use crate::core::Core;
use crate::{Error, TrackRow};

/// Whether the file is not where it should be, or nowhere to be reached. What was opened by hand is in no folder that is looked through, so the disk is asked.
fn is_away(track: &Track, unreachable: &[(FolderId, Option<Timestamp>)]) -> bool {
    match track.missing_since {
        Some(_) => !(track.folder == FolderId::OPENED && domain::holder(&track.path).is_file()),
        None => unreachable.iter().any(|(folder, _)| *folder == track.folder),
    }
}

impl Core {
    fn row(&self, track: Track, links: Links, missing: bool) -> TrackRow {
        let heard = {
            let index = self.index.read();
            index.row_of(track.id).map(|row| index.facts(row).tempo)
        };
        let listener = self.listener.read();
        let plays = listener.heard(track.uid);
        TrackRow {
            id: track.id,
            uid: track.uid,
            title: track.display_title(),
            artist: track.tags.artist_line().unwrap_or_default(),
            album: track.tags.album.clone().unwrap_or_default(),
            album_artist: track.tags.album_artist_line().unwrap_or_default(),
            composer: track.tags.composers.join(", "),
            track_number: track.tags.track_number,
            disc_number: track.tags.disc_number,
            year: track.tags.original_year.or(track.tags.year),
            genres: track.tags.genres,
            duration: track.format.duration,
            codec: track.format.codec,
            sample_rate: track.format.sample_rate,
            bits: track.format.bits_per_sample,
            bitrate: track.format.bitrate,
            channels: track.format.channels,
            bpm: track.tags.bpm.or(heard.flatten().map(|tempo| tempo.bpm)),
            cover: track.cover,
            liked: listener.likes(track.uid),
            stars: listener.stars(track.uid),
            missing,
            unplayable: track.format.unplayable,
            analysed: heard.is_some(),
            plays: plays.plays,
            last_played: plays.last,
            added_at: track.added_at,
            path: track.path,
            album_id: links.album,
            artist_id: links.artist,
            match_score: None,
            entry: None,
            copies: Vec::new(),
        }
    }

    pub(crate) fn rows_of(&self, tracks: Vec<Track>) -> Result<Vec<TrackRow>, Error> {
        let first = |track: &Track| {
            fold(
                track
                    .tags
                    .artists
                    .first()
                    .or(track.tags.album_artists.first())
                    .map_or("", |name| name),
            )
        };
        let named: Vec<(TrackId, String)> = tracks.iter().map(|track| (track.id, first(track))).collect();
        let links = self.store.links_of(&named)?;
        let unreachable = self.store.unreachable_folders()?;
        let row = |(track, links): (Track, Links)| {
            let missing = is_away(&track, &unreachable);
            self.row(track, links, missing)
        };
        Ok(tracks.into_iter().zip(links).map(row).collect())
    }

    /// Rows of `ids`, in their order; ids that are gone are left out.
    pub(crate) fn rows(&self, ids: &[TrackId]) -> Result<Vec<TrackRow>, Error> {
        self.rows_of(self.store.tracks(ids)?)
    }

    pub(crate) fn row_by_id(&self, id: TrackId) -> Result<TrackRow, Error> {
        self.rows(&[id])?
            .pop()
            .ok_or_else(|| Error::NotInLibrary(format!("track {}", id.0)))
    }
}
