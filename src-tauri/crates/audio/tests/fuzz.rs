//! A slice of the malformed files that `bench -- fuzz` tries by the hundred thousand: none brings the process down, none takes long,
//! and each that does not play says why.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

mod malformed;

use malformed::endure::endure;
use malformed::harness::{forget_peak, peak_kib, processor_time};
use malformed::{Input, by_hand, count_by_hand, input, specials};

/// Not how fast it is, but whether it ends: work of a processor, not time by the clock, for machines that run tests are shared.
const HANGS: Duration = Duration::from_secs(15);
/// What any file may cost, with what the process has of its own.
const MOST_KIB: u64 = 256 << 10;
/// One after the other, as memory is told of a whole process.
static ALONE: Mutex<()> = Mutex::new(());

fn tried(inputs: impl Iterator<Item = Input>) -> usize {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let mut plays = 0;
    for (number, input) in inputs.enumerate() {
        let path = folder.path().join(Path::new(&input.name).file_name().unwrap());
        input.write(&path).unwrap();
        forget_peak();
        let began = processor_time(None);
        let outcome = endure(&path, number as u64);
        assert!(
            !["uncaught panic", "could not be read"].contains(&outcome.class),
            "{}: {outcome:?}",
            input.name
        );
        assert!(
            outcome.class.starts_with("plays") || !outcome.words.trim().is_empty(),
            "{}",
            input.name
        );
        let took = processor_time(None).saturating_sub(began);
        assert!(took < HANGS, "{}: {took:?}", input.name);
        assert!(peak_kib() < MOST_KIB, "{}: {} MiB", input.name, peak_kib() >> 10);
        plays += usize::from(outcome.class.starts_with("plays"));
        std::fs::remove_file(&path).unwrap();
    }
    plays
}

#[test]
fn files_made_to_cost_time_or_memory() {
    // Not on file systems that would write a hole of a tebibyte out.
    let holes = cfg!(target_os = "linux");
    tried(
        specials()
            .iter()
            .filter(|special| holes || special.len == special.bytes.len() as u64)
            .cloned(),
    );
}

#[test]
fn files_with_one_absurd_number() {
    let count = count_by_hand();
    assert!(count > 100_000, "{count}");
    tried((0..1_500).map(|number| by_hand(number * (count / 1_500))));
}

#[test]
fn files_changed_by_chance() {
    let from = specials().len() as u64;
    let plays = tried((from..from + 1_500).map(|index| input(20, index)));
    assert!(
        (200..1_300).contains(&plays),
        "{plays} of 1500 play: chance is too mild, or too wild"
    );
}
