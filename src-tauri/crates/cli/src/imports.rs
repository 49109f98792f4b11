//! `import`, `imports`, `export-history`: listening and lists from and for other programs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{HistoryReport, ImportPhase, ImportProgress, ListsReport, Missed};
use clap::Args as ClapArgs;
use indicatif::ProgressBar;
use serde::Serialize;

use crate::args::Args;
use crate::output::{json, line, moment, shown};
use crate::{interrupt, playlists, progress};

/// What to import.
#[derive(ClapArgs)]
pub struct Import {
    /// Histories of Spotify, Last.fm and ListenBrainz; playlists as M3U, PLS, XSPF or JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// They are lists that other people made, or folders of such: learn from them what goes together, but show them nowhere
    #[arg(long)]
    lists: bool,
}

/// What to do with what was imported.
#[derive(ClapArgs)]
pub struct Imports {
    /// Take this import back, with all plays that came by it
    #[arg(long, value_name = "ID", conflicts_with = "remove_lists")]
    remove: Option<i64>,
    /// Forget these lists of other people; without numbers, all
    #[arg(long, value_name = "ID", num_args = 0..)]
    remove_lists: Option<Vec<i64>>,
}

#[derive(Serialize)]
struct HistoryOut {
    file: String,
    format: &'static str,
    /// The number of the import; null if history had everything.
    import: Option<i64>,
    listens: u64,
    matched_exactly: u64,
    matched_loosely: u64,
    inserted: u64,
    unmatched: u64,
    unusable: UnusableOut,
    most_missed: Vec<MissedOut>,
    cancelled: bool,
}

#[derive(Serialize)]
struct UnusableOut {
    not_music: u64,
    without_names: u64,
    without_time: u64,
    unheard: u64,
    unknown: u64,
}

#[derive(Serialize)]
struct MissedOut {
    artist: String,
    title: String,
    count: u64,
}

#[derive(Serialize)]
struct ListsOut {
    files: usize,
    borrowed: u64,
    known: u64,
    too_short: u64,
    matched_exactly: u64,
    matched_loosely: u64,
    unmatched: u64,
    refused_count: usize,
    refused: Vec<crate::output::FailureOut>,
    most_missed: Vec<MissedOut>,
    cancelled: bool,
}

#[derive(Serialize)]
struct ImportedOut {
    histories: Vec<HistoryOut>,
    playlists: Vec<playlists::ImportOut>,
}

#[derive(Serialize)]
struct ImportsOut {
    histories: Vec<KnownHistoryOut>,
    lists: Vec<KnownListOut>,
}

#[derive(Serialize)]
struct KnownHistoryOut {
    id: i64,
    at: String,
    format: String,
    file: String,
    listens: u64,
    matched: u64,
    inserted: u64,
    unmatched: u64,
}

#[derive(Serialize)]
struct KnownListOut {
    id: i64,
    at: String,
    file: String,
    name: String,
    tracks: u64,
}

#[derive(Serialize)]
struct RemovedOut {
    removed: u64,
}

#[derive(Serialize)]
struct ExportedOut {
    plays: u64,
}

pub fn import(args: &Args, import: &Import) -> anyhow::Result<()> {
    let program = args.open()?;
    let stop = stop_by_hand()?;
    let bar = progress::bar(args.json);
    let mut show = |progress: ImportProgress| told(&bar, progress);
    if import.lists {
        let report = program.import_lists(&import.files, &mut show, &stop)?;
        bar.finish_and_clear();
        return tell_lists(args, report);
    }
    // What each is, before anything is done.
    let mut are_histories = Vec::new();
    for file in &import.files {
        are_histories.push(app::is_history(file)?);
    }
    let of_kind = |wanted: bool| import.files.iter().zip(&are_histories).filter(move |(_, is)| **is == wanted);
    let mut histories = Vec::new();
    for (file, _) in of_kind(true) {
        let report = program.import_history(file, &mut show, &stop)?;
        let cancelled = report.cancelled;
        histories.push(history_out(file, report));
        if cancelled {
            break;
        }
    }
    bar.finish_and_clear();
    let lists: Vec<PathBuf> = of_kind(false).map(|(file, _)| file.clone()).collect();
    let mut made = Vec::new();
    if !lists.is_empty() && !stop.load(Ordering::Relaxed) {
        let report = program.import_playlists(&lists)?;
        made = report.playlists.into_iter().map(playlists::ImportOut::from).collect();
    }
    if args.json {
        return json(&ImportedOut {
            histories,
            playlists: made,
        });
    }
    histories.iter().try_for_each(tell_history)?;
    made.iter().try_for_each(playlists::ImportOut::tell)
}

