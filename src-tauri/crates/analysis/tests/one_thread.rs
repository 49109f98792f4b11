//! On a CPU the ear works on the calling thread alone. A test program of its own: a pool of threads, once begun, stays.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use analysis::{DeviceChoice, Ear, analyse};

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

/// Thirty seconds of 16-bit mono WAV.
fn tone(path: &Path) {
    let samples: Vec<u8> = (0..16_000 * 30)
        .map(|n| (8_000.0 * (f64::from(n) * 0.05).sin() * (1.0 + (f64::from(n) * 0.0003).sin())) as i16)
        .flat_map(i16::to_le_bytes)
        .collect();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + samples.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend([16_000_u32.to_le_bytes(), 32_000_u32.to_le_bytes()].concat());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend((samples.len() as u32).to_le_bytes());
    bytes.extend(samples);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn hearing_starts_no_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tone.wav");
    tone(&path);
    let ear = Ear::load(DeviceChoice::Cpu).unwrap();
    let before = threads();
    analyse(&ear, &path, &AtomicBool::new(false)).unwrap();
    assert_eq!(threads(), before);
}
