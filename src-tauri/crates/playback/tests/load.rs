//! Real time, with both hands full: no sample is late while every core is busy. `ATTUNE_LOAD_SECONDS` says for how long (5): the engine alone. The whole program is tried in `tests/e2e/load.rs`.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use playback::Command;

mod stage;
use stage::{Stage, queue_track, set, stairs, write_wav};

const RATE: u32 = 44_100;
/// Frames a device asks for at a time: 23 ms.
const PERIOD: u32 = 1_024;

#[test]
fn nothing_is_late_while_all_cores_are_busy() {
    let seconds = std::env::var("ATTUNE_LOAD_SECONDS")
        .ok()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(5);
    let mut stage = Stage::at(RATE);
    let path = stage.folder.path().join("long.wav");
    // Two kinds of track, so that one of them goes through the resampler.
    write_wav(&path, RATE, &stairs(0, RATE * 7));
    let other = stage.folder.path().join("other.wav");
    write_wav(&other, 48_000, &stairs(0, 48_000 * 7));
    let tracks = (0..seconds / 10 + 2)
        .flat_map(|_| [queue_track(path.clone()), queue_track(other.clone())])
        .collect();
    stage.run(set(tracks));
    let stop = Arc::new(AtomicBool::new(false));
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let busy: Vec<_> = (0..cores)
        .map(|n| {
            let (stop, folder) = (stop.clone(), stage.folder.path().to_path_buf());
            // What analysis and a scan are: arithmetic, memory and files.
            std::thread::spawn(move || {
                let (mut sum, mut numbers) = (0_u64, vec![0_u64; 1 << 20]);
                while !stop.load(Ordering::Relaxed) {
                    for (at, number) in numbers.iter_mut().enumerate() {
                        *number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(at as u64);
                        sum ^= *number;
                    }
                    std::fs::write(folder.join(format!("busy{n}")), sum.to_le_bytes().repeat(10_000)).unwrap();
                }
            })
        })
        .collect();
    let ends = Instant::now() + Duration::from_secs(seconds);
    let (mut began, mut asked, mut late) = (Instant::now(), 0_u64, 0);
    let (mut sounding, mut frames) = (0_u64, 0_u64);
    while Instant::now() < ends {
        asked += u64::from(PERIOD);
        let pulled = stage.output.pull_now(PERIOD as usize);
        late += pulled.0;
        sounding += pulled.1 as u64;
        frames += u64::from(PERIOD);
        let due = Duration::from_secs_f64(asked as f64 / f64::from(RATE));
        match due.checked_sub(began.elapsed()) {
            Some(early) => std::thread::sleep(early),
            // A device does not ask for what it missed in one go: where this thread was kept waiting, time begins anew.
            None => (began, asked) = (Instant::now(), 0),
        }
    }
    stop.store(true, Ordering::Relaxed);
    busy.into_iter().for_each(|thread| thread.join().unwrap());
    stage.run(Command::Stop);
    assert!(sounding * 100 > frames * 98, "{sounding} of {frames} frames were music");
    assert_eq!(late, 0, "frames of silence in {seconds} s");
}
