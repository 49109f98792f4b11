//! Jumps: in every format, from anywhere to anywhere, the frame that was asked for, as in the whole decode.

use std::path::Path;

use audio::Decoder;
use domain::SplitMix64;

use crate::ffmpeg::{self, Raw};
use crate::sound::{self, Findings};

/// Container, codec with its settings, rate, channels, difference to the whole decode that is not heard.
type Row = (&'static str, &'static str, u32, usize, f32);

/// Two decoders that began elsewhere agree in all but the last bits.
const SAME: f32 = 1e-4;
/// Opus converges on the same sound, AAC fills bands with another noise each time.
const ALIKE: f32 = 0.06;

const ROWS: &[Row] = &[
    ("wav", "pcm_s16le", 44_100, 2, 0.0),
    ("wav", "adpcm_ms", 22_050, 1, 0.0),
    ("wav", "adpcm_ima_wav", 22_050, 2, 0.0),
    ("aiff", "pcm_s16be", 44_100, 2, 0.0),
    ("caf", "pcm_s16le", 44_100, 2, 0.0),
    ("caf", "alac", 44_100, 1, 0.0),
    ("caf", "adpcm_ima_qt", 22_050, 1, 0.0),
    ("flac", "flac", 44_100, 2, 0.0),
    ("oga", "flac", 44_100, 1, 0.0),
    // A page a second, and one for everything.
    ("oga", "flac -page_duration 1000000", 44_100, 1, 0.0),
    ("m4a", "alac", 44_100, 1, 0.0),
    ("m4a", "aac -b:a 96k", 44_100, 2, ALIKE),
    (
        "m4a",
        "aac -b:a 96k -movflags +frag_keyframe+empty_moov -frag_duration 2000000",
        44_100,
        1,
        ALIKE,
    ),
    ("aac", "aac -b:a 96k", 44_100, 1, ALIKE),
    ("mp3", "libmp3lame -b:a 128k", 44_100, 2, SAME),
    ("mp3", "libmp3lame -q:a 4", 44_100, 2, SAME),
    ("mp3", "libmp3lame -q:a 4 -write_xing 0 -id3v2_version 0", 44_100, 2, SAME),
    ("mp3", "libmp3lame -q:a 4", 22_050, 1, SAME),
    ("mp3", "libmp3lame -q:a 6", 44_100, 1, SAME),
    ("mp3", "libmp3lame -b:a 32k", 44_100, 1, SAME),
    ("mp2", "mp2 -b:a 128k", 44_100, 1, SAME),
    ("ogg", "libvorbis -q:a 4", 44_100, 2, SAME),
    ("opus", "libopus -b:a 64k", 48_000, 2, ALIKE),
    ("mka", "flac", 44_100, 1, 0.0),
    ("mka", "pcm_s16le", 44_100, 1, 0.0),
    ("mka", "libvorbis -q:a 4", 44_100, 1, SAME),
    ("mka", "libmp3lame -q:a 4", 44_100, 1, SAME),
    ("mka", "aac -b:a 96k", 44_100, 1, ALIKE),
    ("webm", "libopus -b:a 64k", 48_000, 1, ALIKE),
    ("mp4", "libopus -b:a 64k", 48_000, 1, ALIKE),
];

/// Long enough that every format has something to search by, or to search without.
const SECONDS: usize = 65;
/// `ATTUNE_JUMPS=1000` takes more.
const JUMPS: usize = 24;

#[test]
fn every_jump_lands_on_its_frame() {
    let Some(folder) = ffmpeg::workshop("seeks") else { return };
    let mut findings = Findings::default();
    let raw = sound::in_folder(&folder, "raw");
    let mut made = None;
    for &(container, settings, rate, channels, off) in ROWS {
        let codec = settings.split(' ').next().unwrap();
        if !ffmpeg::encodes(codec) {
            continue;
        }
        let out = sound::in_folder(&folder, &format!("{codec}.{container}"));
        if made != Some((rate, channels)) {
            sound::write_s32(&raw, &sound::music(SECONDS * rate as usize, channels, rate), 16);
            made = Some((rate, channels));
        }
        let sent = Raw {
            path: &raw,
            format: "s32le",
            rate,
            channels,
        };
        ffmpeg::encode(sent, &format!("-c:a {settings}"), &out);
        jump(&out, &format!("{container} {settings}"), off, &mut findings);
    }
    findings.close();
}

fn jump(path: &Path, what: &str, off: f32, findings: &mut Findings) {
    let whole = sound::decode(path).unwrap();
    let mut decoder = Decoder::open(path).unwrap();
    let (channels, rate) = (decoder.layout().channels(), decoder.format().sample_rate);
    let frames = whole.len() / channels;
    let mut rng = SplitMix64::new(7);
    let jumps = std::env::var("ATTUNE_JUMPS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(JUMPS);
    for round in 0..jumps {
        // Forward, back, to where sound was read already and to the end.
        let frame = match round {
            0 => frames / 2,
            1 => frames - 700,
            2 => 5,
            _ => rng.below(frames - 4_000),
        };
        let landed = decoder.seek(sound::time_of(frame, rate)).unwrap();
        let heard = sound::some(&mut decoder, 2_000);
        let (from, to) = (frame * channels, (frame * channels + heard.len()).min(whole.len()));
        let worst = sound::worst(&heard, &whole[from..to]);
        let right = worst <= off && heard.len() == 2_000.min(frames - frame) * channels && landed == sound::time_of(frame, rate);
        findings.check(right, || {
            let late = sound::late_by(&heard, &whole[from..to], channels, 600);
            format!(
                "{what}: jump {round} to {frame} of {frames}: landed at {landed:?}, {worst} off, late by {late}, {} frames",
                heard.len() / channels
            )
        });
    }
}
