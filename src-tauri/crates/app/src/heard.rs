//! What the ear made of one track, for a person to read.

use domain::TrackId;
use store::TrackAcoustics;

use crate::{Attune, Error};

impl Attune {
    /// Words, mood and figures of a track; `None` until it is analysed. A track that waits for its analysis moves to the front.
    pub fn heard(&self, track: TrackId) -> Result<Option<TrackAcoustics>, Error> {
        let heard = self.core.store.acoustics(&[track])?.pop();
        if heard.is_none() {
            self.analyser.prefer(vec![track]);
        }
        Ok(heard)
    }
}
