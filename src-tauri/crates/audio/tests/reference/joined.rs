//! A recording cut in two: played one after the other, the halves have every frame of it and no more.
//!
//! It cannot hold for raw ADTS, MP2, MP3 without a LAME header, and AAC, MP3 or Vorbis in Matroska as ffmpeg writes them: none says where its
//! music begins or ends.

use std::fs;
use std::path::Path;

use crate::ffmpeg::{self, Raw};
use crate::sound;

const RATE: u32 = 48_000;

/// Writes what iTunes notes of delay and length into an MP4 file whose index stands last.
fn note_gapless(path: &Path, delay: usize, frames: usize) {
    let boxed = |kind: &[u8; 4], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), body].concat();
    let mut bytes = fs::read(path).unwrap();
    let moov = bytes.windows(4).rposition(|window| window == b"moov").unwrap() - 4;
    // A file has one place for tags; what ffmpeg put there gives way.
    if let Some(other) = bytes[moov..].windows(4).position(|window| window == b"udta") {
        bytes[moov + other..moov + other + 4].copy_from_slice(b"free");
    }
    let text = format!(" 00000000 {delay:08X} 00000000 {frames:016X} 00000000 00000000");
    let note = [
        boxed(b"mean", b"\0\0\0\0com.apple.iTunes"),
        boxed(b"name", b"\0\0\0\0iTunSMPB"),
        boxed(b"data", &[b"\0\0\0\x01\0\0\0\0", text.as_bytes()].concat()),
    ];
    let list = boxed(b"ilst", &boxed(b"----", &note.concat()));
    let udta = boxed(b"udta", &boxed(b"meta", &[&[0; 4], &list[..]].concat()));
    let size = u32::from_be_bytes(bytes[moov..moov + 4].try_into().unwrap());
    assert_eq!(moov + size as usize, bytes.len(), "the index is the last box");
    bytes[moov..moov + 4].copy_from_slice(&(size + udta.len() as u32).to_be_bytes());
    bytes.extend(udta);
    fs::write(path, bytes).unwrap();
}

#[test]
fn two_halves_are_one_recording() {
    let Some(folder) = ffmpeg::workshop("joined") else { return };
    let raw = sound::in_folder(&folder, "raw");
    let music = sound::music(70_001, 2, RATE);
    let whole = sound::floats(&music, 16);
    for (name, settings, exact) in [
        ("wav", "pcm_s16le", true),
        ("aiff", "pcm_s16be", true),
        ("flac", "flac -sample_fmt s16", true),
        ("oga", "flac -sample_fmt s16", true),
        ("m4a", "alac -sample_fmt s16p", true),
        ("caf", "alac -sample_fmt s16p", true),
        ("mka", "flac -sample_fmt s16", true),
        ("ogg", "libvorbis -q:a 6", false),
        ("opus", "libopus -b:a 160k", false),
        ("webm", "libopus -b:a 160k", false),
        ("opus.mp4", "libopus -b:a 160k", false),
        ("mp3", "libmp3lame -b:a 192k", false),
        ("m4a", "aac -b:a 192k", false),
        ("itunes.m4a", "aac -b:a 192k -use_editlist 0", false),
    ] {
        if !ffmpeg::encodes(settings.split(' ').next().unwrap()) {
            continue;
        }
        let mut heard = Vec::new();
        let cut = 2 * 33_333;
        for half in [&music[..cut], &music[cut..]] {
            let path = sound::in_folder(&folder, &format!("half.{name}"));
            sound::write_s32(&raw, half, 16);
            let sent = Raw {
                path: &raw,
                format: "s32le",
                rate: RATE,
                channels: 2,
            };
            ffmpeg::encode(sent, &format!("-c:a {settings}"), &path);
            if name == "itunes.m4a" {
                note_gapless(&path, 1_024, half.len() / 2);
            }
            let samples = sound::decode(&path).unwrap();
            assert_eq!(samples.len(), half.len(), "{name} {settings}");
            heard.extend(samples);
        }
        let off = sound::rms(&heard, &whole);
        assert!(if exact { heard == whole } else { off < 0.02 }, "{name} {settings}: {off}");
        // A shift of one frame at the join would be a step in the noise that rides on the tone.
        let around = cut - 1_000..cut + 1_000;
        let join = sound::rms(&heard[around.clone()], &whole[around]);
        assert!(join < 0.05, "{name} {settings}: {join} at the join");
    }
}
