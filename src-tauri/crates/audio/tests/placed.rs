//! Everything at its place in time: behind damage, and behind jumps in files that are written here.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use audio::Decoder;
use domain::SplitMix64;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn decode(path: &Path) -> Vec<f32> {
    let mut decoder = Decoder::open(path).unwrap();
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while decoder.next_block(&mut block).unwrap().is_some() {
        samples.extend_from_slice(&block);
    }
    samples
}

#[test]
fn what_follows_damage_stays_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    // Opus and AAC do not come back to the same bits: one converges, the other fills bands with noise.
    for (name, allowed) in [
        ("lossless.flac", 0.0),
        ("lossless.m4a", 0.0),
        ("lossy.m4a", 0.02),
        // The two remuxed so that a page holds a fraction of a second, as pages of real files do of their minutes.
        ("paged.oga", 0.0),
        ("paged.ogg", 1e-4),
        ("long.opus", 0.02),
    ] {
        let expect = decode(&fixture(name));
        let mut bytes = fs::read(fixture(name)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 700].fill(0x55);
        let path = folder.path().join(name);
        fs::write(&path, &bytes).unwrap();
        let heard = decode(&path);
        let worst = |range: std::ops::Range<usize>| {
            let pairs = heard[range.clone()].iter().zip(&expect[range]);
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        assert_eq!(heard.len(), expect.len(), "{name}");
        let whole = expect.len();
        assert!(worst(0..whole) > 0.02, "{name} is damaged");
        assert!(worst(0..whole / 20) <= allowed, "{name} before the damage");
        let behind = worst(whole * 9 / 10..whole);
        assert!(behind <= allowed, "{name} behind the damage: {behind}");
    }
}

#[test]
fn ogg_opens_with_any_page_behind_its_headers_damaged() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["paged.oga", "paged.ogg", "long.opus", "long.ogg"] {
        let bytes = fs::read(fixture(name)).unwrap();
        let whole = decode(&fixture(name)).len();
        let pages: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"OggS")).collect();
        assert!(pages.len() > 4, "{name}");
        // The identification and the rest of the headers stand in the first two or three pages.
        for (number, page) in pages.iter().enumerate().skip(3) {
            let mut damaged = bytes.clone();
            damaged[page + 40] ^= 0x10;
            let path = folder.path().join(name);
            fs::write(&path, &damaged).unwrap();
            let format = audio::probe(&path).unwrap_or_else(|error| panic!("{name}, page {number}: {error}"));
            assert!(format.unplayable.is_none());
            let heard = decode(&path).len();
            assert!(heard * 3 > whole, "{name}, page {number}: {heard} of {whole}");
        }
    }
}

#[test]
fn damaged_mp3_loses_a_few_frames_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(fixture("lossy.mp3")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 700].fill(0x55);
    let path = folder.path().join("damaged.mp3");
    fs::write(&path, &bytes).unwrap();
    // Its frames carry no time of their own: what cannot be found between two of them is not missed.
    let (heard, whole) = (decode(&path).len(), decode(&fixture("lossy.mp3")).len());
    assert!(heard <= whole && heard > whole - 2 * 1_152 * 6, "{heard} of {whole}");
}

/// A Core Audio file of the AAC packets of `lossy.m4a`.
fn core_audio(path: &Path) {
    let mp4 = fs::read(fixture("lossy.m4a")).unwrap();
    let body = |kind: &[u8]| &mp4[mp4.windows(4).position(|window| window == kind).unwrap() + 4..];
    let number = |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let count = number(body(b"stsz"), 8) as usize;
    let sizes: Vec<usize> = (0..count).map(|n| number(body(b"stsz"), 12 + 4 * n) as usize).collect();
    let first = number(body(b"stco"), 8) as usize;
    let mut table = [(count as u64).to_be_bytes(), 132_300_u64.to_be_bytes()].concat();
    let rest = count * 1_024 - 1_024 - 132_300;
    table.extend([1_024_u32.to_be_bytes(), (rest as u32).to_be_bytes()].concat());
    for size in &sizes {
        assert!(*size < 1 << 14);
        if *size >= 0x80 {
            table.push(0x80 | (size >> 7) as u8);
        }
        table.push((size & 0x7f) as u8);
    }
    let esds = body(b"esds");
    let cookie = &esds[4..number(&mp4, mp4.len() - esds.len() - 8) as usize - 8];
    let mut description = 44_100_f64.to_be_bytes().to_vec();
    description.extend(b"aac \0\0\0\x02");
    description.extend([0, 1_024, 2, 0].map(u32::to_be_bytes).concat());
    let chunk = |kind: &[u8; 4], body: &[u8]| [kind.as_slice(), &(body.len() as u64).to_be_bytes(), body].concat();
    let samples = &mp4[first..first + sizes.iter().sum::<usize>()];
    let file = [
        b"caff\0\x01\0\0".to_vec(),
        chunk(b"desc", &description),
        chunk(b"kuki", cookie),
        chunk(b"pakt", &table),
        chunk(b"data", &[&[0; 4], samples].concat()),
    ];
    fs::write(path, file.concat()).unwrap();
}

#[test]
fn jumps_in_core_audio_aac_land_on_their_frame() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lossy.caf");
    core_audio(&path);
    let whole = decode(&path);
    let worst = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let reference = decode(&fixture("lossy.m4a"));
    assert_eq!(whole.len(), reference.len());
    assert!(worst(&whole, &reference) < 0.02, "the same as in the file it comes from");
    let mut decoder = Decoder::open(&path).unwrap();
    let (mut rng, mut block) = (SplitMix64::new(5), Vec::new());
    for _ in 0..40 {
        let frame = rng.below(whole.len() / 2 - 4_000);
        let to = Duration::from_nanos(frame as u64 * 1_000_000_000 / 44_100);
        assert_eq!(decoder.seek(to).unwrap(), to);
        let mut heard = Vec::new();
        while heard.len() < 4_000 {
            decoder.next_block(&mut block).unwrap().unwrap();
            heard.extend_from_slice(&block);
        }
        let off = worst(&heard[..4_000], &whole[2 * frame..]);
        assert!(off < 0.02, "at {frame}: {off}");
    }
}
