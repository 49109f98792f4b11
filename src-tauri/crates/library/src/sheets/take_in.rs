//! From the files that were walked to those that are tracks, by stamps as far as they go: only a new or changed sheet is read.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use audio::Sheet;
use domain::{FileStamp, in_sheet, sheet_path};
use store::KnownFile;

use super::stamp::{Beside, PartStamp};
use crate::formats::Kind;
use crate::walk::{Found, Walked};

/// Sheets remembered that make no tracks.
const MOST_PASSED_OVER: usize = 100_000;

/// Sheets that were read and passed over, and when that was true. Nothing else keeps them from being read in every scan; after a start
/// they are once.
static PASSED_OVER: Mutex<Option<HashMap<PathBuf, FileStamp>>> = Mutex::new(None);

/// Numbers and stamps of the tracks that are known of each sheet, missing and refused ones among them, and whether they are present.
type Parts<'a> = HashMap<&'a Path, HashMap<(u32, FileStamp), bool>>;

/// Number, file and stamp of each track of a sheet.
type Tracks = Vec<(u32, usize, FileStamp)>;

/// What a sheet comes to.
enum Verdict {
    Tracks(Tracks),
    PassedOver,
    /// A failure, new or of before.
    Unusable,
    /// The disk failed: what is known of it stays.
    Unread(String),
}

/// Puts tracks in the place of sheets and the files these are for.
pub(crate) fn take_in(walked: &mut Walked, known: &HashMap<PathBuf, Vec<KnownFile>>, refused: &HashMap<PathBuf, FileStamp>) {
    let mut parts = Parts::new();
    let rows = known
        .iter()
        .flat_map(|(path, rows)| rows.iter().map(move |row| (path, row.stamp, !row.missing)));
    for (path, stamp, present) in rows.chain(refused.iter().map(|(path, stamp)| (path, *stamp, false))) {
        if let Some((holder, number)) = in_sheet(path) {
            *parts.entry(holder).or_default().entry((number, stamp)).or_default() |= present;
        }
    }
    if parts.is_empty() && walked.files.iter().all(|found| found.kind != Kind::Sheet) {
        return;
    }
    let (apart, mut out) = by_directory(std::mem::take(&mut walked.files), &parts);
    for dir in apart {
        out.extend(of_directory(dir, walked, &parts, refused));
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    walked.files = out;
}

/// The files of directories where there are sheets, beside them or in them, and all others.
fn by_directory(files: Vec<Found>, parts: &Parts<'_>) -> (Vec<Vec<Found>>, Vec<Found>) {
    let sheets = files
        .iter()
        .filter(|found| found.kind == Kind::Sheet)
        .map(|found| found.path.as_path());
    let places = sheets.chain(parts.keys().copied()).filter_map(Path::parent);
    let mut dirs: HashMap<PathBuf, Vec<Found>> = places.map(|dir| (dir.to_path_buf(), Vec::new())).collect();
    let mut others = Vec::with_capacity(files.len());
    for found in files {
        match found.path.parent().and_then(|dir| dirs.get_mut(dir)) {
            Some(dir) => dir.push(found),
            None => others.push(found),
        }
    }
    (dirs.into_values().collect(), others)
}

/// The files of one directory, by path, as tracks.
fn of_directory(files: Vec<Found>, walked: &mut Walked, parts: &Parts<'_>, refused: &HashMap<PathBuf, FileStamp>) -> Vec<Found> {
    let mut out = Vec::with_capacity(files.len());
    let mut claimed = HashSet::new();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for sheet in files.iter().filter(|found| found.kind == Kind::Sheet) {
        match known_tracks(sheet, &files, parts) {
            Some((tracks, present)) => known.push((sheet, tracks, present)),
            None => unknown.push(sheet),
        }
    }
    known.sort_by_key(|(.., present)| !present);
    for (sheet, tracks, _) in known {
        if tracks.iter().any(|(_, at, _)| claimed.contains(at)) {
            unknown.push(sheet);
        } else {
            claim(sheet, tracks, &files, &mut claimed, &mut out);
        }
    }
    // The sheet that is called like a file is the one for it.
    unknown.sort_by_key(|sheet| {
        !files
            .iter()
            .any(|file| file.kind != Kind::Sheet && is_called_like(&sheet.path, &file.path))
    });
    let all = Beside::new(files.iter());
    for sheet in unknown {
        let stamp = all.stamp(sheet.stamp);
        let verdict = if refused.get(&sheet.path) == Some(&stamp) {
            Verdict::Unusable
        } else if is_passed_over(&sheet.path, stamp) {
            Verdict::PassedOver
        } else {
            judge(sheet, &files, &claimed, walked)
        };
        match verdict {
            Verdict::Tracks(tracks) => claim(sheet, tracks, &files, &mut claimed, &mut out),
            Verdict::PassedOver => pass_over(&sheet.path, stamp),
            Verdict::Unusable => out.push(Found { stamp, ..sheet.clone() }),
            Verdict::Unread(reason) => {
                walked.refused.push((sheet.path.clone(), reason));
                walked.unreadable.push(sheet.path.clone());
            }
        }
    }
    for (at, file) in files.iter().enumerate() {
        if file.kind == Kind::Sheet || claimed.contains(&at) {
            continue;
        }
        match parts.get(file.path.as_path()).and_then(|parts| embedded_tracks(file, parts)) {
            Some(tracks) => out.extend(tracks),
            None => out.push(file.clone()),
        }
    }
    out
}

/// The tracks of a sheet, if the library has them all as the sheet and the files make them now; and whether any is present.
fn known_tracks(sheet: &Found, files: &[Found], parts: &Parts<'_>) -> Option<(Tracks, bool)> {
    let parts = parts.get(sheet.path.as_path())?;
    // In a folder of thousands few are as large as those that are known.
    let sizes: HashSet<u64> = parts.keys().map(|(_, stamp)| stamp.size).collect();
    let sound = files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.kind != Kind::Sheet && sizes.contains(&file.stamp.size));
    let places: HashMap<PartStamp, usize> = sound.map(|(at, file)| (PartStamp::new(Some(sheet.stamp), file), at)).collect();
    all_of(parts, |part| places.get(&part).copied())
}

