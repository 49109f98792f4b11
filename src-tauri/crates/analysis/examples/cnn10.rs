//! What a person's own CNN10 costs, and that its file can be read: milliseconds a window on one thread.
//!
//!     cargo run --release -p analysis --example cnn10 -- FILE [AUDIO…]

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use analysis::{Checkpoint, Ear, analyse_timed};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = std::env::args().skip(1);
    let file = files.next().ok_or("which file?")?;
    let started = Instant::now();
    let checkpoint = Checkpoint::read(Path::new(&file))?;
    println!("{}: {:?}, {} bytes", checkpoint.version(), started.elapsed(), checkpoint.bytes);
    let least = (0..7).map(|_| checkpoint.time_of_a_window()).min().unwrap_or(Duration::MAX);
    println!("a window of five seconds: {least:?}");
    let ear = Ear::with_checkpoint(checkpoint)?;
    for file in files {
        let started = Instant::now();
        let (analysis, times, seconds) = analyse_timed(&ear, Path::new(&file), &AtomicBool::new(false))?;
        println!(
            "{file}: {seconds:.0} s of audio in {:?} ({times:?}): {:?}",
            started.elapsed(),
            analysis.words
        );
    }
    Ok(())
}
