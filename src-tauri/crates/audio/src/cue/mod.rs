//! CUE sheets: many tracks in one file. Such a track is named by a path behind that of the sheet ([`domain::sheet_path`]), which is
//! understood wherever this crate takes a path. The sheet is the truth and read each time: nothing of it is kept elsewhere.

mod embedded;
mod flac_block;
mod parse;
mod place;
mod resolve;
mod stretch;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::guarded;
use crate::{Error, decode_text, file};

pub use parse::{Said, Sheet, SheetTrack};
pub use place::Place;
pub(crate) use stretch::{Stretch, stretch};

/// Far beyond any sheet; what is larger is something else.
const LARGEST: usize = 1 << 20;

impl Sheet {
    /// The sheet that a `.cue` file is, or that another file holds; `None` for a music file that is one track.
    ///
    /// # Errors
    /// `Corrupt` where a `.cue` file is no sheet, `Io` where the disk failed.
    pub fn of(holder: &Path) -> Result<Option<Self>, Error> {
        guarded(|| {
            if is_sheet_file(holder) {
                parse::parse(&decode_text(&read(holder)?)).map(Some)
            } else {
                embedded::sheet(holder)
            }
        })
    }

    /// The files on the disk that the tracks are in, as [`SheetTrack::file`] counts them.
    ///
    /// # Errors
    /// `Corrupt` where one is not beside the sheet, or is named twice.
    pub fn files_beside(&self, holder: &Path) -> Result<Vec<PathBuf>, Error> {
        if is_sheet_file(holder) {
            resolve::files(holder, &self.files)
        } else {
            Ok(vec![holder.to_path_buf()])
        }
    }

    /// Whether no file holds more than one track: a list of ordinary files, or one that is a track by itself.
    pub fn is_list_of_files(&self) -> bool {
        let mut tracks = vec![0; self.files.len()];
        self.tracks.iter().for_each(|track| tracks[track.file] += 1);
        tracks.iter().all(|count| *count < 2)
    }
}

/// Whether the file is a sheet by its name.
pub fn is_sheet_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(OsStr::new("cue")))
}

/// The file with the samples of a track: `path` itself, if it is no track of a sheet.
///
/// # Errors
/// Those of reading the sheet.
pub fn sound_file(path: &Path) -> Result<PathBuf, Error> {
    guarded(|| Ok(stretch(path)?.map_or_else(|| path.to_path_buf(), |stretch| stretch.file)))
}

/// Length of a track in a file that is `whole` long; for files whose own length only others know.
///
/// # Errors
/// Those of reading the sheet; `Corrupt` if the file ends before the track.
pub fn part_duration(path: &Path, whole: Duration) -> Result<Duration, Error> {
    guarded(|| stretch(path)?.map_or(Ok(whole), |stretch| stretch.duration(whole, 0)))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let (mut file, len) = match file::open(path) {
        Err(Error::NoAudio) => return Err(Error::corrupt("the sheet is empty")),
        other => other?,
    };
    // One byte more than allowed, for a file that grows while it is read.
    let mut bytes = vec![0; usize::try_from(len).unwrap_or(usize::MAX).min(LARGEST) + 1];
    let found = file::read_up_to(&mut file, 0, &mut bytes)?;
    if found > LARGEST {
        return Err(Error::corrupt("it is too large for a sheet"));
    }
    bytes.truncate(found);
    Ok(bytes)
}
