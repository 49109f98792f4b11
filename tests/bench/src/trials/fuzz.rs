//! Malformed audio files by the hundred thousand, those of the audio crate's own tests, endured by children of this program.

use std::path::PathBuf;
use std::process::Command;

#[path = "../../../../src-tauri/crates/audio/tests/malformed/mod.rs"]
mod malformed;

use malformed::harness::{self, Plan};

pub fn run(count: u64, seconds: Option<u64>, seed: u64, offenders: Option<PathBuf>) -> anyhow::Result<()> {
    let plan = Plan {
        seed,
        first: 0,
        count,
        seconds,
        processes: std::thread::available_parallelism().map_or(2, usize::from),
        offenders: offenders.unwrap_or_else(|| std::env::temp_dir().join("attune-fuzz")),
    };
    let this = std::env::current_exe()?;
    let start = |args: &[String]| {
        let mut command = Command::new(&this);
        command.arg("fuzz-child").args(args);
        command
    };
    if !harness::run(&plan, &start)? {
        println!("what did harm lies in {}", plan.offenders.display());
    }
    Ok(())
}

/// The process that [`run`] starts.
pub fn child(args: &[String]) -> anyhow::Result<()> {
    // As a scan does, a panic of the tag reader is caught and the file's fault.
    Ok(harness::child(args, |path| drop(audio::caught(|| library::read_tags(path))))?)
}
