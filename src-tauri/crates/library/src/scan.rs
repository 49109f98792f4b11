//! The scan: walk, compare, read what changed, recognise what moved, mark what is gone, find covers.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use domain::{Folder, FolderId, Stage, Timestamp, TrackId};
use rayon::prelude::*;
use store::Store;

use crate::diff::{Diff, diff, occupied};
use crate::identity::Recogniser;
use crate::intake::{BATCH, Intake, Reading};
use crate::patient::each_patiently;
use crate::roots::look_at;
use crate::walk::{Depth, Found, Scope, Start, walk};
use crate::{Error, ScanPhase, ScanProgress, ScanReport, covers, sheets};

/// Files read between two looks at `cancel`, and written together.
const CHUNK: usize = 250;
/// Files that one thread reads in a row.
const AT_A_TIME: usize = 16;
/// After this many new rows the query planner's statistics are refreshed.
const MANY_ROWS: usize = 2_000;

/// Brings the library up to date with the disk below `folders`. Tracks are visible as they are read. A folder that cannot be looked
/// at is left as it is. Setting `cancel` stops at the next chunk and keeps what was done.
///
/// `progress` is called from the calling thread and must not block for long.
pub fn scan(store: &Store, folders: &[Folder], progress: &mut dyn FnMut(ScanProgress), cancel: &AtomicBool) -> Result<ScanReport, Error> {
    let starts = folders
        .iter()
        .map(|folder| Start {
            dir: folder.path.clone(),
            folder: folder.id,
            depth: Depth::Subtree,
        })
        .collect();
    scan_from(store, folders, starts, progress, cancel)
}

/// [`scan`] of some directories below `folders`. One that does not exist any more has lost all its tracks.
pub(crate) fn scan_from(
    store: &Store,
    folders: &[Folder],
    mut starts: Vec<Start>,
    progress: &mut dyn FnMut(ScanProgress),
    cancel: &AtomicBool,
) -> Result<ScanReport, Error> {
    let began = Instant::now();
    let now = Timestamp::from(SystemTime::now());
    progress(ScanProgress {
        phase: ScanPhase::Walk,
        done: 0,
        total: 0,
    });
    let (lost, reachability) = unreachable(store, folders, &starts)?;
    starts.retain(|start| {
        !lost
            .iter()
            .any(|root| folders.iter().any(|folder| folder.id == start.folder && folder.path == *root))
    });
    let scope = Scope {
        starts,
        roots: folders.iter().map(|folder| folder.path.clone()).collect(),
    };
    let mut walked = walk(&scope, cancel);
    // Before anything that was not found is taken for gone.
    if cancel.load(Ordering::Relaxed) {
        return Ok(ScanReport {
            reachability,
            cancelled: true,
            seconds: began.elapsed().as_secs_f64(),
            ..ScanReport::default()
        });
    }
    let Diff {
        changed,
        new,
        returned,
        mut vanished,
        still_refused,
    } = diff(store, &scope, &mut walked)?;
    let files: HashSet<PathBuf> = walked.files.iter().map(|found| found.path.clone()).collect();
    progress(ScanProgress {
        phase: ScanPhase::Walk,
        done: walked.files.len(),
        total: walked.files.len(),
    });

    let is_occupied = |path: &std::path::Path| occupied(path, &scope, &files);
    let mut intake = Intake::new(store, Recogniser::new(store, &is_occupied), now);
    intake.report.returned += mark_returned(store, &returned)?;
    intake.refuse(walked.refused)?;
    read_all(changed.into_iter().chain(new).collect(), &mut intake, progress, cancel)?;
    progress(ScanProgress {
        phase: ScanPhase::Link,
        done: 0,
        total: 0,
    });
    intake.settle()?;
    let Intake { mut report, fine, .. } = intake;
    report.reachability = reachability;

    if !cancel.load(Ordering::Relaxed) {
        // A drive that went while it was read: what was not found on it is not gone.
        let (lost, changed) = unreachable(store, folders, &scope.starts)?;
        report.reachability += changed;
        vanished.retain(|file| !lost.iter().any(|root| file.path.starts_with(root)));
        sheets::settle(&mut vanished, &fine, &report.failed);
        let mut gone = gone(store, &vanished)?;
        gone.extend(sheets::divided(store, &fine)?);
        report.missing = store.mark_missing(&gone, now)?;
        report.forgiven = forgive(store, &scope, &report, &still_refused, &files, fine)?;
        if report.added > MANY_ROWS {
            store.optimise()?;
        }
        report.covers = covers::find(store, progress, cancel)?;
        if report.covers > 0 {
            store.drop_unused_covers()?;
        }
    }
    report.cancelled = cancel.load(Ordering::Relaxed);
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

/// The roots of `starts` that cannot be looked at, and how many folders went or came back since the last look.
fn unreachable(store: &Store, folders: &[Folder], starts: &[Start]) -> Result<(Vec<PathBuf>, usize), Error> {
    let (mut lost, mut changed) = (Vec::new(), 0);
    for folder in folders.iter().filter(|folder| starts.iter().any(|start| start.folder == folder.id)) {
        let (reachable, is_news) = look_at(store, folder)?;
        changed += usize::from(is_news);
        if !reachable {
            lost.push(folder.path.clone());
        }
    }
    Ok((lost, changed))
}

/// Reads in parallel while the chunk before is being written.
fn read_all(files: Vec<Found>, intake: &mut Intake<'_>, progress: &mut dyn FnMut(ScanProgress), cancel: &AtomicBool) -> Result<(), Error> {
    let total = files.len();
    if total == 0 {
        return Ok(());
    }
    let pool = pool()?;
    let (chunks, inbox) = crossbeam_channel::bounded::<(usize, Vec<Reading>)>(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for chunk in files.chunks(CHUNK) {
                let some = |some: &[Found]| {
                    each_patiently(some, sheets::read, sheets::stuck)
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                };
                let readings = pool.install(|| chunk.par_chunks(AT_A_TIME).flat_map_iter(some).collect());
                // Closed: the scan was cancelled or failed.
                if chunks.send((chunk.len(), readings)).is_err() {
                    return;
                }
            }
        });
        let mut done = 0;
        let mut batch = Vec::new();
        for (files, readings) in &inbox {
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            done += files;
            batch.extend(readings);
            if batch.len() >= BATCH {
                intake.take(std::mem::take(&mut batch))?;
            }
            progress(ScanProgress {
                phase: ScanPhase::Read,
                done,
                total,
            });
        }
        drop(inbox);
        intake.take(batch)
    })
}

