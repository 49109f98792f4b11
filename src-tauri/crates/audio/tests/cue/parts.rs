//! Parts of a file against the whole of it.

use std::fs;
use std::time::Duration;

use audio::{Decoder, Error, Sheet, payload_hash, probe, sound_file};
use domain::{SplitMix64, sheet_path};

use crate::{album, decode, rest, shape, sheet};

const LOSSLESS: [&str; 6] = [
    "lossless.wav",
    "lossless.flac",
    "lossless.m4a",
    "lossless.aiff",
    "lossless.oga",
    "lossless.caf",
];
const LOSSY: [&str; 6] = ["lossy.mp3", "lossy.m4a", "lossy.ogg", "lossy.opus", "long.ogg", "long.opus"];

#[test]
fn every_lossless_track_is_its_slice_of_the_file() {
    for name in LOSSLESS {
        // The first sector is before the first track; tracks of one sector are shorter than a block.
        let starts = [1, 2, 3, 7, 14];
        let (_folder, file, cue) = album(name, &starts);
        let (whole, (channels, rate)) = (decode(&file), shape(&file));
        let frame = |sector: usize| sector * rate / 75;
        let mut hashes = Vec::new();
        for (at, start) in starts.into_iter().enumerate() {
            let path = sheet_path(&cue, at as u32 + 1);
            let end = starts.get(at + 1).map_or(whole.len() / channels, |end| frame(*end));
            let expect = &whole[frame(start) * channels..end * channels];
            let mut decoder = Decoder::open(&path).unwrap();
            assert_eq!(decoder.position(), Duration::ZERO);
            let length = Duration::from_nanos((end - frame(start)) as u64 * 1_000_000_000 / rate as u64);
            assert_eq!((decoder.format().duration, probe(&path).unwrap().duration), (length, length));
            assert!(rest(&mut decoder) == expect, "{name}, track {}", at + 1);
            assert_eq!(decoder.position(), length);
            // And again from anywhere within.
            let mut rng = SplitMix64::new(3);
            for _ in 0..10 {
                let from = rng.below(expect.len() / channels);
                let to = Duration::from_nanos(from as u64 * 1_000_000_000 / rate as u64);
                assert_eq!(decoder.seek(to).unwrap(), to);
                assert!(
                    rest(&mut decoder) == expect[from * channels..],
                    "{name}, track {}, frame {from}",
                    at + 1
                );
            }
            assert_eq!(decoder.seek(Duration::from_secs(60)).unwrap(), length, "past the end is the end");
            assert!(rest(&mut decoder).is_empty());
            assert_eq!(sound_file(&path).unwrap(), file);
            hashes.push(payload_hash(&path).unwrap());
        }
        hashes.push(payload_hash(&file).unwrap());
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), starts.len() + 1, "{name}");
    }
}

#[test]
fn tracks_that_go_on_in_an_open_file_lose_nothing() {
    for name in LOSSLESS.into_iter().chain(LOSSY).chain(["lossless.mka"]) {
        let starts = [0, 1, 2, 6, 13];
        let (_folder, file, cue) = album(name, &starts);
        let expect = decode(&file);
        let mut decoder = Decoder::open(&sheet_path(&cue, 1)).unwrap();
        let mut heard = Vec::new();
        for number in 1..=starts.len() as u32 {
            assert!(!decoder.go_on_as(&sheet_path(&cue, number)), "not before its end, nor as itself");
            heard.extend(rest(&mut decoder));
            assert!(!decoder.go_on_as(&sheet_path(&cue, number + 2)), "not over another track");
            assert!(!decoder.go_on_as(&file), "not as what begins elsewhere");
            let next = sheet_path(&cue, number + 1);
            assert_eq!(decoder.go_on_as(&next), (number as usize) < starts.len());
            if (number as usize) < starts.len() {
                assert_eq!(decoder.position(), Duration::ZERO);
                assert_eq!(decoder.format(), Decoder::open(&next).unwrap().format());
            }
        }
        assert!(heard == expect, "{name}");
    }
}

