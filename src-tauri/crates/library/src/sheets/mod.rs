//! CUE sheets in a scan: their tracks take the place of the files they are in. A sheet beside a file comes before one in it, and of two
//! sheets for one file the one that the library knows, else the first, makes tracks.
//!
//! A sheet that is no more than a list of whole files is passed over, and they stay what they are; one that makes no sense is a failure,
//! and its files stay as well.

mod open;
mod part;
mod stamp;
mod take_in;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use audio::Sheet;
use domain::{Failure, TrackId, holder, in_sheet, sheet_path};
use store::{KnownFile, Store};

use crate::Error;
use crate::formats::Kind;
use crate::intake::Reading;
use crate::read_file::{self, Refusal, read_file};
use crate::walk::Found;
use stamp::PartStamp;

pub use open::Opening;
pub(crate) use open::stamp_of;
pub(crate) use part::{part_tags, whole_file};
pub(crate) use take_in::take_in;

/// Reads a file: one track, or those of the sheet in it.
pub(crate) fn read(found: &Found) -> Vec<Reading> {
    if found.kind == Kind::Audio
        && in_sheet(&found.path).is_none()
        && let Ok(Some(sheet)) = Sheet::of(&found.path)
    {
        let stamp = PartStamp::new(None, found).of(sheet.tracks.len());
        let parts = sheet.tracks.iter().map(|track| Found {
            path: sheet_path(&found.path, track.number),
            stamp,
            ..found.clone()
        });
        return parts.map(read_one).collect();
    }
    vec![read_one(found.clone())]
}

/// What is said of a file that reading does not come to an end with.
pub(crate) fn stuck(found: &Found) -> Vec<Reading> {
    vec![(found.clone(), read_file::stuck(&found.path))]
}

fn read_one(found: Found) -> Reading {
    let content = read_file(&found.path, found.kind);
    (found, content)
}

/// Why a sheet makes no tracks, for a person.
pub(crate) fn refusal(path: &Path) -> Refusal {
    let files = Sheet::of(path).and_then(|sheet| sheet.map_or(Ok(Vec::new()), |sheet| sheet.files_beside(path)));
    match files {
        Err(error) => read_file::refusal(error),
        Ok(_) => Refusal {
            reason: "a file it names is not in this folder itself".into(),
            passing: false,
        },
    }
}

/// Takes out tracks that are not gone: those written since, and those in a file that could not be read.
pub(crate) fn settle(vanished: &mut Vec<KnownFile>, fine: &[PathBuf], failed: &[Failure]) {
    if vanished.iter().all(|file| in_sheet(&file.path).is_none()) {
        return;
    }
    let fine: HashSet<&Path> = fine.iter().map(PathBuf::as_path).collect();
    let failed: HashSet<&Path> = failed.iter().map(|failure| failure.path.as_path()).collect();
    // An unusable sheet makes no tracks any more; what could not be read says nothing.
    let is_unread = |path: &Path| failed.contains(path) || !audio::is_sheet_file(holder(path)) && failed.contains(holder(path));
    vanished.retain(|file| !fine.contains(file.path.as_path()) && !is_unread(&file.path));
}

/// Present tracks that were whole files, which a sheet in them has divided since.
pub(crate) fn divided(store: &Store, fine: &[PathBuf]) -> Result<Vec<TrackId>, Error> {
    let files: HashSet<&Path> = fine.iter().filter_map(|path| in_sheet(path)).map(|(holder, _)| holder).collect();
    let mut whole = Vec::new();
    for file in files {
        whole.extend(
            store
                .track_at(file)?
                .filter(|track| track.missing_since.is_none())
                .map(|track| track.id),
        );
    }
    Ok(whole)
}
