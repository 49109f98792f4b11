//! Damage at random places of the data folder, then a start: is it noticed, is it mended, what is lost?

use std::io::Read;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use domain::{SplitMix64, Timestamp};
use store::{Notice, Store, TrackFilter};

use super::{Role, edits, start};
use crate::music;

const EDITS: u64 = 300;
/// Of those, made after the newest backup.
const YOUNG: u64 = 50;
const FILES: usize = 1_000;
const DAY: i64 = 86_400_000;
/// A start that takes longer counts as hung.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn run(count: usize) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let whole = dir.path().join("whole");
    let music = dir.path().join("music");
    music::write_library(&music, FILES)?;
    prepare(&whole, &music)?;
    let mut rng = SplitMix64::new(5);
    let mut outcomes = std::collections::BTreeMap::<String, usize>::new();
    for _ in 0..count {
        let copy = dir.path().join("copy");
        copy_folder(&whole, &copy)?;
        let target = ["user.db", "library.db"][rng.below(2)];
        let kind = damage(&copy.join(target), &mut rng)?;
        let outcome = observe(&copy)?;
        *outcomes.entry(format!("{target}, {kind}: {outcome}")).or_default() += 1;
        std::fs::remove_dir_all(&copy)?;
    }
    println!("{count} damaged data folders, {EDITS} edits of which {YOUNG} younger than the backup, {FILES} tracks:");
    for (outcome, times) in outcomes {
        println!("{times:6} × {outcome}");
    }
    Ok(())
}

fn prepare(dir: &Path, music: &Path) -> anyhow::Result<()> {
    let store = Store::open_at(dir, Timestamp(0))?;
    let folder = store.add_folder(music, Timestamp(0))?;
    library::scan(&store, &[folder], &mut |_| {}, &AtomicBool::new(false))?;
    for number in 1..=EDITS {
        if number == EDITS - YOUNG + 1 {
            store.back_up(Timestamp(DAY))?;
        }
        edits::make(&store, number, [number - 1; 3])?;
    }
    Ok(())
}

fn damage(path: &Path, rng: &mut SplitMix64) -> anyhow::Result<&'static str> {
    let mut bytes = std::fs::read(path)?;
    let sector = rng.below(bytes.len() / 512) * 512;
    let kind = [
        "a sector of noise",
        "a page of zeros",
        "cut off",
        "sixteen bits flipped",
        "text instead",
    ][rng.below(5)];
    match kind {
        "a sector of noise" => bytes[sector..sector + 512].fill_with(|| rng.next_u64() as u8),
        "a page of zeros" => {
            let page = sector / 4096 * 4096;
            let end = (page + 4096).min(bytes.len());
            bytes[page..end].fill(0);
        }
        "cut off" => bytes.truncate(rng.below(bytes.len())),
        "sixteen bits flipped" => {
            for _ in 0..16 {
                let at = rng.below(bytes.len());
                bytes[at] ^= 1 << rng.below(8);
            }
        }
        _ => bytes = b"not a database ".repeat(bytes.len() / 15),
    }
    std::fs::write(path, bytes)?;
    Ok(kind)
}

/// Opens the folder in a process of its own and says in words what became of it.
fn observe(dir: &Path) -> anyhow::Result<String> {
    let mut process = start(Role::Inspect, dir)?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait()? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            process.kill()?;
            return Ok("HUNG".into());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let mut said = String::new();
    if let Some(mut output) = process.stdout.take() {
        output.read_to_string(&mut said)?;
    }
    Ok(if status.success() {
        said.trim().to_owned()
    } else {
        format!("CRASHED: {status}")
    })
}

/// The process of [`Role::Inspect`].
pub fn inspect(dir: &Path) -> anyhow::Result<()> {
    let store = match Store::open_at(dir, Timestamp(2 * DAY)) {
        Ok(store) => store,
        Err(error) => {
            println!("refused to start: {error}");
            return Ok(());
        }
    };
    let notice = match store.notices() {
        [] => "not noticed at the start",
        [Notice::LibraryRebuilt { .. }] => "library begun anew",
        [Notice::UserRestored { .. }] => "backup put in place",
        [Notice::UserLost { .. }] => "user data begun anew",
        _ => "several notices",
    };
    let user = match edits::look(&store) {
        Ok(found) if found.torn > 0 => "user data altered".to_owned(),
        Ok(found) if found.whole() == EDITS => "all edits there".to_owned(),
        Ok(found) if found.whole() >= EDITS - YOUNG => "edits of the last day lost".to_owned(),
        Ok(_) => "EDITS LOST".to_owned(),
        Err(error) => format!("user data: {error}"),
    };
    let library = match tracks(&store) {
        Ok(FILES) => "all tracks there".to_owned(),
        Ok(0) => "tracks await the next scan".to_owned(),
        Ok(_) => "some tracks".to_owned(),
        Err(error) => format!("tracks: {error}"),
    };
    println!("{notice}; {user}; {library}");
    Ok(())
}

/// Reads every track and searches.
fn tracks(store: &Store) -> Result<usize, store::Error> {
    let ids: Vec<_> = store.track_index()?.into_iter().map(|(id, ..)| id).collect();
    store.search("gl", 50)?;
    store.count_tracks(&TrackFilter::default())?;
    Ok(store.tracks(&ids)?.len())
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
