//! Files that are not quite as the book has it: names that lie, tags in odd places, chunks nobody knows, sizes too large for their fields.

use std::fs;

use audio::{Decoder, probe};

use crate::ffmpeg::{self, Raw};
use crate::sound::{self, Findings};

fn made(folder: &tempfile::TempDir, name: &str, settings: &str) -> Vec<u8> {
    let (raw, path) = (sound::in_folder(folder, "raw"), sound::in_folder(folder, name));
    sound::write_s32(&raw, &sound::music(40_001, 2, 44_100), 16);
    let sent = Raw {
        path: &raw,
        format: "s32le",
        rate: 44_100,
        channels: 2,
    };
    ffmpeg::encode(sent, &format!("-c:a {settings}"), &path);
    fs::read(path).unwrap()
}

#[test]
fn content_counts_and_not_the_name() {
    let Some(folder) = ffmpeg::workshop("names") else { return };
    let mut findings = Findings::default();
    for (name, settings) in [
        ("a.mp3", "libmp3lame -q:a 4"),
        ("b.mp3", "libmp3lame -q:a 4 -write_xing 0 -id3v2_version 0"),
        ("c.aac", "aac"),
        ("d.m4a", "aac"),
        ("e.flac", "flac"),
        ("f.ogg", "libvorbis"),
        ("g.opus", "libopus"),
        ("h.wav", "pcm_s16le"),
        ("i.aiff", "pcm_s16be"),
        ("j.caf", "pcm_s16le"),
        ("k.mka", "flac"),
    ] {
        let bytes = made(&folder, name, settings);
        let expect = sound::decode(&sound::in_folder(&folder, name)).unwrap();
        for wrong in ["mp3", "flac", "wav", "m4a", "ogg", "txt"] {
            let path = sound::in_folder(&folder, &format!("wrong.{wrong}"));
            fs::write(&path, &bytes).unwrap();
            let heard = sound::decode(&path);
            findings.check(heard.as_ref().is_ok_and(|heard| *heard == expect), || {
                format!("{name} called {wrong}: {:?}", heard.err())
            });
        }
    }
    findings.close();
}

#[test]
fn tags_before_and_behind_are_not_heard() {
    let Some(folder) = ffmpeg::workshop("tags") else { return };
    let id3v1 = [&b"TAG"[..], &[b'x'; 124], &[7]].concat();
    let ape = |flags: u32| -> Vec<u8> {
        let item = b"\x05\0\0\0\0\0\0\0Title\0Sweep";
        let block = |flags: u32| {
            [
                &b"APETAGEX\xd0\x07\0\0"[..],
                &(item.len() as u32 + 32).to_le_bytes(),
                &1_u32.to_le_bytes(),
                &flags.to_le_bytes(),
                &[0; 8],
            ]
            .concat()
        };
        let header = if flags >> 31 == 1 { block(0xa000_0000) } else { Vec::new() };
        [header, item.to_vec(), block(flags)].concat()
    };
    let id3v2 = [&b"ID3\x04\0\0\0\0\x01\x00"[..], &[0; 128]].concat();
    for (name, settings) in [
        ("a.mp3", "libmp3lame -q:a 4"),
        ("b.mp3", "libmp3lame -q:a 4 -write_xing 0"),
        ("c.flac", "flac"),
        ("d.aac", "aac"),
    ] {
        let music = made(&folder, name, settings);
        let expect = sound::decode(&sound::in_folder(&folder, name)).unwrap();
        let path = sound::in_folder(&folder, &format!("tagged.{name}"));
        for (what, before, behind) in [
            ("ID3v1", vec![], id3v1.clone()),
            ("APEv2", vec![], ape(0)),
            ("APEv2 with a header, ID3v1", vec![], [ape(0x8000_0000), id3v1.clone()].concat()),
            ("ID3v2 twice", [id3v2.clone(), id3v2.clone()].concat(), vec![]),
        ] {
            fs::write(&path, [&before, &music, &behind].map(Vec::as_slice).concat()).unwrap();
            assert!(sound::decode(&path).unwrap() == expect, "{name} with {what}");
        }
    }
}

#[test]
fn odd_wav_files_play() {
    let Some(folder) = ffmpeg::workshop("odd") else { return };
    let plain = made(&folder, "plain.wav", "pcm_s16le");
    let expect = sound::floats(&sound::music(40_001, 2, 44_100), 16);
    let data = plain.windows(4).position(|window| window == b"data").unwrap();
    let path = sound::in_folder(&folder, "odd.wav");
    let play = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let heard = sound::decode(&path).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(heard == expect, "{what}: {} of {}", heard.len(), expect.len());
        assert_eq!(probe(&path).unwrap().duration, sound::time_of(40_001, 44_100), "{what}");
        let mut decoder = Decoder::open(&path).unwrap();
        decoder.seek(sound::time_of(30_000, 44_100)).unwrap();
        assert!(sound::some(&mut decoder, 100) == expect[60_000..60_200], "{what}: a jump");
    };
    // Chunks that nobody knows, one of an odd length with its pad byte, before and behind the data.
    let odd = b"odd \x03\0\0\0abc\0LIST\x04\0\0\0INFObext\x02\0\0\0zz";
    play(&[&plain[..data], odd, &plain[data..]].concat(), "chunks before");
    play(&[&plain[..], odd].concat(), "chunks behind");
    let mut unknown = plain.clone();
    unknown[data + 4..data + 8].fill(0xff);
    unknown[4..8].fill(0xff);
    play(&unknown, "a recorder that never came back to fill in the sizes");
    made(&folder, "rf64.wav", "pcm_s16le -rf64 always");
    play(&fs::read(sound::in_folder(&folder, "rf64.wav")).unwrap(), "RF64");
}

#[test]
fn what_was_cut_off_says_so_at_its_end() {
    let Some(folder) = ffmpeg::workshop("cut") else { return };
    for (name, codec) in [("a.flac", "flac"), ("a.oga", "flac"), ("a.mp3", "libmp3lame")] {
        if !ffmpeg::encodes(codec.split(' ').next().unwrap()) {
            continue;
        }
        let raw = sound::in_folder(&folder, "raw");
        sound::write_s32(&raw, &sound::music(8 * 44_100, 2, 44_100), 16);
        let sent = Raw {
            path: &raw,
            format: "s32le",
            rate: 44_100,
            channels: 2,
        };
        let path = sound::in_folder(&folder, name);
        ffmpeg::encode(sent, &format!("-c:a {codec}"), &path);
        let whole = fs::read(&path).unwrap();
        // Interrupted after three quarters; a tenth of a second is not worth a word.
        for (share, expect) in [(1.0, false), (0.99, false), (0.75, true)] {
            fs::write(&path, &whole[..(whole.len() as f64 * share) as usize]).unwrap();
            let mut decoder = Decoder::open(&path).unwrap_or_else(|error| panic!("{name}: {share}: {error}"));
            let heard = sound::rest(&mut decoder).unwrap().len() as f64 / 2.0 / 44_100.0;
            // Of MP3 the frames that are there are counted, and nothing in Ogg but its last page tells the length.
            let expect = expect && name == "a.flac";
            assert_eq!(decoder.ends_early(), expect, "{name}: {share} of it, {heard} s");
        }
    }
}
