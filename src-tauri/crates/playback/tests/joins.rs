//! Files of every format behind each other: what is heard is each file's own decode, frame for frame, and nothing between them.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use audio::{Decoder, Downmix};
use domain::EndReason;

mod stage;
use stage::{Stage, queue_track, set, write_wav};

/// Stereo samples of a whole file, by the decoder alone.
fn decoded(path: &Path) -> (u32, Vec<f32>) {
    let mut decoder = Decoder::open(path).unwrap();
    let downmix = Downmix::to_stereo(decoder.layout());
    let (mut all, mut block) = (Vec::new(), Vec::new());
    while decoder.next_block(&mut block).unwrap().is_some() {
        downmix.process(&block, &mut all);
    }
    (decoder.format().sample_rate, all)
}

/// Plays every ordered pair of these files, all of one rate, in one queue and compares every sample.
fn every_pair(files: &[PathBuf]) {
    let known: Vec<(u32, Vec<f32>)> = files.iter().map(|file| decoded(file)).collect();
    let rate = known[0].0;
    assert!(known.iter().all(|(own, _)| *own == rate));
    let pairs: Vec<usize> = (0..files.len()).flat_map(|a| (0..files.len()).flat_map(move |b| [a, b])).collect();
    let mut stage = Stage::at(rate);
    let tracks: Vec<_> = pairs.iter().map(|file| queue_track(files[*file].clone())).collect();
    stage.run(set(tracks));
    for (place, file) in pairs.iter().enumerate() {
        let expect = &known[*file].1;
        let heard = stage.output.pull(expect.len() / 2);
        // What codecs of loss put over full scale is limited, with what is near it.
        let loud = expect.iter().any(|sample| sample.abs() > 1.0);
        let wrong = heard.iter().zip(expect).position(|(heard, expect)| heard != expect && !loud);
        assert_eq!(wrong, None, "{} as number {place}", files[*file].display());
    }
    assert!(stage.pull(1_000).iter().all(|sample| *sample == 0.0), "and nothing more");
    let ends = stage.ended();
    assert!(ends.len() == pairs.len() && ends.iter().all(|(_, reason, _)| *reason == EndReason::Finished));
}

fn fixtures(names: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../audio/tests/fixtures");
    names.iter().map(|name| folder.join(name)).collect()
}

#[test]
fn every_pair_of_formats_without_loss() {
    let lossless = ["wav", "aiff", "caf", "flac", "m4a", "mka", "oga"].map(|ending| format!("lossless.{ending}"));
    every_pair(&fixtures(&lossless.each_ref().map(String::as_str)));
}

#[test]
fn every_pair_of_formats_of_loss() {
    every_pair(&fixtures(&[
        "lossy.m4a",
        "lossy.mp3",
        "lossy.ogg",
        "tagged.mp3",
        "tagged.m4a",
        "tagged.ogg",
    ]));
}

/// 48 kHz is the one rate that every format has, Opus included: made here, where there is ffmpeg.
#[test]
fn every_pair_of_all_formats() {
    if Process::new("ffmpeg").arg("-version").output().is_err() {
        println!("SKIPPED: there is no ffmpeg here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source.wav");
    let wave = |n: u32, hz: f64| ((f64::from(n) * hz / 48_000.0 * std::f64::consts::TAU).sin() * 12_000.0) as i16;
    let frames: Vec<[i16; 2]> = (0..14_567)
        .map(|n| [wave(n, 440.0) / 2 + wave(n, 1_310.0) / 3, wave(n, 523.0)])
        .collect();
    write_wav(&source, 48_000, &frames);
    let formats = [
        ("pcm.wav", "pcm_s16le"),
        ("float.wav", "pcm_f32le"),
        ("pcm.aiff", "pcm_s16be"),
        ("pcm.caf", "pcm_s24le"),
        ("flac.flac", "flac"),
        ("flac.oga", "flac"),
        ("flac.mka", "flac"),
        ("alac.m4a", "alac"),
        ("mp3.mp3", "libmp3lame"),
        ("aac.m4a", "aac"),
        ("vorbis.ogg", "libvorbis"),
        ("opus.opus", "libopus"),
        ("opus.webm", "libopus"),
    ];
    let made: Vec<PathBuf> = formats
        .iter()
        .filter_map(|(name, codec)| {
            let path = folder.path().join(name);
            let mut ffmpeg = Process::new("ffmpeg");
            ffmpeg
                .args(["-v", "error", "-y", "-i"])
                .arg(&source)
                .args(["-c:a", codec])
                .arg(&path);
            ffmpeg.status().unwrap().success().then_some(path)
        })
        .collect();
    assert!(made.len() >= 8, "{made:?}");
    every_pair(&made);
}

/// One tone, cut in two in the middle of a wave, the halves of different rates.
#[test]
fn a_change_of_rate_does_not_click() {
    const HZ: f64 = 997.0;
    for (first, second, device) in [(44_100, 48_000, 48_000), (48_000, 44_100, 44_100), (96_000, 44_100, 48_000)] {
        let mut stage = Stage::at(device);
        let half = |name: &str, rate: u32, from: f64| {
            let value = |n: u32| ((from + f64::from(n) / f64::from(rate)) * HZ * std::f64::consts::TAU).sin() * 16_000.0;
            let frames: Vec<[i16; 2]> = (0..rate / 2).map(|n| [value(n).round() as i16; 2]).collect();
            let path = stage.folder.path().join(name);
            write_wav(&path, rate, &frames);
            queue_track(path)
        };
        let tracks = vec![half("one.wav", first, 0.0), half("two.wav", second, 0.5)];
        stage.run(set(tracks));
        let heard: Vec<f32> = stage.pull(device as usize).chunks(2).map(|frame| frame[0]).collect();
        // The second difference of a tone is its own size times this; a click has a larger one.
        let bend = |at: usize| (heard[at + 1] - 2.0 * heard[at] + heard[at - 1]).abs();
        let usual = (1_000..2_000).map(bend).fold(0.0, f32::max);
        let seam = device as usize / 2;
        let there = (seam - 400..seam + 400).map(bend).fold(0.0, f32::max);
        println!("{first} to {second} on {device}: {:.1} times", there / usual);
        assert!(
            there < usual * 2.0,
            "{first} to {second} on {device}: {there} where {usual} is usual"
        );
    }
}
