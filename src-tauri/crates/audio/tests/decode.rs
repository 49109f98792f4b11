//! Whole files through the public interface: what comes out, from where, and what re-tagging leaves alone.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use audio::{Decoder, Error, payload_hash, probe, tags_fallback};
use domain::SplitMix64;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn rest(decoder: &mut Decoder) -> Vec<f32> {
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while let Some(spec) = decoder.next_block(&mut block).unwrap() {
        assert_eq!(block.len(), spec.frames * spec.channels);
        assert_eq!(
            (spec.channels, spec.sample_rate),
            (usize::from(decoder.format().channels), decoder.format().sample_rate)
        );
        samples.extend_from_slice(&block);
    }
    samples
}

fn decode(path: &Path) -> Vec<f32> {
    rest(&mut Decoder::open(path).unwrap())
}

/// Samples of a canonical 16-bit WAV file, read without this crate.
fn wav_samples(name: &str) -> Vec<f32> {
    let bytes = fs::read(fixture(name)).unwrap();
    bytes[44..]
        .chunks_exact(2)
        .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
        .collect()
}

#[test]
fn lossless_containers_give_the_samples_that_went_in() {
    let expect = wav_samples("lossless.wav");
    assert_eq!(expect.len(), 17_640);
    for name in [
        "lossless.wav",
        "lossless.flac",
        "lossless.m4a",
        "lossless.aiff",
        "lossless.oga",
        "lossless.caf",
        "lossless.mka",
    ] {
        assert!(decode(&fixture(name)) == expect, "{name}");
    }
}

#[test]
fn lossy_files_have_exactly_the_frames_that_went_in() {
    for (name, frames) in [
        ("lossy.mp3", 132_300),
        ("lossy.m4a", 132_300),
        ("lossy.ogg", 132_300),
        ("lossy.opus", 144_000),
    ] {
        assert_eq!(decode(&fixture(name)).len(), 2 * frames, "{name}");
    }
}

#[test]
fn lossy_files_are_aligned_with_what_went_in() {
    // On the left of the fixture is a sweep from 200 to 4000 Hz, linear over its three seconds.
    for name in ["lossy.mp3", "lossy.m4a", "lossy.ogg", "lossy.opus"] {
        let path = fixture(name);
        let rate = f64::from(probe(&path).unwrap().sample_rate);
        let samples = decode(&path);
        let score = |shift: i64| -> f64 {
            let range = 20_000..60_000_i64;
            range
                .map(|n| {
                    let t = (n + shift) as f64 / rate;
                    let phase = std::f64::consts::TAU * (200.0 * t + 3_800.0 / 6.0 * t * t);
                    phase.sin() * f64::from(samples[2 * n as usize])
                })
                .sum()
        };
        let best = (-40..=40).max_by(|a, b| score(*a).total_cmp(&score(*b))).unwrap();
        assert!(best.abs() <= 1, "{name} is off by {best} frames");
    }
}