pub(crate) fn pool() -> Result<rayon::ThreadPool, Error> {
    rayon::ThreadPoolBuilder::new()
        .thread_name(|n| format!("scan {n}"))
        .build()
        .map_err(|e| Error::Thread(e.to_string()))
}

fn mark_returned(store: &Store, returned: &[(TrackId, FolderId)]) -> Result<usize, Error> {
    let folders: HashSet<FolderId> = returned.iter().map(|(_, folder)| *folder).collect();
    let mut count = 0;
    for folder in folders {
        let ids: Vec<TrackId> = returned.iter().filter(|(_, f)| *f == folder).map(|(id, _)| *id).collect();
        count += store.mark_present(&ids, folder)?;
    }
    Ok(count)
}

/// Of the tracks whose file was not there, those that were not recognised elsewhere.
fn gone(store: &Store, vanished: &[store::KnownFile]) -> Result<Vec<TrackId>, Error> {
    let mut gone = Vec::new();
    for file in vanished {
        if store
            .whereabouts(file.uid)?
            .is_some_and(|(path, missing)| path == file.path && !missing)
        {
            gone.push(file.id);
        }
    }
    Ok(gone)
}

/// Forgets what was held against files that are fine now or gone. Answers against how many.
fn forgive(
    store: &Store,
    scope: &Scope,
    report: &ScanReport,
    still_refused: &HashSet<PathBuf>,
    files: &HashSet<PathBuf>,
    fine: Vec<PathBuf>,
) -> Result<usize, Error> {
    let refused: HashSet<&PathBuf> = report.failed.iter().map(|failure| &failure.path).collect();
    let mut past = Vec::new();
    for start in &scope.starts {
        for stage in [Stage::Scan, Stage::Analysis, Stage::Playback] {
            let failures = store.failures_below(&start.dir, stage)?;
            let is_past = |path: &PathBuf| {
                // What failed later than the scan stays for as long as its file is there and unchanged.
                let stays = if stage == Stage::Scan {
                    still_refused.contains(path)
                } else {
                    files.contains(path)
                };
                scope.covers(path) && !refused.contains(path) && !stays
            };
            past.extend(failures.into_iter().map(|failure| failure.path).filter(is_past));
        }
    }
    // New or changed content: whatever failed with the old one is tried again.
    let known: HashSet<PathBuf> = if fine.is_empty() {
        HashSet::new()
    } else {
        store.failures()?.into_iter().map(|failure| failure.path).collect()
    };
    past.extend(fine.into_iter().filter(|path| known.contains(path)));
    let count = past.len();
    if count > 0 {
        store.clear_failures(past, None)?;
    }
    Ok(count)
}
