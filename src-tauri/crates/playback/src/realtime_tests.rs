//! What the device's callback may not do: allocate, or give memory back. Counted by an allocator that knows who asks.
#![allow(clippy::unwrap_used)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::Ordering;

use domain::{BANDS, Equalizer, LoudnessMode, Sound, SplitMix64};
use rodio::SampleRate;

use crate::line::{CHANNELS, Skip, line};

struct Counting;

thread_local! {
    /// Calls of the allocator by this thread since it began to count; `None`: it does not.
    static CALLS: Cell<Option<usize>> = const { Cell::new(None) };
}

fn count() {
    // A thread that is ending has no counter any more.
    let _ = CALLS.try_with(|calls| calls.set(calls.get().map(|count| count + 1)));
}

// Safe as the system's own allocator is: it does all the work.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count();
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Calls of the allocator during `work`.
fn calls_during(work: impl FnOnce()) -> usize {
    CALLS.set(Some(0));
    work();
    CALLS.replace(None).unwrap()
}

#[test]
fn the_counter_counts() {
    assert!(calls_during(|| drop(vec![1_u8; 100])) >= 2);
    assert_eq!(calls_during(|| ()), 0);
}

#[test]
fn the_callback_allocates_nothing_whatever_happens() {
    const RATE: SampleRate = SampleRate::new(48_000).unwrap();
    let (mut feed, mut meter, mut source, mut preview) = line(RATE, 1.0, &Sound::default());
    let mut rng = SplitMix64::new(6);
    let shared = meter.shared.clone();
    shared.playing.store(true, Ordering::Relaxed);
    shared.expecting.store(true, Ordering::Relaxed);
    let (mut written, mut calls, mut heard) = (0_u64, 0, 0.0_f32);
    for round in 0..4_000 {
        // What engine and decoder do between two callbacks.
        while feed.samples.slots() >= CHANNELS && rng.below(1_000) > 0 {
            for _ in 0..CHANNELS {
                feed.samples.push((rng.unit() * 4.0 - 2.0) as f32).unwrap();
            }
            written += 1;
        }
        while preview.samples.slots() > 0 && rng.below(100) > 0 {
            preview.samples.push(0.1).unwrap();
        }
        match rng.below(12) {
            0 => shared.set_volume(rng.unit() as f32),
            1 => shared.playing.store(rng.below(3) > 0, Ordering::Relaxed),
            2 => {
                let read = shared.read.load(Ordering::Relaxed);
                let from = if rng.below(2) == 0 { 0 } else { read + rng.below(5_000) as u64 };
                let skip = Skip {
                    from,
                    to: written,
                    fade_in: rng.below(2) == 0,
                };
                let _ = feed.skips.push(skip);
            }
            3 => shared.tone.set(&Sound {
                loudness: if rng.below(2) == 0 {
                    LoudnessMode::Track
                } else {
                    LoudnessMode::Off
                },
                preamp_db: 6.0,
                equalizer: Equalizer {
                    on: rng.below(3) > 0,
                    preamp_db: 3.0,
                    bands_db: std::array::from_fn::<f32, BANDS, _>(|_| rng.unit() as f32 * 24.0 - 12.0),
                },
                ..Sound::default()
            }),
            4 => {
                let shared = &preview.shared;
                shared.until.store(shared.read.load(Ordering::Relaxed) + 2_000, Ordering::Release);
                shared.running.store(true, Ordering::Release);
            }
            5 => preview.shared.running.store(false, Ordering::Release),
            _ => {}
        }
        while meter.skipped.pop().is_ok() {}
        calls += calls_during(|| {
            for _ in 0..256 * CHANNELS {
                heard = heard.max(source.next().unwrap_or_default().abs());
            }
        });
        assert_eq!(calls, 0, "round {round}");
    }
    assert!(heard > 0.5 && heard <= 1.0, "{heard}");
}