#[test]
fn every_seek_lands_on_its_frame() {
    for name in [
        "lossless.wav",
        "lossless.flac",
        "lossless.m4a",
        "lossless.oga",
        "lossless.aiff",
        "lossless.caf",
        "lossy.mp3",
        "lossy.m4a",
        "lossy.ogg",
        "lossy.opus",
        // Long enough to be entered in the middle, not read from the start.
        "long.ogg",
        "long.opus",
    ] {
        let path = fixture(name);
        let whole = decode(&path);
        let mut decoder = Decoder::open(&path).unwrap();
        let (channels, rate) = (usize::from(decoder.format().channels), u64::from(decoder.format().sample_rate));
        let frames = whole.len() / channels;
        let mut rng = SplitMix64::new(11);
        let mut block = Vec::new();
        for round in 0..60 {
            let frame = match round {
                0 => frames - 1,
                1 => 0,
                _ => rng.below(frames),
            };
            let to = Duration::from_nanos(frame as u64 * 1_000_000_000 / rate);
            assert_eq!(decoder.seek(to).unwrap(), to, "{name}");
            let mut heard = Vec::new();
            while heard.len() < 3_000 * channels
                && let Some(_) = decoder.next_block(&mut block).unwrap()
            {
                heard.extend_from_slice(&block);
            }
            let expect = &whole[frame * channels..][..heard.len()];
            let worst = heard.iter().zip(expect).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            // Opus converges on the same sound, not on the same bits; AAC fills bands with noise, another each time.
            let allowed = if name.starts_with("lossy") && !name.ends_with("mp3") && !name.ends_with("ogg") || name == "long.opus" {
                0.02
            } else {
                1e-4
            };
            assert!(!heard.is_empty() && worst <= allowed, "{name} at {frame} of {frames}: {worst}");
        }
        assert_eq!(
            decoder.seek(Duration::from_secs(3600)).unwrap(),
            Duration::from_nanos(frames as u64 * 1_000_000_000 / rate)
        );
        assert_eq!(decoder.next_block(&mut block).unwrap(), None, "{name}");
        decoder.seek(Duration::ZERO).unwrap();
        assert!(rest(&mut decoder) == whole, "{name} after a full circle");
    }
}

#[test]
fn probing_tells_the_format() {
    for (name, codec, rate, channels, bits, millis) in [
        ("lossless.wav", "PCM", 22_050, 1, Some(16), 800),
        ("lossless.flac", "FLAC", 22_050, 1, Some(16), 800),
        ("lossless.m4a", "ALAC", 22_050, 1, Some(16), 800),
        ("lossless.oga", "FLAC", 22_050, 1, Some(16), 800),
        ("lossy.mp3", "MP3", 44_100, 2, None, 3_000),
        ("lossy.m4a", "AAC", 44_100, 2, None, 3_000),
        ("lossy.ogg", "VORBIS", 44_100, 2, None, 3_000),
        ("lossy.opus", "OPUS", 48_000, 2, None, 3_000),
    ] {
        let format = probe(&fixture(name)).unwrap();
        assert_eq!(
            (
                format.codec.as_str(),
                format.sample_rate,
                format.channels,
                format.bits_per_sample,
                format.duration.as_millis()
            ),
            (codec, rate, channels, bits, millis),
            "{name}"
        );
        assert_eq!(format.unplayable, None);
        assert!(
            format.bitrate.is_some_and(|kbps| (20..400).contains(&kbps)),
            "{name}: {:?}",
            format.bitrate
        );
    }
    let matroska = probe(&fixture("lossless.mka")).unwrap();
    assert_eq!(matroska.codec, "FLAC");
    assert!((780..830).contains(&matroska.duration.as_millis()), "{:?}", matroska.duration);
}

#[test]
fn retagging_keeps_the_payload_hash() {
    for (before, after) in [
        ("lossy.mp3", "tagged.mp3"),
        ("lossless.flac", "tagged.flac"),
        ("lossy.m4a", "tagged.m4a"),
        ("lossy.ogg", "tagged.ogg"),
        ("lossy.opus", "tagged.opus"),
        ("lossless.wav", "tagged.wav"),
    ] {
        let (before, after) = (fixture(before), fixture(after));
        assert_ne!(fs::read(&before).unwrap(), fs::read(&after).unwrap());
        assert_eq!(payload_hash(&before).unwrap(), payload_hash(&after).unwrap(), "{}", after.display());
        assert!(decode(&before) == decode(&after), "{}", after.display());
    }
}

#[test]
fn different_recordings_have_different_hashes() {
    let names = [
        "lossy.mp3",
        "other.mp3",
        "lossless.wav",
        "lossless.flac",
        "lossless.m4a",
        "lossless.aiff",
        "lossless.oga",
        "lossless.caf",
        "lossless.mka",
        "lossy.m4a",
        "lossy.ogg",
        "lossy.opus",
    ];
    let mut hashes: Vec<_> = names.iter().map(|name| payload_hash(&fixture(name)).unwrap()).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), names.len());
}

