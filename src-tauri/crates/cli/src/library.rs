//! `scan`, `watch`, `analyse`, `search`, `stats`, `doctor`.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use app::{Event, ScanPhase};
use serde::Serialize;

use crate::args::Args;
use crate::interrupt::interruptions;
use crate::output::{FailureOut, TrackOut, clock, describe, json, line, shown};
use crate::progress;

#[derive(Serialize)]
struct ScanOut {
    added: usize,
    updated: usize,
    moved: usize,
    missing: usize,
    failed: Vec<FailureOut>,
    seconds: f64,
}

pub fn scan(args: &Args, folders: &[PathBuf]) -> anyhow::Result<()> {
    let program = args.open()?;
    if folders.is_empty() && program.overview()?.folders.is_empty() {
        anyhow::bail!("no folder is watched yet: attune-cli scan DIR");
    }
    let bar = progress::bar(args.json);
    let report = program.scan(
        folders,
        &mut |progress| {
            bar.set_message(phase(progress.phase.into()));
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
        },
        &AtomicBool::new(false),
    )?;
    bar.finish_and_clear();
    let failed: Vec<FailureOut> = report.failed.iter().map(FailureOut::from).collect();
    if args.json {
        let out = ScanOut {
            added: report.added,
            updated: report.updated,
            moved: report.moved,
            missing: report.missing,
            failed,
            seconds: report.seconds,
        };
        return json(&out);
    }
    refused(&failed);
    line(format!(
        "{} added, {} updated, {} moved, {} missing, {} refused in {:.1} s",
        report.added,
        report.updated,
        report.moved,
        report.missing,
        failed.len(),
        report.seconds
    ))
}

fn phase(phase: ScanPhase) -> &'static str {
    match phase {
        ScanPhase::Walking => "looking",
        ScanPhase::Reading => "reading",
        ScanPhase::Covers => "covers",
    }
}

fn refused(failed: &[FailureOut]) {
    for failure in failed {
        eprintln!("refused: {}: {}", failure.path, failure.reason);
    }
}

pub fn watch(args: &Args) -> anyhow::Result<()> {
    let program = app::Attune::open(app::Options {
        background: true,
        ..app::Options::new(args.data_dir()?)
    })?;
    let mut events = program.subscribe();
    let end = interruptions()?;
    let folders = program.overview()?.folders;
    anyhow::ensure!(!folders.is_empty(), "no folder is watched yet: attune-cli scan DIR");
    for (folder, tracks) in folders {
        eprintln!("watching {} ({tracks} tracks)", shown(&folder.path));
    }
    let mut known = (0, 0, 0);
    loop {
        if end.recv_timeout(std::time::Duration::from_millis(500)).is_ok() {
            program.close();
            return Ok(());
        }
        let mut changed = false;
        while let Ok(event) = events.try_recv() {
            changed |= matches!(event, Event::LibraryChanged { .. } | Event::DiscoverChanged | Event::JobsChanged(_));
        }
        if changed {
            let overview = program.overview()?;
            let now = (overview.tracks, overview.analysed, overview.missing);
            if now != known {
                known = now;
                line(format!("{} tracks, {} analysed, {} missing", now.0, now.1, now.2))?;
            }
        }
    }
}

#[derive(Serialize)]
struct AnalyseOut {
    analysed: usize,
    failed: Vec<FailureOut>,
    seconds: f64,
}

pub fn analyse(args: &Args, workers: Option<usize>) -> anyhow::Result<()> {
    let program = args.open()?;
    let workers = workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let bar = progress::bar(args.json);
    let mut events = program.subscribe();
    let done = AtomicBool::new(false);
    let (end, cancel) = (interruptions()?, AtomicBool::new(false));
    let report = std::thread::scope(|scope| {
        let cancel = &cancel;
        let watched = &done;
        scope.spawn(move || {
            while !watched.load(std::sync::atomic::Ordering::Relaxed) {
                if end.recv_timeout(std::time::Duration::from_millis(100)).is_ok() {
                    cancel.store(true, std::sync::atomic::Ordering::Relaxed);
                }
            }
        });
        scope.spawn(|| {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                while let Ok(event) = events.try_recv() {
                    if let Event::JobsChanged(jobs) = event
                        && let Some(job) = jobs.analysis
                    {
                        bar.set_message("listening");
                        bar.set_length(job.total as u64);
                        bar.set_position(job.done as u64);
                    }
                }
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        });
        let report = program.analyse_all(workers, cancel);
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        report
    })?;
    bar.finish_and_clear();
    let failed: Vec<FailureOut> = report.failed.iter().map(FailureOut::from).collect();
    if args.json {
        return json(&AnalyseOut {
            analysed: report.analysed,
            failed,
            seconds: report.seconds,
        });
    }
    refused(&failed);
    line(format!(
        "{} analysed, {} refused in {:.1} s",
        report.analysed,
        failed.len(),
        report.seconds
    ))
}