#[test]
fn a_lossy_track_opened_by_itself_is_in_its_place() {
    // Opus converges within its preroll; the others come back to the same bits or nearly so.
    for (name, allowed) in [("lossy.mp3", 1e-4), ("lossy.m4a", 0.02), ("long.ogg", 1e-4), ("long.opus", 0.02)] {
        let starts = [0, 75, 150];
        let (_folder, file, cue) = album(name, &starts);
        let (whole, (channels, rate)) = (decode(&file), shape(&file));
        for (at, start) in starts.into_iter().enumerate() {
            let end = starts.get(at + 1).map_or(whole.len(), |end| end / 75 * rate * channels);
            let expect = &whole[start / 75 * rate * channels..end];
            let heard = decode(&sheet_path(&cue, at as u32 + 1));
            assert_eq!(heard.len(), expect.len(), "{name}, track {}", at + 1);
            let off = heard.iter().zip(expect).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(off <= allowed, "{name}, track {} is off by {off}", at + 1);
        }
    }
}

#[test]
fn after_a_jump_within_a_track_the_next_one_goes_on() {
    let (_folder, file, cue) = album("lossless.flac", &[0, 5, 9]);
    let (whole, (channels, rate)) = (decode(&file), shape(&file));
    let mut decoder = Decoder::open(&sheet_path(&cue, 1)).unwrap();
    rest(&mut decoder);
    assert!(decoder.go_on_as(&sheet_path(&cue, 2)));
    // Behind the track are samples of the next one; a jump must not bring them.
    let mut block = Vec::new();
    decoder.next_block(&mut block).unwrap().unwrap();
    decoder.seek(Duration::ZERO).unwrap();
    let start = 5 * rate / 75 * channels;
    assert!(rest(&mut decoder) == whole[start..9 * rate / 75 * channels]);
    assert!(decoder.go_on_as(&sheet_path(&cue, 3)));
    assert!(rest(&mut decoder) == whole[9 * rate / 75 * channels..]);
}

#[test]
fn what_a_sheet_cannot_mean_is_said() {
    let (folder, _file, cue) = album("lossless.wav", &[0, 5, 14]);
    let reason = |path: &std::path::Path| match (Decoder::open(path), probe(path)) {
        (Err(Error::Corrupt { reason }), Err(Error::Corrupt { reason: again })) => {
            assert_eq!(reason, again);
            reason
        }
        other => panic!("{other:?}"),
    };
    assert!(reason(&sheet_path(&cue, 4)).contains("no track 4"));
    std::fs::write(&cue, sheet("lossless.wav", &[0, 14, 60])).unwrap();
    assert!(reason(&sheet_path(&cue, 3)).contains("behind the end"));
    fs::write(&cue, sheet("elsewhere/other.wav", &[0, 1])).unwrap();
    assert!(reason(&sheet_path(&cue, 1)).contains("other.wav"));
    fs::write(&cue, "no sheet").unwrap();
    assert!(reason(&sheet_path(&cue, 1)).contains("names no track"));
    fs::write(&cue, "").unwrap();
    assert!(reason(&sheet_path(&cue, 1)).contains("empty"));
    fs::write(&cue, vec![b' '; (1 << 20) + 1]).unwrap();
    assert!(reason(&sheet_path(&cue, 1)).contains("too large"));
    fs::remove_file(&cue).unwrap();
    assert!(matches!(Decoder::open(&sheet_path(&cue, 1)), Err(Error::Io(_))), "it may come back");
    // A directory of that name has files in it, not tracks.
    let dir = folder.path().join("Vol.2");
    fs::create_dir(&dir).unwrap();
    fs::copy(crate::fixture("lossless.wav"), dir.join("03")).unwrap();
    assert!(decode(&dir.join("03")).len() == 17_640);
    assert!(Sheet::of(&folder.path().join("lossless.wav")).unwrap().is_none());
}

#[test]
fn every_encoding_of_a_sheet_finds_its_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(crate::fixture("lossless.wav"), folder.path().join("Группа крови.wav")).unwrap();
    let cue = folder.path().join("Кино.cue");
    let text = sheet("D:\\Музыка\\Группа крови.ape", &[0, 5]).replace("Track 1", "Звезда по имени Солнце");
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cyrillic = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        utf16,
        cyrillic,
    ] {
        fs::write(&cue, bytes).unwrap();
        let sheet = Sheet::of(&cue).unwrap().unwrap();
        assert_eq!(sheet.tracks[0].says.title.as_deref(), Some("Звезда по имени Солнце"));
        assert_eq!(decode(&sheet_path(&cue, 2)).len(), 17_640 - 5 * 294);
    }
}
