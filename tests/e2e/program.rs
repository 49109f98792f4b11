//! The program as every test begins with it: opened on a data folder, given music, waited for.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use app::{Attune, Options, OutputChoice, ScanReport, TrackRow, TrackView};

/// Against a hang only; everything takes a fraction of it.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn open(data: &Path) -> Attune {
    Attune::open(Options::new(data)).unwrap()
}

pub fn open_to_hear(data: &Path, output: OutputChoice) -> Attune {
    Attune::open(Options {
        output: Some(output),
        ..Options::new(data)
    })
    .unwrap()
}

/// Reads what is watched, and `folders` from now on.
pub fn scan(program: &Attune, folders: &[PathBuf]) -> ScanReport {
    program.scan(folders, &mut |_| {}, &AtomicBool::new(false)).unwrap()
}

/// The tracks of the library, in its own order; the first thousand.
pub fn all(program: &Attune) -> Vec<TrackRow> {
    program.list_tracks(&TrackView::default(), 0, 1000).unwrap().rows
}

pub fn until(what: &str, mut probe: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !probe() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
