//! What playing costs. Plays each file through the engine as fast as it goes, and prints the share of a core that it would take in real
//! time, and how long the device's callback takes. Usage: `cost FILE…`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::unbounded;
use domain::{BANDS, Equalizer, PlaySource, RepeatMode, Sound, SourceKind, TrackId, TrackUid};
use playback::{CapturedOutput, Command, Engine, OutputChoice, QueueTrack};

/// Music played for a figure, seconds.
const SECONDS: usize = 300;
/// Frames of a callback: 11.6 ms at 44.1 kHz.
const PERIOD: usize = 512;

fn main() {
    println!("{:<34} {:>9}  {:>27}", "", "% of core", "callback µs: 50 % / 99.9 % / most");
    for path in std::env::args().skip(1).map(PathBuf::from) {
        let Ok(format) = audio::probe(&path) else {
            println!("{}: cannot be played", path.display());
            continue;
        };
        let other = if format.sample_rate == 48_000 { 44_100 } else { 48_000 };
        let name = format!("{} {} Hz", format.codec, format.sample_rate);
        measure(&name, &path, format.sample_rate, Sound::default());
        measure(&format!("{name}, to {other} Hz"), &path, other, Sound::default());
        let equalizer = Equalizer {
            on: true,
            preamp_db: -6.0,
            bands_db: std::array::from_fn::<f32, BANDS, _>(|band| if band % 2 == 0 { 6.0 } else { -6.0 }),
        };
        let sound = Sound {
            equalizer,
            ..Sound::default()
        };
        measure(&format!("{name}, equaliser"), &path, format.sample_rate, sound);
    }
}

fn measure(what: &str, path: &Path, rate: u32, sound: Sound) {
    let (output, choice): (CapturedOutput, OutputChoice) = CapturedOutput::new(rate);
    let (sender, _events) = unbounded();
    let engine = Engine::start(choice, sender);
    engine.send(Command::SetSound(sound));
    engine.send(Command::SetRepeat(RepeatMode::One));
    let track = QueueTrack {
        track: TrackId(0),
        uid: TrackUid([0; 16]),
        path: path.to_path_buf(),
        duration: Duration::ZERO,
        source: PlaySource::of(SourceKind::Opened),
        album: None,
        artist: None,
        place_in_album: 0,
    };
    engine.send(Command::SetQueue {
        tracks: vec![track],
        start: 0,
    });
    engine.sync();
    let (before, mut frames, mut callbacks) = (cpu(), 0, Vec::new());
    while frames < SECONDS * rate as usize {
        // A callback finds its frames on the ring; only those are timed that did.
        let started = Instant::now();
        let (late, _) = output.pull_now(PERIOD);
        if late == 0 {
            callbacks.push(started.elapsed().as_secs_f64() * 1e6);
            frames += PERIOD;
        } else {
            frames += PERIOD - late;
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    let share = (cpu() - before).as_secs_f64() / SECONDS as f64 * 100.0;
    engine.shutdown();
    callbacks.sort_by(f64::total_cmp);
    let at = |share: f64| callbacks[((callbacks.len() - 1) as f64 * share) as usize];
    println!("{what:<34} {share:>9.2}  {:>10.0} / {:>6.0} / {:>5.0}", at(0.5), at(0.999), at(1.0));
}

/// Processor time of this process so far; zero where the system does not say.
fn cpu() -> Duration {
    let said = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = said
        .rsplit(')')
        .next()
        .map(|rest| {
            rest.split_whitespace()
                .skip(11)
                .take(2)
                .filter_map(|ticks| ticks.parse::<u64>().ok())
                .sum()
        })
        .unwrap_or(0);
    Duration::from_millis(ticks * 10)
}
