//! Music in real time while everything else goes on: files arrive and are scanned, the ear works, and a window asks for what it shows
//! as fast as it is answered. `ATTUNE_LOAD_SECONDS` says for how long (60).
//!
//! A binary of its own: no other test runs beside it.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "shared with the other tests")]
mod music;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use app::{Attune, DeviceChoice, Options, Scope, SoundSettings, TrackView};
use domain::{Equalizer, Lens, LoudnessMode, RepeatMode, Sound, SplitMix64};
use playback::CapturedOutput;

const RATE: u32 = 48_000;
/// Frames a device asks for at a time: 21 ms.
const PERIOD: usize = 1_024;

/// Ten seconds of notes that nothing else has.
fn notes(seed: u64) -> Vec<i16> {
    let mut rng = SplitMix64::new(seed);
    let mut hertz = 220.0;
    let mut phase = 0.0_f64;
    (0..441_000)
        .map(|n| {
            if n % 11_025 == 0 {
                hertz = 110.0 * 2f64.powf(rng.below(36) as f64 / 12.0);
            }
            phase += hertz / 44_100.0;
            ((phase * std::f64::consts::TAU).sin() * 9_000.0 + (rng.unit() - 0.5) * 1_500.0) as i16
        })
        .collect()
}

/// Has files arrive, some a second, so that there is always something to look through and to analyse.
fn deliver(music: &Path, stop: &AtomicBool) -> u64 {
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        let dir = music.join(format!("arrived {}", number / 20));
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join(format!("{number}.wav")), music::wave(&notes(number))).unwrap();
        number += 1;
        std::thread::sleep(Duration::from_millis(400));
    }
    number
}

/// Asks for what a window shows, one answer after the other.
fn look(program: &Attune, stop: &AtomicBool) -> u64 {
    let mut answers = 0;
    while !stop.load(Ordering::Relaxed) {
        let view = TrackView::default();
        let rows = program.list_tracks(&view, 0, 200).unwrap().rows;
        program.search("the a", 20).unwrap();
        program.queue_window(0, 200).unwrap();
        // Until the first tracks are analysed there is nothing alike to tell.
        let _ = program.similar(rows.first().map(|row| row.id), Lens::Blend, 50);
        program.player_state();
        answers += 5;
    }
    answers
}

#[test]
fn no_sample_is_late_while_the_program_scans_analyses_and_is_looked_at() {
    let seconds = std::env::var("ATTUNE_LOAD_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let seconds = Duration::from_secs(seconds.unwrap_or(60));
    let dir = tempfile::tempdir().unwrap();
    let music = dir.path().join("music");
    music::copy_some(&music, 20);
    let (sound, output) = CapturedOutput::new(RATE);
    let program = Attune::open(Options {
        output: Some(output),
        device: DeviceChoice::Cpu,
        background: true,
        ..Options::new(dir.path().join("data"))
    })
    .unwrap();
    program.add_folders(std::slice::from_ref(&music)).unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while program.overview().unwrap().tracks < 10 {
        assert!(Instant::now() < patience, "the scan does not end");
        std::thread::sleep(Duration::from_millis(50));
    }
    program
        .set_sound(SoundSettings {
            sound: Sound {
                crossfade: Duration::from_secs(3),
                loudness: LoudnessMode::Auto,
                preamp_db: 1.0,
                equalizer: Equalizer {
                    on: true,
                    preamp_db: -3.0,
                    bands_db: [3.0, 2.0, 1.0, 0.0, -1.0, 0.0, 1.0, 2.0, 3.0, 3.0],
                },
            },
            ..SoundSettings::default()
        })
        .unwrap();
    program.set_repeat(RepeatMode::All);
    program
        .play_view(
            &TrackView {
                scope: Scope::All,
                ..TrackView::default()
            },
            None,
        )
        .unwrap();
    // The first file is opened.
    while sound.pull(PERIOD).iter().all(|sample| *sample == 0.0) {
        assert!(Instant::now() < patience, "no music");
    }

    let stop = AtomicBool::new(false);
    let (mut late, mut sounding, mut took) = (0, 0, Vec::new());
    let (arrived, answers) = std::thread::scope(|scope| {
        let delivering = scope.spawn(|| deliver(&music, &stop));
        let looking = scope.spawn(|| look(&program, &stop));
        let ends = Instant::now() + seconds;
        let (mut began, mut asked) = (Instant::now(), 0_u64);
        while Instant::now() < ends {
            asked += PERIOD as u64;
            let at = Instant::now();
            let pulled = sound.pull_now(PERIOD);
            late += pulled.0;
            sounding += pulled.1;
            took.push(at.elapsed());
            let due = Duration::from_secs_f64(asked as f64 / f64::from(RATE));
            match due.checked_sub(began.elapsed()) {
                Some(early) => std::thread::sleep(early),
                // A device does not ask for what it missed in one go: where this thread was kept waiting, time begins anew.
                None => (began, asked) = (Instant::now(), 0),
            }
        }
        stop.store(true, Ordering::Relaxed);
        (delivering.join().unwrap(), looking.join().unwrap())
    });
    let overview = program.overview().unwrap();
    took.sort_unstable();
    let of = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!(
        "{late} frames late in {seconds:?}; {} callbacks of {PERIOD} frames: half within {:?}, 99 % {:?}, 99.9 % {:?}, all {:?}; {} plays, \
         {arrived} files arrived, {} tracks, {} analysed, {answers} answers",
        took.len(),
        of(0.5),
        of(0.99),
        of(0.999),
        of(1.0),
        overview.plays,
        overview.tracks,
        overview.analysed,
    );
    assert_eq!(late, 0, "frames of silence in {seconds:?}");
    // Music has its pauses; one that stopped would be silence for good.
    assert!(
        sounding > took.len() * PERIOD * 4 / 5,
        "{sounding} of {} frames were music",
        took.len() * PERIOD
    );
    assert!(overview.analysed > 0 && answers > 0 && overview.tracks > 20, "it was busy");
    program.close();
}
