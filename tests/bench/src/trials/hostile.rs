//! Files that were broken on purpose, scanned and analysed in a second process.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use domain::SplitMix64;

use super::{Role, start};

/// A picture of this size stands in the tags of one MP3 and one FLAC.
const PICTURE: usize = 300 << 20;

pub fn run(count: usize, keep: Option<PathBuf>) -> anyhow::Result<()> {
    let temporary = tempfile::tempdir()?;
    let dir = keep.unwrap_or_else(|| temporary.path().into());
    let music = dir.join("music");
    std::fs::create_dir_all(&music)?;
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/demo");
    let mut sound = files_below(&demo)?;
    sound.retain(|path| path.extension().is_none_or(|ending| ending != "jpg" && ending != "txt"));
    let mut rng = SplitMix64::new(21);
    for number in 0..count {
        let source = &sound[rng.below(sound.len())];
        let ending = source.extension().unwrap_or_default().to_string_lossy().into_owned();
        let (what, bytes) = spoil(std::fs::read(source)?, &mut rng);
        // One in ten under a wrong name.
        let ending = if number % 10 == 9 { "mp3" } else { &ending };
        std::fs::write(music.join(format!("{number:05} {what}.{ending}")), bytes)?;
    }
    write_pictures(&music)?;
    let mut process = start(Role::Endure, &dir)?;
    let mut said = String::new();
    if let Some(mut output) = process.stdout.take() {
        output.read_to_string(&mut said)?;
    }
    let status = process.wait()?;
    println!("{} hostile files, {status}: {}", count + 2, said.trim());
    Ok(())
}

/// A real file with one kind of damage, and its name.
fn spoil(mut bytes: Vec<u8>, rng: &mut SplitMix64) -> (&'static str, Vec<u8>) {
    let len = bytes.len();
    // Where formats keep what makes parsers stumble.
    let head = len.min(8192);
    let kind = rng.below(9);
    let what = match kind {
        0 => {
            bytes.truncate(rng.below(len));
            "cut short"
        }
        1 => {
            for _ in 0..1 + rng.below(16) {
                bytes[rng.below(head)] ^= 1 << rng.below(8);
            }
            "head flipped"
        }
        2 => {
            for _ in 0..1 + rng.below(64) {
                bytes[rng.below(len)] = rng.next_u64() as u8;
            }
            "bytes changed"
        }
        3 => {
            let at = rng.below(head.saturating_sub(8));
            bytes[at..at + 4].fill(0xff);
            "huge field"
        }
        4 => {
            let at = rng.below(head.saturating_sub(8));
            bytes[at..at + 4].fill(0);
            "zero field"
        }
        5 => {
            let at = rng.below(len);
            let end = (at + rng.below(65_536)).min(len);
            bytes[at..end].fill(0);
            "hole"
        }
        6 => {
            let from = rng.below(len);
            let piece = bytes[from..(from + 4096).min(len)].to_vec();
            let at = rng.below(head);
            bytes.splice(at..at, piece);
            "piece repeated"
        }
        7 => {
            let at = rng.below(head);
            bytes.drain(at..(at + 1 + rng.below(512)).min(len));
            "piece missing"
        }
        _ => {
            bytes.iter_mut().for_each(|byte| *byte = rng.next_u64() as u8);
            bytes.truncate(100_000);
            "noise"
        }
    };
    (what, bytes)
}

/// Tags that really hold a picture of [`PICTURE`] bytes, before sound that is whole.
fn write_pictures(music: &Path) -> anyhow::Result<()> {
    let syncsafe = |n: usize| [21, 14, 7, 0].map(|shift| (n >> shift) as u8 & 127);
    // A tag's size has 28 bits, so the picture of an MP3 is cut to that.
    let size = PICTURE.min((1 << 28) - 4096);
    let mut mp3 = [&b"ID3\x04\0\0"[..], &syncsafe(size + 24), b"APIC", &syncsafe(size + 14), b"\0\0"].concat();
    mp3.extend(b"\0image/jpeg\0\x03\0");
    mp3.resize(mp3.len() + size, 0xd8);
    mp3.extend([&[0xff, 0xfb, 0x90, 0][..], &[0; 413]].concat().repeat(100));
    std::fs::write(music.join("huge picture.mp3"), mp3)?;
    // FLAC's block size has 24 bits: many blocks, as a tagger splits them.
    let mut flac = b"fLaC\0\0\0\x22".to_vec();
    flac.extend([16, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0xc4, 0x42, 0xf0, 0, 0, 0, 0]);
    flac.extend([0; 16]);
    let block = (1usize << 24) - 1;
    for number in 0..PICTURE / block {
        let last = if number + 1 == PICTURE / block { 0x80 } else { 0 };
        flac.extend([6 | last, 0xff, 0xff, 0xff]);
        let mut picture = Vec::with_capacity(block);
        picture.extend(3u32.to_be_bytes());
        picture.extend(10u32.to_be_bytes());
        picture.extend(b"image/jpeg");
        picture.extend([0; 20]);
        picture.extend(((block - picture.len() - 4) as u32).to_be_bytes());
        picture.resize(block, 0xd8);
        flac.extend(picture);
    }
    std::fs::write(music.join("huge pictures.flac"), flac)?;
    Ok(())
}

/// The process of [`Role::Endure`].
pub fn endure(dir: &Path) -> anyhow::Result<()> {
    let program = app::Attune::open(app::Options::new(dir.join("data")))?;
    let before = peak_memory();
    let idle = AtomicBool::new(false);
    let scan = program.scan(&[dir.join("music")], &mut |_| {}, &idle)?;
    let scanned = peak_memory();
    let analysis = program.analyse_all(2, &idle)?;
    let grown = |to: u64| (to.saturating_sub(before)) >> 20;
    println!(
        "scan {:.1} s, {} tracks, {} refused, memory grew by {} MB at most; analysis {:.1} s, {} done, {} refused, {} MB; each refused with a reason: {}",
        scan.seconds,
        scan.added,
        scan.failed.len(),
        grown(scanned),
        analysis.seconds,
        analysis.analysed,
        analysis.failed.len(),
        grown(peak_memory()),
        scan.failed
            .iter()
            .chain(&analysis.failed)
            .all(|failure| !failure.reason.trim().is_empty()),
    );
    Ok(())
}

/// Largest resident size of this process so far, in bytes; 0 where /proc does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok())
        .map_or(0, |kb| kb << 10)
}

fn files_below(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