pub fn search(args: &Args, words: &str, limit: usize) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    let tracks = if words.trim().is_empty() {
        program.list_tracks(&app::TrackView::default(), 0, limit)?.rows
    } else {
        let found = program.search(words, limit)?;
        if let Some(corrected) = &found.corrected {
            eprintln!("searched for “{corrected}” instead");
        }
        found.tracks
    };
    if args.json {
        return json(&tracks.iter().map(TrackOut::from).collect::<Vec<_>>());
    }
    if tracks.is_empty() {
        eprintln!("nothing is found");
    }
    for row in &tracks {
        line(format!("{:>6}  {:>7}  {}", row.id.0, clock(row.duration), describe(row)))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct StatsOut {
    tracks: usize,
    albums: usize,
    artists: usize,
    seconds: f64,
    analysed: usize,
    missing: usize,
    failed: usize,
    plays: usize,
    listened_seconds: f64,
    folders: Vec<FolderOut>,
}

#[derive(Serialize)]
struct FolderOut {
    path: String,
    tracks: usize,
    state: &'static str,
}

fn state(state: domain::FolderState) -> &'static str {
    match state {
        domain::FolderState::New => "new",
        domain::FolderState::Online => "online",
        domain::FolderState::Unreachable => "unreachable",
    }
}

pub fn stats(args: &Args) -> anyhow::Result<()> {
    let overview = args.open_to_read()?.overview()?;
    let folders = overview.folders.iter().map(|(folder, tracks)| FolderOut {
        path: shown(&folder.path),
        tracks: *tracks,
        state: state(folder.state),
    });
    let out = StatsOut {
        tracks: overview.tracks,
        albums: overview.albums,
        artists: overview.artists,
        seconds: overview.duration.as_secs_f64(),
        analysed: overview.analysed,
        missing: overview.missing,
        failed: overview.failed,
        plays: overview.plays,
        listened_seconds: overview.listened.as_secs_f64(),
        folders: folders.collect(),
    };
    if args.json {
        return json(&out);
    }
    line(format!(
        "{} tracks on {} albums by {} artists, {}",
        out.tracks,
        out.albums,
        out.artists,
        clock(overview.duration)
    ))?;
    line(format!(
        "{} analysed, {} missing, {} refused",
        out.analysed, out.missing, out.failed
    ))?;
    line(format!("{} plays, {} listened", out.plays, clock(overview.listened)))?;
    for folder in &out.folders {
        line(format!("{:>7} tracks  {}  ({})", folder.tracks, folder.path, folder.state))?;
    }
    Ok(())
}

pub fn doctor(args: &Args) -> anyhow::Result<()> {
    let program = args.open_to_read()?;
    let findings = program.examine();
    if args.json {
        #[derive(Serialize)]
        struct FindingOut<'a> {
            what: &'a str,
            ok: bool,
            detail: &'a str,
        }
        let out: Vec<FindingOut> = findings
            .iter()
            .map(|f| FindingOut {
                what: f.what,
                ok: f.ok,
                detail: &f.detail,
            })
            .collect();
        json(&out)?;
    } else {
        for finding in &findings {
            line(format!(
                "{}  {}: {}",
                if finding.ok { "ok " } else { "BAD" },
                finding.what,
                finding.detail
            ))?;
        }
    }
    anyhow::ensure!(findings.iter().all(|finding| finding.ok), "something is wrong, see above");
    Ok(())
}
