//! From the path of a track in a sheet to the stretch of a file it is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::PayloadHash;
use sha2::{Digest, Sha256};

use super::{Place, Sheet};
use crate::Error;
use crate::probe::{duration_to_frames, frames_to_duration};
use crate::pulse::on_disk;

/// A part of a file that is a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) file: PathBuf,
    pub(crate) number: u32,
    pub(crate) start: Place,
    /// `None`: the end of the file.
    pub(crate) end: Option<Place>,
}

/// `None` for a path of a whole file, or of what is not there.
pub(crate) fn stretch(path: &Path) -> Result<Option<Stretch>, Error> {
    let Some((holder, number)) = domain::in_sheet(path) else {
        return Ok(None);
    };
    // Not there, or a directory: whoever opens the path is told so by the system.
    if !on_disk(|| holder.is_file()) {
        return Ok(None);
    }
    let sheet = Sheet::of(holder)?.ok_or_else(|| Error::corrupt("there is no sheet in the file any more"))?;
    let track = sheet.tracks.iter().find(|track| track.number == number);
    let track = track.ok_or_else(|| Error::corrupt(format!("the sheet has no track {number}")))?;
    let mut files = sheet.files_beside(holder)?;
    Ok(Some(Stretch {
        file: files.swap_remove(track.file),
        number,
        start: track.start,
        end: track.end,
    }))
}

impl Stretch {
    /// Length of this part of a file that is `whole` long at `rate` Hz, as far as that is known.
    ///
    /// # Errors
    /// `Corrupt` if the file ends before it.
    pub(crate) fn duration(&self, whole: Duration, rate: u32) -> Result<Duration, Error> {
        // Where the rate is not known, nothing plays, and nanoseconds count as frames.
        let rate = if rate == 0 { 1_000_000_000 } else { rate };
        let (start, end) = (self.start.frames(rate), self.end.map(|end| end.frames(rate)));
        let end = match (duration_to_frames(whole, rate), end) {
            (0, end) => end.unwrap_or(start),
            (whole, _) if start >= whole => {
                return Err(Error::corrupt(format!(
                    "track {} of the sheet begins behind the end of the file",
                    self.number
                )));
            }
            (whole, end) => end.map_or(whole, |end| end.min(whole)),
        };
        Ok(frames_to_duration(end.saturating_sub(start), rate))
    }

    /// The name of this part of the audio that `whole` names.
    pub(crate) fn hash(&self, whole: PayloadHash) -> PayloadHash {
        let mut hash = Sha256::new();
        hash.update(b"part");
        hash.update(whole.0);
        hash.update(self.number.to_le_bytes());
        for place in [Some(self.start), self.end] {
            let place = place.map_or((u64::MAX, 0), |place| (place.count, place.per_second));
            hash.update(place.0.to_le_bytes());
            hash.update(place.1.to_le_bytes());
        }
        let mut short = [0; 16];
        short.copy_from_slice(&hash.finalize()[..16]);
        PayloadHash(short)
    }
}
