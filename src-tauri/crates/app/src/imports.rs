//! Listening that other programs recorded: read, matched with the library by tags, and added to history, from which it can be taken
//! back whole.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{EndReason, Play, PlaySource, SourceKind, Timestamp};
use library::{Certainty, History, HistoryFormat, Listen, TagMatcher, Unusable, Wanted};
use store::{Import, NewImport, TaggedTrack};

use crate::missed::{Missed, Misses};
use crate::{Attune, Error, clock};

/// Plays that are written at once: others may write between two batches.
const BATCH: usize = 5_000;
/// Names that are matched between two looks at whether it is to end.
const LOOK_EVERY: usize = 1_000;
/// How far a clock may be ahead of this one.
const AHEAD_MS: i64 = 24 * 60 * 60 * 1000;
/// Characters of the name of a file.
const LONGEST_NAME: usize = 300;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    pub phase: ImportPhase,
    /// Names, listens or files that are done.
    pub done: usize,
    /// 0 while it is not known.
    pub total: usize,
}

/// The phases in their order. Lists are read file by file, in one phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportPhase {
    Reading,
    Matching,
    Writing,
}

/// What came of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryReport {
    /// By which it can be taken back; `None` if history had everything, or it was cancelled.
    pub import: Option<i64>,
    pub format: HistoryFormat,
    /// Listens in the file that are of music and whole.
    pub listens: u64,
    /// Of these, those whose track is in the library under exactly these names, and under nearly these.
    pub exact: u64,
    pub loose: u64,
    /// Of both, those that history did not have.
    pub inserted: u64,
    pub unmatched: u64,
    /// Entries that are no listens.
    pub unusable: Unusable,
    /// What was not found, the most frequent first; the first hundred.
    pub most_missed: Vec<Missed>,
    /// Ended before its end: nothing was added.
    pub cancelled: bool,
}

impl Attune {
    /// Adds what a file of Spotify, Last.fm or ListenBrainz says was listened to. A listen that history has, from another file or because
    /// it was played here, is not added again. `stop` ends it in a moment, and nothing of it stays.
    ///
    /// # Errors
    /// [`Error::Unreadable`] if the file is no such history, or damaged anywhere: then nothing of it was added.
    pub fn import_history(&self, path: &Path, progress: &mut dyn FnMut(ImportProgress), stop: &AtomicBool) -> Result<HistoryReport, Error> {
        let _one_at_a_time = self.core.importing.lock();
        let mut tell = |phase, done, total| progress(ImportProgress { phase, done, total });
        tell(ImportPhase::Reading, 0, 0);
        let latest = Timestamp(clock::now().0.saturating_add(AHEAD_MS));
        let mut history = library::read_history(path, latest).map_err(|error| Error::unreadable(path, &error))?;
        let matcher = TagMatcher::new(&self.core.store)?;
        let mut report = report(&history);

        let (mut tracks, total) = (Vec::with_capacity(history.named.len()), history.named.len());
        for (number, named) in history.named.iter().enumerate() {
            if number % LOOK_EVERY == 0 {
                if stop.load(Ordering::Relaxed) {
                    return Ok(cancelled(report));
                }
                tell(ImportPhase::Matching, number, total);
            }
            tracks.push(matcher.find(&Wanted {
                artist: &named.artist,
                title: &named.title,
                album: &named.album,
                length: None,
            }));
        }
        let mut misses = Misses::default();
        for listen in &history.listens {
            match &tracks[listen.named as usize] {
                Some(found) if found.certainty == Certainty::Exact => report.exact += 1,
                Some(_) => report.loose += 1,
                None => {
                    report.unmatched += 1;
                    let named = &history.named[listen.named as usize];
                    misses.add(&named.artist, &named.title);
                }
            }
        }
        report.most_missed = misses.most_frequent();

        let import = self.core.store.begin_import(NewImport {
            at: clock::now(),
            kind: history.format.word().into(),
            file: file_name(path),
            listens: report.listens,
            matched: report.exact + report.loose,
            unmatched: report.unmatched,
        })?;
        // In the order in which the indexes of history grow.
        history.listens.sort_by_key(|listen| listen.at);
        let track = |listen: &Listen| tracks[listen.named as usize].map(|found| found.track);
        let written = self.write(import, &history, &track, &mut tell, stop);
        match written {
            Ok(Some(0)) => {
                self.core.store.remove_import(import)?;
            }
            Ok(Some(inserted)) => (report.import, report.inserted) = (Some(import), inserted),
            Ok(None) => {
                self.core.store.remove_import(import)?;
                return Ok(cancelled(report));
            }
            Err(error) => {
                // A disk that is full may still have room for less.
                if let Err(error) = self.core.store.remove_import(import) {
                    tracing::error!(%error, "half an import stays in history");
                }
                return Err(error);
            }
        }
        self.history_changed()?;
        Ok(report)
    }