pub fn imports(args: &Args, what: &Imports) -> anyhow::Result<()> {
    if let Some(id) = what.remove {
        let removed = args.open()?.remove_import(id)?;
        return tell_removed(args, removed, "plays taken back");
    }
    if let Some(ids) = &what.remove_lists {
        let ids = Some(ids.as_slice()).filter(|ids| !ids.is_empty());
        let removed = args.open()?.remove_borrowed_lists(ids)?;
        return tell_removed(args, removed, "lists forgotten");
    }
    let program = args.open_to_read()?;
    let (histories, borrowed) = (program.imports()?, program.borrowed_lists()?);
    if args.json {
        let history = |import: app::Import| KnownHistoryOut {
            id: import.id,
            at: app::local_text(import.at),
            format: import.kind,
            file: import.file,
            listens: import.listens,
            matched: import.matched,
            inserted: import.inserted,
            unmatched: import.unmatched,
        };
        let list = |list: app::BorrowedList| KnownListOut {
            id: list.id,
            at: app::local_text(list.added_at),
            file: list.file,
            name: list.name,
            tracks: list.tracks,
        };
        return json(&ImportsOut {
            histories: histories.into_iter().map(history).collect(),
            lists: borrowed.lists.into_iter().map(list).collect(),
        });
    }
    for import in &histories {
        line(format!(
            "{:>6}  {}  {:12}  {:>8} of {} listens  {}",
            import.id,
            moment(import.at),
            import.kind,
            import.inserted,
            import.listens,
            import.file
        ))?;
    }
    if !borrowed.lists.is_empty() {
        line(format!(
            "lists of other people: {}, {} entries",
            borrowed.lists.len(),
            borrowed.tracks
        ))?;
    }
    for list in &borrowed.lists {
        line(format!("{:>6}  {:>6}  {}  [{}]", list.id, list.tracks, list.name, list.file))?;
    }
    Ok(())
}

pub fn export(args: &Args, to: &Path) -> anyhow::Result<()> {
    let plays = args.open_to_read()?.export_history(to)?;
    if args.json {
        return json(&ExportedOut { plays });
    }
    line(format!("{plays} plays in {}", shown(to)))
}

/// Becomes true at Ctrl-C.
fn stop_by_hand() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let interrupted = interrupt::interruptions()?;
    let asked = Arc::clone(&stop);
    std::thread::spawn(move || {
        if interrupted.recv().is_ok() {
            asked.store(true, Ordering::Relaxed);
        }
    });
    Ok(stop)
}

fn told(bar: &ProgressBar, progress: ImportProgress) {
    bar.set_message(match progress.phase {
        ImportPhase::Reading => "reading",
        ImportPhase::Matching => "matching",
        ImportPhase::Writing => "writing",
    });
    bar.set_length(progress.total as u64);
    bar.set_position(progress.done as u64);
}

fn history_out(file: &Path, report: HistoryReport) -> HistoryOut {
    HistoryOut {
        file: shown(file),
        format: report.format.word(),
        import: report.import,
        listens: report.listens,
        matched_exactly: report.exact,
        matched_loosely: report.loose,
        inserted: report.inserted,
        unmatched: report.unmatched,
        unusable: UnusableOut {
            not_music: report.unusable.not_music,
            without_names: report.unusable.without_names,
            without_time: report.unusable.without_time,
            unheard: report.unusable.unheard,
            unknown: report.unusable.unknown,
        },
        most_missed: missed(report.most_missed),
        cancelled: report.cancelled,
    }
}

fn missed(all: Vec<Missed>) -> Vec<MissedOut> {
    let out = all.into_iter().map(|missed| MissedOut {
        artist: missed.artist,
        title: missed.title,
        count: missed.count,
    });
    out.collect()
}

fn tell_missed(all: &[MissedOut]) {
    for MissedOut { artist, title, count } in all {
        eprintln!("not in the library, {count} times: {artist} – {title}");
    }
}

fn tell_history(out: &HistoryOut) -> anyhow::Result<()> {
    if out.cancelled {
        return line(format!("{}: cancelled, nothing was added", out.file));
    }
    tell_missed(&out.most_missed);
    let number = out.import.map(|id| format!(", import {id}")).unwrap_or_default();
    line(format!(
        "{} ({}): {} listens, {} matched exactly, {} loosely, {} not in the library; {} plays are new{number}",
        out.file, out.format, out.listens, out.matched_exactly, out.matched_loosely, out.unmatched, out.inserted
    ))
}

fn tell_lists(args: &Args, report: ListsReport) -> anyhow::Result<()> {
    let refused = report.refused.into_iter().map(|(path, reason)| crate::output::FailureOut {
        path: shown(&path),
        reason,
    });
    let out = ListsOut {
        files: report.files,
        borrowed: report.borrowed,
        known: report.known,
        too_short: report.too_short,
        matched_exactly: report.exact,
        matched_loosely: report.loose,
        unmatched: report.unmatched,
        refused_count: report.refused_count,
        refused: refused.collect(),
        most_missed: missed(report.most_missed),
        cancelled: report.cancelled,
    };
    if args.json {
        return json(&out);
    }
    for refused in &out.refused {
        eprintln!("{}: {}", refused.path, refused.reason);
    }
    tell_missed(&out.most_missed);
    let cancelled = if out.cancelled { "cancelled; " } else { "" };
    line(format!(
        "{cancelled}{} files: {} lists are new, {} known, {} too short; {} entries matched exactly, {} loosely, {} not in the library",
        out.files, out.borrowed, out.known, out.too_short, out.matched_exactly, out.matched_loosely, out.unmatched
    ))
}

fn tell_removed(args: &Args, removed: u64, what: &str) -> anyhow::Result<()> {
    if args.json {
        return json(&RemovedOut { removed });
    }
    line(format!("{removed} {what}"))
}
