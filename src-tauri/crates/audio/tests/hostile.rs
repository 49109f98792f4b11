//! Files made to cost memory or time: refused, or passed over, at once.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::time::Instant;

use audio::{Decoder, Error, payload_hash, probe};

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), body].concat()
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// The most memory this process ever used, KiB.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// An MP4 file whose table of chunks is `table` bytes of nothing: millions of chunks, all at offset zero. Sparse on disk.
fn endless_chunks(path: &Path, table: u32) {
    let zeros = table - 16;
    let stbl_head = [
        boxed(b"stsz", &numbers(&[0, 1, u32::MAX])),
        boxed(b"stsc", &numbers(&[0, 1, 1, 1, 1])),
        boxed(b"stts", &numbers(&[0, 1, u32::MAX, 1])),
    ]
    .concat();
    let mut entry = numbers(&[0, 1]);
    entry.extend([0; 8]);
    entry.extend(numbers(&[2 << 16 | 16, 0, 44_100 << 16]));
    let stsd = boxed(b"stsd", &[numbers(&[0, 1]), boxed(b"alac", &entry)].concat());
    let stco_head = [&table.to_be_bytes(), b"stco".as_slice(), &numbers(&[0, zeros / 4])].concat();
    let grown = |kind: &[u8; 4], body: Vec<u8>| [&(body.len() as u32 + 8 + zeros).to_be_bytes(), kind.as_slice(), &body].concat();
    let stbl = grown(b"stbl", [stsd, stbl_head, stco_head].concat());
    let mut hdlr = numbers(&[0, 0]);
    hdlr.extend(b"soun");
    hdlr.extend([0; 13]);
    let mdhd = boxed(b"mdhd", &numbers(&[0, 0, 0, 44_100, 44_100, 0]));
    let minf = grown(b"minf", stbl);
    let mdia = grown(b"mdia", [mdhd, boxed(b"hdlr", &hdlr), minf].concat());
    let trak = grown(b"trak", mdia);
    let mut mvhd = numbers(&[0, 0, 0, 1_000, 1_000]);
    mvhd.extend([0; 80]);
    let moov = grown(b"moov", [boxed(b"mvhd", &mvhd), trak].concat());
    let bytes = [boxed(b"ftyp", b"M4A \0\0\0\0M4A "), moov].concat();
    fs::write(path, &bytes).unwrap();
    let file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(bytes.len() as u64 + u64::from(zeros)).unwrap();
}

#[test]
fn millions_of_chunks_cost_neither_time_nor_memory() {
    let folder = tempfile::tempdir().unwrap();
    for mib in [8, 15, 60, 64] {
        let path = folder.path().join(format!("{mib}.m4a"));
        endless_chunks(&path, mib << 20);
        let started = Instant::now();
        let _ = payload_hash(&path).unwrap();
        let _ = probe(&path);
        let _ = Decoder::open(&path);
        assert!(started.elapsed().as_secs() < 10, "{mib} MiB of table: {:?}", started.elapsed());
    }
    if let Some(peak) = peak_kib() {
        assert!(peak < 320 << 10, "peak memory {peak} KiB");
    }
}

fn wav(rate: u32, channels: u16) -> Vec<u8> {
    let frame = u32::from(channels) * 2;
    let data = vec![0; frame as usize * 1_000];
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend(rate.wrapping_mul(frame).to_le_bytes());
    bytes.extend((frame as u16).to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn absurd_rates_and_channels_are_unplayable_at_the_scan_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.wav");
    for (rate, channels, word) in [(1_000, 2, "1000 Hz"), (2_000_000_000, 2, "2000000000 Hz"), (1, 1, "1 Hz")] {
        fs::write(&path, wav(rate, channels)).unwrap();
        let reason = probe(&path).unwrap().unplayable.unwrap();
        assert!(reason.contains(word), "{reason}");
        assert!(matches!(Decoder::open(&path), Err(Error::Unsupported { reason: again }) if again == reason));
    }
    for (rate, channels) in [(44_100, 65), (44_100, 1_000)] {
        fs::write(&path, wav(rate, channels)).unwrap();
        match probe(&path) {
            Ok(format) => assert!(format.unplayable.unwrap().contains("channels")),
            Err(error) => assert!(matches!(error, Error::Unsupported { .. } | Error::Corrupt { .. }), "{error}"),
        }
        assert!(matches!(
            Decoder::open(&path),
            Err(Error::Unsupported { .. } | Error::Corrupt { .. })
        ));
    }
    for (rate, channels) in [(4_000, 1), (8_000, 2), (384_000, 2), (768_000, 2)] {
        fs::write(&path, wav(rate, channels)).unwrap();
        assert_eq!(probe(&path).unwrap().unplayable, None, "{rate} Hz");
        Decoder::open(&path).unwrap().next_block(&mut Vec::new()).unwrap().unwrap();
    }
}
