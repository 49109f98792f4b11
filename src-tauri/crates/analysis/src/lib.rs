//! Samples to meaning: one decode of a track gives its vectors, words, mood, tempo, key, loudness and waveform.
//!
//! [`Ear`] is the loaded model, [`analyse`] the pass over one file. Everything runs on the calling thread; several workers
//! share one ear.

mod cnn10;
mod conv;
mod conv2d;
mod device;
mod ear;
mod error;
mod filterbank;
mod folder;
#[cfg(test)]
mod golden_tests;
mod key;
mod listener;
mod manifest;
pub mod mel;
pub mod network;
mod pass;
pub mod pooling;
mod priority;
mod product;
mod spectrum;
mod tempo;
pub mod timbre;
mod vertical;
mod waveform;

pub use cnn10::Checkpoint;
pub use device::DeviceChoice;
pub use ear::Ear;
pub use error::Error;
pub use folder::{BenchReport, FileVector, audio_files, bench, vectors};
pub use key::KeyMeter;
pub use listener::{Listener, SHORTEST, StageTimes};
pub use manifest::{Manifest, MelParameters, TimbreParameters};
pub use pass::{analyse, analyse_timed};
pub use priority::lower_thread_priority;
pub use tempo::TempoMeter;
pub use waveform::WaveformMeter;
