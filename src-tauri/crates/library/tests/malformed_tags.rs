//! The tag reader on files made to cost it time, memory or the stack, those of the audio crate's own tests: none ends the process.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::Duration;

#[path = "../../audio/tests/malformed/mod.rs"]
mod malformed;

use malformed::harness::processor_time;
use malformed::{Input, by_hand, count_by_hand, specials};

/// Against a hang; work of a processor, for machines that run tests are shared.
const HANGS: Duration = Duration::from_secs(15);

fn tried(inputs: impl Iterator<Item = Input>) {
    let folder = tempfile::tempdir().unwrap();
    for input in inputs {
        let path = folder.path().join(Path::new(&input.name).file_name().unwrap());
        input.write(&path).unwrap();
        let began = processor_time(None);
        // A scan catches a panic, and the file is refused.
        let _ = audio::caught(|| library::read_tags(&path));
        let took = processor_time(None).saturating_sub(began);
        assert!(took < HANGS, "{}: {took:?}", input.name);
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn files_made_to_cost_time_memory_or_the_stack() {
    // Not on file systems that would write a hole of a tebibyte out.
    let holes = cfg!(target_os = "linux");
    let whole = |special: &&Input| holes || special.len == special.bytes.len() as u64;
    tried(specials().iter().filter(whole).cloned());
}

#[test]
fn files_with_one_absurd_number() {
    let count = count_by_hand();
    tried((0..1_000).map(|number| by_hand(number * (count / 1_000))));
}
