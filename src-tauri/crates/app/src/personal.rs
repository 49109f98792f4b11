//! What a listener says of tracks: likes, stars, and what to hear less of.

use std::collections::HashMap;

use domain::{Feedback, Timestamp, TrackId, TrackUid};

use crate::{Attune, Error, Event, TrackRow, clock};

/// A track the listener wants to hear less of.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedbackRow {
    pub track: TrackRow,
    pub feedback: Feedback,
    pub at: Timestamp,
}

impl Attune {
    /// Likes tracks, or takes the likes back.
    pub fn set_liked(&self, tracks: &[TrackId], liked: bool) -> Result<(), Error> {
        let found = self.named(tracks)?;
        let uids: Vec<TrackUid> = found.iter().map(|(_, uid)| *uid).collect();
        self.core.store.set_liked(&uids, liked.then(clock::now))?;
        self.core.listener.write().set_liked(&uids, liked);
        self.said_of(&found);
        Ok(())
    }

    /// Gives tracks one to five stars; 0 takes theirs away.
    pub fn set_stars(&self, tracks: &[TrackId], stars: u8) -> Result<(), Error> {
        let found = self.named(tracks)?;
        let uids: Vec<TrackUid> = found.iter().map(|(_, uid)| *uid).collect();
        self.core.store.set_stars(&uids, stars, clock::now())?;
        self.core.listener.write().set_stars(&uids, stars);
        self.said_of(&found);
        Ok(())
    }

    /// What Attune may choose of these tracks from now on; `None` takes back what was said.
    pub fn set_feedback(&self, tracks: &[TrackId], feedback: Option<Feedback>) -> Result<(), Error> {
        let found = self.named(tracks)?;
        let uids: Vec<TrackUid> = found.iter().map(|(_, uid)| *uid).collect();
        let now = clock::now();
        // For as long as the program runs; what was said for longer stays.
        if feedback != Some(Feedback::NotNow) {
            self.core.store.set_feedback(&uids, feedback, now)?;
        }
        self.core.listener.write().set_feedback(&uids, feedback, now);
        self.said_of(&found);
        self.core.emit(Event::DiscoverChanged);
        Ok(())
    }

    /// All feedback that holds now, the latest first. Tracks that are not in the library are left out.
    pub fn list_feedback(&self) -> Result<Vec<FeedbackRow>, Error> {
        let said = self.core.listener.read().all_feedback();
        let uids: Vec<TrackUid> = said.iter().map(|(uid, ..)| *uid).collect();
        let tracks = self.core.store.tracks_by_uids(&uids)?;
        let mut rows: HashMap<TrackUid, TrackRow> = self.core.rows_of(tracks)?.into_iter().map(|row| (row.uid, row)).collect();
        let row = |(uid, feedback, at)| {
            let track = rows.remove(&uid)?;
            Some(FeedbackRow { track, feedback, at })
        };
        Ok(said.into_iter().filter_map(row).collect())
    }

    /// Those of `tracks` that are in the library.
    ///
    /// # Errors
    /// [`Error::NotInLibrary`] if none is.
    pub(crate) fn named(&self, tracks: &[TrackId]) -> Result<Vec<(TrackId, TrackUid)>, Error> {
        let found: Vec<_> = self
            .core
            .store
            .tracks_to_play(tracks)?
            .iter()
            .map(|track| (track.id, track.uid))
            .collect();
        match (tracks.first(), found.is_empty()) {
            (Some(id), true) => Err(Error::NotInLibrary(format!("track {}", id.0))),
            _ => Ok(found),
        }
    }

    /// Tells everyone who shows or chooses tracks.
    fn said_of(&self, tracks: &[(TrackId, TrackUid)]) {
        {
            let listener = self.core.listener.read();
            let mut index = self.core.index.write();
            for (id, uid) in tracks {
                if let Some(row) = index.row_of(*id) {
                    listener.write_into(*uid, index.facts_mut(row));
                }
            }
        }
        for (id, _) in tracks {
            self.player.track_changed(*id);
        }
        self.core.listener_changed();
    }
}
