//! Files to samples: what a file holds ([`probe`]), its samples ([`Decoder`]), what stays the same when it is re-tagged
//! ([`payload_hash`]), and the arithmetic on samples that playing and analysing share.
//!
//! The only crate that knows symphonia. Every function takes hostile files: it returns an [`Error`] that says what to do
//! next, never panics, and never reads a picture into memory.

mod codecs;
mod decoder;
mod error;
mod file;
mod layout;
mod open;
mod probe;
mod view;

pub use decoder::{BlockSpec, Decoder};
pub use error::Error;
pub use layout::{Layout, Speaker};
pub use probe::probe;
