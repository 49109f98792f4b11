//! Sheets that nobody wrote with good intentions: no panic, no endless work, no great need of memory.

use std::fs;
use std::path::Path;

use audio::{Decoder, Sheet, payload_hash, probe};
use domain::{SplitMix64, sheet_path};

use crate::{album, fixture, sheet};

/// The most memory this process ever used, KiB.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn mutate(bytes: &mut Vec<u8>, rng: &mut SplitMix64) {
    const WORDS: [&[u8]; 10] = [
        b"\nTRACK 99 AUDIO\n",
        b"\nINDEX 01 99:59:74\n",
        b"\nFILE \"..\" WAVE\n",
        b"\"",
        b"\0",
        b"\xff\xfe",
        b"\nINDEX 00",
        b":",
        b"99999999999",
        b"\r",
    ];
    for _ in 0..=rng.below(12) {
        let at = rng.below(bytes.len().max(1));
        match rng.below(4) {
            0 if !bytes.is_empty() => bytes[at] = rng.next_u64() as u8,
            1 if !bytes.is_empty() => drop(bytes.drain(at..(at + 1 + rng.below(20)).min(bytes.len()))),
            2 => drop(bytes.splice(
                at.min(bytes.len())..at.min(bytes.len()),
                WORDS[rng.below(WORDS.len())].iter().copied(),
            )),
            _ => {
                let piece = bytes[at.min(bytes.len())..(at + rng.below(200)).min(bytes.len())].to_vec();
                bytes.extend(piece);
            }
        }
    }
}

fn use_all(holder: &Path) {
    let Ok(Some(sheet)) = Sheet::of(holder) else { return };
    assert!(sheet.tracks.len() <= 999 && sheet.files.len() <= 999);
    let _ = sheet.files_beside(holder);
    let mut block = Vec::new();
    for track in sheet.tracks.iter().take(8) {
        let path = sheet_path(holder, track.number);
        let _ = (probe(&path), payload_hash(&path));
        if let Ok(mut decoder) = Decoder::open(&path) {
            while let Ok(Some(_)) = decoder.next_block(&mut block) {}
            let _ = decoder.go_on_as(&sheet_path(holder, track.number + 1));
        }
    }
}

#[test]
fn five_hundred_mutated_sheets() {
    let (_folder, _file, cue) = album("lossless.flac", &[0, 3, 6, 9, 12]);
    let whole = fs::read(&cue).unwrap();
    let mut rng = SplitMix64::new(75);
    for _ in 0..500 {
        let mut bytes = whole.clone();
        mutate(&mut bytes, &mut rng);
        fs::write(&cue, &bytes).unwrap();
        use_all(&cue);
    }
    if let Some(peak) = peak_kib() {
        assert!(peak < 256 << 10, "peak memory {peak} KiB");
    }
}

#[test]
fn sheets_as_large_as_they_may_be() {
    let (_folder, _file, cue) = album("lossless.flac", &[0]);
    let line = "TITLE \"".to_owned() + &"x".repeat(1 << 19) + "\"\n";
    for text in [
        (0..400_000).map(|_| "\r\n").collect(),
        "REM ".repeat(1 << 18),
        "INDEX 01 00:00:00\n".repeat(50_000),
        "\"".repeat(1 << 20),
        line + &sheet("lossless.flac", &(0..15).collect::<Vec<_>>()),
    ] {
        fs::write(&cue, &text).unwrap();
        use_all(&cue);
    }
}

#[test]
fn mutated_files_with_sheets_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = SplitMix64::new(588);
    let text = sheet("a.wav", &[0, 5, 9]);
    for (name, fixture_name) in [("a.flac", "tagged.flac"), ("a.mp3", "tagged.mp3")] {
        let path = folder.path().join(name);
        let sound = fs::read(fixture(fixture_name)).unwrap();
        let mut block = vec![0, 0, 0, 0, 1, 0, 0, 0];
        block.extend((text.len() as u32 + 9).to_le_bytes());
        block.extend(b"CUESHEET=");
        block.extend(text.as_bytes());
        let mut head = (block.len() as u32).to_be_bytes();
        head[0] = 4;
        let base = if name == "a.flac" {
            [&sound[..42], &head, &block, &sound[42..]].concat()
        } else {
            let frame = [
                b"TXXX".as_slice(),
                &(text.len() as u32 + 10).to_be_bytes(),
                b"\0\0\0CUESHEET\0",
                text.as_bytes(),
            ]
            .concat();
            let len = frame.len() as u32;
            let size = [len >> 21, len >> 14, len >> 7, len].map(|byte| byte as u8 & 0x7f);
            [b"ID3\x03\0\0".as_slice(), &size, &frame, &sound].concat()
        };
        fs::write(&path, &base).unwrap();
        assert_eq!(Sheet::of(&path).unwrap().map(|sheet| sheet.tracks.len()), Some(3), "{name}");
        for _ in 0..300 {
            let mut bytes = base.clone();
            for _ in 0..=rng.below(6) {
                let at = rng.below(base.len().min(1_200));
                bytes[at] = rng.next_u64() as u8;
            }
            if rng.below(4) == 0 {
                bytes.truncate(rng.below(base.len()));
            }
            fs::write(&path, &bytes).unwrap();
            use_all(&path);
        }
    }
}