#[test]
fn content_counts_not_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("song.wav");
    fs::copy(fixture("lossless.flac"), &path).unwrap();
    assert_eq!(probe(&path).unwrap().codec, "FLAC");
    assert!(decode(&path) == wav_samples("lossless.wav"));
}

#[test]
fn what_is_no_audio_file_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("empty.mp3"), []).unwrap();
    fs::write(path("text.mp3"), "not music at all ".repeat(500)).unwrap();
    fs::write(path("head.flac"), &fs::read(fixture("lossless.flac")).unwrap()[..20]).unwrap();
    fs::create_dir(path("folder.mp3")).unwrap();
    for open in [|path: &Path| probe(path).map(drop), |path: &Path| Decoder::open(path).map(drop)] {
        assert!(matches!(open(&path("empty.mp3")), Err(Error::NoAudio)));
        assert!(matches!(
            open(&path("text.mp3")),
            Err(Error::Unsupported { .. } | Error::Corrupt { .. })
        ));
        assert!(matches!(
            open(&path("head.flac")),
            Err(Error::Unsupported { .. } | Error::Corrupt { .. })
        ));
        assert!(matches!(open(&path("folder.mp3")), Err(Error::NotAFile)));
        assert!(matches!(open(&path("missing.mp3")), Err(Error::Io(_))));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_block() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.mp3");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(Decoder::open(&pipe), Err(Error::NotAFile)));
    assert!(matches!(payload_hash(&pipe), Err(Error::NotAFile)));
    assert!(matches!(probe(Path::new("/dev/zero")), Err(Error::NotAFile)));
}

#[test]
fn a_cut_off_file_plays_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    for (name, full) in [
        ("lossy.mp3", 264_600),
        ("lossless.flac", 17_640),
        ("lossy.opus", 288_000),
        ("lossless.wav", 17_640),
    ] {
        let bytes = fs::read(fixture(name)).unwrap();
        let path = folder.path().join(name);
        fs::write(&path, &bytes[..bytes.len() * 6 / 10]).unwrap();
        let samples = decode(&path).len();
        assert!(samples > full * 3 / 10 && samples < full, "{name}: {samples} of {full}");
    }
}

/// Tags of a quarter of a gigabyte and more, sparse on disk, before, inside and behind the music.
#[test]
fn huge_pictures_are_passed_over() {
    use std::io::{Seek, SeekFrom, Write};
    let folder = tempfile::tempdir().unwrap();
    // As large as the size field of an ID3 tag can say.
    let big = 255_u32 << 20;
    let expect = decode(&fixture("lossy.mp3"));

    let path = folder.path().join("big.mp3");
    let mut file = fs::File::create(&path).unwrap();
    let size: Vec<u8> = (0..4).map(|n| (big >> (21 - 7 * n) & 0x7f) as u8).collect();
    file.write_all(&[b"ID3\x04\0\0".as_slice(), &size, b"APIC", &size, &[0, 0]].concat())
        .unwrap();
    file.seek(SeekFrom::Start(u64::from(big) + 10)).unwrap();
    file.write_all(&fs::read(fixture("lossy.mp3")).unwrap()).unwrap();
    drop(file);
    assert!(decode(&path) == expect);
    assert_eq!(payload_hash(&path).unwrap(), payload_hash(&fixture("lossy.mp3")).unwrap());

    // Twenty picture blocks of almost 16 MiB each behind the stream info of a FLAC file.
    let path = folder.path().join("big.flac");
    let flac = fs::read(fixture("lossless.flac")).unwrap();
    let mut file = fs::File::create(&path).unwrap();
    file.write_all(b"fLaC\0").unwrap();
    file.write_all(&flac[5..42]).unwrap();
    let mut at = 42;
    for _ in 0..20 {
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&[6, 0xff, 0xff, 0xf0]).unwrap();
        at += 4 + 0xff_fff0;
    }
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&flac[42..]).unwrap();
    drop(file);
    assert!(decode(&path) == decode(&fixture("lossless.flac")));

    // A cover in the tags of an MP4 file, where such files have theirs: the last leaf of its index, and that behind the samples.
    let path = folder.path().join("big.m4a");
    let mut bytes = fs::read(fixture("tagged.m4a")).unwrap();
    let size_at = |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let find = |bytes: &[u8], kind: &[u8], from: usize| from + bytes[from..].windows(4).position(|w| w == kind).unwrap() - 4;
    let old = find(&bytes, b"moov", 0);
    let mut moov = bytes[old..old + size_at(&bytes, old) as usize].to_vec();
    // The samples stay where they are: the old index becomes free space.
    bytes[old + 4..old + 8].copy_from_slice(b"free");
    let cover = [&(big + 8).to_be_bytes(), b"covr".as_slice()].concat();
    let mut inside = 0;
    for kind in [b"moov", b"udta", b"meta", b"ilst"] {
        inside = find(&moov, kind, inside);
        let size = size_at(&moov, inside);
        assert_eq!(inside + size as usize, moov.len(), "the last in its parent");
        moov[inside..inside + 4].copy_from_slice(&(size + big + 8).to_be_bytes());
    }
    moov.extend_from_slice(&cover);
    bytes.extend_from_slice(&moov);
    fs::write(&path, &bytes).unwrap();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(bytes.len() as u64 + u64::from(big)).unwrap();
    drop(file);
    assert!(decode(&path) == decode(&fixture("tagged.m4a")));
    assert_eq!(payload_hash(&path).unwrap(), payload_hash(&fixture("tagged.m4a")).unwrap());
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kib < 256 << 10, "peak memory {kib} KiB");
    }
}

