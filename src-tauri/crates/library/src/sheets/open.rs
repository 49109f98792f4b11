//! Sheets of files that are opened by hand.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use audio::Sheet;
use domain::{FileStamp, FolderId, holder, in_sheet, sheet_path};
use store::Store;

use super::stamp::PartStamp;
use super::take_in::is_called_like;
use crate::Error;
use crate::formats::{Kind, kind};
use crate::read_file::{Refusal, refusal};
use crate::walk::Found;

/// More sheets than this beside a file are not looked into.
const MOST_SHEETS: usize = 16;

/// What files opened by hand mean. It remembers the sheets of each folder, for many files of one are opened together.
#[derive(Default)]
pub struct Opening {
    sheets: HashMap<PathBuf, Vec<PathBuf>>,
}

impl Opening {
    /// The tracks that a person means who opens this file: of a sheet its tracks, of a file with a sheet in it or beside it those in it,
    /// of a sheet that only lists whole files these. Anything else is itself, and so is a file that the library has as one track.
    pub fn tracks_in(&mut self, store: &Store, path: &Path) -> Result<Vec<PathBuf>, Error> {
        let itself = || vec![path.to_path_buf()];
        Ok(match kind(path) {
            _ if in_sheet(path).is_some() && holder(path).is_file() => itself(),
            Some(Kind::Sheet) => of_sheet(path, None).unwrap_or_else(itself),
            Some(_) if !path.is_file() || is_one_track(store, path)? => itself(),
            Some(_) => {
                let beside = self.sheets_beside(path);
                let found = beside.iter().find_map(|sheet| of_sheet(sheet, Some(path)));
                found.or_else(|| of_sheet(path, None)).unwrap_or_else(itself)
            }
            None => itself(),
        })
    }

    /// The sheets in the folder of a file, that called like it first.
    fn sheets_beside(&mut self, path: &Path) -> Vec<PathBuf> {
        let dir = path.parent().unwrap_or(Path::new(""));
        let known = self.sheets.entry(dir.to_path_buf()).or_insert_with(|| {
            let entries = std::fs::read_dir(if dir.as_os_str().is_empty() { Path::new(".") } else { dir });
            let names = entries.into_iter().flatten().flatten().map(|entry| dir.join(entry.file_name()));
            let mut sheets: Vec<PathBuf> = names.filter(|path| kind(path) == Some(Kind::Sheet)).collect();
            sheets.sort();
            sheets
        });
        let (like, others): (Vec<&PathBuf>, Vec<&PathBuf>) = known.iter().partition(|sheet| is_called_like(sheet, path));
        like.into_iter().chain(others).take(MOST_SHEETS).cloned().collect()
    }
}

fn is_one_track(store: &Store, path: &Path) -> Result<bool, Error> {
    let is_here = |path: &Path| -> Result<bool, Error> { Ok(store.track_at(path)?.is_some_and(|track| track.missing_since.is_none())) };
    Ok(is_here(path)?
        || path
            .canonicalize()
            .is_ok_and(|real| real != path && is_here(&real).unwrap_or(false)))
}

/// The tracks of a sheet, or those of them in one file; `None` where it makes none.
fn of_sheet(holder: &Path, only: Option<&Path>) -> Option<Vec<PathBuf>> {
    let sheet = Sheet::of(holder).ok()??;
    let files = sheet.files_beside(holder).ok()?;
    if sheet.is_list_of_files() {
        // Whoever opens one of the files means that one.
        return only.is_none().then_some(files);
    }
    let wanted = |file: usize| only.is_none_or(|only| files[file] == only);
    let tracks = sheet.tracks.iter().filter(|track| wanted(track.file));
    let paths: Vec<PathBuf> = tracks.map(|track| sheet_path(holder, track.number)).collect();
    (!paths.is_empty()).then_some(paths)
}

/// The stamp of a file as a scan would have it, or of a track of a sheet; `metadata` is that of the file its path begins with.
pub(crate) fn stamp_of(path: &Path, metadata: &Metadata) -> Result<FileStamp, Refusal> {
    let own = stamp(metadata);
    let Some((holder, number)) = in_sheet(path) else { return Ok(own) };
    let none = || Refusal {
        reason: format!("the sheet has no track {number}"),
        passing: false,
    };
    let sheet = Sheet::of(holder).map_err(refusal)?.ok_or_else(none)?;
    let track = sheet.tracks.iter().find(|track| track.number == number).ok_or_else(none)?;
    let mut files = sheet.files_beside(holder).map_err(refusal)?;
    let file = files.swap_remove(track.file);
    let is_beside = file != holder;
    let metadata = file.metadata().map_err(|error| refusal(error.into()))?;
    let file = Found {
        stamp: stamp(&metadata),
        path: file,
        folder: FolderId::OPENED,
        kind: Kind::Audio,
    };
    Ok(PartStamp::new(is_beside.then_some(own), &file).of(sheet.tracks.len()))
}

fn stamp(metadata: &Metadata) -> FileStamp {
    FileStamp {
        size: metadata.len(),
        modified: metadata.modified().unwrap_or(std::time::UNIX_EPOCH).into(),
    }
}
