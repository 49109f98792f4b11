//! Paths of tracks that share a file: a CUE sheet, or a file with a sheet in it, and behind it the number of the track, as in
//! `album.cue/03`. Nothing on a disk has such a path, for what stands before the number is no directory.

use std::path::{Path, PathBuf};

/// Tracks of one sheet.
pub const MOST_SHEET_TRACKS: u32 = 999;

/// The path of a track of the sheet at, or in, `holder`.
pub fn sheet_path(holder: &Path, number: u32) -> PathBuf {
    holder.join(format!("{number:02}"))
}

/// The file that holds the sheet, and the number of the track; `None` for a track that has a file for itself. By the names alone:
/// music files have an ending, and `03` has none.
pub fn in_sheet(path: &Path) -> Option<(&Path, u32)> {
    let name = path.file_name()?.to_str()?;
    let digits = (2..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = name.parse().ok().filter(|number| digits && *number > 0)?;
    // One track has one path: `003` is none.
    if name.len() == 3 && number < 100 {
        return None;
    }
    let holder = path.parent()?;
    holder
        .extension()
        .is_some_and(|ending| !ending.is_empty())
        .then_some((holder, number))
}

/// The file to look for on the disk: the sheet, or the file with a sheet in it; `path` itself for all other tracks.
pub fn holder(path: &Path) -> &Path {
    in_sheet(path).map_or(path, |(holder, _)| holder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_a_file_is_a_track_of_its_sheet() {
        let sheet = Path::new("/m/Album/album.cue");
        for number in [1, 9, 10, 99, 100, 999] {
            let path = sheet_path(sheet, number);
            assert_eq!(in_sheet(&path), Some((sheet, number)));
            assert_eq!(holder(&path), sheet);
        }
        for path in [
            "/m/Album/03",
            "/m/album.cue",
            "/m/album.cue/00",
            "/m/album.cue/3",
            "/m/album.cue/003",
            "/m/album.cue/0003",
            "/m/album.cue/03.mp3",
            "/m/album.cue/+3",
            "/m/.cue/03",
            "03",
            "/",
            "",
        ] {
            assert_eq!(in_sheet(Path::new(path)), None, "{path}");
            assert_eq!(holder(Path::new(path)), Path::new(path));
        }
    }
}
