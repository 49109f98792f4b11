//! Which files a sheet means. It was written on another machine, before the album was converted or renamed: only the name itself counts,
//! and only what lies beside the sheet is looked at, whatever else it names.

use std::path::{Path, PathBuf};

use crate::Error;
use crate::pulse::on_disk;

/// Endings that a file may have instead of the one the sheet names, the best first.
const ENDINGS: [&str; 24] = [
    "flac", "wav", "wave", "aif", "aiff", "aifc", "ape", "wv", "tta", "tak", "m4a", "alac", "caf", "mka", "dsf", "dff", "opus", "ogg",
    "oga", "mp3", "mp4", "aac", "mpc", "wma",
];

/// The files beside `sheet` that `names` mean, in their order.
pub(super) fn files(sheet: &Path, names: &[String]) -> Result<Vec<PathBuf>, Error> {
    let dir = sheet.parent().unwrap_or(Path::new(""));
    let mut beside = Beside { dir, names: None };
    let mut found: Vec<PathBuf> = Vec::with_capacity(names.len());
    for name in names {
        let base = base_name(name);
        let mut file = beside.named(base)?;
        if file.is_none() && names.len() == 1 {
            file = beside.called_like(sheet)?;
        }
        let file = file.ok_or_else(|| Error::corrupt(format!("the file it names is not beside it: {base}")))?;
        if found.contains(&file) {
            return Err(Error::corrupt("two of the files it names are one"));
        }
        found.push(file);
    }
    Ok(found)
}

/// The last part of a path of any system.
fn base_name(name: &str) -> &str {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    // `C:album.wav`
    match base.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => &base[2..],
        _ => base,
    }
}

struct Beside<'a> {
    dir: &'a Path,
    /// Folded name and path of what lies in it, in order; read when it is first needed.
    names: Option<Vec<(String, PathBuf)>>,
}

impl Beside<'_> {
    fn named(&mut self, base: &str) -> Result<Option<PathBuf>, Error> {
        if base.is_empty() || base == "." || base == ".." || base.contains('\0') {
            return Ok(None);
        }
        let exact = self.dir.join(base);
        // A sheet may name itself, or a text.
        if ending_rank(&exact).is_some() && on_disk(|| exact.is_file()) {
            return Ok(Some(exact));
        }
        let folded = base.to_lowercase();
        let in_another_case = self.list()?.iter().find(|(name, _)| *name == folded).map(|(_, path)| path.clone());
        if in_another_case.is_some() {
            return Ok(in_another_case);
        }
        let stem = folded.rsplit_once('.').map_or(folded.as_str(), |(stem, _)| stem).to_owned();
        self.with_stem(&stem)
    }

    /// `album.flac` for `album.cue` and for `album.flac.cue`.
    fn called_like(&mut self, sheet: &Path) -> Result<Option<PathBuf>, Error> {
        let Some(stem) = sheet.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()) else {
            return Ok(None);
        };
        let whole = self.list()?.iter().find(|(name, _)| *name == stem).map(|(_, path)| path.clone());
        if whole.is_some() { Ok(whole) } else { self.with_stem(&stem) }
    }

    fn with_stem(&mut self, stem: &str) -> Result<Option<PathBuf>, Error> {
        let alike = self
            .list()?
            .iter()
            .filter(|(name, _)| name.rsplit_once('.').is_some_and(|(other, _)| other == stem));
        Ok(alike.min_by_key(|(_, path)| ending_rank(path)).map(|(_, path)| path.clone()))
    }

    fn list(&mut self) -> Result<&[(String, PathBuf)], Error> {
        if self.names.is_none() {
            let dir = if self.dir.as_os_str().is_empty() {
                Path::new(".")
            } else {
                self.dir
            };
            let mut names: Vec<(String, PathBuf)> = on_disk(|| std::fs::read_dir(dir))?
                .flatten()
                .filter(|entry| ending_rank(Path::new(&entry.file_name())).is_some())
                .map(|entry| (entry.file_name().to_string_lossy().to_lowercase(), self.dir.join(entry.file_name())))
                .filter(|(name, path)| !name.starts_with("._") && on_disk(|| path.is_file()))
                .collect();
            names.sort();
            self.names = Some(names);
        }
        Ok(self.names.as_deref().unwrap_or_default())
    }
}

/// `None` for what is no music.
fn ending_rank(path: &Path) -> Option<usize> {
    let ending = path.extension()?.to_str()?;
    ENDINGS.iter().position(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_are_found_under_the_names_they_have_now() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "Album.FLAC",
            "other.mp3",
            "other.flac",
            "Disc 2.cue",
            "disc 2.ape",
            "whole.flac",
            "whole.flac.cue",
            "notes.txt",
        ] {
            fs::write(dir.path().join(name), b"x").unwrap();
        }
        fs::create_dir(dir.path().join("folder.flac")).unwrap();
        let find = |sheet: &str, name: &str| {
            let found = files(&dir.path().join(sheet), &[name.to_owned()]).ok()?;
            Some(found[0].file_name()?.to_str()?.to_owned())
        };
        for (sheet, name, expected) in [
            ("x.cue", "Album.FLAC", Some("Album.FLAC")),
            ("x.cue", "album.flac", Some("Album.FLAC")),
            ("x.cue", "ALBUM.wav", Some("Album.FLAC")),
            ("x.cue", "C:\\Rips\\Band\\Album.wav", Some("Album.FLAC")),
            ("x.cue", "/home/someone/album.wav", Some("Album.FLAC")),
            ("x.cue", "c:album.wav", Some("Album.FLAC")),
            ("x.cue", "../../album.wav", Some("Album.FLAC")),
            ("x.cue", "other.wav", Some("other.flac")),
            ("x.cue", "other.mp3", Some("other.mp3")),
            ("Disc 2.cue", "CDImage.wav", Some("disc 2.ape")),
            ("whole.flac.cue", "CDImage.wav", Some("whole.flac")),
            ("album.cue", "", Some("Album.FLAC")),
            ("x.cue", "CDImage.wav", None),
            ("x.cue", "notes.txt", None),
            ("x.cue", "folder.flac", None),
            ("x.cue", "..", None),
            ("x.cue", "a\0.flac", None),
            ("x.cue", "", None),
        ] {
            assert_eq!(find(sheet, name).as_deref(), expected, "{name:?} in {sheet}");
        }
        let two = ["album.wav".to_owned(), "ALBUM.flac".to_owned()];
        assert!(files(&dir.path().join("x.cue"), &two).is_err(), "one file twice");
        let two = ["album.wav".to_owned(), "nowhere.flac".to_owned()];
        assert!(
            files(&dir.path().join("other.cue"), &two).is_err(),
            "its own name stands for no file of many"
        );
    }
}
