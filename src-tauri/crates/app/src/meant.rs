//! What files opened by hand mean: a CUE sheet, or a file with one, is its tracks. A whole folder that is dropped has both a sheet and
//! the files it is for; they are meant once.

use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;

use library::Opening;
use store::Store;

use crate::Error;

pub(crate) struct Meant<'a> {
    given: std::slice::Iter<'a, PathBuf>,
    opening: Opening,
    ready: VecDeque<PathBuf>,
    /// All tracks so far, and those of them that a sheet stands for.
    met: HashSet<PathBuf>,
    of_sheets: HashSet<PathBuf>,
}

impl<'a> Meant<'a> {
    pub(crate) fn by(files: &'a [PathBuf]) -> Self {
        Self {
            given: files.iter(),
            opening: Opening::default(),
            ready: VecDeque::new(),
            met: HashSet::new(),
            of_sheets: HashSet::new(),
        }
    }

    /// The next tracks, at most so many; none at the end.
    pub(crate) fn take(&mut self, most: usize, store: &Store) -> Result<Vec<PathBuf>, Error> {
        while self.ready.len() < most
            && let Some(path) = self.given.next()
        {
            let tracks = self.opening.tracks_in(store, path)?;
            let is_itself = tracks.len() == 1 && tracks[0] == *path;
            for track in tracks {
                let is_met = if is_itself { &self.of_sheets } else { &self.met }.contains(&track);
                if is_met {
                    continue;
                }
                if !is_itself {
                    self.of_sheets.insert(track.clone());
                }
                self.met.insert(track.clone());
                self.ready.push_back(track);
            }
        }
        Ok(self.ready.drain(..most.min(self.ready.len())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_folder_has_each_track_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let sheet = "FILE a.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 00:00:05\n";
        std::fs::write(path("a.cue"), sheet).unwrap();
        std::fs::write(path("list.cue"), "FILE b.wav WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n").unwrap();
        for name in ["a.wav", "b.wav", "c.wav"] {
            std::fs::write(path(name), "x").unwrap();
        }
        let store = Store::in_memory().unwrap();
        let all = |names: &[&str]| {
            let files: Vec<PathBuf> = names.iter().map(|name| path(name)).collect();
            let mut meant = Meant::by(&files);
            let mut tracks = Vec::new();
            loop {
                let some = meant.take(2, &store).unwrap();
                if some.is_empty() {
                    return tracks;
                }
                assert!(some.len() <= 2);
                tracks.extend(
                    some.iter()
                        .map(|track| track.strip_prefix(dir.path()).unwrap().display().to_string()),
                );
            }
        };
        assert_eq!(
            all(&["a.cue", "a.wav", "b.wav", "c.wav", "list.cue"]),
            ["a.cue/01", "a.cue/02", "b.wav", "c.wav"]
        );
        assert_eq!(all(&["list.cue", "b.wav", "a.wav", "a.cue"]), ["b.wav", "a.cue/01", "a.cue/02"]);
        assert_eq!(
            all(&["c.wav", "c.wav"]),
            ["c.wav", "c.wav"],
            "who names a file twice means it twice"
        );
    }
}
