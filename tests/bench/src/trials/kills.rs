//! SIGKILL at random moments, while a process scans and edits, then while one analyses.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::{SplitMix64, Timestamp};
use store::Store;

use super::{Role, edits, start};
use crate::music;

const WORKERS: usize = 2;

pub fn run(count: usize, files: usize) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    music::write_library(&dir.path().join("music"), files)?;
    while_editing(dir.path(), count, files)?;
    let dir = tempfile::tempdir()?;
    while_analysing(dir.path(), count.div_ceil(10))
}

fn data(dir: &Path) -> PathBuf {
    dir.join("data")
}

/// Starts a process, reads its lines until it dies of SIGKILL 5–200 ms after its first; returns the last number it acknowledged.
fn kill_once(role: Role, dir: &Path, rng: &mut SplitMix64) -> anyhow::Result<u64> {
    let mut process = start(role, dir)?;
    let output = process.stdout.take().ok_or_else(|| anyhow::anyhow!("no output"))?;
    let last = AtomicU64::new(0);
    let begun = AtomicBool::new(false);
    std::thread::scope(|scope| -> anyhow::Result<()> {
        scope.spawn(|| {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Ok(number) = line.parse() {
                    last.fetch_max(number, Ordering::SeqCst);
                }
                begun.store(true, Ordering::SeqCst);
            }
        });
        let waited = Instant::now();
        while !begun.load(Ordering::SeqCst) && waited.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(1));
        }
        anyhow::ensure!(begun.load(Ordering::SeqCst), "the process did not begin within a minute");
        std::thread::sleep(Duration::from_millis(5 + rng.below(196) as u64));
        process.kill()?;
        process.wait()?;
        Ok(())
    })?;
    Ok(last.into_inner())
}

fn while_editing(dir: &Path, count: usize, files: usize) -> anyhow::Result<()> {
    let mut rng = SplitMix64::new(11);
    let (mut lost, mut torn, mut repairs) = (0u64, 0u64, 0usize);
    let mut slowest = Duration::ZERO;
    let mut edits_made = 0;
    for _ in 0..count {
        let acknowledged = kill_once(Role::Edit, dir, &mut rng)?;
        let started = Instant::now();
        let store = Store::open(&data(dir))?;
        slowest = slowest.max(started.elapsed());
        repairs += store.notices().len();
        let found = edits::look(&store)?;
        lost += acknowledged.saturating_sub(found.whole());
        torn += found.torn;
        edits_made = found.whole();
    }
    let store = Store::open(&data(dir))?;
    let folders = store.folders()?;
    let report = library::scan(&store, &folders, &mut |_| {}, &AtomicBool::new(false))?;
    let stats = store.stats()?;
    println!(
        "{count} kills while scanning and editing: {edits_made} edits, {lost} acknowledged and lost, {torn} torn, {repairs} databases repaired, \
         slowest start {:.0} ms; {} of {files} files are tracks, {} missing, {} refused, last scan {:.2} s",
        slowest.as_secs_f64() * 1e3,
        stats.tracks,
        stats.missing,
        report.failed.len(),
        report.seconds,
    );
    Ok(())
}

/// The process of [`Role::Edit`]: two threads, until killed.
pub fn edit(dir: &Path) -> anyhow::Result<()> {
    let store = Store::open(&data(dir))?;
    let folder = store.add_folder(&dir.join("music"), Timestamp(0))?;
    let mut there = edits::look(&store)?.there;
    let mut number = there.into_iter().min().unwrap_or(0);
    say(number)?;
    let scanner = store.clone();
    std::thread::spawn(move || {
        let mut round = u64::from(std::process::id());
        loop {
            let _ = shuffle_files(&folder.path, round);
            if let Err(error) = library::scan(&scanner, std::slice::from_ref(&folder), &mut |_| {}, &AtomicBool::new(false)) {
                eprintln!("scan: {error}");
            }
            round += 1;
        }
    });
    loop {
        number += 1;
        edits::make(&store, number, there)?;
        there = [number; 3];
        say(number)?;
    }
}

fn say(number: u64) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{number}")?;
    Ok(out.flush()?)
}

/// Renames an album folder there or back, so that each scan has tracks to relink.
fn shuffle_files(music: &Path, round: u64) -> std::io::Result<()> {
    let mut rng = SplitMix64::new(round);
    let artists: Vec<PathBuf> = std::fs::read_dir(music)?.flatten().map(|entry| entry.path()).collect();
    let Some(artist) = artists.get(rng.below(artists.len().max(1))) else {
        return Ok(());
    };
    let name = artist.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let moved = name
        .strip_suffix(" (moved)")
        .map_or_else(|| format!("{name} (moved)"), str::to_owned);
    std::fs::rename(artist, music.join(moved))
}

fn while_analysing(dir: &Path, count: usize) -> anyhow::Result<()> {
    music::write_noise(&dir.join("music"), 20 * count)?;
    let mut rng = SplitMix64::new(12);
    let (mut lost, mut before, mut kills) = (0u64, 0u64, 0);
    for _ in 0..count {
        let acknowledged = kill_once(Role::Analyse, dir, &mut rng)?;
        kills += 1;
        let analysed = Store::open(&data(dir))?.stats()?.analysed;
        lost += acknowledged.max(before).saturating_sub(analysed);
        before = analysed;
    }
    println!(
        "{kills} kills while {WORKERS} workers analysed: {before} of {} tracks done on the way, {lost} analyses acknowledged and lost",
        20 * count
    );
    Ok(())
}

/// The process of [`Role::Analyse`]: acknowledges the number of tracks that are analysed, until killed or done.
pub fn analyse(dir: &Path) -> anyhow::Result<()> {
    let program = app::Attune::open(app::Options::new(data(dir)))?;
    let idle = AtomicBool::new(false);
    program.scan(&[dir.join("music")], &mut |_| {}, &idle)?;
    std::thread::scope(|scope| -> anyhow::Result<()> {
        scope.spawn(|| {
            while let Ok(overview) = program.overview() {
                let _ = say(overview.analysed as u64);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        program.analyse_all(WORKERS, &idle)?;
        // All done: wait for the kill.
        loop {
            std::thread::park();
        }
    })
}