#[test]
fn matroska_tags_are_read_here() {
    let tags = tags_fallback(&fixture("lossless.mka")).unwrap();
    assert_eq!(tags.title.as_deref(), Some("Sweep"));
    assert_eq!(tags.artists, ["Nobody"]);
    assert_eq!(tags.album.as_deref(), Some("Tests"));
}

/// Every fixture, mutated: whatever comes back, it comes back.
#[test]
fn mutated_files_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mutated");
    let mut rng = SplitMix64::new(3);
    let mut block = Vec::new();
    for entry in fs::read_dir(fixture("")).unwrap() {
        let original = fs::read(entry.unwrap().path()).unwrap();
        for _ in 0..40 {
            let mut bytes = original.clone();
            for _ in 0..1 + rng.below(8) {
                let at = if rng.below(2) == 0 {
                    rng.below(bytes.len().min(4096))
                } else {
                    rng.below(bytes.len())
                };
                match rng.below(4) {
                    0 => bytes[at] ^= 1 << rng.below(8),
                    1 => bytes[at] = rng.next_u64() as u8,
                    2 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = 0xff),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            fs::write(&path, &bytes).unwrap();
            let _ = probe(&path);
            let _ = payload_hash(&path);
            let _ = tags_fallback(&path);
            if let Ok(mut decoder) = Decoder::open(&path) {
                let mut frames = 0;
                while let Ok(Some(spec)) = decoder.next_block(&mut block) {
                    frames += spec.frames;
                    assert!(block.iter().all(|sample| sample.is_finite()));
                    if frames > 10_000_000 {
                        break;
                    }
                }
                let _ = decoder.seek(Duration::from_millis(rng.next_u64() % 4_000));
                let _ = decoder.next_block(&mut block);
            }
        }
    }
}

#[test]
fn a_whole_file_does_not_end_early() {
    let early = |path: &Path| {
        let mut decoder = Decoder::open(path).unwrap();
        let mut block = Vec::new();
        while decoder.next_block(&mut block).unwrap().is_some() {
            assert!(!decoder.ends_early(), "it goes on");
        }
        decoder.ends_early()
    };
    for name in [
        "lossless.flac",
        "lossless.m4a",
        "lossy.mp3",
        "lossy.ogg",
        "lossy.opus",
        "other.mp3",
        "lossless.mka",
    ] {
        assert!(!early(&fixture(name)), "{name}");
    }
}
