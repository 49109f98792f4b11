//! One file through everything that this crate does with files.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use audio::{Decoder, Error, Sheet, payload_hash, probe, tags_fallback};
use domain::SplitMix64;

/// Blocks that are decoded of a file at most, and behind each jump.
const BLOCKS: usize = 400;
const BLOCKS_BEHIND: usize = 4;
const JUMPS: usize = 3;

/// What became of a file: it plays, or the kind of its refusal and the words for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    pub class: &'static str,
    pub words: String,
}

/// Reads, hashes, decodes and searches a file. A panic that comes through to here is one that the program would see.
pub fn endure(path: &Path, seed: u64) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| whole(path, seed))).unwrap_or_else(|_| Outcome {
        class: "uncaught panic",
        words: String::new(),
    })
}

fn whole(path: &Path, seed: u64) -> Outcome {
    let probed = probe(path);
    let _ = payload_hash(path);
    let _ = tags_fallback(path);
    let _ = Sheet::of(path);
    match play(path, seed) {
        Ok(true) => Outcome {
            class: "plays",
            words: String::new(),
        },
        Ok(false) => Outcome {
            class: "plays for long",
            words: String::new(),
        },
        Err(error) => {
            let class = match (&error, probed.is_ok()) {
                (Error::Io(_), _) => "could not be read",
                (Error::NotAFile, _) => "no file",
                (Error::Unsupported { .. }, _) => "not supported",
                (Error::Corrupt { reason }, _) if reason.contains("decoder failed on it") => "caught panic",
                (Error::Corrupt { .. }, true) => "damaged sound",
                (Error::Corrupt { .. }, false) => "damaged headers",
                (Error::NoAudio, _) => "no sound in it",
            };
            Outcome {
                class,
                words: error.to_string(),
            }
        }
    }
}

/// Whether the end of the file was seen.
fn play(path: &Path, seed: u64) -> Result<bool, Error> {
    let mut decoder = Decoder::open(path)?;
    let mut block = Vec::new();
    let mut ended = false;
    for _ in 0..BLOCKS {
        if decoder.next_block(&mut block)?.is_none() {
            ended = true;
            break;
        }
        assert!(block.iter().all(|sample| sample.is_finite()));
    }
    let mut rng = SplitMix64::new(seed);
    let length = decoder.format().duration.clamp(Duration::from_secs(1), Duration::from_secs(86_400));
    for _ in 0..JUMPS {
        decoder.seek(length.mul_f64(1.1 * rng.unit()))?;
        for _ in 0..BLOCKS_BEHIND {
            if decoder.next_block(&mut block)?.is_none() {
                break;
            }
        }
    }
    Ok(ended)
}