/// The same for the sheet in a file.
fn embedded_tracks(file: &Found, parts: &HashMap<(u32, FileStamp), bool>) -> Option<Vec<Found>> {
    let expected = PartStamp::new(None, file);
    let (tracks, _) = all_of(parts, |part| (part == expected).then_some(0))?;
    let track = |(number, _, stamp)| Found {
        path: sheet_path(&file.path, number),
        stamp,
        ..file.clone()
    };
    Some(tracks.into_iter().map(track).collect())
}

/// The parts that have a place; `None` if they are not as many as their stamps say. Others are what the sheet made before it changed.
fn all_of(parts: &HashMap<(u32, FileStamp), bool>, place: impl Fn(PartStamp) -> Option<usize>) -> Option<(Tracks, bool)> {
    let (mut tracks, mut counts, mut present) = (Tracks::new(), HashSet::new(), false);
    for ((number, stamp), is_present) in parts {
        let (part, count) = PartStamp::read(*stamp);
        if let Some(at) = place(part) {
            tracks.push((*number, at, *stamp));
            counts.insert(count);
            present |= is_present;
        }
    }
    (counts.len() == 1 && counts.contains(&tracks.len())).then_some((tracks, present))
}

fn judge(sheet: &Found, files: &[Found], claimed: &HashSet<usize>, walked: &Walked) -> Verdict {
    let unread = |error: audio::Error| match error {
        audio::Error::Io(_) => Verdict::Unread(crate::read_file::refusal(error).reason),
        _ => Verdict::Unusable,
    };
    let read = match Sheet::of(&sheet.path) {
        Ok(Some(read)) => read,
        Ok(None) => return Verdict::PassedOver,
        Err(error) => return unread(error),
    };
    if read.is_list_of_files() {
        return Verdict::PassedOver;
    }
    let named = match read.files_beside(&sheet.path) {
        Ok(named) => named,
        // The file may lie there and the disk not show it.
        Err(_)
            if sheet
                .path
                .parent()
                .is_some_and(|dir| walked.unreadable.iter().any(|path| path.starts_with(dir))) =>
        {
            return Verdict::Unread("a file beside it could not be looked at".into());
        }
        Err(error) => return unread(error),
    };
    let mut places = Vec::with_capacity(named.len());
    for path in named {
        match files.binary_search_by(|file| file.path.cmp(&path)) {
            Ok(at) if claimed.contains(&at) => return Verdict::PassedOver,
            Ok(at) => places.push(at),
            Err(_) if walked.hides(&path) => return Verdict::Unread("a file beside it could not be looked at".into()),
            Err(_) => return Verdict::Unusable,
        }
    }
    let count = read.tracks.len();
    let tracks = read.tracks.iter().map(|track| {
        let at = places[track.file];
        (track.number, at, PartStamp::new(Some(sheet.stamp), &files[at]).of(count))
    });
    Verdict::Tracks(tracks.collect())
}

fn claim(sheet: &Found, tracks: Tracks, files: &[Found], claimed: &mut HashSet<usize>, out: &mut Vec<Found>) {
    for (number, at, stamp) in tracks {
        claimed.insert(at);
        out.push(Found {
            path: sheet_path(&sheet.path, number),
            stamp,
            folder: sheet.folder,
            kind: files[at].kind,
        });
    }
}

/// `album.cue` or `album.flac.cue` for `album.flac`.
pub(super) fn is_called_like(sheet: &Path, file: &Path) -> bool {
    let stem = sheet.file_stem();
    stem == file.file_stem() || stem == file.file_name()
}

fn is_passed_over(path: &Path, stamp: FileStamp) -> bool {
    let known = PASSED_OVER.lock().unwrap_or_else(PoisonError::into_inner);
    known.as_ref().and_then(|known| known.get(path)) == Some(&stamp)
}

fn pass_over(path: &Path, stamp: FileStamp) {
    let mut known = PASSED_OVER.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if known.len() >= MOST_PASSED_OVER {
        known.clear();
    }
    known.insert(path.to_path_buf(), stamp);
}
