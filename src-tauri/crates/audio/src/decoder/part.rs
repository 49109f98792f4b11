//! A track that is a part of its file.

use std::path::Path;

use super::Decoder;
use crate::Error;
use crate::cue::{Stretch, stretch};
use crate::error::guarded;
use crate::open::Trim;

impl Decoder {
    pub(super) fn open_part(stretch: &Stretch) -> Result<Self, Error> {
        let mut decoder = Self::open_inner(&stretch.file)?;
        decoder.confine(stretch)?;
        if decoder.part.start > decoder.cursor {
            decoder.seek_inner(decoder.part.start, false)?;
            decoder.delivered = false;
        }
        Ok(decoder)
    }

    /// Goes on as the track at `path`, if it begins in the same file with the very frame that is next: nothing is opened, and nothing is
    /// lost of what the codec remembers. False leaves all as it was.
    pub fn go_on_as(&mut self, path: &Path) -> bool {
        let Ok(Some(next)) = guarded(|| stretch(path)) else { return false };
        let start = self.frame_at(next.start.frames(self.format.sample_rate));
        let is_next = !self.broken && next.file == self.path && self.part.end == Some(start) && self.cursor == start;
        is_next && self.confine(&next).is_ok()
    }

    fn confine(&mut self, stretch: &Stretch) -> Result<(), Error> {
        let rate = self.format.sample_rate;
        self.format.duration = stretch.duration(self.whole, rate)?;
        let end = stretch.end.map(|end| self.frame_at(end.frames(rate)));
        self.part = Trim {
            start: self.frame_at(stretch.start.frames(rate)),
            end: [end, self.trim.end].into_iter().flatten().min(),
        };
        Ok(())
    }

    /// Raw frame of a frame of music.
    fn frame_at(&self, frame: u64) -> i64 {
        self.trim.start.saturating_add(i64::try_from(frame).unwrap_or(i64::MAX))
    }
}
