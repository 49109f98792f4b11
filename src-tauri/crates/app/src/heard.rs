//! What the ear made of one track, for a person to read.

use domain::TrackId;
use store::TrackAcoustics;

use crate::{Attune, Error};

/// Words, mood and figures of a track, or why there are none.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    Yes(Box<TrackAcoustics>),
    /// It waits for its analysis.
    NotYet,
    /// Its file is away, its analysis failed, or there is no model to hear with.
    Never,
}

impl Attune {
    /// What was heard of a track. One that waits for its analysis moves to the front.
    pub fn heard(&self, track: TrackId) -> Result<Heard, Error> {
        if let Some(heard) = self.core.store.acoustics(&[track])?.pop() {
            return Ok(Heard::Yes(Box::new(heard)));
        }
        if self.core.ear().is_err() || self.core.store.is_beyond_analysis(track)? {
            return Ok(Heard::Never);
        }
        self.analyser.prefer_one(track);
        Ok(Heard::NotYet)
    }
}
