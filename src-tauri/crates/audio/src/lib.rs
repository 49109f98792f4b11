//! Files to samples: what a file holds ([`probe`]), its samples ([`Decoder`]), what stays the same when it is re-tagged
//! ([`payload_hash`]), and the arithmetic on samples that playing and analysing share.
//!
//! The only crate that knows symphonia. Every function takes hostile files: it returns an [`Error`] that says what to do
//! next, never panics, and never reads a picture into memory.

mod bounds;
mod budget;
mod codecs;
mod container;
mod decoder;
mod defuse;
mod downmix;
mod error;
mod file;
mod k_weighting;
pub mod lanes;
mod layout;
mod loudness;
mod mono_resample;
mod open;
mod payload;
mod peak_finder;
mod probe;
mod resample;
mod tags_fallback;
mod true_peak;
mod view;
mod waiting;

pub use decoder::{BlockSpec, Decoder};
pub use downmix::Downmix;
pub use error::{Error, is_passing};
pub use file::read_up_to;
pub use layout::{Layout, Speaker};
pub use loudness::{Loudness, LoudnessResult};
pub use mono_resample::MonoResampler;
pub use payload::payload_hash;
pub use peak_finder::PeakFinder;
pub use probe::probe;
pub use resample::Resampler;
pub use tags_fallback::tags_fallback;
pub use waiting::disk_waits_of_this_thread;
