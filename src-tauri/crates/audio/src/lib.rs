//! Files to samples: what a file holds ([`probe`]), its samples ([`Decoder`]), what stays the same when it is re-tagged
//! ([`payload_hash`]), whether they are what was encoded ([`verify`]), the way into a WAV file ([`write_wav`]), and the arithmetic on samples that playing and analysing share.
//!
//! Played: MP1–MP3, AAC-LC of one or two channels (MP4, ADTS, CAF, Matroska), ALAC, FLAC, Vorbis and Opus of up to eight channels, PCM of 8 to 64
//! bits and floats, the ADPCM of WAV and QuickTime; in WAV and RF64, AIFF, CAF, MP4, Ogg with its chains, Matroska and WebM. Not played, with the
//! reason in words: AAC of more channels and beyond LC (nothing here decodes it), CAF of 8-bit and AIFF of ADPCM samples (their demultiplexers
//! refuse them), Windows Media, Monkey's Audio, WavPack, True Audio, Musepack, DSD, AC-3, DTS, Speex and others (`container::foreign`).
//! Without a gap is what says where its music begins and ends, which raw ADTS and MP3 without a LAME header do not.
//!
//! The only crate that knows symphonia. Every function takes hostile files: it returns an [`Error`] that says what to do
//! next, never panics, and never reads a picture into memory.

mod bounds;
mod budget;
mod chain;
mod codecs;
mod container;
mod cue;
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
mod opus;
mod payload;
mod peak_finder;
mod probe;
mod pulse;
mod resample;
mod tags_fallback;
mod text;
mod true_peak;
mod verify;
mod view;
mod vorbis_codebook;
mod vorbis_setup;
mod wav;

pub use cue::{Place, Said, Sheet, SheetTrack, is_sheet_file, part_duration, sound_file};
pub use decoder::{BlockSpec, Decoder};
pub use downmix::Downmix;
pub use error::{Error, caught, is_guarded, is_passing};
pub use file::read_up_to;
pub use layout::{Layout, Speaker};
pub use loudness::{Loudness, LoudnessResult};
pub use mono_resample::MonoResampler;
pub use open::tag_reader;
pub use payload::payload_hash;
pub use peak_finder::PeakFinder;
pub use probe::probe;
pub use pulse::{HANGS, Pulse, PulseWatch, on_disk};
pub use resample::Resampler;
pub use tags_fallback::tags_fallback;
pub use text::{decode_text, local_encoding};
pub use verify::{Verified, verify};
pub use wav::{WavWriter, write_wav};
