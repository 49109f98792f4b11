//! Ogg streams one after the other in one file.

use std::path::PathBuf;

use audio::{Decoder, probe};
use domain::SplitMix64;

use crate::ffmpeg::{self, Raw};
use crate::sound;

#[test]
fn links_of_one_shape_play_one_after_the_other() {
    let Some(folder) = ffmpeg::workshop("chained") else { return };
    let raw = sound::in_folder(&folder, "raw");
    for (codec, rate, other, off) in [
        ("libvorbis", 44_100, 22_050, 1e-4),
        ("libopus", 48_000, 0, 0.02),
        ("flac", 44_100, 48_000, 0.0),
    ] {
        if !ffmpeg::encodes(codec) {
            continue;
        }
        let link = |name: &str, rate: u32, seconds: usize, serial: u32| -> PathBuf {
            let path = sound::in_folder(&folder, &format!("{name}.{codec}.ogg"));
            sound::write_s32(&raw, &sound::music(seconds * rate as usize + 77, 2, rate), 16);
            let sent = Raw {
                path: &raw,
                format: "s32le",
                rate,
                channels: 2,
            };
            ffmpeg::encode(sent, &format!("-c:a {codec} -serial_offset {serial} -f ogg"), &path);
            path
        };
        let parts = [link("a", rate, 9, 1), link("b", rate, 1, 20), link("c", rate, 12, 300)];
        let apart: Vec<f32> = parts.iter().flat_map(|part| sound::decode(part).unwrap()).collect();
        let chained = sound::in_folder(&folder, "chained.ogg");
        ffmpeg::concatenate(&parts, &chained);
        assert!(sound::decode(&chained).unwrap() == apart, "{codec}: all of them, without a gap");
        let frames = apart.len() / 2;
        assert_eq!(probe(&chained).unwrap().duration, sound::time_of(frames, rate), "{codec}");

        let mut decoder = Decoder::open(&chained).unwrap();
        let mut rng = SplitMix64::new(3);
        for round in 0..20 {
            // Among them the very joins.
            let frame = match round {
                0 => 9 * rate as usize + 77,
                1 => 9 * rate as usize + 76,
                2 => frames - 10,
                _ => rng.below(frames - 3_000),
            };
            assert_eq!(
                decoder.seek(sound::time_of(frame, rate)).unwrap(),
                sound::time_of(frame, rate),
                "{codec}"
            );
            assert_eq!(decoder.position(), sound::time_of(frame, rate), "{codec}");
            let heard = sound::some(&mut decoder, 2_000);
            let worst = sound::worst(&heard, &apart[2 * frame..]);
            assert!(
                worst <= off && heard.len() == 4_000.min(2 * (frames - frame)),
                "{codec} at {frame}: {worst}"
            );
        }
        if other > 0 {
            // A link of another rate: what comes before it plays, and the length is that of what plays.
            let parts = [parts[0].clone(), parts[1].clone(), link("d", other, 3, 4_000)];
            ffmpeg::concatenate(&parts, &chained);
            let played: Vec<f32> = parts[..2].iter().flat_map(|part| sound::decode(part).unwrap()).collect();
            assert!(sound::decode(&chained).unwrap() == played, "{codec}");
            assert_eq!(probe(&chained).unwrap().duration, sound::time_of(played.len() / 2, rate), "{codec}");
        }
    }
}
