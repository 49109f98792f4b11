//! Files written here, and checksums of files that were not.

use std::fs;
use std::path::Path;

use audio::{Decoder, Verified, verify, write_wav};

use crate::ffmpeg::{self, Raw};
use crate::sound;

/// The body of the data chunk of a WAV file.
fn data(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let mut at = 12;
    loop {
        let size = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        if &bytes[at..at + 4] == b"data" {
            return bytes[at + 8..at + 8 + size].to_vec();
        }
        at += 8 + size + size % 2;
    }
}

#[test]
fn what_is_written_is_what_was_decoded() {
    let Some(folder) = ffmpeg::workshop("written") else { return };
    let raw = sound::in_folder(&folder, "raw");
    for (name, settings, bits, kept, channels) in [
        ("a.flac", "flac -sample_fmt s16", 16, "s16le", 2),
        ("b.flac", "flac -sample_fmt s32 -strict experimental", 24, "s24le", 2),
        ("c.flac", "flac -sample_fmt s32 -strict experimental", 24, "s24le", 6),
        ("d.m4a", "alac -sample_fmt s16p", 16, "s16le", 1),
        ("e.wav", "pcm_u8", 8, "u8", 1),
        ("f.aiff", "pcm_s8", 8, "u8", 2),
        ("g.wav", "pcm_f32le", 32, "f32le", 8),
        ("h.wav", "pcm_s32le", 32, "f32le", 2),
    ] {
        let (from, to) = (
            sound::in_folder(&folder, name),
            sound::in_folder(&folder, &format!("{name}.out.wav")),
        );
        sound::write_s32(&raw, &sound::music(5_001, channels, 44_100), bits);
        let sent = Raw {
            path: &raw,
            format: "s32le",
            rate: 44_100,
            channels,
        };
        ffmpeg::encode(sent, &format!("-c:a {settings}"), &from);
        let frames = write_wav(&mut Decoder::open(&from).unwrap(), &to).unwrap();
        assert_eq!(frames, 5_001, "{name}");
        assert!(
            data(&to) == ffmpeg::decode_as(&from, &["-f", kept, "-c:a", &format!("pcm_{kept}")]),
            "{name}: the bytes of ffmpeg"
        );
        assert!(sound::decode(&to).unwrap() == sound::decode(&from).unwrap(), "{name}: the way back");
        assert!(ffmpeg::decode(&to) == ffmpeg::decode(&from), "{name}: as ffmpeg reads it");
        let (was, is) = (audio::probe(&from).unwrap(), audio::probe(&to).unwrap());
        assert_eq!(
            (was.channels, was.sample_rate, was.duration),
            (is.channels, is.sample_rate, is.duration),
            "{name}"
        );
        assert_eq!(
            Decoder::open(&from).unwrap().layout(),
            Decoder::open(&to).unwrap().layout(),
            "{name}"
        );
    }
}

#[test]
fn a_failure_leaves_what_was_there() {
    let Some(folder) = ffmpeg::workshop("failure") else { return };
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lossless.flac");
    let to = sound::in_folder(&folder, "folder/song.wav");
    assert!(
        write_wav(&mut Decoder::open(&fixture).unwrap(), &to).is_err(),
        "there is no such folder"
    );
    fs::create_dir_all(&to).unwrap();
    assert!(
        write_wav(&mut Decoder::open(&fixture).unwrap(), &to).is_err(),
        "it is a folder itself"
    );
    assert_eq!(fs::read_dir(to.parent().unwrap()).unwrap().count(), 1, "and no draft is left");
}

#[test]
fn the_checksum_of_flac_holds() {
    let Some(folder) = ffmpeg::workshop("checksum") else { return };
    let raw = sound::in_folder(&folder, "raw");
    for (name, settings, bits, rate, channels) in [
        ("a.flac", "flac -sample_fmt s16", 16, 44_100, 2),
        ("b.flac", "flac -sample_fmt s32 -strict experimental", 24, 192_000, 6),
        ("c.flac", "flac -sample_fmt s16 -compression_level 12", 16, 8_000, 8),
        ("d.mka", "flac -sample_fmt s32 -strict experimental", 24, 96_000, 2),
    ] {
        let path = sound::in_folder(&folder, name);
        sound::write_s32(&raw, &sound::music(9_000, channels, rate), bits);
        ffmpeg::encode(
            Raw {
                path: &raw,
                format: "s32le",
                rate,
                channels,
            },
            &format!("-c:a {settings}"),
            &path,
        );
        assert_eq!(verify(&path).unwrap(), Verified::Holds, "{name}");
    }
}
