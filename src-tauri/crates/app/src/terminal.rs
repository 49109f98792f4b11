//! Use cases of the terminal: the same work in the foreground, with progress and an end.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use domain::{Folder, Lens, ModelVersion, TrackId};
use library::{ScanProgress, ScanReport};
use recommend::Rules;

use crate::analyser::AnalyseReport;
use crate::{Attune, Error, MixesView, SimilarView};

/// What `similar` was asked about.
#[derive(Clone, Debug, PartialEq)]
pub enum Seed {
    Track(TrackId),
    /// A file outside the library.
    File(PathBuf),
}

impl Attune {
    /// Looks through `paths`, which are watched from now on, or through all folders if there are none. Never analyses.
    pub fn scan(&self, paths: &[PathBuf], progress: &mut dyn FnMut(ScanProgress), cancel: &AtomicBool) -> Result<ScanReport, Error> {
        let added: Vec<Folder> = paths.iter().map(|path| self.add_folder(path)).collect::<Result<_, _>>()?;
        let folders = if added.is_empty() { self.core.store.folders()? } else { added };
        let report = library::scan(&self.core.store, &folders, progress, cancel)?;
        self.player.bring_back()?;
        self.core.library_changed();
        Ok(report)
    }

    /// Analyses everything that waits, with `workers` threads.
    pub fn analyse_all(&self, workers: usize, cancel: &AtomicBool) -> Result<AnalyseReport, Error> {
        let report = self.analyser.run_to_end(workers, cancel)?;
        self.core.rebuild_index()?;
        Ok(report)
    }

    /// Makes sure that similar tracks and mixes know everything the store does.
    pub fn load_index(&self) -> Result<(), Error> {
        self.core.rebuild_index()
    }

    /// Makes sure that every way of being alike knows what lists and listening teach.
    pub fn learn(&self) -> Result<(), Error> {
        let lenses = self.core.lenses.read().clone();
        self.core.learn(&lenses, self.core.listener_revision(), &AtomicBool::new(false))
    }

    pub fn model_version(&self) -> Result<ModelVersion, Error> {
        Ok(self.core.ear()?.version().clone())
    }

    /// Finds what a person means by `text`: the path of a file, the number of a track, or words of its artist and title.
    pub fn find_seed(&self, text: &str) -> Result<Seed, Error> {
        let path = Path::new(text);
        if domain::holder(path).is_file() {
            let full = match domain::in_sheet(path) {
                Some((sheet, number)) => sheet.canonicalize().map(|sheet| domain::sheet_path(&sheet, number)),
                None => path.canonicalize(),
            };
            let full = full.unwrap_or_else(|_| path.to_path_buf());
            let known = self.core.store.track_at(&full)?.filter(|track| track.missing_since.is_none());
            return Ok(known.map_or(Seed::File(full), |track| Seed::Track(track.id)));
        }
        if let Ok(id) = text.parse::<i64>()
            && self.core.store.track(TrackId(id))?.is_some()
        {
            return Ok(Seed::Track(TrackId(id)));
        }
        if path.components().count() > 1 && path.extension().is_some() && !path.exists() {
            return Err(Error::NoSuch(format!("file: {text}")));
        }
        let hit = self.core.store.search(text, 1)?.pop();
        hit.map(Seed::Track)
            .ok_or_else(|| Error::NotInLibrary(format!("\u{201c}{text}\u{201d}")))
    }

    /// Tracks like `seed`, best first; a track of the library that waits for its analysis is analysed now.
    pub fn similar_to_seed(&self, seed: &Seed, lens: Lens, rules: &Rules) -> Result<SimilarView, Error> {
        // Nothing to compare with: the file is not listened to for nothing.
        if self.core.index.read().is_empty() {
            return Ok(SimilarView {
                seed: None,
                state: crate::SimilarState::NotAnalysed,
                rows: Vec::new(),
            });
        }
        match seed {
            Seed::File(path) => self.core.similar_to_file(path, rules),
            Seed::Track(id) => {
                let view = self.core.similar_to_track(*id, lens, rules)?;
                match (view.state, &view.seed) {
                    (crate::SimilarState::NotAnalysed, Some(row)) => self.core.similar_to_file(&row.path, rules),
                    _ => Ok(view),
                }
            }
        }
    }

    pub fn mixes(&self, anew: bool) -> Result<MixesView, Error> {
        if anew {
            self.core.make_mixes_anew()
        } else {
            self.core.mixes_of_today()
        }
    }
}