    /// How many plays history did not have; `None` if it was to end before all were written.
    fn write<'a>(
        &self,
        import: i64,
        history: &History,
        track: &dyn Fn(&Listen) -> Option<&'a TaggedTrack>,
        tell: &mut dyn FnMut(ImportPhase, usize, usize),
        stop: &AtomicBool,
    ) -> Result<Option<u64>, Error> {
        let (mut inserted, total) = (0, history.listens.len());
        for (batch, listens) in history.listens.chunks(BATCH).enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            tell(ImportPhase::Writing, batch * BATCH, total);
            let play = |listen| Some(play(listen, track(listen)?, history.format));
            let plays: Vec<Play> = listens.iter().filter_map(play).collect();
            if !plays.is_empty() {
                inserted += self.core.store.add_imported(import, plays)?;
            }
        }
        tell(ImportPhase::Writing, total, total);
        Ok(Some(inserted))
    }

    /// Every history that was imported, the latest first.
    pub fn imports(&self) -> Result<Vec<Import>, Error> {
        Ok(self.core.store.imports()?)
    }

    /// Takes an import back; answers with how many plays history has fewer.
    ///
    /// # Errors
    /// [`Error::NoSuch`] if there is no such import.
    pub fn remove_import(&self, id: i64) -> Result<u64, Error> {
        let _one_at_a_time = self.core.importing.lock();
        let removed = self.core.store.remove_import(id)?;
        self.history_changed()?;
        Ok(removed)
    }

    /// Many plays came or went at once.
    fn history_changed(&self) -> Result<(), Error> {
        self.core.listener.write().load_heard(&self.core.store)?;
        self.core.listener_changed();
        Ok(())
    }
}

/// Whether a file is for [`Attune::import_history`], by how it begins. Otherwise it may be a playlist.
///
/// # Errors
/// [`Error::Unreadable`] if it cannot be read.
pub fn is_history(path: &Path) -> Result<bool, Error> {
    library::looks_like_history(path).map_err(|error| Error::unreadable(path, &error))
}

fn report(history: &History) -> HistoryReport {
    HistoryReport {
        import: None,
        format: history.format,
        listens: history.listens.len() as u64,
        exact: 0,
        loose: 0,
        inserted: 0,
        unmatched: 0,
        unusable: history.unusable,
        most_missed: Vec::new(),
        cancelled: false,
    }
}

fn cancelled(report: HistoryReport) -> HistoryReport {
    HistoryReport {
        import: None,
        inserted: 0,
        cancelled: true,
        ..report
    }
}

/// What history keeps of a listen. A file that does not say how much was heard is of scrobbles: the track was; one that does not say how
/// it ended is judged by whether it counts as a play.
fn play(listen: &Listen, track: &TaggedTrack, format: HistoryFormat) -> Play {
    let heard = listen.heard.unwrap_or(track.duration);
    let duration = if track.duration.is_zero() { heard } else { track.duration };
    let listened = heard.min(duration);
    let mut play = Play {
        uid: track.uid,
        started_at: listen.at,
        listened,
        duration,
        source: PlaySource {
            kind: SourceKind::Imported,
            detail: Some(format.word().into()),
        },
        end: EndReason::Finished,
        title: track.title.clone(),
        artist: track.artists.join(", "),
        album: track.album.clone(),
    };
    match listen.end {
        Some(end) => play.end = end,
        None if !play.counts() => play.end = EndReason::Skipped,
        None => {}
    }
    play
}

pub(crate) fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    name.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
#[path = "imports_tests.rs"]
mod tests;
