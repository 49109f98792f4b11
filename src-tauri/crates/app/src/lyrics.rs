//! The lyrics of a track.

use domain::TrackId;

use crate::{Attune, Error, Lyrics};

impl Attune {
    /// From the file beside the track, else from its tags; read when asked for, so that a file written meanwhile is seen.
    pub fn lyrics(&self, track: TrackId) -> Result<Option<Lyrics>, Error> {
        let track = self.core.store.track(track)?;
        let track = track.ok_or_else(|| Error::NoSuch("such track any more".into()))?;
        Ok(library::lyrics(&track.path, track.format.duration, track.tags.lyrics.as_deref()))
    }
}
