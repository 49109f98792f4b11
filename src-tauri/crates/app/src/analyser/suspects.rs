//! Tracks that were in work when the program last ended without closing. Some files end a process where nothing can catch it, so
//! they are taken up last and alone, and left out once it happened often enough that chance is no explanation.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::PathBuf;

use domain::TrackUid;
use parking_lot::Mutex;

/// Ends of the program with the same track in work after which it is not taken up again.
const OFTEN: u32 = 3;

/// Kept in a small file that is rewritten as tracks begin and end, and never synced: it is to survive the end of the process, and a
/// power cut is no file's fault.
#[derive(Debug)]
pub(crate) struct Suspects {
    /// `None` for a run that only reads.
    path: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    in_work: HashSet<TrackUid>,
    /// The program ends in good order: no file is to blame for it.
    ending: bool,
    /// How often the program ended with this one in work.
    ends: HashMap<TrackUid, u32>,
}

impl Suspects {
    /// Reads what the last run left; second are the tracks with which it happened too often.
    pub fn open(path: Option<PathBuf>) -> (Self, Vec<TrackUid>) {
        let text = path
            .as_ref()
            .and_then(|path| std::fs::read_to_string(path).ok())
            .unwrap_or_default();
        let mut ends: HashMap<TrackUid, u32> = text.lines().filter_map(read_line).collect();
        let guilty: Vec<TrackUid> = ends.iter().filter(|(_, ends)| **ends >= OFTEN).map(|(uid, _)| *uid).collect();
        ends.retain(|_, ends| *ends < OFTEN);
        let suspects = Self {
            path,
            known: Mutex::new(Known { ends, ..Known::default() }),
        };
        if !text.is_empty() {
            suspects.write(&suspects.known.lock());
        }
        (suspects, guilty)
    }

    pub fn uids(&self) -> Vec<TrackUid> {
        self.known.lock().ends.keys().copied().collect()
    }

    pub fn begin(&self, uid: TrackUid) {
        let mut known = self.known.lock();
        known.in_work.insert(uid);
        self.write(&known);
    }

    /// `settled`: how it went says that it ends no process.
    pub fn end(&self, uid: TrackUid, settled: bool) {
        let mut known = self.known.lock();
        known.in_work.remove(&uid);
        if settled {
            known.ends.remove(&uid);
        }
        self.write(&known);
    }

    /// Whatever is in work now and later, the program ends because it is told to.
    pub fn program_ends(&self) {
        let mut known = self.known.lock();
        known.ending = true;
        self.write(&known);
    }

    /// A person wants everything to be tried again.
    pub fn forgive(&self) {
        let mut known = self.known.lock();
        known.ends.clear();
        self.write(&known);
    }

    /// Writes what is to be read if the process ended now.
    fn write(&self, known: &Known) {
        let Some(path) = &self.path else { return };
        let mut text = String::new();
        let blamed = |uid: &TrackUid| !known.ending && known.in_work.contains(uid);
        for uid in known.in_work.iter().filter(|uid| blamed(uid)) {
            let _ = writeln!(text, "{uid} {}", known.ends.get(uid).map_or(1, |ends| ends + 1));
        }
        for (uid, ends) in known.ends.iter().filter(|(uid, _)| !blamed(uid)) {
            let _ = writeln!(text, "{uid} {ends}");
        }
        let written = if text.is_empty() && path.exists() {
            std::fs::remove_file(path)
        } else if text.is_empty() {
            Ok(())
        } else {
            std::fs::write(path, text)
        };
        if let Err(error) = written {
            tracing::debug!(%error, "what is analysed cannot be noted");
        }
    }
}

fn read_line(line: &str) -> Option<(TrackUid, u32)> {
    let (uid, ends) = line.split_once(' ')?;
    Some((TrackUid::from_hex(uid)?, ends.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const A: TrackUid = TrackUid([1; 16]);
    const B: TrackUid = TrackUid([2; 16]);

    #[test]
    fn the_track_that_ends_the_program_is_left_out_after_three_times_and_its_neighbour_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("analysing");
        let path = Some(file.clone());
        let (run, guilty) = Suspects::open(path.clone());
        assert_eq!((run.uids(), guilty), (vec![], vec![]));
        // Both in work when it ends.
        run.begin(A);
        run.begin(B);
        let (run, guilty) = Suspects::open(path.clone());
        assert_eq!((run.uids().len(), guilty), (2, vec![]));
        // Alone now.
        run.begin(A);
        run.end(A, true);
        run.begin(B);
        let (run, guilty) = Suspects::open(path.clone());
        assert_eq!((run.uids(), guilty), (vec![B], vec![]));
        // A cancelled pass says nothing.
        run.begin(B);
        run.end(B, false);
        let (run, guilty) = Suspects::open(path.clone());
        assert_eq!((run.uids(), guilty), (vec![B], vec![]));
        run.begin(B);
        let (run, guilty) = Suspects::open(path.clone());
        assert_eq!((run.uids(), guilty), (vec![], vec![B]));
        // Told once.
        assert_eq!(Suspects::open(path.clone()).1, vec![]);
        run.begin(A);
        run.end(A, true);
        assert!(!file.exists());
    }

    #[test]
    fn nonsense_in_the_file_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("analysing");
        std::fs::write(&path, format!("{A} 2\nwhat\n{B}\n{B} x\n{B} -1")).unwrap();
        let (run, guilty) = Suspects::open(Some(path.clone()));
        assert_eq!((run.uids(), guilty), (vec![A], vec![]));
        run.forgive();
        assert!(run.uids().is_empty() && !path.exists());
        // One that ends in good order blames nothing that is in work still.
        run.begin(A);
        run.program_ends();
        run.begin(B);
        assert!(!path.exists());
        // A run that only reads writes nothing.
        let (run, _) = Suspects::open(None);
        run.begin(A);
        run.end(A, true);
    }
}
